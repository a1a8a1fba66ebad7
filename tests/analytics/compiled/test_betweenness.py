"""Betweenness of nodes and edges on random graphs, ours and networkx' own."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.reader import read
from tests.analytics.compiled.random_graphs import assert_alike, assert_like_networkx, graphs
from tests.analytics.test_backend import DAY, copied, records
from tests.graph.built import Graph

SIMPLE = (nx.Graph, nx.DiGraph)
WEIGHT = st.sampled_from([None, "weight"])


@given(
    graph=graphs(),
    k=st.one_of(st.none(), st.integers(0, 9)),
    normalized=st.booleans(),
    weight=WEIGHT,
    endpoints=st.booleans(),
)
@settings(max_examples=200)
def test_betweenness_is_that_of_networkx(
    graph: nx.Graph, k: int | None, normalized: bool, weight: str | None, endpoints: bool
) -> None:
    options: dict[str, Any] = {"normalized": normalized, "weight": weight, "endpoints": endpoints}
    assert_like_networkx(nx.betweenness_centrality, graph, k=k, seed=7, **options)


@given(graph=graphs(SIMPLE), k=st.one_of(st.none(), st.integers(0, 9)), normalized=st.booleans(), weight=WEIGHT)
def test_betweenness_of_edges_is_that_of_networkx(
    graph: nx.Graph, k: int | None, normalized: bool, weight: str | None
) -> None:
    assert_like_networkx(nx.edge_betweenness_centrality, graph, k=k, normalized=normalized, weight=weight, seed=7)


@given(graph=graphs(), weight=WEIGHT, ends=st.tuples(st.sets(st.integers(0, 8)), st.sets(st.integers(0, 8))))
def test_betweenness_between_some_is_that_of_networkx(
    graph: nx.Graph, weight: str | None, ends: tuple[set[int], set[int]]
) -> None:
    nodes = list(graph)
    sources, targets = ([nodes[place] for place in places if place < len(nodes)] for places in ends)
    assert_like_networkx(nx.betweenness_centrality_subset, graph, sources, targets, weight=weight)


@pytest.mark.parametrize("kind", SIMPLE)
def test_betweenness_is_the_same_on_one_core(kind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.gnp_random_graph(200, 0.03, seed=5, directed=kind is nx.DiGraph)
    on_all = nx.betweenness_centrality(graph, backend="pilotgraph")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    assert nx.betweenness_centrality(graph, backend="pilotgraph") == on_all
    assert_alike(dict(on_all.items()), nx.betweenness_centrality(graph, backend="networkx"))


def test_weights_of_zero_are_left_to_networkx() -> None:
    graph = nx.path_graph(4)
    graph.add_edge(0, 1, weight=0)
    with pytest.raises(NotImplementedError):
        nx.betweenness_centrality(graph, weight="weight", backend="pilotgraph")


@pytest.mark.parametrize("weight", [None, "share"])
def test_what_leads_through_parallel_links_of_a_view_is_shared_among_them(tmp_path: Path, weight: str | None) -> None:
    built = Graph(tmp_path, read())
    built.load(*(each for each in records(Random(8)) if each.properties.get("share") != 0))
    view = built.snapshot().view(DAY, ["ParticipatesIn", "InputTo", "Makes"])
    plain = copied(view)
    assert len(set(plain.edges())) < plain.number_of_edges()
    assert_alike(
        nx.edge_betweenness_centrality(view, weight=weight),
        nx.edge_betweenness_centrality(plain, weight=weight, backend="networkx"),
    )
    built.store.close()
