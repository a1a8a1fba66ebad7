"""The results as a page."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from benchmarks.harness import REPEATS, ROOT, Result

PACKAGES = (
    "numpy",
    "scipy",
    "numba",
    "networkx",
    "igraph",
    "networkit",
    "rustworkx",
    "suitesparse-graphblas",
    "python-graphblas",
    "graphblas-algorithms",
)
"""Whose versions are told."""

HEAD = """# Benchmarks

Written by `make bench`, not by hand. CPU time is user and system time of the process that does the work. Ours and \
the baseline run in turn, {repeats} times each, and the medians are compared; the ratio is what counts, since seconds \
differ from machine to machine. Answers are asked over HTTP with different variables each time. The scripts are in \
`benchmarks/`, ours and the baselines' side by side. Graph libraries work on one thread each, on graphs that are there \
before, and results are checked to be the same; of several, the fastest is the baseline. networkx runs once.

Last run: commit {commit}; {cores} cores ({processor}), {system}; Python {python}, {packages}.

| task | ours | baseline | ours : baseline | networkx : ours | goal | baseline is |
|---|--:|--:|--:|--:|---|---|
"""


def report(results: Iterable[Result]) -> str:
    """Return the page in Markdown."""
    head = HEAD.format(
        repeats=REPEATS,
        commit=_commit(),
        cores=os.cpu_count(),
        processor=_processor(),
        system=platform.system(),
        python=platform.python_version(),
        packages=", ".join(f"{package} {version(package)}" for package in PACKAGES),
    )
    return head + "".join(map(row, results))


def row(result: Result) -> str:
    """Return one line of its table."""
    baseline = "" if result.baseline is None else f"{_figure(result.baseline)} {result.unit}"
    ratio = "" if result.baseline is None else _figure(result.ours / result.baseline)
    ours = f"{_figure(result.ours)} {result.unit}"
    networkx = "" if result.networkx is None else _figure(result.networkx)
    cells = (result.task, ours, baseline, ratio, networkx, result.goal, result.baseline_is)
    return f"| {' | '.join(cells)} |\n"


def _figure(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()


def _commit() -> str:
    """The commit that was measured, and whether there is more in the folder."""
    git = ["git", "-C", str(ROOT)]
    told = [
        subprocess.run([*git, *command], capture_output=True, text=True, check=True).stdout.strip()
        for command in (["rev-parse", "--short", "HEAD"], ["status", "--porcelain", "--untracked-files=no"])
    ]
    return f"{told[0]} with changes" if told[1] else told[0]
