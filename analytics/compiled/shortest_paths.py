"""Shortest paths between any nodes, by the number of edges or by weights."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np

from analytics.compiled.dijkstra import (
    all_pairs_dijkstra_path,
    all_pairs_dijkstra_path_length,
    bidirectional_dijkstra,
    dijkstra_path_length,
    single_source_dijkstra_path,
    single_source_dijkstra_path_length,
)
from analytics.compiled.graph import CompiledGraph
from analytics.compiled.searches import hops, search
from analytics.compiled.settling import Settled, Weight, settle, weighted
from analytics.compiled.unweighted import (
    all_pairs_shortest_path,
    all_pairs_shortest_path_length,
    bidirectional_shortest_path,
    single_source_shortest_path,
    single_source_shortest_path_length,
    single_target_shortest_path,
    single_target_shortest_path_length,
)
from analytics.kernels.distances import AT_ONCE, sum_of_distances, sum_of_hops
from analytics.kernels.parallel import PARTS, in_parts
from analytics.stopping import raise_if_stopped, stop_flag

__all__ = ["average_shortest_path_length", "has_path", "shortest_path", "shortest_path_length"]


def has_path(G: Any, source: Any, target: Any) -> bool:
    """See `networkx.has_path`."""
    try:
        bidirectional_shortest_path(G, source, target)
    except nx.NetworkXNoPath:
        return False
    return True


def shortest_path(
    G: Any, source: Any = None, target: Any = None, weight: Weight = None, method: str = "dijkstra"
) -> Any:
    """See `networkx.shortest_path`. Which of several paths of the same length may differ."""
    unweighted = _is_unweighted(weight, method)
    if source is None and target is None:
        return all_pairs_shortest_path(G) if unweighted else all_pairs_dijkstra_path(G, weight=weight)
    if source is None:
        if unweighted:
            return single_target_shortest_path(G, target)
        return _towards(G, target, weight).paths(weighted(G, weight), to_target=True)
    if target is None:
        if unweighted:
            return single_source_shortest_path(G, source)
        return single_source_dijkstra_path(G, source, weight=weight)
    if unweighted:
        return bidirectional_shortest_path(G, source, target)
    return bidirectional_dijkstra(G, source, target, weight)[1]


def shortest_path_length(
    G: Any, source: Any = None, target: Any = None, weight: Weight = None, method: str = "dijkstra"
) -> Any:
    """See `networkx.shortest_path_length`."""
    unweighted = _is_unweighted(weight, method)
    if source is None and target is None:
        return all_pairs_shortest_path_length(G) if unweighted else all_pairs_dijkstra_path_length(G, weight=weight)
    if source is None:
        if unweighted:
            return single_target_shortest_path_length(G, target)
        return _towards(G, target, weight).lengths(weighted(G, weight))
    if target is None:
        if unweighted:
            return single_source_shortest_path_length(G, source)
        return single_source_dijkstra_path_length(G, source, weight=weight)
    if unweighted:
        return len(bidirectional_shortest_path(G, source, target)) - 1
    return dijkstra_path_length(G, source, target, weight)


def average_shortest_path_length(G: Any, weight: Weight = None, method: str | None = None) -> float:
    """See `networkx.average_shortest_path_length`."""
    graph = weighted(G, weight)
    chosen = method or ("unweighted" if weight is None else "dijkstra")
    if chosen in ("bellman-ford", "floyd-warshall", "floyd-warshall-numpy"):
        raise NotImplementedError(f"the method {chosen}")
    if chosen not in ("unweighted", "dijkstra"):
        raise ValueError(f"method not supported: {chosen}")
    if not len(graph):
        raise nx.NetworkXPointlessConcept("the null graph has no shortest paths to take the average of")
    if len(graph) == 1:
        return 0
    for rows in (graph.out, graph.into):
        if len(search(graph, rows, [0], hops(None)).order) < len(graph):
            raise nx.NetworkXError(f"Graph is not {'strongly ' if graph.directed else ''}connected.")
    return _sum_of_lengths(graph, None if chosen == "unweighted" else weight, chosen) / (len(graph) * (len(graph) - 1))


def _sum_of_lengths(graph: CompiledGraph, weight: Weight, method: str) -> float:
    sources = np.arange(len(graph), dtype=graph.out.indices.dtype)
    stop = stop_flag()
    sums: list[float]
    if method == "unweighted":
        parts = min(PARTS, -(-len(graph) // AT_ONCE))
        sums = list(in_parts(sources, lambda part: sum_of_hops(*graph.simple, part, stop), parts))
    else:
        rows, weights = graph.merged(weight, least=True)
        sums = in_parts(sources, lambda part: sum_of_distances(*rows, weights, part, stop))
    raise_if_stopped()
    total = sum(sums)
    if total != total:
        raise ValueError("Contradictory paths found:", "negative weights?")
    return total


def _is_unweighted(weight: Weight, method: str) -> bool:
    if method not in ("dijkstra", "bellman-ford"):
        raise ValueError(f"method not supported: {method}")
    if weight is not None and method == "bellman-ford":
        raise NotImplementedError("the method of Bellman and Ford")
    return weight is None


def _towards(G: Any, target: Any, weight: Weight) -> Settled:
    graph = weighted(G, weight)
    position = graph.find(target)
    if position is None:
        raise nx.NodeNotFound(f"Node {target} not found in graph")
    return settle(graph, weight, [position], against=True)
