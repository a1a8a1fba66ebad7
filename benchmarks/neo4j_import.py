"""What a first load through Neo4j's own offline importer costs, beside bare CSV files of the same graph."""

from __future__ import annotations

import resource
import shutil
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.harness import Result, command, environment, in_turn, run
from graph.neo4j_csv import DELIMITER, Table
from graph.neo4j_export import export
from graph.neo4j_import_files import END, ENTITY, LINK, START
from graph.neo4j_schema import Layout
from graph.neo4j_values import Values
from graph.records import Entity
from graph.sqlite_store import SqliteStore
from graph.store import Change
from ontology.reader import read
from tests.neo4j.server import Server


def results(folder: Path) -> list[Result]:
    """Export `cordis.db` of the folder and import that, in turn with the import of bare files."""
    server, ontology = Server(folder / "imported"), read()
    files = folder / "imported" / "import"
    ours, theirs = files / "ours", files / "bare"
    with closing(SqliteStore(folder / "cordis.db")) as store:
        bare_import = bare_files(theirs, store.changes(), Layout(ontology))
        (files / "known").mkdir()
        ours_import = export(store, ontology, files / "known").arguments(ours)
    peaks: list[float] = []

    def exported() -> float:
        usage = run(command("export", "neo4j-import", str(ours)), environment(folder / "cordis.db"))
        peaks.append(usage.peak)
        return usage.cpu + importing(server, ours_import)

    bare_cost, cost = in_turn(lambda: importing(server, bare_import), exported)
    shutil.rmtree(server.folder)
    both = "the importer on CSV files of the same nodes and relationships, written before"
    return [
        Result("Export all of CORDIS and import it into Neo4j", both, "s CPU", "at most 2 times", cost, bare_cost),
        Result("Most memory while exporting", "", "MB", "", max(peaks)),
    ]


def importing(server: Server, arguments: Sequence[str]) -> float:
    """CPU seconds of the importer."""
    before = _children()
    server.admin(*arguments)
    return _children() - before


def bare_files(folder: Path, changes: Iterable[Change], layout: Layout) -> list[str]:
    """Write the graph without any bookkeeping; returns the arguments of its import."""
    folder.mkdir(parents=True)
    tables: dict[str, Table] = {}
    options = ["--overwrite-destination=true", f"--array-delimiter=U+{ord(DELIMITER):04X}", "--bad-tolerance=0"]
    options.append(f"--report-file={folder / 'import.report'}")
    values = Values(layout.ontology)
    for change in changes:
        kind, is_link = change.kind, change.ends is not None
        if kind not in tables:
            table = tables[kind] = Table(folder, kind, LINK if is_link else ENTITY)
            option = f"--relationships={layout.types[kind]}" if is_link else f"--nodes={layout.labels[kind]}"
            options.append(f"{option}={folder / table.header},{folder / table.data}")
        tables[kind].write(_bare(change, values))
    for table in tables.values():
        table.close()
    return ["database", "import", "full", "neo4j", *options]


def _bare(change: Change, values: Values) -> dict[str, Any]:
    """The id, the properties, valid time and sources."""
    value = change.value
    if isinstance(value, Entity):
        row = values.entity(value, 0, restricted=False)
        row = {"id": row.pop("id"), **row}
    else:
        assert value is not None
        row = {START: value.start, END: value.end, **values.link(value, 0, value.id, restricted=False)}
    return {name: said for name, said in row.items() if name[0] != "_" and name not in ("names", "identifiers")}


def _children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
