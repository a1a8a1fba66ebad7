"""Orders of directed graphs without cycles: generations, and the longest path to every node."""

from __future__ import annotations

import numpy as np

from analytics.kernels import Array, kernel

__all__ = ["generations", "longest_paths"]


@kernel
def generations(indptr: Array, indices: Array) -> tuple[Array, Array]:
    """All nodes that reach no cycle backwards, generation after generation, and where each begins (and the last ends).

    A node is in the generation after the last of its predecessors' (Kahn 1962, Topological sorting of large networks);
    within one, nodes come in the order in which their last predecessor comes.
    """
    size = len(indptr) - 1
    waits_for = np.zeros(size, indices.dtype)
    for node in indices:
        waits_for[node] += 1
    order = np.empty(size, indices.dtype)
    begins = np.zeros(size + 1, np.int64)
    count, made = 0, 0
    for node in range(size):
        if waits_for[node] == 0:
            order[count] = node
            count += 1
    begin = 0
    while begin < count:
        end = count
        made += 1
        begins[made] = end
        for place in range(begin, end):
            node = np.int64(order[place])
            for e in range(indptr[node], indptr[node + 1]):
                other = indices[e]
                waits_for[other] -= 1
                if waits_for[other] == 0:
                    order[count] = other
                    count += 1
        begin = end
    return order[:count].copy(), begins[: made + 1].copy()


@kernel
def longest_paths(order: Array, indptr: Array, indices: Array, weights: Array) -> tuple[Array, Array]:
    """The greatest sum of weights of a path to each node (0 or more), and the node before it (itself if it is first).

    `order` has the nodes after all of their predecessors, the rows are those towards successors. Of several longest
    paths that is kept which comes over the first predecessor in `order`.
    """
    size = len(indptr) - 1
    length = np.full(size, -np.inf)
    before = np.arange(size)
    for node in order:
        if length[node] < 0.0:
            length[node] = 0.0
            before[node] = node
        so_far = length[node]
        for e in range(indptr[node], indptr[np.int64(node) + 1]):
            other = indices[e]
            if so_far + weights[e] > length[other]:
                length[other] = so_far + weights[e]
                before[other] = node
    return length, before
