"""Paths on which no node is twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from itertools import count, pairwise
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from analytics.compiled.graph import CompiledGraph
from analytics.compiled.reading import compiled
from analytics.compiled.searches import hops, scratch, search
from analytics.compiled.settling import Weight, weighted
from analytics.compiled.spurs import Spurs
from analytics.kernels.simple_paths import more_paths
from analytics.stopping import raise_if_stopped, stop_flag

__all__ = ["all_simple_paths", "shortest_simple_paths"]

Array = NDArray[Any]

FARTHER = 1.1
"""A path that is longer than the next ones by this factor is not looked for yet."""
MOST = 1024
"""How many paths are found at once, after one, two, four and so on."""


def all_simple_paths(G: Any, source: Any, target: Any, cutoff: float | None = None) -> Iterator[list[Any]]:
    """See `networkx.all_simple_paths`. A path that can't reach a target in time is not gone on with."""
    return _all(compiled(G), source, target, cutoff)


def shortest_simple_paths(G: Any, source: Any, target: Any, weight: Weight = None) -> Iterator[list[Any]]:
    """See `networkx.shortest_simple_paths`. The order of paths of the same length may differ.

    Each path is looked for when it is asked for (J. Y. Yen, Finding the k shortest loopless paths in a network, 1971),
    and only from where it leaves those before it (E. L. Lawler, A procedure for computing the k best solutions, 1972).
    """
    graph = weighted(G, weight)
    return _shortest(graph, source, target, weight)


def _all(graph: CompiledGraph, source: Any, target: Any, cutoff: float | None) -> Iterator[list[Any]]:
    start = graph.find(source)
    if start is None:
        raise nx.NodeNotFound(f"source node {source} not in graph")
    try:
        targets = {target} if target in graph else set(target)
    except TypeError as error:
        raise nx.NodeNotFound(f"target node {target} not in graph") from error
    ends = [end for end in map(graph.find, targets) if end is not None]
    longest = len(graph) - 1 if cutoff is None else cutoff
    if longest < 0 or not ends:
        return
    most_edges = min(hops(longest), len(graph) - 1)
    near = search(graph, graph.into, ends, most_edges)
    if start not in near.order:
        return
    entry = np.empty(most_edges + 1, np.int64)
    with scratch(graph) as arrays:
        mark = arrays.marks(2)
        arrays.seen[near.order] = mark
        arrays.link[near.order] = near.distance
        at_target = start in ends
        if at_target:
            yield [source]
        path = arrays.queue
        path[0], entry[0] = start, graph.out.indptr[start]
        arrays.seen[start] = mark + 1
        left = len(ends) - at_target
        state = np.array([1 if left and most_edges else 0, left])
        most = 1
        while state[0]:
            found, begins = more_paths(
                *graph.out, most_edges, arrays.link, arrays.seen, mark, path, entry, state, most, stop_flag()
            )
            raise_if_stopped()
            yield from _cut(graph, found, begins)
            most = min(2 * most, MOST)


def _cut(graph: CompiledGraph, found: Array, begins: Array) -> Iterator[list[Any]]:
    nodes = graph.nodes.some(found)
    for begin, end in pairwise(begins.tolist()):
        yield nodes[begin:end]


def _shortest(graph: CompiledGraph, source: Any, target: Any, weight: Weight) -> Iterator[list[Any]]:
    for node, role in ((source, "source"), (target, "target")):
        if node not in graph:
            raise nx.NodeNotFound(f"{role} node {node} not in graph")
    start, end = graph.nodes.position(source), graph.nodes.position(target)
    if start == end:
        yield [source]
        return
    found = False
    for path in _yen(Spurs(graph, start, end, weight), _steps(graph, weight), start):
        yield graph.nodes.some(np.array(path))
        found = True
    if not found:
        raise nx.NetworkXNoPath(f"No path between {source} and {target}.")


def _yen(spur: Spurs, steps: Callable[[list[int]], list[float]], start: int) -> Iterator[list[int]]:
    """Paths in the order of their length.

    In the queue are the best paths that begin in some way, and do not go on in some ways; or, where it would have taken
    long to find one, that beginning, and what the path can't be shorter than. It is looked for when its turn comes.
    """
    ticks = count()
    queue: list[tuple[float, int, list[int], int, bool]] = [(0.0, next(ticks), [start], 0, False)]
    after: dict[tuple[int, ...], set[int]] = {}
    so_far: dict[tuple[int, ...], float] = {(start,): 0.0}

    def look(beginning: list[int], bound: float) -> None:
        limit = FARTHER * max(bound, queue[0][0]) if queue else np.inf
        known = tuple(beginning)
        length, rest = spur(beginning[-1], beginning[:-1], sorted(after.get(known, ())), limit - so_far[known])
        if rest or length < np.inf:
            path = beginning[:-1] + rest if rest else beginning
            heappush(queue, (so_far[known] + length, next(ticks), path, len(beginning) - 1, bool(rest)))

    while queue:
        length, _, path, leaves, whole = heappop(queue)
        if not whole:
            look(path, 2 * length)
            continue
        yield path
        lengths = [0.0, *np.cumsum(steps(path)).tolist()]
        for place in range(len(path) - 1):
            beginning = path[: place + 1]
            after.setdefault(tuple(beginning), set()).add(path[place + 1])
            if place >= leaves:
                so_far[tuple(beginning)] = lengths[place]
                look(beginning, length)


def _steps(graph: CompiledGraph, weight: Weight) -> Callable[[list[int]], list[float]]:
    """Gives the weights of the edges of a path."""
    (indptr, indices), weights = graph.merged(weight, least=True)

    def steps(path: list[int]) -> list[float]:
        made = []
        for node, other in pairwise(path):
            begin, end = indptr[node], indptr[node + 1]
            made.append(weights.item(begin + int((indices[begin:end] == other).argmax())))
        return made

    return steps
