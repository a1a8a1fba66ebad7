"""Communities: Louvain's and Leiden's methods, by time and by the modularity that they reach."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any

import networkit
import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

import pilotgraph
from analytics.backend import arrays_of
from analytics.co_participation import Participation
from benchmarks.peers import CORDIS, graphs, libraries
from benchmarks.peers.comparing import Comparison, Side, WrongResult, compare

Array = NDArray[Any]
WORSE = 0.002
"""By how much the modularity of ours may be below that of another library."""

SEEDS = range(1, 8)
"""What a method reaches differs from seed to seed by more than that."""


def compared() -> Iterator[Comparison]:
    """Compare both methods on the graph of who works with whom, and Leiden's on all of CORDIS."""
    edges = graphs.collaboration()
    yield _louvain(edges)
    yield _leiden(edges, "collaboration")
    yield _leiden(_cordis(), "all of CORDIS, weighted by shared projects", "under 330 ms", "at least .4285")


def _louvain(edges: graphs.Edges) -> Comparison:
    ours, theirs = libraries.ours(edges), libraries.in_networkx(edges)
    igraph_graph, networkit_graph = libraries.in_igraph(edges), libraries.in_networkit(edges)

    def by_igraph(seed: int) -> Any:
        random.seed(seed)
        return igraph_graph.community_multilevel(weights="weight")

    def by_networkit(seed: int) -> Any:
        networkit.setSeed(seed, False)
        return networkit.community.PLM(networkit_graph).run()

    return compare(
        "Louvain's communities of collaboration",
        _side(
            lambda seed: nx.community.louvain_communities(ours, seed=seed, backend=libraries.BACKEND),
            lambda found: _rated(edges, _labels(edges, found)),
        ),
        {
            "igraph": _side(by_igraph, lambda found: _rated(edges, np.array(found.membership))),
            "networkit": _side(by_networkit, lambda found: _rated(edges, np.array(found.getPartition().getVector()))),
        },
        _as_good,
        networkx=Side(
            lambda: nx.community.louvain_communities(theirs, seed=SEEDS[0]),
            lambda found: _rated(edges, _labels(edges, found)),
        ),
        quality=float,
    )


def _leiden(edges: graphs.Edges, of: str, goal: str = "", quality_goal: str = "") -> Comparison:
    """networkx itself has no such method."""
    ours = libraries.ours(edges)
    igraph_graph, networkit_graph = libraries.in_igraph(edges), libraries.in_networkit(edges)

    def by_igraph(seed: int) -> Any:
        random.seed(seed)
        return igraph_graph.community_leiden(objective_function="modularity", weights="weight")

    def by_networkit(seed: int) -> Any:
        networkit.setSeed(seed, False)
        return networkit.community.ParallelLeiden(networkit_graph).run()

    def connected(found: Any) -> float:
        label = _labels(edges, found)
        _require_connected(edges, label)
        return _rated(edges, label)

    return compare(
        f"Leiden's communities of {of}",
        _side(lambda seed: nx.community.leiden_communities(ours, seed=seed, backend=libraries.BACKEND), connected),
        {
            "igraph": _side(by_igraph, lambda found: _rated(edges, np.array(found.membership))),
            "networkit": _side(by_networkit, lambda found: _rated(edges, np.array(found.getPartition().getVector()))),
        },
        _as_good,
        quality=float,
        goal=goal,
        quality_goal=quality_goal,
    )


def _side(by: Callable[[int], Any], rate: Callable[[Any], float]) -> Side:
    """A method that depends on a seed: told is the median of what several seeds give, and timed one after another."""
    seeds = cycle(SEEDS)
    return Side(lambda: by(next(seeds)), lambda first: median([rate(first), *(rate(by(seed)) for seed in SEEDS[1:])]))


def _cordis() -> graphs.Edges:
    """The organizations of CORDIS, and in how many projects two of them take part together."""
    with pilotgraph.open(f"sqlite:{Path(os.environ[CORDIS])}", must_exist=True) as graph:
        shared = Participation(arrays_of(graph.view()), "ParticipatesIn", largest=2**31).shared
    pairs = sparse.triu(shared, 1).tocoo()
    start, end = pairs.row.astype(np.int64), pairs.col.astype(np.int64)
    return graphs.Edges(shared.shape[0], start, end, pairs.data.astype(np.float64), directed=False)


def _labels(edges: graphs.Edges, communities: Any) -> Array:
    label = np.full(edges.size, -1)
    for number, members in enumerate(communities):
        label[list(members)] = number
    if (label < 0).any() or sum(map(len, communities)) != edges.size:
        raise WrongResult("communities do not divide the nodes among them")
    return label


def _rated(edges: graphs.Edges, label: Array) -> float:
    """The modularity of a division."""
    total = 2 * edges.weight.sum()
    volume = np.bincount(label[np.r_[edges.start, edges.end]], np.r_[edges.weight, edges.weight])
    within = 2 * edges.weight[label[edges.start] == label[edges.end]].sum()
    return float(within / total - ((volume / total) ** 2).sum())


def _require_connected(edges: graphs.Edges, label: Array) -> None:
    inner = label[edges.start] == label[edges.end]
    ends = (edges.start[inner], edges.end[inner])
    graph = sparse.csr_array((np.ones(int(inner.sum())), ends), (edges.size, edges.size))
    parts = connected_components(graph, directed=False)[0]
    if parts != label.max() + 1:
        raise WrongResult(f"{label.max() + 1} communities of ours are {parts} connected parts")


def _as_good(theirs: float, ours: float) -> str:
    return "" if ours >= theirs - WORSE else f"modularity {theirs:.4f}, and ours {ours:.4f}"
