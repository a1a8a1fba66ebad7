"""Settling the nodes of a graph in the order of their weighted distance, from some nodes or between two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analytics.compiled.found import FoundNodes, Paths
from analytics.compiled.graph import CompiledGraph, Rows
from analytics.compiled.reading import compiled
from analytics.compiled.results import NodeValues
from analytics.compiled.searches import Scratch, scratch
from analytics.kernels.dijkstra import dijkstra
from analytics.kernels.two_sided import two_sided as between
from analytics.stopping import raise_if_stopped, stop_flag

__all__ = ["Settled", "Weight", "has_negative", "settle", "settle_in", "two_sided", "weighted"]

Array = NDArray[Any]
Weight = Any
"""The name of an attribute. networkx' functions also take one that gives the weight."""


class Settled(NamedTuple):
    """Nodes in the order of their distance from sources, which come first: the place of the one before each as well."""

    order: Array
    parent: Array
    distance: Array
    sources: int

    def lengths(self, graph: CompiledGraph) -> NodeValues:
        """The distance of each."""
        return NodeValues(FoundNodes(graph.nodes, self.order), self.distance)

    def paths(self, graph: CompiledGraph, *, to_target: bool = False) -> Paths:
        """A shortest path to each."""
        return Paths(FoundNodes(graph.nodes, self.order), self.parent, to_target=to_target, roots=self.sources)


def weighted(G: Any, weight: Weight) -> CompiledGraph:
    """The arrays of a graph whose edges have weights of this name."""
    if callable(weight):
        raise NotImplementedError("a function that gives weights")
    return compiled(G)


def has_negative(graph: CompiledGraph, weight: Weight) -> bool:
    """Whether some edge has a weight below 0."""
    return graph._kept(("negative", weight), lambda: bool((graph.weights(weight) < 0).any()))


def settle(
    graph: CompiledGraph,
    weight: Weight,
    sources: list[int],
    cutoff: float | None = None,
    target: int = -1,
    *,
    against: bool = False,
) -> Settled:
    """Settle nodes up to a distance, or until the target is; `against` the edges of a directed graph.

    Raises
    ------
    ValueError
        If a path turns out to be shorter that was settled, since a weight is negative.
    """
    rows, weights = (graph.merged_into if against else graph.merged)(weight, least=True)
    with scratch(graph) as arrays:
        return settle_in(arrays, arrays.marks(1), rows, weights, sources, cutoff, target)


def settle_in(
    arrays: Scratch,
    mark: int,
    rows: Rows,
    weights: Array,
    sources: list[int],
    cutoff: float | None = None,
    target: int = -1,
) -> Settled:
    """Settle nodes in given arrays, and mark them."""
    starts = np.array(sources, rows.indices.dtype)
    farthest = np.inf if cutoff is None else float(cutoff)
    lengths = dijkstra(
        *rows,
        weights,
        starts,
        target,
        farthest,
        arrays.distance,
        arrays.seen,
        mark,
        arrays.link,
        arrays.queue,
        arrays.parent,
        stop_flag(),
    )
    raise_if_stopped()
    if np.isnan(lengths[0]):
        raise ValueError("Contradictory paths found:", "negative weights?")
    count = len(lengths)
    return Settled(arrays.queue[:count].copy(), arrays.parent[:count].copy(), lengths, len(sources))


def two_sided(
    graph: CompiledGraph,
    start: int,
    end: int,
    weight: Weight,
    avoid: Sequence[int] = (),
    banned: Sequence[int] = (),
    limit: float = np.inf,
) -> tuple[float, list[int], int]:
    """The length of a shortest path between two nodes and the nodes on it, none if there is no path.

    It avoids some nodes, and does not begin with a step to those banned. There are no nodes either if a path must be
    longer than the limit: then the length, which is not infinite, is one that no path goes below. Raises ValueError
    like `settle`. How many nodes were reached is told as well.
    """
    rows, weights = graph.merged(weight, least=True)
    into, weights_into = graph.merged_into(weight, least=True)
    nodes = rows.indices.dtype
    with scratch(graph) as ahead, scratch(graph) as behind:
        length, path, reached = between(
            *rows,
            weights,
            *into,
            weights_into,
            start,
            end,
            np.array(avoid, nodes),
            np.array(banned, nodes),
            limit,
            ahead.distance,
            ahead.seen,
            ahead.marks(1),
            ahead.link,
            ahead.queue,
            behind.distance,
            behind.seen,
            behind.marks(1),
            behind.link,
            behind.queue,
            stop_flag(),
        )
    raise_if_stopped()
    if length != length:
        raise ValueError("Contradictory paths found: negative weights?")
    return length, path.tolist(), reached
