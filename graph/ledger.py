"""The only writer: takes records in, and writes them together with what follows from them, one commit a batch."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Protocol

from graph.planning import Arrival, Met, Plan, Planner
from graph.records import PUBLIC, SAME_AS, Record, Stored
from graph.reference import reference_records
from graph.store import Batch, Change, CommitInfo, Heard, Store
from ontology.checks import Problem
from ontology.errors import BadInput, Conflict, NotFound, StoreError
from ontology.model import Ontology

__all__ = ["Ledger", "LoadReport", "Rejects", "uncollected"]

BATCH = 20_000
TRIES = 5


def now() -> str:
    """The present time, UTC, ISO 8601 with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@dataclass(slots=True)
class LoadReport:
    """What a load did, in records. `version` is that of the store when it had written its last."""

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

    def add(self, read: int, plan: Plan) -> None:
        """Count a batch of records that were read and what has become of them."""
        rejected = len({refusal.entry.origin for refusal in plan.refused})
        self.new += plan.new
        self.changed += plan.changed
        self.retracted += plan.retracted
        self.rejected += rejected
        self.unchanged += read - plan.new - plan.changed - plan.retracted - rejected


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
        self._planner = Planner(store, ontology)
        self._referenced = False
        """Whether it has brought the code lists into the store."""

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
        met = Met(dry_run)
        with uncollected():
            if not self._referenced or dry_run:
                self._load_reference(who, met)
                self._referenced = not dry_run
            for arrivals in _batches(records, rejects, access):
                plan = self._commit(arrivals, who, why, met)
                for entry, problem in plan.refused:
                    rejects.reject(entry.place, entry.record, problem)
                report.add(len(arrivals), plan)
                progress(report)
        report.version = met.version or self.store.version()
        return report

    def load_reference(self, who: str) -> None:
        """Bring the code lists of the ontology into the store."""
        self._load_reference(who, Met())

    def _load_reference(self, who: str, met: Met) -> None:
        arrivals = [(record, None) for record in reference_records(self.ontology)]
        _raise_refused(self._commit(arrivals, who, "code lists of the ontology", met))

    def same(self, one: str, other: str, *, who: str, why: str) -> str:
        """Judge that two entities are one; returns the id of the judgement.

        Who may see the judgement is who may see both. Raises NotFound for an unknown id, BadInput if they are one
        already, are of different kinds of thing or kept for different audiences, or no reason is given.
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
        ends = [self._anchor(first.id), self._anchor(second.id)]
        record = Record(
            "judgement", key, SAME_AS, {"who": who, "why": why},
            start=ends[0].origin, end=ends[1].origin, access=_strictest(ends),
        )  # fmt: skip
        self._write([record], who, why, expected)
        return record.origin

    def undo(self, judgement: str, *, who: str, why: str = "") -> None:
        """Take a judgement back. Raises NotFound if there is none of that id, BadInput if it is not one."""
        self.retract([judgement], who=who, why=why or f"undo {judgement}", kind=SAME_AS)

    def retract(self, origins: Sequence[str], *, who: str, why: str, kind: str | None = None) -> None:
        """End what these origins (`source:key`) say. Raises NotFound, or BadInput if one is not of `kind`."""
        newest = self.store.newest(origins)
        records = []
        for origin in origins:
            if origin not in newest or newest[origin][1].retracted:
                raise NotFound(f"There is no current record {origin!r}.", "See the history of its entity.")
            found = newest[origin][1]
            if kind and found.kind != kind:
                raise BadInput(f"{origin} is not a judgement.", "Judgements have ids like judgement:12.")
            records.append(found._replace(retracted=True, recorded=None))
        self._write(records, who, why, None)

    def repeat(self, info: CommitInfo, records: Sequence[Record], met: Met) -> None:
        """Write a commit of another store as it is there; what follows from its records is merged anew.

        It is not refused, although the ontology may have become stricter. Raises OntologyError for a kind that the
        ontology does not have, Conflict if the store is not at the version before, StoreError if the commit does not
        follow from those before.
        """
        while True:
            met.at(self.store.version())
            plan = self._planner.plan_again(records, info.who, info.why, info.when, met)
            if len(plan.batch.records) != len(records):
                raise StoreError(
                    f"Commit {info.version} does not follow from those before.", "Check the store it is in."
                )
            try:
                met.version = self.store.commit(plan.batch, info.version - 1)
                return
            except Heard:
                met.distrust()

    def restore(
        self,
        merged: Iterable[Change],
        names: Mapping[str, str],
        restored: Iterable[Stored],
        *,
        who: str,
        why: str,
        expected: int,
    ) -> int:
        """Write anew what follows from the log, and say nothing; returns the new version. See `graph.repairing`.

        Raises Conflict if the store is not at the version `expected`.
        """
        entities_first = sorted(merged, key=lambda change: change.ends is not None)
        batch = Batch(who, why, self._clock(), names=names, merged=entities_first, restored=list(restored))
        return self.store.commit(batch, expected)

    def _write(self, records: Sequence[Record], who: str, why: str, expected: int | None) -> None:
        _raise_refused(self._commit([(record, None) for record in records], who, why, Met(), expected))

    def _commit(
        self,
        arrivals: Sequence[Arrival],
        who: str,
        why: str,
        met: Met,
        expected: int | None = None,
    ) -> Plan:
        """Write one batch; when somebody else commits in between, begin again with what is there then."""
        for attempt in range(TRIES):
            version = self.store.version() if expected is None else expected
            met.at(version)
            plan = self._planner.plan(arrivals, who, why, self._clock(), met)
            if met.dry_run or not plan.batch.records:
                break
            try:
                met.version = self.store.commit(plan.batch, version)
                break
            except Heard:
                met.distrust()
            except Conflict:
                if expected is not None or attempt == TRIES - 1:
                    raise
        return plan

    def _anchor(self, id: str) -> Record:
        """The earliest current record of an entity, a public one if it has any: a judgement joins records, not ids."""
        said = [s.record for s in self.store.records([id]) if s.current and not s.record.is_link]
        if not said:
            raise NotFound(f"Nothing is said of {id} any more.", "All its records were retracted; see its history.")
        return min(said, key=lambda record: record.access != PUBLIC)

    def _family(self, kind: str) -> str:
        return self.ontology.classes[kind].ancestors[-2:][0]


def _strictest(records: Iterable[Record]) -> str:
    """The label of what is derived from these records."""
    labels = {record.access for record in records} - {PUBLIC}
    if len(labels) > 1:
        raise BadInput(
            f"These are kept for different audiences: {', '.join(sorted(labels))}.", "Nobody could see both."
        )
    return labels.pop() if labels else PUBLIC


def _raise_refused(plan: Plan) -> None:
    for entry, problem in plan.refused:
        NOTHING_REJECTED.reject(None, entry.record, problem)


@contextmanager
def uncollected() -> Iterator[None]:
    """Without collection of cyclic garbage: a load makes none, and looking for it took a quarter of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _batches(records: Iterable[Record], rejects: Rejects, access: str) -> Iterator[list[Arrival]]:
    labelled = records if access == PUBLIC else (_labelled(record, access) for record in records)
    arrivals = ((record, rejects.place) for record in labelled)
    while batch := list(islice(arrivals, BATCH)):
        yield batch


def _labelled(record: Record, access: str) -> Record:
    return record if record.access != PUBLIC else record._replace(access=access)
