"""Projections of a bipartite graph onto one of its two kinds of nodes: who has to do with whom, and how much."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from analytics.compiled.graph import CompiledGraph, Rows
from analytics.compiled.lazy import LazyDiGraph, LazyGraph, data_of, graph_of
from analytics.compiled.nodes import ListedNodes, positions_of
from analytics.compiled.reading import compiled
from analytics.kernels import projection as kernels
from analytics.kernels.rows import rows_of
from analytics.stopping import raise_if_stopped, stop_flag

__all__ = [
    "collaboration_weighted_projected_graph",
    "overlap_weighted_projected_graph",
    "projected_graph",
    "weighted_projected_graph",
]

Array = NDArray[Any]
Weigh = Callable[[Rows, Array, Array], dict[str, Array]]
"""Makes the data of edges of the rows that they are, the positions in the bipartite graph of what these are of, and for
each edge the sum of the credits of what is in between."""


def projected_graph(B: Any, nodes: Iterable[Any], multigraph: bool = False) -> LazyGraph | LazyDiGraph:
    """See `networkx.bipartite.projected_graph`. The graph is read-only; `nodes` may be an iterator."""
    graph = compiled(B)
    if graph.multigraph:
        raise nx.NetworkXError("Projections are not defined for multigraphs.")
    if multigraph:
        raise NotImplementedError("projection to a multigraph")
    return _projected(B, graph, list(nodes), np.ones(len(graph)), lambda *_: {})


def weighted_projected_graph(B: Any, nodes: Iterable[Any], ratio: bool = False) -> LazyGraph | LazyDiGraph:
    """See `networkx.bipartite.weighted_projected_graph`. The graph is read-only; `nodes` may be an iterator."""
    graph = compiled(B)
    listed = list(nodes)

    def weigh(_: Rows, __: Array, shared: Array) -> dict[str, Array]:
        return {"weight": shared / others if ratio else shared.astype(np.int64)}

    positions_of(graph.nodes, listed)
    others = len(graph) - len(listed)
    if others < 1:
        raise nx.NetworkXAlgorithmError(f"Of {len(graph)} nodes, {len(listed)} to project onto leave none in between.")
    return _projected(B, graph, listed, np.ones(len(graph)), weigh)


def collaboration_weighted_projected_graph(B: Any, nodes: Iterable[Any]) -> LazyGraph | LazyDiGraph:
    """See `networkx.bipartite.collaboration_weighted_projected_graph`.

    The graph is read-only; `nodes` may be an iterator.
    """
    graph = compiled(B)
    others = np.diff(graph.out.indptr) - 1
    credit = np.divide(1.0, others, out=np.zeros(len(graph)), where=others > 0)
    return _projected(B, graph, list(nodes), credit, lambda *found: {"weight": found[-1]})


def overlap_weighted_projected_graph(B: Any, nodes: Iterable[Any], jaccard: bool = True) -> LazyGraph | LazyDiGraph:
    """See `networkx.bipartite.overlap_weighted_projected_graph`. The graph is read-only; `nodes` may be an iterator."""
    graph = compiled(B)
    leaving, entering = np.diff(graph.out.indptr), np.diff(graph.into.indptr)

    def weigh(rows: Rows, nodes: Array, shared: Array) -> dict[str, Array]:
        one, other = leaving[nodes][rows_of(*rows)], entering[nodes][rows.indices]
        return {"weight": shared / (one + other - shared if jaccard else np.minimum(one, other))}

    return _projected(B, graph, list(nodes), np.ones(len(graph)), weigh)


def _projected(B: Any, graph: CompiledGraph, listed: list[Any], credit: Array, weigh: Weigh) -> LazyGraph | LazyDiGraph:
    listed = list(dict.fromkeys(listed))
    chosen = positions_of(graph.nodes, listed)
    place, nodes = kernels.numbered(*graph.out, chosen)
    if graph.directed:
        *rows, sums = kernels.projected(*graph.out, chosen, place, len(nodes), credit, stop_flag())
    else:
        members = kernels.members_of(*graph.out, nodes)
        half = kernels.upper_half(*graph.out, chosen, members, len(nodes), credit, stop_flag())
        *rows, sums = kernels.both_halves(*half)
    raise_if_stopped()
    data = data_of(B, ListedNodes(listed))
    made = graph_of(
        ListedNodes([*listed, *graph.nodes.some(nodes[len(listed) :])]),
        Rows(*rows),
        weigh(Rows(*rows), nodes, sums),
        directed=graph.directed,
        data=lambda position: data(position) if position < len(listed) else {},
    )
    made.graph.update(B.graph)
    return made
