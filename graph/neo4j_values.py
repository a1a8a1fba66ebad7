"""Entities and links as the properties of nodes and relationships, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from graph.neo4j_schema import escaped
from graph.records import Entity, Link, Record, Value
from ontology.model import Ontology, ValueType
from ontology.values import is_date

__all__ = ["ABOUT_ENTITY", "ABOUT_LINK", "ENTITY_COLUMNS", "Values", "link_columns"]

Properties = dict[str, Any]

ENTITY_COLUMNS = "n.id, n._kind, n._version, n._restricted, properties(n), toString(n.validFrom), toString(n.validTo)"
ABOUT_ENTITY = frozenset(
    {
        *("id", "identifiers", "names", "sources", "validFrom", "validTo", "confidence"),
        *("_kind", "_version", "_seq", "_origin", "_winners", "_record", "_restricted"),
    }
)
"""The properties of an entity's node that do not come from the ontology."""
ABOUT_LINK = frozenset(
    {
        *("id", "sources", "validFrom", "validTo", "confidence"),
        *("_version", "_origin", "_winners", "_record", "_restricted", "_group"),
    }
)
"""The properties of a link's relationship that do not come from the ontology."""


class Values:
    """Knows which properties are dates: Neo4j has a type for them, records hold them as ISO 8601 texts."""

    def __init__(self, ontology: Ontology) -> None:
        self._dates = {
            holder.name: frozenset(
                p.name for p in ontology.properties(holder.name).values() if p.type is ValueType.DATE
            )
            for holder in ontology.holders()
        }
        self._known = {holder.name: tuple(ontology.properties(holder.name)) for holder in ontology.holders()}
        self.qualifiers = {kind: tuple(type.qualifiers) for kind, type in ontology.links.items()}
        """The names of the qualifiers of each link type, as `link_columns` gives them."""

    def entity(self, entity: Entity, version: int, restricted: bool) -> Properties:
        """The properties of an entity's node, but for `_seq` and `_record`."""
        found = self.said(entity.kind, entity.properties)
        found["id"] = entity.id
        found["_kind"] = entity.kind
        if entity.identifiers:
            found["identifiers"] = list(entity.identifiers)
        if entity.names:
            found["names"] = list(entity.names)
        return _about(found, entity, version, restricted)

    def link(self, link: Link, version: int, group: str, restricted: bool) -> Properties:
        """The properties of a link's relationship, but for `_record`."""
        found = self.said(link.kind, link.properties)
        found["id"] = link.id
        if group != link.id:
            found["_group"] = group
        return _about(found, link, version, restricted)

    def said(self, kind: str, properties: Mapping[str, Value]) -> Properties:
        """Properties as Neo4j keeps them."""
        found: Properties = dict(properties)
        for name, value in properties.items():
            if value.__class__ is tuple:
                found[name] = _alike(list(value))
        for name in self._dates[kind] & found.keys() if kind in self._dates else ():
            value = found[name]
            found[name] = [*map(date.fromisoformat, value)] if isinstance(value, list) else date.fromisoformat(value)
        return found

    def record(self, record: Record) -> Properties:
        """What a record says, legibly; what it is exactly is kept beside that."""
        found = self.said(record.kind, record.properties)
        if record.identifiers:
            found["identifiers"] = list(record.identifiers)
        return _valid(found, record.valid_from, record.valid_to, record.confidence)

    def read_entity(self, properties: Properties, valid_from: str | None, valid_to: str | None) -> Entity:
        """The entity that a node with these properties stands for."""
        get = properties.get
        known = self._known.get(get("_kind", ""), ())
        # In the order of the ontology: Neo4j gives properties in none, and people are shown them as they come.
        said = {name: _plain(properties[name]) for name in known if name in properties}
        return Entity(
            get("id", ""), get("_kind", ""), said, _texts(get("identifiers")), _texts(get("names")),
            _texts(get("sources")), _winners(get("_origin"), get("_winners")), _day(valid_from), _day(valid_to),
            _number(get("confidence")),
        )  # fmt: skip

    def new_entity(self, kind: str, properties: Properties, valid_from: str | None, valid_to: str | None) -> Entity:
        """What a node says that is none of ours. Its valid time is as it stands there, right or wrong."""
        value = self.read_entity({**properties, "_kind": kind}, None, None)
        return value._replace(valid_from=valid_from, valid_to=valid_to)

    def new_link(
        self, kind: str, start: str, end: str, properties: Properties, valid_from: str | None, valid_to: str | None
    ) -> Link:
        """What a relationship says that is none of ours. Its valid time is as it stands there, right or wrong."""
        said = {name: _plain(value) for name, value in properties.items() if name in self._known[kind]}
        confidence = _number(properties.get("confidence"))
        return Link(properties.get("id", ""), kind, start, end, said, (), {"*": ""}, valid_from, valid_to, confidence)

    def read_link(self, kind: str, row: list[Any]) -> Link:
        """The link of a row of `link_columns`."""
        id, start, end, sources, origin, winners, valid_from, valid_to, confidence, _, _, _, *said = row
        properties = {
            name: tuple(value) if value.__class__ is list else value
            for name, value in zip(self.qualifiers[kind], said, strict=True)
            if value is not None
        }
        return Link(
            id, kind, start, end, properties, _texts(sources), _winners(origin, winners),
            _day(valid_from), _day(valid_to), _number(confidence),
        )  # fmt: skip


