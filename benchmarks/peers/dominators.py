"""What everything must pass on its way from raw materials to a product."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import networkx as nx
import numpy as np
import rustworkx
from numpy.typing import NDArray

from benchmarks.peers import graphs, libraries
from benchmarks.peers.comparing import Comparison, Side, compare, equal


def compared() -> Iterator[Comparison]:
    """Compare the immediate dominators of all products, from a root before all raw materials."""
    edges = graphs.rooted(graphs.chain())
    root = edges.size - 1
    ours, theirs = libraries.ours(edges), libraries.in_networkx(edges)
    igraph, rustworkx_graph = libraries.in_igraph(edges), libraries.in_rustworkx(edges)

    def placed(found: Any) -> NDArray[Any]:
        dominators = np.full(edges.size, -1)
        dominators[list(found)] = [root if node is None else node for node in found.values()]
        dominators[root] = root
        return dominators

    def listed(found: Any) -> NDArray[Any]:
        dominators = np.array(found, np.int64)
        dominators[root] = root
        return dominators

    yield compare(
        "Immediate dominators, chain with a root before all raw materials",
        Side(lambda: nx.immediate_dominators(ours, root, backend=libraries.BACKEND), placed),
        {
            "igraph": Side(lambda: igraph.dominator(root, mode="out"), listed),
            "rustworkx": Side(lambda: rustworkx.immediate_dominators(rustworkx_graph, root), placed),
        },
        equal,
        networkx=Side(lambda: nx.immediate_dominators(theirs, root), placed),
    )
