"""Searches from nodes, and the arrays that they share."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from math import ceil
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analytics.compiled.graph import CompiledGraph, Rows
from analytics.kernels.traversal import breadth_first
from analytics.stopping import raise_if_stopped

__all__ = ["Found", "Scratch", "hops", "levels", "scratch", "search"]

Array = NDArray[Any]
AT_ONCE = 1 << 17
"""After how many nodes found a search looks whether to stop."""


class Scratch:
    """Arrays of one element a node, in which a search works without clearing or allocating them."""

    def __init__(self, graph: CompiledGraph) -> None:
        self._size = len(graph)
        self._node = graph.out.indices.dtype
        self._marks = 0
        self.seen = np.zeros(self._size, np.uint8)
        self.queue = self.nodes()
        self.parent = self.nodes()

    def nodes(self) -> Array:
        """One node for every node, not filled."""
        return np.empty(self._size, self._node)

    @cached_property
    def depth(self) -> Array:
        """A number of hops for every place in the queue."""
        return np.empty(self._size, np.int32)

    @cached_property
    def distance(self) -> Array:
        """A distance for every node: infinite, which whoever changes it changes back."""
        return np.full(self._size, np.inf)

    @cached_property
    def link(self) -> Array:
        """Another node, or a place in the queue, for every node."""
        return self.nodes()

    def marks(self, count: int) -> int:
        """The first of some marks that `seen` does not have."""
        if self._marks + count > 255:
            self.seen.fill(0)
            self._marks = 0
        self._marks += count
        return self._marks - count + 1


@contextmanager
def scratch(graph: CompiledGraph) -> Iterator[Scratch]:
    """Arrays to search a graph with, which nobody else uses meanwhile."""
    free: deque[Scratch] = graph._kept("scratch", deque)
    try:
        arrays = free.pop()
    except IndexError:
        arrays = Scratch(graph)
    try:
        yield arrays
    finally:
        free.append(arrays)


def hops(limit: float | None) -> int:
    """To how many hops a search goes of which networkx asks whether `limit` is greater than the hops so far."""
    return int(min(max(ceil(limit), 0), 2**31 - 1)) if limit is not None and limit < 2**31 else 2**31 - 1


class Found(NamedTuple):
    """Nodes that a search has found, in this order: the place in it of the node before each, and its distance."""

    order: Array
    parent: Array
    distance: Array


def levels(graph: CompiledGraph, rows: Rows, sources: list[int], limit: int, at_once: int) -> Iterator[Found]:
    """Search breadth-first, and give what is found a part at a time, of at least so many nodes, sources first.

    The nodes before are told by their places among all nodes found.
    """
    with scratch(graph) as arrays:
        mark = arrays.marks(1)
        count = len(sources)
        arrays.queue[:count] = sources
        arrays.parent[:count] = 0
        arrays.depth[:count] = 0
        arrays.seen[sources] = mark
        head = told = 0
        while head < count:
            head, count = breadth_first(
                *rows, limit, told + at_once, arrays.seen, mark, arrays.queue, arrays.parent, arrays.depth, head, count
            )
            part = slice(told, count)
            yield Found(arrays.queue[part].copy(), arrays.parent[part].copy(), arrays.depth[part].copy())
            told = count
            raise_if_stopped()


def search(graph: CompiledGraph, rows: Rows, sources: list[int], limit: int) -> Found:
    """All that is found within some hops."""
    parts = list(levels(graph, rows, sources, limit, AT_ONCE))
    return parts[0] if len(parts) == 1 else Found(*map(np.concatenate, zip(*parts, strict=True)))
