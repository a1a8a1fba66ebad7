"""Fixed points over the entries towards predecessors: PageRank with a proven error, and power iteration."""

from __future__ import annotations

import numpy as np

from analytics.kernels import Array, kernel

__all__ = ["gauss_seidel", "power_iteration"]

_STEPS = 3
_ACCELERATED = 1000


@kernel
def _pulled(indptr: Array, indices: Array, weights: Array | None, values: Array, node: int) -> float:
    """The sum of values over the entries of a node. Without weights a third of the memory is read."""
    total = 0.0
    if weights is None:
        for e in range(indptr[node], indptr[node + 1]):
            total += values[indices[e]]
    else:
        for e in range(indptr[node], indptr[node + 1]):
            total += weights[e] * values[indices[e]]
    return total


@kernel
def gauss_seidel(
    indptr: Array,
    indices: Array,
    weights: Array | None,
    degrees: Array,
    restart: Array,
    alpha: float,
    tolerance: float,
    stop: Array,
) -> Array:
    """Solve y = alpha Pᵀy + restart up to an L1 error of `tolerance` times the sum of y.

    `indptr`, `indices`, `weights` (None: all 1) are entries towards predecessors, `degrees` float64[n] the sums of
    weights of entries towards successors; a row of P without weight is zero. `restart` float64[n] is not negative,
    0 ≤ alpha < 1. With L and U the parts of alpha Pᵀ below and on or above the diagonal:

    - After a sweep from x to y the residual of y is U (y - x), so its error is at most alpha |y - x|₁ / (1 - alpha),
      however x was come by. That is when to stop.
    - x is therefore moved between sweeps to where y - x would be least in the plane of the last steps (Anderson,
      Iterative procedures for nonlinear integral equations, 1965; Walker and Ni, SIAM J. Numer. Anal. 49, 2011): half
      the sweeps or fewer.
    - It ends: after _ACCELERATED sweeps x is moved no more, and a sweep contracts the error in the norm
      Σ (1 - c_j)|e_j| by alpha, c_j and u_j being the column sums of L and U, c_j + u_j ≤ alpha:
      Σ (1 - c_j)|e'_j| ≤ Σ u_j|e_j| ≤ Σ (alpha - c_j)|e_j| ≤ alpha Σ (1 - c_j)|e_j|.
    """
    size = len(degrees)
    x = restart / (1.0 - alpha)
    y = np.empty(size)
    share = np.empty(size)
    step = np.zeros((_STEPS, size))
    turn = np.zeros((_STEPS, size))  # how much y - x changed by a step; orthonormal
    sweep = 0
    while True:
        for i in range(size):
            share[i] = x[i] / degrees[i] if degrees[i] > 0.0 else 0.0
        change = 0.0
        total = 0.0
        for i in range(size):
            pulled = 0.0  # a call of `_pulled` here would cost as much as what it does
            if weights is None:
                for e in range(indptr[i], indptr[i + 1]):
                    pulled += share[indices[e]]
            else:
                for e in range(indptr[i], indptr[i + 1]):
                    pulled += weights[e] * share[indices[e]]
            value = alpha * pulled + restart[i]
            change += abs(value - x[i])
            total += value
            y[i] = value
            if degrees[i] > 0.0:
                share[i] = value / degrees[i]
        if alpha * change <= (1.0 - alpha) * tolerance * total or stop[0]:
            break
        if sweep < _ACCELERATED:
            if sweep > 0:
                _finish_step(step, turn, (sweep - 1) % _STEPS, x, y)
            _move(step, turn, sweep % _STEPS, x, y)
        x, y = y, x
        sweep += 1
    return np.maximum(y, 0.0)  # what is below is part of the error


@kernel
def _finish_step(step: Array, turn: Array, last: int, x: Array, y: Array) -> None:
    """Make of a step's beginning, kept negated, the step; orthogonal to the others in how y - x changed."""
    own, own_turn = step[last], turn[last]
    for i in range(len(x)):
        own[i] += x[i]
        own_turn[i] += y[i] - x[i]
    for other in range(_STEPS):
        if other != last:
            along = 0.0
            for i in range(len(x)):
                along += turn[other, i] * own_turn[i]
            for i in range(len(x)):
                own_turn[i] -= along * turn[other, i]
                own[i] -= along * step[other, i]
    squares = 0.0
    for i in range(len(x)):
        squares += own_turn[i] * own_turn[i]
    scale = 1.0 / np.sqrt(squares) if squares > 0.0 else 0.0
    for i in range(len(x)):
        own_turn[i] *= scale
        own[i] *= scale


@kernel
def _move(step: Array, turn: Array, oldest: int, x: Array, y: Array) -> None:
    """Move y to where the least change is to be expected, and keep, negated, where the next step begins."""
    size = len(x)
    along = np.zeros(_STEPS)
    for each in range(_STEPS):
        total = 0.0
        for i in range(size):
            total += turn[each, i] * (y[i] - x[i])
        along[each] = total
    for i in range(size):
        value = y[i]
        for each in range(_STEPS):
            value -= along[each] * (turn[each, i] + step[each, i])
        step[oldest, i] = -x[i]
        turn[oldest, i] = x[i] - y[i]
        y[i] = value


@kernel
def power_iteration(
    indptr: Array,
    indices: Array,
    weights: Array | None,
    start: Array,
    kept: float,
    factor: float,
    added: Array,
    unit: bool,
    most: int,
    tolerance: float,
    stop: Array,
) -> tuple[Array, bool]:
    """Repeat x ← kept x + factor Aᵀx + added, at most `most` times; the last x, and whether it came to rest.

    `indptr`, `indices`, `weights` (None: all 1) are entries towards predecessors; `start` and `added` float64[n]. With
    `unit`, x is scaled to length 1 each time. It is at rest when it changes by less than `tolerance` in the L1 norm.
    """
    size = len(start)
    x = start.copy()
    y = np.empty(size)
    for _ in range(most):
        squares = 0.0
        for i in range(size):
            value = kept * x[i] + factor * _pulled(indptr, indices, weights, x, i) + added[i]
            y[i] = value
            squares += value * value
        scale = 1.0 / np.sqrt(squares) if unit and squares > 0.0 else 1.0
        change = 0.0
        for i in range(size):
            y[i] *= scale
            change += abs(y[i] - x[i])
        x, y = y, x
        if change < tolerance:
            return x, True
        if stop[0]:
            break
    return x, False
