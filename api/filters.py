"""Conditions on properties: their GraphQL inputs, and the Polars expressions that they become.

An unknown value meets no condition but `isNull: true`, and neither does its negation.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl
from strawberry.types.field import StrawberryField

from api.definitions import input_field, input_type, many, optional
from ontology.errors import BadInput
from ontology.model import Ontology, Property, ValueType

__all__ = ["Conditions", "all_of", "null_given", "property_condition"]

PYTHON: Mapping[ValueType, type] = {
    ValueType.STRING: str,
    ValueType.URI: str,
    ValueType.CODE: str,
    ValueType.INTEGER: int,
    ValueType.DECIMAL: float,
    ValueType.BOOLEAN: bool,
    ValueType.DATE: datetime.date,
}
"""The GraphQL type of a value, as Strawberry takes it."""

_NAMES = {str: "String", int: "Int", float: "Float", bool: "Boolean", datetime.date: "Date"}

Test = Callable[[pl.Expr, Any], pl.Expr]


def _ignoring_case(text: str, start: bool = False) -> str:
    return f"(?i){'^' if start else ''}{re.escape(text)}"


_EQUAL: Mapping[str, tuple[str, Test]] = {
    "eq": ("Equal to.", lambda column, value: column == value),
    "ne": ("Known, and not equal to.", lambda column, value: column != value),
    "in": ("One of.", lambda column, values: column.is_in(values)),
}
_COMPARE: Mapping[str, tuple[str, Test]] = {
    "gt": ("Greater (later) than.", lambda column, value: column > value),
    "gte": ("At least (not before).", lambda column, value: column >= value),
    "lt": ("Less (earlier) than.", lambda column, value: column < value),
    "lte": ("At most (not after).", lambda column, value: column <= value),
}
_TEXT: Mapping[str, tuple[str, Test]] = {
    "contains": ("Contains, whatever the case.", lambda column, text: column.str.contains(_ignoring_case(text))),
    "startsWith": (
        "Begins with, whatever the case.",
        lambda column, text: column.str.contains(_ignoring_case(text, True)),
    ),
}
_NULL: Mapping[str, tuple[str, Test]] = {
    "isNull": ("Whether it is unknown.", lambda column, yes: column.is_null() if yes else column.is_not_null()),
}
_MANY: Mapping[str, tuple[str, Test]] = {
    "has": ("Holds this value.", lambda column, value: column.list.contains(value)),
    "hasAny": (
        "Holds one of these values.",
        lambda column, values: column.list.eval(pl.element().is_in(values)).list.any(),
    ),
    "isNull": (
        "Whether it holds no value.",
        lambda column, yes: (column.list.len().fill_null(0) == 0) if yes else (column.list.len() > 0),
    ),
}
_LISTS = {"in", "hasAny"}


def _tests(property_: Property) -> Mapping[str, tuple[str, Test]]:
    if property_.many:
        return _MANY
    match property_.type:
        case ValueType.BOOLEAN:
            return {"eq": _EQUAL["eq"], **_NULL}
        case ValueType.INTEGER | ValueType.DECIMAL | ValueType.DATE:
            return {**_EQUAL, **_COMPARE, **_NULL}
        case ValueType.CODE:
            return {**_EQUAL, **_NULL}
        case _:
            return {**_EQUAL, **_TEXT, **_NULL}


class Conditions:
    """The filter inputs of one schema, shared by all properties of the same range."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}
        self._fields: dict[Property, StrawberryField] = {}

    def fields(self, properties: Mapping[str, Property]) -> list[StrawberryField]:
        """One input field for each property, in `where`."""
        return [self._field(property_) for property_ in properties.values()]

    def _field(self, property_: Property) -> StrawberryField:
        if property_ not in self._fields:
            described = f"{property_.label.en} · {property_.label.zh}"
            self._fields[property_] = input_field(property_.name, self.of(property_), described)
        return self._fields[property_]

    def of(self, property_: Property) -> Any:
        """The input for conditions on a property, or null."""
        python = PYTHON[property_.type]
        plain = "Code" if property_.type is ValueType.CODE else _NAMES[python]
        name = f"{plain}{'List' if property_.many else ''}Filter"
        if name not in self._made:
            fields = [
                input_field(test, optional(_operand(test, python)), description)
                for test, (description, _) in _tests(property_).items()
            ]
            self._made[name] = optional(
                input_type(name, fields, "Conditions on one value; all that are given must hold.")
            )
        return self._made[name]


def _operand(test: str, python: type) -> Any:
    if test == "isNull":
        return bool
    return many(python) if test in _LISTS else python


def property_condition(ontology: Ontology, property_: Property, given: Mapping[str, Any]) -> pl.Expr:
    """What a filter input says about a property's column. Raises BadInput for null and for an unknown code."""
    column, tests = pl.col(property_.name), _tests(property_)
    parts = []
    for test, value in given.items():
        if value is None:
            raise null_given(f"{property_.name}.{test}")
        if property_.scheme and test != "isNull":
            _check_codes(ontology, property_.scheme, value if test in _LISTS else [value])
        parts.append(tests[test][1](column, value))
    return all_of(parts)


def null_given(name: str) -> BadInput:
    """The error for a condition whose value is null, often a variable that was forgotten."""
    return BadInput(f"`{name}` is null.", "Leave it out, or ask for unknown values with `isNull: true`.")


def all_of(parts: Sequence[pl.Expr]) -> pl.Expr:
    """All hold; nothing to hold is true."""
    return pl.all_horizontal(parts) if parts else pl.lit(value=True)


def _check_codes(ontology: Ontology, scheme: str, codes: Sequence[str]) -> None:
    known = ontology.schemes[scheme].concepts
    notations = known.keys() | {concept.notation for concept in known.values()}
    for code in codes:
        if code not in notations:
            few = ", ".join(list(known)[:12])
            raise BadInput(
                f"{code!r} is not a code of {scheme}.",
                f"Codes are {few}{' …' if len(known) > 12 else ''}: see `schemes`.",
            )
