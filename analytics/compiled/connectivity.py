"""Connectivity: how many nodes or edges must go until two nodes, or any two, are no longer connected."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from analytics.compiled.biconnected import bridges
from analytics.compiled.components import is_connected
from analytics.compiled.disjoint_paths import edge_cut, edge_network, fewest, node_cut, node_network
from analytics.compiled.flow import ends
from analytics.compiled.graph import CompiledGraph
from analytics.compiled.reading import compiled
from analytics.kernels.biconnected import biconnected
from analytics.kernels.components import component_of
from analytics.kernels.disjoint_paths import dominating_set

__all__ = [
    "edge_connectivity",
    "local_edge_connectivity",
    "local_node_connectivity",
    "minimum_edge_cut",
    "minimum_node_cut",
    "minimum_st_edge_cut",
    "minimum_st_node_cut",
    "node_connectivity",
]

Array = NDArray[Any]


def local_node_connectivity(
    G: Any, s: Any, t: Any, flow_func: Any = None, auxiliary: Any = None, residual: Any = None, cutoff: Any = None
) -> int:
    """See `networkx.algorithms.connectivity.local_node_connectivity`."""
    _refuse(flow_func, auxiliary, residual)
    graph = compiled(G)
    pair = [2 * graph.nodes.position(s) + 1, 2 * graph.nodes.position(t)]
    return fewest(node_network(graph), np.array([pair]), math.inf if cutoff is None else cutoff)[0]


def local_edge_connectivity(
    G: Any, s: Any, t: Any, flow_func: Any = None, auxiliary: Any = None, residual: Any = None, cutoff: Any = None
) -> int:
    """See `networkx.algorithms.connectivity.local_edge_connectivity`."""
    _refuse(flow_func, auxiliary, residual)
    graph = compiled(G)
    return fewest(edge_network(graph), np.array([ends(graph, s, t)]), math.inf if cutoff is None else cutoff)[0]


def minimum_st_node_cut(
    G: Any, s: Any, t: Any, flow_func: Any = None, auxiliary: Any = None, residual: Any = None
) -> set[Any]:
    """See `networkx.algorithms.connectivity.minimum_st_node_cut`."""
    _refuse(flow_func, auxiliary, residual)
    graph = compiled(G)
    source, sink = graph.nodes.position(s), graph.nodes.position(t)
    if sink in _row(graph, source) or source in _row(graph, sink):
        return set()
    return node_cut(graph, source, sink)


def minimum_st_edge_cut(
    G: Any, s: Any, t: Any, flow_func: Any = None, auxiliary: Any = None, residual: Any = None
) -> set[tuple[Any, Any]]:
    """See `networkx.algorithms.connectivity.minimum_st_edge_cut`."""
    _refuse(flow_func, auxiliary, residual)
    graph = compiled(G)
    return edge_cut(graph, *ends(graph, s, t))


def node_connectivity(G: Any, s: Any = None, t: Any = None, flow_func: Any = None) -> int:
    """See `networkx.node_connectivity`."""
    _refuse(flow_func)
    graph = compiled(G)
    if _is_local(graph, s, t):
        return local_node_connectivity(graph, s, t)
    if not is_connected(graph):
        return 0
    at_most = int(graph.degrees.min())
    if not graph.directed and at_most > 1 and len(_articulation_points(graph)):
        return 1
    return _fewest_through_nodes(graph, at_most)[0]


def edge_connectivity(G: Any, s: Any = None, t: Any = None, flow_func: Any = None, cutoff: Any = None) -> int:
    """See `networkx.edge_connectivity`."""
    _refuse(flow_func)
    graph = compiled(G)
    if _is_local(graph, s, t):
        return local_edge_connectivity(graph, s, t, cutoff=cutoff)
    if not is_connected(graph):
        return 0
    _require_plain(graph)
    least = int(graph.degrees.min())
    at_most = least if cutoff is None else min(cutoff, least)
    return 1 if at_most > 1 and _bridge(graph) else _fewest_over_edges(graph, at_most)[0]


def minimum_node_cut(G: Any, s: Any = None, t: Any = None, flow_func: Any = None) -> set[Any]:
    """See `networkx.minimum_node_cut`; of several minimum cuts of a whole graph it can be another one."""
    _refuse(flow_func)
    graph = compiled(G)
    if _is_local(graph, s, t):
        return minimum_st_node_cut(graph, s, t)
    if graph.directed:
        raise NotImplementedError("what networkx gives for a directed graph is not always a cut")
    _require_connected(graph)
    around = graph.nodes.some(_row(graph, int(graph.degrees.argmin())))
    if len(around) > 1 and len(points := _articulation_points(graph)):
        return {graph.nodes.node(int(points[0]))}
    _, pair = _fewest_through_nodes(graph, len(around))
    return set(around) if pair is None else node_cut(graph, *pair)


def minimum_edge_cut(G: Any, s: Any = None, t: Any = None, flow_func: Any = None) -> set[tuple[Any, Any]]:
    """See `networkx.minimum_edge_cut`; of several minimum cuts of a whole graph it can be another one."""
    _refuse(flow_func)
    graph = compiled(G)
    if _is_local(graph, s, t):
        return minimum_st_edge_cut(graph, s, t)
    _require_connected(graph)
    _require_plain(graph)
    node = int(graph.degrees.argmin())
    around = graph.nodes.some(_row(graph, node))
    if len(around) > 1 and (bridge := _bridge(graph)):
        return {bridge}
    _, pair = _fewest_over_edges(graph, len(around))
    return {(graph.nodes.node(node), other) for other in around} if pair is None else edge_cut(graph, *pair)


def _fewest_through_nodes(graph: CompiledGraph, at_most: int) -> tuple[int, tuple[int, int] | None]:
    """The least number of node-disjoint paths, and a pair with so many if it is less than `at_most`.

    Those pairs are looked at of which one is on both sides of a cut (Esfahanian, Connectivity algorithms, algorithm
    11). Of an undirected graph it is known that no node alone cuts it.
    """
    at_least = 0 if graph.directed else min(2, at_most)
    if at_most <= at_least:
        return at_most, None
    node = int(graph.degrees.argmin())
    near = Counter(_row(graph, node).tolist())
    if graph.directed:
        indptr, indices = graph.simple_into
        near.update(indices[indptr[node] : indptr[node + 1]].tolist())
    far = np.setdiff1d(np.arange(len(graph)), [node, *near])
    if graph.directed and not np.isin(far, component_of(*graph.out, node)).all():
        return 0, None
    between = _apart(graph, near)
    pairs = np.concatenate([np.stack([np.full(len(far), node), far], 1), np.array(between, np.int64).reshape(-1, 2)])
    count, place = fewest(node_network(graph), pairs * 2 + [1, 0], at_most, at_least)
    return count, None if place < 0 else (int(pairs[place, 0]), int(pairs[place, 1]))


def _apart(graph: CompiledGraph, near: Counter[int]) -> list[tuple[int, int]]:
    """Pairs of nodes of which the first has no edge to the second; twice the same if it is there twice, as networkx."""
    pairs = []
    for one in near:
        adjacent = set(_row(graph, one).tolist())
        for other, times in near.items():
            wanted = times > 1 if one == other else graph.directed or one < other
            if wanted and other not in adjacent:
                pairs.append((one, other))
    return pairs


def _fewest_over_edges(graph: CompiledGraph, at_most: float) -> tuple[int, tuple[int, int] | None]:
    """The least number of edge-disjoint paths, and a pair with so many if it is less than `at_most`.

    In a directed graph, from each node to the next; else, where no edge is a bridge, from one node to all others of a
    set that has a neighbour of every node (Esfahanian, algorithms 8 and 6).
    """
    if graph.directed:
        if len(graph) == 1:
            raise nx.NetworkXError("source and sink are the same node")
        first = np.arange(len(graph))
        second = (first + 1) % len(graph)
    else:
        node = int(graph.degrees.argmin())
        chosen = dominating_set(*graph.simple, node)
        first, second = np.full(len(chosen) - 1, node), chosen[1:]
    at_least = 0 if graph.directed else 2
    count, place = fewest(edge_network(graph), np.stack([first, second], 1), at_most, at_least)
    return count, None if place < 0 else (int(first[place]), int(second[place]))


def _articulation_points(graph: CompiledGraph) -> Array:
    return biconnected(*graph.simple)[2]


def _bridge(graph: CompiledGraph) -> tuple[Any, Any] | None:
    return None if graph.directed else next(bridges(graph), None)


def _row(graph: CompiledGraph, position: int) -> Array:
    indptr, indices = graph.simple
    return indices[indptr[position] : indptr[position + 1]]


def _is_local(graph: CompiledGraph, s: Any, t: Any) -> bool:
    if (s is None) != (t is None):
        raise nx.NetworkXError("Both source and target must be specified.")
    for node in (s, t):
        if node is not None and node not in graph:
            raise nx.NetworkXError(f"node {node} not in graph")
    return s is not None


def _refuse(*given: Any) -> None:
    if any(each is not None for each in given):
        raise NotImplementedError("a method or a network of one's own")


def _require_connected(graph: CompiledGraph) -> None:
    if not is_connected(graph):
        raise nx.NetworkXError("Input graph is not connected")


def _require_plain(graph: CompiledGraph) -> None:
    if not graph.directed and (graph.loops or not graph.is_simple):
        raise NotImplementedError("networkx counts parallel edges here, and not there")
