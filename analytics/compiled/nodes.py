"""The nodes behind the positions of a graph as arrays."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["ListedNodes", "Nodes", "NumberedNodes", "ViewNodes", "positions_of"]

Positions = NDArray[Any]


class Nodes(Protocol):
    """Nodes in an order."""

    def __len__(self) -> int: ...

    def position(self, node: Hashable) -> int:
        """The place of a node. Raises KeyError for what is no node, TypeError for what can't be one."""
        ...

    def node(self, position: int) -> Any:
        """The node at a place."""
        ...

    def some(self, positions: Positions) -> list[Any]:
        """The nodes at some places."""
        ...

    def all(self) -> Sequence[Any]:
        """All nodes."""
        ...


class ListedNodes:
    """Nodes of any kind, listed."""

    def __init__(self, nodes: Sequence[Hashable]) -> None:
        self._nodes = nodes

    @cached_property
    def _positions(self) -> dict[Hashable, int]:
        return {node: position for position, node in enumerate(self._nodes)}

    @cached_property
    def _array(self) -> NDArray[Any]:
        """Many nodes are picked from an array ten times as fast as one by one."""
        return np.fromiter(self._nodes, object, len(self._nodes))

    def __len__(self) -> int:
        return len(self._nodes)

    def position(self, node: Hashable) -> int:
        return self._positions[node]

    def node(self, position: int) -> Any:
        return self._nodes[position]

    def some(self, positions: Positions) -> list[Any]:
        some: list[Any] = self._array[positions].tolist()
        return some

    def all(self) -> Sequence[Any]:
        return self._nodes


class NumberedNodes:
    """The nodes 0, 1, …: what is found need not be looked up one by one."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    def position(self, node: Hashable) -> int:
        if type(node) is int:
            number = node
        else:
            hash(node)
            try:
                number = int(node)  # type: ignore[call-overload]
            except (TypeError, ValueError, OverflowError):
                raise KeyError(node) from None
        if number != node or not 0 <= number < self._count:
            raise KeyError(node)
        return number

    def node(self, position: int) -> int:
        return int(position)

    def some(self, positions: Positions) -> list[int]:
        some: list[int] = positions.tolist()
        return some

    def all(self) -> range:
        return range(self._count)

    def positions(self, named: Collection[Hashable]) -> Positions:
        """The places of many nodes. Raises what `position` raises."""
        if isinstance(named, range) or set(map(type, named)) <= {int}:
            with suppress(OverflowError):
                positions = np.fromiter(named, np.int64, len(named))
                if not len(named) or (positions.min() >= 0 and positions.max() < self._count):
                    return positions
        return np.fromiter(map(self.position, named), np.int64, len(named))


class ViewNodes:
    """The nodes of a view of a snapshot: those of its `numbers` (ascending), which are read when they are wanted.

    `mask` tells which numbers are nodes. What is here must not hold the view, which holds this.
    """

    def __init__(self, snapshot: Any, numbers: Positions, mask: Positions) -> None:
        self._snapshot = snapshot
        self._numbers = numbers
        self._mask = mask
        self._full = len(numbers) == len(mask)
        self._known: dict[Hashable, int] = {}
        self._names: list[str | None] = [None] * len(numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    @cached_property
    def places(self) -> Positions:
        """The position of every number; what is no node has that of the next one."""
        places: Positions = np.cumsum(self._mask, dtype=np.uint32) - self._mask
        return places

    def position(self, node: Hashable) -> int:
        position = self._known.get(node)
        if position is None:
            number = self._snapshot.number(node) if isinstance(node, str) else None
            if number is None or not self._mask[number]:
                raise KeyError(node)
            position = int(number if self._full else self.places[number])
            if self.node(position) != node:  # another name of it
                raise KeyError(node)
        return position

    def node(self, position: int) -> str:
        name = self._names[position]
        if name is None:
            number = position if self._full else self._numbers.item(position)
            name = str(self._snapshot.id(number))
            self._names[position] = name
            self._known[name] = position
        return name

    def some(self, positions: Positions) -> list[str]:
        return list(map(self.node, positions.tolist()))

    def all(self) -> list[str]:
        return list(map(self.node, range(len(self))))


def positions_of(nodes: Nodes, named: Collection[Hashable]) -> Positions:
    """The places of many nodes, in their order. Raises what `Nodes.position` raises."""
    if isinstance(nodes, NumberedNodes):
        return nodes.positions(named)
    position = nodes._positions.__getitem__ if isinstance(nodes, ListedNodes) else nodes.position
    return np.fromiter(map(position, named), np.int64, len(named))
