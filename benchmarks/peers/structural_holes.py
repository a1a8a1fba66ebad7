"""Burt's constraint: who is held by contacts that know one another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import networkx as nx
import numpy as np

from benchmarks.peers import graphs, libraries
from benchmarks.peers.comparing import Comparison, Side, close, compare

SEED = 1
FEW, CONTACTS = 50, 20
"""networkx does some organizations of few contacts: the time of each grows with the third power of their number."""


def compared() -> Iterator[Comparison]:
    """Compare the constraint of all organizations by the weights of their collaboration."""
    edges = graphs.collaboration()
    ours, theirs, igraph = libraries.ours(edges), libraries.in_networkx(edges), libraries.in_igraph(edges)
    degree = np.bincount(np.r_[edges.start, edges.end], minlength=edges.size)
    modest = np.flatnonzero((degree > 0) & (degree <= CONTACTS))
    some = np.random.default_rng(SEED).choice(modest, FEW, replace=False).tolist()

    def of_some(graph: Any, **backend: str) -> Any:
        return nx.constraint(graph, some, weight="weight", **backend)

    def listed(found: Any) -> Any:
        return np.array([found[node] for node in some])

    yield compare(
        f"Burt's constraint of all organizations, collaboration (networkx: of {FEW} with at most {CONTACTS} contacts)",
        Side(lambda: nx.constraint(ours, weight="weight", backend=libraries.BACKEND), lambda found: found.array),
        {"igraph": Side(lambda: igraph.constraint(weights="weight"), np.array)},
        close(1e-9),
        networkx=Side(lambda: of_some(theirs), listed),
        ours_in_part=Side(lambda: of_some(ours, backend=libraries.BACKEND), listed),
    )
