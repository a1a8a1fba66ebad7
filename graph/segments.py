"""Tables in segments, as in a log-structured merge tree (O'Neil et al. 1996): a commit adds a small one.

The first segment has nearly all rows. A later one has rows that were added, and says which stored rows before it are
gone; a row that changes is both. Stored rows are counted through all segments; the rows of the table, as everybody else
knows them, are those that are not gone, in order of their keys, as if there were one segment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph.arrays import Array

__all__ = ["Order", "staying"]

SMALL = 1024
"""Rows up to which a segment is written anew with each commit: less costs no less."""
GROWTH = 8
"""How many times as large a segment is, at least, as all later ones together.

So a row is written once for each of the few powers of 8 between 1024 and the size of its table, some 4 times each; and
what is read from later segments, in memory and in order, is less than 1/7 of the table.
"""
FEW = 1024
"""Changes up to which arrays are put together piece by piece."""


def staying(sizes: Sequence[int], fresh: int) -> int:
    """How many of a table's segments stay when there are `fresh` changes; the later ones become one with these."""
    stay = len(sizes)
    while stay and sizes[stay - 1] <= max(SMALL, GROWTH * fresh):
        stay -= 1
        fresh += sizes[stay]
    return stay


@dataclass(frozen=True, eq=False)
class Order:
    """Which stored rows make up a table, in order of their keys. All arrays are int64.

    `first` is how many rows the first segment stores; `gone` those of them that are gone, ascending. `added` are the
    rows of later segments, counted from the first of those, in order of their keys; `before` the stored row of the
    first segment that each comes before, `places` its row in the table.
    """

    first: int
    gone: Array
    added: Array
    before: Array
    places: Array

    @classmethod
    def of(cls, keys: Array, later: Array, dropped: Array) -> Order:
        """The order of a first segment with these keys (ascending) and later ones, less `dropped` stored rows."""
        first = len(keys)
        dropped = np.sort(dropped)
        split = int(dropped.searchsorted(first))
        gone, left = dropped[:split], np.ones(len(later), bool)
        left[dropped[split:] - first] = False
        added = np.flatnonzero(left)
        added = added[later[added].argsort(kind="stable")]
        before = keys.searchsorted(later[added]) if len(added) else added
        places = before - gone.searchsorted(before) + np.arange(len(before))
        return cls(first, gone, added, before, places)

    @property
    def plain(self) -> bool:
        """Whether the rows are just those of the first segment."""
        return not (len(self.gone) or len(self.added))

    def __len__(self) -> int:
        return self.first - len(self.gone) + len(self.added)

    @cached_property
    def stored_all(self) -> Array:
        """The stored row of every row, int64."""
        rows = np.arange(self.first)
        rows = np.insert(rows, self.before, self.first + self.added)
        if len(self.gone):
            places = self.gone + self.before.searchsorted(self.gone, side="right")
            rows = np.delete(rows, places)
        return rows

    @cached_property
    def _gone_before(self) -> Array:
        """For each row of the first segment that is gone how many that are not come before it."""
        return self.gone - np.arange(len(self.gone))

    def stored(self, row: int) -> int:
        """The stored row of a row."""
        if self.plain:
            return row
        earlier = int(self.places.searchsorted(row))
        if earlier < len(self.places) and self.places.item(earlier) == row:
            return self.first + int(self.added.item(earlier))
        return row - earlier + int(self._gone_before.searchsorted(row - earlier, side="right"))

    def shown(self, stored: Array) -> Array:
        """The rows of those of some stored rows of the first segment that are not gone, in the same order."""
        rows: Array = stored + self.before.searchsorted(stored, side="right")
        if not len(self.gone):
            return rows
        at = self.gone.searchsorted(stored)
        left = self.gone[np.minimum(at, len(self.gone) - 1)] != stored
        found: Array = (rows - at)[left]
        return found

    def spliced(self, first: Array, later: Array) -> Array:
        """The values of all rows, from those of the first segment (themselves if they are all) and of later ones."""
        if self.plain:
            return first
        if len(self.gone) + len(self.added) > FEW:
            return np.concatenate([first, later])[self.stored_all]
        return np.concatenate(self._pieces(first, later))

    def _pieces(self, first: Array, later: Array) -> list[Array]:
        """Stretches of the first segment, and what comes between them."""
        pieces, begin, added = [], 0, self.added.tolist()
        comes = [(at, 0, row) for at, row in zip(self.before.tolist(), added, strict=True)]
        goes = [(at, 1, 0) for at in self.gone.tolist()]
        for at, is_gone, row in sorted(comes + goes, key=lambda cut: cut[:2]):
            pieces.append(first[begin:at])
            if is_gone:
                begin = at + 1
            else:
                pieces.append(later[row : row + 1])
                begin = at
        return [*pieces, first[begin:]]
