"""How near nodes are to all others: closeness, harmonic centrality, eccentricity and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from analytics.compiled.graph import CompiledGraph, Rows
from analytics.compiled.reading import compiled
from analytics.compiled.results import NodeValues
from analytics.compiled.searches import hops, search
from analytics.kernels import nearness as kernels
from analytics.kernels.parallel import PARTS, in_parts
from analytics.stopping import raise_if_stopped, stop_flag

__all__ = [
    "center",
    "closeness_centrality",
    "diameter",
    "eccentricity",
    "harmonic_centrality",
    "periphery",
    "radius",
]

Array = NDArray[Any]

_SEARCHES = 200
"""So many single searches are tried for bounds of the eccentricities before what is still open is searched from."""


def closeness_centrality(G: Any, u: Any = None, distance: str | None = None, wf_improved: bool = True) -> Any:
    """See `networkx.closeness_centrality`."""
    graph = compiled(G)
    size = len(graph)
    if u is None and distance is None:
        reached, total, _, _ = _spread(graph, np.arange(size, dtype=np.uint32))
    else:
        nodes = np.arange(size, dtype=np.uint32) if u is None else np.array([_position(graph, u)], np.uint32)
        reached, total, *_ = _from_each(graph, distance, nodes, backward=True)
    near = np.divide(reached, total, out=np.zeros(len(reached)), where=total > 0)
    if wf_improved and size > 1:
        near *= reached / (size - 1)
    return graph.values(near) if u is None else near.item(0)


def harmonic_centrality(G: Any, nbunch: Any = None, distance: str | None = None, sources: Any = None) -> NodeValues:
    """See `networkx.harmonic_centrality`. Nodes are in the order of the graph."""
    graph = compiled(G)
    ends, starts = _positions(graph, nbunch), _positions(graph, sources)
    counted = np.zeros(len(graph), np.bool_)
    counted[starts] = True
    if distance is None and len(starts) < kernels.AT_ONCE * len(ends):
        found = _spread(graph, starts)[2][ends]
    elif len(ends) < len(starts):
        found = _from_each(graph, distance, ends, counted, backward=True)[2]
    else:
        found = _from_each(graph, distance, starts)[4][ends]
    return graph.values(found, ends)


def eccentricity(G: Any, v: Any = None, sp: Any = None, weight: str | None = None) -> Any:
    """See `networkx.eccentricity`."""
    if sp is not None:
        raise NotImplementedError("given distances")
    graph = compiled(G)
    nodes = _positions(graph, v)
    found = _eccentricities(graph, nodes, weight)
    if (found < 0).any():
        kind = "the digraph is not strongly connected" if graph.directed else "the graph is not connected"
        raise nx.NetworkXError(f"Found infinite path length because {kind}")
    return found.item(0) if v is not None and graph.find(v) is not None else graph.values(found, nodes)


def diameter(G: Any, e: Mapping[Any, float] | None = None, usebounds: bool = False, weight: str | None = None) -> Any:
    """See `networkx.diameter`. Bounds are used in any case."""
    return max((_all(G, usebounds, weight) if e is None else e).values())


def radius(G: Any, e: Mapping[Any, float] | None = None, usebounds: bool = False, weight: str | None = None) -> Any:
    """See `networkx.radius`. Bounds are used in any case."""
    return min((_all(G, usebounds, weight) if e is None else e).values())


def periphery(
    G: Any, e: Mapping[Any, float] | None = None, usebounds: bool = False, weight: str | None = None
) -> list[Any]:
    """See `networkx.periphery`. Bounds are used in any case."""
    found = _all(G, usebounds, weight) if e is None else e
    greatest = max(found.values())
    return [node for node, value in found.items() if value == greatest]


def center(
    G: Any, e: Mapping[Any, float] | None = None, usebounds: bool = False, weight: str | None = None
) -> list[Any]:
    """See `networkx.center`. Bounds are used in any case; networkx itself is asked for the center of a tree."""
    graph = compiled(G)
    at_most_a_tree = not graph.directed and graph.number_of_edges() < max(1, len(graph))
    if at_most_a_tree and e is None and weight is None and not usebounds:
        raise NotImplementedError("a tree")
    found = _all(G, usebounds, weight) if e is None else e
    least = min(found.values())
    return [node for node, value in found.items() if value == least]


def _all(G: Any, usebounds: bool, weight: str | None) -> Mapping[Any, float]:
    if usebounds and weight is not None:
        raise NotImplementedError("bounds that suppose whole numbers")
    found: Mapping[Any, float] = eccentricity(G, weight=weight)
    return found


def _eccentricities(graph: CompiledGraph, nodes: Array, weight: str | None) -> Array:
    """The greatest distance from each of some nodes, -1 where a node is not reached."""
    if weight is not None or len(nodes) < 8:
        reached, _, _, farthest, _ = _from_each(graph, weight, nodes)
        return np.where(reached == len(graph) - 1, farthest, -1)
    if graph.directed:
        return _spread(graph, nodes)[3]
    return _bounded(graph)[nodes]


def _bounded(graph: CompiledGraph) -> Array:
    """All eccentricities of an undirected graph, most of them from bounds that few searches give.

    A search from a node with eccentricity e tells of one at distance d that its own is from max(d, e - d) to e + d.
    It goes on alternately from the least lower and the greatest upper bound, among equal ones from the greatest degree
    (Takes and Kosters, Computing the eccentricity distribution of large graphs, Algorithms 6, 2013).
    """
    size = len(graph)
    low, high = np.zeros(size, np.int64), np.full(size, 2 * size)
    degrees = graph.degrees
    distance = np.empty(size, np.int64)
    for count in range(_SEARCHES):
        open_ = np.flatnonzero(low < high)
        if not len(open_):
            return low
        key = high[open_] if count % 2 else -low[open_]
        best = open_[key == key.max()]
        found = search(graph, graph.out, [int(best[degrees[best].argmax()])], hops(None))
        if len(found.order) < size:
            return np.full(size, -1)
        distance[found.order] = found.distance
        greatest = int(found.distance[-1])
        np.maximum(low, np.maximum(distance, greatest - distance), out=low)
        np.minimum(high, greatest + distance, out=high)
    open_ = np.flatnonzero(low < high)
    low[open_] = _spread(graph, open_.astype(np.uint32))[3]
    return low


def _spread(graph: CompiledGraph, sources: Array) -> tuple[Array, Array, Array, Array]:
    """What `kernels.spread` gives; it does not depend on the number of cores."""
    rows, stop = (*graph.simple, *graph.simple_into), stop_flag()
    batches = -(-len(sources) // kernels.AT_ONCE)
    parts = in_parts(sources, lambda part: kernels.spread(*rows, part, stop), max(1, min(batches, PARTS // 2)))
    raise_if_stopped()
    if not parts:
        return (*np.zeros((3, len(graph))), np.zeros(0))
    *sums, farthest = zip(*parts, strict=True)
    reached, total, harmonic = (np.sum(each, axis=0) for each in sums)
    return reached, total, harmonic, np.concatenate(farthest)


def _from_each(
    graph: CompiledGraph, weight: str | None, nodes: Array, counted: Array | None = None, *, backward: bool = False
) -> tuple[Array, Array, Array, Array, Array]:
    """What `kernels.spread_by_length` gives, along entries or against them, on any number of cores."""
    ends = np.ones(len(graph), np.bool_) if counted is None else counted
    if weight is None:
        return _searched(graph, nodes, ends, graph.into if backward else graph.out)
    rows, weights = (graph.merged_into if backward else graph.merged)(weight, least=True)
    if not (weights >= 0).all():
        raise NotImplementedError("weights below zero")
    stop = stop_flag()
    parts = in_parts(nodes, lambda part: kernels.spread_by_length(*rows, weights, part, ends, stop), PARTS // 2)
    raise_if_stopped()
    if not parts:
        return (*np.zeros((4, 0)), np.zeros(len(graph)))
    *each, at = zip(*parts, strict=True)
    reached, total, harmonic, farthest = map(np.concatenate, each)
    return reached, total, harmonic, farthest, np.sum(at, axis=0)


def _searched(
    graph: CompiledGraph, nodes: Array, counted: Array, rows: Rows
) -> tuple[Array, Array, Array, Array, Array]:
    """The same for a few nodes without weights."""
    reached, total, farthest = np.zeros((3, len(nodes)), np.int64)
    harmonic, at = np.zeros(len(nodes)), np.zeros(len(graph))
    for place, node in enumerate(nodes.tolist()):
        found = search(graph, rows, [node], hops(None))
        reached[place], total[place] = len(found.order) - 1, found.distance.sum()
        farthest[place] = found.distance[-1]
        near = 1 / found.distance[1:]
        harmonic[place] = near[counted[found.order[1:]]].sum()
        at[found.order[1:]] += near
    return reached, total, harmonic, farthest, at


def _position(graph: CompiledGraph, node: Any) -> int:
    position = graph.find(node)
    if position is None:
        raise nx.NodeNotFound(f"Node {node} is not in the graph")
    return position


def _positions(graph: CompiledGraph, nodes: Any) -> Array:
    """One node, those of some that are in the graph, or all for None: their positions, ascending, each once."""
    if nodes is None:
        return np.arange(len(graph), dtype=np.uint32)
    position = graph.find(nodes)
    if position is not None:
        return np.array([position], np.uint32)
    if not isinstance(nodes, Iterable):
        raise nx.NetworkXError(f"{nodes} is neither a node of the graph nor several")
    return np.unique(np.array([at for at in map(graph.find, nodes) if at is not None], np.uint32))
