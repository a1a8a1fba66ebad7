"""Louvain's and Leiden's methods: level by level, moves and refinements on ever smaller graphs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analytics.kernels import Array
from analytics.kernels.communities import aggregated, connected_parts, moved, refined, renumbered
from analytics.kernels.rows import row_sums
from analytics.stopping import raise_if_stopped, stop_flag

__all__ = ["Weighted", "connected", "divided", "leiden", "whole"]


@dataclass(frozen=True, slots=True, eq=False)
class Weighted:
    """A symmetric graph with weights, and the strengths that modularity expects: see `analytics.kernels.communities`.

    `expected` is the resolution by twice the sum of strengths, or whatever stands for it where edges have a direction.
    """

    indptr: Array
    indices: Array
    weights: Array
    out: Array
    into: Array
    expected: float

    def __len__(self) -> int:
        return len(self.out)


def whole(indptr: Array, indices: Array, weights: Array, resolution: float) -> Weighted:
    """An undirected graph, from symmetric rows in which the weight of a self-loop counts for both its ends."""
    strength = row_sums(indptr, weights)
    total = float(strength.sum())
    return Weighted(indptr, indices, weights, strength, strength, resolution / (2 * total) if total else 0.0)


def divided(graph: Weighted, start: Array, rng: np.random.Generator, *, refining: bool) -> Iterator[Array]:
    """Divide a graph into ever fewer communities, beginning with `start` (uint32[n], below n): one pass.

    Yields, for every level at which a node moved, the community of each node of the whole graph, numbered 0, 1, ….
    With `refining` it is Leiden's method: what is aggregated are the well connected parts of communities.
    """
    community, level = start.copy(), np.arange(len(graph), dtype=np.uint32)
    while True:
        order = rng.permutation(len(graph)).astype(np.uint32)
        directed = graph.out is not graph.into
        moves = moved(*_rows(graph), graph.out, graph.into, graph.expected, order, community, directed, stop_flag())
        raise_if_stopped()
        community, count = renumbered(community)
        if moves:
            yield community[level]
        parts, number = community, count
        if refining:
            order = rng.permutation(len(graph)).astype(np.uint32)
            parts, number = renumbered(refined(*_rows(graph), graph.out, graph.expected, order, community))
        if number == len(graph):
            if count == len(graph) or not refining:
                return
            parts, number = community, count  # nothing is well connected: go on with communities as they are
        elif not moves and number == count:
            return
        above = np.empty(number, np.uint32)
        above[parts] = community
        community, level = above, parts[level]
        graph = _aggregated(graph, parts, number)


def leiden(graph: Weighted, seed: int, passes: int = 2) -> Iterator[Array]:
    """Divide a graph by Leiden's method: the levels of some passes, each of which begins with what the last one found.

    The same seed gives the same levels. A community may fall apart until the method has converged: see `connected`.
    """
    rng = np.random.default_rng(seed)
    community = np.arange(len(graph), dtype=np.uint32)
    for _ in range(passes):
        before = community
        for community in divided(graph, before, rng, refining=True):
            yield community
        if community is before:
            return


def connected(graph: Weighted, community: Array) -> Array:
    """Part communities that fall apart, which never lowers modularity, and number them from 0."""
    parts, _ = renumbered(connected_parts(graph.indptr, graph.indices, community))
    return parts


def _rows(graph: Weighted) -> tuple[Array, Array, Array]:
    return graph.indptr, graph.indices, graph.weights


def _aggregated(graph: Weighted, parts: Array, number: int) -> Weighted:
    rows = aggregated(*_rows(graph), parts, number)
    out = np.bincount(parts, graph.out, number)
    into = out if graph.into is graph.out else np.bincount(parts, graph.into, number)
    return Weighted(*rows, out, into, graph.expected)
