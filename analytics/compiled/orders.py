"""Directed graphs without cycles: whether one is, the order of its nodes, its longest path."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from analytics.compiled.graph import CompiledGraph
from analytics.compiled.reading import compiled
from analytics.kernels import orders as kernels

__all__ = [
    "dag_longest_path",
    "dag_longest_path_length",
    "is_directed_acyclic_graph",
    "topological_generations",
    "topological_sort",
]

Array = NDArray[Any]


def is_directed_acyclic_graph(G: Any) -> bool:
    """See `networkx.is_directed_acyclic_graph`."""
    graph = compiled(G)
    return graph.directed and len(kernels.generations(*graph.out)[0]) == len(graph)


def topological_generations(G: Any) -> Iterator[list[Any]]:
    """See `networkx.topological_generations`. That a graph is changed meanwhile is not noticed."""
    graph = compiled(G)
    if not graph.directed:
        raise nx.NetworkXError("an undirected graph has no topological order")
    order, begins = kernels.generations(*graph.out)
    for begin, end in pairwise(begins.tolist()):
        yield graph.nodes.some(order[begin:end])
    if len(order) < len(graph):
        raise nx.NetworkXUnfeasible("Graph contains a cycle")


def topological_sort(G: Any) -> Iterator[Any]:
    """See `networkx.topological_sort`. That a graph is changed meanwhile is not noticed."""
    for generation in topological_generations(G):
        yield from generation


def dag_longest_path(G: Any, weight: Any = "weight", default_weight: float = 1, topo_order: Any = None) -> list[Any]:
    """See `networkx.dag_longest_path`; where several paths are longest, it can be another one."""
    graph = compiled(G)
    if topo_order is not None:
        raise NotImplementedError("an order that is given")
    if not len(graph):
        return []
    order, length, before = _longest(graph, weight, default_weight)
    path = [int(order[length[order].argmax()])]
    while before[path[-1]] != path[-1]:
        path.append(before.item(path[-1]))
    return graph.nodes.some(np.array(path[::-1]))


def dag_longest_path_length(G: Any, weight: Any = "weight", default_weight: float = 1) -> float:
    """See `networkx.dag_longest_path_length`."""
    graph = compiled(G)
    return float(_longest(graph, weight, default_weight)[1].max()) if len(graph) else 0


def _longest(graph: CompiledGraph, weight: Any, default: float) -> tuple[Array, Array, Array]:
    weights = np.full(len(graph.out.indices), float(default)) if weight is None else graph.weights(weight, default)
    order, _ = kernels.generations(*graph.out)
    if len(order) < len(graph):
        raise nx.NetworkXUnfeasible("Graph contains a cycle")
    return order, *kernels.longest_paths(order, *graph.out, weights)
