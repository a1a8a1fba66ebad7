"""Cycles on which no node is twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from analytics.compiled.graph import CompiledGraph
from analytics.compiled.reading import compiled
from analytics.kernels.components import strong_components
from analytics.kernels.simple_paths import more_cycles
from analytics.stopping import raise_if_stopped, stop_flag

__all__ = ["simple_cycles"]

MOST = 1024
"""How many cycles are found at once, after one, two, four and so on."""


def simple_cycles(G: Any, length_bound: int | None = None) -> Iterator[list[Any]]:
    """See `networkx.simple_cycles`. The order of cycles, and where each begins, differ; networkx finds unbounded ones.

    A search from each node through the nodes after it, which goes on only where it can be back in time, so far as this
    can be told half of the way round.
    """
    if length_bound is None:
        raise NotImplementedError("cycles of any length")
    return _bounded(compiled(G), length_bound)


def _bounded(graph: CompiledGraph, bound: int) -> Iterator[list[Any]]:
    if bound < 0:
        raise ValueError("length bound must be non-negative")
    if bound == 0:
        return
    rows, parallel = graph.merged(None)
    starts = graph.starts if graph.is_simple else np.repeat(np.arange(len(graph)), np.diff(rows.indptr))
    for node in graph.nodes.some(rows.indices[rows.indices == starts]):
        yield [node]
    if bound == 1:
        return
    if not graph.directed:
        twice = (parallel > 1) & (starts > rows.indices)
        for pair in zip(graph.nodes.some(starts[twice]), graph.nodes.some(rows.indices[twice]), strict=True):
            yield list(pair)
    if graph.directed or bound > 2:
        yield from _longer(graph, min(bound, len(graph)))


def _longer(graph: CompiledGraph, bound: int) -> Iterator[list[Any]]:
    size = len(graph)
    component = strong_components(*graph.out)[0] if graph.directed else np.zeros(size, np.uint32)
    hops, queue = (np.empty(size, np.uint32) for _ in range(2))
    root_of_hops = np.full(size, -1, np.int64)
    on_path = np.zeros(size, np.uint8)
    path = np.empty(bound + 1, graph.out.indices.dtype)
    entry, state = np.empty(bound + 1, np.int64), np.array([-1, 0])
    most = 1
    while state[0] < size:
        found, begins = more_cycles(
            *graph.simple, *graph.simple_into, graph.directed, bound, component, hops, root_of_hops, queue, on_path,
            path, entry, state, most, stop_flag(),
        )  # fmt: skip
        raise_if_stopped()
        nodes = graph.nodes.some(found)
        for begin, end in pairwise(begins.tolist()):
            yield nodes[begin:end]
        most = min(2 * most, MOST)
