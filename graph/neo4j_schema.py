"""How the graph lies in Neo4j: labels, relationship types, constraints and indexes, as they follow from the ontology.

What a person sees is the graph of the ontology: `(:Enterprise:Organization:Entity)-[:PARTICIPATES_IN]->(:Project…)`.
Our own bookkeeping is in properties and labels that begin with an underscore, which no name of the ontology does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from hashlib import blake2b

from ontology.model import Ontology

__all__ = ["FORMAT", "NAMES_INDEX", "Layout", "escaped", "link_by", "node_by", "of", "together"]

FORMAT = 1
NAMES_INDEX = "entity_names"

UNIQUE = {
    "_Store": ("key",),
    "_Commit": ("version", "token"),
    "_Records": ("first",),
    "_Record": ("_seq",),
    "_Name": ("name",),
    "_Tombstone": ("id",),
    "_LinkTombstone": ("id",),
    "_Judgement": ("id",),
    "Entity": ("id",),
}
INDEXED = {
    "_Records": ("version", "digest"),
    "_Record": ("_origin", "_subject"),
    "_Name": ("entity",),
    "_Tombstone": ("_version",),
    "_LinkTombstone": ("_version", "_start", "_end"),
    "Entity": ("_version", "_seq", "_origin", "validFrom"),
}
"""Labels and the properties by which their nodes are looked up."""
LINK_INDEXES = ("_version", "_origin", "validFrom")


class Layout:
    """What an ontology comes to in Neo4j."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.labels = {name: ":".join(map(escaped, cls.ancestors)) for name, cls in ontology.classes.items()}
        """The labels of a class: `Enterprise:Organization:Entity`."""
        self.every_label = ":".join(escaped(name) for name in ontology.classes)
        self.types = {name: escaped(link.relationship) for name, link in ontology.links.items()}
        """The relationship type of a link type."""
        self.kinds = {link.relationship: name for name, link in ontology.links.items()}
        """The link type of a relationship type."""

    def other_labels(self, kind: str) -> str:
        """All labels that an entity of this class does not have."""
        return ":".join(escaped(name) for name in self.ontology.classes if not self.ontology.is_a(kind, name))

    def searchable(self) -> tuple[str, ...]:
        """The properties in which a text is looked for, and the list of all other names."""
        properties = (p for cls in self.ontology.classes.values() for p in cls.properties.values())
        return (*dict.fromkeys(p.name for p in properties if p.searchable), "names", "identifiers")

    def statements(self) -> Mapping[str, str]:
        """The names of all constraints and indexes, and the statements that make them if they are not there."""
        return dict(self._statements())

    def names_index(self) -> str:
        """What makes the full-text index, which has to be made anew when there are new properties to search."""
        columns = ", ".join(f"n.{escaped(name)}" for name in self.searchable())
        return (
            f"CREATE FULLTEXT INDEX {NAMES_INDEX} IF NOT EXISTS FOR (n:Entity) ON EACH [{columns}] "
            "OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}"
        )

    def digest(self) -> str:
        """Tells whether a database was prepared for this layout."""
        text = "\n".join([str(FORMAT), *self.statements().values(), self.names_index()])
        return blake2b(text.encode(), digest_size=16).hexdigest()

    def _statements(self) -> Iterator[tuple[str, str]]:
        for label, properties in UNIQUE.items():
            for name in properties:
                yield _made("CONSTRAINT", label, name, f"(n:{label}) REQUIRE n.{name} IS UNIQUE")
        for label, properties in INDEXED.items():
            for name in properties:
                yield _made("INDEX", label, name, f"(n:{label}) ON (n.{name})")
        for name in self._plain(self.searchable()):
            yield _made("INDEX", "Entity", name, f"(n:Entity) ON (n.{escaped(name)})")
        for type in self.types.values():
            yield _made("CONSTRAINT", type, "id", f"()-[r:{type}]-() REQUIRE r.id IS UNIQUE")
            for name in LINK_INDEXES:
                yield _made("INDEX", type, name, f"()-[r:{type}]-() ON (r.{name})")

    def _plain(self, names: Collection[str]) -> Iterator[str]:
        """Those of the searchable properties that hold one text: an index finds no items of lists."""
        many = {p.name for cls in self.ontology.classes.values() for p in cls.properties.values() if p.many}
        yield from (name for name in names if name not in many and name not in ("names", "identifiers"))


def escaped(name: str) -> str:
    """A label, type or property name as Cypher takes it: letters, digits and underscores, as the ontology has it."""
    if not name.replace("_", "").isalnum() or not name.isascii():
        raise ValueError(name)
    return name


def node_by(variable: str, label: str, name: str, value: str) -> str:
    """Match the node whose property has a value. Always by the index: a plan made when there was little would scan."""
    return f"MATCH ({variable}:{label} {{{name}: {value}}}) USING INDEX SEEK {variable}:{label}({name})"


def link_by(name: str, value: str) -> str:
    """Match the relationship `r` of type KIND whose property has a value, by the index."""
    return f"MATCH ()-[r:KIND {{{name}: {value}}}]->() USING INDEX SEEK r:KIND({name})"


def of(query: str, names: str) -> str:
    """A query about these labels, or this relationship type: what stands for KIND in it."""
    return query.replace("KIND", names)


def together(queries: Iterable[str]) -> str:
    """One query that asks what several do, each of which ends in a plain RETURN.

    Every row is the place of the query that it answers, and a list of what that returns.
    """
    parts = (query.rpartition("RETURN ") for query in queries)
    return "\nUNION ALL\n".join(
        f"{matched}RETURN {place} AS part, [{returned}] AS row" for place, (matched, _, returned) in enumerate(parts)
    )


def _made(what: str, holder: str, name: str, of: str) -> tuple[str, str]:
    called = f"pilotgraph_{holder}_{name}".lower()
    return called, f"CREATE {what} {called} IF NOT EXISTS FOR {of}"
