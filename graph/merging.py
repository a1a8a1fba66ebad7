"""Merging: all current records of one subject in, what they come to out. Pure; the order of records is nothing.

Where records disagree, the one with the higher confidence wins (not stated: NEUTRAL), then the one recorded later, then
the later source and key in alphabetical order, so that there is always exactly one winner. Lists are united.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from graph.codec import hashes
from graph.records import Entity, Link, Record, Value

__all__ = ["NEUTRAL", "identity", "link_ids", "merge_entity", "merge_links", "visible"]

NEUTRAL = 0.5
"""The rank of a record whose source states no confidence: neither trusted nor mistrusted."""

FIRST_DAY, LAST_DAY = "0000-01-01", "9999-12-31"


def visible(records: Iterable[Record], labels: Collection[str]) -> list[Record]:
    """The records that a viewer with these access labels may see."""
    return [record for record in records if record.access in labels]


def identity(kind: str, start: str, end: str, discriminators: Iterable[object] = ()) -> str:
    """What makes a link that link: type, start, end and discriminating qualifiers."""
    text = f"{kind}\x1f{start}\x1f{end}"
    for value in discriminators:
        text += f"\x1f{value}"
    return text


def link_ids(identities: Iterable[str]) -> list[str]:
    """The ids of links (63 bits, as `link:` and 16 hexadecimal digits) from what makes them those links."""
    digests = hashes(identity.encode() for identity in identities)
    digits = (np.frombuffer(digests, ">u8") | np.uint64(1 << 63)).astype(">u8").tobytes().hex()
    return [f"link:{digits[at : at + 16]}" for at in range(0, len(digits), 16)]


def merge_entity(id: str, records: Sequence[Record], names: Collection[str]) -> Entity:
    """What the current records of one entity come to.

    `names` are the birth ids of the records; origins and identifiers are added here. Raises ValueError on no records.
    """
    if len(records) == 1:
        only = records[0]
        every = {*names, *only.identifiers, only.origin} - {id}
        return Entity(
            id, only.kind, only.properties, only.identifiers, tuple(sorted(every)), (only.source,), {"*": only.origin},
            only.valid_from, only.valid_to, only.confidence,
        )  # fmt: skip
    ranked = _ranked(records)
    properties, winners = _properties(ranked)
    identifiers = tuple(dict.fromkeys(i for record in ranked for i in record.identifiers))
    every = {*names, *identifiers, *(record.origin for record in ranked)} - {id}
    dated = _dated(ranked)
    return Entity(
        id, ranked[0].kind, properties, identifiers, tuple(sorted(every)), _sources(ranked),
        {**winners, "kind": ranked[0].origin}, dated.valid_from, dated.valid_to, _confidence(ranked),
    )  # fmt: skip


def merge_links(group: str, start: str, end: str, records: Sequence[Record]) -> list[Link]:
    """What the current records of one group of links come to: one link for each stretch of overlapping valid time.

    The first stretch has the group's id, a later one an id of its own.
    """
    if len(records) == 1:
        only = records[0]
        return [
            Link(
                group,
                only.kind,
                start,
                end,
                only.properties,
                (only.source,),
                {"*": only.origin},
                only.valid_from,
                only.valid_to,
                only.confidence,
            )
        ]
    links = []
    for number, stretch in enumerate(_stretches(records)):
        ranked = _ranked(stretch)
        properties, winners = _properties(ranked)
        dated = _dated(ranked)
        id = group if number == 0 else link_ids([identity(group, start, end, [dated.valid_from])])[0]
        kind = ranked[0].kind
        links.append(
            Link(
                id,
                kind,
                start,
                end,
                properties,
                _sources(ranked),
                winners,
                dated.valid_from,
                dated.valid_to,
                _confidence(ranked),
            )
        )
    return links


def _stretches(records: Sequence[Record]) -> list[Sequence[Record]]:
    """The records parted into runs whose half-open intervals overlap or meet in no gap of knowledge (open bounds)."""
    if not records:
        return []
    ordered = sorted(records, key=lambda record: (record.valid_from or FIRST_DAY, record.valid_to or LAST_DAY))
    runs = [[ordered[0]]]
    reach = ordered[0].valid_to or LAST_DAY
    for record in ordered[1:]:
        if (record.valid_from or FIRST_DAY) < reach:
            runs[-1].append(record)
            reach = max(reach, record.valid_to or LAST_DAY)
        else:
            runs.append([record])
            reach = record.valid_to or LAST_DAY
    return list(runs)


def _ranked(records: Sequence[Record]) -> Sequence[Record]:
    return records if len(records) == 1 else sorted(records, key=_rank, reverse=True)


def _rank(record: Record) -> tuple[float, str, str, str]:
    confidence = NEUTRAL if record.confidence is None else record.confidence
    return confidence, record.recorded or "", record.source, record.key


def _properties(ranked: Sequence[Record]) -> tuple[Mapping[str, Value], Mapping[str, str]]:
    """The winning values, and the origin that each came from (`*` for the first record's)."""
    best = ranked[0]
    winners = {"*": best.origin}
    if len(ranked) == 1:
        return best.properties, winners
    merged = dict(best.properties)
    for record in ranked[1:]:
        for name, value in record.properties.items():
            held = merged.get(name)
            if held is None:
                merged[name] = value
                winners[name] = record.origin
            elif isinstance(held, tuple) and isinstance(value, tuple):
                merged[name] = tuple(dict.fromkeys((*held, *value)))
    return merged, winners


def _dated(ranked: Sequence[Record]) -> Record:
    """The best record that states valid time; both bounds come from one record, so that no interval is made up."""
    return next((record for record in ranked if record.valid_from or record.valid_to), ranked[0])


def _sources(ranked: Sequence[Record]) -> tuple[str, ...]:
    return tuple(sorted({record.source for record in ranked}))


def _confidence(ranked: Sequence[Record]) -> float | None:
    return max((record.confidence for record in ranked if record.confidence is not None), default=None)
