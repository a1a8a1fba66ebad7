"""The links of one type, as one snapshot shows them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from graph.arrays import Array
from graph.csr import Incidence
from graph.days import day_of, holds
from graph.parts import Parts
from graph.records import Link

__all__ = ["Links", "Recent"]


class Recent(OrderedDict[Any, Any]):
    """What was made last, by key; at most `most` of them."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def get_or(self, key: Any, make: Callable[[], Any]) -> Any:
        """What has this key, made now if it is not there."""
        try:
            return self[key]
        except KeyError:
            self[key] = made = make()
            while len(self) > self.most:
                self.popitem(last=False)
            return made


class Links:
    """All links of one type, ordered by id. A row is a link's place in that order.

    `start`, `end` are node numbers (uint32), `valid_from`, `valid_to` int32 days (see `graph.days`), `ids` the 64 bits
    of the ids (uint64); all with one element a link, memory-mapped (but for what was committed of late), read-only.
    """

    def __init__(self, kind: str, parts: Parts) -> None:
        self.kind = kind
        self._parts = parts
        self._table = parts.links(kind)
        self._masks = Recent(8)

    def __len__(self) -> int:
        return len(self._table)

    @property
    def start(self) -> Array:
        """The number of the node that each link starts at."""
        return self._table.start

    @property
    def end(self) -> Array:
        """The number of the node that each link ends at."""
        return self._table.end

    @property
    def valid_from(self) -> Array:
        """The first day on which each link holds."""
        return self._table.valid_from

    @property
    def valid_to(self) -> Array:
        """The first day on which each link no longer holds."""
        return self._table.valid_to

    @property
    def ids(self) -> Array:
        """The bits of each link's id, ascending."""
        return self._table.ids

    @cached_property
    def forward(self) -> Incidence:
        """Rows by start, for every node."""
        return self._table.forward.padded(len(self._parts.nodes.kind))

    @cached_property
    def backward(self) -> Incidence:
        """Rows by end, for every node."""
        return self._table.backward.padded(len(self._parts.nodes.kind))

    def at(self, node: int, forward: bool, as_of: date) -> list[tuple[int, int]]:
        """Rows and other ends of the links from (or to) a node that hold on a date; that it exists is not looked at.

        Looks at these links only: for one node that is much faster than to find out which of all links are valid.
        """
        rows = (self._table.forward if forward else self._table.backward).rows(node)
        if not len(rows):
            return []
        day, nodes, table = day_of(as_of), self._parts.nodes, self._table
        far = table.values("end" if forward else "start", rows)
        held = holds(table.values("valid_from", rows), table.values("valid_to", rows), day)
        held &= holds(nodes.valid_from[far], nodes.valid_to[far], day)
        return list(zip(rows[held].tolist(), far[held].tolist(), strict=True))

    def row(self, row: int) -> Link:
        """The link at a row."""
        return self._parts.link(self.kind, row)

    def rows(self, rows: Iterable[int]) -> list[Link]:
        """The links at some rows."""
        return [self._parts.link(self.kind, row) for row in (rows.tolist() if hasattr(rows, "tolist") else rows)]

    def id(self, row: int) -> str:
        """The id of the link at a row."""
        return self._table.id(row)

    def find(self, id: str) -> int | None:
        """The row of the link with this id."""
        return self._table.find(id)

    def valid(self, as_of: date) -> Array:
        """Which links hold on a date, between entities that both exist on it, as bool."""
        day = day_of(as_of)
        mask: Array = self._masks.get_or(day, lambda: self._valid(day))
        return mask

    def _valid(self, day: int) -> Array:
        nodes = self._parts.nodes
        there = holds(nodes.valid_from, nodes.valid_to, day)
        mask: Array = holds(self.valid_from, self.valid_to, day) & there[self.start] & there[self.end]
        return mask

    def table(self, columns: Iterable[str] | None = None) -> pl.DataFrame:
        """A link a row: `start`, `end` (numbers), the qualifiers, `sources`, `validFrom`, `validTo`, `confidence`.

        `columns` picks some of them; unknown ones are passed over.
        """
        names = ["start", "end", *self._table.schema] if columns is None else list(columns)
        found = {series.name: series for series in self._table.columns(names)}
        found |= {"start": pl.Series("start", self.start), "end": pl.Series("end", self.end)}
        return pl.DataFrame([found[name] for name in names if name in found])
