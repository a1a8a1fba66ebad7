"""Reading plain values the short way gives what graphql-core gives the long way, errors included."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

import pytest
import strawberry
from graphql import GraphQLSchema, execute_sync, parse
from hypothesis import given
from hypothesis import strategies as st
from strawberry.schema.config import StrawberryConfig

from api.definitions import Field, interface, many, optional, output
from api.leaves import LeafExecutor
from api.listing import Listings
from api.moment import Context
from api.scalars import JSON, SCALARS
from api.schema import build_schema
from tests.api.conftest import Served
from tests.api.test_access import QUERIES


@dataclass
class Thing:
    text: object
    number: object
    part: Thing | None = None

    @property
    def broken(self) -> object:
        raise ZeroDivisionError("broken")


def _schema() -> GraphQLSchema:
    plain = [
        Field("text", str | None, ""),
        Field("must", str, "", pick=lambda thing: thing.text),
        Field("number", int | None, ""),
        Field("decimal", float | None, "", pick=lambda thing: thing.number),
        Field("day", datetime.date | None, "", pick=lambda thing: thing.text),
        Field("texts", many(str), "", pick=lambda thing: [thing.text, "more"]),
        Field("anything", JSON, "", pick=lambda thing: {"is": thing.text}),
        Field("broken", str | None, ""),
        Field("argued", str | None, "", read=lambda thing, info: thing.text),
    ]
    base = interface("Base", plain, "", lambda _: "Thing")
    thing = output("Thing", plain, "", [base])
    for made in (base, thing):
        made.__strawberry_definition__.fields.append(Field("part", optional(base), ""))  # type: ignore[attr-defined]
    query = output("Query", [Field("things", optional(many(optional(base))), "")], "")
    return strawberry.Schema(
        query, types=[thing], config=StrawberryConfig(auto_camel_case=False, scalar_map=SCALARS)
    )._schema


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return _schema()


@dataclass
class Root:
    things: list[Thing | None]


VALUES = st.one_of(st.none(), st.text(max_size=3), st.integers(), st.floats(), st.booleans(), st.just([1]))
THINGS = st.recursive(
    st.builds(Thing, VALUES, VALUES, st.none()), lambda parts: st.builds(Thing, VALUES, VALUES, parts), max_leaves=3
)
FIELDS = ["text", "must", "number", "decimal", "day", "texts", "anything", "broken", "argued", "__typename"]


@given(
    things=st.lists(st.one_of(st.none(), THINGS), max_size=4),
    fields=st.lists(st.sampled_from(FIELDS), min_size=1, max_size=6, unique=True),
)
def test_whatever_the_values_are(schema: GraphQLSchema, things: list[Thing | None], fields: list[str]) -> None:
    chosen = " ".join(fields)
    query = f"{{ things {{ {chosen} again: text part {{ ...f }} ... on Thing {{ {chosen} }} }} }}"
    assert_alike(schema, f"{query} fragment f on Base {{ {chosen} }}", Root(things))


def assert_alike(schema: GraphQLSchema, query: str, root: object, context: Any = None) -> None:
    document = parse(query)
    short, long = (execute_sync(schema, document, root, context, executor_class=how) for how in (LeafExecutor, None))
    assert repr(short.data) == repr(long.data), "repr, since NaN is not equal to itself"
    assert list(map(str, short.errors or [])) == list(map(str, long.errors or []))


@pytest.mark.parametrize("query", QUERIES)
def test_on_the_schema_that_is_served(served: Served, query: str) -> None:
    schema = build_schema(served.graph.ontology)._schema
    snapshot = served.graph.snapshot()
    context = Context(snapshot, Listings(snapshot), served.graph.store, frozenset(), datetime.date(2021, 6, 1))
    assert_alike(schema, query, None, context)
