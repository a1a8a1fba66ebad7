"""The links that speak for two organizations: whom both have to do with, and where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.answers import Node, Tie, describe
from analytics.backend import Graph
from analytics.co_participation import Participation, common

__all__ = ["Path", "strongest_paths"]


@dataclass(frozen=True, slots=True)
class Path:
    """A partner of both, and the ties that make it one; `strength` is the product of their weights."""

    partner: Node
    strength: float
    with_organization: tuple[Tie, ...]
    with_candidate: tuple[Tie, ...]


def strongest_paths(
    graph: Graph, participation: Participation, organization: int, candidate: int, *, first: int, ties: int
) -> tuple[Path, ...]:
    """Find the common neighbours of two organizations (rows of the participation) with the strongest ties to both.

    At most `first` of them, equally strong ones in the order of ids, with at most `ties` shared collectives a tie.
    """
    near, near_weights = participation.weighted(organization)
    far, far_weights = participation.weighted(candidate)
    left, right = common(near, far)
    between = near[left]
    strength = near_weights[left] * far_weights[right]
    top = np.lexsort((between, -strength.round(12)))[:first].tolist()
    return tuple(
        Path(
            describe(graph, participation.ids[between[i]]),
            float(strength[i]),
            participation.ties(graph, organization, int(between[i]), ties),
            participation.ties(graph, int(between[i]), candidate, ties),
        )
        for i in top
    )
