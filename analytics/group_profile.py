"""What one group is like: its size and cohesion, its most central members, what binds it, what it is made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics import composition
from analytics.answers import Node, describe
from analytics.backend import Arrays, Graph, Positions
from analytics.co_participation import Participation
from analytics.communities import Partition
from analytics.composition import Composition, KindCount
from analytics.filters import Types

__all__ = ["Binding", "Division", "Group", "Member", "profile"]


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a group and its weighted degree inside: how strongly it is tied to the others."""

    organization: Node
    weight: float


@dataclass(frozen=True, slots=True)
class Binding:
    """A collective in which members of the group meet.

    `inside` of its `members` belong to the group, and account for `share` of the group's internal weight. `links` are
    the keys of the edges by which the first of them take part.
    """

    collective: Node
    inside: int
    members: int
    share: float
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A community of co-participation.

    Attributes
    ----------
    rank
        Its place by size among all groups, from 0.
    size
        The number of members.
    pairs, density
        Pairs of members who have met, and their share of all pairs; None for a single member.
    internal, external
        The weight of the ties between members, and of those that lead out.
    conductance
        External weight relative to the smaller of the volumes inside and outside; None where one of them is 0.
    central
        The members most strongly tied to the others.
    bound_by
        The collectives that account for most of the internal weight.
    kinds, regions, sectors
        What the members are and where.
    themes
        The sectors of the collectives in which at least two members meet.
    contains, ties, tie_weight
        When asked around an organization: whether it is a member, how many co-participants it has in the group, and
        with what weight. Else None.
    """

    rank: int
    size: int
    pairs: int
    density: float | None
    internal: float
    external: float
    conductance: float | None
    central: tuple[Member, ...]
    bound_by: tuple[Binding, ...]
    kinds: tuple[KindCount, ...]
    regions: Composition
    sectors: Composition
    themes: Composition
    contains: bool | None
    ties: int | None
    tie_weight: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Division:
    """Organizations (rows of the participation, ascending) and the communities into which they are divided."""

    rows: Positions
    partition: Partition


def profile(
    graph: Graph,
    arrays: Arrays,
    taking_part: Participation,
    division: Division,
    community: int,
    *,
    centre: int | None,
    details: int,
    links: int,
    types: Types,
) -> Group:
    """Describe one community of a division.

    `centre` is the row of the organization around which is asked, `details` how many to tell of whatever there may be
    many of, `links` how many links for each binding collective.
    """
    partition = division.partition
    chosen = np.flatnonzero(partition.label == community)
    members = division.rows[chosen]
    size, internal = len(members), float(partition.internal[community])
    inside = taking_part.incidence[members].sum(axis=0)
    positions = taking_part.organizations[members]
    strongest = chosen[np.lexsort((chosen, -partition.inside[chosen].round(12)))][:details]
    met = taking_part.collectives[inside >= 2]
    around = (None, None, None) if centre is None else _ties(taking_part, members, centre)
    return Group(
        rank=community,
        size=size,
        pairs=int(partition.pairs[community]),
        density=2 * int(partition.pairs[community]) / (size * (size - 1)) if size > 1 else None,
        internal=internal,
        external=float(partition.external[community]),
        conductance=partition.conductance(community),
        central=tuple(
            Member(describe(graph, taking_part.ids[division.rows[i]]), float(partition.inside[i])) for i in strongest
        ),
        bound_by=_bindings(graph, taking_part, members, inside.astype(np.int64), internal, details, links),
        kinds=composition.kinds(arrays, positions),
        regions=composition.concepts(graph, arrays, positions, types.location, details),
        sectors=composition.concepts(graph, arrays, positions, types.sector, details),
        themes=composition.concepts(graph, arrays, met, types.sector, details),
        contains=around[0],
        ties=around[1],
        tie_weight=around[2],
    )


def _bindings(
    graph: Graph,
    taking_part: Participation,
    members: Positions,
    inside: Positions,
    internal: float,
    details: int,
    links: int,
) -> tuple[Binding, ...]:
    """The collectives in which most of the internal weight arises; k members inside make k(k - 1)/2 tied pairs."""
    weight = inside * (inside - 1) / 2 * taking_part.tie
    strongest = np.lexsort((np.arange(len(weight)), -weight.round(12)))[:details]
    return tuple(
        Binding(
            describe(graph, taking_part.collective_ids[column]),
            int(inside[column]),
            int(taking_part.members[column]),
            float(weight[column]) / internal,
            _links(taking_part, members, column, links),
        )
        for column in strongest.tolist()
        if weight[column] > 0
    )


def _links(taking_part: Participation, members: Positions, column: int, most: int) -> tuple[str, ...]:
    rows = taking_part.rows_of(column)
    met = rows[np.isin(rows, members, assume_unique=True)][:most].tolist()
    return tuple(link for row in met for link in taking_part.links(row, column))


def _ties(taking_part: Participation, members: Positions, centre: int) -> tuple[bool, int, float]:
    others, weights = taking_part.weighted(centre)
    tied = np.isin(others, members, assume_unique=True)
    return bool(np.isin(centre, members)), int(tied.sum()), float(weights[tied].sum())
