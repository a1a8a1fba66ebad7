"""Biconnected components and bridges of random graphs, ours and networkx' own."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings

from tests.analytics.compiled.random_graphs import assert_like_networkx, graphs

UNDIRECTED = (nx.Graph, nx.MultiGraph)
FUNCTIONS = [
    nx.articulation_points,
    nx.biconnected_component_edges,
    nx.biconnected_components,
    nx.bridges,
    nx.has_bridges,
    nx.is_biconnected,
]


@pytest.mark.parametrize("function", FUNCTIONS)
@settings(max_examples=60)
@given(graph=graphs(UNDIRECTED, weighted=False))
def test_what_is_found_comes_in_the_order_of_networkx(function: Any, graph: nx.Graph) -> None:
    assert_like_networkx(function, graph)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("edges", [80, 140])
def test_what_is_found_in_greater_graphs_is_what_networkx_finds(function: Any, edges: int) -> None:
    assert_like_networkx(function, nx.gnm_random_graph(100, edges, seed=edges))


@settings(max_examples=40)
@given(graph=graphs(UNDIRECTED, weighted=False))
def test_bridges_with_a_root_are_those_of_its_component(graph: nx.Graph) -> None:
    for root in graph:
        ours = list(nx.bridges(graph, root, backend="pilotgraph"))
        assert {frozenset(edge) for edge in ours} == set(map(frozenset, nx.bridges(graph, root, backend="networkx")))
        assert_like_networkx(nx.has_bridges, graph, root)
    assert_like_networkx(nx.has_bridges, graph, "no node")
