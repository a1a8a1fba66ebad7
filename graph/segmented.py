"""What a table in segments (see `graph.segments`) is on disk, and how its rows are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import polars as pl

from graph.arrays import Array, Packed, joined, load, load_all, save_all
from graph.segments import Order

__all__ = ["Segment", "Table"]


class Segment:
    """A later segment of a table (see `graph.segments`): one file, memory-mapped.

    `arrays` are those of the table by name, `dropped` stored rows before this segment that are gone (int64, ascending),
    `rows` the packed merged states of its rows.
    """

    def __init__(self, folder: Path, names: Sequence[str]) -> None:
        offsets, self.dropped, *arrays, blob, self._columns = load_all(folder, "segment")
        self.arrays: dict[str, Array] = dict(zip(names, arrays, strict=True))
        self.rows = Packed(memoryview(blob.data), offsets)

    @staticmethod
    def save(folder: Path, arrays: Sequence[Array], dropped: Array, rows: Packed, columns: pl.DataFrame) -> None:
        """Write one; `arrays` in the order of the table."""
        written = BytesIO()
        columns.write_ipc(written)
        told = (np.frombuffer(data, np.uint8) for data in (rows.blob, written.getbuffer()))
        save_all(folder, "segment", [rows.offsets, dropped, *arrays, *told])

    @cached_property
    def columns(self) -> pl.DataFrame:
        """All columns."""
        return pl.read_ipc(self._columns.tobytes())

    def __len__(self) -> int:
        return len(self.rows)


class Table:
    """A table in segments: arrays, packed rows, and the columns of an Arrow file, which are read when first wanted.

    Rows are told in order of the keys, whatever segments there are; `Order` leads to what is stored. What has no later
    segments gives its arrays as they are mapped.
    """

    ARRAYS: ClassVar[Mapping[str, Any]] = {}
    """The names of the arrays, of which the first has the keys, and their types; those with large items come first."""

    def __init__(self, folder: Path | None, columns: Mapping[str, Any], later: Sequence[Path] = ()) -> None:
        self.folder = folder
        self.folders = () if folder is None else (folder, *later)
        self.schema = columns
        self._read: dict[str, pl.Series] = {}
        self._first: dict[str, Array] = {}
        self._all: dict[str, Array] = {}

    @cached_property
    def later(self) -> list[Segment]:
        """All segments but the first."""
        return [Segment(folder, list(self.ARRAYS)) for folder in self.folders[1:]]

    @cached_property
    def order(self) -> Order:
        """Which stored rows the table has, in which order."""
        keys = next(iter(self.ARRAYS))
        dropped = joined([segment.dropped for segment in self.later], np.int64)
        return Order.of(self.first(keys), self.added(keys), dropped)

    def sizes(self) -> list[int]:
        """What each segment has to say: its rows, and those it says are gone."""
        first = [len(self.first(next(iter(self.ARRAYS))))] if self.folders else []
        return first + [len(segment) + len(segment.dropped) for segment in self.later]

    def first(self, name: str) -> Array:
        """What the first segment stores of an array."""
        if name not in self._first:
            empty = np.empty(0, self.ARRAYS[name])
            self._first[name] = load(self.folder, name) if self.folder else empty
        return self._first[name]

    def added(self, name: str) -> Array:
        """What later segments store of an array."""
        return joined([segment.arrays[name] for segment in self.later], self.ARRAYS[name])

    def array(self, name: str) -> Array:
        """An array with one element a row."""
        if name not in self._all:
            self._all[name] = self.order.spliced(self.first(name), self.added(name))
        return self._all[name]

    def item(self, name: str, row: int) -> int:
        """One element of an array, without making the whole."""
        if name in self._all or self.order.plain:
            return int(self.array(name).item(row))
        segment, at = self._where(row)
        return int((segment.arrays[name] if segment else self.first(name)).item(at))

    def values(self, name: str, rows: Array) -> Array:
        """Some elements of an array, without making the whole."""
        if name in self._all or self.order.plain:
            return self.array(name)[rows]
        return np.array([self.item(name, row) for row in rows.tolist()], self.ARRAYS[name])

    def packed(self, row: int) -> bytes:
        """The packed merged state of a row."""
        segment, at = self._where(row)
        return (segment.rows if segment else self.rows)[at]

    def _where(self, row: int) -> tuple[Segment | None, int]:
        """The segment that stores a row, None for the first, and its place there."""
        at = self.order.stored(row)
        if at < self.order.first:
            return None, at
        at -= self.order.first
        for segment in self.later:
            if at < len(segment):
                return segment, at
            at -= len(segment)
        raise IndexError(row)

    @cached_property
    def rows(self) -> Packed:
        """The packed merged states in the first segment."""
        return Packed.open(self.folder, "rows") if self.folder else Packed.of(())

    def columns(self, names: Iterable[str] | None = None) -> pl.DataFrame:
        """These columns, by default all; unknown names are passed over."""
        wanted = list(self.schema) if names is None else [name for name in names if name in self.schema]
        if self.folder is None:
            return pl.DataFrame(schema={name: self.schema[name] for name in wanted})
        missing = [name for name in wanted if name not in self._read]
        if missing:
            read = pl.read_ipc(self.folder / "columns.arrow", columns=missing)
            if not self.order.plain:
                later = [segment.columns.select(read.columns) for segment in self.later]
                read = pl.concat([read, *later])[self.order.stored_all]
            self._read |= {series.name: series for series in read}
        return pl.DataFrame([self._read[name] for name in wanted])

    def __len__(self) -> int:
        return len(self.order)
