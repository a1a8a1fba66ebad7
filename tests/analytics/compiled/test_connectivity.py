"""Connectivity and cuts of random graphs, ours and networkx' own."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networkx.algorithms import connectivity

from tests.analytics.compiled.random_graphs import assert_like_networkx, graphs, outcome


@pytest.mark.parametrize(
    "function",
    [
        connectivity.local_node_connectivity,
        connectivity.local_edge_connectivity,
        connectivity.minimum_st_node_cut,
        connectivity.minimum_st_edge_cut,
        nx.node_connectivity,
        nx.edge_connectivity,
        nx.minimum_node_cut,
        nx.minimum_edge_cut,
    ],
)
@settings(max_examples=40)
@given(graph=graphs(weighted=False), data=st.data())
def test_between_two_nodes_it_is_as_networkx_says(function: Any, graph: nx.Graph, data: st.DataObject) -> None:
    nodes = st.sampled_from([*graph, "no node"])
    assert_like_networkx(function, graph, data.draw(nodes), data.draw(nodes))


@pytest.mark.parametrize("cutoff", [0, 1, 1.5, 2])
@settings(max_examples=20)
@given(graph=graphs(weighted=False), data=st.data())
def test_no_more_paths_than_a_cutoff_are_counted(cutoff: float, graph: nx.Graph, data: st.DataObject) -> None:
    nodes = st.sampled_from([*graph, "no node"])
    ends = data.draw(nodes), data.draw(nodes)
    assert_like_networkx(connectivity.local_node_connectivity, graph, *ends, cutoff=cutoff)
    assert_like_networkx(nx.edge_connectivity, graph, *ends, cutoff=cutoff)


@settings(max_examples=150)
@given(graph=graphs(weighted=False, most_nodes=7))
def test_a_graph_is_as_connected_as_networkx_says(graph: nx.Graph) -> None:
    assert_like_networkx(nx.node_connectivity, graph)
    if graph.is_directed() or not (graph.is_multigraph() or nx.number_of_selfloops(graph)):
        assert_like_networkx(nx.edge_connectivity, graph)
        assert_like_networkx(nx.edge_connectivity, graph, cutoff=1)


@settings(max_examples=150)
@given(graph=graphs((nx.Graph,), weighted=False, loops=False, most_nodes=8))
def test_a_cut_of_a_whole_graph_is_one_and_as_small_as_that_of_networkx(graph: nx.Graph) -> None:
    for function, remove in ((nx.minimum_node_cut, "remove_nodes_from"), (nx.minimum_edge_cut, "remove_edges_from")):
        ours = outcome(function, graph, backend="pilotgraph")
        theirs = outcome(function, graph, backend="networkx")
        if not isinstance(theirs, set) or not theirs:
            assert ours == theirs
            continue
        assert len(ours) == len(theirs)
        rest = graph.copy()
        getattr(rest, remove)(ours)
        assert len(rest) == 1 or not nx.is_connected(rest)


@settings(max_examples=60)
@given(graph=graphs((nx.DiGraph, nx.MultiDiGraph), weighted=False))
def test_edges_that_cut_a_directed_graph_are_as_many_as_those_of_networkx(graph: nx.Graph) -> None:
    ours = outcome(nx.minimum_edge_cut, graph, backend="pilotgraph")
    theirs = outcome(nx.minimum_edge_cut, graph, backend="networkx")
    assert ours == theirs if not isinstance(theirs, set) else len(ours) == len(theirs)
    if isinstance(theirs, set) and theirs and len(graph) > 1:
        rest = nx.DiGraph(graph)
        rest.remove_edges_from(ours)
        assert not nx.is_strongly_connected(rest)


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_a_greater_graph_is_as_connected_as_networkx_says(directed: bool, seed: int) -> None:
    graph = nx.gnm_random_graph(40, 240, seed=seed, directed=directed)
    for function in (nx.node_connectivity, nx.edge_connectivity):
        assert_like_networkx(function, graph)
    for function in (nx.minimum_node_cut, nx.minimum_edge_cut):
        assert_like_networkx(function, graph, 3, 30)


def test_what_networkx_does_not_do_consistently_is_left_to_it() -> None:
    with pytest.raises(NotImplementedError):
        nx.edge_connectivity(nx.MultiGraph([(1, 2), (1, 2)]), backend="pilotgraph")
    with pytest.raises(NotImplementedError):
        nx.minimum_node_cut(nx.DiGraph([(1, 2), (2, 1)]), backend="pilotgraph")
