"""Shortest paths by weights (E. W. Dijkstra, A note on two problems in connexion with graphs, 1959).

Arrays of one element a node are given, see `analytics.kernels.traversal`; in `distance` all are infinite before and
after. Nodes of equal distance are settled in the
order in which they got it, as in networkx.
"""

from __future__ import annotations

import numpy as np

from analytics.kernels import Array, kernel
from analytics.kernels.heap import NODE, grown, pop, push

__all__ = ["dijkstra", "tight"]

ROOM = 256


@kernel
def dijkstra(
    indptr: Array,
    indices: Array,
    weights: Array,
    sources: Array,
    target: int,
    cutoff: float,
    distance: Array,
    settled: Array,
    mark: int,
    link: Array,
    queue: Array,
    parent: Array,
    stop: Array,
) -> Array:
    """Settle nodes until the target is (-1 for none), or all are that are no farther than the cutoff.

    Gives their distances; the nodes are in `queue` in this order, and the place in it of the one before in `parent`.
    Their `settled` is `mark`. The first distance is NaN if a path got shorter that was settled: a weight is negative.
    """
    room = len(sources) + ROOM
    keys, items = np.empty(room), np.empty(room, np.int64)
    size = tick = count = 0
    for source in sources:
        distance[source] = 0.0
        link[source] = 0
        push(keys, items, size, 0.0, tick, source)
        size += 1
        tick += 1
    wrong = False
    while size > 0 and not wrong and not stop[0]:
        so_far, node = keys[0], items[0] & NODE
        pop(keys, items, size)
        size -= 1
        if so_far > distance[node]:
            continue
        settled[node] = mark
        queue[count] = node
        parent[count] = link[node]
        count += 1
        if node == target:
            break
        begin, end = indptr[node], indptr[node + 1]
        if size + end - begin > len(keys):
            room = size + end - begin
            keys, items = grown(keys, room), grown(items, room)
        for e in range(begin, end):
            other = indices[e]
            length = so_far + weights[e]
            if length >= distance[other] or length > cutoff:
                continue
            if settled[other] == mark:
                wrong = True
                break
            distance[other] = length
            link[other] = count - 1
            push(keys, items, size, length, tick, other)
            size += 1
            tick += 1
    lengths = np.empty(count)
    for place in range(count):
        lengths[place] = distance[queue[place]]
        distance[queue[place]] = np.inf
    for place in range(size):
        distance[items[place] & NODE] = np.inf
    if wrong:
        lengths[0] = np.nan
    return lengths


@kernel
def tight(
    indptr: Array,
    indices: Array,
    weights: Array,
    queue: Array,
    lengths: Array,
    settled: Array,
    mark: int,
    link: Array,
) -> tuple[Array, Array]:
    """For each of the nodes settled, at which places of the queue are all that come before it on shortest paths.

    As compressed rows, in the order of the queue. `link` is used for the place of each node.
    """
    count = len(lengths)
    begins = np.zeros(count + 1, np.int64)
    for place in range(count):
        link[queue[place]] = place
    for place in range(count):
        node = queue[place]
        for e in range(indptr[node], indptr[node + 1]):
            other = indices[e]
            if settled[other] == mark and lengths[place] + weights[e] == lengths[link[other]]:
                begins[np.int64(link[other]) + 1] += 1
    for place in range(count):
        begins[place + 1] += begins[place]
    free = begins[:-1].copy()
    places = np.empty(begins[count], np.int64)
    for place in range(count):
        node = queue[place]
        for e in range(indptr[node], indptr[node + 1]):
            other = indices[e]
            if settled[other] == mark and lengths[place] + weights[e] == lengths[link[other]]:
                places[free[link[other]]] = place
                free[link[other]] += 1
    return begins, places
