"""Search: by names in any language and by identifiers, page by page."""

from __future__ import annotations

from tests.api.conftest import Served
from tests.api.said import thing


def test_search_finds_names_in_any_language_former_names_and_identifiers(served: Served) -> None:
    query = "query($t: String!) { search(text: $t) { edges { matched node { id } } } }"
    for text in ("北风材料", "north wind", "NWM", "北风化工厂", "900000001"):
        found = served.ask(query, t=text)["search"]["edges"]
        assert [edge["node"]["id"] for edge in found] == ["pic:900000001"], text
        assert found[0]["matched"]


def test_search_is_of_kinds_and_of_a_date(served: Served) -> None:
    query = """query($t: String!, $k: [Kind!], $d: Date) {
                 search(text: $t, kinds: $k, asOf: $d) { nodes { name } } }"""
    assert served.ask(query, t="echo", k=["Organization"])["search"]["nodes"] == []
    assert served.ask(query, t="echo", k=["Organization"], d="2023-06-01")["search"]["nodes"] == [{"name": "Echo Labs"}]
    assert served.ask(query, t="project", k=["University"])["search"]["nodes"] == []


def test_search_is_paged(served: Served) -> None:
    query = """query($after: String) {
                 search(text: "project", first: 3, after: $after) {
                   nodes { id } pageInfo { hasNextPage endCursor } } }"""
    first = served.ask(query)["search"]
    second = served.ask(query, after=first["pageInfo"]["endCursor"])["search"]
    ids = [node["id"] for node in (*first["nodes"], *second["nodes"])]
    assert sorted(ids) == [f"invented:p{n}" for n in range(1, 5)]
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (True, False)


def test_a_cursor_outlives_hits_that_come_before_it(fresh: Served) -> None:
    query = """query($after: String, $first: Int!) { search(text: "project", first: $first, after: $after) {
                 nodes { name } pageInfo { hasNextPage endCursor } } }"""
    first = fresh.ask(query, first=2)["search"]
    whole = fresh.ask(query, first=10)["search"]["nodes"]
    fresh.load(thing("best", "Project", says={"name": "Project"}))
    assert fresh.ask(query, first=1)["search"]["nodes"] == [{"name": "Project"}]
    for size, more in ((1, True), (2, False)):
        second = fresh.ask(query, first=size, after=first["pageInfo"]["endCursor"])["search"]
        assert second["nodes"] == whole[2 : 2 + size]
        assert second["pageInfo"]["hasNextPage"] is more
