"""Who could be a partner of an organization, and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from analytics.answers import Node, Reason, Tie, at_least, describe
from analytics.backend import Floats, Graph, Positions, arrays_of, existing
from analytics.co_participation import LARGEST, Participation, participation_of
from analytics.filters import TYPES, LeftOut, Types, passing
from analytics.paths import Path, strongest_paths
from analytics.scoring import WEIGHTS, Parts, Weights, scores_of
from analytics.similarity import neighbour_measures, personalised_pagerank
from ontology.errors import BadInput

__all__ = ["Candidate", "LeftOut", "Partners", "Parts", "Path", "Types", "Weights", "partners"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate, its score between 0 and 1, and what speaks for it.

    `shared` is the number of collectives that the two have in common already; `ties` are the first of them.
    """

    organization: Node
    score: float
    parts: Parts
    shared: int
    ties: tuple[Tie, ...]
    paths: tuple[Path, ...]

    @property
    def is_present_partner(self) -> bool:
        """Whether the two have a collective in common."""
        return self.shared > 0


@dataclass(frozen=True, slots=True)
class Partners:
    """The first of `total` candidates, best first, with the parameters of the question.

    `omitted` is the number of collectives in the whole graph that are too large to say anything.
    """

    organization: Node
    candidates: tuple[Candidate, ...]
    total: int
    left_out: LeftOut
    omitted: int
    reason: Reason | None
    first: int
    kinds: tuple[str, ...] | None
    regions: tuple[str, ...] | None
    sectors: tuple[str, ...] | None
    exclude_present: bool
    damping: float
    weights: Weights

    @property
    def is_partial(self) -> bool:
        """Whether there are more than are told."""
        return len(self.candidates) < self.total


