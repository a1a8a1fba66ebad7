"""What holds an undirected graph together: biconnected components, articulation points, bridges."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from analytics.compiled.graph import CompiledGraph
from analytics.compiled.reading import compiled
from analytics.kernels import biconnected as kernels
from analytics.kernels.components import component_of

__all__ = [
    "articulation_points",
    "biconnected_component_edges",
    "biconnected_components",
    "bridges",
    "has_bridges",
    "is_biconnected",
]

Array = NDArray[Any]


def is_biconnected(G: Any) -> bool:
    """See `networkx.is_biconnected`."""
    graph = compiled(G)
    edges, begins, _, _ = kernels.biconnected(*graph.simple)
    return len(begins) == 2 and len(np.unique(edges)) == len(graph)


def biconnected_component_edges(G: Any) -> Iterator[list[tuple[Any, Any]]]:
    """See `networkx.biconnected_component_edges`."""
    graph = compiled(G)
    edges, begins, _, _ = kernels.biconnected(*graph.simple)
    for begin, end in pairwise(begins.tolist()):
        yield _pairs(graph, edges[begin:end, 0], edges[begin:end, 1])


def biconnected_components(G: Any) -> Iterator[set[Any]]:
    """See `networkx.biconnected_components`."""
    graph = compiled(G)
    edges, begins, _, _ = kernels.biconnected(*graph.simple)
    for begin, end in pairwise(begins.tolist()):
        yield set(graph.nodes.some(np.unique(edges[begin:end])))


def articulation_points(G: Any) -> Iterator[Any]:
    """See `networkx.articulation_points`."""
    graph = compiled(G)
    yield from graph.nodes.some(kernels.biconnected(*graph.simple)[2])


def bridges(G: Any, root: Any = None) -> Iterator[tuple[Any, Any]]:
    """See `networkx.bridges`. They come in the order of edges, also those of the component of a `root`."""
    graph = compiled(G)
    if root is not None and root not in graph:
        raise nx.NodeNotFound(f"Root node {root} is not in graph")
    yield from _pairs(graph, *_bridges(graph, root))


def has_bridges(G: Any, root: Any = None) -> bool:
    """See `networkx.has_bridges`."""
    return next(bridges(G, root), None) is not None


def _bridges(graph: CompiledGraph, root: Any) -> tuple[Array, Array]:
    rows, times = graph.merged(None)
    entries = kernels.bridges(*rows, times, kernels.biconnected(*rows)[3])
    start, end = np.searchsorted(rows.indptr, entries, side="right") - 1, rows.indices[entries]
    if root is None:
        return start, end
    kept = np.isin(start, component_of(*rows, graph.nodes.position(root)))
    return start[kept], end[kept]


def _pairs(graph: CompiledGraph, start: Array, end: Array) -> list[tuple[Any, Any]]:
    return list(zip(graph.nodes.some(start), graph.nodes.some(end), strict=True))
