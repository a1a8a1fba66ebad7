"""The root fields that look things up: one entity, and a list for every class."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import strawberry
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.info import Info

from api.connections import Cursors, Page, take
from api.definitions import Field, argument, optional
from api.filters import PYTHON, property_condition
from api.listing import Listing
from api.moment import Context, Moment, Node
from api.pages import page_arguments
from api.scalars import Direction
from api.selection import condition, kinds, linked, numbered, read_orders
from api.types import Types
from ontology.model import EntityClass

__all__ = ["as_of_argument", "context_of", "root_fields"]


def as_of_argument() -> StrawberryArgument:
    """`asOf`, which every root field takes."""
    described = "On which date; by default today. What is asked for below is of the same date. 时点，默认今天。"
    return argument("asOf", datetime.date | None, described, python="as_of")


def context_of(info: Info) -> Context:
    """What this request is answered from."""
    context = info.context
    if not isinstance(context, Context):
        raise TypeError(f"no context of a request: {context!r}")
    return context


def root_fields(types: Types) -> list[Field]:
    """`entity`, and the plural of every class."""
    return [_entity(types), *(_plural(types, each) for each in types.ontology.classes.values())]


def _entity(types: Types) -> Field:
    def read(_root: object, info: Info, id: str, as_of: datetime.date | None = None) -> Node | None:
        return context_of(info).moment(as_of).find(id)

    return Field(
        "entity",
        optional(types.classes["Entity"]),
        "The entity with this id, whether it exists on the date or not; null if nothing is known by it. 按标识查找。",
        read=read,
        arguments=[
            argument("id", strawberry.ID, "Its id, a former id, or any of its identifiers, such as `ror:00tm1qp20`."),
            as_of_argument(),
        ],
    )


def _plural(types: Types, each: EntityClass) -> Field:
    where = types.inputs.of_class(each, types.sides[each.name].values())
    orders = types.inputs.order(each.name, each.properties)
    return Field(
        each.plural,
        optional(types.connections[each.name]),
        f"{each.definition.en}\n{each.definition.zh}",
        read=Rows(types, each).read,
        arguments=[*page_arguments(where, orders), as_of_argument()],
        cost=10,
        size="first",
    )


class Rows:
    """The list of one class."""

    def __init__(self, types: Types, each: EntityClass) -> None:
        self.each = each
        self.sides = types.sides[each.name]
        self.columns = {**each.properties, **types.inputs.common}

    def read(
        self,
        _root: object,
        info: Info,
        first: int,
        after: str | None = None,
        where: Mapping[str, Any] | None = None,
        order_by: Sequence[Mapping[str, Direction]] | None = None,
        as_of: datetime.date | None = None,
    ) -> Page:
        """A page of the entities that are there on the date."""
        context = context_of(info)
        moment, listing = context.moment(as_of), context.listings.of(self.each.name)
        orders = read_orders(order_by)
        shape = [*(PYTHON[self.columns[order.field].type] for order in orders), int]
        cursors = Cursors(self.each.name, orders, shape)
        mask = listing.mask(self._condition(moment, listing, where) if where else None, moment.as_of)
        place = None if after is None else cursors.read(after)
        found = listing.page(mask, cursors, place, take(first))
        edges = [RowEdge(moment, listing, cursors, row) for row in found.rows]
        return Page(edges, found.has_next, after is not None, found.count)

    def _condition(self, moment: Moment, listing: Listing, where: Mapping[str, Any]) -> pl.Expr:
        def leaf(name: str, given: Any) -> pl.Expr:
            if name == "id":
                return numbered(moment, listing.numbers, given)
            if name == "kind":
                return kinds(moment, listing.numbers, given)
            if name in self.sides:
                side = self.sides[name]
                return linked(moment, side.link, side.forward, listing.numbers, given)
            return property_condition(moment.snapshot.ontology, self.columns[name], given)

        return condition(where, leaf)


class RowEdge:
    """An entity in a list."""

    __slots__ = ("cursors", "listing", "node", "row")

    def __init__(self, moment: Moment, listing: Listing, cursors: Cursors, row: int) -> None:
        self.node = moment.node(listing.numbers.item(row))
        self.listing = listing
        self.cursors = cursors
        self.row = row

    @property
    def cursor(self) -> str:
        """Its place in the list."""
        return self.cursors.write(self.listing.place(self.row, self.cursors.orders))
