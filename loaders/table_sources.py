"""Who says what a table says: the rows of a table of sources, else the name of the folder or file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from graph.records import Record
from graph.reference import SOURCE as CODE_LISTS
from loaders import cordis, ror
from loaders.faults import Faults, Unreadable
from loaders.headings import Part, match, subjects
from loaders.sheets import Sheet
from loaders.table_rows import Table, table
from ontology.errors import BadInput
from ontology.identifiers import normalise
from ontology.model import Ontology, Text

__all__ = ["Sources", "default_source", "sources_of"]

LICENCE = "unknown"
BAD_ID = Text(
    "来源标识只能用小写字母、数字和连字符，并以字母开头。",
    "The id of a source has small letters, digits and hyphens only, and begins with a letter.",
)
BAD_ID_HINT = Text("例如 park-survey-2025。", "For example park-survey-2025.")
RESERVED = frozenset((*(one.source for one in (CODE_LISTS, cordis.SOURCE, ror.SOURCE)), "judgement"))
"""Sources that others speak for: a table that took such a name would replace what they have said."""

TAKEN = Text("此来源标识由其他加载格式或系统使用。", "The id of a source that tables do not speak for.")
NO_SOURCE = Text("来源表中没有此来源。", "No such source in the table of sources.")


@dataclass(slots=True)
class Sources:
    """The sources of a set of tables by id; the first speaks where a row names none."""

    first: str
    known: set[str] = field(default_factory=set)

    def named(self, text: str | None) -> str:
        """The id of the source that a row names. Raises Unreadable."""
        if text is None:
            return self.first
        name = text.removeprefix("source:")
        if name not in self.known:
            known = ", ".join(sorted(self.known))
            raise Unreadable(NO_SOURCE, Text(f"已有：{known}", f"There are: {known}."))
        return name


def default_source(path: Path) -> Record:
    """What the tables at this path are if they do not say: a source named after the folder or file."""
    name = path.resolve().name
    stem = name if path.is_dir() else name.partition(".")[0]
    slug = re.sub("[^a-z0-9]+", "-", stem.lower()).strip("-")
    if not stem.isascii():
        slug = f"{slug}-{blake2b(stem.encode(), digest_size=4).hexdigest()}".strip("-")
    if not slug[:1].isalpha() or slug in RESERVED:
        slug = f"tables-{slug}".strip("-")
    return Record(slug, "source", "Source", {"name": stem, "licence": LICENCE}, (f"source:{slug}",))


def sources_of(found: Iterable[Sheet], path: Path, ontology: Ontology, faults: Faults) -> list[Record]:
    """A record for each row of the tables of sources among these; the default source if there is none."""
    known = subjects(ontology)
    said = [
        record
        for sheet in found
        if (subject := match(sheet.name, known)) is not None and subject.name == "Source"
        for record in _records(table(sheet, subject, ontology, faults), ontology, faults)
    ]
    return said or [default_source(path)]


def _records(one: Table | None, ontology: Ontology, faults: Faults) -> Iterator[Record]:
    for row in one.rows if one else ():
        text = row.common("id") or str(row.said[Part.IDENTIFIER].get("source", ""))
        try:
            identifier = normalise(ontology, text, "source")
        except BadInput:
            faults.error("id", text, BAD_ID, BAD_ID_HINT)
            continue
        if identifier.removeprefix("source:") in RESERVED:
            faults.error("id", text, TAKEN, BAD_ID_HINT)
            continue
        said = {"licence": LICENCE, **row.said[Part.PROPERTY]}
        yield Record(identifier.removeprefix("source:"), "source", "Source", said, (identifier,))
