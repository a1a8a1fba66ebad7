"""What it costs that networkx hands a call to the backend."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from time import process_time

import networkx as nx
import numpy as np

from analytics.compiled.orders import is_directed_acyclic_graph
from benchmarks.peers import graphs, libraries
from benchmarks.peers.comparing import Comparison

CALLS, ROUNDS = 10_000, 5


def compared() -> Iterator[Comparison]:
    """Measure a call through networkx of what is quickly done, less what the call takes without networkx."""
    two = graphs.Edges(2, np.array([0]), np.array([1]), np.ones(1), directed=True)
    graph = libraries.ours(two)
    spent = []
    for _ in range(ROUNDS):
        begun = process_time()
        for _ in range(CALLS):
            nx.is_directed_acyclic_graph(graph, backend=libraries.BACKEND)
        through = process_time()
        for _ in range(CALLS):
            is_directed_acyclic_graph(graph)
        spent.append((2 * through - begun - process_time()) / CALLS)
    yield Comparison("Handing a call to the backend", median(spent), {}, goal="under 0.015 ms")
