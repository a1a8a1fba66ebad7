"""Clustering on random graphs of every kind, ours and networkx' own."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analytics.compiled.random_graphs import assert_like_networkx, graphs

WEIGHTS = st.sampled_from([None, "weight"])


@pytest.mark.parametrize("function", [nx.triangles, nx.transitivity])
@given(graph=graphs())
@settings(max_examples=60)
def test_what_is_closed_is_counted_as_by_networkx(function: Any, graph: nx.Graph) -> None:
    assert_like_networkx(function, graph)


@pytest.mark.parametrize("function", [nx.clustering, nx.average_clustering])
@given(graph=graphs(), weight=WEIGHTS)
@settings(max_examples=60)
def test_clustering_is_that_of_networkx(function: Any, graph: nx.Graph, weight: str | None) -> None:
    assert_like_networkx(function, graph, weight=weight)


@given(graph=graphs(), weight=WEIGHTS, data=st.data())
@settings(max_examples=60)
def test_clustering_of_some_nodes_is_that_of_networkx(graph: nx.Graph, weight: str | None, data: st.DataObject) -> None:
    nodes = data.draw(st.lists(st.sampled_from([*graph, "no node"]), max_size=4))
    assert_like_networkx(nx.triangles, graph, nodes)
    assert_like_networkx(nx.clustering, graph, nodes, weight)
    assert_like_networkx(nx.average_clustering, graph, nodes, weight, count_zeros=False)


@given(graph=graphs(), weight=WEIGHTS)
@settings(max_examples=40)
def test_of_one_node_a_number_is_given(graph: nx.Graph, weight: str | None) -> None:
    for node in [*graph, 7, [[]]]:
        assert_like_networkx(nx.triangles, graph, node)
        assert_like_networkx(nx.clustering, graph, node, weight)


@given(graph=graphs((nx.Graph, nx.DiGraph), least_weight=-5))
@settings(max_examples=40)
def test_weights_may_be_negative(graph: nx.Graph) -> None:
    assert_like_networkx(nx.clustering, graph, weight="weight")
