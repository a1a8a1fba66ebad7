"""The links of an entity as connections: from its start by the forward name, from its end by the inverse name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from api.connections import Cursors, Order, Page, Place, take
from api.filters import PYTHON, property_condition
from api.listing import columns_of
from api.moment import Node
from api.scalars import Direction
from api.selection import condition, kinds, numbered, read_orders
from graph.arrays import Array
from graph.records import Link
from ontology.model import LinkType, Ontology, Property

__all__ = ["LinkEdge", "Side", "sides_of"]


class Side:
    """A link type seen from one of its ends; `common` is what all links have besides their qualifiers."""

    def __init__(self, link: LinkType, forward: bool, common: Mapping[str, Property]) -> None:
        self.link = link
        self.forward = forward
        self.name = link.forward if forward else link.inverse
        self.label = link.label if forward else link.inverse_label
        self.near, self.far = (link.starts, link.ends) if forward else (link.ends, link.starts)
        self.common = common
        self.columns = {**link.qualifiers, **common}

    def read(
        self,
        node: Node,
        _info: object,
        first: int,
        after: str | None = None,
        where: Mapping[str, Any] | None = None,
        order_by: Sequence[Mapping[str, Direction]] | None = None,
    ) -> Page:
        """The links of an entity on its date, with what lies at their other ends."""
        orders = read_orders(order_by)
        return _Ordered(self, node, where, orders).page(take(first), after)


def sides_of(ontology: Ontology, common: Mapping[str, Property]) -> Iterator[tuple[Side, Side]]:
    """Every link type from both ends."""
    for link in ontology.links.values():
        yield Side(link, True, common), Side(link, False, common)


class LinkEdge:
    """One link, seen from one of its ends."""

    __slots__ = ("_link", "at", "ordered")

    def __init__(self, ordered: _Ordered, at: int) -> None:
        self.ordered = ordered
        self.at = at
        self._link: Link | None = None

    @property
    def link(self) -> Link:
        """The link, read when first wanted."""
        if self._link is None:
            self._link = self.ordered.links.row(self.ordered.rows.item(self.at))
        return self._link

    @property
    def node(self) -> Node:
        """What lies at the other end."""
        return self.ordered.moment.node(self.ordered.far.item(self.at))

    @property
    def sources(self) -> list[Node]:
        """Who says so."""
        return self.ordered.moment.sources(self.link.sources)

    @property
    def cursor(self) -> str:
        """Its place among the links of the entity."""
        return self.ordered.cursors.write(self.ordered.place(self.at))


class _Ordered:
    """The links of one entity that are wanted, in order: by default by the number of the other end, then by id."""

    def __init__(self, side: Side, node: Node, where: Mapping[str, Any] | None, orders: tuple[Order, ...]) -> None:
        self.side = side
        self.moment = node.moment
        self.links = self.moment.snapshot.links(side.link.name)
        rows = (self.links.forward if side.forward else self.links.backward).rows(node.number)
        rows = rows[self.links.valid(self.moment.as_of)[rows]]
        if where:
            rows = rows[self._met(rows, where)]
        far = self._far(rows)
        ordered = np.lexsort((self.links.ids[rows], far))
        self.rows, self.far = rows[ordered], far[ordered]
        self.values = self._values(orders)
        shape = [*(PYTHON[side.columns[order.field].type] for order in orders), int, int]
        self.cursors = Cursors(side.name, orders, shape)

    def _far(self, rows: Array) -> Array:
        return (self.links.end if self.side.forward else self.links.start)[rows]

    def _met(self, rows: Array, where: Mapping[str, Any]) -> Array:
        """Which rows meet a condition, as bool."""
        far = self._far(rows)

        def leaf(name: str, given: Any) -> pl.Expr:
            match name:
                case "node":
                    return numbered(self.moment, far, given)
                case "kind":
                    return kinds(self.moment, far, given)
                case _:
                    return property_condition(self.moment.snapshot.ontology, self.side.columns[name], given)

        met = condition(where, leaf).fill_null(value=False)
        frame = self.links.table(columns_of(met) or ["start"])[rows]
        return frame.select(met & pl.repeat(value=True, n=len(rows))).to_series().to_numpy()

    def _values(self, orders: tuple[Order, ...]) -> list[pl.Series]:
        """Order the rows, and give the columns they are ordered by."""
        if not orders:
            return []
        frame = self.links.table([order.field for order in orders])[self.rows]
        by = pl.arg_sort_by(
            [order.field for order in orders],
            descending=[order.descending for order in orders],
            nulls_last=True,
            maintain_order=True,
        )
        ordered = frame.select(by).to_series().to_numpy()
        self.rows, self.far = self.rows[ordered], self.far[ordered]
        return [frame[order.field][ordered] for order in orders]

    def place(self, at: int) -> Place:
        """Where the link at a place of this order stands."""
        ids = self.links.ids.item(self.rows.item(at))
        return (*(column[at] for column in self.values), self.far.item(at), ids)

    def page(self, first: int, after: str | None) -> Page:
        """Up to `first` links after a cursor."""
        total = len(self.rows)
        begin = 0 if after is None else self.cursors.first_after(total, self.place, self.cursors.read(after))
        edges = [LinkEdge(self, at) for at in range(begin, min(begin + first, total))]
        return Page(edges, begin + first < total, begin > 0, lambda: total)
