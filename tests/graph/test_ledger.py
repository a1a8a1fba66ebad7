"""Whatever is said, judged and taken back, and in whatever order: the store holds what its records come to."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from graph.audit import differences
from graph.ledger import Ledger, LoadReport
from graph.records import Entity, Link, Record
from graph.sqlite_store import SqliteStore
from graph.store import Store
from ontology.checks import Problem
from ontology.errors import BadInput
from ontology.model import Ontology
from tests.graph.said import firm, part, project

SLOW = settings(max_examples=25, deadline=None, phases=[Phase.reuse, Phase.generate])  # each example writes to disk

IDS = st.lists(st.sampled_from(["pic:100000001", "pic:100000002", "ror:02mhbdp94", "lei:1"]), max_size=2, unique=True)
CITIES = st.sampled_from(["Jena", "Ulm"])


def says(number: int, identifiers: list[str], city: str, access: str) -> Record:
    """A firm; a restricted one bears one identifier at most, as whom one with two joins is decided only once."""
    borne = identifiers if access == "public" else identifiers[:1]
    return firm(str(number), *borne, city=city, access=access, recorded="2025-01-01")


FIRMS = st.builds(says, st.integers(0, 4), IDS, CITIES, st.sampled_from(["public", "public", "registered"]))
PARTS = st.builds(
    lambda n, p, role, since: part(f"alpha:{n}", f"alpha:p{p}", role, valid_from=since, recorded="2025-01-01"),
    st.integers(0, 4), st.integers(0, 1), st.sampled_from(["coordinator", "participant"]),
    st.sampled_from([None, "2020-01-01"]),
)  # fmt: skip
SAYINGS = st.lists(st.lists(st.one_of(FIRMS, PARTS), min_size=1, max_size=6), min_size=1, max_size=5)


class Refused:
    """Takes refusals, as a loader's faults do."""

    place = None

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def reject(self, place: Any, record: Record, problem: Problem) -> None:
        self.problems.append(problem)


