"""The real part of the examples: what was cut out is what stands in the sources."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pytest

from examples.extract import files
from examples.matching import agree, by_name, key_of

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
SOURCES = ROOT.parent / "shared" / "data"


def read(name: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(name), newline=""), delimiter=delimiter))


def text_of(name: str) -> str:
    data = (EXAMPLES / name).read_bytes()
    return (gzip.decompress(data) if name.endswith(".gz") else data).decode()


@pytest.mark.skipif(not SOURCES.exists(), reason="needs the full sources in ../shared/data")
def test_the_script_cuts_out_what_is_committed() -> None:
    for name, text in files(SOURCES).items():
        assert text_of(name) == text, name


def test_cordis_has_the_counts_that_the_readme_states() -> None:
    participations = read("cordis/organization.csv.gz", ";")
    assert len(read("cordis/project.csv.gz", ";")) == 2_380
    assert len(participations) == 27_423
    assert len({row["organisationID"] for row in participations}) == 10_363


def test_identities_are_among_the_organizations_and_the_registry_entries() -> None:
    pics = {f"pic:{row['organisationID']}" for row in read("cordis/organization.csv.gz", ";")}
    registry = text_of("ror/ror-sample.jsonl.gz")
    names = ("University", "ResearchInstitute", "Enterprise", "PublicBody")
    rows = [row for name in names for row in read(f"identities/{name}.csv")]
    assert len(rows) == 153
    assert {row["id"] for row in rows} <= pics
    assert [row for row in rows if f"https://ror.org/{row['ror']}" not in registry] == []


def test_the_chain_runs_from_rubber_to_tyres_to_cars() -> None:
    inputs = {(row["from"], row["to"]) for row in read("chain/InputTo.csv")}
    assert len(inputs) == 536
    assert ("商品化工-橡胶-合成橡胶", "轮胎与橡胶-轮胎") in inputs
    assert ("轮胎与橡胶-轮胎", "汽车") in inputs


def test_every_product_of_the_chain_that_is_named_has_a_row() -> None:
    products = {row["id"] for row in read("chain/Product.csv")}
    ends = {row[end] for row in read("chain/InputTo.csv") for end in ("from", "to")}
    assert ends | {row["to"] for row in read("chain/Makes.csv")} <= products


def entry(id: str, name: str, city: str, country: str = "DE", kind: str = "education") -> dict[str, object]:
    place = {"geonames_details": {"name": city, "country_code": country}}
    names = [{"value": name, "types": ["label"]}]
    return {"id": id, "names": names, "locations": [place], "types": [kind], "status": "active", "relationships": []}


ROW = {"organisationID": "1", "name": "UNIVERSITAET EXAMPLE", "country": "DE", "city": "BONN", "activityType": "HES"}


def test_names_are_compared_without_case_accents_and_punctuation() -> None:
    assert key_of("Universität – d'Exemple, e.V.") == key_of("UNIVERSITAT D EXEMPLE E V")


def test_an_umlaut_matches_spelled_out() -> None:
    assert list(by_name([ROW], [entry("a", "Universität Example", "Bonn")])) == ["1"]


def test_the_same_name_in_another_country_is_no_match() -> None:
    assert by_name([ROW], [entry("a", "Universität Example", "Wien", country="AT")]) == {}


@pytest.mark.parametrize(
    "entries",
    [
        [entry("a", "x", "Köln")],
        [entry("a", "x", "Bonn", kind="company")],
        [entry("a", "x", "Bonn"), entry("b", "x", "Bonn")],
        [entry("a", "x", "Bonn") | {"status": "withdrawn"}],
    ],
    ids=["another city", "another kind", "two of that name", "withdrawn"],
)
def test_a_match_is_certain_only_if_all_else_agrees(entries: list[dict[str, object]]) -> None:
    assert agree(ROW, [entry("a", "x", "Bonn")])
    assert not agree(ROW, entries)
