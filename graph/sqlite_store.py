"""The store in one SQLite file: the embedded default. WAL mode; a commit is one transaction."""

from __future__ import annotations

import sqlite3
import threading
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any

import orjson

from graph import codec
from graph.merging import merge_entity
from graph.records import Entity, Link, Record, Stored
from graph.sqlite_commit import Commit
from graph.sqlite_log import Log, Reader
from graph.sqlite_subjects import IDS, SUBJECTS, names_of, whole_log
from graph.store import Batch, Change, CommitInfo, Target
from ontology.errors import Conflict, StoreError

__all__ = ["SqliteStore"]

FORMAT = 5
OURS = int.from_bytes(b"PILT", "big")
"""What tells our files from those of other programs (SQLite's application_id)."""
INDEXED_FROM = 1_000
"""Links from which on the indexes of their ends pay; they are made when `touching` first needs them, not by loads."""
AT_ONCE = 512
"""Changes that are read at once."""
REMEMBERED = 1 << 18
"""Entities whose number is remembered between commits, at most."""

NAMED = (
    "SELECT value, e.id, e.kind FROM json_each(?) JOIN name ON name = value JOIN entity e ON e.n = entity",
    "SELECT value, e.id, kind FROM json_each(?) JOIN entity e ON e.id = value",
)
"""In what ways a name may lead to an entity; the first that does is the right one. The last is by its records."""
SAID = f"SELECT s.value, e.id, e.kind FROM ({SUBJECTS}) s JOIN entity e ON e.n = subject"
TOUCHING = """
WITH ends AS (SELECT n FROM json_each(?) JOIN entity ON entity.id = value)
SELECT coalesce(grp, id), kind FROM link WHERE start IN ends
UNION SELECT coalesce(grp, id), kind FROM link WHERE finish IN ends
"""
ENTITIES = "SELECT entity.id, version, kind, restricted, alone, n, body FROM entity "
LINKS = "SELECT link.id, version, kind, restricted, alone, n, body, grp, start, finish FROM link "
SOMETHING = "WHERE body IS NOT NULL OR alone OR restricted"
CHOSEN = "JOIN json_each(?) ON value = n"


class _Database:
    """One connection, for one thread at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = threading.RLock()
        self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=60)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -65536"):
            self.connection.execute(f"PRAGMA {pragma}")

    def rows(self, sql: str, *arguments: Any) -> list[Any]:
        """See `Database`."""
        bound = [argument if isinstance(argument, int) else orjson.dumps(argument).decode() for argument in arguments]
        with self.lock, self.reading():
            return self.connection.execute(sql, bound).fetchall()

    def write(self, sql: str, rows: Iterable[Sequence[Any]]) -> int:
        """See `Database`."""
        return self.connection.executemany(sql, rows).rowcount

    def close(self) -> None:
        """Close it."""
        with self.lock:
            self.connection.close()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Turn what a damaged file raises into StoreError."""
        try:
            yield
        except sqlite3.Error as error:
            hint = "If the file is damaged, put a backup in its place."
            raise StoreError(f"The store {self.path} can't be read: {error}.", hint) from error

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Several queries that all see the store as it is at the first."""
        with self.lock, self.reading():
            self.connection.execute("BEGIN")
            try:
                yield
            finally:
                self.connection.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All or nothing of what is written."""
        with self.lock:
            try:
                self.connection.execute("BEGIN IMMEDIATE")
                yield
                self.connection.execute("COMMIT")
            except BaseException as error:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    hint = "Nothing was changed; try again."
                    raise StoreError(f"Writing to {self.path} failed: {error}.", hint) from error
                raise


