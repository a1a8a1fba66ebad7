"""What newly said records make of the links, and what becomes of links whose ends have become one or parted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph.merging import identity, link_ids, merge_links
from graph.records import PUBLIC, SAME_AS, Record, Stored
from graph.store import Change, Entry, Store, Target
from ontology.model import Ontology

__all__ = ["Linked", "group_changes", "group_of", "link"]


@dataclass(slots=True)
class Linked:
    """Links after the fresh records: merged state of those not `alone`, records that moved to another group."""

    changes: list[Change] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)


def group_of(record: Record, start: str, end: str, ontology: Ontology) -> str:
    """The id of the group of links that a record belongs to: type, ends and discriminating qualifiers."""
    return link_ids([_identity(record, (start, end), ontology.links[record.kind].discriminating)])[0]


def _identity(record: Record, ends: tuple[str, str], discriminating: Sequence[str]) -> str:
    said = record.properties
    return identity(record.kind, *ends, [said.get(name, "") for name in discriminating] if discriminating else ())


def _restricted(entry: Entry) -> bool:
    return entry.record.access != PUBLIC


def group_changes(
    group: str, ends: tuple[str, str], records: Sequence[Record], labels: Collection[str]
) -> list[Change]:
    """What a viewer with these labels sees of the current records of one group, as changes of version 0."""
    seen = [record for record in records if record.access in labels]
    restricted = any(record.access != PUBLIC for record in records)
    kind = records[0].kind
    if not seen:
        return [Change(group, 0, kind, None, restricted, group, ends)]
    return [Change(one.id, 0, kind, one, restricted, group, ends) for one in merge_links(group, *ends, seen)]


def link(
    store: Store,
    ontology: Ontology,
    fresh: Sequence[Entry],
    names: Mapping[str, Target],
    unsettled: Collection[str],
    at: str,
    blind: bool = False,
) -> Linked:
    """Put fresh link records, and those at unsettled entities, into their groups.

    Reads the store, and completes the entries, whose ends are known. `names` resolves all names of entities that this
    commit changes; `at` is the commit's time. `blind`: take the groups of the fresh records to be new.
    """
    linked = Linked()
    discriminating = {kind: type.discriminating for kind, type in ontology.links.items()}
    ids = link_ids(_identity(one.record, one.ends, discriminating[one.record.kind]) for one in fresh)
    for one, id in zip(fresh, ids, strict=True):
        one.subject = id
    groups = Counter(ids)
    touched = [s for s in store.touching(unsettled) if s.record.kind != SAME_AS] if unsettled else []
    headed = _headed(store, touched, names, discriminating)
    subjects = {*groups, *headed, *(one.previous for one in fresh if one.previous), *(s.subject for s in touched)}
    logged = [] if blind and not touched else [*store.records(subjects), *touched]
    told = {*headed, *(s.subject for s in logged)}
    for one in fresh:
        record = one.record
        free = not (one.heard or record.retracted) and record.access == PUBLIC
        one.alone = free and groups[one.subject] == 1 and one.subject not in told
    rest = [one for one in fresh if not one.alone]
    if rest or logged:
        _merge(store, linked, rest, {s.seq: s for s in logged if s.current}, names, discriminating, at)
    return linked


def _merge(
    store: Store,
    linked: Linked,
    fresh: Sequence[Entry],
    stored: Mapping[int, Stored],
    names: Mapping[str, Target],
    discriminating: Mapping[str, Sequence[str]],
    at: str,
) -> None:
    """What becomes of the groups of these fresh and stored records."""
    ends = {one.subject: one.ends for one in fresh}
    before = store.resolve({name for s in stored.values() for name in _references(s.record)}) if stored else {}
    replaced = {one.origin for one in fresh}
    kept = [s for s in stored.values() if s.origin not in replaced]
    members = _regroup(discriminating, linked, kept, ends, {**before, **names} if stored else names)
    for entry in sorted(fresh, key=_restricted):  # order must not tell of restricted ones
        if entry.current:
            members[entry.subject].append(entry.record)
    for group, records in members.items():
        dated = records if len(records) == 1 else [record.dated(at) for record in records]
        linked.changes += group_changes(group, ends[group], dated, (PUBLIC,))
    _add_tombstones(linked, stored.values(), before, members)


def _headed(
    store: Store, touched: Sequence[Stored], names: Mapping[str, Target], discriminating: Mapping[str, Sequence[str]]
) -> set[str]:
    """The groups that links at unsettled entities may now belong to."""
    before = store.resolve({name for s in touched for name in _references(s.record)}) if touched else {}
    now = {**before, **names}
    return set(link_ids(_identity(s.record, _ends(s.record, now), discriminating[s.record.kind]) for s in touched))


def _regroup(
    discriminating: Mapping[str, Sequence[str]],
    linked: Linked,
    kept: Sequence[Stored],
    ends: dict[str, tuple[str, str]],
    names: Mapping[str, Target],
) -> defaultdict[str, list[Record]]:
    """The kept records by the group that they belong to now; those that move are noted."""
    members: defaultdict[str, list[Record]] = defaultdict(list)
    pairs = [_ends(stored.record, names) for stored in kept]
    told = zip(kept, pairs, strict=True)
    ids = link_ids(_identity(s.record, pair, discriminating[s.record.kind]) for s, pair in told)
    for stored, pair, group in zip(kept, pairs, ids, strict=True):
        ends[group] = pair
        members[group].append(stored.record)
        if group != stored.subject:
            linked.moved[stored.record.origin] = group
    return members


def _add_tombstones(
    linked: Linked, stored: Iterable[Stored], before: Mapping[str, Target], members: Collection[str]
) -> None:
    """End the links that there were and that nothing says any more."""
    earlier: defaultdict[str, list[Record]] = defaultdict(list)
    for one in stored:
        earlier[one.subject].append(one.record)
    alive = {change.id for change in linked.changes}
    for group, records in earlier.items():
        for change in group_changes(group, _ends(records[0], before), records, (PUBLIC,)):
            if change.id not in alive:
                linked.changes.append(change._replace(value=None, restricted=change.restricted and group in members))


def _references(record: Record) -> tuple[str, str]:
    return str(record.start), str(record.end)


def _ends(record: Record, names: Mapping[str, Target]) -> tuple[str, str]:
    start, end = _references(record)
    return names[start].id, names[end].id
