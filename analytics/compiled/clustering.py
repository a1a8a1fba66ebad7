"""Clustering: how many of a node's neighbours are neighbours of one another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from analytics.compiled.graph import CompiledGraph, Rows
from analytics.compiled.reading import compiled
from analytics.compiled.results import NodeValues
from analytics.compiled.triads import oriented
from analytics.kernels import triangles as kernels
from analytics.kernels.rows import joined, merged
from analytics.stopping import raise_if_stopped, stop_flag

__all__ = ["average_clustering", "clustering", "transitivity", "triangles"]

Array = NDArray[Any]


def triangles(G: Any, nodes: Any = None) -> NodeValues | dict[Any, int] | int:
    """See `networkx.triangles`."""
    graph = compiled(G)
    rows, weights = graph.mutual(None)
    if nodes is None:
        return graph.values(_at_all(graph, np.ones(len(weights))).astype(np.int64))
    listed, positions = _listed(graph, nodes)
    found = (_at(rows, np.ones(len(weights)), positions) / 2).astype(np.int64).tolist()
    return found[0] if nodes in graph else dict(zip(listed, found, strict=True))


def clustering(G: Any, nodes: Any = None, weight: str | None = None) -> NodeValues | dict[Any, float] | float:
    """See `networkx.clustering`."""
    graph = compiled(G)
    listed, values = _coefficients(graph, nodes, weight)
    if listed is None:
        return graph.values(values)
    return values.item(0) if nodes in graph else dict(zip(listed, values.tolist(), strict=True))


def average_clustering(G: Any, nodes: Any = None, weight: str | None = None, count_zeros: bool = True) -> float:
    """See `networkx.average_clustering`."""
    graph = compiled(G)
    _, values = _coefficients(graph, nodes, weight)
    if not count_zeros:
        values = values[values != 0]
    return float(values.sum()) / len(values)


def transitivity(G: Any) -> float:
    """See `networkx.transitivity`."""
    graph = compiled(G)
    _refuse_multigraph(graph)
    degrees = np.diff(graph.out.indptr) - np.bincount(graph.starts[graph.at_loops], minlength=len(graph))
    ones = np.ones(len(graph.out.indices))
    found = _at(graph.out, ones, np.arange(len(graph))) if graph.directed else 2 * _at_all(graph, ones)
    closed = int(found.sum())
    return closed / int((degrees * (degrees - 1)).sum()) if closed else 0


def _coefficients(graph: CompiledGraph, nodes: Any, weight: str | None) -> tuple[list[Any] | None, Array]:
    """The clustering coefficients of some nodes, or of all; of which nodes, None for all."""
    rows, counts = graph.mutual(None)
    values = counts if weight is None else graph._kept(("cube roots", weight), lambda: _cube_roots(graph, weight))
    if nodes is None:
        _refuse_multigraph(graph)
        listed, positions = None, np.arange(len(graph))
        found = 2 * _at_all(graph, values)
    else:
        listed, positions = _listed(graph, nodes)
        found = _at(rows, values, positions)
    contacts, links = graph._kept("contacts", lambda: kernels.contacts(*rows, counts))
    contacts, links = contacts[positions], links[positions]
    possible = links * (links - 1) - 2 * (links - contacts)
    possible = 2 * possible if graph.directed else possible
    return listed, np.divide(found, possible, out=np.zeros(len(found)), where=found != 0)


def _cube_roots(graph: CompiledGraph, weight: str) -> Array:
    """The cube root of each weight by the greatest; in a directed graph the sum of both directions'."""
    weights = graph.weights(weight)
    greatest = weights.max(initial=-np.inf)
    if greatest == 0:
        raise ZeroDivisionError("The greatest weight is 0.")
    roots: Array = np.cbrt(weights / greatest)
    if not graph.directed:
        return roots
    entering = np.cbrt(graph.weights_into(weight) / greatest)
    _, _, summed = merged(*joined(*graph.out, roots, *graph.into, entering), False)
    return summed


def _at_all(graph: CompiledGraph, values: Array) -> Array:
    """For every node the sum of the products of the values of the edges of its triangles."""
    ranked = oriented(graph)
    sums = kernels.triangle_sums(ranked.begins, ranked.heads, values[ranked.entry], stop_flag())
    raise_if_stopped()
    return ranked.by_position(sums)


def _at(rows: Rows, values: Array, positions: Array) -> Array:
    """For some nodes twice that."""
    found = kernels.closed(*rows, values, positions, stop_flag())
    raise_if_stopped()
    return found


def _listed(graph: CompiledGraph, nodes: Any) -> tuple[list[Any], Array]:
    """One node, or those of an iterable that are nodes, and their positions."""
    _refuse_multigraph(graph)
    if nodes in graph:
        nodes = [nodes]
    if not isinstance(nodes, Iterable):
        raise nx.NetworkXError(f"The graph has no node {nodes}.")
    positions = {}
    for node in nodes:
        try:
            positions[node] = graph.nodes.position(node)
        except KeyError:
            continue
        except TypeError as error:
            raise nx.NetworkXError(f"{node} cannot be a node.") from error
    return list(positions), np.array(list(positions.values()), np.int64)


def _refuse_multigraph(graph: CompiledGraph) -> None:
    if graph.multigraph:
        raise nx.NetworkXNotImplemented("not implemented for multigraph type")
