"""Whom the records of the log in SQLite are about, by origin; and the whole log, told with that."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from graph import codec
from graph.identity import birth_of
from graph.records import Stored, origins
from graph.sqlite_log import Database, Times

__all__ = ["IDS", "SUBJECTS", "names_of", "whole_log"]

RUNS_AT_ONCE = 32

SUBJECTS = """
SELECT value, seq, coalesce(subject, seq) AS subject
FROM json_each(?) JOIN origin o ON o.id = value LEFT JOIN member m ON m.origin = value
"""
IDS = "SELECT n, e.id FROM json_each(?) JOIN entity e ON n = value"
LINK_IDS = "SELECT n, l.id FROM json_each(?) JOIN link l ON n = value"
KEPT = (
    "SELECT value, seq, subject FROM json_each(?) JOIN origin o ON o.id = value LEFT JOIN member m ON m.origin = value"
)
LONE = """
SELECT n, e.id FROM json_each(?) JOIN entity e ON n = value WHERE alone
UNION ALL SELECT n, l.id FROM json_each(?) JOIN link l ON n = value WHERE alone
"""
RUNS = "SELECT first, version, body FROM run WHERE first > ? AND version > ? ORDER BY first LIMIT ?"
BIRTHS = "SELECT seq, birth FROM replacing WHERE seq BETWEEN ? AND ?"
TIMES = "SELECT version, at FROM commits WHERE version BETWEEN ? AND ?"

Runs = list[tuple[int, int, bytes]]


def names_of(database: Database, numbers: Collection[int]) -> dict[int, str]:
    """Number -> id of an entity or a link."""
    names = dict(database.rows(IDS, list(numbers))) if numbers else {}
    rest = [number for number in numbers if number not in names]
    links = database.rows(LINK_IDS, rest) if rest else []
    return names | {number: codec.link_name(id) for number, id in links}


def whole_log(database: Database, since: int) -> Iterator[Stored]:
    """Every record of the commits after `since`, in order of the log. Some runs at a time are held in memory."""
    first = 0
    while runs := database.rows(RUNS, first, since, RUNS_AT_ONCE):
        first = runs[-1][0]
        yield from _told(database, runs)


def _told(database: Database, runs: Runs) -> Iterator[Stored]:
    logged = [
        (seq, version, codec.record_of(fields))
        for first, version, body in runs
        for seq, fields in enumerate(codec.unpack_run(body), first)
    ]
    numbers = codec.origin_numbers(origins(record for _, _, record in logged))
    newest = {origin: (seq, subject) for origin, seq, subject in database.rows(KEPT, list(set(numbers)))}
    names = names_of(database, {subject for _, subject in newest.values() if subject is not None})
    alone = _alone(database, [seq for seq, subject in newest.values() if subject is None])
    births = dict(database.rows(BIRTHS, logged[0][0], logged[-1][0]))
    times = Times(database.rows(TIMES, logged[0][1], logged[-1][1]))
    for number, (seq, version, record) in zip(numbers, logged, strict=True):
        last, subject = newest.get(number, (0, None))
        kept = alone.get(last, "") if subject is None else names.get(subject, "")
        birth = "" if record.is_link else births.get(seq) or birth_of(record.identifiers, record.origin)
        current = seq == last and not record.retracted
        yield Stored(seq, version, kept, birth, current, record.dated(times[version]))


def _alone(database: Database, numbers: list[int]) -> dict[int, str]:
    """Number -> id of an entity or a link that is alone."""
    told = database.rows(LONE, numbers, numbers) if numbers else []
    return {number: id if isinstance(id, str) else codec.link_name(id) for number, id in told}
