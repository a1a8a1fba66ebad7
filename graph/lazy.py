"""The mappings of which a networkx graph is made, read from a snapshot when they are looked into, and read-only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

import networkx as nx

from graph.links import Links
from graph.records import Entity, Link

if TYPE_CHECKING:
    from graph.snapshot import Snapshot
    from graph.view import View

__all__ = ["Adjacency", "EntityData", "LinkData", "Nodes"]


class _ReadOnly(MutableMapping[str, Any]):
    """A mapping whose every way of writing says why it can't be written to."""

    __slots__ = ()

    def __setitem__(self, key: str, value: object) -> None:
        raise nx.NetworkXError("A view of a snapshot can't be modified; copy it first.")

    def __delitem__(self, key: str) -> None:
        raise nx.NetworkXError("A view of a snapshot can't be modified; copy it first.")


class Adjacency(_ReadOnly):
    """Node → neighbour → link id → data."""

    __slots__ = ("_forward", "_made", "_view")

    def __init__(self, view: View, forward: bool) -> None:
        self._view = view
        self._forward = forward
        self._made: dict[str, dict[str, dict[str, Mapping[str, Any]]]] = {}

    def __getitem__(self, id: str) -> Mapping[str, Any]:
        try:
            return self._made[id]
        except KeyError:
            number = self._view.number(id)
            if number is None:
                raise
        return self._make(id, number)

    def _make(self, id: str, number: int) -> Mapping[str, Any]:
        made = self._made[id] = self._view.neighbours(number, self._forward)
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._view._node)

    def __len__(self) -> int:
        return len(self._view)

    def __contains__(self, id: object) -> bool:
        return id in self._view._node


class Nodes(_ReadOnly):
    """Node → data."""

    __slots__ = ("_view",)

    def __init__(self, view: View) -> None:
        self._view = view

    def __getitem__(self, id: str) -> Mapping[str, Any]:
        number = self._view.number(id)
        if number is None:
            raise KeyError(id)
        return EntityData(self._view.snapshot, number)

    def __iter__(self) -> Iterator[str]:
        return map(self._view.id, self._view.numbers.tolist())

    def __len__(self) -> int:
        return len(self._view.numbers)

    def __contains__(self, id: object) -> bool:
        return self._view.number(id) is not None


class _Data(_ReadOnly):
    """The data of a node or an edge, decoded when first looked into."""

    __slots__ = ("_said",)
    _said: dict[str, Any]

    def _decoded(self) -> dict[str, Any]:
        raise NotImplementedError

    def _all(self) -> dict[str, Any]:
        try:
            return self._said
        except AttributeError:
            self._said = self._decoded()
            return self._said

    def __getitem__(self, name: str) -> Any:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def copy(self) -> dict[str, Any]:
        """As a plain dict."""
        return dict(self._all())

    __copy__ = copy

    def __deepcopy__(self, memo: object) -> dict[str, Any]:
        return dict(self._all())

    def __repr__(self) -> str:
        return repr(self._all())


class EntityData(_Data):
    __slots__ = ("_number", "_snapshot")

    def __init__(self, snapshot: Snapshot, number: int) -> None:
        self._snapshot = snapshot
        self._number = number

    def _decoded(self) -> dict[str, Any]:
        return _data("kind", self._snapshot.entity(self._number))

    def __getitem__(self, name: str) -> Any:
        return self._snapshot.kind(self._number) if name == "kind" else self._all()[name]


class LinkData(_Data):
    __slots__ = ("_links", "_row")

    def __init__(self, links: Links, row: int) -> None:
        self._links = links
        self._row = row

    def _decoded(self) -> dict[str, Any]:
        return _data("type", self._links.row(self._row))

    def __getitem__(self, name: str) -> Any:
        return self._links.kind if name == "type" else self._all()[name]


def _data(kind_as: str, value: Entity | Link) -> dict[str, Any]:
    said: dict[str, Any] = {**value.properties, kind_as: value.kind}
    bounds = {"validFrom": value.valid_from, "validTo": value.valid_to, "confidence": value.confidence}
    said.update((name, bound) for name, bound in bounds.items() if bound is not None)
    return said
