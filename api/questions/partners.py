"""`partners`: who could be a partner of an organization, and why."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import strawberry
from strawberry.types.info import Info

from analytics.partners import Partners, partners
from analytics.scoring import WEIGHTS, Weights
from api.connections import take
from api.definitions import Field, argument, input_field, input_type, many, optional, output
from api.questions.answers import Evidence, Shared, Told, part, parts, value
from api.roots import as_of_argument, context_of

__all__ = ["partners_field"]

LINKS = ("ParticipatesIn",)

PARTS = {
    "commonNeighbours": ("common_neighbours", "Organizations with which both have taken part in something."),
    "adamicAdar": ("adamic_adar", "The same, those with few partners counting more (Adamic and Adar 2003)."),
    "resourceAllocation": ("resource_allocation", "The same, still more so (Zhou, Lü and Zhang 2009)."),
    "personalisedPagerank": ("personalised_pagerank", "How often a random walk from the organization comes by."),
}
"""What a score is made of: the GraphQL name, the name in analytics, and what it means."""


def partners_field(shared: Shared) -> Field:
    """The root field."""
    kinds = shared.types.kind
    ids = optional(many(strawberry.ID))
    return Field(
        "partners",
        optional(_answer(shared)),
        "Who could be a partner of an organization, and why. 潜在合作伙伴及理由。",
        read=_Read(shared),
        arguments=[
            argument("for", strawberry.ID, "The organization, by any of its ids.", python="organization"),
            argument("first", int, "How many candidates, 1 to 1000.", 20),
            argument("kinds", optional(many(kinds)), "Only candidates of these kinds."),
            argument("regions", ids, "Only candidates in these regions, or in regions below them."),
            argument("sectors", ids, "Only candidates in these sectors, or in sectors below them."),
            argument("excludePresent", bool, "Leave out those who are partners already.", True, "exclude_present"),
            argument("damping", float, "Of the personalised PageRank, between 0 and 1.", 0.85),
            argument("weights", optional(_weights()), "How much each part counts; by default as `evidence` tells."),
            as_of_argument(),
        ],
        cost=20_000,
        size="first",
    )


def _weights() -> type:
    fields = [input_field(name, float | None, description) for name, (_, description) in PARTS.items()]
    return input_type("PartnerWeights", fields, "How much each part counts in the score; one left out counts nothing.")


class _Read:
    def __init__(self, shared: Shared) -> None:
        self.shared = shared

    def __call__(
        self,
        _root: object,
        info: Info,
        organization: str,
        first: int,
        exclude_present: bool,
        damping: float,
        kinds: Sequence[Any] | None = None,
        regions: Sequence[str] | None = None,
        sectors: Sequence[str] | None = None,
        weights: Mapping[str, float | None] | None = None,
        as_of: datetime.date | None = None,
    ) -> Told:
        moment = context_of(info).moment(as_of)
        found = partners(
            moment.snapshot.view(moment.as_of),
            moment.require(organization).entity.id,
            first=take(first),
            kinds=self.shared.concrete(kinds),
            regions=moment.ids(regions),
            sectors=moment.ids(sectors),
            exclude_present=exclude_present,
            damping=damping,
            weights=WEIGHTS if weights is None else _read_weights(weights),
        )
        return Told(found, moment)


def _read_weights(given: Mapping[str, float | None]) -> Weights:
    return Weights(**{python: given.get(name) or 0.0 for name, (python, _) in PARTS.items()})


def _answer(shared: Shared) -> Any:
    ties = many(shared.tie)
    path = output(
        "PartnerPath",
        [
            shared.node("partner", "The partner of both.", "partner"),
            value("strength", float, "How closely the two are tied over it."),
            parts("withOrganization", ties, "In what it met the organization asked for.", "with_organization"),
            parts("withCandidate", ties, "In what it met the candidate.", "with_candidate"),
        ],
        "A partner that two organizations have in common, and how. 共同伙伴。",
    )
    scored = output(
        "PartnerParts",
        [
            value(name, int if name == "commonNeighbours" else float, told, python)
            for name, (python, told) in PARTS.items()
        ],
        "What a score is made of, as measured. 得分构成。",
    )
    candidate = output(
        "PartnerCandidate",
        [
            shared.node("entity", "Who.", "organization"),
            value("score", float, "Between 0 and 1: the parts relative to the greatest, averaged by their weights."),
            part("parts", scored, "What the score is made of."),
            value("shared", int, "In how many projects and the like the two have met already."),
            value("isPresentPartner", bool, "Whether they have met at all.", "is_present_partner"),
            parts("ties", ties, "Where they have met, the smallest first."),
            parts("paths", many(path), "The strongest partners in common: what speaks for the candidate."),
        ],
        "Who could be a partner, and why. 候选伙伴。",
    )
    left_out = output(
        "PartnersLeftOut",
        [
            value("present", int, "Partners already."),
            value("kind", int, "Of another kind."),
            value("region", int, "Of another region."),
            value("regionUnknown", int, "Of unknown region.", "region_unknown"),
            value("sector", int, "Of another sector."),
            value("sectorUnknown", int, "Of unknown sector.", "sector_unknown"),
        ],
        "How many candidates were left out, by the first thing that kept them out. 被排除的数量。",
    )
    fields = [
        shared.node("organization", "For whom.", "organization"),
        parts("candidates", many(candidate), "The candidates, best first.", size=1),
        value("total", int, "How many candidates there are in all."),
        part("leftOut", left_out, "How many were left out, and why.", "left_out"),
        value("omitted", int, "Projects and the like that are too large to say anything about who knows whom."),
        shared.why_empty(),
    ]
    return shared.answer("Partners", fields, _evidence, "Possible partners of an organization. 潜在合作伙伴。")


def _evidence(told: Told) -> Evidence:
    answer: Partners = told.value
    return Evidence(
        told.moment,
        answer.is_partial,
        tuple(dict.fromkeys(_links(answer))),
        LINKS,
        {
            "for": answer.organization.id,
            "first": answer.first,
            "kinds": answer.kinds,
            "regions": answer.regions,
            "sectors": answer.sectors,
            "excludePresent": answer.exclude_present,
            "damping": answer.damping,
            "weights": {name: getattr(answer.weights, python) for name, (python, _) in PARTS.items()},
        },
    )


def _links(answer: Partners) -> Iterator[str]:
    for candidate in answer.candidates:
        between = [tie for path in candidate.paths for tie in (*path.with_organization, *path.with_candidate)]
        for tie in (*candidate.ties, *between):
            yield from tie.links
