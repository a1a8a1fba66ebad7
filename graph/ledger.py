"""The only writer: takes records in, and writes them together with what follows from them, one commit a batch."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any, Protocol

from graph import codec
from graph.intake import (
    Refusal,
    refuse_cycles,
    refuse_dangling,
    refuse_invalid,
    refuse_misidentified,
)
from graph.joining import join, names_borne
from graph.linking import link
from graph.records import PUBLIC, SAME_AS, Record
from graph.reference import reference_records
from graph.store import Batch, Entry, Store, Target
from ontology.checks import Checks, Problem, compile_checks
from ontology.errors import BadInput, Conflict, NotFound
from ontology.model import Ontology

__all__ = ["Ledger", "LoadReport", "Rejects"]

Arrival = tuple[Record, Any]
"""A record and the place that it was read from, as the loader's faults know it."""

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
        met = _Met(dry_run)
        with _uncollected():
            self._load_reference(who, met)
            for arrivals in _batches(records, rejects, access):
                plan = self._commit(arrivals, who, why, met)
                for entry, problem in plan.refused:
                    rejects.reject(entry.place, entry.record, problem)
                report.add(plan.counted)
                progress(report)
        report.version = self.store.version()
        return report

    def load_reference(self, who: str) -> None:
        """Bring the code lists of the ontology into the store."""
        self._load_reference(who, _Met())

    def _load_reference(self, who: str, met: _Met) -> None:
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
            if origin not in newest or codec.is_retraction(newest[origin][1]):
                raise NotFound(f"There is no current record {origin!r}.", "See the history of its entity.")
            found = codec.unpack_record(newest[origin][1], "")
            if kind and found.kind != kind:
                raise BadInput(f"{origin} is not a judgement.", "Judgements have ids like judgement:12.")
            records.append(found._replace(retracted=True, recorded=None))
        self._write(records, who, why, None)

    def _write(self, records: Sequence[Record], who: str, why: str, expected: int | None) -> None:
        _raise_refused(self._commit([(record, None) for record in records], who, why, _Met(), expected))

    def _commit(
        self,
        arrivals: Sequence[Arrival],
        who: str,
        why: str,
        met: _Met,
        expected: int | None = None,
    ) -> _Plan:
        """Write one batch; when somebody else commits in between, begin again with what is there then."""
        for attempt in range(TRIES):
            version = self.store.version() if expected is None else expected
            plan = self._plan(arrivals, who, why, met.at(version))
            if met.dry_run or not plan.batch.records:
                break
            try:
                met.version = self.store.commit(plan.batch, version)
                break
            except Conflict:
                if expected is not None or attempt == TRIES - 1:
                    raise
        return plan

    def _plan(self, arrivals: Sequence[Arrival], who: str, why: str, met: dict[str, Target]) -> _Plan:
        """What writing these records would do; `met` are names that are known without asking, and is added to."""
        refused: list[Refusal] = []
        at = self._clock()
        accepted = refuse_invalid(self._unsaid(arrivals), self._checks, refused)
        fresh = self._fresh(accepted)
        links = [one for one in fresh if one.record.is_link and one.record.kind != SAME_AS]
        entities = [one for one in fresh if not one.record.is_link or one.record.kind == SAME_AS]
        borne = self._meet(chain.from_iterable(map(names_borne, entities)), met)
        known = {name: met[name] for name in borne if name in met}
        joined = join(self.store, refuse_misidentified(entities, known, self.ontology, refused), known, at)
        met.update(joined.origins)
        met.update(joined.names)
        self._meet(chain.from_iterable((one.record.start or "", one.record.end or "") for one in links), met)
        links = refuse_dangling(links, met, self._checks, refused)
        links = refuse_cycles(links, met, self.store, self.ontology, refused)
        linked = link(self.store, self.ontology, links, met, joined.unsettled, at)
        batch = Batch(
            who, why, at, _logged(accepted, fresh),
            moved={**joined.moved, **linked.moved},
            names={name: target.id for name, target in joined.names.items()},
            merged=[*joined.changes, *linked.changes],
        )  # fmt: skip
        return _Plan(batch, refused, _counted(len(arrivals), batch.records, refused))

    def _meet(self, names: Iterable[str], met: dict[str, Target]) -> set[str]:
        """Ask what those of these names stand for that have not been met before. Returns the names, each once."""
        wanted = set(names)
        met.update(self.store.resolve(wanted - met.keys()))
        return wanted

    def _unsaid(self, arrivals: Sequence[Arrival]) -> list[Entry]:
        """Entries for records but those of whole runs that the log has already."""
        packed = codec.pack_records([record for record, _ in arrivals])
        runs = codec.runs(packed)
        digests = [codec.digest(codec.pack_run(packed[start:end])) for start, end in runs]
        unchanged = self.store.unchanged(digests)
        return [
            Entry(arrivals[place][0], arrivals[place][0].origin, packed[place], arrivals[place][1])
            for digest, (start, end) in zip(digests, runs, strict=True)
            if digest not in unchanged
            for place in range(start, end)
        ]

    def _fresh(self, entries: Sequence[Entry]) -> list[Entry]:
        """Those that say something new; of several with one origin the last, while the others are noted as replaced."""
        newest = self.store.newest([one.origin for one in entries])
        latest: dict[str, Entry] = {}
        for one in entries:
            earlier = latest.get(one.origin)
            subject, packed = newest.get(one.origin, (None, b""))
            if subject is not None:
                one.heard = True
                one.previous = None if codec.is_retraction(packed) else subject
            if one.packed == (earlier.packed if earlier else packed) or (
                one.record.retracted and one.previous is None and not earlier
            ):
                continue
            if earlier:
                earlier.replaced = True
            latest[one.origin] = one
        return list(latest.values())

    def _anchor(self, id: str) -> Record:
        """The earliest current record of an entity, a public one if it has any: a judgement joins records, not ids."""
        said = [s.record for s in self.store.records([id]) if s.current and not s.record.is_link]
        return min(said, key=lambda record: record.access != PUBLIC)

    def _family(self, kind: str) -> str:
        return self.ontology.classes[kind].ancestors[-2:][0]


