"""Loaders and the ledger together: what is refused only when it is written is told by file and line as well."""

from __future__ import annotations

import csv
from pathlib import Path

from graph.ledger import Ledger
from graph.sqlite_store import SqliteStore
from loaders.faults import Faults
from loaders.tables import records
from ontology.model import Ontology


def refused(folder: Path, ontology: Ontology) -> list[tuple[str, str, str, str]]:
    """File, line, column and value of what is not loaded."""
    store = SqliteStore(folder / "graph.db")
    try:
        with Faults(folder / "rejects" / "all.csv") as faults:
            loaded = records(folder, ontology, faults)
            Ledger(store, ontology).load(loaded, who="a test", why="a test", rejects=faults)
    finally:
        store.close()
    with (folder / "rejects" / "all.csv").open(encoding="utf-8-sig", newline="") as file:
        return [(row["file"], row["line"], row["column"], row["value"]) for row in csv.DictReader(file)]


def test_a_link_to_nothing(tmp_path: Path, ontology: Ontology) -> None:
    (tmp_path / "产品.csv").write_text("标识\n1\n", encoding="utf-8")
    (tmp_path / "投入于.csv").write_text("起点,终点\n1,2\n1,1\n", encoding="utf-8")
    assert refused(tmp_path, ontology) == [("投入于.csv", "2", "终点", "2")]


def test_a_link_the_wrong_way_round(tmp_path: Path, ontology: Ontology) -> None:
    (tmp_path / "Product.csv").write_text("id\n1\n")
    (tmp_path / "Enterprise.csv").write_text("id\nE1\n")
    (tmp_path / "Makes.csv").write_text("from,to\n1,E1\nE1,1\n")
    assert {found[:3] for found in refused(tmp_path, ontology)} == {
        ("Makes.csv", "2", "from"),
        ("Makes.csv", "2", "to"),
    }


def test_a_cycle_where_none_may_be(tmp_path: Path, ontology: Ontology) -> None:
    (tmp_path / "Enterprise.csv").write_text("id\n1\n2\n")
    (tmp_path / "PartOf.csv").write_text("from,to\n1,2\n2,1\n")
    assert [found[:3] for found in refused(tmp_path, ontology)] == [("PartOf.csv", "3", "to")]


def test_a_value_out_of_range(tmp_path: Path, ontology: Ontology) -> None:
    (tmp_path / "中试平台.csv").write_text("标识,利用率\n1,1.5\n2,0.5\n", encoding="gb18030")
    assert refused(tmp_path, ontology) == [("中试平台.csv", "2", "利用率", "1.5")]


def test_a_link_to_nothing_that_a_column_names(tmp_path: Path, ontology: Ontology) -> None:
    (tmp_path / "PilotPlatform.csv").write_text("id,运营单位\nP1,E1\n", encoding="utf-8")
    assert refused(tmp_path, ontology) == [("PilotPlatform.csv", "2", "运营单位", "E1")]
