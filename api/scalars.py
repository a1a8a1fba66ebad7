"""The scalars and the small enumerations that the schema writes by hand."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from enum import Enum

import strawberry
from strawberry.scalars import JSON
from strawberry.types.scalar import ScalarDefinition

from ontology.errors import BadInput

__all__ = ["JSON", "SCALARS", "Direction", "Language", "parse_date"]


@strawberry.enum(name="Language", description="Language of a label: Chinese or English. 标签的语言。")
class Language(Enum):
    ZH = "zh"
    EN = "en"


@strawberry.enum(name="Direction", description="Smallest or largest first; unknown values always come last.")
class Direction(Enum):
    ASC = "ASC"
    DESC = "DESC"


def parse_date(value: object) -> datetime.date:
    """The date that a client wrote. Raises BadInput."""
    if type(value) is datetime.date:
        return value
    try:
        if isinstance(value, str) and len(value) == len("2024-05-31"):
            return datetime.date.fromisoformat(value)
    except ValueError:
        pass
    raise BadInput(f"{value!r} is not a date.", 'Write a day that exists as "YYYY-MM-DD", for example "2024-05-31".')


def _write_date(value: str | datetime.date) -> str:
    return value if isinstance(value, str) else value.isoformat()


SCALARS: Mapping[object, ScalarDefinition] = {
    datetime.date: strawberry.scalar(
        name="Date",
        description='A day as ISO 8601 writes it, for example "2024-05-31".',
        serialize=_write_date,
        parse_value=parse_date,
    ),
}
