"""The Neo4j that other tests stand on."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from neo4j import GraphDatabase

from tests.neo4j import jars
from tests.neo4j.fixtures import QUICK, Given, given
from tests.neo4j.server import Server
from tests.neo4j.wiping import wipe

ROOT = Path(__file__).parents[2]
NAMED = "MATCH (n) RETURN n.name ORDER BY n.name"


@pytest.fixture(scope="module")
def own(neo4j_to_kill: Server) -> Server:
    """A server with nothing in it, which a test may kill."""
    wipe(neo4j_to_kill.uri, neo4j_to_kill.user, neo4j_to_kill.password)
    return neo4j_to_kill


def ask(server: Server, *statements: str) -> list[Any]:
    """Ask one after the other, and return the first column of what the last answers."""
    with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
        answers = [driver.execute_query(statement).records for statement in statements]
    return [row[0] for row in answers[-1]]


def test_what_was_committed_is_there_after_a_kill(own: Server) -> None:
    uri = own.uri
    ask(own, "MATCH (n) DETACH DELETE n", "CREATE (:Firm {name: '某厂'})")
    own.kill()
    assert not own.running
    own.start()
    assert own.uri == uri
    assert ask(own, NAMED) == ["某厂"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")
def test_what_it_costs_is_what_java_takes(own: Server) -> None:
    assert own.cpu_seconds() > 1
    assert own.peak_memory() >= own.memory() > 200_000_000


def test_tables_that_were_imported_are_there_after_the_next_start(own: Server) -> None:
    firms = own.folder / "import" / "firms.csv"
    firms.write_text("id:ID,name\n1,one\n2,two\n")
    own.stop()
    told = own.admin("database", "import", "full", "neo4j", "--overwrite-destination=true", f"--nodes=Firm={firms}")
    assert "2 nodes" in told
    own.start()
    assert ask(own, NAMED) == ["one", "two"]


def test_an_admin_command_that_fails_says_why(own: Server) -> None:
    with pytest.raises(RuntimeError, match="nonsense"):
        own.admin("nonsense")


def test_a_server_that_does_not_start_shows_its_log(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"server\.memory\.pagecache\.size"):
        Server(tmp_path, settings={"server.memory.pagecache.size": "much"}).start()


@pytest.mark.parametrize("missing", ["java", "mvn"])
def test_what_is_missing_is_named_with_what_to_install(
    missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if missing == "mvn":
        (tmp_path / "java").symlink_to(jars.java())
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(jars.NoNeo4j, match=rf"no {missing} in(.|\n)*openjdk-17-jre-headless maven.*PILOTGRAPH_TEST_N"):
        Server(tmp_path / "home").start()


def test_a_command_that_wants_a_server_says_in_two_lines_what_is_missing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.neo4j", "--", "true"]
    bare = {"PATH": str(tmp_path), "HOME": str(tmp_path)}
    done = subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    [problem, cure] = done.stderr.splitlines()
    assert "no java in the PATH" in problem
    assert cure.startswith("Install it")


def test_wiping_leaves_nothing_unless_told_to_keep_the_schema(own: Server) -> None:
    address = (own.uri, own.user, own.password)
    constraint, index, any_node = ("SHOW CONSTRAINTS YIELD name", "SHOW INDEXES YIELD name", "MATCH (n) RETURN n")
    made = [
        "CREATE CONSTRAINT `odd``name` FOR (n:Firm) REQUIRE n.id IS UNIQUE",
        "CREATE FULLTEXT INDEX words FOR (n:Firm) ON EACH [n.name]",
        "CREATE (:Firm {id: 'a'})-[:KNOWS]->(:Firm {id: 'b'})",
    ]
    ask(own, *made)
    wipe(*address, keep_schema=True)
    assert ask(own, any_node) == []
    assert ask(own, constraint) == ["odd`name"]
    wipe(*address)
    assert ask(own, constraint) == []
    assert len(ask(own, index)) == 2  # Neo4j's own


def test_a_command_runs_beside_a_server_whose_home_is_taken_up_again(tmp_path: Path) -> None:
    program = (
        "import os, signal, time; from neo4j import GraphDatabase as G; e = os.environ;"
        "d = G.driver(e['PILOTGRAPH_STORE'], auth=(e['PILOTGRAPH_NEO4J_USER'], e['PILOTGRAPH_NEO4J_PASSWORD']));"
        "count = lambda: d.execute_query('MERGE (n:N) SET n.i = coalesce(n.i, 0) + 1 RETURN n.i').records[0][0];"
        "signal.signal(signal.SIGINT, lambda *_: os._exit(40 + count())); print(count(), flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-m", "tests.neo4j", "--home", str(tmp_path), "--", sys.executable, "-c", program]
    settings: dict[str, Any] = {"cwd": ROOT, "env": os.environ | {"JDK_JAVA_OPTIONS": " ".join(QUICK)}}
    for counted in (1, 3):
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, start_new_session=True, **settings
        ) as process:
            assert process.stdout
            assert process.stdout.readline() == f"{counted}\n"
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 40 + counted + 1, "the server answers while the interrupted command ends"
    assert "Stopped." in (tmp_path / "logs" / "neo4j.log").read_text()
    assert stat.S_IMODE((tmp_path / "password").stat().st_mode) == 0o600


def test_what_is_guarded_ends_with_the_process_that_started_it() -> None:
    program = (
        "import os, subprocess; from tests.neo4j.guard import Guard;"
        "Guard(subprocess.Popen(['sleep', '600'])); os.kill(os.getpid(), 9)"
    )
    command = [sys.executable, "-c", program]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, timeout=30, check=False)  # reads until all have ended


@pytest.mark.parametrize("text", ["neo4j://127.0.0.1:7687", "localhost"])
def test_a_given_neo4j_needs_a_user_and_a_password(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTGRAPH_TEST_NEO4J", text)
    with pytest.raises(ValueError, match="USER:PASSWORD@HOST"):
        given()


def test_a_given_neo4j_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTGRAPH_TEST_NEO4J", "neo4j://me:p%40ss@host:1")
    monkeypatch.delenv("PYTEST_XDIST_WORKER_COUNT", raising=False)
    assert given() == Given("neo4j://host:1", "me", "p@ss")
