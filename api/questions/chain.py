"""`chain`: what lies upstream or downstream of a product, in layers, and who makes it where."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from enum import Enum
from typing import Any

import strawberry
from strawberry.types.info import Info

from analytics.chain import Chain, Direction, chain
from api.definitions import Field, argument, many, optional, output
from api.questions.answers import Evidence, Shared, Told, part, parts, value
from api.roots import as_of_argument, context_of

__all__ = ["chain_field"]

LINKS = ("InputTo", "Makes", "LocatedIn")


@strawberry.enum(description="Which way to follow a chain. 方向。")
class ChainDirection(Enum):
    UPSTREAM = Direction.UPSTREAM.value
    DOWNSTREAM = Direction.DOWNSTREAM.value


def chain_field(shared: Shared) -> Field:
    """The root field."""
    return Field(
        "chain",
        optional(_answer(shared)),
        "What lies upstream or downstream of a product, in layers. 产品的上游或下游，逐层列出。",
        read=_read,
        arguments=[
            argument("of", strawberry.ID, "A product or an industry, or a chain that groups some; by any of its ids."),
            argument("direction", ChainDirection, "To what goes in, or to what comes of it.", ChainDirection.UPSTREAM),
            argument("depth", int | None, "How many steps to follow; by default to the end."),
            argument("width", int | None, "How many products a layer to keep; by default all."),
            argument("minimumShare", float | None, "Pass over smaller shares, 0 to 1.", python="minimum_share"),
            argument("makers", int, "How many makers to name for each product, 0 to 100.", 10),
            argument("links", int, "How many links to name for each layer and cycle, 0 to 1000.", 200),
            as_of_argument(),
        ],
        cost=10_000,
    )


def _read(
    _root: object,
    info: Info,
    of: str,
    direction: ChainDirection,
    makers: int,
    links: int,
    depth: int | None = None,
    width: int | None = None,
    minimum_share: float | None = None,
    as_of: datetime.date | None = None,
) -> Told:
    moment = context_of(info).moment(as_of)
    found = chain(
        moment.snapshot.view(moment.as_of),
        moment.require(of).entity.id,
        direction=direction.value,
        depth=depth,
        width=width,
        minimum_share=minimum_share,
        makers=min(makers, 100),
        links=min(links, 1000),
    )
    return Told(found, moment)


def _answer(shared: Shared) -> Any:
    link = output(
        "ChainLink",
        [
            _entity(shared, "supplier", "What goes in."),
            _entity(shared, "buyer", "What it goes into."),
            value("share", float | None, "Its share of the input, 0 to 1; unknown if none is told."),
            shared.proof_of_one("link", "The link that says so.", LINKS),
        ],
        "A product that goes into another. 投入关系。",
    )
    cycle = output(
        "ChainCycle",
        [
            value("size", int, "How many products it has, told or not."),
            Field(
                "products",
                many(shared.entity),
                "Those of them that are told.",
                pick=lambda t: [t.moment.require(id) for id in t.value.products],
                size=10,
            ),
            parts("links", many(link), "The first of the links between these, greatest share first.", size=10),
            value("totalLinks", int, "How many links there are between these.", "total_links"),
        ],
        "Products each of which goes, directly or not, into each other. 循环。",
    )
    layer = output(
        "ChainLayer",
        [
            value("distance", int, "How many steps from the start."),
            parts("products", many(_product(shared)), "What is there.", size=20),
            parts("links", many(link), "The first of the links to the layer before, greatest share first.", size=20),
            value("totalLinks", int, "How many links there are to the layer before.", "total_links"),
            value("leftOut", int, "Products left out by `width`.", "left_out"),
        ],
        "The products at one distance from the start. 层。",
    )
    fields = [
        shared.node("of", "Where the chain starts.", "of"),
        value("direction", ChainDirection, "Which way it is followed."),
        parts("layers", many(layer), "The layers, nearest first; the start is layer 0.", size=5),
        parts("cycles", many(cycle), "Cycles, largest first; industries nearly always form one.", size=2),
        value("total", int, "How many products can be reached without any limit, the start included."),
        value("leftOut", int, "How many of them the limits keep from being told.", "left_out"),
        value("weakLinks", int, "Links passed over because of `minimumShare`.", "weak_links"),
        shared.why_empty(),
    ]
    return shared.answer("Chain", fields, _evidence, "What lies upstream or downstream of a product. 产业链上下游。")


def _product(shared: Shared) -> Any:
    place = output(
        "MakerPlace",
        [
            shared.node("region", "Where.", "region"),
            shared.proof_of_one("link", "The link that says so.", ("LocatedIn",)),
        ],
        "Where a maker is. 生产者所在地。",
    )
    maker = output(
        "Maker",
        [
            shared.node("entity", "Who.", "organization"),
            shared.proof("links", "By which links.", ("Makes",)),
            parts("places", optional(many(place)), "Where; null if it is not known."),
        ],
        "An organization that makes a product. 生产者。",
    )
    makers = output(
        "Makers",
        [
            parts("makers", many(maker), "The first of them.", size=5),
            value("total", int, "How many there are."),
        ],
        "Who makes a product. 生产者。",
    )
    return output(
        "ChainProduct",
        [
            shared.node("entity", "What.", "product"),
            part("makers", optional(makers), "Who makes it; null if nobody is known."),
            value("cycle", int | None, "The place in `cycles` of the cycle on which it lies."),
            value("isCyclic", bool, "Whether it goes, directly or not, into itself.", "is_cyclic"),
        ],
        "A product in a chain. 产业链上的产品。",
    )


def _entity(shared: Shared, name: str, description: str) -> Field:
    return Field(name, shared.entity, description, pick=lambda told: told.moment.require(getattr(told.value, name)))


def _evidence(told: Told) -> Evidence:
    answer: Chain = told.value
    parameters = {
        "of": answer.of.id,
        "direction": answer.direction.name,
        "depth": answer.depth,
        "width": answer.width,
        "minimumShare": answer.minimum_share,
        "makers": answer.makers,
        "links": answer.links,
    }
    return Evidence(told.moment, answer.is_partial, tuple(dict.fromkeys(_links(answer))), LINKS, parameters)


def _links(answer: Chain) -> Iterator[str]:
    for layer in answer.layers:
        yield from (link.link for link in layer.links)
        for product in layer.products:
            for maker in product.makers.makers if product.makers else ():
                yield from maker.links
                yield from (place.link for place in maker.places or ())
    for cycle in answer.cycles:
        yield from (link.link for link in cycle.links)
