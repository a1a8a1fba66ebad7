"""The rows of the invented tables: by ontology name of the class or link type, then by property."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["NOTE", "Row", "Tables", "link", "together"]

Row = dict[str, object]
Tables = dict[str, list[Row]]

NOTE = "虚构示例 invented example"


def link(start: str, end: str, valid_from: str = "", valid_to: str = "") -> Row:
    """A row of a link table; an empty date is open."""
    row: Row = {"from": start, "to": end, "validFrom": valid_from, "validTo": valid_to}
    return {name: value for name, value in row.items() if value}


def together(parts: Iterable[Tables]) -> Tables:
    """Tables of the same name one after the other."""
    found: Tables = {}
    for part in parts:
        for name, rows in part.items():
            found.setdefault(name, []).extend(rows)
    return found
