"""Shortest paths by weights. Distances are floats, also where weights are integers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import networkx as nx
import numpy as np

from analytics.compiled.found import Paths
from analytics.compiled.graph import CompiledGraph
from analytics.compiled.results import NodeValues
from analytics.compiled.settling import Settled, Weight, has_negative, settle, two_sided, weighted

__all__ = [
    "all_pairs_dijkstra",
    "all_pairs_dijkstra_path",
    "all_pairs_dijkstra_path_length",
    "bidirectional_dijkstra",
    "dijkstra_path",
    "dijkstra_path_length",
    "multi_source_dijkstra",
    "multi_source_dijkstra_path",
    "multi_source_dijkstra_path_length",
    "single_source_dijkstra",
    "single_source_dijkstra_path",
    "single_source_dijkstra_path_length",
]


def dijkstra_path(G: Any, source: Any, target: Any, weight: Weight = "weight") -> list[Any]:
    """See `networkx.dijkstra_path`. Which of several paths of the same length may differ."""
    graph = weighted(G, weight)
    if has_negative(graph, weight):
        _, path = single_source_dijkstra(G, source, target=target, weight=weight)
        return list(path)
    return _between(graph, source, target, weight)[1]


def dijkstra_path_length(G: Any, source: Any, target: Any, weight: Weight = "weight") -> float:
    """See `networkx.dijkstra_path_length`."""
    graph = weighted(G, weight)
    if has_negative(graph, weight):
        length, _ = single_source_dijkstra(G, source, target=target, weight=weight)
        return float(length)
    return _between(graph, source, target, weight)[0]


def bidirectional_dijkstra(G: Any, source: Any, target: Any, weight: Weight = "weight") -> tuple[float, list[Any]]:
    """See `networkx.bidirectional_dijkstra`. Which of several paths of the same length may differ."""
    graph = weighted(G, weight)
    for node, role in ((source, "Source"), (target, "Target")):
        if node not in graph:
            raise nx.NodeNotFound(f"{role} {node} is not in G")
    return _between(graph, source, target, weight)


def single_source_dijkstra(
    G: Any, source: Any, target: Any = None, cutoff: float | None = None, weight: Weight = "weight"
) -> tuple[Any, Any]:
    """See `networkx.single_source_dijkstra`."""
    return multi_source_dijkstra(G, {source}, target, cutoff, weight)


def single_source_dijkstra_path(G: Any, source: Any, cutoff: float | None = None, weight: Weight = "weight") -> Paths:
    """See `networkx.single_source_dijkstra_path`."""
    return multi_source_dijkstra_path(G, {source}, cutoff, weight)


def single_source_dijkstra_path_length(
    G: Any, source: Any, cutoff: float | None = None, weight: Weight = "weight"
) -> NodeValues:
    """See `networkx.single_source_dijkstra_path_length`."""
    return multi_source_dijkstra_path_length(G, {source}, cutoff, weight)


def multi_source_dijkstra(
    G: Any, sources: Any, target: Any = None, cutoff: float | None = None, weight: Weight = "weight"
) -> tuple[Any, Any]:
    """See `networkx.multi_source_dijkstra`."""
    graph = weighted(G, weight)
    positions = _sources(graph, sources)
    if target in sources:
        return 0, [target]
    end = None if target is None else graph.find(target)
    settled = settle(graph, weight, positions, cutoff, -1 if end is None else end)
    if target is None:
        return settled.lengths(graph), settled.paths(graph)
    if settled.order[-1] != end:
        raise nx.NetworkXNoPath(f"No path to {target}.")
    return settled.distance.item(-1), settled.paths(graph)[target]


def multi_source_dijkstra_path(G: Any, sources: Any, cutoff: float | None = None, weight: Weight = "weight") -> Paths:
    """See `networkx.multi_source_dijkstra_path`."""
    graph = weighted(G, weight)
    return settle(graph, weight, _sources(graph, sources), cutoff).paths(graph)


def multi_source_dijkstra_path_length(
    G: Any, sources: Any, cutoff: float | None = None, weight: Weight = "weight"
) -> NodeValues:
    """See `networkx.multi_source_dijkstra_path_length`."""
    graph = weighted(G, weight)
    return settle(graph, weight, _sources(graph, sources), cutoff).lengths(graph)


def all_pairs_dijkstra(
    G: Any, cutoff: float | None = None, weight: Weight = "weight"
) -> Iterator[tuple[Any, tuple[NodeValues, Paths]]]:
    """See `networkx.all_pairs_dijkstra`."""
    graph = weighted(G, weight)
    return ((node, (each.lengths(graph), each.paths(graph))) for node, each in _each_source(graph, cutoff, weight))


def all_pairs_dijkstra_path(
    G: Any, cutoff: float | None = None, weight: Weight = "weight"
) -> Iterator[tuple[Any, Paths]]:
    """See `networkx.all_pairs_dijkstra_path`."""
    graph = weighted(G, weight)
    return ((node, each.paths(graph)) for node, each in _each_source(graph, cutoff, weight))


def all_pairs_dijkstra_path_length(
    G: Any, cutoff: float | None = None, weight: Weight = "weight"
) -> Iterator[tuple[Any, NodeValues]]:
    """See `networkx.all_pairs_dijkstra_path_length`."""
    graph = weighted(G, weight)
    return ((node, each.lengths(graph)) for node, each in _each_source(graph, cutoff, weight))


def _each_source(graph: CompiledGraph, cutoff: float | None, weight: Weight) -> Iterator[tuple[Any, Settled]]:
    return ((node, settle(graph, weight, [place], cutoff)) for place, node in enumerate(graph))


def _between(graph: CompiledGraph, source: Any, target: Any, weight: Weight) -> tuple[float, list[Any]]:
    (start,), end = _sources(graph, [source]), graph.find(target)
    if start == end:
        return 0, [source]
    length, path, _ = (0.0, [], 0) if end is None else two_sided(graph, start, end, weight)
    if not path:
        raise nx.NetworkXNoPath(f"No path between {source} and {target}.")
    return length, graph.nodes.some(np.array(path))


def _sources(graph: CompiledGraph, sources: Any) -> list[int]:
    if not sources:
        raise ValueError("sources must not be empty")
    positions = {source: graph.find(source) for source in sources}
    for source, position in positions.items():
        if position is None:
            raise nx.NodeNotFound(f"Node {source} not found in graph")
    return [position for position in positions.values() if position is not None]
