"""Shortest paths by weights, ours and networkx' own, on random graphs of every kind."""

from __future__ import annotations

import math
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analytics.compiled.random_graphs import assert_alike, assert_like_networkx, graphs, outcome
from tests.analytics.compiled.test_traversal import UNDIRECTED, nodes_of

some_graphs = st.one_of(graphs(most_nodes=12), graphs(least_weight=0))
cutoffs = st.one_of(st.none(), st.integers(-1, 40).map(lambda quarters: quarters / 4))


def assert_as_short(name: str, graph: nx.Graph, *arguments: Any, weight: str | None) -> None:
    """Fail unless a path is one of the shortest, or there is the same error."""
    function = getattr(nx, name)
    theirs = outcome(function, graph, *arguments, weight=weight, backend="networkx")
    ours = outcome(function, graph, *arguments, weight=weight, backend="pilotgraph")
    if isinstance(theirs, type):
        assert ours is theirs
        return
    if name == "bidirectional_dijkstra":
        assert ours[0] == theirs[0]
        ours, theirs = ours[1], theirs[1]
    assert (ours[0], ours[-1]) == (theirs[0], theirs[-1])
    assert nx.is_path(graph, ours)
    assert nx.path_weight(_least(graph), ours, "weight") == nx.path_weight(_least(graph), theirs, "weight")


def _least(graph: nx.Graph) -> nx.Graph:
    """The same with 1 where there is no weight, and the least of parallel edges."""
    simple = nx.DiGraph() if graph.is_directed() else nx.Graph()
    for start, end, weight in graph.edges(data="weight", default=1):
        before = simple.get_edge_data(start, end, {"weight": math.inf})["weight"]
        simple.add_edge(start, end, weight=min(before, weight))
    simple.add_nodes_from(graph)
    return simple


@pytest.mark.parametrize(
    "function",
    [
        nx.single_source_dijkstra,
        nx.single_source_dijkstra_path,
        nx.single_source_dijkstra_path_length,
        nx.dijkstra_predecessor_and_distance,
    ],
)
@settings(max_examples=60)
@given(data=st.data(), graph=some_graphs)
def test_what_is_settled_from_a_node_is_that_of_networkx(function: Any, data: st.DataObject, graph: nx.Graph) -> None:
    weight = data.draw(st.sampled_from(["weight", None]))
    assert_like_networkx(function, graph, data.draw(nodes_of(graph)), cutoff=data.draw(cutoffs), weight=weight)


@settings(max_examples=60)
@given(data=st.data(), graph=some_graphs)
def test_a_target_is_reached_like_in_networkx(data: st.DataObject, graph: nx.Graph) -> None:
    source, target, cutoff = data.draw(nodes_of(graph)), data.draw(nodes_of(graph)), data.draw(cutoffs)
    assert_like_networkx(nx.single_source_dijkstra, graph, source, target, cutoff=cutoff)
    assert_like_networkx(nx.dijkstra_path_length, graph, source, target)
    sources = data.draw(st.lists(nodes_of(graph), max_size=3))
    assert_like_networkx(nx.multi_source_dijkstra, graph, sources, target, cutoff=cutoff)
    assert_like_networkx(nx.multi_source_dijkstra, graph, sources)
    assert_like_networkx(nx.multi_source_dijkstra_path, graph, sources)
    assert_like_networkx(nx.multi_source_dijkstra_path_length, graph, sources, cutoff=cutoff)


@settings(max_examples=30)
@given(data=st.data(), graph=some_graphs)
def test_all_pairs_are_those_of_networkx(data: st.DataObject, graph: nx.Graph) -> None:
    cutoff = data.draw(cutoffs)
    assert_like_networkx(nx.all_pairs_dijkstra, graph, cutoff=cutoff)
    assert_like_networkx(nx.all_pairs_dijkstra_path, graph, cutoff=cutoff)
    assert_like_networkx(nx.all_pairs_dijkstra_path_length, graph, cutoff=cutoff)


@pytest.mark.parametrize("name", ["dijkstra_path", "bidirectional_dijkstra", "shortest_path"])
@settings(max_examples=80)
@given(data=st.data(), graph=some_graphs)
def test_a_path_between_two_nodes_is_as_short(name: str, data: st.DataObject, graph: nx.Graph) -> None:
    assert_as_short(name, graph, data.draw(nodes_of(graph)), data.draw(nodes_of(graph)), weight="weight")


@settings(max_examples=100)
@given(data=st.data(), graph=graphs(least_weight=-1))
def test_negative_weights_are_refused_where_networkx_finds_them(data: st.DataObject, graph: nx.Graph) -> None:
    source, target = data.draw(nodes_of(graph)), data.draw(nodes_of(graph))
    assert_like_networkx(nx.single_source_dijkstra, graph, source)
    assert_like_networkx(nx.dijkstra_path, graph, source, target)
    assert_like_networkx(nx.dijkstra_path_length, graph, source, target)


