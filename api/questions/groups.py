"""`groups`: which groups have formed by taking part together, and what binds them."""

from __future__ import annotations

import datetime
from typing import Any

import strawberry
from strawberry.types.info import Info

from analytics.groups import Groups, groups
from api.connections import take
from api.definitions import Field, argument, many, optional, output
from api.questions.answers import Evidence, Shared, Told, part, parts, value
from api.roots import as_of_argument, context_of

__all__ = ["groups_field"]


def groups_field(shared: Shared) -> Field:
    """The root field."""
    return Field(
        "groups",
        optional(_answer(shared)),
        "Which groups have formed by taking part together, in all or around one organization. 已形成的合作群体。",
        read=_read,
        arguments=[
            argument(
                "around", optional(strawberry.ID), "Only the groups in which this organization is or has partners."
            ),
            argument("hops", int | None, "With `around`: divide only what is within so many steps of it."),
            argument("first", int, "How many groups, 1 to 1000.", 20),
            argument("minimumSize", int, "Smaller groups are not told.", 3, "minimum_size"),
            argument("resolution", float, "Above 1 gives more and smaller groups, below 1 fewer and larger ones.", 1.0),
            argument("seed", int, "The same seed gives the same groups.", 0),
            argument("details", int, "How many members, projects, regions and sectors to tell of each, 0 to 100.", 5),
            as_of_argument(),
        ],
        cost=30_000,
        size="first",
    )


def _read(
    _root: object,
    info: Info,
    first: int,
    minimum_size: int,
    resolution: float,
    seed: int,
    details: int,
    around: str | None = None,
    hops: int | None = None,
    as_of: datetime.date | None = None,
) -> Told:
    moment = context_of(info).moment(as_of)
    found = groups(
        moment.snapshot.view(moment.as_of),
        around=None if around is None else moment.require(around).entity.id,
        hops=hops,
        resolution=resolution,
        seed=seed,
        minimum_size=minimum_size,
        first=take(first),
        details=min(details, 100),
    )
    return Told(found, moment)


def _answer(shared: Shared) -> Any:
    fields = [
        parts(
            "groups", many(_group(shared)), "The groups: largest first; around an organization its own first.", size=1
        ),
        value("total", int, "How many groups there are in all."),
        value("organizations", int, "How many organizations have been divided."),
        value("unassigned", int, "How many of them are in no group of the minimum size."),
        value("modularity", float | None, "How much better the division is than chance; unknown without any tie."),
        value("omitted", int, "Projects and the like that are too large to say anything about who knows whom."),
        shared.why_empty(),
    ]
    return shared.answer("Groups", fields, _evidence, "Groups of organizations. 合作群体。")


def _group(shared: Shared) -> Any:
    member = output(
        "GroupMember",
        [
            shared.node("entity", "Who.", "organization"),
            value("weight", float, "How strongly it is tied to the others."),
        ],
        "A member of a group. 群体成员。",
    )
    binding = output(
        "GroupBinding",
        [
            shared.node("collective", "In what they meet.", "collective"),
            value("inside", int, "How many members of the group take part in it."),
            value("members", int, "How many take part in all."),
            value("share", float, "Its share of what binds the group."),
            shared.proof("links", "By which links, the first of them.", ("ParticipatesIn",)),
        ],
        "What members of a group take part in together. 纽带。",
    )
    made_of = _composition(shared)
    kind = output(
        "GroupKindCount",
        [value("kind", optional(shared.types.kind), "The kind, if known."), value("count", int, "How many.")],
        "How many members are of a kind. 类别构成。",
    )
    return output(
        "Group",
        [
            value("rank", int, "Its place by size among all groups, from 0."),
            value("size", int, "How many members."),
            value("pairs", int, "Pairs of members who have met."),
            value("density", float | None, "Their share of all pairs; none for a single member."),
            value("internal", float, "The weight of the ties between members."),
            value("external", float, "The weight of the ties that lead out."),
            value("conductance", float | None, "What leads out, relative to the smaller of inside and outside."),
            parts("central", many(member), "The members most strongly tied to the others."),
            parts("boundBy", many(binding), "What most of the ties come from.", "bound_by"),
            parts("kinds", many(kind), "Of which kinds the members are."),
            part("regions", made_of, "Where they are."),
            part("sectors", made_of, "In which sectors they are."),
            part("themes", made_of, "In which sectors that is in which they meet."),
            value("contains", bool | None, "Whether the organization asked for is a member."),
            value("ties", int | None, "How many of its partners are members."),
            value("tieWeight", float | None, "How strongly it is tied to them.", "tie_weight"),
        ],
        "Organizations that have much to do with one another and less with the rest. 群体。",
    )


def _composition(shared: Shared) -> Any:
    count = output(
        "ConceptCount",
        [shared.node("concept", "The region or sector.", "concept"), value("count", int, "How many.")],
        "How many are in a region or sector. 地区或领域计数。",
    )
    return output(
        "Composition",
        [
            parts("concepts", many(count), "The most frequent ones."),
            value("unknown", int, "Of how many it is not known."),
        ],
        "What a group is made of. 构成。",
    )


def _evidence(told: Told) -> Evidence:
    answer: Groups = told.value
    links = (link for group in answer.groups for binding in group.bound_by for link in binding.links)
    parameters = {
        "around": answer.around and answer.around.id,
        "hops": answer.hops,
        "first": answer.first,
        "minimumSize": answer.minimum_size,
        "resolution": answer.resolution,
        "seed": answer.seed,
    }
    return Evidence(told.moment, answer.is_partial, tuple(dict.fromkeys(links)), ("ParticipatesIn",), parameters)
