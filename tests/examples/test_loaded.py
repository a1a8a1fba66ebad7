"""The example data as the graph has it: loaded without a fault, joined where it should be, and no further."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

import pilotgraph
from examples.inventing.real import ORGANIZATIONS
from graph.snapshot import Snapshot
from loaders.faults import Faults

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="module")
def snapshot(example_data: Path) -> Iterator[Snapshot]:
    with pilotgraph.open(f"sqlite:{example_data / 'demo.db'}", must_exist=True) as graph:
        yield graph.snapshot()


def id_of(snapshot: Snapshot, name: str) -> str:
    number = snapshot.number(name)
    assert number is not None, name
    return snapshot.id(number)


@pytest.mark.parametrize("folder", ["identities", "chain", "platforms"])
def test_the_tables_load_alone_without_an_error_or_a_warning(folder: str, tmp_path: Path) -> None:
    faults = Faults()
    with pilotgraph.open(f"sqlite:{tmp_path / 'store.db'}") as graph:
        report = graph.load("tables", EXAMPLES / folder, faults=faults)
    lines = [len(path.read_text(encoding="utf-8").splitlines()) - 1 for path in (EXAMPLES / folder).iterdir()]
    assert report.new == sum(lines)
    assert (faults.errors, faults.warnings, faults.first) == (0, 0, [])


@pytest.mark.parametrize(
    ("kind", "count"),
    [("PilotPlatform", 62), ("IndustryChain", 16), ("Product", 426), ("Consortium", 6), ("Cluster", 4)],
)
def test_there_is_as_much_of_each_kind_as_the_readme_says(snapshot: Snapshot, kind: str, count: int) -> None:
    assert snapshot.table(kind).height == count


def test_projects_are_those_of_cordis_and_the_invented_ones(snapshot: Snapshot) -> None:
    assert snapshot.table("Project").height == 2_380 + 42


def test_organizations_that_are_certainly_the_same_are_one(snapshot: Snapshot) -> None:
    rows = [
        row
        for path in (EXAMPLES / "identities").glob("*.csv")
        if path.stem != "Source"
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    ]
    assert len(rows) == 153
    assert [row for row in rows if id_of(snapshot, row["id"]) != id_of(snapshot, f"ror:{row['ror']}")] == []


def test_what_a_person_has_to_judge_is_left_apart(snapshot: Snapshot) -> None:
    assert id_of(snapshot, "pic:999977754") != id_of(snapshot, "ror:00bgk9508")


def test_the_invented_tables_decide_nothing_about_a_real_organization(snapshot: Snapshot) -> None:
    for pic in ORGANIZATIONS:
        winners = snapshot.entity(snapshot.number(pic) or 0).winners
        assert not any(origin.startswith("example:") for origin in winners.values()), pic


def test_an_invented_platform_leads_to_an_organization_of_cordis_and_ror(snapshot: Snapshot) -> None:
    tsinghua = snapshot.number("ror:03cve4549")
    operates, takes_part = snapshot.links("Operates"), snapshot.links("ParticipatesIn")
    platforms = {
        snapshot.id(int(end)) for start, end in zip(operates.start, operates.end, strict=True) if start == tsinghua
    }
    assert platforms == {"example:invented-platform-17"}
    assert sum(takes_part.start == tsinghua) == 3
