"""The store in one SQLite file: the embedded default. WAL mode; a commit is one transaction."""

from __future__ import annotations

import sqlite3
import threading
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any

import orjson

from graph import codec
from graph.merging import merge_entity, merge_links
from graph.records import Entity, Link, Stored
from graph.store import Batch, Change, CommitInfo, Target
from ontology.errors import Conflict, StoreError

__all__ = ["SqliteStore"]

FORMAT = 1
INDEXED_FROM = 1_000
"""Links from which on the indexes of their ends pay; they are made when `touching` first needs them, not by loads."""

LOGGED = """
WITH RECURSIVE logged (seq, newest, current, subject) AS (
  SELECT o.seq, o.seq, o.current, o.subject FROM json_each(?) JOIN origin o ON o.subject = value
  UNION ALL
  SELECT r.previous, newest, current, subject FROM logged JOIN record r USING (seq) WHERE r.previous IS NOT NULL
)
SELECT r.seq, r.version, e.id, subject, r.birth, current AND r.seq = newest, r.body, c.at
FROM logged JOIN record r USING (seq) JOIN commits c ON c.version = r.version LEFT JOIN entity e ON e.n = subject
ORDER BY r.seq
"""
TOUCHING = """
WITH ends AS (SELECT n FROM json_each(?) JOIN entity ON entity.id = value)
SELECT grp, kind FROM link WHERE start IN ends UNION SELECT grp, kind FROM link WHERE finish IN ends
"""
ENTITIES = """
SELECT n, e.id, e.version, kind, restricted, e.body, r.birth, r.body, at
FROM entity e LEFT JOIN record r ON r.seq = record LEFT JOIN commits c ON c.version = r.version
"""
LINKS = """
SELECT l.id, grp, l.version, l.kind, a.id, b.id, l.restricted, l.body, r.body, at
FROM link l JOIN entity a ON a.n = start JOIN entity b ON b.n = finish
LEFT JOIN record r ON r.seq = l.record LEFT JOIN commits c ON c.version = r.version
"""


SOMETHING = "(e.body IS NOT NULL OR e.record IS NOT NULL OR e.restricted)"


