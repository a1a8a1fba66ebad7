"""Which groups have formed by co-participation, in all or around one organization, and what binds them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from analytics.answers import Node, Reason, at_least, describe
from analytics.backend import Graph, Positions, arrays_of, existing, kept
from analytics.co_participation import LARGEST, Participation, participation_of
from analytics.communities import Partition, divide
from analytics.filters import TYPES, Types
from analytics.group_profile import Binding, Division, Group, Member, profile
from ontology.errors import BadInput

__all__ = ["Binding", "Group", "Groups", "Member", "groups"]


@dataclass(frozen=True, slots=True)
class Groups:
    """The first of `total` groups, with the parameters of the question.

    `organizations` have been divided, of which `unassigned` are in no group of the minimum size. `modularity` is that
    of the whole division, None without any tie. `omitted` is the number of collectives too large to say anything.
    """

    groups: tuple[Group, ...]
    total: int
    organizations: int
    unassigned: int
    modularity: float | None
    omitted: int
    reason: Reason | None
    around: Node | None
    hops: int | None
    resolution: float
    seed: int
    minimum_size: int
    first: int

    @property
    def is_partial(self) -> bool:
        """Whether there are more than are told."""
        return len(self.groups) < self.total


def groups(
    graph: Graph,
    *,
    around: str | None = None,
    hops: int | None = None,
    resolution: float = 1.0,
    seed: int = 0,
    minimum_size: int = 3,
    first: int = 20,
    details: int = 5,
    links: int = 20,
    types: Types = TYPES,
    largest: int = LARGEST,
) -> Groups:
    r"""Divide organizations into groups that have much to do with one another and less with the rest.

    Parameters
    ----------
    graph
        Any graph with edges from organizations to the collectives that they take part in.
    around
        The id of an organization: only its own group, and those in which it has co-participants.
    hops
        With `around`: divide only the organizations within so many steps of co-participation. By default all
        are divided, and the groups around one are those of the whole graph.
    resolution
        Above 1 gives more and smaller groups, below 1 fewer and larger ones.
    seed
        Of the order in which the method looks at organizations. The same seed gives the same groups.
    minimum_size
        Smaller groups are not told; the group of `around` always is.
    first
        How many groups to tell at most.
    details
        How many central members, binding collectives, regions, sectors and themes to tell for each.
    links
        How many links to tell for each binding collective.
    types
        The types of the edges that are read.
    largest
        Collectives of more members are left out.

    Returns
    -------
    Groups
        Largest first; around an organization: its own, then by the weight of its ties into them. Without groups,
        `reason` says why.

    Raises
    ------
    NotFound
        If the graph lacks the organization.
    BadInput
        If a number is out of its range, or there are `hops` without `around`.

    Notes
    -----
    Two organizations are tied with the weight :math:`\sum (n - 1)^{-1/2}` over the collectives of n members that they
    share. How groups are found: `analytics.communities.divide`.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph()
    >>> for who, what in ["a1", "b1", "c1", "d2", "e2", "f2", "c3", "d3"]:
    ...     key = graph.add_edge(who, what, key=f"{who} in {what}", type="ParticipatesIn")
    >>> answer = groups(graph)
    >>> [[member.organization.id for member in group.central] for group in answer.groups]
    [['a', 'b', 'c'], ['d', 'e', 'f']]
    >>> answer.groups[0].bound_by[0].links
    ('a in 1', 'b in 1', 'c in 1')
    """
    at_least(1, minimum_size=minimum_size, first=first, hops=hops)
    at_least(0, details=details, links=links, seed=seed)
    if not resolution > 0:
        raise BadInput(f"resolution is {resolution}.", "Give a number above 0.")
    if hops is not None and around is None:
        raise BadInput("hops are counted from an organization.", "Say around which.")
    centre = None if around is None else describe(graph, existing(graph, around))
    taking_part = participation_of(graph, types.participation, largest)
    row = None if around is None else taking_part.rows.get(around)
    answer = Groups(
        (), 0, 0, 0, None, taking_part.omitted, Reason.NO_CO_PARTICIPATION,
        centre, hops, resolution, seed, minimum_size, first,
    )  # fmt: skip
    if not taking_part.shared.nnz or (around is not None and (row is None or not taking_part.degrees[row])):
        return answer
    arrays = arrays_of(graph)
    division = _division(graph, taking_part, (types.participation, largest), (row, hops), (resolution, seed))
    partition = division.partition
    order = _large(partition, minimum_size) if row is None else _near(taking_part, division, row, minimum_size)
    told = tuple(
        profile(
            graph, arrays, taking_part, division, community,
            centre=row, details=details, links=links, types=types,
        )
        for community in order[:first]
    )  # fmt: skip
    return replace(
        answer,
        groups=told,
        total=len(order),
        organizations=len(division.rows),
        unassigned=int(partition.size[partition.size < minimum_size].sum()),
        modularity=partition.modularity,
        reason=None if told else Reason.NO_GROUP,
    )


def _division(
    graph: Graph,
    taking_part: Participation,
    source: tuple[str, int],
    around: tuple[int | None, int | None],
    how: tuple[float, int],
) -> Division:
    """Divide everything (kept, since it takes its time) or what is within some steps of an organization."""
    row, hops = around
    if row is not None and hops is not None:
        near = _within(taking_part, row, hops)
        return Division(near, divide(taking_part.weights[near][:, near], *how))
    everybody = np.arange(len(taking_part.ids))
    return kept(graph, ("division", source, how), lambda _: Division(everybody, divide(taking_part.weights, *how)))


def _within(taking_part: Participation, row: int, hops: int) -> Positions:
    reached = np.zeros(len(taking_part.ids), np.bool_)
    reached[row] = True
    for _ in range(hops):
        around = taking_part.shared[np.flatnonzero(reached)].indices
        if reached[around].all():
            break
        reached[around] = True
    return np.flatnonzero(reached)


def _large(partition: Partition, minimum_size: int) -> list[int]:
    """Communities of a size or more; they are numbered by size."""
    communities: list[int] = np.flatnonzero(partition.size >= minimum_size).tolist()
    return communities


def _near(taking_part: Participation, division: Division, row: int, minimum_size: int) -> list[int]:
    """The community of an organization, then those of its co-participants by the weight of its ties into them."""
    partition = division.partition
    others, weights = taking_part.weighted(row)
    label = partition.label[np.searchsorted(division.rows, others)]
    tied = np.bincount(label, weights, len(partition.size))
    own = int(partition.label[np.searchsorted(division.rows, row)])
    order = np.lexsort((np.arange(len(tied)), -tied.round(12))).tolist()
    return [own, *(c for c in order if c != own and tied[c] > 0 and partition.size[c] >= minimum_size)]
