"""What functions return: mappings over arrays, that look and compare like dicts."""

from __future__ import annotations

from collections.abc import Hashable, ItemsView, Iterator, Mapping, ValuesView
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.compiled.nodes import Nodes

__all__ = ["NodeNodes", "NodeValues"]


class NodeValues(Mapping[Hashable, Any]):
    """A value for every node of a graph, or for some of them, without a dict of them being made.

    `array` holds the values, in the order of the graph's nodes or of `positions`, if these are given (ascending).
    """

    __slots__ = ("_nodes", "_positions", "array")

    def __init__(self, nodes: Nodes, array: NDArray[Any], positions: NDArray[Any] | None = None) -> None:
        self._nodes = nodes
        self._positions = positions
        self.array = array

    def __getitem__(self, node: Hashable) -> Any:
        position = self._nodes.position(node)
        if self._positions is not None:
            place = int(self._positions.searchsorted(position))
            if place == len(self._positions) or self._positions[place] != position:
                raise KeyError(node)
            position = place
        return self.array.item(position)

    def __iter__(self) -> Iterator[Hashable]:
        if self._positions is None:
            return iter(self._nodes.all())
        return iter(self._nodes.some(self._positions))

    def __len__(self) -> int:
        return len(self.array)

    def values(self) -> ValuesView[Any]:
        """The values, in the order of nodes."""
        return _Values(self)

    def items(self) -> ItemsView[Hashable, Any]:
        """Nodes with their values."""
        return _Items(self)

    def top(self, count: int) -> list[tuple[Hashable, Any]]:
        """The nodes with the greatest values, greatest first, equal ones in the order of nodes."""
        count = min(count, len(self.array))
        if count <= 0:
            return []
        least = np.partition(self.array, len(self.array) - count)[len(self.array) - count]
        places = np.flatnonzero(self.array >= least)
        places = places[np.argsort(-self.array[places], kind="stable")][:count]
        positions = places if self._positions is None else self._positions[places]
        return list(zip(self._nodes.some(positions), self.array[places].tolist(), strict=True))

    def _listed(self) -> list[Any]:
        listed: list[Any] = self.array.tolist()
        return listed

    def __repr__(self) -> str:
        return repr(dict(self.items()))

    def __reduce__(self) -> tuple[type[dict[Hashable, Any]], tuple[dict[Hashable, Any]]]:
        return dict, (dict(self.items()),)


class _Values(ValuesView[Any]):
    _mapping: NodeValues

    def __iter__(self) -> Iterator[Any]:
        return iter(self._mapping._listed())


class _Items(ItemsView[Hashable, Any]):
    _mapping: NodeValues

    def __iter__(self) -> Iterator[tuple[Hashable, Any]]:
        return zip(self._mapping, self._mapping._listed(), strict=True)


class NodeNodes(NodeValues):
    """A node for every node: `array` holds their positions."""

    __slots__ = ()

    def __getitem__(self, node: Hashable) -> Any:
        return self._nodes.node(super().__getitem__(node))

    def _listed(self) -> list[Any]:
        return self._nodes.some(self.array)
