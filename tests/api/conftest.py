"""A served graph: a real store and snapshot, and a server that is asked over real HTTP."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Request

import pilotgraph
from api.app import create_app
from graph.records import Record
from tests.api.said import SECRETS, WORLD


class Served:
    """A graph, and a client of the server that serves it."""

    def __init__(self, graph: pilotgraph.Graph, client: httpx.Client) -> None:
        self.graph = graph
        self.client = client

    def load(self, *records: Record) -> None:
        """Load more into the store behind the server, and wait until that is served."""
        self.graph.ledger.load(records, who="tester", why="test")
        self.wait()

    def wait(self) -> None:
        """Wait until the newest version is served."""
        end = time.monotonic() + 30
        while self.client.get("/readyz").json()["version"] != self.graph.store.version():
            assert time.monotonic() < end, "the newest version was never served"
            time.sleep(0.01)

    def answer(self, query: str, labels: str = "", **variables: Any) -> dict[str, Any]:
        """The whole answer to a query by a viewer with these labels (separated by commas)."""
        body = {"query": query, "variables": variables}
        response = self.client.post("/graphql", json=body, headers={"x-labels": labels})
        told: dict[str, Any] = response.json()
        return told

    def ask(self, query: str, labels: str = "", **variables: Any) -> dict[str, Any]:
        """The data of an answer that has no errors."""
        told = self.answer(query, labels, **variables)
        assert "errors" not in told, told["errors"]
        data: dict[str, Any] = told["data"]
        return data

    def error(self, query: str, **variables: Any) -> dict[str, Any]:
        """The first error of an answer."""
        error: dict[str, Any] = self.answer(query, **variables)["errors"][0]
        return error

    def code(self, query: str, **variables: Any) -> str:
        """The code of the first error of an answer."""
        return str(self.error(query, **variables)["extensions"]["code"])


def labels_of(request: Request) -> frozenset[str]:
    """A viewer's labels, told by a header: only for tests."""
    return frozenset(filter(None, request.headers.get("x-labels", "").split(",")))


@contextmanager
def serving(app: FastAPI) -> Iterator[httpx.Client]:
    """A server on a free port of this machine, in a thread."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        yield client
    server.should_exit = True
    thread.join()


@contextmanager
def world(folder: Path, *records: Record, **options: Any) -> Iterator[Served]:
    """The store in a folder, perhaps with more records, served."""
    with pilotgraph.open(f"sqlite:{folder / 'store.db'}") as graph:
        if records:
            report = graph.ledger.load(records, who="tester", why="test")
            assert report.rejected == 0
        with serving(create_app(graph, viewer=labels_of, **options)) as client:
            yield Served(graph, client)


@pytest.fixture(scope="session")
def innocent_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small world without its secrets: loaded once, to be copied."""
    folder = tmp_path_factory.mktemp("template")
    with pilotgraph.open(f"sqlite:{folder / 'store.db'}") as graph:
        graph.ledger.load(WORLD, who="tester", why="test")
        graph.snapshot()
    return folder


@pytest.fixture
def small_world(innocent_world: Path, tmp_path: Path) -> Path:
    """A folder with a small world of the test's own."""
    return Path(shutil.copytree(innocent_world, tmp_path / "world"))


@pytest.fixture(scope="session")
def served(innocent_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The small world, with its secrets. Not to be written to."""
    folder = Path(shutil.copytree(innocent_world, tmp_path_factory.mktemp("secret") / "world"))
    with world(folder, *SECRETS) as made:
        yield made


@pytest.fixture
def fresh(small_world: Path) -> Iterator[Served]:
    """A small world of the test's own, whose server looks at the store all the time."""
    with world(small_world, every=0.01) as made:
        yield made


def names(page: Mapping[str, Any]) -> list[str]:
    """The names of the nodes of a page."""
    return [node["name"] for node in page["nodes"]]
