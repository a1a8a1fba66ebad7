"""Constraint and effective size after R. S. Burt, Structural Holes (1992), of networks of mutual weights.

Rows have every pair of nodes twice with the same weight, a self-loop once, and no parallel entries; `strength` is the
sum of every row. The kernels for all nodes go from triangle to triangle (see `analytics.kernels.triangles`: `order`,
`begins` and `heads` come from there, and `values` are the weights of their entries); those for some nodes look round
each. `loop` is the weight of each node's self-loop, or 0.
"""

from __future__ import annotations

import numpy as np

from analytics.kernels import Array, kernel

__all__ = ["constraints", "constraints_of", "effective_sizes", "effective_sizes_of", "ego_ties", "row_measures"]


@kernel
def constraints(begins: Array, heads: Array, values: Array, loop: Array, strength: Array, stop: Array) -> Array:
    """The constraint of every rank. `loop` and `strength` are by rank too.

    With x(a, b) the sum of w(a, q) w(q, b) / s(q) over all q, that of b on a is ((w(a, b) + x(a, b)) / s(a))².
    """
    size = len(begins) - 1
    through = np.zeros(len(heads))  # x
    place = np.zeros(size, np.uint32)  # of a node in the row of u, counted from 1
    inverse = 1.0 / strength
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
                    g = first + np.int64(at) - 1
                    total += values[f] * values[g] * inverse[heads[f]]
                    through[f] += values[e] * values[g] * inverse[u]
                    through[g] += values[e] * values[f] * inverse[v]
            through[e] += total
        for e in range(first, begins[u + 1]):
            place[heads[e]] = 0
    sums = np.zeros(size)
    itself = loop * loop * inverse
    for u in range(size):
        for e in range(begins[u], begins[u + 1]):
            v = heads[e]
            if values[e] > 0:
                all_of_it = values[e] + through[e] + values[e] * (loop[u] * inverse[u] + loop[v] * inverse[v])
                sums[u] += all_of_it * all_of_it
                sums[v] += all_of_it * all_of_it
            itself[u] += values[e] * values[e] * inverse[v]
            itself[v] += values[e] * values[e] * inverse[u]
    for u in range(size):
        if loop[u] > 0:
            sums[u] += (loop[u] + itself[u]) ** 2
        sums[u] *= inverse[u] * inverse[u]
        if strength[u] == loop[u]:
            sums[u] = np.nan
    return sums


@kernel
def constraints_of(indptr: Array, indices: Array, weights: Array, strength: Array, nodes: Array, stop: Array) -> Array:
    """The constraint of some nodes."""
    found = np.empty(len(nodes))
    near = np.zeros(len(indptr) - 1, np.bool_)
    share = np.zeros(len(indptr) - 1)
    for k in range(len(nodes)):
        if stop[0]:
            break
        first, last = indptr[nodes[k]], indptr[nodes[k] + 1]
        for e in range(first, last):
            near[indices[e]] = True
            share[indices[e]] += weights[e]
        for e in range(first, last):
            other = np.int64(indices[e])
            if strength[other] != 0:
                part = weights[e] / strength[other]
                for f in range(indptr[other], indptr[other + 1]):
                    if near[indices[f]]:
                        share[indices[f]] += part * weights[f]
        total = 0.0
        for e in range(first, last):
            total += share[indices[e]] ** 2
            share[indices[e]] = 0.0
            near[indices[e]] = False
        found[k] = total / strength[nodes[k]] ** 2 if total else 0.0
    return found


