"""Two who load at the same time: both get through, and what is there in the end is the sum of what they said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from graph.audit import audit
from graph.ledger import Ledger, LoadReport
from graph.neo4j_store import Neo4jStore
from graph.records import Entity, Link, Record
from graph.sqlite_store import SqliteStore
from graph.store import Store
from ontology.model import Ontology
from tests.graph.said import firm, part, project
from tests.neo4j.fixtures import Given
from tests.neo4j.server import Server
from tests.neo4j.wiping import wipe
from tests.running import Pilotgraph

pytestmark = pytest.mark.timeout(900)


def total(store: Store) -> dict[str, Any]:
    """What does not depend on who came first: all but versions, winners, and the order of lists."""
    everything = list(store.records(None))
    return {
        "merged": {change.id: unordered(change.value) for change in store.changes() if change.value is not None},
        "subjects": {stored.origin: stored.subject for stored in everything if stored.current},
        "records": Counter(stored.record.kind for stored in everything),
    }


def unordered(one: Entity | Link) -> Entity | Link:
    one = one._replace(winners={}, sources=tuple(sorted(one.sources)))
    return one._replace(names=tuple(sorted(one.names))) if isinstance(one, Entity) else one


# In one process, with many commits


def said(source: str, what: str, first: int, last: int) -> list[Record]:
    """What a source says of the firms from `first` to `last`: one property of its own, and where they take part."""
    numbers = range(first, last)
    records = [project(f"p{number}", source=source, name=f"P{number}") for number in range(10)]
    for number in numbers:
        told = {"name": f"Firm {number}", what: f"{source} {number}"}
        records.append(firm(str(number), f"pic:{100_000_000 + number}", source=source, **told))
    ends = ((f"pic:{100_000_000 + number}", f"{source}:p{number % 10}") for number in numbers)
    return [*records, *(part(*pair, source=source) for pair in ends)]


LOADS = [said("alpha", "city", 0, 400), said("beta", "street", 200, 600)]
BOTH = said("gamma", "postCode", 100, 500)
"""Said by both loaders, and so to be there once."""


def _sqlite(request: pytest.FixtureRequest) -> Callable[[], Store]:
    path = request.getfixturevalue("tmp_path") / "store.db"
    return lambda: SqliteStore(path)


def _neo4j(request: pytest.FixtureRequest) -> Callable[[], Store]:
    server, ontology = request.getfixturevalue("neo4j_server"), request.getfixturevalue("ontology")
    wipe(server.uri, server.user, server.password, keep_schema=True)
    return lambda: Neo4jStore(server.uri, ontology, server.user, server.password)


@pytest.fixture(params=[_sqlite, _neo4j], ids=["sqlite", "neo4j"])
def opened(request: pytest.FixtureRequest) -> Iterator[Callable[[], Store]]:
    """Opens one and the same store, as often as is asked."""
    stores: list[Store] = []
    opener = request.param(request)

    def open_store() -> Store:
        stores.append(opener())
        return stores[-1]

    yield open_store
    for store in stores:
        store.close()


@pytest.mark.parametrize("shared", [True, False], ids=["one connection", "two connections"])
def test_two_threads_load_at_the_same_time(
    opened: Callable[[], Store], ontology: Ontology, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shared: bool
) -> None:
    monkeypatch.setattr("graph.ledger.BATCH", 500)
    store = opened()
    ledgers = [Ledger(store if shared else opened(), ontology) for _ in LOADS]

    def load(ledger: Ledger, *loads: list[Record]) -> list[LoadReport]:
        return [ledger.load(records, who="t", why="load") for records in loads]

    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(load, ledgers[0], LOADS[0], BOTH), pool.submit(load, ledgers[1], BOTH, LOADS[1])]
        (alpha, gamma), (again, beta) = (job.result() for job in jobs)
    assert [report.new for report in (alpha, beta)] == [len(records) for records in LOADS]
    assert gamma.new + again.new == gamma.unchanged + again.unchanged == len(BOTH)
    commits = store.commits(1000)
    assert [info.version for info in commits] == list(range(len(commits), 0, -1))
    assert audit(store, ontology).found == []
    with closing(SqliteStore(tmp_path / "quiet.db")) as quiet:
        load(Ledger(quiet, ontology), *LOADS, BOTH)
        assert total(store) == total(quiet)


# As commands


def write(command: Pilotgraph, folder: str, what: str, first: int, last: int) -> None:
    """Write the tables of a source that tells of some firms, with a property of its own."""
    firms = (f"{number},{100_000_000 + number},Firm {number},{folder} {number}\n" for number in range(first, last))
    command.write(f"{folder}/Enterprise.csv", f"id,pic,name,{what}\n" + "".join(firms))
    command.write(f"{folder}/Project.csv", "id,name\n" + "".join(f"p{number},P{number}\n" for number in range(10)))
    parts = (f"pic:{100_000_000 + number},p{number % 10},coordinator\n" for number in range(first, last))
    command.write(f"{folder}/ParticipatesIn.csv", "from,to,role\n" + "".join(parts))


def test_two_commands_load_at_the_same_time(
    neo4j_empty: Server | Given, ontology: Ontology, command: Pilotgraph, tmp_path: Path
) -> None:
    settings = {"store": neo4j_empty.uri, "neo4j_password": neo4j_empty.password}
    orders = (["a", "b", "both", "c"], ["d", "both", "e", "f"])
    properties = {"a": "city", "b": "street", "c": "postCode", "d": "vatNumber", "e": "nameEn", "f": "shortName"}
    for place, (folder, what) in enumerate({**properties, "both": "nameZh"}.items()):
        write(command, folder, what, 100 * place, 100 * place + 250)
    base = Pilotgraph(command.folder, **settings)
    loading = [
        Pilotgraph(command.folder, **settings, snapshot_dir=f"{order[0]}.snapshot").start(
            "load", "tables", *order, "--rejects", f"{order[0]}.rejects"
        )
        for order in orders
    ]
    for process in loading:
        out, err = process.communicate(timeout=600)
        assert process.returncode == 0, err
        assert out.count(" 0 changed, ") == 4
    command("load", "tables", *properties, "both")
    assert base.counts() == command.counts()
    assert base("check").out == "The merged state is what the records come to.\n"
    with (
        closing(SqliteStore(command.folder / "data" / "pilotgraph.db")) as quiet,
        closing(Neo4jStore(neo4j_empty.uri, ontology, neo4j_empty.user, neo4j_empty.password)) as store,
    ):
        assert total(store) == total(quiet)
