"""Rank by links: PageRank, eigenvector and Katz centrality."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from analytics.compiled.graph import CompiledGraph
from analytics.compiled.reading import compiled
from analytics.compiled.results import NodeValues
from analytics.kernels import ranking as kernels
from analytics.kernels.rows import row_sums
from analytics.stopping import raise_if_stopped, stop_flag

__all__ = ["eigenvector_centrality", "katz_centrality", "pagerank", "values_of_all"]

Array = NDArray[Any]
Scores = Mapping[Any, float]

ERROR = 1e-8
"""The L1 distance of PageRank to the exact solution is at most this."""

_GREATEST_ALPHA = 0.99999
"""Up to here the error can be kept in 64 bits."""


def pagerank(
    G: Any,
    alpha: float = 0.85,
    personalization: Scores | None = None,
    max_iter: int = 100,
    tol: float = 1.0e-6,
    nstart: Scores | None = None,
    weight: str | None = "weight",
    dangling: Scores | None = None,
) -> NodeValues:
    """See `networkx.pagerank`.

    The L1 distance to the exact solution is at most 1e-8, whatever `tol`: networkx' own is up to N * tol / (1 - alpha).
    `max_iter`, `tol` and `nstart` only decide whether PowerIterationFailedConvergence is raised, as networkx would.
    """
    graph = compiled(G)
    if not len(graph):
        return graph.values(np.empty(0))
    links = _links(graph, weight)
    if links.weights is not None and not ((links.weights >= 0).all() and np.isfinite(links.degrees).all()):
        raise NotImplementedError("weights below zero")
    restart = _distribution(graph, personalization, ZeroDivisionError)
    sinks = restart if dangling is None else _distribution(graph, dangling)
    if not 0 <= alpha <= _GREATEST_ALPHA:
        raise NotImplementedError("alpha for which no error is proven")
    start = None if nstart is None else _distribution(graph, nstart)
    if max_iter < 1 or 2 * alpha ** (max_iter - 1) >= len(graph) * tol:
        _refuse_what_networkx_would(links, alpha, restart, sinks, start, max_iter, tol)
    ranks = _solved(links, alpha, restart)
    if (links.degrees == 0).any():
        lost = ranks.sum()
        if dangling is None:
            return graph.values(ranks / lost)
        again = _solved(links, alpha, sinks)
        ranks += max(1 - lost, 0.0) / again.sum() * again
    return graph.values(ranks / ranks.sum())


def eigenvector_centrality(
    G: Any, max_iter: int = 100, tol: float = 1.0e-6, nstart: Scores | None = None, weight: str | None = None
) -> NodeValues:
    """See `networkx.eigenvector_centrality`."""
    graph = compiled(G)
    size = len(graph)
    if not size:
        raise nx.NetworkXPointlessConcept("a graph without nodes has no centralities")
    start = np.ones(size) if nstart is None else values_of_all(graph, nstart)
    if not start.any():
        raise nx.NetworkXError("initial vector cannot have all zero values")
    nothing = np.zeros(size)
    return _iterated(graph, weight, start / start.sum(), 1.0, 1.0, nothing, True, max_iter, tol)


def katz_centrality(
    G: Any,
    alpha: float = 0.1,
    beta: Any = 1.0,
    max_iter: int = 1000,
    tol: float = 1.0e-6,
    nstart: Scores | None = None,
    normalized: bool = True,
    weight: str | None = None,
) -> NodeValues:
    """See `networkx.katz_centrality`."""
    graph = compiled(G)
    size = len(graph)
    if not size:
        return graph.values(np.empty(0))
    start = np.zeros(size) if nstart is None else values_of_all(graph, nstart)
    try:
        added = np.full(size, float(beta))
    except (TypeError, ValueError, AttributeError) as error:
        if set(beta) != set(graph):
            raise nx.NetworkXError("beta dictionary must have a value for every node") from error
        added = np.array([beta[node] for node in graph], np.float64)
    found = _iterated(graph, weight, start, 0.0, alpha, added, False, max_iter, tol)
    length = float(np.linalg.norm(found.array)) if normalized else 1.0
    return graph.values(found.array / (length or 1.0))


def _iterated(
    graph: CompiledGraph,
    weight: str | None,
    start: Array,
    kept: float,
    factor: float,
    added: Array,
    unit: bool,
    max_iter: int,
    tol: float,
) -> NodeValues:
    links = _links(graph, weight)
    found, at_rest = kernels.power_iteration(
        *links[:3], start, kept, factor, added, unit, max_iter, len(graph) * tol, stop_flag()
    )
    raise_if_stopped()
    if not at_rest:
        raise nx.PowerIterationFailedConvergence(max_iter)
    return graph.values(found)


class _Links(NamedTuple):
    """Entries towards predecessors, with weights unless all are 1, and the sum of weights towards successors."""

    indptr: Array
    indices: Array
    weights: Array | None
    degrees: Array


def _links(graph: CompiledGraph, weight: str | None) -> _Links:
    weights = None if weight is None else graph.weights(weight)
    if weights is None or (weights == 1).all():
        return _Links(*graph.into, None, np.diff(graph.out.indptr).astype(np.float64))
    return _Links(*graph.into, graph.weights_into(weight), row_sums(graph.out.indptr, weights))


def _solved(links: _Links, alpha: float, restart: Array) -> Array:
    """PageRank that loses what comes to nodes without links, with an error of at most ERROR / 4 of its sum.

    The whole of it is this, and what is lost put where it should begin anew and followed in the same way. With two
    such solutions the errors add up to no more than ERROR.
    """
    found: Array = kernels.gauss_seidel(*links, (1 - alpha) * restart, float(alpha), ERROR / 4, stop_flag())
    raise_if_stopped()
    return np.maximum(found, 0)  # rounding may leave less than nothing where nothing comes


def _refuse_what_networkx_would(
    links: _Links, alpha: float, restart: Array, sinks: Array, start: Array | None, max_iter: int, tol: float
) -> None:
    """Raise PowerIterationFailedConvergence if power iteration has changed by N * tol or more `max_iter` times."""
    size = len(restart)
    ends = np.repeat(np.arange(size), np.diff(links.indptr))
    share = np.divide(1.0, links.degrees, out=np.zeros(size), where=links.degrees > 0)
    ranks = np.full(size, 1 / size) if start is None else start
    for _ in range(max_iter):
        moved = (ranks * share)[links.indices]
        moved = np.bincount(ends, moved if links.weights is None else moved * links.weights, size)
        lost = ranks[links.degrees == 0].sum()
        before, ranks = ranks, alpha * (moved + lost * sinks) + (1 - alpha) * restart
        if np.abs(ranks - before).sum() < size * tol:
            return
    raise nx.PowerIterationFailedConvergence(max_iter)


def _distribution(graph: CompiledGraph, given: Scores | None, if_zero: type[Exception] = NotImplementedError) -> Array:
    """Values for nodes, 0 for those that are not given, which add up to 1."""
    if given is None:
        return np.full(len(graph), 1 / len(graph))
    values = np.zeros(len(graph))
    for node, value in given.items():
        position = graph.find(node)
        if position is not None:
            values[position] = value
    if values.sum() == 0:
        raise if_zero("values that add up to zero")
    if not (values >= 0).all() or not np.isfinite(values.sum()):
        raise NotImplementedError("values below zero")
    values /= values.sum()
    return values


def values_of_all(graph: CompiledGraph, given: Scores) -> Array:
    """What is given for every node, in their order."""
    if len(given) != len(graph):
        raise NotImplementedError("a start for some nodes only, or for others")
    return np.array([given[node] for node in graph], np.float64)
