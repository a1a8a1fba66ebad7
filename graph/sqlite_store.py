"""The store in one SQLite file: the embedded default. WAL mode; a commit is one transaction."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson

from graph import codec
from graph.records import Entity, Link, Stored
from graph.store import Batch, Change, CommitInfo, Target
from ontology.errors import Conflict, StoreError

__all__ = ["SqliteStore"]

FORMAT = 1

NEWER = "version > ? AND (? > 0 OR body IS NOT NULL OR restricted)"
NEWER_LINK = "l.version > ? AND (? > 0 OR l.body IS NOT NULL OR l.restricted)"
SUBJECT = "coalesce(?, (SELECT n FROM entity WHERE id = ?))"

RECORDS = (
    "SELECT r.seq, r.version, e.id, r.subject, r.birth, r.current, r.body, c.at"
    " FROM record r JOIN commits c USING (version) LEFT JOIN entity e ON e.n = r.subject"
)


class SqliteStore:
    """`Store` over one file. Safe to use from several threads and processes; writers wait for each other."""

    def __init__(self, path: Path) -> None:
        """Open, or make, the store at `path`. Raises StoreError if it is not one, or was made by a newer Pilotgraph."""
        self.path = path
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = self._connect()
            self._prepare()
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"The store {path} can't be opened: {error}.", "Check the path and its permissions."
            ) from error

    def version(self) -> int:
        with self._lock:
            found = self._connection.execute("SELECT max(version) FROM commits").fetchone()[0]
        return int(found or 0)

    def commit(self, batch: Batch, expected: int | None = None) -> int:
        with self._lock, self._transaction() as connection:
            newest = int(connection.execute("SELECT coalesce(max(version), 0) FROM commits").fetchone()[0])
            if expected is not None and newest != expected:
                raise Conflict(
                    f"The store is at version {newest}, not at {expected}: somebody else has committed.", "Try again."
                )
            version = newest + 1
            connection.execute(
                "INSERT INTO commits VALUES (?, ?, ?, ?, ?)",
                (version, batch.who, batch.at, batch.why, len(batch.records)),
            )
            self._write_merged(connection, batch, version)
            self._write_records(connection, batch, version)
        return version

    def records(self, subjects: Collection[str]) -> Iterator[Stored]:
        links = [codec.link_number(s) for s in subjects if codec.is_link(s)]
        entities = [s for s in subjects if not codec.is_link(s)]
        yield from self._stored(f"{RECORDS} WHERE r.subject IN (SELECT value FROM json_each(?)) ORDER BY r.seq", links)
        yield from self._stored(
            f"{RECORDS} WHERE r.subject IN (SELECT n FROM json_each(?) JOIN entity ON entity.id = value) ORDER BY r.seq",
            entities,
        )

    def current(self, origins: Collection[str]) -> Mapping[str, tuple[str, bytes]]:
        rows = self._rows(
            "SELECT r.origin, e.id, r.subject, r.digest FROM json_each(?) JOIN record r ON r.origin = value AND r.current"
            " LEFT JOIN entity e ON e.n = r.subject",
            list(origins),
        )
        return {origin: (id or codec.link_name(number), digest) for origin, id, number, digest in rows}

    def resolve(self, names: Collection[str]) -> Mapping[str, Target]:
        rows = self._rows(
            "SELECT value, e.id, e.kind FROM json_each(?) JOIN name ON name = value JOIN entity e ON e.n = entity",
            list(names),
        )
        return {name: Target(id, kind) for name, id, kind in rows}

    def touching(self, ids: Collection[str], kinds: Collection[str] = ()) -> Iterator[Stored]:
        of_kind = " AND kind IN (SELECT value FROM json_each(?))" if kinds else ""
        yield from self._stored(
            "WITH ends AS (SELECT n FROM json_each(?) JOIN entity ON entity.id = value), groups AS ("
            f"SELECT grp FROM link WHERE start IN ends{of_kind} UNION SELECT grp FROM link WHERE finish IN ends{of_kind}) "
            f"{RECORDS} WHERE r.subject IN groups ORDER BY r.seq",
            list(ids),
            *([list(kinds)] * 2 if kinds else []),
        )

    def changes(self, since: int = 0) -> Iterator[Change]:
        connection = self._connect()
        try:
            yield from self._entity_changes(connection, since)
            yield from self._link_changes(connection, since)
        finally:
            connection.close()

    def commits(self, last: int = 50) -> list[CommitInfo]:
        with self._lock:
            rows = self._connection.execute("SELECT * FROM commits ORDER BY version DESC LIMIT ?", (last,)).fetchall()
        return [CommitInfo(*row) for row in rows]

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, timeout=60)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -65536", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _prepare(self) -> None:
        found = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if found == 0:
            with self._transaction() as connection:
                for statement in files("graph").joinpath("sqlite_schema.sql").read_text("utf-8").split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {FORMAT}")
        elif found != FORMAT:
            raise StoreError(
                f"The store {self.path} has format {found}, this Pilotgraph reads {FORMAT}.", "Use its version."
            )

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except BaseException as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise StoreError(
                    f"Writing to {self.path} failed: {error}.", "Nothing was changed; try again."
                ) from error
            raise

    def _write_merged(self, connection: sqlite3.Connection, batch: Batch, version: int) -> None:
        entities = [change for change in batch.merged if change.ends is None]
        connection.executemany(
            "INSERT INTO entity (id, kind, version, restricted, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " kind = excluded.kind, version = excluded.version, restricted = excluded.restricted,"
            " body = excluded.body",
            ((c.id, c.kind, version, c.restricted, _body(c.value)) for c in entities),
        )
        connection.executemany(
            "INSERT INTO name VALUES (?, (SELECT n FROM entity WHERE id = ?)) ON CONFLICT DO UPDATE SET entity = excluded.entity",
            batch.names.items(),
        )
        connection.executemany(
            "INSERT INTO link (id, grp, kind, start, finish, version, restricted, body) VALUES"
            " (?, ?, ?, (SELECT n FROM entity WHERE id = ?), (SELECT n FROM entity WHERE id = ?), ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET version = excluded.version, restricted = excluded.restricted, body = excluded.body",
            (
                (
                    codec.link_number(c.id),
                    codec.link_number(c.subject),
                    c.kind,
                    *c.ends,
                    version,
                    c.restricted,
                    _body(c.value),
                )
                for c in batch.merged
                if c.ends is not None
            ),
        )

    def _write_records(self, connection: sqlite3.Connection, batch: Batch, version: int) -> None:
        connection.executemany(
            f"UPDATE record SET subject = {SUBJECT} WHERE origin = ?",
            ((*_subject(subject), origin) for origin, subject in batch.moved.items()),
        )
        connection.executemany(
            "UPDATE record SET current = 0 WHERE origin = ? AND current",
            ((entry.record.origin,) for entry in batch.records),
        )
        connection.executemany(
            f"INSERT INTO record (version, origin, subject, birth, current, digest, body) VALUES (?, ?, {SUBJECT}, ?, ?, ?, ?)",
            (
                (version, e.record.origin, *_subject(e.subject), e.birth, e.current, e.digest, e.packed)
                for e in batch.records
            ),
        )

    def _stored(self, sql: str, *arguments: list[int] | list[str]) -> Iterator[Stored]:
        if not arguments[0]:
            return
        for seq, version, id, number, birth, current, body, at in self._rows(sql, *arguments):
            record = codec.unpack_record(body, at)
            yield Stored(seq, version, id or codec.link_name(number), birth, bool(current), record)

    def _rows(self, sql: str, *arguments: list[int] | list[str]) -> list[Any]:
        with self._lock:
            return self._connection.execute(sql, [orjson.dumps(one).decode() for one in arguments]).fetchall()

    def _entity_changes(self, connection: sqlite3.Connection, since: int) -> Iterator[Change]:
        rows = connection.execute(
            f"SELECT id, version, kind, restricted, body FROM entity WHERE {NEWER} ORDER BY n", (since, since)
        )
        for id, version, kind, restricted, body in rows:
            value = codec.unpack_entity(id, body) if body else None
            yield Change(id, version, kind, value, bool(restricted), id)

    def _link_changes(self, connection: sqlite3.Connection, since: int) -> Iterator[Change]:
        rows = connection.execute(
            "SELECT l.id, grp, l.version, l.kind, a.id, b.id, l.restricted, l.body FROM link l"
            f" JOIN entity a ON a.n = start JOIN entity b ON b.n = finish WHERE {NEWER_LINK}"
            " ORDER BY l.rowid",
            (since, since),
        )
        for number, group, version, kind, start, end, restricted, body in rows:
            id, subject = codec.link_name(number), codec.link_name(group)
            value = codec.unpack_link(id, kind, start, end, body) if body else None
            yield Change(id, version, kind, value, bool(restricted), subject, (start, end))


def _body(value: Entity | Link | None) -> bytes | None:
    return None if value is None else codec.pack_value(value)


def _subject(subject: str) -> tuple[int | None, str]:
    return (codec.link_number(subject) if codec.is_link(subject) else None), subject
