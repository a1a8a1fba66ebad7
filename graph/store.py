"""The port to the system of record: an ordered log of commits, and the merged state that follows from it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from graph.records import Entity, Link, Record, Stored

__all__ = ["Batch", "Change", "CommitInfo", "Store", "Subject"]


class Subject(NamedTuple):
    """A newly logged record with the subject it belongs to: an entity's public id, or a link's group id."""

    record: Record
    subject: str


class Change(NamedTuple):
    """The newest merged state of one id: an entity, a link, or None where nothing (public) is left of it.

    `restricted`: some current record of the subject is not public, so other viewers may see more than `value`.
    """

    id: str
    version: int
    value: Entity | Link | None
    restricted: bool = False


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
    records: list[Subject] = field(default_factory=list)
    moved: Mapping[str, str] = field(default_factory=dict)
    """origin -> new subject, for records logged earlier."""
    names: Mapping[str, str | None] = field(default_factory=dict)
    """name (identifier, origin, former id) -> present id; None takes the name away."""
    merged: list[Change] = field(default_factory=list)


class Store(Protocol):
    """Where the graph is kept. Implementations hold no rule of merging; `graph.ledger` is the only writer."""

    def version(self) -> int:
        """Of the newest commit; 0 when empty."""

    def commit(self, batch: Batch, expected: int | None = None) -> int:
        """Write all or nothing, and return the new version. Raises Conflict if `expected` is given and is not `version()`."""

    def records(self, subjects: Collection[str]) -> Iterator[Stored]:
        """Every record of those subjects, superseded ones too, in order of the log."""

    def current(self, origins: Collection[str]) -> Mapping[str, tuple[str, bytes]]:
        """origin -> (subject, digest) of its current record, for those that have one."""

    def resolve(self, names: Collection[str]) -> Mapping[str, str]:
        """name -> present public id, for those that are known."""

    def touching(self, names: Collection[str]) -> Iterator[Stored]:
        """Current link records (judgements too) one of whose references, as the source gave it, is among `names`."""

    def changes(self, since: int = 0) -> Iterator[Change]:
        """Merged entities, links and tombstones newer than `since`: entities first, each in order of first appearance."""

    def commits(self, last: int = 50) -> list[CommitInfo]:
        """The newest commits, newest first."""

    def close(self) -> None:
        """Release the file or the connection."""
