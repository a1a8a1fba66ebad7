"""What must be true of an ontology as a whole, so that everything derived from it can be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rdflib import URIRef

from ontology import names
from ontology.codes import fold
from ontology.errors import BadInput
from ontology.identifiers import METHODS, normalise
from ontology.model import EntityClass, IdentifierScheme, LinkType, Ontology, Property, Scheme
from ontology.turtle import Turtle

__all__ = ["check"]


def check(ontology: Ontology, turtle: Turtle) -> None:
    """Raise `OntologyError` for the first contradiction, naming its file and term."""
    for iri, message, hint in _contradictions(ontology):
        raise turtle.fail(URIRef(iri), message, hint)


Contradiction = tuple[str, str, str]
"""The IRI of a term, what is wrong with it, and what to do."""


def _contradictions(ontology: Ontology) -> Iterator[Contradiction]:
    yield from _well_formed(ontology)
    yield from _distinct(ontology)
    for link in ontology.links.values():
        yield from _ends(ontology, link)
    for holder in ontology.holders():
        yield from _properties(ontology, holder)
    for entity in ontology.classes.values():
        yield from _fields(ontology, entity)
    for scheme in ontology.schemes.values():
        yield from _scheme(ontology, scheme)
    yield from _identifiers(ontology)


def _well_formed(ontology: Ontology) -> Iterator[Contradiction]:
    for holder in ontology.holders():
        if not names.CLASS.fullmatch(holder.name):
            yield (
                holder.iri,
                "is not a name for a class or link type.",
                "Begin with a capital; letters and digits only.",
            )
        for prop in ontology.properties(holder.name).values():
            if not names.PROPERTY.fullmatch(prop.name) or prop.name in names.RESERVED:
                yield prop.iri, "is not a name for a property.", "Begin with a small letter; avoid the reserved names."
    for iri, name in _prefixes(ontology):
        if not names.SCHEME.fullmatch(name):
            yield iri, "is not a name for a scheme.", "Small letters, digits and hyphens only."


def _distinct(ontology: Ontology) -> Iterator[Contradiction]:
    holders = ontology.holders()
    yield from _repeated("the name or label of", [(h.iri, t) for h in holders for t in _ways(h)])
    yield from _repeated("the plural of", [(c.iri, c.plural) for c in ontology.classes.values()])
    yield from _repeated("the name of", _prefixes(ontology))
    everywhere = {p.iri: p.name for h in holders for p in ontology.properties(h.name).values()}
    yield from _repeated("the name of", everywhere.items())


def _prefixes(ontology: Ontology) -> list[tuple[str, str]]:
    """What stands before the colon in an id: code schemes and identifier schemes share one space of names."""
    codes = [(scheme.iri, scheme.name) for scheme in ontology.schemes.values()]
    return codes + [(rule.iri, rule.name) for rule in ontology.identifiers.values()]


def _repeated(what: str, pairs: Iterable[tuple[str, str]]) -> Iterator[Contradiction]:
    seen: dict[str, str] = {}
    for iri, text in pairs:
        other = seen.setdefault(fold(text), iri)
        if other != iri:
            yield iri, f"{text!r} is already {what} {other}.", "Choose another; case does not tell them apart."


def _ends(ontology: Ontology, link: LinkType) -> Iterator[Contradiction]:
    if not link.starts or not link.ends or not link.inverse:
        yield (
            link.iri,
            "lacks pg:from, pg:to or pg:inverse.",
            "Say where it starts, where it ends and how it is called from there.",
        )
    for name in (*link.starts, *link.ends):
        if name not in ontology.classes:
            yield link.iri, f"starts or ends at {name}, which is not an entity class.", "Name a class below pg:Entity."


def _properties(ontology: Ontology, holder: EntityClass | LinkType) -> Iterator[Contradiction]:
    """In a table of a class, a column is called by a property or, where it holds identifiers, by their scheme."""
    held = ontology.properties(holder.name)
    rules = ontology.identifiers.values() if holder.name in ontology.classes else ()
    columns = [(p.iri, text) for p in (*ontology.common.values(), *rules, *held.values()) for text in _ways(p)]
    yield from _repeated("the name or label of", columns)
    for prop in held.values():
        if prop.scheme is not None and prop.scheme not in ontology.schemes:
            yield (
                prop.iri,
                f"takes codes of {prop.scheme}, which is not a code scheme.",
                "Declare it as a skos:ConceptScheme.",
            )
        for other in (prop.less_than, prop.at_most):
            if other is not None and other not in held:
                yield holder.iri, f"has {prop.name} but not {other}, with which it is compared.", "Give it both."
        if prop.pattern is not None and not _compiles(prop.pattern):
            yield prop.iri, "has a pattern that is not a regular expression.", "Correct sh:pattern."


def _fields(ontology: Ontology, entity: EntityClass) -> Iterator[Contradiction]:
    """What an entity can be asked for: its properties, and its links by their name from this end."""
    fields = [(p.iri, p.name) for p in (*ontology.common.values(), *entity.properties.values())]
    for link in ontology.links.values():
        if any(name in entity.ancestors for name in link.starts):
            fields.append((link.iri + "#forward", link.forward))
        if any(name in entity.ancestors for name in link.ends):
            fields.append((link.iri + "#inverse", link.inverse))
    for iri, message, hint in _repeated("a field from", fields):
        yield iri.removesuffix("#forward").removesuffix("#inverse"), f"{message[:-1]} (at {entity.name}).", hint


def _scheme(ontology: Ontology, scheme: Scheme) -> Iterator[Contradiction]:
    entity = ontology.classes.get(scheme.entity_class) if scheme.entity_class else None
    if scheme.entity_class and (entity is None or "Concept" not in entity.ancestors or entity.abstract):
        yield (
            scheme.iri,
            f"makes entities of {scheme.entity_class}.",
            "Name a class below pg:Concept that is not abstract.",
        )
    ids = {concept.id for other in ontology.schemes.values() for concept in other.concepts.values()}
    for concept in scheme.concepts.values():
        if not names.CODE.fullmatch(concept.notation):
            yield (
                scheme.iri,
                f"has the code {concept.notation!r}.",
                "Letters, digits, dots, hyphens and underscores only.",
            )
        if concept.broader is not None and concept.broader not in ids:
            yield scheme.iri, f"puts {concept.id} below {concept.broader}, which is no code.", "Correct skos:broader."
        for name, _ in concept.properties:
            if entity is None or name not in entity.properties:
                yield scheme.iri, f"gives {concept.id} a {name}, which its class does not have.", "Add it to the class."
    ways = [(c.id, text) for c in scheme.concepts.values() for text in (c.notation, c.label.zh, c.label.en, *c.also)]
    for code, message, hint in _repeated("a way of writing", ways):
        yield scheme.iri, f"{code}: {message}", hint


def _identifiers(ontology: Ontology) -> Iterator[Contradiction]:
    for rule in ontology.identifiers.values():
        if not rule.pattern or not _compiles(rule.pattern):
            yield rule.iri, "has no pattern, or one that is not a regular expression.", "Give pg:pattern."
        elif rule.check is not None and rule.check not in METHODS:
            yield rule.iri, f"asks for the check {rule.check!r}.", f"Known are {', '.join(METHODS)}."
        elif rule.example is not None and not _passes(ontology, rule.example, rule.name):
            yield (
                rule.iri,
                f"has an example that is not one: {rule.example}.",
                "Correct skos:example, pg:pattern or pg:check.",
            )
        for name in rule.applies_to:
            if name not in ontology.classes:
                yield rule.iri, f"applies to {name}, which is not an entity class.", "Name a class below pg:Entity."


def _ways(term: EntityClass | LinkType | IdentifierScheme | Property) -> set[str]:
    return {term.name, fold(term.label.zh), fold(term.label.en)}


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _passes(ontology: Ontology, text: str, scheme: str) -> bool:
    try:
        normalise(ontology, text, scheme)
    except BadInput:
        return False
    return True
