"""The port to the system of record: an ordered log of commits, and the merged state that follows from it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from graph.records import Entity, Link, Record, Stored

__all__ = ["Batch", "Change", "CommitInfo", "Entry", "Store", "Target"]


class Entry(NamedTuple):
    """A record about to be logged, with its subject, birth and currency (see `Stored`).

    `packed` is the record as `graph.codec` writes it, `digest` the digest of that.
    """

    record: Record
    subject: str
    birth: str
    current: bool
    packed: bytes
    digest: bytes


class Target(NamedTuple):
    """What a name stands for: the present public id and the kind of an entity."""

    id: str
    kind: str


class Change(NamedTuple):
    """The newest merged state of one id: an entity, a link, or None where nothing (public) is left of it.

    `subject` is the entity's own id, or the id of the link's group. `restricted`: some current record of the subject is
    not public, so other viewers may see more than `value`. `kind` and `ends` (a link's) are told also of one of which
    nothing public is left. `only`, from the ledger, is the origin of the record of which alone `value` is the merge.
    """

    id: str
    version: int
    kind: str
    value: Entity | Link | None
    restricted: bool = False
    subject: str = ""
    ends: tuple[str, str] | None = None
    only: str | None = None


@dataclass(frozen=True, slots=True)
class CommitInfo:
    """Who committed, when (UTC, ISO 8601), why, and how many records."""

    version: int
    who: str
    when: str
    why: str
    records: int


@dataclass(slots=True)
class Batch:
    """What one commit writes. The ledger makes it; a store only keeps it."""

    who: str
    why: str
    at: str
    """The time of the commit, UTC, ISO 8601."""
    records: list[Entry] = field(default_factory=list)
    moved: Mapping[str, str] = field(default_factory=dict)
    """origin -> new subject, for records logged earlier."""
    names: Mapping[str, str] = field(default_factory=dict)
    """name (public id, identifier, former id) -> present id; that origins are names follows from the records."""
    merged: list[Change] = field(default_factory=list)


class Store(Protocol):
    """Where the graph is kept. Implementations hold no rule of merging; `graph.ledger` is the only writer."""

    def version(self) -> int:
        """Of the newest commit; 0 when empty."""

    def commit(self, batch: Batch, expected: int | None = None) -> int:
        """Write all or nothing; returns the new version. Raises Conflict if `expected` is given and not `version()`."""

    def records(self, subjects: Collection[str]) -> Iterator[Stored]:
        """Every record of those subjects, superseded ones too, in order of the log."""

    def current(self, origins: Collection[str]) -> Mapping[str, tuple[str, bytes]]:
        """origin -> (subject, digest) of its current record, for those that have one."""

    def resolve(self, names: Collection[str]) -> Mapping[str, Target]:
        """name -> the entity it stands for, for names that are known."""

    def touching(self, ids: Collection[str], kinds: Collection[str] = ()) -> Iterator[Stored]:
        """Every record of the links (of these types, or all) one of whose ends is among the entities `ids`."""

    def changes(self, since: int = 0) -> Iterator[Change]:
        """Merged entities, links and tombstones newer than `since`: entities first, each in order of first appearance.

        With `since` = 0, tombstones of which nothing restricted is left are passed over.
        """

    def commits(self, last: int = 50) -> list[CommitInfo]:
        """The newest commits, newest first."""

    def close(self) -> None:
        """Release the file or the connection."""
