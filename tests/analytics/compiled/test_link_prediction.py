"""Link prediction on random graphs, ours and networkx' own."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analytics.compiled.random_graphs import assert_alike, assert_like_networkx, graphs

INDICES = [
    nx.resource_allocation_index,
    nx.adamic_adar_index,
    nx.jaccard_coefficient,
    nx.preferential_attachment,
    nx.common_neighbor_centrality,
]


def drawn_pairs(data: st.DataObject, graph: nx.Graph) -> list[tuple[Any, Any]]:
    nodes = st.sampled_from([*graph, "no node"] if data.draw(st.booleans()) or not graph else list(graph))
    pairs: list[tuple[Any, Any]] = data.draw(st.lists(st.tuples(nodes, nodes), max_size=12))
    return pairs


@pytest.mark.parametrize("index", INDICES)
@given(graph=graphs((nx.Graph,)), data=st.data())
@settings(max_examples=60)
def test_scores_of_given_pairs_are_those_of_networkx(index: Any, graph: nx.Graph, data: st.DataObject) -> None:
    assert_like_networkx(index, graph, drawn_pairs(data, graph))


@pytest.mark.parametrize("index", INDICES)
@given(graph=graphs((nx.Graph,)))
@settings(max_examples=60)
def test_without_pairs_all_that_are_not_joined_are_scored_once(index: Any, graph: nx.Graph) -> None:
    ours, theirs = (
        {frozenset(pair): score for *pair, score in index(graph, backend=backend)}
        for backend in ("pilotgraph", "networkx")
    )
    assert_alike(ours, theirs)
    assert len(list(index(graph, backend="pilotgraph"))) == len(theirs)


@pytest.mark.parametrize("index", INDICES)
def test_pairs_may_come_from_an_iterator(index: Any) -> None:
    graph = nx.karate_club_graph()
    pairs = [(0, node) for node in graph if node]
    assert_alike(list(index(graph, iter(pairs), backend="pilotgraph")), list(index(graph, pairs, backend="networkx")))


@given(graph=graphs((nx.Graph,), loops=False), alpha=st.sampled_from([0, 0.5, 1]))
@settings(max_examples=40)
def test_the_share_of_common_neighbours_can_be_chosen(graph: nx.Graph, alpha: float) -> None:
    pairs = [(one, other) for one in graph for other in graph if one != other]
    assert_like_networkx(nx.common_neighbor_centrality, graph, pairs, alpha)
