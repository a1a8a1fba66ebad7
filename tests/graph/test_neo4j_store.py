"""What only the store in Neo4j has to bear: a database that others prepare, or empty, at the same time."""

from __future__ import annotations

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from graph.audit import differences
from graph.ledger import Ledger
from graph.neo4j_store import Neo4jStore
from graph.repairing import repair
from ontology.errors import StoreError
from ontology.model import Ontology
from tests.end_to_end.relay import Relay
from tests.graph.said import firm, part, project
from tests.neo4j.fixtures import Given
from tests.neo4j.server import Server
from tests.neo4j.wiping import wipe


class Interrupting(Relay):
    """Leads to a Neo4j, and does something before one of the queries gets through."""

    def before(self, query: int, action: Callable[[], Any]) -> None:
        """Do this once, before the query after so many others."""
        self._queries, self._action = query, action

    _queries = 0
    _action: Callable[[], Any] | None = None

    def _forth(self, sent: bytes, near: socket.socket, far: socket.socket) -> None:
        if b"MATCH" in sent and self._action is not None:
            if self._queries:
                self._queries -= 1
            else:
                action, self._action = self._action, None
                action()
        super()._forth(sent, near, far)


def opened(server: Server | Given, ontology: Ontology) -> Neo4jStore:
    return Neo4jStore(server.uri, ontology, server.user, server.password)


def test_loaders_that_begin_at_once_with_nothing_there_all_get_through(
    neo4j_server: Server | Given, ontology: Ontology
) -> None:
    wipe(neo4j_server.uri, neo4j_server.user, neo4j_server.password)

    def load(store: Neo4jStore, key: str) -> None:
        Ledger(store, ontology).load([firm(key)], who="t", why="load")

    keys = ("1", "2", "3")
    stores = [opened(neo4j_server, ontology) for _ in keys]
    with ThreadPoolExecutor(len(keys)) as pool:
        list(pool.map(load, stores, keys))
    assert stores[0].resolve([f"alpha:{key}" for key in keys]).keys() == {"alpha:1", "alpha:2", "alpha:3"}
    for store in stores:
        store.close()


def test_what_is_committed_to_a_database_that_was_emptied_is_not_taken_for_done(
    neo4j_server: Server | Given, ontology: Ontology
) -> None:
    wipe(neo4j_server.uri, neo4j_server.user, neo4j_server.password, keep_schema=True)
    with closing(opened(neo4j_server, ontology)) as store:
        ledger = Ledger(store, ontology)
        ledger.load([firm("1")], who="t", why="load")
        wipe(neo4j_server.uri, neo4j_server.user, neo4j_server.password, keep_schema=True)
        with pytest.raises(StoreError, match="was emptied while it was open"):
            ledger.load([firm("2")], who="t", why="load")
        opened(neo4j_server, ontology).close()


@pytest.mark.parametrize("query", range(3))
@pytest.mark.parametrize("origin", ["alpha:1", "alpha:link"])
@pytest.mark.parametrize("asked", ["records", "newest"])
def test_a_commit_in_the_midst_of_reading_hides_no_record(
    neo4j_server: Server | Given, ontology: Ontology, query: int, origin: str, asked: str
) -> None:
    wipe(neo4j_server.uri, neo4j_server.user, neo4j_server.password, keep_schema=True)
    said, more = (
        [firm("1", "pic:999984059", source=source), part("alpha:1", "alpha:p", source=source, key="link")]
        for source in ("alpha", "beta")
    )
    with (
        Interrupting(int(neo4j_server.uri.rpartition(":")[2])) as relay,
        closing(
            Neo4jStore(f"bolt://127.0.0.1:{relay.port}", ontology, neo4j_server.user, neo4j_server.password)
        ) as far,
        closing(opened(neo4j_server, ontology)) as near,
    ):
        ledger = Ledger(near, ontology)
        ledger.load([project("p"), *said], who="t", why="load")
        [(subject, _)] = near.newest([origin]).values()
        relay.before(query, lambda: ledger.load(more, who="t", why="more"))
        found = {one.origin for one in far.records([subject])} if asked == "records" else far.newest([origin])
        assert origin in found
        assert query or near.version() == 3, "a commit came in between"


@pytest.mark.parametrize(
    "edit",
    [
        "MATCH (n {id: 'alpha:1'}) REMOVE n._version",
        "MATCH (n {id: 'alpha:1'}) REMOVE n:Entity",
        "MATCH (n {id: 'alpha:1'}) SET n._kind = 'Nonsense'",
        "MATCH (n {id: 'alpha:1'}) SET n.id = 'mine'",
        "MATCH (n {id: 'alpha:1'}) REMOVE n.id",
        "MATCH (n {id: 'alpha:1'}) SET n.names = 5, n._winners = ['x'], n._seq = 'abc', n.confidence = 'sure'",
        "MATCH (n {id: 'alpha:1'}) SET n.name = 7, n.validFrom = 'then', n.sources = 'alpha'",
        "MATCH ({id: 'alpha:1'})-[r]->() SET r.role = ['x'], r.validTo = 'never', r._origin = 3",
        "MATCH ({id: 'alpha:1'})-[r:PARTICIPATES_IN]->(p) WITH r, p, properties(r) AS said DELETE r "
        "WITH p, said MATCH (other {id: 'alpha:2'}) CREATE (other)-[r:PARTICIPATES_IN]->(p) SET r = said",
    ],
)
def test_one_repair_puts_right_an_entity_and_the_links_at_it(
    neo4j_server: Server | Given, ontology: Ontology, edit: str
) -> None:
    wipe(neo4j_server.uri, neo4j_server.user, neo4j_server.password, keep_schema=True)
    with closing(opened(neo4j_server, ontology)) as store:
        ledger = Ledger(store, ontology)
        ledger.load([firm("1", name="One"), firm("2"), project("p"), part("alpha:1", "alpha:p")], who="t", why="load")
        store._driver.execute_query(edit)
        assert differences(store, ontology)
        repair(ledger, who="t")
        assert differences(store, ontology) == []
