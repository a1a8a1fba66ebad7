"""What is left of a graph when its loosest nodes or edges are taken away again and again."""

from __future__ import annotations

import numpy as np

from analytics.kernels import Array, kernel
from analytics.kernels.rows import sorted_by, transposed
from analytics.kernels.triangles import edge_triangles, oriented

__all__ = ["core_numbers", "onion", "truss"]


@kernel
def core_numbers(indptr: Array, indices: Array) -> Array:
    """The greatest k for which each node is in the k-core: V. Batagelj and M. Zaversnik, arXiv:cs/0310049.

    Rows have every edge twice; parallel ones count as often as they are there.
    """
    size = len(indptr) - 1
    degrees = np.diff(indptr)
    begins, order = sorted_by(degrees, degrees.max() + 1 if size else 1)
    place = np.empty(size, np.int64)
    for i in range(size):
        place[order[i]] = i
    for i in range(size):
        node = order[i]
        for e in range(indptr[node], indptr[node + 1]):
            other = np.int64(indices[e])
            if degrees[other] > degrees[node]:  # to the front of those of its degree, where one more of the lesser is
                first = begins[degrees[other]]
                moved = order[first]
                order[place[other]] = moved
                place[moved] = place[other]
                order[first] = other
                place[other] = first
                begins[degrees[other]] += 1
                degrees[other] -= 1
    return degrees


@kernel
def onion(indptr: Array, indices: Array) -> Array:
    """The layer of each node: L. Hébert-Dufresne, J. Grochow and A. Allard, Scientific Reports 6, 31708 (2016)."""
    size = len(indptr) - 1
    layers = np.zeros(size, np.int64)
    degrees = np.diff(indptr)
    left = np.arange(size)
    layer, core = 0, 0
    while len(left):
        core = max(core, degrees[left].min())
        peel = left[degrees[left] <= core]
        while len(peel):
            layer += 1
            layers[peel] = layer
            below = np.empty(len(left), np.int64)
            count = 0
            for node in peel:
                for e in range(indptr[node], indptr[node + 1]):
                    other = np.int64(indices[e])
                    degrees[other] -= 1
                    if degrees[other] == core and layers[other] == 0:
                        below[count] = other
                        count += 1
            peel = below[:count].copy()
        left = left[layers[left] == 0]
    return layers


@kernel
def truss(indptr: Array, indices: Array, least: int, stop: Array) -> tuple[Array, Array, Array]:
    """The rows, sorted, and which of their entries are left if every edge is to be in so many triangles.

    Rows have every edge twice, no parallel ones and no self-loops. Method: J. Cohen, Trusses (2008).
    """
    indptr, indices, _ = transposed(indptr, indices)  # sorts rows
    _, _, twin = transposed(indptr, indices)
    _, begins, heads, entry = oriented(indptr, indices)
    triangles = np.zeros(len(indices), np.int64)
    counts = edge_triangles(begins, heads, stop)
    stack = np.empty(len(entry), np.int64)
    waiting = 0
    for e in range(len(entry)):
        triangles[entry[e]] = triangles[twin[entry[e]]] = counts[e]
        if counts[e] < least:
            stack[waiting] = entry[e]
            waiting += 1
    left = np.ones(len(indices), np.bool_)
    while waiting and not stop[0]:
        waiting -= 1
        e = stack[waiting]
        left[e] = left[twin[e]] = False
        one, other = np.int64(indices[twin[e]]), np.int64(indices[e])
        f, g = indptr[one], indptr[other]
        while f < indptr[one + 1] and g < indptr[other + 1]:
            if indices[f] < indices[g]:
                f += 1
            elif indices[g] < indices[f]:
                g += 1
            else:
                if left[f] and left[g]:
                    for side in (f, g):
                        triangles[side] -= 1
                        triangles[twin[side]] -= 1
                        if triangles[side] == least - 1:
                            stack[waiting] = side
                            waiting += 1
                f += 1
                g += 1
    return indptr, indices, left
