"""Simple paths and cycles, ours and networkx' own, on random graphs."""

from __future__ import annotations

from itertools import islice
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.compiled.reading import from_networkx
from tests.analytics.compiled.random_graphs import assert_like_networkx, graphs, outcome
from tests.analytics.compiled.test_traversal import nodes_of

SIMPLE = (nx.Graph, nx.DiGraph)


def lengths(graph: nx.Graph, paths: list[list[Any]], weight: str | None) -> list[float]:
    """The lengths of paths, after a look at each of them."""
    assert len(set(map(tuple, paths))) == len(paths)
    assert all(len(set(path)) == len(path) and nx.is_path(graph, path) for path in paths)
    copy = graph.copy()
    for _, _, data in copy.edges(data=True):
        data["cost"] = 1 if weight is None else data.get(weight, 1)
    return [nx.path_weight(copy, path, "cost") for path in paths]


@pytest.mark.parametrize("weight", [None, "weight"])
@settings(max_examples=120)
@given(data=st.data(), graph=graphs(SIMPLE, most_nodes=7, least_weight=0))
def test_shortest_simple_paths_are_all_there_and_in_order(
    weight: str | None, data: st.DataObject, graph: nx.Graph
) -> None:
    source, target = data.draw(nodes_of(graph)), data.draw(nodes_of(graph))
    ours, theirs = (
        outcome(nx.shortest_simple_paths, graph, source, target, weight=weight, backend=backend)
        for backend in ("pilotgraph", "networkx")
    )
    if isinstance(theirs, type):
        assert ours is theirs
        return
    assert lengths(graph, ours, weight) == sorted(lengths(graph, theirs, weight))
    assert set(map(tuple, ours)) == set(map(tuple, theirs))


@settings(max_examples=120)
@given(data=st.data(), graph=graphs(most_nodes=7, weighted=False))
def test_all_simple_paths_are_those_of_networkx_in_its_order(data: st.DataObject, graph: nx.Graph) -> None:
    source, cutoff = data.draw(nodes_of(graph)), data.draw(st.sampled_from([None, -1, 0, 1, 2, 2.5, 3, 4]))
    assert_like_networkx(nx.all_simple_paths, graph, source, data.draw(nodes_of(graph)), cutoff=cutoff)
    assert_like_networkx(nx.all_simple_paths, graph, source, data.draw(st.lists(nodes_of(graph))), cutoff=cutoff)


def turned(cycles: Any, graph: nx.Graph) -> list[tuple[Any, ...]]:
    """Cycles from their least node on, undirected ones towards the lesser of its neighbours, sorted."""
    made = []
    for cycle in cycles:
        least = cycle.index(min(cycle))
        one = cycle[least:] + cycle[:least]
        other = [one[0], *one[:0:-1]]
        made.append(tuple(one if graph.is_directed() else min(one, other)))
    return sorted(made)


@settings(max_examples=200)
@given(graph=graphs(most_nodes=8, weighted=False), bound=st.integers(-1, 9))
def test_bounded_cycles_are_those_of_networkx(graph: nx.Graph, bound: int) -> None:
    ours, theirs = (
        outcome(nx.simple_cycles, graph, length_bound=bound, backend=backend) for backend in ("pilotgraph", "networkx")
    )
    if isinstance(theirs, type):
        assert ours is theirs
    else:
        assert turned(ours, graph) == turned(theirs, graph)


def test_paths_and_cycles_are_found_when_they_are_asked_for() -> None:
    graph = from_networkx(nx.complete_graph(40), {})
    assert [len(path) for path in islice(nx.shortest_simple_paths(graph, 0, 39), 50)] == [2] + 38 * [3] + 11 * [4]
    assert len(list(islice(nx.all_simple_paths(graph, 0, 39), 5000))) == 5000
    assert len(list(islice(nx.simple_cycles(graph, length_bound=30), 5000))) == 5000


def test_cycles_of_any_length_are_for_networkx() -> None:
    with pytest.raises(NotImplementedError):
        nx.simple_cycles(nx.cycle_graph(3), backend="pilotgraph")


@pytest.mark.parametrize("weight", [None, "weight"])
def test_many_searches_in_vain_narrow_the_rest_down(weight: str | None) -> None:
    graph = nx.DiGraph()
    for level in range(6):
        nx.add_path(graph, [("way", level), ("by", level), ("way", level + 1)], weight=1.5)
        graph.add_edge(("way", level), ("way", level + 1), weight=2)
        nx.add_path(graph, [("way", level), *(("astray", level, i) for i in range(30))])
        nx.add_path(graph, [*(("from elsewhere", level, i) for i in range(30)), ("way", level + 1)])
    ours, theirs = (
        list(nx.shortest_simple_paths(graph, ("way", 0), ("way", 6), weight=weight, backend=backend))
        for backend in ("pilotgraph", "networkx")
    )
    assert len(ours) == 64
    assert lengths(graph, ours, weight) == sorted(lengths(graph, theirs, weight))
    assert set(map(tuple, ours)) == set(map(tuple, theirs))
