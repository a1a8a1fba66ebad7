"""A file of delimited text whose first line names the columns; some may be missing, others not asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loaders.decoding import delimiter_of
from loaders.delimited import first_line, rows
from loaders.faults import Faults
from loaders.members import Member
from ontology.errors import BadInput
from ontology.model import Text

__all__ = ["Headed", "headed"]

WIDTH = Text("单元格数与表头不符。", "Not as many cells as headings.")
WIDTH_HINT = Text(
    "多为单元格内含分隔符而未加引号。", "Usually a cell that contains the delimiter and is not in quotation marks."
)


@dataclass(frozen=True, slots=True)
class Headed:
    """`indexes` are the places of the columns asked for; a missing column has the place of a cell that is empty."""

    name: str
    indexes: tuple[int, ...]
    rows: Iterator[tuple[int, list[str]]]


def headed(
    file: Member,
    faults: Faults,
    columns: Sequence[str],
    required: Sequence[str],
    encoding: str = "utf-8-sig",
    errors: str = "strict",
) -> Headed:
    """The rows that have a cell for every heading, with where to find the named columns (in any case).

    Raises BadInput if a required column is missing.
    """
    delimiter = delimiter_of(first_line(file, encoding, errors))
    all_rows = rows(file, faults, encoding, delimiter, errors)
    header = [name.strip().casefold() for name in next(all_rows, (1, []))[1]]
    missing = [name for name in required if name.casefold() not in header]
    if missing:
        raise BadInput(
            f"{file.name} has no column {', '.join(missing)}; it has {', '.join(header) or 'none'}.",
            "Give the file as it was published, with its heading line.",
        )
    places = {name: place for place, name in reversed(list(enumerate(header)))}
    indexes = tuple(places.get(name.casefold(), len(header)) for name in columns)
    return Headed(file.name, indexes, _full(file.name, all_rows, len(header), faults))


def _full(
    name: str, all_rows: Iterator[tuple[int, list[str]]], width: int, faults: Faults
) -> Iterator[tuple[int, list[str]]]:
    for line, row in all_rows:
        if len(row) == width:
            row.append("")
            yield line, row
        elif any(row):
            faults.place = (name, line, {})
            faults.error("", f"{len(row)} / {width}", WIDTH, WIDTH_HINT)
