"""What is within a few steps of a product."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import graphblas_algorithms
import networkx as nx
import numpy as np
from scipy.sparse.csgraph import dijkstra

from benchmarks.peers import graphs, libraries
from benchmarks.peers.comparing import Comparison, Side, compare_each, equal

SOURCES, STEPS = 1000, 5
SEED = 1


def compared() -> Iterator[Comparison]:
    """Compare who lists the products within five steps of one, of many on the chain."""
    edges = graphs.chain()
    ours, theirs = libraries.ours(edges), libraries.in_networkx(edges)
    igraph, blas, matrix = libraries.in_igraph(edges), libraries.in_graphblas(edges), edges.matrix()
    sources = np.random.default_rng(SEED).choice(edges.size, SOURCES, replace=False).tolist()

    def by_scipy(source: int) -> Any:
        return np.flatnonzero(dijkstra(matrix, indices=source, unweighted=True, limit=STEPS) <= STEPS)

    def by_graphblas(source: int) -> Any:
        return graphblas_algorithms.single_source_shortest_path_length(blas, source, STEPS).to_coo(values=False)[0]

    yield from compare_each(
        f"All within {STEPS} steps, chain",
        sources,
        (50, 95),
        Side(
            lambda source: list(nx.single_source_shortest_path_length(ours, source, STEPS, backend=libraries.BACKEND)),
            np.sort,
        ),
        {
            "igraph": Side(lambda source: igraph.neighborhood(source, STEPS, mode="out"), np.sort),
            "scipy": Side(by_scipy),
            "graphblas": Side(by_graphblas, np.sort),
        },
        equal,
        networkx=Side(lambda source: list(nx.single_source_shortest_path_length(theirs, source, STEPS)), np.sort),
    )
