"""How near organizations are to one another over what they take part in: four measures, each for one against all."""

from __future__ import annotations

import numpy as np

from analytics.backend import Floats
from analytics.co_participation import Participation
from analytics.stopping import raise_if_stopped, stop_flag

__all__ = ["neighbour_measures", "personalised_pagerank"]

ERROR = 1e-8
"""Of ranks by the roots of degrees, in the Euclidean norm, relative to those of the walk's first step."""


def neighbour_measures(participation: Participation, row: int) -> Floats:
    r"""Measure what an organization has in common with every other: three columns, one row an organization.

    Parameters
    ----------
    participation
        Who takes part in what.
    row
        The organization.

    Returns
    -------
    Floats
        The number of common neighbours, Adamic-Adar and resource allocation. The row of the organization itself is 0.

    Notes
    -----
    On the projection, where two organizations are neighbours that have a collective in common, with
    :math:`\Gamma(x)` the neighbours of x:

    .. math:: \sum_{w \in \Gamma(x) \cap \Gamma(y)} f(|\Gamma(w)|), \quad f(d) = 1, \quad 1 / \ln d, \quad 1 / d

    as `networkx.common_neighbors`, `adamic_adar_index` and `resource_allocation_index` have it.

    References
    ----------
    .. [1] L. A. Adamic and E. Adar (2003), "Friends and neighbors on the Web", Social Networks 25(3).
    .. [2] T. Zhou, L. Lü and Y.-C. Zhang (2009), "Predicting missing links via local information", EPJ B 71(4).
    """
    between = participation.neighbours(row)[0]
    degree = participation.degrees[between].astype(np.float64)
    # A neighbour of degree 1 has no other neighbour that it could count for.
    each = np.column_stack([np.ones(len(between)), 1 / np.log(np.maximum(degree, 2)), 1 / degree])
    reach = participation.shared[between]
    reach.data[:] = 1
    measured: Floats = reach.T @ each
    measured[row] = 0
    return measured


def personalised_pagerank(participation: Participation, row: int, damping: float) -> Floats:
    r"""Rank all organizations by a random walk that returns to one of them.

    Parameters
    ----------
    participation
        Who takes part in what.
    row
        The organization to which the walk returns.
    damping
        The probability to walk on rather than to return.

    Returns
    -------
    Floats
        The walk's stationary probability at every organization. With those of the collectives it would add up to 1.

    Notes
    -----
    The walk goes from an organization to one of its collectives and from a collective to one of its members, so over
    two steps it stays among organizations. With :math:`B` the incidence, :math:`D` and :math:`C` the diagonal matrices
    of organizations' and collectives' degrees, and :math:`x = D^{1/2} y`,

    .. math:: (I - d^2 D^{-1/2} B\, C^{-1} B^T D^{-1/2})\, y = (1 - d)\, D^{-1/2} e

    whose matrix is symmetric with eigenvalues in :math:`[1 - d^2, 1]`, so that the residual bounds the error, and
    conjugate gradients [2]_ end soon. Organizations with one collective, most of all in real graphs, are solved for
    beforehand: with :math:`L` of them among its members, a collective counts as one of :math:`C - d^2 L`.
    `networkx.pagerank` stops at an error of N·tol, which on a large graph is too early for small ranks.

    References
    ----------
    .. [1] T. H. Haveliwala (2003), "Topic-sensitive PageRank", IEEE TKDE 15(4).
    .. [2] Y. Saad (2003), "Iterative Methods for Sparse Linear Systems", 2nd ed., algorithm 6.18.
    """
    from analytics.kernels.returning_walk import solved

    core = participation.core
    factor = damping**2
    weight = 1 / (participation.members - factor * core.singles)
    right = np.zeros(len(core.rows))
    begun = np.zeros(len(weight))  # what the walk's beginning brings to the members of a collective at once
    if core.place[row] >= 0:
        right[core.place[row]] = (1 - damping) * core.root[core.place[row]]
    else:
        column = participation.columns(row)[0]
        begun[column] = 1 - damping
        among = core.back_indices[core.back_indptr[column] : core.back_indptr[column + 1]]
        right[among] = factor * (1 - damping) * weight[column] * core.root[among]
    found, sums = solved(
        core.indptr, core.indices, core.back_indptr, core.back_indices,
        core.root, weight, right, factor, ERROR, stop_flag(),
    )  # fmt: skip
    raise_if_stopped()
    ranks = np.zeros(len(core.place))
    ranks[core.rows] = np.maximum(found, 0) / core.root
    ranks[core.single] = np.maximum(factor * weight * (begun + sums), 0)[core.of_single]
    if core.place[row] < 0:
        ranks[row] += 1 - damping
    return ranks
