"""Measure processes by their CPU time and memory, ours and the baseline's in turn."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
MATERIAL = ROOT.parent / "shared" / "data"
REPEATS = 3

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU seconds (user and system), and the most memory that was resident, in MB."""

    cpu: float
    peak: float


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the report. `ours` and `baseline` are in `unit`; `goal` says what is to be reached.

    `networkx` is how many times as long as ours networkx takes.
    """

    task: str
    baseline_is: str
    unit: str
    goal: str
    ours: float
    baseline: float | None = None
    networkx: float | None = None


def command(*arguments: str) -> list[str]:
    """Return the command line of `pilotgraph` in this environment."""
    return [str(Path(sys.executable).with_name("pilotgraph")), *arguments]


def peer(module: str, *arguments: str) -> list[str]:
    """Return the command line of a baseline's script."""
    return [sys.executable, "-m", f"benchmarks.{module}", *arguments]


def environment(store: Path) -> dict[str, str]:
    """Return the environment in which `pilotgraph` works on that store, and on nothing of the user's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PILOTGRAPH_")}
    return {**kept, "PILOTGRAPH_STORE": f"sqlite:{store}"}


def run(arguments: Sequence[str], env: Mapping[str, str] | None = None) -> Usage:
    """Run a command to its end. Raises CalledProcessError if it fails."""
    process = subprocess.Popen(arguments, env=env, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    return Usage(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def in_turn(*sides: Callable[[], float]) -> list[float]:
    """Return each side's median of several runs, taken in turn so that the machine's moods meet all alike."""
    rounds = [[side() for side in sides] for _ in range(REPEATS)]
    return [median(taken) for taken in zip(*rounds, strict=True)]


def cpu_of(pid: int) -> float:
    """Return the CPU seconds that a running process and its children have used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS + sum(map(cpu_of, children(pid)))


def private_memory(pid: int) -> float:
    """Return the memory that a process shares with no other, in MB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def children(pid: int) -> list[int]:
    """Return the processes that a process has started and that still run."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
