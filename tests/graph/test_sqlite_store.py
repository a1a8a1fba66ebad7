"""What is SQLite's own in the embedded store: whose file it is, and errors of the file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from graph.ledger import Ledger
from graph.opened import OpenGraph
from graph.sqlite_store import SqliteStore
from ontology.errors import OntologyError, StoreError
from ontology.model import Ontology
from ontology.reader import read
from tests.graph.said import firm

EXTENSION = """
@prefix pg: <https://w3id.org/pilotgraph/ns#> . @prefix ex: <https://example.org/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
ex:Standard a owl:Class ; rdfs:subClassOf pg:Entity ; pg:plural "standards" ;
  rdfs:label "standard"@en , "标准"@zh ; skos:definition "A standard."@en , "标准。"@zh .
"""


def test_a_database_of_another_program_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        SqliteStore(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("no database at all, but long enough to be looked at" * 20, encoding="utf-8")
    with pytest.raises(StoreError, match="can't be opened"):
        SqliteStore(path)


def test_a_store_of_a_newer_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    SqliteStore(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="format 99"):
        SqliteStore(path)


def test_a_store_that_was_loaded_with_an_extension_names_what_is_missing_without_it(
    tmp_path: Path, ontology: Ontology
) -> None:
    extension = tmp_path / "standards.ttl"
    extension.write_text(EXTENSION, encoding="utf-8")
    store = SqliteStore(tmp_path / "store.db")
    Ledger(store, read(extension)).load([firm("s", kind="Standard", name="S")], who="t", why="t")
    store.close()
    with (
        OpenGraph(f"sqlite:{tmp_path / 'store.db'}", ontology) as graph,
        pytest.raises(OntologyError, match="Standard"),
    ):
        graph.snapshot()
