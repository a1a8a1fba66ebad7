"""Components: which nodes are connected, in one direction or in both, and the graph of strongly connected ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from analytics.compiled.graph import CompiledGraph, Rows
from analytics.compiled.lazy import LazyDiGraph
from analytics.compiled.nodes import NumberedNodes
from analytics.compiled.reading import compiled
from analytics.kernels import components as kernels
from analytics.kernels.rows import sorted_by

__all__ = [
    "condensation",
    "connected_components",
    "is_connected",
    "is_strongly_connected",
    "is_weakly_connected",
    "node_connected_component",
    "number_connected_components",
    "number_strongly_connected_components",
    "number_weakly_connected_components",
    "strongly_connected_components",
    "weakly_connected_components",
]

Array = NDArray[Any]


def connected_components(G: Any) -> Iterator[set[Any]]:
    """See `networkx.connected_components`."""
    graph = compiled(G)
    yield from _sets(graph, *_components(graph))


def number_connected_components(G: Any) -> int:
    """See `networkx.number_connected_components`."""
    return _components(compiled(G))[1]


def is_connected(G: Any) -> bool:
    """See `networkx.is_connected`."""
    graph = compiled(G)
    _require_nodes(graph)
    return _components(graph)[1] == 1


def node_connected_component(G: Any, n: Any) -> set[Any]:
    """See `networkx.node_connected_component`."""
    graph = compiled(G)
    return set(graph.nodes.some(kernels.component_of(*graph.out, graph.nodes.position(n))))


weakly_connected_components = connected_components
number_weakly_connected_components = number_connected_components
is_weakly_connected = is_connected


def strongly_connected_components(G: Any) -> Iterator[set[Any]]:
    """See `networkx.strongly_connected_components`."""
    graph = compiled(G)
    yield from _sets(graph, *kernels.strong_components(*graph.out))


def number_strongly_connected_components(G: Any) -> int:
    """See `networkx.number_strongly_connected_components`."""
    return kernels.strong_components(*compiled(G).out)[1]


def is_strongly_connected(G: Any) -> bool:
    """See `networkx.is_strongly_connected`."""
    graph = compiled(G)
    _require_nodes(graph)
    return kernels.strong_components(*graph.out)[1] == 1


def condensation(G: Any, scc: Any = None) -> LazyDiGraph:
    """See `networkx.condensation`. The graph is read-only."""
    graph = compiled(G)
    component, count = kernels.strong_components(*graph.out) if scc is None else _given(graph, scc)
    *rows, first, members = kernels.condensed(*graph.out, component, count)
    arrays = CompiledGraph(NumberedNodes(count), Rows(*rows), directed=True, multigraph=False, attribute=_no_attribute)
    made = LazyDiGraph(
        arrays, data=lambda number: {"members": set(graph.nodes.some(members[first[number] : first[number + 1]]))}
    )
    made.graph["mapping"] = graph.values(component)
    return made


def _components(graph: CompiledGraph) -> tuple[Array, int]:
    return kernels.components(*graph.out, not graph.directed)


def _sets(graph: CompiledGraph, component: Array, count: int) -> Iterator[set[Any]]:
    first, members = sorted_by(component, count)
    nodes = graph.nodes.some(members)
    for begin, end in pairwise(first.tolist()):
        yield set(nodes[begin:end])


def _require_nodes(graph: CompiledGraph) -> None:
    if not len(graph):
        raise nx.NetworkXPointlessConcept("Connectivity is undefined for a graph without nodes")


def _given(graph: CompiledGraph, components: Any) -> tuple[Array, int]:
    component = np.full(len(graph), -1, np.int64)
    count = 0
    for members in components:
        component[[graph.nodes.position(node) for node in members]] = count
        count += 1
    if (component < 0).any():
        raise KeyError(graph.nodes.node(int(component.argmin())))
    return component, count


def _no_attribute(name: str) -> Array:
    raise NotImplementedError(f"edges between components have no {name}")
