"""PageRank, of all nodes and around one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import graphblas
import graphblas_algorithms
import networkit
import networkx as nx
import numpy as np
import rustworkx
from numpy.typing import NDArray
from scipy import sparse

from benchmarks.peers import graphs, libraries
from benchmarks.peers.comparing import Check, Comparison, Side, compare

Array = NDArray[Any]
ALPHA = 0.85
ERROR = 1e-8
"""In the L1 norm. Where a library stops at a change, it is the one from which this error follows."""

CHANGE = ERROR * (1 - ALPHA) / ALPHA
MOST = 1000


def compared() -> Iterator[Comparison]:
    """Compare PageRank on supply, and around one organization on the graph of who works with whom."""
    yield _of_all(graphs.supply())
    yield _of_one(graphs.collaboration())


def _of_all(edges: graphs.Edges) -> Comparison:
    ours, theirs = libraries.ours(edges), libraries.in_networkx(edges)
    igraph, networkit_graph = libraries.in_igraph(edges), libraries.in_networkit(edges, weighted=False)
    rustworkx_graph, blas = libraries.in_rustworkx(edges), libraries.in_graphblas(edges, weighted=False)
    matrix = edges.matrix()
    matrix.data[:] = 1.0
    restart = np.full(edges.size, 1 / edges.size)
    walk = _walk(matrix)

    def by_networkit() -> Any:
        sinks = networkit.centrality.SinkHandling.DistributeSinks
        found = networkit.centrality.PageRank(networkit_graph, damp=ALPHA, tol=CHANGE, distributeSinks=sinks)
        found.norm = networkit.centrality.Norm.L1_NORM
        return found.run()

    return compare(
        "PageRank of supply",
        Side(lambda: nx.pagerank(ours, weight=None, backend=libraries.BACKEND), lambda ranks: ranks.array),
        {
            "scipy": Side(lambda: _iterated(*walk, restart, CHANGE)),
            "igraph": Side(lambda: igraph.pagerank(damping=ALPHA), np.array),
            "networkit": Side(by_networkit, lambda found: np.array(found.scores())),
            "rustworkx": Side(
                lambda: rustworkx.pagerank(rustworkx_graph, ALPHA, tol=CHANGE / edges.size, max_iter=MOST), _by_index
            ),
            "graphblas": Side(
                lambda: graphblas_algorithms.pagerank(blas, ALPHA, tol=CHANGE / edges.size, max_iter=MOST),
                lambda ranks: ranks.to_dense(0.0),
            ),
        },
        _near(_iterated(*walk, restart, 1e-15)),
        networkx=Side(lambda: nx.pagerank(theirs, weight=None, tol=CHANGE / edges.size, max_iter=MOST), _by_index),
    )


def _of_one(edges: graphs.Edges) -> Comparison:
    ours, theirs = libraries.ours(edges), libraries.in_networkx(edges)
    igraph, rustworkx_graph = libraries.in_igraph(edges), libraries.in_rustworkx(edges)
    blas, walk = libraries.in_graphblas(edges), _walk(edges.matrix())
    degree = np.bincount(np.r_[edges.start, edges.end], minlength=edges.size)
    one = int(np.argsort(degree)[edges.size * 3 // 4])
    around = {one: 1.0}
    restart = np.zeros(edges.size)
    restart[one] = 1.0
    vector = graphblas.Vector.from_dense(restart)

    return compare(
        "PageRank around one organization of collaboration",
        Side(lambda: nx.pagerank(ours, personalization=around, backend=libraries.BACKEND), lambda ranks: ranks.array),
        {
            "scipy": Side(lambda: _iterated(*walk, restart, CHANGE)),
            "igraph": Side(
                lambda: igraph.personalized_pagerank(damping=ALPHA, reset_vertices=one, weights="weight"), np.array
            ),
            "rustworkx": Side(
                lambda: rustworkx.pagerank(
                    rustworkx_graph,
                    ALPHA,
                    weight_fn=float,
                    personalization=around,
                    tol=CHANGE / edges.size,
                    max_iter=MOST,
                ),
                _by_index,
            ),
            "graphblas": Side(
                lambda: graphblas_algorithms.pagerank(
                    blas, ALPHA, personalization=vector, tol=CHANGE / edges.size, max_iter=MOST
                ),
                lambda ranks: ranks.to_dense(0.0),
            ),
        },
        _near(_iterated(*walk, restart, 1e-15)),
        networkx=Side(
            lambda: nx.pagerank(theirs, personalization=around, tol=CHANGE / edges.size, max_iter=MOST), _by_index
        ),
    )


def _walk(matrix: Any) -> tuple[Any, Array]:
    """The transposed transition matrix, and which nodes have no way out."""
    strength = matrix.sum(axis=1)
    share = np.divide(1.0, strength, out=np.zeros(len(strength)), where=strength > 0)
    return (sparse.diags_array(share) @ matrix).T.tocsr(), strength == 0


def _iterated(transposed: Any, lost: Array, restart: Array, change: float) -> Array:
    """Power iteration until ranks change by less than `change`, as one writes it with scipy."""
    ranks = restart
    for _ in range(MOST):
        moved = ALPHA * (transposed @ ranks + ranks[lost].sum() * restart) + (1 - ALPHA) * restart
        before, ranks = ranks, moved
        if np.abs(ranks - before).sum() < change:
            break
    return ranks


def _near(exact: Array) -> Check:
    """Whether our ranks are as near to the exact ones as they should be, and theirs about as near."""

    def check(theirs: Any, ours: Any) -> str:
        one, other = (float(np.abs(found - exact).sum()) for found in (theirs, ours))
        return "" if one <= 2 * ERROR and other <= ERROR else f"errors {one:.2g} and {other:.2g}"

    return check


def _by_index(ranks: Any) -> Array:
    found = np.zeros(len(ranks))
    found[np.fromiter(ranks.keys(), np.int64, len(ranks))] = np.fromiter(ranks.values(), np.float64, len(ranks))
    return found
