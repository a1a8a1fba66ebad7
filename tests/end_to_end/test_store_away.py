"""A server goes on answering while its Neo4j is killed, restarted, or behind a network that swallows everything."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

import pilotgraph
from tests.end_to_end.relay import Relay
from tests.end_to_end.test_extension import EXTENSION
from tests.neo4j.server import Server
from tests.neo4j.wiping import wipe
from tests.running import Client, Pilotgraph

HEADER = "pilotgraph-store-unreachable-since"
WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
LIST = '{ status { version } products { totalCount } entity(id: "mine:steel") { label } }'
HISTORY = '{ entity(id: "mine:steel") { label formerIds history { source key } } status { version } }'
ROWS = 45_000
"""Three commits of a load."""


@pytest.fixture(scope="module")
def neo4j(neo4j_to_kill: Server) -> Server:
    return neo4j_to_kill


@pytest.fixture
def command(neo4j: Server, tmp_path: Path) -> Pilotgraph:
    """The command line in an empty folder, with its store in an empty database."""
    neo4j.start()
    wipe(neo4j.uri, neo4j.user, neo4j.password, keep_schema=True)
    return Pilotgraph(tmp_path, store=neo4j.uri, neo4j_password=neo4j.password)


@contextmanager
def served(command: Pilotgraph, said: list[str]) -> Iterator[Client]:
    """A server on a free port, and in the end all that it said."""
    with command.start("serve", "--port", "0") as process:
        assert process.stdout is not None
        first, last = process.stdout.readline(), process.stdout.readline()
        with httpx.Client(base_url=last.split()[-1].removesuffix("/graphql"), timeout=60) as http:
            yield Client(http)
        process.terminate()
        said += [first, last, *process.communicate(timeout=60)]


class Told(NamedTuple):
    """An answer, and how long it took."""

    seconds: float
    response: httpx.Response

    @property
    def version(self) -> int:
        version: int = self.response.json()["data"]["status"]["version"]
        return version


@contextmanager
def asking(client: Client) -> Iterator[list[Told]]:
    """Somebody who asks all the while, in a thread, and what they were told."""
    told: list[Told] = []
    enough = threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=client.http.base_url, timeout=60) as http:
            while not enough.wait(0.02):
                begun = time.monotonic()
                response = http.post("/graphql", json={"query": LIST})
                told.append(Told(time.monotonic() - begun, response))

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield told
    finally:
        enough.set()
        thread.join()


def until(condition: Callable[[], Any], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.05)


def ready(client: Client) -> dict[str, Any]:
    response = client.http.get("/readyz")
    assert response.status_code == 200
    told: dict[str, Any] = response.json()
    return told


def load(command: Pilotgraph, *names: str, code: int = 0) -> str:
    command.write("mine/Product.csv", "id,name\n" + "".join(f"{name},{name.title()}\n" for name in names))
    done = command("load", "tables", "mine", code=code)
    return done.err if code else done.out


def test_it_answers_while_neo4j_is_killed_and_started_again(neo4j: Server, command: Pilotgraph) -> None:
    load(command, "steel")
    output: list[str] = []
    with served(command, output) as client, asking(client) as told:
        until(lambda: len(told) > 10)
        assert client.ask(HISTORY)["entity"]["history"] == [{"source": "mine", "key": "steel"}]
        assert ready(client) == {"status": "ready", "version": 2}

        neo4j.kill()
        until(lambda: HEADER in told[-1].response.headers)
        since = told[-1].response.headers[HEADER]
        assert WHEN.fullmatch(since)
        assert ready(client) == {"status": "ready", "version": 2, "storeUnreachableSince": since}
        answer = client.answer("{ a: __typename " + HISTORY[1:])
        assert answer["data"]["entity"] == {"label": "Steel", "formerIds": None, "history": None}
        assert {error["extensions"]["code"] for error in answer["errors"]} == {"STORE_UNREACHABLE"}
        [line] = load(command, "steel", "iron", code=1).splitlines()
        assert "does not answer" in line

        neo4j.start()
        assert ": 1 new, 0 changed, 2 as before," in load(command, "steel", "iron"), "what was there is there again"
        until(lambda: told[-1].version == 3)
        until(lambda: HEADER not in told[-1].response.headers)
        assert ready(client) == {"status": "ready", "version": 3}
        assert client.ask(HISTORY)["entity"]["history"] == [{"source": "mine", "key": "steel"}]
    rights = {
        v: {"status": {"version": v}, "products": {"totalCount": v - 1}, "entity": {"label": "Steel"}} for v in (2, 3)
    }
    assert all(one.response.json() == {"data": rights[one.version]} for one in told)
    assert [one.version for one in told] == sorted(one.version for one in told)
    assert max(one.seconds for one in told) < 4.5, "nobody waited for the store"
    away, back = output[-1].splitlines()
    assert "WARNING pilotgraph.api: store out of reach: Neo4j at" in away
    assert "WARNING pilotgraph.api: store in reach again after" in back
    assert neo4j.password not in "".join(output)


def test_it_answers_while_the_network_swallows_everything(neo4j: Server, command: Pilotgraph) -> None:
    load(command, "steel")
    output: list[str] = []
    with Relay(neo4j.port) as relay:
        behind = Pilotgraph(
            command.folder, store=f"bolt://127.0.0.1:{relay.port}", neo4j_password=neo4j.password, snapshot_dir="behind"
        )
        with served(behind, output) as client, asking(client) as told:
            until(lambda: len(told) > 10)
            relay.swallow()
            load(command, "steel", "iron")
            until(lambda: HEADER in told[-1].response.headers)
            begun = time.monotonic()
            assert client.error(HISTORY.replace("formerIds ", ""))["extensions"]["code"] == "STORE_UNREACHABLE"
            assert time.monotonic() - begun < 2
            assert ready(client)["version"] == 2
            relay.flow()
            until(lambda: told[-1].version == 3 and HEADER not in told[-1].response.headers)
            assert client.ask(HISTORY)["entity"]["history"]
    assert max(one.seconds for one in told) < 4.5, "nobody waited for the store"
    assert len(output[-1].splitlines()) == 2


def test_a_load_during_which_neo4j_is_killed_is_completed_by_running_it_again(
    neo4j: Server, command: Pilotgraph
) -> None:
    command("init")
    command.write("mine/Product.csv", "id,name\n" + "".join(f"p{i},Product {i}\n" for i in range(ROWS)))
    with (
        pilotgraph.open(neo4j.uri, password=neo4j.password) as graph,
        command.start("load", "tables", "mine") as process,
    ):
        until(lambda: graph.store.version() == 2)
        neo4j.kill()
        neo4j.start()
        out, err = process.communicate(timeout=240)
    assert neo4j.password not in out + err
    if process.returncode:  # it was not about to commit, which it would have tried for a while
        assert process.returncode == 1
        assert "does not answer" in err.splitlines()[-1]
    command("load", "tables", "mine")
    assert f"{ROWS:,}  Product" in [line.strip() for line in command("stats").out.splitlines()]
    assert ": 0 new, 0 changed," in command("load", "tables", "mine").out


@pytest.mark.parametrize(
    "arguments",
    [("serve",), ("load", "tables", "mine"), ("stats",), ("init",), ("query", "{ status { version } }"),
     ("history", "mine:steel")],
    ids=lambda arguments: arguments[0],
)  # fmt: skip
def test_a_command_says_in_one_line_that_nobody_answers(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        address = f"neo4j://127.0.0.1:{taken.getsockname()[1]}"
        command = Pilotgraph(tmp_path, store=address, neo4j_password="open sesame")
        command.write("mine/Product.csv", "id,name\nsteel,Steel\n")
        said = command.refused(*arguments)
    assert f"{address} does not answer" in said
    assert "sesame" not in said


def test_a_server_without_tls_is_told_from_one_that_is_away(neo4j: Server, command: Pilotgraph) -> None:
    for scheme in ("neo4j+s", "bolt+ssc"):
        assert "TLS" in command.refused("stats", store=neo4j.uri.replace("neo4j", scheme, 1))


def test_a_wrong_password_and_a_wrong_database_are_told_with_their_settings(neo4j: Server, command: Pilotgraph) -> None:
    said = command.refused("stats", neo4j_password="open sesame")
    assert "PILOTGRAPH_NEO4J_PASSWORD" in said
    assert "sesame" not in said
    assert "PILOTGRAPH_NEO4J_DATABASE" in command.refused("stats", neo4j_database="elsewhere")


def test_an_empty_database_is_no_graph_yet(neo4j: Server, command: Pilotgraph) -> None:
    for arguments in (("stats",), ("serve",)):
        assert command.refused(*arguments) == (
            f"Error: Nothing was ever loaded into the database neo4j of {neo4j.uri}. "
            "Load something first (pilotgraph load), or set PILOTGRAPH_STORE."
        )
    assert not (command.folder / "data").exists()


def test_init_makes_what_is_missing_and_again_what_an_extension_adds(neo4j: Server, command: Pilotgraph) -> None:
    first, second = command("init").out, command("init").out
    assert "The constraints and indexes are made.\nCode lists: " in first
    assert second == (
        "The constraints and indexes are there already.\n"
        "The code lists are as before, and the store is at version 1 as before.\n"
    )
    command.write("mine.ttl", EXTENSION)
    third = command("init", extensions="mine.ttl").out
    assert third == second.replace("there already", "made")
