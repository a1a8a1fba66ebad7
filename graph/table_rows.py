"""Writing the tables: old rows without the dropped ones, and new rows, spliced into a new folder."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from graph import codec
from graph.arrays import Array, Packed, Spool, durable, save, splice
from graph.csr import CSR
from graph.days import ends_on, starts_on
from graph.records import Link
from graph.tables import EntityTable, LinkTable, frame, link_bits

__all__ = ["EntityRows", "LinkRows"]

CHUNK = 8192
"""Rows that are held as objects before they are turned into columns."""


class _Rows:
    """New rows of one table: packed rows go to disk as they come, columns are made a chunk at a time."""

    def __init__(self, folder: Path, columns: Mapping[str, Any]) -> None:
        self.folder = folder
        self.columns = columns
        self.chunk: list[Any] = []
        self.frames: list[pl.DataFrame] = []
        self.rows = Spool(folder, "new")
        self.keys = array("q")
        """Where each new row goes among the old ones."""
        self.dropped: list[int] = []
        """Old rows that are replaced or gone."""

    def add(self, key: int, value: Any) -> None:
        """Take up a new row; `key` tells its place among the old rows' keys."""
        self.keys.append(key)
        self.chunk.append(value)
        if len(self.chunk) == CHUNK:
            self.flush()

    def flush(self) -> None:
        """Turn the chunk into rows and columns."""
        self.rows.extend([codec.pack_value(value) for value in self.chunk])
        self.frames.append(frame(self.chunk, self.columns))
        self.chunk.clear()

    def close(self, old_keys: Array, old_rows: Packed, old_columns: pl.DataFrame) -> Array | None:
        """Write rows and columns, and return which of the old rows followed by the new ones make up the table.

        None means: just the new ones, in their order.
        """
        self.flush()
        self.rows.close()
        folder = self.folder
        keys = np.frombuffer(self.keys, np.int64)
        if not len(old_keys) and (np.diff(keys) > 0).all():
            (folder / "new.bin").rename(folder / "rows.bin")
            (folder / "new.npy").rename(folder / "rows.npy")
            self._write_columns(pl.concat(self.frames))
            return None
        order = self._order(keys, old_keys)
        splice(old_rows, Packed.open(folder, "new"), order, folder, "rows")
        (folder / "new.bin").unlink()
        (folder / "new.npy").unlink()
        self._write_columns(pl.concat([old_columns, *self.frames])[order])
        return order

    def _order(self, keys: Array, old_keys: Array) -> Array:
        kept = np.ones(len(old_keys), bool)
        kept[self.dropped] = False
        rows = np.concatenate([np.flatnonzero(kept), np.arange(len(old_keys), len(old_keys) + len(keys))])
        order: Array = rows[np.concatenate([old_keys[kept], keys]).argsort(kind="stable")]
        return order

    def _write_columns(self, columns: pl.DataFrame) -> None:
        with (self.folder / "columns.arrow").open("wb") as file:
            columns.write_ipc(file)
            durable(file)


class EntityRows(_Rows):
    """New rows of the table of one class."""

    def write(self, old: EntityTable) -> Array:
        """Write the table that `old` becomes; returns its node numbers."""
        order = self.close(old.numbers.astype(np.int64), old.rows, old.columns())
        numbers = np.frombuffer(self.keys, np.int64).astype(np.uint32)
        if order is not None:
            numbers = np.concatenate([old.numbers, numbers])[order]
        save(self.folder, "numbers", numbers)
        return numbers


class LinkRows(_Rows):
    """New rows of the table of one link type."""

    def __init__(self, folder: Path, columns: Mapping[str, Any]) -> None:
        super().__init__(folder, columns)
        self.arrays = {"start": array("I"), "end": array("I"), "valid_from": array("i"), "valid_to": array("i")}
        self.ids: list[Array] = []

    def add_link(self, key: int, link: Link, start: int, end: int) -> None:
        """Take up a new row with the numbers of its ends."""
        self.arrays["start"].append(start)
        self.arrays["end"].append(end)
        self.add(key, link)

    def flush(self) -> None:
        self.ids.append(link_bits(link.id for link in self.chunk))
        self.arrays["valid_from"].extend([starts_on(link.valid_from) for link in self.chunk])
        self.arrays["valid_to"].extend([ends_on(link.valid_to) for link in self.chunk])
        super().flush()

    def write(self, old: LinkTable) -> int:
        """Write the table that `old` becomes; returns the number of its links."""
        order = self.close(np.arange(len(old)), old.rows, old.columns())
        columns: dict[str, Array] = {
            name: np.frombuffer(values, np.dtype(values.typecode)) for name, values in self.arrays.items()
        }
        columns["ids"] = np.concatenate(self.ids) if self.ids else np.empty(0, np.uint64)
        if order is not None:
            columns = {name: np.concatenate([getattr(old, name), new])[order] for name, new in columns.items()}
        for name, values in columns.items():
            save(self.folder, name, values)
        save(self.folder, "by_id", columns["ids"].argsort().astype(np.uint32))
        for name, ends in (("forward", columns["start"]), ("backward", columns["end"])):
            csr = CSR.build(ends)
            save(self.folder, f"{name}_indptr", csr.indptr)
            save(self.folder, f"{name}_order", csr.order)
        return len(columns["ids"])
