"""What others than we have written into the graph that people see: by Cypher, in Browser or Bloom.

A changed value of ours is no stray: the merged state is read from it, and differs from what the records come to. Nor is
what has no name of the ontology: other people's labels, relationship types, and nodes that bear only such labels.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from graph.neo4j_log import Ask
from graph.neo4j_schema import Layout, escaped
from graph.neo4j_values import ABOUT_ENTITY, ABOUT_LINK, Values
from graph.records import Entity, Link
from graph.store import Stray

__all__ = ["remove", "strays"]

NEW_NODES = """
MATCH (n:KIND) WHERE n._version IS NULL OR n._kind IS NULL OR n.id IS NULL OR NOT n:Entity
RETURN elementId(n), labels(n), COLLECT { MATCH (n)-[r]-() WHERE NOT type(r) IN $types RETURN DISTINCT type(r) },
       properties(n), toString(n.validFrom), toString(n.validTo)
"""
LABELS = """
MATCH (n:Entity) WHERE n._version IS NOT NULL AND n._kind IS NOT NULL
WITH n, [l IN labels(n) WHERE l IN $known] AS labels
WHERE size(labels) <> size($wanted[n._kind]) OR any(l IN labels WHERE NOT l IN $wanted[n._kind])
RETURN elementId(n), n.id, n._kind, labels
"""
MORE_OF_NODES = """
MATCH (n:Entity) WHERE n._version IS NOT NULL
WITH n, [k IN keys(n) WHERE NOT k IN coalesce($known[n._kind], [])] AS more WHERE size(more) > 0
RETURN elementId(n), n.id, more
"""
NEW_LINKS = """
MATCH (a)-[r:KIND]->(b) WHERE r._version IS NULL OR r.id IS NULL
RETURN elementId(r), coalesce(a.id, elementId(a)), coalesce(b.id, elementId(b)), properties(r),
       toString(r.validFrom), toString(r.validTo)
"""
MORE_OF_LINKS = """
MATCH ()-[r:KIND]->() WHERE r._version IS NOT NULL
WITH r, [k IN keys(r) WHERE NOT k IN $known] AS more WHERE size(more) > 0
RETURN elementId(r), r.id, more
"""
DELETE_NODE = "MATCH (n) WHERE elementId(n) = $place DETACH DELETE n"
DELETE_LINK = "MATCH ()-[r]->() WHERE elementId(r) = $place DELETE r"
RELABEL = "MATCH (n) WHERE elementId(n) = $place REMOVE n:ALL SET n:KIND"


class _Found(NamedTuple):
    """A stray, and how it is removed."""

    stray: Stray
    remove: Callable[[Ask], object]


def strays(ask: Ask, layout: Layout, values: Values) -> Iterator[Stray]:
    """Nodes and relationships of the ontology's kinds that no commit made; labels and properties that don't belong."""
    for found in _found(ask, layout, values):
        yield found.stray


def remove(ask: Ask, layout: Layout, values: Values, places: Collection[str] | None) -> None:
    """Remove strays: those at these places, or all. What has become one of ours in the meantime stays."""
    for found in list(_found(ask, layout, values)):
        if places is None or found.stray.place in places:
            found.remove(ask)


def _found(ask: Ask, layout: Layout, values: Values) -> Iterator[_Found]:
    yield from _new_nodes(ask, layout, values)
    yield from _labels(ask, layout)
    yield from _more_of_nodes(ask, layout)
    for kind, type in layout.types.items():
        yield from _new_links(ask, values, kind, type)
        yield from _more_of_links(ask, layout, kind, type)


def _new_nodes(ask: Ask, layout: Layout, values: Values) -> Iterator[_Found]:
    classes = layout.ontology.classes
    query = NEW_NODES.replace("KIND", "|".join(map(escaped, classes)))
    for place, labels, types, properties, valid_from, valid_to in ask(query, types=list(layout.kinds)):
        cls = classes[max(classes.keys() & labels, key=lambda label: (len(classes[label].ancestors), label))]
        more = sorted(properties.keys() - cls.properties.keys() - ABOUT_ENTITY)
        more += [f":{label}" for label in sorted(set(labels) - set(cls.ancestors))]
        more += [f"[:{type}]" for type in sorted(types)]
        value: Entity | None = None
        if not cls.abstract:
            value = values.new_entity(cls.name, properties, valid_from, valid_to)
        stray = Stray(f"node {place}", _new(cls.name, more), value, tuple(more))
        yield _Found(stray, _doing(DELETE_NODE, place))


def _labels(ask: Ask, layout: Layout) -> Iterator[_Found]:
    classes = layout.ontology.classes
    wanted = {name: list(cls.ancestors) for name, cls in classes.items()}
    for place, id, kind, labels in ask(LABELS, known=list(classes), wanted=wanted):
        told = f"{id} has the labels {', '.join(labels)}, and is of the class {kind}"
        query = RELABEL.replace("ALL", layout.every_label).replace("KIND", layout.labels.get(kind, "Entity"))
        yield _Found(Stray(f"node {place}", told, None), _doing(query, place))


def _more_of_nodes(ask: Ask, layout: Layout) -> Iterator[_Found]:
    known = {name: [*cls.properties, *ABOUT_ENTITY] for name, cls in layout.ontology.classes.items()}
    for place, id, more in ask(MORE_OF_NODES, known=known):
        query = "MATCH (n) WHERE elementId(n) = $place " + _forget("n", more)
        yield _Found(Stray(f"node {place}", _unknown(id, more), None, tuple(more), id), _doing(query, place))


def _new_links(ask: Ask, values: Values, kind: str, type: str) -> Iterator[_Found]:
    known = {*values.qualifiers[kind], *ABOUT_LINK}
    for place, start, end, properties, valid_from, valid_to in ask(NEW_LINKS.replace("KIND", type)):
        value: Link = values.new_link(kind, start, end, properties, valid_from, valid_to)
        more = sorted(properties.keys() - known)
        stray = Stray(f"relationship {place}", _new(f"{kind} from {start} to {end}", more), value, tuple(more))
        yield _Found(stray, _doing(DELETE_LINK, place))


def _more_of_links(ask: Ask, layout: Layout, kind: str, type: str) -> Iterator[_Found]:
    known = [*layout.ontology.links[kind].qualifiers, *ABOUT_LINK]
    for place, id, more in ask(MORE_OF_LINKS.replace("KIND", type), known=known):
        query = "MATCH ()-[r]->() WHERE elementId(r) = $place " + _forget("r", more)
        yield _Found(Stray(f"relationship {place}", _unknown(id, more), None, tuple(more), id), _doing(query, place))


def _new(what: str, more: Sequence[str]) -> str:
    besides = f", with what the ontology does not have for it: {', '.join(more)}" if more else ""
    return f"{what} that no commit has made{besides}"


def _unknown(id: str, names: Iterable[str]) -> str:
    return f"{id} has properties that the ontology does not know: {', '.join(sorted(names))}"


def _forget(variable: str, names: Iterable[str]) -> str:
    return "REMOVE " + ", ".join(f"{variable}.`{name.replace('`', '``')}`" for name in names)


def _doing(query: str, place: str) -> Callable[[Ask], object]:
    return lambda ask: ask(query, place=place)
