"""Valid time as numbers: dates are int32 days since 1970-01-01, an open bound is the least or the greatest int32."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import TypeVar

from graph.arrays import Array
from ontology.errors import BadInput

__all__ = ["ALWAYS", "NEVER", "day_of", "days", "ends_on", "holds", "starts_on"]

NEVER, ALWAYS = -(2**31), 2**31 - 1
T = TypeVar("T")
EPOCH = date(1970, 1, 1).toordinal()


def day_of(when: date) -> int:
    """A date as days since 1970-01-01."""
    return when.toordinal() - EPOCH


@lru_cache(maxsize=1 << 16)
def _parsed(text: str) -> int:
    try:
        return day_of(date.fromisoformat(text))
    except ValueError as error:
        raise BadInput(f"{text} is not a date.", "Write it as YYYY-MM-DD.") from error


def starts_on(text: str | None) -> int:
    """The first day on which something holds; open is NEVER too early."""
    return NEVER if text is None else _parsed(text)


def ends_on(text: str | None) -> int:
    """The first day on which something no longer holds; open is ALWAYS too late."""
    return ALWAYS if text is None else _parsed(text)


def days(texts: Sequence[str | None], of: Callable[[str | None], T]) -> list[T]:
    """`starts_on` or `ends_on` of many dates, most of which come again and again."""
    known = {text: of(text) for text in set(texts)}
    return [known[text] for text in texts]


def holds(starts: Array, ends: Array, day: int) -> Array:
    """Which of the half-open intervals [start, end) contain the day, as bool."""
    held: Array = (starts <= day) & (day < ends)
    return held
