"""Connected and strongly connected components, and the graph of the latter."""

from __future__ import annotations

from typing import Any

import numpy as np

from analytics.kernels import Array, kernel

__all__ = ["component_of", "components", "condensed", "strong_components"]


@kernel
def _root(parent: Array, node: Any) -> Any:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@kernel
def _join(parent: Array, one: Any, other: Any) -> None:
    one, other = _root(parent, one), _root(parent, other)
    if one < other:
        parent[other] = one
    else:
        parent[one] = other


@kernel
def components(indptr: Array, indices: Array, both_ways: bool) -> tuple[Array, int]:
    """Number components, whatever the direction of entries, by their first nodes: that of each node, and how many.

    If entries are there `both_ways`, those of the component that two entries of every node already make (mostly by far
    the greatest) are not looked at (Sutton, Ben-Nun and Barak 2018, Optimizing parallel graph connectivity computation
    via subgraph sampling).
    """
    size = len(indptr) - 1
    parent = np.arange(size).astype(indices.dtype)
    greatest: Any = -1
    if both_ways:
        for node in range(size):
            for e in range(indptr[node], min(indptr[node] + 2, indptr[node + 1])):
                _join(parent, node, np.int64(indices[e]))
        greatest = _most_frequent_root(parent)
    for node in range(size):
        if greatest >= 0 and _root(parent, node) == _root(parent, greatest):
            continue
        for e in range(indptr[node], indptr[node + 1]):
            _join(parent, node, np.int64(indices[e]))
    count = 0
    for node in range(size):
        if parent[node] == node:
            parent[node] = count
            count += 1
        else:
            parent[node] = parent[parent[node]]
    return parent, count


@kernel
def _most_frequent_root(parent: Array) -> Any:
    """The root of most nodes of a sample, evenly spread."""
    size = len(parent)
    drawn = min(size, 1000)
    roots = np.empty(drawn, np.int64)
    for i in range(drawn):
        roots[i] = _root(parent, i * size // drawn)
    roots.sort()
    best: Any = -1
    best_run, run = 0, 0
    for i in range(drawn):
        run = run + 1 if i and roots[i] == roots[i - 1] else 1
        if run > best_run:
            best, best_run = roots[i], run
    return best


@kernel
def component_of(indptr: Array, indices: Array, node: int) -> Array:
    """All nodes to which there is a path from a node, and itself, breadth first."""
    size = len(indptr) - 1
    seen = np.zeros(size, np.bool_)
    found = np.empty(size, indices.dtype)
    found[0] = node
    seen[node] = True
    done, count = 0, 1
    while done < count < size:
        current = found[done]
        done += 1
        for e in range(indptr[current], indptr[current + 1]):
            other = indices[e]
            if not seen[other]:
                seen[other] = True
                found[count] = other
                count += 1
    return found[:count].copy()


@kernel
def strong_components(indptr: Array, indices: Array) -> tuple[Array, int]:
    """Number strongly connected components, a component after those that it reaches: one for each node, and how many.

    Pearce 2016, A space-efficient algorithm for finding strongly connected components. `mark` is 0 for a node not
    visited, the least index it reaches while its component is open, and counts down from the number of nodes when its
    component is known, so that what is known never is the least.
    """
    size = len(indptr) - 1
    mark = np.zeros(size, indices.dtype)
    is_root = np.empty(size, np.bool_)
    path = np.empty(size, indices.dtype)  # from the front the nodes on the path,
    waiting = size  # from the back those whose component is open
    entry = np.empty(size, np.int64)
    index, known = 1, size
    for source in range(size):
        if mark[source]:
            continue
        depth = 0
        node: Any = source
        mark[node], is_root[node], entry[node] = index, True, indptr[node]
        index += 1
        while True:
            deeper = False
            least = mark[node]
            e, end = entry[node], indptr[node + 1]
            while e < end:
                other = indices[e]
                found = mark[other]
                if found == 0:
                    deeper = True
                    break
                if found < least:
                    least = found
                    is_root[node] = False
                e += 1
            mark[node] = least
            entry[node] = e
            if deeper:
                path[depth] = node
                depth += 1
                node = np.int64(indices[e])
                mark[node], is_root[node], entry[node] = index, True, indptr[node]
                index += 1
                continue
            if is_root[node]:
                index -= 1
                while waiting < size and mark[path[waiting]] >= least:
                    mark[path[waiting]] = known
                    waiting += 1
                    index -= 1
                mark[node] = known
                known -= 1
            else:
                waiting -= 1
                path[waiting] = node
            if depth == 0:
                break
            depth -= 1
            node = np.int64(path[depth])
    for node in range(size):
        mark[node] = size - np.int64(mark[node])
    return mark, size - known


@kernel
def condensed(indptr: Array, indices: Array, component: Array, count: int) -> tuple[Array, Array, Array, Array]:
    """Contract components into nodes: the rows of their graph, without loops and parallel entries; nodes by component.

    The latter are where the nodes of each component begin, and the nodes, ascending. Entries of a component come in the
    order of its nodes and of their entries.
    """
    first = np.zeros(count + 1, np.int64)
    for number in component:
        first[np.int64(number) + 1] += 1
    for i in range(count):
        first[i + 1] += first[i]
    free = first[:-1].copy()
    members = np.empty(len(component), indices.dtype)
    for node in range(len(component)):
        members[free[component[node]]] = node
        free[component[node]] += 1
    seen = np.full(count, count, indices.dtype)
    begins = np.zeros(count + 1, np.int64)
    ends = np.empty_like(indices)
    made = 0
    for i in range(count):
        seen[i] = i
        for place in range(first[i], first[i + 1]):
            node = members[place]
            for e in range(indptr[node], indptr[node + 1]):
                other = component[indices[e]]
                if seen[other] != i:
                    seen[other] = i
                    ends[made] = other
                    made += 1
        begins[i + 1] = made
    return begins, ends[:made].copy(), first, members
