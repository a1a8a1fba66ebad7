"""A walk between two sides of a bipartite graph that returns to where it began: personalised PageRank, solved."""

from __future__ import annotations

import numpy as np

from analytics.kernels import Array, kernel

__all__ = ["solved"]


@kernel
def solved(
    indptr: Array,
    indices: Array,
    back_indptr: Array,
    back_indices: Array,
    root: Array,
    weight: Array,
    right: Array,
    factor: float,
    error: float,
    stop: Array,
) -> tuple[Array, Array]:
    """Solve (I - factor R B W B' R) y = right by conjugate gradients: y, and B' R y.

    `indptr` and `indices` are the rows of B, whose entries are 1, the `back_` ones those of its transpose B'; R and W
    are diagonal matrices with `root` and `weight`. Eigenvalues must be in [1 - factor, 1]. The error of y, in the
    Euclidean norm, is at most `error` times the norm of `right`.

    M. R. Hestenes and E. Stiefel (1952), "Methods of Conjugate Gradients for Solving Linear Systems", J. Res. NBS 49.
    """
    rows, columns = len(root), len(weight)
    found, rest, way = np.zeros(rows), right.copy(), right.copy()
    turned, scaled, across = np.empty(rows), root * right, np.empty(columns)
    square = 0.0
    for i in range(rows):
        square += rest[i] * rest[i]
    least = square * (error * (1 - factor)) ** 2
    while square > least and not stop[0]:
        for j in range(columns):
            total = 0.0
            for e in range(back_indptr[j], back_indptr[j + 1]):
                total += scaled[back_indices[e]]
            across[j] = weight[j] * total
        bend = 0.0
        for i in range(rows):
            total = 0.0
            for e in range(indptr[i], indptr[i + 1]):
                total += across[indices[e]]
            turned[i] = way[i] - factor * root[i] * total
            bend += way[i] * turned[i]
        step = square / bend
        before, square = square, 0.0
        for i in range(rows):
            found[i] += step * way[i]
            rest[i] -= step * turned[i]
            square += rest[i] * rest[i]
        for i in range(rows):
            way[i] = rest[i] + square / before * way[i]
            scaled[i] = root[i] * way[i]
    for j in range(columns):
        total = 0.0
        for e in range(back_indptr[j], back_indptr[j + 1]):
            total += root[back_indices[e]] * found[back_indices[e]]
        across[j] = total
    return found, across
