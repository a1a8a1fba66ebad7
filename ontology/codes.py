"""Code lists: SKOS concept schemes read into `Scheme`, and how a table's own way of writing a code is understood."""

from __future__ import annotations

import unicodedata
from types import MappingProxyType

from rdflib import RDF, Literal
from rdflib.namespace import DCTERMS, SKOS
from rdflib.term import Node

from ontology.model import Concept, Scheme, Text
from ontology.turtle import PG, Turtle, local

__all__ = ["fold", "lookup", "schemes"]

_OWN = frozenset(
    {
        RDF.type,
        *(
            SKOS[name]
            for name in ("inScheme", "notation", "prefLabel", "altLabel", "definition", "broader", "exactMatch")
        ),
    }
)


def fold(text: str) -> str:
    """A text as it is compared with names and labels: width, case and surrounding blanks do not matter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def lookup(scheme: Scheme) -> dict[str, str]:
    """The code for every folded way of writing it: notation, id, label in either language, `also`."""
    found: dict[str, str] = {}
    for concept in scheme.concepts.values():
        for text in (concept.notation, concept.id, concept.label.zh, concept.label.en, *concept.also):
            found.setdefault(fold(text), concept.notation)
    return found


def schemes(turtle: Turtle) -> dict[str, Scheme]:
    """All concept schemes with their concepts, by name."""
    concepts: dict[Node, dict[str, Concept]] = {node: {} for node in turtle.instances(SKOS.ConceptScheme)}
    for node in turtle.instances(SKOS.Concept):
        scheme = turtle.one(node, SKOS.inScheme)
        if scheme not in concepts:
            raise turtle.fail(node, "is in no scheme that is declared.", "Give skos:inScheme a skos:ConceptScheme.")
        concept = _concept(turtle, node, local(scheme))
        if concepts[scheme].setdefault(concept.notation, concept) is not concept:
            raise turtle.fail(
                node, f"repeats the notation {concept.notation}.", "Give each code of a scheme its own notation."
            )
    return {name: _scheme(turtle, node, concepts[node]) for name, node in turtle.named(concepts).items()}


def _scheme(turtle: Turtle, node: Node, concepts: dict[str, Concept]) -> Scheme:
    source = turtle.string(node, DCTERMS.source)
    if not source:
        raise turtle.fail(node, "does not say where it comes from.", "Add dcterms:source.")
    entity_class = turtle.one(node, PG.entityClass)
    return Scheme(
        name=local(node),
        iri=str(node),
        label=turtle.text(node, SKOS.prefLabel),
        definition=turtle.definition(node),
        source=source,
        entity_class=local(entity_class) if entity_class is not None else None,
        concepts=MappingProxyType(concepts),
    )


def _concept(turtle: Turtle, node: Node, scheme: str) -> Concept:
    notation = _notation(turtle, node)
    broader = turtle.one(node, SKOS.broader)
    defined = next(turtle.graph.objects(node, SKOS.definition), None) is not None
    return Concept(
        id=f"{scheme}:{notation}",
        scheme=scheme,
        notation=notation,
        label=turtle.text(node, SKOS.prefLabel),
        definition=turtle.definition(node) if defined else Text("", ""),
        broader=_id(turtle, broader) if broader is not None else None,
        exact=tuple(str(o) for o in turtle.objects(node, SKOS.exactMatch)),
        properties=tuple(
            (local(p), o.toPython())
            for p, o in turtle.graph.predicate_objects(node)
            if p not in _OWN and isinstance(o, Literal)
        ),
        also=tuple(str(o) for o in turtle.objects(node, SKOS.altLabel)),
    )


def _notation(turtle: Turtle, node: Node) -> str:
    return turtle.string(node, SKOS.notation) or local(node)


def _id(turtle: Turtle, node: Node) -> str:
    scheme = turtle.one(node, SKOS.inScheme)
    return f"{local(scheme) if scheme is not None else ''}:{_notation(turtle, node)}"
