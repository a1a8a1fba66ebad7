"""A queue of nodes by their keys, of equal keys the one put in first: a heap with four children a place.

Its arrays are `keys` (float64) and `items` (int64: when a node was put in, and in the lower 32 bits the node, so fewer
than 2**31 may be put in, of nodes below 2**32); `size` are in it.
"""

from __future__ import annotations

import numpy as np

from analytics.kernels import Array, kernel

__all__ = ["NODE", "grown", "pop", "push"]

NODE = 0xFFFFFFFF
"""The bits of an item that are the node."""


@kernel
def push(keys: Array, items: Array, size: int, key: float, tick: int, node: int) -> None:
    """Put a node in, for which there must be room; its tick must be greater than all."""
    place = size
    while place > 0:
        above = (place - 1) >> 2
        if keys[above] <= key:
            break
        keys[place] = keys[above]
        items[place] = items[above]
        place = above
    keys[place] = key
    items[place] = (tick << 32) | node


@kernel
def pop(keys: Array, items: Array, size: int) -> None:
    """Take out what is at place 0, which has the least key."""
    last = size - 1
    key, item = keys[last], items[last]
    place = 0
    below = 1
    while below < last:
        least, least_key = below, keys[below]
        for child in range(below + 1, min(below + 4, last)):
            child_key = keys[child]
            if child_key < least_key or (child_key == least_key and items[child] < items[least]):
                least, least_key = child, child_key
        if least_key > key or (least_key == key and items[least] > item):
            break
        keys[place] = least_key
        items[place] = items[least]
        place = least
        below = 4 * place + 1
    keys[place] = key
    items[place] = item


@kernel
def grown(array: Array, size: int) -> Array:
    """The same with room for so many, and as many again."""
    larger = np.empty(2 * size, array.dtype)
    larger[: len(array)] = array
    return larger
