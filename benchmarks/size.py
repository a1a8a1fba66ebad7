"""What the snapshot costs on invented graphs of 100 thousand, one million and ten million links, and how that grows.

`python -m benchmarks.size LINKS…` prints it for these sizes only.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from math import log10
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np

from benchmarks.filled import SOURCE, entries_of, filled, folder_of
from benchmarks.generated import Generated
from benchmarks.harness import ROOT, Result, peer, run
from benchmarks.report import row
from graph.codec import origin_numbers
from graph.ledger import now
from graph.records import Record
from graph.snapshot import Snapshot
from graph.sqlite_store import SqliteStore
from graph.store import Batch, Entry
from ontology.reader import read

SIZES = (100_000, 1_000_000, 10_000_000)
DAY = date(2020, 6, 1)
ROUNDS = 5
COMMITS = ((1, "Commit one link", "Follow it"), (10_000, "Commit 10,000 links", "Follow them"))
GOALS = {
    "Build and save the snapshot": "s CPU",
    "Most memory while building": "MB",
    "Open it": "ms CPU, under 100",
    "Commit one link": "ms CPU",
    "Follow it": "ms CPU, under 1000 with the commit",
    "Commit 10,000 links": "ms CPU",
    "Follow them": "ms CPU",
    "Commit and follow one entity": "ms CPU",
    "View of a date": "ms CPU, under 50",
    "View of a date by link type": "ms CPU, under 50",
    "Neighbours of one node in a new view": "ms CPU",
    "All links of a date as arrays": "ms CPU",
    "Most memory while reading": "MB",
}
"""What is measured -> its unit, and what is to be reached."""


def results(folder: Path) -> list[Result]:
    """Measure all sizes; stores are kept for the next run, in data/."""
    return measured(folder, SIZES)


def measured(folder: Path, sizes: tuple[int, ...]) -> list[Result]:
    """Measure some sizes, each in processes of its own."""
    told = {links: _measure(folder / str(links), links) for links in sizes}
    found = []
    for links, figures in told.items():
        for task, goal in GOALS.items():
            unit, _, reached = goal.partition(", ")
            found.append(Result(f"{task}, {links:,} links", "", unit, reached, figures[task]))
    if {1_000_000, 10_000_000} <= set(sizes):
        for task in GOALS:
            growth = log10(told[10_000_000][task] / max(told[1_000_000][task], 1e-9))
            goal = "at most 1.08 (12 times)"
            found.append(Result(f"{task}: growth from 1 to 10 million, log10 of the ratio", "", "", goal, growth))
    return found


def _measure(folder: Path, links: int) -> dict[str, float]:
    if not folder_of(links).exists():
        run(peer("filled", str(links)))
    folder.mkdir()
    shutil.copy(filled(links), folder / "store.db")
    try:
        told: dict[str, float] = {}
        for step in ("build", "use"):
            command = [*peer("size", step, str(links)), str(folder)]
            done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
            told |= json.loads(done.stdout)
        return told
    finally:
        shutil.rmtree(folder)


def build(_links: int, folder: Path) -> dict[str, float]:
    """Build the snapshot of the store in a folder."""
    store, ontology, begun = SqliteStore(folder / "store.db"), read(), process_time()
    Snapshot.build(folder / "snapshot", ontology, store)
    return {"Build and save the snapshot": process_time() - begun, "Most memory while building": _peak()}


def use(links: int, folder: Path) -> dict[str, float]:
    """Read and follow the snapshot in a folder."""
    taken: dict[str, list[float]] = {}

    @contextmanager
    def timed(task: str) -> Iterator[None]:
        begun = process_time()
        yield
        taken.setdefault(task, []).append((process_time() - begun) * 1000)

    store, ontology = SqliteStore(folder / "store.db"), read()
    Snapshot.open(folder / "snapshot", ontology)  # with what is imported when first used
    for _ in range(ROUNDS):
        with timed("Open it"):
            snapshot = Snapshot.open(folder / "snapshot", ontology)
            snapshot.link("link:8000000000000000")
    graph = Generated(ontology, links)
    for number in range(ROUNDS):
        for count, commit, follow in COMMITS:
            entries = entries_of(_new_links(graph, number, count))
            with timed(commit):
                store.commit(Batch("benchmark", "more links", now(), entries))
            with timed(follow):
                snapshot = snapshot.follow(store)
                assert snapshot.link(entries[0].subject)
            _views(snapshot, timed)
        with timed("Commit and follow one entity"):
            store.commit(Batch("benchmark", "one more", now(), [_new_entity(number)]))
            snapshot = snapshot.follow(store)
            assert snapshot.number(f"{SOURCE}:new/{number}") is not None
    return {task: median(times) for task, times in taken.items()} | {"Most memory while reading": _peak()}


def _views(snapshot: Snapshot, timed: Callable[[str], AbstractContextManager[None]]) -> None:
    """Views of a snapshot of which nobody has asked for one yet."""
    with timed("View of a date by link type"):
        assert len(snapshot.view(DAY, ["Makes"]))
    with timed("View of a date"):
        view = snapshot.view(DAY)
        assert len(view)
    with timed("Neighbours of one node in a new view"):
        list(view.successors(next(iter(view))))
    with timed("All links of a date as arrays"):
        view.arrays()


def _new_links(graph: Generated, number: int, count: int) -> list[Record]:
    """Some links of one type between entities that are there."""
    chance = np.random.default_rng([graph.seed, number, count])
    makers, products = graph.places["Enterprise"], graph.places["Product"]
    drawn = zip(chance.choice(makers, count).tolist(), chance.choice(products, count).tolist(), strict=True)
    return [
        Record(SOURCE, f"new/{start}/{end}", "Makes", {}, start=f"{SOURCE}:{start}", end=f"{SOURCE}:{end}")
        for start, end in dict.fromkeys(drawn)
    ]


def _new_entity(number: int) -> Entry:
    record = Record(SOURCE, f"new/{number}", "Enterprise", {"name": f"Neuland Works {number}"})
    (known,) = origin_numbers([record.origin])
    return Entry(record, record.origin, known, subject=record.origin, birth=record.origin, alone=True)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if sys.argv[1] in ("build", "use"):
        step = build if sys.argv[1] == "build" else use
        print(json.dumps(step(int(sys.argv[2]), Path(sys.argv[3]))))
    else:
        with tempfile.TemporaryDirectory(prefix="pilotgraph-size-") as name:
            for result in measured(Path(name), tuple(int(links) for links in sys.argv[1:])):
                print(row(result), end="")
