"""Networks in which every edge, or every node, lets one path through: how many paths there are, and what cuts them."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analytics.compiled.graph import CompiledGraph
from analytics.kernels import disjoint_paths as kernels
from analytics.kernels.flow import distances, network
from analytics.kernels.parallel import PARTS, in_parts
from analytics.kernels.rows import rows_of
from analytics.stopping import raise_if_stopped, stop_flag

__all__ = ["Network", "edge_cut", "edge_network", "fewest", "node_cut", "node_network"]

Array = NDArray[Any]
UNBOUNDED = 2**62


class Network(NamedTuple):
    """A residual network with capacities of 0 and 1, see `analytics.kernels.flow`; whether each node is two in it."""

    indptr: Array
    head: Array
    twin: Array
    capacity: Array
    by_node: bool


def edge_network(graph: CompiledGraph) -> Network:
    """The network in which every edge can be passed once; parallel edges are one, as in networkx."""

    def made() -> Network:
        rows = graph.simple
        start = rows_of(*rows)
        kept = start != rows.indices if graph.directed else start < rows.indices
        return _network(len(graph), start[kept], rows.indices[kept], by_node=False, back=not graph.directed)

    return graph._kept("edge network", made)


def node_network(graph: CompiledGraph) -> Network:
    """The network in which every node can be passed once: it is entered at twice its position and left at one more."""

    def made() -> Network:
        rows = graph.simple
        inside = 2 * np.arange(len(graph))
        start = np.concatenate([inside, 2 * rows_of(*rows).astype(np.int64) + 1])
        end = np.concatenate([inside + 1, 2 * rows.indices.astype(np.int64)])
        return _network(2 * len(graph), start, end, by_node=True, back=False)

    return graph._kept("node network", made)


def fewest(network: Network, pairs: Array, at_most: float, at_least: int = 0) -> tuple[int, int]:
    """How many disjoint paths the pair has that has fewest, no more than `at_most`, and its place, -1 if none has less.

    It is known that none has less than `at_least`.
    """
    limit = UNBOUNDED if at_most == math.inf else max(math.ceil(at_most), 0)

    def work(places: Array) -> tuple[int, int]:
        residual = network.capacity.copy()
        return kernels.fewest_paths(
            *network[:3], residual, pairs[places], limit, at_least, network.by_node, False, stop_flag()
        )

    parts = np.array_split(np.arange(len(pairs)), PARTS)
    found = in_parts(np.arange(len(pairs)), work)
    raise_if_stopped()
    least, which = limit, -1
    for places, (count, place) in zip(parts, found, strict=False):
        if count < least:
            least, which = count, int(places[place])
    return least, which


def edge_cut(graph: CompiledGraph, source: int, sink: int) -> set[tuple[Any, Any]]:
    """The fewest edges without which there is no path from one node to another: those nearest to the latter."""
    beyond = _beyond(edge_network(graph), source, sink)
    rows = graph.simple
    start = rows_of(*rows)
    cut = ~beyond[start] & beyond[rows.indices]
    return set(zip(graph.nodes.some(start[cut]), graph.nodes.some(rows.indices[cut]), strict=True))


def node_cut(graph: CompiledGraph, source: int, sink: int) -> set[Any]:
    """The fewest nodes without which there is no path from one node to another: those nearest to the latter."""
    beyond = _beyond(node_network(graph), 2 * source + 1, 2 * sink)
    before, after = beyond[::2], beyond[1::2]
    indptr, indices = graph.simple_into
    last = indices[indptr[sink] : indptr[sink + 1]]
    cut = np.union1d(np.flatnonzero(~before & after), last[~after[last]])
    return set(graph.nodes.some(cut[(cut != source) & (cut != sink)]))


def _network(size: int, start: Array, end: Array, *, by_node: bool, back: bool) -> Network:
    indptr, head, twin, place = network(size, start, end)
    capacity = np.full(len(head), back, np.uint8)
    capacity[place] = 1
    return Network(indptr, head, twin, capacity, by_node)


def _beyond(network: Network, source: int, sink: int) -> Array:
    """Which nodes the sink can still be reached from when all disjoint paths are taken."""
    residual = network.capacity.copy()
    pair = np.array([[source, sink]])
    kernels.fewest_paths(*network[:3], residual, pair, UNBOUNDED, 0, network.by_node, True, stop_flag())
    raise_if_stopped()
    beyond: Array = distances(*network[:3], residual, -1, sink) >= 0
    return beyond
