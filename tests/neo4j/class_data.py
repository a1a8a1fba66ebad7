"""Neo4j's classes as they stand in memory after a first run, so that later starts don't unpack and check them again.

Java calls this an archive of application class-data sharing (JEP 310, 350). Measured on two cores, from the start of
Java to the first answer over Bolt: 10 to 15 s without, 3 to 5 s with it. It takes 100 MB in the cache.
"""

import hashlib
import tempfile
from pathlib import Path

from neo4j import Driver, GraphDatabase

from tests.neo4j import jars


def shared_classes(java: Path) -> tuple[str, ...]:
    """Options for Java that name the archive; the first who asks makes it. Java ignores one that does not fit."""
    name = hashlib.sha256(jars.java_version(str(java)).encode()).hexdigest()[:12]
    archive = jars.cache_folder() / f"classes-{name}.jsa"
    if not archive.exists():
        with jars.locked():
            if not archive.exists():
                _record(archive)
    return (f"-XX:SharedArchiveFile={archive}",) if archive.stat().st_size else ()


def _record(archive: Path) -> None:
    from tests.neo4j.server import Server  # which uses this file

    with tempfile.TemporaryDirectory(dir=archive.parent, prefix="recording-") as folder:
        part = Path(folder, "classes.jsa")
        recording = Server(Path(folder, "home"), jvm=[f"-XX:ArchiveClassesAtExit={part}"], share_classes=False)
        with recording as server, GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
            _exercise(driver)
        part.touch()  # a Java that can't leaves none: an empty one says so
        part.rename(archive)


def _exercise(driver: Driver) -> None:
    """Ask for a bit of all that tests ask for, so that the classes for it are loaded."""
    for statement in (
        "CREATE CONSTRAINT one FOR (n:Warm) REQUIRE n.id IS UNIQUE",
        "CREATE INDEX other FOR (n:Warm) ON (n.name)",
        "CREATE INDEX between FOR ()-[r:WARM]-() ON (r.id)",
        "CREATE FULLTEXT INDEX words FOR (n:Warm) ON EACH [n.name] OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}",
        "CALL db.awaitIndexes()",
        "UNWIND range(1, 1000) AS i MERGE (n:Warm {id: toString(i)}) ON CREATE SET n += {name: 'a' + i, at: date()}",
        "UNWIND range(1, 999) AS i MATCH (a:Warm {id: toString(i)}), (b:Warm {id: toString(i + 1)})"
        " MERGE (a)-[r:WARM {id: i}]->(b) SET r.weight = toFloat(i)",
        "MATCH (a:Warm)-[r:WARM]->(b) WHERE a.name STARTS WITH 'a1' AND r.id > 5"
        " RETURN a, r, b.name AS name, count(*) AS n ORDER BY name LIMIT 10",
        "MATCH p = shortestPath((a:Warm {id: '1'})-[:WARM*..9]-(b:Warm {id: '8'})) RETURN [n IN nodes(p) | n.id]",
        "CALL db.index.fulltext.queryNodes('words', 'a1') YIELD node, score RETURN node.id, score",
        "SHOW CONSTRAINTS",
        "SHOW INDEXES",
        "DROP CONSTRAINT one",
        "DROP INDEX other",
    ):
        driver.execute_query(statement)
    with driver.session() as session:
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 1000 ROWS").consume()
