"""Whether a store holds what its log comes to: entities, links, names, and where records are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import dropwhile, islice, takewhile
from typing import Any, NamedTuple

from graph.expected import Expected, Group, Place
from graph.ledger import uncollected
from graph.records import Entity, Link
from graph.store import Change, Store, Stray, Straying
from ontology.errors import Conflict
from ontology.model import Ontology

__all__ = ["Audit", "Difference", "Found", "Misplaced", "audit", "differences", "unlike"]

TRIES = 5
AT_ONCE = 2_000


class Difference(NamedTuple):
    """An entity or a link that is not in the store what its records come to. None: there is, or should be, none.

    If both are equal, it is not marked as it should be as one of which some viewers see more.
    """

    id: str
    kind: str
    stored: Entity | Link | None
    expected: Entity | Link | None


class Misplaced(NamedTuple):
    """A record (`what` is its origin) kept with another subject than it belongs to, or a name that leads elsewhere.

    `stored` is empty if it is kept nowhere, or leads nowhere. If both are equal, the record is not the current one, or
    is taken for it.
    """

    what: str
    stored: str
    expected: str
    is_name: bool = False


Found = Difference | Misplaced | Stray


@dataclass(slots=True)
class Audit:
    """What was found in a store, as far as it had come when it was `expected`."""

    expected: Expected
    differences: list[Difference] = field(default_factory=list)
    misplaced: list[Misplaced] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    concerned: dict[str, Change] = field(default_factory=dict)
    """id -> what it should be, for everything of a subject that something is wrong with."""

    @property
    def found(self) -> list[Found]:
        """Everything, but not of the records and names of an entity or a link that is missing altogether."""
        missing = {one.id for one in self.differences if one.stored is None}
        return [*self.differences, *(one for one in self.misplaced if one.expected not in missing), *self.strays]


def differences(store: Store, ontology: Ontology) -> list[Found]:
    """Everything in a store that is not what its log comes to. Empty if all is well. See `audit`."""
    return audit(store, ontology).found


def unlike(stored: Entity | Link, expected: Entity | Link) -> list[tuple[str, Any, Any]]:
    """The names of the properties and fields that differ, with what is stored and what is expected."""
    said, should = stored.properties, expected.properties
    found = [(name, said.get(name), should.get(name)) for name in dict.fromkeys((*said, *should))]
    has, wants = stored._asdict(), expected._asdict()
    found += [(name, has[name], wants.get(name)) for name in has if name != "properties"]
    return [one for one in found if one[1] != one[2]]


def audit(store: Store, ontology: Ontology) -> Audit:
    """Compare a store with what its log comes to.

    Raises Conflict if others commit all the time, StoreError if the log itself is damaged.
    """
    for _ in range(TRIES):
        version = store.version()
        with uncollected():
            found = _audited(store, ontology, version)
        if store.version() == version:
            return found
    raise Conflict("Others commit to the store all the time.", "Try again when they have finished.")


def _audited(store: Store, ontology: Ontology, version: int) -> Audit:
    found = Audit(Expected(store, ontology, version))
    _compare_entities(store, found)
    for part in range(found.expected.parts):
        _compare_links(store, part, found)
    _compare_names(store, found)
    found.strays = list(store.strays()) if isinstance(store, Straying) else []
    return found


def _compare_entities(store: Store, found: Audit) -> None:
    expected = found.expected
    stored = takewhile(lambda change: change.ends is None, store.changes())
    for held, wanted in _unlike(stored, expected.entities):
        _note(found, held, wanted)
    for place in expected.places:
        id = _misplaced(found, place)
        if id in expected.entities:
            found.concerned[id] = expected.entities[id]
        elif id in expected.gone:
            found.concerned[id] = Change(id, 0, expected.gone[id], None, False, id)


def _compare_links(store: Store, part: int, found: Audit) -> None:
    expected = found.expected
    groups = expected.groups(part)
    wanted = {change.id: change for group in groups.values() for change in group.changes()}
    links = dropwhile(lambda change: change.ends is None, store.changes())
    for held, want in _unlike((link for link in links if expected.part(link.subject) == part), wanted):
        _note(found, held, want)
        if want is not None:
            _concern(found, groups[want.subject])
    for group in groups.values():
        for place in group.places:
            _misplaced(found, place)
        if group.places:
            _concern(found, group)


def _concern(found: Audit, group: Group) -> None:
    found.concerned.update((change.id, change) for change in group.changes())


def _unlike(stored: Iterable[Change], wanted: Mapping[str, Change]) -> Iterator[tuple[Change | None, Change | None]]:
    """What is stored and what is wanted of each id of which these differ."""
    rest = dict(wanted)
    for held in stored:
        want = rest.pop(held.id, None)
        if _state(held) != _state(want):
            yield held, want
    for want in rest.values():
        if _state(want) != _state(None):
            yield None, want


def _state(change: Change | None) -> tuple[Entity | Link | None, bool, str]:
    """What counts of a change. That nothing is said is as good as that nothing is left."""
    if change is None or change.value is None:
        return None, change is not None and change.restricted, ""
    return change.value, change.restricted, change.subject


def _note(found: Audit, held: Change | None, want: Change | None) -> None:
    told = want or held
    assert told is not None
    stored, expected = (change.value if change is not None else None for change in (held, want))
    found.differences.append(Difference(told.id, told.kind, stored, expected))
    if want is None:
        found.concerned.setdefault(told.id, told._replace(value=None, restricted=False))
    else:
        found.concerned[told.id] = want


def _misplaced(found: Audit, place: Place) -> str:
    subject = place.right.subject
    found.misplaced.append(Misplaced(place.kept.origin, place.kept.subject, subject))
    return subject


def _compare_names(store: Store, found: Audit) -> None:
    """Whether names that one entity bears lead to it."""
    expected = found.expected
    names = (name for name in expected.names if name not in expected.disputed)
    while some := list(islice(names, AT_ONCE)):
        leads = store.resolve(some)
        for name in some:
            stored, id = leads[name].id if name in leads else "", expected.names[name]
            if stored != id:
                found.misplaced.append(Misplaced(name, stored, id, is_name=True))
                found.concerned[id] = expected.entities[id]
