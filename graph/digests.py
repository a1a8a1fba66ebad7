"""Whether two stores hold the same: digests of their records and of their merged state, and where they part.

Bounded memory, however large the stores are.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from itertools import zip_longest
from typing import Any, NamedTuple
from zlib import crc32

import orjson

from graph.records import Entity, Stored, Value
from graph.store import Change, Store
from ontology.errors import Conflict

__all__ = ["Digests", "digests", "first_difference"]

TRIES = 5
SHELVES = 1 << 12
"""Ids are put on so many shelves, and hashes added up on each, so that only one has to be searched for a difference."""


class Digests(NamedTuple):
    """128 bits each, as hexadecimal digits, of what a store holds at a version; and how many records that are."""

    version: int
    logged: int
    records: str
    merged: str


def digests(store: Store) -> Digests:
    """The digests of a store. Raises Conflict if others commit all the time.

    That of the records depends on their order and commits; that of the merged state on the order of entities, but not
    of links, and on what is restricted. Numbers that are equal count as such: 5 is 5.0.
    """
    for _ in range(TRIES):
        version = store.version()
        count, records = _records_digest(store)
        merged = f"{sum(_shelves(store)) % (1 << 128):032x}"
        if store.version() == version:
            return Digests(version, count, records, merged)
    raise Conflict("Others commit to the store all the time.", "Try again when they have finished.")


def first_difference(one: Store, other: Store) -> str | None:
    """The first record that differs, as `source:key (version)`, else the id of an entity or link that does."""
    for first, second in zip_longest(one.records(None), other.records(None)):
        if first is None or second is None or _packed_record(first) != _packed_record(second):
            stored = first or second
            return f"{stored.origin} (version {stored.version})"
    pairs = zip(_shelves(one), _shelves(other), strict=True)
    for shelf in (number for number, (first, second) in enumerate(pairs) if first != second):
        held, wanted = dict(_hashes(one, shelf)), dict(_hashes(other, shelf))
        return next(id for id in sorted(held | wanted) if held.get(id) != wanted.get(id))
    return None


def _records_digest(store: Store) -> tuple[int, str]:
    digest, count = blake2b(digest_size=16), 0
    for count, stored in enumerate(store.records(None), 1):  # noqa: B007 - it is wanted afterwards
        digest.update(_packed_record(stored))
    return count, digest.hexdigest()


def _shelves(store: Store) -> list[int]:
    sums = [0] * SHELVES
    for id, hashed in _hashes(store):
        sums[_shelf(id)] += hashed
    return sums


def _shelf(id: str) -> int:
    return crc32(id.encode()) % SHELVES


def _hashes(store: Store, shelf: int | None = None) -> Iterator[tuple[str, int]]:
    """The id of everything that there is, perhaps only that of one shelf, and a hash of what it is."""
    place = 0
    for change in store.changes():
        place += isinstance(change.value, Entity)
        if shelf is None or shelf == _shelf(change.id):
            yield change.id, int.from_bytes(blake2b(_packed_change(change, place), digest_size=16).digest(), "big")


def _packed_record(stored: Stored) -> bytes:
    return _packed([stored.version, *stored.record._replace(properties=_canonical(stored.record.properties))])


def _packed_change(change: Change, place: int) -> bytes:
    value = change.value
    if value is None:
        return _packed([change.id, change.kind, change.restricted, change.subject, change.ends])
    told = value._replace(properties=_canonical(value.properties))
    return _packed([*told, change.restricted, change.subject, place if isinstance(value, Entity) else None])


def _packed(fields: list[Any]) -> bytes:
    return orjson.dumps([_number(field) for field in fields], option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _canonical(properties: Any) -> dict[str, Any]:
    return {name: _value(value) for name, value in properties.items()}


def _value(value: Value) -> Any:
    return [_number(item) for item in value] if value.__class__ is tuple else _number(value)


def _number(value: Any) -> Any:
    """A whole number as such, although it may come as a float."""
    if value.__class__ is float and value.is_integer() and abs(value) < 1 << 63:
        return int(value)
    return value
