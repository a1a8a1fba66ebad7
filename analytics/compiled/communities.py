"""Communities: Louvain's and Leiden's methods, label propagation, and the modularity of a division."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np
from networkx.algorithms.community.quality import NotAPartition
from numpy.typing import NDArray

from analytics.compiled.graph import CompiledGraph
from analytics.compiled.reading import compiled
from analytics.kernels import dividing, label_propagation
from analytics.kernels.communities import inner_weight
from analytics.kernels.rows import joined, merged, row_sums
from analytics.stopping import raise_if_stopped, stop_flag

__all__ = [
    "asyn_lpa_communities",
    "fast_label_propagation_communities",
    "label_propagation_communities",
    "leiden_communities",
    "leiden_partitions",
    "louvain_communities",
    "louvain_partitions",
    "modularity",
]

Array = NDArray[Any]
Communities = list[set[Any]]
PASSES = 2
"""How often a division is improved from its beginning. A third pass gains less than a thousandth of modularity."""


def louvain_communities(
    G: Any,
    weight: str | None = "weight",
    resolution: float = 1,
    threshold: float = 1e-7,
    max_level: int | None = None,
    seed: Any = None,
) -> Communities:
    """See `networkx.community.louvain_communities`. The same seed gives the same communities, not networkx' own."""
    graph = compiled(G)
    return _sets(graph, _last(_louvain(graph, weight, resolution, threshold, seed), max_level))


def leiden_communities(
    G: Any, weight: str | None = "weight", resolution: float = 1, max_level: int | None = None, seed: Any = None
) -> Communities:
    """See `networkx.community.leiden_communities`. Every community is connected; the same seed gives the same ones."""
    graph = compiled(G)
    weighted, _ = _undirected(graph, weight, resolution)
    return _sets(graph, dividing.connected(weighted, _last(_leiden(weighted, seed), max_level)))


def louvain_partitions(
    G: Any, weight: str | None = "weight", resolution: float = 1, threshold: float = 1e-7, seed: Any = None
) -> Iterator[Communities]:
    """See `networkx.community.louvain_partitions`. After the last level single nodes are moved once more."""
    graph = compiled(G)
    return (_sets(graph, level) for level in _louvain(graph, weight, resolution, threshold, seed))


def leiden_partitions(
    G: Any, weight: str | None = "weight", resolution: float = 1, seed: Any = None
) -> Iterator[Communities]:
    """See `networkx.community.leiden_partitions`. Every community is connected, each division better than the last."""
    graph = compiled(G)
    weighted, _ = _undirected(graph, weight, resolution)
    return (_sets(graph, dividing.connected(weighted, level)) for level in _leiden(weighted, seed))


def fast_label_propagation_communities(G: Any, *, weight: str | None = None, seed: Any = None) -> Iterator[set[Any]]:
    """See `networkx.community.fast_label_propagation_communities`. The same seed gives the same communities."""
    graph = compiled(G)
    rows = (*graph.out, graph.weights(weight))
    if graph.directed:
        rows = joined(*rows, *graph.into, graph.weights_into(weight))
    return _propagated(graph, label_propagation.queued(*rows, _number(seed), stop_flag()))


def asyn_lpa_communities(G: Any, weight: str | None = None, seed: Any = None) -> Iterator[set[Any]]:
    """See `networkx.community.asyn_lpa_communities`. The same seed gives the same communities."""
    graph = compiled(G)
    indptr, indices = graph.out if weight else graph.simple  # without weights parallel edges count once
    weights = graph.weights(weight) if weight else np.ones(len(indices))
    return _propagated(graph, label_propagation.asynchronous(indptr, indices, weights, _number(seed), stop_flag()))


def label_propagation_communities(G: Any) -> Iterable[set[Any]]:
    """See `networkx.community.label_propagation_communities`: the very same communities."""
    graph = compiled(G)
    indptr, indices = graph.simple
    largest_first = np.argsort(-graph.degrees, kind="stable")
    colour = label_propagation.greedily_coloured(indptr, indices, largest_first)
    order = np.argsort(colour, kind="stable")
    label = label_propagation.semi_synchronous(indptr, indices, np.ones(len(indices)), order, stop_flag())
    return dict(enumerate(_propagated(graph, label))).values()


def modularity(G: Any, communities: Iterable[Any], weight: str | None = "weight", resolution: float = 1) -> float:
    """See `networkx.community.modularity`."""
    graph = compiled(G)
    listed = communities if isinstance(communities, list) else list(communities)
    label = _label(graph, listed)
    if label is None:
        raise NotAPartition(G, listed)
    weights = graph.weights(weight)
    inner = inner_weight(*graph.out, weights, label, len(listed))
    out = np.bincount(label, row_sums(graph.out.indptr, weights), len(listed))
    into = out
    if graph.directed:
        into = np.bincount(label, row_sums(graph.into.indptr, graph.weights_into(weight)), len(listed))
    elif graph.loops:  # an edge is there twice, and a self-loop once
        loops = np.bincount(label[graph.starts[graph.at_loops]], weights[graph.at_loops], len(listed))
        inner, out, into = inner + loops, out + loops, into + loops
    total = float(out.sum())
    if not total:
        raise ZeroDivisionError("modularity of a graph without edges")
    return float((inner / total - resolution * out * into / total**2).sum())


