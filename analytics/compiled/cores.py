"""Cores: the parts of a graph in which everybody has many neighbours, or every edge is in many triangles."""

from __future__ import annotations

from typing import Any

import networkx as nx

from analytics.compiled.graph import CompiledGraph
from analytics.compiled.reading import compiled
from analytics.compiled.results import NodeValues
from analytics.kernels import cores as kernels
from analytics.kernels.rows import joined, rows_of
from analytics.stopping import raise_if_stopped, stop_flag

__all__ = ["core_number", "k_truss", "onion_layers"]


def core_number(G: Any) -> NodeValues:
    """See `networkx.core_number`."""
    graph = compiled(G)
    _refuse_loops(graph)
    indptr, indices = graph.out
    if graph.directed:
        indptr, indices, _ = joined(*graph.out, graph.weights(None), *graph.into, graph.weights_into(None))
    return graph.values(kernels.core_numbers(indptr, indices))


def onion_layers(G: Any) -> NodeValues:
    """See `networkx.onion_layers`. Nodes are in the order of the graph, not of layers."""
    graph = compiled(G)
    _refuse_loops(graph, "contains")
    return graph.values(kernels.onion(*graph.out))


def k_truss(G: Any, k: int) -> nx.Graph:
    """See `networkx.k_truss`."""
    graph = compiled(G)
    if graph is G:
        raise NotImplementedError("a subgraph of a graph that was converted")
    _refuse_loops(graph)
    indptr, indices, left = kernels.truss(*graph.out, max(k - 2, 0), stop_flag())
    raise_if_stopped()
    start = rows_of(indptr, indices)
    once = left & (start < indices)
    edges = zip(graph.nodes.some(start[once]), graph.nodes.some(indices[once]), strict=True)
    return G.edge_subgraph(edges).copy()


def _refuse_loops(graph: CompiledGraph, verb: str = "has") -> None:
    if graph.loops:
        raise nx.NetworkXNotImplemented(f"Input graph {verb} self loops, for which this is not defined.")
