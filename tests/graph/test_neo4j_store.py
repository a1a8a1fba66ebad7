"""What only the store in Neo4j has to bear: a database that others prepare, or empty, at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from graph.audit import differences
from graph.ledger import Ledger
from graph.neo4j_store import Neo4jStore
from graph.repairing import repair
from ontology.errors import StoreError
from ontology.model import Ontology
from tests.graph.said import firm, part, project
from tests.neo4j.fixtures import Given
from tests.neo4j.server import Server
from tests.neo4j.wiping import wipe


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
