"""The store in Neo4j keeps its promises while its server is killed: nothing half, nothing lost, nothing twice.

What dice decide here can be repeated: PILOTGRAPH_TEST_SEED is printed when a test fails, and `make kill` kills more
often. At what moment a blow falls depends on the machine as well.
"""

from __future__ import annotations

import os
import signal
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from itertools import groupby
from pathlib import Path
from random import Random, SystemRandom
from typing import Any, NamedTuple

import pytest
from neo4j import GraphDatabase

from graph.audit import audit
from graph.digests import digests, first_difference
from graph.ledger import Ledger
from graph.neo4j_store import LOCK, Neo4jStore
from graph.snapshot import Snapshot
from graph.sqlite_store import SqliteStore
from graph.store import Batch, Store
from ontology.errors import StoreUnreachable
from ontology.model import Ontology
from tests.end_to_end.life import Life, live
from tests.end_to_end.relay import COMMIT, Loss, LossyRelay
from tests.graph.built import entities, links
from tests.graph.said import firm
from tests.neo4j.server import Server
from tests.neo4j.wiping import wipe
from tests.running import Pilotgraph

SEED = int(os.environ.get("PILOTGRAPH_TEST_SEED") or SystemRandom().randrange(1 << 32))
ROUNDS = int(os.environ.get("PILOTGRAPH_TEST_ROUNDS") or 3)
"""How often the server is killed during the load."""
SIZE, BATCH = 600, 200
"""Records of a load and of a commit."""
PATIENCE = 600.0

pytestmark = pytest.mark.timeout(900)


def at_noon() -> str:
    """A clock that stands still, so that two stores can be equal to the last bit."""
    return "2026-01-01T12:00:00.000+00:00"


