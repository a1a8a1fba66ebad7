"""Writing a table: new rows and which old ones are dropped, as a segment, or spliced with all others anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from graph import codec
from graph.arrays import Array, Packed, Spool, joined, load, save, splice
from graph.csr import CSR
from graph.days import days, ends_on, starts_on
from graph.records import Entity, Link
from graph.segmented import Segment, Table
from graph.segments import staying
from graph.tables import EntityTable, LinkTable, frame, link_bits

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
        self.dropped: list[int] = []
        """Old rows that are replaced or gone."""

    def extend(self, values: Sequence[Entity] | Sequence[Link], of: Mapping[str, tuple[Any, ...]]) -> None:
        """Take up new rows. `of` is `fields(values)`."""
        self.rows.extend(*codec.pack_values(values))
        self.frames.append(frame(of, self.columns))

    def write(self, old: Table, arrays: Mapping[str, Array]) -> int:
        """Write what the table becomes, as its last segment; returns how many of the segments of `old` come before it.

        `arrays` are those of the new rows.
        """
        self.rows.close()
        dropped = sorted(set(self.dropped))
        gone = np.fromiter(map(old.order.stored, dropped), np.int64, len(dropped))
        stay = staying(old.sizes(), len(self.rows.lengths) + len(gone))
        if stay:
            self._write_segment(old, arrays, gone, stay)
        else:
            self._write_whole(old, arrays, dropped)
        return stay

    def _write_segment(self, old: Table, arrays: Mapping[str, Array], gone: Array, stay: int) -> None:
        """Write the new rows, and those left of old segments from number `stay` on, without what is `gone`."""
        taken = old.later[stay - 1 :]
        first = old.order.first + sum(map(len, old.later[: stay - 1]))
        gone = np.sort(np.concatenate([gone, *(segment.dropped for segment in taken)]))
        split = int(gone.searchsorted(first))
        left = np.ones(sum(map(len, taken)) + len(self.rows.lengths), bool)
        left[gone[split:] - first] = False
        merged = {name: np.concatenate([*(s.arrays[name] for s in taken), new]) for name, new in arrays.items()}
        order = np.flatnonzero(left)
        order = order[next(iter(merged.values()))[order].argsort(kind="stable")]
        columns = pl.concat([*(segment.columns for segment in taken), *self.frames, pl.DataFrame(schema=self.columns)])
        rows = Packed.joined([*(segment.rows for segment in taken), Packed.open(self.folder, "new")]).taken(order)
        self._remove_new()
        Segment.save(self.folder, [values[order] for values in merged.values()], gone[:split], rows, columns[order])

    def _write_whole(self, old: Table, arrays: Mapping[str, Array], dropped: Sequence[int]) -> None:
        """Write a first segment of the old rows that are not dropped, and the new ones."""
        name = next(iter(arrays))
        old_keys, keys = old.array(name), arrays[name]
        if not len(old_keys) and (keys[1:] > keys[:-1]).all():
            for ending in ("bin", "npy"):
                (self.folder / f"new.{ending}").rename(self.folder / f"rows.{ending}")
            order = None
        else:
            kept = np.ones(len(old_keys), bool)
            kept[dropped] = False
            order = np.concatenate([np.flatnonzero(kept), np.arange(len(old_keys), len(old_keys) + len(keys))])
            order = order[np.concatenate([old_keys[kept], keys]).argsort(kind="stable")]
            stored = order if old.order.plain else np.concatenate([old.order.stored_all, self._numbered(old)])[order]
            new = Packed.joined([*(segment.rows for segment in old.later), Packed.open(self.folder, "new")])
            splice(old.rows, new, stored, self.folder, "rows")
            self._remove_new()
        self._write_columns(old.columns(), order)
        for name, values in arrays.items():
            save(self.folder, name, values if order is None else np.concatenate([old.array(name), values])[order])

    def _numbered(self, old: Table) -> Array:
        """The new rows as stored rows after all old ones."""
        stored = old.order.first + sum(map(len, old.later))
        return np.arange(stored, stored + len(self.rows.lengths))

    def _remove_new(self) -> None:
        for ending in ("bin", "npy"):
            (self.folder / f"new.{ending}").unlink()

    def _write_columns(self, old: pl.DataFrame, order: Array | None) -> None:
        columns = pl.concat([old, *self.frames])
        with (self.folder / "columns.arrow").open("wb") as file:
            (columns if order is None else columns[order]).write_ipc(file)


class EntityRows(_Rows):
    """New rows of the table of one class, ordered by node number."""

    def __init__(self, folder: Path, columns: Mapping[str, Any]) -> None:
        super().__init__(folder, columns)
        self.numbers: list[Array] = []

    def extend_entities(self, numbers: Array, entities: Sequence[Entity], of: Mapping[str, tuple[Any, ...]]) -> None:
        """Take up new rows with their node numbers (uint32). `of` is `fields(entities)`."""
        self.numbers.append(numbers)
        self.extend(entities, of)

    def close(self, old: EntityTable) -> int:
        """See `write`."""
        return self.write(old, {"numbers": joined(self.numbers, np.uint32)})


class LinkRows(_Rows):
    """New rows of the table of one link type, ordered by the 64 bits of their ids."""

    def __init__(self, folder: Path, columns: Mapping[str, Any]) -> None:
        super().__init__(folder, columns)
        self.arrays: dict[str, list[Array]] = {name: [] for name in LinkTable.ARRAYS}

    def extend_links(
        self, links: Sequence[Link], of: Mapping[str, tuple[Any, ...]], starts: Sequence[int], ends: Sequence[int]
    ) -> None:
        """Take up new rows with the numbers of their ends. `of` is `fields(links)`."""
        columns = {
            "ids": link_bits(of["id"]),
            "start": starts,
            "end": ends,
            "valid_from": days(of["valid_from"], starts_on),
            "valid_to": days(of["valid_to"], ends_on),
        }
        for name, values in columns.items():
            self.arrays[name].append(np.array(values, LinkTable.ARRAYS[name]))
        self.extend(links, of)

    def close(self, old: LinkTable) -> int:
        """See `write`; the first segment has the indexes of its links by their ends."""
        stay = self.write(old, {name: joined(values, LinkTable.ARRAYS[name]) for name, values in self.arrays.items()})
        if not stay:
            for name, ends in (("forward", "start"), ("backward", "end")):
                csr = CSR.build(load(self.folder, ends))
                save(self.folder, f"{name}_indptr", csr.indptr)
                save(self.folder, f"{name}_order", csr.order)
        return stay
