"""Shortest paths by weights between two nodes, by Dijkstra's method from both ends.

Arrays of one element a node are given, see `analytics.kernels.traversal`; in both of distances all are infinite before
and after.
"""

from __future__ import annotations

import numpy as np

from analytics.kernels import Array, kernel
from analytics.kernels.heap import NODE, grown, pop, push

__all__ = ["two_sided"]

ROOM = 256


@kernel
def two_sided(
    indptr: Array,
    indices: Array,
    weights: Array,
    into_indptr: Array,
    into_indices: Array,
    into_weights: Array,
    source: int,
    target: int,
    avoid: Array,
    banned: Array,
    limit: float,
    distance: Array,
    settled: Array,
    mark: int,
    link: Array,
    queue: Array,
    back_distance: Array,
    back_settled: Array,
    back_mark: int,
    back_link: Array,
    back_queue: Array,
    stop: Array,
) -> tuple[float, Array, int]:
    """Find a shortest path by settling nodes from both ends in turn: its length and nodes; how many were reached.

    None of `avoid` is on it, and none of `banned` comes after the source. Without nodes the length is infinite if there
    is no path; NaN if a weight was found to be negative; else more than `limit` and not more than that of any path.
    Source and target differ.
    """
    keys, items, back_keys, back_items = (
        np.empty(ROOM),
        np.empty(ROOM, np.int64),
        np.empty(ROOM),
        np.empty(ROOM, np.int64),
    )
    push(keys, items, 0, 0.0, 0, source)
    push(back_keys, back_items, 0, 0.0, 0, target)
    for node in avoid:
        distance[node] = back_distance[node] = -np.inf
    distance[source] = back_distance[target] = 0.0
    link[source], back_link[target] = source, target
    queue[0], back_queue[0] = source, target
    size = back_size = tick = count = back_count = 1
    best, middle = np.inf, -1
    ahead = met = False
    while size > 0 and back_size > 0 and not met and not stop[0]:
        if best > limit and keys[0] + back_keys[0] > limit:
            break
        ahead = not ahead
        if ahead:
            so_far, node = keys[0], items[0] & NODE
            pop(keys, items, size)
            size -= 1
            if so_far > distance[node]:
                continue
            settled[node] = mark
            met = back_settled[node] == back_mark
            room = size + indptr[node + 1] - indptr[node]
            if room > len(keys):
                keys, items = grown(keys, room), grown(items, room)
            if not met:
                size, count, tick, best, middle = _reach(
                    indptr, indices, weights, node, source, banned, distance, settled, mark, link, queue, count,
                    back_distance, keys, items, size, tick, best, middle,
                )  # fmt: skip
        else:
            so_far, node = back_keys[0], back_items[0] & NODE
            pop(back_keys, back_items, back_size)
            back_size -= 1
            if so_far > back_distance[node]:
                continue
            back_settled[node] = back_mark
            met = settled[node] == mark
            room = back_size + into_indptr[node + 1] - into_indptr[node]
            if room > len(back_keys):
                back_keys, back_items = grown(back_keys, room), grown(back_items, room)
            if not met:
                back_size, back_count, tick, best, middle = _reach(
                    into_indptr, into_indices, into_weights, node, source, banned, back_distance, back_settled,
                    back_mark, back_link, back_queue, back_count, distance, back_keys, back_items, back_size, tick,
                    best, middle,
                )  # fmt: skip
    distance[queue[:count]] = np.inf
    back_distance[back_queue[:back_count]] = np.inf
    for node in avoid:
        distance[node] = back_distance[node] = np.inf
    if size < 0 or back_size < 0:
        return np.nan, queue[:0].copy(), count + back_count
    if not met:
        least = min(best, keys[0] + back_keys[0]) if size > 0 and back_size > 0 else np.inf
        return least, queue[:0].copy(), count + back_count
    return best, _through(middle, source, target, link, back_link), count + back_count


@kernel
def _reach(
    indptr: Array,
    indices: Array,
    weights: Array,
    node: int,
    source: int,
    banned: Array,
    distance: Array,
    settled: Array,
    mark: int,
    link: Array,
    queue: Array,
    count: int,
    other_distance: Array,
    keys: Array,
    items: Array,
    size: int,
    tick: int,
    best: float,
    middle: int,
) -> tuple[int, int, int, float, int]:
    """Go on from a settled node. `best` is the length so far, through `middle`; `queue` has all that were reached.

    The size given is -1 if a weight is negative.
    """
    so_far = distance[node]
    for e in range(indptr[node], indptr[node + 1]):
        other = indices[e]
        length = so_far + weights[e]
        if length >= distance[other] or (len(banned) > 0 and _is_banned(node, other, source, banned)):
            continue
        if settled[other] == mark:
            return -1, count, tick, best, middle
        if distance[other] == np.inf:
            queue[count] = other
            count += 1
        distance[other] = length
        link[other] = node
        push(keys, items, size, length, tick, other)
        size += 1
        tick += 1
        if length + other_distance[other] < best:
            best = length + other_distance[other]
            middle = other
    return size, count, tick, best, middle


@kernel
def _is_banned(node: int, other: int, source: int, banned: Array) -> bool:
    far = other if node == source else node
    if node != source and other != source:
        return False
    for each in banned:  # noqa: SIM110
        if each == far:
            return True
    return False


@kernel
def _through(middle: int, source: int, target: int, link: Array, back_link: Array) -> Array:
    before, after = 0, 0
    node = middle
    while node != source:
        node = link[node]
        before += 1
    node = middle
    while node != target:
        node = back_link[node]
        after += 1
    path = np.empty(before + after + 1, link.dtype)
    node = middle
    for i in range(before, -1, -1):
        path[i] = node
        node = link[node]
    node = middle
    for i in range(before, before + after + 1):
        path[i] = node
        node = back_link[node]
    return path
