"""Links: both ways, with what is said about them, on the date that is asked about."""

from __future__ import annotations

import csv
import gzip
from collections import Counter

import pytest

from ontology.model import LinkType
from ontology.reader import read
from tests.running import ROOT, Client

ONTOLOGY = read()
LINKS = list(ONTOLOGY.links.values())


@pytest.mark.parametrize("type", LINKS, ids=[type.name for type in LINKS])
def test_every_link_type_leads_there_and_back(served: Client, type: LinkType) -> None:
    said = " ".join(type.qualifiers)
    links = f"{type.forward}(first: 1) {{ edges {{ id sources {{ id }} node {{ id kind }} {said} }} }}"
    some = f'(first: 1, where: {{{type.forward}: {{exists: true}}}}, asOf: "2025-09-01") {{ nodes {{ id {links} }} }}'
    starts = " ".join(ONTOLOGY.classes[start].plural + some for start in type.starts)
    found = [page["nodes"][0] for page in served.ask(f"{{ {starts} }}").values() if page["nodes"]]
    assert found, "the example data has links of every type"
    for node in found:
        [edge] = node[type.forward]["edges"]
        assert edge["sources"]
        assert any(ONTOLOGY.is_a(edge["node"]["kind"], end) for end in type.ends)
        back = f"{type.inverse}(first: 1000, where: {{node: {{eq: $start}}}}) {{ edges {{ id node {{ id }} }} }}"
        there = served.ask(
            f"""query($start: ID!, $end: ID!) {{ entity(id: $end, asOf: "2025-09-01") {{
                  ... on {edge["node"]["kind"]} {{ {back} }} }} }}""",
            start=node["id"],
            end=edge["node"]["id"],
        )
        assert (edge["id"], node["id"]) in [
            (each["id"], each["node"]["id"]) for each in there["entity"][type.inverse]["edges"]
        ]


def test_participations_carry_role_contribution_valid_time_and_source(served: Client) -> None:
    with gzip.open(ROOT / "examples" / "cordis" / "organization.csv.gz", "rt", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter=";") if row["projectID"] == "199840"]
    with gzip.open(ROOT / "examples" / "cordis" / "project.csv.gz", "rt", encoding="utf-8") as file:
        [project] = [row for row in csv.DictReader(file, delimiter=";") if row["id"] == "199840"]
    told = served.ask(
        """{ entity(id: "cordis:199840") { ... on Project { startDate participants(first: 100) { totalCount
               edges { role contribution validFrom validTo sources { name } node { identifiers { value } } } } } } }"""
    )["entity"]
    assert told["startDate"] == project["startDate"]
    assert told["participants"]["totalCount"] == len(rows)
    for edge in told["participants"]["edges"]:
        [row] = [
            row for row in rows if row["organisationID"] in {each["value"] for each in edge["node"]["identifiers"]}
        ]
        assert (edge["role"], edge["validFrom"], edge["validTo"]) == (row["role"], project["startDate"], None)
        assert edge["contribution"] == (float(row["ecContribution"]) if row["ecContribution"] else None)
        assert edge["sources"] == [{"name": "CORDIS"}]


def tiers() -> list[dict[str, str]]:
    """The table of the tiers that platforms hold."""
    with (ROOT / "examples" / "platforms" / "所处梯度.csv").open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


TIER_OF_01 = [
    ("2023-12-31", []),
    ("2024-01-01", ["reserve"]),
    ("2025-05-31", ["reserve"]),
    ("2025-06-01", ["key"]),
    ("2025-11-30", ["key"]),
    ("2025-12-01", ["national"]),
]


@pytest.mark.parametrize(("date", "expected"), TIER_OF_01)
def test_a_platform_is_of_the_tier_that_it_held_on_the_date(served: Client, date: str, expected: list[str]) -> None:
    query = """query($d: Date) { entity(id: "example:invented-platform-01", asOf: $d) { ... on PilotPlatform {
                 holdsTier { totalCount edges { validFrom validTo batch authority node { notation } } } } } }"""
    held = served.ask(query, d=date)["entity"]["holdsTier"]
    assert [edge["node"]["notation"] for edge in held["edges"]] == expected
    assert held["totalCount"] == len(expected)
    for edge in held["edges"]:
        assert edge["validFrom"] <= date < (edge["validTo"] or "9999")
        assert (edge["batch"], edge["authority"]) == ("1", "虚构中试主管部门")


@pytest.mark.parametrize("date", ["2023-12-31", "2024-06-30", "2025-06-01", "2025-12-01", "2026-06-30"])
def test_the_holders_of_a_tier_are_counted_on_the_date(served: Client, date: str) -> None:
    query = """query($d: Date) {
                 tiers(asOf: $d) { nodes { label(lang: ZH) tierHolders(first: 0) { totalCount } } }
                 held: pilotPlatforms(first: 0, where: {holdsTier: {exists: true}}, asOf: $d) { totalCount } }"""
    told = served.ask(query, d=date)
    holding = [row for row in tiers() if row["生效日"] <= date < (row["失效日"] or "9999")]
    expected = Counter(row["终点"] for row in holding)
    counted = {tier["label"]: tier["tierHolders"]["totalCount"] for tier in told["tiers"]["nodes"]}
    assert {label: count for label, count in counted.items() if count} == expected
    assert told["held"]["totalCount"] == len({row["起点"] for row in holding})


def test_links_are_walked_page_by_page(served: Client) -> None:
    query = """query($after: String) { entity(id: "pic:999984059", asOf: "2021-01-01") { ... on Organization {
                 participatesIn(first: 100, after: $after, orderBy: [{contribution: DESC}]) {
                   totalCount pageInfo { hasNextPage endCursor } edges { id contribution } } } } }"""
    edges: list[dict[str, object]] = []
    after = None
    while True:
        page = served.ask(query, after=after)["entity"]["participatesIn"]
        edges += page["edges"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert len({edge["id"] for edge in edges}) == len(edges) == page["totalCount"] > 400
    known = [float(str(edge["contribution"])) for edge in edges if edge["contribution"] is not None]
    assert known == sorted(known, reverse=True)
    assert [edge["contribution"] for edge in edges[len(known) :]] == [None] * (len(edges) - len(known))
