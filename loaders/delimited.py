"""Rows of a file of delimited text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TextIO

from loaders.faults import Faults
from loaders.members import Member, sound
from ontology.model import Text

__all__ = ["first_line", "rows"]

BROKEN = Text("引号使用有误，此行无法读取。", "The quotation marks of this row do not match up, so it can't be read.")
BROKEN_HINT = Text(
    "单元格内的引号要写两次；检查引号是否成对。未闭合的引号会吞掉其后的行。",
    'Write a quotation mark inside a quoted cell twice (""). One that is never closed swallows the rows after it.',
)


TOO_LONG = Text("单元格过长，此行无法读取。", "A cell of this row is too long to be read.")
TOO_LONG_HINT = Text(
    "单元格最多 131072 个字符；检查其前是否有未闭合的引号。",
    "A cell has at most 131,072 characters; look for a quotation mark before it that is never closed.",
)


def rows(
    file: Member, faults: Faults, encoding: str, delimiter: str, errors: str = "strict"
) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line on which it begins. A row whose quotation marks are wrong is a fault; the rest is read.

    Raises BadInput if the file is damaged.
    """
    with sound(file.name), io.TextIOWrapper(file.open(), encoding, errors, newline="") as stream:
        yield from _parsed(stream, file.name, faults, delimiter)


def first_line(file: Member, encoding: str, errors: str = "strict") -> str:
    """The first line that is not blank; empty if there is none. Raises BadInput if the file is damaged."""
    with sound(file.name), io.TextIOWrapper(file.open(), encoding, errors, newline="") as stream:
        return next((line for line in stream if line.strip()), "")


def _parsed(stream: TextIO, name: str, faults: Faults, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            for row in reader:
                yield line, row
                line = reader.line_num + 1
            return
        except csv.Error as error:
            faults.place = (name, line, {})
            if "field limit" in str(error):
                faults.error("", str(error), TOO_LONG, TOO_LONG_HINT)
            else:
                faults.error("", str(error), BROKEN, BROKEN_HINT)
            line = reader.line_num + 1
