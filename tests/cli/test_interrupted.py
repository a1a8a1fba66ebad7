"""Loads that are interrupted: the store is as it was or at a batch boundary, and running again completes it."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from graph.ledger import BATCH
from graph.sqlite_store import SqliteStore
from tests.running import ROOT, Pilotgraph

CORDIS = ROOT / "examples" / "cordis"
STORE = Path("data", "pilotgraph.db")


def state(folder: Path) -> dict[str, Any]:
    """Every entity and link of a store, and how many records each commit has."""
    with closing(SqliteStore(folder / STORE)) as store:
        merged = {change.id: change.value for change in store.changes()}
        return {"merged": merged, "records": sum(commit.records for commit in store.commits())}


def commits(folder: Path) -> list[int]:
    """How many records each commit of a store has, oldest first."""
    if not (folder / STORE).exists():
        return []
    with closing(SqliteStore(folder / STORE)) as store:
        return [commit.records for commit in reversed(store.commits())]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store into which CORDIS was loaded in peace."""
    folder = tmp_path_factory.mktemp("whole")
    Pilotgraph(folder)("load", "cordis", CORDIS)
    return folder


def struck(process: subprocess.Popen[str], blow: signal.Signals, when: Callable[[], object]) -> tuple[str, str]:
    """What a command has written when it gets a signal as soon as something is so."""
    with process:
        while not when():
            assert process.poll() is None, "it has ended before it could be interrupted"
            time.sleep(0.002)
        process.send_signal(blow)
        return process.communicate(timeout=60)


def test_ctrl_c_stops_at_a_batch_and_running_again_completes_the_load(command: Pilotgraph, whole: Path) -> None:
    loading = command.start("load", "cordis", CORDIS)
    out, err = struck(loading, signal.SIGINT, lambda: len(commits(command.folder)) >= 2)
    assert loading.returncode == 130
    assert err.strip() == "Interrupted. What was committed stays; run the same command again to complete it."
    assert out == ""
    kept = commits(command.folder)
    assert kept[1:] == [BATCH] * (len(kept) - 1)
    assert len(kept) < len(commits(whole))
    command("check")
    done = command("load", "cordis", CORDIS).out
    assert f"{BATCH * (len(kept) - 1):,} as before" in done
    assert state(command.folder) == state(whole)


def test_kill_9_leaves_whole_batches_and_running_again_completes_the_load(command: Pilotgraph, whole: Path) -> None:
    loading = command.start("load", "cordis", CORDIS)
    struck(loading, signal.SIGKILL, lambda: len(commits(command.folder)) >= 2)
    assert loading.returncode == -signal.SIGKILL
    kept = commits(command.folder)
    assert kept[1:] == [BATCH] * (len(kept) - 1)
    assert len(kept) < len(commits(whole))
    command("check")

    snapshot = (command.folder / STORE).with_suffix(".snapshot")
    building = command.start("load", "cordis", CORDIS)
    struck(building, signal.SIGKILL, lambda: snapshot.exists() and any(snapshot.iterdir()))
    assert building.returncode == -signal.SIGKILL
    assert not (snapshot / "manifest.json").exists()
    assert state(command.folder) == state(whole)
    assert command.counts() == Pilotgraph(whole).counts()


def test_a_load_that_dies_before_its_first_batch_leaves_a_store_that_can_be_loaded(command: Pilotgraph) -> None:
    loading = command.start("load", "cordis", CORDIS)
    struck(loading, signal.SIGKILL, (command.folder / STORE).exists)
    assert len(commits(command.folder)) <= 1
    command.write("steel/Product.csv", "id,name\nsteel,Steel\n")
    assert "2 new" in command("load", "tables", "steel").out
    command("check")
