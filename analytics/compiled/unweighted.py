"""Shortest paths by the number of edges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import networkx as nx
import numpy as np

from analytics.compiled.found import FoundNodes, Paths
from analytics.compiled.graph import CompiledGraph, Rows
from analytics.compiled.reading import compiled
from analytics.compiled.results import NodeValues
from analytics.compiled.searches import hops, scratch, search
from analytics.kernels.traversal import meet

__all__ = [
    "all_pairs_shortest_path",
    "all_pairs_shortest_path_length",
    "bidirectional_shortest_path",
    "single_source_shortest_path",
    "single_source_shortest_path_length",
    "single_target_shortest_path",
    "single_target_shortest_path_length",
]


def single_source_shortest_path_length(G: Any, source: Any, cutoff: float | None = None) -> NodeValues:
    """See `networkx.single_source_shortest_path_length`."""
    graph = compiled(G)
    return _lengths(graph, graph.out, _known(graph, source, "Source {} is not in G"), cutoff)


def single_target_shortest_path_length(G: Any, target: Any, cutoff: float | None = None) -> NodeValues:
    """See `networkx.single_target_shortest_path_length`."""
    graph = compiled(G)
    return _lengths(graph, graph.into, _known(graph, target, "Target {} is not in G"), cutoff)


def all_pairs_shortest_path_length(G: Any, cutoff: float | None = None) -> Iterator[tuple[Any, NodeValues]]:
    """See `networkx.all_pairs_shortest_path_length`."""
    graph = compiled(G)
    return ((node, _lengths(graph, graph.out, place, cutoff)) for place, node in enumerate(graph))


def single_source_shortest_path(G: Any, source: Any, cutoff: float | None = None) -> Paths:
    """See `networkx.single_source_shortest_path`."""
    graph = compiled(G)
    return _paths(graph, graph.out, _known(graph, source, "Source {} not in G"), cutoff)


def single_target_shortest_path(G: Any, target: Any, cutoff: float | None = None) -> Paths:
    """See `networkx.single_target_shortest_path`. Which of several paths of the same length may differ."""
    graph = compiled(G)
    return _paths(graph, graph.into, _known(graph, target, "Target {} not in G"), cutoff, to_target=True)


def all_pairs_shortest_path(G: Any, cutoff: float | None = None) -> Iterator[tuple[Any, Paths]]:
    """See `networkx.all_pairs_shortest_path`."""
    graph = compiled(G)
    return ((node, _paths(graph, graph.out, place, cutoff)) for place, node in enumerate(graph))


def bidirectional_shortest_path(G: Any, source: Any, target: Any) -> list[Any]:
    """See `networkx.bidirectional_shortest_path`. Which of several paths of the same length may differ."""
    graph = compiled(G)
    start, end = _known(graph, source, "Source {} is not in G"), _known(graph, target, "Target {} is not in G")
    if start == end:
        return [source]
    with scratch(graph) as arrays:
        marks = arrays.marks(3)
        none = np.empty(0, np.int64)
        _, path, _ = meet(
            *graph.out, *graph.into, start, end, none, np.inf, arrays.seen, marks, arrays.queue, arrays.parent
        )
    if not len(path):
        raise nx.NetworkXNoPath(f"No path between {source} and {target}.")
    return graph.nodes.some(path)


def _known(graph: CompiledGraph, node: Any, otherwise: str) -> int:
    position = graph.find(node)
    if position is None:
        raise nx.NodeNotFound(otherwise.format(node))
    return position


def _lengths(graph: CompiledGraph, rows: Rows, position: int, cutoff: float | None) -> NodeValues:
    found = search(graph, rows, [position], hops(cutoff))
    return NodeValues(FoundNodes(graph.nodes, found.order), found.distance)


def _paths(graph: CompiledGraph, rows: Rows, position: int, cutoff: float | None, *, to_target: bool = False) -> Paths:
    found = search(graph, rows, [position], hops(cutoff))
    return Paths(FoundNodes(graph.nodes, found.order), found.parent, to_target=to_target)
