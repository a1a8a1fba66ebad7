"""A graph with each edge kept at one of its ends, as what goes from triangle to triangle reads it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analytics.compiled.graph import CompiledGraph
from analytics.kernels import triangles as kernels

__all__ = ["Oriented", "oriented"]

Array = NDArray[Any]


class Oriented(NamedTuple):
    """Nodes ranked by degree, and every edge at its end of the lower rank, see `analytics.kernels.triangles`.

    `order` is the nodes by rank; `begins` and `heads` are rows of ranks; `entry` is the place of each of their entries
    in the arrays of `CompiledGraph.mutual`.
    """

    order: Array
    begins: Array
    heads: Array
    entry: Array

    def by_position(self, by_rank: Array) -> Array:
        """Values that are in the order of ranks, in that of nodes."""
        values = np.empty_like(by_rank)
        values[self.order] = by_rank
        return values


def oriented(graph: CompiledGraph) -> Oriented:
    """The pairs of nodes of a graph that are joined in either direction, without self-loops. It is kept."""
    return graph._kept("oriented", lambda: Oriented(*kernels.oriented(*graph.mutual(None)[0])))
