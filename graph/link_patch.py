"""What changed links touch: the tables of their types, and the number of links at every node."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from graph.arrays import Array, save
from graph.folders import Folders
from graph.parts import DEGREES, Parts
from graph.records import Link
from graph.store import Change
from graph.table_rows import CHUNK, LinkRows
from graph.tables import LinkTable, fields, link_bits

__all__ = ["LinkPatch"]


class LinkPatch:
    """Takes changed links up one by one, and writes the tables that they touch.

    A link one of whose ends is not there is loose: it is no row of a table, but kept for when the end comes.
    """

    def __init__(self, base: Parts, folders: Folders, numbers: Callable[[Sequence[str]], list[Any]]) -> None:
        self.base = base
        self.folders = folders
        self.loose = dict(base.hidden.loose)
        self._numbers = numbers
        self._waiting: dict[str, list[Change]] = {}
        self._rows: dict[str, LinkRows] = {}

    def take(self, change: Change) -> None:
        """Take up what a link has become."""
        waiting = self._waiting.get(change.kind)
        if waiting is None:
            waiting = self._waiting[change.kind] = []
        waiting.append(change)
        if len(waiting) == CHUNK:
            self._flush(change.kind)

    def settle(self, gone: Array) -> None:
        """Loosen links whose end is `gone` (bool by old number), and fasten loose ones that have both ends now."""
        for kind in self._waiting:
            self._flush(kind)
        if gone.any():
            for kind in self.base.ontology.links:
                self._loosen(kind, gone)
        fast: dict[str, list[Link]] = {}
        for link in self.loose.values():
            if None not in self._numbers([link.start, link.end]):
                fast.setdefault(link.kind, []).append(link)
        for kind, links in fast.items():
            self._add(kind, links)
            for link in links:
                del self.loose[link.id]

    def _loosen(self, kind: str, gone: Array) -> None:
        table = self.base.links(kind)
        already = set(self._rows[kind].dropped) if kind in self._rows else set()
        for row in np.flatnonzero(gone[table.start] | gone[table.end]).tolist():
            if row not in already:
                link = self.base.link(kind, row)
                self._table(kind).dropped.append(row)
                self.loose[link.id] = link

    def _flush(self, kind: str) -> None:
        """Turn the links of one type that wait into columns, in place of what they were before."""
        changes, self._waiting[kind] = self._waiting[kind], []
        for change in changes if self.loose else ():
            self.loose.pop(change.id, None)
        old = self.base.links(kind)
        if len(old):
            found = old.find_all(link_bits(change.id for change in changes))
            if len(found):
                self._table(kind).dropped.extend(found.tolist())
        self._add(kind, [change.value for change in changes if isinstance(change.value, Link)])

    def _add(self, kind: str, links: Sequence[Link]) -> None:
        """Take up links, of which those that lack an end stay loose."""
        if not links:
            return
        of = fields(links)
        starts, ends = self._numbers(of["start"]), self._numbers(of["end"])
        if None in starts or None in ends:
            fast = [i for i, pair in enumerate(zip(starts, ends, strict=True)) if None not in pair]
            self.loose.update((links[i].id, links[i]) for i in set(range(len(links))) - set(fast))
            self._add(kind, [links[i] for i in fast])
        else:
            self._table(kind).extend_links(links, of, starts, ends)

    def _table(self, kind: str) -> LinkRows:
        if kind not in self._rows:
            self._rows[kind] = LinkRows(self.folders.begin(kind), self.base.links(kind).schema)
        return self._rows[kind]

    def write(self, nodes: int) -> None:
        """Write everything that is touched; `nodes` is how many there are now."""
        whole = {}
        for kind in list(self._rows):
            rows, old = self._rows.pop(kind), self.base.links(kind)  # given free one by one: it is most of the memory
            stay = rows.close(old)
            self.folders.place(kind, rows.folder, stay)
            if not stay:
                whole[kind] = fresh = LinkTable(kind, rows.folder, old.schema)
                if not len(fresh):
                    self.folders.drop(rows.folder, kind)
        if whole:
            self._write_degrees(whole, nodes)

    def _write_degrees(self, whole: Mapping[str, LinkTable], nodes: int) -> None:
        """Write how many links the first segments have at every node: some are `whole` now."""
        degrees = self.base.first_degrees(nodes)
        for kind, fresh in whole.items():
            for end in ("start", "end"):
                degrees += np.bincount(fresh.first(end), minlength=nodes).astype(np.uint32)
                degrees -= np.bincount(self.base.links(kind).first(end), minlength=nodes).astype(np.uint32)
        save(self.folders.make(DEGREES), "degrees", degrees)
