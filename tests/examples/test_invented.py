"""The invented platform system: made again the same, and saying in every file that it is invented."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import networkx as nx
import pytest

from examples.invent import files, invented
from examples.inventing.chains import chains
from examples.inventing.tables import Tables
from ontology.identifiers import normalise
from ontology.model import Ontology
from ontology.reader import read

FOLDER = Path(__file__).parents[2] / "examples" / "platforms"


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return read()


@pytest.fixture(scope="module")
def made(ontology: Ontology) -> Mapping[str, str]:
    return files(ontology)


@pytest.fixture(scope="module")
def tables() -> Tables:
    return invented()


def test_the_script_makes_the_very_files_that_are_committed(made: Mapping[str, str]) -> None:
    assert {path.name: path.read_bytes() for path in FOLDER.iterdir()} == {k: v.encode() for k, v in made.items()}


def test_every_row_of_every_file_says_that_it_is_invented_or_names_a_real_organization(made: Mapping[str, str]) -> None:
    lines = [line for text in made.values() for line in text.splitlines()[1:]]
    assert [line for line in lines if "invented" not in line and not line.startswith("pic:")] == []


def test_file_names_and_headers_are_in_chinese_and_in_english(made: Mapping[str, str]) -> None:
    assert sum(name.isascii() for name in made) >= 10
    assert sum(not name.isascii() for name in made) >= 10
    assert all(name.isascii() == text.splitlines()[0].isascii() for name, text in made.items())


def test_social_credit_codes_have_valid_checks_in_a_division_that_does_not_exist(
    tables: Tables, ontology: Ontology
) -> None:
    codes = [str(row["uscc"]) for rows in tables.values() for row in rows if "uscc" in row]
    assert len(codes) > 100
    assert {code[2:8] for code in codes} == {"000000"}
    assert [normalise(ontology, code, "uscc") for code in codes] == [f"uscc:{code}" for code in codes]


def test_ids_are_given_once(tables: Tables) -> None:
    ids = Counter(row["id"] for rows in tables.values() for row in rows if "id" in row)
    assert [id for id, count in ids.items() if count > 1] == []


def test_there_are_about_sixty_platforms_in_six_fields_each_with_an_operator_and_a_place(
    tables: Tables, ontology: Ontology
) -> None:
    platforms = {row["id"] for row in tables["PilotPlatform"]}
    assert len(platforms) == 62
    assert {row["to"] for row in tables["Operates"]} == platforms
    assert platforms <= {row["from"] for row in tables["LocatedIn"]}
    concepts = ontology.schemes["field"].concepts
    codes = [str(row["to"]).partition(":")[2] for row in tables["InSector"] if row["from"] in platforms]
    assert len({concepts[code].broader or concepts[code].id for code in codes}) == 6


def test_one_platform_skips_a_tier_and_the_others_climb_step_by_step(tables: Tables) -> None:
    climbed: dict[object, list[str]] = {}
    for row in tables["HoldsTier"]:
        climbed.setdefault(row["from"], []).append(str(row["to"]).partition(":")[2])
    ladders = Counter(map(tuple, climbed.values()))
    assert ladders[("reserve", "national")] == 1
    assert ladders.keys() == {
        ("reserve",),
        ("reserve", "key"),
        ("reserve", "key", "national"),
        ("reserve", "national"),
    }


def test_a_platform_holds_one_tier_at_a_time(tables: Tables) -> None:
    last: dict[object, str] = {}
    for row in tables["HoldsTier"]:
        assert last.get(row["from"], "") <= str(row["validFrom"])
        last[row["from"]] = str(row.get("validTo", "9999"))


def test_the_chains_have_one_real_cycle_and_no_product_takes_in_more_than_all() -> None:
    flows = chains()[2]
    graph = nx.DiGraph((flow.upstream, flow.downstream) for flow in flows)
    cycles = [part for part in nx.strongly_connected_components(graph) if len(part) > 1]
    assert len(cycles) == 1
    assert {"machine-tool", "spindle", "grinder"} <= cycles[0]
    taken: Counter[str] = Counter()
    for flow in flows:
        taken[flow.downstream] += round(100 * float(flow.share or 0))
    assert max(taken.values()) <= 100


def test_one_holding_is_circular_and_one_a_chain_of_majorities(tables: Tables) -> None:
    owns = nx.DiGraph()
    owns.add_weighted_edges_from((row["from"], row["to"], float(str(row.get("stake") or 0))) for row in tables["Owns"])
    assert [len(part) for part in nx.strongly_connected_components(owns) if len(part) > 1] == [3]
    majority = nx.DiGraph((a, b) for a, b, stake in owns.edges.data("weight") if stake > 0.5)
    assert nx.dag_longest_path_length(majority) >= 2


def test_some_rows_are_not_public(tables: Tables) -> None:
    labels = Counter(row.get("access", "public") for rows in tables.values() for row in rows)
    assert labels.keys() == {"public", "registered", "example-reviewers"}
