"""Dominators of random directed graphs, ours and networkx' own."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings

from tests.analytics.compiled.random_graphs import KINDS, assert_like_networkx, graphs

FUNCTIONS = [nx.immediate_dominators, nx.dominance_frontiers]


@pytest.mark.parametrize("function", FUNCTIONS)
@settings(max_examples=60)
@given(graph=graphs(KINDS, weighted=False))
def test_dominance_from_every_node_is_that_of_networkx(function: Any, graph: nx.Graph) -> None:
    for start in [*graph, "no node"]:
        assert_like_networkx(function, graph, start)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("edges", [150, 300, 900])
@pytest.mark.parametrize("seed", range(3))
def test_dominance_in_greater_graphs_is_that_of_networkx(function: Any, edges: int, seed: int) -> None:
    graph = nx.gnm_random_graph(120, edges, seed=seed, directed=True)
    for start in range(10):
        assert_like_networkx(function, graph, start)


def test_an_immediate_dominator_is_looked_up_and_listed_as_a_node() -> None:
    dominators = nx.immediate_dominators(nx.DiGraph(["ab", "ac", "bd", "cd", "de", "xa"]), "a", backend="pilotgraph")
    assert dominators == {"b": "a", "c": "a", "d": "a", "e": "d"}
    assert dominators["e"] == "d"
    assert list(dominators.values()) == ["a", "a", "a", "d"]
    assert "a" not in dominators
    assert "x" not in dominators