@pytest.fixture(scope="module")
def prepared(ontology: Ontology, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two projects and five firms, to be copied."""
    path = tmp_path_factory.mktemp("prepared") / "store.db"
    store = SqliteStore(path)
    Ledger(store, ontology).load([project("p0"), project("p1"), *(firm(str(n)) for n in range(5))], who="t", why="t")
    store.close()
    return path


@contextmanager
def copied(prepared: Path, ontology: Ontology) -> Iterator[Ledger]:
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(shutil.copy(prepared, folder)))
        yield Ledger(store, ontology)
        store.close()


def state(store: Store) -> dict[str, Entity | Link]:
    return {change.id: change.value for change in store.changes() if change.value is not None}


@SLOW
@given(SAYINGS)
def test_the_merged_state_is_always_what_the_records_come_to(
    prepared: Path, ontology: Ontology, sayings: list[list[Record]]
) -> None:
    with copied(prepared, ontology) as ledger:
        for batch in sayings:
            ledger.load(batch, who="t", why="t", rejects=Refused())
        assert list(differences(ledger.store, ontology)) == []


@SLOW
@given(SAYINGS, st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=4), st.randoms())
def test_taking_back_all_judgements_in_any_order_restores_the_graph(
    prepared: Path, ontology: Ontology, sayings: list[list[Record]], pairs: list[tuple[int, int]], random: Any
) -> None:
    with copied(prepared, ontology) as ledger:
        for batch in sayings:
            ledger.load(batch, who="t", why="t", rejects=Refused())
        before = state(ledger.store)
        judgements = []
        for one, other in pairs:
            try:
                judgements.append(ledger.same(f"alpha:{one}", f"alpha:{other}", who="t", why="t"))
            except BadInput:
                continue
        assert list(differences(ledger.store, ontology)) == []
        random.shuffle(judgements)
        for judgement in judgements:
            ledger.undo(judgement, who="t")
            assert list(differences(ledger.store, ontology)) == []
        assert state(ledger.store) == before


def load(ledger: Ledger, *records: Record, **options: Any) -> tuple[LoadReport, list[Problem]]:
    refused = Refused()
    return ledger.load(records, who="t", why="t", rejects=refused, **options), refused.problems


def test_a_link_to_nothing_is_refused_and_the_others_load(ledger: Ledger) -> None:
    report, problems = load(ledger, firm("1"), project("p"), part("alpha:1", "alpha:p"), part("alpha:9", "alpha:p"))
    assert (report.new, report.rejected) == (3, 1)
    assert [(p.field, p.value) for p in problems] == [("from", "alpha:9")]
    assert "nothing" in problems[0].reason.en


def test_a_link_between_the_wrong_kinds_is_refused(ledger: Ledger) -> None:
    _, problems = load(ledger, firm("1"), project("p"), part("alpha:p", "alpha:p"))
    assert [p.field for p in problems] == ["from"]


def test_a_value_outside_its_code_list_is_refused(ledger: Ledger) -> None:
    report, problems = load(ledger, firm("1"), project("p"), part("alpha:1", "alpha:p", "emperor"))
    assert (report.new, report.rejected, problems[0].field) == (2, 1, "role")


def test_a_number_that_no_store_can_hold_is_refused_and_the_others_load(ledger: Ledger) -> None:
    report, problems = load(ledger, firm("1", staff=10**20), firm("2", staff=2**63 - 1), firm("3", staff=2**63))
    assert (report.new, report.rejected) == (1, 2)
    assert [(p.field, p.hint.en) for p in problems] == [("staff", "It must be at most 9223372036854775807.")] * 2


def test_an_identifier_of_another_kind_of_thing_is_refused(ledger: Ledger) -> None:
    report, problems = load(ledger, firm("1", "pic:100000001"), project("p")._replace(identifiers=("pic:100000001",)))
    assert (report.new, report.rejected) == (1, 1)
    assert "another kind" in problems[0].reason.en


def ring(*ends: tuple[str, str]) -> list[Record]:
    return [Record("alpha", f"{a}<{b}", "PartOf", {}, start=f"alpha:{a}", end=f"alpha:{b}") for a, b in ends]


def test_the_link_that_closes_a_cycle_where_none_may_be_is_refused(ledger: Ledger) -> None:
    report, problems = load(ledger, firm("1"), firm("2"), firm("3"), *ring(("1", "2"), ("2", "3"), ("3", "1")))
    assert (report.new, report.rejected) == (5, 1)
    assert problems[0].value == "alpha:1"
    assert "cycle" in problems[0].reason.en


def test_a_cycle_with_links_of_an_earlier_load_is_refused_too(ledger: Ledger) -> None:
    load(ledger, firm("1"), firm("2"), firm("3"), *ring(("1", "2"), ("2", "3")))
    report, _ = load(ledger, *ring(("3", "1")))
    assert report.rejected == 1


def test_a_dry_run_reports_what_a_load_would_do_and_writes_nothing(ledger: Ledger) -> None:
    said = [firm("1"), project("p"), part("alpha:1", "alpha:p"), part("alpha:1", "alpha:9")]
    trial, _ = load(ledger, *said, dry_run=True)
    assert ledger.store.version() == 0
    report, _ = load(ledger, *said)
    assert (trial.new, trial.rejected) == (report.new, report.rejected) == (3, 1)


def test_the_label_of_a_load_is_that_of_records_without_one(ledger: Ledger) -> None:
    load(ledger, firm("1"), firm("2", access="cluster-a"), access="registered")
    labels = {s.record.access for id in ("alpha:1", "alpha:2") for s in ledger.store.records([id])}
    assert labels == {"registered", "cluster-a"}


def test_a_load_cut_off_in_the_middle_keeps_whole_batches_and_is_completed_by_another(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.ledger.BATCH", 10)

    def interrupted() -> Any:
        yield from (firm(str(n)) for n in range(25))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ledger.load(interrupted(), who="t", why="t")
    assert sum(c.kind == "Enterprise" for c in ledger.store.changes()) == 20
    report, _ = load(ledger, *(firm(str(n)) for n in range(25)))
    assert (report.unchanged, report.new) == (20, 5)


DECIDED_ONCE = "whom a restricted record with identifiers of two entities joins is not decided anew when they change"


@pytest.mark.xfail(reason=DECIDED_ONCE)
@pytest.mark.parametrize(
    "later",
    [firm("1", name="A"), firm("1", "pic:100000001", access="registered"), firm("2", "lei:1", access="registered")],
    ids=["the one it joined drops the identifier", "the one it joined is restricted", "the other is restricted"],
)
def test_a_restricted_record_between_two_entities_is_placed_anew_when_they_change(
    ledger: Ledger, later: Record
) -> None:
    load(ledger, firm("1", "pic:100000001"), firm("2", "lei:1"))
    load(ledger, firm("3", "pic:100000001", "lei:1", access="registered"))
    load(ledger, later)
    assert list(differences(ledger.store, ledger.ontology)) == []
