"""With whom an organization has taken part, and in what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.answers import Node, Reason, Tie, at_least, describe
from analytics.backend import Graph, existing
from analytics.co_participation import LARGEST, participation_of

__all__ = ["CoParticipant", "CoParticipants", "co_participants"]


@dataclass(frozen=True, slots=True)
class CoParticipant:
    """An organization with which another has `shared` collectives in common; `ties` are the first of them."""

    organization: Node
    shared: int
    weight: float
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class CoParticipants:
    """The first of `total` co-participants of an organization that takes part in `collectives` collectives.

    `omitted` is the number of collectives in the whole graph that are too large to say anything.
    """

    organization: Node
    collectives: int
    total: int
    co_participants: tuple[CoParticipant, ...]
    omitted: int
    first: int
    reason: Reason | None

    @property
    def is_partial(self) -> bool:
        """Whether there are more than are told."""
        return len(self.co_participants) < self.total


def co_participants(
    graph: Graph,
    organization: str,
    *,
    first: int = 20,
    ties: int = 5,
    participation: str = "ParticipatesIn",
    largest: int = LARGEST,
) -> CoParticipants:
    """List the organizations that share most collectives with one.

    Parameters
    ----------
    graph
        Any graph with edges from organizations to collectives.
    organization
        The id of a node.
    first
        How many to tell at most.
    ties
        How many shared collectives to name for each, the smallest first.
    participation
        The type of the edges from organizations to collectives.
    largest
        Collectives of more members are left out.

    Returns
    -------
    CoParticipants
        Most shared collectives first, equal ones in the order of ids.

    Raises
    ------
    NotFound
        If the graph has no such node.
    BadInput
        If `first` is below 1 or `ties` below 0.

    Notes
    -----
    `weight` is the sum of (n - 1)**-0.5 over shared collectives of n members: two of a consortium of three have worked
    together more closely than two of a hundred.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph()
    >>> for who, what in ["a1", "b1", "a2", "b2", "c2"]:
    ...     key = graph.add_edge(who, what, key=f"{who} in {what}", type="ParticipatesIn")
    >>> answer = co_participants(graph, "a")
    >>> answer.collectives, answer.total
    (2, 2)
    >>> answer.co_participants[0].organization.id, answer.co_participants[0].shared
    ('b', 2)
    >>> answer.co_participants[0].ties[0].links
    ('a in 1', 'b in 1')
    """
    at_least(1, first=first)
    at_least(0, ties=ties)
    who = describe(graph, existing(graph, organization))
    taking_part = participation_of(graph, participation, largest)
    row = taking_part.rows.get(organization)
    if row is None:
        return CoParticipants(who, 0, 0, (), taking_part.omitted, first, Reason.NO_CO_PARTICIPATION)
    others, shared = taking_part.neighbours(row)
    weights = taking_part.weighted(row)[1]
    top = np.lexsort((others, -shared))[:first].tolist()
    told = tuple(
        CoParticipant(
            describe(graph, taking_part.ids[others[i]]),
            int(shared[i]),
            float(weights[i]),
            taking_part.ties(graph, row, int(others[i]), ties),
        )
        for i in top
    )
    reason = None if told else Reason.NO_CO_PARTICIPATION
    return CoParticipants(who, len(taking_part.columns(row)), len(others), told, taking_part.omitted, first, reason)
