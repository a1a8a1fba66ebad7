"""The only writer: takes records in, and writes them together with what follows from them, one commit a batch."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Protocol

from graph import codec
from graph.intake import (
    Arrival,
    Refusal,
    refuse_cycles,
    refuse_dangling,
    refuse_invalid,
    refuse_misidentified,
)
from graph.joining import Joined, join, names_borne
from graph.linking import Linked, link
from graph.records import PUBLIC, SAME_AS, Record
from graph.reference import reference_records
from graph.store import Batch, Entry, Store, Target
from ontology.checks import Checks, Problem, compile_checks
from ontology.errors import BadInput, Conflict, NotFound
from ontology.model import Ontology

__all__ = ["Ledger", "LoadReport", "Rejects"]

BATCH = 20_000
TRIES = 5


def now() -> str:
    """The present time, UTC, ISO 8601 with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@dataclass(slots=True)
class LoadReport:
    """What a load did, in records. `version` is the store's afterwards."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    retracted: int = 0
    rejected: int = 0
    version: int = 0

    @property
    def read(self) -> int:
        """Records that the loader gave."""
        return self.new + self.changed + self.unchanged + self.retracted + self.rejected

    def add(self, other: LoadReport) -> None:
        """Count another batch."""
        for name in ("new", "changed", "unchanged", "retracted", "rejected"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


class Rejects(Protocol):
    """Where a loader says what place it is reading, and where refused records go."""

    place: Any

    def reject(self, place: Any, record: Record, problem: Problem) -> None:
        """Take note that the record read at `place` is not loaded."""


class _Raise:
    """For records that a program makes: a refused one is an error of the program."""

    place = None

    def reject(self, place: Any, record: Record, problem: Problem) -> None:  # noqa: ARG002 - as Rejects has it
        raise BadInput(f"{record.origin}: {problem.field} = {problem.value!r}: {problem.reason.en}.", problem.hint.en)


NOTHING_REJECTED: Rejects = _Raise()


class Ledger:
    """Writes to one store what the ontology allows."""

    def __init__(self, store: Store, ontology: Ontology, clock: Callable[[], str] = now) -> None:
        self.store = store
        self.ontology = ontology
        self._clock = clock
        self._checks: Checks = compile_checks(ontology)

    def load(
        self,
        records: Iterable[Record],
        *,
        who: str,
        why: str,
        rejects: Rejects = NOTHING_REJECTED,
        access: str = PUBLIC,
        dry_run: bool = False,
        progress: Callable[[LoadReport], None] = lambda _: None,
    ) -> LoadReport:
        """Take records in, a commit for each 20,000; what has been committed stays if the rest fails or is interrupted.

        `access` is the label of records that have none of their own. With `dry_run` nothing is written. `progress` is
        called after each batch. A record that says what its origin said before counts as unchanged and is not logged.
        """
        report = LoadReport()
        ahead: dict[str, Target] | None = {} if dry_run else None
        with _uncollected():
            self.load_reference(who, ahead)
            for arrivals in _batches(records, rejects, access):
                plan = self._commit(arrivals, who, why, dry_run=ahead)
                for arrival, problem in plan.refused:
                    rejects.reject(arrival.place, arrival.record, problem)
                report.add(plan.counted)
                progress(report)
        report.version = self.store.version()
        return report

    def load_reference(self, who: str, ahead: dict[str, Target] | None = None) -> None:
        """Bring the code lists of the ontology into the store (into `ahead` only, if that is given)."""
        arrivals = [Arrival(record) for record in reference_records(self.ontology)]
        _raise_refused(self._commit(arrivals, who, "code lists of the ontology", dry_run=ahead))

    def same(self, one: str, other: str, *, who: str, why: str) -> str:
        """Judge that two entities are one; returns the id of the judgement.

        Raises NotFound for an unknown id, BadInput if they are one already, are of different kinds of thing, or no
        reason is given.
        """
        if not why.strip():
            raise BadInput("A judgement needs a reason.", "Say --why.")
        known = self.store.resolve([one, other])
        for name in (one, other):
            if name not in known:
                raise NotFound(f"Nothing is known by the id {name!r}.", "Look it up with search.")
        first, second = known[one], known[other]
        if first.id == second.id:
            raise BadInput(f"{one} and {other} are one entity already ({first.id}).", "Nothing is to be done.")
        if self._family(first.kind) != self._family(second.kind):
            raise BadInput(
                f"{first.id} is a {first.kind}, {second.id} is a {second.kind}.", "Only like can be the same."
            )
        expected = self.store.version()
        key = str(expected + 1)
        record = Record(
            "judgement", key, SAME_AS, {"who": who, "why": why},
            start=self._anchor(first.id), end=self._anchor(second.id),
        )  # fmt: skip
        self._write([record], who, why, expected)
        return record.origin

    def undo(self, judgement: str, *, who: str, why: str = "") -> None:
        """Take a judgement back. Raises NotFound if there is none of that id, BadInput if it is not one."""
        self.retract([judgement], who=who, why=why or f"undo {judgement}", kind=SAME_AS)

    def retract(self, origins: Sequence[str], *, who: str, why: str, kind: str | None = None) -> None:
        """End what these origins (`source:key`) say. Raises NotFound, or BadInput if one is not of `kind`."""
        current = self.store.current(origins)
        records = []
        for origin in origins:
            if origin not in current:
                raise NotFound(f"There is no current record {origin!r}.", "See the history of its entity.")
            found = next(
                s.record for s in self.store.records([current[origin][0]]) if s.current and s.record.origin == origin
            )
            if kind and found.kind != kind:
                raise BadInput(f"{origin} is not a judgement.", "Judgements have ids like judgement:12.")
            records.append(found._replace(retracted=True, recorded=None))
        self._write(records, who, why, None)

    def _write(self, records: Sequence[Record], who: str, why: str, expected: int | None) -> None:
        _raise_refused(self._commit([Arrival(record) for record in records], who, why, expected=expected))

    def _commit(
        self,
        arrivals: Sequence[Arrival],
        who: str,
        why: str,
        *,
        expected: int | None = None,
        dry_run: dict[str, Target] | None = None,
    ) -> _Plan:
        """Write one batch; when somebody else commits in between, begin again with what is there then."""
        for attempt in range(TRIES):
            version = self.store.version() if expected is None else expected
            plan = self._plan(arrivals, who, why, {} if dry_run is None else dry_run)
            if dry_run is not None or not plan.batch.records:
                plan.version = version
                break
            try:
                plan.version = self.store.commit(plan.batch, version)
                break
            except Conflict:
                if expected is not None or attempt == TRIES - 1:
                    raise
        return plan

    def _plan(self, arrivals: Sequence[Arrival], who: str, why: str, ahead: dict[str, Target]) -> _Plan:
        """What writing these records would do; `ahead` are names that a dry run has met before, and is added to."""
        refused: list[Refusal] = []
        at = self._clock()
        fresh, repeated = self._fresh(refuse_invalid(arrivals, self._checks, refused))
        entities = [a for a in fresh if not a.record.is_link or a.record.kind == SAME_AS]
        known = {**ahead, **self.store.resolve({name for a in entities for name in names_borne(a.record)})}
        joined = join(self.store, refuse_misidentified(entities, known, self.ontology, refused), known, at)
        links = [a for a in fresh if a.record.is_link and a.record.kind != SAME_AS]
        references = {str(name) for a in links for name in (a.record.start, a.record.end)}
        names = {**ahead, **joined.origins, **joined.names}
        names.update(self.store.resolve(references - names.keys()))
        links = refuse_dangling(links, names, self._checks, refused)
        links = refuse_cycles(links, names, self.store, self.ontology, refused)
        linked = link(self.store, self.ontology, links, names, joined.unsettled, at)
        ahead.update(joined.origins)
        ahead.update(joined.names)
        return _Plan(
            _batch(who, why, at, joined, linked, repeated), refused, _counted(arrivals, refused, fresh, repeated)
        )

    def _fresh(self, arrivals: Sequence[Arrival]) -> tuple[list[Arrival], list[Arrival]]:
        """Those that say something new, and those that a later one of the same origin replaces in this very batch."""
        current = self.store.current([arrival.record.origin for arrival in arrivals])
        latest: dict[str, Arrival] = {}
        repeated = []
        for record, place, *_ in arrivals:
            origin = record.origin
            packed = codec.pack_record(record)
            digest = codec.digest(packed)
            earlier = latest.get(origin)
            previous, held = current.get(origin, (None, b""))
            if digest == (earlier.digest if earlier else held) or (
                record.retracted and previous is None and not earlier
            ):
                continue
            if earlier:
                repeated.append(earlier)
            latest[origin] = Arrival(record, place, packed, digest, previous)
        return list(latest.values()), repeated

    def _anchor(self, id: str) -> str:
        """The origin of the earliest current record of an entity: a judgement joins records, not ids."""
        return next(s.record.origin for s in self.store.records([id]) if s.current and not s.record.is_link)

    def _family(self, kind: str) -> str:
        return self.ontology.classes[kind].ancestors[-2:][0]


@dataclass(slots=True)
class _Plan:
    batch: Batch
    refused: list[Refusal]
    counted: LoadReport
    version: int = 0


def _raise_refused(plan: _Plan) -> None:
    for arrival, problem in plan.refused:
        NOTHING_REJECTED.reject(None, arrival.record, problem)


def _counted(
    arrivals: Sequence[Arrival], refused: Sequence[Refusal], fresh: Sequence[Arrival], repeated: Sequence[Arrival]
) -> LoadReport:
    gone = {refusal.arrival.record.origin for refusal in refused}
    report = LoadReport(rejected=len(gone))
    kept = [a for a in fresh if a.record.origin not in gone]
    report.retracted = sum(a.record.retracted for a in kept)
    report.changed = sum(a.previous is not None for a in kept) - report.retracted + len(repeated)
    report.new = len(kept) - report.changed - report.retracted + len(repeated)
    report.unchanged = len(arrivals) - report.read
    return report


def _batch(who: str, why: str, at: str, joined: Joined, linked: Linked, repeated: Sequence[Arrival]) -> Batch:
    subjects = {e.record.origin: e for e in (*joined.entries, *linked.entries)}
    replaced = [
        Entry(a.record, subjects[a.record.origin].subject, subjects[a.record.origin].birth, False, a.packed, a.digest)
        for a in repeated
        if a.record.origin in subjects
    ]
    return Batch(
        who, why, at,
        records=[*replaced, *joined.entries, *linked.entries],
        moved={**joined.moved, **linked.moved},
        names={name: target.id for name, target in joined.names.items()},
        merged=[*joined.changes, *linked.changes],
    )  # fmt: skip


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without collection of cyclic garbage: a load makes none, and looking for it took a quarter of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _batches(records: Iterable[Record], rejects: Rejects, access: str) -> Iterator[list[Arrival]]:
    arrivals = (Arrival(_labelled(record, access), rejects.place) for record in records)
    while batch := list(islice(arrivals, BATCH)):
        yield batch


def _labelled(record: Record, access: str) -> Record:
    return record if access == PUBLIC or record.access != PUBLIC else record._replace(access=access)
