"""One-mode projection of a bipartite graph: a product of sparse matrices after F. G. Gustavson (1978).

Nodes to project onto have places 0, 1, …; `place` is that of every node of the graph, or -1. What else is two steps
from one of them (there is nothing if the graph is bipartite) gets the places that follow.
"""

from __future__ import annotations

import numpy as np

from analytics.kernels import Array, kernel

__all__ = ["both_halves", "members_of", "numbered", "projected", "upper_half"]


@kernel
def numbered(indptr: Array, indices: Array, chosen: Array) -> tuple[Array, Array]:
    """The place of every node, and the nodes by place: those chosen, and what else is two steps from one of them."""
    size = len(indptr) - 1
    place = np.full(size, -1, np.int64)
    nodes = np.empty(size, np.int64)
    count = len(chosen)
    for k in range(count):
        place[chosen[k]] = k
        nodes[k] = chosen[k]
    visited = np.zeros(size, np.bool_)
    for k in range(len(chosen)):
        for e in range(indptr[chosen[k]], indptr[chosen[k] + 1]):
            between = np.int64(indices[e])
            if not visited[between]:
                visited[between] = True
                for f in range(indptr[between], indptr[between + 1]):
                    if place[indices[f]] < 0:
                        place[indices[f]] = count
                        nodes[count] = indices[f]
                        count += 1
    return place, nodes[:count].copy()


@kernel
def projected(
    indptr: Array, indices: Array, chosen: Array, place: Array, total: int, credit: Array, stop: Array
) -> tuple[Array, Array, Array]:
    """Rows of the `total` places: for those chosen what is two steps away, with the sum of the credits in between."""
    begins = np.zeros(total + 1, np.int64)
    found = np.empty(len(indices) + 1, indices.dtype)
    sums = np.empty(len(found))
    at = np.full(total, -1, np.int64)
    count = 0
    for k in range(len(chosen)):
        if stop[0]:
            break
        first = count
        for e in range(indptr[chosen[k]], indptr[chosen[k] + 1]):
            between = np.int64(indices[e])
            if count + indptr[between + 1] - indptr[between] > len(found):
                found, sums = enlarged(found, sums, count + indptr[between + 1] - indptr[between])
            for f in range(indptr[between], indptr[between + 1]):
                other = place[indices[f]]
                if at[other] >= first:
                    sums[at[other]] += credit[between]
                elif other != k:
                    at[other] = count
                    found[count] = other
                    sums[count] = credit[between]
                    count += 1
        begins[k + 1] = count
    begins[len(chosen) :] = count
    return begins, found[:count].copy(), sums[:count].copy()


@kernel
def upper_half(
    indptr: Array, indices: Array, chosen: Array, members: tuple[Array, Array], total: int, credit: Array, stop: Array
) -> tuple[Array, Array, Array]:
    """The same of an undirected graph, only towards greater places. `members` are the places round every node, sorted.

    The first of `members` says where each node's begin.
    """
    begins = np.zeros(total + 1, np.int64)
    found = np.empty(len(indices) + 1, indices.dtype)
    sums = np.empty(len(found))
    at = np.full(total, -1, np.int64)
    passed, last = members[0][:-1].copy(), members[0][1:]
    count = 0
    for k in range(len(chosen)):
        if stop[0]:
            break
        first = count
        for e in range(indptr[chosen[k]], indptr[chosen[k] + 1]):
            between = np.int64(indices[e])
            passed[between] += 1
            if count + last[between] - passed[between] > len(found):
                found, sums = enlarged(found, sums, count + last[between] - passed[between])
            for f in range(passed[between], last[between]):
                other = members[1][f]
                if at[other] >= first:
                    sums[at[other]] += credit[between]
                else:
                    at[other] = count
                    found[count] = other
                    sums[count] = credit[between]
                    count += 1
        begins[k + 1] = count
    begins[len(chosen) :] = count
    return begins, found[:count].copy(), sums[:count].copy()


@kernel
def enlarged(found: Array, sums: Array, least: int) -> tuple[Array, Array]:
    """The same arrays, with room for `least` elements and more."""
    size = max(2 * len(found), least)
    more_found, more_sums = np.empty(size, found.dtype), np.empty(size)
    more_found[: len(found)] = found
    more_sums[: len(sums)] = sums
    return more_found, more_sums


@kernel
def both_halves(begins: Array, found: Array, sums: Array) -> tuple[Array, Array, Array]:
    """Rows with every edge twice, from rows with every edge once."""
    size = len(begins) - 1
    indptr = np.zeros(size + 1, np.int64)
    for row in range(size):
        indptr[row + 1] += begins[row + 1] - begins[row]
        for e in range(begins[row], begins[row + 1]):
            indptr[found[e] + np.int64(1)] += 1
    for row in range(size):
        indptr[row + 1] += indptr[row]
    free = indptr[:-1].copy()
    indices = np.empty(2 * len(found), found.dtype)
    values = np.empty(2 * len(found))
    for row in range(size):
        for e in range(begins[row], begins[row + 1]):
            other = found[e]
            indices[free[row]] = other
            values[free[row]] = sums[e]
            free[row] += 1
            indices[free[other]] = row
            values[free[other]] = sums[e]
            free[other] += 1
    return indptr, indices, values


@kernel
def members_of(indptr: Array, indices: Array, nodes: Array) -> tuple[Array, Array]:
    """Where those of each node begin, and the places of the `nodes` in whose rows it is, ascending."""
    begins = np.zeros(len(indptr), np.int64)
    for node in nodes:
        for e in range(indptr[node], indptr[node + 1]):
            begins[indices[e] + np.int64(1)] += 1
    for i in range(len(indptr) - 1):
        begins[i + 1] += begins[i]
    free = begins[:-1].copy()
    members = np.empty(begins[-1], indices.dtype)
    for k in range(len(nodes)):
        for e in range(indptr[nodes[k]], indptr[nodes[k] + 1]):
            members[free[indices[e]]] = k
            free[indices[e]] += 1
    return begins, members
