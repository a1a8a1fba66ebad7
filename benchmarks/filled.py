"""Fill a SQLite store with an invented graph: by prepared commits, past the loaders, and once for all runs.

`python -m benchmarks.filled LINKS [FOLDER]` does it, and prints where the store is.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.generated import ENTITIES, LINKS, OPEN, Generated, LinkArrays
from benchmarks.harness import ROOT
from graph.codec import origin_numbers
from graph.ledger import Ledger, now, uncollected
from graph.merging import identity, link_ids
from graph.records import Record
from graph.sqlite_store import SqliteStore
from graph.store import Batch, Entry
from ontology.reader import read

__all__ = ["entries_of", "filled", "folder_of", "link_records"]

SOURCE = "invented"
AT_ONCE = 200_000
"""Records of a commit."""
STEMS = ("Aster", "Birke", "Corvus", "Delta", "Erle", "Falk", "Gamma", "Hasel", "Iris", "Juno", "Kiesel", "Linde")
TRADES = ("Works", "Labs", "Pilot", "Polymers", "Machines", "Optics", "Alloys", "Systems", "Fibres", "Reactors")
STEMS_ZH, TRADES_ZH = ("东湖", "青山", "白云", "长风", "明月", "新河"), ("机械", "化工", "材料", "光电", "仪器", "生物")
ROLES = ("coordinator", "participant")


def folder_of(links: int) -> Path:
    """Where the store of a size is kept."""
    return ROOT / "data" / f"bench-{links}"


def filled(links: int, folder: Path | None = None) -> Path:
    """The store with an invented graph of about so many links: made if it is not there."""
    folder = folder or folder_of(links)
    path = folder / "store.db"
    if not path.exists():
        making = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(making, ignore_errors=True)
        store = SqliteStore(making / "store.db")
        ontology = read()
        Ledger(store, ontology).load_reference("benchmark")
        with uncollected():
            _fill(store, Generated(ontology, links))
        store.close()
        making.replace(folder)
    return path


def _fill(store: SqliteStore, graph: Generated) -> None:
    for kind in ENTITIES:
        places = graph.places[kind]
        for start in range(places.start, places.stop, AT_ONCE):
            _commit(store, list(_entities(graph, kind, range(start, min(start + AT_ONCE, places.stop)))))
    for kind in LINKS:
        arrays = graph.links(kind)
        for start in range(0, len(arrays), AT_ONCE):
            _commit(store, entries_of(link_records(graph, arrays, range(start, min(start + AT_ONCE, len(arrays))))))


def _commit(store: SqliteStore, entries: list[Entry]) -> None:
    store.commit(Batch("benchmark", "invented data", now(), entries, blind=True))


def _entities(graph: Generated, kind: str, places: range) -> Iterator[Entry]:
    records = [Record(SOURCE, str(place), kind, _said(kind, place, graph)) for place in places]
    numbers = origin_numbers(record.origin for record in records)
    for record, number in zip(records, numbers, strict=True):
        yield Entry(record, record.origin, number, subject=record.origin, birth=record.origin, alone=True)


def _said(kind: str, place: int, graph: Generated) -> dict[str, Any]:
    name = f"{STEMS[place % len(STEMS)]} {TRADES[place // 12 % len(TRADES)]} {place}"
    zh = f"{STEMS_ZH[place % 6]}{TRADES_ZH[place // 6 % 6]}{place}号" if place % 2 else None
    said: dict[str, Any] = {"name": name, "nameEn": name} | ({"nameZh": zh} if zh else {})
    if kind == "Enterprise":
        said |= {"city": STEMS[place % 7], "staff": 1 + place % 500}
    elif kind == "Project":
        said |= {"startDate": _day(int(graph.begun[place])), "acronym": f"{STEMS[place % 12][:4].upper()}{place}"}
    elif kind == "Product":
        said["productCode"] = f"P{place}"
    elif kind == "Service":
        said |= {"trlFrom": 3 + place % 3, "trlTo": 7 + place % 3, "leadTimeDays": 10 + place % 90}
    return said


def link_records(graph: Generated, arrays: LinkArrays, which: range) -> list[Record]:
    """Some links of a type as records."""
    kind, chosen = arrays.kind, slice(which.start, which.stop)
    day = cache(_day)
    columns = (arrays.start, arrays.end, arrays.valid_from, arrays.valid_to, arrays.chance)
    told = zip(which, *(column[chosen].tolist() for column in columns), strict=True)
    return [
        Record(
            SOURCE, f"{kind}/{i}", kind, _qualifiers(kind, chance), (), _name(graph, start), _name(graph, end),
            day(begun), None if ended == OPEN else day(ended),
        )
        for i, start, end, begun, ended, chance in told
    ]  # fmt: skip


def _qualifiers(kind: str, chance: float) -> dict[str, Any]:
    if kind == "ParticipatesIn":
        role = ROLES[0] if chance < 0.1 else ROLES[1]
        return {"role": role, "contribution": round(chance * 1e6, 2)} if chance < 0.7 else {"role": role}
    if kind in ("InputTo", "Supplies", "Uses"):
        return {"share": round(chance, 3)} if chance < 0.5 else {}
    if kind == "Owns":
        return {"stake": round(chance, 2)}
    return {}


def _name(graph: Generated, place: int) -> str:
    if place < graph.entities:
        return f"{SOURCE}:{place}"
    cls = next(cls for cls in graph.concepts if place in graph.places[cls])
    concept = graph.concepts[cls][place - graph.places[cls].start]
    return graph.codes[cls][concept].id


def entries_of(records: Sequence[Record]) -> list[Entry]:
    """Records of links that nobody has spoken of, between entities called by their ids, as the ledger prepares them."""
    kinds = {record.kind: read().links[record.kind].discriminating for record in records[:1]}
    texts = (
        identity(r.kind, str(r.start), str(r.end), [r.properties.get(name, "") for name in kinds[r.kind]])
        for r in records
    )
    told = zip(records, origin_numbers(r.origin for r in records), link_ids(texts), strict=True)
    return [
        Entry(record, record.origin, number, subject=id, ends=(str(record.start), str(record.end)), alone=True)
        for record, number, id in told
    ]


def _day(day: int) -> str:
    return (date(1970, 1, 1) + timedelta(day)).isoformat()


if __name__ == "__main__":
    print(filled(int(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None))
