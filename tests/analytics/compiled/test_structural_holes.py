"""Constraint and effective size on random graphs of every kind, ours and networkx' own."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analytics.compiled.random_graphs import assert_like_networkx, graphs

MEASURES = [nx.constraint, nx.effective_size]
SIMPLE = (nx.Graph, nx.DiGraph)


@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
@given(graph=graphs(loops=False), weight=st.sampled_from([None, "weight"]))
@settings(max_examples=60)
def test_the_constraint_of_all_nodes_is_that_of_networkx(graph: nx.Graph, weight: str | None) -> None:
    assert_like_networkx(nx.constraint, graph, weight=weight)


@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
@given(graph=graphs(SIMPLE))
@settings(max_examples=60)
def test_the_constraint_of_all_nodes_counts_self_loops_as_networkx_does(graph: nx.Graph) -> None:
    assert_like_networkx(nx.constraint, graph)


@given(graph=graphs(SIMPLE))
@settings(max_examples=60)
def test_the_effective_size_of_all_nodes_is_what_networkx_gives_for_each(graph: nx.Graph) -> None:
    ours = nx.effective_size(graph, weight="weight", backend="pilotgraph") if len(graph) else {}
    theirs = nx.effective_size(graph, list(graph), "weight", backend="networkx")
    assert ours.keys() == theirs.keys()
    assert all(ours[node] == pytest.approx(value) for node, value in theirs.items() if value == value)


def test_a_graph_without_nodes_is_refused_as_by_networkx() -> None:
    for measure in MEASURES:
        assert_like_networkx(measure, nx.Graph())


@pytest.mark.parametrize("measure", MEASURES)
@given(graph=graphs(SIMPLE), weight=st.sampled_from([None, "weight"]), data=st.data())
@settings(max_examples=60)
def test_measures_of_some_nodes_are_those_of_networkx(
    measure: Any, graph: nx.Graph, weight: str | None, data: st.DataObject
) -> None:
    nodes = data.draw(st.lists(st.sampled_from([*graph, "no node"]), max_size=4))
    assert_like_networkx(measure, graph, nodes=nodes, weight=weight)


@given(graph=graphs((nx.MultiGraph,)))
@settings(max_examples=40)
def test_the_effective_size_of_some_nodes_counts_parallel_edges_as_networkx_does(graph: nx.MultiGraph) -> None:
    assert_like_networkx(nx.effective_size, graph, nodes=list(graph))


@given(graph=graphs(SIMPLE), weight=st.sampled_from([None, "weight"]), data=st.data())
@settings(max_examples=60)
def test_the_local_constraint_is_that_of_networkx(graph: nx.Graph, weight: str | None, data: st.DataObject) -> None:
    one, other = (data.draw(st.sampled_from([*graph, "no node"])) for _ in range(2))
    assert_like_networkx(nx.local_constraint, graph, one, other, weight)


@pytest.mark.parametrize("measure", MEASURES)
@given(graph=graphs(loops=False))
@settings(max_examples=40)
def test_measures_of_some_nodes_add_up_parallel_edges_like_those_of_all(measure: Any, graph: nx.Graph) -> None:
    for node, value in measure(graph, weight="weight", backend="pilotgraph").items() if len(graph) else ():
        if len(graph[node]):
            some = measure(graph, [node], weight="weight", backend="pilotgraph")
            assert some == pytest.approx({node: value}, nan_ok=True)


def test_a_node_with_nothing_but_a_self_loop_has_no_constraint() -> None:
    graph = nx.Graph([("a", "a", {"weight": 2.0}), ("b", "c")])
    assert str(nx.constraint(graph, weight="weight", backend="pilotgraph")["a"]) == "nan"
