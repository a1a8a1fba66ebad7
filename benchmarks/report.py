"""The results as a page."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable

from benchmarks.harness import REPEATS, Result

HEAD = """# Benchmarks

Written by `make bench`, not by hand. CPU time is user and system time of the process that does the work. Ours and \
the baseline run in turn, {repeats} times each, and the medians are compared; the ratio is what counts, since seconds \
differ from machine to machine. Answers are asked over HTTP with different variables each time. The scripts are in \
`benchmarks/`, ours and the baselines' side by side.

Last run: Python {python}, {cores} cores, {system}.

| task | ours | baseline | ours : baseline | goal | baseline is |
|---|--:|--:|--:|---|---|
"""


def report(results: Iterable[Result]) -> str:
    """Return the page in Markdown."""
    head = HEAD.format(
        repeats=REPEATS, python=platform.python_version(), cores=os.cpu_count(), system=platform.system()
    )
    return head + "".join(map(row, results))


def row(result: Result) -> str:
    """Return one line of its table."""
    baseline = "" if result.baseline is None else f"{_figure(result.baseline)} {result.unit}"
    ratio = "" if result.baseline is None else _figure(result.ours / result.baseline)
    ours = f"{_figure(result.ours)} {result.unit}"
    return f"| {result.task} | {ours} | {baseline} | {ratio} | {result.goal} | {result.baseline_is} |\n"


def _figure(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
