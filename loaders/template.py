"""An empty workbook to fill in: a sheet for each class and link type, as `loaders.tables` reads it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from loaders.headings import LONGEST_SHEET_NAME, Column, Part, Subject, columns, shown
from ontology.errors import BadInput
from ontology.model import EntityClass, LinkType, Ontology, Text, ValueType

__all__ = ["write_template"]

ROWS = 5000
"""Rows for which there are drop-downs."""

GUIDE = "_guide"
CODES = "_codes"
CELL_FORMATS = {ValueType.DATE: "yyyy-mm-dd", ValueType.INTEGER: "0", ValueType.DECIMAL: "General"}

HOW = (
    Text(
        "每个类和链接类型一张表。只填需要的表和列，其余留空或删除；名称以“_”开头的表不会被加载。",
        "A sheet for each class and link type. Fill in the sheets and columns you need; leave or delete the others. "
        "Sheets whose names begin with _ are not loaded.",
    ),
    Text(
        "id 是您自己的任意编号，不得重复；链接表的 from 与 to 填 id、标识（如统一社会信用代码）或代码。",
        "An id is any number of your own that no other row has. From and to of a link are ids, identifiers or codes.",
    ),
    Text("标 * 的列必填；多个值用“;”分隔。", "Columns marked * are required; separate several values with “;”."),
    Text("未知的内容留空，不要填 0。", "Leave blank what is not known; do not write 0."),
)


def write_template(ontology: Ontology, path: Path) -> None:
    """Write the workbook: headings in both languages with definitions as comments, and drop-downs for codes.

    Raises BadInput if the file can't be written.
    """
    try:
        with xlsxwriter.Workbook(str(path)) as book:
            subjects = list(_subjects(ontology))
            _write_guide(book, subjects)
            choices = _Choices(book.add_worksheet(CODES), ontology)
            for subject in subjects:
                _write_sheet(book, subject, _offered(ontology, subject), choices)
            choices.sheet.hide()
    except FileCreateError as error:
        raise BadInput(
            f"{str(path)!r} can't be written: {error}.", "Close it if it is open, or choose another path."
        ) from error


def _subjects(ontology: Ontology) -> Iterator[Subject]:
    """What a table can be about: sources first, then classes that are no codes, then link types that join such."""
    codes = {scheme.entity_class for scheme in ontology.schemes.values()}
    classes = [one for one in ontology.classes.values() if not one.abstract and one.name not in codes]
    yield from sorted(classes, key=lambda one: one.name != "Source")
    for link in ontology.links.values():
        if not codes.issuperset(name for start in link.starts for name in ontology.concrete(start)):
            yield link


def _offered(ontology: Ontology, subject: Subject) -> list[Column]:
    """Columns of its own, and those for links to codes that need nothing said about them, such as the region."""
    codes = {scheme.entity_class for scheme in ontology.schemes.values()}

    def is_offered(column: Column) -> bool:
        if column.part is Part.LINKS_FROM:
            link = ontology.links[column.name]
            return codes.issuperset(link.ends) and not link.qualifiers
        return column.part is not Part.LINKS_TO and (isinstance(subject, EntityClass) or column.name != "id")

    return [column for column in columns(ontology, subject) if is_offered(column)]


def _write_guide(book: Workbook, subjects: list[Subject]) -> None:
    sheet = book.add_worksheet(GUIDE)
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 2, 90)
    row = 0
    for text in HOW:
        sheet.write_row(row, 1, (text.zh, text.en))
        row += 1
    for subject in subjects:
        row += 1
        name = _sheet_name(subject)
        sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        sheet.write_row(row, 1, (subject.definition.zh, subject.definition.en))


def _write_sheet(book: Workbook, subject: Subject, offered: list[Column], choices: _Choices) -> None:
    sheet = book.add_worksheet(_sheet_name(subject))
    bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(offered):
        type = column.prop.type if column.prop else ValueType.STRING
        sheet.set_column(place, place, 18, book.add_format({"num_format": CELL_FORMATS.get(type, "@")}))
        sheet.write_string(0, place, _heading(column), bold)
        sheet.write_comment(0, place, _comment(column), {"x_scale": 2, "y_scale": 1.5})
        source = choices.of(column, subject)
        if source:
            rule = {"validate": "list", "source": source, "show_error": _is_closed(column)}
            sheet.data_validation(1, place, ROWS, place, rule)


def _sheet_name(subject: Subject) -> str:
    return f"{subject.name} {subject.label.zh}"[:LONGEST_SHEET_NAME]


def _heading(column: Column) -> str:
    names = dict.fromkeys((column.name, column.label.zh))
    return " ".join((*names, "*")) if column.required else " ".join(names)


def _comment(column: Column) -> str:
    lines = [column.label.en, column.definition.zh, column.definition.en]
    if column.prop and column.prop.unit:
        lines.append(f"单位 unit: {column.prop.unit}")
    if column.prop and column.prop.example:
        lines.append(f"例 e.g.: {column.prop.example}")
    return "\n".join(lines)


def _is_closed(column: Column) -> bool:
    """Whether nothing but what is offered will do: one code, true or false. Of several codes only one can be picked."""
    return column.part is Part.PROPERTY and column.prop is not None and not column.prop.many


class _Choices:
    """What drop-downs offer: lists in a hidden sheet, one a column, since a rule itself has room for 255 characters."""

    def __init__(self, sheet: Worksheet, ontology: Ontology) -> None:
        self.sheet = sheet
        self._ontology = ontology
        self._ranges: dict[tuple[str, ...], str] = {}

    def of(self, column: Column, subject: Subject) -> str | list[str] | None:
        """The cells that hold what can be chosen for a column; None if it is free."""
        if column.prop and column.prop.type is ValueType.BOOLEAN:
            return ["是", "否", "yes", "no"]
        names = self._schemes(column, subject)
        return self._range(names) if names else None

    def _schemes(self, column: Column, subject: Subject) -> tuple[str, ...]:
        if column.part is Part.COMMON and column.name == "access":
            return ("access",)
        if column.prop and column.prop.scheme:
            return (column.prop.scheme,)
        link = self._ontology.links[column.name] if column.part is Part.LINKS_FROM else subject
        if isinstance(link, LinkType) and (column.name == "to" or column.part is Part.LINKS_FROM):
            return tuple(one.name for one in self._ontology.schemes.values() if one.entity_class in link.ends)
        return ()

    def _range(self, names: tuple[str, ...]) -> str:
        if names not in self._ranges:
            entries = [shown(one) for name in names for one in self._ontology.schemes[name].concepts.values()]
            place = len(self._ranges)
            self.sheet.write_column(0, place, (" ".join(names), *entries))
            letter = xl_col_to_name(place, col_abs=True)
            self._ranges[names] = f"={CODES}!{letter}$2:{letter}${len(entries) + 1}"
        return self._ranges[names]
