"""The server around the queries: what operators and browsers ask it, how it follows the store, what it keeps."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

import pilotgraph
from api import graphiql
from api.app import create_app
from tests.api.conftest import Served, serving, world
from tests.api.said import WORLD, thing

VERSION = "{ status { version } }"


def test_it_says_that_it_lives_and_from_which_version_it_answers(served: Served) -> None:
    assert served.client.get("/healthz").text == "ok\n"
    version = served.ask(VERSION)["status"]["version"]
    assert served.client.get("/readyz").json() == {"status": "ready", "version": version}
    assert "/graphql" in served.client.get("/").text
    assert served.client.head("/healthz").status_code == served.client.head("/readyz").status_code == 200
    assert served.client.put("/graphql").headers["allow"]


def test_it_is_not_ready_while_it_has_nothing_to_answer_from(tmp_path: Path) -> None:
    in_the_way = tmp_path / "snapshot"
    in_the_way.write_text("not a folder")
    with pilotgraph.open(f"sqlite:{tmp_path / 'store.db'}", snapshot_dir=in_the_way) as graph:
        graph.ledger.load(WORLD, who="tester", why="test")
        with serving(create_app(graph, every=0.01)) as client:
            response = client.get("/readyz")
            assert response.status_code == 503
            assert response.json()["errors"][0]["extensions"]["code"] == "STORE"
            assert client.get("/healthz").status_code == 200
            in_the_way.unlink()
            assert client.get("/readyz").status_code == 200


def test_it_follows_the_store(fresh: Served) -> None:
    before = fresh.ask(VERSION)["status"]["version"]
    fresh.load(thing("new", "Enterprise", says={"name": "Newcomer"}))
    assert fresh.ask(VERSION)["status"]["version"] == before + 1
    assert fresh.ask('{ entity(id: "invented:new") { name } }')["entity"] == {"name": "Newcomer"}


def test_it_looks_at_the_store_only_now_and_then(small_world: Path) -> None:
    with world(small_world, every=3600.0) as served:
        before = served.ask(VERSION)
        served.graph.ledger.load([thing("new", "Enterprise", says={"name": "Newcomer"})], who="tester", why="test")
        assert served.ask(VERSION) == before


def test_an_answer_has_a_tag_and_is_sent_once(served: Served) -> None:
    first = served.client.get("/graphql", params={"query": VERSION})
    assert first.json()["data"]["status"]["version"] > 0
    again = served.client.get("/graphql", params={"query": VERSION}, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    posted = served.client.post("/graphql", json={"query": VERSION})
    assert posted.headers["etag"] == first.headers["etag"]
    assert "private" in posted.headers["cache-control"]


def test_the_tag_changes_with_the_data(fresh: Served) -> None:
    query = {"query": "{ enterprises { totalCount } }"}
    first = fresh.client.post("/graphql", json=query)
    fresh.load(thing("new", "Enterprise", says={"name": "Newcomer"}))
    second = fresh.client.post("/graphql", json=query)
    assert first.headers["etag"] != second.headers["etag"]
    assert second.json()["data"]["enterprises"]["totalCount"] == first.json()["data"]["enterprises"]["totalCount"] + 1


def test_variables_and_operations_can_be_in_the_address(served: Served) -> None:
    params = {
        "query": "query A($id: ID!) { entity(id: $id) { name } } query B { status { version } }",
        "variables": '{"id": "pic:900000002"}',
        "operationName": "A",
    }
    assert served.client.get("/graphql", params=params).json() == {
        "data": {"entity": {"name": "Ivory Tower University"}}
    }
    assert served.client.get("/graphql", params={**params, "variables": "{"}).status_code == 400


def test_today_is_the_default_date(small_world: Path) -> None:
    day = datetime.date(2021, 6, 1)
    with world(small_world, today=lambda: day) as served:
        assert served.ask("{ status { asOf } enterprises { totalCount } }") == {
            "status": {"asOf": "2021-06-01"},
            "enterprises": {"totalCount": 3},
        }


def test_answers_kept_are_those_of_the_same_day(small_world: Path) -> None:
    days = [datetime.date(2023, 12, 31)]
    with world(small_world, today=lambda: days[-1]) as served:
        assert served.ask("{ enterprises { totalCount } }")["enterprises"]["totalCount"] == 3
        days.append(datetime.date(2024, 1, 1))
        assert served.ask("{ enterprises { totalCount } }")["enterprises"]["totalCount"] == 2


def test_browsers_get_a_page(served: Served) -> None:
    response = served.client.get("/graphql", headers={"accept": "text/html"})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    assert "http://" not in response.text.replace(str(served.client.base_url), "")
    assert "https://" not in response.text, "it is served from here alone"
    if not graphiql.is_built():
        assert "web/build.py" in response.text


def test_the_queries_that_the_page_begins_with_are_answered(served: Served) -> None:
    example = (graphiql.WEB / "start.js").read_text(encoding="utf-8").split("`")[1]
    for operation in ("WhatIsHere", "Find", "Universities"):
        told = served.client.post("/graphql", json={"query": example, "operationName": operation}).json()
        assert "errors" not in told
        assert any(told["data"].values())


@pytest.mark.skipif(not graphiql.is_built(), reason="the query page is not built: python web/build.py")
def test_all_that_the_page_needs_is_served_from_here(served: Served) -> None:
    page = served.client.get("/graphql", headers={"accept": "text/html"})
    assert "default-src 'self'" in page.headers["content-security-policy"]
    needed = [part.split('"')[0] for part in page.text.split('src="')[1:] + page.text.split('href="')[1:]]
    local = [path for path in needed if not path.startswith("data:")]
    assert len(local) == 5
    for path in local:
        assert served.client.get(path).status_code == 200, path


def test_a_query_needs_no_server(small_world: Path) -> None:
    with pilotgraph.open(f"sqlite:{small_world / 'store.db'}") as graph:
        query = "query($id: ID!) { entity(id: $id) { name } }"
        assert graph.query(query, {"id": "invented:lens"}) == {"data": {"entity": {"name": "Institute of Lenses"}}}
        assert graph.query("{")["errors"][0]["extensions"]["code"] == "GRAPHQL_PARSE_FAILED"
