"""The log of records in SQLite: a row for each run of records that came one after the other.

A row a record would cost five times as much to write; and a run that comes again is recognised at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from graph import codec
from graph.identity import birth_of
from graph.records import Record, Stored
from graph.store import Entry, damaged

__all__ = ["Database", "Log", "Reader", "Times"]

CHAINS = """
WITH RECURSIVE chain (seq, newest) AS (
  SELECT value, value FROM json_each(?)
  UNION ALL
  SELECT previous, newest FROM chain JOIN replacing USING (seq)
)
SELECT chain.seq, newest, birth FROM chain LEFT JOIN replacing USING (seq)
"""


class Database(Protocol):
    """A connection to SQLite."""

    def rows(self, sql: str, *arguments: Any) -> list[Any]:
        """All rows of a query; an argument that is no number is bound as JSON."""

    def write(self, sql: str, rows: Iterable[Sequence[Any]]) -> int:
        """Write many rows; returns how many were written."""


class Log:
    """Reads and writes the log. What it reads are committed records, or those of the transaction that it is in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def end(self) -> int:
        """One more than the greatest number of a record; at least 1."""
        last = self._database.rows("SELECT first, body FROM run ORDER BY first DESC LIMIT 1")
        return last[0][0] + len(codec.unpack_run(last[0][1])) if last else 1

    def append(self, entries: Sequence[Entry], first: int, version: int) -> None:
        """Write entries as the records from number `first` on."""
        records = [one.record for one in entries]

        def rows() -> Iterator[tuple[int, int, str | None, bytes]]:
            for start, end in codec.runs([one.number for one in entries]):
                body = codec.pack_run(records[start:end])
                newest = not any(one.replaced for one in entries[start:end])
                yield first + start, version, codec.digest(body) if newest else None, body

        self._database.write("INSERT INTO run VALUES (?, ?, ?, ?)", rows())

    def replace(self, rows: Sequence[tuple[int, int, str]]) -> None:
        """Note records (number, the number of that which it replaces, birth)."""
        self._database.write("INSERT INTO replacing VALUES (?, ?, ?)", rows)
        self._database.write(
            "UPDATE run SET digest = NULL WHERE first = (SELECT max(first) FROM run WHERE first <= ?)",
            ((previous,) for _, previous, _ in rows),
        )

    def unchanged(self, digests: Collection[str]) -> set[str]:
        """Those that are of runs each record of which is the newest of its origin."""
        found = self._database.rows("SELECT digest FROM json_each(?) JOIN run ON digest = value", list(digests))
        return {digest for (digest,) in found}

    def read(self, numbers: Iterable[int]) -> dict[int, tuple[int, codec.Fields]]:
        """number -> version and fields of a record."""
        reader = Reader(self._database)
        return {number: (reader.version, fields) for number in sorted(numbers) if (fields := reader.fields(number))}

    def history(self, newest: Mapping[int, str]) -> list[Stored]:
        """These records, with the subject of each, and all that they have replaced, in order of the log."""
        chains = {seq: rest for seq, *rest in self._database.rows(CHAINS, list(newest))}
        logged = self.read(chains)
        sql = "SELECT version, at FROM json_each(?) JOIN commits ON version = value"
        times = Times(self._database.rows(sql, list({version for version, _ in logged.values()})))
        found = []
        for seq, (version, fields) in logged.items():
            last, birth = chains[seq]
            record = codec.record_of(fields).dated(times[version])
            current = seq == last and not record.retracted
            birth = _birth(record) if birth is None else birth
            found.append(Stored(seq, version, newest[last], birth, current, record))
        return found


class Times(dict[int, str]):
    """Version -> when it was committed. Raises StoreError for one that is not there."""

    def __missing__(self, version: int) -> str:
        raise damaged(f"commit {version} is not there")


class Reader:
    """Reads records one after the other. To go by number is fast, since a run is read as a whole."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._first = 0
        self._run: list[codec.Fields] = []
        self.version = 0
        """The version that the last record belongs to."""

    def fields(self, number: int) -> codec.Fields:
        """The fields of the record with this number."""
        place = number - self._first
        if not 0 <= place < len(self._run):
            sql = "SELECT first, version, body FROM run WHERE first <= ? ORDER BY first DESC LIMIT 1"
            self._first, self.version, body = self._database.rows(sql, number)[0]
            self._run = codec.unpack_run(body)
            place = number - self._first
        return self._run[place]


def _birth(record: Record) -> str:
    return "" if record.is_link else birth_of(record.identifiers, record.origin)
