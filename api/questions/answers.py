"""What the answers to all questions have in common: evidence, links as proof, and entities in place of their ids."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import strawberry

from api.definitions import Field, many, optional, output
from api.moment import Moment
from api.scalars import JSON
from api.types import Types
from graph.records import Link

__all__ = ["Evidence", "Shared", "Told", "part", "parts", "value"]

MOST_LINKS = 1_000
"""Links that the evidence of one answer lists."""


class Told(NamedTuple):
    """A part of an answer, and the moment of the graph that it is about."""

    value: Any
    moment: Moment


class Evidence(NamedTuple):
    """What an answer rests on. `parameters` are those of the question, defaults included."""

    moment: Moment
    is_partial: bool
    links: tuple[str, ...]
    kinds: tuple[str, ...]
    parameters: Mapping[str, Any]


class _Sourced(NamedTuple):
    link: Link
    moment: Moment


def value(name: str, type_: Any, description: str, of: str = "") -> Field:
    """A plain value of a part of an answer, there called `of`."""
    wanted = of or name
    return Field(name, type_, description, pick=lambda told: getattr(told.value, wanted))


def part(name: str, type_: Any, description: str, of: str = "") -> Field:
    """A smaller part, or null."""
    wanted = of or name

    def pick(told: Told) -> Told | None:
        found = getattr(told.value, wanted)
        return None if found is None else Told(found, told.moment)

    return Field(name, type_, description, pick=pick)


def parts(name: str, type_: Any, description: str, of: str = "", size: int = 3) -> Field:
    """A list of smaller parts, null where the answer does not know."""
    wanted = of or name

    def pick(told: Told) -> list[Told] | None:
        found = getattr(told.value, wanted)
        return None if found is None else [Told(each, told.moment) for each in found]

    return Field(name, type_, description, pick=pick, size=size)


class Shared:
    """The types that several questions use, of one schema."""

    def __init__(self, types: Types) -> None:
        self.types = types
        self.entity = types.classes["Entity"]
        self.link = _link(types)
        self.tie = output(
            "Tie",
            [
                self.node("collective", "In what.", "collective"),
                self.proof("links", "By which links.", ("ParticipatesIn",)),
            ],
            "Two organizations in one project, consortium or cluster. 共同参与。",
        )
        self.reason = output(
            "Reason",
            [
                Field("code", str, "Stable, for programs.", pick=lambda reason: reason.name),
                Field("message", str, "For people.", pick=lambda reason: reason.value),
            ],
            "Why an answer is empty. 无结果的原因。",
        )
        self.evidence = output(
            "Evidence",
            [
                Field(
                    "version", int, "The commit up to which it was answered.", pick=lambda e: e.moment.snapshot.version
                ),
                Field("asOf", datetime.date, "The date for which it was answered.", pick=lambda e: e.moment.as_of),
                Field("isPartial", bool, "Whether there is more than was told.", pick=lambda e: e.is_partial),
                Field("parameters", JSON, "The question, with all defaults.", pick=lambda e: e.parameters),
                Field("totalLinks", int, "How many links the answer names.", pick=lambda e: len(e.links)),
                Field(
                    "links",
                    many(self.link),
                    f"The links that the answer names, at most {MOST_LINKS}.",
                    pick=lambda e: _links(e.moment, e.links[:MOST_LINKS], e.kinds),
                    size=50,
                ),
            ],
            "What an answer rests on. 依据。",
        )

    def node(self, name: str, description: str, of: str) -> Field:
        """An entity that the answer names by its id."""
        return Field(name, self.entity, description, pick=lambda told: told.moment.require(getattr(told.value, of).id))

    def proof(self, name: str, description: str, kinds: tuple[str, ...], of: str = "links") -> Field:
        """Links of some types that the answer names by their ids."""
        return Field(
            name,
            many(self.link),
            description,
            pick=lambda told: _links(told.moment, getattr(told.value, of), kinds),
            size=3,
        )

    def proof_of_one(self, name: str, description: str, kinds: tuple[str, ...]) -> Field:
        """One link that the answer names by its id, under the same name."""
        return Field(
            name, self.link, description, pick=lambda told: _links(told.moment, [getattr(told.value, name)], kinds)[0]
        )

    def why_empty(self) -> Field:
        """The reason for an empty answer."""
        return Field("reason", optional(self.reason), "Why there is none.", pick=lambda told: told.value.reason)

    def answer(self, name: str, fields: list[Field], rests_on: Callable[[Told], Evidence], description: str) -> Any:
        """The type of an answer: its fields, and `evidence`."""
        evidence = Field("evidence", self.evidence, "What this rests on. 依据。", pick=rests_on)
        return output(name, [*fields, evidence], description)

    def concrete(self, kinds: Iterable[Any] | None) -> list[str] | None:
        """The names of the concrete classes at or below some kinds."""
        if kinds is None:
            return None
        return list(dict.fromkeys(name for kind in kinds for name in self.types.ontology.concrete(kind.value)))


def _links(moment: Moment, ids: Iterable[str], kinds: tuple[str, ...]) -> list[_Sourced]:
    tables = [moment.snapshot.links(kind) for kind in kinds]
    found = ((table, table.find(id)) for id in ids for table in tables)
    return [_Sourced(table.row(row), moment) for table, row in found if row is not None]


def _link(types: Types) -> type:
    entity = types.classes["Entity"]

    def end(name: str, description: str) -> Field:
        return Field(name, entity, description, pick=lambda s: s.moment.require(getattr(s.link, name)))

    return output(
        "Link",
        [
            Field("id", strawberry.ID, "The id of the link.", pick=lambda s: s.link.id),
            Field("type", str, "Its type, such as ParticipatesIn.", pick=lambda s: s.link.kind),
            end("start", "Where it starts."),
            end("end", "Where it ends."),
            Field("properties", JSON, "Its qualifiers.", pick=lambda s: dict(sorted(s.link.properties.items()))),
            Field(
                "validFrom", datetime.date | None, "The first day on which it holds.", pick=lambda s: s.link.valid_from
            ),
            Field(
                "validTo",
                datetime.date | None,
                "The first day on which it no longer does.",
                pick=lambda s: s.link.valid_to,
            ),
            Field("confidence", float | None, "How sure the source is, 0 to 1.", pick=lambda s: s.link.confidence),
            Field(
                "sources",
                many(types.classes["Source"]),
                "Who says so. 来源。",
                pick=lambda s: s.moment.sources(s.link.sources),
                size=3,
            ),
        ],
        "Something that holds between two entities for a time. 链接。",
    )
