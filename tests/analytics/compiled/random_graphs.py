"""Random networkx graphs of every kind, and how a compiled function is compared with networkx' own on them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import networkx as nx
from hypothesis import strategies as st

nx.config.warnings_to_ignore.add("cache")  # that a converted graph is used again

KINDS = (nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph)


@st.composite
def graphs(
    draw: st.DrawFn,
    kinds: tuple[type[nx.Graph], ...] = KINDS,
    *,
    most_nodes: int = 9,
    loops: bool = True,
    weighted: bool = True,
    least_weight: float = 0.125,
) -> nx.Graph:
    """Draw a graph: empty, of one node, with isolated nodes, loops, parallel edges, ids of text, in any order.

    Some edges have a `weight`: a multiple of 1/8, so that sums are exact.
    """
    kind = draw(st.sampled_from(kinds))
    size = draw(st.integers(0, most_nodes))
    names = draw(st.permutations([f"点{i}" if i % 3 == 0 else f"node {i}" for i in range(size)]))
    graph = kind()
    graph.add_nodes_from(names)
    if not size:
        return graph
    pair = st.tuples(st.sampled_from(names), st.sampled_from(names))
    pairs = draw(st.lists(pair if loops else pair.filter(lambda ends: ends[0] != ends[1]), max_size=3 * size))
    weights = st.one_of(st.none(), st.integers(math.ceil(least_weight * 8), 80).map(lambda eighths: eighths / 8))
    for start, end in pairs:
        weight = draw(weights) if weighted else None
        graph.add_edge(start, end, **({} if weight is None else {"weight": weight}))
    return graph


def settled(value: Any) -> Any:
    """Turn what a function gives into what can be compared: mappings into dicts, iterators into lists."""
    if isinstance(value, nx.Graph):
        return {node: {other: settled(data) for other, data in row.items()} for node, row in value.adj.items()}
    if isinstance(value, Mapping):
        return {key: settled(each) for key, each in value.items()}
    if isinstance(value, Iterator | list | tuple):
        return [settled(each) for each in value]
    return value


def outcome(function: Any, *arguments: Any, **options: Any) -> Any:
    """What a function gives, or the type of the error that it raises."""
    try:
        return settled(function(*arguments, **options))
    except (nx.NetworkXException, ArithmeticError, LookupError, TypeError, ValueError) as error:
        return type(error)


def assert_alike(ours: Any, theirs: Any, tolerance: float = 1e-9) -> None:
    """Fail unless both are the same, numbers up to a tolerance relative to them (and to 1)."""
    if isinstance(theirs, float) or isinstance(ours, float):
        assert math.isclose(ours, theirs, rel_tol=tolerance, abs_tol=tolerance) or (ours != ours and theirs != theirs)
    elif isinstance(theirs, dict):
        assert isinstance(ours, dict)
        assert ours.keys() == theirs.keys()
        for key, value in theirs.items():
            assert_alike(ours[key], value, tolerance)
    elif isinstance(theirs, list):
        assert isinstance(ours, list)
        assert len(ours) == len(theirs)
        for one, other in zip(ours, theirs, strict=True):
            assert_alike(one, other, tolerance)
    else:
        assert ours == theirs


def assert_like_networkx(name: Any, graph: nx.Graph, *arguments: Any, tolerance: float = 1e-9, **options: Any) -> None:
    """Fail unless networkx' function gives the same from our backend as by itself, or raises the same error."""
    ours = outcome(name, graph, *arguments, **options, backend="pilotgraph")
    theirs = outcome(name, graph, *arguments, **options, backend="networkx")
    assert_alike(ours, theirs, tolerance)
