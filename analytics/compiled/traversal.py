"""Breadth-first search, and what can be reached.

What is found is found in the order in which networkx finds it, unless the search goes against the edges of a directed
graph: then nodes are in the order of the graph's where networkx has that in which edges were added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

import networkx as nx
import numpy as np

from analytics.compiled.found import FoundNodes
from analytics.compiled.graph import CompiledGraph, Rows
from analytics.compiled.lazy import LazyDiGraph
from analytics.compiled.reading import compiled
from analytics.compiled.searches import hops, levels, search

__all__ = [
    "ancestors",
    "bfs_edges",
    "bfs_layers",
    "bfs_predecessors",
    "bfs_successors",
    "bfs_tree",
    "descendants",
    "descendants_at_distance",
    "generic_bfs_edges",
]

AT_FIRST = 1024
"""How many nodes a search finds at once for somebody who may not want all of them."""


def generic_bfs_edges(G: Any, source: Any, neighbors: Any = None, depth_limit: float | None = None) -> Iterator[Any]:
    """See `networkx.generic_bfs_edges`."""
    if neighbors is not None:
        raise NotImplementedError("neighbours that a function gives")
    graph = compiled(G)
    return _edges(graph, graph.out, source, depth_limit)


def bfs_edges(
    G: Any, source: Any, reverse: bool = False, depth_limit: float | None = None, sort_neighbors: Any = None
) -> Iterator[Any]:
    """See `networkx.bfs_edges`."""
    graph = _unsorted(G, sort_neighbors)
    return _edges(graph, graph.into if reverse else graph.out, source, depth_limit)


def bfs_tree(
    G: Any, source: Any, reverse: bool = False, depth_limit: float | None = None, sort_neighbors: Any = None
) -> LazyDiGraph:
    """See `networkx.bfs_tree`."""
    graph = _unsorted(G, sort_neighbors)
    found = search(graph, graph.into if reverse else graph.out, [_of_neighbors(graph, source)], hops(depth_limit))
    size = len(found.order)
    begins = np.searchsorted(found.parent[1:], np.arange(size + 1)).astype(np.int64)
    ends = np.arange(1, size, dtype=graph.out.indices.dtype)
    nodes = FoundNodes(graph.nodes, found.order)
    nothing: Callable[[str], Any] = lambda _: np.full(len(ends), np.nan)  # noqa: E731
    tree = CompiledGraph(nodes, Rows(begins, ends), directed=True, multigraph=False, attribute=nothing)
    return LazyDiGraph(tree)


def bfs_predecessors(
    G: Any, source: Any, depth_limit: float | None = None, sort_neighbors: Any = None
) -> Iterator[tuple[Any, Any]]:
    """See `networkx.bfs_predecessors`."""
    graph = _unsorted(G, sort_neighbors)
    return ((child, parent) for parent, child in _edges(graph, graph.out, source, depth_limit))


def bfs_successors(
    G: Any, source: Any, depth_limit: float | None = None, sort_neighbors: Any = None
) -> Iterator[tuple[Any, list[Any]]]:
    """See `networkx.bfs_successors`."""
    graph = _unsorted(G, sort_neighbors)
    return _successors(graph, source, depth_limit)


def bfs_layers(G: Any, sources: Any) -> Iterator[list[Any]]:
    """See `networkx.bfs_layers`."""
    return _layers(compiled(G), sources)


def descendants_at_distance(G: Any, source: Any, distance: int) -> set[Any]:
    """See `networkx.descendants_at_distance`."""
    graph = compiled(G)
    position = graph.find(source)
    if position is None:
        raise nx.NetworkXError(f"the graph has no node {source}")
    found = search(graph, graph.out, [position], hops(distance))
    return set(graph.nodes.some(found.order[found.distance == distance]))


def descendants(G: Any, source: Any) -> set[Any]:
    """See `networkx.descendants`."""
    graph = compiled(G)
    return _reached(graph, graph.out, source)


def ancestors(G: Any, source: Any) -> set[Any]:
    """See `networkx.ancestors`."""
    graph = compiled(G)
    return _reached(graph, graph.into, source)


def _unsorted(G: Any, sort_neighbors: Any) -> CompiledGraph:
    if sort_neighbors is not None:
        raise NotImplementedError("neighbours in an order of their own")
    return compiled(G)


def _of_neighbors(graph: CompiledGraph, source: Any) -> int:
    """The position of a node of which networkx would ask the neighbours."""
    position = graph.find(source)
    if position is None:
        raise nx.NetworkXError(f"The node {source} is not in the {'digraph' if graph.directed else 'graph'}.")
    return position


def _edges(graph: CompiledGraph, rows: Rows, source: Any, depth_limit: float | None) -> Iterator[tuple[Any, Any]]:
    names: list[Any] = []
    for found in levels(graph, rows, [_of_neighbors(graph, source)], hops(depth_limit), AT_FIRST):
        fresh = graph.nodes.some(found.order)
        first = 0 if names else 1
        names += fresh
        yield from zip(map(names.__getitem__, found.parent[first:].tolist()), fresh[first:], strict=True)


def _successors(graph: CompiledGraph, source: Any, depth_limit: float | None) -> Iterator[tuple[Any, list[Any]]]:
    empty = True
    for parent, edges in groupby(_edges(graph, graph.out, source, depth_limit), itemgetter(0)):
        yield parent, [child for _, child in edges]
        empty = False
    if empty:
        yield source, []


def _layers(graph: CompiledGraph, sources: Any) -> Iterator[list[Any]]:
    names = [sources] if sources in graph else list(set(sources))
    positions = [graph.find(name) for name in names]
    if None in positions:
        raise nx.NetworkXError(f"The node {names[positions.index(None)]} is not in the graph.")
    found = levels(graph, graph.out, [position for position in positions if position is not None], hops(None), AT_FIRST)
    each = chain.from_iterable(zip(part.distance.tolist(), graph.nodes.some(part.order), strict=True) for part in found)
    for _, layer in groupby(each, itemgetter(0)):
        yield [node for _, node in layer]


def _reached(graph: CompiledGraph, rows: Rows, source: Any) -> set[Any]:
    found = search(graph, rows, [_of_neighbors(graph, source)], hops(None))
    return set(graph.nodes.some(found.order[1:]))
