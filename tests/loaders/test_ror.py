from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from ontology.errors import BadInput
from tests.loaders.conftest import Load, Loaded

TSINGHUA, PART, GONE, OLD = "03cve4549", "00tm1qp20", "01vqrde47", "00avfj807"


def entry(id: str, **other: Any) -> dict[str, Any]:
    name = {"value": f"Organization {id}", "types": ["ror_display", "label"], "lang": "en"}
    return {
        "id": f"https://ror.org/{id}", "names": [name], "status": "active", "types": ["education"], "locations": [],
        "relationships": [], "external_ids": [], "links": [], "established": None, **other,
    }  # fmt: skip


def related(type: str, id: str) -> dict[str, str]:
    return {"type": type, "id": f"https://ror.org/{id}", "label": "whatever"}


@pytest.fixture
def ror(tmp_path: Path, load: Load) -> Callable[..., Loaded]:
    def write_and_load(*entries: dict[str, Any]) -> Loaded:
        (tmp_path / "ror.jsonl").write_text("\n".join(map(json.dumps, entries)), encoding="utf-8")
        return load("ror", tmp_path / "ror.jsonl")

    return write_and_load


def test_names_go_where_they_belong(ror: Callable[..., Loaded]) -> None:
    names = [
        {"value": "THU", "types": ["acronym"], "lang": None},
        {"value": "TU", "types": ["acronym"], "lang": None},
        {"value": "Tsinghua University", "types": ["label", "ror_display"], "lang": "en"},
        {"value": "清华大学", "types": ["label"], "lang": "zh"},
        {"value": "清华", "types": ["alias"], "lang": "zh"},
        {"value": "Université Tsinghua", "types": ["label"], "lang": "fr"},
    ]
    loaded = ror(entry(TSINGHUA, names=names, established=1911, links=[{"type": "website", "value": "thu.cn"}]))
    assert loaded.one("University").properties == {
        "name": "Tsinghua University", "nameEn": "Tsinghua University", "nameZh": "清华大学", "shortName": "THU",
        "otherName": ("TU", "清华", "Université Tsinghua"), "foundedYear": 1911, "url": "http://thu.cn",
    }  # fmt: skip


def test_a_chinese_name_that_is_only_an_alias_is_still_the_chinese_name(ror: Callable[..., Loaded]) -> None:
    names = [
        {"value": "Jiangxi University", "types": ["ror_display", "label"], "lang": "en"},
        {"value": "江西大学", "types": ["alias"], "lang": "zh"},
    ]
    assert ror(entry(TSINGHUA, names=names)).one("University").properties["nameZh"] == "江西大学"


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        (["education", "funder"], "University"), (["facility", "government"], "ResearchInstitute"),
        (["company"], "Enterprise"), (["funder", "government"], "PublicBody"), (["healthcare"], "EndUser"),
        (["archive"], "OtherOrganization"), (["funder", "nonprofit"], "OtherOrganization"), ([], "OtherOrganization"),
    ],
)  # fmt: skip
def test_types_tell_the_kind(ror: Callable[..., Loaded], types: list[str], kind: str) -> None:
    assert ror(entry(TSINGHUA, types=types)).one(kind)


def test_identifiers_have_their_check_digits_verified(ror: Callable[..., Loaded]) -> None:
    external = [
        {"type": "isni", "all": ["0000 0004 6108 4463", "0000 0004 6108 4464"], "preferred": None},
        {"type": "wikidata", "all": ["Q16955"], "preferred": None},
        {"type": "something", "all": ["1"], "preferred": None},
    ]
    loaded = ror(entry(TSINGHUA, external_ids=external))
    one = loaded.one("University")
    assert one.identifiers == (f"ror:{TSINGHUA}", "isni:0000000461084463", "wikidata:Q16955")
    assert one.properties["otherName"] == ("0000 0004 6108 4464",)
    assert (loaded.fault.severity, loaded.fault.column) == ("warning", "isni")


def test_an_identifier_that_two_records_have_makes_them_not_one(ror: Callable[..., Loaded]) -> None:
    external = [{"type": "wikidata", "all": ["Q16955"], "preferred": None}]
    loaded = ror(entry(TSINGHUA, external_ids=external), entry(PART, external_ids=external))
    assert [one.identifiers for one in loaded.of("University")] == [
        (f"ror:{TSINGHUA}", "wikidata:Q16955"), (f"ror:{PART}",),
    ]  # fmt: skip
    assert loaded.fault.line == 2


