"""The log of records in Neo4j: a node for each run of records, and nodes of their own for records with a history.

A record that is all that was ever said of an entity or a link has none: its node or relationship has its number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple, Protocol

from graph import codec
from graph.identity import birth_of
from graph.neo4j_schema import node_by, together
from graph.neo4j_values import Values
from graph.records import Record
from graph.store import Entry, damaged

__all__ = ["Ask", "Log", "Told", "ask_together", "birth", "record_node", "unpacked"]

AT_ONCE = 100
"""Runs that are read at once."""

RUN_OF = """
CALL (seq) {
  MATCH (run:_Records) USING INDEX SEEK run:_Records(first) WHERE run.first <= seq
  RETURN run ORDER BY run.first DESC LIMIT 1
}
"""
RUN = node_by("run", "_Records", "first", "first")
APPEND = "UNWIND $rows AS row CREATE (run:_Records) SET run = row"
FIRSTS = f"UNWIND $seqs AS seq {RUN_OF} RETURN DISTINCT run.first"
BODIES = f"UNWIND $firsts AS first {RUN} RETURN run.first, run.version, run.body"
CHANGED = f"UNWIND $seqs AS seq {RUN_OF} REMOVE run.digest"
UNCHANGED = f"UNWIND $digests AS digest {node_by('run', '_Records', 'digest', 'digest')} RETURN DISTINCT digest"
RUNS = """
MATCH (run:_Records) WHERE run.first > $after AND run.version > $since
RETURN run.first, run.version, run.body ORDER BY run.first LIMIT $most
"""
WRITE = "UNWIND $rows AS row MERGE (r:_Record {_seq: row._seq}) SET r = row"
TIMES = f"UNWIND $versions AS version {node_by('c', '_Commit', 'version', 'version')} RETURN version, c.at"


class Ask(Protocol):
    """Sends a query with its parameters; gives all rows."""

    def __call__(self, query: str, **parameters: Any) -> list[list[Any]]: ...


def ask_together(ask: Ask, queries: Sequence[str], **parameters: Any) -> list[list[list[Any]]]:
    """The rows of each of several queries with the same parameters, in one round trip."""
    found: list[list[list[Any]]] = [[] for _ in queries]
    for part, row in ask(together(queries), **parameters) if queries else ():
        found[part].append(row)
    return found


class Told(NamedTuple):
    """A record with a node of its own."""

    seq: int
    version: int
    subject: str
    birth: str
    newest: bool
    record: Record
    """As it was given."""
    at: str
    """When it was committed."""


class Log:
    """Reads and writes the log within one transaction."""

    def __init__(self, ask: Ask, values: Values) -> None:
        self._ask = ask
        self._values = values

    def append(self, entries: Sequence[Entry], first: int, version: int) -> None:
        """Write entries as the records from number `first` on."""
        records = [one.record for one in entries]
        rows = []
        for start, end in codec.runs([one.number for one in entries]):
            body = codec.pack_run(records[start:end])
            newest = not any(one.replaced for one in entries[start:end])
            digest = codec.digest(body) if newest else None
            rows.append({"first": first + start, "version": version, "digest": digest, "body": body.decode()})
        self._ask(APPEND, rows=rows)

    def changed(self, seqs: Collection[int]) -> None:
        """Note that these records have been replaced, so that their runs are not what their source says now."""
        self._ask(CHANGED, seqs=list(seqs))

    def unchanged(self, digests: Collection[str]) -> set[str]:
        """Those that are of runs each record of which is the newest of its origin."""
        return {digest for (digest,) in self._ask(UNCHANGED, digests=list(digests))}

    def read(self, seqs: Collection[int]) -> dict[int, tuple[int, codec.Fields]]:
        """number -> version and fields of a record."""
        wanted = sorted(seqs)
        firsts = [first for (first,) in self._ask(FIRSTS, seqs=wanted)] if wanted else []
        found: dict[int, tuple[int, codec.Fields]] = {}
        for some in _some(sorted(firsts)):
            for first, version, body in sorted(self._ask(BODIES, firsts=some)):
                run = unpacked(body)
                within = (seq for seq in wanted if first <= seq < first + len(run))
                found.update((seq, (version, run[seq - first])) for seq in within)
        return found

    def runs(self, since: int) -> Iterator[tuple[int, int, list[codec.Fields]]]:
        """The runs of commits after `since`, in order: number of the first record, version, and the records."""
        after = 0
        while rows := self._ask(RUNS, after=after, since=since, most=AT_ONCE):
            for first, version, body in rows:
                yield first, version, unpacked(body)
            after = rows[-1][0]

    def write(self, told: Iterable[Told]) -> None:
        """Give records nodes of their own."""
        rows = [record_node(one, self._values) for one in told]
        if rows:
            self._ask(WRITE, rows=rows)

    def times(self, versions: Iterable[int]) -> Mapping[int, str]:
        """version -> when it was committed."""
        wanted = set(versions)
        found: dict[int, str] = dict(map(tuple, self._ask(TIMES, versions=list(wanted)))) if wanted else {}
        if lost := wanted - found.keys():
            raise damaged(f"commit {min(lost)} is not there")
        return found


def record_node(one: Told, values: Values) -> dict[str, Any]:
    """The properties of the node of a record."""
    record = one.record
    about = {
        "_seq": one.seq, "_version": one.version, "_subject": one.subject, "_birth": one.birth,
        "_newest": one.newest or None, "_origin": record.origin, "_source": record.source, "_key": record.key,
        "_kind": record.kind, "_recorded": record.recorded or one.at, "_access": record.access,
        "_retracted": record.retracted or None, "_start": record.start, "_end": record.end,
        "_body": codec.pack_run([record]).decode(),
    }  # fmt: skip
    return {**values.record(record), **about}


def unpacked(body: str) -> list[codec.Fields]:
    """The records of a run, of which there is at least one. Raises StoreError if somebody has spoilt it."""
    try:
        if run := codec.unpack_run(body):
            return run
    except (TypeError, ValueError) as error:
        raise damaged("a run of records can't be read") from error
    raise damaged("a run of records is empty")


def birth(record: Record) -> str:
    """See `Stored`, of a record that has replaced none."""
    return "" if record.is_link else birth_of(record.identifiers, record.origin)


def _some(numbers: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(numbers)
    while some := list(islice(rest, AT_ONCE)):
        yield some
