"""Betweenness: how much of the shortest paths between others leads through a node or an edge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from math import nan
from random import Random
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from analytics.compiled.graph import CompiledGraph
from analytics.compiled.reading import compiled
from analytics.compiled.results import NodeValues
from analytics.kernels import betweenness as kernels
from analytics.kernels.parallel import in_parts
from analytics.stopping import raise_if_stopped, stop_flag

__all__ = ["betweenness_centrality", "betweenness_centrality_subset", "edge_betweenness_centrality"]

Array = NDArray[Any]

_PARTS = 8
"""Into how many parts sources are cut: each has an array of results of its own."""


def betweenness_centrality(
    G: Any,
    k: int | None = None,
    normalized: bool = True,
    weight: str | None = None,
    endpoints: bool = False,
    seed: Random | None = None,
) -> NodeValues:
    """See `networkx.betweenness_centrality`. The same nodes are sampled with the same seed."""
    graph = compiled(G)
    size = len(graph)
    sources = _sources(size, None if k == size else k, seed)
    found = _added_up(graph, weight, sources, endpoints=endpoints)
    if k is None or k == size or endpoints:
        found *= _scale(size, None if k == size else k, graph.directed, normalized, endpoints)
        return graph.values(found)
    if size > 2:
        # A source is on no path from itself, so that it has one source less.
        sampled = np.isin(np.arange(size), sources)
        fewer = _scale(size, k - 1, graph.directed, normalized, endpoints) if k > 1 else nan
        found = np.where(sampled, fewer, _scale(size, k, graph.directed, normalized, endpoints)) * found
    return graph.values(found)


def betweenness_centrality_subset(
    G: Any, sources: Iterable[Any], targets: Iterable[Any], normalized: bool = False, weight: str | None = None
) -> NodeValues:
    """See `networkx.betweenness_centrality_subset`."""
    graph = compiled(G)
    places = list(map(graph.find, sources))
    if None in places:
        raise NotImplementedError("a source that is no node")
    counted = np.zeros(len(graph))
    counted[[place for place in map(graph.find, targets) if place is not None]] = 1.0
    found = _added_up(graph, weight, np.array(places, np.uint32), counted)
    return graph.values(found * _scale(len(graph), None, graph.directed, normalized, False))


def edge_betweenness_centrality(
    G: Any, k: int | None = None, normalized: bool = True, weight: str | None = None, seed: Random | None = None
) -> dict[Any, float]:
    """See `networkx.edge_betweenness_centrality`. The same nodes are sampled with the same seed."""
    if G.is_multigraph() and not isinstance(G, nx.Graph):
        raise NotImplementedError("keys of parallel edges, which arrays have not")
    graph = compiled(G)
    size = len(graph)
    found = _added_up(graph, weight, _sources(size, k, seed), of_entries=True)
    found *= _scale(size, k, graph.directed, normalized, True)
    rows, _ = graph.merged(weight, least=True)
    starts, ends = np.repeat(np.arange(size), np.diff(rows.indptr)), rows.indices.astype(np.int64)
    if not graph.directed:
        _, edge = np.unique(np.minimum(starts, ends) * size + np.maximum(starts, ends), return_inverse=True)
        first = starts <= ends
        found = np.bincount(edge, found)[edge[first]]
        starts, ends = starts[first], ends[first]
    if G.is_multigraph():
        return dict(_among_parallel(G, weight, found))
    return dict(zip(zip(graph.nodes.some(starts), graph.nodes.some(ends), strict=True), found.tolist(), strict=True))


def _among_parallel(G: Any, weight: str | None, found: Array) -> Iterator[tuple[Any, float]]:
    """Give each edge its part of what was found for its two nodes: as much to all that are shortest."""
    edges = G.edges(keys=True, data=weight or True, default=1)
    for value, (_, parallel) in zip(found.tolist(), groupby(edges, key=lambda edge: edge[:2]), strict=True):
        lengths = {edge[:3]: 1 if weight is None else edge[3] for edge in parallel}
        least = min(lengths.values())
        share = value / sum(length == least for length in lengths.values())
        for edge, length in lengths.items():
            yield edge, share if length == least else 0.0


def _sources(size: int, k: int | None, seed: Random | None) -> Array:
    if k is None:
        return np.arange(size, dtype=np.uint32)
    if seed is None:
        raise NotImplementedError("samples without a random state")
    return np.array(seed.sample(range(size), k), np.uint32)


def _added_up(
    graph: CompiledGraph,
    weight: str | None,
    sources: Array,
    counted: Array | None = None,
    *,
    endpoints: bool = False,
    of_entries: bool = False,
) -> Array:
    """What all sources add to every node, or entry of `merged`. It does not depend on the number of cores."""
    rows, lengths = graph.merged(weight, least=True)
    if weight is not None:
        _refuse_lengths_of_nothing(lengths, len(graph))
    used = None if weight is None else lengths
    ends = np.ones(len(graph)) if counted is None else counted
    stop = stop_flag()
    parts = in_parts(
        sources, lambda part: kernels.betweenness(*rows, used, part, ends, endpoints, of_entries, stop), _PARTS
    )
    raise_if_stopped()
    return np.sum(parts, axis=0) if parts else np.zeros(len(rows.indices) if of_entries else len(graph))


def _refuse_lengths_of_nothing(lengths: Array, size: int) -> None:
    """Leave to networkx what does not make every path longer, also the longest that there can be."""
    if len(lengths) and not lengths.min() > np.finfo(float).eps * size * lengths.max():
        raise NotImplementedError("weights that are zero, negative, or nothing beside others")


def _scale(size: int, k: int | None, directed: bool, normalized: bool, endpoints: bool) -> float:
    """By what sums over sources are multiplied, see the notes in networkx."""
    ends = size if endpoints else size - 1
    if ends < 2:
        return 1.0
    sources = ends if k is None else k
    return 1 / (sources * (ends - 1)) if normalized else ends / (sources * (1 if directed else 2))
