"""What one source said, and what follows from it: the values that pass from loaders to the snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

__all__ = ["PUBLIC", "SAME_AS", "Entity", "Link", "Record", "Stored", "origins"]

Scalar = str | int | float | bool
Value = Scalar | tuple[Scalar, ...]

PUBLIC = "public"
SAME_AS = "_SameAs"
"""The kind of a judgement: `start` and `end` are one entity; properties `who` and `why`."""


class Record(NamedTuple):
    """What one source said about one entity or one link. Never changed; a newer one of the same `origin` replaces it.

    A record with `start` is about a link (`properties` are its qualifiers), else about an entity.
    `start` and `end` are references as the source gave them: an identifier, a public id, or the `origin` of a record.
    Dates are ISO 8601; valid time is half-open, [`valid_from`, `valid_to`), None is open.
    `recorded` is when the source said it; a loader that does not know leaves it empty, and the commit's time is used.
    `confidence` is in 0..1, None if the source does not tell. `access` is `public`, `registered` or an audience's name.
    """

    source: str
    key: str
    kind: str
    properties: Mapping[str, Value]
    identifiers: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    recorded: str | None = None
    confidence: float | None = None
    access: str = PUBLIC
    retracted: bool = False

    @property
    def origin(self) -> str:
        """Who said it: `source:key`."""
        return f"{self.source}:{self.key}"

    @property
    def is_link(self) -> bool:
        """Whether it is about a link (a judgement counts as one)."""
        return self.start is not None

    def dated(self, at: str) -> Record:
        """The record with `at` as the time when it was recorded, if its source did not tell."""
        return self if self.recorded else self._replace(recorded=at)


def origins(records: Iterable[Record]) -> list[str]:
    """`Record.origin` of many."""
    return [f"{record.source}:{record.key}" for record in records]


class Stored(NamedTuple):
    """A record in the log: `seq` is its place there, `version` its commit, `current` whether nothing has replaced it.

    `subject` is the entity's public id, or the id of the link's group (links of the same type, ends and discriminating
    qualifiers). `birth` is the public id that the record's origin would have by itself; empty for links.
    """

    seq: int
    version: int
    subject: str
    birth: str
    current: bool
    record: Record

    @property
    def origin(self) -> str:
        """Who said it: `source:key`."""
        return self.record.origin


class Entity(NamedTuple):
    """What the current records of one entity come to.

    `names` are all other strings by which it is found: identifiers, former ids, origins of its records.
    `winners` gives for a property (and for `kind`) the origin of the record that won; `*` stands for all not named.
    """

    id: str
    kind: str
    properties: Mapping[str, Value]
    identifiers: tuple[str, ...]
    names: tuple[str, ...]
    sources: tuple[str, ...]
    winners: Mapping[str, str]
    valid_from: str | None = None
    valid_to: str | None = None
    confidence: float | None = None


class Link(NamedTuple):
    """What the current records of one link come to. `start` and `end` are public ids of entities."""

    id: str
    kind: str
    start: str
    end: str
    properties: Mapping[str, Value]
    sources: tuple[str, ...]
    winners: Mapping[str, str]
    valid_from: str | None = None
    valid_to: str | None = None
    confidence: float | None = None
