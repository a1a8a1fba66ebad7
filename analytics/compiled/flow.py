"""Flow: how much can go from one node to another over edges of some capacity, and where it is cut off most cheaply."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any, NamedTuple

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from analytics.compiled.graph import CompiledGraph
from analytics.compiled.reading import compiled
from analytics.kernels import flow as kernels
from analytics.stopping import raise_if_stopped, stop_flag

__all__ = ["ends", "maximum_flow", "maximum_flow_value", "minimum_cut", "minimum_cut_value"]

Array = NDArray[Any]


def maximum_flow(
    flowG: Any, _s: Any, _t: Any, capacity: Any = "capacity", flow_func: Any = None, **kwargs: Any
) -> tuple[float, Mapping[Any, dict[Any, float]]]:
    """See `networkx.maximum_flow`. Of several maximum flows it can be another one."""
    graph, network, flow = _solved(flowG, _s, _t, capacity, flow_func, kwargs)
    return flow.value, _Flows(graph, network, flow.over)


def maximum_flow_value(
    flowG: Any, _s: Any, _t: Any, capacity: Any = "capacity", flow_func: Any = None, **kwargs: Any
) -> float:
    """See `networkx.maximum_flow_value`."""
    return _solved(flowG, _s, _t, capacity, flow_func, kwargs)[2].value


def minimum_cut(
    flowG: Any, _s: Any, _t: Any, capacity: Any = "capacity", flow_func: Any = None, **kwargs: Any
) -> tuple[float, tuple[set[Any], set[Any]]]:
    """See `networkx.minimum_cut`: of several minimum cuts the one nearest to `_t`, as there."""
    graph, _, flow = _solved(flowG, _s, _t, capacity, flow_func, kwargs)
    sides = (np.flatnonzero(~flow.beyond), np.flatnonzero(flow.beyond))
    return flow.value, (set(graph.nodes.some(sides[0])), set(graph.nodes.some(sides[1])))


minimum_cut_value = maximum_flow_value


class _Network(NamedTuple):
    """A residual network, see `analytics.kernels.flow`, and the sum of the capacities that are finite."""

    indptr: Array
    head: Array
    twin: Array
    capacity: Array
    finite: float


class _Flow(NamedTuple):
    """How much flows in all and over each arc (less than 0: over its twin), and which nodes are beyond the cut."""

    value: float
    over: Array
    beyond: Array


class _Flows(Mapping[Hashable, dict[Any, float]]):
    """Node → neighbour → how much flows there, made when it is asked for."""

    def __init__(self, graph: CompiledGraph, network: _Network, over: Array) -> None:
        self._graph = graph
        self._network = network
        self._over = over

    def __getitem__(self, node: Hashable) -> dict[Any, float]:
        position = self._graph.nodes.position(node)
        arcs = slice(*self._network.indptr[position : position + 2].tolist())
        net: dict[int, float] = {}
        for other, flow in zip(self._network.head[arcs].tolist(), self._over[arcs].tolist(), strict=True):
            net[other] = net.get(other, 0) + flow
        row = slice(*self._graph.out.indptr[position : position + 2].tolist())
        others = self._graph.out.indices[row]
        flows = [max(net.get(other, 0), 0) for other in others.tolist()]
        return dict(zip(self._graph.nodes.some(others), flows, strict=True))

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._graph)

    def __len__(self) -> int:
        return len(self._graph)

    def __repr__(self) -> str:
        return repr(dict(self))

    def __reduce__(self) -> tuple[type[dict[Hashable, Any]], tuple[dict[Hashable, Any]]]:
        return dict, (dict(self),)


def _solved(
    G: Any, s: Any, t: Any, capacity: Any, flow_func: Any, options: dict[str, Any]
) -> tuple[CompiledGraph, _Network, _Flow]:
    if flow_func is not None or capacity is None:
        raise NotImplementedError("a method of one's own, or no capacities")
    if options:
        raise nx.NetworkXError(f"{', '.join(options)}: options are those of a flow_func")
    graph = compiled(G)
    source, sink = ends(graph, s, t)
    if graph.multigraph:
        raise nx.NetworkXError("a flow in a multigraph is not defined here")
    network = graph._kept(("flow network", capacity), lambda: _network(graph, capacity))
    residual = network.capacity.copy()
    value, beyond = kernels.maximum_flow(*network[:3], residual, source, sink, stop_flag())
    raise_if_stopped()
    if value > 2 * network.finite:
        raise nx.NetworkXUnbounded("a path of infinite capacity: the flow has no bound")
    return graph, network, _Flow(value, network.capacity - residual, beyond)


def ends(graph: CompiledGraph, s: Any, t: Any) -> tuple[int, int]:
    """The positions of a source and a sink. Raises NetworkXError if one is no node, or both are the same."""
    positions = graph.find(s), graph.find(t)
    for node, position in zip((s, t), positions, strict=True):
        if position is None:
            raise nx.NetworkXError(f"node {node} not in graph")
    if positions[0] == positions[1]:
        raise nx.NetworkXError("source and sink are the same node")
    return positions  # type: ignore[return-value]  # neither is None


def _network(graph: CompiledGraph, name: str) -> _Network:
    """Capacities that are infinite become three times the sum of the others: no minimum cut has such an edge."""
    capacity = graph.weights(name, np.inf)
    kept = (capacity > 0) & ((graph.starts < graph.out.indices) | (graph.directed & ~graph.at_loops))
    start, end, capacity = graph.starts[kept], graph.out.indices[kept], capacity[kept]
    finite = float(capacity[np.isfinite(capacity)].sum())
    capacity = np.minimum(capacity, 3 * finite or 1.0)
    indptr, head, twin, place = kernels.network(len(graph), start, end)
    both = np.zeros(len(head))
    both[place] = capacity
    if not graph.directed:
        both[twin[place]] = capacity
    return _Network(indptr, head, twin, both, finite)
