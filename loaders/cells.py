"""What the cells of a table mean, by the property that they stand under."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

from graph.records import Scalar, Value
from loaders.dates import first_day, iso_date, serial_date
from loaders.faults import Faults, Unreadable
from loaders.headings import code_names, match
from loaders.numbers import decimal, whole
from loaders.sheets import Cell
from loaders.text import plain, tidy, web_address
from ontology.model import Ontology, Property, Scheme, Text, ValueType
from ontology.nearby import joined, nearest

__all__ = ["Reader", "as_key", "as_text", "items", "reader"]

Reader = Callable[[Cell], Value | None]
"""A cell in, a value out; None if the cell says that nothing is known. Raises Unreadable."""

UNKNOWN = frozenset(
    ("-", "--", "—", "——", "–", "/", "n/a", "null", "none", "unknown", "无", "未知", "不详", "暂无", "空")
)
"""How people write that they do not know a number, a date or a code. Not `NA`: that is Namibia."""

TRUE = frozenset(("true", "yes", "y", "1", "是"))
FALSE = frozenset(("false", "no", "n", "0", "否"))

NOT_BOOLEAN = Text("不是是或否。", "Neither true nor false.")
NOT_BOOLEAN_HINT = Text("写“是”或“否”。", "Write yes or no.")
FIRST_DAY = Text(
    "只有年月的日期，按该期第一天记录。", "Dates without a day, taken as the first day of the month or year."
)


def as_text(cell: Cell) -> str:
    """A cell as a person would read it: 5.0 is 5, a date is in ISO 8601."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return str(cell)


def as_key(cell: Cell) -> str:
    """A key as it is compared with others: the width of characters and the kind of quotation marks do not matter."""
    return plain(as_text(cell))


def items(cell: Cell) -> list[str]:
    """The items of a list; `;` and `；` separate them."""
    return [item for item in map(str.strip, re.split("[;；]", as_text(cell))) if item]


def reader(ontology: Ontology, prop: Property, faults: Faults) -> Reader:
    """How the cells under a property are read. `faults` takes notes of what was taken in a certain way."""
    single = _single(ontology, prop, faults)
    if not prop.many:
        return single

    def read(cell: Cell) -> Value | None:
        values = [value for item in items(cell) if (value := single(item)) is not None]
        return tuple(dict.fromkeys(values)) or None

    return read


def _single(ontology: Ontology, prop: Property, faults: Faults) -> Callable[[Cell], Scalar | None]:
    match prop.type:
        case ValueType.STRING:
            return _line if prop.searchable else lambda cell: as_text(cell).replace("\r\n", "\n")
        case ValueType.URI:
            return _address
        case ValueType.CODE if prop.scheme is not None:
            return _known(_code(ontology.schemes[prop.scheme]))
        case ValueType.INTEGER:
            return _known(lambda cell: whole(as_text(cell)))
        case ValueType.DECIMAL:
            return _known(lambda cell: float(cell) if isinstance(cell, int | float) else decimal(as_text(cell)))
        case ValueType.BOOLEAN:
            return _known(_boolean)
        case ValueType.DATE:
            return _known(lambda cell: _date(cell, faults))
    raise AssertionError(prop)


def _known(read: Callable[[Cell], Scalar]) -> Callable[[Cell], Scalar | None]:
    return lambda cell: None if as_text(cell).casefold() in UNKNOWN else read(cell)


def _line(cell: Cell) -> str:
    return tidy(as_text(cell))


def _address(cell: Cell) -> str:
    """With its scheme; what can't be an address stays as it is, for the check to tell."""
    text = as_text(cell)
    return web_address(text) or text


def _boolean(cell: Cell) -> bool:
    text = plain(as_text(cell)).casefold()
    if text in TRUE or text in FALSE:
        return text in TRUE
    raise Unreadable(NOT_BOOLEAN, NOT_BOOLEAN_HINT)


def _date(cell: Cell, faults: Faults) -> str:
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float | int) and (day := serial_date(cell)):
        return day
    written = iso_date(as_text(cell))
    if len(written) < 10:
        faults.note(FIRST_DAY)
    return first_day(written)


def _code(scheme: Scheme) -> Callable[[Cell], str]:
    known = code_names(scheme)
    shown = {concept.notation: concept.label for concept in scheme.concepts.values()}

    def read(cell: Cell) -> str:
        text = as_text(cell)
        notation = match(text, known)
        if notation is None:
            near = joined(nearest(text, shown))
            raise Unreadable(
                Text(f"不是“{scheme.label.zh}”代码表中的代码。", f"Not a code of the list {scheme.label.en}."),
                Text(f"可用：{near.zh}。", f"Possible are: {near.en}."),
            )
        return notation

    return read
