"""Baselines of the store in Neo4j: the same graph, and the same questions, with nothing but Cypher."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from neo4j import Driver

from graph.store import Change
from ontology.model import Ontology, ValueType

__all__ = ["asked", "create", "read_all", "rows"]

BATCH = 10_000

Row = tuple[str, str, tuple[str, str] | None, dict[str, Any]]
"""Class or link type, labels or relationship type, ends, properties."""

PROJECTS = """
MATCH (:Entity {id: $id})-[:PARTICIPATES_IN]->(p)<-[:PARTICIPATES_IN]-(other) WHERE other.id <> $id
WITH other.id AS id, count(DISTINCT p) AS shared ORDER BY shared DESC, id LIMIT 20 RETURN id, shared
"""
PATH = """
MATCH (a:Entity {id: $id}), (b:Entity {id: $other})
RETURN length(shortestPath((a)-[:PARTICIPATES_IN*..15]-(b)))
"""
HOPS = "MATCH (:Entity {id: $id})-[:PARTICIPATES_IN*1..3]-(n) WHERE n.id <> $id RETURN count(DISTINCT n)"
OBJECTS = """
UNWIND $ids AS id MATCH (n:Entity {id: id})
RETURN n.id, n._kind, n.name, n.shortName, n.street, n.postCode, n.city, n.vatNumber
"""


def rows(changes: Iterable[Change], ontology: Ontology) -> list[Row]:
    """What a store holds, as one would write it into Neo4j without any bookkeeping."""
    return [_row(change, ontology) for change in changes]


def create(driver: Driver, wanted: Sequence[Row]) -> None:
    """Write everything by UNWIND … CREATE, 10,000 at once, with a constraint on ids by which ends are found."""
    driver.execute_query("CREATE CONSTRAINT bare IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE")
    with driver.session() as session:
        for some in _some(wanted):
            for (name, is_link), batch in _alike(some).items():
                if is_link:
                    query = (
                        "UNWIND $rows AS row MATCH (a:Entity {id: row[0]}) MATCH (b:Entity {id: row[1]}) "
                        f"CREATE (a)-[r:{name}]->(b) SET r = row[2]"
                    )
                else:
                    query = f"UNWIND $rows AS row CREATE (n:{name}) SET n = row"
                session.run(query, rows=batch).consume()


def read_all(driver: Driver) -> int:
    """Read every node and every relationship of the graph, one after the other; return how many there are."""
    with driver.session() as session:
        nodes = sum(1 for _ in session.run("MATCH (n:Entity) RETURN n"))
        return nodes + sum(1 for _ in session.run("MATCH (a:Entity)-[r]->(b:Entity) RETURN a.id, r, b.id"))


def asked(driver: Driver, query: str, **parameters: Any) -> list[list[Any]]:
    """The rows of a query."""
    with driver.session() as session:
        return [record.values() for record in session.run(query, parameters)]


def _row(change: Change, ontology: Ontology) -> Row:
    value = change.value
    assert value is not None
    dates = {p.name for p in ontology.properties(change.kind).values() if p.type is ValueType.DATE}
    properties: dict[str, Any] = {"id": value.id, "sources": list(value.sources)}
    for name, said in value.properties.items():
        properties[name] = date.fromisoformat(str(said)) if name in dates else _plain(said)
    if value.valid_from:
        properties["validFrom"] = date.fromisoformat(value.valid_from)
    if value.valid_to:
        properties["validTo"] = date.fromisoformat(value.valid_to)
    if change.ends is None:
        return change.kind, ":".join(ontology.classes[change.kind].ancestors), None, properties
    return change.kind, ontology.links[change.kind].relationship, change.ends, properties


def _plain(said: object) -> object:
    return list(said) if isinstance(said, tuple) else said


def _some(wanted: Sequence[Row]) -> Iterator[list[Row]]:
    rest = iter(wanted)
    while some := list(islice(rest, BATCH)):
        yield some


def _alike(some: Iterable[Row]) -> dict[tuple[str, bool], list[Any]]:
    found: defaultdict[tuple[str, bool], list[Any]] = defaultdict(list)
    for _, name, ends, properties in some:
        found[name, ends is not None].append(properties if ends is None else [*ends, properties])
    return found