class SqliteStore:
    """`Store` over one file. Safe to use from several threads and processes; writers wait for each other."""

    def __init__(self, path: Path) -> None:
        """Open, or make, the store at `path`. Raises StoreError if it is not one, or was made by a newer Pilotgraph."""
        self.path = path
        self._lock = threading.RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = self._connect()
            self._prepare()
        except (sqlite3.Error, OSError) as error:
            hint = "Check the path and its permissions."
            raise StoreError(f"The store {path} can't be opened: {error}.", hint) from error

    def version(self) -> int:
        """See `Store`."""
        return int(self._rows("SELECT coalesce(max(version), 0) FROM commits")[0][0])

    def commit(self, batch: Batch, expected: int | None = None) -> int:
        """See `Store`."""
        with self._lock, self._transaction():
            newest = self.version()
            if expected is not None and newest != expected:
                raise Conflict(
                    f"The store is at version {newest}, not {expected}: somebody else committed.", "Try again."
                )
            version = newest + 1
            seqs = self._write_records(batch, version)
            self._write_entities(batch, version, seqs)
            numbers = self._numbers(batch)
            links = self._write_links(batch, version, seqs, numbers)
            self._write_origins(batch, seqs, numbers)
            entities = array("q", (numbers[change.id] for change in batch.merged if change.ends is None))
            self._connection.execute(
                "INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, ?)",
                (version, batch.who, batch.at, batch.why, len(batch.records), entities.tobytes(), links.tobytes()),
            )
        return version

    def records(self, subjects: Collection[str]) -> Iterator[Stored]:
        """See `Store`."""
        links = [codec.link_number(s) for s in subjects if codec.is_link(s)]
        entities = [s for s in subjects if not codec.is_link(s)]
        numbers = (
            self._rows("SELECT n FROM json_each(?) JOIN entity ON entity.id = value", entities) if entities else []
        )
        wanted = [*links, *(number for (number,) in numbers)]
        for seq, version, id, number, birth, current, body, at in self._rows(LOGGED, wanted) if wanted else ():
            record = codec.unpack_record(body, at)
            yield Stored(seq, version, id or codec.link_name(number), birth, bool(current), record)

    def current(self, origins: Collection[str]) -> Mapping[str, tuple[str, bytes]]:
        """See `Store`."""
        by_number = {codec.origin_number(origin): origin for origin in origins}
        rows = self._rows(
            "SELECT o.id, e.id, subject, digest FROM json_each(?) JOIN origin o ON o.id = value AND current"
            " LEFT JOIN entity e ON e.n = subject",
            list(by_number),
        )
        return {by_number[number]: (id or codec.link_name(subject), digest) for number, id, subject, digest in rows}

    def resolve(self, names: Collection[str]) -> Mapping[str, Target]:
        """See `Store`."""
        if not names:
            return {}
        rows = self._rows(
            "SELECT value, e.id, e.kind FROM json_each(?) JOIN name ON name = value JOIN entity e ON e.n = entity",
            list(names),
        )
        found = {name: Target(id, kind) for name, id, kind in rows}
        rest = {codec.origin_number(name): name for name in names if name not in found}
        rows = self._rows(
            "SELECT o.id, e.id, e.kind FROM json_each(?) JOIN origin o ON o.id = value JOIN entity e ON e.n = subject",
            list(rest),
        )
        found.update({rest[number]: Target(id, kind) for number, id, kind in rows})
        return found

    def touching(self, ids: Collection[str], kinds: Collection[str] = ()) -> Iterator[Stored]:
        """See `Store`."""
        if self._rows("SELECT count(*) FROM (SELECT 1 FROM link LIMIT ?)", INDEXED_FROM)[0][0] == INDEXED_FROM:
            with self._lock:
                for end in ("start", "finish"):
                    self._connection.execute(f"CREATE INDEX IF NOT EXISTS link_{end} ON link ({end})")
        groups = {group for group, kind in self._rows(TOUCHING, list(ids)) if not kinds or kind in kinds}
        yield from self.records([codec.link_name(group) for group in groups])

    def changes(self, since: int = 0) -> Iterator[Change]:
        """See `Store`."""
        with self._reading(), closing(self._connect()) as connection:
            connection.execute("BEGIN")
            if since == 0:
                yield from map(_entity_change, connection.execute(f"{ENTITIES} WHERE {SOMETHING} ORDER BY n"))
                yield from map(_link_change, connection.execute(f"{LINKS} WHERE {SOMETHING.replace('e.', 'l.')}"))
                return
            entities, links = _changed(connection, since)
            for some in _chunks(entities):
                yield from map(
                    _entity_change, connection.execute(f"{ENTITIES} JOIN json_each(?) ON value = n ORDER BY n", some)
                )
            for some in _chunks(links):
                yield from map(_link_change, connection.execute(f"{LINKS} JOIN json_each(?) ON value = l.id", some))

    def commits(self, last: int = 50) -> list[CommitInfo]:
        """See `Store`."""
        sql = "SELECT version, who, at, why, records FROM commits ORDER BY version DESC LIMIT ?"
        return [CommitInfo(*row) for row in self._rows(sql, last)]

    def close(self) -> None:
        """See `Store`."""
        with self._lock:
            self._connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, timeout=60)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -65536"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _prepare(self) -> None:
        with self._transaction() as connection:
            found = connection.execute("PRAGMA user_version").fetchone()[0]
            if found == 0:
                for statement in files("graph").joinpath("sqlite_schema.sql").read_text("utf-8").split(";\n"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {FORMAT}")
        if found not in (0, FORMAT):
            raise StoreError(
                f"{self.path} has format {found}, this Pilotgraph reads {FORMAT}.", "Use a matching version."
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

    def _write_records(self, batch: Batch, version: int) -> dict[str, int]:
        """Append to the log; returns origin -> seq of its newest record."""
        first = self._rows("SELECT coalesce(max(seq), 0) + 1 FROM record")[0][0]
        origins = {codec.origin_number(entry.record.origin): entry.record.origin for entry in batch.records}
        rows = self._rows("SELECT origin.id, seq FROM json_each(?) JOIN origin ON origin.id = value", list(origins))
        seqs = {origins[number]: seq for number, seq in rows}

        def logged() -> Iterator[tuple[Any, ...]]:
            for seq, entry in enumerate(batch.records, first):
                origin = entry.record.origin
                yield seq, version, seqs.get(origin), entry.birth, entry.packed
                seqs[origin] = seq

        self._connection.executemany("INSERT INTO record VALUES (?, ?, ?, ?, ?)", logged())
        return seqs

    def _write_entities(self, batch: Batch, version: int, seqs: Mapping[str, int]) -> None:
        self._connection.executemany(
            "INSERT INTO entity (id, kind, version, restricted, record, body) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, version = excluded.version,"
            " restricted = excluded.restricted, record = excluded.record, body = excluded.body",
            (
                (change.id, change.kind, version, change.restricted, *self._state(change, seqs))
                for change in batch.merged
                if change.ends is None
            ),
        )

    def _write_links(
        self, batch: Batch, version: int, seqs: Mapping[str, int], numbers: Mapping[str, int]
    ) -> array[int]:
        changed = array("q")

        def rows() -> Iterator[tuple[Any, ...]]:
            for change in batch.merged:
                if change.ends is not None:
                    start, end = change.ends
                    number = codec.link_number(change.id)
                    group = number if change.subject == change.id else codec.link_number(change.subject)
                    changed.append(number)
                    yield (
                        number, group, change.kind, numbers[start], numbers[end], version, change.restricted,
                        *self._state(change, seqs),
                    )  # fmt: skip

        self._connection.executemany(
            "INSERT INTO link VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE"
            " SET version = excluded.version, restricted = excluded.restricted, record = excluded.record,"
            " body = excluded.body",
            rows(),
        )
        return changed

    def _write_origins(self, batch: Batch, seqs: Mapping[str, int], numbers: Mapping[str, int]) -> None:
        self._connection.executemany(
            "INSERT INTO name VALUES (?, ?) ON CONFLICT DO UPDATE SET entity = excluded.entity",
            ((name, numbers[id]) for name, id in batch.names.items()),
        )
        self._connection.executemany(
            "UPDATE origin SET subject = ? WHERE id = ?",
            ((_subject(subject, numbers), codec.origin_number(origin)) for origin, subject in batch.moved.items()),
        )
        newest = {entry.record.origin: entry for entry in batch.records}
        self._connection.executemany(
            "INSERT OR REPLACE INTO origin VALUES (?, ?, ?, ?, ?)",
            (
                (
                    codec.origin_number(origin),
                    seqs[origin],
                    entry.current,
                    _subject(entry.subject, numbers),
                    entry.digest,
                )
                for origin, entry in newest.items()
            ),
        )

    def _state(self, change: Change, seqs: Mapping[str, int]) -> tuple[int | None, bytes | None]:
        """What stands for the value: the only record it is the merge of, or its bytes."""
        if change.value is None:
            return None, None
        if change.only is None or change.only not in seqs:
            return None, codec.pack_value(change.value)
        return seqs[change.only], None

    def _numbers(self, batch: Batch) -> dict[str, int]:
        """id -> row of every entity that the batch speaks of."""
        ids = {change.id for change in batch.merged if change.ends is None} | set(batch.names.values())
        ids.update(chain.from_iterable(change.ends for change in batch.merged if change.ends is not None))
        subjects = chain((entry.subject for entry in batch.records), batch.moved.values())
        ids.update(subject for subject in subjects if not codec.is_link(subject))
        return dict(self._rows("SELECT value, n FROM json_each(?) JOIN entity ON entity.id = value", list(ids)))

    def _rows(self, sql: str, *arguments: int | list[int] | list[str]) -> list[Any]:
        """All rows of a query; a list is bound as JSON."""
        bound = [argument if isinstance(argument, int) else orjson.dumps(argument).decode() for argument in arguments]
        with self._lock, self._reading():
            return self._connection.execute(sql, bound).fetchall()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            hint = "If the file is damaged, put a backup in its place."
            raise StoreError(f"The store {self.path} can't be read: {error}.", hint) from error


def _entity_change(row: tuple[Any, ...]) -> Change:
    _, id, version, kind, restricted, body, birth, record, at = row
    value: Entity | None = None
    if body is not None:
        value = codec.unpack_entity(id, body)
    elif record is not None:
        value = merge_entity(id, [codec.unpack_record(record, at)], {birth})
    return Change(id, version, kind, value, bool(restricted), id)


def _link_change(row: tuple[Any, ...]) -> Change:
    number, group, version, kind, start, end, restricted, body, record, at = row
    id, subject = codec.link_name(number), codec.link_name(group)
    value: Link | None = None
    if body is not None:
        value = codec.unpack_link(id, kind, start, end, body)
    elif record is not None:
        value = merge_links(id, start, end, [codec.unpack_record(record, at)])[0]
    return Change(id, version, kind, value, bool(restricted), subject, (start, end))


def _changed(connection: sqlite3.Connection, since: int) -> tuple[list[int], list[int]]:
    """The numbers of the entities and links that commits after `since` changed, each once."""
    entities: dict[int, None] = {}
    links: dict[int, None] = {}
    for some, others in connection.execute(
        "SELECT entities, links FROM commits WHERE version > ? ORDER BY version", (since,)
    ):
        entities.update(dict.fromkeys(array("q", some)))
        links.update(dict.fromkeys(array("q", others)))
    return list(entities), list(links)


def _chunks(numbers: list[int], size: int = 10_000) -> Iterable[tuple[str]]:
    return ((orjson.dumps(numbers[at : at + size]).decode(),) for at in range(0, len(numbers), size))


def _subject(subject: str, numbers: Mapping[str, int]) -> int:
    return codec.link_number(subject) if codec.is_link(subject) else numbers[subject]
