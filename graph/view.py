"""A snapshot on one date as a networkx graph, read-only, whose adjacency comes from arrays when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import networkx as nx
import numpy as np

from graph.arrays import Array
from graph.csr import CSR
from graph.lazy import Adjacency, LinkData, Nodes

if TYPE_CHECKING:
    from graph.links import Links
    from graph.snapshot import Snapshot

__all__ = ["Edges", "View"]

FEW = 64
"""One node in so many: for who asks for the neighbours of more than these it pays to index all edges."""


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

    __networkx_backend__ = "pilotgraph"  # networkx functions run compiled, see analytics/compiled

    def __new__(cls, *arguments: Any, **options: Any) -> Any:
        """A view of a snapshot; with other arguments a plain graph, since networkx makes graphs by `G.__class__()`."""
        if len(arguments) == 3:
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
        self._asked, self._few = 0, FEW + len(snapshot) // FEW
        self._node = Nodes(self)
        self._adj = Adjacency(self, forward=True)
        self._pred = Adjacency(self, forward=False)
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
                mask = links.valid(self.as_of)
                if mask.all():
                    rows, start, end = np.arange(len(links), dtype=np.uint32), links.start, links.end
                else:
                    rows = np.flatnonzero(mask).astype(np.uint32)
                    start, end = links.start[rows], links.end[rows]
                parts.append(Edges(start, end, np.full(len(rows), code, np.uint8), rows))
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
        if u is not None:
            return int(super().number_of_edges(u, v))
        return sum(int(np.count_nonzero(links.valid(self.as_of))) for links in self._tables)

    def neighbours(self, number: int, forward: bool) -> dict[str, dict[str, Mapping[str, Any]]]:
        """The adjacency of one node as networkx has it: neighbour → link id → data."""
        self._asked += 1
        found: dict[str, dict[str, Mapping[str, Any]]] = {}
        for links, row, other in (self._looked_up if self._asked < self._few else self._indexed)(number, forward):
            name = self._names[other] or self.id(other)
            between = found.get(name)
            if between is None:
                found[name] = between = {}
            between[links.id(row)] = LinkData(links, row)
        return found

    def _looked_up(self, number: int, forward: bool) -> Iterator[tuple[Links, int, int]]:
        """Links at a node, their rows and other ends, from the indexes of all their tables."""
        if self.mask[number]:
            for links in self._tables:
                for row, other in links.at(number, forward, self.as_of):
                    yield links, row, other

    def _indexed(self, number: int, forward: bool) -> Iterator[tuple[Links, int, int]]:
        """The same from an index of all edges, which takes time for millions: for who asks for many nodes."""
        places = (self.forward if forward else self.backward).rows(number)
        edges = self.arrays()
        others = (edges.end if forward else edges.start)[places].tolist()
        for other, kind, row in zip(others, edges.kind[places].tolist(), edges.row[places].tolist(), strict=True):
            yield self._tables[kind], row, other
