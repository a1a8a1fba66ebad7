"""What is served when the store is away: the last snapshot, with a note, without waiting, until it is back."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import pilotgraph
from api import following
from api.app import create_app
from api.following import Following
from ontology.errors import StoreUnreachable
from tests.api.conftest import Served, labels_of, serving
from tests.api.said import thing

HEADER = "pilotgraph-store-unreachable-since"
NORTH = '{ entity(id: "pic:900000001") { name } }'
HISTORY = """{ entity(id: "pic:900000001") { name formerIds history { source } provenance { property } }
               all: organizations { nodes { id history { source } } } status { version } }"""
WHEN = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"


class Line:
    """A store at the end of a line that can be cut, or swallow all that is sent."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.cut = False
        self.flows = threading.Event()
        self.flows.set()
        self.error: Exception = StoreUnreachable("Nobody answers at far.example:7687.", "Start it.")

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._store, name)

        def asked(*given: Any, **named: Any) -> Any:
            assert self.flows.wait(30)
            if self.cut:
                raise self.error
            return method(*given, **named)

        return asked


class Far(Served):
    """A served graph whose store is at the end of a line. Loads go round the line."""

    def __init__(self, graph: pilotgraph.Graph, line: Line, client: httpx.Client) -> None:
        super().__init__(graph, client)
        self.line = line

    def since(self) -> str | None:
        """What an answer and `/readyz` both say."""
        told = self.client.post("/graphql", json={"query": "{ status { version } }"}).headers.get(HEADER)
        return told if self.client.get("/readyz").json().get("storeUnreachableSince") == told else "they differ"

    def until(self, away: bool) -> None:
        """Wait until the server knows."""
        end = time.monotonic() + 10
        while (self.since() is not None) != away:
            assert time.monotonic() < end
            time.sleep(0.01)


@pytest.fixture
def graph(small_world: Path) -> Iterator[pilotgraph.Graph]:
    with pilotgraph.open(f"sqlite:{small_world / 'store.db'}") as graph:
        yield graph


@pytest.fixture
def line(graph: pilotgraph.Graph) -> Iterator[Line]:
    line = Line(graph.store)
    graph.store = line  # type: ignore[assignment]
    yield line
    line.flows.set()
    graph.store = line._store


@pytest.fixture
def far(graph: pilotgraph.Graph, line: Line) -> Iterator[Far]:
    with serving(create_app(graph, viewer=labels_of, every=0.01, patience=1.5)) as client:
        yield Far(graph, line, client)


def of_ours(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name == "pilotgraph.api"]


def test_while_the_store_is_away_answers_come_from_the_last_snapshot_and_say_so(far: Far) -> None:
    before = far.answer(NORTH)
    version = far.client.get("/readyz").json()["version"]
    assert far.since() is None

    far.line.cut = True
    far.graph.ledger.load([thing("new", "Enterprise", says={"name": "Newcomer"})], who="tester", why="test")
    far.until(away=True)
    since = far.since()
    assert since is not None
    assert re.fullmatch(WHEN, since)
    assert far.answer(NORTH) == before
    assert far.ask('{ search(text: "north") { nodes { name } } }')["search"]["nodes"]
    ready = far.client.get("/readyz")
    assert (ready.status_code, ready.json()) == (
        200, {"status": "ready", "version": version, "storeUnreachableSince": since},
    )  # fmt: skip
    for response in (
        far.client.post("/graphql", json={"query": "{"}),
        far.client.post("/graphql", content="{"),
        far.client.get("/graphql", params={"query": NORTH}, headers={"if-none-match": ""}),
        far.client.get("/graphql", headers={"accept": "text/html"}),
    ):
        assert response.headers[HEADER] == since

    far.line.cut = False
    far.until(away=False)
    far.wait()
    assert far.client.get("/readyz").json() == {"status": "ready", "version": version + 1}
    assert far.ask('{ entity(id: "invented:new") { name } }')["entity"] == {"name": "Newcomer"}


def test_what_needs_the_store_is_an_error_and_the_rest_is_answered(far: Far) -> None:
    version = far.ask("{ status { version } }")
    far.line.cut = True
    far.until(away=True)
    told = far.answer(HISTORY)
    assert told["data"]["status"] == version["status"]
    north = {"name": "Nordwind Werkstoffe", "formerIds": None, "history": None, "provenance": None}
    assert told["data"]["entity"] | {"name": north["name"]} == north
    assert told["data"]["entity"]["name"]
    assert len(told["data"]["all"]["nodes"]) > 3
    assert {error["extensions"]["code"] for error in told["errors"]} == {"STORE_UNREACHABLE"}
    assert "storeUnreachableSince" in told["errors"][0]["extensions"]["hint"]

    far.line.cut = False
    far.until(away=False)
    assert far.ask(HISTORY)["entity"]["history"]


