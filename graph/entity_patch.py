"""What changed entities touch: numbers, names, texts for search, and the tables of their classes."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np

from graph.arrays import Array, Packed, joined, splice
from graph.days import days, ends_on, starts_on
from graph.folders import Folders, segments
from graph.nodes import HOLE, Nodes, name_hash
from graph.parts import NAMES, NODES, TEXTS, Parts
from graph.records import Entity
from graph.store import Change
from graph.table_rows import CHUNK, EntityRows
from graph.tables import EntityTable, fields
from graph.text_index import TextEdits

__all__ = ["EntityPatch"]


class EntityPatch:
    """Takes changed entities up one by one, and writes the parts that they touch."""

    def __init__(self, base: Parts, folders: Folders) -> None:
        self.base = base
        self.folders = folders
        self.numbers: dict[str, int | None] = {}
        """id -> number, of entities that were taken up or looked up; None of one that is not there."""
        self._waiting: dict[str, tuple[list[int], list[Entity]]] = {}
        self._rows: dict[str, EntityRows] = {}
        self._touched = array("I")
        self._new_ids: list[bytes] = []
        self._changed: list[Array] = []
        self._valid_from: list[Array] = []
        self._valid_to: list[Array] = []
        self._name_hashes: list[Array] = []
        self._name_numbers: list[Array] = []
        self._texts = TextEdits()

    def take(self, change: Change) -> None:
        """Take up what an entity has become."""
        id, entity = change.id, change.value
        number = self.base.numbered(id) if self.base.names.hashes.size else None
        if number is not None:
            self._drop(number)
        self.numbers[id] = None
        if isinstance(entity, Entity):
            if number is None:
                number = len(self.base.nodes.kind) + len(self._new_ids)
                self._new_ids.append(id.encode())
            self._add(number, entity)
        elif number is not None:  # the hole keeps its id, in case the entity comes back
            self._name_hashes.append(np.array([name_hash(id)], np.uint32))
            self._name_numbers.append(np.array([number], np.uint32))

    def numbered(self, ids: Sequence[str]) -> list[int | None]:
        """The numbers of entities with these public ids after the changes taken up so far."""
        known = self.numbers
        try:
            return [known[id] for id in ids]
        except KeyError:
            for id in set(ids) - known.keys():
                number = self.base.numbered(id)
                known[id] = number if number is not None and self.base.nodes.kind[number] != HOLE else None
            return [known[id] for id in ids]

    def gone(self) -> Array:
        """Which old numbers have no entity any more, as bool."""
        mask = np.zeros(len(self.base.nodes.kind), bool)
        mask[np.frombuffer(self._touched, np.uint32)] = True
        for kind in self._waiting:
            self._flush(kind)
        changed = joined(self._changed, np.uint32)
        mask[changed[changed < len(mask)]] = False
        return mask

    def _drop(self, number: int) -> None:
        nodes = self.base.nodes
        self._touched.append(number)
        if nodes.kind[number] != HOLE:
            kind = self.base.kinds[nodes.kind.item(number)]
            self._table(kind).dropped.append(nodes.row.item(number))

    def _add(self, number: int, entity: Entity) -> None:
        self.numbers[entity.id] = number
        waiting = self._waiting.get(entity.kind)
        if waiting is None:
            waiting = self._waiting[entity.kind] = ([], [])
        waiting[0].append(number)
        waiting[1].append(entity)
        if len(waiting[0]) == CHUNK:
            self._flush(entity.kind)

    def _flush(self, kind: str) -> None:
        """Turn the entities of one class that wait into columns."""
        listed, entities = self._waiting[kind]
        if not listed:
            return
        numbers, of = np.array(listed, np.uint32), fields(entities)
        self._table(kind).extend_entities(numbers, entities, of)
        self._changed.append(numbers)
        self._valid_from.append(np.array(days(of["valid_from"], starts_on), np.int32))
        self._valid_to.append(np.array(days(of["valid_to"], ends_on), np.int32))
        names = [name for id, names in zip(of["id"], of["names"], strict=True) for name in (id, *names)]
        self._name_hashes.append(np.array([name_hash(name) for name in names], np.uint32))
        self._name_numbers.append(np.repeat(numbers, [1 + len(names) for names in of["names"]]))
        self._texts.extend(listed, [self.base.texts_of(entity) for entity in entities])
        self._waiting[kind] = ([], [])

    def _table(self, kind: str) -> EntityRows:
        if kind not in self._rows:
            self._rows[kind] = EntityRows(self.folders.begin(kind), self.base.entities(kind).schema)
        return self._rows[kind]

    @property
    def size(self) -> int:
        """How many numbers of nodes there are now."""
        return len(self.base.nodes.kind) + len(self._new_ids)

    def write(self) -> None:
        """Write everything that is touched."""
        for kind in self._waiting:
            self._flush(kind)
        if not self._touched and not self._changed:
            return
        size = self.size
        touched = np.zeros(size, bool)
        touched[np.frombuffer(self._touched, np.uint32)] = True
        self._write_nodes(size, touched)
        hashes, numbers = joined(self._name_hashes, np.uint32), joined(self._name_numbers, np.uint32)
        self.base.names.with_changes(touched, hashes, numbers).save(self.folders.make(NAMES))
        self._texts.write(self.base.texts, touched, self.folders.make(TEXTS))
        self._texts = TextEdits()

    def _write_nodes(self, size: int, touched: Array) -> None:
        kinds, rows, valid_from, valid_to = self.base.nodes.grown(size)
        kinds[touched] = HOLE
        valid_from[touched], valid_to[touched] = Nodes.NEVER_VALID
        changed = joined(self._changed, np.uint32)
        valid_from[changed] = joined(self._valid_from, np.int32)
        valid_to[changed] = joined(self._valid_to, np.int32)
        for kind in list(self._rows):
            table, old = self._rows.pop(kind), self.base.entities(kind)
            self.folders.place(kind, table.folder, table.close(old))
            first, *later = segments(self.folders.named, kind)
            numbers = EntityTable(first, old.schema, later).numbers
            kinds[numbers] = self.base.kinds.index(kind)
            rows[numbers] = np.arange(len(numbers))
            if not len(numbers):
                self.folders.drop(table.folder, kind)
        folder, ids = self.folders.make(NODES), self.base.nodes.ids
        Nodes(kinds, rows, valid_from, valid_to, ids).save(folder)
        splice(ids, Packed.of(self._new_ids), np.arange(size), folder, "ids")