@pytest.mark.parametrize("weight", [None, "weight"])
@settings(max_examples=60)
@given(data=st.data(), graph=some_graphs)
def test_lengths_for_any_ends_are_those_of_networkx(weight: str | None, data: st.DataObject, graph: nx.Graph) -> None:
    source, target = (data.draw(st.one_of(st.none(), nodes_of(graph))) for _ in range(2))
    assert_like_networkx(nx.shortest_path_length, graph, source, target, weight)


@pytest.mark.parametrize("weight", [None, "weight"])
@settings(max_examples=60)
@given(data=st.data(), graph=graphs(UNDIRECTED))
def test_undirected_paths_for_any_ends_are_those_of_networkx(
    weight: str | None, data: st.DataObject, graph: nx.Graph
) -> None:
    source, target = (data.draw(st.one_of(st.none(), nodes_of(graph))) for _ in range(2))
    assert_like_networkx(nx.shortest_path, graph, source, target, weight)
    assert_like_networkx(nx.has_path, graph, source or "nowhere", target or "nowhere")


@settings(max_examples=60)
@given(data=st.data(), graph=graphs((nx.DiGraph, nx.MultiDiGraph)))
def test_directed_paths_to_a_target_are_as_short(data: st.DataObject, graph: nx.Graph) -> None:
    target = data.draw(nodes_of(graph))
    ours, theirs = (
        outcome(nx.shortest_path, graph, None, target, "weight", backend=backend)
        for backend in ("pilotgraph", "networkx")
    )
    if isinstance(theirs, type):
        assert ours is theirs
        return
    assert ours.keys() == theirs.keys()
    for node, path in ours.items():
        assert (path[0], path[-1]) == (node, target)
        assert_alike(*(nx.path_weight(_least(graph), each, "weight") for each in (path, theirs[node])))


@settings(max_examples=60)
@given(data=st.data(), graph=graphs(weighted=False))
def test_predecessors_by_the_number_of_edges_are_those_of_networkx(data: st.DataObject, graph: nx.Graph) -> None:
    source, target = data.draw(nodes_of(graph)), data.draw(st.one_of(st.none(), nodes_of(graph)))
    cutoff = data.draw(st.sampled_from([None, 0, 0.5, 1, 2, -1]))
    assert_like_networkx(nx.predecessor, graph, source, target, cutoff=cutoff, return_seen=data.draw(st.booleans()))


@pytest.mark.parametrize("method", [None, "unweighted", "dijkstra"])
@settings(max_examples=60)
@given(graph=graphs(most_nodes=4), weight=st.sampled_from([None, "weight"]))
def test_the_average_length_is_that_of_networkx(method: str | None, graph: nx.Graph, weight: str | None) -> None:
    assert_like_networkx(nx.average_shortest_path_length, graph, weight, method)
    nx.add_cycle(graph, [*graph, "more", "nodes"])
    assert_like_networkx(nx.average_shortest_path_length, graph, weight, method)


def test_the_average_length_of_many_nodes_is_the_same_on_any_number_of_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.connected_watts_strogatz_graph(400, 4, 0.3, seed=3)
    nx.set_edge_attributes(graph, {edge: 1 + sum(edge) % 7 / 8 for edge in graph.edges}, "weight")
    for weight in (None, "weight"):
        assert_like_networkx(nx.average_shortest_path_length, graph, weight)
        ours = nx.average_shortest_path_length(graph, weight, backend="pilotgraph")
        with monkeypatch.context() as patch:
            patch.setattr("os.sched_getaffinity", lambda _: {0}, raising=False)
            assert nx.average_shortest_path_length(graph, weight, backend="pilotgraph") == ours


def test_what_we_do_not_do_is_done_by_networkx() -> None:
    graph = nx.path_graph(4)
    for options in ({"weight": lambda *_: 2}, {"weight": "weight", "method": "bellman-ford"}):
        with pytest.raises(NotImplementedError):
            nx.shortest_path(graph, 0, 3, **options, backend="pilotgraph")
    with pytest.raises(ValueError, match="method not supported"):
        nx.shortest_path(graph, 0, 3, method="none", backend="pilotgraph")


def test_many_nodes_in_the_queue_come_out_in_order() -> None:
    star = nx.star_graph(3000)
    nx.set_edge_attributes(star, {(0, leaf): (leaf * 7919) % 3001 for leaf in range(1, 3001)}, "weight")
    assert_like_networkx(nx.single_source_dijkstra_path_length, star, 0)
    assert_like_networkx(nx.dijkstra_path, star, 5, 77)
    order = list(nx.single_source_dijkstra_path_length(star, 0, backend="pilotgraph"))
    assert order == list(nx.single_source_dijkstra_path_length(star, 0, backend="networkx"))
