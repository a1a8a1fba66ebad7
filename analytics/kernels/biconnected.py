"""Biconnected components, articulation points and bridges of undirected graphs."""

from __future__ import annotations

from typing import Any

import numpy as np

from analytics.kernels import Array, kernel

__all__ = ["biconnected", "bridges"]


@kernel
def biconnected(indptr: Array, indices: Array) -> tuple[Array, Array, Array, Array]:
    """Divide the edges of a graph without parallel ones into biconnected components.

    The edges, component after component; where each begins (and the last ends); the articulation points in the order in
    which they are found; and over which node each one was reached if the edge to that is a bridge, else the number of
    nodes. Hopcroft and Tarjan 1973, Efficient algorithms for graph manipulation.
    """
    size = len(indptr) - 1
    found = np.zeros(size, np.int64)  # 1 for the first node
    low = np.empty(size, np.int64)
    entry = indptr[:-1].copy()
    path = np.empty(size + 1, indices.dtype)
    opened = np.empty(size, np.int64)  # where on the stack of edges the one by which a node was reached is
    stack = np.empty((len(indices), 2), indices.dtype)
    edges = np.empty((len(indices), 2), indices.dtype)
    begins = np.zeros(size + 1, np.int64)
    points = np.empty(size, indices.dtype)
    is_point = np.zeros(size, np.bool_)
    over_bridge = np.full(size, size, indices.dtype)
    clock, stacked, listed, components, cuts = 0, 0, 0, 0, 0
    for root in range(size):
        if found[root]:
            continue
        clock += 1
        found[root] = low[root] = clock
        path[0] = path[1] = root
        depth, children = 1, 0
        while depth:
            before, node = np.int64(path[depth - 1]), np.int64(path[depth])
            if entry[node] < indptr[node + 1]:
                other = np.int64(indices[entry[node]])
                entry[node] += 1
                if other == before or found[other] > found[node]:
                    continue
                stack[stacked, 0], stack[stacked, 1] = node, other
                if found[other]:
                    low[node] = min(low[node], found[other])
                else:
                    clock += 1
                    found[other] = low[other] = clock
                    opened[other] = stacked
                    depth += 1
                    path[depth] = other
                stacked += 1
                continue
            depth -= 1
            if depth == 0:
                break
            if depth == 1:
                children += 1
            if low[node] > found[before]:
                over_bridge[node] = before
            if depth == 1 or low[node] >= found[before]:
                if depth > 1 and not is_point[before]:
                    is_point[before] = True
                    points[cuts] = before
                    cuts += 1
                for i in range(opened[node], stacked):
                    edges[listed] = stack[i]
                    listed += 1
                stacked = opened[node]
                components += 1
                begins[components] = listed
            low[before] = min(low[before], low[node])
        if children > 1 and not is_point[root]:
            is_point[root] = True
            points[cuts] = root
            cuts += 1
    return edges[:listed].copy(), begins[: components + 1].copy(), points[:cuts].copy(), over_bridge


@kernel
def bridges(indptr: Array, indices: Array, times: Array, over_bridge: Array) -> Array:
    """The entries of bridges, each at its first node. `times` says how many parallel edges an entry stands for."""
    kept = np.empty(len(indptr), np.int64)
    count = 0
    for node in range(len(indptr) - 1):
        for e in range(indptr[node], indptr[node + 1]):
            other: Any = indices[e]
            if node < other and times[e] == 1 and (over_bridge[other] == node or over_bridge[node] == other):
                kept[count] = e
                count += 1
    return kept[:count].copy()
