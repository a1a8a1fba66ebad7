"""What newly said records make of the entities: which are new, which change, which become one or part again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph.identity import Cluster, birth_of, clusters
from graph.merging import merge_entity
from graph.records import PUBLIC, SAME_AS, Entity, Record, Stored
from graph.store import Change, Entry, Store, Target

__all__ = ["Joined", "join", "merged_entity", "names_borne"]

FRESH = 1 << 60
"""Place in the log of a record that is not logged yet: after all that are."""


@dataclass(slots=True)
class Joined:
    """Entities after the fresh records: merged state of those not `alone`, names that lead to them, moved records.

    `origins` are those that no store has heard of; that they are names need not be told.
    `unsettled` are the ids of entities whose records now belong to another id, so that links at them must be looked at.
    """

    changes: list[Change] = field(default_factory=list)
    names: dict[str, Target] = field(default_factory=dict)
    origins: dict[str, Target] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    unsettled: set[str] = field(default_factory=set)


def join(store: Store, fresh: Sequence[Entry], known: Mapping[str, Target], at: str) -> Joined:
    """Join fresh entity records and judgements with what the store has. Reads the store, and completes the entries.

    `known` are those of the names that they bear (`names_borne`) which the store resolves, `at` is the commit's time.
    """
    untold, unshared = known.keys().isdisjoint, _shared(fresh).isdisjoint
    joined = Joined()
    entangled = []
    for one in fresh:
        record = one.record
        names = names_borne(one)
        if one.previous or record.kind == SAME_AS or record.retracted or not untold(names) or not unshared(names):
            entangled.append(one)
        else:
            _add_alone(joined, one)
    if entangled:
        affected = {target.id for target in known.values()} | {one.previous for one in entangled if one.previous}
        _add_entangled(joined, entangled, _involved(store, affected), known, at)
        _order(joined.changes, fresh)
    return joined


def merged_entity(cluster: Cluster, labels: Iterable[str] = (PUBLIC,)) -> Change:
    """What a viewer with these labels sees of a cluster, as a change of version 0."""
    allowed = set(labels)
    seen = [member for member in cluster.members if member.record.access in allowed]
    restricted = any(member.record.access != PUBLIC for member in cluster.members)
    births = {member.birth for member in seen} - cluster.passed_on
    value = merge_entity(cluster.id, [member.record for member in seen], births) if seen else None
    kind = value.kind if value else merge_entity(cluster.id, [m.record for m in cluster.members], ()).kind
    return Change(cluster.id, 0, kind, value, restricted, cluster.id)


def names_borne(one: Entry | Stored) -> Sequence[str]:
    """The names by which a record is tied to an entity."""
    record = one.record
    if record.kind == SAME_AS:
        return (str(record.start), str(record.end))
    return (one.origin, *record.identifiers)


def _involved(store: Store, affected: set[str]) -> list[Stored]:
    """The records of these entities, and of those that are now called by what used to be their ids."""
    stored: list[Stored] = []
    wanted = affected
    while wanted:
        more = list(store.records(wanted))
        stored += more
        affected = affected | wanted
        wanted = {target.id for target in store.resolve({one.birth for one in more if one.birth}).values()} - affected
    return stored


def _order(changes: list[Change], fresh: Sequence[Entry]) -> None:
    """Order changes by the first public record that they go back to: order must not tell of restricted ones."""
    places: dict[str, int] = {}
    for place, one in enumerate(fresh):
        if one.record.access == PUBLIC:
            for name in names_borne(one):
                places.setdefault(name, place)
    last = len(fresh)

    def first(change: Change) -> int:
        names = (change.id, *change.value.names) if isinstance(change.value, Entity) else ()
        return min((places.get(name, last) for name in names), default=last)

    changes.sort(key=first)


def _shared(fresh: Sequence[Entry]) -> set[str]:
    """Names that more than one of the fresh records bears."""
    seen: set[str] = set()
    shared: set[str] = set()
    for one in fresh:
        for name in names_borne(one):
            if name in seen:
                shared.add(name)
            seen.add(name)
    return shared


def _add_alone(joined: Joined, one: Entry) -> None:
    """A record that has to do with no other makes an entity of its own."""
    record = one.record
    one.subject = one.birth = id = birth_of(record.identifiers, one.origin)
    one.alone = record.access == PUBLIC
    if not one.alone:
        joined.changes.append(Change(id, 0, record.kind, None, True, id))
    target = Target(id, record.kind)
    for name in (id, *record.identifiers):
        joined.names[name] = target
    joined.origins[one.origin] = target


def _add_entangled(
    joined: Joined, fresh: Sequence[Entry], stored: Sequence[Stored], known: Mapping[str, Target], at: str
) -> None:
    replaced = {one.origin for one in fresh}
    births = {s.record.origin: s.birth for s in reversed(stored)}
    before = [s._replace(current=False) if s.record.origin in replaced else s for s in stored]
    after = [
        Stored(
            FRESH + place,
            0,
            one.previous or "",
            births.get(one.origin, _birth(one)),
            not one.record.retracted,
            one.record.dated(at),
        )
        for place, one in enumerate(fresh)
    ]
    subject_of: dict[str, str] = {}
    kinds = {target.id: target.kind for target in known.values()}
    found = clusters([*before, *after])
    for cluster in found:
        change = merged_entity(cluster)
        joined.changes.append(change)
        target = Target(cluster.id, change.kind)
        joined.names[cluster.id] = target
        for member in cluster.members:
            joined.names.update(dict.fromkeys({member.birth, *names_borne(member)} - cluster.passed_on, target))
            subject_of[member.record.origin] = cluster.id
        subject_of.update((judgement.record.origin, cluster.id) for judgement in cluster.judgements)
    _add_tombstones(joined, before, kinds, {cluster.id for cluster in found})
    _move(joined, before, subject_of)
    for told, one in zip(after, fresh, strict=True):
        one.subject = subject_of.get(one.origin) or one.previous or _home(one.record, subject_of)
        one.birth = told.birth


def _birth(one: Entry) -> str:
    return "" if one.record.kind == SAME_AS else birth_of(one.record.identifiers, one.origin)


def _home(record: Record, subject_of: Mapping[str, str]) -> str:
    """Where a judgement is logged that joins nothing (now): with its first end."""
    return subject_of.get(str(record.start), str(record.start))


def _add_tombstones(joined: Joined, before: Sequence[Stored], kinds: Mapping[str, str], alive: set[str]) -> None:
    for subject in dict.fromkeys(stored.subject for stored in before):
        if subject not in alive:
            kind = kinds.get(subject) or next(s.record.kind for s in before if s.subject == subject)
            joined.changes.append(Change(subject, 0, kind, None, False, subject))
            joined.unsettled.add(subject)


def _move(joined: Joined, before: Sequence[Stored], subject_of: Mapping[str, str]) -> None:
    for stored in before:
        now = subject_of.get(stored.record.origin)
        if now is not None and now != stored.subject:
            joined.moved[stored.record.origin] = now
            joined.unsettled.add(stored.subject)
