"""Writing a table: old rows without the dropped ones, and new rows, spliced into a new folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from graph import codec
from graph.arrays import Array, Packed, Spool, save, splice
from graph.csr import CSR
from graph.days import days, ends_on, starts_on
from graph.records import Entity, Link
from graph.tables import EntityTable, LinkTable, frame, joined, link_bits

__all__ = ["CHUNK", "EntityRows", "LinkRows"]

CHUNK = 8192
"""Rows that are held as objects before they are turned into columns."""


class _Rows:
    """New rows of one table: packed rows go to disk as they come, columns are made a chunk at a time."""

    def __init__(self, folder: Path, columns: Mapping[str, Any]) -> None:
        self.folder = folder
        self.columns = columns
        self.frames: list[pl.DataFrame] = []
        self.rows = Spool(folder, "new")
        self.keys: list[Array] = []
        """Where each new row goes among the old ones, int64."""
        self.dropped: list[int] = []
        """Old rows that are replaced or gone."""

    def extend(self, keys: Array, values: Sequence[Entity] | Sequence[Link], of: Mapping[str, tuple[Any, ...]]) -> None:
        """Take up new rows; a key tells a row's place among the old rows' keys. `of` is `fields(values)`."""
        self.keys.append(keys)
        self.rows.extend(*codec.pack_values(values))
        self.frames.append(frame(of, self.columns))

    def close(self, old_keys: Array, old_rows: Packed, old_columns: pl.DataFrame) -> Array | None:
        """Write rows and columns, and return which of the old rows followed by the new ones make up the table.

        None means: just the new ones, in their order.
        """
        self.rows.close()
        keys = joined(self.keys, np.int64)
        if not len(old_keys) and (np.diff(keys) > 0).all():
            for ending in ("bin", "npy"):
                (self.folder / f"new.{ending}").rename(self.folder / f"rows.{ending}")
            self._write_columns(pl.concat([old_columns, *self.frames]))
            return None
        order = self._order(keys, old_keys)
        splice(old_rows, Packed.open(self.folder, "new"), order, self.folder, "rows")
        for ending in ("bin", "npy"):
            (self.folder / f"new.{ending}").unlink()
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


def _signed(ids: Array) -> Array:
    """The bits of ids as int64, which are ordered alike since their first bit is always set."""
    signed: Array = ids.view(np.int64)
    return signed


class EntityRows(_Rows):
    """New rows of the table of one class; their keys are node numbers."""

    def write(self, old: EntityTable) -> Array:
        """Write the table that `old` becomes; returns its node numbers."""
        order = self.close(old.numbers.astype(np.int64), old.rows, old.columns())
        numbers = joined(self.keys, np.int64).astype(np.uint32)
        if order is not None:
            numbers = np.concatenate([old.numbers, numbers])[order]
        save(self.folder, "numbers", numbers)
        return numbers


class LinkRows(_Rows):
    """New rows of the table of one link type; their keys are the 64 bits of their ids."""

    def __init__(self, folder: Path, columns: Mapping[str, Any]) -> None:
        super().__init__(folder, columns)
        self.arrays: dict[str, list[Array]] = {name: [] for name in LinkTable.ARRAYS}

    def extend_links(
        self, links: Sequence[Link], of: Mapping[str, tuple[Any, ...]], starts: Sequence[int], ends: Sequence[int]
    ) -> None:
        """Take up new rows with the numbers of their ends. `of` is `fields(links)`."""
        columns = {
            "start": starts,
            "end": ends,
            "valid_from": days(of["valid_from"], starts_on),
            "valid_to": days(of["valid_to"], ends_on),
            "ids": link_bits(of["id"]),
        }
        for name, values in columns.items():
            self.arrays[name].append(np.array(values, LinkTable.ARRAYS[name]))
        self.extend(_signed(self.arrays["ids"][-1]), links, of)

    def ends(self, old: LinkTable) -> tuple[Array, Array]:
        """Both ends of every row that is dropped from `old`, and of every new one."""
        dropped = np.unique(np.array(self.dropped, np.intp))
        gone = np.concatenate([old.start[dropped], old.end[dropped]])
        return gone, joined([*self.arrays["start"], *self.arrays["end"]], np.uint32)

    def write(self, old: LinkTable) -> int:
        """Write the table that `old` becomes; returns the number of its links."""
        order = self.close(_signed(old.ids), old.rows, old.columns())
        columns = {name: joined(values, LinkTable.ARRAYS[name]) for name, values in self.arrays.items()}
        if order is not None:
            columns = {name: np.concatenate([getattr(old, name), new])[order] for name, new in columns.items()}
        for name, values in columns.items():
            save(self.folder, name, values)
        for name, ends in (("forward", columns["start"]), ("backward", columns["end"])):
            csr = CSR.build(ends)
            save(self.folder, f"{name}_indptr", csr.indptr)
            save(self.folder, f"{name}_order", csr.order)
        return len(columns["ids"])
