"""Compressed sparse rows: turning them round, and merging entries between the same two nodes."""

from __future__ import annotations

import numpy as np

from analytics.kernels import Array, kernel

__all__ = ["has_parallel", "induced", "joined", "merged", "row_sums", "rows_of", "sorted_by", "transposed"]


@kernel
def sorted_by(keys: Array, size: int) -> tuple[Array, Array]:
    """Sort items by their key, below `size`, equal ones in their order: where each key begins, and the items."""
    indptr = np.zeros(size + 1, np.int64)
    for key in keys:
        indptr[np.int64(key) + 1] += 1
    for i in range(size):
        indptr[i + 1] += indptr[i]
    free = indptr[:-1].copy()
    order = np.empty(len(keys), np.int64)
    for item in range(len(keys)):
        key = keys[item]
        order[free[key]] = item
        free[key] += 1
    return indptr, order


@kernel
def transposed(indptr: Array, indices: Array) -> tuple[Array, Array, Array]:
    """Turn rows round: the new rows, and for each new entry the old one. Entries are in the order of old rows."""
    size = len(indptr) - 1
    begins = np.zeros(size + 1, np.int64)
    for node in indices:
        begins[np.int64(node) + 1] += 1
    for i in range(size):
        begins[i + 1] += begins[i]
    free = begins[:-1].copy()
    turned = np.empty_like(indices)
    entry = np.empty(len(indices), np.int64)
    for row in range(size):
        for e in range(indptr[row], indptr[row + 1]):
            place = free[indices[e]]
            free[indices[e]] += 1
            turned[place] = row
            entry[place] = e
    return begins, turned, entry


@kernel
def rows_of(indptr: Array, like: Array) -> Array:
    """The row of every entry, with the type of `like`."""
    rows = np.empty_like(like)
    for row in range(len(indptr) - 1):
        for e in range(indptr[row], indptr[row + 1]):
            rows[e] = row
    return rows


@kernel
def row_sums(indptr: Array, weights: Array) -> Array:
    """The sum of the weights of every row, added up in the order of entries."""
    sums = np.zeros(len(indptr) - 1)
    for row in range(len(indptr) - 1):
        total = 0.0
        for e in range(indptr[row], indptr[row + 1]):
            total += weights[e]
        sums[row] = total
    return sums


@kernel
def has_parallel(indptr: Array, indices: Array) -> bool:
    """Whether some row has two entries for the same node."""
    size = len(indptr) - 1
    seen = np.full(size, -1, np.int64)
    for row in range(size):
        for e in range(indptr[row], indptr[row + 1]):
            if seen[indices[e]] == row:
                return True
            seen[indices[e]] = row
    return False


@kernel
def merged(indptr: Array, indices: Array, weights: Array, least: bool) -> tuple[Array, Array, Array]:
    """One entry for each node in a row, in the order in which they first come, with the sum or the `least` weight."""
    size = len(indptr) - 1
    place = np.full(size, -1, np.int64)
    begins = np.zeros(size + 1, np.int64)
    kept = np.empty_like(indices)
    total = np.empty(len(indices))
    count = 0
    for row in range(size):
        first = count
        for e in range(indptr[row], indptr[row + 1]):
            node = indices[e]
            if place[node] >= first:
                at = place[node]
                if not least:
                    total[at] += weights[e]
                elif weights[e] < total[at]:
                    total[at] = weights[e]
            else:
                place[node] = count
                kept[count] = node
                total[count] = weights[e]
                count += 1
        begins[row + 1] = count
    return begins, kept[:count].copy(), total[:count].copy()


@kernel
def joined(
    indptr: Array, indices: Array, weights: Array, more_indptr: Array, more_indices: Array, more_weights: Array
) -> tuple[Array, Array, Array]:
    """In every row the entries of both."""
    begins = indptr + more_indptr
    all_indices = np.empty(len(indices) + len(more_indices), indices.dtype)
    all_weights = np.empty(len(indices) + len(more_indices))
    at = 0
    for row in range(len(indptr) - 1):
        for e in range(indptr[row], indptr[row + 1]):
            all_indices[at] = indices[e]
            all_weights[at] = weights[e]
            at += 1
        for e in range(more_indptr[row], more_indptr[row + 1]):
            all_indices[at] = more_indices[e]
            all_weights[at] = more_weights[e]
            at += 1
    return begins, all_indices, all_weights


@kernel
def induced(indptr: Array, indices: Array, weights: Array, nodes: Array) -> tuple[Array, Array, Array]:
    """The rows of some nodes, in their order and numbered by it, with the entries between them, and their weights."""
    place = np.full(len(indptr) - 1, -1, np.int64)
    for i in range(len(nodes)):
        place[nodes[i]] = i
    begins = np.zeros(len(nodes) + 1, np.int64)
    for i in range(len(nodes)):
        inside = 0
        for e in range(indptr[nodes[i]], indptr[nodes[i] + 1]):
            inside += place[indices[e]] >= 0
        begins[i + 1] = begins[i] + inside
    kept = np.empty(begins[-1], indices.dtype)
    weight = np.empty(begins[-1])
    count = 0
    for i in range(len(nodes)):
        for e in range(indptr[nodes[i]], indptr[nodes[i] + 1]):
            if place[indices[e]] >= 0:
                kept[count] = place[indices[e]]
                weight[count] = weights[e]
                count += 1
    return begins, kept, weight
