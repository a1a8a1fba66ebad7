"""A whole store as files for Neo4j's offline importer: a first load of any size, and commits go on from there.

What is written is what `graph.neo4j_store` would have written. The log is read once if all that it tells of was told
once, else twice; what is kept in memory are some bytes a record (see `graph.neo4j_survey`).
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from graph import codec
from graph.expected import EVERY
from graph.ledger import uncollected
from graph.neo4j_import_files import END, START, Exported, Files
from graph.neo4j_log import Told, record_node
from graph.neo4j_schema import FORMAT, Layout
from graph.neo4j_survey import Committed, Survey, committed
from graph.neo4j_values import Values
from graph.records import PUBLIC, SAME_AS, Entity, Link, Record, Stored
from graph.store import Change, Store
from ontology.errors import Conflict, NotFound, StoreError
from ontology.model import Ontology

__all__ = ["export"]

AT_ONCE = 1_000

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, of how much."""
T = TypeVar("T")


def export(store: Store, ontology: Ontology, folder: Path, progress: Progress = lambda *_: None) -> Exported:
    """Write everything that a store holds into an empty folder.

    Raises NotFound if that is nothing, OntologyError for a kind that the ontology does not have, StoreError for what
    the importer can't read or a store that is damaged, Conflict if somebody commits meanwhile.
    """
    version = store.version()
    with uncollected(), Files(folder, Layout(ontology)) as files:
        try:
            records = _Export(store, ontology, files, version, progress).write()
        except StoreError:  # what looks like damage may be half of a commit
            _refuse_newer(store, version)
            raise
        _refuse_newer(store, version)
    return files.exported(version, records)


def _refuse_newer(store: Store, version: int) -> None:
    if store.version() != version:
        raise Conflict("Somebody committed to the store meanwhile.", "Export again.") from None


