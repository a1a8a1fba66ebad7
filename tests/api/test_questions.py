"""The questions that analytics answers, over HTTP: what they say, and on what it rests."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Served

PARTNERS = """query($who: ID!, $first: Int, $kinds: [Kind!], $regions: [ID!], $present: Boolean, $asOf: Date) {
  partners(for: $who, first: $first, kinds: $kinds, regions: $regions, excludePresent: $present, asOf: $asOf) {
    organization { id }
    candidates {
      entity { id name } score parts { commonNeighbours adamicAdar resourceAllocation personalisedPagerank }
      shared isPresentPartner ties { collective { name } links { id } }
      paths { partner { name } strength
              withOrganization { collective { name } links { type start { id } end { name } properties } }
              withCandidate { collective { name } } } }
    total leftOut { present kind region regionUnknown } reason { code message }
    evidence { version asOf isPartial totalLinks parameters links { id type sources { name } } } } }"""


def test_partners_are_those_of_partners_and_the_answer_says_why(served: Served) -> None:
    told = served.ask(PARTNERS, who="pic:900000001", first=10)["partners"]
    assert told["organization"] == {"id": "pic:900000001"}
    assert [c["entity"]["name"] for c in told["candidates"]] == []
    assert told["reason"]["code"] == "NO_CANDIDATE"


def test_partners_on_an_earlier_date(served: Served) -> None:
    told = served.ask(PARTNERS, who="pic:900000001", first=10, asOf="2021-06-01")["partners"]
    assert {c["entity"]["name"] for c in told["candidates"]} == {"Cog & Sons", "Echo Labs"}
    best = told["candidates"][0]
    assert 0 < best["score"] <= 1
    assert best["parts"]["commonNeighbours"] == 1
    assert (best["shared"], best["isPresentPartner"], best["ties"]) == (0, False, [])
    [path] = best["paths"]
    assert path["partner"]["name"] == "Ivory Tower University"
    [tie] = path["withOrganization"]
    assert tie["collective"]["name"] == "Project 1"
    assert [(link["start"]["id"], link["properties"]["role"]) for link in tie["links"]] == [
        ("pic:900000001", "coordinator"),
        ("pic:900000002", "participant"),
    ]
    assert told["leftOut"]["present"] == 3
    evidence = told["evidence"]
    assert (evidence["asOf"], evidence["isPartial"]) == ("2021-06-01", False)
    assert evidence["version"] == served.ask("{ status { version } }")["status"]["version"]
    assert evidence["totalLinks"] == len(evidence["links"]) > 0
    assert evidence["links"][0]["sources"] == [{"name": "Invented"}]
    assert evidence["parameters"]["for"] == "pic:900000001"
    assert evidence["parameters"]["damping"] == 0.85
    assert evidence["parameters"]["weights"]["adamicAdar"] == 0


def test_partners_are_filtered_by_kind_and_region(served: Served) -> None:
    asked: Any = {"who": "invented:north", "first": 10, "asOf": "2021-06-01", "present": False}
    everybody = served.ask(PARTNERS, **asked)["partners"]
    assert everybody["total"] == 5
    organizations = served.ask(PARTNERS, **asked, kinds=["University", "ResearchInstitute"])["partners"]
    assert {c["entity"]["name"] for c in organizations["candidates"]} == {
        "Ivory Tower University",
        "Institute of Lenses",
    }
    assert served.ask(PARTNERS, **asked, kinds=["Organization"])["partners"]["total"] == 5, "abstract means all below"
    dutch = served.ask(PARTNERS, **asked, regions=["region:NL"])["partners"]
    assert {c["entity"]["name"] for c in dutch["candidates"]} == {"Ivory Tower University", "Institute of Lenses"}
    assert dutch["leftOut"]["regionUnknown"] == 2, "not to know where somebody is, is not to know that it is elsewhere"
    assert [t["collective"]["name"] for c in dutch["candidates"] for t in c["ties"]]


def test_the_weights_are_the_clients_to_choose(served: Served) -> None:
    query = """{ partners(for: "invented:north", asOf: "2021-06-01", weights: {adamicAdar: 2}) {
                   candidates { score } evidence { parameters } } }"""
    told = served.ask(query)["partners"]
    assert told["evidence"]["parameters"]["weights"] == {
        "commonNeighbours": 0, "adamicAdar": 2, "resourceAllocation": 0, "personalisedPagerank": 0,
    }  # fmt: skip
    assert [c["score"] for c in told["candidates"]] == [1, 1]


def test_co_participants(served: Served) -> None:
    told = served.ask(
        """{ coParticipants(of: "pic:900000002", first: 1) { collectives total
               coParticipants { entity { name } shared weight ties { collective { name } links { id } } }
               evidence { isPartial parameters totalLinks } } }"""
    )["coParticipants"]
    assert (told["collectives"], told["total"]) == (3, 2)
    assert told["coParticipants"][0]["entity"]["name"] in {"北风新材料公司", "Institute of Lenses"}
    assert told["evidence"]["isPartial"]
    assert told["evidence"]["parameters"] == {"of": "pic:900000002", "first": 1}


def test_groups(served: Served) -> None:
    told = served.ask(
        """{ groups(minimumSize: 2, asOf: "2021-06-01") {
               groups { size density central { entity { name } weight }
                        boundBy { collective { name } inside links { id } }
                        kinds { kind count } regions { concepts { concept { id } count } unknown } contains }
               total organizations unassigned modularity reason { code }
               evidence { version isPartial parameters totalLinks } } }"""
    )["groups"]
    assert told["organizations"] == sum(group["size"] for group in told["groups"]) + told["unassigned"] == 6
    assert told["total"] == len(told["groups"])
    group = told["groups"][0]
    assert sum(kind["count"] for kind in group["kinds"]) == group["size"]
    assert group["contains"] is None
    assert group["boundBy"][0]["links"]
    assert told["evidence"]["parameters"]["minimumSize"] == 2


def test_groups_around_an_organization(served: Served) -> None:
    told = served.ask(
        """{ groups(around: "invented:cog", hops: 1, asOf: "2021-06-01") {
               groups { contains ties } evidence { parameters } } }"""
    )["groups"]
    assert told["groups"][0]["contains"] is True
    assert told["evidence"]["parameters"]["around"] == "pic:900000004"


CHAIN = """query($of: ID!, $direction: ChainDirection, $depth: Int) {
  chain(of: $of, direction: $direction, depth: $depth) {
  of { name } direction total leftOut reason { code }
  layers { distance products { entity { name } isCyclic cycle
                               makers { total makers { entity { name } links { type } places { region { id } } } } }
           links { supplier { name } buyer { name } share link { id type } } }
  cycles { size products { name } }
  evidence { version asOf isPartial parameters totalLinks links { type } } } }"""


def test_the_chain_upstream_of_a_product(served: Served) -> None:
    told = served.ask(CHAIN, of="invented:car", direction="UPSTREAM")["chain"]
    layers = [[p["entity"]["name"] for p in layer["products"]] for layer in told["layers"]]
    assert layers == [["Cars"], ["Steel", "Machine tools"], ["Ore"]]
    steel = next(p for p in told["layers"][1]["products"] if p["entity"]["name"] == "Steel")
    assert steel["isCyclic"]
    [maker] = steel["makers"]["makers"]
    assert maker["entity"]["name"] == "北风新材料公司"
    assert maker["places"] == [{"region": {"id": "region:CN-BJ"}}]
    assert told["layers"][2]["products"][0]["makers"] is None, "not known is not none"
    [cycle] = told["cycles"]
    assert {p["name"] for p in cycle["products"]} == {"Steel", "Machine tools"}
    shares = {(link["supplier"]["name"], link["buyer"]["name"]): link["share"] for link in told["layers"][1]["links"]}
    assert shares == {("Machine tools", "Cars"): 0.75, ("Steel", "Cars"): None}
    assert {link["type"] for link in told["evidence"]["links"]} == {"InputTo", "Makes", "LocatedIn"}
    assert told["evidence"]["parameters"]["direction"] == "UPSTREAM"


def test_the_chain_downstream_to_a_depth(served: Served) -> None:
    told = served.ask(CHAIN, of="invented:ore", direction="DOWNSTREAM", depth=1)["chain"]
    assert [[p["entity"]["name"] for p in layer["products"]] for layer in told["layers"]] == [["Ore"], ["Steel"]]
    assert told["evidence"]["isPartial"]
    assert told["leftOut"] == 2


@pytest.mark.parametrize(
    "query",
    [
        'partners(for: "{id}") {{ total }}',
        'coParticipants(of: "{id}") {{ total }}',
        'groups(around: "{id}") {{ total }}',
        'chain(of: "{id}") {{ total }}',
        'partners(for: "pic:900000001", regions: ["{id}"]) {{ total }}',
    ],
)
def test_a_question_about_nothing_known_says_so(served: Served, query: str) -> None:
    error = served.error("{" + query.format(id="pic:999999999") + "}")
    assert error["extensions"]["code"] == "NOT_FOUND"
    assert "search" in error["message"]


@pytest.mark.parametrize(
    "query",
    [
        'partners(for: "pic:900000001", damping: 1.5) { total }',
        'partners(for: "pic:900000001", first: 0) { total }',
        'partners(for: "pic:900000001", first: 1001) { total }',
        'partners(for: "pic:900000001", weights: {}) { total }',
        "groups(resolution: 0) { total }",
        "groups(hops: 2) { total }",
        "groups(minimumSize: 0) { total }",
        'chain(of: "invented:car", depth: -1) { total }',
        'chain(of: "invented:car", width: 0) { total }',
    ],
)
def test_numbers_out_of_range_are_refused(served: Served, query: str) -> None:
    assert served.code("{" + query + "}") == "BAD_INPUT"
