"""The links of an entity: both ways, on a date, chosen, ordered and paged."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Served
from tests.api.said import link, thing


def test_links_are_told_both_ways_with_qualifiers_and_sources(served: Served) -> None:
    found = served.ask(
        """{ entity(id: "pic:900000001") { ... on Enterprise { participatesIn {
               totalCount edges { role validFrom validTo confidence sources { name } node { name
                 participants { edges { role node { name } } } } } } } } }"""
    )["entity"]["participatesIn"]
    assert found["totalCount"] == 2
    first, second = found["edges"]
    assert first == {
        "role": "coordinator",
        "validFrom": "2020-01-01",
        "validTo": None,
        "confidence": None,
        "sources": [{"name": "Invented"}],
        "node": {
            "name": "Project 1",
            "participants": {
                "edges": [
                    {"role": "coordinator", "node": {"name": "北风新材料公司"}},
                    {"role": "participant", "node": {"name": "Ivory Tower University"}},
                ]
            },
        },
    }
    assert (second["node"]["name"], second["confidence"]) == ("Project 4", 0.5)


def test_links_are_those_of_the_date_and_so_are_the_links_below_them(served: Served) -> None:
    query = """query($d: Date) { entity(id: "invented:p3", asOf: $d) { ... on Project {
                 participants { totalCount nodes { name } } } } }"""
    told = {d: served.ask(query, d=d)["entity"]["participants"] for d in ("2019-12-31", "2021-12-31", "2022-01-01")}
    assert told["2019-12-31"]["totalCount"] == 0
    assert [n["name"] for n in told["2021-12-31"]["nodes"]] == ["Ivory Tower University", "Cog & Sons", "Echo Labs"]
    assert [n["name"] for n in told["2022-01-01"]["nodes"]] == ["Ivory Tower University", "Echo Labs"]
    today = served.ask(query, d=None)["entity"]["participants"]
    assert [n["name"] for n in today["nodes"]] == ["Ivory Tower University"], "Echo Labs has ended"


def test_links_are_chosen_and_ordered_by_what_they_say_and_where_they_lead(served: Served) -> None:
    query = """query($where: ParticipatesInWhere, $order: [ParticipatesInOrder!]) { entity(id: "invented:p4") {
                 ... on Project { participants(where: $where, orderBy: $order) { nodes { name } } } } }"""

    def told(**variables: Any) -> list[str]:
        return [node["name"] for node in served.ask(query, **variables)["entity"]["participants"]["nodes"]]

    assert told(where={"role": {"eq": "coordinator"}}) == ["Institute of Lenses"]
    assert told(where={"kind": {"in": ["Enterprise", "PublicBody"]}}) == ["北风新材料公司", "Ministry of Ponds"]
    assert told(where={"node": {"eq": "invented:pond"}}) == ["Ministry of Ponds"]
    assert told(where={"confidence": {"lt": 0.9}}) == ["北风新材料公司"]
    assert told(where={"not": {"confidence": {"isNull": True}}}) == ["北风新材料公司"]
    assert told(order=[{"role": "ASC"}])[0] == "Institute of Lenses"
    assert told(order=[{"confidence": "DESC"}])[0] == "北风新材料公司", "unknown comes last"


def test_links_are_paged(fresh: Served) -> None:
    query = """query($after: String, $order: [ParticipatesInOrder!]) { entity(id: "pic:900000002") { ... on University {
                 participatesIn(first: 2, after: $after, orderBy: $order) {
                   nodes { name } pageInfo { hasNextPage hasPreviousPage endCursor } } } } }"""
    first = fresh.ask(query)["entity"]["participatesIn"]
    fresh.load(thing("p0", "Project", says={"name": "Project 0"}), link("ParticipatesIn", "tower", "p0"))
    second = fresh.ask(query, after=first["pageInfo"]["endCursor"])["entity"]["participatesIn"]
    assert [n["name"] for n in first["nodes"]] == ["Project 1", "Project 2"]
    assert [n["name"] for n in second["nodes"]] == ["Project 3", "Project 0"]
    assert first["pageInfo"]["hasNextPage"]
    assert not first["pageInfo"]["hasPreviousPage"]
    assert second["pageInfo"]["hasPreviousPage"]
