"""A CSV file as Neo4j's offline importer reads it. Its header is a file of its own, since columns turn up on the way.

A property that is absent has an empty field, or none at the end of a row; a text is quoted, also an empty one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ontology.errors import StoreError

__all__ = ["DELIMITER", "Table"]

DELIMITER = "\x1f"
"""Between the items of a list: the unit separator, which is for this, and which hardly any text has in it."""
LINES_AT_ONCE = 1_000

TYPES: Mapping[type, str] = {bool: "boolean", int: "long", float: "double", str: "string", date: "date"}
"""Not `float`, which has 32 bits in the importer."""
TEXT = str, str


class Table:
    """One file while it is written. A column has the type of its values; whole numbers among others become decimals."""

    def __init__(self, folder: Path, name: str, headers: Mapping[str, str]) -> None:
        """`headers` are those of columns that are more than properties: the first ones, which every row has."""
        self.name = name
        self.rows = 0
        self.longest = 0
        """Characters of the longest row."""
        self.multiline = False
        """Whether a value goes over several lines: the importer wants to know, and is slower then."""
        self._folder = folder
        self._file = (folder / self.data).open("w", encoding="utf-8", newline="")
        self._headers = headers
        self._places = {name: place for place, name in enumerate(headers)}
        self._types: list[tuple[type, type]] = [TEXT for _ in headers]
        """Of the values of each column, and of their items if they are lists."""
        self._lines: list[str] = []

    @property
    def header(self) -> str:
        """The name of the file with the header."""
        return f"{self.name}.header.csv"

    @property
    def data(self) -> str:
        """The name of the file with the rows."""
        return f"{self.name}.csv"

    def write(self, row: Mapping[str, Any]) -> None:
        """Add a row; None stands for a property that is absent. Raises StoreError for what the importer can't read."""
        places, types = self._places, self._types
        cells = [""] * len(places)
        for name, value in row.items():
            if value is None:
                continue
            whole = value.__class__
            text = _CELLS[whole](value)
            item = value[0].__class__ if whole is list else whole
            place = places.get(name)
            if place is None:
                places[name] = len(cells)
                types.append((whole, item))
                cells.append(text)
                continue
            cells[place] = text
            if types[place][0] is not whole or types[place][1] is not item:
                types[place] = self._common(name, types[place], (whole, item))
        self._lines.append(",".join(cells).rstrip(","))  # a row may be short, but then must not end in an empty field
        if len(self._lines) == LINES_AT_ONCE:
            self._flush()

    def close(self) -> None:
        """Write what is left, and the header."""
        self._flush()
        self._file.close()
        columns = (self._headers.get(name) or f"{name}:{self._type(name)}" for name in self._places)
        (self._folder / self.header).write_text(",".join(columns) + "\n", encoding="utf-8")

    def _flush(self) -> None:
        if self._lines:
            text = "\n".join(self._lines) + "\n"
            self._file.write(text)
            self.rows += len(self._lines)
            self.longest = max(self.longest, *map(len, self._lines))
            self.multiline = self.multiline or text.count("\n") > len(self._lines) or "\r" in text
            self._lines = []

    def _type(self, name: str) -> str:
        whole, item = self._types[self._places[name]]
        return f"{TYPES[item]}[]" if whole is list else TYPES[item]

    def _common(self, name: str, one: tuple[type, type], other: tuple[type, type]) -> tuple[type, type]:
        """A type for both."""
        wholes = {one[0], other[0]} - {int, float}
        if {one[1], other[1]} == {int, float} and wholes in (set(), {list}):
            return (list if wholes else float), float
        raise StoreError(f"{self.name} has values of different types as {name}.", HINT)


HINT = "Neo4j's importer has no way to write that; pilotgraph copy has."


def _text(value: str) -> str:
    return f'"{value}"' if '"' not in value else '"' + value.replace('"', '""') + '"'


def _list(values: list[Any]) -> str:
    if values and values[0].__class__ is not str:
        return '"' + DELIMITER.join([_CELLS[value.__class__](value) for value in values]) + '"'
    text = DELIMITER.join(values)
    if text.count(DELIMITER) != len(values) - 1 or not text:
        what = f"The separator U+001F is in a text of the list {values!r}." if text else "A list is empty."
        raise StoreError(what, HINT)
    return _text(text)


_CELLS: Mapping[type, Callable[[Any], str]] = {
    str: _text,
    int: str,
    float: repr,
    bool: lambda value: "true" if value else "false",
    date: date.isoformat,
    list: _list,
}
