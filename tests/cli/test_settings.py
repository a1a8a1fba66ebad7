"""The one table of settings: what is set, and that nobody sees a password."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.settings import Settings
from tests.running import Pilotgraph

SECRET = "open:se/s@me"


def test_every_setting_is_told_with_its_value(command: Pilotgraph) -> None:
    said = command("settings", store="neo4j://graph.example:7687", neo4j_database="pilots").out
    for name in Settings.model_fields:
        assert f"PILOTGRAPH_{name.upper()}" in said
    for value in ("neo4j://graph.example:7687", "pilots", "not set"):
        assert value in said


def test_a_password_is_set_and_never_shown(command: Pilotgraph, monkeypatch: pytest.MonkeyPatch) -> None:
    done = command("settings", neo4j_password=SECRET, store=f"neo4j://me:{SECRET}@graph.example")
    assert "•••" in done.out
    assert "open" not in done.out
    monkeypatch.setenv("PILOTGRAPH_NEO4J_PASSWORD", SECRET)
    settings = Settings()
    assert settings.neo4j_password.get_secret_value() == SECRET
    assert SECRET not in f"{settings!r} {settings}"


@pytest.mark.parametrize("arguments", [("stats",), ("serve",), ("load", "tables", "steel"), ("init",)], ids=" ".join)
def test_an_address_with_a_password_is_refused_by_every_command(
    command: Pilotgraph, arguments: tuple[str, ...]
) -> None:
    steel: Path = command.write("steel/Product.csv", "id,name\nsteel,Steel\n")
    said = command.refused(*arguments, store=f"neo4j://me:{SECRET}@graph.example:7687")
    assert "PILOTGRAPH_NEO4J_PASSWORD" in said
    assert "open" not in said
    assert steel.exists()
