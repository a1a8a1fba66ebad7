"""What searches find, as mappings: the nodes in the order in which they were found, and paths to them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, ItemsView, Iterator, Mapping, ValuesView
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.compiled.nodes import Nodes

__all__ = ["FoundNodes", "NodeLists", "Paths"]

Array = NDArray[Any]


class FoundNodes:
    """The nodes of a graph at some positions, in any order: `nodes.Nodes` again."""

    def __init__(self, nodes: Nodes, positions: Array) -> None:
        self._nodes = nodes
        self._positions = positions

    @cached_property
    def _place(self) -> Callable[[int], int]:
        positions = self._positions
        if len(positions) < len(self._nodes) // 16:
            places = dict(zip(positions.tolist(), range(len(positions)), strict=True))
            return lambda position: places.get(position, -1)
        dense = np.full(len(self._nodes), -1, np.int64)
        dense[positions] = np.arange(len(positions))
        return dense.item

    def __len__(self) -> int:
        return len(self._positions)

    def position(self, node: Hashable) -> int:
        place = self._place(self._nodes.position(node))
        if place < 0:
            raise KeyError(node)
        return place

    def node(self, position: int) -> Any:
        return self._nodes.node(self._positions.item(position))

    def some(self, positions: Array) -> list[Any]:
        return self._nodes.some(self._positions[positions])

    def all(self) -> list[Any]:
        return self._nodes.some(self._positions)


class Paths(Mapping[Hashable, list[Any]]):
    """Node → the path from the source of a search to it, or from it to the target; listed when it is asked for."""

    def __init__(self, nodes: FoundNodes, parent: Array, *, to_target: bool = False, roots: int = 1) -> None:
        self._nodes = nodes
        self._parent = parent
        self._roots = roots
        self._step = 1 if to_target else -1

    def __getitem__(self, node: Hashable) -> list[Any]:
        place = self._nodes.position(node)
        path = [node]
        while place >= self._roots:
            place = self._parent.item(place)
            path.append(self._nodes.node(place))
        return path[:: self._step]

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._nodes.all())

    def __len__(self) -> int:
        return len(self._nodes)

    def items(self) -> Any:
        """Nodes with their paths, each made of that to the node before."""
        return _PathItems(self)

    def values(self) -> Any:
        """The paths."""
        return _PathValues(self)

    def _each(self) -> Iterator[tuple[Hashable, list[Any]]]:
        made: list[list[Any]] = []
        for place, (node, parent) in enumerate(zip(self._nodes.all(), self._parent.tolist(), strict=True)):
            if place < self._roots:
                path = [node]
            else:
                path = [node, *made[parent]] if self._step == 1 else [*made[parent], node]
            made.append(path)
            yield node, path[:]

    def __repr__(self) -> str:
        return repr(dict(self.items()))

    def __reduce__(self) -> tuple[type[dict[Hashable, Any]], tuple[dict[Hashable, Any]]]:
        return dict, (dict(self.items()),)


class _PathItems(ItemsView[Hashable, list[Any]]):
    _mapping: Paths

    def __iter__(self) -> Iterator[tuple[Hashable, list[Any]]]:
        return self._mapping._each()


class _PathValues(ValuesView[list[Any]]):
    _mapping: Paths

    def __iter__(self) -> Iterator[list[Any]]:
        return (path for _, path in self._mapping._each())


class NodeLists(Mapping[Hashable, list[Any]]):
    """Node → some of the others: those at `places[indptr[i]:indptr[i + 1]]` for the i-th of the nodes."""

    def __init__(self, nodes: Nodes, indptr: Array, places: Array) -> None:
        self._nodes = nodes
        self._indptr = indptr
        self._places = places

    def __getitem__(self, node: Hashable) -> list[Any]:
        place = self._nodes.position(node)
        return self._nodes.some(self._places[self._indptr[place] : self._indptr[place + 1]])

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._nodes.all())

    def __len__(self) -> int:
        return len(self._nodes)

    def __repr__(self) -> str:
        return repr(dict(self.items()))

    def __reduce__(self) -> tuple[type[dict[Hashable, Any]], tuple[dict[Hashable, Any]]]:
        return dict, (dict(self.items()),)