class _Export:
    """One export while it is written."""

    def __init__(self, store: Store, ontology: Ontology, files: Files, version: int, progress: Progress) -> None:
        self._store = store
        self._values = Values(ontology)
        self._files = files
        self._version = version
        self._progress = progress
        self._survey = Survey()
        self._places = array("q")
        """Those that entities have, in order."""
        self._named: set[tuple[str, str]] = set()
        """Names of what is not alone, and who bears them: several records may say so."""
        self._former: set[str] = set()

    def write(self) -> int:
        """Write everything; returns how many records that were."""
        for commit in self._commits("reading the log"):
            self._survey.add(commit)
            self._write_runs(commit, again=False)
        if self._survey.records == 0:
            raise NotFound("There is nothing to export.", "Load something first (pilotgraph load).")
        self._survey.close()
        self._write_merged()
        self._survey.raise_for_lost()
        if not self._survey.all_alone:
            for commit in self._commits("writing records"):
                self._write_runs(commit, again=True)
                for some in _some(zip(commit.stored, commit.given, commit.origins, strict=True)):
                    self._write_told(some)
        self._write_store()
        return self._survey.records

    def _commits(self, what: str) -> Iterator[Committed]:
        return committed(self._store, self._version, lambda done, total: self._progress(what, done, total))

    def _write_runs(self, commit: Committed, *, again: bool) -> None:
        """Write the runs of a commit: at first those of which it is certain whether they are what is said now.

        That is told by the rest of the log if a record in them is retracted, and may have been said anew after that.
        """
        for start, end in codec.runs(commit.origins):
            stored = commit.stored[start:end]
            former = [one.record.retracted for one in stored if not one.current]
            if again == (bool(former) and all(former)):
                newest = not former or (again and all(map(self._survey.newest, stored, commit.origins[start:end])))
                body = codec.pack_run(commit.given[start:end])
                row = {"first": stored[0].seq, "version": commit.info.version, "body": body.decode()}
                self._files.beside("_Records", row | {"digest": codec.digest(body) if newest else None})

    def _write_merged(self) -> None:
        done = 0
        for some in _some(self._store.changes()):
            seqs, places = self._survey.note([change.subject for change in some])
            for change, seq, place in zip(some, seqs, places, strict=True):
                self._survey.kinds[change.version].add(change.kind)
                self._write_change(change, seq or None, place)
            alone = [change.value for change, seq in zip(some, seqs, strict=True) if seq]
            self._write_names((name, one.id) for one in alone if isinstance(one, Entity) for name in one.identifiers)
            done += len(some)
            self._progress("writing entities and links", done, len(self._survey))

    def _write_change(self, change: Change, seq: int | None, place: int) -> None:
        value = change.value
        if value is None:
            self._bury(change, place)
        elif isinstance(value, Entity):
            # Where entities have become one or parted, that of the first record may be out of order: the order counts.
            place = max(place, *(last + 1 for last in self._places[-1:]), 1)
            self._places.append(place)
            row = self._values.entity(value, change.version, change.restricted)
            self._files.entity(value.kind, {"id": value.id, **row, "_seq": place, "_record": seq})
        else:
            self._write_link(value, change, seq)

    def _write_link(self, link: Link, change: Change, seq: int | None) -> None:
        if not (link.start and link.end):
            raise StoreError(f"An end of {link.id} is lost.", "See what pilotgraph check finds.")
        row = self._values.link(link, change.version, change.subject, change.restricted)
        self._files.link(link.kind, {START: link.start, END: link.end, **row, "_record": seq})

    def _bury(self, change: Change, place: int) -> None:
        """Write what stands for something nothing public of which is there."""
        row = {"id": change.id, "_kind": change.kind, "_version": change.version}
        row["_restricted"] = change.restricted or None
        if change.ends is None:
            at = bisect_left(self._places, place)
            free = place and self._places[at : at + 1] != array("q", [place])
            self._files.beside("_Tombstone", row | {"_seq": place if free else None})
        else:
            start, end = change.ends
            group = change.subject if change.subject != change.id else None
            self._files.beside("_LinkTombstone", row | {"_start": start, "_end": end, "_group": group})

    def _write_told(self, some: Sequence[tuple[Stored, Record, int]]) -> None:
        """Write nodes for those records that are not alone, and what is told by them only."""
        alone = self._survey.lone([stored.subject for stored, _, _ in some])
        told = [one for one, lone in zip(some, alone, strict=True) if not lone]
        for stored, given, number in told:
            newest = self._survey.newest(stored, number)
            at = stored.record.recorded or ""
            one = Told(stored.seq, stored.version, stored.subject, stored.birth, newest, given, at)
            self._files.record(given.kind, record_node(one, self._values))
            if given.kind == SAME_AS and newest:
                self._files.beside("_Judgement", _judgement(stored.record))
        about = [stored for stored, _, _ in told if stored.record.kind != SAME_AS]
        entities = [stored for stored in about if not stored.record.is_link]
        self._write_gone(about)
        self._write_former(entities)
        borne = [(name, s.subject) for s in entities for name in (s.birth, *s.record.identifiers)]
        self._write_names([pair for pair in borne if pair not in self._named], self._named)

    def _write_gone(self, told: Sequence[Stored]) -> None:
        """Write tombstones of what these records are about, if `changes` does not tell of it.

        Links may be at them, and if something is said of them again they have their place again.
        """
        about = {stored.subject: stored.record for stored in told}
        gone = self._survey.gone(list(about))
        ends = {name for id, _ in gone if about[id].is_link for name in _references(about[id])}
        leads = self._store.resolve(ends) if ends else {}
        for id, place in gone:
            record, pair = about[id], None
            if record.is_link:
                start, end = (leads.get(name) for name in _references(record))
                if start is None or end is None:
                    raise StoreError(f"An end of {id} is lost.", "See what pilotgraph check finds.")
                pair = (start.id, end.id)
            self._bury(Change(id, self._version, record.kind, None, False, id, pair), place)

    def _write_former(self, entities: Iterable[Stored]) -> None:
        """Write tombstones of entities that have become one with others, for the day when they part again."""
        for one in entities:
            id = one.birth
            if id not in (one.subject, *self._former) and not self._survey.knows(id):
                self._former.add(id)
                place = one.seq if one.record.access == PUBLIC else 0
                self._bury(Change(id, self._version, one.record.kind, None, False, id), place)

    def _write_names(self, borne: Iterable[tuple[str, str]], written: set[tuple[str, str]] | None = None) -> None:
        """Write names of entities, each for the one that it leads to if several bear it."""
        pairs = {(name, id) for name, id in borne if name != id}
        leads = self._store.resolve({name for name, _ in pairs}) if pairs else {}
        for name, id in sorted(pairs):
            if name in leads and leads[name].id == id:
                self._files.beside("_Name", {"name": name, "entity": id})
        if written is not None:
            written |= pairs

    def _write_store(self) -> None:
        for info in self._store.commits(EVERY):
            if info.version <= self._version:
                kinds = sorted(self._survey.kinds[info.version])
                row = {"version": info.version, "token": f"imported-{info.version}", "who": info.who, "at": info.when}
                row |= {"why": info.why, "records": info.records, "kinds": kinds or None}
                self._files.beside("_Commit", row)
        said = sorted(f"{source} {kind}" for source, kind in self._survey.said)
        free = max(self._survey.next, *self._places[-1:], 0) + 1
        row = {"key": 1, "format": FORMAT, "version": self._version, "next": free, "schema": "", "said": said}
        self._files.beside("_Store", row)


def _judgement(record: Record) -> dict[str, Any]:
    return {
        "id": record.origin, "start": record.start, "end": record.end, "access": record.access,
        "retracted": record.retracted or None, "at": record.recorded, **record.properties,
    }  # fmt: skip


def _references(record: Record) -> tuple[str, str]:
    return str(record.start), str(record.end)


def _some(told: Iterable[T]) -> Iterator[list[T]]:
    told = iter(told)
    while some := list(islice(told, AT_ONCE)):
        yield some
