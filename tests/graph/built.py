"""A store with its snapshot, for tests of what is read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from graph.ledger import Ledger
from graph.records import Entity, Link, Record
from graph.snapshot import Snapshot
from graph.sqlite_store import SqliteStore
from ontology.model import Ontology


class Graph:
    """A real store in a folder, its ledger, and the snapshot that follows it."""

    def __init__(self, folder: Path, ontology: Ontology) -> None:
        self.folder = folder / "snapshot"
        self.store = SqliteStore(folder / "store.db")
        self.ledger = Ledger(self.store, ontology)
        self.ontology = ontology

    def load(self, *records: Record) -> Snapshot:
        """Load records, and return the snapshot that has them."""
        self.ledger.load(records, who="tester", why="test")
        return self.snapshot()

    def snapshot(self) -> Snapshot:
        """The snapshot of the newest version."""
        return Snapshot.open_or_build(self.folder, self.ontology, self.store)

    def rebuilt(self) -> Snapshot:
        """The same, built from nothing in another folder."""
        return Snapshot.build(self.folder.with_name("rebuilt"), self.ontology, self.store)


def entities(snapshot: Snapshot) -> dict[str, Entity]:
    """All entities but the code lists, by id."""
    found = (snapshot.entity(n) for n in range(len(snapshot)) if snapshot.kinds[n] != 255)
    return {entity.id: entity for entity in found if entity.sources != ("ontology",)}


def links(snapshot: Snapshot, kinds: Iterable[str] | None = None) -> dict[str, Link]:
    """All links but those of the code lists, by id."""
    tables = (snapshot.links(kind) for kind in (snapshot.ontology.links if kinds is None else kinds))
    found = (link for table in tables for link in table.rows(range(len(table))))
    return {link.id: link for link in found if link.sources != ("ontology",)}
