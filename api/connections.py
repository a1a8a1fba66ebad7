"""Pages of lists: cursors that name a place by its values, so that they outlive insertions and removals."""

from __future__ import annotations

import base64
import binascii
import datetime
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol
from zlib import crc32

import orjson

from ontology.errors import BadInput

__all__ = ["MOST", "Cursors", "Edge", "Order", "Page", "Place", "take"]

MOST = 1_000
"""The most elements on one page."""

Scalar = str | int | float | bool | datetime.date | None
Place = tuple[Scalar, ...]
"""Where an element stands: the values it is ordered by, then what tells it from its equals (ascending, never None)."""


class Order(NamedTuple):
    """One thing to order by."""

    field: str
    descending: bool


class Edge(Protocol):
    """An element of a page."""

    @property
    def cursor(self) -> str: ...
    @property
    def node(self) -> object: ...


class Page:
    """What a connection answers. `count` is called when the total is asked for."""

    __slots__ = ("count", "edges", "has_next", "has_previous")

    def __init__(self, edges: Sequence[Edge], has_next: bool, has_previous: bool, count: Callable[[], int]) -> None:
        self.edges = edges
        self.has_next = has_next
        self.has_previous = has_previous
        self.count = count

    @property
    def nodes(self) -> list[object]:
        return [edge.node for edge in self.edges]

    @property
    def start_cursor(self) -> str | None:
        return self.edges[0].cursor if self.edges else None

    @property
    def end_cursor(self) -> str | None:
        return self.edges[-1].cursor if self.edges else None


class Cursors:
    """The cursors of one list in one order; those of another list or order are refused."""

    def __init__(self, list_name: str, orders: Sequence[Order], shape: Sequence[type]) -> None:
        self.orders = tuple(orders)
        self.shape = tuple(shape)
        self.mark = f"{crc32(repr((list_name, self.orders)).encode()):08x}"

    def write(self, place: Place) -> str:
        """The cursor of a place."""
        return base64.urlsafe_b64encode(orjson.dumps([self.mark, *place])).decode().rstrip("=")

    def read(self, cursor: str) -> Place:
        """The place of a cursor. Raises BadInput."""
        try:
            padded = cursor + "=" * (-len(cursor) % 4)
            mark, *values = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
            place = tuple(_as(kind, value) for kind, value in zip(self.shape, values, strict=True))
            fits = mark == self.mark and None not in place[len(self.orders) :]
        except (binascii.Error, orjson.JSONDecodeError, TypeError, ValueError):
            fits = False
        if not fits:
            raise BadInput(
                "`after` is not a cursor of this list in this order.",
                "Pass the `cursor` or `endCursor` of an earlier page of the same field with the same `orderBy`.",
            )
        return place

    def first_after(self, length: int, place_at: Callable[[int], Place], place: Place) -> int:
        """How many of `length` sorted elements do not come after a place (binary search)."""
        low, high = 0, length
        while low < high:
            middle = (low + high) // 2
            if self._follows(place_at(middle), place):
                high = middle
            else:
                low = middle + 1
        return low

    def _follows(self, one: Place, other: Place) -> bool:
        descending = [order.descending for order in self.orders]
        for at, (a, b) in enumerate(zip(one, other, strict=True)):
            if a == b:
                continue
            if a is None or b is None:
                return a is None
            return bool(a < b) if at < len(descending) and descending[at] else bool(a > b)  # type: ignore[operator]
        return False


def _as(kind: type, value: object) -> Scalar:
    if value is None:
        return None
    if kind is datetime.date and isinstance(value, str):
        return datetime.date.fromisoformat(value)
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, str | int | float | bool) and type(value) is kind:
        return value
    raise TypeError


def take(first: int) -> int:
    """How many elements to give. Raises BadInput."""
    if not 0 <= first <= MOST:
        raise BadInput(
            f"`first` is {first}.", f"Ask for 0 to {MOST} elements a page, and go on with `after: endCursor`."
        )
    return first
