"""Components of random graphs, ours and networkx' own."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings

from analytics.kernels.components import components
from tests.analytics.compiled.random_graphs import assert_like_networkx, graphs

UNDIRECTED = (nx.Graph, nx.MultiGraph)
DIRECTED = (nx.DiGraph, nx.MultiDiGraph)


@pytest.mark.parametrize("function", [nx.connected_components, nx.number_connected_components, nx.is_connected])
@settings(max_examples=40)
@given(graph=graphs(UNDIRECTED, weighted=False))
def test_connected_components_are_those_of_networkx(function: Any, graph: nx.Graph) -> None:
    assert_like_networkx(function, graph)


@pytest.mark.parametrize(
    "function",
    [
        nx.weakly_connected_components,
        nx.number_weakly_connected_components,
        nx.is_weakly_connected,
        nx.strongly_connected_components,
        nx.number_strongly_connected_components,
        nx.is_strongly_connected,
    ],
)
@settings(max_examples=40)
@given(graph=graphs(DIRECTED, weighted=False))
def test_components_of_directed_graphs_come_in_the_order_of_networkx(function: Any, graph: nx.Graph) -> None:
    assert_like_networkx(function, graph)


@settings(max_examples=40)
@given(graph=graphs(UNDIRECTED, weighted=False))
def test_the_component_of_a_node_is_that_of_networkx(graph: nx.Graph) -> None:
    for node in [*graph, "no node"]:
        assert_like_networkx(nx.node_connected_component, graph, node)


@settings(max_examples=40)
@given(graph=graphs(DIRECTED, weighted=False))
def test_a_condensation_has_the_numbers_edges_members_and_mapping_of_networkx(graph: nx.Graph) -> None:
    given_components = sorted(nx.strongly_connected_components(graph), key=min)
    for arguments in [(), (given_components,)]:
        ours = nx.condensation(graph, *arguments, backend="pilotgraph")
        theirs = nx.condensation(graph, *arguments, backend="networkx")
        assert list(ours.nodes(data=True)) == list(theirs.nodes(data=True))
        assert list(ours.edges) == list(theirs.edges)
        assert ours.graph == theirs.graph


def test_components_missing_a_node_cannot_be_condensed() -> None:
    with pytest.raises(KeyError):
        nx.condensation(nx.DiGraph([(1, 2)]), [[1]], backend="pilotgraph")


@pytest.mark.parametrize("edges", [500, 1500, 6000])
def test_many_components_are_those_of_networkx_whether_or_not_one_is_skipped(edges: int) -> None:
    graph = nx.gnm_random_graph(3000, edges, seed=1)
    assert_like_networkx(nx.connected_components, graph)
    arrays = nx.utils.backends._load_backend("pilotgraph").convert_from_nx(graph)
    skipping, count = components(arrays.out.indptr, arrays.out.indices, True)
    plain, plain_count = components(arrays.out.indptr, arrays.out.indices, False)
    assert count == plain_count
    np.testing.assert_array_equal(skipping, plain)
