"""Whole real data sets, counted. They are not in a clone: the tests say so where they are skipped."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.loaders.conftest import Load

ORGANIZATIONS = ("University", "ResearchInstitute", "Enterprise", "PublicBody", "EndUser", "OtherOrganization")


def test_all_of_cordis(load: Load, shared: Path) -> None:
    loaded = load("cordis", shared / "cordis")
    counts = Counter(record.kind for record in loaded.records)
    assert sum(counts[kind] for kind in ORGANIZATIONS) == 31_665
    assert counts["Project"] == 12_401
    assert counts["ParticipatesIn"] == 125_676
    assert counts["LocatedIn"] == 31_665
    assert loaded.faults.errors == 0
    reasons = {one["reason"]: one["count"] for one in loaded.faults.summary()["reasons"]}
    assert reasons["The project has more than one coordinator; all are kept."] == 25
    namibia = [one for one in loaded.of("LocatedIn") if one.end == "region:NA"]
    assert len(namibia) > 0
    names = {one.properties.get("name") for kind in ORGANIZATIONS for one in loaded.of(kind)}
    assert "HOSPITAL SANT JOAN DE DÉU" in names


def test_all_of_the_registry_sample(load: Load, shared: Path) -> None:
    loaded = load("ror", shared / "ror" / "ror-sample.jsonl.gz")
    counts = Counter(record.kind for record in loaded.records)
    assert sum(counts[kind] for kind in ORGANIZATIONS) == 6_411 - 16
    assert counts["PartOf"] > 3_000
    assert counts["SucceededBy"] == 120
    assert loaded.faults.errors == 0


def test_all_of_the_input_output_table(load: Load, shared: Path) -> None:
    loaded = load("input-output", shared / "input-output")
    counts = Counter(record.kind for record in loaded.records)
    assert (counts["Product"], counts["InputTo"]) == (398, 20_615)
    assert sum(one.start == one.end for one in loaded.of("InputTo")) == 303
    assert not loaded.all_faults
