"""The entities of one class as rows that can be filtered, ordered and paged."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from itertools import count

import numpy as np
import polars as pl

from api.connections import Cursors, Order, Place
from graph.arrays import Array
from graph.snapshot import Snapshot

__all__ = ["Listing", "Listings", "Slice", "columns_of"]

KEPT_ORDERS = 24
"""Orders that a listing remembers, 4 bytes an entity each."""


_SERIAL = count(1)


class Listings:
    """The listings of one snapshot, made when first asked for. `serial` tells this snapshot from all others."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.serial = next(_SERIAL)
        self._made: dict[str, Listing] = {}

    def of(self, name: str) -> Listing:
        """Of a class, abstract or not."""
        if name not in self._made:
            self._made[name] = Listing(self.snapshot, name)
        return self._made[name]


class Slice:
    """One page of rows: which, whether more follow, and how many there are in all."""

    __slots__ = ("count", "has_next", "rows")

    def __init__(self, rows: list[int], has_next: bool, count: Callable[[], int]) -> None:
        self.rows = rows
        self.has_next = has_next
        self.count = count


class Listing:
    """The rows of a class's table. If nothing else is said they are given by number: in order of first appearance."""

    def __init__(self, snapshot: Snapshot, name: str) -> None:
        self.snapshot = snapshot
        self.name = name
        self.sorted = lru_cache(KEPT_ORDERS)(self._sorted)

    def columns(self, names: Sequence[str]) -> pl.DataFrame:
        """Some columns of the table."""
        return self.snapshot.table(self.name, names)

    @cached_property
    def numbers(self) -> Array:
        """The entity of every row, uint32."""
        return self.columns(["number"])["number"].to_numpy()

    def _sorted(self, orders: tuple[Order, ...]) -> Array:
        """All rows in this order, equals by number, uint32."""
        fields = [*(order.field for order in orders), "number"]
        descending = [*(order.descending for order in orders), False]
        ordered = pl.arg_sort_by(fields, descending=descending, nulls_last=True)
        return self.columns(fields).select(ordered).to_series().to_numpy()

    def place(self, row: int, orders: Sequence[Order]) -> Place:
        """Where a row stands in an order."""
        return (*(self.columns([order.field])[order.field][row] for order in orders), self.numbers.item(row))

    def mask(self, where: pl.Expr | None, as_of: datetime.date) -> Array | None:
        """The rows that are valid on a date and meet a condition (unknown is not met), as bool; None means all."""
        mask: Array | None = self.snapshot.valid(as_of)[self.numbers]
        if mask is not None and mask.all():
            mask = None
        if where is None:
            return mask
        frame = self.columns(columns_of(where) or ["number"])
        met = frame.select(where.fill_null(value=False) & pl.repeat(value=True, n=len(frame))).to_series().to_numpy()
        return met if mask is None else met & mask

    def page(self, mask: Array | None, cursors: Cursors, after: Place | None, first: int) -> Slice:
        """Up to `first` of the rows in a mask that come after a place."""
        ordered = self.sorted(cursors.orders)
        begin = 0
        if after is not None:
            begin = cursors.first_after(len(ordered), lambda i: self.place(ordered.item(i), cursors.orders), after)
        rest = ordered[begin : begin + first + 1] if mask is None else _where(mask, ordered[begin:], first + 1)
        count = (lambda: len(ordered)) if mask is None else (lambda: int(np.count_nonzero(mask)))
        return Slice(rest[:first].tolist(), len(rest) > first, count)


def columns_of(condition: pl.Expr) -> list[str]:
    """The columns that a condition reads."""
    return list(dict.fromkeys(condition.meta.root_names()))


def _where(mask: Array, rows: Array, most: int) -> Array:
    """The first rows that are in a mask: looked for in growing stretches, since the first page is asked for most."""
    stretch, begin, found = 4 * most, 0, np.empty(0, rows.dtype)
    while len(found) < most and begin < len(rows):
        piece = rows[begin : begin + stretch]
        found = np.concatenate([found, piece[mask[piece]]])
        begin, stretch = begin + stretch, stretch * 4
    return found[:most]