class Executioner:
    """Kills a server after a while, starts it again, and tells how often it has done so."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._pool = ThreadPoolExecutor(1)
        self._blows: list[Future[None]] = []

    def strike(self, seconds: float) -> None:
        """Kill the server in so many seconds; returns at once."""
        self._blows.append(self._pool.submit(self._strike, seconds))

    def _strike(self, seconds: float) -> None:
        time.sleep(seconds)
        self._server.kill()
        self._server.start()

    def done(self) -> int:
        """Wait until the server runs again; how often it was killed."""
        for blow in self._blows:
            blow.result(PATIENCE)
        return len(self._blows)


class Doomed(Neo4jStore):
    """A store whose server is killed about when certain versions are committed, and what it said was committed."""

    def __init__(self, server: Server, ontology: Ontology, dice: Random, versions: set[int]) -> None:
        super().__init__(server.uri, ontology, server.user, server.password)
        self.acknowledged: dict[int, list[str]] = {}
        self.executioner = Executioner(server)
        self._dice = dice
        self._versions = versions
        self._took = [0.3]

    def commit(self, batch: Batch, expected: int | None = None) -> int:
        undisturbed = expected is None or expected + 1 not in self._versions
        if not undisturbed:
            self._versions.discard((expected or 0) + 1)
            self.executioner.strike(self._dice.uniform(0, 1.2 * statistics.median(self._took[-5:])))
        begun = time.monotonic()
        version = super().commit(batch, expected)
        if undisturbed:
            self._took.append(time.monotonic() - begun)
        assert version not in self.acknowledged, "one version for two commits"
        self.acknowledged[version] = [one.origin for one in batch.records]
        return version


class Lives(NamedTuple):
    """One and the same life in a store whose server was killed, and in one that had peace."""

    killed: Doomed
    quiet: SqliteStore


@pytest.fixture(autouse=True)
def told_seed() -> None:
    """Print what repeats a run; it is shown when a test fails."""
    print(f"PILOTGRAPH_TEST_SEED={SEED}")  # noqa: T201


@pytest.fixture(scope="module")
def neo4j(neo4j_to_kill: Server) -> Server:
    return neo4j_to_kill


@pytest.fixture(scope="module")
def lives(neo4j: Server, ontology: Ontology, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lives]:
    """Two stores that have lived, one of which was killed as often as ROUNDS says."""
    wipe(neo4j.uri, neo4j.user, neo4j.password)  # the schema too: the first blow falls when it is made
    steps = Life(SEED, ROUNDS, SIZE).steps
    with (
        pytest.MonkeyPatch.context() as patch,
        closing(SqliteStore(tmp_path_factory.mktemp("quiet") / "store.db")) as quiet,
    ):
        patch.setattr("graph.ledger.BATCH", BATCH)
        live(Ledger(quiet, ontology, at_noon), steps)
        dice = Random(SEED)
        doomed = {1, *dice.sample(range(3, quiet.version() + 1), ROUNDS - 1)}
        with closing(Doomed(neo4j, ontology, dice, doomed)) as killed:
            ledger = Ledger(killed, ontology, at_noon)
            try:
                again = sum(_completed(lambda step=step: live(ledger, [step])) for step in steps)
            finally:
                blows = killed.executioner.done()
            assert blows == ROUNDS
            print(f"killed {ROUNDS} times; {again} times a load had to be run again")  # noqa: T201
            yield Lives(killed, quiet)


def _completed(work: Callable[[], Any]) -> int:
    """Work until it is done; how often it had to be begun again."""
    end = time.monotonic() + PATIENCE
    again = 0
    while True:
        try:
            work()
        except StoreUnreachable:
            assert time.monotonic() < end, "the store stayed away"
            time.sleep(0.2)
            again += 1
        else:
            return again


def test_nothing_is_there_in_part(lives: Lives, ontology: Ontology) -> None:
    logged = {version: len(list(run)) for version, run in groupby(lives.killed.records(None), lambda s: s.version)}
    assert {info.version: info.records for info in lives.killed.commits(1 << 31) if info.records} == logged
    assert audit(lives.killed, ontology).found == []


def test_nothing_that_was_acknowledged_is_lost(lives: Lives) -> None:
    logged: dict[int, list[str]] = {}
    for stored in lives.killed.records(None):
        logged.setdefault(stored.version, []).append(stored.origin)
    acknowledged = lives.killed.acknowledged
    assert acknowledged
    assert {version: logged.get(version) for version in acknowledged} == acknowledged
    assert acknowledged.keys() <= {info.version for info in lives.killed.commits(1 << 31)}


def test_it_is_as_if_nobody_had_killed_it(lives: Lives) -> None:
    assert digests(lives.killed) == digests(lives.quiet), first_difference(lives.killed, lives.quiet)
    assert lives.killed.commits(1 << 31) == lives.quiet.commits(1 << 31)


def test_a_snapshot_whose_build_was_cut_off_is_built_again(lives: Lives, ontology: Ontology, tmp_path: Path) -> None:
    def build(store: Store, folder: str) -> Snapshot:
        return Snapshot.open_or_build(tmp_path / folder, ontology, store)

    begun = time.monotonic()
    whole = build(lives.killed, "whole")
    took = time.monotonic() - begun
    executioner, dice = lives.killed.executioner, Random(SEED)
    for number in range(max(1, ROUNDS // 5)):
        executioner.strike(dice.uniform(0, took))
        _completed(lambda folder=f"cut off {number}": build(lives.killed, folder))
        executioner.done()
        again = build(lives.killed, f"cut off {number}")
        quiet = build(lives.quiet, "quiet")
        for one in (whole, again):
            assert one.version == quiet.version
            assert list(entities(one).items()) == list(entities(quiet).items())
            assert links(one) == links(quiet)


def test_a_load_that_is_killed_itself_leaves_whole_commits_and_is_completed_by_another(
    neo4j: Server, ontology: Ontology, command: Pilotgraph
) -> None:
    wipe(neo4j.uri, neo4j.user, neo4j.password, keep_schema=True)
    folders = [f"s{number}" for number in range(4)]
    for folder in folders:
        rows = (f"{number},{100_000_000 + number},{folder} {number}\n" for number in range(300))
        command.write(f"{folder}/Enterprise.csv", "id,pic,name\n" + "".join(rows))
    base = Pilotgraph(command.folder, store=neo4j.uri, neo4j_password=neo4j.password, snapshot_dir="base")
    with (
        closing(Neo4jStore(neo4j.uri, ontology, neo4j.user, neo4j.password)) as store,
        base.start("load", "tables", *folders) as loading,
    ):
        _until(lambda: store.version() >= 2)
        time.sleep(Random(SEED).uniform(0, 1))
        loading.kill()
        loading.communicate(timeout=PATIENCE)
        assert loading.returncode in {0, -signal.SIGKILL}
        for one in (base, command):
            one("load", "tables", *folders)
        with closing(SqliteStore(command.folder / "data" / "pilotgraph.db")) as quiet:
            assert [info.records for info in store.commits()] == [info.records for info in quiet.commits()]
        assert audit(store, ontology).found == []
    assert base.counts() == command.counts()


def waiting(server: Server) -> bool:
    """Whether a transaction waits for another one."""
    with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
        rows = driver.execute_query("SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked'").records
    return bool(rows)


@pytest.mark.parametrize("loss", Loss, ids=[loss.value for loss in Loss])
def test_a_commit_whose_acknowledgement_is_lost_is_done_once(neo4j: Server, ontology: Ontology, loss: Loss) -> None:
    wipe(neo4j.uri, neo4j.user, neo4j.password, keep_schema=True)
    with (
        LossyRelay(neo4j.port) as relay,
        closing(Neo4jStore(f"bolt://127.0.0.1:{relay.port}", ontology, neo4j.user, neo4j.password)) as behind,
        closing(Neo4jStore(neo4j.uri, ontology, neo4j.user, neo4j.password)) as store,
    ):
        ledger = Ledger(behind, ontology)
        ledger.load([firm("1"), firm("2")], who="t", why="load")
        for version, work in (
            (3, lambda: ledger.load([firm("1", city="Ulm"), firm("3")], who="t", why="load").changed == 1),
            (4, lambda: ledger.same("alpha:1", "alpha:2", who="t", why="judge") == "judgement:4"),
            (5, lambda: behind.commit(Batch("t", "nothing", at_noon())) == 5),
        ):
            relay.lose(loss, of=LOCK)
            with ThreadPoolExecutor(1) as pool:
                done = pool.submit(work)
                assert relay.lost.wait(PATIENCE)
                if loss is Loss.LATE:
                    _until(lambda: waiting(neo4j))
                    relay.deliver()
                assert done.result(PATIENCE), "whoever commits is told that it was done"
            assert store.version() == version
            assert [info.version for info in store.commits()] == list(range(version, 0, -1))
        assert audit(store, ontology).found == []


@pytest.mark.parametrize("loss", [Loss.REQUEST, Loss.ANSWER], ids=[Loss.REQUEST.value, Loss.ANSWER.value])
def test_who_reads_does_not_notice_that_an_answer_is_lost(neo4j: Server, ontology: Ontology, loss: Loss) -> None:
    wipe(neo4j.uri, neo4j.user, neo4j.password, keep_schema=True)
    with (
        LossyRelay(neo4j.port) as relay,
        closing(Neo4jStore(f"bolt://127.0.0.1:{relay.port}", ontology, neo4j.user, neo4j.password)) as behind,
    ):
        Ledger(behind, ontology).load([firm("1"), firm("2")], who="t", why="load")
        reads: list[Callable[[], Any]] = [
            behind.version,
            behind.commits,
            lambda: behind.resolve(["alpha:1"]),
            lambda: list(behind.records(["alpha:1", "alpha:2"])),
            lambda: list(behind.strays()),
        ]
        for read in reads:
            told = read()
            for at in (b"MATCH", COMMIT):  # not everything is read in a transaction
                relay.lose(loss, of="MATCH", at=at)
                assert read() == told
                assert relay.lost.is_set() or at == COMMIT


def test_a_server_killed_while_constraints_are_made_gets_all_of_them(neo4j: Server, ontology: Ontology) -> None:
    def prepare() -> bool:
        with closing(Neo4jStore(neo4j.uri, ontology, neo4j.user, neo4j.password)) as store:
            return store.prepare()

    def made() -> tuple[set[str], set[str], set[str]]:
        with GraphDatabase.driver(neo4j.uri, auth=(neo4j.user, neo4j.password)) as driver:
            constraints = driver.execute_query("SHOW CONSTRAINTS YIELD name").records
            indexes = driver.execute_query("SHOW INDEXES YIELD name, owningConstraint").records
        owned = {name for name, owner in indexes if owner}
        return {name for (name,) in constraints}, owned, {name for name, _ in indexes} - owned

    executioner, dice = Executioner(neo4j), Random(SEED)
    neo4j.start()
    wipe(neo4j.uri, neo4j.user, neo4j.password)
    begun = time.monotonic()
    assert prepare()
    took = time.monotonic() - begun
    whole = made()
    assert whole[0] == whole[1]
    for _ in range(max(1, ROUNDS // 5)):
        wipe(neo4j.uri, neo4j.user, neo4j.password)
        executioner.strike(dice.uniform(0, took))
        _completed(prepare)
        executioner.done()
        prepare()
        assert made() == whole
        assert not prepare()


def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.05)
