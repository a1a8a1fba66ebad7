"""What writing some records would do to a store: which are new, what follows from them, which are refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from graph import codec
from graph.intake import (
    Refusal,
    raise_for_unknown_kinds,
    refuse_cycles,
    refuse_dangling,
    refuse_invalid,
    refuse_misidentified,
)
from graph.joining import join, names_borne
from graph.linking import link
from graph.records import SAME_AS, Record, origins
from graph.store import Batch, Entry, Store, Target
from ontology.checks import Checks, compile_checks
from ontology.model import Ontology

__all__ = ["Arrival", "Met", "Plan", "Planner"]

Arrival = tuple[Record, Any]
"""A record and the place that it was read from, as the loader's faults know it."""

PROBE = 64
"""Records that are looked up to tell whether the others are likely to be new as well."""


@dataclass(slots=True)
class Plan:
    """A batch to commit, the records that are not in it, and how many are."""

    batch: Batch
    refused: list[Refusal]
    new: int = 0
    changed: int = 0
    retracted: int = 0


class Met:
    """What a load has met so far, so that the store need not be asked again.

    Names, and what they stand for, hold until somebody else commits. A dry run keeps them: the store won't know them.
    """

    MOST = 1 << 18

    def __init__(self, dry_run: bool = False) -> None:
        self.dry_run = dry_run
        self.blind = not dry_run
        """Whether records may be taken to be new until the store objects."""
        self.version = 0
        """The version of the store that the names hold for."""
        self.names: dict[str, Target] = {}

    def at(self, version: int) -> None:
        """Forget what does not hold at this version of the store."""
        if not self.dry_run and (version != self.version or len(self.names) > self.MOST):
            self.names = {}
        self.version = version

    def distrust(self) -> None:
        """Look everything up from now on."""
        self.blind = False
        self.names = {}


