"""What is not as the records have it is found, and put right."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.adopting import adopt
from graph.audit import Difference, Misplaced, audit, differences
from graph.copying import copy
from graph.digests import digests
from graph.ledger import Ledger
from graph.neo4j_store import Neo4jStore
from graph.records import SAME_AS, Entity, Link, Record
from graph.repairing import repair
from graph.snapshot import Snapshot
from graph.sqlite_store import SqliteStore
from graph.store import Batch, Change, Store
from ontology.errors import Conflict, StoreError
from ontology.model import Ontology
from tests.graph.said import firm, part, project
from tests.graph.test_copying import lived
from tests.graph.test_ledger import SAYINGS, SLOW, Refused, copied, prepared

__all__ = ["prepared"]

WHEN = "2026-12-31T00:00:00.000+00:00"


def load(ledger: Ledger, *records: Record) -> None:
    ledger.load(records, who="tester", why="test", rejects=Refused())


def damage(store: Store, *merged: Change) -> None:
    """Write something into the state that no record says."""
    store.commit(Batch("tester", "damage", WHEN, merged=list(merged)))


def held(store: Store, id: str) -> Change:
    return next(change for change in store.changes() if change.id == id)


def link_id(store: Store, start: str) -> str:
    return next(c.id for c in store.changes() if isinstance(c.value, Link) and c.value.start == start)


def changed(change: Change, **properties: Any) -> Change:
    assert change.value is not None
    return change._replace(value=change.value._replace(properties={**change.value.properties, **properties}))


@pytest.fixture
def told(ledger: Ledger) -> Ledger:
    load(
        ledger, firm("1", "pic:999984059", name="One"), firm("2", name="Two"), project("p"),
        part("alpha:1", "alpha:p"), part("alpha:2", "alpha:p"),
    )  # fmt: skip
    load(ledger, firm("9", "pic:999984059", source="beta", city="Jena"), part("alpha:1", "alpha:p", source="beta"))
    return ledger


def test_after_a_life_in_which_everything_has_happened_all_is_well(ledger: Ledger) -> None:
    lived(ledger)
    assert differences(ledger.store, ledger.ontology) == []


def test_a_changed_value_is_named_and_put_right(told: Ledger, tmp_path: Path) -> None:
    store, ontology = told.store, told.ontology
    Snapshot.open_or_build(tmp_path / "snapshot", ontology, store)
    before, log = digests(store), list(store.records(None))
    right = held(store, "pic:999984059").value
    damage(store, changed(held(store, "pic:999984059"), city="Ulm"))
    [found] = differences(store, ontology)
    assert isinstance(found, Difference)
    assert (found.id, found.kind, found.expected) == ("pic:999984059", "Enterprise", right)
    assert found.stored is not None
    assert found.stored.properties["city"] == "Ulm"
    wrong = Snapshot.open_or_build(tmp_path / "snapshot", ontology, store)
    assert wrong.table("Enterprise")["city"].to_list() == ["Ulm", None]
    assert repair(told, who="tester").found == [found]
    assert differences(store, ontology) == []
    assert (digests(store).merged, list(store.records(None))) == (before.merged, log)
    assert wrong.follow(store).table("Enterprise")["city"].to_list() == ["Jena", None]
    assert (store.commits(1)[0].why, store.commits(1)[0].records) == ("repair", 0)


def test_what_somebody_deleted_is_missed_and_brought_back(told: Ledger) -> None:
    store, ontology = told.store, told.ontology
    before = digests(store)
    link = held(store, link_id(store, "alpha:2"))
    damage(store, held(store, "alpha:2")._replace(value=None), link._replace(value=None))
    found = differences(store, ontology)
    assert [(one.id, one.stored) for one in found if isinstance(one, Difference)] == [
        ("alpha:2", None),
        (link.id, None),
    ]
    repair(told, who="tester")
    assert (differences(store, ontology), digests(store).merged) == ([], before.merged)


def test_what_nobody_said_is_found_and_removed(told: Ledger) -> None:
    store, ontology = told.store, told.ontology
    before = digests(store)
    extra = Entity("alpha:x", "Enterprise", {"name": "X"}, (), (), ("alpha",), {"*": "alpha:x"})
    damage(store, Change("alpha:x", 0, "Enterprise", extra, False, "alpha:x"))
    assert differences(store, ontology) == [Difference("alpha:x", "Enterprise", extra, None)]
    repair(told, who="tester")
    assert (differences(store, ontology), digests(store).merged) == ([], before.merged)


def test_a_wrong_mark_of_restriction_is_found_and_put_right(told: Ledger) -> None:
    damage(told.store, held(told.store, "alpha:2")._replace(restricted=True))
    [found] = repair(told, who="tester").found
    assert isinstance(found, Difference)
    assert found.stored == found.expected
    assert differences(told.store, told.ontology) == []


def test_life_goes_on_after_a_repair(told: Ledger) -> None:
    store = told.store
    damage(store, *(held(store, id)._replace(value=None) for id in ("alpha:2", link_id(store, "alpha:2"))))
    repair(told, who="tester")
    load(told, firm("2", name="Zwei"), part("alpha:2", "alpha:p", valid_from="2020-01-01"))
    told.same("alpha:1", "alpha:2", who="tester", why="so")
    load(told, firm("2", "ror:02mhbdp94", name="Zwei"))
    assert differences(store, told.ontology) == []
    told.retract(["alpha:2"], who="tester", why="wrong")
    assert differences(store, told.ontology) == []


def test_a_repair_of_what_is_well_commits_nothing(told: Ledger) -> None:
    version = told.store.version()
    assert repair(told, who="tester").found == []
    assert told.store.version() == version


@pytest.fixture
def filed(tmp_path: Path, ontology: Ontology) -> Iterator[Ledger]:
    """A ledger on a file that has lived."""
    with closing(SqliteStore(tmp_path / "store.db")) as store:
        ledger = Ledger(store, ontology)
        lived(ledger)
        yield ledger


def spoil(ledger: Ledger, *statements: str) -> None:
    assert isinstance(ledger.store, SqliteStore)
    with closing(sqlite3.connect(ledger.store.path)) as connection, connection:
        for statement in statements:
            assert connection.execute(statement).rowcount > 0, statement


ALPHA_2 = "(SELECT n FROM entity WHERE id = 'alpha:2')"
DAMAGES = {
    "a body": "UPDATE entity SET body = CAST(replace(body, 'Thrice', 'Once') AS BLOB) WHERE id = 'alpha:2'",
    "the row of an entity that is alone": "DELETE FROM entity WHERE id = 'gamma:7'",
    "the row of an entity with links": "DELETE FROM entity WHERE id = 'pic:999984059'",
    "the row of one that is known to some only": "DELETE FROM entity WHERE id = 'alpha:3'",
    "the row of one that is gone": "DELETE FROM entity WHERE id = 'alpha:p'",
    "all entities": "DELETE FROM entity",
    "a row of a link": "DELETE FROM link WHERE kind = 'ParticipatesIn'",
    "all links": "DELETE FROM link",
    "the end of a link": f"UPDATE link SET start = {ALPHA_2} WHERE kind = 'ParticipatesIn' AND start <> {ALPHA_2}",
    "the group of a link": "UPDATE link SET grp = 77 WHERE kind = 'ParticipatesIn'",
    "where records are kept": "DELETE FROM member",
    "with whom a record is kept": f"UPDATE member SET subject = {ALPHA_2} WHERE subject <> {ALPHA_2}",
    "where records of links are kept": "DELETE FROM member WHERE subject IN (SELECT n FROM link)",
    "which record is the newest": "UPDATE origin SET seq = 1 "
    f"WHERE id IN (SELECT origin FROM member WHERE subject = {ALPHA_2})",
    "that a record is there": "DELETE FROM origin WHERE seq % 2",
    "names": "DELETE FROM name",
    "where a name leads": f"UPDATE name SET entity = {ALPHA_2} WHERE entity <> {ALPHA_2}",
    "that something is restricted": "UPDATE entity SET restricted = 1 - restricted WHERE kind = 'Enterprise'",
}


def current(store: Store) -> list[Any]:
    """Where what holds is kept. (Of a judgement on something that is gone nobody can say where it was.)"""
    return [stored for stored in store.records(None) if stored.current and stored.record.kind != SAME_AS]


def state(store: Store) -> dict[str, Change]:
    return {change.id: change._replace(version=0) for change in store.changes()}


@pytest.mark.parametrize("statement", DAMAGES.values(), ids=DAMAGES)
def test_damage_to_the_file_is_found_and_put_right(filed: Ledger, statement: str) -> None:
    store, ontology = filed.store, filed.ontology
    before, kept, merged = digests(store), current(store), state(store)
    spoil(filed, statement)
    assert differences(store, ontology)
    assert differences(store, ontology) == repair(filed, who="tester").found
    assert differences(store, ontology) == []
    assert (digests(store).records, current(store), state(store)) == (before.records, kept, merged)
    load(filed, firm("1", "pic:999984059", name="Another"), part("alpha:2", "alpha:q"), firm("9", source="beta"))
    assert differences(store, ontology) == []


def test_a_record_that_is_kept_elsewhere_is_named_with_where_it_belongs(filed: Ledger) -> None:
    spoil(filed, f"UPDATE member SET subject = (SELECT n FROM entity WHERE id = 'gamma:1') WHERE subject = {ALPHA_2}")
    assert differences(filed.store, filed.ontology) == [Misplaced("alpha:2", "gamma:1", "alpha:2")]


def test_links_are_compared_in_parts_of_which_each_fits_into_memory(
    filed: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.expected.GROUPED_AT_ONCE", 40)
    assert differences(filed.store, filed.ontology) == []
    spoil(filed, "DELETE FROM link WHERE kind = 'ParticipatesIn'", "DELETE FROM member")
    found = repair(filed, who="tester")
    assert found.expected.parts > 3
    assert len({one.kind for one in found.differences}) == 1
    assert differences(filed.store, filed.ontology) == []


LOG_DAMAGES = {
    "the records of a commit": (
        "DELETE FROM run WHERE version = 2",
        "MATCH (r:_Records {version: 2}) DELETE r",
        "commit 2 has 5 records, but the log 0 of them",
    ),
    "the newest records": (
        "DELETE FROM run WHERE version = 3",
        "MATCH (r:_Records {version: 3}) DELETE r",
        "commit 3 has 2 records, but the log 0 of them",
    ),
    "how many records a commit has": (
        "UPDATE commits SET records = 3 WHERE version = 3",
        "MATCH (c:_Commit {version: 3}) SET c.records = 3",
        "commit 3 has 3 records, but the log 2 of them",
    ),
    "records that nobody committed": (
        "INSERT INTO run SELECT first + 100, 4, NULL, body FROM run WHERE version = 2",
        "MATCH (r:_Records {version: 2}) CREATE (:_Records {first: r.first + 100, version: 4, body: r.body})",
        "commit 4 has 0 records, but the log 5 of them",
    ),
    "a commit": (
        "DELETE FROM commits WHERE version = 2",
        "MATCH (c:_Commit {version: 2}) DELETE c",
        "commit 2 is not there",
    ),
}


def everything(store: Store) -> list[Any]:
    """All that is in a store, as it is kept."""
    if isinstance(store, SqliteStore):
        with closing(sqlite3.connect(store.path)) as connection:
            return list(connection.iterdump())
    assert isinstance(store, Neo4jStore)
    nodes = "MATCH (n) RETURN elementId(n) AS id, labels(n), properties(n) ORDER BY id"
    links = "MATCH ()-[r]->() RETURN elementId(r) AS id, type(r), properties(r) ORDER BY id"
    return [record.values() for query in (nodes, links) for record in store._driver.execute_query(query).records]


@pytest.mark.parametrize(("sql", "cypher", "what"), LOG_DAMAGES.values(), ids=LOG_DAMAGES)
def test_damage_to_the_log_itself_is_named_and_nothing_is_repaired_or_adopted(
    told: Ledger, tmp_path: Path, sql: str, cypher: str, what: str
) -> None:
    store, ontology = told.store, told.ontology
    damage(store, changed(held(store, "pic:999984059"), city="Ulm"))
    if isinstance(store, Neo4jStore):
        assert store._driver.execute_query(cypher).summary.counters.contains_updates
    else:
        spoil(told, sql)
    before = everything(store)
    with closing(SqliteStore(tmp_path / "copy.db")) as target:
        for use in (
            lambda: differences(store, ontology),
            lambda: repair(told, who="tester"),
            lambda: adopt(told, who="tester"),
            lambda: copy(store, target, ontology),
        ):
            with pytest.raises(StoreError, match=f"log itself is damaged: {what}.*backup"):
                use()
    assert everything(store) == before


def test_whoever_reads_the_log_is_told_of_a_commit_that_is_lost(told: Ledger) -> None:
    if isinstance(told.store, Neo4jStore):
        told.store._driver.execute_query("MATCH (c:_Commit {version: 3}) DELETE c")
    else:
        spoil(told, "DELETE FROM commits WHERE version = 3")
    for subjects in (None, ["pic:999984059"]):
        with pytest.raises(StoreError, match="commit 3 is not there"):
            list(told.store.records(subjects))


def test_records_of_a_commit_that_come_after_those_of_later_ones_are_named(told: Ledger) -> None:
    if not isinstance(told.store, Neo4jStore):
        pytest.skip("copies a node")
    again = "MATCH (r:_Records {version: 2}) CREATE (:_Records {first: r.first + 100, version: 2, body: r.body})"
    told.store._driver.execute_query(again)
    with pytest.raises(StoreError, match="has records of commit 2 where there should be none"):
        differences(told.store, told.ontology)


class Busy(SqliteStore):
    """A store to which somebody commits whenever it is read."""

    commits_to_come = 0

    def changes(self, since: int = 0) -> Iterator[Change]:
        if self.commits_to_come:
            self.commits_to_come -= 1
            load(Ledger(self, self.ontology), firm(f"busy{self.commits_to_come}"))
        return super().changes(since)

    ontology: Ontology


def test_what_is_committed_while_it_is_compared_is_no_difference(tmp_path: Path, ontology: Ontology) -> None:
    with closing(Busy(tmp_path / "store.db")) as store:
        load(Ledger(store, ontology), firm("1"))
        store.ontology, store.commits_to_come = ontology, 3
        found = audit(store, ontology)
        assert (found.found, found.expected.version) == ([], store.version())
        store.commits_to_come = 100
        with pytest.raises(Conflict, match="all the time"):
            audit(store, ontology)


SPOILS = st.lists(st.sampled_from([
    "DELETE FROM entity WHERE n % 3 = 0", "DELETE FROM link WHERE n % 2", "DELETE FROM member WHERE origin % 2",
    "DELETE FROM origin WHERE id % 2", "DELETE FROM name", "UPDATE member SET subject = 1 WHERE subject % 2",
    "UPDATE link SET start = finish", "UPDATE entity SET restricted = 1 - restricted",
]), min_size=1, max_size=4)  # fmt: skip


@SLOW
@given(SAYINGS, SPOILS, SAYINGS)
def test_whatever_is_damaged_can_be_put_right_and_goes_on(
    prepared: Path, ontology: Ontology, sayings: list[list[Record]], spoils: list[str], more: list[list[Record]]
) -> None:
    with copied(prepared, ontology) as ledger, tempfile.TemporaryDirectory():
        for batch in sayings:
            load(ledger, *batch)
        assert isinstance(ledger.store, SqliteStore)
        before = digests(ledger.store).records
        with closing(sqlite3.connect(ledger.store.path)) as connection, connection:
            for statement in spoils:
                connection.execute(statement)
        repair(ledger, who="t")
        assert differences(ledger.store, ontology) == []
        assert digests(ledger.store).records == before
        for batch in more:
            load(ledger, *batch)
        assert differences(ledger.store, ontology) == []
