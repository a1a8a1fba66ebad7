"""Communities: a division of all nodes, connected where that is promised, the same for the same seed, and good."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analytics.compiled.random_graphs import assert_alike, assert_like_networkx, graphs, outcome

UNDIRECTED = (nx.Graph, nx.MultiGraph)
RANDOM = [
    nx.community.louvain_communities,
    nx.community.asyn_lpa_communities,
    nx.community.fast_label_propagation_communities,
]
seeds = st.integers(0, 1000)
quick = settings(max_examples=40)


@pytest.fixture(scope="module")
def planted() -> nx.Graph:
    return nx.planted_partition_graph(8, 25, 0.5, 0.03, seed=3)


@pytest.mark.parametrize("function", RANDOM)
@quick
@given(graph=graphs(), seed=seeds)
def test_communities_divide_all_nodes_and_are_the_same_for_a_seed(function: Any, graph: nx.Graph, seed: int) -> None:
    found = list(function(graph, seed=seed, backend="pilotgraph"))
    assert nx.community.is_partition(graph, found)
    assert found == list(function(graph, seed=seed, backend="pilotgraph"))


@quick
@given(graph=graphs(UNDIRECTED), seed=seeds, resolution=st.sampled_from([0.5, 1.0, 2.0]))
def test_leiden_communities_are_connected_and_each_level_is_better(
    graph: nx.Graph, seed: int, resolution: float
) -> None:
    options = {"seed": seed, "resolution": resolution, "backend": "pilotgraph"}
    levels = list(nx.community.leiden_partitions(graph, **options))
    assert levels[-1] == nx.community.leiden_communities(graph, **options)
    for level in levels:
        assert nx.community.is_partition(graph, level)
        assert all(nx.is_connected(graph.subgraph(community)) for community in level)
    if graph.size("weight"):
        qualities = [nx.community.modularity(graph, level, resolution=resolution) for level in levels]
        assert all(before < after + 1e-12 for before, after in pairwise(qualities))


@quick
@given(graph=graphs(), seed=seeds, resolution=st.sampled_from([0.5, 1.0, 2.0]))
def test_modularity_is_that_of_networkx(graph: nx.Graph, seed: int, resolution: float) -> None:
    division = list(nx.community.asyn_lpa_communities(graph, seed=seed))
    assert_like_networkx(nx.community.modularity, graph, division, resolution=resolution)
    assert_like_networkx(nx.community.modularity, graph, division, weight=None)


@pytest.mark.parametrize("wrong", [[], [{"a"}], [{"a", "b"}, {"b"}], [{"a"}, {"b"}, {"c"}], [["a", "a"]]])
def test_what_divides_no_nodes_is_refused(wrong: Any) -> None:
    with pytest.raises(nx.community.quality.NotAPartition):
        nx.community.modularity(nx.Graph([("a", "b")]), wrong, backend="pilotgraph")


@quick
@given(graph=graphs(UNDIRECTED, loops=False))
def test_semi_synchronous_label_propagation_is_that_of_networkx(graph: nx.Graph) -> None:
    ours, theirs = (
        outcome(nx.community.label_propagation_communities, graph, backend=backend)
        for backend in ("pilotgraph", "networkx")
    )
    assert_alike(sorted(map(sorted, ours)), sorted(map(sorted, theirs)))


@quick
@given(graph=graphs(), seed=seeds)
def test_labels_settle_where_each_is_among_the_most_frequent_around(graph: nx.Graph, seed: int) -> None:
    division = list(nx.community.asyn_lpa_communities(graph, seed=seed, backend="pilotgraph"))
    label = {node: number for number, community in enumerate(division) for node in community}
    for node in graph:
        around = np.bincount([label[other] for other in graph[node]], minlength=len(division))
        assert not around.any() or around[label[node]] == around.max()


def test_planted_communities_are_found(planted: nx.Graph) -> None:
    wanted = {frozenset(range(first, first + 25)) for first in range(0, 200, 25)}
    for function in (nx.community.louvain_communities, nx.community.leiden_communities):
        assert {*map(frozenset, function(planted, seed=1, backend="pilotgraph"))} == wanted


def test_communities_are_as_good_as_those_of_networkx() -> None:
    graph = nx.powerlaw_cluster_graph(600, 5, 0.6, seed=4)
    theirs = nx.community.modularity(graph, nx.community.louvain_communities(graph, seed=1, backend="networkx"))
    for function in (nx.community.louvain_communities, nx.community.leiden_communities):
        ours = [nx.community.modularity(graph, function(graph, seed=seed, backend="pilotgraph")) for seed in range(5)]
        assert min(ours) > theirs - 0.01
        assert max(ours) > theirs


def test_the_number_of_levels_can_be_bounded(planted: nx.Graph) -> None:
    assert len(nx.community.leiden_communities(planted, max_level=1, seed=1, backend="pilotgraph")) >= 8
    with pytest.raises(ValueError, match="positive"):
        nx.community.leiden_communities(planted, max_level=0, seed=1, backend="pilotgraph")
