"""Breadth-first search and what can be reached, ours and networkx' own, on random graphs of every kind."""

from __future__ import annotations

from itertools import islice
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.compiled.reading import from_networkx
from analytics.compiled.searches import AT_ONCE, scratch
from tests.analytics.compiled.random_graphs import assert_like_networkx, graphs, outcome

UNDIRECTED = (nx.Graph, nx.MultiGraph)
limits = st.one_of(st.none(), st.integers(0, 4), st.just(1.5), st.just(float("inf")), st.just(-1))


def nodes_of(graph: nx.Graph) -> st.SearchStrategy[Any]:
    """A node of a graph, or seldom something else."""
    return st.sampled_from([*graph, *graph, "nowhere"])


@pytest.mark.parametrize(
    "function",
    [nx.bfs_edges, nx.bfs_predecessors, nx.bfs_successors, nx.bfs_tree, nx.generic_bfs_edges],
)
@settings(max_examples=60)
@given(data=st.data(), graph=graphs(weighted=False))
def test_a_search_finds_the_same_in_the_same_order(function: Any, data: st.DataObject, graph: nx.Graph) -> None:
    assert_like_networkx(function, graph, data.draw(nodes_of(graph)), depth_limit=data.draw(limits))


@settings(max_examples=60)
@given(data=st.data(), graph=graphs(weighted=False))
def test_a_search_against_the_edges_finds_the_same_nodes(data: st.DataObject, graph: nx.Graph) -> None:
    source, limit = data.draw(nodes_of(graph)), data.draw(limits)
    ours, theirs = (
        outcome(nx.bfs_edges, graph, source, reverse=True, depth_limit=limit, backend=backend)
        for backend in ("pilotgraph", "networkx")
    )
    if isinstance(theirs, type):
        assert ours is theirs
    else:
        assert {child for _, child in ours} == {child for _, child in theirs}
        assert all(graph.has_edge(child, parent) for parent, child in ours)


@settings(max_examples=60)
@given(data=st.data(), graph=graphs(weighted=False))
def test_layers_from_several_nodes_are_those_of_networkx(data: st.DataObject, graph: nx.Graph) -> None:
    assert_like_networkx(nx.bfs_layers, graph, data.draw(nodes_of(graph)))
    assert_like_networkx(nx.bfs_layers, graph, data.draw(st.lists(nodes_of(graph), max_size=3)))


@pytest.mark.parametrize("function", [nx.descendants, nx.ancestors])
@settings(max_examples=60)
@given(data=st.data(), graph=graphs(weighted=False))
def test_the_same_nodes_are_reached(function: Any, data: st.DataObject, graph: nx.Graph) -> None:
    assert_like_networkx(function, graph, data.draw(nodes_of(graph)))


@settings(max_examples=60)
@given(data=st.data(), graph=graphs(weighted=False), distance=st.integers(-1, 5))
def test_the_same_nodes_are_at_a_distance(data: st.DataObject, graph: nx.Graph, distance: int) -> None:
    assert_like_networkx(nx.descendants_at_distance, graph, data.draw(nodes_of(graph)), distance)


@pytest.mark.parametrize("name", ["single_source_shortest_path_length", "single_target_shortest_path_length"])
@settings(max_examples=60)
@given(data=st.data(), graph=graphs(weighted=False))
def test_distances_are_those_of_networkx(name: str, data: st.DataObject, graph: nx.Graph) -> None:
    assert_like_networkx(getattr(nx, name), graph, data.draw(nodes_of(graph)), cutoff=data.draw(limits))
    assert_like_networkx(nx.all_pairs_shortest_path_length, graph, cutoff=data.draw(limits))


@settings(max_examples=60)
@given(data=st.data(), graph=graphs(weighted=False))
def test_paths_from_a_node_are_those_of_networkx(data: st.DataObject, graph: nx.Graph) -> None:
    cutoff = data.draw(limits)
    assert_like_networkx(nx.single_source_shortest_path, graph, data.draw(nodes_of(graph)), cutoff=cutoff)
    assert_like_networkx(nx.all_pairs_shortest_path, graph, cutoff=cutoff)


@settings(max_examples=60)
@given(data=st.data(), graph=graphs(UNDIRECTED, weighted=False))
def test_undirected_paths_to_a_node_and_between_two_are_those_of_networkx(data: st.DataObject, graph: nx.Graph) -> None:
    source, target = data.draw(nodes_of(graph)), data.draw(nodes_of(graph))
    assert_like_networkx(nx.single_target_shortest_path, graph, target, cutoff=data.draw(limits))
    assert_like_networkx(nx.bidirectional_shortest_path, graph, source, target)


@settings(max_examples=100)
@given(data=st.data(), graph=graphs((nx.DiGraph, nx.MultiDiGraph), weighted=False, most_nodes=14))
def test_directed_paths_to_a_node_and_between_two_are_as_short(data: st.DataObject, graph: nx.Graph) -> None:
    source, target = data.draw(nodes_of(graph)), data.draw(nodes_of(graph))
    ours, theirs = (
        outcome(nx.bidirectional_shortest_path, graph, source, target, backend=backend)
        for backend in ("pilotgraph", "networkx")
    )
    if isinstance(theirs, type):
        assert ours is theirs
        return
    assert len(ours) == len(theirs)
    assert nx.is_path(graph, ours)
    assert (ours[0], ours[-1]) == (source, target)
    paths = nx.single_target_shortest_path(graph, target, backend="pilotgraph")
    assert len(paths[source]) == len(ours)
    assert all(nx.is_path(graph, path) and (path[0], path[-1]) == (node, target) for node, path in paths.items())
    assert all(paths[node] == path for node, path in paths.items())


def test_a_long_search_goes_on_where_it_stopped() -> None:
    size = AT_ONCE + 5000
    graph = from_networkx(nx.path_graph(size), {})
    lengths = nx.single_source_shortest_path_length(graph, 0, backend="pilotgraph")
    assert np.array_equal(lengths.array, np.arange(size))
    assert list(islice(nx.bfs_edges(graph, 1), 3)) == [(1, 0), (1, 2), (2, 3)]
    assert list(nx.bfs_edges(graph, 0)) == [(i, i + 1) for i in range(size - 1)]
    assert nx.single_source_shortest_path(graph, 3)[size - 1] == list(range(3, size))


def test_marks_are_cleared_before_they_are_used_again() -> None:
    graph = from_networkx(nx.path_graph(20), {})
    for start in range(300):
        node = start % 5
        assert nx.descendants_at_distance(graph, node, 5) == {node + 5}
        assert len(nx.bidirectional_shortest_path(graph, node, 19)) == 20 - node


def test_two_searches_at_once_do_not_share_arrays() -> None:
    graph = from_networkx(nx.path_graph(5000), {})
    one, other = nx.bfs_edges(graph, 0), nx.bfs_edges(graph, 4999)
    assert [(next(one), next(other)) for _ in range(3000)][-1] == ((2999, 3000), (2000, 1999))
    with scratch(graph) as mine, scratch(graph) as yours:
        assert mine is not yours
