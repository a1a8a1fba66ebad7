"""A snapshot on one date as a networkx graph, read-only, whose adjacency comes from arrays when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import networkx as nx
import numpy as np

from graph.arrays import Array
from graph.csr import CSR
from graph.links import Links
from graph.records import Entity, Link

if TYPE_CHECKING:
    from graph.snapshot import Snapshot

__all__ = ["Edges", "View"]


class Edges(NamedTuple):
    """Links as arrays with one element a link, ordered by kind, then row.

    `start`, `end` are node numbers (uint32), `kind` a place in the view's `link_kinds` (uint8), `row` the row in the
    table of that type (uint32).
    """

    start: Array
    end: Array
    kind: Array
    row: Array


class View(nx.MultiDiGraph):  # type: ignore[misc]
    """Entities that exist on a date as nodes (public ids), links that hold on it as edges (keys are link ids).

    A node's data are `kind` and its properties; an edge's are `type` and its qualifiers; both have `validFrom` and
    `validTo` where they are bounded, and `confidence` where it is stated. All networkx functions that read a graph
    work; what would change it raises networkx.NetworkXError. What networkx makes from it (`copy`, `reverse`,
    `to_undirected`) is a plain graph.
    """

    def __new__(cls, *arguments: Any, **options: Any) -> Any:
        """A view of a snapshot; with other arguments a plain graph, since networkx makes graphs by `G.__class__()`."""
        if len(arguments) == 3 and hasattr(arguments[0], "ontology"):
            return object.__new__(cls)
        return nx.MultiDiGraph(*arguments, **options)

    def __init__(self, snapshot: Snapshot, as_of: date, link_kinds: tuple[str, ...]) -> None:
        """Use `Snapshot.view`."""
        super().__init__()
        self.snapshot = snapshot
        self.version = snapshot.version
        self.as_of = as_of
        self.link_kinds = link_kinds
        self._tables = [snapshot.links(kind) for kind in link_kinds]
        self._subsets: dict[tuple[str, ...], Edges] = {}
        self._names: list[str | None] = [None] * len(snapshot)
        self._numbers: dict[str, int] = {}
        self._node = _Nodes(self)
        self._adj = _Adjacency(self, forward=True)
        self._pred = _Adjacency(self, forward=False)
        nx.freeze(self)

    @cached_property
    def mask(self) -> Array:
        """Which numbers are nodes, as bool."""
        return self.snapshot.valid(self.as_of)

    @cached_property
    def numbers(self) -> Array:
        """The numbers of all nodes, uint32, ascending."""
        return np.flatnonzero(self.mask).astype(np.uint32)

    @property
    def kind_codes(self) -> Array:
        """The kind code of every number, nodes or not: a place in `snapshot.kind_names`."""
        return self.snapshot.kinds

    def number(self, id: object) -> int | None:
        """The number of the node with this public id."""
        if not isinstance(id, str):
            return None
        number = self._numbers.get(id)
        if number is None:
            number = self.snapshot.number(id)
            if number is None or not self.mask[number] or self.id(number) != id:
                return None
        return number

    def id(self, number: int) -> str:
        """The public id of the node with this number."""
        name = self._names[number]
        if name is None:
            name = self._names[number] = self.snapshot.id(number)
            if self.mask[number]:
                self._numbers[name] = int(number)
        return name

    def link_id(self, kind: str | int, row: int) -> str:
        """The id of the link, and key of the edge, at a row; `kind` by name or by place in `link_kinds`."""
        return (self._tables[kind] if isinstance(kind, int) else self.snapshot.links(kind)).id(row)

    def arrays(self, kinds: Iterable[str] | None = None) -> Edges:
        """The edges as arrays, by default all; `kinds` picks some of the view's link types."""
        chosen = self.link_kinds if kinds is None else tuple(dict.fromkeys(kinds))
        if chosen not in self._subsets:
            self._subsets[chosen] = self._edges(chosen)
        return self._subsets[chosen]

    def _edges(self, chosen: tuple[str, ...]) -> Edges:
        parts = []
        for code, links in enumerate(self._tables):
            if links.kind in chosen and len(links):
                rows = np.flatnonzero(links.valid(self.as_of)).astype(np.uint32)
                parts.append(Edges(links.start[rows], links.end[rows], np.full(len(rows), code, np.uint8), rows))
        if not parts:
            none = np.empty(0, np.uint32)
            return Edges(none, none, np.empty(0, np.uint8), none)
        return parts[0] if len(parts) == 1 else Edges(*map(np.concatenate, zip(*parts, strict=True)))

    @cached_property
    def forward(self) -> CSR:
        """Places in `arrays()` by start."""
        return CSR.build(self.arrays().start, len(self.snapshot))

    @cached_property
    def backward(self) -> CSR:
        """Places in `arrays()` by end."""
        return CSR.build(self.arrays().end, len(self.snapshot))

    def number_of_nodes(self) -> int:
        """The number of nodes."""
        return len(self.numbers)

    order = __len__ = number_of_nodes

    def number_of_edges(self, u: Any = None, v: Any = None) -> int:
        """The number of edges, in all or between two nodes."""
        return len(self.arrays().start) if u is None else int(super().number_of_edges(u, v))

    def neighbours(self, number: int, forward: bool) -> dict[str, dict[str, Mapping[str, Any]]]:
        """The adjacency of one node as networkx has it: neighbour → link id → data."""
        places = (self.forward if forward else self.backward).rows(number)
        if not len(places):
            return {}
        edges = self.arrays()
        others = (edges.end if forward else edges.start)[places].tolist()
        found: dict[str, dict[str, Mapping[str, Any]]] = {}
        for other, kind, row in zip(others, edges.kind[places].tolist(), edges.row[places].tolist(), strict=True):
            links = self._tables[kind]
            name = self._names[other] or self.id(other)
            between = found.get(name)
            if between is None:
                found[name] = between = {}
            between[links.id(row)] = _LinkData(links, row)
        return found


class _ReadOnly(MutableMapping[str, Any]):
    """A mapping whose every way of writing says why it can't be written to."""

    __slots__ = ()

    def __setitem__(self, key: str, value: object) -> None:
        raise nx.NetworkXError("A view of a snapshot can't be modified; copy it first.")

    def __delitem__(self, key: str) -> None:
        raise nx.NetworkXError("A view of a snapshot can't be modified; copy it first.")


class _Adjacency(_ReadOnly):
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


class _Nodes(_ReadOnly):
    """Node → data."""

    __slots__ = ("_view",)

    def __init__(self, view: View) -> None:
        self._view = view

    def __getitem__(self, id: str) -> Mapping[str, Any]:
        number = self._view.number(id)
        if number is None:
            raise KeyError(id)
        return _EntityData(self._view.snapshot, number)

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


class _EntityData(_Data):
    __slots__ = ("_number", "_snapshot")

    def __init__(self, snapshot: Snapshot, number: int) -> None:
        self._snapshot = snapshot
        self._number = number

    def _decoded(self) -> dict[str, Any]:
        return _data("kind", self._snapshot.entity(self._number))

    def __getitem__(self, name: str) -> Any:
        return self._snapshot.kind(self._number) if name == "kind" else self._all()[name]


class _LinkData(_Data):
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
