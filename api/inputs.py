"""The GraphQL inputs `where` and `orderBy`: by which conditions, and in which order, entities and links are listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import strawberry
from strawberry.types.field import StrawberryField

from api.definitions import definition, input_field, input_type, many, optional
from api.filters import Conditions
from api.links import Side
from api.scalars import Direction
from ontology.model import EntityClass, Property

__all__ = ["Inputs"]


class Inputs:
    """Makes the inputs of one schema; `kind` is the enumeration of classes, `common` what everything has."""

    def __init__(self, kind: Any, common: Mapping[str, Property]) -> None:
        self.common = common
        self.conditions = Conditions()
        self.id = optional(_id_filter())
        self.kind = optional(_kind_filter(kind))
        self.link = optional(_link_filter())

    def of_class(self, each: EntityClass, sides: Iterable[Side]) -> type:
        """`ClassWhere`."""
        fields = [
            input_field("id", self.id, "Conditions on the id."),
            input_field("kind", self.kind, "Conditions on the kind."),
            *self.conditions.fields({**each.properties, **self.common}),
            *(input_field(side.name, self.link, f"{side.label.en} · {side.label.zh}") for side in sides),
        ]
        return _where(each.name, fields)

    def of_link(self, side: Side) -> type:
        """`LinkWhere`."""
        fields = [
            input_field("node", self.id, "Conditions on the id at the other end."),
            input_field("kind", self.kind, "Conditions on the kind at the other end."),
            *self.conditions.fields(side.columns),
        ]
        return _where(side.link.name, fields)

    def order(self, name: str, properties: Mapping[str, Property]) -> type:
        """`NameOrder`: one field with its direction."""
        single = [p.name for p in (*properties.values(), *self.common.values()) if not p.many]
        direction = optional(Direction)
        fields = [input_field(field, direction, f"By `{field}`.") for field in dict.fromkeys(single)]
        return input_type(f"{name}Order", fields, "One field to order by: write just one, such as {name: ASC}.")


def _where(name: str, fields: list[StrawberryField]) -> type:
    made = input_type(f"{name}Where", fields, "Conditions; all that are given must hold.")
    several = optional(many(made))
    definition(made).fields[:0] = [
        input_field("and", several, "All of these hold."),
        input_field("or", several, "At least one of these holds."),
        input_field("not", optional(made), "This is known not to hold."),
    ]
    return made


def _id_filter() -> type:
    fields = [
        input_field("eq", optional(strawberry.ID), "This one."),
        input_field("in", optional(many(strawberry.ID)), "One of these."),
    ]
    return input_type("IDFilter", fields, "Conditions on an id; any identifier or former id will do.")


def _kind_filter(kind: Any) -> type:
    fields = [
        input_field("eq", optional(kind), "Of this kind."),
        input_field("in", optional(many(kind)), "Of one of these kinds."),
    ]
    return input_type("KindFilter", fields, "Conditions on the kind; an abstract one means all kinds below it.")


def _link_filter() -> type:
    fields = [
        input_field("any", optional(many(strawberry.ID)), "Such a link to one of these entities."),
        input_field("under", optional(strawberry.ID), "Such a link to this concept, or to one below it."),
        input_field("exists", optional(bool), "Whether there is any such link."),
    ]
    return input_type("LinkFilter", fields, "Conditions on the links on the date; all that are given must hold.")
