"""Triangles of undirected graphs, each visited once from its node of the least degree.

The rows that are given must have every edge twice and no parallel ones; self-loops are passed over. Method: the
`forward` algorithm of T. Schank and D. Wagner, Finding, Counting and Listing All Triangles in Large Graphs (2005).
"""

from __future__ import annotations

import numpy as np

from analytics.kernels import Array, kernel
from analytics.kernels.rows import sorted_by

__all__ = ["closed", "edge_triangles", "oriented", "triangle_sums"]


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
def closed(indptr: Array, indices: Array, nodes: Array, stop: Array) -> tuple[Array, Array]:
    """For each of some nodes: how many others are in its row, and how many pairs (w, x) of them have x in w's row.

    Of an undirected graph that is the degree, and twice the number of triangles.
    """
    degrees = np.zeros(len(nodes), np.int64)
    pairs = np.zeros(len(nodes), np.int64)
    near = np.zeros(len(indptr) - 1, np.bool_)
    for k in range(len(nodes)):
        if stop[0]:
            break
        node = nodes[k]
        row = indices[indptr[node] : indptr[node + 1]]
        for other in row:
            near[other] = other != node
        found = 0
        for other in row:
            if other != node:
                degrees[k] += 1
                for e in range(indptr[other], indptr[other + np.int64(1)]):
                    found += near[indices[e]] and indices[e] != other
        pairs[k] = found
        for other in row:
            near[other] = False
    return degrees, pairs
