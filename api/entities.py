"""GraphQL types of entities: an interface for every abstract class, an object type for every other."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from enum import Enum
from typing import Any, NamedTuple

import strawberry

from api.definitions import Field, argument, definition, interface, many, output
from api.filters import PYTHON
from api.history import history_fields
from api.moment import Node
from api.scalars import Language
from ontology.model import Ontology, Property, Text

__all__ = ["describe", "entity_types", "kind_enum", "property_field"]

Pick = Callable[[Any], object]

LABELS = {
    Language.ZH: ("nameZh", "name", "nameEn", "shortName", "acronym"),
    Language.EN: ("nameEn", "name", "nameZh", "shortName", "acronym"),
}
"""Properties that may serve as a label, best first."""


class _Identifier(NamedTuple):
    scheme: str
    value: str


def entity_types(ontology: Ontology, kind: Any) -> dict[str, type]:
    """The type of every class, as yet without its links; `kind` is the enumeration of classes."""
    made: dict[str, type] = {}
    for each in sorted(ontology.classes.values(), key=lambda c: len(c.ancestors)):
        above = [made[name] for name in each.ancestors[1:] if ontology.classes[name].abstract]
        description = describe(each.label, each.definition)
        if each.abstract:
            made[each.name] = interface(each.name, [], description, _kind, above)
        else:
            made[each.name] = output(each.name, [], description, above)
    common = _common_fields(ontology, kind, made["Source"])
    known: dict[Property, Field] = {}
    for each in ontology.classes.values():
        for property_ in each.properties.values():
            if property_ not in known:  # classes share what they inherit: making a field takes its time
                known[property_] = property_field(property_, _reader_of(property_))
        definition(made[each.name]).fields.extend([*common, *map(known.__getitem__, each.properties.values())])
    return made


def describe(label: Text, text: Text, *more: str) -> str:
    """What a reader of the schema is told, in both languages."""
    return " ".join([f"{label.en} · {label.zh}:", text.en, text.zh, *more])


def property_field(property_: Property, pick: Pick) -> Field:
    """The output field of a property. Any value may be unknown; of what there can be many, none is an empty list."""
    python: Any = PYTHON[property_.type]
    more = [f"Unit: {property_.unit}."] if property_.unit else []
    if property_.scheme:
        more.append(f"Code list: {property_.scheme} (see `schemes`).")
    if property_.example:
        more.append(f"Example: {property_.example}")
    description = describe(property_.label, property_.definition, *more)
    return Field(property_.name, many(python) if property_.many else python | None, description, pick=pick)


def _reader_of(property_: Property) -> Pick:
    name = property_.name
    if property_.many:
        return lambda node: node.entity.properties.get(name, ())
    return lambda node: node.entity.properties.get(name)


def _kind(node: Node) -> str:
    return node.entity.kind


def kind_enum(ontology: Ontology) -> Any:
    """The classes by name; a filter takes an abstract one to mean all that are below it."""
    members = {
        each.name: strawberry.enum_value(each.name, description=f"{each.label.en} · {each.label.zh}")
        for each in ontology.classes.values()
    }
    kinds: Any = Enum("Kind", members)  # type: ignore[misc]
    return strawberry.enum(kinds, description="What kind of thing an entity is. 实体的类。")


def _common_fields(ontology: Ontology, kind: Any, source: type) -> list[Field]:
    identifier = output(
        "Identifier",
        [Field("scheme", str, "Who issues it, e.g. `ror`."), Field("value", str, "The identifier without its scheme.")],
        "An identifier that others know an entity by. 外部标识。",
    )
    common = ontology.common
    return [
        Field("id", strawberry.ID, "Its id here, once and for all: scheme:value.", pick=lambda node: node.entity.id),
        Field("kind", kind, "What kind of thing it is.", pick=_kind),
        Field(
            "label",
            str,
            "The best name to show, in a language. 用于显示的名称。",
            read=_label,
            arguments=[
                argument("lang", Language, "The language wanted; another is given if there is none.", Language.EN)
            ],
        ),
        Field(
            "identifiers",
            many(identifier),
            "Identifiers that others know it by. 外部标识。",
            pick=_identifiers,
        ),
        Field("validFrom", datetime.date | None, common["validFrom"].definition.en, pick=lambda n: n.entity.valid_from),
        Field("validTo", datetime.date | None, common["validTo"].definition.en, pick=lambda n: n.entity.valid_to),
        Field("confidence", float | None, common["confidence"].definition.en, pick=lambda n: n.entity.confidence),
        Field(
            "sources",
            many(source),
            "Who says something about it. 来源。",
            pick=lambda node: node.moment.sources(node.entity.sources),
            size=3,
        ),
        *history_fields(),
    ]


def _label(node: Node, _info: object, lang: Language) -> str:
    found = (node.entity.properties.get(name) for name in LABELS[lang])
    return str(next(filter(None, found), node.entity.id))


def _identifiers(node: Node) -> list[_Identifier]:
    return [_Identifier(*identifier.split(":", 1)) for identifier in node.entity.identifiers]
