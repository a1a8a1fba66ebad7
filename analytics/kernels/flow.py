"""Flows in residual networks.

A network is rows of arcs: `head` says where an arc leads, `twin` which arc is the same turned round, and `residual` how
much more can flow over it. An edge is an arc at its start and one at its end.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from analytics.kernels import Array, kernel

__all__ = ["distances", "maximum_flow", "network"]


@kernel
def network(size: int, start: Array, end: Array) -> tuple[Array, Array, Array, Array]:
    """The rows of a network with two arcs for every edge, `head`, `twin`, and where each edge's first arc is."""
    indptr = np.zeros(size + 1, np.int64)
    for i in range(len(start)):
        indptr[np.int64(start[i]) + 1] += 1
        indptr[np.int64(end[i]) + 1] += 1
    for i in range(size):
        indptr[i + 1] += indptr[i]
    free = indptr[:-1].copy()
    head = np.empty(2 * len(start), np.uint32)
    twin = np.empty(2 * len(start), np.int64)
    place = np.empty(len(start), np.int64)
    for i in range(len(start)):
        there = free[start[i]]
        free[start[i]] += 1
        back = free[end[i]]
        free[end[i]] += 1
        head[there], head[back] = end[i], start[i]
        twin[there], twin[back] = back, there
        place[i] = there
    return indptr, head, twin, place


@kernel
def distances(indptr: Array, head: Array, twin: Array, residual: Array, source: int, sink: int) -> Array:
    """From how many arcs away each node can still send something to the sink, -1 if from nowhere.

    Once the source is found, the others are left out; for a source of -1 none is.
    """
    size = len(indptr) - 1
    distance = np.full(size, -1, np.int32)
    queue = np.empty(size, head.dtype)
    queue[0] = sink
    distance[sink] = 0
    done, found = 0, 1
    while done < found and (source < 0 or distance[source] < 0):
        node = np.int64(queue[done])
        done += 1
        for a in range(indptr[node], indptr[node + 1]):
            other = head[a]
            if distance[other] < 0 and residual[twin[a]] > 0:
                distance[other] = distance[node] + 1
                queue[found] = other
                found += 1
    return distance


@kernel
def maximum_flow(
    indptr: Array, head: Array, twin: Array, residual: Array, source: int, sink: int, stop: Array
) -> tuple[float, Array]:
    """Send as much as possible from source to sink: how much that is, and which nodes can still send more to the sink.

    The residual capacities are changed to what is left of them. Dinitz 1970, Algorithm for solution of a problem of
    maximum flow in networks with power estimation: while the sink can be reached, go along arcs that come nearer to it.
    """
    size = len(indptr) - 1
    path = np.empty(size, np.int64)
    value = 0.0
    while True:
        distance = distances(indptr, head, twin, residual, source, sink)
        if distance[source] < 0 or stop[0]:
            return value, distance >= 0
        arc = indptr[:-1].copy()
        node: Any = source
        depth = 0
        while True:
            if node == sink:
                least = residual[path[0]]
                for i in range(1, depth):
                    least = min(least, residual[path[i]])
                value += least
                for i in range(depth - 1, -1, -1):
                    a = path[i]
                    residual[a] -= least
                    residual[twin[a]] += least
                    if residual[a] <= 0:
                        depth = i
                node = np.int64(head[twin[path[depth]]])
                continue
            a, end = arc[node], indptr[node + 1]
            while a < end and not (residual[a] > 0 and distance[head[a]] == distance[node] - 1):
                a += 1
            arc[node] = a
            if a < end:
                path[depth] = a
                depth += 1
                node = np.int64(head[a])
            elif depth == 0:
                break
            else:
                depth -= 1
                node = np.int64(head[twin[path[depth]]])
                arc[node] += 1
