"""Shortest paths by weights (E. W. Dijkstra, A note on two problems in connexion with graphs, 1959).

Arrays of one element a node are given, see `analytics.kernels.traversal`. Nodes of equal distance are settled in the
order in which they got it, as in networkx.
"""

from __future__ import annotations

import numpy as np

from analytics.kernels import Array, kernel
from analytics.kernels.heap import grown, pop, push

__all__ = ["dijkstra", "tight", "two_sided"]

ROOM = 256


@kernel
def dijkstra(
    indptr: Array,
    indices: Array,
    weights: Array,
    sources: Array,
    target: int,
    cutoff: float,
    seen: Array,
    mark: int,
    distance: Array,
    link: Array,
    queue: Array,
    parent: Array,
    stop: Array,
) -> int:
    """Settle nodes until the target is (-1 for none), or all are that are no farther than the cutoff.

    Gives how many; they are in `queue` in this order, and the place in it of the node before in `parent`, their
    distance in `distance`; they have the mark `mark + 1`. -1 if a path got shorter that was settled: a weight is
    negative. Weights must not be NaN.
    """
    room = len(sources) + ROOM
    keys, ticks, nodes = np.empty(room), np.empty(room, np.int64), np.empty(room, indices.dtype)
    size = tick = count = 0
    for source in sources:
        seen[source] = mark
        distance[source] = 0.0
        link[source] = 0
        push(keys, ticks, nodes, size, 0.0, tick, source)
        size += 1
        tick += 1
    while size > 0 and not stop[0]:
        node = nodes[0]
        pop(keys, ticks, nodes, size)
        size -= 1
        if seen[node] == mark + 1:
            continue
        seen[node] = mark + 1
        queue[count] = node
        parent[count] = link[node]
        count += 1
        if node == target:
            break
        begin, end = indptr[node], indptr[node + 1]
        if size + end - begin > len(keys):
            room = size + end - begin
            keys, ticks, nodes = grown(keys, room), grown(ticks, room), grown(nodes, room)
        so_far = distance[node]
        for e in range(begin, end):
            other = indices[e]
            state = seen[other]
            length = so_far + weights[e]
            if length > cutoff or ((state == mark or state == mark + 1) and length >= distance[other]):
                continue
            if state == mark + 1:
                return -1
            seen[other] = mark
            distance[other] = length
            link[other] = count - 1
            push(keys, ticks, nodes, size, length, tick, other)
            size += 1
            tick += 1
    return count


