"""`pilotgraph ontology` and `pilotgraph settings`: what can be said, a workbook to say it in, and every setting."""

from __future__ import annotations

import zipfile
from pathlib import Path

from cli.settings import Settings
from tests.running import ROOT, Pilotgraph


def test_show_prints_the_reference_that_is_in_the_docs(command: Pilotgraph) -> None:
    shown = command("ontology", "show").out
    assert shown.strip() == (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8").strip()


def test_a_template_is_a_workbook_that_loads_as_it_is(command: Pilotgraph) -> None:
    done = command("ontology", "template", "empty.xlsx")
    assert "pilotgraph load tables empty.xlsx" in done.out
    with zipfile.ZipFile(command.folder / "empty.xlsx") as book:
        names = book.read("xl/workbook.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "中试平台" in names + texts
    assert "PilotPlatform" in names + texts
    assert "1 records read: 1 new" in command("load", "tables", "empty.xlsx").out


def test_a_template_that_can_not_be_written_is_told(command: Pilotgraph) -> None:
    assert "Let it end in .xlsx." in command.refused("ontology", "template", "empty.txt")
    assert "can't be written" in command.refused("ontology", "template", str(Path("missing", "empty.xlsx")))


def test_settings_are_shown_with_their_values_and_what_they_are_for(command: Pilotgraph) -> None:
    shown = command("settings", port="8123", store="sqlite:./other.db").out
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in shown.splitlines() if line.startswith("│")]
    values = {row[0]: row[1] for row in rows if row[0]}
    assert values.keys() == {f"PILOTGRAPH_{name.upper()}" for name in Settings.model_fields}
    assert (values["PILOTGRAPH_PORT"], values["PILOTGRAPH_STORE"]) == ("8123", "sqlite:./other.db")
    assert all(row[2] for row in rows)
