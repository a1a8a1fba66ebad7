"""Link prediction: how likely two nodes will be joined, by the neighbours that they share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from analytics.compiled.graph import CompiledGraph
from analytics.compiled.nodes import positions_of
from analytics.compiled.reading import compiled
from analytics.kernels import similarity as kernels
from analytics.stopping import raise_if_stopped, stop_flag

__all__ = [
    "adamic_adar_index",
    "common_neighbor_centrality",
    "jaccard_coefficient",
    "preferential_attachment",
    "resource_allocation_index",
]

Array: TypeAlias = NDArray[Any]
Pairs: TypeAlias = Iterable[tuple[Any, Any]]
Predictions: TypeAlias = Iterator[tuple[Any, Any, Any]]
Score: TypeAlias = Callable[[Array, Array], Array]
"""The score of each of some pairs of positions, those with the same start one after another."""


def resource_allocation_index(G: Any, ebunch: Pairs | None = None) -> Predictions:
    """See `networkx.resource_allocation_index`. `ebunch` may be an iterator."""
    graph = compiled(G)
    credit = graph._kept("shares of neighbours", lambda: 1.0 / np.maximum(graph.degrees, 1))
    return _predictions(graph, ebunch, lambda start, end: _shared(graph, credit, start, end))


def adamic_adar_index(G: Any, ebunch: Pairs | None = None) -> Predictions:
    """See `networkx.adamic_adar_index`. `ebunch` may be an iterator."""
    graph = compiled(G)
    with np.errstate(divide="ignore"):
        credit = graph._kept("credits of neighbours", lambda: 1.0 / np.log(np.maximum(graph.degrees, 1)))

    def score(start: Array, end: Array) -> Array:
        scores = _shared(graph, credit, start, end)
        if np.isinf(scores).any():
            raise ZeroDivisionError("A node shares a neighbour that has no other with itself.")
        return scores

    return _predictions(graph, ebunch, score)


def jaccard_coefficient(G: Any, ebunch: Pairs | None = None) -> Predictions:
    """See `networkx.jaccard_coefficient`. `ebunch` may be an iterator."""
    graph = compiled(G)
    one = np.ones(len(graph))
    sizes = np.diff(graph.out.indptr)

    def score(start: Array, end: Array) -> Array:
        shared = _shared(graph, one, start, end)
        both = _shared(graph, one, start, end, ends=True) if graph.loops else shared
        scores: Array = shared / np.maximum(sizes[start] + sizes[end] - both, 1)
        return scores

    return _predictions(graph, ebunch, score)


def preferential_attachment(G: Any, ebunch: Pairs | None = None) -> Predictions:
    """See `networkx.preferential_attachment`. `ebunch` may be an iterator."""
    graph = compiled(G)
    return _predictions(graph, ebunch, lambda start, end: graph.degrees[start] * graph.degrees[end])


def common_neighbor_centrality(G: Any, ebunch: Pairs | None = None, alpha: float = 0.8) -> Predictions:
    """See `networkx.common_neighbor_centrality`. `ebunch` may be an iterator."""
    graph = compiled(G)
    one = np.ones(len(graph))

    def score(start: Array, end: Array) -> Array:
        if (start == end).any():
            raise nx.NetworkXAlgorithmError("A node cannot be joined to itself.")
        shared = _shared(graph, one, start, end)
        if alpha == 1:
            return shared.astype(np.int64)
        away = kernels.distances(*graph.out, start, end, stop_flag())
        raise_if_stopped()
        return alpha * shared + (1 - alpha) * len(graph) / away

    return _predictions(graph, ebunch, score)


def _shared(graph: CompiledGraph, credit: Array, start: Array, end: Array, ends: bool = False) -> Array:
    sums = kernels.shared(*graph.out, credit, start, end, ends, stop_flag())
    raise_if_stopped()
    return sums


def _predictions(graph: CompiledGraph, ebunch: Pairs | None, score: Score) -> Predictions:
    if ebunch is None:
        return chain.from_iterable(_strangers(graph, start, score) for start in range(len(graph)))
    pairs = list(ebunch)
    if not pairs:
        return iter(())
    starts, ends = zip(*pairs, strict=True)
    start, end = _positions(graph, starts), _positions(graph, ends)
    if (start[1:] >= start[:-1]).all():
        return zip(starts, ends, score(start, end).tolist(), strict=True)
    order = np.argsort(start, kind="stable")
    scores = score(start[order], end[order])
    placed = np.empty_like(scores)
    placed[order] = scores
    return zip(starts, ends, placed.tolist(), strict=True)


def _strangers(graph: CompiledGraph, start: int, score: Score) -> Predictions:
    """The scores of a node with all later ones that are not its neighbours."""
    unknown = np.ones(len(graph), np.bool_)
    unknown[: start + 1] = False
    unknown[graph.out.indices[graph.out.indptr[start] : graph.out.indptr[start + 1]]] = False
    end = np.flatnonzero(unknown)
    scores = score(np.full(len(end), start), end)
    node = graph.nodes.node(start)
    return ((node, other, each) for other, each in zip(graph.nodes.some(end), scores.tolist(), strict=True))


def _positions(graph: CompiledGraph, nodes: Collection[Any]) -> Array:
    try:
        return positions_of(graph.nodes, nodes)
    except (KeyError, TypeError) as error:
        missing = next(node for node in nodes if node not in graph)
        raise nx.NodeNotFound(f"The graph has no node {missing}.") from error
