"""Every mistake has a stable code and a message that says what to do, and nothing tells what is inside."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from graphql import GraphQLError

from api.errors import describe
from tests.api.conftest import Served


@pytest.mark.parametrize(
    ("query", "code", "says"),
    [
        ("{ status { version }", "GRAPHQL_PARSE_FAILED", "locations"),
        ("", "GRAPHQL_PARSE_FAILED", "locations"),
        ("{ organisations { totalCount } }", "GRAPHQL_VALIDATION_FAILED", "organizations"),
        ("{ status { versio } }", "GRAPHQL_VALIDATION_FAILED", "version"),
        ("{ entity { id } }", "GRAPHQL_VALIDATION_FAILED", "id"),
        ("mutation { a }", "GRAPHQL_VALIDATION_FAILED", ""),
        ('{ organizations(first: "x") { totalCount } }', "GRAPHQL_VALIDATION_FAILED", "Int"),
        ('{ status(asOf: "2024-02-30") { version } }', "BAD_INPUT", "YYYY-MM-DD"),
        ('{ status(asOf: "yesterday") { version } }', "BAD_INPUT", "2024-05-31"),
        ('{ status(asOf: "20240101") { version } }', "BAD_INPUT", "YYYY-MM-DD"),
        ("{ status(asOf: 2024) { version } }", "BAD_INPUT", "YYYY-MM-DD"),
        ('{ organizations(where: {foundedOn: {gt: "x"}}) { totalCount } }', "BAD_INPUT", "YYYY-MM-DD"),
        ('{ partners(for: "nobody") { total } }', "NOT_FOUND", "search"),
        ('{ schemes(names: ["nothing"]) { name } }', "NOT_FOUND", "region"),
        ("{ projects(first: 2000) { totalCount } }", "BAD_INPUT", "1000"),
        ('{ projects(where: {locatedIn: {under: "region:CHN"}}) { totalCount } }', "NOT_FOUND", "search"),
        ('{ projects(where: {locatedIn: {any: ["region:CN", "region:CHN"]}}) { totalCount } }', "NOT_FOUND", "search"),
    ],
)
def test_a_mistake_in_a_query(served: Served, query: str, code: str, says: str) -> None:
    response = served.client.post("/graphql", json={"query": query})
    assert response.status_code == 200
    error = response.json()["errors"][0]
    assert error["extensions"]["code"] == code
    assert says in error["message"]
    assert "Traceback" not in response.text


@pytest.mark.parametrize("day", ["2024-13-01", "x", "", 5])
def test_a_bad_date_in_a_variable(served: Served, day: object) -> None:
    error = served.error("query($d: Date) { status(asOf: $d) { version } }", d=day)
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert "YYYY-MM-DD" in error["message"]


def test_a_variable_of_the_wrong_type_or_missing(served: Served) -> None:
    query = "query($id: ID!) { entity(id: $id) { id } }"
    assert served.code(query) == "BAD_INPUT"
    assert served.code(query, id=[1]) == "BAD_INPUT"


def test_an_operation_that_is_not_there(served: Served) -> None:
    body = {"query": "query A { status { version } }", "operationName": "B"}
    told = served.client.post("/graphql", json=body).json()
    assert told["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    assert "data" not in told


def test_one_field_that_fails_leaves_the_others_answered(served: Served) -> None:
    told = served.answer('{ status { version } partners(for: "nobody") { total } }')
    assert told["data"]["partners"] is None
    assert told["data"]["status"]["version"] > 0
    assert told["errors"][0]["path"] == ["partners"]
    assert told["errors"][0]["locations"]


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "BAD_INPUT"),
        (b"\xff", "application/json", 400, "BAD_INPUT"),
        (b"[]", "application/json", 400, "BAD_INPUT"),
        (b"{}", "application/json", 400, "BAD_INPUT"),
        (b'{"query": 1}', "application/json", 400, "BAD_INPUT"),
        (b'{"query": "{a}", "variables": []}', "application/json", 400, "BAD_INPUT"),
        (b'{"query": "{a}", "operationName": 1}', "application/json", 400, "BAD_INPUT"),
        (b'{"query": "{a}"}', "text/plain", 415, "BAD_INPUT"),
        (b'{"query": "{a}"}', "", 415, "BAD_INPUT"),
        (b'{"query": "' + b"x" * (300 << 10) + b'"}', "application/json", 413, "TOO_LARGE"),
    ],
)
def test_a_request_that_holds_no_query(served: Served, body: bytes, kind: str, status: int, code: str) -> None:
    response = served.client.post("/graphql", content=body, headers={"content-type": kind} if kind else {})
    assert response.status_code == status
    assert response.headers["content-type"].startswith("application/json")
    assert response.json()["errors"][0]["extensions"]["code"] == code


def test_an_address_or_a_method_that_is_not_served(served: Served) -> None:
    for response, status in [(served.client.get("/nothing"), 404), (served.client.delete("/graphql"), 405)]:
        assert response.status_code == status
        assert "/graphql" in response.json()["errors"][0]["message"]


def test_what_nobody_expected_is_told_by_an_id_alone() -> None:
    secret = "a path or a password"
    error = GraphQLError(secret, original_error=ZeroDivisionError(secret))
    [told] = describe([error], "BAD_INPUT")
    assert told["extensions"]["code"] == "INTERNAL"
    assert told["extensions"]["errorId"] in told["message"]
    assert secret not in str(told)


def test_clients_that_know_the_newer_media_type_see_it_by_the_status(served: Served) -> None:
    headers = {"accept": "application/graphql-response+json"}

    def ask(query: str) -> Any:
        return served.client.post("/graphql", json={"query": query}, headers=headers)

    assert ask("{ status { version } }").status_code == 200
    assert ask("{ status { version } }").headers["content-type"].startswith("application/graphql-response+json")
    assert ask("{ nothing }").status_code == 400
    assert ask('{ partners(for: "nobody") { total } }').status_code == 200, "it was executed"


def test_variables_that_are_nested_too_deeply_are_a_mistake_in_the_query(served: Served) -> None:
    where = '{"and":[' * 300 + "]}" * 300
    query = "query($w: OrganizationWhere) { organizations(where: $w) { totalCount } }"
    body = f'{{"query": "{query}", "variables": {{"w": {where}}}}}'
    response = served.client.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_INPUT"


def test_variables_of_a_program_may_be_dates_but_not_sets(served: Served) -> None:
    query = "query($day: Date) { status(asOf: $day) { asOf } }"
    day = datetime.date(2024, 5, 31)
    assert served.graph.query(query, {"day": day})["data"]["status"]["asOf"] == "2024-05-31"
    (error,) = served.graph.query(query, {"day": {day}})["errors"]
    assert error["extensions"]["code"] == "BAD_INPUT"