@kernel
def effective_sizes(
    begins: Array, heads: Array, values: Array, loop: Array, strength: Array, greatest: Array, stop: Array
) -> Array:
    """The effective size of every rank; `greatest` is the greatest weight in each row, by rank like the others."""
    size = len(begins) - 1
    redundant = np.zeros(size)
    place = np.zeros(size, np.uint32)
    inverse = 1.0 / greatest
    for u in range(size):
        if stop[0]:
            break
        first = begins[u]
        for e in range(first, begins[u + 1]):
            place[heads[e]] = e - first + 1
        for e in range(first, begins[u + 1]):
            v = heads[e]
            for f in range(begins[v], begins[v + 1]):
                w = heads[f]
                if place[w]:
                    uv, vw, uw = values[e], values[f], values[first + np.int64(place[w]) - 1]
                    redundant[u] += vw * (uw * inverse[v] + uv * inverse[w])
                    redundant[v] += uw * (vw * inverse[u] + uv * inverse[w])
                    redundant[w] += uv * (vw * inverse[u] + uw * inverse[v])
        for e in range(first, begins[u + 1]):
            place[heads[e]] = 0
    contacts = (loop > 0).astype(np.float64)
    squares = loop * loop
    for u in range(size):
        for e in range(begins[u], begins[u + 1]):
            v = heads[e]
            squares[u] += values[e] * values[e]
            squares[v] += values[e] * values[e]
            if values[e] > 0:
                contacts[u] += 1.0
                contacts[v] += 1.0
                redundant[u] += values[e] * (loop[u] + loop[v]) * inverse[v]
                redundant[v] += values[e] * (loop[u] + loop[v]) * inverse[u]
    for u in range(size):
        if loop[u] > 0:
            redundant[u] += squares[u] * inverse[u]
        contacts[u] = np.nan if strength[u] == loop[u] else contacts[u] - redundant[u] / strength[u]
    return contacts


@kernel
def effective_sizes_of(
    indptr: Array, indices: Array, weights: Array, strength: Array, greatest: Array, nodes: Array, stop: Array
) -> Array:
    """The effective size of some nodes; `greatest` is the greatest weight in each row."""
    found = np.empty(len(nodes))
    own = np.zeros(len(indptr) - 1)
    for k in range(len(nodes)):
        if stop[0]:
            break
        first, last = indptr[nodes[k]], indptr[nodes[k] + 1]
        for e in range(first, last):
            own[indices[e]] = weights[e]
        redundant = 0.0
        for e in range(first, last):
            other = np.int64(indices[e])
            total = 0.0
            for f in range(indptr[other], indptr[other + 1]):
                total += own[indices[f]] * weights[f]
            if total:
                redundant += total / greatest[other]
        for e in range(first, last):
            own[indices[e]] = 0.0
        found[k] = last - first
        if redundant:
            found[k] -= redundant / strength[nodes[k]]
    return found


@kernel
def ego_ties(
    indptr: Array, indices: Array, all_indptr: Array, all_indices: Array, nodes: Array, stop: Array
) -> tuple[Array, Array]:
    """How many others are in the row of each of some nodes, and twice the number of edges among these.

    The edges are those of the second rows, which may have parallel ones.
    """
    contacts = np.zeros(len(nodes), np.int64)
    ties = np.zeros(len(nodes), np.int64)
    near = np.zeros(len(indptr) - 1, np.bool_)
    for k in range(len(nodes)):
        if stop[0]:
            break
        row = indices[indptr[nodes[k]] : indptr[nodes[k] + 1]]
        for other in row:
            near[other] = other != nodes[k]
        for other in row:
            if other != nodes[k]:
                contacts[k] += 1
                for e in range(all_indptr[other], all_indptr[other + np.int64(1)]):
                    if near[all_indices[e]]:
                        ties[k] += 2 if all_indices[e] == other else 1
        for other in row:
            near[other] = False
    return contacts, ties


@kernel
def row_measures(indptr: Array, indices: Array, weights: Array) -> tuple[Array, Array, Array]:
    """The sum of each row, its greatest weight (0 if all are less), and the weight of its self-loop."""
    size = len(indptr) - 1
    strength, greatest, loop = np.zeros(size), np.zeros(size), np.zeros(size)
    for row in range(size):
        for e in range(indptr[row], indptr[row + 1]):
            strength[row] += weights[e]
            greatest[row] = max(greatest[row], weights[e])
            if indices[e] == row:
                loop[row] = weights[e]
    return strength, greatest, loop
