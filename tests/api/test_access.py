"""What may not be seen can't be told from what is not there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.conftest import Served, world
from tests.api.said import SECRETS, SOURCE, thing

QUERIES = [
    "{ organizations { totalCount nodes { id name } edges { cursor } } }",
    "{ organizations(orderBy: [{city: ASC}]) { nodes { name } pageInfo { endCursor hasNextPage } } }",
    '{ organizations(where: {city: {eq: "Aachen"}}) { totalCount } }',
    '{ enterprises(where: {participatesIn: {any: ["invented:p1"]}}) { totalCount nodes { name } } }',
    '{ entities(where: {id: {in: ["pic:900000007", "pic:900000001"]}}) { totalCount nodes { id } } }',
    '{ entity(id: "SECRET") { id } }',
    '{ entity(id: "pic:900000001") { label identifiers { value } formerIds sources { id }'
    " ... on Enterprise { vatNumber } history { source properties access current }"
    " provenance { property record { source } } } }",
    '{ entity(id: "invented:p1") { ... on Project { participants { totalCount nodes { id } } } } }',
    '{ entity(id: "invented:p2") { ... on Project { participants { totalCount edges { id role } } } } }',
    '{ search(text: "shade") { nodes { id } } }',
    '{ search(text: "weapons") { nodes { id } } }',
    '{ search(text: "SECRET") { nodes { id } } }',
    '{ partners(for: "SECRET") { total } }',
    '{ partners(for: "pic:900000001", excludePresent: false) { total candidates { entity { id } score } } }',
    '{ coParticipants(of: "pic:900000001") { total coParticipants { entity { id } shared } } }',
    "{ groups(minimumSize: 1) { organizations groups { size } } }",
    '{ groups(around: "SECRET") { total } }',
    '{ chain(of: "SECRET") { total } }',
    "{ status { entities { kind count } links { type count } } }",
    '{ projects(where: {participants: {any: ["SECRET"]}}) { totalCount } }',
]


@pytest.fixture(scope="module")
def innocent(innocent_world: Path) -> Iterator[Served]:
    """The same world without its secrets."""
    with world(innocent_world) as made:
        yield made


def _ids(told: object, secret: str) -> str:
    return str(told).replace(secret, "SECRET")


@pytest.mark.parametrize("query", QUERIES)
def test_the_public_sees_what_it_would_see_without_the_secrets(served: Served, innocent: Served, query: str) -> None:
    for secret in ("pic:900000007", "invented:shade"):
        asked = query.replace("SECRET", secret)
        assert served.answer(asked) == innocent.answer(asked)
    nobody = "pic:999999999"
    assert _ids(served.answer(query.replace("SECRET", "pic:900000007")), "pic:900000007") == _ids(
        innocent.answer(query.replace("SECRET", nobody)), nobody
    )


def test_who_may_see_more_sees_more(served: Served) -> None:
    query = (
        '{ entity(id: "pic:900000007") { name } search(text: "shade") { nodes { name } } organizations { totalCount } }'
    )
    assert served.ask(query) == {"entity": None, "search": {"nodes": []}, "organizations": {"totalCount": 5}}
    assert served.ask(query, labels="registered") == {
        "entity": {"name": "Shade Works"},
        "search": {"nodes": [{"name": "Shade Works"}]},
        "organizations": {"totalCount": 6},
    }
    assert served.ask(query)["entity"] is None, "an answer kept for one viewer is not given to another"


def test_a_viewer_sees_the_merge_of_what_it_may_see(served: Served) -> None:
    query = """{ entity(id: "pic:900000001") { nameEn ... on Enterprise { vatNumber }
                 history { source access } provenance { property record { source } } } }"""
    insider = served.ask(query, labels="insiders")["entity"]
    assert (insider["nameEn"], insider["vatNumber"]) == ("North Wind Weapons", "X1")
    assert {"source": "whisper", "access": "insiders"} in insider["history"]
    assert {"property": "vatNumber", "record": {"source": "whisper"}} in insider["provenance"]
    registered = served.ask(query, labels="registered")["entity"]
    assert (registered["nameEn"], registered["vatNumber"]) == ("North Wind Materials", None)
    assert {each["source"] for each in registered["history"]} == {"invented"}


def test_a_record_that_a_secret_one_replaced_is_withdrawn_without_a_trace(tmp_path: Path) -> None:
    said = thing("north", "Enterprise", "pic:900000001", says={"name": "North"})
    other = said._replace(source="other", key="1", properties={"name": "North", "city": "Delft"})
    with world(tmp_path, SOURCE, said, other, every=0.01) as served:
        query = '{ entity(id: "pic:900000001") { name history { source current } } }'
        assert len(served.ask(query)["entity"]["history"]) == 2
        served.load(said._replace(properties={"name": "North, secretly"}, access="insiders"))
        assert served.ask(query)["entity"] == {"name": "North", "history": [{"source": "other", "current": True}]}
        assert served.ask(query, labels="insiders")["entity"]["history"][-1] == {"source": "invented", "current": True}


def test_the_secrets_of_these_tests_are_there(served: Served) -> None:
    assert served.ask('{ entity(id: "pic:900000007") { name } }', labels="registered")["entity"] is not None
    assert len(SECRETS) == 4
