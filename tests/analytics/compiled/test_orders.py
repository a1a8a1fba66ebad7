"""Orders of random directed graphs, ours and networkx' own."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analytics.compiled.random_graphs import assert_like_networkx, graphs

FUNCTIONS = [
    nx.is_directed_acyclic_graph,
    nx.topological_generations,
    nx.topological_sort,
    nx.dag_longest_path_length,
]


@st.composite
def graphs_without_cycles(draw: st.DrawFn) -> nx.Graph:
    """Draw a directed graph whose edges all lead from an earlier to a later node."""
    drawn = draw(graphs((nx.DiGraph, nx.MultiDiGraph), loops=False, least_weight=-4))
    made = drawn.__class__()
    made.add_nodes_from(sorted(drawn))
    made.add_edges_from((min(edge), max(edge), data) for *edge, data in drawn.edges(data=True))
    return made


@pytest.mark.parametrize("function", FUNCTIONS)
@settings(max_examples=40)
@given(graph=graphs_without_cycles())
def test_a_graph_without_cycles_has_the_order_of_networkx(function: Any, graph: nx.Graph) -> None:
    assert_like_networkx(function, graph)


@pytest.mark.parametrize("function", FUNCTIONS)
@settings(max_examples=40)
@given(graph=graphs())
def test_any_other_graph_gives_what_networkx_gives_or_its_error(function: Any, graph: nx.Graph) -> None:
    assert_like_networkx(function, graph)


@settings(max_examples=40)
@given(graph=graphs_without_cycles(), weight=st.sampled_from([None, "weight"]), default=st.sampled_from([1, 0, -0.5]))
def test_the_longest_path_is_a_path_of_greatest_length(graph: nx.Graph, weight: str | None, default: float) -> None:
    path = nx.dag_longest_path(graph, weight, default, backend="pilotgraph")
    length = 0.0
    for start, end in pairwise(path):
        data = graph[start][end]
        length += max(each.get(weight, default) for each in (data.values() if graph.is_multigraph() else [data]))
    assert length == nx.dag_longest_path_length(graph, weight, default, backend="networkx")
    assert_like_networkx(nx.dag_longest_path_length, graph, weight, default)
