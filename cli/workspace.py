"""The graph that a command works on, as the settings say."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

import pilotgraph
from cli.settings import Settings
from ontology.model import Ontology
from ontology.reader import read

__all__ = ["open_graph", "read_ontology", "who"]


def open_graph(settings: Settings, *, must_exist: bool = True) -> pilotgraph.Graph:
    """Open the store of the settings. Raises NotFound if it must exist and nothing was ever loaded into it."""
    return pilotgraph.open(
        settings.store,
        user=settings.neo4j_user,
        password=settings.neo4j_password.get_secret_value(),
        database=settings.neo4j_database,
        snapshot_dir=settings.snapshot_dir,
        extensions=extensions(settings),
        must_exist=must_exist,
    )


def read_ontology(settings: Settings) -> Ontology:
    """The ontology with the settings' extensions."""
    return read(*extensions(settings))


def extensions(settings: Settings) -> list[Path]:
    """The Turtle files that the settings name."""
    return [Path(path) for path in settings.extensions.split(os.pathsep) if path]


def who(settings: Settings) -> str:
    """Who commits."""
    return settings.who or getpass.getuser()
