from __future__ import annotations

import csv
import json
from pathlib import Path

from graph.records import Record
from loaders.faults import Faults
from ontology.checks import Problem
from ontology.model import Text

REASON = Text("不是日期。", "Not a date.")
HINT = Text("年份在前。", "Year first.")


def test_nothing_is_written_without_a_fault(tmp_path: Path) -> None:
    with Faults(tmp_path / "rejects.csv") as faults:
        faults.note(Text("备注", "by the way"))
    assert list(tmp_path.iterdir()) == []


def test_every_fault_is_written_with_its_place_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "rejects.csv"
    with Faults(path) as faults:
        for line in range(2, 1002):
            faults.place = ("Product.csv", line, {})
            faults.error("foundedOn", "昨天", REASON, HINT)
        faults.warn("name", "x", REASON, HINT)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 1001
    assert rows[0] == {
        "severity": "error", "file": "Product.csv", "line": "2", "column": "foundedOn", "value": "昨天",
        "reason": "Not a date.", "hint": "Year first.", "原因": "不是日期。", "提示": "年份在前。",
    }  # fmt: skip


def test_the_summary_counts_by_reason(tmp_path: Path) -> None:
    with Faults(tmp_path / "rejects.csv") as faults:
        faults.error("a", 1, REASON, HINT)
        faults.error("b", 2, REASON, HINT)
        faults.warn("c", 3, HINT, REASON)
        faults.note(REASON, 7)
    summary = json.loads((tmp_path / "rejects.json").read_text(encoding="utf-8"))
    assert (summary["errors"], summary["warnings"]) == (2, 1)
    assert summary["reasons"][0] == {"severity": "error", "reason": "Not a date.", "原因": "不是日期。", "count": 2}
    assert summary["notes"] == [{"note": "Not a date.", "备注": "不是日期。", "count": 7}]


def test_only_the_first_faults_are_kept_in_memory() -> None:
    faults = Faults()
    for number in range(1000):
        faults.error("a", number, REASON, HINT)
    assert [fault.value for fault in faults.first] == [str(number) for number in range(20)]
    assert faults.errors == 1000


def test_a_refused_record_is_told_by_the_heading_of_its_column() -> None:
    faults = Faults()
    place = ("平台.csv", 7, {"utilisation": "利用率"})
    faults.reject(place, Record("survey", "P1", "PilotPlatform", {}), Problem("utilisation", 1.5, REASON, HINT))
    (fault,) = faults.first
    assert (fault.file, fault.line, fault.column, fault.value) == ("平台.csv", 7, "利用率", "1.5")


def test_a_value_that_looks_like_a_formula_does_no_harm_in_a_spreadsheet(tmp_path: Path) -> None:
    with Faults(tmp_path / "rejects.csv") as faults:
        faults.error("name", '=HYPERLINK("http://example.org")', REASON, HINT)
    assert "'=HYPERLINK" in (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig")
