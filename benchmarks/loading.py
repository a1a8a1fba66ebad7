"""What it costs to load all of CORDIS: validated, merged, with provenance, snapshot and search."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from benchmarks.harness import MATERIAL, Result, Usage, command, environment, in_turn, peer, run

CORDIS = MATERIAL / "cordis"


def load(store: Path) -> Usage:
    """Load everything into a store (a new one if there is none)."""
    return run(command("load", "cordis", str(CORDIS)), environment(store))


def results(folder: Path) -> list[Result]:
    """Load into new stores, in turn with the bare tables; leaves `cordis.db` and `bare.db` in the folder."""
    peaks: list[float] = []
    first, bare, again = in_turn(_first(folder, peaks), _bare(folder), lambda: load(folder / "cordis.db").cpu)
    bare_tables = "`csv` and `executemany` into two bare, indexed SQLite tables"
    return [
        Result("Load all of CORDIS", bare_tables, "s CPU", "at most 5 times", first, bare),
        Result("Load it again, unchanged", "the first load", "s CPU", "at most a third", again, first),
        Result("Most memory while loading", "", "MB", "under 600", max(peaks)),
    ]


def _first(folder: Path, peaks: list[float]) -> Callable[[], float]:
    def side() -> float:
        for path in folder.glob("cordis.*"):
            run(["rm", "-r", str(path)])
        usage = load(folder / "cordis.db")
        peaks.append(usage.peak)
        return usage.cpu

    return side


def _bare(folder: Path) -> Callable[[], float]:
    return lambda: run(peer("bare_tables", str(CORDIS), str(folder / "bare.db"))).cpu
