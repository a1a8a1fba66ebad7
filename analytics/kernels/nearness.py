"""Sums of the distances between many nodes, without the distances being kept."""

from __future__ import annotations

import numpy as np

from analytics.kernels import Array, kernel
from analytics.kernels.dijkstra import dijkstra

__all__ = ["AT_ONCE", "spread", "spread_by_length"]

AT_ONCE = 64
"""How many searches go on at once, one bit of a node each. With more bits, nodes no longer fit in the nearer caches."""

_SPARSE = 8
"""A level is pushed forward while it has less than this part of all entries, else pulled by what is not yet reached."""


@kernel
def spread(
    indptr: Array, indices: Array, into_indptr: Array, into_indices: Array, sources: Array, stop: Array
) -> tuple[Array, Array, Array, Array]:
    """Search breadth-first from all sources, many at once (Then et al., The more the merrier, VLDB 2014).

    For every node: from how many other sources it is reached (int64), the sum of the distances from them (int64) and
    that of their reciprocals (float64). For every source: the greatest distance to a node, -1 if not all are reached.
    """
    size = len(indptr) - 1
    reached = np.zeros(size, np.int64)
    total = np.zeros(size, np.int64)
    harmonic = np.zeros(size)
    farthest = np.zeros(len(sources), np.int64)
    seen = np.zeros(size, np.uint64)
    front = np.zeros(size, np.uint64)
    fresh = np.zeros(size, np.uint64)
    zero, one = np.uint64(0), np.uint64(1)
    for first in range(0, len(sources), AT_ONCE):
        many = min(AT_ONCE, len(sources) - first)
        seen[:] = 0
        front[:] = 0
        whole = zero
        load = 0
        for j in range(many):
            source = sources[first + j]
            bit = one << np.uint64(j)
            whole |= bit
            front[source] |= bit
            seen[source] |= bit
            load += indptr[source + 1] - indptr[source]
        level = 0
        more = True
        while more and not stop[0]:
            level += 1
            pushed = load * _SPARSE < len(indices)
            if pushed:
                fresh[:] = 0
                for node in range(size):
                    bits = front[node]
                    if bits != zero:
                        for e in range(indptr[node], indptr[node + 1]):
                            fresh[indices[e]] |= bits
            some = zero
            load = 0
            for node in range(size):
                lacking = whole & ~seen[node]
                new = zero
                if lacking != zero:
                    if pushed:
                        new = fresh[node] & lacking
                    else:
                        for e in range(into_indptr[node], into_indptr[node + 1]):
                            new |= front[into_indices[e]]
                            if new & lacking == lacking:
                                break
                        new &= lacking
                fresh[node] = new
                if new != zero:
                    seen[node] |= new
                    some |= new
                    count = _ones(new)
                    reached[node] += count
                    total[node] += count * level
                    harmonic[node] += count / level
                    load += indptr[node + 1] - indptr[node]
            front, fresh = fresh, front
            more = some != zero
            for j in range(many):
                if some >> np.uint64(j) & one:
                    farthest[first + j] = level
        by_all = whole
        for node in range(size):
            by_all &= seen[node]
        for j in range(many):
            if not by_all >> np.uint64(j) & one:
                farthest[first + j] = -1
        if stop[0]:
            break
    return reached, total, harmonic, farthest


@kernel
def _ones(bits: np.uint64) -> np.int64:
    """How many bits are set (H. S. Warren, Hacker's Delight, 5-1)."""
    bits = bits - ((bits >> np.uint64(1)) & np.uint64(0x5555555555555555))
    bits = (bits & np.uint64(0x3333333333333333)) + ((bits >> np.uint64(2)) & np.uint64(0x3333333333333333))
    bits = (bits + (bits >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((bits * np.uint64(0x0101010101010101)) >> np.uint64(56))


@kernel
def spread_by_length(
    indptr: Array, indices: Array, weights: Array, sources: Array, counted: Array, stop: Array
) -> tuple[Array, Array, Array, Array, Array]:
    """Settle nodes from each source by the length of paths; weights are not negative.

    For every source: how many nodes are reached besides it (int64), the sum of their distances, the sum of the
    reciprocals of those to `counted` nodes (bool[n]) above zero, and the greatest. Then for every node the sum of the
    reciprocals of the distances from sources.
    """
    size = len(indptr) - 1
    reached = np.zeros(len(sources), np.int64)
    total = np.zeros(len(sources))
    harmonic = np.zeros(len(sources))
    farthest = np.zeros(len(sources))
    at = np.zeros(size)
    distance = np.full(size, np.inf)
    settled = np.zeros(size, np.uint8)
    link = np.empty(size, np.int64)
    parent = np.empty(size, np.int64)
    queue = np.empty(size, np.uint32)
    for place in range(len(sources)):
        if stop[0]:
            break
        one = np.full(1, sources[place], np.uint32)
        lengths = dijkstra(indptr, indices, weights, one, -1, np.inf, distance, settled, 1, link, queue, parent, stop)
        reached[place] = len(lengths) - 1
        for i in range(len(lengths)):
            node = queue[i]
            settled[node] = 0
            length = lengths[i]
            total[place] += length
            farthest[place] = max(farthest[place], length)
            if length > 0.0:
                at[node] += 1.0 / length
                if counted[node]:
                    harmonic[place] += 1.0 / length
    return reached, total, harmonic, farthest, at
