"""Shortest paths to one node that avoid others: what Yen's method asks for again and again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.compiled.found import FoundNodes
from analytics.compiled.graph import CompiledGraph, Rows
from analytics.compiled.searches import hops, scratch, search
from analytics.compiled.settling import Weight, two_sided
from analytics.kernels.rows import induced
from analytics.kernels.traversal import meet

__all__ = ["Spurs"]


class Spurs:
    """Shortest paths on the ways from one node of a graph to another.

    Searches in vain take long, since both ends of a path may reach much that is on no way from the source to the
    target. Once they have reached as many nodes as there are, the rest is done among those which are, if edges have
    directions and these nodes are few.
    """

    def __init__(self, graph: CompiledGraph, source: int, target: int, weight: Weight) -> None:
        self._graph = graph
        self._source = source
        self._target = target
        self._weight = weight
        self._in_vain = 0
        self._narrowed = not graph.directed
        self._positions: NDArray[Any] | None = None
        self._places: NDArray[Any] | None = None

    def __call__(self, start: int, avoid: list[int], banned: Iterable[int], limit: float) -> tuple[float, list[int]]:
        """A path that avoids some nodes and does not begin with a step to those banned: see `settling.two_sided`."""
        if not self._narrowed and self._in_vain > len(self._graph):
            self._narrow()
        if self._positions is None or self._places is None:
            length, path, reached = self._search(start, avoid, list(banned), limit)
        else:
            avoid, banned = self._inside(avoid), self._inside(banned)
            length, path, reached = self._search(self._places.item(start), avoid, banned, limit)
            path = self._positions[path].tolist() if path else path
        if not path:
            self._in_vain += reached
        return length, path

    def _inside(self, nodes: Iterable[int]) -> list[int]:
        assert self._places is not None
        return [place for place in map(self._places.item, nodes) if place >= 0]

    def _search(self, start: int, avoid: list[int], banned: list[int], limit: float) -> tuple[float, list[int], int]:
        graph = self._graph
        if self._weight is not None:
            return two_sided(graph, start, self._target, self._weight, avoid, banned, limit)
        not_first = np.array(banned, graph.out.indices.dtype)
        with scratch(graph) as arrays:
            mark = arrays.marks(3)
            arrays.seen[avoid] = mark + 2
            rows = (*graph.out, *graph.into, start, self._target, not_first, limit)
            length, path, reached = meet(*rows, arrays.seen, mark, arrays.queue, arrays.parent)
        return length, path.tolist(), reached

    def _narrow(self) -> None:
        """Go on with those nodes only that can be reached, and from which the target can be."""
        graph = self._graph
        back = search(graph, graph.into, [self._target], hops(None)).order
        ahead = search(graph, graph.out, [self._source], hops(None)).order
        on_a_way = np.zeros(len(graph), np.uint8)
        on_a_way[back] = 1
        on_a_way[ahead] += 1
        positions = np.flatnonzero(on_a_way == 2)
        self._narrowed = True
        if 2 * len(positions) > len(graph):
            return
        rows, weights = graph.merged(self._weight, least=True)
        *inner, kept = induced(*rows, weights, positions)
        nodes = FoundNodes(graph.nodes, positions)
        attribute = lambda _: kept  # noqa: E731
        self._positions = positions
        self._places = np.full(len(graph), -1, np.int64)
        self._places[positions] = np.arange(len(positions))
        self._target = self._places.item(self._target)
        self._graph = CompiledGraph(nodes, Rows(*inner), directed=True, multigraph=False, attribute=attribute)
