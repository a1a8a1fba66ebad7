"""The example data as `pilotgraph serve` serves it, asked over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ontology.model import Ontology
from ontology.reader import read
from tests.neo4j.wiping import wipe
from tests.running import Client, Pilotgraph

STORES = ("sqlite", "neo4j")
"""Parameters of a fixture that loads something of its own."""


def store_settings(request: pytest.FixtureRequest) -> dict[str, str]:
    """The settings of an empty store, in a folder or in the Neo4j of this process, as the fixture's parameter says."""
    if request.param == "sqlite":
        return {}
    server = request.getfixturevalue("neo4j_server")
    wipe(server.uri, server.user, server.password, keep_schema=True)
    return {"store": server.uri, "neo4j_user": server.user, "neo4j_password": server.password}


@pytest.fixture(scope="session")
def served(example_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A server on the example data, which nobody changes."""
    reader = Pilotgraph(tmp_path_factory.mktemp("served"), store=f"sqlite:{example_data / 'demo.db'}")
    with reader.serving() as client:
        yield client


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    """The ontology without extensions."""
    return read()
