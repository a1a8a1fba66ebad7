"""Lists: every class has one; filters and orders agree with the files; pages put together are the whole."""

from __future__ import annotations

import csv
from typing import Any

import pytest

from ontology.model import EntityClass, Ontology
from ontology.reader import read
from tests.running import ROOT, Client

CLASSES = list(read().classes.values())


@pytest.mark.parametrize("cls", CLASSES, ids=[cls.name for cls in CLASSES])
def test_every_class_has_a_list_of_what_it_says(served: Client, ontology: Ontology, cls: EntityClass) -> None:
    told = served.ask(
        f"""{{ list: {cls.plural}(first: 3) {{ totalCount pageInfo {{ hasNextPage }} nodes {{ id kind }}
                                               edges {{ cursor node {{ id }} }} }}
               status {{ entities {{ kind count }} }} }}"""
    )
    counts = {each["kind"]: each["count"] for each in told["status"]["entities"]}
    page = told["list"]
    concrete = ontology.concrete(cls.name)
    assert page["totalCount"] == sum(counts.get(kind, 0) for kind in concrete)
    assert len(page["nodes"]) == min(3, page["totalCount"])
    assert page["pageInfo"]["hasNextPage"] == (page["totalCount"] > 3)
    assert {node["kind"] for node in page["nodes"]} <= set(concrete)
    assert [edge["node"]["id"] for edge in page["edges"]] == [node["id"] for node in page["nodes"]]
    if cls.name != "OtherOrganization":
        assert page["totalCount"] > 0, "the example data has something of every class"


def platforms() -> list[dict[str, str]]:
    """The table of invented platforms."""
    with (ROOT / "examples" / "platforms" / "中试平台.csv").open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def test_filters_and_orders_agree_with_the_file(served: Client) -> None:
    query = """{ pilotPlatforms(first: 100, where: {staff: {gte: 40, lt: 140}, nameZh: {contains: "中试"}},
                                orderBy: [{staff: DESC}, {name: ASC}]) { totalCount nodes { nameZh staff } } }"""
    expected = sorted(
        (-int(row["人员数"]), row["中文名称"])
        for row in platforms()
        if row["人员数"] and 40 <= int(row["人员数"]) < 140
    )
    page = served.ask(query)["pilotPlatforms"]
    assert [(-node["staff"], node["nameZh"]) for node in page["nodes"]] == expected
    assert page["totalCount"] == len(expected) > 3


def test_what_is_not_known_is_neither_more_nor_less_and_comes_last(served: Client) -> None:
    query = """{ all: pilotPlatforms(first: 100, orderBy: [{staff: ASC}]) { nodes { staff } }
                 unknown: pilotPlatforms(where: {staff: {isNull: true}}) { totalCount }
                 some: pilotPlatforms(where: {staff: {gte: 100}}) { totalCount }
                 fewer: pilotPlatforms(where: {not: {staff: {gte: 100}}}) { totalCount } }"""
    told = served.ask(query)
    unknown = sum(not row["人员数"] for row in platforms())
    assert told["unknown"]["totalCount"] == unknown > 0
    assert [node["staff"] is None for node in told["all"]["nodes"]].index(True) == len(platforms()) - unknown
    assert sum(told[name]["totalCount"] for name in ("unknown", "some", "fewer")) == len(platforms())


PAGES: list[tuple[str, str, list[dict[str, str]], int]] = [
    ("universities", "UniversityOrder", [{"city": "ASC"}, {"name": "DESC"}], 150),
    ("services", "ServiceOrder", [{"leadTimeDays": "DESC"}], 400),
    ("collectives", "CollectiveOrder", [], 900),
]


@pytest.mark.parametrize(("plural", "type", "order", "first"), PAGES, ids=[page[0] for page in PAGES])
def test_walking_through_all_pages_loses_and_repeats_nothing(
    served: Client, plural: str, type: str, order: list[dict[str, str]], first: int
) -> None:
    query = f"""query($first: Int!, $after: String, $order: [{type}!]) {{
                  list: {plural}(first: $first, after: $after, orderBy: $order, asOf: "2020-01-01") {{
                    totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ id }} }} }}"""

    def walk(first: int) -> list[str]:
        found: list[str] = []
        after = None
        while True:
            page: dict[str, Any] = served.ask(query, first=first, after=after, order=order or None)["list"]
            found += [node["id"] for node in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                assert page["totalCount"] == len(found)
                return found

    walked = walk(first)
    assert len(walked) > first
    assert len(set(walked)) == len(walked)
    assert walk(1000) == walked, "whatever the size of a page"