class SqliteStore:
    """`Store` over one file. Safe to use from several threads and processes; writers wait for each other."""

    def __init__(self, path: Path) -> None:
        """Open, or make, the store at `path`. Raises StoreError if it is not one, or was made by a newer Pilotgraph."""
        self.path = path
        self._entities: dict[str, int] = {}
        """id -> number of some entities at the version `_known_at`."""
        self._known_at = 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _refuse_foreign(path)
            self._database = _Database(path)
            self._prepare()
        except (sqlite3.Error, OSError) as error:
            hint = "Check the path and its permissions."
            raise StoreError(f"The store {path} can't be opened: {error}.", hint) from error
        self._rows = self._database.rows
        self._log = Log(self._database)

    def version(self) -> int:
        """See `Store`."""
        return int(self._rows("SELECT coalesce(max(version), 0) FROM commits")[0][0])

    def commit(self, batch: Batch, expected: int | None = None) -> int:
        """See `Store`."""
        try:
            with self._database.writing():
                newest = self.version()
                if expected is not None and newest != expected:
                    raise Conflict(
                        f"The store is at version {newest}, not {expected}: somebody else committed.", "Try again."
                    )
                if newest != self._known_at or batch.restored:
                    self._entities = {}  # a repair, perhaps another's, may give other numbers
                Commit(self._database, batch, newest + 1, self._entities).write()
        except BaseException:
            self._entities = {}
            raise
        self._known_at = newest + 1
        if len(self._entities) > REMEMBERED:
            self._entities = {}
        return newest + 1

    def records(self, subjects: Collection[str] | None, since: int = 0) -> Iterator[Stored]:
        """See `Store`."""
        if subjects is None:
            return self._whole_log(since)
        links = {codec.link_number(subject): subject for subject in subjects if codec.is_link(subject)}
        entities = [subject for subject in subjects if not codec.is_link(subject)]
        with self._database.at_once():
            rows = self._found("SELECT n, value, alone FROM json_each(?) JOIN entity e ON e.id = value", entities)
            found = self._found("SELECT n, value, alone FROM json_each(?) JOIN link l ON l.id = value", list(links))
            rows += [(number, links[id], alone) for number, id, alone in found]
            names = {number: name for number, name, alone in rows if not alone}
            newest = {number: name for number, name, alone in rows if alone}
            sql = "SELECT seq, subject FROM json_each(?) JOIN member ON subject = value JOIN origin o ON o.id = origin"
            newest |= {seq: names[number] for seq, number in self._found(sql, list(names))}
            logged = self._log.history(newest) if newest else []
        return (stored for stored in logged if stored.version > since)

    def newest(self, origins: Collection[str]) -> Mapping[str, tuple[str, Record]]:
        """See `Store`."""
        by_number = dict(zip(codec.origin_numbers(origins), origins, strict=True))
        with self._database.at_once():
            found = self._rows(SUBJECTS, list(by_number))
            names = names_of(self._database, {subject for _, _, subject in found})
            records = self._log.read(seq for _, seq, _ in found)
        told = ((by_number[number], names.get(subject, ""), records[seq][1]) for number, seq, subject in found)
        return {origin: (subject, codec.record_of(fields)) for origin, subject, fields in told}

    def unchanged(self, runs: Collection[str]) -> Collection[str]:
        """See `Store`."""
        return self._log.unchanged(runs)

    def resolve(self, names: Collection[str]) -> Mapping[str, Target]:
        """See `Store`."""
        found: dict[str, Target] = {}
        with self._database.at_once():
            for sql in NAMED:
                rows = self._found(sql, [name for name in names if name not in found])
                found.update((name, Target(id, kind)) for name, id, kind in rows)
            rest = [name for name in names if name not in found]
            by_number = dict(zip(codec.origin_numbers(rest), rest, strict=True))
            rows = self._found(SAID, list(by_number))
        found.update((by_number[number], Target(id, kind)) for number, id, kind in rows)
        return found

    def touching(self, ids: Collection[str], kinds: Collection[str] = ()) -> Iterator[Stored]:
        """See `Store`."""
        if self._rows("SELECT count(*) FROM (SELECT 1 FROM link LIMIT ?)", INDEXED_FROM)[0][0] == INDEXED_FROM:
            for end in ("start", "finish"):
                self._rows(f"CREATE INDEX IF NOT EXISTS link_{end} ON link ({end})")
        groups = {group for group, kind in self._rows(TOUCHING, list(ids)) if not kinds or kind in kinds}
        yield from self.records([codec.link_name(group) for group in groups])

    def changes(self, since: int = 0) -> Iterator[Change]:
        """See `Store`."""
        with closing(_Database(self.path)) as database, database.at_once():
            which = SOMETHING if since == 0 else CHOSEN
            entities, links = (None, None) if since == 0 else _changed(database, since)
            ids: dict[int, str] = {}
            shown = f"{ENTITIES}{which} ORDER BY shown, n"
            yield from _entity_changes(_chunks(database, shown, entities), Reader(database), ids)
            told = f"{LINKS}{which} ORDER BY n"
            yield from _link_changes(_chunks(database, told, links), Reader(database), ids, database)

    def commits(self, last: int = 50) -> list[CommitInfo]:
        """See `Store`."""
        sql = "SELECT version, who, at, why, records FROM commits ORDER BY version DESC LIMIT ?"
        return [CommitInfo(*row) for row in self._rows(sql, last)]

    def close(self) -> None:
        """See `Store`."""
        self._database.close()

    def _whole_log(self, since: int) -> Iterator[Stored]:
        with closing(_Database(self.path)) as database, database.at_once():
            yield from whole_log(database, since)

    def _prepare(self) -> None:
        with self._database.writing():
            connection = self._database.connection
            found = connection.execute("PRAGMA user_version").fetchone()[0]
            if found == 0:
                for statement in files("graph").joinpath("sqlite_schema.sql").read_text("utf-8").split(";\n"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {FORMAT}")
                connection.execute(f"PRAGMA application_id = {OURS}")
        if found not in (0, FORMAT):
            raise StoreError(
                f"{self.path} has format {found}, this Pilotgraph reads {FORMAT}.", "Use a matching version."
            )

    def _found(self, sql: str, values: Sequence[str] | Sequence[int]) -> list[Any]:
        """The rows of a query for values, if there are any."""
        return self._rows(sql, values) if values else []


def _chunks(database: _Database, sql: str, numbers: Sequence[int] | None = None) -> Iterator[list[Any]]:
    """The rows of ENTITIES or LINKS of these numbers, or all, some at once."""
    found = database.connection.execute(sql, () if numbers is None else (orjson.dumps(numbers).decode(),))
    while rows := found.fetchmany(AT_ONCE):
        yield rows


def _entity_changes(chunks: Iterable[list[Any]], records: Reader, ids: dict[int, str]) -> Iterator[Change]:
    """Changes of entities, whose ids are noted by number."""
    for id, version, kind, restricted, alone, number, body in chain.from_iterable(chunks):
        ids[number] = id
        value: Entity | None = None
        if alone:
            value = merge_entity(id, [codec.record_of(records.fields(number))], ())
        elif body is not None:
            value = codec.unpack_entity(id, body)
        yield Change(id, version, kind, value, bool(restricted), id)


def _link_changes(
    chunks: Iterable[list[Any]], records: Reader, ids: dict[int, str], database: _Database
) -> Iterator[Change]:
    """Changes of links; `ids` are those of entities by number, as far as they are known.

    An end is empty if its entity was lost, which only damage to the file can do.
    """
    for rows in chunks:
        ends = {row[-2] for row in rows} | {row[-1] for row in rows}
        ids.update(database.rows(IDS, [number for number in ends if number not in ids]))
        for link, version, kind, restricted, alone, number, body, group, start_at, end_at in rows:
            id, start, end = codec.link_name(link), ids.get(start_at, ""), ids.get(end_at, "")
            value: Link | None = None
            if alone:
                value = codec.lone_link(id, start, end, records.fields(number))
            elif body is not None:
                value = codec.unpack_link(id, kind, start, end, body)
            subject = id if group is None else codec.link_name(group)
            yield Change(id, version, kind, value, bool(restricted), subject, (start, end))


def _changed(database: _Database, since: int) -> tuple[list[int], list[int]]:
    """The numbers of the entities and links that commits after `since` changed, each once."""
    entities: set[int] = set()
    links: set[int] = set()
    for some, others in database.rows("SELECT entities, links FROM commits WHERE version > ?", since):
        entities.update(array("q", some))
        links.update(array("q", others))
    return list(entities), list(links)


def _looked_into(uri: str) -> tuple[int, int]:
    """Whose database it is, and how many tables and indexes it has."""
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        whose = connection.execute("PRAGMA application_id").fetchone()[0]
        return whose, connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]


def _refuse_foreign(path: Path) -> None:
    """Raise StoreError if there is a database that is none of ours; it is only read."""
    if not path.exists() or path.stat().st_size == 0:
        return
    try:
        whose, tables = _looked_into(f"{path.resolve().as_uri()}?mode=ro")
    except sqlite3.OperationalError:  # whoever wrote to it was killed: SQLite takes back what was half before it reads
        whose, tables = _looked_into(path.resolve().as_uri())
    if whose != OURS and tables:
        raise StoreError(f"{path} is a database of another program.", "Name another file in PILOTGRAPH_STORE.")
