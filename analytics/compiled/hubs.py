"""Hubs, which point to good authorities, and authorities, which good hubs point to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from analytics.compiled.ranking import values_of_all
from analytics.compiled.reading import compiled
from analytics.compiled.results import NodeValues
from analytics.stopping import raise_if_stopped

__all__ = ["hits"]

Array = NDArray[Any]

_BASIS = 20
"""Vectors between two restarts, as in ARPACK, which networkx uses: so `max_iter` means the same."""

_ROUNDING = 1e-12


def hits(
    G: Any,
    max_iter: int = 100,
    tol: float = 1.0e-8,
    nstart: Mapping[Any, float] | None = None,
    normalized: bool = True,
) -> tuple[NodeValues, NodeValues]:
    """See `networkx.hits`.

    The search starts from equal values instead of random ones. So the result is the same each time, never negative,
    and if several pairs of vectors are as good (of two equal components, say) it is the one in which all take part.
    """
    from scipy.sparse import csr_array  # takes longer to import than all of this package

    graph = compiled(G)
    size = len(graph)
    if not size:
        return graph.values(np.empty(0)), graph.values(np.empty(0))
    weights = graph.weights("weight")
    if size == 1 or not weights.any() or not (weights >= 0).all():
        raise NotImplementedError("no single pair of vectors that is greatest and not negative")
    start = np.ones(size) if nstart is None else values_of_all(graph, nstart)
    matrix = csr_array((weights, graph.out.indices.astype(np.int32), graph.out.indptr), shape=(size, size))
    turned = matrix.T
    authorities = _greatest_eigenvector(lambda x: turned @ (matrix @ x), start, max_iter, max(tol**2, _ROUNDING))
    hubs = matrix @ authorities
    if normalized:
        hubs, authorities = hubs / hubs.sum(), authorities / authorities.sum()
    return graph.values(hubs), graph.values(authorities)


def _greatest_eigenvector(product: Callable[[Array], Array], start: Array, most: int, tolerance: float) -> Array:
    """The unit eigenvector to the greatest eigenvalue of a symmetric matrix that is nearest to `start`.

    Lanczos' method (1950) with full orthogonalisation, begun anew with what was found. `tolerance` is that of the
    residual, relative to the eigenvalue. Raises PowerIterationFailedConvergence after `most` times.
    """
    found: Array = start
    for _ in range(most):
        q = (found / np.linalg.norm(found))[None]
        small = np.zeros((0, 0))
        while len(small) < _BASIS:
            raise_if_stopped()
            image = product(q[-1])
            inner = q @ image
            small = np.pad(small, (0, 1))
            small[-1] = small[:, -1] = inner
            values, vectors = np.linalg.eigh(small)
            left = image - inner @ q
            left -= (q @ left) @ q
            length = np.linalg.norm(left)
            if length * abs(vectors[-1, -1]) <= tolerance * values[-1]:  # further on there would only be rounding
                found = vectors[:, -1] @ q
                return found if found.sum() > 0 else -found
            q = np.vstack([q, left / length])
        found = vectors[:, -1] @ q[:-1]
    raise nx.PowerIterationFailedConvergence(most)
