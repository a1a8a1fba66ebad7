"""The same graph in the form of every library."""

from __future__ import annotations

import os
from typing import Any

import graphblas
import graphblas_algorithms
import igraph
import networkit
import networkx as nx
import numpy as np
import rustworkx

from analytics.compiled.graph import Rows
from analytics.compiled.lazy import graph_of
from analytics.compiled.nodes import NumberedNodes
from analytics.kernels.rows import sorted_by
from benchmarks.peers.graphs import Edges

__all__ = [
    "BACKEND",
    "in_graphblas",
    "in_igraph",
    "in_networkit",
    "in_networkx",
    "in_rustworkx",
    "ours",
    "single_thread",
]

BACKEND = "pilotgraph"


def single_thread() -> None:
    """Keep every library to one thread. OMP_NUM_THREADS must be 1 before they are imported."""
    if os.environ.get("OMP_NUM_THREADS") != "1":
        raise SystemExit("Set OMP_NUM_THREADS=1: libraries are compared on one thread.")
    networkit.setNumberOfThreads(1)
    graphblas.ss.config["nthreads"] = 1


def ours(edges: Edges) -> Any:
    """A networkx graph of arrays, which networkx hands to the backend as it is."""
    start, end, weight = edges.both_ways()
    indptr, order = sorted_by(start, edges.size)
    rows = Rows(indptr, end[order].astype(np.uint32))
    return graph_of(NumberedNodes(edges.size), rows, {"weight": weight[order]}, directed=edges.directed)


def in_networkx(edges: Edges) -> Any:
    """A plain networkx graph."""
    graph = nx.DiGraph() if edges.directed else nx.Graph()
    graph.add_nodes_from(range(edges.size))
    graph.add_weighted_edges_from(zip(edges.start.tolist(), edges.end.tolist(), edges.weight.tolist(), strict=True))
    return graph


def in_igraph(edges: Edges) -> Any:
    """An igraph graph."""
    graph = igraph.Graph(edges.size, np.column_stack([edges.start, edges.end]), directed=edges.directed)
    graph.es["weight"] = edges.weight.tolist()
    return graph


def in_networkit(edges: Edges, *, weighted: bool = True) -> Any:
    """A networkit graph."""
    ends = edges.start.astype(np.uint64), edges.end.astype(np.uint64)
    data = (edges.weight, ends) if weighted else ends
    return networkit.GraphFromCoo(data, n=edges.size, weighted=weighted, directed=edges.directed)


def in_rustworkx(edges: Edges, *, directed: bool = True) -> Any:
    """A rustworkx graph; a directed one has undirected edges in both directions."""
    graph = rustworkx.PyDiGraph() if directed else rustworkx.PyGraph()
    graph.add_nodes_from(range(edges.size))
    start, end, weight = edges.both_ways() if directed else (edges.start, edges.end, edges.weight)
    graph.add_edges_from(list(zip(start.tolist(), end.tolist(), weight.tolist(), strict=True)))
    return graph


def in_graphblas(edges: Edges, *, weighted: bool = True) -> Any:
    """A graph of graphblas-algorithms; its matrix is `_A`."""
    start, end, weight = edges.both_ways()
    values = weight if weighted else 1.0
    matrix = graphblas.Matrix.from_coo(start, end, values, nrows=edges.size, ncols=edges.size)
    return (graphblas_algorithms.DiGraph if edges.directed else graphblas_algorithms.Graph)(matrix)
