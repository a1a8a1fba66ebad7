"""What the graph knows about itself: its version, its code lists, how much of what it holds."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import numpy as np
import strawberry
from strawberry.types.info import Info

from api.definitions import Field, argument, many, optional, output
from api.moment import Moment
from api.roots import as_of_argument, context_of
from api.scalars import Language
from api.types import Types
from ontology.errors import NotFound
from ontology.model import Scheme, Text

__all__ = ["metadata_fields"]


def metadata_fields(types: Types) -> list[Field]:
    """`status` and `schemes`."""
    return [_status(types), _schemes()]


def _status(types: Types) -> Field:
    count = output(
        "KindCount",
        [
            Field("kind", types.kind, "The kind.", pick=lambda c: c[0]),
            Field("count", int, "How many.", pick=lambda c: c[1]),
        ],
        "How many entities of a kind there are on the date.",
    )
    link_count = output(
        "LinkCount",
        [
            Field("type", str, "The link type.", pick=lambda c: c[0]),
            Field("count", int, "How many.", pick=lambda c: c[1]),
        ],
        "How many links of a type hold on the date.",
    )
    status = output(
        "Status",
        [
            Field("version", int, "The commit up to which this is answered.", pick=lambda m: m.snapshot.version),
            Field("asOf", datetime.date, "The date for which this is answered.", pick=lambda m: m.as_of),
            Field("ontology", str, "A digest of the ontology.", pick=lambda m: m.snapshot.ontology.digest),
            Field("entities", many(count), "Entities by kind; kinds without any are left out.", pick=_entities),
            Field("links", many(link_count), "Links by type; types without any are left out.", pick=_links),
        ],
        "What is served. 当前数据状态。",
    )

    def read(_root: object, info: Info, as_of: datetime.date | None = None) -> Moment:
        return context_of(info).moment(as_of)

    return Field(
        "status", optional(status), "What is served. 当前数据状态。", read=read, arguments=[as_of_argument()], cost=50
    )


def _entities(moment: Moment) -> list[tuple[str, int]]:
    snapshot = moment.snapshot
    kinds = np.bincount(snapshot.kinds[snapshot.valid(moment.as_of)], minlength=len(snapshot.kind_names)).tolist()
    return [(name, count) for name, count in zip(snapshot.kind_names, kinds, strict=False) if count]


def _links(moment: Moment) -> list[tuple[str, int]]:
    counts = (
        (name, int(np.count_nonzero(moment.snapshot.links(name).valid(moment.as_of))))
        for name in moment.snapshot.ontology.links
    )
    return [(name, count) for name, count in counts if count]


def _in(text: Text, lang: Language) -> str:
    return text.zh if lang is Language.ZH else text.en


def _schemes() -> Field:
    lang = [argument("lang", Language, "The language wanted.", Language.EN)]
    words = [
        Field("label", str, "Its label.", read=lambda s, _info, lang: _in(s.label, lang), arguments=lang),
        Field("definition", str, "What it means.", read=lambda s, _info, lang: _in(s.definition, lang), arguments=lang),
    ]
    code = output(
        "Code",
        [
            Field("notation", str, "The code as properties and qualifiers hold it."),
            Field("id", strawberry.ID, "scheme:notation; also the id of an entity, where codes are entities."),
            Field("broader", str | None, "The code that it lies below."),
            *words,
        ],
        "One code of a code list. 代码。",
    )
    scheme = output(
        "CodeList",
        [
            Field("name", str, "Its name, as descriptions of properties give it."),
            *words,
            Field("source", str, "Where the codes come from."),
            Field(
                "codes", many(code), "The codes, in the order of the list.", pick=lambda s: s.concepts.values(), size=50
            ),
        ],
        "A code list. 代码表。",
    )
    return Field(
        "schemes",
        optional(many(scheme)),
        "The code lists, with the labels of their codes. 代码表及其标签。",
        read=_read_schemes,
        arguments=[argument("names", list[str] | None, "Only these; by default all.")],
        size=20,
    )


def _read_schemes(_root: object, info: Info, names: Sequence[str] | None = None) -> list[Scheme]:
    known = context_of(info).snapshot.ontology.schemes
    unknown = [name for name in names or () if name not in known]
    if unknown:
        raise NotFound(f"There is no code list called {unknown[0]!r}.", f"There are {', '.join(known)}.")
    return list(known.values()) if names is None else [known[name] for name in names]
