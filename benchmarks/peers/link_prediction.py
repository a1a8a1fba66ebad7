"""How much an organization has in common with each of those with whom it has anything in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import graphblas
import networkit
import networkx as nx
import numpy as np

from benchmarks.peers import graphs, libraries
from benchmarks.peers.comparing import Comparison, Side, close, compare_each

SOURCES = 200
SEED = 1


def compared() -> Iterator[Comparison]:
    """Compare Adamic and Adar's index of one organization with every other that shares a neighbour with it.

    With all others it is 0; who these are is known before to those that have to be told pairs (ours, networkx,
    networkit), and found by the others. igraph is left out: every call of it goes through the whole graph.
    """
    edges = graphs.collaboration()
    ours, theirs = libraries.ours(edges), libraries.in_networkx(edges)
    networkit_graph = libraries.in_networkit(edges)
    matrix = edges.matrix()
    matrix.data[:] = 1.0
    degree = np.diff(matrix.indptr)
    credit = 1 / np.log(np.maximum(degree, 2))
    blas = graphblas.io.from_scipy_sparse(matrix)
    blas_credit = graphblas.Vector.from_dense(credit)
    index = networkit.linkprediction.AdamicAdarIndex(networkit_graph)
    sources = np.random.default_rng(SEED).choice(np.flatnonzero(degree), SOURCES, replace=False).tolist()
    pairs = {source: _pairs(matrix, source) for source in sources}

    def by_scipy(source: int) -> Any:
        near = matrix.indices[matrix.indptr[source] : matrix.indptr[source + 1]]
        return source, matrix[near].T @ credit[near]

    def by_graphblas(source: int) -> Any:
        near = blas[source, :].new().ewise_mult(blas_credit, graphblas.binary.second).new()
        return source, near.vxm(blas, graphblas.semiring.plus_first).new()

    def of_pairs(found: Any) -> Any:
        scores = np.zeros(edges.size)
        scores[[other for _, other, _ in found]] = [score for *_, score in found]
        return scores

    def of_all(found: Any) -> Any:
        scores = np.array(found[1])
        scores[found[0]] = 0  # with itself
        return scores

    yield from compare_each(
        "Adamic-Adar of one organization and all it shares a neighbour with, collaboration",
        sources,
        (50, 99),
        Side(lambda source: list(nx.adamic_adar_index(ours, pairs[source], backend=libraries.BACKEND)), of_pairs),
        {
            "scipy": Side(by_scipy, of_all),
            "networkit": Side(
                lambda source: index.runOn(pairs[source]),
                lambda found: of_pairs([(*pair, score) for pair, score in found]),
            ),
            "graphblas": Side(by_graphblas, lambda found: of_all((found[0], found[1].to_dense(0.0)))),
        },
        close(1e-9),
        networkx=Side(lambda source: list(nx.adamic_adar_index(theirs, pairs[source])), of_pairs),
    )


def _pairs(matrix: Any, source: int) -> list[tuple[int, int]]:
    near = matrix.indices[matrix.indptr[source] : matrix.indptr[source + 1]]
    others = np.unique(matrix[near].indices)
    return [(source, other) for other in others[others != source].tolist()]
