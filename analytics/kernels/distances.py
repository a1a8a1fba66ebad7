"""Sums of distances between all nodes."""

from __future__ import annotations

from typing import Any

import numpy as np

from analytics.kernels import Array, kernel
from analytics.kernels.dijkstra import dijkstra

__all__ = ["AT_ONCE", "sum_of_distances", "sum_of_hops"]

AT_ONCE = 64
"""From how many sources one search goes."""


@kernel
def sum_of_hops(indptr: Array, indices: Array, sources: Array, stop: Array) -> int:
    """The sum of the distances, in edges, of all nodes from each of the sources, which differ.

    One bit a source, 64 of them in a search (M. Then et al., The more the merrier: efficient multi-source graph
    traversal, VLDB 2014).
    """
    size = len(indptr) - 1
    seen, now, after = np.zeros(size, np.uint64), np.zeros(size, np.uint64), np.zeros(size, np.uint64)
    active, reached = np.empty(size, np.int64), np.empty(size, np.int64)
    total = 0
    for first in range(0, len(sources), AT_ONCE):
        if stop[0]:
            break
        seen[:] = 0
        count = min(AT_ONCE, len(sources) - first)
        for i in range(count):
            node = sources[first + i]
            now[node] = seen[node] = np.uint64(1) << np.uint64(i)
            active[i] = node
        level = 0
        while count > 0:
            level += 1
            touched = 0
            for i in range(count):
                node = active[i]
                bits = now[node]
                for e in range(indptr[node], indptr[node + 1]):
                    other = indices[e]
                    if after[other] == 0:
                        reached[touched] = other
                        touched += 1
                    after[other] |= bits
            count = 0
            for i in range(touched):
                node = reached[i]
                bits = after[node] & ~seen[node]
                after[node] = 0
                if bits:
                    now[node] = bits
                    seen[node] |= bits
                    total += level * _ones(bits)
                    active[count] = node
                    count += 1
    return total


@kernel
def _ones(bits: Any) -> Any:
    """How many bits are 1: H. S. Warren, Hacker's Delight, 5-1."""
    one, two, four = np.uint64(1), np.uint64(2), np.uint64(4)
    bits = bits - ((bits >> one) & np.uint64(0x5555555555555555))
    bits = (bits & np.uint64(0x3333333333333333)) + ((bits >> two) & np.uint64(0x3333333333333333))
    bits = (bits + (bits >> four)) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((bits * np.uint64(0x0101010101010101)) >> np.uint64(56))


@kernel
def sum_of_distances(indptr: Array, indices: Array, weights: Array, sources: Array, stop: Array) -> float:
    """The sum of the distances, by weights, of all nodes from each of the sources; NaN if a weight is negative."""
    size = len(indptr) - 1
    distance, settled = np.full(size, np.inf), np.zeros(size, np.uint8)
    link, queue, parent = (np.empty(size, indices.dtype), np.empty(size, indices.dtype), np.empty(size, indices.dtype))
    total = 0.0
    for i in range(len(sources)):
        mark = 1 + i % 255
        if mark == 1:
            settled[:] = 0
        lengths = dijkstra(
            indptr, indices, weights, sources[i : i + 1], -1, np.inf, distance, settled, mark, link, queue, parent, stop
        )
        if lengths[0] != lengths[0]:
            return np.nan
        total += lengths.sum()
        if stop[0]:
            break
    return total
