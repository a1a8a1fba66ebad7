"""Baseline of loading: the same rows, read with `csv` and written into two bare, indexed SQLite tables."""

from __future__ import annotations

import csv
import gzip
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path


def main(folder: Path, database: Path) -> None:
    """Write `participation` and `project`, indexed by what one looks them up by."""
    database.unlink(missing_ok=True)
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        _fill(connection, "project", folder / "project.csv.gz", ["id"])
        _fill(connection, "participation", folder / "organization.csv.gz", ["projectID", "organisationID"])
    connection.close()


def _fill(connection: sqlite3.Connection, table: str, path: Path, indexed: list[str]) -> None:
    rows = _rows(path)
    header = next(rows)
    columns = ", ".join(f'"{column}"' for column in header)
    connection.execute(f"CREATE TABLE {table} ({columns})")
    for column in indexed:
        connection.execute(f"CREATE INDEX {table}_{column} ON {table} ({column})")
    connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(header))})", rows)


def _rows(path: Path) -> Iterator[list[str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.reader(lines, delimiter=";")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
