"""Files for Neo4j's offline importer: what it makes of them is the store that they were written from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
from neo4j import GraphDatabase

from graph.audit import differences
from graph.copying import copy
from graph.digests import digests, first_difference
from graph.ledger import Ledger, LoadReport
from graph.neo4j_export import export
from graph.neo4j_schema import Layout
from graph.neo4j_store import Neo4jStore
from graph.records import Record
from graph.sqlite_store import SqliteStore
from graph.store import Store
from ontology.errors import NotFound, StoreError
from ontology.model import Ontology
from tests.graph.said import firm, part, project
from tests.graph.test_copying import lived
from tests.graph.test_ledger import Refused
from tests.neo4j.server import Server

NASTY = 'quote " and, comma; semi\\ \r\nnew\nline\t 中试平台 "" \x0b\u2028😀 '


@pytest.fixture
def source(tmp_path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(tmp_path / "source.db")) as store:
        yield store


def ticking(begin: int) -> Callable[[], str]:
    """A clock that ticks one second a commit, and begins at an hour."""
    ticks = count()
    return lambda: f"2026-01-01T{begin:02}:{(tick := next(ticks)) // 60:02}:{tick % 60:02}.000+00:00"


def imported(store: Store, ontology: Ontology, server: Server) -> Neo4jStore:
    """What the importer makes of an export of a store."""
    folder = server.folder / "import" / "exported"
    folder.mkdir()
    server.admin(*export(store, ontology, folder).arguments(folder))
    server.start()
    return Neo4jStore(server.uri, ontology, server.user, server.password)


def nasty() -> list[Record]:
    """Values that files get wrong, and whole numbers among others."""
    return [
        firm('a,"1', name=NASTY, otherName=('"', "a;b,c", "x\ny", '""', "|"), turnover=5, url="https://x.example/?a=1,2"),
        firm("b", name="\\", turnover=1e-07, staff=12, foundedOn="1970-01-01", city="''"),
        firm("c", name="c\x1fc", turnover=1.7976931348623157e308, access="registered"),
        firm("d", kind="PilotPlatform", name="中试平台", openToPublic=True, staff=0),
        project("nasty", name=NASTY, programme=("ERC", "FET"), startDate="2019-01-01", totalCost=7),
        part('alpha:a,"1', "alpha:nasty", valid_to="2020-01-01"),
        part('alpha:a,"1', "alpha:nasty", source="beta", valid_from="2021-01-01", confidence=0.5),
        part("alpha:b", "alpha:nasty", access="cluster"),
        part("alpha:c", "alpha:nasty", role="participant"),
    ]  # fmt: skip


def load(ledger: Ledger, *records: Record) -> LoadReport:
    refused = Refused()
    report = ledger.load(records, who="tester", why="test", rejects=refused)
    assert refused.problems == []
    return report


def more(ledger: Ledger) -> list[int]:
    """What is said after the import: new, changed, retracted, taken back; and how many of the nasty are new."""
    again = load(ledger, *nasty())
    load(ledger, firm("b", name="B", city="Bonn"), firm("z", "ror:00bgk9508", name="Z"), firm("9", source="gamma"))
    load(ledger, part("alpha:z", "alpha:nasty"), part("alpha:2", "alpha:q", key="moves", role="participant"))
    ledger.retract(["alpha:b"], who="tester", why="wrong")
    [judgement] = {s.origin for s in ledger.store.records(None) if s.record.kind == "_SameAs" and s.current}
    ledger.undo(judgement, who="tester", why="not so")
    load(ledger, firm("b", name="B again"), project("p", name="P again"))
    return [again.new + again.changed, again.unchanged, again.version]


def test_the_importer_makes_the_same_store_and_commits_go_on_there(
    source: SqliteStore, ontology: Ontology, neo4j_to_fill: Server, tmp_path: Path
) -> None:
    ours = Ledger(source, ontology, ticking(0))
    lived(ours)
    load(ours, *nasty())
    ours.retract(["alpha:d"], who="tester", why="gone")
    with closing(imported(source, ontology, neo4j_to_fill)) as target:
        assert target.commits(99) == source.commits(99)
        assert first_difference(target, source) is None
        assert digests(target) == digests(source)
        assert differences(target, ontology) == []
        assert more(Ledger(target, ontology, ticking(1))) == more(Ledger(source, ontology, ticking(1)))
        assert first_difference(target, source) is None
        assert differences(target, ontology) == []
        load(ours, firm("last", name="Last"))
        assert copy(source, target, ontology).version == source.version()
        again, wanted = (
            export(store, ontology, _made(tmp_path / name)) for store, name in ((target, "a"), (source, "b"))
        )
        assert (again.entities, again.links, again.records) == (wanted.entities, wanted.links, wanted.records)
        assert sorted(again.files) == sorted(wanted.files)
        assert set(Layout(ontology).statements()) <= _indexes(neo4j_to_fill)


def test_what_the_importer_can_not_read_is_refused(source: SqliteStore, ontology: Ontology, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="nothing to export"):
        export(source, ontology, tmp_path)
    load(Ledger(source, ontology), firm("1", otherName=("a\x1fb", "c")))
    with pytest.raises(StoreError, match=r"U\+001F"):
        export(source, ontology, tmp_path)


def _indexes(server: Server) -> set[str]:
    with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
        return set(driver.execute_query("SHOW INDEXES YIELD name RETURN collect(name)").records[0][0])


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
