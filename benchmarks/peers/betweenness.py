"""Who is on the shortest paths between others."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from random import Random
from typing import Any

import networkit
import networkx as nx
import numpy as np

from benchmarks.peers import graphs, libraries
from benchmarks.peers.comparing import Comparison, Side, close, compare

SEED = 1
SOURCES, FEW = 256, 4
"""networkx does a few: with all it takes minutes."""

LIKE = 0.1
"""networkit draws sources of its own, so only the sum can be compared: it may differ by so much."""


def compared() -> Iterator[Comparison]:
    """Compare betweenness from some sources on supply."""
    edges = graphs.supply()
    ours, theirs = libraries.ours(edges), libraries.in_networkx(edges)
    igraph, networkit_graph = libraries.in_igraph(edges), libraries.in_networkit(edges, weighted=False)
    sources = Random(SEED).sample(range(edges.size), SOURCES)
    scale = np.full(edges.size, (edges.size - 1) / SOURCES)
    scale[sources] = (edges.size - 1) / (SOURCES - 1)  # what networkx does to those that can't be on their own paths

    def by_us(count: int) -> Any:
        return nx.betweenness_centrality(ours, k=count, normalized=False, seed=SEED, backend=libraries.BACKEND)

    def check(theirs: Any, ours: Any) -> str:
        if theirs.size > 1:
            return close(1e-6)(theirs, ours)
        return "" if abs(theirs / ours.sum() - 1) < LIKE else f"the sums are {theirs:.4g} and {ours.sum():.4g}"

    def listed(found: Any) -> Any:
        return np.array([found[node] for node in range(edges.size)])

    yield compare(
        f"Betweenness from {SOURCES} sources on supply (networkx: from {FEW})",
        Side(partial(by_us, SOURCES), listed),
        {
            "igraph": Side(lambda: igraph.betweenness(sources=sources), lambda found: np.array(found) * scale),
            "networkit": Side(
                lambda: networkit.centrality.EstimateBetweenness(networkit_graph, SOURCES).run(),
                lambda found: np.array(found.scores()).sum(),
            ),
        },
        check,
        networkx=Side(lambda: nx.betweenness_centrality(theirs, k=FEW, normalized=False, seed=SEED), listed),
        ours_in_part=Side(partial(by_us, FEW), listed),
    )