@pytest.mark.parametrize(
    ("place", "region"),
    [
        ({"country_code": "CN", "country_subdivision_code": "BJ"}, "region:CN-BJ"),
        ({"country_code": "CN"}, "region:CN"),
        ({"country_code": "FR", "country_subdivision_code": "NOR"}, "region:FR"),
        ({"country_code": "HK"}, "region:CN-HK"),
        ({"country_code": "NA"}, "region:NA"),
    ],
)
def test_the_smallest_known_region_is_the_place(ror: Callable[..., Loaded], place: dict[str, str], region: str) -> None:
    loaded = ror(entry(TSINGHUA, locations=[{"geonames_details": {**place, "name": "X", "lat": 40, "lng": 116.5}}]))
    assert loaded.one("LocatedIn").end == region
    assert loaded.one("University").properties["city"] == "X"


def test_parents_and_successors_are_told_once_whichever_end_tells_them(ror: Callable[..., Loaded]) -> None:
    loaded = ror(
        entry(PART, relationships=[related("parent", TSINGHUA)]),
        entry(TSINGHUA, relationships=[related("child", PART), related("predecessor", OLD), related("related", PART)]),
        entry(OLD, status="inactive", relationships=[related("successor", TSINGHUA)]),
    )
    assert (loaded.one("PartOf").start, loaded.one("PartOf").end) == (f"ror:{PART}", f"ror:{TSINGHUA}")
    assert (loaded.one("SucceededBy").start, loaded.one("SucceededBy").end) == (f"ror:{OLD}", f"ror:{TSINGHUA}")


def test_a_relationship_to_what_is_not_in_the_file_is_counted_not_loaded(ror: Callable[..., Loaded]) -> None:
    loaded = ror(entry(PART, relationships=[related("parent", TSINGHUA)]))
    assert not loaded.of("PartOf")
    assert not loaded.all_faults
    assert {note.en: count for note, count in loaded.faults.notes.items()} == {
        "Relationships whose other end is not in the file; not loaded.": 1
    }


def test_a_withdrawn_record_is_left_out_since_its_names_are_others(ror: Callable[..., Loaded]) -> None:
    loaded = ror(entry(GONE, status="withdrawn", relationships=[related("successor", TSINGHUA)]), entry(TSINGHUA))
    assert [one.key for one in loaded.of("University")] == [TSINGHUA]
    assert not loaded.of("SucceededBy")


def test_every_form_of_the_dump_gives_the_same(tmp_path: Path, load: Load, ror: Callable[..., Loaded]) -> None:
    entries = [entry(PART, relationships=[related("parent", TSINGHUA)]), entry(TSINGHUA)]
    expected = ror(*entries).records
    text = json.dumps(entries, indent=2)
    (tmp_path / "v2.json").write_text(text)
    (tmp_path / "v2.json.gz").write_bytes(gzip.compress(text.encode()))
    with ZipFile(tmp_path / "dump.zip", "w") as archive:
        archive.writestr("v1.7-ror-data.json", "[]")
        archive.writestr("v1.7-ror-data_schema_v2.json", text)
    for name in ("v2.json", "v2.json.gz", "dump.zip"):
        assert load("ror", tmp_path / name).records == expected


def test_a_dump_in_the_old_schema_is_refused(ror: Callable[..., Loaded]) -> None:
    with pytest.raises(BadInput, match="not in schema 2"):
        ror({"id": f"https://ror.org/{TSINGHUA}", "name": "Tsinghua University", "types": ["Education"]})


def test_a_record_that_is_not_as_it_should_be_is_a_fault_and_the_next_one_loads(ror: Callable[..., Loaded]) -> None:
    loaded = ror(
        entry("03cve4540"), entry(PART, names=[{"lang": "en"}]), entry(OLD, names=3), entry(TSINGHUA), entry(TSINGHUA)
    )
    assert [one.key for one in loaded.of("University")] == [TSINGHUA]
    assert [(fault.severity, fault.line) for fault in loaded.all_faults] == [
        ("error", 1), ("error", 2), ("error", 3), ("warning", 5),
    ]  # fmt: skip
