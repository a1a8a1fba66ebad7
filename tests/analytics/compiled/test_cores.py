"""Cores on random graphs, ours and networkx' own."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networkx.algorithms.approximation.kcomponents import _AntiGraph

from analytics.compiled.lazy import plain
from analytics.compiled.simple import simple
from tests.analytics.compiled.random_graphs import assert_like_networkx, graphs


@pytest.mark.parametrize("function", [nx.core_number, nx.onion_layers])
@given(graph=st.one_of(graphs(), graphs((nx.Graph, nx.DiGraph), loops=False)))
@settings(max_examples=100)
def test_cores_and_layers_are_those_of_networkx(function: Any, graph: nx.Graph) -> None:
    assert_like_networkx(function, graph)


@pytest.mark.parametrize("function", [nx.core_number, nx.onion_layers])
def test_cores_and_layers_of_a_larger_graph_are_those_of_networkx(function: Any) -> None:
    for seed in range(5):
        assert_like_networkx(function, nx.gnm_random_graph(60, 200, seed=seed))
        assert_like_networkx(function, nx.powerlaw_cluster_graph(80, 4, 0.6, seed=seed))


@given(graph=graphs((nx.Graph,), loops=False, most_nodes=12), k=st.integers(-1, 6))
@settings(max_examples=100)
def test_a_truss_of_a_graph_of_arrays_is_that_of_networkx(graph: nx.Graph, k: int) -> None:
    arrays = simple(graph)
    assert nx.utils.graphs_equal(nx.k_truss(arrays, k), nx.k_truss(plain(arrays), k))


def test_a_truss_loses_edges_that_lean_on_lost_ones() -> None:
    for seed in range(5):
        arrays = simple(nx.powerlaw_cluster_graph(80, 6, 0.8, seed=seed))
        for k in range(3, 8):
            assert nx.utils.graphs_equal(nx.k_truss(arrays, k), nx.k_truss(plain(arrays), k))


def test_subgraphs_of_a_graph_of_arrays_are_those_of_networkx() -> None:
    graph = nx.powerlaw_cluster_graph(80, 4, 0.6, seed=1)
    for function in (nx.k_core, nx.k_shell, nx.k_crust):
        assert nx.utils.graphs_equal(function(simple(graph)), function(plain(simple(graph))))


def test_a_truss_with_self_loops_is_refused() -> None:
    with pytest.raises(nx.NetworkXNotImplemented):
        nx.k_truss(simple(nx.Graph([("a", "a")])), 3)


def test_a_graph_with_an_adjacency_of_its_own_is_read_by_that() -> None:
    graph = nx.gnm_random_graph(12, 30, seed=1)
    assert nx.core_number(_AntiGraph(graph), backend="pilotgraph") == nx.core_number(nx.complement(graph))
