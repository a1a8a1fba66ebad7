"""The GraphQL shape of a page, and the arguments that choose one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from strawberry.types.arguments import StrawberryArgument

from api.connections import MOST
from api.definitions import Field, argument, many, optional, output

__all__ = ["Pages", "page_arguments"]

FIRST = 20
"""How many elements a page has if nothing is said."""


class Pages:
    """Makes the connection types of one schema, which share their `PageInfo`."""

    def __init__(self) -> None:
        self.info = output(
            "PageInfo",
            [
                Field("hasNextPage", bool, "Whether more elements follow.", pick=lambda page: page.has_next),
                Field("hasPreviousPage", bool, "Whether some come before.", pick=lambda page: page.has_previous),
                Field(
                    "startCursor", str | None, "The cursor of its first element.", pick=lambda page: page.start_cursor
                ),
                Field("endCursor", str | None, "Pass it as `after` to go on.", pick=lambda page: page.end_cursor),
            ],
            "Where a page lies in its list. 分页信息。",
        )

    def connection(
        self, name: str, node: type, description: str, on_edges: Iterable[Field] = (), counted: bool = True
    ) -> type:
        """`nameConnection` with its `nameEdge`, whose edges have more fields than `cursor` and `node`."""
        edge = output(
            f"{name}Edge",
            [
                Field("cursor", str, "Its place in the list, for `after`."),
                Field("node", node, "What is there.", pick=lambda edge: edge.node),
                *on_edges,
            ],
            description,
        )
        total = Field("totalCount", int, "How many there are on all pages.", pick=lambda page: page.count())
        return output(
            f"{name}Connection",
            [
                *([total] if counted else []),
                Field("pageInfo", self.info, "Where this page lies in the list.", pick=lambda page: page),
                Field("edges", many(edge), "The elements with their cursors.", pick=lambda page: page.edges),
                Field("nodes", many(node), "The elements alone.", pick=lambda page: page.nodes),
            ],
            description,
        )


def page_arguments(where: Any = None, orders: Any = None, told: bool = True) -> list[StrawberryArgument]:
    """`first`, `after` and, where they are given, `where` and `orderBy`; `told` says what they are in the schema."""
    made = [
        argument("first", int, f"How many elements, 0 to {MOST}.", FIRST),
        argument("after", str | None, "The cursor after which the page begins."),
    ]
    if where is not None:
        made.append(argument("where", optional(where), "Which elements; by default all."))
    if orders is not None:
        described = "In which order; by default as they first appeared. Unknown values come last."
        made.append(argument("orderBy", optional(many(orders)), described, python="order_by"))
    for each in made if not told else ():
        each.description = None
    return made
