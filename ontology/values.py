"""One compiled test a property: a value in, what is wrong with it out (None if nothing)."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache

from ontology.messages import Issue, interval, issue
from ontology.model import Ontology, Property, Scheme, Text, ValueType
from ontology.nearby import joined, nearest

__all__ = ["Test", "compile_test", "is_date"]

Test = Callable[[object], Issue | None]

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LARGEST: Mapping[ValueType, float] = {ValueType.INTEGER: 2**63 - 1, ValueType.DECIMAL: sys.float_info.max}
"""Stores keep integers in 64 bits; infinity and NaN are no decimals."""


def compile_test(ontology: Ontology, prop: Property) -> Test:
    """The test for values of this property."""
    single = _single(ontology, prop)
    return _many(single, issue("list.wanted")) if prop.many else single


@lru_cache(maxsize=1 << 16)
def is_date(text: str) -> bool:
    """Whether a text is a day in the form 2025-12-01. Dates repeat, so the answers are remembered."""
    if not _ISO_DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _single(ontology: Ontology, prop: Property) -> Test:
    match prop.type:
        case ValueType.CODE if prop.scheme is not None:
            return _code(ontology.schemes[prop.scheme])
        case ValueType.INTEGER | ValueType.DECIMAL:
            return _number(prop)
        case ValueType.BOOLEAN:
            return _typed(bool, issue("type.boolean"))
        case ValueType.DATE:
            return _date(issue("type.date"))
        case _:
            return _text(prop)


def _many(test: Test, not_list: Issue) -> Test:
    def check(value: object) -> Issue | None:
        if type(value) is not tuple and type(value) is not list:
            return not_list
        for item in value:
            wrong = test(item)
            if wrong is not None:
                return wrong
        return None

    return check


def _wrong_type(expected: Issue) -> Callable[[object], Issue]:
    one_only = issue("list.unwanted")
    return lambda value: one_only if isinstance(value, tuple | list) else expected


def _typed(kind: type, expected: Issue) -> Test:
    wrong_type = _wrong_type(expected)

    def check(value: object) -> Issue | None:
        return None if type(value) is kind else wrong_type(value)

    return check


def _date(expected: Issue) -> Test:
    wrong_type = _wrong_type(expected)

    def check(value: object) -> Issue | None:
        return None if type(value) is str and is_date(value) else wrong_type(value)

    return check


def _text(prop: Property) -> Test:
    key = "type.uri" if prop.type is ValueType.URI else "type.string"
    wrong_type = _wrong_type(issue(key))
    if prop.pattern is None:
        return _typed(str, issue(key))
    search = re.compile(prop.pattern).search
    blank = issue("blank")
    no_match = (
        issue(key)
        if prop.type is ValueType.URI
        else issue("pattern", pattern=prop.pattern, example=prop.example or "…")
    )

    def check(value: object) -> Issue | None:
        if type(value) is not str:
            return wrong_type(value)
        if search(value):
            return None
        return no_match if value.strip() else blank

    return check


def _number(prop: Property) -> Test:
    kinds = (int,) if prop.type is ValueType.INTEGER else (int, float)
    largest = _LARGEST[prop.type]
    low = -largest if prop.minimum is None else prop.minimum
    high = largest if prop.maximum is None else prop.maximum
    above = float("-inf") if prop.exclusive_minimum is None else prop.exclusive_minimum
    wrong_type = _wrong_type(issue(f"type.{prop.type.value}", example=prop.example or "12"))
    out_of_range = issue("range", interval=interval(prop) if _bounded(prop) else Text("为有限的数", "finite"))
    too_large = issue("range", interval=Text(f"不大于 {largest}", f"at most {largest}"))

    def check(value: object) -> Issue | None:
        if type(value) not in kinds:
            return wrong_type(value)
        if low <= value <= high and value > above:  # type: ignore[operator]
            return None
        return too_large if type(value) is int and value > largest else out_of_range

    return check


def _bounded(prop: Property) -> bool:
    return any(bound is not None for bound in (prop.minimum, prop.maximum, prop.exclusive_minimum))


def _code(scheme: Scheme) -> Test:
    codes = frozenset(scheme.concepts)
    shown = {concept.notation: _shown(concept.notation, concept.label) for concept in scheme.concepts.values()}
    wrong_type = _wrong_type(issue("type.string"))

    def check(value: object) -> Issue | None:
        if type(value) is not str:
            return wrong_type(value)
        if value in codes:
            return None
        return issue("code", scheme=scheme.label, near=joined(nearest(value, shown)))

    return check


def _shown(notation: str, label: Text) -> Text:
    return Text(f"{notation}（{label.zh}）", f"{notation} ({label.en})")
