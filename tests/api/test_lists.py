"""The list of a class: filtered, ordered, and paged by cursors that outlive what happens between two pages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.conftest import Served, names
from tests.api.said import link, thing

LIST = """query($where: OrganizationWhere, $order: [OrganizationOrder!], $first: Int!, $after: String, $asOf: Date) {
            organizations(where: $where, orderBy: $order, first: $first, after: $after, asOf: $asOf) {
              totalCount pageInfo { hasNextPage endCursor } edges { cursor } nodes { id name } } }"""


def told(served: Served, where: dict[str, Any] | None = None, **variables: Any) -> list[str]:
    """The names that a list gives, and that its total agrees with."""
    page = served.ask(LIST, where=where, first=1000, **variables)["organizations"]
    assert page["totalCount"] == len(page["nodes"])
    return names(page)


def test_an_abstract_class_lists_all_below_it_in_order_of_appearance(served: Served) -> None:
    assert told(served) == [
        "北风新材料公司",
        "Ivory Tower University",
        "Institute of Lenses",
        "Cog & Sons",
        "Ministry of Ponds",
    ]
    found = served.ask("{ universities { nodes { name staff } } }")["universities"]["nodes"]
    assert found == [{"name": "Ivory Tower University", "staff": 4000}]


def test_a_list_holds_what_is_there_on_its_date(served: Served) -> None:
    assert "Echo Labs" in told(served, asOf="2023-12-31")
    assert "Echo Labs" not in told(served, asOf="2024-01-01")


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"name": {"eq": "Cog & Sons"}}, ["cog"]),
        ({"name": {"contains": "INST"}}, ["lens"]),
        ({"name": {"startsWith": "i"}}, ["tower", "lens"]),
        ({"name": {"contains": ".*"}}, []),
        ({"name": {"in": ["Cog & Sons", "Nobody"]}}, ["cog"]),
        ({"name": {"in": []}}, []),
        ({"city": {"ne": "Delft"}}, ["north", "cog"]),
        ({"city": {"isNull": True}}, ["pond"]),
        ({"not": {"city": {"eq": "Delft"}}}, ["north", "cog"]),
        ({"staff": {"gte": 85, "lt": 4000}}, ["north", "lens"]),
        ({"foundedOn": {"gt": "1998-09-15"}}, ["cog"]),
        ({"foundedOn": {"lte": "1998-09-15"}}, ["north"]),
        ({"otherName": {"has": "北风材料"}}, ["north"]),
        ({"formerName": {"hasAny": ["a", "北风化工厂"]}}, ["north"]),
        ({"otherName": {"isNull": False}}, ["north"]),
        ({"kind": {"eq": "Enterprise"}}, ["north", "cog"]),
        ({"kind": {"in": ["University", "PublicBody"]}}, ["tower", "pond"]),
        ({"id": {"in": ["invented:north", "pic:900000004", "pic:1"]}}, ["north", "cog"]),
        ({"or": [{"name": {"eq": "Cog & Sons"}}, {"city": {"eq": "Delft"}}]}, ["tower", "lens", "cog"]),
        ({"and": [{"city": {"eq": "Delft"}}, {"staff": {"lt": 100}}]}, ["lens"]),
        ({"or": []}, []),
        ({"and": []}, ["north", "tower", "lens", "cog", "pond"]),
        ({}, ["north", "tower", "lens", "cog", "pond"]),
        ({"locatedIn": {"any": ["region:NL", "region:GB"]}}, ["tower", "lens", "cog"]),
        ({"locatedIn": {"under": "region:CN"}}, ["north"]),
        ({"locatedIn": {"any": ["region:CN"]}}, []),
        ({"locatedIn": {"exists": False}}, ["pond"]),
        ({"participatesIn": {"any": ["invented:p1"]}, "staff": {"gt": 200}}, ["tower"]),
        ({"not": {"participatesIn": {"any": ["invented:p4"]}}}, ["tower", "cog"]),
    ],
)
def test_where(served: Served, where: dict[str, Any], expected: list[str]) -> None:
    query = """query($where: OrganizationWhere) {
                 organizations(where: $where) { totalCount nodes { identifiers { value } } } }"""
    page = served.ask(query, where=where)["organizations"]
    found = [node["identifiers"][0]["value"] for node in page["nodes"]]
    numbers = {"north": 1, "tower": 2, "lens": 3, "cog": 4, "pond": 6}
    assert found == [f"90000000{numbers[key]}" for key in expected]
    assert page["totalCount"] == len(expected)


def test_links_by_which_is_filtered_are_those_of_the_date(served: Served) -> None:
    at_p3 = {"participatesIn": {"any": ["invented:p3"]}}
    assert told(served, at_p3, asOf="2021-06-01") == ["Ivory Tower University", "Cog & Sons", "Echo Labs"]
    assert told(served, at_p3, asOf="2022-06-01") == ["Ivory Tower University", "Echo Labs"]


def test_lists_are_ordered_with_the_unknown_last(served: Served) -> None:
    by_city = told(served, order=[{"city": "ASC"}, {"name": "DESC"}])
    assert by_city == [
        "北风新材料公司", "Ivory Tower University", "Institute of Lenses", "Cog & Sons", "Ministry of Ponds",
    ]  # fmt: skip
    by_staff = told(served, order=[{"staff": "DESC"}])
    assert by_staff[:3] == ["Ivory Tower University", "北风新材料公司", "Institute of Lenses"]
    assert told(served, order=[{"foundedOn": "DESC"}])[:2] == ["Cog & Sons", "北风新材料公司"]


ORDERS = st.lists(
    st.tuples(st.sampled_from(["name", "city", "staff", "foundedOn", "validTo"]), st.sampled_from(["ASC", "DESC"])),
    unique_by=lambda order: order[0],
    max_size=3,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(orders=ORDERS, first=st.integers(1, 4))
def test_pages_put_together_are_the_whole_list(served: Served, orders: list[tuple[str, str]], first: int) -> None:
    order = [{field: direction} for field, direction in orders]
    whole = served.ask(LIST, order=order, first=1000, asOf="2023-01-01")["organizations"]
    together: list[Any] = []
    after = None
    while True:
        page = served.ask(LIST, order=order, first=first, after=after, asOf="2023-01-01")["organizations"]
        together += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert together == whole["nodes"]
    assert page["totalCount"] == whole["totalCount"] == 6


def test_a_cursor_outlives_insertions_and_removals(fresh: Served) -> None:
    order = [{"name": "ASC"}]
    first = fresh.ask(LIST, order=order, first=3)["organizations"]
    assert names(first) == ["Cog & Sons", "Institute of Lenses", "Ivory Tower University"]
    fresh.load(
        thing("zebra", "Enterprise", says={"name": "Zebra"}),
        thing("ant", "Enterprise", says={"name": "Ant"}),
        thing("tower", "University", "pic:900000002", says={}, retracted=True),
    )
    second = fresh.ask(LIST, order=order, first=3, after=first["pageInfo"]["endCursor"])["organizations"]
    assert names(second) == ["Ministry of Ponds", "Zebra", "北风新材料公司"]


def test_a_total_alone_can_be_asked_for(served: Served) -> None:
    assert served.ask("{ projects(first: 0) { totalCount nodes { id } } }")["projects"] == {
        "totalCount": 4,
        "nodes": [],
    }


@pytest.mark.parametrize("cursor", ["", "x", "bm90IGpzb24", "W10", "WyIwMDAwMDAwMCIsMV0", "不是", "A" * 5000])
def test_what_is_no_cursor_is_refused(served: Served, cursor: str) -> None:
    error = served.error(LIST, first=1, after=cursor)
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert "endCursor" in error["message"]


def test_a_cursor_of_another_order_or_list_is_refused(served: Served) -> None:
    cursor = served.ask(LIST, first=1)["organizations"]["pageInfo"]["endCursor"]
    assert served.code(LIST, first=1, order=[{"name": "ASC"}], after=cursor) == "BAD_INPUT"
    assert served.code("query($c: String) { projects(after: $c) { totalCount } }", c=cursor) == "BAD_INPUT"


@pytest.mark.parametrize("first", [-1, 1001, 2**31 - 1])
def test_a_page_is_of_bounded_size(served: Served, first: int) -> None:
    assert served.code(LIST, first=first) == "BAD_INPUT"
    assert served.code('query($n: Int!) { search(text: "a", first: $n) { nodes { id } } }', n=first) == "BAD_INPUT"


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ({"name": {"eq": None}}, "isNull"),
        ({"name": None}, "isNull"),
        ({"locatedIn": {"any": None}}, "isNull"),
        ({"id": {"eq": None}}, "isNull"),
    ],
)
def test_a_condition_on_null_is_not_passed_over(served: Served, where: dict[str, Any], says: str) -> None:
    error = served.error(LIST, first=1, where=where)
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert says in error["message"]


def test_conditions_may_not_be_nested_without_end(served: Served) -> None:
    where: dict[str, Any] = {"name": {"eq": "x"}}
    for _ in range(30):
        where = {"not": where}
    assert served.code(LIST, first=1, where=where) == "BAD_INPUT"


def test_a_code_that_its_list_does_not_have_is_refused(served: Served) -> None:
    error = served.error('{ projects(where: {status: {eq: "closd"}}) { totalCount } }')
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert "schemes" in error["message"]


@pytest.mark.parametrize(
    "order", [[{}], [{"name": "ASC", "city": "ASC"}], [{"name": None}], [{"name": "ASC"}, {"name": "DESC"}]]
)
def test_an_order_names_one_field_at_a_time(served: Served, order: list[dict[str, Any]]) -> None:
    assert served.code(LIST, first=1, order=order) == "BAD_INPUT"


def test_links_made_later_count(fresh: Served) -> None:
    fresh.load(link("LocatedIn", "pond", "region:NL"))
    assert told(fresh, {"locatedIn": {"any": ["region:NL"]}}) == [
        "Ivory Tower University", "Institute of Lenses", "Ministry of Ponds",
    ]  # fmt: skip
