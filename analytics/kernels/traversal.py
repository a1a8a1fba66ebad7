"""Breadth-first search, from one end and from both, that costs no more than what it reaches.

Arrays of one element a node are given, and used again and again: `seen` holds the marks (uint8) of searches, of which a
search takes new ones, so that nothing is cleared in between. See `analytics.compiled.searches`.
"""

from __future__ import annotations

import numpy as np

from analytics.kernels import Array, kernel

__all__ = ["breadth_first", "meet"]


@kernel
def breadth_first(
    indptr: Array,
    indices: Array,
    limit: int,
    most: int,
    seen: Array,
    mark: int,
    queue: Array,
    parent: Array,
    depth: Array,
    head: int,
    count: int,
) -> tuple[int, int]:
    """Go on with a search whose `queue` has `count` nodes, of which `head` are done, until it has `most` of them.

    In the order of the queue, `parent` is the place in it of the node before, and `depth` the distance, to `limit` of
    which the search goes. Gives head and count, which are equal once all is found, or count is that of all nodes.
    """
    size = len(seen)
    while head < count and count < most:
        if count == size or depth[head] >= limit:
            return count, count
        node = queue[head]
        for e in range(indptr[node], indptr[node + 1]):
            other = indices[e]
            if seen[other] != mark:
                seen[other] = mark
                queue[count] = other
                parent[count] = head
                depth[count] = depth[head] + 1
                count += 1
        head += 1
    return head, count


@kernel
def meet(
    indptr: Array,
    indices: Array,
    into_indptr: Array,
    into_indices: Array,
    source: int,
    target: int,
    banned: Array,
    limit: float,
    seen: Array,
    mark: int,
    queue: Array,
    parent: Array,
) -> tuple[float, Array, int]:
    """Find a shortest path by going from both ends, always a whole level from the one with fewer nodes to go on from.

    Gives its length and nodes, and how many were reached. Without nodes on it the length is infinite if there is no
    path, else more than `limit` and not more than that of any path. No node marked `mark + 2` is on it, and none of
    `banned` comes after the source. Source and target differ; the two queues grow towards each other in `queue`.
    """
    size = len(queue)
    queue[0] = source
    queue[size - 1] = target
    parent[0] = 0
    parent[size - 1] = size - 1
    seen[source] = mark
    seen[target] = mark + 1
    head, count = 0, 1
    back_head, back_count = 0, 1
    edges = 0.0
    while head < count and back_head < back_count:
        edges += 1
        if edges > limit:
            return edges, queue[:0].copy(), count + back_count
        if count - head <= back_count - back_head:
            for place in range(head, count):
                node = queue[place]
                for e in range(indptr[node], indptr[node + 1]):
                    other = indices[e]
                    state = seen[other]
                    if state == mark or state == mark + 2 or (place == 0 and _among(other, banned)):
                        continue
                    if state == mark + 1:
                        back = size - 1
                        while queue[back] != other:
                            back -= 1
                        return edges, _joined(queue, parent, place, back), count + back_count
                    seen[other] = mark
                    queue[count] = other
                    parent[count] = place
                    count += 1
                head += 1
        else:
            for place in range(size - 1 - back_head, size - 1 - back_count, -1):
                node = queue[place]
                for e in range(into_indptr[node], into_indptr[node + 1]):
                    other = into_indices[e]
                    state = seen[other]
                    if state == mark + 1 or state == mark + 2 or (other == source and _among(node, banned)):
                        continue
                    if state == mark:
                        front = 0
                        while queue[front] != other:
                            front += 1
                        return edges, _joined(queue, parent, front, place), count + back_count
                    seen[other] = mark + 1
                    back_count += 1
                    queue[size - back_count] = other
                    parent[size - back_count] = place
                back_head += 1
    return np.inf, queue[:0].copy(), count + back_count


@kernel
def _among(node: int, nodes: Array) -> bool:
    for each in nodes:  # noqa: SIM110
        if each == node:
            return True
    return False


@kernel
def _joined(queue: Array, parent: Array, front: int, back: int) -> Array:
    """The nodes from the beginning of the queue to the place `front`, and from `back` to its end."""
    size = len(queue)
    before, after = 1, 1
    place = front
    while place > 0:
        place = parent[place]
        before += 1
    place = back
    while place < size - 1:
        place = parent[place]
        after += 1
    path = np.empty(before + after, queue.dtype)
    for i in range(before):
        path[before - 1 - i] = queue[front]
        front = parent[front]
    for i in range(after):
        path[before + i] = queue[back]
        back = parent[back]
    return path
