"""Projections of random graphs, ours and networkx' own."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networkx.algorithms import bipartite

from tests.analytics.compiled.random_graphs import assert_like_networkx, graphs

PROJECTIONS: list[tuple[Any, dict[str, Any]]] = [
    (bipartite.projected_graph, {}),
    (bipartite.weighted_projected_graph, {}),
    (bipartite.weighted_projected_graph, {"ratio": True}),
    (bipartite.collaboration_weighted_projected_graph, {}),
    (bipartite.overlap_weighted_projected_graph, {}),
    (bipartite.overlap_weighted_projected_graph, {"jaccard": False}),
]


@pytest.mark.parametrize(("projection", "options"), PROJECTIONS)
@given(graph=graphs(), data=st.data())
@settings(max_examples=50)
def test_a_projection_onto_any_nodes_is_that_of_networkx(
    projection: Any, options: dict[str, Any], graph: nx.Graph, data: st.DataObject
) -> None:
    strangers = ["no node"] if data.draw(st.booleans()) or not graph else []
    nodes = data.draw(st.lists(st.sampled_from([*graph, *strangers]), max_size=6))
    assert_like_networkx(projection, graph, nodes, **options)


def participation() -> nx.Graph:
    graph = nx.Graph(name="who takes part in what")
    graph.add_nodes_from(["a", "b", "c"], kind="Enterprise")
    graph.add_edges_from([("a", 1), ("b", 1), ("b", 2), ("c", 2), ("a", 2)])
    return graph


@pytest.mark.parametrize(("projection", "options"), PROJECTIONS)
def test_a_projection_has_the_data_of_nodes_and_of_the_graph(projection: Any, options: dict[str, Any]) -> None:
    graph = participation()
    made = projection(graph, ["c", "a", "b"], **options, backend="pilotgraph")
    graph.nodes["a"]["kind"] = "changed"
    assert list(made.nodes(data="kind")) == [("c", "Enterprise"), ("a", "Enterprise"), ("b", "Enterprise")]
    assert made.graph == {"name": "who takes part in what"}


@pytest.mark.parametrize(("projection", "options"), PROJECTIONS)
def test_nodes_may_come_from_an_iterator(projection: Any, options: dict[str, Any]) -> None:
    graph = participation()
    made = projection(graph, iter("abc"), **options, backend="pilotgraph")
    assert set(made.edges) == {("a", "b"), ("a", "c"), ("b", "c")}


def test_a_projection_is_a_graph_of_arrays_on_which_functions_run_by_themselves() -> None:
    made = bipartite.weighted_projected_graph(participation(), "abc", backend="pilotgraph")
    assert made.__networkx_backend__ == "pilotgraph"
    assert nx.constraint(made, weight="weight") == pytest.approx(
        nx.constraint(nx.Graph(made.edges(data=True)), weight="weight", backend="networkx")
    )


def test_a_large_projection_is_that_of_a_product_of_matrices() -> None:
    graph = bipartite.random_graph(60, 20, 0.3, seed=1)
    made = bipartite.weighted_projected_graph(graph, range(60), backend="pilotgraph")
    matrix = bipartite.biadjacency_matrix(graph, range(60)).toarray()
    product = matrix @ matrix.T
    product[range(60), range(60)] = 0
    assert (nx.to_numpy_array(made, nodelist=range(60)) == product).all()
