"""One entity: what is told of it, by which ids it is found, who said so."""

from __future__ import annotations

import pytest

from tests.api.conftest import Served
from tests.api.said import thing


def test_an_entity_has_its_properties_names_and_identifiers(served: Served) -> None:
    found = served.ask(
        """{ entity(id: "pic:900000001") {
               id kind zh: label(lang: ZH) en: label(lang: EN) name otherName formerName identifiers { scheme value }
               validFrom validTo confidence
               ... on Organization { city foundedOn staff } ... on Enterprise { turnover } } }"""
    )["entity"]
    assert found == {
        "id": "pic:900000001",
        "kind": "Enterprise",
        "zh": "北风新材料公司",
        "en": "North Wind Materials",
        "name": "北风新材料公司",
        "otherName": ["NW Materials", "北风材料"],
        "formerName": ["北风化工厂"],
        "identifiers": [{"scheme": "pic", "value": "900000001"}],
        "validFrom": None,
        "validTo": None,
        "confidence": None,
        "city": "Beijing",
        "foundedOn": "1998-09-15",
        "staff": 120,
        "turnover": None,
    }


@pytest.mark.parametrize("id", ["pic:900000002", "invented:tower"])
def test_it_is_found_by_identifier_and_by_the_key_of_its_source(served: Served, id: str) -> None:
    assert served.ask("query($id: ID!) { entity(id: $id) { id name } }", id=id)["entity"] == {
        "id": "pic:900000002",
        "name": "Ivory Tower University",
    }


def test_an_unknown_id_gives_null(served: Served) -> None:
    assert served.ask('{ entity(id: "pic:999999999") { id } }') == {"entity": None}


def test_what_has_ended_is_still_found_by_its_id(served: Served) -> None:
    found = served.ask('{ entity(id: "pic:900000005") { name validTo } }')["entity"]
    assert found == {"name": "Echo Labs", "validTo": "2024-01-01"}


def test_a_concept_is_an_entity_too(served: Served) -> None:
    found = served.ask('{ entity(id: "region:CN-BJ") { label(lang: ZH) ... on Region { gbCode notation } } }')["entity"]
    assert (found["gbCode"], found["notation"]) == ("110000", "CN-BJ")


def test_sources_are_told_with_their_licence(served: Served) -> None:
    found = served.ask('{ entity(id: "pic:900000002") { sources { id name licence url } } }')["entity"]
    assert found["sources"] == [
        {"id": "source:invented", "name": "Invented", "licence": "CC0-1.0", "url": "https://example.org/"}
    ]


def test_history_and_provenance_say_who_said_what(fresh: Served) -> None:
    fresh.load(thing("tower", "University", "pic:900000002", says={"name": "Ivory Tower", "city": "Delft"}))
    found = fresh.ask(
        """{ entity(id: "pic:900000002") {
               name
               history { source key version current retracted kind properties identifiers }
               provenance { property record { source key current version } } } }"""
    )["entity"]
    old, new = found["history"]
    assert (old["current"], new["current"]) == (False, True)
    assert old["version"] < new["version"]
    assert (old["properties"]["name"], new["properties"]["name"]) == ("Ivory Tower University", "Ivory Tower")
    assert found["name"] == "Ivory Tower"
    by = {each["property"]: each["record"] for each in found["provenance"]}
    assert by.keys() == {"kind", "name", "city"}
    assert by["name"] == {"source": "invented", "key": "tower", "current": True, "version": new["version"]}


def test_two_that_are_judged_the_same_are_found_by_both_ids(fresh: Served) -> None:
    fresh.graph.ledger.same("pic:900000002", "pic:900000003", why="test", who="tester")
    fresh.wait()
    query = "query($id: ID!) { entity(id: $id) { id formerIds identifiers { value } } }"
    one, other = (fresh.ask(query, id=id)["entity"] for id in ("pic:900000002", "pic:900000003"))
    assert one == other
    assert {one["id"], *one["formerIds"]} == {"pic:900000002", "pic:900000003"}
