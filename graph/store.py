"""The port to the system of record: an ordered log of commits, and the merged state that follows from it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, runtime_checkable

from graph.merging import merge_entity, merge_links
from graph.records import Entity, Link, Record, Stored
from ontology.errors import StoreError

__all__ = [
    "Batch", "Change", "CommitInfo", "Entry", "Heard", "Store", "Stray", "Straying", "Target", "damaged", "lone_change",
]  # fmt: skip


@dataclass(slots=True, eq=False)
class Entry:
    """A record on its way into the log, and what is found out about it on the way."""

    record: Record
    origin: str
    number: int
    """64 bits that stand for the origin, as `graph.codec` has it."""
    place: Any = None
    """Where it was read, as the loader's faults know it; no store keeps that."""
    heard: bool = False
    """The log has a record of this origin."""
    previous: str | None = None
    """The subject that its origin had so far, unless that was retracted."""
    subject: str = ""
    """See `Stored`. Empty as long as the record has not been accepted."""
    birth: str = ""
    """See `Stored`."""
    replaced: bool = False
    """A later record of this very batch has the same origin."""
    ends: tuple[str, str] = ("", "")
    """The entities that a link joins; empty if it is no link."""
    alone: bool = False
    """It is all that was ever said of an entity or a link, and public."""

    @property
    def current(self) -> bool:
        """See `Stored`."""
        return not (self.replaced or self.record.retracted)


class Target(NamedTuple):
    """What a name stands for: the present public id and the kind of an entity."""

    id: str
    kind: str


class Change(NamedTuple):
    """The newest merged state of one id: an entity, a link, or None where nothing (public) is left of it.

    `subject` is the entity's own id, or the id of the link's group. `restricted`: some current record of the subject is
    not public, so other viewers may see more than `value`. `kind` and `ends` (a link's) are told also of one of which
    nothing public is left.
    """

    id: str
    version: int
    kind: str
    value: Entity | Link | None
    restricted: bool = False
    subject: str = ""
    ends: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class CommitInfo:
    """Who committed, when (UTC, ISO 8601), why, and how many records."""

    version: int
    who: str
    when: str
    why: str
    records: int


class Heard(Exception):
    """A batch that is `blind` is not all new."""


@dataclass(slots=True)
class Batch:
    """What one commit writes. The ledger makes it; a store only keeps it."""

    who: str
    why: str
    at: str
    """The time of the commit, UTC, ISO 8601."""
    records: list[Entry] = field(default_factory=list)
    """In the order of the log."""
    moved: Mapping[str, str] = field(default_factory=dict)
    """origin -> new subject, for records logged earlier."""
    names: Mapping[str, str] = field(default_factory=dict)
    """name (public id, identifier, former id) -> present id; that origins are names follows from the records."""
    merged: list[Change] = field(default_factory=list)
    """What follows, entities first; of entries that are `alone` nothing is said here: there is nothing to add."""
    blind: bool = False
    """No origin and no link has been looked up: they are taken to be new."""
    restored: list[Stored] = field(default_factory=list)
    """Records of the log whose place beside the merged state is to be written anew, in order of the log.

    All records of their subjects, superseded ones too; `merged` says of each of these subjects what it comes to.
    """

    def changes(self) -> Iterator[Change]:
        """Everything that follows, also from entries that are alone; entities first."""
        lone = [lone_change(one, self.at) for one in self.records if one.alone]
        yield from (change for change in lone if change.ends is None)
        yield from self.merged
        yield from (change for change in lone if change.ends is not None)


def lone_change(one: Entry, at: str) -> Change:
    """What follows from an entry that is `alone` and committed at this time."""
    if not one.record.is_link:
        entity = merge_entity(one.subject, [one.record.dated(at)], ())
        return Change(one.subject, 0, entity.kind, entity, False, one.subject)
    (link,) = merge_links(one.subject, *one.ends, [one.record.dated(at)])
    return Change(one.subject, 0, link.kind, link, False, one.subject, one.ends)


class Store(Protocol):
    """Where the graph is kept. Implementations hold no rule of merging; `graph.ledger` is the only writer."""

    def version(self) -> int:
        """Of the newest commit; 0 when empty."""

    def commit(self, batch: Batch, expected: int | None = None) -> int:
        """Write all or nothing; returns the new version.

        Raises Conflict if `expected` is given and not `version()`, and Heard if the batch is blind and the log has a
        record of one of its origins, or there is one of its links.
        """

    def records(self, subjects: Collection[str] | None, since: int = 0) -> Iterator[Stored]:
        """Every record of those subjects, superseded ones too, in order of the log; `since`: of newer commits only.

        None stands for the whole log: that is read bit by bit, so that it need not fit into memory, and tells also of
        records whose subject the merged state has lost (`subject` is empty then).
        """

    def newest(self, origins: Collection[str]) -> Mapping[str, tuple[str, Record]]:
        """origin -> subject and newest record, as it was given, for those that have one."""

    def unchanged(self, runs: Collection[str]) -> Collection[str]:
        """Which of these runs of records (digests of `graph.codec`) are in the log, each record newest of its origin.

        A short cut for sources that are loaded again. A store may know of none.
        """

    def resolve(self, names: Collection[str]) -> Mapping[str, Target]:
        """name -> the entity it stands for, for names that are known."""

    def touching(self, ids: Collection[str], kinds: Collection[str] = ()) -> Iterator[Stored]:
        """Every record of the links (of these types, or all) one of whose ends is among the entities `ids`."""

    def changes(self, since: int = 0) -> Iterator[Change]:
        """Merged entities, links and tombstones newer than `since`.

        Entities come first, in order of first appearance; links in no particular order. With `since` = 0, tombstones of
        which nothing restricted is left are passed over. What a commit touches while the changes are read may be
        missing from them; `changes` of the version that the store had before they were read tell it then.
        """

    def commits(self, last: int = 50) -> list[CommitInfo]:
        """The newest commits, newest first."""

    def close(self) -> None:
        """Release the file or the connection."""


class Stray(NamedTuple):
    """Something in a store that no commit has put there, and that the port does not tell.

    `place` is where it is and `what` what is wrong with it, for people; `value` is what it says, as far as that can be
    understood, if it is a whole entity or link; its `id` is empty if it has none, the ends of a link are ids or places.
    `more` names what is there that the ontology does not have, and `about` is the id of the entity or link of ours that
    it is at.
    """

    place: str
    what: str
    value: Entity | Link | None
    more: tuple[str, ...] = ()
    about: str = ""


@runtime_checkable
class Straying(Protocol):
    """A store that others than we can write to."""

    def strays(self) -> Iterator[Stray]:
        """What does not belong there."""

    def remove_strays(self, places: Collection[str] | None = None) -> None:
        """Remove what `strays` tells, or only what is at these places."""


def damaged(how: str) -> StoreError:
    """The error for a log of which something is lost."""
    return StoreError(f"The log itself is damaged: {how}.", "Nothing else tells what is lost: restore a backup.")
