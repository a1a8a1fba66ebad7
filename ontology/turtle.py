"""The triples of several Turtle files, with the file that each term comes from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rdflib import RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import SKOS
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.term import Node

from ontology.errors import OntologyError
from ontology.model import Text

__all__ = ["PG", "PGC", "Turtle", "local"]

PG = Namespace("https://w3id.org/pilotgraph/ns#")
PGC = Namespace("https://w3id.org/pilotgraph/code/")


def local(node: Node) -> str:
    """The last part of an IRI: its name within its namespace."""
    return str(node).replace("#", "/").rsplit("/", 1)[-1]


class Turtle:
    """A graph that can say which file speaks of a term. rdflib's memory store keeps the order of declaration."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.graph = Graph()
        self._origin: dict[Node, Path] = {}
        digest = hashlib.sha256()
        for path in paths:
            data = _bytes(path)
            digest.update(hashlib.sha256(data).digest())
            self._parse(path, data)
        self.digest = digest.hexdigest()

    def _parse(self, path: Path, data: bytes) -> None:
        try:
            self.graph.parse(data=data, format="turtle", publicID=path.resolve().as_uri())
        except BadSyntax as error:
            reason = " ".join(error.message.split())
            raise OntologyError(
                f"{path}, line {error.lines + 1}: not Turtle ({reason}).", "Correct the syntax there."
            ) from error
        except UnicodeDecodeError as error:
            raise OntologyError(f"{path}: not UTF-8.", "Save the file as UTF-8.") from error
        for subject in self.graph.subjects(unique=True):
            self._origin.setdefault(subject, path)

    def fail(self, node: Node, message: str, hint: str, *, within: Node | None = None) -> OntologyError:
        """An error that names the file and the term. `within` is the term to name where `node` is a blank node."""
        term = local(within if within is not None and isinstance(node, BNode) else node)
        path = self._origin.get(node)
        return OntologyError(f"{path}: {term}: {message}" if path else f"{term}: {message}", hint)

    def objects(self, node: Node, predicate: URIRef) -> list[Node]:
        """All objects, in order of declaration."""
        return list(self.graph.objects(node, predicate))

    def one(self, node: Node, predicate: URIRef) -> Node | None:
        """The only object, or None. Two are an error."""
        found = self.objects(node, predicate)
        if len(found) > 1:
            raise self.fail(node, f"has {len(found)} values of {local(predicate)}.", "Leave one of them.")
        return found[0] if found else None

    def string(self, node: Node, predicate: URIRef) -> str | None:
        """The only object as a string, or None."""
        found = self.one(node, predicate)
        return None if found is None else str(found)

    def flag(self, node: Node, predicate: URIRef) -> bool:
        """Whether the only object is true."""
        found = self.one(node, predicate)
        return isinstance(found, Literal) and found.toPython() is True

    def text(self, node: Node, predicate: URIRef) -> Text:
        """The object in both languages. A missing one is an error."""
        texts = {o.language: str(o) for o in self.graph.objects(node, predicate) if isinstance(o, Literal)}
        zh, en = texts.get("zh"), texts.get("en")
        if not zh or not en:
            missing = " and ".join(name for name, text in (("@zh", zh), ("@en", en)) if not text)
            raise self.fail(node, f"has no {local(predicate)} in {missing}.", "Say it in both languages.")
        return Text(zh, en)

    def label(self, node: Node) -> Text:
        """rdfs:label in both languages."""
        return self.text(node, RDFS.label)

    def definition(self, node: Node) -> Text:
        """skos:definition in both languages."""
        return self.text(node, SKOS.definition)

    def instances(self, kind: URIRef) -> Iterator[Node]:
        """Whatever has this rdf:type, in order of declaration."""
        return self.graph.subjects(RDF.type, kind)

    def named(self, nodes: Iterable[Node]) -> dict[str, Node]:
        """Some terms by their local name. Two of the same name are an error, though their namespaces differ."""
        found: dict[str, Node] = {}
        for node in nodes:
            if found.setdefault(local(node), node) != node:
                raise self.fail(node, f"has the same name as {found[local(node)]}.", "Choose another.")
        return found

    def check_terms(self) -> None:
        """Raise for a term of our namespaces that is used and nowhere declared: nearly always a slip of the pen."""
        known = self._origin
        for subject, predicate, value in self.graph:
            for term in (predicate, value):
                if term not in known and isinstance(term, URIRef) and str(term).startswith((str(PG), str(PGC))):
                    raise self.fail(subject, f"speaks of {local(term)}, which no file declares.", "Check its spelling.")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise OntologyError(f"{path}: can't be read ({error.strerror}).", "Check PILOTGRAPH_EXTENSIONS.") from error
