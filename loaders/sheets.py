"""Tables of a folder, a zip archive or a workbook, each as rows of cells under its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path, PurePath

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from loaders.decoding import delimiter_of, encoding_of
from loaders.delimited import first_line, rows
from loaders.faults import Faults
from loaders.members import Member, members
from loaders.progress import Progress
from ontology.errors import BadInput
from ontology.model import Text

__all__ = ["Cell", "Sheet", "sheets"]

Cell = str | int | float | bool | date | datetime | time | timedelta
"""An empty one is an empty text."""

DELIMITED = (".csv", ".tsv")
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")

WESTERN = Text("不是 UTF-8 也不是 GB 18030，按西欧编码读取。", "Neither UTF-8 nor GB 18030; read as Western European.")
WESTERN_HINT = Text("另存为 UTF-8 的 CSV。", "Save it as CSV in UTF-8.")
CHINESE = Text("按 GB 18030 编码读取的文件。", "Files read as GB 18030.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """`name` is that of the sheet, or of the file without its ending; `file` is what faults call it."""

    name: str
    file: str
    rows: Callable[[], Iterator[tuple[int, list[Cell]]]]


def sheets(path: Path, faults: Faults, progress: Progress | None = None) -> list[Sheet]:
    """The CSV files and the visible sheets of workbooks; not those whose names begin with `_`.

    Raises BadInput if there are none, or a file can't be read.
    """
    found = [
        sheet
        for file in members(path, progress)
        for sheet in _sheets_of(file, faults, progress)
        if not sheet.name.startswith("_")
    ]
    if not found:
        raise BadInput(
            f"{str(path)!r} holds no tables.", "Give a folder of .csv files, or a workbook (.xlsx), or one such file."
        )
    return found


def _sheets_of(file: Member, faults: Faults, progress: Progress | None) -> list[Sheet]:
    name = PurePath(file.name)
    if name.suffix.lower() in DELIMITED:
        return [Sheet(name.stem, file.name, lambda: _delimited(file, faults))]
    if name.suffix.lower() in WORKBOOKS and file.path is not None:
        return _workbook(file.path, progress)
    return []


def _delimited(file: Member, faults: Faults) -> Iterator[tuple[int, list[Cell]]]:
    encoding = encoding_of(file)
    if encoding == "cp1252":
        faults.place = (file.name, 0, {})
        faults.warn("", encoding, WESTERN, WESTERN_HINT)
    elif encoding == "gb18030":
        faults.note(CHINESE)
    delimiter = delimiter_of(first_line(file, encoding))
    for line, row in rows(file, faults, encoding, delimiter):
        yield line, list(row)


def _workbook(path: Path, progress: Progress | None) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_path(str(path))
    except CalamineError as error:
        raise BadInput(
            f"{path.name} can't be read as a workbook: {error}.", "Save it as .xlsx, without a password."
        ) from error
    shown = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]

    def sheet_of(place: int, name: str) -> Sheet:
        def read() -> Iterator[tuple[int, list[Cell]]]:
            if progress is not None:
                progress(f"{path.name} / {name}", place, len(shown))
            yield from enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1)

        return Sheet(name, f"{path.name} / {name}", read)

    return [sheet_of(place, name) for place, name in enumerate(shown, 1)]
