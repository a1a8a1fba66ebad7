"""Addresses of stores: which are understood, where the snapshot then lies, and that no password is ever repeated."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from graph.opened import SERVERS, Login, open_store, shown, snapshot_folder
from ontology.errors import BadInput
from ontology.model import Ontology

SECRET = "open:se/s@me"


@pytest.mark.parametrize(
    "address",
    ["mysql://here", "sqlite:", "neo4j:", "neo4j://", "neo4j://:7687", "neo4j://host:port", "neo4j://host:99999",
     "bolt://[::1", "neo4j://host:7687/database", "", "pilotgraph.db"],
)  # fmt: skip
def test_what_is_no_address_is_refused_and_both_forms_are_shown(address: str, ontology: Ontology) -> None:
    with pytest.raises(BadInput) as refused:
        open_store(address, ontology)
    assert "neo4j://HOST:7687" in refused.value.hint
    assert ("sqlite:PATH" in refused.value.hint) != address.startswith(("neo4j:", "bolt:"))


@pytest.mark.parametrize("address", [f"{scheme}://me:{SECRET}@host:7687" for scheme in (*SERVERS, "mysql", "Neo4j")])
def test_a_password_in_an_address_is_refused_and_not_repeated(address: str, ontology: Ontology) -> None:
    with pytest.raises(BadInput) as refused:
        open_store(address, ontology, Login("me", SECRET))
    told = f"{refused.value!r} {refused.value}"
    assert not any(part in told for part in ("open", "se/s", "me:", "s@me"))
    assert "•••@host:7687" in told
    if address.startswith(SERVERS):
        assert "PILOTGRAPH_NEO4J_PASSWORD" in told


def test_a_database_in_an_address_is_refused_with_the_setting_for_it(ontology: Ontology) -> None:
    for address in ("neo4j://host:7687/graph", "neo4j://host:7687?database=graph"):
        with pytest.raises(BadInput, match="PILOTGRAPH_NEO4J_DATABASE"):
            open_store(address, ontology)


def test_a_login_does_not_show_its_password() -> None:
    login = Login("me", SECRET, "graph")
    assert repr(login) == "Login(user='me', database='graph')"
    assert str(login) == repr(login)


@pytest.mark.parametrize(
    ("address", "database", "folder"),
    [
        ("sqlite:./data/pilotgraph.db", "", "data/pilotgraph.snapshot"),
        ("sqlite:elsewhere/graph@home.sqlite", "", "elsewhere/graph@home.snapshot"),
        ("neo4j://graph.example:7688", "neo4j", "data/graph.example-7688-neo4j.snapshot"),
        ("bolt+s://graph.example", "pilots", "data/graph.example-7687-pilots.snapshot"),
        ("neo4j://graph.example:7687?policy=near", "neo4j", "data/graph.example-7687-neo4j.snapshot"),
        ("bolt://[::1]:7687", "a/b", "data/__1-7687-a_b.snapshot"),
    ],
)
def test_the_snapshot_lies_beside_the_file_or_is_named_after_the_server(
    address: str, database: str, folder: str
) -> None:
    assert snapshot_folder(address, Login(database=database)) == Path(folder)
    assert shown(address) == address


def test_the_driver_is_not_imported_for_a_store_in_a_file() -> None:
    code = "import sys, cli.main, api.app; sys.exit(any(name.partition('.')[0] == 'neo4j' for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
