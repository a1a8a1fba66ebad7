"""Rank by links on random graphs: the error of PageRank, and the others as networkx has them."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.analytics.compiled.random_graphs import assert_like_networkx, graphs, outcome

OURS = {"backend": "pilotgraph"}
SIMPLE = (nx.Graph, nx.DiGraph)


def exact_pagerank(graph: nx.Graph, alpha: float, restart: np.ndarray, sinks: np.ndarray) -> np.ndarray:
    """Solve x = alpha (Pᵀx + lost x · sinks) + (1 - alpha) restart by elimination."""
    weights = nx.to_numpy_array(graph, weight="weight", multigraph_weight=sum)
    sums = weights.sum(axis=1)
    steps = np.where(sums[:, None] > 0, weights / np.where(sums > 0, sums, 1)[:, None], sinks)
    return np.linalg.solve(np.eye(len(graph)) - alpha * steps.T, (1 - alpha) * restart)


@given(
    graph=graphs(most_nodes=14),
    alpha=st.sampled_from([0.0, 0.2, 0.85, 0.99, 0.9999]),
    tol=st.sampled_from([1e-6, 1e3]),
    numbers=st.lists(st.integers(0, 5), min_size=28, max_size=28),
    given_parts=st.tuples(st.booleans(), st.booleans()),
)
@settings(max_examples=100)
def test_pagerank_is_within_1e_8_of_the_solution_whatever_the_tolerance(
    graph: nx.Graph, alpha: float, tol: float, numbers: list[int], given_parts: tuple[bool, bool]
) -> None:
    assume(len(graph))
    parts = []
    for wanted, some in zip(given_parts, (numbers[:14], numbers[14:]), strict=True):
        parts.append(dict(zip(graph, some, strict=False)) if wanted and any(some[: len(graph)]) else None)
    personalization, dangling = parts
    ranks = nx.pagerank(graph, alpha, personalization, tol=tol, max_iter=10**6, dangling=dangling, **OURS)
    even = np.full(len(graph), 1 / len(graph))
    restart, sinks = (even if part is None else np.array(list(part.values())) / sum(part.values()) for part in parts)
    exact = exact_pagerank(graph, alpha, restart, restart if dangling is None else sinks)
    assert np.abs(np.array(list(ranks.values())) - exact).sum() <= 1e-8
    assert min(ranks.values()) >= 0


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph])
def test_the_error_of_pagerank_is_kept_on_a_graph_that_mixes_slowly(kind: Any) -> None:
    graph = nx.path_graph(900, create_using=kind)
    graph.add_edge(899, 500)
    source = {0: 1}
    ranks = nx.pagerank(graph, 0.99, source, max_iter=10**4, **OURS)
    restart = np.eye(1, 900).ravel()
    assert np.abs(np.array(list(ranks.values())) - exact_pagerank(graph, 0.99, restart, restart)).sum() <= 1e-8


@given(graph=graphs(), max_iter=st.integers(0, 12), tol=st.sampled_from([1e-12, 1e-6, 1e-3]))
def test_pagerank_that_networkx_refuses_is_refused(graph: nx.Graph, max_iter: int, tol: float) -> None:
    theirs = outcome(nx.pagerank, graph, max_iter=max_iter, tol=tol, backend="networkx")
    ours = outcome(nx.pagerank, graph, max_iter=max_iter, tol=tol, **OURS)
    assert (ours is nx.PowerIterationFailedConvergence) == (theirs is nx.PowerIterationFailedConvergence)


def test_pagerank_asked_to_begin_nowhere_divides_by_zero() -> None:
    with pytest.raises(ZeroDivisionError):
        nx.pagerank(nx.path_graph(3), personalization={0: 0}, **OURS)


def test_names_that_are_no_nodes_are_no_places_to_begin() -> None:
    graph = nx.path_graph(3)
    assert nx.pagerank(graph, personalization={0: 1, "x": 5}, **OURS) == nx.pagerank(
        graph, personalization={0: 1}, **OURS
    )


@given(graph=graphs(most_nodes=7), normalized=st.booleans())
def test_hubs_and_authorities_are_singular_vectors(graph: nx.Graph, normalized: bool) -> None:
    weights = nx.to_numpy_array(graph, multigraph_weight=sum)
    assume(weights.any() and len(graph) > 1)
    hubs, authorities = (np.array(list(each.values())) for each in nx.hits(graph, normalized=normalized, **OURS))
    greatest = np.linalg.norm(weights, 2)
    assert min(authorities) >= -1e-9
    assert np.allclose(weights.T @ (weights @ authorities), greatest**2 * authorities, atol=1e-6 * greatest**2)
    scale = 1 if normalized else np.linalg.norm(hubs)
    assert np.isclose(scale, 1 if normalized else greatest)
    assert np.allclose(weights @ authorities / np.linalg.norm(weights @ authorities), hubs / np.linalg.norm(hubs))


@settings(max_examples=40)
@given(graph=graphs(SIMPLE), weight=st.sampled_from([None, "weight"]), tol=st.sampled_from([1e-6, 1e-9]))
def test_eigenvector_centrality_is_that_of_networkx(graph: nx.Graph, weight: str | None, tol: float) -> None:
    assert_like_networkx(nx.eigenvector_centrality, graph, weight=weight, tol=tol, max_iter=60)
    start = {node: place for place, node in enumerate(graph)}
    assert_like_networkx(nx.eigenvector_centrality, graph, weight=weight, nstart=start)


@given(
    graph=graphs(SIMPLE), weight=st.sampled_from([None, "weight"]), normalized=st.booleans(), alpha=st.floats(0, 0.2)
)
def test_katz_centrality_is_that_of_networkx(
    graph: nx.Graph, weight: str | None, normalized: bool, alpha: float
) -> None:
    options = {"alpha": alpha, "weight": weight, "normalized": normalized, "max_iter": 40}
    assert_like_networkx(nx.katz_centrality, graph, **options)
    assert_like_networkx(
        nx.katz_centrality, graph, beta={node: place - 2 for place, node in enumerate(graph)}, **options
    )
    assert_like_networkx(nx.katz_centrality, graph, beta={"no node": 1}, **options)