def _last(levels: Iterator[Array], max_level: int | None) -> Array:
    if max_level is not None and max_level <= 0:
        raise ValueError("max_level argument must be a positive integer or None")
    *_, last = islice(levels, max_level)
    return last


def _leiden(graph: dividing.Weighted, seed: Any) -> Iterator[Array]:
    """Divisions, at least one, each better than the one before, since every move is."""
    return _at_least_one(graph, dividing.leiden(graph, _number(seed), PASSES))


def _louvain(
    graph: CompiledGraph, weight: str | None, resolution: float, threshold: float, seed: Any
) -> Iterator[Array]:
    """Divisions, at least one, each better than the one before by more than `threshold`."""
    weighted, total = (_directed if graph.directed else _undirected)(graph, weight, resolution)
    return _at_least_one(weighted, _gaining(weighted, total, threshold, np.random.default_rng(_number(seed))))


def _gaining(graph: dividing.Weighted, total: float, threshold: float, rng: np.random.Generator) -> Iterator[Array]:
    best = np.arange(len(graph), dtype=np.uint32)
    before = -np.inf
    for _ in range(PASSES):
        for level in dividing.divided(graph, best, rng, refining=False):
            quality = _quality(graph, level, total)
            if quality - before <= threshold:
                return
            yield level
            best, before = level, quality


def _at_least_one(graph: dividing.Weighted, levels: Iterator[Array]) -> Iterator[Array]:
    """Where no node moves, each is a community by itself."""
    yield next(levels, np.arange(len(graph), dtype=np.uint32))
    yield from levels


def _undirected(graph: CompiledGraph, weight: str | None, resolution: float) -> tuple[dividing.Weighted, float]:
    """The graph as `analytics.kernels.dividing` takes it, and the sum of its strengths."""
    weights = graph.weights(weight)
    if graph.loops:
        weights = np.where(graph.at_loops, 2 * weights, weights)
    rows = (*graph.out, weights) if graph.is_simple else merged(*graph.out, weights, False)
    made = dividing.whole(*rows, resolution)
    return made, float(made.out.sum())


def _directed(graph: CompiledGraph, weight: str | None, resolution: float) -> tuple[dividing.Weighted, float]:
    """The same for a graph whose edges have a direction, after Leicht and Newman (2008), PRL 100, 118703."""
    weights, weights_into = graph.weights(weight), graph.weights_into(weight)
    rows = merged(*joined(*graph.out, weights, *graph.into, weights_into), False)
    out, into = row_sums(graph.out.indptr, weights), row_sums(graph.into.indptr, weights_into)
    total = 2 * float(out.sum())  # of the symmetric weights
    return dividing.Weighted(*rows, out, into, 2 * resolution / total if total else 0.0), total


def _quality(graph: dividing.Weighted, label: Array, total: float) -> float:
    """The modularity of a division: the sum of strengths is `total`, twice that of the null model if directed."""
    if not total:
        return 0.0
    count = int(label.max()) + 1
    inner = inner_weight(graph.indptr, graph.indices, graph.weights, label, count)
    out, into = np.bincount(label, graph.out, count), np.bincount(label, graph.into, count)
    return float((inner - 2 * graph.expected * out * into).sum() / total)


def _label(graph: CompiledGraph, communities: list[Any]) -> Array | None:
    """The community of every node, None if they do not divide the nodes among them."""
    if sum(map(len, communities)) != len(graph):
        return None
    label = np.full(len(graph), -1, np.int64)
    for number, community in enumerate(communities):
        for node in community:
            position = graph.find(node)
            if position is None:
                return None
            label[position] = number
    return None if (label < 0).any() else label


def _propagated(graph: CompiledGraph, label: Array) -> Iterator[set[Any]]:
    raise_if_stopped()
    yield from _sets(graph, label)


def _sets(graph: CompiledGraph, label: Array) -> Communities:
    """Nodes with the same label, in the order of labels."""
    nodes = graph.nodes.some(np.argsort(label, kind="stable"))
    sizes = np.bincount(label)
    ends = np.cumsum(sizes[sizes > 0]).tolist()
    return [set(nodes[begin:end]) for begin, end in zip([0, *ends[:-1]], ends, strict=True)] if nodes else []


def _number(seed: Any) -> int:
    """A number drawn from networkx' generator, whichever kind it is."""
    number: int = seed.randint(0, 2**31 - 1)
    return number
