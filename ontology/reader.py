"""Turtle files in, one frozen `Ontology` out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

from rdflib import OWL, RDFS
from rdflib.namespace import SKOS
from rdflib.term import Node

from ontology import codes, consistency, names
from ontology.model import EntityClass, IdentifierScheme, LinkType, Ontology, Property, Text
from ontology.shapes import Facets, Shapes
from ontology.turtle import PG, Turtle, local

__all__ = ["read"]

_FILES = tuple(Path(__file__).with_name(name) for name in ("pilotgraph.ttl", "codes.ttl"))


def read(*extensions: Path) -> Ontology:
    """The ontology, with what the extension files add to it.

    Without extensions it is read once for all (0.3 s): its files are part of the program and don't change under it.

    Raises
    ------
    OntologyError
        If a file can't be read or they contradict themselves or each other; it names the file and the term.
    """
    return _read(extensions) if extensions else _unextended()


@cache
def _unextended() -> Ontology:
    return _read(())


def _read(extensions: Sequence[Path]) -> Ontology:
    turtle = Turtle((*_FILES, *extensions))
    turtle.check_terms()
    shapes = Shapes(turtle)
    lines = _lines(turtle)
    ontology = Ontology(
        classes=MappingProxyType(_classes(turtle, shapes, lines)),
        links=MappingProxyType(_links(turtle, shapes, lines)),
        schemes=MappingProxyType(codes.schemes(turtle)),
        identifiers=MappingProxyType(_identifiers(turtle)),
        digest=turtle.digest,
        common=_common(shapes),
        words=MappingProxyType(_words(turtle)),
    )
    consistency.check(ontology, turtle)
    return ontology


def _lines(turtle: Turtle) -> dict[Node, tuple[Node, ...]]:
    """Every declared class with its line of ancestors, itself first, `pg:Statement` last."""
    declared = set(turtle.named(turtle.instances(OWL.Class)).values())
    parents = {node: [o for o in turtle.objects(node, RDFS.subClassOf) if o in declared] for node in declared}
    return {node: _line(turtle, node, parents) for node in turtle.instances(OWL.Class) if node != PG.Statement}


def _line(turtle: Turtle, node: Node, parents: Mapping[Node, list[Node]]) -> tuple[Node, ...]:
    line = [node]
    while line[-1] != PG.Statement:
        above = parents[line[-1]]
        if len(above) != 1 or above[0] in line:
            raise turtle.fail(
                node,
                "is below no class, several or itself.",
                "Put it below exactly one, in the end pg:Entity or pg:Link.",
            )
        line.append(above[0])
    return tuple(line)


def _held(shapes: Shapes, line: tuple[Node, ...]) -> Mapping[str, Property]:
    """The properties of the first class of a line, inherited ones first, without those common to all statements."""
    facets: Mapping[Node, Facets] = {}
    for holder in reversed(line[:-1]):
        facets = shapes.facets(holder, facets)
    return shapes.properties(line[0], facets)


def _aligned(turtle: Turtle, node: Node, own: tuple[Node, ...]) -> tuple[str, ...]:
    found = (*turtle.objects(node, RDFS.subClassOf), *turtle.objects(node, SKOS.closeMatch))
    return tuple(str(o) for o in found if o not in own)


def _classes(turtle: Turtle, shapes: Shapes, lines: Mapping[Node, tuple[Node, ...]]) -> dict[str, EntityClass]:
    found = {}
    for node, line in lines.items():
        if PG.Entity in line:
            name = local(node)
            found[name] = EntityClass(
                name=name,
                plural=turtle.string(node, PG.plural) or names.plural(name),
                iri=str(node),
                label=turtle.label(node),
                definition=turtle.definition(node),
                abstract=turtle.flag(node, PG.abstract),
                ancestors=tuple(local(above) for above in line[:-1]),
                properties=_held(shapes, line),
                aligned=_aligned(turtle, node, line),
            )
    return found


def _links(turtle: Turtle, shapes: Shapes, lines: Mapping[Node, tuple[Node, ...]]) -> dict[str, LinkType]:
    found = {}
    for node, line in lines.items():
        if PG.Link in line[1:]:
            name = local(node)
            found[name] = LinkType(
                name=name,
                iri=str(node),
                forward=turtle.string(node, PG.forward) or names.lower_camel(name),
                inverse=turtle.string(node, PG.inverse) or "",
                relationship=names.upper_snake(name),
                label=turtle.label(node),
                inverse_label=turtle.text(node, PG.inverseLabel),
                definition=turtle.definition(node),
                starts=tuple(local(o) for o in turtle.objects(node, PG["from"])),
                ends=tuple(local(o) for o in turtle.objects(node, PG.to)),
                qualifiers=_held(shapes, line),
                acyclic=turtle.flag(node, PG.acyclic),
                functional=turtle.flag(node, PG.functional),
                aligned=_aligned(turtle, node, line),
            )
    return found


def _identifiers(turtle: Turtle) -> dict[str, IdentifierScheme]:
    found = {}
    for name, node in turtle.named(turtle.instances(PG.IdentifierScheme)).items():
        found[name] = IdentifierScheme(
            name=name,
            iri=str(node),
            label=turtle.label(node),
            definition=turtle.definition(node),
            pattern=turtle.string(node, PG.pattern) or "",
            check=turtle.string(node, PG.check),
            applies_to=tuple(local(o) for o in turtle.objects(node, PG.appliesTo)),
            url_prefix=turtle.string(node, PG.urlPrefix),
            example=turtle.string(node, SKOS.example),
        )
    return found


def _common(shapes: Shapes) -> Mapping[str, Property]:
    return shapes.properties(PG.Statement, shapes.facets(PG.Statement, {}))


def _words(turtle: Turtle) -> dict[str, tuple[Text, Text]]:
    return {
        local(node): (turtle.label(node), turtle.definition(node)) for node in turtle.instances(OWL.AnnotationProperty)
    }
