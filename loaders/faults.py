"""What was wrong with the rows of a file: counted, and written out as it comes, so that nothing piles up in memory."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from graph.records import Record
from ontology.checks import Problem
from ontology.errors import BadInput
from ontology.model import Text

__all__ = ["Fault", "Faults", "Place", "Severity", "Unreadable"]

Place = tuple[str, int, Mapping[str, str]]
"""File, line (from 1), and the heading under which each property stands, where headings differ from property names."""

NOWHERE: Place = ("", 0, {})
FIRST = 20
LONGEST = 500
HEADER = ("severity", "file", "line", "column", "value", "reason", "hint", "原因", "提示")


class Severity(StrEnum):
    """ERROR: something the file says is not loaded. WARNING: loaded, with something put right or set aside."""

    ERROR = "error"
    WARNING = "warning"


class Unreadable(BadInput):
    """A cell that can't be understood, with the reason in both languages."""

    def __init__(self, reason: Text, advice: Text) -> None:
        super().__init__(reason.en, advice.en)
        self.reason = reason
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that was wrong. `line` is 0 where the fault is that of a whole file."""

    severity: Severity
    file: str
    line: int
    column: str
    value: str
    reason: Text
    hint: Text


class Faults:
    """Takes faults in while a file is read. Whoever reads sets `place` before each row: errors and warnings are there.

    All faults go to the CSV file `rejects`, if one is named, and `close` puts a summary (JSON) beside it. The file is
    made when the first fault comes. It begins with a byte order mark, by which Excel knows that it is UTF-8.
    """

    def __init__(self, rejects: Path | None = None) -> None:
        self.place: Any = NOWHERE
        self.errors = 0
        self.warnings = 0
        self.first: list[Fault] = []
        self.notes: Counter[Text] = Counter()
        self._counts: Counter[tuple[Severity, Text]] = Counter()
        self._path = rejects
        self._file: TextIO | None = None

    def error(self, column: str, value: object, reason: Text, hint: Text) -> None:
        """Something at the present place is not loaded."""
        self.add(Fault(Severity.ERROR, self.place[0], self.place[1], column, _shown(value), reason, hint))

    def warn(self, column: str, value: object, reason: Text, hint: Text) -> None:
        """Something at the present place was put right or set aside; the rest of its row is loaded."""
        self.add(Fault(Severity.WARNING, self.place[0], self.place[1], column, _shown(value), reason, hint))

    def note(self, what: Text, count: int = 1) -> None:
        """Count something that is as it should be, but that a reader of the summary ought to know."""
        self.notes[what] += count

    def reject(self, place: Any, record: Record, problem: Problem) -> None:
        """Take note that the record read at `place` is not loaded because of `problem`."""
        file, line, columns = place or NOWHERE
        column = columns.get(problem.field, problem.field)
        value = _shown(problem.value) or record.key
        self.add(Fault(Severity.ERROR, file, line, column, value, problem.reason, problem.hint))

    def add(self, fault: Fault) -> None:
        """Count and write one fault."""
        if fault.severity is Severity.ERROR:
            self.errors += 1
        else:
            self.warnings += 1
        self._counts[fault.severity, fault.reason] += 1
        if len(self.first) < FIRST:
            self.first.append(fault)
        if self._path is not None:
            self._write(self._path, fault)

    def summary(self) -> dict[str, Any]:
        """Counts by severity and reason, the most frequent first, and the notes."""
        return {
            "errors": self.errors,
            "warnings": self.warnings,
            "reasons": [
                {"severity": severity.value, "reason": reason.en, "原因": reason.zh, "count": count}
                for (severity, reason), count in self._counts.most_common()
            ],
            "notes": [{"note": what.en, "备注": what.zh, "count": count} for what, count in self.notes.most_common()],
        }

    def close(self) -> None:
        """Finish the reject file and write the summary beside it; writes nothing if there was no fault."""
        if self._file is not None and self._path is not None:
            self._file.close()
            self._file = None
            text = json.dumps(self.summary(), ensure_ascii=False, indent=2) + "\n"
            self._path.with_suffix(".json").write_text(text, encoding="utf-8")

    def __enter__(self) -> Faults:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, path: Path, fault: Fault) -> None:
        if self._file is None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="")
            csv.writer(self._file).writerow(HEADER)
        cells = (fault.severity.value, fault.file, fault.line, fault.column, fault.value)
        texts = (fault.reason.en, fault.hint.en, fault.reason.zh, fault.hint.zh)
        csv.writer(self._file).writerow([*map(_harmless, cells), *texts])


def _shown(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _harmless(cell: object) -> object:
    """A spreadsheet runs what begins like a formula; a leading apostrophe tells it that this is text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in set("=+-@\t\r") else cell
