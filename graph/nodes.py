"""The numbers of entities: what lies behind a number, and which number a name stands for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from zlib import crc32

import numpy as np

from graph.arrays import Array, Packed, load, save
from graph.days import ALWAYS, NEVER

__all__ = ["HOLE", "Names", "Nodes", "name_hash"]

HOLE = 255
"""The kind code of a number whose entity is gone. The number is kept, in case the entity comes back."""


@dataclass(frozen=True, slots=True, eq=False)
class Nodes:
    """What lies behind every number. All columns have one element a number.

    `kind` is uint8, a place in the list of concrete classes or HOLE; `row` uint32, the row in the table of that class;
    `valid_from` and `valid_to` int32 days, of a hole never valid; `ids` public ids.
    """

    kind: Array
    row: Array
    valid_from: Array
    valid_to: Array
    ids: Packed

    NEVER_VALID: ClassVar[tuple[int, int]] = (ALWAYS, NEVER)

    @classmethod
    def open(cls, folder: Path | None) -> Nodes:
        """The columns in a folder; none without one."""
        if folder is None:
            days = np.empty(0, np.int32)
            return cls(np.empty(0, np.uint8), np.empty(0, np.uint32), days, days, Packed.of(()))
        kind, row, valid_from, valid_to = (load(folder, name) for name in ("kind", "row", "valid_from", "valid_to"))
        return cls(kind, row, valid_from, valid_to, Packed.open(folder, "ids"))

    def save(self, folder: Path) -> None:
        """Write all columns but the ids."""
        for name in ("kind", "row", "valid_from", "valid_to"):
            save(folder, name, getattr(self, name))

    def grown(self, size: int) -> tuple[Array, Array, Array, Array]:
        """Writable copies of the arrays for `size` numbers; the new ones are holes."""
        more = size - len(self.kind)
        return (
            np.pad(self.kind, (0, more), constant_values=HOLE),
            np.pad(self.row, (0, more)),
            np.pad(self.valid_from, (0, more), constant_values=self.NEVER_VALID[0]),
            np.pad(self.valid_to, (0, more), constant_values=self.NEVER_VALID[1]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """Sorted hashes of names, and the number that each leads to, both uint32. A hash is a hint: verify the name."""

    hashes: Array
    numbers: Array

    @classmethod
    def open(cls, folder: Path | None) -> Names:
        """The two columns in a folder; none without one."""
        if folder is None:
            return cls(np.empty(0, np.uint32), np.empty(0, np.uint32))
        return cls(load(folder, "hashes"), load(folder, "numbers"))

    def save(self, folder: Path) -> None:
        """Write both columns."""
        save(folder, "hashes", self.hashes)
        save(folder, "numbers", self.numbers)

    def with_changes(self, touched: Array, hashes: Array, numbers: Array) -> Names:
        """Without the names of numbers that are `touched` (bool by number), and with some more."""
        kept = ~touched[self.numbers]
        # Hash and number as one number: sorting numbers is faster than sorting by a key.
        keys = _keys(self.hashes[kept], self.numbers[kept])
        more = np.unique(_keys(hashes, numbers))
        keys = np.insert(keys, keys.searchsorted(more), more) if len(keys) else more
        return Names((keys >> np.uint64(32)).astype(np.uint32), keys.astype(np.uint32))

    def candidates(self, name: str) -> Iterator[int]:
        """Numbers that may have this name: nearly always one or none."""
        wanted = np.uint32(name_hash(name))
        at = int(self.hashes.searchsorted(wanted))
        while at < len(self.hashes) and self.hashes[at] == wanted:
            yield self.numbers.item(at)
            at += 1


def _keys(hashes: Array, numbers: Array) -> Array:
    keys: Array = hashes.astype(np.uint64) << np.uint64(32) | numbers
    return keys


def name_hash(name: str) -> int:
    """32 bits that are the same in every process."""
    return crc32(name.encode())
