from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from loaders.template import write_template
from ontology.errors import BadInput
from ontology.model import Ontology
from tests.loaders.conftest import Load

Row = dict[str, object]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, ontology: Ontology) -> Path:
    path = tmp_path_factory.mktemp("template") / "empty.xlsx"
    write_template(ontology, path)
    return path


def filled(template: Path, path: Path, rows: Callable[[str, list[str]], list[list[object]]]) -> Path:
    """A copy of a workbook with its headings, and with the rows that a function gives for a sheet and its headings."""
    book = CalamineWorkbook.from_path(str(template))
    with xlsxwriter.Workbook(str(path)) as copy:
        for name in book.sheet_names:
            sheet = copy.add_worksheet(name)
            found = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            headings = [str(cell) for cell in found[0]]
            for at, row in enumerate([*found, *([] if name.startswith("_") else rows(name, headings))]):
                sheet.write_row(at, 0, row)
    return path


def test_an_empty_template_loads_nothing_and_nothing_is_wrong_with_it(template: Path, load: Load) -> None:
    loaded = load("tables", template)
    assert [record.kind for record in loaded.records] == ["Source"]
    assert not loaded.all_faults


def test_a_filled_template_loads(template: Path, tmp_path: Path, load: Load, ontology: Ontology) -> None:
    rows: dict[str, list[Row]] = {
        "Source": [{"id": "park-2025", "name": "园区调查"}],
        "PilotPlatform": [
            {
                "id": "P1",
                "name": "示范平台",
                "openToPublic": "是",
                "constructionModel": "joint",
                "LocatedIn": "湖南省 Hunan",
            }
        ],
        "Enterprise": [{"id": "E1", "name": "示范公司", "uscc": "12100000400000624D"}],
        "Operates": [{"from": "E1", "to": "P1", "validFrom": "2024-06-01"}],
        "HoldsTier": [{"from": "P1", "to": "储备 reserve", "batch": "1"}],
    }

    def of_sheet(name: str, headings: list[str]) -> list[list[object]]:
        return [[row.get(heading.split()[0], "") for heading in headings] for row in rows.get(name.split()[0], [])]

    loaded = load("tables", filled(template, tmp_path / "filled.xlsx", of_sheet))
    assert not loaded.all_faults
    assert [record.kind for record in loaded.records] == [
        "Source", "Enterprise", "PilotPlatform", "Operates", "HoldsTier", "LocatedIn",
    ]  # fmt: skip
    assert loaded.one("HoldsTier").end == "tier:reserve"
    assert loaded.one("LocatedIn").end == "region:CN-HN"
    assert loaded.one("PilotPlatform").properties == {
        "name": "示范平台", "openToPublic": True, "constructionModel": "joint",
    }  # fmt: skip


def test_every_property_has_a_column_that_is_read_back(
    template: Path, tmp_path: Path, load: Load, ontology: Ontology
) -> None:
    """One row a class, with the ontology's own example in every column that has one."""

    def examples(name: str, headings: list[str]) -> list[list[object]]:
        entity = ontology.classes.get(name.split()[0])
        if entity is None:
            return []
        if entity.name == "Source":
            return [["s", *([""] * 10), "CC0-1.0"]]
        said = {one.name: one.example for one in entity.properties.values()}
        return [[entity.name if h.startswith("id ") else said.get(h.split()[0]) or "" for h in headings]]

    loaded = load("tables", filled(template, tmp_path / "examples.xlsx", examples))
    assert not loaded.all_faults
    for name, entity in ontology.classes.items():
        for record in loaded.of(name) if name != "Source" else ():
            assert set(record.properties) == {one.name for one in entity.properties.values() if one.example}


def test_headings_carry_definitions_and_codes_are_offered_for_choice(template: Path) -> None:
    with ZipFile(template) as package:
        texts = {name: package.read(name).decode() for name in package.namelist() if name.endswith(".xml")}
    comments = "".join(text for name, text in texts.items() if "comments" in name)
    assert "在用产能的比例" in comments
    assert "Share of its capacity in use" in comments
    assert "CNY" in comments
    assert any("<dataValidation " in text and "_codes!" in text for text in texts.values())
    assert 'name="_codes" sheetId="2" state="hidden"' in texts["xl/workbook.xml"]


def test_required_columns_are_marked(template: Path) -> None:
    book = CalamineWorkbook.from_path(str(template))
    headings = {name.split()[0]: book.get_sheet_by_name(name).to_python()[0] for name in book.sheet_names}
    assert "metric 指标 *" in headings["Criterion"]
    assert headings["Makes"][:2] == ["from 起点 *", "to 终点 *"]


def test_a_template_that_can_not_be_written_is_told_so(tmp_path: Path, ontology: Ontology) -> None:
    with pytest.raises(BadInput, match="can't be written"):
        write_template(ontology, tmp_path / "nowhere" / "a.xlsx")