class Planner:
    """Makes plans for one store. Reads it, and writes nothing."""

    def __init__(self, store: Store, ontology: Ontology) -> None:
        self._store = store
        self._ontology = ontology
        self._checks: Checks = compile_checks(ontology)

    def plan(self, arrivals: Sequence[Arrival], who: str, why: str, at: str, met: Met) -> Plan:
        """What writing these records would do; names that are looked up or will be known are added to `met`."""
        refused: list[Refusal] = []
        accepted = refuse_invalid(self._unsaid(arrivals), self._checks, refused)
        return self._follow(accepted, refused, who, why, at, met)

    def plan_again(self, records: Sequence[Record], who: str, why: str, at: str, met: Met) -> Plan:
        """What writing a commit of another store would do. It was accepted there, so only what joins nothing is not.

        Raises OntologyError for a record of a kind that the ontology does not have (any more).
        """
        raise_for_unknown_kinds(records, self._ontology)
        names = origins(records)
        entries = [Entry(*told) for told in zip(records, names, codec.origin_numbers(names), strict=True)]
        return self._follow(entries, [], who, why, at, met, trusted=True)

    def _follow(
        self,
        accepted: Sequence[Entry],
        refused: list[Refusal],
        who: str,
        why: str,
        at: str,
        met: Met,
        *,
        trusted: bool = False,
    ) -> Plan:
        """What follows from entries that are valid. Trusted ones are not refused for what they are joined with."""
        ontology, store, names = self._ontology, self._store, met.names
        newest = self._newest(accepted, met)
        fresh = _fresh(accepted, newest or {})
        links = [one for one in fresh if one.record.start is not None and one.record.kind != SAME_AS]
        entities = [one for one in fresh if one.record.start is None or one.record.kind == SAME_AS]
        borne = set(chain.from_iterable(map(names_borne, entities)))
        self._meet(borne, names)
        known = {name: names[name] for name in borne if name in names}
        if not trusted:
            entities = refuse_misidentified(entities, known, ontology, refused)
        joined = join(store, entities, known, at)
        names.update(joined.origins)
        names.update(joined.names)
        self._meet({one.record.start or "" for one in links} | {one.record.end or "" for one in links}, names)
        links = refuse_dangling(links, names, None if trusted else self._checks, refused)
        if not trusted:
            links = refuse_cycles(links, names, store, ontology, refused)
        linked = link(store, ontology, links, names, joined.unsettled, at, blind=newest is None)
        batch = Batch(
            who, why, at, _logged(accepted, fresh),
            moved={**joined.moved, **linked.moved},
            names={name: target.id for name, target in joined.names.items()},
            merged=[*joined.changes, *linked.changes],
            blind=newest is None,
        )  # fmt: skip
        return _counted(Plan(batch, refused))

    def _meet(self, names: set[str], met: dict[str, Target]) -> None:
        """Ask what those of these names stand for that have not been met before."""
        met.update(self._store.resolve([name for name in names if name not in met]))

    def _unsaid(self, arrivals: Sequence[Arrival]) -> list[Entry]:
        """Entries for records but those of whole runs that the log has already.

        Entities come before links: they are wanted apart, and a run is read as a whole.
        """
        about_entities = [arrival for arrival in arrivals if arrival[0].start is None]
        arrivals = [*about_entities, *(arrival for arrival in arrivals if arrival[0].start is not None)]
        records = [record for record, _ in arrivals]
        names = origins(records)
        numbers = codec.origin_numbers(names)
        runs = codec.runs(numbers)
        digests = [_digest(records[start:end]) for start, end in runs]
        known = self._store.unchanged(digests)
        unsaid = (range(*run) for run, digest in zip(runs, digests, strict=True) if digest not in known)
        return [Entry(records[i], names[i], numbers[i], arrivals[i][1]) for i in chain.from_iterable(unsaid)]

    def _newest(self, entries: Sequence[Entry], met: Met) -> Mapping[str, tuple[str, Record]] | None:
        """The newest records of their origins. None: take them all to be new, since the first of them are.

        The commit fails if they are not. To look up what is not there takes a tenth of the time of a first load.
        """
        names = [one.origin for one in entries]
        newest = self._store.newest(names[:PROBE])
        if len(entries) <= PROBE:
            return newest
        if met.blind and not newest and not any(one.record.retracted for one in entries):
            return None
        return {**newest, **self._store.newest(names[PROBE:])}


def _digest(run: Sequence[Record]) -> str:
    """Of a run of records; nothing if one of them says what no log could hold, and is still to be refused."""
    try:
        return codec.digest(codec.pack_run(run))
    except TypeError:
        return ""


def _fresh(entries: Sequence[Entry], newest: Mapping[str, tuple[str, Record]]) -> list[Entry]:
    """Those that say something new; of several with one origin the last, while the others are noted as replaced."""
    latest = {one.origin: one for one in entries}
    if not newest and len(latest) == len(entries):
        return [one for one in entries if not one.record.retracted]
    latest = {}
    for one in entries:
        subject, said = newest.get(one.origin, ("", None))
        one.heard = said is not None
        one.previous = subject if said and not said.retracted else None
        earlier = latest.get(one.origin)
        if earlier:
            said = earlier.record
        if one.record == said or (one.record.retracted and one.previous is None and not earlier):
            continue
        if earlier:
            earlier.replaced = True
        latest[one.origin] = one
    return list(latest.values())


def _logged(accepted: Sequence[Entry], fresh: Sequence[Entry]) -> list[Entry]:
    """Those that go into the log, as they came: the fresh ones, and those that they replace."""
    replaced = [one for one in accepted if one.replaced]
    latest = {one.origin: one for one in fresh} if replaced else {}
    for one in replaced:
        one.subject, one.birth = latest[one.origin].subject, latest[one.origin].birth
    return [one for one in accepted if one.subject]


def _counted(plan: Plan) -> Plan:
    for one in plan.batch.records:
        if one.record.retracted and not one.replaced:
            plan.retracted += 1
        elif one.previous is None and not one.replaced:
            plan.new += 1
        else:
            plan.changed += 1
    return plan
