"""Layers of a chain whose cycles count as one thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import networkx as nx
import numpy as np
import rustworkx
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from benchmarks.peers import graphs, libraries
from benchmarks.peers.comparing import Comparison, Side, compare, equal

Array = NDArray[Any]


def compared() -> Iterator[Comparison]:
    """Compare the condensation of the chain, and the layers of that."""
    edges = graphs.chain()
    ours, theirs = libraries.ours(edges), libraries.in_networkx(edges)
    igraph, rustworkx_graph = libraries.in_igraph(edges), libraries.in_rustworkx(edges)
    matrix = edges.matrix()

    def by_us() -> Any:
        condensed = nx.condensation(ours, backend=libraries.BACKEND)
        return condensed, list(nx.topological_generations(condensed, backend=libraries.BACKEND))

    def by_networkx() -> Any:
        condensed = nx.condensation(theirs)
        return condensed, list(nx.topological_generations(condensed))

    def by_scipy() -> Any:
        count, component = connected_components(matrix, connection="strong")
        start, end = component[edges.start], component[edges.end]
        pairs = np.unique((start.astype(np.int64) * count + end)[start != end])
        return _layers(count, pairs // count, pairs % count)[component]

    def by_igraph() -> Any:
        components = igraph.connected_components(mode="strong")
        condensed = components.cluster_graph()
        ends = np.array(condensed.get_edgelist())
        return _layers(condensed.vcount(), ends[:, 0], ends[:, 1])[np.array(components.membership)]

    def by_rustworkx() -> Any:
        condensed = rustworkx.condensation(rustworkx_graph)
        return condensed, rustworkx.topological_generations(condensed)

    def of_nodes(found: Any) -> Array:
        condensed, generations = found
        return _placed(edges.size, [[condensed.nodes[each]["members"] for each in layer] for layer in generations])

    def of_payloads(found: Any) -> Array:
        condensed, generations = found
        return _placed(edges.size, [[condensed[each] for each in layer] for layer in generations])

    yield compare(
        "Condensation and its layers, chain",
        Side(by_us, of_nodes),
        {"scipy": Side(by_scipy), "igraph": Side(by_igraph), "rustworkx": Side(by_rustworkx, of_payloads)},
        equal,
        networkx=Side(by_networkx, of_nodes),
    )


def _placed(size: int, layers: list[list[Any]]) -> Array:
    """The layer of every node, from the nodes of the components of every layer."""
    placed = np.full(size, -1)
    for number, layer in enumerate(layers):
        placed[[node for component in layer for node in component]] = number
    return placed


def _layers(size: int, start: Array, end: Array) -> Array:
    """The layer of every node of a graph without cycles: one more than the last of those before it."""
    order = np.argsort(start, kind="stable")
    end = end[order]
    first = np.searchsorted(start[order], np.arange(size + 1))
    missing = np.bincount(end, minlength=size)
    layer = np.zeros(size, np.int64)
    here, number = np.flatnonzero(missing == 0), 0
    while len(here):
        layer[here] = number
        counts = first[here + 1] - first[here]
        after = end[np.repeat(first[here] - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())]
        missing -= np.bincount(after, minlength=size)
        here, number = np.unique(after[missing[after] == 0]), number + 1
    return layer
