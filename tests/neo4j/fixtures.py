"""Fixtures with a Neo4j, for all tests.

Each process of pytest-xdist has a server of its own, which is started when a test first asks for it.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import pytest

from tests.neo4j.server import Server
from tests.neo4j.wiping import wipe

__all__ = ["Given", "given", "neo4j_empty", "neo4j_own", "neo4j_server", "neo4j_to_fill", "neo4j_to_kill"]

GIVEN = "PILOTGRAPH_TEST_NEO4J"

# Tests are over before Java's second compiler and its parallel collector pay; benchmarks take Java as it comes. With
# one compiler Java has room for 48 MB of compiled code, which planning queries fills, so that it throws code away.
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:ReservedCodeCacheSize=240m")

# A database that is filled and emptied all the time has its queries planned anew every ten seconds, which is a quarter
# of Java's CPU time in the store contract. Our queries name their indexes, so that old plans are as good.
PLANNED_ONCE = {"dbms.cypher.min_replan_interval": "1h"}


@dataclass(frozen=True)
class Given:
    """A Neo4j that was running before. It can't be killed or restarted; tests of that make a `Server`."""

    uri: str
    user: str
    password: str


def given() -> Given | None:
    """The Neo4j that PILOTGRAPH_TEST_NEO4J names, as neo4j://USER:PASSWORD@HOST:PORT. It will be wiped.

    Community has one database, so several processes of pytest-xdist must not share it: `make test PROCESSES=1`.
    """
    text = os.environ.get(GIVEN)
    if not text:
        return None
    parts = urlsplit(text)
    if parts.username is None or parts.password is None or parts.hostname is None:
        raise ValueError(f"{GIVEN} has to be of the form neo4j://USER:PASSWORD@HOST:PORT.")
    if int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")) > 1:
        raise ValueError(f"{GIVEN} names one database, which processes would wipe under each other: PROCESSES=1.")
    address = parts.netloc.rpartition("@")[2]
    return Given(f"{parts.scheme}://{address}", unquote(parts.username), unquote(parts.password))


@pytest.fixture(scope="session")
def neo4j_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of this process, which may not run yet, or not any more."""
    server = Server(tmp_path_factory.mktemp("neo4j"), PLANNED_ONCE, jvm=QUICK)
    yield server
    server.stop()
    shutil.rmtree(server.folder, ignore_errors=True)  # 70 MB that pytest would keep for three more runs


@pytest.fixture(scope="session")
def neo4j_server(request: pytest.FixtureRequest) -> Server | Given:
    """A Neo4j with whatever the tests before have left in it."""
    if found := given():
        return found
    own: Server = request.getfixturevalue("neo4j_own")
    return own.start()


@pytest.fixture(scope="module")
def neo4j_to_kill(neo4j_own: Server) -> Iterator[Server]:
    """A Neo4j that may be killed, stopped and started: the one of this process, whose Java is warm, if it is ours."""
    yield neo4j_own.start()
    neo4j_own.start()


@pytest.fixture
def neo4j_to_fill(neo4j_own: Server) -> Iterator[Server]:
    """A Neo4j that does not run, for the importer, which replaces what is in it; the test starts it.

    It is that of this process, so that the tests after it go on with a Java that had to be started anyway.
    """
    neo4j_own.stop()
    yield neo4j_own
    neo4j_own.start()


@pytest.fixture
def neo4j_empty(neo4j_server: Server | Given) -> Server | Given:
    """A Neo4j with nothing in it, neither data nor constraints nor indexes."""
    wipe(neo4j_server.uri, neo4j_server.user, neo4j_server.password)
    return neo4j_server
