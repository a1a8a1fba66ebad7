"""Names of a ROR record, each in its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from graph.records import Value
from loaders.text import tidy

__all__ = ["names"]


class _Name(NamedTuple):
    text: str
    language: str | None
    types: frozenset[str]


def names(given: Iterable[Mapping[str, Any]]) -> dict[str, Value]:
    """The name to show, labels in English and Chinese, the first acronym, and every other name, once, as `otherName`.

    An alias stands in for a missing label: the registry often has the Chinese name as an alias only.
    """
    found = [_Name(tidy(str(one["value"])), one.get("lang"), frozenset(one.get("types") or ())) for one in given]
    found = [name for name in found if name.text]
    said: dict[str, Value] = {}
    places = (
        ("name", _first(found, ("ror_display", "label", "alias", "acronym"))),
        ("nameEn", _first([name for name in found if name.language == "en"], ("label", "alias"))),
        ("nameZh", _first([name for name in found if name.language == "zh"], ("label", "alias"))),
        ("shortName", _first(found, ("acronym",))),
    )
    said.update((place, text) for place, text in places if text)
    others = dict.fromkeys(name.text for name in found if name.text not in said.values())
    if others:
        said["otherName"] = tuple(others)
    return said


def _first(found: Iterable[_Name], types: tuple[str, ...]) -> str | None:
    """The text of the first name that is of the first of these types that any is of."""
    return next((name.text for type in types for name in found if type in name.types), None)
