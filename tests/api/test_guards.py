"""Limits on what a query may ask: measured in one pass, before anything is run."""

from __future__ import annotations

import time
from typing import Any

import pytest
from graphql import GraphQLSchema, get_introspection_query, parse
from hypothesis import given
from hypothesis import strategies as st

from api.execution import Executor
from api.guards import LIMITS, Limits, measure
from api.schema import build_schema
from ontology.model import Ontology
from ontology.reader import read
from tests.api.conftest import Served


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return read()


@pytest.fixture(scope="module")
def schema(ontology: Ontology) -> GraphQLSchema:
    return Executor(build_schema(ontology)).schema


def bomb(levels: int) -> str:
    """Fragments that spread each other twice: short to write, 2**levels fields to run."""
    both = "locatedIn(first: 1) {{ nodes {{ ...f{0} }} }} inSector(first: 1) {{ nodes {{ ...f{0} }} }}"
    spread = [f"fragment f{i} on Entity {{ {both.format(i + 1)} }}" for i in range(levels)]
    return "\n".join(['{ entity(id: "a") { ...f0 } }', *spread, f"fragment f{levels} on Entity {{ id }}"])


def test_the_cost_of_a_list_is_that_of_its_elements_times_their_number(schema: GraphQLSchema) -> None:
    def cost(query: str, **variables: Any) -> int:
        return measure(schema, parse(query), None, variables, LIMITS).cost

    ten = cost("{ organizations(first: 10) { nodes { id name } } }")
    assert cost("{ organizations(first: 20) { nodes { id name } } }") - ten == 10 * 3
    assert cost("{ organizations { nodes { id name } } }") - ten == 10 * 3, "the default is 20"
    by_variable = "query($n: Int!) { organizations(first: $n) { nodes { id name } } }"
    assert cost(by_variable, n=10) == ten
    assert cost(by_variable.replace("Int!", "Int! = 10")) == ten
    assert cost("{ ...q } fragment q on Query { organizations(first: 10) { nodes { id name } } }") == ten
    assert cost("{ ... on Query { organizations(first: 10) { nodes { id name } } } }") == ten


def test_depth_counts_fields_and_not_fragments(schema: GraphQLSchema) -> None:
    def depth(query: str) -> int:
        return measure(schema, parse(query), None, {}, LIMITS).depth

    assert depth("{ status { version } }") == 2
    assert depth("{ ...q } fragment q on Query { ... on Query { status { version } } }") == 2


def test_only_the_operation_that_is_asked_for_counts(schema: GraphQLSchema) -> None:
    two = parse("query A { status { version } } query B { organizations(first: 1000) { nodes { id } } }")
    assert measure(schema, two, "A", {}, LIMITS).cost < measure(schema, two, "B", {}, LIMITS).cost
    assert measure(schema, two, None, {}, LIMITS) == measure(schema, two, "B", {}, LIMITS)


@given(levels=st.integers(1, 60))
def test_a_bomb_of_fragments_is_measured_in_linear_time(schema: GraphQLSchema, levels: int) -> None:
    document = parse(bomb(levels))
    started = time.process_time()
    figures = measure(schema, document, None, {}, LIMITS)
    assert time.process_time() - started < 0.25
    assert figures.depth == 2 + 2 * levels
    assert figures.cost <= LIMITS.cost + 1


def test_a_bomb_is_refused_with_the_figures(served: Served) -> None:
    query = bomb(10)
    started = time.process_time()
    error = served.error(query)
    assert time.process_time() - started < 0.5
    assert error["extensions"]["code"] == "TOO_EXPENSIVE"
    assert error["extensions"]["depth"] > error["extensions"]["maxDepth"] == LIMITS.depth


def test_what_costs_too_much_is_refused_and_it_is_said_what_to_do(served: Served) -> None:
    error = served.error(
        "query($n: Int!) { organizations(first: $n) { nodes { participatesIn(first: $n) { nodes { id name } } } } }",
        n=1000,
    )
    told = error["extensions"]
    assert told["code"] == "TOO_EXPENSIVE"
    assert told["cost"] > told["maxCost"] == LIMITS.cost
    assert "first" in error["message"]


@pytest.mark.parametrize(
    "query",
    [
        "{" + " ".join(f"a{i}: status {{ version }}" for i in range(LIMITS.aliases + 1)) + "}",
        "{" + " ".join("status { version }" for _ in range(LIMITS.repeats + 1)) + "}",
        "{ entity(id: 1) " + "{ locatedIn { nodes " * 10 + "{ id }" + "} }" * 10 + "}",
        "{" + " ".join(f"a{i}: __schema {{ types {{ name }} }}" for i in range(10)) + "}",
        "{ __schema { types { a: fields { name } b: fields { name } c: fields { name } d: fields { name }"
        " e: fields { name } f: fields { name } g: fields { name } h: fields { name } i: fields { name } } } }",
        "{" + " ".join(f'a{i}: partners(for: "x") {{ total }}' for i in range(6)) + "}",
        "{ status { version } } " + " ".join(f"fragment f{i} on Query {{ ...f{i + 1} }}" for i in range(400)),
    ],
)
def test_what_asks_for_too_much_at_once_is_refused(served: Served, query: str) -> None:
    assert served.code(query) in {"TOO_EXPENSIVE", "GRAPHQL_VALIDATION_FAILED"}


def test_a_chain_of_fragments_is_refused_and_breaks_nothing(served: Served) -> None:
    chain = " ".join(f"fragment f{i} on Query {{ ...f{i + 1} }}" for i in range(450))
    assert served.code("{ ...f0 } " + chain + " fragment f450 on Query { status { version } }") in {
        "TOO_EXPENSIVE",
        "GRAPHQL_VALIDATION_FAILED",
    }


def test_fragments_that_spread_themselves_are_invalid(served: Served) -> None:
    assert (
        served.code("{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }") == "GRAPHQL_VALIDATION_FAILED"
    )


def test_documents_of_too_many_words_or_characters_are_not_read(served: Served) -> None:
    assert served.code("{" + " id" * (LIMITS.tokens + 1) + "}") == "GRAPHQL_PARSE_FAILED"
    assert served.code("# " + "x" * LIMITS.length + "\n{ status { version } }") == "TOO_LARGE"


def test_the_schema_can_be_asked_for(served: Served) -> None:
    told = served.ask(get_introspection_query())
    assert {"Enterprise", "ParticipatesInEdge"} <= {each["name"] for each in told["__schema"]["types"]}


def test_limits_are_the_operators_to_set(schema: GraphQLSchema) -> None:
    figures = measure(schema, parse("{ organizations(first: 1000) { nodes { id } } }"), None, {}, Limits(page=10))
    assert figures.cost < 100
