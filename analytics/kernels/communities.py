"""Communities by modularity: the moves of Louvain's and Leiden's methods, and the graph of communities.

A graph is symmetric here, and a self-loop has the weight of both its ends, so that the sum of a row is the strength of
its node. `out` and `into` are the strengths by which the null model of modularity expects edges from and to a node (the
same array if edges have no direction), and `expected` is the resolution by twice the sum of all strengths.
"""

from __future__ import annotations

import numpy as np

from analytics.kernels import Array, kernel

__all__ = ["aggregated", "connected_parts", "inner_weight", "moved", "refined", "renumbered"]

LEAST_GAIN = 1e-12
"""Of a move, relative to nothing: what is less may be a rounding error, and nodes would move for ever."""


@kernel
def moved(
    indptr: Array,
    indices: Array,
    weights: Array,
    out: Array,
    into: Array,
    expected: float,
    order: Array,
    community: Array,
    directed: bool,
    stop: Array,
) -> int:
    """Move nodes to the community of a neighbour where modularity gains most, until none gains any more.

    `order` is the order in which nodes are looked at first; a node is looked at again when a neighbour has moved away
    from it. Changes `community` (uint32[n], below n); returns the number of moves.

    MoveNodesFast of V. A. Traag, L. Waltman and N. J. van Eck (2019), Scientific Reports 9, 5233.
    """
    size = len(indptr) - 1
    ties = np.zeros((size, 2))  # of a community: to the node that is looked at, and the sum of `out`; met together
    received = np.zeros(size if directed else 0)
    most_near = 1
    for node in range(size):
        ties[community[node], 1] += out[node]
        if directed:
            received[community[node]] += into[node]
        most_near = max(most_near, indptr[node + 1] - indptr[node])
    near = np.empty(most_near, np.uint32)
    queue = order.copy()
    waits = np.ones(size, np.bool_)
    head, waiting, moves = 0, size, 0
    while waiting > 0:
        if head & 0xFFF == 0 and stop[0]:
            break
        node = queue[head]
        head = head + 1 if head + 1 < size else 0
        waiting -= 1
        waits[node] = False
        own = community[node]
        found = 0
        for e in range(indptr[node], indptr[node + 1]):
            other = indices[e]
            if other != node:
                c = community[other]
                if ties[c, 0] == 0:  # or what was added up came to nothing: then it is there twice, which does no harm
                    near[found] = c
                    found += 1
                ties[c, 0] += weights[e]
        here_out, here_in = out[node], into[node]
        ties[own, 1] -= here_out
        if directed:
            received[own] -= here_in
            most = ties[own, 0] - expected * (here_out * received[own] + here_in * ties[own, 1])
        else:
            most = ties[own, 0] - 2 * expected * here_out * ties[own, 1]
        best = own
        for i in range(found):
            c = near[i]
            if directed:
                gain = ties[c, 0] - expected * (here_out * received[c] + here_in * ties[c, 1])
            else:
                gain = ties[c, 0] - 2 * expected * here_out * ties[c, 1]
            if gain > most + LEAST_GAIN:
                most = gain
                best = c
        for i in range(found):
            ties[near[i], 0] = 0
        ties[best, 1] += here_out
        if directed:
            received[best] += here_in
        if best != own:
            community[node] = best
            moves += 1
            for e in range(indptr[node], indptr[node + 1]):
                other = indices[e]
                if not waits[other] and community[other] != best:
                    waits[other] = True
                    tail = head + waiting
                    queue[tail if tail < size else tail - size] = other
                    waiting += 1
    return moves


