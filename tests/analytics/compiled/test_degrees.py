"""Degree centrality on random graphs of every kind, ours and networkx' own."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given

from tests.analytics.compiled.random_graphs import assert_like_networkx, graphs


@pytest.mark.parametrize("function", [nx.degree_centrality, nx.in_degree_centrality, nx.out_degree_centrality])
@given(graph=graphs())
def test_degree_centrality_is_that_of_networkx(function: Any, graph: nx.Graph) -> None:
    assert_like_networkx(function, graph)
