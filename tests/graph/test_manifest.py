"""A folder that several processes share: one builds, all read, any may die at any moment."""

from __future__ import annotations

import gc
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import orjson
import pytest

from graph.manifest import building, hold, next_generation
from graph.snapshot import Snapshot
from ontology.model import Ontology
from tests.graph.built import Graph, entities, links
from tests.graph.said import firm, part, project

ROOT = Path(__file__).parents[2]

FOLLOWER = """
import sys
from pathlib import Path
from graph.snapshot import Snapshot
from graph.sqlite_store import SqliteStore
from ontology.reader import read

folder, store = Path(sys.argv[1]), SqliteStore(Path(sys.argv[2]))
ontology = read()
print("ready", flush=True)
for line in sys.stdin:
    snapshot = Snapshot.open_or_build(folder, ontology, store)
    print(snapshot.version, len(snapshot), snapshot.number("alpha:0"), flush=True)
"""


def follower(graph: Graph) -> subprocess.Popen[str]:
    """A process that brings the snapshot up to date for each line that it is given."""
    process = subprocess.Popen(
        [sys.executable, "-c", FOLLOWER, str(graph.folder), str(graph.store.path)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def answer(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout
    return process.stdout.readline().split()


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.fixture
def graph(tmp_path: Path, ontology: Ontology) -> Graph:
    return Graph(tmp_path, ontology)


def test_a_builder_that_is_killed_leaves_the_old_snapshot_and_the_next_one_completes(graph: Graph) -> None:
    crowd = [firm(str(i), name=f"Firm {i}") for i in range(3000)]
    old = graph.load(*crowd, project("p"), *(part(f"alpha:{i}", "alpha:p") for i in range(3000)))
    expected = entities(old), links(old)
    graph.ledger.load([firm(str(i), name=f"New {i}") for i in range(3000)], who="t", why="t")
    chance = random.Random(4)
    died = 0
    for _ in range(8):
        process = follower(graph)
        go(process)
        time.sleep(chance.uniform(0.0, 0.25))
        process.send_signal(signal.SIGKILL)
        process.wait()
        found = Snapshot.open(graph.folder, graph.ontology)
        if found.version == old.version:
            died += 1
            assert (entities(found), links(found)) == expected
        else:
            break
    assert died
    assert entities(graph.snapshot())["alpha:7"].properties["name"] == "New 7"
    del found, old
    gc.collect()
    graph.load(firm("x"))
    graph.load(firm("y"))
    manifests = [orjson.loads(path.read_bytes()) for path in graph.folder.glob("manifest*.json")]
    named = {folder for manifest in manifests for folder in manifest["folders"].values()}
    assert {path.name for path in graph.folder.iterdir() if path.is_dir()} == named


def test_processes_that_follow_at_the_same_time_build_once_and_agree(graph: Graph) -> None:
    processes = [follower(graph) for _ in range(3)]
    try:
        for year in range(3):
            graph.ledger.load([firm(str(i), name=f"{year}/{i}") for i in range(200)], who="t", why="t")
            before = next_generation(graph.folder) if graph.folder.exists() else 1
            for process in processes:
                go(process)
            answers = [answer(process) for process in processes]
            assert answers[0] == answers[1] == answers[2]
            assert answers[0][0] == str(graph.store.version())
            assert next_generation(graph.folder) == before + 1
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def test_a_reader_can_open_parts_long_after_newer_generations_came(graph: Graph) -> None:
    graph.load(firm("1", name="Before"), project("p"), part("alpha:1", "alpha:p"))
    reader = Snapshot.open(graph.folder, graph.ontology)  # has opened no table yet
    for year in range(4):
        graph.load(firm("1", name=f"Year {year}"), part("alpha:1", "alpha:p", valid_from=f"202{year}-01-01"))
    assert reader.table("Enterprise", ["name"]).rows() == [("Before",)]
    assert [hit.matched for hit in reader.search("before")] == ["Before"]
    assert [link.valid_from for link in links(reader).values()] == [None]
    folders = len(list(graph.folder.iterdir()))
    del reader
    gc.collect()
    graph.load(firm("1", name="Last"), part("alpha:1", "alpha:p", valid_from="2030-01-01"))
    assert len(list(graph.folder.iterdir())) < folders


def test_a_snapshot_that_lost_a_folder_is_built_again(graph: Graph) -> None:
    graph.load(firm("1"))
    (folder,) = graph.folder.glob("Enterprise-*")
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    assert hold(graph.folder) is None
    assert "alpha:1" in entities(graph.snapshot())


WAITER = """
import sys
from pathlib import Path
from graph.manifest import building

with building(Path(sys.argv[1])):
    pass
"""


def test_only_one_builds_at_a_time(tmp_path: Path) -> None:
    with building(tmp_path):
        waiting = subprocess.Popen([sys.executable, "-c", WAITER, str(tmp_path)], cwd=ROOT)
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(2)
    assert waiting.wait(20) == 0


MEASURE = """
import re, sys
from datetime import date
from pathlib import Path
from graph.snapshot import Snapshot
from ontology.reader import read

snapshot = Snapshot.open(Path(sys.argv[1]), read())
number = snapshot.number("alpha:1")
snapshot.entity(number), snapshot.search("firm"), len(snapshot.view(date(2024, 1, 1)).edges)
snapshot.table("Enterprise", ["number", "name"])
told = Path("/proc/self/smaps_rollup").read_text()
print(sum(int(re.search(rf"^{name}: +(\\d+)", told, re.M)[1]) for name in ("Private_Clean", "Private_Dirty")) // 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="private memory is told by Linux only")
def test_a_second_process_on_a_snapshot_takes_little_memory_of_its_own(graph: Graph) -> None:
    graph.load(*(firm(str(i), name=f"Firm {i}") for i in range(2000)))
    told = subprocess.run(
        [sys.executable, "-c", MEASURE, str(graph.folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )  # fmt: skip
    assert int(told.stdout) < 150


def test_descriptors_are_given_back_when_a_snapshot_is_let_go(graph: Graph) -> None:
    graph.load(firm("1"))
    gc.collect()
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        Snapshot.open(graph.folder, graph.ontology)
    gc.collect()
    assert len(list(Path("/proc/self/fd").iterdir())) <= before
