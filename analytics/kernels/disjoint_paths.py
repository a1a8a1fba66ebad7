"""Disjoint paths: flows of whole units, between many pairs of nodes of one residual network (see `flow`)."""

from __future__ import annotations

from typing import Any

import numpy as np

from analytics.kernels import Array, kernel

__all__ = ["dominating_set", "fewest_paths"]


@kernel
def fewest_paths(
    indptr: Array,
    head: Array,
    twin: Array,
    residual: Array,
    pairs: Array,
    at_most: int,
    at_least: int,
    by_node: bool,
    keep: bool,
    stop: Array,
) -> tuple[int, int]:
    """The least number of units that can be sent between a pair of nodes, and at which place the first such pair is.

    No more than `at_most` are looked for (the place is -1 if no pair has less), and once a pair has no more than
    `at_least` the others are left out. Residual capacities (uint8) are put back, unless those after the last pair are
    to be kept. `by_node` tells that each node is two: it is entered at an even number and left, by its first arc, at
    the next odd one; so only one arc leads on from an even number, or back from an odd one. Paths are searched from
    both ends (Ford and Fulkerson 1956, Maximal flow through a network).
    """
    size = len(indptr) - 1
    side = np.zeros(size, np.uint8)
    via = np.empty(size, np.int64)
    queues = np.empty((2, size), head.dtype)
    used = np.empty(64, np.int64)
    fewest, which = at_most, -1
    for pair in range(len(pairs)):
        if fewest <= at_least or stop[0]:
            break
        source, sink = pairs[pair, 0], pairs[pair, 1]
        count, pushed = 0, 0
        while count < fewest:
            middle = _meeting(indptr, head, twin, residual, source, sink, by_node, side, via, queues)
            if middle < 0:
                break
            count += 1
            arc: Any = middle
            while True:
                pushed, used = _push(residual, twin, arc, pushed, used)
                node = head[twin[arc]]
                if node == source:
                    break
                arc = via[node]
            node = head[middle]
            while node != sink:
                arc = via[node]
                pushed, used = _push(residual, twin, arc, pushed, used)
                node = head[arc]
        if count < fewest:
            fewest, which = count, pair
        if not keep:
            for i in range(pushed):
                residual[used[i]] += 1
                residual[twin[used[i]]] -= 1
    return fewest, which


@kernel
def _push(residual: Array, twin: Array, arc: Any, pushed: int, used: Array) -> tuple[int, Array]:
    residual[arc] -= 1
    residual[twin[arc]] += 1
    if pushed == len(used):
        used = np.concatenate((used, np.empty_like(used)))
    used[pushed] = arc
    return pushed + 1, used


@kernel
def _meeting(
    indptr: Array,
    head: Array,
    twin: Array,
    residual: Array,
    source: Any,
    sink: Any,
    by_node: bool,
    side: Array,
    via: Array,
    queues: Array,
) -> Any:
    """An arc that joins a way from the source to a way to the sink, -1 if there is none.

    `via` leads on: the arc over which a node was reached from the source, or over which it reaches the sink. `side` is
    all 0 before and after.
    """
    queues[0, 0], queues[1, 0] = source, sink
    side[source], side[sink] = 1, 2
    done = np.zeros(2, np.int64)
    found = np.ones(2, np.int64)
    middle: Any = -1
    while middle < 0 and done[0] < found[0] and done[1] < found[1]:
        way = 0 if found[0] - done[0] <= found[1] - done[1] else 1
        node = np.int64(queues[way, done[way]])
        done[way] += 1
        for a in range(indptr[node], indptr[node + 1]):
            arc = a if way == 0 else twin[a]
            if residual[arc] == 0:
                continue
            other = head[a]
            if side[other] == 0:
                side[other] = way + 1
                via[other] = arc
                queues[way, found[way]] = other
                found[way] += 1
            elif side[other] != way + 1:
                middle = arc
                break
            if by_node and (node & 1) == way:
                break
    for way in range(2):
        for i in range(found[way]):
            side[queues[way, i]] = 0
    return middle


@kernel
def dominating_set(indptr: Array, indices: Array, first: int) -> Array:
    """Nodes, beginning with `first`, of which every other node is a neighbour, and that are no neighbours."""
    size = len(indptr) - 1
    covered = np.zeros(size, np.bool_)
    chosen = np.empty(size, np.int64)
    count = 0
    for i in range(-1, size):
        node = first if i < 0 else i
        if covered[node]:
            continue
        chosen[count] = node
        count += 1
        covered[node] = True
        for e in range(indptr[node], indptr[node + 1]):
            covered[indices[e]] = True
    return chosen[:count].copy()
