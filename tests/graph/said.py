"""Short ways to write records in tests."""

from __future__ import annotations

from typing import Any

from graph.records import Record


def firm(key: str, *identifiers: str, source: str = "alpha", kind: str = "Enterprise", **said: Any) -> Record:
    """An enterprise as one source describes it; fields of the record may stand among the properties."""
    fields = {name: said.pop(name) for name in list(said) if name in Record._fields}
    return Record(source, key, kind, said, identifiers, **fields)


def project(key: str, source: str = "alpha", **said: Any) -> Record:
    """A project."""
    return firm(key, source=source, kind="Project", **said)


def part(start: str, end: str, role: str = "coordinator", source: str = "alpha", **fields: Any) -> Record:
    """A participation."""
    key = fields.pop("key", f"{start}/{end}/{role}")
    return Record(source, key, "ParticipatesIn", {"role": role}, start=start, end=end, **fields)
