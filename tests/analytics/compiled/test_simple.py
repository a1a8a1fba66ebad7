"""Parallel edges made one, of views and of other graphs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.compiled.lazy import plain
from analytics.compiled.simple import simple
from ontology.reader import read
from tests.analytics.compiled.random_graphs import graphs
from tests.analytics.test_backend import DAY, copied, records
from tests.graph.built import Graph


@given(graph=graphs(), weight=st.sampled_from([None, "weight"]), directed=st.booleans())
@settings(max_examples=100)
def test_the_weights_between_two_nodes_are_added_up(graph: nx.Graph, weight: str | None, directed: bool) -> None:
    made = simple(graph, weight, directed=directed)
    pair: Any = tuple if directed and graph.is_directed() else frozenset
    sums: Counter[object] = Counter()
    for start, end, value in graph.edges(data=weight or "none", default=1):
        sums[pair((start, end))] += value
    assert made.is_directed() == (pair is tuple)
    assert not made.is_multigraph()
    assert list(made) == list(graph)
    assert {pair(ends): value for *ends, value in made.edges(data="weight")} == sums


@given(graph=graphs((nx.MultiDiGraph,)))
@settings(max_examples=40)
def test_predecessors_are_the_same_edges_as_successors(graph: nx.MultiDiGraph) -> None:
    made = simple(graph, "weight")
    assert {(start, end): data for start in made for end, data in made.succ[start].items()} == {
        (start, end): data for end in made for start, data in made.pred[end].items()
    }
    assert nx.utils.graphs_equal(made.reverse(), plain(made).reverse())


@given(graph=graphs(), directed=st.booleans())
@settings(max_examples=60)
def test_self_loops_are_left_out_if_they_are_not_wanted(graph: nx.Graph, directed: bool) -> None:
    expected = plain(simple(graph, "weight", directed=directed))
    expected.remove_edges_from(list(nx.selfloop_edges(expected)))
    assert nx.utils.graphs_equal(plain(simple(graph, "weight", directed=directed, loops=False)), expected)


def test_nodes_keep_their_data_and_algorithms_read_the_weights() -> None:
    graph = nx.MultiDiGraph([("a", "b"), ("a", "b"), ("b", "c"), ("c", "a")], year=2021)
    graph.nodes["a"]["kind"] = "Enterprise"
    made = simple(graph)
    graph.nodes["a"]["kind"] = "changed"
    assert made.nodes["a"] == {"kind": "Enterprise"}
    assert made.graph == {"year": 2021}
    assert nx.constraint(made, weight="weight") == nx.constraint(graph, weight="weight", backend="pilotgraph")
    assert nx.clustering(made, weight="missing") == nx.clustering(made)


def test_a_view_is_made_simple_with_the_data_of_its_nodes(tmp_path: Path) -> None:
    graph = Graph(tmp_path, read())
    graph.load(*records(Random(1)))
    view = graph.snapshot().view(DAY)
    made, copy = simple(view, loops=False), simple(copied(view), loops=False)
    assert nx.utils.graphs_equal(plain(made), plain(copy))
    assert nx.core_number(made) == nx.core_number(plain(copy))
    graph.store.close()
