"""Flows and cuts in random graphs, ours and networkx' own."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analytics.compiled.random_graphs import assert_like_networkx, graphs, outcome


@pytest.mark.parametrize("function", [nx.maximum_flow_value, nx.minimum_cut, nx.minimum_cut_value])
@pytest.mark.parametrize("capacity", ["weight", "nothing"])
@settings(max_examples=40)
@given(graph=graphs(least_weight=-1), data=st.data())
def test_the_value_and_the_cut_are_those_of_networkx(
    function: Any, capacity: str, graph: nx.Graph, data: st.DataObject
) -> None:
    nodes = st.sampled_from([*graph, "no node"])
    assert_like_networkx(function, graph, data.draw(nodes), data.draw(nodes), capacity=capacity)


@settings(max_examples=80)
@given(graph=graphs((nx.Graph, nx.DiGraph)), data=st.data())
def test_a_flow_keeps_to_capacities_and_is_lost_only_at_its_ends(graph: nx.Graph, data: st.DataObject) -> None:
    ends = (
        data.draw(st.lists(st.sampled_from(list(graph)), min_size=2, max_size=2, unique=True)) if len(graph) > 1 else []
    )
    if not ends:
        return
    value = outcome(nx.maximum_flow_value, graph, *ends, capacity="weight", backend="networkx")
    if value is nx.NetworkXUnbounded:
        with pytest.raises(nx.NetworkXUnbounded):
            nx.maximum_flow(graph, *ends, capacity="weight", backend="pilotgraph")
        return
    ours, flows = nx.maximum_flow(graph, *ends, capacity="weight", backend="pilotgraph")
    assert ours == value
    assert flows.keys() == set(graph)
    gained = dict.fromkeys(graph, 0.0)
    for start, row in flows.items():
        assert row.keys() == set(graph[start])
        for end, flow in row.items():
            assert 0 <= flow <= graph[start][end].get("weight", flow)
            gained[start] -= flow
            gained[end] += flow
    assert gained == {**dict.fromkeys(graph, 0.0), ends[0]: -value, ends[1]: value}


def test_a_method_of_ones_own_is_left_to_networkx_and_options_without_one_are_refused() -> None:
    graph = nx.DiGraph([(1, 2, {"capacity": 3})])
    with pytest.raises(NotImplementedError):
        nx.maximum_flow_value(graph, 1, 2, flow_func=nx.algorithms.flow.dinitz, backend="pilotgraph")
    with pytest.raises(nx.NetworkXError, match="cutoff"):
        nx.maximum_flow_value(graph, 1, 2, cutoff=2, backend="pilotgraph")


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph])
def test_greater_flows_and_cuts_are_those_of_networkx(kind: Any, seed: int) -> None:
    graph = nx.gnm_random_graph(150, 900, seed=seed, directed=kind is nx.DiGraph)
    for number, (start, end) in enumerate(graph.edges):
        graph[start][end]["capacity"] = number % 17
    assert_like_networkx(nx.minimum_cut, graph, 0, 149)
