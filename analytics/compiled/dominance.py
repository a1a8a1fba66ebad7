"""Dominance: which nodes lie on every path from a start to another node."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from analytics.compiled.graph import CompiledGraph
from analytics.compiled.reading import compiled
from analytics.compiled.results import NodeNodes
from analytics.kernels import dominance as kernels
from analytics.kernels.rows import sorted_by

__all__ = ["dominance_frontiers", "immediate_dominators"]


def immediate_dominators(G: Any, start: Any) -> NodeNodes:
    """See `networkx.immediate_dominators`. Nodes come in the order of the graph."""
    graph = compiled(G)
    dominator, _ = _dominators(graph, start)
    reached = np.flatnonzero(dominator < len(graph))
    return NodeNodes(graph.nodes, dominator[reached], reached)


def dominance_frontiers(G: Any, start: Any) -> dict[Any, set[Any]]:
    """See `networkx.dominance_frontiers`. Nodes come in the order of the graph."""
    graph = compiled(G)
    dominator, position = _dominators(graph, start)
    nodes, front = kernels.frontiers(*graph.into, dominator, position)
    first, order = sorted_by(nodes, len(graph))
    listed = graph.nodes.some(front[order])
    dominator[position] = position
    reached = np.flatnonzero(dominator < len(graph))
    begins, ends = first[reached].tolist(), first[reached + 1].tolist()
    return {
        node: set(listed[begin:end]) for node, begin, end in zip(graph.nodes.some(reached), begins, ends, strict=True)
    }


def _dominators(graph: CompiledGraph, start: Any) -> tuple[NDArray[Any], int]:
    position = graph.find(start)
    if position is None:
        raise nx.NetworkXError(f"{start} is not in G")
    return kernels.dominators(*graph.out, *graph.into, position)[0], position
