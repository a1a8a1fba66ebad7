"""Paths and cycles on which no node is twice, one after the other, without going where they can't end in time."""

from __future__ import annotations

import numpy as np

from analytics.kernels import Array, kernel
from analytics.kernels.heap import grown

__all__ = ["more_cycles", "more_paths"]


@kernel
def more_paths(
    indptr: Array,
    indices: Array,
    cutoff: int,
    hops: Array,
    seen: Array,
    mark: int,
    path: Array,
    entry: Array,
    state: Array,
    most: int,
    stop: Array,
) -> tuple[Array, Array]:
    """Go on with a depth-first search for paths until there are `most`: their nodes, and where each path begins.

    `path` are the nodes to go on from, `entry` the next edge of each, `state` how many they are and how many targets
    are not on the path. A node whose `seen` is `mark` is `hops` from the nearest target, on the path it is `mark + 1`.
    A path has `cutoff` edges at most. Fewer than `most` are the last.
    """
    depth, left = state
    begins = np.zeros(most + 1, np.int64)
    found = np.empty(64, indices.dtype)
    count = 0
    while depth > 0 and count < most and not stop[0]:
        node = path[depth - 1]
        if entry[depth - 1] == indptr[node + 1]:
            depth -= 1
            seen[node] = mark
            left += hops[node] == 0
            continue
        other = indices[entry[depth - 1]]
        entry[depth - 1] += 1
        if seen[other] != mark or depth + hops[other] > cutoff:
            continue
        path[depth] = other
        is_target = hops[other] == 0
        if is_target:
            begin = begins[count]
            count += 1
            begins[count] = begin + depth + 1
            if begins[count] > len(found):
                found = grown(found, begins[count])
            found[begin : begins[count]] = path[: depth + 1]
        if depth < cutoff and left - is_target > 0:
            entry[depth] = indptr[other]
            seen[other] = mark + 1
            left -= is_target
            depth += 1
    state[0], state[1] = depth, left
    return found[: begins[count]].copy(), begins[: count + 1].copy()


@kernel
def more_cycles(
    indptr: Array,
    indices: Array,
    into_indptr: Array,
    into_indices: Array,
    directed: bool,
    bound: int,
    component: Array,
    hops: Array,
    root_of_hops: Array,
    queue: Array,
    on_path: Array,
    path: Array,
    entry: Array,
    state: Array,
    most: int,
    stop: Array,
) -> tuple[Array, Array]:
    """Go on with a search for cycles of 2 (undirected: 3) to `bound` edges: their nodes, and where each begins.

    Cycles lie in a strongly connected component and begin with their first node, the root, from which `hops` are
    counted backwards half of the way round: a node farther off has none, and `root_of_hops` is another. There must be
    no parallel edges. `state` is the root and the depth of the search, at first -1 and 0. Fewer than `most` are the
    last.
    """
    size = len(indptr) - 1
    root, depth = state
    back = bound // 2
    begins = np.zeros(most + 1, np.int64)
    found = np.empty(64, indices.dtype)
    count = 0
    while count < most and not stop[0]:
        if depth == 0:
            root += 1
            if root >= size:
                break
            _count_hops(into_indptr, into_indices, root, back, component, hops, root_of_hops, queue)
            path[0] = root
            entry[0] = indptr[root]
            depth = 1
            continue
        node = path[depth - 1]
        if entry[depth - 1] == indptr[node + 1]:
            depth -= 1
            on_path[node] = 0
            continue
        other = np.int64(indices[entry[depth - 1]])
        entry[depth - 1] += 1
        if other == root and depth > 1 and (directed or (depth > 2 and path[1] < path[depth - 1])):
            begin = begins[count]
            count += 1
            begins[count] = begin + depth
            if begins[count] > len(found):
                found = grown(found, begins[count])
            found[begin : begins[count]] = path[:depth]
        if other <= root or on_path[other] or component[other] != component[root]:
            continue
        if depth + (hops[other] if root_of_hops[other] == root else back + 1) <= bound:
            path[depth] = other
            entry[depth] = indptr[other]
            on_path[other] = 1
            depth += 1
    state[0], state[1] = root, depth
    return found[: begins[count]].copy(), begins[: count + 1].copy()


@kernel
def _count_hops(
    indptr: Array,
    indices: Array,
    root: int,
    limit: int,
    component: Array,
    hops: Array,
    root_of_hops: Array,
    queue: Array,
) -> None:
    """Count the hops to a root from nodes after it."""
    queue[0] = root
    hops[root] = 0
    root_of_hops[root] = root
    head, count = 0, 1
    while head < count and hops[queue[head]] < limit:
        node = queue[head]
        head += 1
        for e in range(indptr[node], indptr[node + 1]):
            other = indices[e]
            if other > root and root_of_hops[other] != root and component[other] == component[root]:
                hops[other] = hops[node] + 1
                root_of_hops[other] = root
                queue[count] = other
                count += 1
