"""Who said what about an entity, and when: its records, as far as the viewer may see them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import strawberry

from api.definitions import Field, many, optional, output
from api.moment import Node
from api.scalars import JSON
from graph.records import PUBLIC, Record, Stored

__all__ = ["Statement", "history_fields", "visible"]

UNREACHABLE = "Null, with an error, while the store is out of reach."


class Statement(NamedTuple):
    """A record in the log, with the id that its subject would have by it alone, and whether nothing has replaced it."""

    version: int
    birth: str
    current: bool
    record: Record


def visible(log: Iterable[Stored], labels: frozenset[str], version: int) -> list[Statement]:
    """What a viewer with these labels sees of a log as it was at a version.

    What has been replaced by something that may not be seen is withdrawn from view too: else its being replaced would
    tell that there is something to hide.
    """
    known = [stored for stored in log if stored.version <= version]
    newest = {stored.record.origin: stored for stored in known}
    return [
        Statement(stored.version, stored.birth, newest[stored.record.origin] is stored, stored.record)
        for stored in known
        if _may_see(stored.record, labels) and _may_see(newest[stored.record.origin].record, labels)
    ]


def _may_see(record: Record, labels: frozenset[str]) -> bool:
    return record.access == PUBLIC or record.access in labels


def _statements(node: Node) -> list[Statement]:
    context = node.moment.context
    return visible(context.log.records([node.entity.id]), context.labels, context.snapshot.version)


class _Provenance(NamedTuple):
    property: str
    statement: Statement


def _provenance(node: Node) -> list[_Provenance]:
    said = {statement.record.origin: statement for statement in _statements(node) if statement.current}
    winners = node.entity.winners
    # In order of name: the order in which they were merged would tell how many records there are.
    origins = {name: winners.get(name, winners.get("*")) for name in ("kind", *sorted(node.entity.properties))}
    return [_Provenance(name, said[origin]) for name, origin in origins.items() if origin in said]


def _former_ids(node: Node) -> list[str]:
    return list(dict.fromkeys(s.birth for s in _statements(node) if s.birth not in ("", node.entity.id)))


def _properties(statement: Statement) -> Mapping[str, Any]:
    return dict(sorted(statement.record.properties.items()))


def history_fields() -> list[Field]:
    """`formerIds`, `history` and `provenance` of an entity."""
    statement = output(
        "Statement",
        [
            Field("source", str, "Who said it.", pick=lambda s: s.record.source),
            Field("key", str, "By which key the source knows it.", pick=lambda s: s.record.key),
            Field("version", int, "With which commit it came.", pick=lambda s: s.version),
            Field("recorded", str | None, "When the source said it.", pick=lambda s: s.record.recorded),
            Field("current", bool, "Whether the source has said nothing newer.", pick=lambda s: s.current),
            Field("retracted", bool, "Whether the source takes it back here.", pick=lambda s: s.record.retracted),
            Field("kind", str, "What kind of thing it says it is.", pick=lambda s: s.record.kind),
            Field("identifiers", list[str], "By which identifiers.", pick=lambda s: s.record.identifiers),
            Field("properties", JSON, "The values it gives.", pick=_properties),
            Field("validFrom", datetime.date | None, "From when it says so.", pick=lambda s: s.record.valid_from),
            Field("validTo", datetime.date | None, "Until when.", pick=lambda s: s.record.valid_to),
            Field("confidence", float | None, "How sure it is, 0 to 1.", pick=lambda s: s.record.confidence),
            Field("access", str, "Who may see it.", pick=lambda s: s.record.access),
        ],
        "What one source said at one time. 某来源在某一时间的陈述。",
    )
    provenance = output(
        "Provenance",
        [
            Field("property", str, "The property, or `kind`.", pick=lambda p: p.property),
            Field("record", statement, "The record whose value won.", pick=lambda p: p.statement),
        ],
        "Which record gave the value of a property. 属性值出自哪条记录。",
    )
    return [
        Field(
            "formerIds",
            list[strawberry.ID] | None,
            f"Ids that it, or a part of it, once had; it is found by them as well. {UNREACHABLE} 曾用标识。",
            pick=_former_ids,
            cost=50,
        ),
        Field(
            "history",
            optional(many(statement)),
            f"Everything that was said about it, oldest first. {UNREACHABLE} 全部陈述，由旧到新。",
            pick=_statements,
            cost=50,
            size=5,
        ),
        Field(
            "provenance",
            optional(many(provenance)),
            f"For every property the record that won. {UNREACHABLE} 每个属性值的出处。",
            pick=_provenance,
            cost=50,
            size=10,
        ),
    ]
