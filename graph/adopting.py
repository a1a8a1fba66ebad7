"""Taking over what somebody wrote into a store past the log: it becomes records, which pass the checks of a load."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from graph import codec
from graph.audit import Audit, Difference, audit, unlike
from graph.drafting import GONE, SOURCE, Drafts
from graph.ledger import Ledger
from graph.records import Entity, Link, Record
from graph.repairing import restore
from graph.store import Stray, Straying
from ontology.checks import Problem, compile_checks

__all__ = ["Verdict", "adopt"]

WHY = "adopt what was written into the store"

UNSAID = "remove that, or add it to the ontology by an extension; until then nothing of it is adopted"
TORN = "it would be lost: {} is left, and hangs on it"
LOOSE = "its end, {}, is left"


class Verdict(NamedTuple):
    """What has become of a stored value: adopted, unless there is a reason why not.

    Without a `field` all that is there is meant, and `value` says what that is.
    """

    id: str
    field: str
    value: object
    reason: str = ""


def adopt(ledger: Ledger, *, who: str) -> list[Verdict]:
    """Make records of whatever an audit finds that a record can say; returns what has been adopted, and what not.

    Raises Conflict if somebody else commits meanwhile.
    """
    found = audit(ledger.store, ledger.ontology)
    drafted = _Drafted(ledger, who)
    drafted.take_all(found)
    drafted.drop_refused()
    if drafted.records:
        _put_in_place(ledger, found, drafted.ids, who)
        ledger.load(drafted.said(), who=who, why=WHY)
        _clear(ledger, drafted, who)
    return drafted.verdicts


class _Drafted:
    """Records by the id, or place, of what they say, as they would be loaded."""

    def __init__(self, ledger: Ledger, who: str) -> None:
        self._ledger = ledger
        self._who = who
        self._drafts = Drafts(ledger.ontology, compile_checks(ledger.ontology), who)
        self.records: dict[str, list[Record]] = {}
        self.verdicts: list[Verdict] = []
        self._adopted: dict[str, list[Verdict]] = {}
        self.extra: set[str] = set()
        """Ids and places of what no record has said so far."""
        self._ends: dict[str, set[str]] = {}
        """Places of links that no commit has made -> the places of such entities at their ends."""

    @property
    def ids(self) -> set[str]:
        """Of what is said."""
        return set(self.records)

    def said(self) -> list[Record]:
        """All records."""
        return [record for records in self.records.values() for record in records]

    def take_all(self, found: Audit) -> None:
        """Draft records of everything that was found."""
        whole: list[tuple[str, str, Entity | Link]] = []
        kept = {stray.about: stray for stray in found.strays if stray.about}
        for one in found.differences:
            if one.id in kept:
                # What is adopted is written anew, without what the ontology does not have.
                self._leave(one.id, "", f"has {', '.join(kept[one.id].more)}", UNSAID)
            elif one.stored is not None and one.expected is None:
                whole.append((one.id, one.id, one.stored))
            else:
                self._take(one)
        for stray in found.strays:
            if stray.more:
                self._leave(stray.place, "", stray.what, UNSAID)
            elif stray.value is None:
                self._leave(stray.place, "", stray.what, "it is no whole entity or link")
            else:
                whole.append((stray.place, stray.value.id or _key(stray), stray.value))
        # An end may be told by the last word of a place: what the store itself calls it.
        renamed = {n: f"{SOURCE}:{key}" for place, key, _ in whole for n in (place, place.split()[-1], key)}
        for place, key, value in sorted(whole, key=lambda one: isinstance(one[2], Link)):
            records = self._drafts.of_whole(key, value, renamed, partial(self._leave, place))
            self._add(place, records, [("", f"{value.kind}, as {SOURCE}:{key}", None)])
            if records:
                self.extra.add(place)
        self._ends = _ends(found.strays)

    def _take(self, one: Difference) -> None:
        leave, stored, expected = partial(self._leave, one.id), one.stored, one.expected
        if stored is None:
            leave("", "is missing", GONE)
        elif isinstance(stored, Entity) and isinstance(expected, Entity):
            records = self._drafts.of_entity(stored, expected, self._earlier(one.id), leave)
            self._add(one.id, records, unlike(stored, expected))
        elif isinstance(stored, Link) and isinstance(expected, Link):
            records = self._drafts.of_link(stored, expected, self._earlier(one.id), leave)
            self._add(one.id, records, unlike(stored, expected))

    def _earlier(self, id: str) -> Record | None:
        """What was adopted before about the same."""
        _, record = self._ledger.store.newest([f"{SOURCE}:{id}"]).get(f"{SOURCE}:{id}", ("", None))
        return None if record is None or record.retracted else record

    def _leave(self, id: str, field: str, value: object, reason: str) -> None:
        self.verdicts.append(Verdict(id, field, value, reason))

    def _add(self, id: str, records: list[Record], told: list[tuple[str, Any, Any]]) -> None:
        """Take up records; `told` are names and values of which those are adopted that nothing is in the way of."""
        if records:
            self.records[id] = records
            left = {verdict.field for verdict in self.verdicts if verdict.id == id}
            self._adopted[id] = [Verdict(id, name, value) for name, value, _ in told if name not in left]

    def drop_refused(self) -> None:
        """Leave out what a load would refuse because of what else there is; tell what remains."""
        self._drop_torn()
        refused = _Refused()
        self._ledger.load(self.said(), who=self._who, why=WHY, rejects=refused, dry_run=True)
        for id, records in list(self.records.items()):
            problems = [problem for record in records for problem in refused.problems.get(record.origin, ())]
            for problem in problems:
                self._leave(id, problem.field, problem.value, problem.reason.en)
            if problems:
                del self.records[id]
        self._drop_torn()
        self.verdicts += [verdict for id in self.records for verdict in self._adopted[id]]

    def _drop_torn(self) -> None:
        """Leave a link with its ends, and these with it: a node that is removed takes its relationships along."""
        torn = {"": ""}
        while torn:
            torn = {}
            for link, nodes in self._ends.items():
                if link not in self.records:
                    torn |= dict.fromkeys(nodes & self.ids, TORN.format(link))
                elif left := nodes - self.ids:
                    torn[link] = LOOSE.format(", ".join(sorted(left)))
            for id, reason in torn.items():
                self._leave(id, "", self.records.pop(id)[0].kind, reason)


def _ends(strays: Iterable[Stray]) -> dict[str, set[str]]:
    """The places of links -> those of the entities at their ends that are strays too."""
    places: dict[str, str] = {}
    links: dict[str, Link] = {}
    for stray in strays:
        if isinstance(stray.value, Link):
            links[stray.place] = stray.value
        elif not stray.about:
            names = (stray.place, stray.place.split()[-1], stray.value.id if stray.value else "")
            places |= {name: stray.place for name in names if name}
    return {place: {places[end] for end in (link.start, link.end) if end in places} for place, link in links.items()}


def _key(stray: Stray) -> str:
    """A key for something without an id. Its place alone would not do: a store gives that to others afterwards."""
    assert stray.value is not None
    return codec.digest(stray.place.encode() + codec.pack_value(stray.value))[:16]


class _Refused:
    """Takes note of what a load refuses."""

    place = None

    def __init__(self) -> None:
        self.problems: dict[str, list[Problem]] = {}

    def reject(self, place: Any, record: Record, problem: Problem) -> None:  # noqa: ARG002 - as Rejects has it
        """See `Rejects`."""
        self.problems.setdefault(record.origin, []).append(problem)


def _put_in_place(ledger: Ledger, found: Audit, ids: Iterable[str], who: str) -> None:
    """Put records where they belong that what is adopted will be merged with."""
    misplaced = {one.expected for one in found.misplaced}
    said = {found.concerned[id].subject for id in ids if id in found.concerned}
    restore(ledger, found, [id for id, c in found.concerned.items() if c.subject in said & misplaced], who=who)


def _clear(ledger: Ledger, drafted: _Drafted, who: str) -> None:
    """Remove what stood in the store without a record, and now stands there with one."""
    adopted = drafted.extra & drafted.ids
    if isinstance(ledger.store, Straying):
        ledger.store.remove_strays(adopted)
    if adopted:
        left = audit(ledger.store, ledger.ontology)
        superfluous = [one.id for one in left.differences if one.expected is None and one.id in adopted]
        restore(ledger, left, superfluous, who=who)