@dataclass(slots=True)
class _Plan:
    batch: Batch
    refused: list[Refusal]
    counted: LoadReport


class _Met:
    """Names that a load has met and what they stood for, so that they need not be asked for again.

    A dry run remembers all, since the store will not know them; else they hold until somebody else commits.
    """

    MOST = 1 << 18

    def __init__(self, dry_run: bool = False) -> None:
        self.dry_run = dry_run
        self.version = 0
        """The version of the store after what was written last."""
        self._names: dict[str, Target] = {}

    def at(self, version: int) -> dict[str, Target]:
        """The names that hold at a version of the store."""
        if not self.dry_run and (version != self.version or len(self._names) > self.MOST):
            self._names = {}
        self.version = version
        return self._names


def _strictest(records: Iterable[Record]) -> str:
    """The label of what is derived from these records."""
    labels = {record.access for record in records} - {PUBLIC}
    if len(labels) > 1:
        raise BadInput(
            f"These are kept for different audiences: {', '.join(sorted(labels))}.", "Nobody could see both."
        )
    return labels.pop() if labels else PUBLIC


def _raise_refused(plan: _Plan) -> None:
    for entry, problem in plan.refused:
        NOTHING_REJECTED.reject(None, entry.record, problem)


def _logged(accepted: Sequence[Entry], fresh: Sequence[Entry]) -> list[Entry]:
    """Those that go into the log, as they came: the fresh ones, and those that they replace."""
    replaced = [one for one in accepted if one.replaced]
    latest = {one.origin: one for one in fresh} if replaced else {}
    for one in replaced:
        one.subject, one.birth = latest[one.origin].subject, latest[one.origin].birth
    return [one for one in accepted if one.subject]


def _counted(read: int, logged: Sequence[Entry], refused: Sequence[Refusal]) -> LoadReport:
    report = LoadReport(rejected=len({refusal.entry.origin for refusal in refused}))
    for one in logged:
        if one.record.retracted and not one.replaced:
            report.retracted += 1
        elif one.previous is None and not one.replaced:
            report.new += 1
        else:
            report.changed += 1
    report.unchanged = read - report.read
    return report


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
    arrivals = ((_labelled(record, access), rejects.place) for record in records)
    while batch := list(islice(arrivals, BATCH)):
        yield batch


def _labelled(record: Record, access: str) -> Record:
    return record if access == PUBLIC or record.access != PUBLIC else record._replace(access=access)
