"""A store copied to another place: the same history, the same state, nothing lost when it is interrupted."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.audit import differences
from graph.copying import copy
from graph.digests import digests, first_difference
from graph.ledger import Ledger
from graph.records import Entity, Record
from graph.sqlite_store import SqliteStore
from graph.store import Batch, Change, Store
from ontology.errors import BadInput, Conflict, OntologyError, StoreError
from ontology.model import Ontology
from tests.graph.said import firm, part, project
from tests.graph.test_ledger import SAYINGS, SLOW, Refused, copied, prepared

__all__ = ["prepared"]


@pytest.fixture
def other(tmp_path: Path) -> Iterator[SqliteStore]:
    """A store in SQLite, to copy to or from."""
    with closing(SqliteStore(tmp_path / "other.db")) as store:
        yield store


def load(ledger: Ledger, *records: Record) -> None:
    ledger.load(records, who="tester", why="test", rejects=Refused())


def lived(ledger: Ledger) -> None:
    """A history in which nearly everything has happened that may happen."""
    load(
        ledger, firm("1", "pic:999984059", name="One", otherName=("Uno", "Eins")), firm("2", name="Two", turnover=5.0),
        project("p", name="P"), project("q"), part("alpha:1", "alpha:p", valid_to="2020-01-01"),
        part("alpha:2", "alpha:q", key="moves"), firm("10", "pic:999977366", "ror:00bgk9508", name="Ten"),
    )  # fmt: skip
    load(ledger, firm("9", "ror:02mhbdp94", "pic:999984059", source="beta", city="Jena", recorded="2020-02-02"))
    load(ledger, part("alpha:1", "alpha:p", source="beta", valid_from="2021-01-01"), firm("3", access="registered"))
    load(ledger, firm("2", name="Twice"), firm("2", name="Thrice"), part("alpha:1", "alpha:q", key="moves"))
    judgement = ledger.same("alpha:1", "alpha:2", who="tester", why="so")
    ledger.undo(judgement, who="tester", why="not so")
    ledger.same("alpha:p", "alpha:q", who="tester", why="so")
    ledger.retract(["beta:9", "alpha:p"], who="tester", why="wrong")
    ledger.store.commit(Batch("tester", "nothing", "2026-05-05T05:05:05.000+00:00"))
    load(ledger, *(firm(str(number), source="gamma") for number in range(200)), firm("9", source="beta", city="Ulm"))


def told(store: Store) -> tuple[list[str], dict[str, Change]]:
    """The entities in their order, and everything by id: links come in none."""
    changes = list(store.changes())
    return [c.id for c in changes if isinstance(c.value, Entity)], {change.id: change for change in changes}


@pytest.mark.parametrize("direction", ["from", "to"])
def test_a_copy_has_the_same_commits_records_and_state(
    store: Store, other: SqliteStore, ontology: Ontology, direction: str
) -> None:
    source, target = (store, other) if direction == "from" else (other, store)
    lived(Ledger(source, ontology))
    done = copy(source, target, ontology)
    assert (done.before, done.version) == (0, source.version())
    assert done.source == done.target == digests(target)
    assert target.commits() == source.commits()
    assert [s.record for s in target.records(None)] == [s.record for s in source.records(None)]
    assert told(target) == told(source)
    assert list(differences(target, ontology)) == []
    assert first_difference(source, target) is None


def test_what_was_copied_is_as_before_when_its_files_are_loaded_again(
    store: Store, other: SqliteStore, ontology: Ontology
) -> None:
    said = [*(firm(str(number)) for number in range(300)), project("p"), part("alpha:1", "alpha:p")]
    load(Ledger(other, ontology), *said)
    copy(other, store, ontology)
    report = Ledger(store, ontology).load(said, who="tester", why="again")
    assert (report.unchanged, report.read) == (302, 302)
    assert store.version() == other.version()


def test_a_copy_that_was_cut_off_goes_on_where_it_was(store: Store, other: SqliteStore, ontology: Ontology) -> None:
    lived(Ledger(other, ontology))

    def interrupt(what: str, done: int, total: int) -> None:
        if what == "copying" and store.version() == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(other, store, ontology, interrupt)
    assert store.version() == 3
    steps: list[tuple[str, int, int]] = []
    done = copy(other, store, ontology, lambda *step: steps.append(step))
    assert (done.before, done.version) == (3, other.version())
    assert [what for what, _, _ in steps] == ["verifying"] * 3 + ["copying"] * (other.version() - 3) + ["comparing"]
    assert copy(other, store, ontology).before == other.version()


def test_a_store_that_holds_something_else_is_left_as_it_is(
    store: Store, other: SqliteStore, ontology: Ontology
) -> None:
    load(Ledger(other, ontology), firm("1"))
    load(Ledger(store, ontology, lambda: "2020-01-01T00:00:00.000+00:00"), firm("1"))
    before = digests(store)
    with pytest.raises(BadInput, match="holds something else: its commit 1 is of tester, 2020-01-01"):
        copy(other, store, ontology)
    assert digests(store) == before


def test_a_store_that_has_come_further_is_left_as_it_is(store: Store, other: SqliteStore, ontology: Ontology) -> None:
    load(Ledger(other, ontology), firm("1"))
    copy(other, store, ontology)
    load(Ledger(store, ontology), firm("2"))
    with pytest.raises(BadInput, match="has 3 commits, that to copy from 2"):
        copy(other, store, ontology)


def test_what_is_committed_while_the_copy_is_made_is_copied_too(
    store: Store, other: SqliteStore, ontology: Ontology
) -> None:
    ledger = Ledger(other, ontology)
    load(ledger, firm("1"))
    more = iter([[firm("2")], [firm("3"), firm("1", name="New")]])

    def meanwhile(what: str, done: int, total: int) -> None:
        load(ledger, *next(more, ()))

    assert copy(other, store, ontology, meanwhile).version == other.version() == 4
    assert told(store) == told(other)


def test_somebody_else_who_writes_to_the_copy_is_told_of(store: Store, other: SqliteStore, ontology: Ontology) -> None:
    load(Ledger(other, ontology), firm("1"))
    with pytest.raises(Conflict, match="omebody else"):
        copy(other, store, ontology, lambda *_: load(Ledger(store, ontology), firm("2")))


def test_a_stricter_ontology_refuses_nothing_that_was_accepted(
    store: Store, other: SqliteStore, ontology: Ontology
) -> None:
    load(Ledger(other, ontology), firm("1", name="One"), project("p"), part("alpha:1", "alpha:p"))
    part_of = ontology.links["ParticipatesIn"]
    stricter = dataclasses.replace(
        ontology,
        classes={**ontology.classes, "Enterprise": dataclasses.replace(ontology.classes["Enterprise"], properties={})},
        links={**ontology.links, "ParticipatesIn": dataclasses.replace(part_of, starts=("Project",))},
    )
    refused = Refused()
    Ledger(store, stricter).load([firm("1", name="One")], who="t", why="t", dry_run=True, rejects=refused)
    assert refused.problems
    assert copy(other, store, stricter).version == other.version()


def test_a_kind_that_the_ontology_does_not_have_is_named(store: Store, other: SqliteStore, ontology: Ontology) -> None:
    load(Ledger(other, ontology), firm("1"), project("p"), part("alpha:1", "alpha:p"))
    smaller = dataclasses.replace(
        ontology, links={name: type for name, type in ontology.links.items() if name != "ParticipatesIn"}
    )
    with pytest.raises(OntologyError, match=r"is about a ParticipatesIn.*PILOTGRAPH_EXTENSIONS"):
        copy(other, store, smaller)
    assert store.version() == 1


def test_stores_that_differ_in_the_end_are_an_error_that_names_where(
    store: Store, other: SqliteStore, ontology: Ontology, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(Ledger(other, ontology), firm("1", name="One"), firm("2"))
    write = store.commit

    def falsely(batch: Batch, expected: int | None = None) -> int:
        for entry in batch.records:
            entry.record = entry.record._replace(properties={**entry.record.properties, "name": "Wrong"})
        return write(batch, expected)

    copy(other, store, ontology)
    load(Ledger(other, ontology), firm("2", name="Two"))
    monkeypatch.setattr(store, "commit", falsely)
    with pytest.raises(StoreError, match=r"differ, first in alpha:2 \(version 3\)"):
        copy(other, store, ontology)


def test_digests_tell_states_that_differ_and_do_not_mind_how_numbers_are_written(
    ontology: Ontology, tmp_path: Path
) -> None:
    def digested(name: str, *records: Record) -> tuple[Any, Callable[[], Store]]:
        path = tmp_path / f"{name}.db"
        with closing(SqliteStore(path)) as store:
            load(Ledger(store, ontology, lambda: "2026-01-01T00:00:00.000+00:00"), *records)
            return digests(store), lambda: SqliteStore(path)

    one, open_one = digested("one", firm("1", confidence=1), firm("2", otherName=("a", "b")))
    assert digested("same", firm("1", confidence=1.0), firm("2", otherName=("a", "b")))[0] == one
    two, open_two = digested("two", firm("1", confidence=1.0), firm("2", otherName=("b", "a")))
    swapped, _ = digested("swapped", firm("2", otherName=("a", "b")), firm("1", confidence=1.0))
    assert len({d.records for d in (one, two, swapped)}) == len({d.merged for d in (one, two, swapped)}) == 3
    with closing(open_one()) as first, closing(open_two()) as second:
        assert first_difference(first, second) == "alpha:2 (version 2)"


def test_the_first_id_whose_merged_state_differs_is_named(
    other: SqliteStore, ontology: Ontology, tmp_path: Path
) -> None:
    ledger = Ledger(other, ontology, lambda: "2026-01-01T00:00:00.000+00:00")
    load(ledger, firm("1", name="One"), firm("2", name="Two"))
    with closing(SqliteStore(tmp_path / "damaged.db")) as store:
        copy(other, store, ontology)
        [change] = [change for change in store.changes() if change.id == "alpha:2"]
        assert change.value is not None
        wrong = change._replace(value=change.value._replace(properties={"name": "Wrong"}))
        for damaged, merged in ((store, [wrong]), (other, [])):
            damaged.commit(Batch("tester", "damage", "2026-01-02T00:00:00.000+00:00", merged=merged))
        assert digests(store).records == digests(other).records
        assert first_difference(store, other) == "alpha:2"


@SLOW
@given(SAYINGS, st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=3))
def test_a_copy_of_any_history_has_equal_digests(
    prepared: Path, ontology: Ontology, sayings: list[list[Record]], pairs: list[tuple[int, int]]
) -> None:
    with copied(prepared, ontology) as ledger, tempfile.TemporaryDirectory() as folder:
        judgements = []
        for number, batch in enumerate(sayings):
            load(ledger, *batch)
            for one, another in pairs[number : number + 1]:
                try:
                    judgements.append(ledger.same(f"alpha:{one}", f"alpha:{another}", who="t", why="t"))
                except BadInput:
                    continue
            if judgements and number % 2:
                ledger.undo(judgements.pop(), who="t")
        with closing(SqliteStore(Path(folder, "copy.db"))) as target:
            done = copy(ledger.store, target, ontology)
            assert done.source == done.target
            assert target.commits() == ledger.store.commits()
