"""Closeness, harmonic centrality and eccentricity on random graphs, ours and networkx' own."""

from __future__ import annotations

import os
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.compiled import distances
from tests.analytics.compiled.random_graphs import assert_alike, assert_like_networkx, graphs

WEIGHT = st.sampled_from([None, "weight"])
SOME = st.one_of(st.none(), st.lists(st.integers(0, 8), max_size=5), st.integers(0, 8))
OF_ECCENTRICITY = [nx.eccentricity, nx.diameter, nx.radius, nx.center, nx.periphery]


def some_nodes(graph: nx.Graph, places: Any) -> Any:
    nodes = list(graph)
    if isinstance(places, int):
        return nodes[places] if places < len(nodes) else []
    return places if places is None else [*(nodes[place] for place in places if place < len(nodes)), "no node"]


@given(graph=graphs(least_weight=0), weight=WEIGHT, improved=st.booleans())
def test_closeness_is_that_of_networkx(graph: nx.Graph, weight: str | None, improved: bool) -> None:
    assert_like_networkx(nx.closeness_centrality, graph, distance=weight, wf_improved=improved)
    for node in [*graph][:1]:
        assert_like_networkx(nx.closeness_centrality, graph, node, distance=weight, wf_improved=improved)


@given(graph=graphs(least_weight=0), weight=WEIGHT, nbunch=SOME, sources=SOME)
@settings(max_examples=200)
def test_harmonic_centrality_is_that_of_networkx(
    graph: nx.Graph, weight: str | None, nbunch: Any, sources: Any
) -> None:
    nbunch, sources = some_nodes(graph, nbunch), some_nodes(graph, sources)
    assert_like_networkx(nx.harmonic_centrality, graph, nbunch=nbunch, sources=sources, distance=weight)


@pytest.mark.parametrize("function", OF_ECCENTRICITY)
@given(graph=graphs(most_nodes=6), weight=WEIGHT)
def test_what_follows_from_eccentricity_is_that_of_networkx(function: Any, graph: nx.Graph, weight: str | None) -> None:
    if function is not nx.center or graph.is_directed() or graph.number_of_edges() >= len(graph) > 0:
        assert_like_networkx(function, graph, weight=weight)
    assert_like_networkx(nx.eccentricity, graph, [*graph][:2], weight=weight)


@pytest.mark.parametrize("searches", [3, 200])
@pytest.mark.parametrize("kind", ["sparse", "ring", "directed", "apart"])
def test_many_searches_at_once_and_bounds_lead_to_the_same(
    kind: str, searches: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = {
        "sparse": lambda: nx.connected_watts_strogatz_graph(300, 4, 0.2, seed=2),
        "ring": lambda: nx.circular_ladder_graph(100),
        "directed": lambda: nx.gnp_random_graph(300, 0.03, seed=2, directed=True),
        "apart": lambda: nx.disjoint_union(nx.star_graph(90), nx.path_graph(60)),
    }[kind]()
    monkeypatch.setattr(distances, "_SEARCHES", searches)
    for function in (nx.closeness_centrality, nx.harmonic_centrality, *OF_ECCENTRICITY):
        if function is not nx.center or kind != "apart":
            assert_like_networkx(function, graph)
    if kind in ("sparse", "ring"):
        for function in OF_ECCENTRICITY[1:]:
            assert_like_networkx(function, graph, usebounds=True)


def test_harmonic_centrality_is_the_same_on_one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.gnp_random_graph(500, 0.01, seed=5)
    on_all = nx.harmonic_centrality(graph, backend="pilotgraph")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    assert nx.harmonic_centrality(graph, backend="pilotgraph") == on_all
    assert_alike(dict(on_all.items()), nx.harmonic_centrality(graph, backend="networkx"))
