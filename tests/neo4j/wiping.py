"""Emptying a database: Community has only one, so tests that share a server empty it instead of making another."""

from neo4j import Driver, GraphDatabase, Session

BATCH = 20_000


def wipe(uri: str, user: str, password: str, *, keep_schema: bool = False) -> None:
    """Delete every node and relationship, and every constraint and index but Neo4j's own two of tokens.

    Names of labels, relationship types and properties stay known to the database, as they always do in Neo4j.

    Parameters
    ----------
    keep_schema
        Whether to keep constraints and indexes: a hundred of them take seconds to make and to drop.
    """
    with GraphDatabase.driver(uri, auth=(user, password)) as driver:
        with driver.session() as session:
            _delete(session)
        if not keep_schema:
            _drop(driver)


def _delete(session: Session) -> None:
    # Counts are kept by the store. Relationships go first: one node may have more than fit into one transaction.
    if session.run("MATCH ()-[r]->() RETURN count(r)").single(strict=True)[0]:
        session.run(f"MATCH ()-[r]->() CALL (r) {{ DELETE r }} IN TRANSACTIONS OF {BATCH} ROWS").consume()
    if session.run("MATCH (n) RETURN count(n)").single(strict=True)[0]:
        session.run(f"MATCH (n) CALL (n) {{ DELETE n }} IN TRANSACTIONS OF {BATCH} ROWS").consume()


def _drop(driver: Driver) -> None:
    constraints = driver.execute_query("SHOW CONSTRAINTS YIELD name RETURN collect(name)").records[0][0]
    _drop_all(driver, "CONSTRAINT", constraints)
    indexes = "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN collect(name)"
    _drop_all(driver, "INDEX", driver.execute_query(indexes).records[0][0])


def _drop_all(driver: Driver, kind: str, names: list[str]) -> None:
    if names:
        with driver.session() as session, session.begin_transaction() as transaction:
            for name in names:
                transaction.run(f"DROP {kind} `{name.replace('`', '``')}`")
            transaction.commit()
