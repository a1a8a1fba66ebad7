"""What the log of a store comes to, by itself: entities, groups of links, and where each record belongs.

The log is read several times rather than kept. What is kept are the records about entities, and names.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from typing import TypeVar
from zlib import crc32

import numpy as np

from graph import codec
from graph.arrays import Array
from graph.identity import Cluster, clusters
from graph.joining import merged_entity, names_borne
from graph.linking import group_changes, group_of
from graph.records import PUBLIC, SAME_AS, Record, Stored, origins
from graph.store import Change, CommitInfo, Store, damaged
from ontology.model import Ontology

__all__ = ["EVERY", "Expected", "Group", "Place", "as_given", "by_commit", "commits"]

T = TypeVar("T")

EVERY = 1 << 31
"""More commits than any store has."""
AT_ONCE = 2_000
GROUPED_AT_ONCE = 500_000
"""Records of links that are put into groups at once, about."""


@dataclass(frozen=True, slots=True)
class Place:
    """A record as the store keeps it, and as it should: with what subject, and whether it is current."""

    kept: Stored
    right: Stored


@dataclass(slots=True)
class Group:
    """The records that belong to one group of links, and what they come to."""

    id: str
    kind: str
    ends: tuple[str, str]
    records: list[Record] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    """Those that are wrong."""

    def changes(self) -> list[Change]:
        """What the current ones come to in public; nothing is an end."""
        if not self.records:
            return [Change(self.id, 0, self.kind, None, False, self.id, self.ends)]
        return group_changes(self.id, self.ends, self.records, (PUBLIC,))


class Expected:
    """What the commits of a store up to `version` come to. Raises StoreError if the log itself is damaged."""

    def __init__(self, store: Store, ontology: Ontology, version: int) -> None:
        self._store = store
        self._ontology = ontology
        self.version = version
        self._commits = commits(store, version)
        self._newest = self._find_newest()
        self.parts = 1 + len(self._newest) // GROUPED_AT_ONCE
        """Into how many parts links are divided, so that each fits into memory."""
        self.entities: dict[str, Change] = {}
        """What entities come to, those that are known to some viewers only too."""
        self.names: dict[str, str] = {}
        """name -> id of the entity that bears it."""
        self.disputed: set[str] = set()
        """Names that several entities bear, of which the store knows who bears it."""
        self.places: list[Place] = []
        """Records about entities, and judgements, that are not where they belong."""
        self.subjects: dict[str, str] = {}
        """origin -> id of the entity with which its records are kept, for records about entities, and judgements."""
        self.gone: dict[str, str] = {}
        """id -> class, of entities about which everything has been retracted."""
        self._resolved: dict[str, str] = {}
        self._gather(list(self._told(of_links=False)))

    def groups(self, part: int) -> dict[str, Group]:
        """One part of the groups of links, by id."""
        found: dict[str, Group] = {}
        for group, place in self._grouped():
            if self.part(group.id) == part:
                _add(found.setdefault(group.id, group), place)
        return found

    def records_of(self, subjects: Collection[str]) -> Iterator[Stored]:
        """All records of these subjects as they should be kept, in order of the log."""
        wanted = {origin: subject for origin, subject in self.subjects.items() if subject in subjects}
        for group, place in self._grouped():
            if (subject := _subject(group, place)) in subjects:
                wanted[place.kept.origin] = subject
        for newest, stored in zip(self._newest, self.log(), strict=False):
            if stored.origin in wanted:
                current = bool(newest) and not stored.record.retracted
                yield stored._replace(subject=wanted[stored.origin], current=current)

    def part(self, group: str) -> int:
        """The part that a group of links is in."""
        return crc32(group.encode()) % self.parts if self.parts > 1 else 0

    def log(self) -> Iterator[Stored]:
        """The log up to the version."""
        return chain.from_iterable(records for _, records in by_commit(self._store, self._commits))

    def _find_newest(self) -> Array:
        """For each record of the log whether it is the newest of its origin. An origin takes 8 bytes."""
        numbers = array("q")
        for chunk in _chunks(self.log()):
            numbers.extend(codec.origin_numbers(origins(stored.record for stored in chunk)))
        backwards = np.frombuffer(numbers, np.int64)[::-1]
        newest = np.zeros(len(numbers), bool)
        newest[len(numbers) - 1 - np.unique(backwards, return_index=True)[1]] = True
        return newest

    def _told(self, of_links: bool) -> Iterator[Place]:
        """Records about entities, and judgements, or the newest of links; right about whether they are current."""
        for newest, stored in zip(self._newest, self.log(), strict=False):
            if (stored.record.is_link and stored.record.kind != SAME_AS) == of_links and (newest or not of_links):
                current = bool(newest) and not stored.record.retracted
                yield Place(stored, stored if current == stored.current else stored._replace(current=current))

    def _gather(self, told: Sequence[Place]) -> None:
        for cluster in clusters(place.right for place in told):
            self.entities[cluster.id] = merged_entity(cluster)
            self._name(cluster)
            self.subjects.update((one.origin, cluster.id) for one in (*cluster.members, *cluster.judgements))
        newest = {place.kept.origin: place for place in told}
        for origin, place in newest.items():
            kept = place.kept
            if origin not in self.subjects:
                self.subjects[origin] = kept.subject or kept.birth or self._home(kept.record)
                if not kept.record.is_link and self.subjects[origin] not in self.entities:
                    self.gone[self.subjects[origin]] = kept.record.kind
            if place.right is not kept or self.subjects[origin] != kept.subject:
                self.places.append(Place(kept, place.right._replace(subject=self.subjects[origin])))

    def _home(self, judgement: Record) -> str:
        start = str(judgement.start)
        return self.subjects.get(start, start)

    def _name(self, cluster: Cluster) -> None:
        borne = {name for member in cluster.members for name in (member.birth, *names_borne(member))}
        for name in {cluster.id, *borne} - cluster.passed_on:
            if self.names.setdefault(name, cluster.id) != cluster.id:
                self.disputed.add(name)

    def _resolve(self, names: Iterable[str]) -> None:
        """Ask the store what those names stand for that no entity bears any more, or several do."""
        if len(self._resolved) > 1 << 18:
            self._resolved = {}
        wanted = {n for n in names if n not in self._resolved and (n in self.disputed or n not in self.names)}
        self._resolved.update((name, target.id) for name, target in self._store.resolve(wanted).items())

    def _end(self, name: str) -> str:
        return self._resolved.get(name) or self.names.get(name) or self.subjects.get(name, "")

    def _grouped(self) -> Iterator[tuple[Group, Place]]:
        """The newest records of links, each with a group for itself."""
        for chunk in _chunks(self._told(of_links=True)):
            self._resolve(name for place in chunk for name in _references(place.kept.record))
            for place in chunk:
                if (group := self._group(place)) is not None:
                    yield group, place

    def _group(self, place: Place) -> Group | None:
        """The group that a record belongs to; None if its ends are lost."""
        record = place.kept.record
        start, end = map(self._end, _references(record))
        if not (start and end):
            return None
        return Group(group_of(record, start, end, self._ontology), record.kind, (start, end))


def commits(store: Store, version: int, since: int = 0) -> list[CommitInfo]:
    """The commits after `since` up to a version, in order. Raises StoreError if one of them is not there."""
    found = [info for info in reversed(store.commits(EVERY)) if since < info.version <= version]
    there = {info.version for info in found}
    if len(there) < version - since:
        lost = next(number for number in range(since + 1, version + 1) if number not in there)
        raise damaged(f"commit {lost} is not there")
    return found


def by_commit(
    store: Store, infos: Sequence[CommitInfo], since: int = 0
) -> Iterator[tuple[CommitInfo, Iterator[Stored]]]:
    """These commits, which are the first after `since`, each with its records; those have to be read to their end.

    Raises StoreError where the log has not the records that a commit says it has. Records are held one at a time.
    """
    logged = groupby(store.records(None, since), lambda stored: stored.version)
    held = next(logged, None)
    for info in infos:
        if held is not None and held[0] == info.version:
            yield info, _counted(info, held[1])
            held = next(logged, None)
        else:
            yield info, _counted(info, ())
    if held is not None and not len(infos) + since < held[0] <= store.version():  # others may have committed meanwhile
        raise damaged(f"it has records of commit {held[0]} where there should be none")


def as_given(record: Record, info: CommitInfo) -> Record:
    """Without the time that the log gives to a record that came without one."""
    return record._replace(recorded=None) if record.recorded == info.when else record


def _counted(info: CommitInfo, records: Iterable[Stored]) -> Iterator[Stored]:
    count = 0
    for count, stored in enumerate(records, 1):  # noqa: B007 - it is wanted afterwards
        yield stored
    if count != info.records:
        raise damaged(f"commit {info.version} has {info.records:,} records, but the log {count:,} of them")


def _subject(group: Group, place: Place) -> str:
    """What a record should be kept with: of one that is retracted, whatever it is kept with will do."""
    return group.id if place.right.current else place.kept.subject or group.id


def _add(group: Group, place: Place) -> None:
    kept, right, subject = place.kept, place.right, _subject(group, place)
    if right is not kept or subject != kept.subject:
        group.places.append(Place(kept, right._replace(subject=subject)))
    if right.current:
        group.records.append(right.record)


def _references(record: Record) -> tuple[str, str]:
    return str(record.start), str(record.end)


def _chunks(told: Iterable[T]) -> Iterator[list[T]]:
    told = iter(told)
    while chunk := list(islice(told, AT_ONCE)):
        yield chunk
