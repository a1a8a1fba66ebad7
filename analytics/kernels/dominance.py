"""Dominators: the nodes through which every path from a start leads."""

from __future__ import annotations

from typing import Any

import numpy as np

from analytics.kernels import Array, kernel

__all__ = ["dominators", "frontiers"]


@kernel
def dominators(indptr: Array, indices: Array, into_indptr: Array, into_indices: Array, start: int) -> tuple[Array, int]:
    """The immediate dominator of every node, or the number of nodes for one that is not reached, and for the start.

    Also how many nodes are reached. The algorithm is Semi-NCA (Georgiadis 2005, Linear-time algorithms for dominators
    and related problems): nodes are named by their preorder, `least` is a node's semidominator, and the forest of those
    that have one is compressed as it is climbed.
    """
    size = len(indptr) - 1
    number, node_of, parent, reached = _preorder(indptr, indices, start)
    least = np.arange(reached).astype(indices.dtype)
    label = least.copy()
    above = parent.copy()
    climbed = np.empty(reached, indices.dtype)
    for i in range(reached - 1, 0, -1):
        node = np.int64(node_of[i])
        best = np.int64(i)
        for e in range(into_indptr[node], into_indptr[node + 1]):
            by = np.int64(number[into_indices[e]])
            if by == size:
                continue
            found = by
            if by > i:
                top, at = 0, by
                while above[at] > i:
                    climbed[top] = at
                    top += 1
                    at = np.int64(above[at])
                while top > 0:
                    top -= 1
                    low = climbed[top]
                    high = above[low]
                    if least[label[high]] < least[label[low]]:
                        label[low] = label[high]
                    above[low] = above[high]
                found = np.int64(least[label[by]])
            best = min(best, found)
        least[i] = best
    dominator = np.full(size, size, indices.dtype)
    for i in range(1, reached):
        at = parent[i]
        while at > least[i]:
            at = parent[at]
        parent[i] = at
        dominator[node_of[i]] = node_of[at]
    return dominator, reached


@kernel
def _preorder(indptr: Array, indices: Array, start: int) -> tuple[Array, Array, Array, int]:
    """The depth-first number of each node (the number of nodes if not reached), which node has it, its parent's."""
    size = len(indptr) - 1
    number = np.full(size, size, indices.dtype)
    node_of = np.empty(size, indices.dtype)
    parent = np.zeros(size, indices.dtype)
    entry = np.empty(size, np.int64)
    at: Any = 0
    reached = 1
    number[start], node_of[0], entry[0] = 0, start, indptr[start]
    while True:
        node = np.int64(node_of[at])
        e, end = entry[at], indptr[node + 1]
        while e < end and number[indices[e]] < size:
            e += 1
        entry[at] = e + 1
        if e < end:
            other = np.int64(indices[e])
            number[other], node_of[reached], parent[reached] = reached, other, at
            entry[reached] = indptr[other]
            at = reached
            reached += 1
        elif at == 0:
            break
        else:
            at = np.int64(parent[at])
    return number, node_of[:reached].copy(), parent[:reached].copy(), reached


@kernel
def frontiers(into_indptr: Array, into_indices: Array, dominator: Array, start: int) -> tuple[Array, Array]:
    """Pairs of nodes: the second is in the dominance frontier of the first. Each pair comes once.

    `dominator` is what `dominators` gave. Cooper, Harvey and Kennedy 2006, A simple, fast dominance algorithm.
    """
    size = len(dominator)
    seen = np.full(size, size, into_indices.dtype)
    nodes = np.empty(len(into_indices), into_indices.dtype)
    front = np.empty_like(nodes)
    count = 0
    for node in range(size):
        if dominator[node] == size and node != start:
            continue
        for e in range(into_indptr[node], into_indptr[node + 1]):
            at = np.int64(into_indices[e])
            if dominator[at] == size and at != start:
                continue
            while at != dominator[node] and seen[at] != node:
                seen[at] = node
                if count == len(nodes):
                    nodes = np.concatenate((nodes, np.empty_like(nodes)))
                    front = np.concatenate((front, np.empty_like(front)))
                nodes[count], front[count] = at, node
                count += 1
                if at == start:
                    break
                at = np.int64(dominator[at])
    return nodes[:count].copy(), front[:count].copy()
