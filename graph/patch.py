"""From one state of the parts to the next: the changes of some commits in, new folders for the parts they touch out."""

from __future__ import annotations

import shutil
from array import array
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from graph.arrays import Array, Packed, durable, save, splice
from graph.days import ends_on, starts_on
from graph.nodes import HOLE, Nodes, name_hash
from graph.parts import DEGREES, HIDDEN, NAMES, NODES, TEXTS, Hidden, Parts
from graph.records import Entity, Link
from graph.store import Change
from graph.table_rows import EntityRows, LinkRows
from graph.text_index import TextEdits

__all__ = ["patched"]


def patched(base: Parts, changes: Iterable[Change], version: int, root: Path, suffix: str) -> Parts:
    """The parts after these changes (entities first), with a folder `root/PART-suffix` for each part that is touched.

    `version` is the least version of the new parts; a newer change raises it.
    """
    patch = _Patch(base, root, suffix)
    for change in changes:
        version = max(version, change.version)
        patch.take(change)
    return Parts(version, base.ontology, patch.write())


class _Patch:
    """All that some changes touch."""

    def __init__(self, base: Parts, root: Path, suffix: str) -> None:
        self.base = base
        self.root = root
        self.suffix = suffix
        self.folders = dict(base.folders)
        self.hidden = Hidden(dict(base.hidden.restricted), dict(base.hidden.loose))
        self.entities: dict[str, EntityRows] = {}
        self.links: dict[str, LinkRows] = {}
        self.numbers: dict[str, int | None] = {}
        """id -> number of entities that are new or were looked up, None of those that are not there."""
        self.touched = array("I")
        """Numbers of old entities that are changed or gone."""
        self.new_ids: list[bytes] = []
        self.changed = array("I")
        self.valid_from, self.valid_to = array("i"), array("i")
        self.name_hashes, self.name_numbers = array("I"), array("I")
        self.texts = TextEdits()
        self.changed_links: set[str] = set()

    def take(self, change: Change) -> None:
        """Take up one change."""
        if change.restricted:
            self.hidden.restricted[change.id] = (change.subject, change.kind, change.ends)
        else:
            self.hidden.restricted.pop(change.id, None)
        if change.ends is None:
            self._take_entity(change.id, change.value)
        else:
            self._take_link(change.kind, change.id, change.value)

    def _take_entity(self, id: str, entity: Entity | Link | None) -> None:
        number = self.base.numbered(id)
        if number is not None:
            self._drop_entity(number)
        self.numbers[id] = None
        if isinstance(entity, Entity):
            if number is None:
                number = len(self.base.nodes.kind) + len(self.new_ids)
                self.new_ids.append(id.encode())
            self._add_entity(number, entity)
        elif number is not None:
            self.name_hashes.append(name_hash(id))
            self.name_numbers.append(number)

    def _drop_entity(self, number: int) -> None:
        nodes = self.base.nodes
        self.touched.append(number)
        if nodes.kind[number] != HOLE:
            self._entity_rows(self.base.kinds[nodes.kind.item(number)]).dropped.append(nodes.row.item(number))

    def _add_entity(self, number: int, entity: Entity) -> None:
        self.numbers[entity.id] = number
        self._entity_rows(entity.kind).add(number, entity)
        self.changed.append(number)
        self.valid_from.append(starts_on(entity.valid_from))
        self.valid_to.append(ends_on(entity.valid_to))
        names = {entity.id, *entity.names, *entity.identifiers}
        self.name_hashes.extend(map(name_hash, names))
        self.name_numbers.extend([number] * len(names))
        self.texts.add(number, self.base.texts_of(entity))

    def _take_link(self, kind: str, id: str, link: Entity | Link | None) -> None:
        self.changed_links.add(id)
        self.hidden.loose.pop(id, None)
        row = self.base.links(kind).find(id)
        if row is not None:
            self._link_rows(kind).dropped.append(row)
        if isinstance(link, Link):
            self._add_link(link, row)

    def _add_link(self, link: Link, row: int | None) -> None:
        start, end = self._number(link.start), self._number(link.end)
        if start is None or end is None:
            self.hidden.loose[link.id] = link
        else:
            rows = self._link_rows(link.kind)
            rows.add_link(len(self.base.links(link.kind)) + len(rows.keys) if row is None else row, link, start, end)

    def _number(self, id: str) -> int | None:
        try:
            return self.numbers[id]
        except KeyError:
            number = self.base.numbered(id)
            if number is not None and self.base.nodes.kind[number] == HOLE:
                number = None
            self.numbers[id] = number
            return number

    def _entity_rows(self, kind: str) -> EntityRows:
        if kind not in self.entities:
            self.entities[kind] = EntityRows(self._folder(kind), self.base.entities(kind).schema)
        return self.entities[kind]

    def _link_rows(self, kind: str) -> LinkRows:
        if kind not in self.links:
            self.links[kind] = LinkRows(self._folder(kind), self.base.links(kind).schema)
        return self.links[kind]

    def _folder(self, part: str) -> Path:
        """A fresh folder for a part."""
        folder = self.root / f"{part}-{self.suffix}"
        folder.mkdir()
        self.folders[part] = folder
        return folder

    def write(self) -> dict[str, Path]:
        """Write everything that is touched, and return the folders of all parts."""
        self._loosen()
        self._fasten()
        if self.changed or self.touched:
            self._write_entities()
        for kind, rows in self.links.items():
            if not rows.write(self.base.links(kind)):
                self._forget(kind)
        if self.links:
            self._write_degrees()
        if self.hidden != self.base.hidden:
            folder = self._folder(HIDDEN)
            with (folder / "hidden.json").open("wb") as file:
                file.write(self.hidden.packed())
                durable(file)
        return self.folders

    def _loosen(self) -> None:
        """Take out links that lose an end without being changed themselves."""
        gone = np.zeros(len(self.base.nodes.kind), bool)
        gone[np.frombuffer(self.touched, np.uint32)] = True
        gone[[number for number in self.changed if number < len(gone)]] = False
        if not gone.any():
            return
        for kind in self.base.ontology.links:
            table = self.base.links(kind)
            for row in np.flatnonzero(gone[table.start] | gone[table.end]).tolist():
                link = self.base.link(kind, row)
                if link.id not in self.changed_links:
                    self._link_rows(kind).dropped.append(row)
                    self.hidden.loose[link.id] = link

    def _fasten(self) -> None:
        """Put in links that were loose and now have both ends."""
        for link in list(self.hidden.loose.values()):
            if self._number(link.start) is not None and self._number(link.end) is not None:
                del self.hidden.loose[link.id]
                self._add_link(link, None)

    def _forget(self, part: str) -> None:
        shutil.rmtree(self.folders.pop(part))

    def _write_entities(self) -> None:
        size = len(self.base.nodes.kind) + len(self.new_ids)
        kinds, rows, valid_from, valid_to = self.base.nodes.grown(size)
        touched = np.zeros(size, bool)
        touched[np.frombuffer(self.touched, np.uint32)] = True
        kinds[touched] = HOLE
        for kind, table in self.entities.items():
            numbers = table.write(self.base.entities(kind))
            kinds[numbers] = self.base.kinds.index(kind)
            rows[numbers] = np.arange(len(numbers))
            if not len(numbers):
                self._forget(kind)
        valid_from[touched], valid_to[touched] = Nodes.NEVER_VALID
        changed = np.frombuffer(self.changed, np.uint32)
        valid_from[changed] = np.frombuffer(self.valid_from, np.int32)
        valid_to[changed] = np.frombuffer(self.valid_to, np.int32)
        self._write_nodes(kinds, rows, valid_from, valid_to)
        hashes, numbers = np.frombuffer(self.name_hashes, np.uint32), np.frombuffer(self.name_numbers, np.uint32)
        self.base.names.with_changes(touched, hashes, numbers).save(self._folder(NAMES))
        self.texts.write(self.base.texts, touched, self._folder(TEXTS))

    def _write_nodes(self, kinds: Array, rows: Array, valid_from: Array, valid_to: Array) -> None:
        folder, ids = self._folder(NODES), self.base.nodes.ids
        Nodes(kinds, rows, valid_from, valid_to, ids).save(folder)
        splice(ids, Packed.of(self.new_ids), np.arange(len(kinds)), folder, "ids")

    def _write_degrees(self) -> None:
        parts = Parts(0, self.base.ontology, self.folders)
        degrees = np.zeros(len(parts.nodes.kind), np.uint32)
        for kind in parts.ontology.links:
            for index in (parts.links(kind).forward, parts.links(kind).backward):
                degrees[: len(index.indptr) - 1] += index.degrees()
        save(self._folder(DEGREES), "degrees", degrees)
