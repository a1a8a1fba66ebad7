"""Reads a graph as arrays: a view of a snapshot from its own, another networkx graph edge by edge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from analytics.compiled.graph import CompiledGraph, Rows
from analytics.compiled.lazy import LazyDiGraph, LazyGraph
from analytics.compiled.nodes import ListedNodes, Nodes, ViewNodes
from analytics.kernels.rows import sorted_by

__all__ = ["compiled", "from_edges", "from_networkx", "to_networkx"]

Array = NDArray[Any]
KEPT = "pilotgraph arrays"
"""Where networkx' own cache of a graph keeps the arrays of a view."""


def compiled(graph: Any) -> CompiledGraph:
    """The arrays of a graph that networkx has dispatched here: one of arrays, or a view, whose arrays are kept."""
    if isinstance(graph, CompiledGraph):
        return graph
    if isinstance(graph, LazyGraph | LazyDiGraph):
        return graph.arrays
    kept = graph.__networkx_cache__
    if KEPT not in kept:
        kept[KEPT] = _from_view(graph)
    made: CompiledGraph = kept[KEPT]
    return made


def from_networkx(graph: Any, attributes: Mapping[str, Any]) -> CompiledGraph:
    """Read a networkx graph, with the edge attributes (each with the value where there is none) that are wanted.

    Raises
    ------
    NotImplementedError
        If an attribute is not a number, or too great an integer to be one of 64 bits without loss.
    """
    listed = list(graph)
    nodes = ListedNodes(listed)
    own = type(graph).__getitem__ is not nx.Graph.__getitem__  # networkx' complement of a graph has its own
    inner: list[Any] = [graph[node] if own else graph._adj[node] for node in listed]
    if graph.is_multigraph():
        ends = [end for row in inner for end, keys in row.items() for _ in keys]
        data: Callable[[], chain[Any]] = lambda: chain.from_iterable(  # noqa: E731
            keys.values() for row in inner for keys in row.values()
        )
        degrees = [sum(map(len, row.values())) for row in inner]
    else:
        ends = list(chain.from_iterable(inner))
        data = lambda: chain.from_iterable(row.values() for row in inner)  # noqa: E731
        degrees = list(map(len, inner))
    indices = np.fromiter(map(nodes.position, ends), np.uint32, len(ends))
    indptr = np.zeros(len(listed) + 1, np.int64)
    np.cumsum(degrees, out=indptr[1:])
    read = {name: _numbers([edge.get(name, default) for edge in data()]) for name, default in attributes.items()}
    made = CompiledGraph(
        nodes,
        Rows(indptr, indices),
        directed=graph.is_directed(),
        multigraph=graph.is_multigraph(),
        attribute=read.__getitem__,
    )
    # Not copied: networkx keeps what is made here for as long as nodes and edges are the same, whatever their data.
    made.graph, made.data = graph.graph, graph._node
    return made


def to_networkx(graph: CompiledGraph) -> Any:
    """The nodes and edges of arrays as a plain networkx graph."""
    kinds = {
        (False, False): nx.Graph,
        (True, False): nx.DiGraph,
        (False, True): nx.MultiGraph,
        (True, True): nx.MultiDiGraph,
    }
    made = kinds[graph.directed, graph.multigraph]()
    made.add_nodes_from(graph)
    start, end = graph.starts, graph.out.indices
    if not graph.directed:
        start, end = start[start <= end], end[start <= end]
    made.add_edges_from(zip(graph.nodes.some(start), graph.nodes.some(end), strict=True))
    return made


def _numbers(values: list[Any]) -> Array:
    if not values:
        return np.empty(0)
    array = np.array(values) if set(map(type, values)) <= {int, float, bool} else np.empty(0, object)
    if array.dtype.kind not in "fib" or (array.dtype.kind == "i" and np.abs(array).max() > 2**53):
        raise NotImplementedError("weights that are no numbers of 64 bits")
    return array.astype(np.float64)


def from_edges(
    nodes: Nodes, start: Array, end: Array, attribute: Callable[[str], Array], *, multigraph: bool = True
) -> CompiledGraph:
    """A directed graph from the positions of the ends of its edges, uint32, one element an edge.

    `attribute(name)` is asked for a number for each edge, in this order.
    """
    indptr, order = sorted_by(start, len(nodes))
    return CompiledGraph(
        nodes,
        Rows(indptr, end[order]),
        directed=True,
        multigraph=multigraph,
        attribute=lambda name: attribute(name)[order],
    )


def _from_view(view: Any) -> CompiledGraph:
    edges = view.arrays()
    nodes = ViewNodes(view.snapshot, view.numbers, view.mask)
    start, end = edges.start, edges.end
    if len(nodes) < len(view.mask):
        start, end = nodes.places[start], nodes.places[end]
    return from_edges(nodes, start, end, _Qualifiers(view.snapshot, view.link_kinds, edges.kind, edges.row))


class _Qualifiers:
    """The qualifiers of a view's links. It must not hold the view."""

    def __init__(self, snapshot: Any, kinds: tuple[str, ...], kind: Array, row: Array) -> None:
        self._snapshot = snapshot
        self._kinds = kinds
        self._kind = kind
        self._row = row

    def __call__(self, name: str) -> Array:
        values = np.full(len(self._row), np.nan)
        firsts = np.searchsorted(self._kind, np.arange(len(self._kinds) + 1))
        for code, kind in enumerate(self._kinds):
            first, last = firsts[code : code + 2]
            if first == last:
                continue
            for column in self._snapshot.links(kind).table([name]):
                if not column.dtype.is_numeric() and column.dtype != bool and column.null_count() < len(column):
                    raise NotImplementedError(f"{name} of {kind} is no number")
                values[first:last] = column.cast(float, strict=False).to_numpy()[self._row[first:last]]
        return values
