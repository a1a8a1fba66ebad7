"""SHACL property shapes, read into `Property`. A constraint that can't be honoured is an error, never skipped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

from rdflib import RDFS, XSD, Literal, URIRef
from rdflib.namespace import SH, SKOS
from rdflib.term import Node

from ontology.model import Property, Text, ValueType
from ontology.turtle import PG, Turtle, local

__all__ = ["Facets", "Shapes"]

Facets = Mapping[str, object]
"""The constraints on one property, by the field of `Property` that holds them."""

_TYPES = {
    XSD.string: ValueType.STRING,
    XSD.integer: ValueType.INTEGER,
    XSD.decimal: ValueType.DECIMAL,
    XSD.boolean: ValueType.BOOLEAN,
    XSD.date: ValueType.DATE,
    XSD.anyURI: ValueType.URI,
}
_FIELDS = {
    SH.datatype: "type",
    SH.nodeKind: "type",
    SH.minCount: "required",
    SH.maxCount: "many",
    SH.minInclusive: "minimum",
    SH.maxInclusive: "maximum",
    SH.minExclusive: "exclusive_minimum",
    SH.pattern: "pattern",
    SH.lessThan: "less_than",
    SH.lessThanOrEquals: "at_most",
    PG.scheme: "scheme",
    PG.discriminating: "discriminating",
}
_TIGHTER: dict[str, Callable[..., object]] = {
    "minimum": max,
    "maximum": min,
    "exclusive_minimum": max,
    "required": max,
    "many": min,
}


class Shapes:
    """Reads the shapes of one Turtle; remembers what it has read of a property that many classes share."""

    def __init__(self, turtle: Turtle) -> None:
        self._turtle = turtle
        self._facets = cache(self._read_facets)
        self._about = cache(self._read_about)

    def facets(self, holder: Node, inherited: Mapping[Node, Facets]) -> Mapping[Node, Facets]:
        """The constraints of a class by property, those of its parent tightened by its own."""
        found: dict[Node, Facets] = dict(inherited)
        for shape in self._turtle.objects(holder, SH.property):
            path = self._turtle.one(shape, SH.path)
            if not isinstance(path, URIRef):
                raise self._turtle.fail(
                    shape, "has a property shape without sh:path.", "Name the property.", within=holder
                )
            found[path] = self._merge(shape, holder, found.get(path, {}), self._facets(shape))
        return found

    def properties(self, holder: Node, facets: Mapping[Node, Facets]) -> Mapping[str, Property]:
        """The properties of a class by name."""
        named = self._turtle.named(facets)
        return MappingProxyType({name: self._property(holder, path, facets[path]) for name, path in named.items()})

    def _property(self, holder: Node, path: Node, facets: Facets) -> Property:
        label, definition, unit, example, searchable, aligned = self._about(path)
        kind = facets.get("type") or _TYPES.get(self._turtle.one(path, RDFS.range))  # type: ignore[call-overload]
        if kind is None:
            raise self._turtle.fail(
                path, f"has no datatype (used by {local(holder)}).", "Give sh:datatype or rdfs:range."
            )
        return Property(
            name=local(path),
            iri=str(path),
            label=label,
            definition=definition,
            unit=unit,
            example=example,
            searchable=searchable,
            aligned=aligned,
            **({"many": True} | dict(facets) | {"type": ValueType.CODE if "scheme" in facets else kind}),  # type: ignore[arg-type]
        )

    def _read_about(self, path: Node) -> tuple[Text, Text, str | None, str | None, bool, tuple[str, ...]]:
        turtle = self._turtle
        aligned = tuple(str(o) for o in turtle.objects(path, RDFS.subPropertyOf))
        unit, example = turtle.string(path, PG.unit), turtle.string(path, SKOS.example)
        return turtle.label(path), turtle.definition(path), unit, example, turtle.flag(path, PG.searchable), aligned

    def _read_facets(self, shape: Node) -> Facets:
        found: dict[str, object] = {}
        for predicate, value in self._turtle.graph.predicate_objects(shape):
            field = _FIELDS.get(predicate)  # type: ignore[call-overload]
            if field:
                found[field] = self._value(shape, field, value)
            elif str(predicate).startswith(str(SH)) and predicate != SH.path:
                raise self._unknown(shape, local(predicate))
        return found

    def _value(self, shape: Node, field: str, value: Node) -> object:
        content = value.toPython() if isinstance(value, Literal) else None
        if field == "type" and (value in _TYPES or value == SH.IRI):
            return _TYPES.get(value, ValueType.STRING)  # type: ignore[call-overload]
        if field in ("less_than", "at_most", "scheme"):
            return local(value)
        if field in ("pattern", "discriminating") and content is not None:
            return content
        if field == "required" and content in (0, 1):
            return content == 1
        if field == "many" and content == 1:
            return False
        if field in ("minimum", "maximum", "exclusive_minimum") and not isinstance(content, str):
            try:
                return float(content)  # type: ignore[arg-type]
            except TypeError:
                pass
        raise self._unknown(shape, f"{field} {value}")

    def _unknown(self, shape: Node, what: str) -> Exception:
        path = self._turtle.one(shape, SH.path)
        return self._turtle.fail(
            shape, f"has a constraint that is not understood: {what}.", "See docs/ontology.md.", within=path
        )

    def _merge(self, shape: Node, holder: Node, above: Facets, own: Facets) -> Facets:
        merged = dict(above)
        for field, value in own.items():
            if field in _TIGHTER and field in merged:
                merged[field] = _TIGHTER[field](merged[field], value)
            elif merged.setdefault(field, value) != value:
                raise self._contradiction(shape, holder, field)
        return merged

    def _contradiction(self, shape: Node, holder: Node, field: str) -> Exception:
        path = local(self._turtle.objects(shape, SH.path)[0])
        return self._turtle.fail(
            shape, f"contradicts what {path} has for {field} already.", "Leave one of them.", within=holder
        )
