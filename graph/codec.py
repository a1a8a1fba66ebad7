"""How records and merged values are written as JSON bytes, and ids and origins as 64-bit numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
import orjson

from graph.records import Entity, Link, Record, Value

__all__ = [
    "Fields",
    "digest",
    "hashes",
    "is_link",
    "link_name",
    "link_number",
    "link_numbers",
    "lone_link",
    "origin_numbers",
    "pack_run",
    "pack_value",
    "pack_values",
    "record_of",
    "runs",
    "unpack_entity",
    "unpack_link",
    "unpack_run",
]

Fields = list[Any]
"""The fields of a record as JSON has them: lists in place of tuples."""

PREFIX = "link:"
SIGN = 1 << 63
USUAL_RUN, LONGEST_RUN = 128, 1024
"""Records of a run, on average and at most."""


def is_link(subject: str) -> bool:
    """Whether a subject is a link's id; entities never have one of this form."""
    return subject.startswith(PREFIX)


def link_number(id: str) -> int:
    """The id of a link as a negative signed 64-bit number (63 bits of the id are kept)."""
    return (int(id[len(PREFIX) :], 16) | SIGN) - (1 << 64)


def link_numbers(ids: Iterable[str]) -> list[int]:
    """`link_number` of many."""
    digits = "".join([id[len(PREFIX) :] for id in ids])
    numbers: list[int] = np.frombuffer(bytes.fromhex(digits), ">i8").tolist()
    return numbers


def link_name(number: int) -> str:
    """The id of a link from its number."""
    return f"{PREFIX}{number + (1 << 64):016x}"


def hashes(texts: Iterable[bytes]) -> bytes:
    """64 bits for each text, end to end. To copy a hash that was begun takes half the time of beginning one."""
    begun = blake2b(digest_size=8)
    found = []
    for text in texts:
        one = begun.copy()
        one.update(text)
        found.append(one.digest())
    return b"".join(found)


def origin_numbers(origins: Iterable[str]) -> list[int]:
    """For each origin 64 bits that stand for it, as a signed number."""
    numbers: list[int] = np.frombuffer(hashes(origin.encode() for origin in origins), ">i8").tolist()
    return numbers


def runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Where to part records with these numbers of origins into runs: the first and the one after the last of each.

    The records themselves say where a run ends, so that one record more or less moves no end but those beside it.
    """
    ends = [place for place, number in enumerate(numbers, 1) if number % USUAL_RUN == 0]
    found = []
    start = 0
    for end in (*ends, len(numbers)):
        while end > start:
            found.append((start, min(end, start + LONGEST_RUN)))
            start = found[-1][1]
    return found


def pack_run(records: Iterable[Record]) -> bytes:
    """Records as a JSON array; equal ones give equal bytes, whatever the order of their properties."""
    return _trimmed(orjson.dumps([record[:] for record in records], option=orjson.OPT_SORT_KEYS))


def unpack_run(run: bytes | str) -> list[Fields]:
    """The fields of each record of a run; a store may keep it as a text."""
    fields: list[Fields] = orjson.loads(run)
    return fields


def digest(run: bytes) -> str:
    """128 bits, as hexadecimal digits, that tell whether two runs say the same."""
    return blake2b(run, digest_size=16).hexdigest()


def record_of(fields: Fields) -> Record:
    """A record from its fields as a run has them, which must not be used after."""
    source, key, kind, properties, identifiers, *rest = fields
    return Record(source, key, kind, _values(properties), tuple(identifiers), *rest)


def lone_link(id: str, start: str, end: str, fields: Fields) -> Link:
    """What `merge_links` makes of one record. Nearly all links are such, so without the way over a Record."""
    source, key, kind, properties, _, _, _, valid_from, valid_to, _, confidence, _, _ = fields
    said = _values(properties)
    return Link(id, kind, start, end, said, (source,), {"*": f"{source}:{key}"}, valid_from, valid_to, confidence)


def pack_value(value: Entity | Link) -> bytes:
    """The merged state of an entity or a link, without what the store keeps beside it (id, ends)."""
    return _trimmed(orjson.dumps(value[1:] if isinstance(value, Entity) else value[4:]))


def pack_values(values: Sequence[Entity] | Sequence[Link]) -> tuple[bytes, list[int]]:
    """`pack_value` of many (all entities, or all links), end to end, and the length of each."""
    beside = 1 if values and isinstance(values[0], Entity) else 4
    written: list[bytes] = []
    lengths: list[int] = []
    for start in range(0, len(values), 128):  # few at once, for the reason that `_trimmed` gives
        packed = [orjson.dumps(value[beside:]) for value in values[start : start + 128]]
        written.append(b"".join(packed))
        lengths.extend(map(len, packed))
    return b"".join(written), lengths


def unpack_entity(id: str, packed: bytes) -> Entity:
    """An entity from its id and `pack_value`'s bytes."""
    kind, properties, identifiers, names, sources, *rest = orjson.loads(packed)
    return Entity(id, kind, _values(properties), tuple(identifiers), tuple(names), tuple(sources), *rest)


def unpack_link(id: str, kind: str, start: str, end: str, packed: bytes) -> Link:
    """A link from what the store keeps beside it and `pack_value`'s bytes."""
    properties, sources, *rest = orjson.loads(packed)
    return Link(id, kind, start, end, _values(properties), tuple(sources), *rest)


def _trimmed(written: bytes) -> bytes:
    """A copy of its own size: orjson 3.13 leaves its bytes in a buffer of 4 KB, and a batch of those fills memory."""
    return bytes(memoryview(written))


def _values(properties: dict[str, Any]) -> Mapping[str, Value]:
    for name, value in properties.items():
        if value.__class__ is list:
            properties[name] = tuple(value)
    return properties
