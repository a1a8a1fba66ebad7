"""A queue of nodes by their keys, of equal keys the one put in first: a heap with four children a place.

Its arrays are `keys` (float64), `ticks` (int64, which grow with every node put in) and `nodes`; `size` are in it.
"""

from __future__ import annotations

import numpy as np

from analytics.kernels import Array, kernel

__all__ = ["grown", "pop", "push"]


@kernel
def push(keys: Array, ticks: Array, nodes: Array, size: int, key: float, tick: int, node: int) -> None:
    """Put a node in, for which there must be room; its tick must be greater than all."""
    place = size
    while place > 0:
        above = (place - 1) >> 2
        if keys[above] <= key:
            break
        keys[place] = keys[above]
        ticks[place] = ticks[above]
        nodes[place] = nodes[above]
        place = above
    keys[place] = key
    ticks[place] = tick
    nodes[place] = node


@kernel
def pop(keys: Array, ticks: Array, nodes: Array, size: int) -> None:
    """Take out the node at place 0, which has the least key."""
    last = size - 1
    key, tick = keys[last], ticks[last]
    place = 0
    while True:
        below = 4 * place + 1
        if below >= last:
            break
        least = below
        for child in range(below + 1, min(below + 4, last)):
            if keys[child] < keys[least] or (keys[child] == keys[least] and ticks[child] < ticks[least]):
                least = child
        if keys[least] > key or (keys[least] == key and ticks[least] > tick):
            break
        keys[place] = keys[least]
        ticks[place] = ticks[least]
        nodes[place] = nodes[least]
        place = least
    keys[place] = key
    ticks[place] = tick
    nodes[place] = nodes[last]


@kernel
def grown(array: Array, size: int) -> Array:
    """The same with room for so many, and as many again."""
    larger = np.empty(2 * size, array.dtype)
    larger[: len(array)] = array
    return larger
