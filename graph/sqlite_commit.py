"""Writing one commit into SQLite: its records, what follows from them, and what leads to it."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import chain

from graph import codec
from graph.records import PUBLIC
from graph.sqlite_log import Database, Log
from graph.store import Batch, Change, Heard, lone_change

__all__ = ["Commit"]

LAST = "SELECT max(coalesce((SELECT max(n) FROM entity), 0), coalesce((SELECT max(n) FROM link), 0))"
HEARD = "SELECT o.id, seq FROM json_each(?) JOIN origin o ON o.id = value"
ALONE_ENTITIES = "SELECT n FROM json_each(?) JOIN entity e ON e.id = value WHERE alone"
ALONE_LINKS = "SELECT n FROM json_each(?) JOIN link l ON l.id = value WHERE alone"
ENTITIES = "SELECT value, n FROM json_each(?) JOIN entity ON entity.id = value"
TAKEN = "SELECT n FROM json_each(?) JOIN entity ON n = value"
LINKS = "SELECT value, n FROM json_each(?) JOIN link ON link.id = value"
LONE_ENTITY = "INSERT INTO entity (n, shown, id, kind, version, restricted, alone) VALUES (?, ?, ?, ?, ?, 0, 1)"
ENTITY = """
INSERT INTO entity (n, shown, id, kind, version, restricted, alone, body) VALUES (?, ?, ?, ?, ?, ?, 0, ?)
ON CONFLICT (id) DO UPDATE SET shown = coalesce(shown, excluded.shown), kind = excluded.kind,
version = excluded.version, restricted = excluded.restricted,
alone = 0, body = excluded.body
"""
LONE_LINK = """
INSERT OR IGNORE INTO link (n, id, kind, start, finish, version, restricted, alone) VALUES (?, ?, ?, ?, ?, ?, 0, 1)
"""
LINK = """
INSERT INTO link (n, id, grp, kind, start, finish, version, restricted, alone, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?)
ON CONFLICT (id) DO UPDATE SET version = excluded.version, restricted = excluded.restricted, alone = 0,
body = excluded.body, grp = excluded.grp, kind = excluded.kind, start = excluded.start, finish = excluded.finish
"""
NO_LINK = """
INSERT OR IGNORE INTO link (n, id, kind, start, finish, version, restricted, alone) VALUES (?, ?, ?, ?, ?, ?, 0, 0)
"""


class Commit:
    """One commit while it is written."""

    def __init__(self, database: Database, batch: Batch, version: int, entities: dict[str, int]) -> None:
        """`entities` are numbers of entities that are known, by id; new ones are added, and hold once it is done."""
        self._database = database
        self._log = Log(database)
        self._batch = batch
        self._version = version
        self._entities = entities
        self._links: dict[str, int] = {}
        """Numbers of links that are not alone, by id."""
        first = max(self._log.end(), 1 + int(database.rows(LAST)[0][0]))
        self._seqs = range(first, first + len(batch.records))
        self._more = iter(range(self._seqs.stop, 1 << 62))
        """Numbers of what no record of the batch gives one."""
        numbered = list(zip(self._seqs, batch.records, strict=True))
        self._lone = [(seq, one) for seq, one in numbered if one.alone]
        """Entries that make an entity or a link of their own, with their numbers."""
        self._told = [(seq, one) for seq, one in numbered if not (one.alone or one.replaced)]
        """The newest entries about what others speak of too."""

    def write(self) -> None:
        """Write everything."""
        self._write_records()
        entities = [change for change in self._batch.merged if change.ends is None]
        links = [change for change in self._batch.merged if change.ends is not None]
        self._end_solitude(ALONE_ENTITIES, [change.id for change in entities])
        self._end_solitude(ALONE_LINKS, codec.link_numbers(change.id for change in links))
        self._write_entities(entities)
        links += self._write_lone_links()
        self._write_links(links)
        self._write_names(entities)
        self._write_origins()
        self._write_commit(entities, links)

    def _write_records(self) -> None:
        entries = self._batch.records
        self._log.append(entries, self._seqs.start, self._version)
        if not any(one.heard or one.replaced for one in entries):
            return
        heard = {one.origin for one in entries if one.heard}
        numbers = codec.origin_numbers(heard)
        known = dict(self._database.rows(HEARD, numbers))
        previous = {origin: known[number] for origin, number in zip(heard, numbers, strict=True) if number in known}
        replacing = []
        for seq, one in zip(self._seqs, entries, strict=True):
            if one.origin in previous:
                replacing.append((seq, previous[one.origin], one.birth))
            previous[one.origin] = seq
        self._log.replace(replacing)

    def _end_solitude(self, sql: str, ids: Sequence[str] | Sequence[int]) -> None:
        """Note the subject of records that were alone about it, and perhaps no longer are."""
        alone = [number for (number,) in self._database.rows(sql, ids)] if ids else []
        if alone:
            origins = [codec.record_of(fields).origin for _, fields in self._log.read(alone).values()]
            rows = zip(codec.origin_numbers(origins), sorted(alone), strict=True)
            self._database.write("INSERT OR REPLACE INTO member VALUES (?, ?)", rows)

    def _write_entities(self, changes: Sequence[Change]) -> None:
        version = self._version
        lone = ((seq, one) for seq, one in self._lone if one.record.start is None)
        rows = [(seq, seq, one.subject, one.record.kind, version) for seq, one in lone]
        self._database.write(LONE_ENTITY, rows)
        self._entities.update((id, number) for number, _, id, _, _ in rows)
        places = self._places()
        numbered = ((places.get(c.id) or next(self._more), c) for c in changes)
        self._database.write(
            ENTITY,
            (
                (number, None if c.value is None else number, c.id, c.kind, version, c.restricted, _body(c))
                for number, c in numbered
            ),
        )
        self._find_entities(changes)

    def _places(self) -> dict[str, int]:
        """Entity -> the number of the first record that tells of it in public: order must not tell of others."""
        told = [(seq, one) for seq, one in self._told if one.record.access == PUBLIC]
        places = {one.subject: seq for seq, one in reversed(told)}
        if self._batch.restored:
            public = (one for one in reversed(self._batch.restored) if one.record.access == PUBLIC)
            lost = {one.subject: one.seq for one in public if not codec.is_link(one.subject)}
            taken = set(self._database.rows(TAKEN, list(lost.values())))
            places |= {id: seq for id, seq in lost.items() if (seq,) not in taken}
        return places

    def _find_entities(self, changes: Sequence[Change]) -> None:
        batch, known = self._batch, self._entities
        spoken_of = chain(
            (change.id for change in changes),
            batch.names.values(),
            chain.from_iterable(change.ends for change in batch.merged if change.ends is not None),
            chain.from_iterable(one.ends for one in batch.records),
            self._subjects(),
        )
        ids = {id for id in spoken_of if id not in known and not codec.is_link(id)}
        self._entities.update(self._database.rows(ENTITIES, list(ids)))

    def _subjects(self) -> Iterator[str]:
        restored = (one.subject for one in self._batch.restored)
        return chain((one.subject for _, one in self._told), self._batch.moved.values(), restored)

    def _write_lone_links(self) -> list[Change]:
        """Write links that are alone; returns those that have a number from earlier, when they were something else."""
        version, number = self._version, self._entities.__getitem__
        lone = [(seq, one) for seq, one in self._lone if one.record.start is not None]
        ids = codec.link_numbers(one.subject for _, one in lone)
        written = self._database.write(
            LONE_LINK,
            (
                (seq, id, one.record.kind, number(one.ends[0]), number(one.ends[1]), version)
                for id, (seq, one) in zip(ids, lone, strict=True)
            ),
        )
        if written == len(lone):
            return []
        if self._batch.blind:
            raise Heard
        found = self._database.rows("SELECT n FROM link WHERE n BETWEEN ? AND ?", self._seqs.start, self._seqs.stop)
        here = {seq for (seq,) in found}
        known = [(seq, one) for seq, one in lone if seq not in here]
        self._told += known
        told = {seq for seq, _ in known}
        self._lone = [(seq, one) for seq, one in self._lone if seq not in told]
        return [lone_change(one, self._batch.at) for _, one in known]

    def _write_links(self, changes: Sequence[Change]) -> None:
        """Write links that are not alone, and those of which nothing is left but records."""
        number, more, version = codec.link_number, self._more, self._version
        if self._batch.blind and self._database.rows(LINKS, codec.link_numbers(change.id for change in changes)):
            raise Heard
        groups = (None if c.subject == c.id else number(c.subject) for c in changes)
        ends = (self._ends(c.ends or ("", "")) for c in changes)
        self._database.write(
            LINK,
            (
                (next(more), number(c.id), group, c.kind, *pair, version, c.restricted, _body(c))
                for c, group, pair in zip(changes, groups, ends, strict=True)
            ),
        )
        told = [one for _, one in self._told if codec.is_link(one.subject)]
        self._database.write(
            NO_LINK, ((next(more), number(o.subject), o.record.kind, *self._ends(o.ends), version) for o in told)
        )
        ids = {*(change.id for change in changes), *filter(codec.is_link, self._subjects())}
        rows = self._database.rows(LINKS, codec.link_numbers(ids))
        self._links = {codec.link_name(id): row for id, row in rows}

    def _ends(self, ends: tuple[str, str]) -> tuple[int, int]:
        return self._entities[ends[0]], self._entities[ends[1]]

    def _subject(self, subject: str) -> int:
        return self._links[subject] if codec.is_link(subject) else self._entities[subject]

    def _write_names(self, changes: Sequence[Change]) -> None:
        names = self._batch.names.items()
        self._database.write("DELETE FROM name WHERE name = ?", ((c.id,) for c in changes))
        self._database.write(
            "INSERT INTO name VALUES (?, ?) ON CONFLICT DO UPDATE SET entity = excluded.entity",
            ((name, self._entities[id]) for name, id in names if name != id),
        )

    def _write_origins(self) -> None:
        """Write the newest record of each origin, and its subject unless it is alone about it."""
        batch = self._batch
        entries = zip(self._seqs, batch.records, strict=True)
        newest = [(one.number, seq) for seq, one in entries if not one.replaced]
        if batch.blind:
            if self._database.write("INSERT OR IGNORE INTO origin VALUES (?, ?)", newest) < len(newest):
                raise Heard
        else:
            self._database.write("INSERT OR REPLACE INTO origin VALUES (?, ?)", newest)
        subjects = {one.origin: one.subject for _, one in self._told} | dict(batch.moved)
        if batch.restored:
            self._restore_origins(subjects)
        self._database.write(
            "INSERT OR REPLACE INTO member VALUES (?, ?)",
            zip(codec.origin_numbers(subjects), map(self._subject, subjects.values()), strict=True),
        )

    def _restore_origins(self, subjects: dict[str, str]) -> None:
        """Write the newest record of each origin that is put right, and note its subject."""
        last = {one.origin: one for one in self._batch.restored}
        rows = zip(codec.origin_numbers(last), (one.seq for one in last.values()), strict=True)
        self._database.write("INSERT OR REPLACE INTO origin VALUES (?, ?)", rows)
        subjects.update((origin, one.subject) for origin, one in last.items())

    def _write_commit(self, entities: Sequence[Change], links: Sequence[Change]) -> None:
        batch = self._batch
        changed = array("q", [self._entities[change.id] for change in entities])
        linked = array("q", [self._links[change.id] for change in links])
        changed.extend(seq for seq, one in self._lone if one.record.start is None)
        linked.extend(seq for seq, one in self._lone if one.record.start is not None)
        told = (self._version, batch.who, batch.at, batch.why, len(batch.records), changed.tobytes(), linked.tobytes())
        self._database.write("INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, ?)", [told])


def _body(change: Change) -> bytes | None:
    return None if change.value is None else codec.pack_value(change.value)
