"""What a snapshot consists of: for every part the folder that holds it, and readers that open it when wanted."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson

from graph import codec
from graph.arrays import Array, load
from graph.folders import segments
from graph.nodes import HOLE, Names, Nodes
from graph.records import Entity, Link
from graph.tables import EntityTable, LinkTable, schema
from graph.text_index import TextIndex
from ontology.model import Ontology

__all__ = ["DEGREES", "HIDDEN", "NAMES", "NODES", "TEXTS", "Hidden", "Parts"]

NODES, NAMES, TEXTS, DEGREES, HIDDEN = "_nodes", "_names", "_texts", "_degrees", "_hidden"
"""Names of the parts that are no table: no class or link type begins with an underscore."""


class Hidden(NamedTuple):
    """What the public snapshot may not show: never leaves `graph`.

    `restricted`: id -> (subject, kind, ends) of entities and links of which some current record is not public.
    `loose`: id -> a public link one of whose ends is not there.
    """

    restricted: dict[str, tuple[str, str, tuple[str, str] | None]]
    loose: dict[str, Link]

    @classmethod
    def open(cls, folder: Path | None) -> Hidden:
        """What a folder holds; nothing without one."""
        if folder is None:
            return cls({}, {})
        restricted, loose = orjson.loads((folder / "hidden.json").read_bytes())
        return cls(
            {id: (subject, kind, tuple(ends) if ends else None) for id, subject, kind, ends in restricted},
            {id: codec.unpack_link(id, kind, start, end, orjson.dumps(rest)) for id, kind, start, end, rest in loose},
        )

    def packed(self) -> bytes:
        """As JSON."""
        loose = [[*link[:4], orjson.Fragment(codec.pack_value(link))] for link in self.loose.values()]
        return orjson.dumps([[[id, *told] for id, told in self.restricted.items()], loose])


class Parts:
    """The parts of one snapshot. Parts that are not in `folders` are empty."""

    def __init__(self, version: int, ontology: Ontology, folders: Mapping[str, Path], keeper: object = None) -> None:
        """`keeper` is whatever must live for the folders to stay."""
        self.version = version
        self.ontology = ontology
        self.folders = folders
        self.keeper = keeper
        self.kinds = ontology.concrete("Entity")
        self.searchable = {
            kind: [p.name for p in ontology.classes[kind].properties.values() if p.searchable] for kind in self.kinds
        }
        """The names of the properties of each class that search looks into."""
        self._entities: dict[str, EntityTable] = {}
        self._links: dict[str, LinkTable] = {}

    def take_over(self, earlier: Parts) -> None:
        """Read what is the same as in earlier parts by what these have opened, and need not open it again."""
        same = {part for part, folder in self.folders.items() if earlier.folders.get(part) == folder}
        for part, name in ((NODES, "nodes"), (NAMES, "names"), (TEXTS, "texts"), (HIDDEN, "hidden")):
            if part in same and name in earlier.__dict__:
                self.__dict__[name] = earlier.__dict__[name]
        for kind in same:
            if segments(self.folders, kind) == segments(earlier.folders, kind):
                for mine, theirs in ((self._entities, earlier._entities), (self._links, earlier._links)):
                    if kind in theirs:
                        mine[kind] = theirs[kind]  # type: ignore[assignment]

    @cached_property
    def nodes(self) -> Nodes:
        """What lies behind every number."""
        return Nodes.open(self.folders.get(NODES))

    @cached_property
    def names(self) -> Names:
        """Which number a name stands for."""
        return Names.open(self.folders.get(NAMES))

    @cached_property
    def texts(self) -> TextIndex:
        """The index for search."""
        return TextIndex.open(self.folders.get(TEXTS))

    def first_degrees(self, nodes: int) -> Array:
        """The number of links that the first segments of tables have at every node, as a copy, uint32[nodes]."""
        folder = self.folders.get(DEGREES)
        degrees = load(folder, "degrees") if folder else np.empty(0, np.uint32)
        return np.pad(degrees, (0, nodes - len(degrees)))

    @cached_property
    def degrees(self) -> Array:
        """The number of links at every node, uint32[nodes]."""
        degrees = self.first_degrees(len(self.nodes.kind))
        for kind in self.ontology.links:
            order = self.links(kind).order
            if not order.plain:
                for end in ("start", "end"):
                    np.add.at(degrees, self.links(kind).added(end)[order.added], np.uint32(1))
                    np.subtract.at(degrees, self.links(kind).first(end)[order.gone], np.uint32(1))
        return degrees

    @cached_property
    def hidden(self) -> Hidden:
        """What this snapshot may not show."""
        return Hidden.open(self.folders.get(HIDDEN))

    def entities(self, kind: str) -> EntityTable:
        """The table of a concrete class."""
        if kind not in self._entities:
            columns = schema(self.ontology.classes[kind].properties, of_entities=True)
            first, later = self._segments(kind)
            self._entities[kind] = EntityTable(first, columns, later)
        return self._entities[kind]

    def links(self, kind: str) -> LinkTable:
        """The table of a link type."""
        if kind not in self._links:
            columns = schema(self.ontology.links[kind].qualifiers, of_entities=False)
            first, later = self._segments(kind)
            self._links[kind] = LinkTable(kind, first, columns, later)
        return self._links[kind]

    def _segments(self, kind: str) -> tuple[Path | None, list[Path]]:
        found = segments(self.folders, kind)
        return (found[0], found[1:]) if found else (None, [])

    def entity(self, number: int) -> Entity:
        """The entity behind a number that is no hole."""
        nodes = self.nodes
        packed = self.entities(self.kinds[nodes.kind.item(number)]).packed(nodes.row.item(number))
        return codec.unpack_entity(nodes.ids.text(number), packed)

    def link(self, kind: str, row: int) -> Link:
        """The link at a row of a table."""
        table, ids = self.links(kind), self.nodes.ids
        start, end = ids.text(table.item("start", row)), ids.text(table.item("end", row))
        return codec.unpack_link(table.id(row), kind, start, end, table.packed(row))

    def texts_of(self, entity: Entity) -> list[str]:
        """The names under which search finds an entity."""
        texts: list[Any] = []
        for name in self.searchable[entity.kind]:
            value = entity.properties.get(name)
            if value.__class__ is tuple:
                texts.extend(value)
            elif value is not None:
                texts.append(value)
        return texts

    def numbered(self, id: str) -> int | None:
        """The number that has this very public id, holes too."""
        wanted, ids = id.encode(), self.nodes.ids
        return next((number for number in self.names.candidates(id) if ids[number] == wanted), None)

    def named(self, name: str) -> int | None:
        """The number of the entity with this id, identifier, former id or origin."""
        number = self.numbered(name)
        if number is not None and self.nodes.kind[number] != HOLE:
            return number
        for number in self.names.candidates(name):
            if self.nodes.kind[number] != HOLE and name in self.entity(number).names:
                return number
        return None
