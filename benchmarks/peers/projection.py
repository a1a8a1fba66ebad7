"""Who works with whom, from who takes part in what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import graphblas
import networkx as nx
import numpy as np
from scipy import sparse

from benchmarks.peers import graphs, libraries
from benchmarks.peers.comparing import Comparison, Side, compare


def compared() -> Iterator[Comparison]:
    """Compare the projection onto organizations, weighted by the number of projects that two have in common."""
    organization, project = graphs.participation()
    organizations, size = graphs.ORGANIZATIONS, graphs.ORGANIZATIONS + graphs.PROJECTS
    edges = graphs.Edges(size, organization, project, np.ones(len(project)), directed=False)
    ours, theirs, igraph = libraries.ours(edges), libraries.in_networkx(edges), libraries.in_igraph(edges)
    igraph.vs["type"] = [node >= organizations for node in range(size)]
    incidence = edges.matrix()[:organizations, organizations:].tocsr()
    blas = graphblas.io.from_scipy_sparse(incidence)
    onto = range(organizations)
    shape = (organizations, organizations)

    def by_scipy() -> Any:
        product = incidence @ incidence.T
        product.setdiag(0)
        product.eliminate_zeros()
        return product

    def by_graphblas() -> Any:
        product = blas.mxm(blas.T, graphblas.semiring.plus_pair).new()
        return graphblas.select.offdiag(product).new()

    def of_ours(graph: Any) -> Any:
        arrays = graph.arrays
        return sparse.csr_array((arrays.weights("weight"), arrays.out.indices, arrays.out.indptr), shape)

    def of_igraph(graph: Any) -> Any:
        start, end = np.array(graph.get_edgelist()).T
        weight = np.array(graph.es["weight"], np.float64)
        return graphs.Edges(organizations, start, end, weight, directed=False).matrix()

    def of_networkx(graph: Any) -> Any:
        start, end, weight = (np.array(column) for column in zip(*graph.edges(data="weight"), strict=True))
        return graphs.Edges(organizations, start, end, weight.astype(np.float64), directed=False).matrix()

    def check(theirs: Any, ours: Any) -> str:
        different = abs(theirs - ours).count_nonzero()
        return f"{different:,} entries differ" if different else ""

    yield compare(
        "Projection of participation onto organizations",
        Side(lambda: nx.bipartite.weighted_projected_graph(ours, onto, backend=libraries.BACKEND), of_ours),
        {
            "scipy": Side(by_scipy),
            "igraph": Side(lambda: igraph.bipartite_projection(multiplicity=True, which=0), of_igraph),
            "graphblas": Side(by_graphblas, lambda product: sparse.csr_array(graphblas.io.to_scipy_sparse(product))),
        },
        check,
        networkx=Side(lambda: nx.bipartite.weighted_projected_graph(theirs, onto), of_networkx),
    )
