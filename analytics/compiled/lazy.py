"""Graphs that functions return: networkx graphs, read-only, whose adjacency comes from arrays when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cached_property
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from analytics.compiled.graph import CompiledGraph, Rows
from analytics.compiled.nodes import Nodes

__all__ = ["LazyDiGraph", "LazyGraph", "data_of", "graph_of", "plain"]

Data = Callable[[int], dict[str, Any]]
"""The data of the node at a position."""


class _ByNode(Mapping[Hashable, Any]):
    """Node → what is made for its position when it is first wanted."""

    def __init__(self, graph: CompiledGraph, make: Callable[[int], Any]) -> None:
        self._graph = graph
        self._make = make
        self._made: dict[Hashable, Any] = {}

    def __getitem__(self, node: Hashable) -> Any:
        try:
            return self._made[node]
        except KeyError:
            made = self._made[node] = self._make(self._graph.nodes.position(node))
            return made

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._graph)

    def __len__(self) -> int:
        return len(self._graph)

    def __contains__(self, node: object) -> bool:
        return node in self._graph


class _Adjacent:
    """Makes the adjacency of one node: neighbour → data of the edge. `attributes` are in the order of `arrays.out`."""

    def __init__(self, graph: CompiledGraph, attributes: Mapping[str, NDArray[Any]], *, forward: bool = True) -> None:
        self._graph = graph
        self._attributes = attributes
        self._forward = forward

    @cached_property
    def _columns(self) -> tuple[Rows, list[NDArray[Any]]]:
        if self._forward or not self._graph.directed:
            return self._graph.out, list(self._attributes.values())
        order = self._graph.entries_into if self._attributes else None
        return self._graph.into, [values[order] for values in self._attributes.values()]

    def __call__(self, position: int) -> dict[Hashable, dict[str, Any]]:
        rows, columns = self._columns
        begin, end = rows.indptr[position : position + 2].tolist()
        others = self._graph.nodes.some(rows.indices[begin:end])
        if not columns:
            return {other: {} for other in others}
        values = zip(*(column[begin:end].tolist() for column in columns), strict=True)
        return {
            other: dict(zip(self._attributes, each, strict=True)) for other, each in zip(others, values, strict=True)
        }


def _no_data(_: int) -> dict[str, Any]:
    return {}


class LazyGraph(nx.Graph):  # type: ignore[misc]
    """An undirected graph of arrays. What networkx makes of it (`copy`, `subgraph().copy()`) is a plain graph.

    `attributes` are data of edges, one element an entry of `arrays.out`.
    """

    __networkx_backend__ = "pilotgraph"

    def __new__(cls, *arguments: Any, **options: Any) -> Any:
        """A lazy graph of arrays; with other arguments a plain one: networkx makes graphs by `G.__class__()`."""
        of_arrays = arguments and isinstance(arguments[0], CompiledGraph)
        return object.__new__(cls) if of_arrays else nx.Graph(*arguments, **options)

    def __init__(self, arrays: CompiledGraph, attributes: Mapping[str, NDArray[Any]], data: Data = _no_data) -> None:
        super().__init__()
        self.arrays = arrays
        self._node = _ByNode(arrays, data)
        self._adj = _ByNode(arrays, _Adjacent(arrays, attributes))
        nx.freeze(self)

    def number_of_edges(self, u: Any = None, v: Any = None) -> int:
        """The number of edges, in all or between two nodes."""
        return self.arrays.number_of_edges() if u is None else int(super().number_of_edges(u, v))


class LazyDiGraph(nx.DiGraph):  # type: ignore[misc]
    """A directed graph of arrays, see `LazyGraph`."""

    __networkx_backend__ = "pilotgraph"

    def __new__(cls, *arguments: Any, **options: Any) -> Any:
        """A lazy graph of arrays; with other arguments a plain one: networkx makes graphs by `G.__class__()`."""
        of_arrays = arguments and isinstance(arguments[0], CompiledGraph)
        return object.__new__(cls) if of_arrays else nx.DiGraph(*arguments, **options)

    def __init__(
        self, arrays: CompiledGraph, attributes: Mapping[str, NDArray[Any]] | None = None, data: Data = _no_data
    ) -> None:
        super().__init__()
        self.arrays = arrays
        self._node = _ByNode(arrays, data)
        self._adj = _ByNode(arrays, _Adjacent(arrays, attributes or {}))
        self._pred = _ByNode(arrays, _Adjacent(arrays, attributes or {}, forward=False))
        nx.freeze(self)

    def number_of_edges(self, u: Any = None, v: Any = None) -> int:
        """The number of edges, in all or between two nodes."""
        return self.arrays.number_of_edges() if u is None else int(super().number_of_edges(u, v))


def graph_of(
    nodes: Nodes, rows: Rows, attributes: Mapping[str, NDArray[Any]], *, directed: bool, data: Data = _no_data
) -> LazyGraph | LazyDiGraph:
    """A graph without parallel edges, from rows as those of a `CompiledGraph` and data of their entries."""

    def attribute(name: str) -> NDArray[Any]:
        if name in attributes:
            return attributes[name].astype(np.float64)
        return np.full(len(rows.indices), np.nan)

    arrays = CompiledGraph(nodes, rows, directed=directed, multigraph=False, attribute=attribute)
    return (LazyDiGraph if directed else LazyGraph)(arrays, attributes, data)


def data_of(graph: Any, nodes: Nodes) -> Data:
    """Copies of the data that some nodes have in a graph, whether of dicts or of arrays; none for those not in it.

    Those of a graph that may change are copied now, others when they are wanted.
    """
    if isinstance(graph, CompiledGraph) or not nx.is_frozen(graph):
        theirs = graph.data if isinstance(graph, CompiledGraph) else graph._node
        found = {place: dict(theirs[node]) for place, node in enumerate(nodes.all()) if theirs.get(node)}
        return lambda position: found.get(position) or {}
    return lambda position: dict(graph._node.get(nodes.node(position), ()))


def plain(graph: LazyGraph | LazyDiGraph) -> Any:
    """The same as a graph of dicts, which can be changed."""
    made = nx.DiGraph() if graph.is_directed() else nx.Graph()
    made.graph.update(graph.graph)
    made.add_nodes_from((node, dict(data)) for node, data in graph._node.items())
    made.add_edges_from((start, end, dict(data)) for start, row in graph._adj.items() for end, data in row.items())
    return made
