"""What lies in a region or a sector: links to concepts, and the concepts below a concept."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from analytics.backend import Arrays, Mask

__all__ = ["below", "linked"]


def below(arrays: Arrays, concepts: Collection[str], broader: str) -> Mask:
    """Mark some concepts and all that are below them.

    Parameters
    ----------
    arrays
        The graph as arrays.
    concepts
        Ids of concepts that are in the graph.
    broader
        The type of the edges that lead from a concept to the broader one.

    Returns
    -------
    Mask
        One element a position.
    """
    marked = np.zeros(arrays.size, np.bool_)
    marked[[arrays.position(concept) for concept in concepts]] = True
    edges = arrays.edges(broader)
    while (new := edges.start[marked[edges.end] & ~marked[edges.start]]).size:
        marked[new] = True
    return marked


def linked(arrays: Arrays, type: str, concepts: Mask) -> tuple[Mask, Mask]:
    """Mark the nodes with a link of a type into `concepts`, and those with a link of that type at all."""
    edges = arrays.edges(type)
    inside, known = np.zeros(arrays.size, np.bool_), np.zeros(arrays.size, np.bool_)
    known[edges.start] = True
    inside[edges.start[concepts[edges.end]]] = True
    return inside, known
