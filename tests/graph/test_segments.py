"""Tables in segments: nobody can tell them from tables in one piece."""

from __future__ import annotations

import random
import shutil
import signal
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import segments
from graph.csr import CSR, SplicedCSR
from graph.records import Record
from graph.segments import Order, staying
from graph.snapshot import Snapshot
from ontology.model import Ontology
from tests.graph.built import Graph, entities, links
from tests.graph.said import firm, part, project
from tests.graph.test_manifest import follower, go
from tests.graph.test_snapshot import same_as

DAYS = (date(2019, 6, 1), date(2020, 6, 1), date(2024, 1, 1))


@given(
    first=st.sets(st.integers(0, 60), max_size=30),
    commits=st.lists(st.lists(st.tuples(st.integers(0, 60), st.booleans()), max_size=8, unique_by=lambda c: c[0])),
    few=st.sampled_from([0, 1024]),
)
def test_rows_come_in_order_of_their_keys_from_whatever_segments(
    first: set[int], commits: list[list[tuple[int, bool]]], few: int
) -> None:
    keys = np.array(sorted(first), np.uint64)
    at = {key: row for row, key in enumerate(sorted(first))}
    later: list[int] = []
    dropped: list[int] = []
    for commit in commits:
        for key, stays in commit:
            if key in at:
                dropped.append(at.pop(key))
            if stays:
                at[key] = len(first) + len(later)
                later.append(key)
    order = Order.of(keys, np.array(later, np.uint64), np.array(dropped, np.int64))
    expected = [at[key] for key in sorted(at)]
    before, segments.FEW = segments.FEW, few
    assert order.spliced(keys, np.array(later, np.uint64)).tolist() == sorted(at)
    segments.FEW = before
    assert len(order) == len(expected)
    assert order.stored_all.tolist() == [order.stored(row) for row in range(len(order))] == expected
    stored = np.arange(len(first))
    assert order.shown(stored).tolist() == [row for row, one in enumerate(expected) if one < len(first)]
    ends = np.array([*sorted(first), *later], np.uint32) % 7
    whole = ends[expected] if expected else ends[:0]
    spliced = SplicedCSR(CSR.build(ends[: len(first)]), order, ends[len(first) :], lambda: whole, 7)
    built = CSR.build(whole, 7)
    assert [spliced.rows(node).tolist() for node in range(7)] == [built.rows(node).tolist() for node in range(7)]
    assert (spliced.indptr.tolist(), spliced.order.tolist()) == (built.indptr.tolist(), built.order.tolist())
    assert spliced.degrees().tolist() == built.degrees().tolist()


def test_a_segment_is_eight_times_as_large_as_all_later_ones() -> None:
    sizes: list[int] = []
    written = 0
    for _ in range(3000):
        stay = staying(sizes, 20)
        sizes[stay:] = [sum(sizes[stay:]) + 20]
        written += sizes[-1]
        assert len(sizes) <= 4
        assert all(size >= 8 * sum(sizes[at + 1 :]) or size <= 1024 for at, size in enumerate(sizes[1:], 1))
    assert sum(sizes) == 60_000
    assert written < 40 * 60_000  # of which the most while all is below 1024


