"""Stores to test against: whatever stands in STORES has to pass the whole contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from graph.ledger import Ledger
from graph.neo4j_store import Neo4jStore
from graph.sqlite_store import SqliteStore
from graph.store import Store
from ontology.model import Ontology
from ontology.reader import read
from tests.neo4j.wiping import wipe

Opener = Callable[[], Store]


def _sqlite(request: pytest.FixtureRequest) -> Opener:
    folder = request.getfixturevalue("tmp_path")
    return lambda: SqliteStore(folder / "store.db")


def _neo4j(request: pytest.FixtureRequest) -> Opener:
    server = request.getfixturevalue("neo4j_server")
    wipe(server.uri, server.user, server.password, keep_schema=True)  # the indexes are those of the ontology
    return lambda: Neo4jStore(server.uri, read(), server.user, server.password)


STORES: dict[str, Callable[[pytest.FixtureRequest], Opener]] = {"sqlite": _sqlite, "neo4j": _neo4j}


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return read()


@pytest.fixture(params=STORES)
def reopen(request: pytest.FixtureRequest) -> Iterator[Opener]:
    """Opens the test's store, as often as is asked."""
    opened: list[Store] = []
    opener = STORES[request.param](request)

    def open_store() -> Store:
        opened.append(opener())
        return opened[-1]

    yield open_store
    for store in opened:
        store.close()


@pytest.fixture
def store(reopen: Opener) -> Store:
    return reopen()


@pytest.fixture
def ledger(store: Store, ontology: Ontology) -> Ledger:
    """A ledger whose clock ticks one second a commit."""
    ticks = iter(range(10_000))
    return Ledger(
        store, ontology, lambda: f"2026-01-01T{(t := next(ticks)) // 3600:02}:{t // 60 % 60:02}:{t % 60:02}.000+00:00"
    )
