"""Dates as people write them, turned into ISO 8601."""

from __future__ import annotations

import re
from datetime import date, timedelta
from unicodedata import normalize

from loaders.faults import Unreadable
from ontology.model import Text

__all__ = ["first_day", "iso_date", "serial_date"]

SERIAL_ZERO = date(1899, 12, 30)
"""Day 0 of a spreadsheet's serial dates; right from 1 March 1900 on (they count a 29 February 1900 that never was)."""

NO_DATE = Text("不是日期。", "Not a date.")
NO_DATE_HINT = Text(
    "写成 2025-05-03 或 2025年5月3日，年份在前；只知年月可写 2025年5月。",
    "Write 2025-05-03, year first; 2025-05 or 2025 will do where no more is known.",
)

_WRITTEN = re.compile(
    r"(?P<year>\d{4})(?:\s*[年/.-]\s*(?:(?P<month>\d{1,2})(?:\s*[月/.-]\s*(?:(?P<day>\d{1,2})\s*[日号]?)?)?)?)?"
    r"(?:[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_DIGITS = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})?")


def iso_date(text: str) -> str:
    """`2025-05-03`, or `2025-05` or `2025` where no more is said. The year comes first: 5/3/2025 could be March or May.

    Raises Unreadable.
    """
    if len(text) == 10 and text[4] == text[7] == "-" and _exists(text):
        return text
    folded = normalize("NFKC", text).strip()
    match = _WRITTEN.fullmatch(folded) or _DIGITS.fullmatch(folded)
    if match:
        parts = [part.zfill(2) for part in match.groups() if part]
        if _exists("-".join([*parts, "01", "01"][:3])):
            return "-".join(parts)
    raise Unreadable(NO_DATE, NO_DATE_HINT)


def first_day(iso: str) -> str:
    """The day on which a year or a month begins; a day is itself."""
    return f"{iso}-01-01"[:10] if len(iso) == 4 else f"{iso}-01"[:10]


def serial_date(number: float) -> str | None:
    """The day of a spreadsheet's serial number from 1950 to 2099; None for any other number."""
    return (SERIAL_ZERO + timedelta(days=int(number))).isoformat() if 18264 <= number < 73051 else None


def _exists(iso: str) -> bool:
    try:
        date.fromisoformat(iso)
    except ValueError:
        return False
    return True
