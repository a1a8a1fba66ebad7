"""Triangles of undirected graphs, each visited once from its node of the least degree.

The rows that are given must have every edge twice and no parallel ones; self-loops are passed over. Method: the
`forward` algorithm of T. Schank and D. Wagner, Finding, Counting and Listing All Triangles in Large Graphs (2005).
"""

from __future__ import annotations

import numpy as np

from analytics.kernels import Array, kernel
from analytics.kernels.rows import sorted_by

__all__ = ["closed", "contacts", "edge_triangles", "oriented", "triangle_sums"]


@kernel
def oriented(indptr: Array, indices: Array) -> tuple[Array, Array, Array, Array]:
    """Rank nodes by degree and keep every edge at its end of the lower rank.

    Returns the nodes by rank, rows of ranks (`begins`, `heads`), and for each entry that of `indices` it comes from.
    """
    size = len(indptr) - 1
    degrees = np.diff(indptr)
    _, order = sorted_by(degrees, degrees.max() + 1 if size else 1)
    rank = np.empty(size, indices.dtype)
    for r in range(size):
        rank[order[r]] = r
    begins = np.zeros(size + 1, np.int64)
    heads = np.empty(len(indices) // 2 + 1, indices.dtype)
    entry = np.empty(len(heads), np.int64)
    count = 0
    for r in range(size):
        node = order[r]
        for e in range(indptr[node], indptr[node + 1]):
            if rank[indices[e]] > r:
                heads[count] = rank[indices[e]]
                entry[count] = e
                count += 1
        begins[r + 1] = count
    return order, begins, heads[:count].copy(), entry[:count].copy()


@kernel
def triangle_sums(begins: Array, heads: Array, values: Array, stop: Array) -> Array:
    """For every rank the sum, over its triangles, of the product of the values of their three edges."""
    size = len(begins) - 1
    sums = np.zeros(size)
    place = np.zeros(size, np.uint32)  # of a node in the row of u, counted from 1
    for u in range(size):
        if stop[0]:
            break
        first = begins[u]
        for e in range(first, begins[u + 1]):
            place[heads[e]] = e - first + 1
        for e in range(first, begins[u + 1]):
            v = heads[e]
            total = 0.0
            for f in range(begins[v], begins[v + 1]):
                at = place[heads[f]]
                if at:
                    product = values[e] * values[f] * values[first + np.int64(at) - 1]
                    sums[heads[f]] += product
                    total += product
            sums[u] += total
            sums[v] += total
        for e in range(first, begins[u + 1]):
            place[heads[e]] = 0
    return sums


@kernel
def edge_triangles(begins: Array, heads: Array, stop: Array) -> Array:
    """In how many triangles each entry of oriented rows is."""
    size = len(begins) - 1
    counts = np.zeros(len(heads), np.int64)
    place = np.zeros(size, np.uint32)
    for u in range(size):
        if stop[0]:
            break
        first = begins[u]
        for e in range(first, begins[u + 1]):
            place[heads[e]] = e - first + 1
        for e in range(first, begins[u + 1]):
            v = heads[e]
            found = 0
            for f in range(begins[v], begins[v + 1]):
                at = place[heads[f]]
                if at:
                    counts[f] += 1
                    counts[first + np.int64(at) - 1] += 1
                    found += 1
            counts[e] += found
        for e in range(first, begins[u + 1]):
            place[heads[e]] = 0
    return counts


@kernel
def closed(indptr: Array, indices: Array, values: Array, nodes: Array, stop: Array) -> Array:
    """For each of some nodes u the sum of the values of (u, v), (v, w) and (u, w), multiplied, over all v and w.

    Of an undirected graph whose values are 1 that is twice the number of triangles at a node. The rows need not have
    every edge twice.
    """
    sums = np.zeros(len(nodes))
    own = np.zeros(len(indptr) - 1)
    for k in range(len(nodes)):
        if stop[0]:
            break
        u = nodes[k]
        for e in range(indptr[u], indptr[u + 1]):
            own[indices[e]] = values[e]
        own[u] = 0.0
        for e in range(indptr[u], indptr[u + 1]):
            v = np.int64(indices[e])
            if v != u:
                total = 0.0
                for f in range(indptr[v], indptr[v + 1]):
                    if indices[f] != v:
                        total += values[f] * own[indices[f]]
                sums[k] += values[e] * total
        for e in range(indptr[u], indptr[u + 1]):
            own[indices[e]] = 0.0
    return sums


@kernel
def contacts(indptr: Array, indices: Array, counts: Array) -> tuple[Array, Array]:
    """How many others are in each row, and the sum of their counts."""
    others = np.zeros(len(indptr) - 1, np.int64)
    links = np.zeros(len(indptr) - 1, np.int64)
    for row in range(len(indptr) - 1):
        for e in range(indptr[row], indptr[row + 1]):
            if indices[e] != row:
                others[row] += 1
                links[row] += np.int64(counts[e])
    return others, links
