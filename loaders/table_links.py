"""Rows of link tables as records, and the links that entity tables name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.records import Record
from loaders.faults import Faults, Unreadable
from loaders.headings import Part
from loaders.references import References
from loaders.table_entities import NamedLink
from loaders.table_rows import Row, Table
from loaders.table_sources import Sources
from ontology.model import LinkType, Ontology, Text

__all__ = ["Links"]

NO_END = Text("链接缺少一端。", "An end of the link is missing.")
NO_END_HINT = Text("填写 from 与 to。", "Fill in from and to.")
AGAIN = Text("与前一行完全相同，已略过。", "The same as an earlier row; passed over.")
DIFFERENT = Text(
    "同一链接重复出现且内容不同，此行未加载。", "The same link again, with differences; this row is not loaded."
)


class Links:
    """Makes records of rows, and remembers which links have been told."""

    def __init__(self, ontology: Ontology, faults: Faults, sources: Sources, references: References) -> None:
        self._ontology = ontology
        self._faults = faults
        self._sources = sources
        self._references = references
        self._told: dict[str, tuple[int, str, int]] = {}

    def records(self, table: Table) -> Iterator[Record]:
        """A record for each row that can be loaded."""
        if isinstance(table.subject, LinkType):
            for row in table.rows:
                record = self._record(table, table.subject, row)
                if record is not None and self._is_new(record, table, row):
                    yield record

    def named(self, links: Iterable[NamedLink]) -> Iterator[Record]:
        """A record for each link that an entity table names and no link table has told."""
        for place, kind, source, origin, other, starts_here, access in links:
            self._faults.place = place
            type = self._ontology.links[kind]
            try:
                end = self._references.resolve(other, type.ends if starts_here else type.starts)
            except Unreadable as error:
                self._faults.error(place[2]["to"], other, error.reason, error.advice)
                continue
            ends = (origin, end) if starts_here else (end, origin)
            key = "/".join((kind, *ends))
            if f"{source}:{key}" not in self._told:
                self._told[f"{source}:{key}"] = (0, place[0], place[1])
                yield Record(source, key, kind, {}, (), *ends, access=access)

    def _record(self, table: Table, type: LinkType, row: Row) -> Record | None:
        start = self._end(table, row, "from", type.starts)
        end = self._end(table, row, "to", type.ends)
        try:
            source = self._sources.named(row.common("source"))
        except Unreadable as error:
            self._faults.error(table.headings["source"], row.common("source"), error.reason, error.advice)
            return None
        if start is None or end is None:
            return None
        said = row.said[Part.PROPERTY]
        valid_from = row.common("validFrom")
        own = row.common("id")
        told_apart = [str(said.get(name, "")) for name in type.discriminating]
        natural = "/".join((type.name, start, end, *filter(None, (*told_apart, valid_from))))
        return Record(
            source, f"{type.name}/{own}" if own else natural, type.name, said, (), start, end,
            valid_from, row.common("validTo"), confidence=row.confidence, access=row.access,
        )  # fmt: skip

    def _end(self, table: Table, row: Row, name: str, classes: tuple[str, ...]) -> str | None:
        text = row.common(name)
        if not text:
            self._faults.error(table.headings[name], "", NO_END, NO_END_HINT)
            return None
        try:
            return self._references.resolve(text, classes)
        except Unreadable as error:
            self._faults.error(table.headings[name], text, error.reason, error.advice)
            return None

    def _is_new(self, record: Record, table: Table, row: Row) -> bool:
        """Whether no earlier row tells of the same link; else that is a warning, or an error if they differ."""
        content = hash((tuple(sorted(record.properties.items())), record[5:]))
        earlier, file, line = self._told.setdefault(record.origin, (content, table.sheet.file, row.line))
        if (file, line) == (table.sheet.file, row.line):
            return True
        hint = Text(
            f"先见于 {file} 第 {line} 行，又见于第 {row.line} 行。",
            f"First on line {line} of {file}, again on line {row.line}.",
        )
        if earlier == content:
            self._faults.warn("", record.key, AGAIN, hint)
        else:
            self._faults.error("", record.key, DIFFERENT, hint)
        return False
