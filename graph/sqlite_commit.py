"""Writing one commit into SQLite: its records, what follows from them, and what leads to it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from graph import codec
from graph.sqlite_log import Database, Log
from graph.store import Batch, Change, Entry

__all__ = ["Commit"]

LAST = {
    "entity": "SELECT coalesce(max(n), 0) FROM entity",
    "link": "SELECT coalesce(max(n), 0) FROM link",
}
ALONE = {
    "entity": "SELECT record FROM json_each(?) JOIN entity ON entity.id = value WHERE record IS NOT NULL",
    "link": "SELECT record FROM json_each(?) JOIN link ON link.id = value WHERE record IS NOT NULL",
}
LONE_ENTITY = "INSERT INTO entity (n, id, kind, version, restricted, record) VALUES (?, ?, ?, ?, ?, ?)"
ENTITY = """
INSERT INTO entity (n, id, kind, version, restricted, body) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, version = excluded.version, restricted = excluded.restricted,
record = NULL, body = excluded.body
"""
LINK = """
INSERT INTO link (n, id, grp, kind, start, finish, version, restricted, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET version = excluded.version, restricted = excluded.restricted, record = NULL,
body = excluded.body
"""
LONE_LINK = """
INSERT INTO link (n, id, kind, start, finish, version, restricted, record) VALUES (?, ?, ?, ?, ?, ?, 0, ?)
ON CONFLICT (id) DO UPDATE SET version = excluded.version, restricted = 0, record = excluded.record, body = NULL
"""
NO_LINK = """
INSERT OR IGNORE INTO link (n, id, kind, start, finish, version, restricted) VALUES (?, ?, ?, ?, ?, ?, 0)
"""


class Commit:
    """One commit while it is written."""

    def __init__(self, database: Database, batch: Batch, version: int, entities: dict[str, int]) -> None:
        """`entities` are rows of entities that are known, by id; new ones are added, and hold once all is committed."""
        self._database = database
        self._log = Log(database)
        self._batch = batch
        self._version = version
        self._entities = entities
        self._told = [one for one in batch.records if not one.alone and not one.replaced]
        """Entries whose subject may have others."""
        self._links: dict[int, int] = {}
        """Rows of links by the numbers of their ids."""
        first = self._log.end()
        self._seqs = range(first, first + len(batch.records))
        self._newest = dict(zip((one.origin for one in batch.records), self._seqs, strict=True))
        """The number of the newest record of each origin."""

    def write(self) -> None:
        """Write everything."""
        batch = self._batch
        entities = [change for change in batch.merged if change.ends is None]
        links = [change for change in batch.merged if change.ends is not None]
        lone = [one for one in batch.records if one.alone]
        self._write_records()
        self._end_solitude("entity", [change.id for change in entities if change.only is None])
        self._end_solitude("link", [codec.link_number(change.id) for change in links])
        self._write_entities(entities)
        self._write_links(links)
        self._write_lone_links(lone)
        self._write_names(entities)
        self._write_origins(entities)
        changed = array("q", [self._entities[change.id] for change in entities])
        linked = array("q", map(self._link_row, chain((c.id for c in links), (one.subject for one in lone))))
        self._database.write(
            "INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(self._version, batch.who, batch.at, batch.why, len(batch.records), changed.tobytes(), linked.tobytes())],
        )

    def _write_records(self) -> None:
        entries = self._batch.records
        self._log.append(entries, self._seqs.start, self._version)
        if not any(one.heard or one.replaced for one in entries):
            return
        heard = {one.origin for one in entries if one.heard}
        rows = self._database.rows(
            "SELECT o.id, seq FROM json_each(?) JOIN origin o ON o.id = value", codec.origin_numbers(heard)
        )
        known = dict(rows)
        previous = {o: known[n] for o, n in zip(heard, codec.origin_numbers(heard), strict=True) if n in known}
        replacing = []
        for seq, one in zip(self._seqs, entries, strict=True):
            if one.origin in previous:
                replacing.append((seq, previous[one.origin], one.birth))
            previous[one.origin] = seq
        self._log.replace(replacing)

    def _end_solitude(self, table: str, ids: Sequence[str] | Sequence[int]) -> None:
        """Have the index lead to records that were alone about an entity or a link, and perhaps no longer are."""
        records = [record for (record,) in self._database.rows(ALONE[table], ids)] if ids else []
        if records:
            origins = [codec.unpack_record(packed, "").origin for _, packed in self._log.read(records).values()]
            self._database.write(
                "UPDATE origin SET alone = 0 WHERE id = ?", ((number,) for number in codec.origin_numbers(origins))
            )

    def _write_entities(self, changes: Sequence[Change]) -> None:
        version = self._version
        numbered = list(enumerate(changes, 1 + self._last_row("entity")))
        lone = [(row, c, c.only) for row, c in numbered if c.only is not None]
        records = [None if c.value is None else self._newest[only] for _, c, only in lone]
        told = ((row, c.id, c.kind, version, c.restricted) for row, c, _ in lone)
        self._database.write(LONE_ENTITY, ((*one, record) for one, record in zip(told, records, strict=True)))
        self._entities.update((c.id, row) for row, c, _ in lone)
        rest = ((row, c) for row, c in numbered if c.only is None)
        self._database.write(ENTITY, ((row, c.id, c.kind, version, c.restricted, _body(c)) for row, c in rest))
        self._find_entities(changes)

    def _find_entities(self, changes: Sequence[Change]) -> None:
        batch = self._batch
        ids = {change.id for change in changes}
        ids.update(batch.names.values(), chain.from_iterable(c.ends for c in batch.merged if c.ends is not None))
        ids.update(chain.from_iterable(one.ends for one in batch.records))
        ids.update(subject for subject in self._subjects() if not codec.is_link(subject))
        ids -= self._entities.keys()
        sql = "SELECT value, n FROM json_each(?) JOIN entity ON entity.id = value"
        self._entities.update(self._database.rows(sql, list(ids)))

    def _subjects(self) -> Iterator[str]:
        return chain((one.subject for one in self._told), self._batch.moved.values())

    def _write_links(self, changes: Sequence[Change]) -> None:
        """Write links that are not alone, and a row for each group of which nothing is left but records."""
        rows = iter(range(1 + self._last_row("link"), 1 << 62))
        number = codec.link_number
        self._database.write(
            LINK,
            (
                (
                    next(rows), number(c.id), None if c.subject == c.id else number(c.subject), c.kind,
                    *self._ends(c.ends or ("", "")), self._version, c.restricted, _body(c),
                )
                for c in changes
            ),
        )  # fmt: skip
        told = [one for one in self._told if codec.is_link(one.subject)]
        self._database.write(
            NO_LINK,
            ((next(rows), number(one.subject), one.record.kind, *self._ends(one.ends), self._version) for one in told),
        )
        numbers = {number(subject) for subject in self._subjects() if codec.is_link(subject)}
        self._find_links(numbers.union(number(change.id) for change in changes))

    def _write_lone_links(self, lone: Sequence[Entry]) -> None:
        first = 1 + self._last_row("link")
        numbers = [codec.link_number(one.subject) for one in lone]
        version = self._version
        self._database.write(
            LONE_LINK,
            (
                (row, number, one.record.kind, *self._ends(one.ends), version, self._newest[one.origin])
                for row, (number, one) in enumerate(zip(numbers, lone, strict=True), first)
            ),
        )
        if self._last_row("link") == first + len(lone) - 1:
            self._links.update(zip(numbers, range(first, first + len(lone)), strict=True))
        else:  # some had a row from the time when they were spoken of before
            self._find_links(numbers)

    def _find_links(self, numbers: Iterable[int]) -> None:
        sql = "SELECT value, n FROM json_each(?) JOIN link ON link.id = value"
        self._links.update(self._database.rows(sql, list(numbers)))

    def _ends(self, ends: tuple[str, str]) -> tuple[int, int]:
        start, end = ends
        return self._entities[start], self._entities[end]

    def _last_row(self, table: str) -> int:
        return int(self._database.rows(LAST[table])[0][0])

    def _link_row(self, id: str) -> int:
        return self._links[codec.link_number(id)]

    def _subject(self, subject: str) -> int:
        return -self._link_row(subject) if codec.is_link(subject) else self._entities[subject]

    def _write_names(self, changes: Sequence[Change]) -> None:
        names = self._batch.names
        self._database.write("DELETE FROM name WHERE name = ?", ((c.id,) for c in changes if c.only is None))
        self._database.write(
            "INSERT INTO name VALUES (?, ?) ON CONFLICT DO UPDATE SET entity = excluded.entity",
            ((name, self._entities[id]) for name, id in names.items() if name != id),
        )

    def _write_origins(self, entities: Sequence[Change]) -> None:
        lone = {change.only for change in entities if change.value is not None}
        latest = {one.origin: one for one in self._batch.records}
        self._database.write(
            "INSERT OR REPLACE INTO origin VALUES (?, ?, ?, ?)",
            (
                (number, self._newest[origin], self._subject(one.subject), one.alone or origin in lone)
                for number, (origin, one) in zip(codec.origin_numbers(latest), latest.items(), strict=True)
            ),
        )
        numbers = codec.origin_numbers(self._batch.moved)
        self._database.write(
            "UPDATE origin SET subject = ?, alone = 0 WHERE id = ?",
            zip(map(self._subject, self._batch.moved.values()), numbers, strict=True),
        )


def _body(change: Change) -> bytes | None:
    return None if change.value is None else codec.pack_value(change.value)
