from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ontology.checks import Checks, compile_checks
from ontology.model import Ontology
from ontology.reader import read

PREFIXES = """
@prefix pg: <https://w3id.org/pilotgraph/ns#> .
@prefix pgc: <https://w3id.org/pilotgraph/code/> .
@prefix my: <https://example.org/my#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

Write = Callable[[str], Path]


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return read()


@pytest.fixture(scope="session")
def checks(ontology: Ontology) -> Checks:
    return compile_checks(ontology)


@pytest.fixture
def extension(tmp_path: Path) -> Write:
    """Write the Turtle of an extension, prefixes added, into `mine.ttl`."""

    def write(turtle: str) -> Path:
        path = tmp_path / "mine.ttl"
        path.write_text(PREFIXES + turtle, encoding="utf-8")
        return path

    return write