@kernel
def tight(
    indptr: Array,
    indices: Array,
    weights: Array,
    queue: Array,
    count: int,
    seen: Array,
    settled: int,
    distance: Array,
    link: Array,
) -> tuple[Array, Array]:
    """For each of the nodes settled, at which places of the queue are all that come before it on shortest paths.

    As compressed rows, in the order of the queue. `link` is used for the place of each node.
    """
    begins = np.zeros(count + 1, np.int64)
    for place in range(count):
        link[queue[place]] = place
    for place in range(count):
        node = queue[place]
        for e in range(indptr[node], indptr[node + 1]):
            other = indices[e]
            if seen[other] == settled and distance[node] + weights[e] == distance[other]:
                begins[np.int64(link[other]) + 1] += 1
    for place in range(count):
        begins[place + 1] += begins[place]
    free = begins[:-1].copy()
    places = np.empty(begins[count], np.int64)
    for place in range(count):
        node = queue[place]
        for e in range(indptr[node], indptr[node + 1]):
            other = indices[e]
            if seen[other] == settled and distance[node] + weights[e] == distance[other]:
                places[free[link[other]]] = place
                free[link[other]] += 1
    return begins, places


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
    banned: Array,
    seen: Array,
    mark: int,
    distance: Array,
    link: Array,
    back_seen: Array,
    back_mark: int,
    back_distance: Array,
    back_link: Array,
    stop: Array,
) -> tuple[float, Array]:
    """Find a shortest path by settling nodes from both ends in turn: its length and nodes.

    No node marked `mark + 2` or, in `back_seen`, `back_mark + 2` is on it, and none of `banned` comes after the source.
    Without a path there are no nodes and the length is infinite; it is NaN if a weight was found to be negative.
    Source and target differ.
    """
    keys, ticks, nodes = np.empty(ROOM), np.empty(ROOM, np.int64), np.empty(ROOM, indices.dtype)
    back_keys, back_ticks, back_nodes = np.empty(ROOM), np.empty(ROOM, np.int64), np.empty(ROOM, indices.dtype)
    push(keys, ticks, nodes, 0, 0.0, 0, source)
    push(back_keys, back_ticks, back_nodes, 0, 0.0, 0, target)
    seen[source] = mark
    distance[source] = 0.0
    link[source] = source
    back_seen[target] = back_mark
    back_distance[target] = 0.0
    back_link[target] = target
    size = back_size = tick = 1
    best, middle = np.inf, -1
    ahead = False
    while size > 0 and back_size > 0 and not stop[0]:
        ahead = not ahead
        if ahead:
            node = nodes[0]
            pop(keys, ticks, nodes, size)
            size -= 1
            if seen[node] == mark + 1:
                continue
            seen[node] = mark + 1
            if back_seen[node] == back_mark + 1:
                break
            room = size + indptr[node + 1] - indptr[node]
            if room > len(keys):
                keys, ticks, nodes = grown(keys, room), grown(ticks, room), grown(nodes, room)
            size, tick, best, middle = _reach(
                indptr, indices, weights, node, source, banned, seen, mark, distance, link, back_seen, back_mark,
                back_distance, keys, ticks, nodes, size, tick, best, middle,
            )  # fmt: skip
            if size < 0:
                return np.nan, nodes[:0].copy()
        else:
            node = back_nodes[0]
            pop(back_keys, back_ticks, back_nodes, back_size)
            back_size -= 1
            if back_seen[node] == back_mark + 1:
                continue
            back_seen[node] = back_mark + 1
            if seen[node] == mark + 1:
                break
            room = back_size + into_indptr[node + 1] - into_indptr[node]
            if room > len(back_keys):
                back_keys, back_ticks = grown(back_keys, room), grown(back_ticks, room)
                back_nodes = grown(back_nodes, room)
            back_size, tick, best, middle = _reach(
                into_indptr, into_indices, into_weights, node, source, banned, back_seen, back_mark, back_distance,
                back_link, seen, mark, distance, back_keys, back_ticks, back_nodes, back_size, tick, best, middle,
            )  # fmt: skip
            if back_size < 0:
                return np.nan, nodes[:0].copy()
    else:
        return np.inf, nodes[:0].copy()
    return best, _through(middle, source, target, link, back_link)


@kernel
def _reach(
    indptr: Array,
    indices: Array,
    weights: Array,
    node: int,
    source: int,
    banned: Array,
    seen: Array,
    mark: int,
    distance: Array,
    link: Array,
    other_seen: Array,
    other_mark: int,
    other_distance: Array,
    keys: Array,
    ticks: Array,
    nodes: Array,
    size: int,
    tick: int,
    best: float,
    middle: int,
) -> tuple[int, int, float, int]:
    """Go on from a settled node; `best` is the shortest path so far, through `middle`. The size is -1, see above."""
    for e in range(indptr[node], indptr[node + 1]):
        other = indices[e]
        state = seen[other]
        if state == mark + 2 or (len(banned) > 0 and _is_banned(node, other, source, banned)):
            continue
        length = distance[node] + weights[e]
        if (state == mark or state == mark + 1) and length >= distance[other]:
            continue
        if state == mark + 1:
            return -1, tick, best, middle
        seen[other] = mark
        distance[other] = length
        link[other] = node
        push(keys, ticks, nodes, size, length, tick, other)
        size += 1
        tick += 1
        state = other_seen[other]
        if (state == other_mark or state == other_mark + 1) and length + other_distance[other] < best:
            best = length + other_distance[other]
            middle = other
    return size, tick, best, middle


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
