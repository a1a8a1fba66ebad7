"""The networkx backend beside networkx itself, igraph, networkit, rustworkx, scipy and GraphBLAS."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from statistics import geometric_mean
from typing import Any

from benchmarks import loading
from benchmarks.harness import ROOT, Result, peer

__all__ = ["CORDIS", "FAMILIES", "results"]

FAMILIES = (
    "building",
    "ranking",
    "betweenness",
    "communities",
    "link_prediction",
    "reach",
    "dominators",
    "layers",
    "projection",
    "structural_holes",
    "dispatching",
)
"""Modules of this package, each run in a process of its own."""

CORDIS = "PILOTGRAPH_BENCH_CORDIS"
"""The environment variable that names a store with all of CORDIS to those processes."""

SLOW = 0.1
"""From so many seconds on what networkx takes counts for the least ratio."""

Comparison = dict[str, Any]
"""A `comparing.Comparison` that has come from another process."""


def results(folder: Path) -> list[Result]:
    """Compare all families; uses `cordis.db` in the folder, and makes it if it is not there."""
    store = folder / "cordis.db"
    if not store.exists():
        loading.load(store)
    env = {**os.environ, "OMP_NUM_THREADS": "1", CORDIS: str(store)}
    found: list[Comparison] = []
    for family in FAMILIES:
        told = subprocess.run(peer("peers", family), cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True).stdout
        found += map(json.loads, told.splitlines())
    return [result for each in found for result in told_of(each)] + _overall(found)


def told_of(each: Comparison) -> list[Result]:
    """A comparison as lines of the report."""
    ours, peers, networkx = each["ours"], each["peers"], each["networkx"]
    time = Result(
        each["task"],
        _names(peers, ours),
        "ms CPU",
        each["goal"] or "under 1",
        1000 * ours,
        1000 * min(peers.values()) if peers else None,
        networkx[0] / networkx[1] if networkx else None,
    )
    if not each["quality"]:
        return [time]
    quality = each["quality"]
    names = ", ".join(f"{name} {value:.4f}" for name, value in quality.items())
    best = max(value for name, value in quality.items() if name != "ours")
    goal = each["quality_goal"] or "at most .002 less"
    return [time, Result(f"{each['task']}: modularity", names, "", goal, quality["ours"], best)]


def _names(peers: dict[str, float], ours: float) -> str:
    """The fastest peer, and how many times as long as ours the others take."""
    fastest, *others = sorted(peers, key=peers.__getitem__) or [""]
    more = ", ".join(f"{name} {peers[name] / ours:.3g}" for name in others)
    return f"{fastest} (times ours: {more})" if more else fastest


def _overall(found: list[Comparison]) -> list[Result]:
    ratios = [each["ours"] / min(each["peers"].values()) for each in found if each["peers"]]
    beside = [each["networkx"] for each in found if each["networkx"] and each["networkx"][0] > SLOW]
    least = min(theirs / ours for theirs, ours in beside)
    slow = f"Least of networkx : ours, where networkx takes over {1000 * SLOW:.0f} ms"
    return [
        Result("Geometric mean of ours : fastest peer", "", "", "at most 0.333", geometric_mean(ratios)),
        Result(slow, "", "", "at least 50", least),
    ]