def partners(
    graph: Graph,
    organization: str,
    *,
    first: int = 20,
    kinds: Collection[str] | None = None,
    regions: Collection[str] | None = None,
    sectors: Collection[str] | None = None,
    exclude_present: bool = True,
    damping: float = 0.85,
    weights: Weights = WEIGHTS,
    paths: int = 3,
    ties: int = 2,
    types: Types = TYPES,
    largest: int = LARGEST,
) -> Partners:
    r"""Rank possible partners of an organization by what both have to do with the same others.

    Parameters
    ----------
    graph
        Any graph with edges from organizations to the collectives that they take part in.
    organization
        The id of a node.
    first
        How many candidates to tell at most.
    kinds
        Only candidates of exactly these kinds.
    regions
        Only candidates located in these regions or in regions below them.
    sectors
        Only candidates that are in these sectors or in sectors below them, themselves or through a collective that
        they take part in.
    exclude_present
        Leave out those that already share a collective with the organization.
    damping
        Of the personalised PageRank, between 0 and 1, both excluded.
    weights
        How much each part counts in the score.
    paths
        How many common neighbours to name for each candidate, the strongest first.
    ties
        How many shared collectives to name for each two organizations, the smallest first.
    types
        The types of the edges that are read.
    largest
        Collectives of more members are left out.

    Returns
    -------
    Partners
        Best first, equal scores in the order of ids. Without candidates, `reason` says why.

    Raises
    ------
    NotFound
        If the graph lacks the organization, or a region or sector of the filters.
    BadInput
        If a number is out of its range.

    Notes
    -----
    A candidate is a neighbour of a neighbour on the projection, where two organizations are neighbours that have a
    collective in common: nobody is proposed for whom no path can be shown. Parts are measured on the whole graph and
    the filters only choose among candidates, so a candidate's score does not change with them. The score is

    .. math:: \sum_k w_k \frac{p_k}{\max p_k} \bigg/ \sum_k w_k

    with the parts :math:`p_k`, their weights :math:`w_k`, and the maximum over all candidates before kinds, regions
    and sectors are looked at. The strength of a path over a common neighbour is the product of its two ties, a tie
    being the sum of :math:`(n - 1)^{-1/2}` over shared collectives of n members [2]_.

    References
    ----------
    .. [1] D. Liben-Nowell and J. Kleinberg (2007), "The link-prediction problem for social networks", JASIST 58(7).
    .. [2] M. E. J. Newman (2001), "Scientific collaboration networks. II", Phys. Rev. E 64, 016132, has
       :math:`(n - 1)^{-1}`; the root foretells partners better.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph()
    >>> for who, what in ["a1", "b1", "b2", "c2"]:
    ...     key = graph.add_edge(who, what, key=f"{who} in {what}", type="ParticipatesIn")
    >>> best = partners(graph, "a").candidates[0]
    >>> best.organization.id, best.score, best.parts.common_neighbours
    ('c', 1.0, 1)
    >>> best.paths[0].partner.id, best.paths[0].with_organization[0].links, best.paths[0].with_candidate[0].links
    ('b', ('a in 1', 'b in 1'), ('b in 2', 'c in 2'))
    """
    at_least(1, first=first)
    at_least(0, paths=paths, ties=ties)
    if not 0 < damping < 1:
        raise BadInput(f"damping is {damping}.", "Give a number between 0 and 1.")
    weights.check()
    for concept in (*(regions or ()), *(sectors or ())):
        existing(graph, concept)
    taking_part = participation_of(graph, types.participation, largest)
    answer = Partners(
        organization=describe(graph, existing(graph, organization)),
        candidates=(),
        total=0,
        left_out=LeftOut(),
        omitted=taking_part.omitted,
        reason=Reason.NO_CO_PARTICIPATION,
        first=first,
        kinds=_echo(kinds),
        regions=_echo(regions),
        sectors=_echo(sectors),
        exclude_present=exclude_present,
        damping=damping,
        weights=weights,
    )
    row = taking_part.rows.get(organization)
    if row is None or not taking_part.degrees[row]:
        return answer
    parts = np.column_stack([neighbour_measures(taking_part, row), personalised_pagerank(taking_part, row, damping)])
    chosen, present = _possible(taking_part, row, parts, exclude_present)
    if not chosen.size:
        return replace(answer, reason=Reason.NO_CANDIDATE, left_out=LeftOut(present=present))
    scores = scores_of(parts[chosen], weights)
    passed, failed = passing(
        arrays_of(graph), taking_part, chosen, kinds=kinds, regions=regions, sectors=sectors, types=types
    )
    best = _greatest(scores, np.flatnonzero(passed), first)
    candidates = tuple(
        _candidate(graph, taking_part, (row, other), score, parts[other], (paths, ties))
        for other, score in zip(chosen[best].tolist(), scores[best].tolist(), strict=True)
    )
    return replace(
        answer,
        candidates=candidates,
        total=int(passed.sum()),
        left_out=LeftOut(present=present, **failed),
        reason=None if candidates else Reason.ALL_FILTERED,
    )


def _greatest(scores: Floats, places: Positions, first: int) -> Positions:
    """The places (ascending) with the greatest scores, greatest first, equal ones in their order."""
    if len(places) > first:
        least = np.partition(scores[places], len(places) - first)[len(places) - first]
        places = places[scores[places] >= least]
    return places[np.argsort(-scores[places], kind="stable")][:first]


def _echo(values: Collection[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(sorted(values))


def _possible(taking_part: Participation, row: int, parts: Floats, exclude_present: bool) -> tuple[Positions, int]:
    """The rows of candidates in the order of ids, and how many are left out because they are partners already."""
    partner = np.zeros(len(parts), np.bool_)
    partner[taking_part.neighbours(row)[0]] = True
    if exclude_present:
        return np.flatnonzero((parts[:, 0] > 0) & ~partner), int(partner.sum())
    return np.flatnonzero((parts[:, 0] > 0) | partner), 0


def _candidate(
    graph: Graph,
    taking_part: Participation,
    pair: tuple[int, int],
    score: float,
    parts: Floats,
    evidence: tuple[int, int],
) -> Candidate:
    row, other = pair
    paths, ties = evidence
    common, *rest = parts.tolist()
    return Candidate(
        organization=describe(graph, taking_part.ids[other]),
        score=score,
        parts=Parts(round(common), *rest),
        shared=taking_part.shared_by(row, other),
        ties=taking_part.ties(graph, row, other, ties),
        paths=strongest_paths(graph, taking_part, row, other, first=paths, ties=ties),
    )
