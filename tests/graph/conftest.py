"""Stores to test against: whatever stands in STORES has to pass the whole contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph.ledger import Ledger
from graph.sqlite_store import SqliteStore
from graph.store import Store
from ontology.model import Ontology
from ontology.reader import read

STORES: dict[str, Callable[[Path], Store]] = {
    "sqlite": lambda folder: SqliteStore(folder / "store.db"),
}


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return read()


@pytest.fixture(params=STORES)
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Opens the test's store, as often as is asked."""
    opened: list[Store] = []

    def open_store() -> Store:
        opened.append(STORES[request.param](tmp_path))
        return opened[-1]

    yield open_store
    for store in opened:
        store.close()


@pytest.fixture
def store(reopen: Callable[[], Store]) -> Store:
    return reopen()


@pytest.fixture
def ledger(store: Store, ontology: Ontology) -> Ledger:
    """A ledger whose clock ticks one second a commit."""
    ticks = iter(range(10_000))
    return Ledger(
        store, ontology, lambda: f"2026-01-01T{(t := next(ticks)) // 3600:02}:{t // 60 % 60:02}:{t % 60:02}.000+00:00"
    )
