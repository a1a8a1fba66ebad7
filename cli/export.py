"""`pilotgraph export`: the graph as files for other programs."""

from __future__ import annotations

import shlex
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from cli.load import load_one, raise_for_misunderstood
from cli.progress import shown_progress
from cli.settings import Settings
from cli.workspace import open_graph
from graph.exporting import new_folder
from graph.neo4j_export import export
from graph.neo4j_import_files import REPORT, SCRIPT, Exported
from graph.records import PUBLIC
from ontology.errors import BadInput
from pilotgraph import Graph

__all__ = ["app"]

app = typer.Typer(help="Write the graph as files for other programs.", no_args_is_help=True)


@app.callback()
def formats() -> None:
    """Write the graph as files for other programs."""


@app.command("neo4j-import")
def neo4j_import(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder to write: a new one, or an earlier export.")
    ],
    load: Annotated[
        list[str] | None,
        typer.Option(metavar="FORMAT=PATH", help="Export these files, and not what is in the store. May be repeated."),
    ] = None,
    rejects: Annotated[Path, typer.Option(help="Folder for the files of rejected rows.")] = Path("rejects"),
) -> None:
    """Write files for Neo4j's offline importer, and a script that imports them: for first loads of any size.

    It takes the whole store, history and all, or, with --load, files of the formats of pilotgraph load, which need no
    store. After the import the database is a store like any other. Exit code 1 if any row was rejected.
    """
    settings = Settings()
    sources = [_source(text) for text in load or ()]
    name = str(folder)
    try:
        with new_folder(folder, later=[REPORT]) as made:
            with (
                _opened(settings, sources, made.parent, rejects) as (graph, rejected),
                shown_progress(name) as progress,
            ):
                done = export(graph.store, graph.ontology, made, progress)
            (made / SCRIPT).write_text(done.script(settings.neo4j_database), encoding="utf-8")
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted. Nothing was written; run the same command again.\n")
        sys.exit(130)
    _tell(folder, settings, done)
    if rejected:
        sys.exit(1)


def _source(text: str) -> tuple[str, Path]:
    """What is to be loaded: a format, and a file or folder."""
    format, _, path = text.partition("=")
    if not path:
        raise BadInput(
            f"{text!r} names no format and path.", "Write --load FORMAT=PATH, for example --load ror=ror.json."
        )
    raise_for_misunderstood(format, [Path(path)], PUBLIC)
    return format, Path(path)


@contextmanager
def _opened(
    settings: Settings, sources: list[tuple[str, Path]], beside: Path, rejects: Path
) -> Iterator[tuple[Graph, bool]]:
    """The graph of the settings, or one of these sources that is thrown away; and whether rows were rejected."""
    if not sources:
        with open_graph(settings) as graph:
            yield graph, False
        return
    with tempfile.TemporaryDirectory(dir=beside) as temporary:
        passing = settings.model_copy(update={"store": f"sqlite:{temporary}/loaded.db"})
        with open_graph(passing, must_exist=False) as graph:
            rejected = [load_one(graph, settings, format, path, rejects) for format, path in sources]
            yield graph, any(rejected)


def _tell(folder: Path, settings: Settings, done: Exported) -> None:
    typer.echo(
        f"{done.entities:,} entities, {done.links:,} links and {done.records:,} records of {done.version:,} commit(s) "
        f"written to {folder}."
    )
    typer.echo(f"Stop Neo4j, and run sh {folder / SCRIPT} where neo4j-admin is, which does this:\n")
    typer.echo(shlex.join(["neo4j-admin", *done.arguments(folder, settings.neo4j_database)]))
    typer.echo("\nThen start it, and run pilotgraph init: it makes the constraints and indexes.")
