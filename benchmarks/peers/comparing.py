"""Times the same work done by us, by other libraries and by networkx, after checking that all come to the same."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness import REPEATS

__all__ = ["Check", "Comparison", "Side", "WrongResult", "close", "compare", "compare_each", "equal", "same"]

Array = NDArray[Any]
Check = Callable[[Any, Any], str]
"""What is wrong with somebody's result beside ours; nothing if it is empty."""


class WrongResult(Exception):
    """Two libraries differ in what they found."""


def same(result: Any) -> Any:
    """The result as it is."""
    return result


@dataclass(frozen=True, slots=True)
class Side:
    """How a library does the work, and what its result is as an array that can be compared (which is not timed).

    `work` takes what differs from call to call, if anything does.
    """

    work: Callable[..., Any]
    read: Callable[[Any], Any] = same


@dataclass(frozen=True, slots=True)
class Comparison:
    """CPU seconds that a task took us, and each of the peers by name.

    `networkx` are its seconds and ours for the same, which is only a part of the task where it would take minutes.
    `quality` tells something of our result and those of the others that is to be great, by name.
    """

    task: str
    ours: float
    peers: dict[str, float]
    networkx: tuple[float, float] | None = None
    goal: str = ""
    quality: dict[str, float] = field(default_factory=dict)
    quality_goal: str = ""


def equal(theirs: Any, ours: Any) -> str:
    """Whether two arrays are equal."""
    if theirs.shape != ours.shape:
        return f"{theirs.shape} elements, not {ours.shape}"
    different = int((theirs != ours).sum())
    return f"{different:,} of {ours.size:,} elements differ" if different else ""


def close(relative: float) -> Check:
    """Whether no element differs by more than that, relative to itself or, if it is small, to the mean."""

    def check(theirs: Any, ours: Any) -> str:
        if theirs.shape != ours.shape:
            return f"{theirs.shape} elements, not {ours.shape}"
        mean = float(np.nanmean(np.abs(ours)))
        good = np.isclose(theirs, ours, rtol=relative, atol=relative * mean, equal_nan=True)
        return "" if good.all() else f"{int((~good).sum()):,} of {ours.size:,} elements differ"

    return check


def compare(
    task: str,
    ours: Side,
    peers: dict[str, Side],
    check: Check,
    *,
    networkx: Side | None = None,
    ours_in_part: Side | None = None,
    quality: Callable[[Any], float] | None = None,
    goal: str = "",
    quality_goal: str = "",
) -> Comparison:
    """Compare what is done once. With `ours_in_part` networkx does that part of the task.

    Raises
    ------
    WrongResult
        If a peer or networkx finds something else than we do.
    """
    told = {"ours": ours.read(ours.work())}
    for name, side in peers.items():
        told[name] = side.read(side.work())
        _require(check, name, task, told[name], told["ours"])
    rounds = [[_timed(side.work)[0] for side in (ours, *peers.values())] for _ in range(REPEATS)]
    own, *others = (median(taken) for taken in zip(*rounds, strict=True))
    beside = None
    if networkx:
        part = ours_in_part or ours
        expected = part.read(part.work()) if ours_in_part else told["ours"]
        seconds, result = _timed(networkx.work)
        _require(check, "networkx", task, networkx.read(result), expected)
        ours_of_it = median(_timed(part.work)[0] for _ in range(REPEATS)) if ours_in_part else own
        beside = seconds, ours_of_it
    qualities = {name: quality(result) for name, result in told.items()} if quality else {}
    return Comparison(task, own, dict(zip(peers, others, strict=True)), beside, goal, qualities, quality_goal)


def compare_each(
    task: str,
    calls: Sequence[Any],
    percentiles: Sequence[int],
    ours: Side,
    peers: dict[str, Side],
    check: Check,
    *,
    networkx: Side,
) -> Iterator[Comparison]:
    """Compare many calls: one comparison for each percentile of what a call takes. networkx does all, once.

    Raises
    ------
    WrongResult
        If a peer or networkx finds something else than we do.
    """
    seconds = []
    for name, side in {**peers, "networkx": networkx}.items():
        taken = []
        for call in calls:
            spent, result = _timed(side.work, call)
            taken.append(spent)
            _require(check, name, f"{task}, {call}", side.read(result), ours.read(ours.work(call)))
        seconds.append(taken)
    sides = (ours, *peers.values())
    rounds = np.array([[[_timed(side.work, call)[0] for call in calls] for side in sides] for _ in range(REPEATS)])
    own, *others = np.median(rounds, axis=0)
    for each in percentiles:
        at = float(np.percentile(own, each))
        theirs = {name: float(np.percentile(spent, each)) for name, spent in zip(peers, others, strict=True)}
        yield Comparison(f"{task}, p{each}", at, theirs, (float(np.percentile(seconds[-1], each)), at))


def _require(check: Check, name: str, task: str, theirs: Any, ours: Any) -> None:
    wrong = check(theirs, ours)
    if wrong:
        raise WrongResult(f"{task}: {name} and we differ: {wrong}")


def _timed(work: Callable[..., Any], *arguments: Any) -> tuple[float, Any]:
    """CPU seconds, without collections of garbage, which in a graph of millions of dicts would take seconds."""
    gc.disable()
    try:
        begun = process_time()
        result = work(*arguments)
        return process_time() - begun, result
    finally:
        gc.enable()
