"""Structural holes: who is held by contacts that know one another, and who is not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from analytics.compiled.graph import CompiledGraph, Rows
from analytics.compiled.reading import compiled
from analytics.compiled.results import NodeValues
from analytics.compiled.triads import Oriented, oriented
from analytics.kernels import structural_holes as kernels
from analytics.stopping import raise_if_stopped, stop_flag

__all__ = ["constraint", "effective_size", "local_constraint"]

Array = NDArray[Any]


def constraint(G: Any, nodes: Iterable[Any] | None = None, weight: str | None = None) -> NodeValues | dict[Any, float]:
    """See `networkx.constraint`.

    The weights of parallel edges are added up, also where `nodes` are given. Where they are not, a node that has
    nothing but a self-loop has no constraint, whatever the loop's weight.
    """
    graph = compiled(G)
    ties = _ties(graph, weight)
    if nodes is None:
        ranked, values, loop, strength, _ = _by_rank(graph, ties)
        found = kernels.constraints(ranked.begins, ranked.heads, values, loop, strength, stop_flag())
        raise_if_stopped()
        return graph.values(ranked.by_position(found))
    listed, positions = _listed(graph, nodes)
    found = kernels.constraints_of(*ties.rows, ties.weights, ties.strength, positions, stop_flag())
    raise_if_stopped()
    found[graph.out.indptr[positions] == graph.out.indptr[positions + 1]] = np.nan
    return dict(zip(listed, found.tolist(), strict=True))


def effective_size(
    G: Any, nodes: Iterable[Any] | None = None, weight: str | None = None
) -> NodeValues | dict[Any, float]:
    """See `networkx.effective_size`.

    The weights of parallel edges are added up, also where `nodes` of a directed graph or a `weight` are given. Without
    `nodes` the same is computed as with them: networkx divides by the greatest weight of the wrong node there (3.6.1
    with a scipy whose maximum of a sparse array is one-dimensional).
    """
    graph = compiled(G)
    if nodes is not None and weight is None and not graph.directed:
        return _ego_sizes(graph, nodes)
    ties = _ties(graph, weight)
    if nodes is None:
        ranked, values, loop, strength, greatest = _by_rank(graph, ties)
        rows = ranked.begins, ranked.heads
        found = kernels.effective_sizes(*rows, values, loop, strength, greatest, stop_flag())
        raise_if_stopped()
        return graph.values(ranked.by_position(found))
    listed, positions = _listed(graph, nodes)
    found = kernels.effective_sizes_of(*ties.rows, ties.weights, ties.strength, ties.greatest, positions, stop_flag())
    raise_if_stopped()
    contacts, _ = kernels.ego_ties(*graph.simple, *graph.out, positions, stop_flag())
    found[contacts == 0] = np.nan
    return dict(zip(listed, found.tolist(), strict=True))


def local_constraint(G: Any, u: Any, v: Any, weight: str | None = None) -> float:
    """See `networkx.local_constraint`. The weights of parallel edges are added up."""
    graph = compiled(G)
    one, other = graph.find(u), graph.find(v)
    if one is None:
        raise nx.NetworkXError(f"The graph has no node {u}.")
    ties = _ties(graph, weight)
    if other is None or not ties.strength[one]:
        return 0.0
    theirs, their_weights = ties.of(other)
    own, own_weights = ties.of(one)
    _, left, right = np.intersect1d(own, theirs, assume_unique=True, return_indices=True)
    between = own[left]
    direct = own_weights[own == other].sum()
    through = (own_weights[left] * their_weights[right])[ties.strength[between] != 0]
    through /= ties.strength[between][ties.strength[between] != 0]
    return float(((direct + through.sum()) / ties.strength[one]) ** 2)


class _Ties(NamedTuple):
    """Who is tied with whom, and by what weight; the sum and the greatest of each row, and each node's self-loop."""

    rows: Rows
    weights: Array
    strength: Array
    greatest: Array
    loop: Array

    def of(self, position: int) -> tuple[Array, Array]:
        """The neighbours of one node, and its ties to them."""
        row = slice(*self.rows.indptr[position : position + 2].tolist())
        return self.rows.indices[row], self.weights[row]


def _ties(graph: CompiledGraph, weight: str | None) -> _Ties:
    def made() -> _Ties:
        rows, weights = graph.mutual(weight)
        return _Ties(rows, weights, *kernels.row_measures(*rows, weights))

    return graph._kept(("ties", weight), made)


def _by_rank(graph: CompiledGraph, ties: _Ties) -> tuple[Oriented, Array, Array, Array, Array]:
    """The pairs of a graph, their weights, and by rank the self-loops, the sums and the greatest of rows."""
    if not len(graph):
        raise nx.NetworkXError("The graph has no nodes.")
    ranked = oriented(graph)
    order = ranked.order
    return ranked, ties.weights[ranked.entry], ties.loop[order], ties.strength[order], ties.greatest[order]


def _ego_sizes(graph: CompiledGraph, nodes: Iterable[Any]) -> dict[Any, float]:
    """By S. Borgatti's formula, for ties without weights: n contacts with t ties among them count as n - 2 t / n."""
    listed, positions = _listed(graph, nodes)
    contacts, ties = kernels.ego_ties(*graph.simple, *graph.out, positions, stop_flag())
    raise_if_stopped()
    with np.errstate(invalid="ignore"):
        return dict(zip(listed, (contacts - ties / contacts).tolist(), strict=True))


def _listed(graph: CompiledGraph, nodes: Iterable[Any]) -> tuple[list[Any], Array]:
    """Some nodes, and their positions. Raises KeyError for what is none."""
    listed = list(nodes)
    return listed, np.array([graph.nodes.position(node) for node in listed], np.int64)
