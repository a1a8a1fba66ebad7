"""What somebody wrote into the state of a store, past the log, as records that say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from graph.merging import FIRST_DAY, LAST_DAY
from graph.records import SAME_AS, Entity, Link, Record, Value
from ontology.checks import Checks
from ontology.errors import BadInput
from ontology.identifiers import applies, normalise
from ontology.model import Ontology

__all__ = ["SOURCE", "Drafts"]

SOURCE = "neo4j"
CERTAIN = 1.0
"""The confidence of what was written by hand: it wins."""

GONE = "no record can say that something is not so"
FOLLOWS = "it follows from the records"
IDENTITY = "it is part of what makes it this link; say it as another link"
APART = "a time that does not meet the former is that of another link"

Leave = Callable[[str, object, str], None]
"""Notes a field, its value, and why it can't be said."""


class Drafts:
    """Makes records of stored values. What can't be said is told to `leave`."""

    def __init__(self, ontology: Ontology, checks: Checks, who: str) -> None:
        self._ontology = ontology
        self._checks = checks
        self._who = who

    def of_entity(self, stored: Entity, expected: Entity, earlier: Record | None, leave: Leave) -> list[Record]:
        """A record of what differs in an entity, and the judgement that ties it to the entity unless it is tied."""
        said = self._properties(stored, expected, (), leave)
        for name in ("names", "sources", "winners", "confidence"):
            _leave_unlike(stored, expected, name, leave, FOLLOWS)
        more = self._identifiers(stored, expected, leave)
        dated = _is_redated(stored, expected, leave)
        if not (said or more or dated or stored.kind != expected.kind):
            return []
        record = self._record(stored.id, stored, said, earlier)
        record = record._replace(identifiers=tuple(dict.fromkeys((*record.identifiers, *more))))
        if dated:
            record = record._replace(valid_from=stored.valid_from, valid_to=stored.valid_to)
        checked = self._checked(record, leave)
        if checked is None or checked.origin in expected.names:
            return [] if checked is None else [checked]
        told = {"who": self._who, "why": "written into the store by hand"}
        tie = Record(
            "judgement", checked.origin, SAME_AS, told, start=expected.winners["*"], end=checked.origin
        )  # fmt: skip
        return [checked, tie]

    def of_link(self, stored: Link, expected: Link, earlier: Record | None, leave: Leave) -> list[Record]:
        """A record of what differs in a link."""
        marks = self._ontology.links[expected.kind].discriminating if expected.kind in self._ontology.links else ()
        for name in ("kind", "start", "end"):
            _leave_unlike(stored, expected, name, leave, IDENTITY)
        said = self._properties(stored, expected, marks, leave)
        for name in ("sources", "winners", "confidence"):
            _leave_unlike(stored, expected, name, leave, FOLLOWS)
        dated = _is_redated(stored, expected, leave)
        if dated and not _meet(stored, expected):
            leave("validFrom", f"{stored.valid_from} to {stored.valid_to}", APART)
            dated = False
        if not (said or dated):
            return []
        time = stored if dated else expected
        kept = {name: value for name, value in expected.properties.items() if name in marks}
        record = self._record(stored.id, expected, {**kept, **said}, earlier)._replace(
            start=expected.start, end=expected.end, valid_from=time.valid_from, valid_to=time.valid_to
        )
        checked = self._checked(record, leave)
        return [] if checked is None else [checked]

    def of_whole(self, key: str, value: Entity | Link, renamed: Mapping[str, str], leave: Leave) -> list[Record]:
        """A record of something that nobody has said, if it can say all of that: the original is removed then.

        `renamed`: id, or place -> origin of all that are such.
        """
        problems: list[str] = []

        def leave_it(field: str, value: object, reason: str) -> None:
            problems.append(field)
            leave(field, value, reason)

        record = Record(
            SOURCE, key, value.kind, dict(value.properties), valid_from=value.valid_from, valid_to=value.valid_to,
            confidence=CERTAIN,
        )  # fmt: skip
        if isinstance(value, Link):
            start, end = renamed.get(value.start, value.start), renamed.get(value.end, value.end)
            record = record._replace(start=start, end=end)
        else:
            identified = [one for one in value.identifiers if self._identifies(one, value.kind, leave_it)]
            if value.id not in identified and self._identifies(value.id, value.kind):
                identified.insert(0, value.id)
            record = record._replace(identifiers=tuple(identified))
        checked = self._checked(record, leave_it)
        return [] if checked is None or problems else [checked]

    def _properties(
        self, stored: Entity | Link, expected: Entity | Link, marks: tuple[str, ...], leave: Leave
    ) -> dict[str, Value]:
        said: dict[str, Value] = {}
        for name in dict.fromkeys((*stored.properties, *expected.properties)):
            value, wanted = stored.properties.get(name), expected.properties.get(name)
            if value == wanted:
                continue
            if name in marks:
                leave(name, value, IDENTITY)
            elif value is None:
                leave(name, wanted, GONE)
            else:
                removed = _removed(value, wanted)
                if removed:
                    leave(name, removed, GONE)
                if not removed or _removed(wanted, value):
                    said[name] = value
        return said

    def _identifiers(self, stored: Entity, expected: Entity, leave: Leave) -> list[str]:
        """Those that are new and right."""
        if gone := _removed(stored.identifiers, expected.identifiers):
            leave("identifiers", gone, GONE)
        more = [one for one in stored.identifiers if one not in expected.identifiers]
        return [one for one in more if self._identifies(one, stored.kind, leave)]

    def _identifies(self, text: str, kind: str, leave: Leave | None = None) -> bool:
        try:
            right = normalise(self._ontology, text) == text and applies(self._ontology, text, kind)
            reason = "it is not written as such an identifier is, or not one of such a thing"
        except BadInput as error:
            right, reason = False, error.message
        if not right and leave is not None:
            leave("identifiers", text, reason)
        return right

    def _record(self, id: str, stored: Entity | Link, said: Mapping[str, Value], earlier: Record | None) -> Record:
        """A record of these properties, what an earlier one of the same origin says, and what no record may lack."""
        base = earlier or Record(SOURCE, id, stored.kind, {})
        needed = {
            name: stored.properties[name]
            for name, prop in self._held(stored.kind).items()
            if prop.required and name in stored.properties
        }
        return base._replace(
            kind=stored.kind, properties={**needed, **base.properties, **said}, recorded=None, confidence=CERTAIN
        )

    def _held(self, kind: str) -> Mapping[str, Any]:
        known = kind in self._ontology.classes or kind in self._ontology.links
        return self._ontology.properties(kind) if known else {}

    def _checked(self, record: Record, leave: Leave) -> Record | None:
        """The record without what a load would refuse; None if nothing is left of it, or it can't be without that."""
        said = dict(record.properties)
        while problems := self._checks.problems(
            record.kind, said, record.valid_from, record.valid_to, record.confidence
        ):
            for problem in problems:
                leave(problem.field, problem.value, problem.reason.en)
            wrong = {problem.field for problem in problems}
            if wrong & {"validFrom", "validTo"}:
                record = record._replace(valid_from=None, valid_to=None)
            elif not wrong & said.keys():
                return None
            said = {name: value for name, value in said.items() if name not in wrong}
        return record._replace(properties=said)


def _leave_unlike(stored: Any, expected: Any, name: str, leave: Leave, reason: str) -> None:
    value = getattr(stored, name)
    if value != getattr(expected, name):
        leave(name, value, reason)


def _removed(value: Value | None, wanted: Value | None) -> tuple[Any, ...]:
    """What is in the list that is wanted, and not in the one that there is; nothing of what is no list."""
    if isinstance(value, tuple) and isinstance(wanted, tuple):
        return tuple(item for item in wanted if item not in value)
    return ()


def _is_redated(stored: Entity | Link, expected: Entity | Link, leave: Leave) -> bool:
    """Whether another valid time is stored, which a record can say."""
    if (stored.valid_from, stored.valid_to) == (expected.valid_from, expected.valid_to):
        return False
    if stored.valid_from is None and stored.valid_to is None:
        leave("validFrom", f"{expected.valid_from} to {expected.valid_to}", GONE)
        return False
    return True


def _meet(one: Entity | Link, other: Entity | Link) -> bool:
    starts = max(one.valid_from or FIRST_DAY, other.valid_from or FIRST_DAY)
    return starts < min(one.valid_to or LAST_DAY, other.valid_to or LAST_DAY)
