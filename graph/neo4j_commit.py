"""Writing one commit into Neo4j: its records, what follows from them, and what leads to it. All in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from graph import codec
from graph.neo4j_log import Ask, Log, Told, birth
from graph.neo4j_reading import State
from graph.neo4j_schema import Layout, link_by, node_by, of
from graph.neo4j_values import Values
from graph.records import PUBLIC, SAME_AS, Entity, Link
from graph.store import Batch, Change, Entry, Heard, lone_change
from ontology.errors import StoreError

__all__ = ["Commit"]

Rows = list[dict[str, Any]]

ENTITY, TOMBSTONE, LINK = (
    node_by("n", "Entity", "id", "id"),
    node_by("n", "_Tombstone", "id", "id"),
    link_by("id", "id"),
)

ALONE_ENTITIES = f"UNWIND $ids AS id {ENTITY} WHERE n._record IS NOT NULL RETURN n._record, id"
ALONE_LINKS = f"UNWIND $ids AS id {LINK} WHERE r._record IS NOT NULL RETURN r._record, id"
LONE_ENTITIES = "UNWIND $rows AS row CREATE (n:KIND) SET n = row"
REVIVE = f"UNWIND $ids AS id {TOMBSTONE} SET n:Entity REMOVE n:_Tombstone"
ENTITIES = """
UNWIND $rows AS row MERGE (n:Entity {id: row.id})
WITH n, row, CASE WHEN n._seq IS :: INTEGER NOT NULL THEN n._seq ELSE row._seq END AS seq
SET n = row SET n._seq = seq SET n:KIND
"""
RELABEL = f"UNWIND $ids AS id {ENTITY} REMOVE n:KIND"
BURY = f"UNWIND $ids AS id {ENTITY} SET n:_Tombstone REMOVE n:KIND"
TOMBSTONES = """
UNWIND $rows AS row MERGE (n:_Tombstone {id: row.id})
WITH n, row, n._seq AS seq SET n = row SET n._seq = seq
"""
KNOWN = f"UNWIND $ids AS id CALL (id) {{ {ENTITY} RETURN n UNION {TOMBSTONE} RETURN n }} RETURN count(*)"
FREE_NAMES = f"UNWIND $ids AS id {node_by('k', '_Name', 'name', 'id')} DELETE k"
NAMES = "UNWIND $rows AS row MERGE (k:_Name {name: row[0]}) SET k.entity = row[1]"

START, END = node_by("a", "Entity", "id", "row[0]"), node_by("b", "Entity", "id", "row[1]")
LINKS = f"UNWIND $rows AS row {START} {END} CREATE (a)-[r:KIND]->(b) SET r = row[2] RETURN count(*)"
LOOSE_LINKS = """
UNWIND $rows AS row
CALL (row) { MATCH (a:Entity {id: row[0]}) RETURN a UNION MATCH (a:_Tombstone {id: row[0]}) RETURN a }
CALL (row) { MATCH (b:Entity {id: row[1]}) RETURN b UNION MATCH (b:_Tombstone {id: row[1]}) RETURN b }
CREATE (a)-[r:KIND]->(b) SET r = row[2] RETURN count(*)
"""
THERE = f"UNWIND $ids AS id {LINK} RETURN id"
CHANGED_LINKS = f"UNWIND $rows AS row {link_by('id', 'row.id')} SET r = row"
GONE_LINKS = f"UNWIND $ids AS id {LINK} DELETE r"
LINK_TOMBSTONES = "UNWIND $rows AS row MERGE (t:_LinkTombstone {id: row.id}) SET t = row"
NO_LINK_TOMBSTONES = f"UNWIND $ids AS id {node_by('t', '_LinkTombstone', 'id', 'id')} DELETE t RETURN count(*)"

RECORD = node_by("r", "_Record", "_origin", "origin")
REPLACED = f"UNWIND $origins AS origin {RECORD} WHERE r._newest REMOVE r._newest RETURN r._seq"
MOVED = f"UNWIND $rows AS row {node_by('r', '_Record', '_origin', 'row[0]')} SET r._subject = row[1]"
JUDGEMENTS = "UNWIND $rows AS row MERGE (j:_Judgement {id: row.id}) SET j = row"


class Commit:
    """One commit while it is written."""

    def __init__(self, ask: Ask, layout: Layout, values: Values, batch: Batch, version: int, state: State) -> None:
        """`state` is what the store was before."""
        self._ask = ask
        self._log = Log(ask, values)
        self._layout = layout
        self._values = values
        self._batch = batch
        self._version = version
        self._empty = state.empty
        self.next = state.next + len(batch.records)
        """The next number that is free."""
        self.kinds: set[str] = set()
        """The classes and link types of what is changed."""
        self._numbered = list(enumerate(batch.records, state.next))

    def write(self) -> None:
        """Write everything but the note of the commit itself. Raises Heard for a blind batch that is not all new."""
        batch = self._batch
        entities = [change for change in batch.merged if change.ends is None]
        links = [change for change in batch.merged if change.ends is not None]
        if batch.records:
            self._log.append(batch.records, self._numbered[0][0], self._version)
        self._end_solitude(entities, links)
        self._write_lone_entities()
        self._write_entities(entities)
        self._write_names(entities)
        self._write_links(links)
        self._write_lone_links()
        self._write_records()
        self._restore()
        self.kinds.update(change.kind for change in batch.merged)

    def _end_solitude(self, entities: Sequence[Change], links: Sequence[Change]) -> None:
        """Give nodes of their own to records that were alone about something, and perhaps no longer are."""
        alone = self._ask(ALONE_ENTITIES, ids=[change.id for change in entities]) if entities else []
        for kind, changes in _by_kind(links).items():
            if kind in self._layout.types:
                alone += self._ask(of(ALONE_LINKS, self._layout.types[kind]), ids=[change.id for change in changes])
        if not alone:
            return
        subjects = dict(alone)
        found = self._log.read(subjects)
        times = self._log.times(version for version, _ in found.values())
        told = ((seq, version, codec.record_of(fields)) for seq, (version, fields) in found.items())
        self._log.write(
            Told(seq, version, subjects[seq], birth(one), True, one, times[version]) for seq, version, one in told
        )

    def _write_lone_entities(self) -> None:
        rows: defaultdict[str, Rows] = defaultdict(list)
        for seq, one in self._numbered:
            if one.alone and one.record.start is None:
                value = lone_change(one, self._batch.at).value
                assert isinstance(value, Entity)
                properties = self._values.entity(value, self._version, restricted=False)
                properties["_seq"] = properties["_record"] = seq
                rows[value.kind].append(properties)
        self.kinds |= rows.keys()
        for kind, some in rows.items():
            self._ask(of(LONE_ENTITIES, self._layout.labels[kind]), rows=some)

    def _write_entities(self, changes: Sequence[Change]) -> None:
        # Order must not tell of restricted records: an entity's place is that of its first public one.
        told = (
            (seq, one) for seq, one in self._numbered
            if one.record.access == PUBLIC and not (one.alone or one.replaced)
        )  # fmt: skip
        places = {one.subject: seq for seq, one in reversed(list(told))}
        rows: defaultdict[str, Rows] = defaultdict(list)
        for change in changes:
            if isinstance(change.value, Entity):
                properties = self._values.entity(change.value, self._version, change.restricted)
                properties["_seq"] = places.get(change.id) or self._more()
                rows[change.value.kind].append(properties)
        if rows and "_Tombstone" not in self._empty:
            self._ask(REVIVE, ids=[row["id"] for row in chain.from_iterable(rows.values())])
        for kind, some in rows.items():
            if others := self._layout.other_labels(kind):
                self._ask(of(RELABEL, others), ids=[row["id"] for row in some])
            self._ask(of(ENTITIES, self._layout.labels[kind]), rows=some)
        self._bury([change for change in changes if change.value is None])

    def _bury(self, changes: Sequence[Change]) -> None:
        if changes:
            self._ask(of(BURY, self._layout.every_label), ids=[change.id for change in changes])
            self._ask(TOMBSTONES, rows=[self._tombstone(change) for change in changes])

    def _tombstone(self, change: Change) -> dict[str, Any]:
        found: dict[str, Any] = {"id": change.id, "_kind": change.kind, "_version": self._version}
        if change.restricted:
            found["_restricted"] = True
        if change.ends is not None:
            found["_start"], found["_end"] = change.ends
            if change.subject != change.id:
                found["_group"] = change.subject
        return found

    def _more(self) -> int:
        self.next += 1
        return self.next - 1

    def _write_names(self, changes: Sequence[Change]) -> None:
        if changes and "_Name" not in self._empty:
            self._ask(FREE_NAMES, ids=[change.id for change in changes])
        rows = [[name, id] for name, id in self._batch.names.items() if name != id]
        if rows:
            self._ask(NAMES, rows=rows)

    def _write_links(self, links: Sequence[Change]) -> None:
        """Write links that are not alone, and those of which nothing is left but records."""
        for kind, changes in _by_kind(links).items():
            type = self._layout.types[kind]
            there = {id for (id,) in self._ask(of(THERE, type), ids=[change.id for change in changes])}
            if there and self._batch.blind:
                raise Heard
            if (
                self._batch.restored or not self._batch.records
            ):  # a repair: they may hang at other nodes than they should
                self._ask(of(GONE_LINKS, type), ids=list(there))
                there = set()
            gone = [change for change in changes if change.value is None]
            kept = [(change, self._link(change)) for change in changes if change.value is not None]
            self._ask(of(CHANGED_LINKS, type), rows=[row for _, row in kept if row["id"] in there])
            self._create(kind, [[*_ends(change), row] for change, row in kept if row["id"] not in there])
            self._unearth([row["id"] for _, row in kept])
            self._ask(of(GONE_LINKS, type), ids=[change.id for change in gone if change.id in there])
            self._bury_links(gone)

    def _unearth(self, ids: Sequence[str]) -> bool:
        """Remove the tombstones of these links; whether there were any."""
        if "_LinkTombstone" in self._empty:
            return False
        return bool(self._ask(NO_LINK_TOMBSTONES, ids=ids)[0][0])

    def _bury_links(self, gone: Sequence[Change]) -> None:
        if gone:
            ends = {id for change in gone for id in _ends(change)}
            [[known]] = self._ask(KNOWN, ids=list(ends))
            if known < len(ends):
                raise StoreError(f"Writing failed: nobody knows an end of a link such as {gone[0].id}.")
            self._ask(LINK_TOMBSTONES, rows=[self._tombstone(change) for change in gone])

    def _link(self, change: Change) -> dict[str, Any]:
        assert isinstance(change.value, Link)
        return self._values.link(change.value, self._version, change.subject, change.restricted)

    def _write_lone_links(self) -> None:
        rows: defaultdict[str, list[list[Any]]] = defaultdict(list)
        for seq, one in self._numbered:
            if one.alone and one.record.start is not None:
                properties = self._link(lone_change(one, self._batch.at))
                properties["_record"] = seq
                rows[one.record.kind].append([*one.ends, properties])
        self.kinds |= rows.keys()
        for kind, some in rows.items():
            if self._unearth([row[2]["id"] for row in some]) and self._batch.blind:
                raise Heard
            self._create(kind, some)

    def _create(self, kind: str, rows: list[list[Any]]) -> None:
        """Create relationships between entities, also those of which nothing public is there."""
        if not rows:
            return
        type = self._layout.types[kind]
        [[written]] = self._ask(of(LINKS, type), rows=rows)
        if written < len(rows):
            there = {id for (id,) in self._ask(of(THERE, type), ids=[row[2]["id"] for row in rows])}
            rest = [row for row in rows if row[2]["id"] not in there]
            [[written]] = self._ask(of(LOOSE_LINKS, type), rows=rest)
            if written < len(rest):
                example = f"{rest[0][2]['id']} from {rest[0][0]} to {rest[0][1]}"
                raise StoreError(f"Writing failed: nobody knows an end of a link such as {example}.")

    def _write_records(self) -> None:
        """Write the records of what is not alone, and where those that were logged earlier belong now."""
        told = [(seq, one) for seq, one in self._numbered if not one.alone]
        heard = [one.origin for _, one in told if one.heard and not one.replaced]
        if heard:
            self._log.changed([seq for (seq,) in self._ask(REPLACED, origins=heard)])
        at, version = self._batch.at, self._version
        self._log.write(
            Told(seq, version, one.subject, one.birth, not one.replaced, one.record, at) for seq, one in told
        )
        moved = {one.origin: one.subject for _, one in told if one.heard} | dict(self._batch.moved)
        if moved:
            self._ask(MOVED, rows=[list(pair) for pair in moved.items()])
        self._write_judgements([one for _, one in told if one.record.kind == SAME_AS and not one.replaced])

    def _restore(self) -> None:
        """Give nodes of their own, as they should be, to records that lost theirs or never had one."""
        restored = self._batch.restored
        if not restored:
            return
        given = self._log.read([one.seq for one in restored])
        times = self._log.times(one.version for one in restored)
        newest = {one.origin: one.seq for one in restored}
        self._log.write(
            Told(
                one.seq, one.version, one.subject, one.birth, newest[one.origin] == one.seq,
                codec.record_of(given[one.seq][1]), times[one.version],
            )
            for one in restored
        )  # fmt: skip

    def _write_judgements(self, entries: Sequence[Entry]) -> None:
        records = [one.record for one in entries]
        rows = [
            {
                "id": record.origin, "start": record.start, "end": record.end, "access": record.access,
                "retracted": record.retracted or None, "at": record.recorded or self._batch.at, **record.properties,
            }
            for record in records
        ]  # fmt: skip
        if rows:
            self._ask(JUDGEMENTS, rows=rows)


def _by_kind(changes: Iterable[Change]) -> Mapping[str, list[Change]]:
    found: defaultdict[str, list[Change]] = defaultdict(list)
    for change in changes:
        found[change.kind].append(change)
    return found


def _ends(change: Change) -> tuple[str, str]:
    assert change.ends is not None
    return change.ends
