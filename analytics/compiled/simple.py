"""A graph whose parallel edges are one, for the functions of networkx that refuse multigraphs."""

from __future__ import annotations

import networkx as nx
import numpy as np

from analytics.compiled.graph import Rows
from analytics.compiled.lazy import LazyDiGraph, LazyGraph, data_of, graph_of
from analytics.compiled.reading import compiled, from_networkx
from analytics.kernels.rows import rows_of

__all__ = ["simple"]


def simple(
    graph: nx.Graph, weight: str | None = None, *, directed: bool = True, loops: bool = True
) -> LazyGraph | LazyDiGraph:
    """Make one edge of all that are between the same two nodes.

    Parameters
    ----------
    graph
        A view, or any other networkx graph.
    weight
        The attribute of edges that is added up; an edge without it counts 1. By default edges are counted.
    directed
        Whether edges of a directed graph keep their direction. If not, those of both directions become one as well.
    loops
        Whether edges from a node to itself are kept; some functions refuse them.

    Returns
    -------
    LazyGraph or LazyDiGraph
        A read-only graph with the same nodes and their data. Its edges have the attribute `weight`.

    Raises
    ------
    NotImplementedError
        If some values of the attribute are no numbers.

    Examples
    --------
    >>> import networkx as nx
    >>> deliveries = nx.MultiDiGraph([("a", "b", {"tons": 2}), ("a", "b", {"tons": 3}), ("b", "a")])
    >>> simple(deliveries, "tons").edges(data="weight")
    OutEdgeDataView([('a', 'b', 5.0), ('b', 'a', 1.0)])
    >>> simple(deliveries, directed=False).edges(data="weight")
    EdgeDataView([('a', 'b', 3)])
    """
    ours = graph.__networkx_backend__ == "pilotgraph"
    arrays = compiled(graph) if ours else from_networkx(graph, {} if weight is None else {weight: 1})
    directed = directed and arrays.directed
    rows, weights = arrays.merged(weight) if directed else arrays.mutual(weight)
    if arrays.loops and not (directed and loops):
        start, end = rows_of(*rows), rows.indices
        if not loops:
            kept = start != end
            rows, weights = Rows(np.searchsorted(start[kept], np.arange(len(arrays) + 1)), end[kept]), weights[kept]
        elif arrays.directed:
            weights = np.where(start == end, weights / 2, weights)  # counted for both directions
    summed = weights.astype(np.int64) if weight is None else weights
    made = graph_of(arrays.nodes, rows, {"weight": summed}, directed=directed, data=data_of(graph, arrays.nodes))
    made.graph.update(graph.graph)
    return made
