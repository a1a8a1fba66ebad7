"""docs/cypher.md against a real Neo4j with the example data, and against other ways to ask the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import neo4j
import pytest
from neo4j.exceptions import Neo4jError

import pilotgraph
from graph.store import Store
from tests.docs.asked_otherwise import IN_GRAPHQL, IN_THE_OTHER_STORE, ON_THE_VIEW, PARTLY, RANKED
from tests.docs.recipes import Recipe, other_queries, recipes, rewrite, table
from tests.neo4j.fixtures import Given
from tests.neo4j.server import Server
from tests.pair import Pair

PAGE = Path("docs/cypher.md")
JUDGED = ("pic:999977754", "ror:00bgk9508", "--why", "same name and country; Torino is Turin")
MOST = 1000
"""Rows that GraphQL gives at once."""
LIMIT = re.compile(r"^LIMIT (\d+)\n\Z", re.MULTILINE)
FOR_BLOOM = {"organization": "Politecnico di Torino", "product": "五轴数控机床", "tier": "国家级", "day": "2026-01-01"}


@pytest.fixture(scope="module")
def judged(pair: Pair) -> Iterator[Pair]:
    """The example data with the judgement of the page, in both stores; it is taken back for those who come after."""
    [line] = pair.run("same", *JUDGED)
    yield pair
    pair.run("undo", line.split()[-1])


@pytest.fixture(scope="module")
def original(judged: Pair) -> Iterator[Store]:
    with pilotgraph.open(f"sqlite:{judged.file.folder / 'data' / 'demo.db'}") as opened:
        yield opened.store


@pytest.fixture(scope="module")
def graph(judged: Pair, neo4j_server: Server | Given) -> Iterator[pilotgraph.Graph]:
    with pilotgraph.open(
        neo4j_server.uri,
        user=neo4j_server.user,
        password=neo4j_server.password,
        snapshot_dir=judged.base.folder / "snapshot",
    ) as opened:
        yield opened


@pytest.fixture(scope="module")
def driver(judged: Pair, neo4j_server: Server | Given) -> Iterator[neo4j.Driver]:
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=(neo4j_server.user, neo4j_server.password)) as opened:
        yield opened


@pytest.mark.timeout(900)  # most of it is to fill Neo4j
def test_the_page_shows_what_neo4j_gives_and_others_give_the_same(
    graph: pilotgraph.Graph,
    original: Store,
    driver: neo4j.Driver,
    pytestconfig: pytest.Config,
    subtests: pytest.Subtests,
) -> None:
    tables = {}
    for recipe in recipes(PAGE):
        with subtests.test(recipe.title):
            columns, rows = ask(driver, recipe.cypher)
            assert rows
            tables[recipe.title] = table(columns, rows)
            if not pytestconfig.getoption("write"):
                assert recipe.table == tables[recipe.title]
        with subtests.test(f"{recipe.title}, asked otherwise"):
            compare(recipe, graph, original, driver)
    if pytestconfig.getoption("write"):
        rewrite(PAGE, tables)
    for query in other_queries(PAGE):
        with subtests.test(query):
            assert ask(driver, query, **FOR_BLOOM)[1]
    with subtests.test("an id is looked up by an index if the label is :Entity"):
        assert "NodeUniqueIndexSeek" in plan(driver, "MATCH (p:Entity {id: 'example:invented-platform-13'}) RETURN p")
        assert "NodeByLabelScan" in plan(
            driver, "MATCH (p:PilotPlatform {id: 'example:invented-platform-13'}) RETURN p"
        )
    with (
        subtests.test("a session for reading refuses to write"),
        driver.session(default_access_mode=neo4j.READ_ACCESS) as session,
        pytest.raises(Neo4jError, match="read access mode"),
    ):
        session.run("CREATE (:Enterprise:Organization:Entity {id: 'mine:1'})").consume()


def test_every_recipe_is_asked_otherwise_and_in_graphql_where_the_page_shows_that() -> None:
    titles = {recipe.title for recipe in recipes(PAGE)}
    assert titles == {*IN_GRAPHQL, *ON_THE_VIEW, *IN_THE_OTHER_STORE}
    assert {recipe.title for recipe in recipes(PAGE) if recipe.graphql} == IN_GRAPHQL.keys()
    assert titles >= PARTLY | RANKED


def compare(recipe: Recipe, graph: pilotgraph.Graph, original: Store, driver: neo4j.Driver) -> None:
    """Compare up to a thousand rows, not only those that the page shows."""
    _, rows = ask(driver, LIMIT.sub(f"LIMIT {MOST}\n", recipe.cypher))
    if recipe.title in IN_GRAPHQL:
        shown = LIMIT.search(recipe.cypher)
        query = re.sub(rf"first: {shown[1]}\b", f"first: {MOST}", recipe.graphql) if shown else recipe.graphql
        answer = graph.query(query)
        assert "errors" not in answer, answer["errors"]
        expected = IN_GRAPHQL[recipe.title](answer["data"])
    elif recipe.title in ON_THE_VIEW:
        expected = ON_THE_VIEW[recipe.title](graph.view())
    else:
        expected = IN_THE_OTHER_STORE[recipe.title](original)
    if recipe.title in PARTLY:
        rows = [row for row in rows if row[0] in {row[0] for row in expected}]
    width = len(expected[0])
    told, wanted = [[list(map(comparable, row[:width])) for row in some] for some in (rows, expected)]
    if recipe.title not in RANKED:
        told, wanted = sorted(told, key=repr), sorted(wanted, key=repr)
    assert told == wanted


def ask(driver: neo4j.Driver, query: str, **parameters: str) -> tuple[list[str], list[list[Any]]]:
    found = driver.execute_query(query, parameters, routing_=neo4j.RoutingControl.READ)  # type: ignore[arg-type]
    return found.keys, [list(record.values()) for record in found.records]


def plan(driver: neo4j.Driver, query: str) -> str:
    return repr(driver.execute_query(f"EXPLAIN {query}").summary.plan)  # type: ignore[arg-type]


def comparable(value: object) -> object:
    """Dates as texts, and numbers without the last digits, which depend on the order of adding up."""
    if isinstance(value, neo4j.time.Date):
        return value.iso_format()
    return round(value, 9) if isinstance(value, float) else value
