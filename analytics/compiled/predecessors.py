"""All nodes that come just before a node on shortest paths from a source."""

from __future__ import annotations

from typing import Any

import networkx as nx

from analytics.compiled.found import FoundNodes, NodeLists
from analytics.compiled.reading import compiled
from analytics.compiled.results import NodeValues
from analytics.compiled.searches import hops, scratch, search
from analytics.compiled.settling import Weight, settle_in, weighted
from analytics.kernels.dijkstra import tight

__all__ = ["dijkstra_predecessor_and_distance", "predecessor"]


def dijkstra_predecessor_and_distance(
    G: Any, source: Any, cutoff: float | None = None, weight: Weight = "weight"
) -> tuple[NodeLists, NodeValues]:
    """See `networkx.dijkstra_predecessor_and_distance`."""
    graph = weighted(G, weight)
    position = graph.find(source)
    if position is None:
        raise nx.NodeNotFound(f"Node {source} is not found in the graph")
    rows, weights = graph.merged(weight, least=True)
    with scratch(graph) as arrays:
        mark = arrays.marks(1)
        settled = settle_in(arrays, mark, rows, weights, [position], cutoff)
        before = tight(*rows, weights, settled.order, settled.distance, arrays.seen, mark, arrays.link)
    return NodeLists(FoundNodes(graph.nodes, settled.order), *before), settled.lengths(graph)


def predecessor(
    G: Any, source: Any, target: Any = None, cutoff: float | None = None, return_seen: bool | None = None
) -> Any:
    """See `networkx.predecessor`."""
    graph = compiled(G)
    position = graph.find(source)
    if position is None:
        raise nx.NodeNotFound(f"Source {source} not in G")
    limit = max(1, hops(cutoff)) if cutoff else hops(None)
    rows, ones = graph.merged(None, least=True)
    found = search(graph, rows, [position], limit)
    with scratch(graph) as arrays:
        mark = arrays.marks(1)
        arrays.seen[found.order] = mark
        before = tight(*rows, ones, found.order, found.distance.astype(float), arrays.seen, mark, arrays.link)
    nodes = FoundNodes(graph.nodes, found.order)
    lists, lengths = NodeLists(nodes, *before), NodeValues(nodes, found.distance)
    if target is None:
        return (lists, lengths) if return_seen else lists
    if target not in lengths:
        return ([], -1) if return_seen else []
    return (lists[target], lengths[target]) if return_seen else lists[target]
