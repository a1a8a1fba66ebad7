"""The read model: one version of the graph, immutable, memory-mapped from a folder that several processes share."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Collection, Iterable
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import polars as pl

from graph.access import seen_changes
from graph.arrays import Array
from graph.days import day_of, holds
from graph.links import Links, Recent
from graph.manifest import Held, Manifest, building, hold, next_generation, publish, sweep
from graph.nodes import HOLE
from graph.parts import Parts
from graph.patch import patched
from graph.records import PUBLIC, Entity, Link
from graph.searching import Hit, search
from graph.store import Store
from graph.view import View
from ontology.errors import BadInput, StoreError
from ontology.model import Ontology

__all__ = ["Hit", "Links", "Snapshot"]


class Snapshot:
    """One version of the graph, as the holders of some access labels see it.

    Every entity has a number (uint32), stable from version to version as long as a snapshot is followed and not
    rebuilt. Numbers of entities that are gone are not used again (`kinds` is HOLE there).
    """

    def __init__(
        self, root: Path, parts: Parts, public: Snapshot | None = None, labels: frozenset[str] = frozenset()
    ) -> None:
        """Not for callers: use `open_or_build`, `follow` and `seen_by`. `public` is the snapshot this one adds to."""
        self.version = parts.version
        self.ontology = parts.ontology
        self.labels = labels
        self.kind_names: tuple[str, ...] = parts.kinds
        """The concrete classes, by kind code."""
        self._root = root
        self._parts = parts
        self._public = public
        self._links: dict[str, Links] = {}
        self._tables: dict[tuple[str, tuple[str, ...] | None], pl.DataFrame] = {}
        self._masks, self._views, self._derived = Recent(8), Recent(16), Recent(16)

    # Opening, building, following

    @classmethod
    def open(cls, root: Path, ontology: Ontology) -> Snapshot:
        """The newest snapshot in a folder. Raises StoreError if there is none, or it was made with another ontology."""
        held = hold(root)
        if held is None or held.manifest.ontology != ontology.digest:
            raise StoreError(f"There is no snapshot in {root} that fits the ontology.", "Build it from the store.")
        return cls(root, _parts(root, ontology, held))

    @classmethod
    def build(cls, root: Path, ontology: Ontology, store: Store) -> Snapshot:
        """Build the snapshot anew, whatever is there."""
        with building(root):
            return cls._patched(root, Parts(0, ontology, {}), store, store.version())

    @classmethod
    def open_or_build(cls, root: Path, ontology: Ontology, store: Store) -> Snapshot:
        """The snapshot of the store's newest version: opened if it is there, else brought up to date, else built."""
        return cls._brought_to(store.version(), root, ontology, store)

    @classmethod
    def _brought_to(
        cls, newest: int, root: Path, ontology: Ontology, store: Store, earlier: Parts | None = None
    ) -> Snapshot:
        """The snapshot of the store's newest version, which was `newest` a moment ago.

        What is the same as in `earlier` is read by what that has opened.
        """
        held = hold(root)
        if held and held.manifest.version == newest and _fits(held, ontology, store, newest):
            return cls(root, _parts(root, ontology, held, earlier))
        with building(root):
            held = hold(root)  # it may have been built while we waited
            if held and held.manifest.version > newest:
                newest = store.version()
            if held is None or not _fits(held, ontology, store, newest):
                return cls._patched(root, Parts(0, ontology, {}), store, newest)
            parts = _parts(root, ontology, held, earlier)
            return cls(root, parts) if parts.version == newest else cls._patched(root, parts, store, newest)

    def follow(self, store: Store) -> Snapshot:
        """The snapshot of the store's newest version: this one if nothing is new. Rebuilds only what was touched."""
        version = store.version()
        if self.version == version:
            return self
        newest = Snapshot._brought_to(version, self._root, self.ontology, store, self._parts)
        return newest.seen_by(self.labels, store) if self.labels else newest

    @classmethod
    def _patched(cls, root: Path, base: Parts, store: Store, version: int) -> Snapshot:
        """Apply what is new in the store, which is at `version`, and publish it. Only inside `building`."""
        generation = next_generation(root)
        sweep(root)  # what builders left that did not finish
        fresh, since = base, base.version
        while True:
            fresh = patched(fresh, store.changes(since), version, root, f"{generation:06}")
            newest, committed = _newest_commit(store)
            if newest == version:
                break
            # Somebody committed: what was read may be half of that. Once more, with all that is newer than `version`.
            since, version, generation = version, newest, generation + 1
        folders = {name: folder.name for name, folder in fresh.folders.items()}
        publish(root, Manifest(fresh.version, committed, base.ontology.digest, generation, folders))
        held = hold(root)
        if held is None:
            raise StoreError(f"The snapshot in {root} vanished while it was built.", "Try again.")
        return cls(root, _parts(root, base.ontology, held, base))

    def seen_by(self, labels: Collection[str], store: Store) -> Snapshot:
        """What the holders of these labels see, of the store's newest version. Everybody sees what is public."""
        wanted = frozenset(labels) - {PUBLIC}
        public = self._public or self
        while True:
            public = public.follow(store)
            if not wanted:
                return public
            derived: Snapshot = public._derived.get_or(wanted, partial(public._derive, wanted, store))
            if public.version == store.version():
                return derived
            public._derived.pop(wanted, None)  # a commit came in between: it may have seen half of it

    def _derive(self, labels: frozenset[str], store: Store) -> Snapshot:
        folder = Path(mkdtemp(prefix="pilotgraph-"))  # mode 0700
        changes = seen_changes(self._parts.hidden, labels, store)
        folders = patched(self._parts, changes, self.version, folder, "seen").folders
        parts = Parts(self.version, self.ontology, folders, keeper=self._parts)
        weakref.finalize(parts, shutil.rmtree, folder, ignore_errors=True)
        return Snapshot(self._root, parts, self, labels)

    # Entities

    @property
    def kinds(self) -> Array:
        """The kind code of every number, uint8: a place in `kind_names`, or HOLE."""
        return self._parts.nodes.kind

    @property
    def rows(self) -> Array:
        """The row of every number in the table of its class, uint32."""
        return self._parts.nodes.row

    def __len__(self) -> int:
        """One more than the greatest number."""
        return len(self._parts.nodes.kind)

    def number(self, name: str) -> int | None:
        """The number of the entity with this public id, identifier, former id or origin (`source:key`)."""
        return self._parts.named(name)

    def id(self, number: int) -> str:
        """The public id of the entity with this number."""
        return self._parts.nodes.ids.text(number)

    def kind(self, number: int) -> str:
        """The class of the entity with this number."""
        return self.kind_names[int(self._parts.nodes.kind[number])]

    def entity(self, number: int) -> Entity:
        """The entity with this number."""
        return self._parts.entity(number)

    def entities(self, numbers: Iterable[int]) -> list[Entity]:
        """The entities with these numbers."""
        return [self._parts.entity(number) for number in numbers]

    def valid(self, as_of: date) -> Array:
        """Which numbers are of entities that exist on a date, as bool."""
        nodes, day = self._parts.nodes, day_of(as_of)
        mask: Array = self._masks.get_or(day, lambda: holds(nodes.valid_from, nodes.valid_to, day))
        return mask

    def table(self, cls: str, columns: Iterable[str] | None = None) -> pl.DataFrame:
        """The entities of a class, abstract ones too, as columns.

        `number` (uint32), `kind`, `id`, `identifiers`, every property by its name (lists where there can be several,
        dates as dates), `sources`, `validFrom`, `validTo`, `confidence`. `columns` picks some of them, which is faster
        on first use. Ordered by class, then number. Raises BadInput for a class that the ontology does not have.
        """
        if cls not in self.ontology.classes:
            raise BadInput(f"There is no class {cls}.", "`pilotgraph ontology` lists the classes.")
        key = (cls, None if columns is None else tuple(columns))
        if key not in self._tables:
            frames = [self._frame(kind, key[1]) for kind in self.ontology.concrete(cls)]
            self._tables[key] = frames[0] if len(frames) == 1 else pl.concat(frames, how="diagonal")
        return self._tables[key]

    def _frame(self, kind: str, columns: tuple[str, ...] | None) -> pl.DataFrame:
        table = self._parts.entities(kind)
        names = ("number", "kind", *table.schema) if columns is None else columns
        found = {series.name: series for series in table.columns(names)}
        found["number"] = pl.Series("number", table.numbers)
        found["kind"] = pl.repeat(kind, len(table), dtype=pl.String, eager=True).alias("kind")
        return pl.DataFrame([found[name] for name in names if name in found])

    # Links

    def links(self, kind: str) -> Links:
        """All links of a type. Raises BadInput for a type that the ontology does not have."""
        if kind not in self.ontology.links:
            raise BadInput(f"There is no link type {kind}.", "`pilotgraph ontology` lists the link types.")
        if kind not in self._links:
            self._links[kind] = Links(kind, self._parts)
        return self._links[kind]

    def link(self, id: str) -> Link | None:
        """The link with this id."""
        for kind in self.ontology.links:
            row = self._parts.links(kind).find(id)
            if row is not None:
                return self._parts.link(kind, row)
        return None

    @property
    def degrees(self) -> Array:
        """The number of links at every number, of all types and whenever valid, uint32."""
        return self._parts.degrees

    # Questions

    def search(
        self, text: str, kinds: Collection[str] | None = None, limit: int = 20, as_of: date | None = None
    ) -> list[Hit]:
        """The entities that a text may mean, best first: see `graph.searching`. `kinds` may name abstract classes."""
        allowed = self.kinds != HOLE if as_of is None else self.valid(as_of)
        if kinds is not None:
            codes = [self.kind_names.index(kind) for name in kinds for kind in self.ontology.concrete(name)]
            allowed = allowed & _members(codes)[self.kinds]
        return search(self._parts, text, allowed, limit)

    def view(self, as_of: date, kinds: Iterable[str] | None = None) -> View:
        """What holds on a date, as a read-only networkx graph with links of these types (by default of all)."""
        chosen = tuple(self.ontology.links if kinds is None else dict.fromkeys(kinds))
        view: View = self._views.get_or((as_of, chosen), lambda: View(self, as_of, chosen))
        return view


def _parts(root: Path, ontology: Ontology, held: Held, earlier: Parts | None = None) -> Parts:
    folders = {name: root / folder for name, folder in held.manifest.folders.items()}
    parts = Parts(held.manifest.version, ontology, folders, held)
    if earlier and isinstance(earlier.keeper, Held) and earlier.keeper.is_there():
        parts.take_over(earlier)
    return parts


def _fits(held: Held, ontology: Ontology, store: Store, newest: int) -> bool:
    """Whether a snapshot was made with this ontology, of an earlier state (or the present one) of this store."""
    made = held.manifest
    return made.ontology == ontology.digest and made.committed == _committed(store, made.version, newest)


def _newest_commit(store: Store) -> tuple[int, str]:
    """The newest version, and when it was committed."""
    infos = store.commits(1)
    return (infos[0].version, infos[0].when) if infos else (0, "")


def _committed(store: Store, version: int, newest: int) -> str:
    """When a version was committed; nothing if there is none such."""
    infos = store.commits(newest - version + 1) if 0 < version <= newest else ()
    return next((info.when for info in infos if info.version == version), "")


def _members(codes: Collection[int]) -> Array:
    members = np.zeros(256, bool)
    members[list(codes)] = True
    members[HOLE] = False
    return members
