"""Making a graph out of arrays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.peers import graphs, libraries
from benchmarks.peers.comparing import Comparison, Side, compare, equal


def compared() -> Iterator[Comparison]:
    """Compare what the supply graph costs; checked by the numbers of nodes and edges."""
    edges = graphs.supply()

    def size(count: Any, others: Any) -> Any:
        return np.array([count, others])

    yield compare(
        "Graph of supply from arrays",
        Side(lambda: libraries.ours(edges), lambda graph: size(len(graph), graph.number_of_edges())),
        {
            "scipy": Side(edges.matrix, lambda matrix: size(matrix.shape[0], matrix.nnz)),
            "igraph": Side(lambda: libraries.in_igraph(edges), lambda graph: size(graph.vcount(), graph.ecount())),
            "networkit": Side(
                lambda: libraries.in_networkit(edges),
                lambda graph: size(graph.numberOfNodes(), graph.numberOfEdges()),
            ),
            "rustworkx": Side(
                lambda: libraries.in_rustworkx(edges), lambda graph: size(graph.num_nodes(), graph.num_edges())
            ),
            "graphblas": Side(
                lambda: libraries.in_graphblas(edges), lambda graph: size(graph._A.nrows, graph._A.nvals)
            ),
        },
        equal,
        networkx=Side(lambda: libraries.in_networkx(edges), lambda graph: size(len(graph), graph.number_of_edges())),
    )
