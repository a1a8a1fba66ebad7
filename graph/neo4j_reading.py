"""Reading from Neo4j what a store is asked: records, names, links, and what has changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, Protocol

from graph import codec
from graph.neo4j_heard import Said
from graph.neo4j_log import Ask, Log, ask_together, birth, unpacked
from graph.neo4j_schema import FORMAT, Layout, link_by, node_by, of
from graph.neo4j_values import ENTITY_COLUMNS, Values, link_columns
from graph.records import Record, Stored
from graph.store import Change, Target
from ontology.names import upper_snake

__all__ = ["NOTHING", "STATE", "Reading", "State", "Stream", "changes", "read_state", "state_of"]

ENTITY_RECORDS = (
    f"UNWIND $ids AS id {node_by('n', 'Entity', 'id', 'id')} WHERE n._record IS NOT NULL RETURN n._record, id"
)
LINK_RECORDS = f"UNWIND $links AS id {link_by('id', 'id')} WHERE r._record IS NOT NULL RETURN r._record, id"
TOLD = """
MATCH (r:_Record) USING INDEX SEEK r:_Record(KIND) WHERE r.KIND IN $keys
RETURN r._seq, r._version, r._subject, r._birth, r._newest, r._body
"""
ALONE = node_by("n", "Entity", "_origin", "origin") + " WHERE n._record IS NOT NULL"
ENTITY_ORIGINS = f"UNWIND $origins AS origin {ALONE} RETURN n._record, n.id, origin"
LINK_ORIGINS = (
    f"UNWIND $origins AS origin {link_by('_origin', 'origin')} WHERE r._record IS NOT NULL "
    "RETURN r._record, r.id, origin"
)
NAMES, FOUND = "UNWIND $names AS origin", "RETURN origin, n.id, n._kind"
NAME, RECORD = node_by("k", "_Name", "name", "origin"), node_by("r", "_Record", "_origin", "origin")
NAMED = (
    ("Entity", f"{NAMES} {node_by('n', 'Entity', 'id', 'origin')} {FOUND}"),
    ("_Name", f"{NAMES} {NAME} {node_by('n', 'Entity', 'id', 'k.entity')} {FOUND}"),
    ("_Name", f"{NAMES} {NAME} {node_by('n', '_Tombstone', 'id', 'k.entity')} {FOUND}"),
    ("_Tombstone", f"{NAMES} {node_by('n', '_Tombstone', 'id', 'origin')} {FOUND}"),
    ("Entity", f"{NAMES} {ALONE} {FOUND}"),
    ("_Record", f"{NAMES} {RECORD} WHERE r._newest {node_by('n', 'Entity', 'id', 'r._subject')} {FOUND}"),
    ("_Record", f"{NAMES} {RECORD} WHERE r._newest {node_by('n', '_Tombstone', 'id', 'r._subject')} {FOUND}"),
)
"""In what ways a name may lead to an entity, and the nodes that each goes by; the first that does is the right one."""
AT_LINK, AT_TOMBSTONE = "DISTINCT coalesce(r._group, r.id), type(r)", "DISTINCT coalesce(t._group, t.id), t._kind"
TOUCHING = (
    f"{node_by('n', 'Entity', 'id', 'id')} MATCH (n)-[r]-() RETURN {AT_LINK}",
    f"{node_by('n', '_Tombstone', 'id', 'id')} MATCH (n)-[r]-() RETURN {AT_LINK}",
    f"{node_by('t', '_LinkTombstone', '_start', 'id')} RETURN {AT_TOMBSTONE}",
    f"{node_by('t', '_LinkTombstone', '_end', 'id')} RETURN {AT_TOMBSTONE}",
)
AT_ONCE = 2_000
FEW = 100
"""Names of which all is asked at once; of more, one after the other what the rest may be."""
BESIDE = ("_Name", "_Tombstone", "_LinkTombstone", "_Record")
STATE = f"""
MATCH (s:_Store {{key: 1}}) RETURN s.version, s.next, s.schema, s.format, s.said,
[label IN [{", ".join(f"CASE COUNT {{ (:{label}) }} WHEN 0 THEN '{label}' END" for label in BESIDE)}]
 WHERE label IS NOT NULL]
