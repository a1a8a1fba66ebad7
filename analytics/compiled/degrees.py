"""Degree centrality: to what part of all other nodes a node is joined."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.compiled.graph import CompiledGraph
from analytics.compiled.reading import compiled
from analytics.compiled.results import NodeValues

__all__ = ["degree_centrality", "in_degree_centrality", "out_degree_centrality"]


def degree_centrality(G: Any) -> NodeValues:
    """See `networkx.degree_centrality`."""
    graph = compiled(G)
    return _centrality(graph, graph.degrees)


def in_degree_centrality(G: Any) -> NodeValues:
    """See `networkx.in_degree_centrality`."""
    graph = compiled(G)
    return _centrality(graph, np.diff(graph.into.indptr))


def out_degree_centrality(G: Any) -> NodeValues:
    """See `networkx.out_degree_centrality`."""
    graph = compiled(G)
    return _centrality(graph, np.diff(graph.out.indptr))


def _centrality(graph: CompiledGraph, degrees: NDArray[Any]) -> NodeValues:
    if len(graph) <= 1:
        return graph.values(np.ones(len(graph), np.int64))
    return graph.values(degrees * (1.0 / (len(graph) - 1.0)))
