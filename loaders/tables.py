"""Anybody's tables: a folder of CSV files or a workbook, with a file or sheet for each class or link type.

Files, sheets, columns and codes are called by the ontology's names or labels; there is no mapping to write.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from graph.records import Record
from loaders.faults import Faults
from loaders.headings import Subject, match, subjects
from loaders.progress import Progress
from loaders.sheets import Sheet, sheets
from loaders.table_entities import Entities
from loaders.table_links import Links
from loaders.table_rows import Table, table
from loaders.table_sources import Sources, sources_of
from ontology.model import EntityClass, LinkType, Ontology, Text
from ontology.nearby import joined, nearest

__all__ = ["records"]

NO_SUBJECT = Text("不认识的表，未加载。", "A table that is not known; not loaded.")


def records(path: Path, ontology: Ontology, faults: Faults, progress: Progress | None = None) -> Iterator[Record]:
    """The sources, then the rows of entity tables, then those of link tables and the links that entity tables name.

    Raises
    ------
    BadInput
        If there are no tables, or a file can't be read at all.
    """
    every = sheets(path, faults, progress)
    said = sources_of(every, path, ontology, faults)
    yield from said
    found = list(_subjects(every, ontology, faults))

    def tables(kind: type[Subject]) -> Iterator[Table]:
        for sheet, subject in found:
            if isinstance(subject, kind) and (one := table(sheet, subject, ontology, faults)) is not None:
                yield one

    sources = Sources(said[0].source, {record.source for record in said})
    entities = Entities(ontology, faults, sources)
    for one in tables(EntityClass):
        yield from entities.records(one)
    links = Links(ontology, faults, sources, entities.references)
    for one in tables(LinkType):
        yield from links.records(one)
    yield from links.named(entities.links)


def _subjects(found: list[Sheet], ontology: Ontology, faults: Faults) -> Iterator[tuple[Sheet, Subject]]:
    """Sheets with what they are about, but for sources; one about nothing known is an error, unless it is empty."""
    known = subjects(ontology)
    names = {one.name: Text(f"{one.label.zh}（{one.name}）", one.name) for one in known.values()}
    for sheet in found:
        subject = match(sheet.name, known)
        if subject is not None:
            if subject.name != "Source":
                yield sheet, subject
            continue
        if next(sheet.rows(), None) is None:
            continue
        near = joined(nearest(sheet.name, names))
        faults.place = (sheet.file, 0, {})
        hint = Text(
            f"是否指：{near.zh}？名称以“_”开头的表会被跳过。",
            f"Did you mean: {near.en}? A name that begins with _ is passed over.",
        )
        faults.error("", sheet.name, NO_SUBJECT, hint)