def test_a_store_that_swallows_what_is_sent_keeps_nobody_waiting(far: Far) -> None:
    far.ask(NORTH)
    far.line.flows.clear()
    begun = time.monotonic()
    silent = far.answer(HISTORY)
    assert 1.4 < time.monotonic() - begun < 2.9, "it is waited for once in a request, not for each field"
    assert {error["extensions"]["code"] for error in silent["errors"]} == {"STORE_UNREACHABLE"}
    far.until(away=True)
    for query in (NORTH, HISTORY, '{ search(text: "north") { nodes { name } } }'):
        begun = time.monotonic()
        assert far.answer(query)["data"]
        assert time.monotonic() - begun < 1.2, query
    far.line.flows.set()
    far.until(away=False)
    assert far.ask(HISTORY)["entity"]["history"]


def test_it_is_logged_once_that_it_is_away_and_once_that_it_is_back(far: Far, caplog: pytest.LogCaptureFixture) -> None:
    far.ask(NORTH)
    far.line.cut = True
    far.until(away=True)
    for _ in range(20):
        far.answer(HISTORY)
        time.sleep(0.01)
    far.line.cut = False
    far.until(away=False)
    away, back = of_ours(caplog)
    assert away.getMessage() == "store out of reach: Nobody answers at far.example:7687. Start it."
    assert re.fullmatch(r"store in reach again after \d+ s", back.getMessage())
    assert away.exc_info is back.exc_info is None


def test_an_error_that_nobody_expects_does_not_end_the_following(far: Far, caplog: pytest.LogCaptureFixture) -> None:
    far.ask(NORTH)
    far.line.error = ZeroDivisionError("a mistake of ours")
    far.line.cut = True
    far.until(away=True)
    assert far.ask(NORTH)
    [told] = of_ours(caplog)
    assert told.exc_info
    far.line.cut = False
    far.until(away=False)


def test_with_nothing_to_answer_from_it_says_at_once_that_the_store_is_away(far: Far) -> None:
    far.line.cut = True
    for _ in range(3):
        response = far.client.get("/readyz")
        assert response.status_code == 503
        assert response.json()["errors"][0]["extensions"]["code"] == "STORE_UNREACHABLE"
    response = far.client.post("/graphql", json={"query": NORTH})
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (503, "STORE_UNREACHABLE")
    assert re.fullmatch(WHEN, response.headers[HEADER])
    far.line.flows.clear()
    begun = time.monotonic()
    assert far.client.get("/readyz").status_code == 503
    assert time.monotonic() - begun < 1.2
    far.line.cut = False
    far.line.flows.set()
    far.until(away=False)
    assert far.ask(NORTH)["entity"]


def test_viewers_for_whom_nothing_is_held_yet_are_refused_till_the_store_is_back(far: Far) -> None:
    assert far.ask(NORTH)["entity"]
    far.line.cut = True
    far.until(away=True)
    assert far.answer(NORTH, labels="registered")["errors"][0]["extensions"]["code"] == "STORE_UNREACHABLE"
    assert far.ask(NORTH)["entity"]
    far.line.cut = False
    far.until(away=False)
    assert far.ask(NORTH, labels="registered")["entity"]


def test_what_viewers_see_who_no_longer_ask_is_let_go(graph: pilotgraph.Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(threading.enumerate())
    watch = Following(graph, every=0.01)
    nobody, insiders = frozenset[str](), frozenset({"insiders"})
    try:
        for labels in (nobody, insiders):
            watch.context(labels)
            assert watch.at_hand(labels) is not None
        monkeypatch.setattr(following, "FORGOTTEN", 0.0)
        end = time.monotonic() + 10
        while insiders in watch._served:
            assert time.monotonic() < end
            time.sleep(0.01)
        assert watch.at_hand(nobody) is not None
        monkeypatch.undo()
        assert watch.context(insiders).snapshot.labels == insiders
    finally:
        watch.stop()
    assert not [one for one in set(threading.enumerate()) - before if one.name == "following"]
