"""Rows of a table, read by what its columns mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import NamedTuple

from graph.records import PUBLIC, Value
from loaders.cells import Reader, as_key, as_text, items, reader
from loaders.faults import Faults, Unreadable
from loaders.headings import Column, Part, Subject, by_name, code_names, columns, match, scale
from loaders.sheets import Cell, Sheet
from ontology.model import LinkType, Ontology, Text, ValueType
from ontology.nearby import joined, nearest

__all__ = ["Row", "Table", "table"]

TITLES = 5
"""Rows above the headings, such as a title over the whole table, among which the headings are looked for."""

NO_COLUMN = Text("不认识的列，未加载。", "A column that is not known; not loaded.")
SAME_COLUMN = Text("同一列出现两次，后一列未加载。", "The same column twice; the second is not loaded.")
SAME_COLUMN_HINT = Text("删除其中一列。", "Take one of them out.")
NO_HEADING = Text("缺少必需的列，整张表未加载。", "A required column is missing; nothing of the table is loaded.")
TOO_WIDE = Text("单元格多于表头。", "More cells than headings.")
TOO_WIDE_HINT = Text(
    "多为单元格内含分隔符而未加引号。", "Usually a cell that contains the delimiter and is not in quotation marks."
)


@dataclass(slots=True)
class Row:
    """What one row says: its values by the part of a record that they give, and the name of their column."""

    line: int
    said: tuple[dict[str, Value], ...] = field(default_factory=lambda: ({}, {}, {}, {}, {}))

    def common(self, name: str) -> str | None:
        """A value that any record can have, such as its id or when it is valid."""
        value = self.said[Part.COMMON].get(name)
        return None if value is None else str(value)

    @property
    def confidence(self) -> float | None:
        """How sure the source is."""
        value = self.said[Part.COMMON].get("confidence")
        return value if isinstance(value, float) else None

    @property
    def access(self) -> str:
        """Who may see it."""
        return self.common("access") or PUBLIC


class _Read(NamedTuple):
    """How the cells of one column are read, and where what they say belongs."""

    place: int
    part: Part
    name: str
    heading: str
    read: Reader


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet whose headings are understood."""

    sheet: Sheet
    subject: Subject
    headings: Mapping[str, str]
    rows: Iterator[Row]


def table(sheet: Sheet, subject: Subject, ontology: Ontology, faults: Faults) -> Table | None:
    """Find out what the columns are; None, with an error, if one is missing without which nothing can be said."""
    known = by_name(columns(ontology, subject))
    rows = ((line, row) for line, row in sheet.rows() if any(map(as_text, row)))
    first = list(islice(rows, TITLES))
    if not first:
        return None
    at = max(range(len(first)), key=lambda at: sum(match(as_text(cell), known) is not None for cell in first[at][1]))
    line, header = first[at]
    faults.place = (sheet.file, line, {})
    found = _columns([as_text(cell) for cell in header], known, faults)
    wanted = _wanted(subject, found.values())
    if wanted is not None:
        faults.error(wanted.en, "", NO_HEADING, Text(f"补上列“{wanted.zh}”。", f"Add the column {wanted.en}."))
        return None
    reads = [
        _Read(place, column.part, column.name, heading, _reader(column, heading, ontology, faults))
        for place, column in found.items()
        if (heading := as_text(header[place]))
    ]
    headings = {one.name: one.heading for one in reads}

    def read() -> Iterator[Row]:
        for line, cells in chain(first[at + 1 :], rows):
            faults.place = (sheet.file, line, headings)
            row = _row(line, cells, reads, faults)
            if row is not None and _fits(cells, len(header), faults):
                yield row

    return Table(sheet, subject, headings, read())


def _columns(header: Sequence[str], known: Mapping[str, Column], faults: Faults) -> dict[int, Column]:
    """The columns that are known, by their place."""
    found: dict[int, Column] = {}
    for place, heading in enumerate(header):
        column = match(heading, known)
        if column in found.values():
            faults.error(heading, heading, SAME_COLUMN, SAME_COLUMN_HINT)
        elif column is not None:
            found[place] = column
        elif heading:
            near = joined(nearest(heading, {name: _label(one) for name, one in known.items()}))
            hint = Text(f"是否指：{near.zh}？", f"Did you mean: {near.en}?")
            faults.error(heading, heading, NO_COLUMN, hint)
    return found


def _label(column: Column) -> Text:
    return Text(f"{column.label.zh}（{column.name}）", column.name)


def _wanted(subject: Subject, found: Iterable[Column]) -> Text | None:
    """The name of a column that is missing and without which no row says anything."""
    names = {column.name for column in found if column.part is Part.COMMON}
    if isinstance(subject, LinkType):
        return next((Text(name, name) for name in ("from", "to") if name not in names), None)
    if subject.abstract and "kind" not in names:
        return Text("类别（kind）", "kind")
    identified = "id" in names or any(column.part is Part.IDENTIFIER for column in found)
    return None if identified else Text("标识（id）", "id")


def _scaled(read: Reader, factor: int) -> Reader:
    """Numbers multiplied by what the heading says: 5 under 原值（万元） is 50,000."""

    def read_scaled(cell: Cell) -> Value | None:
        value = read(cell)
        return value * factor if isinstance(value, int | float) and not isinstance(value, bool) else value

    return read if factor == 1 else read_scaled


def _reader(column: Column, heading: str, ontology: Ontology, faults: Faults) -> Reader:
    match column.part:
        case Part.PROPERTY if column.prop is not None:
            return _scaled(reader(ontology, column.prop, faults), scale(heading))
        case Part.COMMON if column.prop is not None and column.prop.type in (ValueType.DATE, ValueType.DECIMAL):
            return reader(ontology, column.prop, faults)
        case Part.LINKS_FROM | Part.LINKS_TO:
            return lambda cell: tuple(map(as_key, items(cell))) or None
        case Part.COMMON if column.name == "access":
            labels = code_names(ontology.schemes["access"])
            return lambda cell: match(as_text(cell), labels) or as_key(cell)
        case Part.IDENTIFIER:
            return as_text
        case _:
            return as_key


def _row(line: int, cells: Sequence[Cell], reads: Iterable[_Read], faults: Faults) -> Row | None:
    """What the cells say; None if one of them can't be read. Every one that can't is an error."""
    row = Row(line)
    readable = True
    width = len(cells)
    for place, part, name, heading, read in reads:
        cell = cells[place] if place < width else ""
        if isinstance(cell, str) and (not cell or cell.isspace()):
            continue
        try:
            value = read(cell)
        except Unreadable as error:
            faults.error(heading, as_text(cell), error.reason, error.advice)
            readable = False
        else:
            if value is not None:
                row.said[part][name] = value
    return row if readable else None


def _fits(cells: Sequence[Cell], width: int, faults: Faults) -> bool:
    if len(cells) <= width:
        return True
    surplus = [text for text in map(as_text, cells[width:]) if text]
    if surplus:
        faults.error("", "; ".join(surplus), TOO_WIDE, TOO_WIDE_HINT)
    return not surplus
