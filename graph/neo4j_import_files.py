"""The files of an export for Neo4j's offline importer, and the command that imports them."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from graph.neo4j_csv import DELIMITER, Table
from graph.neo4j_schema import Layout
from ontology.errors import OntologyError

__all__ = ["END", "ENTITY", "LINK", "REPORT", "SCRIPT", "START", "Exported", "Files"]

SCRIPT, REPORT = "import.sh", "import.report"
USUAL_BUFFER = 4 << 20
"""Characters that the importer reads at once; a row must fit in."""

HEAD = """#!/bin/sh
# Imports these files into the database {database} of a Neo4j 5, and replaces whatever is in it.
# Stop Neo4j first; after the import start it, and run: pilotgraph init
set -e
cd "$(dirname "$0")"
"""
START, END = ":START_ID", ":END_ID"
ENTITY = {"id": "id:ID(Entity)"}
LINK = {START: f"{START}(Entity)", END: f"{END}(Entity)"}
"""Headers of columns by which nodes are known. Tombstones are in the same space of ids as entities."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was exported, and how it is imported."""

    version: int
    entities: int
    links: int
    records: int
    files: tuple[str, ...]
    options: tuple[tuple[str, tuple[str, ...], str], ...]
    """Options of the importer: name with `=`, names of files, or else what the option is set to."""

    def arguments(self, folder: Path | None = None, database: str = "neo4j") -> list[str]:
        """What to call `neo4j-admin` with, for files in this folder, or in the one that one is in."""
        found = ["database", "import", "full", database]
        for name, files, value in self.options:
            paths = [str(folder / file) if folder else file for file in files]
            found.append(f"{name}{','.join(paths) or value}")
        return found

    def script(self, database: str = "neo4j") -> str:
        """A shell script that does the import."""
        arguments = self.arguments(database=database)
        lines = [shlex.join(["exec", "neo4j-admin", *arguments[:4]]), *map(shlex.quote, arguments[4:])]
        return HEAD.format(database=database) + " \\\n  ".join(lines) + "\n"


class Files:
    """The files while they are written: one for each class, each link type, and each label of what is kept beside."""

    def __init__(self, folder: Path, layout: Layout) -> None:
        self._folder = folder
        self._layout = layout
        self._tables: dict[str, tuple[str, Table]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for _, table in self._tables.values():
            table.close()

    def entity(self, kind: str, row: Mapping[str, Any]) -> None:
        """Add the node of an entity."""
        table = self._table(kind)
        if table is None:
            table = self._made(kind, f"--nodes={_known(kind, self._layout.labels)}", ENTITY)
        table.write(row)

    def link(self, kind: str, row: Mapping[str, Any]) -> None:
        """Add the relationship of a link; its ends are `START` and `END` in the row."""
        table = self._table(kind)
        if table is None:
            table = self._made(kind, f"--relationships={_known(kind, self._layout.types)}", LINK)
        table.write(row)

    def record(self, kind: str, row: Mapping[str, Any]) -> None:
        """Add the node of a record: a file for each kind, for they may have properties of one name and many types."""
        name = f"_Record-{kind}"
        (self._table(name) or self._made(name, "--nodes=_Record", {})).write(row)

    def beside(self, label: str, row: Mapping[str, Any]) -> None:
        """Add a node of another label. Relationships may be at tombstones, as they are at entities."""
        table = self._table(label) or self._made(label, f"--nodes={label}", ENTITY if label == "_Tombstone" else {})
        table.write(row)

    def exported(self, version: int, records: int) -> Exported:
        """What there is in the end."""
        tables = [(option, table) for option, table in self._tables.values()]
        multiline = tuple(table.data for _, table in tables if table.multiline)
        longest = max(table.longest for _, table in tables)
        options = [
            *(("--overwrite-destination=", (), "true"), ("--report-file=", (REPORT,), "")),
            *(("--bad-tolerance=", (), "0"), ("--array-delimiter=", (), f"U+{ord(DELIMITER):04X}")),
        ]
        if longest > USUAL_BUFFER // 2:
            options.append(("--read-buffer-size=", (), str(2 * longest)))
        if multiline:
            options += [("--multiline-fields-format=", (), "v2"), ("--multiline-fields=", multiline, "")]
        options += [(f"{option}=", (table.header, table.data), "") for option, table in tables]
        nodes = sum(table.rows for option, table in tables if option.endswith(":Entity"))
        links = sum(table.rows for option, table in tables if option.startswith("--relationships"))
        files = tuple(name for _, table in tables for name in (table.header, table.data))
        return Exported(version, nodes, links, records, files, tuple(options))

    def _table(self, name: str) -> Table | None:
        found = self._tables.get(name)
        return found[1] if found else None

    def _made(self, name: str, option: str, headers: Mapping[str, str]) -> Table:
        table = Table(self._folder, name, headers)
        self._tables[name] = option, table
        return table


def _known(kind: str, names: Mapping[str, str]) -> str:
    if kind not in names:
        raise OntologyError(f"The ontology has no kind {kind}.", "Set PILOTGRAPH_EXTENSIONS to what adds it.")
    return names[kind]
