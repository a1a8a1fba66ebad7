"""Projects of CORDIS: project.csv."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from math import inf
from typing import NamedTuple

from graph.records import Record, Value
from loaders.cordis_codes import Codes, programme_parts
from loaders.dates import first_day, iso_date
from loaders.faults import Faults, Unreadable
from loaders.headed import headed
from loaders.members import Member
from loaders.mojibake import repaired
from loaders.numbers import decimal
from ontology.model import Ontology, Text

__all__ = ["Period", "amount", "project_records"]

COLUMNS = (
    "id", "acronym", "status", "title", "startDate", "endDate", "totalCost", "ecMaxContribution", "legalBasis",
    "topics", "frameworkProgramme", "objective",
)  # fmt: skip
HEADINGS = {"name": "title", "grantAmount": "ecMaxContribution", "programme": "legalBasis", "description": "objective"}

NO_ID = Text("项目编号缺失或无效。", "No project id, or not a valid one.")
NO_ID_HINT = Text("补上 id 一列。", "Fill in the column id.")
TWICE = Text(
    "项目重复出现且内容不同，保留第一行。", "The project is there twice, with differences; the first row is kept."
)
TWICE_HINT = Text("删除其中一行。", "Take one of the two rows out.")
SWAPPED = Text("结束早于开始，结束日期按未知处理。", "It ends before it begins; the end is taken as not known.")
SWAPPED_HINT = Text("检查两个日期是否颠倒。", "Check whether the two dates are swapped.")
NOT_LISTED = Text("不在代码表中，未记录。", "Not in the code list; left out.")
NOT_LISTED_HINT = Text("可用扩展文件补充代码表。", "An extension file can add it to the list.")
BELOW_ZERO = Text("金额为负，按未知处理。", "A negative amount; taken as not known.")
BELOW_ZERO_HINT = Text("检查金额。", "Check the amount.")


class Period(NamedTuple):
    """When a project begins, and the first day after its end; None where that is not known."""

    start: str | None
    after: str | None


def project_records(file: Member, ontology: Ontology, faults: Faults, periods: dict[str, Period]) -> Iterator[Record]:
    """A record for each project, each followed by its links to programme parts. Puts their periods into `periods`."""
    table = headed(file, faults, COLUMNS, required=("id",), errors="surrogateescape")
    statuses, parts = Codes(ontology, "project-status"), Codes(ontology, "programme")
    met: dict[str, int] = {}
    for line, row in table.rows:
        cells = [row[index].strip() for index in table.indexes]
        key = cells[0]
        faults.place = (table.name, line, HEADINGS)
        seen = met.setdefault(key, hash(tuple(cells)))
        if not key or not key.isascii():
            faults.error("id", key, NO_ID, NO_ID_HINT)
        elif key not in periods:
            yield from _project(cells, statuses, parts, faults, periods)
        elif seen != hash(tuple(cells)):
            faults.warn("id", key, TWICE, TWICE_HINT)


def amount(text: str, column: str, faults: Faults) -> float | None:
    """A sum of money; None, with a warning, if it is none. Older files have a decimal comma."""
    try:
        value = float(text)
    except ValueError:
        try:
            value = decimal(text.replace(",", ".") if text.count(",") == 1 else text)
        except Unreadable as error:
            faults.warn(column, text, error.reason, error.advice)
            return None
    if 0 <= value < inf:
        return value
    faults.warn(column, text, BELOW_ZERO, BELOW_ZERO_HINT)
    return None


def _project(
    cells: list[str], statuses: Codes, parts: Codes, faults: Faults, periods: dict[str, Period]
) -> Iterator[Record]:
    key, acronym, status, title, start, end, cost, grant, legal_basis, topics, framework, objective = cells
    found, unknown = programme_parts(legal_basis, parts)
    for word in unknown:
        faults.warn("legalBasis", word, NOT_LISTED, NOT_LISTED_HINT)
    first, last = _dates(start, end, faults)
    said: dict[str, Value | None] = {
        "name": repaired(title) or repaired(acronym),
        "acronym": repaired(acronym),
        "status": _status(status, statuses, faults),
        "startDate": first,
        "endDate": last,
        "totalCost": amount(cost, "totalCost", faults) if cost else None,
        "grantAmount": amount(grant, "ecMaxContribution", faults) if grant else None,
        "programme": tuple(found),
        "callTopics": tuple(filter(None, map(str.strip, repaired(topics).replace(",", ";").split(";")))),
        "framework": repaired(framework),
        "description": repaired(objective),
    }
    periods[key] = Period(first, (date.fromisoformat(last) + timedelta(days=1)).isoformat() if last else None)
    properties = {name: value for name, value in said.items() if value is not None and value not in ("", ())}
    yield Record("cordis", key, "Project", properties)
    for part in found:
        yield Record("cordis", f"{key}/sector/{part}", "InSector", {}, (), f"cordis:{key}", f"programme:{part}")


def _dates(start: str, end: str, faults: Faults) -> tuple[str | None, str | None]:
    first, last = _day(start, "startDate", faults), _day(end, "endDate", faults)
    if first and last and last < first:
        faults.warn("endDate", end, SWAPPED, SWAPPED_HINT)
        last = None
    return first, last


def _day(text: str, column: str, faults: Faults) -> str | None:
    try:
        return first_day(iso_date(text)) if text else None
    except Unreadable as error:
        faults.warn(column, text, error.reason, error.advice)
        return None


def _status(text: str, statuses: Codes, faults: Faults) -> str | None:
    status = statuses[text] if text else None
    if text and status is None:
        faults.warn("status", text, NOT_LISTED, NOT_LISTED_HINT)
    return status
