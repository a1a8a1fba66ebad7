"""How alike two nodes of an undirected graph are by the neighbours that they share.

Rows have every edge twice, a self-loop once, and no parallel entries.
"""

from __future__ import annotations

import numpy as np

from analytics.kernels import Array, kernel

__all__ = ["distances", "shared"]


@kernel
def shared(indptr: Array, indices: Array, credit: Array, start: Array, end: Array, ends: bool, stop: Array) -> Array:
    """For each pair of nodes the sum of the credits of all nodes that both have in their rows.

    The two nodes themselves count if `ends` is true. Pairs with the same start should follow one another: for a run of
    them either the rows of what is in the row of the start are added up, or the rows of the other ends are looked
    through, whichever are shorter.
    """
    sums = np.zeros(len(start))
    near = np.zeros(len(indptr) - 1)  # credits of what is in the row of u, or what is added up for each node
    k = 0
    while k < len(start) and not stop[0]:
        u = start[k]
        last = k
        far = 0
        while last < len(start) and start[last] == u:
            far += indptr[end[last] + 1] - indptr[end[last]]
            last += 1
        wide = 0
        for e in range(indptr[u], indptr[u + 1]):
            other = np.int64(indices[e])
            wide += indptr[other + 1] - indptr[other]
        if wide < far:
            for e in range(indptr[u], indptr[u + 1]):
                other = np.int64(indices[e])
                if ends or other != u:
                    for f in range(indptr[other], indptr[other + 1]):
                        if ends or indices[f] != other:
                            near[indices[f]] += credit[other]
            for pair in range(k, last):
                sums[pair] = near[end[pair]]
            for e in range(indptr[u], indptr[u + 1]):
                other = np.int64(indices[e])
                for f in range(indptr[other], indptr[other + 1]):
                    near[indices[f]] = 0.0
        else:
            for e in range(indptr[u], indptr[u + 1]):
                if ends or indices[e] != u:
                    near[indices[e]] = credit[indices[e]]
            for pair in range(k, last):
                v = end[pair]
                total = 0.0
                for e in range(indptr[v], indptr[v + 1]):
                    if ends or indices[e] != v:
                        total += near[indices[e]]
                sums[pair] = total
            for e in range(indptr[u], indptr[u + 1]):
                near[indices[e]] = 0.0
        k = last
    return sums


@kernel
def distances(indptr: Array, indices: Array, start: Array, end: Array, stop: Array) -> Array:
    """For each pair of nodes the length of a shortest path, infinity if there is none.

    Pairs with the same start should follow one another.
    """
    found = np.full(len(start), np.inf)
    queue = np.empty(len(indptr) - 1, indices.dtype)
    away = np.full(len(indptr) - 1, -1, np.int64)
    k = 0
    while k < len(start) and not stop[0]:
        u = start[k]
        away[u] = 0
        queue[0] = u
        seen = 1
        head = 0
        while head < seen:
            node = np.int64(queue[head])
            head += 1
            for e in range(indptr[node], indptr[node + 1]):
                if away[indices[e]] < 0:
                    away[indices[e]] = away[node] + 1
                    queue[seen] = indices[e]
                    seen += 1
        while k < len(start) and start[k] == u:
            if away[end[k]] >= 0:
                found[k] = away[end[k]]
            k += 1
        for i in range(seen):
            away[queue[i]] = -1
    return found
