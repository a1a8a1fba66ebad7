"""What the store in Neo4j costs: loading, the snapshot, a commit, and questions beside the same in Cypher."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from statistics import median

from neo4j import Driver, GraphDatabase

from benchmarks import bare_neo4j as bare
from benchmarks.harness import MATERIAL, Result, in_turn
from benchmarks.questions import Questions, Sides
from graph.ledger import Ledger
from graph.neo4j_store import Neo4jStore
from graph.records import Record
from graph.snapshot import Snapshot
from graph.sqlite_store import SqliteStore
from loaders import cordis
from loaders.faults import Faults
from ontology.model import Ontology
from ontology.reader import read
from tests.neo4j.server import Server
from tests.neo4j.wiping import wipe

CORDIS = MATERIAL / "cordis"
AS_OF = date(2026, 1, 1)
COMMITS = 50


def results(folder: Path) -> list[Result]:
    """Start a server of our own, with what `cordis.db` in the folder holds."""
    ontology = read()
    with closing(SqliteStore(folder / "cordis.db")) as store:
        wanted = bare.rows(store.changes(), ontology)
    server = Server(folder / "neo4j")
    with (
        server,
        GraphDatabase.driver(
            server.uri, auth=(server.user, server.password), notifications_min_severity="OFF"
        ) as driver,
    ):
        return _Bench(server, driver, ontology, folder).results(wanted)


class _Bench:
    def __init__(self, server: Server, driver: Driver, ontology: Ontology, folder: Path) -> None:
        self.server, self.driver, self.ontology, self.folder = server, driver, ontology, folder

    def results(self, wanted: list[bare.Row]) -> list[Result]:
        """Ours and the baselines in turn, on one server that has been warmed."""
        self.bare_load(wanted)
        theirs, ours = in_turn(lambda: self.bare_load(wanted), self.load)
        with closing(self.store()) as store:
            built, read_bare = in_turn(
                lambda: self.cost(lambda: self.build(store)), lambda: self.cost(lambda: bare.read_all(self.driver))
            )
            committed = self.commits(store)
            questions = Questions(self.build(store).view(AS_OF), self.driver)
            asked = [
                Result(
                    task, "the same in Cypher on the same server", "ms CPU, both ends", "", *in_turn(*self.sides(both))
                )
                for task, both in questions.sides().items()
            ]
        both_ends = "s CPU, both ends"
        same = "`UNWIND … CREATE` of the same nodes and relationships"
        return [
            Result("Load all of CORDIS over Bolt", same, both_ends, "at most 3 times", ours, theirs),
            Result("Snapshot from Neo4j", "`MATCH … RETURN` of it all", both_ends, "at most 2 times", built, read_bare),
            Result("A commit of one link over Bolt, until readers see it", "", "ms", "under 50", committed),
            *asked,
        ]

    def cost(self, work: Callable[[], object], times: int = 1) -> float:
        """CPU seconds of this process and the server, for one time."""
        before = time.process_time() + self.server.cpu_seconds()
        for _ in range(times):
            work()
        return (time.process_time() + self.server.cpu_seconds() - before) / times

    def sides(self, both: Sides) -> tuple[Callable[[], float], Callable[[], float]]:
        """What measures ours and theirs, in ms; both have to answer the same."""
        assert both.ours() == both.theirs(), both
        return lambda: self.cost(both.ours, both.times) * 1000, lambda: self.cost(both.theirs, both.times) * 1000

    def wipe(self) -> None:
        """Empty the database; constraints stay, which are part of neither side's cost."""
        wipe(self.server.uri, self.server.user, self.server.password, keep_schema=True)

    def store(self) -> Neo4jStore:
        """The store, prepared."""
        store = Neo4jStore(self.server.uri, self.ontology, self.server.user, self.server.password)
        store.prepare()
        return store

    def bare_load(self, wanted: list[bare.Row]) -> float:
        """Write the graph without any bookkeeping, and with none of our indexes but that of ids."""
        wipe(self.server.uri, self.server.user, self.server.password)
        return self.cost(lambda: bare.create(self.driver, wanted))

    def load(self) -> float:
        """Load from the files, records and provenance included."""
        self.wipe()
        with closing(self.store()) as store, Faults(self.folder / "rejects.csv") as faults:
            records = cordis.records(CORDIS, self.ontology, faults)
            return self.cost(
                lambda: Ledger(store, self.ontology).load(records, who="bench", why="bench", rejects=faults)
            )

    def build(self, store: Neo4jStore) -> Snapshot:
        """Build the snapshot anew."""
        shutil.rmtree(self.folder / "neo4j.snapshot", ignore_errors=True)
        return Snapshot.build(self.folder / "neo4j.snapshot", self.ontology, store)

    def commits(self, store: Neo4jStore) -> float:
        """Milliseconds, from the record to a snapshot that shows it."""
        ledger, snapshot = Ledger(store, self.ontology), self.build(store)
        organizations = snapshot.table("University", ["id"])["id"].to_list()[: COMMITS + 5]
        taken = []
        for number, id in enumerate(organizations):
            link = Record("bench", str(number), "LocatedIn", {}, start=id, end="region:CN-BJ")
            started = time.perf_counter()
            ledger.load([link], who="bench", why="bench")
            snapshot = snapshot.follow(store)
            taken.append((time.perf_counter() - started) * 1000)
        assert snapshot.version == store.version()
        return median(taken[5:])
