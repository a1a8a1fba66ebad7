"""All GraphQL types that the ontology asks for, of one schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import strawberry

from api.definitions import Field, definition, many
from api.entities import describe, entity_types, kind_enum, property_field
from api.inputs import Inputs
from api.links import Side, sides_of
from api.pages import Pages, page_arguments
from ontology.errors import OntologyError
from ontology.model import Ontology, Property

__all__ = ["Types", "make_types"]


@dataclass(frozen=True)
class Types:
    """The types of one schema, by the names of classes: entities, connections of them, and their inputs."""

    ontology: Ontology
    kind: Any
    pages: Pages
    inputs: Inputs
    classes: Mapping[str, Any]
    connections: Mapping[str, Any]
    sides: Mapping[str, Mapping[str, Side]]
    """Of every class its links, by the names of their fields."""


def make_types(ontology: Ontology) -> Types:
    """Generate them. Raises OntologyError where two fields of a type would have one name."""
    common = {name: ontology.common[name] for name in ("validFrom", "validTo", "confidence")}
    kind = kind_enum(ontology)
    pages, inputs = Pages(), Inputs(kind, common)
    classes = entity_types(ontology, kind)
    sides: dict[str, dict[str, Side]] = {name: {} for name in classes}
    for forward, inverse in sides_of(ontology, common):
        where, orders = inputs.of_link(forward), inputs.order(forward.link.name, forward.link.qualifiers)
        for side in (forward, inverse):
            field = _link_field(side, ontology, pages, classes, page_arguments(where, orders, told=False))
            for each in ontology.classes.values():
                if set(side.near) & set(each.ancestors):
                    sides[each.name][side.name] = side
                    definition(classes[each.name]).fields.append(field)
    for name, made in classes.items():
        _check_names(name, definition(made).fields)
    connections = {
        each.name: pages.connection(each.name, classes[each.name], f"A page of {each.label.en} · {each.label.zh}.")
        for each in ontology.classes.values()
    }
    return Types(ontology, kind, pages, inputs, classes, connections, sides)


def _link_field(
    side: Side, ontology: Ontology, pages: Pages, classes: Mapping[str, Any], arguments: list[Any]
) -> Field:
    description = describe(side.label, side.link.definition)
    on_edges = _on_edges(side, classes["Source"])
    _check_names(f"An edge of {side.link.name}", [*on_edges, "cursor", "node"])
    name = f"{side.link.name}{'' if side.forward else 'Inverse'}"
    far = classes[_nearest(ontology, side.far)]
    connection = pages.connection(name, far, description, on_edges)
    return Field(side.name, connection, description, read=side.read, arguments=arguments, cost=10, size="first")


def _nearest(ontology: Ontology, names: tuple[str, ...]) -> str:
    """The nearest class at or above all of these."""
    first, *rest = (ontology.classes[name].ancestors for name in names)
    return next(name for name in first if all(name in other for other in rest))


def _on_edges(side: Side, source: Any) -> list[Field]:
    common = side.common
    return [
        Field("id", strawberry.ID, "The id of the link itself.", pick=lambda edge: edge.link.id),
        *(property_field(p, _qualifier(p)) for p in side.link.qualifiers.values()),
        property_field(common["validFrom"], lambda edge: edge.link.valid_from),
        property_field(common["validTo"], lambda edge: edge.link.valid_to),
        property_field(common["confidence"], lambda edge: edge.link.confidence),
        Field("sources", many(source), "Who says so. 来源。", pick=lambda edge: edge.sources, size=3),
    ]


def _qualifier(property_: Property) -> Any:
    name, otherwise = property_.name, () if property_.many else None
    return lambda edge: edge.link.properties.get(name, otherwise)


def _check_names(holder: str, fields: list[Any]) -> None:
    names = [getattr(field, "graphql_name", field) for field in fields]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise OntologyError(
            f"{holder} would have several fields called {', '.join(twice)}.",
            "Give the property another name, or the link by pg:forward or pg:inverse.",
        )
