"""Divides organizations into communities, by the weights of their co-participation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics.backend import Floats, Positions

__all__ = ["Partition", "divide"]

Matrix = Any  # scipy.sparse.csr_array


@dataclass(frozen=True, slots=True, eq=False)
class Partition:
    """A division of the nodes of a weighted graph. Communities are numbered by size, equal ones by their first node.

    One element a node: `label`, and `inside`, its weighted degree within its community. One element a community:
    `size`, `pairs` (edges within), `internal` (their weight), `external` (weight of the edges that leave it).
    """

    label: Positions
    inside: Floats
    size: Positions
    pairs: Positions
    internal: Floats
    external: Floats
    modularity: float | None

    def conductance(self, community: int) -> float | None:
        """The weight that leaves a community, relative to the smaller of the volumes within and without."""
        volume = 2 * self.internal + self.external
        smaller = min(volume[community], volume.sum() - volume[community])
        return float(self.external[community] / smaller) if smaller > 0 else None


def divide(weights: Matrix, resolution: float, seed: int) -> Partition:
    r"""Divide a weighted graph so that its modularity is high.

    Parameters
    ----------
    weights
        A symmetric sparse matrix with an empty diagonal.
    resolution
        The higher, the smaller the communities.
    seed
        Of the order in which nodes are looked at. The same seed gives the same division.

    Returns
    -------
    Partition
        Every community is connected.

    Notes
    -----
    Leiden's method [1]_ climbs

    .. math:: Q = \sum_c \left( \frac{L_c}{m} - \gamma \left( \frac{k_c}{2m} \right)^2 \right)

    with :math:`m` the weight of all edges, :math:`L_c` of those within community c, :math:`k_c` the sum of its weighted
    degrees and :math:`\gamma` the resolution, as `networkx.community.modularity` has it.

    References
    ----------
    .. [1] V. A. Traag, L. Waltman and N. J. van Eck (2019), "From Louvain to Leiden", Scientific Reports 9, 5233.
    """
    label = _by_size(_leiden(weights, resolution, seed))
    count = int(label.max()) + 1 if len(label) else 0
    row = np.repeat(np.arange(len(label)), np.diff(weights.indptr))
    within = label[row] == label[weights.indices]
    volume = _sums(label[row], weights.data, count)
    internal = _sums(label[row[within]], weights.data[within], count) / 2
    return Partition(
        label=label,
        inside=_sums(row[within], weights.data[within], len(label)),
        size=np.bincount(label, minlength=count),
        pairs=np.bincount(label[row[within]], minlength=count) // 2,
        internal=internal,
        external=np.maximum(volume - 2 * internal, 0),
        modularity=_modularity(internal, volume, resolution),
    )


def _leiden(weights: Matrix, resolution: float, seed: int) -> Positions:
    from analytics.kernels.dividing import connected, leiden, whole

    graph = whole(weights.indptr.astype(np.int64), weights.indices.astype(np.uint32), weights.data, resolution)
    levels = [np.arange(len(graph), dtype=np.uint32), *leiden(graph, seed)]
    return connected(graph, levels[-1])


def _by_size(label: Positions) -> Positions:
    """Number communities by size, equal ones by their first node."""
    _, first, label, size = np.unique(label, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(size), np.int64)
    rank[np.lexsort((first, -size))] = np.arange(len(size))
    return rank[label]


def _modularity(internal: Floats, volume: Floats, resolution: float) -> float | None:
    total = volume.sum()
    return float((2 * internal / total - resolution * (volume / total) ** 2).sum()) if total else None


def _sums(places: Positions, values: Floats, count: int) -> Floats:
    return np.bincount(places, values, count).astype(np.float64, copy=False)
