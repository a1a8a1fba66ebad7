"""Communities by label propagation: every node takes the label that most of its neighbours have."""

from __future__ import annotations

import numpy as np

from analytics.kernels import Array, kernel

__all__ = ["asynchronous", "greedily_coloured", "queued", "semi_synchronous"]


@kernel
def _counted(indptr: Array, indices: Array, weights: Array, node: int, label: Array, count: Array, near: Array) -> int:
    """Add up the weights of the labels around a node in `count` (0 before), and list the labels; returns how many."""
    found = 0
    for e in range(indptr[node], indptr[node + 1]):
        own = label[indices[e]]
        if count[own] == 0:
            near[found] = own
            found += 1
        count[own] += weights[e]
    return found


@kernel
def _most_frequent(count: Array, near: Array, found: int) -> int:
    """Put the labels with the greatest count first, set all counts to 0 again, and return how many these labels are."""
    most = count[near[0]]
    for i in range(1, found):
        if count[near[i]] > most:
            most = count[near[i]]
    ties = 0
    for i in range(found):
        own = near[i]
        if count[own] == most:
            near[i] = near[ties]
            near[ties] = own
            ties += 1
        count[own] = 0
    return ties


@kernel
def _room(indptr: Array) -> int:
    """The greatest number of entries of a row, and one more."""
    most = 0
    for node in range(len(indptr) - 1):
        if indptr[node + 1] - indptr[node] > most:
            most = indptr[node + 1] - indptr[node]
    return most + 1


@kernel
def asynchronous(indptr: Array, indices: Array, weights: Array, seed: int, stop: Array) -> Array:
    """Give nodes, in a random order each round, one of the most frequent labels around them, until all have one.

    Raghavan, Albert and Kumara (2007), Physical Review E 76, 036106. Returns uint32[n].
    """
    size = len(indptr) - 1
    np.random.seed(seed)
    label = np.arange(size).astype(np.uint32)
    count, near = np.zeros(size), np.empty(_room(indptr), np.uint32)
    changed = True
    while changed and not stop[0]:
        changed = False
        for node in np.random.permutation(size):
            found = _counted(indptr, indices, weights, node, label, count, near)
            if found == 0:
                continue
            ties = _most_frequent(count, near, found)
            has_one = False
            for i in range(ties):
                if near[i] == label[node]:
                    has_one = True
            if not has_one:
                label[node] = near[np.random.randint(ties)]
                changed = True
    return label


@kernel
def queued(indptr: Array, indices: Array, weights: Array, seed: int, stop: Array) -> Array:
    """The same, but only nodes are looked at again around which a label has changed.

    Traag and Šubelj (2023), Scientific Reports 13, 2701. Returns uint32[n].
    """
    size = len(indptr) - 1
    np.random.seed(seed)
    label = np.arange(size).astype(np.uint32)
    count, near = np.zeros(size), np.empty(_room(indptr), np.uint32)
    queue = np.random.permutation(size)
    waits = np.ones(size, np.bool_)
    head, waiting = 0, size
    while waiting > 0:
        if head & 0xFFF == 0 and stop[0]:
            break
        node = queue[head]
        head = head + 1 if head + 1 < size else 0
        waiting -= 1
        waits[node] = False
        found = _counted(indptr, indices, weights, node, label, count, near)
        if found == 0:
            continue
        chosen = near[np.random.randint(_most_frequent(count, near, found))]
        if chosen == label[node]:
            continue
        label[node] = chosen
        for e in range(indptr[node], indptr[node + 1]):
            other = indices[e]
            if label[other] != chosen and not waits[other]:
                waits[other] = True
                tail = head + waiting
                queue[tail if tail < size else tail - size] = other
                waiting += 1
    return label


@kernel
def greedily_coloured(indptr: Array, indices: Array, order: Array) -> Array:
    """Give every node, in this order, the least colour that no neighbour has yet, int64[n]."""
    size = len(indptr) - 1
    colour = np.full(size, -1, np.int64)
    taken = np.full(size + 1, -1, np.int64)
    for node in order:
        for e in range(indptr[node], indptr[node + 1]):
            if indices[e] != node and colour[indices[e]] >= 0:
                taken[colour[indices[e]]] = node
        least = 0
        while taken[least] == node:
            least += 1
        colour[node] = least
    return colour


@kernel
def semi_synchronous(indptr: Array, indices: Array, weights: Array, order: Array, stop: Array) -> Array:
    """Give nodes, in an order of colours, the most frequent label around them, of several their own or the greatest.

    Cordasco and Gargano (2010), "Community detection via semi-synchronous label propagation algorithms". Returns
    int64[n].
    """
    size = len(indptr) - 1
    label = np.arange(size)
    count, near = np.zeros(size), np.empty(_room(indptr), np.int64)
    while not stop[0]:
        complete = True
        for node in range(size):
            found = _counted(indptr, indices, weights, node, label, count, near)
            if found and not (near[: _most_frequent(count, near, found)] == label[node]).any():
                complete = False
                break
        if complete:
            break
        for node in order:
            found = _counted(indptr, indices, weights, node, label, count, near)
            if found:
                best = near[: _most_frequent(count, near, found)]
                if not (best == label[node]).any():
                    label[node] = best.max()
    return label