"""


class State(NamedTuple):
    """What a store is at a time."""

    version: int
    next: int
    """The next number of a record that is free."""
    schema: str
    """The digest of the layout that it was prepared for."""
    format: int
    said: Said
    empty: Collection[str]
    """The labels, of those that are not for people, that no node has: what is not there need not be looked for."""


NOTHING = State(0, 1, "", FORMAT, {}, frozenset())


def read_state(ask: Ask) -> State:
    """What the store is now."""
    return state_of(ask(STATE))


def state_of(rows: Sequence[Sequence[Any]]) -> State:
    """What the store is, of the rows that STATE returns."""
    if not rows:
        return NOTHING
    version, following, schema, format, spoken, empty = rows[0]
    said: dict[str, set[str]] = {}
    for source, _, kind in (text.rpartition(" ") for text in spoken):
        said.setdefault(source, set()).add(kind)
    return State(version, following, schema, format, said, frozenset(empty))


class Stream(Protocol):
    """Sends a query with its parameters; gives the rows as they come."""

    def __call__(self, query: str, **parameters: Any) -> Iterator[list[Any]]: ...


class Reading:
    """Reads within one transaction."""

    def __init__(self, ask: Ask, layout: Layout, values: Values) -> None:
        self._ask = ask
        self._log = Log(ask, values)
        self._layout = layout
        self._known: State | None = None

    @property
    def _state(self) -> State:
        # No cached_property: before Python 3.12 all threads wait for one of them to be made.
        self._known = self._known or read_state(self._ask)
        return self._known

    def records(self, subjects: Collection[str]) -> list[Stored]:
        """Every record of those subjects, in order of the log."""
        links = [subject for subject in subjects if codec.is_link(subject)]
        entities = [subject for subject in subjects if not codec.is_link(subject)]
        of_links = self._of_types(LINK_RECORDS, self._links(self._state.said)) if links else ()
        # Those with nodes last: a commit that comes in between gives nodes to those that were alone.
        *alone, told = ask_together(
            self._ask, (ENTITY_RECORDS, *of_links, of(TOLD, "_subject")), ids=entities, links=links, keys=list(subjects)
        )
        return self._stored(dict(chain.from_iterable(alone)), told)

    def after(self, since: int) -> Iterator[Stored]:
        """Every record of commits after a version, in order of the log."""
        for first, version, run in self._log.runs(since):
            rows = self._ask(of(TOLD, "_seq"), keys=list(range(first, first + len(run))))
            told = {row[0]: row for row in rows}
            rest = {first + place: record for place, record in enumerate(run) if first + place not in told}
            subjects = self._subjects(rest)
            if late := [seq for seq in rest if seq not in subjects]:  # a commit has given them nodes meanwhile
                told.update((row[0], row) for row in self._ask(of(TOLD, "_seq"), keys=late))
            read = {seq: (version, fields) for seq, fields in rest.items() if seq not in told}
            yield from self._stored(subjects, list(told.values()), read)

    def newest(self, origins: Collection[str]) -> dict[str, tuple[str, Record]]:
        """See `Store`."""
        state, entities = ask_together(self._ask, (STATE, ENTITY_ORIGINS), origins=list(origins))
        self._known = state_of(state)
        rest = sorted(set(origins).difference(row[2] for row in entities))
        of_links = self._of_types(LINK_ORIGINS, self._links_of(rest))
        # Those with nodes last: a commit that comes in between gives nodes to those that were alone.
        *links, told = ask_together(self._ask, (*of_links, of(TOLD, "_origin")), origins=rest, keys=list(origins))
        found = {}
        for _, _, subject, _, newest, body in told:
            if newest:
                record = _record(body)
                found[record.origin] = (subject, record)
        subjects = {row[0]: row[1] for row in chain(entities, *links) if row[2] not in found}
        for seq, (_, fields) in self._log.read(subjects).items():
            record = codec.record_of(fields)
            found[record.origin] = (subjects[seq], record)
        return found

    def resolve(self, names: Collection[str]) -> dict[str, Target]:
        """See `Store`."""
        found: dict[str, Target] = {}
        rest = list(names)
        if len(rest) <= FEW:
            for rows in reversed(ask_together(self._ask, [query for _, query in NAMED], names=rest)):
                found.update((name, Target(id, kind)) for name, id, kind in rows)
            return found
        for label, query in NAMED:
            if rest and label not in self._state.empty:
                found.update((name, Target(id, kind)) for name, id, kind in self._ask(query, names=rest))
                rest = [name for name in rest if name not in found]
        return found

    def groups(self, ids: Collection[str], kinds: Collection[str]) -> list[str]:
        """The groups of the links (of these types, or all) one of whose ends is among these entities."""
        types = {*kinds, *map(upper_snake, kinds)}
        rows = chain.from_iterable(self._ask(f"UNWIND $ids AS id {query}", ids=list(ids)) for query in TOUCHING)
        return list(dict.fromkeys(group for group, type in rows if group and (not kinds or type in types)))

    def unchanged(self, digests: Collection[str]) -> set[str]:
        """See `Store`."""
        return self._log.unchanged(digests)

    def _of_types(self, query: str, kinds: Iterable[str]) -> list[str]:
        """One query about each of these types of links."""
        return [of(query, self._layout.types[kind]) for kind in kinds]

    def _links(self, said: Said) -> list[str]:
        """The types of links that these sources have spoken of."""
        return sorted({kind for kinds in said.values() for kind in kinds if kind in self._layout.types})

    def _links_of(self, origins: Iterable[str]) -> list[str]:
        """The types of links that the sources of these origins may have spoken of."""
        said = self._state.said
        sources = [source for source in said if any(origin.startswith(f"{source}:") for origin in origins)]
        return self._links({source: said[source] for source in sources})

    def _subjects(self, records: Mapping[int, codec.Fields]) -> dict[int, str]:
        """The subjects of records that are alone."""
        entities = {seq: codec.record_of(list(fields)) for seq, fields in records.items() if fields[5] is None}
        found = {seq: birth(record) for seq, record in entities.items()}
        links: dict[str, dict[str, int]] = {}
        for seq, fields in records.items():
            if seq not in entities:
                links.setdefault(fields[2], {})[f"{fields[0]}:{fields[1]}"] = seq
        for kind, seqs in links.items():
            if kind in self._layout.types:
                rows = self._ask(of(LINK_ORIGINS, self._layout.types[kind]), origins=list(seqs))
                found.update((seq, id) for seq, id, _ in rows)
        return found

    def _stored(
        self,
        alone: Mapping[int, str],
        told: Sequence[list[Any]],
        read: Mapping[int, tuple[int, codec.Fields]] | None = None,
    ) -> list[Stored]:
        """`alone`: number -> subject, of records without a node of their own."""
        has_node = {row[0] for row in told}  # a commit between two queries may have given it one
        alone = {seq: subject for seq, subject in alone.items() if seq not in has_node}
        logged = self._log.read(alone) if read is None else read
        times = self._log.times([*(version for version, _ in logged.values()), *(row[1] for row in told)])
        found = []
        for seq, version, subject, born, newest, body in told:
            record = _record(body).dated(times[version])
            found.append(Stored(seq, version, subject, born, bool(newest) and not record.retracted, record))
        for seq, (version, fields) in logged.items():
            record = codec.record_of(fields).dated(times[version])
            found.append(Stored(seq, version, alone.get(seq, ""), birth(record), True, record))
        return sorted(found, key=lambda stored: stored.seq)


def changes(
    stream: Stream, layout: Layout, values: Values, since: int, upto: int, kinds: Collection[str]
) -> Iterator[Change]:
    """See `Store`; of versions after `since` up to `upto`, in which only things of these kinds have changed."""
    links = [kind for kind in kinds if kind in layout.types]
    if len(links) < len(kinds):
        yield from _entities(stream, values, since, upto)
        yield from _tombstones(stream, "_Tombstone", since, upto)
    for kind in links:
        yield from _links(stream, layout, values, kind, since, upto)
    if links:
        yield from _tombstones(stream, "_LinkTombstone", since, upto)


def _entities(stream: Stream, values: Values, since: int, upto: int) -> Iterator[Change]:
    if since == 0:
        rows = stream(
            "MATCH (n:Entity) WHERE n._seq > -1 AND n._version <= $upto AND n._kind IS NOT NULL "
            f"RETURN {ENTITY_COLUMNS} ORDER BY n._seq",
            upto=upto,
        )
    else:
        rows = _changed_entities(stream, since, upto)
    for id, kind, version, restricted, properties, valid_from, valid_to in rows:
        entity = values.read_entity(properties, valid_from, valid_to)
        yield Change(id, version, kind, entity, bool(restricted), id)


def _changed_entities(stream: Stream, since: int, upto: int) -> Iterator[list[Any]]:
    """In order, though only their places are held at once."""
    places = sorted(
        seq for (seq,) in stream(
            "MATCH (n:Entity) WHERE n._version > $since AND n._version <= $upto RETURN n._seq", since=since, upto=upto
        )
    )  # fmt: skip
    for start in range(0, len(places), AT_ONCE):
        yield from stream(
            f"UNWIND $seqs AS seq MATCH (n:Entity {{_seq: seq}}) WHERE n._version <= $upto "
            f"RETURN {ENTITY_COLUMNS} ORDER BY seq",
            seqs=places[start : start + AT_ONCE], upto=upto,
        )  # fmt: skip


def _links(stream: Stream, layout: Layout, values: Values, kind: str, since: int, upto: int) -> Iterator[Change]:
    newer = "" if since == 0 else "r._version > $since AND "
    rows = stream(
        f"MATCH (a)-[r:{layout.types[kind]}]->(b) WHERE {newer}r._version <= $upto "
        f"RETURN {link_columns(layout.ontology, kind)}",
        since=since, upto=upto,
    )  # fmt: skip
    for row in rows:
        link = values.read_link(kind, row)
        yield Change(link.id, row[9], kind, link, bool(row[10]), row[11] or link.id, (link.start, link.end))


def _tombstones(stream: Stream, label: str, since: int, upto: int) -> Iterator[Change]:
    wanted = "t._restricted" if since == 0 else "t._version > $since"
    rows = stream(
        f"MATCH (t:{label}) WHERE {wanted} AND t._version <= $upto "
        "RETURN t.id, t._version, t._kind, t._restricted, t._group, t._start, t._end",
        since=since, upto=upto,
    )  # fmt: skip
    for id, version, kind, restricted, group, start, end in rows:
        ends = None if start is None else (start, end)
        yield Change(id, version, kind, None, bool(restricted), group or id, ends)


def _record(body: str) -> Record:
    return codec.record_of(unpacked(body)[0])