def link_columns(ontology: Ontology, kind: str) -> str:
    """What to return of `(a)-[r]->(b)` for `Values.read_link`; `_version`, `_restricted` and `_group` are in it too."""
    columns = [
        "r.id", "a.id", "b.id", "r.sources", "r._origin", "r._winners", "toString(r.validFrom)", "toString(r.validTo)",
        "r.confidence", "r._version", "r._restricted", "r._group",
    ]  # fmt: skip
    for name, qualifier in ontology.links[kind].qualifiers.items():
        column = f"r.{escaped(name)}"
        if qualifier.type is ValueType.DATE:
            column = f"[d IN {column} | toString(d)]" if qualifier.many else f"toString({column})"
        columns.append(column)
    return ", ".join(columns)


def _about(found: Properties, value: Entity | Link, version: int, restricted: bool) -> Properties:
    found["sources"] = list(value.sources)
    found["_version"] = version
    winners = value.winners
    found["_origin"] = winners["*"]
    if len(winners) > 1:
        found["_winners"] = [f"{name}={origin}" for name, origin in winners.items() if name != "*"]
    if restricted:
        found["_restricted"] = True
    return _valid(found, value.valid_from, value.valid_to, value.confidence)


def _valid(found: Properties, valid_from: str | None, valid_to: str | None, confidence: float | None) -> Properties:
    if valid_from:
        found["validFrom"] = date.fromisoformat(valid_from)
    if valid_to:
        found["validTo"] = date.fromisoformat(valid_to)
    if confidence is not None:
        found["confidence"] = confidence
    return found


def _winners(origin: Any, others: Any) -> Mapping[str, str]:
    best = origin if origin.__class__ is str else ""
    if not others:
        return {"*": best}
    return {"*": best, **dict(other.split("=", 1) for other in _texts(others) if "=" in other)}


def _plain(value: Any) -> Any:
    """A value as records have it."""
    if value.__class__ in (str, int, float, bool):
        return value
    if value.__class__ is list:
        return tuple(map(_plain, value))
    return value.iso_format() if hasattr(value, "iso_format") else str(value)


def _texts(value: Any) -> tuple[str, ...]:
    """A list of texts, or the one text, that somebody may have put in place of a list of ours."""
    if value.__class__ is list:
        return tuple(item if item.__class__ is str else str(item) for item in value)
    return () if value is None else (str(value),)


def _day(text: str | None) -> str | None:
    return text if text and is_date(text) else None


def _number(value: Any) -> float | None:
    return value if value.__class__ in (int, float) else None


def _alike(values: list[Any]) -> list[Any]:
    """Numbers of one type: Neo4j keeps no list of integers and decimals."""
    return [float(value) for value in values] if {type(value) for value in values} == {int, float} else values