@kernel
def refined(
    indptr: Array, indices: Array, weights: Array, strength: Array, expected: float, order: Array, community: Array
) -> Array:
    """Begin anew within each community: merge single nodes with what they are well connected to. Returns uint32[n].

    A node that is still alone joins, of the parts within its community that are well connected with the rest of it,
    the one where modularity gains most. The paper draws one at random, in proportion to exp(gain / theta); taking the
    best is its limit for small theta, and gave better communities on the real graphs that were tried.
    """
    size = len(indptr) - 1
    part = np.arange(size).astype(np.uint32)
    of_community = np.zeros(size)
    # Of a part, met together: to the node that is looked at, its strength, and what leaves it for its community's rest.
    ties = np.zeros((size, 3))
    most_near = 1
    for node in range(size):
        of_community[community[node]] += strength[node]
        ties[node, 1] = strength[node]
        most_near = max(most_near, indptr[node + 1] - indptr[node])
        for e in range(indptr[node], indptr[node + 1]):
            if indices[e] != node and community[indices[e]] == community[node]:
                ties[node, 2] += weights[e]
    near = np.empty(most_near, np.uint32)
    alone = np.ones(size, np.bool_)
    for node in order:
        own, here = community[node], strength[node]
        if not alone[node] or ties[node, 2] < 2 * expected * here * (of_community[own] - here):
            continue
        found = 0
        for e in range(indptr[node], indptr[node + 1]):
            other = indices[e]
            if other != node and community[other] == own:
                p = part[other]
                if ties[p, 0] == 0:
                    near[found] = p
                    found += 1
                ties[p, 0] += weights[e]
        best, most = np.int64(-1), 0.0
        for i in range(found):
            p = near[i]
            gain = ties[p, 0] - 2 * expected * here * ties[p, 1]
            rest = of_community[own] - ties[p, 1]
            if (gain > most or (best < 0 and gain >= 0)) and ties[p, 2] >= 2 * expected * ties[p, 1] * rest:
                best, most = np.int64(p), gain
        if best >= 0:
            ties[best, 2] += ties[node, 2] - 2 * ties[best, 0]
            ties[best, 1] += here
            ties[node, 1] -= here
            part[node] = best
            alone[best] = False
            alone[node] = False
        for i in range(found):
            ties[near[i], 0] = 0
    return part


@kernel
def renumbered(label: Array) -> tuple[Array, int]:
    """The labels of nodes (below their number) as 0, 1, … in the order of labels, and how many these are."""
    new = np.zeros(len(label), np.int64)
    for node in range(len(label)):
        new[label[node]] = 1
    count = 0
    for i in range(len(label)):
        count += new[i]
        new[i] = count - 1
    out = np.empty(len(label), np.uint32)
    for node in range(len(label)):
        out[node] = new[label[node]]
    return out, count


@kernel
def aggregated(indptr: Array, indices: Array, weights: Array, label: Array, count: int) -> tuple[Array, Array, Array]:
    """The graph whose nodes are the `count` communities, whose self-loops have both directions of what is within."""
    size = len(indptr) - 1
    first = np.zeros(count + 1, np.int64)
    for node in range(size):
        first[np.int64(label[node]) + 1] += 1
    for c in range(count):
        first[c + 1] += first[c]
    free = first[:-1].copy()
    members = np.empty(size, np.uint32)
    for node in range(size):
        members[free[label[node]]] = node
        free[label[node]] += 1
    begins = np.zeros(count + 1, np.int64)
    others = np.empty(len(indices), np.uint32)
    sums = np.empty(len(indices))
    place = np.full(count, -1, np.int64)
    entries = 0
    for c in range(count):
        start = entries
        for m in range(first[c], first[c + 1]):
            node = members[m]
            for e in range(indptr[node], indptr[node + 1]):
                other = label[indices[e]]
                if place[other] < start:
                    place[other] = entries
                    others[entries] = other
                    sums[entries] = 0.0
                    entries += 1
                sums[place[other]] += weights[e]
        begins[c + 1] = entries
    return begins, others[:entries].copy(), sums[:entries].copy()


@kernel
def connected_parts(indptr: Array, indices: Array, label: Array) -> Array:
    """Label the connected parts of every community (of a symmetric graph) by one of their nodes, uint32[n]."""
    size = len(indptr) - 1
    part = np.empty(size, np.uint32)
    met = np.zeros(size, np.bool_)
    stack = np.empty(size, np.uint32)
    for root in range(size):
        if met[root]:
            continue
        met[root] = True
        stack[0] = root
        height = 1
        while height > 0:
            height -= 1
            node = stack[height]
            part[node] = root
            for e in range(indptr[node], indptr[node + 1]):
                other = indices[e]
                if not met[other] and label[other] == label[node]:
                    met[other] = True
                    stack[height] = other
                    height += 1
    return part


@kernel
def inner_weight(indptr: Array, indices: Array, weights: Array, label: Array, count: int) -> Array:
    """The weight of the entries within every community, float64[count]."""
    inner = np.zeros(count)
    for node in range(len(indptr) - 1):
        own = label[node]
        for e in range(indptr[node], indptr[node + 1]):
            if label[indices[e]] == own:
                inner[own] += weights[e]
    return inner
