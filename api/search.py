"""`search`: entities by names in any language, former names and identifiers."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from strawberry.types.info import Info

from api.connections import Cursors, Page, Place, take
from api.definitions import Field, argument, many, optional
from api.moment import Moment
from api.pages import page_arguments
from api.roots import as_of_argument, context_of
from api.types import Types
from graph.snapshot import Hit

__all__ = ["search_field"]

FARTHEST = 10_000
"""Hits that are looked through at most: who turns so many pages had better ask more narrowly."""


def search_field(types: Types) -> Field:
    """The root field."""
    connection = types.pages.connection(
        "Search",
        types.classes["Entity"],
        "What a text may mean, best first. 检索结果。",
        [
            Field(
                "score", float, "How well it fits: 4 an identifier, 3 a whole name, less a part of one.", pick=_score
            ),
            Field("matched", str, "Which of its names, or which identifier, fits.", pick=lambda edge: edge.hit.matched),
        ],
        counted=False,
    )
    first, after = page_arguments()
    return Field(
        "search",
        connection | None,
        "Entities by names in any language, former names and identifiers. 按名称（中英文、曾用名）或标识检索。",
        read=_find,
        arguments=[
            argument("text", str, "What to look for; every word must be found in some name."),
            argument("kinds", optional(many(types.kind)), "Only of these kinds, or of kinds below them."),
            first,
            after,
            as_of_argument(),
        ],
        cost=20,
        size="first",
    )


def _score(edge: HitEdge) -> float:
    return edge.hit.score


_RANKS = Cursors("search", (), (int, int))


class HitEdge:
    """An entity that was found."""

    __slots__ = ("hit", "node", "rank")

    def __init__(self, moment: Moment, hit: Hit, rank: int) -> None:
        self.hit = hit
        self.node = moment.node(hit.number)
        self.rank = rank

    @property
    def cursor(self) -> str:
        """How many came before it, and which it is."""
        return _RANKS.write((self.rank, self.hit.number))


def _find(
    _root: object,
    info: Info,
    text: str,
    first: int,
    kinds: Sequence[Any] | None = None,
    after: str | None = None,
    as_of: datetime.date | None = None,
) -> Page:
    moment = context_of(info).moment(as_of)
    names = None if kinds is None else [kind.value for kind in kinds]
    place = None if after is None else _RANKS.read(after)
    begin, hits = 0, _hits(moment, text, names, _most(place) + take(first) + 1)
    if place is not None:
        begin = _behind(hits, place)
        if begin > _most(place):  # others have come before it since: what follows has moved
            hits = _hits(moment, text, names, begin + first + 1)
    edges = [HitEdge(moment, hit, begin + i + 1) for i, hit in enumerate(hits[begin : begin + first])]
    return Page(edges, len(hits) > begin + first, begin > 0, lambda: len(hits))


def _hits(moment: Moment, text: str, kinds: Sequence[str] | None, most: int) -> Sequence[Hit]:
    return moment.snapshot.search(text, kinds, most, moment.as_of)


def _most(place: Place | None) -> int:
    """How many hits came before a place."""
    rank = place[0] if place else 0
    return min(max(rank, 0), FARTHEST) if isinstance(rank, int) else 0


def _behind(hits: Sequence[Hit], place: Place) -> int:
    """Where to go on: behind the hit that was last, or if it is gone behind as many as there were."""
    at = (i for i, hit in enumerate(hits) if hit.number == place[1])
    return next(at, _most(place) - 1) + 1
