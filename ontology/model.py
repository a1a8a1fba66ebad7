"""What can be said, as frozen Python objects: the shape into which the Turtle is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "Concept",
    "EntityClass",
    "IdentifierScheme",
    "LinkType",
    "Ontology",
    "Property",
    "Scheme",
    "Text",
    "ValueType",
]


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages."""

    zh: str
    en: str


class ValueType(StrEnum):
    """The range of a property. DATE values are ISO 8601 strings; CODE values are notations of a scheme."""

    STRING = "string"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    URI = "uri"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Property:
    """A property of an entity class, or a qualifier of a link type.

    `less_than` and `at_most` name another property of the same holder that its value stays below, or does not exceed.
    """

    name: str
    iri: str
    label: Text
    definition: Text
    type: ValueType
    scheme: str | None = None
    many: bool = False
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    pattern: str | None = None
    unit: str | None = None
    discriminating: bool = False
    searchable: bool = False
    example: str | None = None
    less_than: str | None = None
    at_most: str | None = None
    aligned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntityClass:
    """A rigid kind. `ancestors` go from the class itself to `Entity`; `properties` include inherited ones."""

    name: str
    plural: str
    iri: str
    label: Text
    definition: Text
    abstract: bool
    ancestors: tuple[str, ...]
    properties: Mapping[str, Property]
    aligned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkType:
    """A dated, sourced link between two entities, `start` to `end`."""

    name: str
    iri: str
    forward: str
    inverse: str
    relationship: str
    label: Text
    inverse_label: Text
    definition: Text
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    qualifiers: Mapping[str, Property]
    acyclic: bool = False
    functional: bool = False
    aligned: tuple[str, ...] = ()

    @property
    def discriminating(self) -> tuple[str, ...]:
        """Names of the qualifiers that belong to a link's identity."""
        return tuple(q.name for q in self.qualifiers.values() if q.discriminating)


@dataclass(frozen=True, slots=True)
class Concept:
    """One code. `id` is `scheme:notation`, e.g. `region:CN-BJ`; `also` are other ways of writing it in tables.

    `definition` is empty in both languages where the label says it all.
    """

    id: str
    scheme: str
    notation: str
    label: Text
    definition: Text
    broader: str | None = None
    exact: tuple[str, ...] = ()
    properties: tuple[tuple[str, str | int | float | bool], ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scheme:
    """A code list. `entity_class` is the class of its concepts (`Region`) if they are entities, else None."""

    name: str
    iri: str
    label: Text
    definition: Text
    source: str
    entity_class: str | None
    concepts: Mapping[str, Concept]


@dataclass(frozen=True, slots=True)
class IdentifierScheme:
    """An identifier scheme, e.g. `uscc`. `check` names a method of `ontology.identifiers`, None if there is none."""

    name: str
    iri: str
    label: Text
    definition: Text
    pattern: str
    check: str | None
    applies_to: tuple[str, ...]
    url_prefix: str | None = None
    example: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Ontology:
    """Everything that can be said. `digest` changes when any of the files does.

    `common` is what every statement carries besides its properties: id, from, to, validFrom, validTo, and so on.
    `words` are the annotations in which the Turtle is written, with what they mean, for those who extend it.
    """

    classes: Mapping[str, EntityClass]
    links: Mapping[str, LinkType]
    schemes: Mapping[str, Scheme]
    identifiers: Mapping[str, IdentifierScheme]
    digest: str
    common: Mapping[str, Property]
    words: Mapping[str, tuple[Text, Text]]

    def __repr__(self) -> str:
        return f"<Ontology {self.digest[:12]}: {len(self.classes)} classes, {len(self.links)} link types>"

    def holders(self) -> tuple[EntityClass | LinkType, ...]:
        """Whatever has properties: the classes, then the link types."""
        return (*self.classes.values(), *self.links.values())

    def properties(self, kind: str) -> Mapping[str, Property]:
        """The properties of a class, or the qualifiers of a link type."""
        return self.classes[kind].properties if kind in self.classes else self.links[kind].qualifiers

    def is_a(self, name: str, ancestor: str) -> bool:
        """Whether class `name` is `ancestor` or below it."""
        return ancestor in self.classes[name].ancestors

    def concrete(self, name: str) -> tuple[str, ...]:
        """The classes at or below `name` that entities can have, in order of declaration."""
        return tuple(c.name for c in self.classes.values() if not c.abstract and name in c.ancestors)
