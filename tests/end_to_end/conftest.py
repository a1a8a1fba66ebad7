"""The example data as `pilotgraph serve` serves it, asked over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ontology.model import Ontology
from ontology.reader import read
from tests.running import Client, Pilotgraph


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
