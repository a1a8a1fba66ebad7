"""Betweenness (U. Brandes, A faster algorithm for betweenness centrality, J. Math. Sociol. 25, 2001).

A search from one source leaves arrays with one element for each node reached, by its place in the order of distance:
`queue` the node, `paths` the number of shortest paths to it, and compressed rows `begins`, `tight` of the places that
come right after it on shortest paths. Going back over these needs neither the graph nor distances, and from level to
level memory is used from one end to the other.
"""

from __future__ import annotations

import numpy as np

from analytics.kernels import Array, kernel
from analytics.kernels.dijkstra import dijkstra

__all__ = ["betweenness"]

_NOT_REACHED = 0xFFFFFFFF


@kernel
def betweenness(
    indptr: Array,
    indices: Array,
    weights: Array | None,
    sources: Array,
    counted: Array,
    endpoints: bool,
    of_entries: bool,
    stop: Array,
) -> Array:
    """Add up, for every node or entry, the parts of the shortest paths from sources to all nodes that lead through it.

    `weights` (None: all 1) are so far above zero that each makes a path longer. A path to node i counts `counted[i]`,
    float64. With `endpoints` it also leads through its ends.
    """
    size = len(indptr) - 1
    result = np.zeros(len(indices) if of_entries else size)
    place = np.full(size, _NOT_REACHED, np.uint32)
    queue = np.empty(size, np.uint32)
    paths = np.empty(size)
    begins = np.zeros(size + 1, np.int64)
    tight = np.empty(len(indices) + 1, np.uint32)
    entries = np.empty(len(indices) if of_entries else 0, np.int64)
    if weights is not None:
        distance = np.full(size, np.inf)
        settled = np.zeros(size, np.uint8)
        link = np.empty(size, np.int64)
        parent = np.empty(size, np.int64)
    for source in sources:
        if stop[0]:
            break
        if weights is None:
            reached = _levels(indptr, indices, source, place, queue, paths, begins, tight, entries)
        else:
            one = np.full(1, source, np.uint32)
            lengths = dijkstra(
                indptr, indices, weights, one, -1, np.inf, distance, settled, 1, link, queue, parent, stop
            )
            reached = _by_length(indptr, indices, weights, lengths, place, queue, paths, begins, tight, entries)
            for i in range(reached):
                settled[queue[i]] = 0
        if endpoints:
            result[source] += reached - 1
        for i in range(reached - 1, -1, -1):
            node = queue[i]
            place[node] = _NOT_REACHED
            after = 0.0
            for t in range(begins[i], begins[i + 1]):
                after += paths[tight[t]]
            if of_entries:
                for t in range(begins[i], begins[i + 1]):
                    result[entries[t]] += paths[i] * paths[tight[t]]
            elif i > 0:
                result[node] += after * paths[i]
                if endpoints:
                    result[node] += 1.0
            paths[i] = counted[node] / paths[i] + after  # from here on for each path to it, what leads on through it
    return result


@kernel
def _levels(
    indptr: Array,
    indices: Array,
    source: int,
    place: Array,
    queue: Array,
    paths: Array,
    begins: Array,
    tight: Array,
    entries: Array,
) -> int:
    """Search breadth-first: how many nodes are reached."""
    place[source] = 0
    queue[0] = source
    paths[0] = 1.0
    count = 1
    level = 0  # where the level begins that comes next
    found = 0
    for i in range(len(queue)):
        if i == count:
            break
        if i == level:
            level = count
        node = queue[i]
        so_far = paths[i]
        for e in range(indptr[node], indptr[node + 1]):
            other = indices[e]
            at = place[other]
            if at == _NOT_REACHED:
                at = np.uint32(count)
                place[other] = at
                queue[count] = other
                paths[count] = 0.0
                count += 1
            if at >= level:
                paths[at] += so_far
                tight[found] = at
                if len(entries) > 0:
                    entries[found] = e
                found += 1
        begins[i + 1] = found
    return count


@kernel
def _by_length(
    indptr: Array,
    indices: Array,
    weights: Array,
    lengths: Array,
    place: Array,
    queue: Array,
    paths: Array,
    begins: Array,
    tight: Array,
    entries: Array,
) -> int:
    """Count the paths of nodes in the order in which they were settled: how many these are."""
    count = len(lengths)
    for i in range(count):
        place[queue[i]] = i
        paths[i] = 0.0
    paths[0] = 1.0
    found = 0
    for i in range(count):
        node = queue[i]
        for e in range(indptr[node], indptr[node + 1]):
            at = place[indices[e]]
            if at != _NOT_REACHED and lengths[i] + weights[e] == lengths[at]:
                paths[at] += paths[i]
                tight[found] = at
                if len(entries) > 0:
                    entries[found] = e
                found += 1
        begins[i + 1] = found
    return count