@pytest.fixture
def in_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables of a few rows have segments, too."""
    monkeypatch.setattr(segments, "SMALL", 0)
    monkeypatch.setattr(segments, "GROWTH", 2)


@pytest.fixture
def graph(tmp_path: Path, ontology: Ontology) -> Graph:
    return Graph(tmp_path, ontology)


def random_commits(chance: random.Random, commits: int) -> Iterator[list[Record]]:
    """Firms that come, change, go and come back, with their participations: what is loaded first, then one by one."""
    crowd = [firm(str(i), name=f"Firm {i}") for i in range(30)] + [project(f"p{i}", name=f"Plan {i}") for i in range(5)]
    yield [*crowd, *(part(f"alpha:{i}", f"alpha:p{i % 5}", valid_from=f"20{10 + i % 15}-01-01") for i in range(30))]
    for _ in range(commits):
        said = []
        for _ in range(chance.choice((1, 1, 2, 6, 20))):
            i, p = chance.randrange(33), chance.randrange(5)
            match chance.randrange(6):
                case 0:
                    said.append(firm(str(i), name=chance.choice(("Alpha", "北京中试", "Beta Werke")) + f" {i}"))
                case 1:
                    said.append(firm(str(i), retracted=True))
                case 2:
                    said.append(firm(str(i), kind="University", name=f"Uni {i}"))
                case 3:
                    said.append(part(f"alpha:{i}", f"alpha:p{p}", retracted=True))
                case 4:
                    said.append(part(f"alpha:{i}", f"alpha:p{p}", "partner", confidence=p / 10))
                case 5:
                    said.append(part(f"alpha:{i}", f"alpha:p{p}", valid_from=f"20{10 + i % 15}-0{1 + p}-01"))
        yield list({record.origin: record for record in said}.values())


@pytest.mark.usefixtures("in_segments")
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 1 << 32), commits=st.integers(1, 12), keep=st.booleans())
def test_a_snapshot_that_follows_in_segments_equals_one_built_anew(
    seed: int, commits: int, keep: bool, tmp_path_factory: pytest.TempPathFactory, ontology: Ontology
) -> None:
    graph = Graph(tmp_path_factory.mktemp("segments"), ontology)
    snapshot: Snapshot | None = None
    met = 0
    for records in random_commits(random.Random(seed), commits):
        known = {record.origin for record in records if record.retracted}
        told = graph.store.newest(known)
        graph.ledger.load(
            [r for r in records if not r.retracted or (r.origin in told and not told[r.origin][1].retracted)],
            who="t", why="t", rejects=Lenient(),
        )  # fmt: skip
        # followed as a reader does, or opened from the disk as another process does
        snapshot = snapshot.follow(graph.store) if snapshot and keep else graph.snapshot()
        met += len(snapshot._parts._segments("ParticipatesIn")[1])
    assert snapshot is not None
    alike(snapshot, graph.rebuilt())


class Lenient:
    """Refuses without a word: a participation in what is gone."""

    place = None

    def reject(self, place: object, record: Record, problem: object) -> None:
        """Say nothing."""


def alike(one: Snapshot, other: Snapshot) -> None:
    """All that can be asked is answered alike, in the same order where there is one."""
    same_as(one, other)
    for kind in ("ParticipatesIn", "Broader"):
        mine, yours = one.links(kind), other.links(kind)
        assert mine.ids.tolist() == yours.ids.tolist() == sorted(yours.ids.tolist())
        assert [mine.id(row) for row in range(len(mine))] == [yours.id(row) for row in range(len(yours))]
        assert [mine.find(yours.id(row)) for row in range(len(yours))] == list(range(len(yours)))
        assert mine.rows(range(len(mine))) == yours.rows(range(len(yours)))
        columns = ["role", "sources", "validFrom", "validTo", "confidence"]
        assert mine.table(columns).rows() == yours.table(columns).rows()
        for day in DAYS:
            assert mine.valid(day).tolist() == yours.valid(day).tolist()
    for day in DAYS:
        views = one.view(day), other.view(day)
        assert set(views[0]) == set(views[1])
        assert set(views[0].edges(keys=True)) == set(views[1].edges(keys=True))
        told = [
            sorted(
                (view.id(start), view.id(end), view.link_id(int(kind), row))
                for start, end, kind, row in zip(*(array.tolist() for array in view.arrays()), strict=True)
            )
            for view in views
        ]
        assert told[0] == told[1] == sorted(views[0].edges(keys=True))


@pytest.mark.usefixtures("in_segments")
def test_a_commit_of_one_link_writes_one_small_file_beside_the_manifest(graph: Graph) -> None:
    crowd = [firm(str(i)) for i in range(30)]
    before = graph.load(*crowd, project("p"), *(part(f"alpha:{i}", "alpha:p") for i in range(29)))
    folders = set(graph.folder.iterdir())
    after = graph.load(part("alpha:29", "alpha:p"))
    (fresh,) = (path for path in set(graph.folder.iterdir()) - folders if path.is_dir())
    assert [path.name for path in fresh.iterdir()] == ["segment.npy"]
    assert len(links(after, ["ParticipatesIn"])) == 30
    assert len(links(before, ["ParticipatesIn"])) == 29
    number = after.number("alpha:p")
    assert number is not None
    assert len(after.links("ParticipatesIn").backward.rows(number)) == after.degrees[number] == 30


@pytest.mark.usefixtures("in_segments")
def test_who_sees_more_has_segments_of_their_own(graph: Graph) -> None:
    public = graph.load(
        *(firm(str(i)) for i in range(20)), project("p"), *(part(f"alpha:{i}", "alpha:p") for i in range(18))
    )
    graph.ledger.load([part("alpha:19", "alpha:p", access="board")], who="t", why="t")
    seen = graph.snapshot().seen_by(["board"], graph.store)
    assert len(links(seen, ["ParticipatesIn"])) == 19
    assert len(seen._parts._segments("ParticipatesIn")[1]) == 1
    assert len(links(graph.snapshot(), ["ParticipatesIn"])) == len(links(public, ["ParticipatesIn"])) == 18
    assert entities(seen) == entities(public)


def test_a_builder_that_is_killed_while_it_adds_segments_leaves_a_snapshot_that_can_be_followed(graph: Graph) -> None:
    crowd = [*(firm(str(i)) for i in range(1500)), project("p"), project("q")]
    old = graph.load(*crowd, *(part(f"alpha:{i}", "alpha:p") for i in range(1500)))
    expected = links(old, ["ParticipatesIn"])
    chance = random.Random(7)
    for number in range(4):
        graph.ledger.load([part(f"alpha:{i}", "alpha:q") for i in range(number, 1500, 40)], who="t", why="t")
        process = follower(graph)
        go(process)
        time.sleep(chance.uniform(0.0, 0.1))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        found = Snapshot.open(graph.folder, graph.ontology)
        assert found.version in (old.version, graph.store.version())
        if found.version == old.version:
            assert links(found, ["ParticipatesIn"]) == expected
        old = graph.snapshot()
        expected = links(old, ["ParticipatesIn"])
        assert len(old._parts._segments("ParticipatesIn")[1]) == 1
    alike(graph.snapshot(), graph.rebuilt())


def test_a_reader_does_not_take_what_was_built_in_the_place_of_a_removed_folder_for_its_own(graph: Graph) -> None:
    before = graph.load(firm("1", name="Before"), project("p"), part("alpha:1", "alpha:p"))
    assert before.table("Enterprise", ["name"]).rows() == [("Before",)]
    names = {path.name for path in graph.folder.iterdir()}
    shutil.rmtree(graph.folder)
    graph.load(firm("1", name="After"), part("alpha:1", "alpha:p", valid_from="2020-01-01"))
    assert {path.name for path in graph.folder.iterdir()} == names
    after = before.follow(graph.store)
    assert after.table("Enterprise", ["name"]).rows() == [("After",)]
    assert [link.valid_from for link in links(after, ["ParticipatesIn"]).values()] == ["2020-01-01"]
