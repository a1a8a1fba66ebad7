"""`coParticipants`: with whom an organization has taken part, and in what."""

from __future__ import annotations

import datetime

import strawberry
from strawberry.types.info import Info

from analytics.co_participants import CoParticipants, co_participants
from api.connections import take
from api.definitions import Field, argument, many, optional, output
from api.questions.answers import Evidence, Shared, Told, parts, value
from api.roots import as_of_argument, context_of

__all__ = ["co_participants_field"]


def co_participants_field(shared: Shared) -> Field:
    """The root field."""
    one = output(
        "CoParticipant",
        [
            shared.node("entity", "Who.", "organization"),
            value("shared", int, "In how many projects and the like the two have met."),
            value("weight", float, "The same, a meeting of n counting as 1/√(n − 1)."),
            parts("ties", many(shared.tie), "Where, the smallest first."),
        ],
        "Somebody an organization has taken part with. 合作过的机构。",
    )
    fields = [
        shared.node("organization", "Of whom.", "organization"),
        value("collectives", int, "In how many projects and the like it takes part."),
        value("total", int, "With how many others."),
        parts("coParticipants", many(one), "With whom, most often first.", "co_participants", size=1),
        value("omitted", int, "Projects and the like that are too large to say anything about who knows whom."),
        shared.why_empty(),
    ]
    answer = shared.answer("CoParticipants", fields, _evidence, "With whom an organization has taken part. 合作历史。")
    return Field(
        "coParticipants",
        optional(answer),
        "With whom an organization has taken part, and in what. 与谁合作过、合作了什么。",
        read=_read,
        arguments=[
            argument("of", strawberry.ID, "The organization, by any of its ids."),
            argument("first", int, "How many, 1 to 1000.", 20),
            as_of_argument(),
        ],
        cost=5_000,
        size="first",
    )


def _read(_root: object, info: Info, of: str, first: int, as_of: datetime.date | None = None) -> Told:
    moment = context_of(info).moment(as_of)
    view = moment.snapshot.view(moment.as_of)
    return Told(co_participants(view, moment.require(of).entity.id, first=take(first)), moment)


def _evidence(told: Told) -> Evidence:
    answer: CoParticipants = told.value
    links = (link for each in answer.co_participants for tie in each.ties for link in tie.links)
    parameters = {"of": answer.organization.id, "first": answer.first}
    return Evidence(told.moment, answer.is_partial, tuple(dict.fromkeys(links)), ("ParticipatesIn",), parameters)
