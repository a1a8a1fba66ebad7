"""The example data in Neo4j, loaded by the same commands: every answer is that of the store in SQLite."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from graph.digests import digests
from graph.neo4j_store import Neo4jStore
from graph.sqlite_store import SqliteStore
from ontology.model import Ontology
from tests.cli.test_judge import EVERYTHING, TURIN
from tests.docs.blocks import blocks, pages
from tests.end_to_end import test_links, test_lists, test_lookup, test_questions
from tests.end_to_end.asked import QUESTIONS
from tests.end_to_end.test_access import HIDDEN, SHADE
from tests.neo4j.fixtures import Given
from tests.neo4j.server import Server
from tests.pair import Pair, timeless
from tests.running import ROOT, Client

pytestmark = pytest.mark.timeout(900)  # the first test loads the data, and machines are busy

# What is asked of the server on the example data in SQLite is asked here of `served`: the one on Neo4j.
for module in (test_links, test_lists, test_lookup, test_questions):
    globals().update(
        {name: it for name, it in vars(module).items() if name.startswith("test_") or hasattr(it, "_fixture_function")}
    )

DOCS = sorted({block.text for page in pages() for block in blocks(page) if block.language == "graphql"})
IDS = ["pic:999855631", "ror:03cve4549", "example:invented-platform-01", "cordis:199840", "openspg-kag:汽车", "nobody"]


@pytest.fixture(scope="module")
def served(pair: Pair) -> Iterator[Client]:
    """A server on the example data in Neo4j."""
    with pair.base.serving() as client:
        yield client


@pytest.fixture(scope="module")
def served_from_file(pair: Pair) -> Iterator[Client]:
    """A server on the example data in SQLite."""
    with pair.file.serving() as client:
        yield client


def told(client: Client, query: str) -> Any:
    """An answer without times."""
    return json.loads(timeless(client.http.post("/graphql", json={"query": query}).text))


@pytest.mark.parametrize("about", ["docs", "secrets"])
def test_every_query_is_answered_alike(served: Client, served_from_file: Client, about: str) -> None:
    queries = DOCS if about == "docs" else [query.replace("SECRET", "pic:999855631") for query in QUESTIONS]
    assert len(queries) > 10
    for query in queries:
        assert told(served, query) == told(served_from_file, query), query
    assert "data" in told(served, queries[0])


def test_every_list_is_told_alike_with_history_and_provenance(
    served: Client, served_from_file: Client, ontology: Ontology
) -> None:
    about = "id kind label identifiers { value } formerIds sources { id } history { source key current } "
    for cls in ontology.classes.values():
        query = f"{{ {cls.plural}(first: 25) {{ totalCount edges {{ cursor node {{ {about} }} }} }} }}"
        assert told(served, query) == told(served_from_file, query)


@pytest.mark.parametrize("command", ["show", "history"])
@pytest.mark.parametrize("see", [[], ["--see", "registered"]], ids=["to all", "to registered users"])
def test_commands_tell_alike(pair: Pair, command: str, see: list[str]) -> None:
    for id in IDS:
        assert pair.run(command, id, *see, code=1 if id == "nobody" else 0)


def test_it_has_the_same_commits_and_counts(pair: Pair) -> None:
    assert pair.run("stats")[0].startswith("version ")


def test_what_is_loaded_again_changes_nothing(pair: Pair) -> None:
    version = pair.run("stats")[0]
    for folder in ("identities", "chain", "platforms"):
        last = pair.run("load", "tables", ROOT / "examples" / folder)[-1]
        assert last == f"  Nothing has changed; the store is at {version} as before."


# What follows changes the data.


def test_judgements_made_and_taken_back_say_and_do_the_same(pair: Pair) -> None:
    before = pair.base.ask(EVERYTHING, **TURIN)
    [line] = pair.run("same", *TURIN.values(), "--why", "Torino is Turin")
    judged = [one.ask(EVERYTHING, **TURIN) for one in pair]
    assert judged[0] == judged[1] != before
    for id in TURIN.values():
        assert any("Torino is Turin" in line for line in pair.run("history", id))
    for arguments in (("undo", line.split()[-1]), ("retract", "ror:00bgk9508", "--why", "they asked us to")):
        pair.run(*arguments)
        now = [one.ask(EVERYTHING, **TURIN) for one in pair]
        assert now[0] == now[1]
        assert (now[1] == before) == (arguments[0] == "undo")


def test_secrets_are_hidden_and_told_alike(pair: Pair) -> None:
    for one in pair:
        for name, text in HIDDEN.items():
            one.write(f"secret/{name}", text)
    pair.run("load", "tables", "secret", "--access", "board")
    queries = [query.replace("SECRET", SHADE) for query in QUESTIONS]
    with pair.file.serving() as ours, pair.base.serving() as theirs:
        for query in queries:
            assert told(theirs, query) == told(ours, query), query
    shade = f'{{ entity(id: "{SHADE}") {{ id label }} search(text: "影子") {{ nodes {{ id }} }} }}'
    for see in ([], ["--see", "registered"], ["--see", "board"]):
        assert pair.base.ask(shade, *see) == pair.file.ask(shade, *see)


def test_in_the_end_both_hold_the_same(pair: Pair, neo4j_server: Server | Given, ontology: Ontology) -> None:
    with (
        closing(SqliteStore(pair.file.folder / "data" / "demo.db")) as file,
        closing(Neo4jStore(neo4j_server.uri, ontology, neo4j_server.user, neo4j_server.password)) as base,
    ):
        ours, theirs = digests(file), digests(base)
    assert theirs._replace(records="") == ours._replace(records=""), "records have times of their own"
