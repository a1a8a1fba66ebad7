"""Rows of entity tables as records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from graph.records import Record
from loaders.faults import Faults, Place, Unreadable
from loaders.headings import Part, match, subjects
from loaders.references import Known, References
from loaders.table_rows import Row, Table
from loaders.table_sources import Sources
from ontology.errors import BadInput
from ontology.identifiers import applies, normalise
from ontology.model import EntityClass, Ontology, Text
from ontology.nearby import joined

__all__ = ["Entities", "NamedLink"]

NO_ID = Text("既无 id 也无有效标识。", "Neither an id nor a valid identifier.")
NO_ID_HINT = Text("填写 id：任何不重复的编号均可。", "Fill in id: any number of your own that no other row has.")
SAME_ID = Text("id 重复，此行未加载。", "The id is used twice; this row is not loaded.")
OTHER_TABLE = Text("id 已用于另一张表，此行未加载。", "The id is used in another table too; this row is not loaded.")
WRONG = Text(
    "标识有误，仅作为其他名称保留，不用于识别。", "A wrong identifier; kept as another name, not used to recognise it."
)
SHARED = Text(
    "与另一行标识相同，两行将合为一个实体。", "Another row has the same identifier; the two become one entity."
)
NO_KIND = Text("不是此表可用的类。", "Not a class that is possible in this table.")


class NamedLink(NamedTuple):
    """A link that an entity table names in a column of its own, to be made when all ids are known.

    `other` is the reference to its other end; the row's entity is its start if `starts_here`, else its end.
    """

    place: Place
    kind: str
    source: str
    origin: str
    other: str
    starts_here: bool
    access: str


class Entities:
    """Makes records of rows, and remembers their ids and the links that they name."""

    def __init__(self, ontology: Ontology, faults: Faults, sources: Sources) -> None:
        self.references = References(ontology)
        self.links: list[NamedLink] = []
        self._ontology = ontology
        self._faults = faults
        self._sources = sources
        self._subjects = subjects(ontology)

    def records(self, table: Table) -> Iterator[Record]:
        """A record for each row that can be loaded."""
        if not isinstance(table.subject, EntityClass):
            return
        for row in table.rows:
            kind = self._kind(table, table.subject, row)
            source = self._source(table, row)
            if kind is not None and source is not None:
                record = self._record(table, row, kind, source)
                if record is not None:
                    self._remember_links(table, row, record)
                    yield record

    def _record(self, table: Table, row: Row, kind: str, source: str) -> Record | None:
        identifiers, wrong = self._identifiers(table, row, kind)
        key = row.common("id") or (identifiers[0] if identifiers else None)
        if key is None:
            self._faults.error(table.headings.get("id", "id"), "", NO_ID, NO_ID_HINT)
            return None
        known = Known(f"{source}:{key}", table.sheet.file, row.line)
        if not self._is_first(table, key, known):
            return None
        for identifier in identifiers:
            self._register(table, identifier, known)
        said = row.said[Part.PROPERTY]
        if wrong:
            others = said.get("otherName", ())
            said["otherName"] = (*(others if isinstance(others, tuple) else ()), *wrong)
        return Record(
            source, key, kind, said, identifiers,
            valid_from=row.common("validFrom"), valid_to=row.common("validTo"),
            confidence=row.confidence, access=row.access,
        )  # fmt: skip

    def _kind(self, table: Table, subject: EntityClass, row: Row) -> str | None:
        if not subject.abstract:
            return subject.name
        text = row.common("kind") or ""
        named = match(text, self._subjects)
        possible = self._ontology.concrete(subject.name)
        if named is not None and named.name in possible:
            return named.name
        near = joined([self._ontology.classes[name].label for name in possible])
        hint = Text(f"可用：{near.zh}。", f"Possible are: {near.en}.")
        self._faults.error(table.headings.get("kind", "kind"), text, NO_KIND, hint)
        return None

    def _source(self, table: Table, row: Row) -> str | None:
        name = row.common("source")
        try:
            return self._sources.named(name)
        except Unreadable as error:
            self._faults.error(table.headings.get("source", "source"), name, error.reason, error.advice)
            return None

    def _identifiers(self, table: Table, row: Row, kind: str) -> tuple[tuple[str, ...], list[str]]:
        """Those that can be used to recognise it, and the texts of those that are wrong."""
        good: list[str] = []
        wrong: list[str] = []
        for scheme, text in row.said[Part.IDENTIFIER].items():
            self._add_identifier(table.headings[scheme], str(text), scheme, kind, good, wrong)
        key = row.common("id") or ""
        scheme = key.partition(":")[0].casefold()
        if scheme in self._ontology.identifiers and scheme != key.casefold():
            self._add_identifier(table.headings["id"], key, None, kind, good, wrong)
        return tuple(dict.fromkeys(good)), wrong

    def _add_identifier(
        self, heading: str, text: str, scheme: str | None, kind: str, good: list[str], wrong: list[str]
    ) -> None:
        try:
            identifier = normalise(self._ontology, text, scheme)
        except BadInput as error:
            self._faults.warn(heading, text, WRONG, Text("与登记信息逐位核对。", f"{error.message} {error.hint}"))
            wrong.append(text)
        else:
            if applies(self._ontology, identifier, kind):
                good.append(identifier)

    def _is_first(self, table: Table, key: str, known: Known) -> bool:
        """Whether no other row has the id; else that is an error."""
        other = self.references.add(key, known)
        if other is known:
            return True
        reason = SAME_ID if other.file == known.file else OTHER_TABLE
        self._faults.error(table.headings.get("id", "id"), key, reason, _lines(other, known))
        return False

    def _register(self, table: Table, identifier: str, known: Known) -> None:
        other = self.references.add_identifier(identifier, known)
        if other is not known:
            heading = table.headings.get(identifier.partition(":")[0], "id")
            self._faults.warn(heading, identifier, SHARED, _lines(other, known))

    def _remember_links(self, table: Table, row: Row, record: Record) -> None:
        for part, starts_here in ((Part.LINKS_FROM, True), (Part.LINKS_TO, False)):
            for kind, others in row.said[part].items():
                heading = table.headings[kind]
                place = (table.sheet.file, row.line, {"from": heading, "to": heading})
                for other in others if isinstance(others, tuple) else ():
                    self.links.append(
                        NamedLink(place, kind, record.source, record.origin, str(other), starts_here, record.access)
                    )


def _lines(other: Known, known: Known) -> Text:
    return Text(
        f"先见于 {other.file} 第 {other.line} 行，又见于 {known.file} 第 {known.line} 行。",
        f"First on line {other.line} of {other.file}, again on line {known.line} of {known.file}.",
    )
