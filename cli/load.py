"""`pilotgraph load`: from files into the store."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from cli.progress import shown_progress
from cli.settings import Settings
from cli.workspace import open_graph, who
from graph.ledger import LoadReport
from graph.records import PUBLIC
from loaders.faults import Faults, Severity
from loaders.formats import FORMATS, format_named
from ontology.errors import BadInput, NotFound
from pilotgraph import Graph

__all__ = ["FORMAT_HELP", "add_to", "load_one", "raise_for_misunderstood"]

FORMAT_HELP = "One of: " + "; ".join(f"{name} ({format.description.en})" for name, format in FORMATS.items())


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(load)


def load(
    format: Annotated[str, typer.Argument(metavar="FORMAT", help=FORMAT_HELP)],
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files or folders of that format.")],
    strict: Annotated[bool, typer.Option(help="Load nothing if anything would be rejected.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only report what a load would do.")] = False,
    access: Annotated[
        str, typer.Option(metavar="LABEL", help="Who may see it: public, registered, or the name of an audience.")
    ] = PUBLIC,
    rejects: Annotated[Path, typer.Option(help="Folder for the files of rejected rows.")] = Path("rejects"),
) -> None:
    """Load files. Good rows load; bad ones are listed with their reason in a reject file.

    Loading a file again changes only what differs. An interrupted load keeps what it has committed; run it again to
    complete it. Exit code 1 if any row was rejected.
    """
    raise_for_misunderstood(format, paths, access)
    settings = Settings()
    rejected = False
    with _opened(settings, dry_run) as graph:
        for path in paths:
            try:
                rejected |= load_one(
                    graph, settings, format, path, rejects, strict=strict, access=access, dry_run=dry_run
                )
            except KeyboardInterrupt:
                sys.stderr.write(
                    "\nInterrupted. What was committed stays; run the same command again to complete it.\n"
                )
                sys.exit(130)
        if not dry_run:
            graph.snapshot()
    if rejected:
        sys.exit(1)


def raise_for_misunderstood(format: str, paths: Iterable[Path], access: str) -> None:
    """Raise BadInput for arguments that can't be meant, before a store is made for them."""
    format_named(format)
    if not access.strip():
        raise BadInput("The access label is blank.", "Write public, registered, or the name of an audience.")
    for path in paths:
        if not path.exists():
            raise BadInput(f"There is no file or folder {str(path)!r}.", "Check the path.")


@contextmanager
def _opened(settings: Settings, dry_run: bool) -> Iterator[Graph]:
    """The graph of the settings. A dry run without one gets one that is thrown away."""
    with TemporaryDirectory() as folder:
        try:
            graph = open_graph(settings, must_exist=dry_run)
        except NotFound:
            trial = settings.model_copy(update={"store": f"sqlite:{folder}/trial.db"})
            graph = open_graph(trial, must_exist=False)
        with graph:
            yield graph


def load_one(
    graph: Graph,
    settings: Settings,
    format: str,
    path: Path,
    rejects: Path,
    *,
    strict: bool = False,
    access: str = PUBLIC,
    dry_run: bool = False,
) -> bool:
    """Load one path and say what happened; returns whether anything was rejected. `rejects` is a folder."""
    name = re.sub(r"[^\w.-]+", "_", path.resolve().name)
    target = rejects / f"{format}-{name}.csv"
    if strict and not dry_run:
        trial, faults = _run(graph, settings, format, path, target, access=access, dry_run=True)
        if faults.errors:
            _tell(format, path, trial, faults, target, "Nothing was loaded, since --strict was given.")
            return True
    before = graph.store.version()
    report, faults = _run(graph, settings, format, path, target, access=access, dry_run=dry_run)
    if dry_run:
        outcome = "Nothing was written, since --dry-run was given."
    elif report.version == before:
        outcome = f"Nothing has changed; the store is at version {report.version} as before."
    else:
        outcome = f"The store is at version {report.version}."
    _tell(format, path, report, faults, target, outcome)
    return faults.errors > 0


def _run(
    graph: Graph, settings: Settings, format: str, path: Path, target: Path, *, access: str, dry_run: bool
) -> tuple[LoadReport, Faults]:
    for earlier in (target, target.with_suffix(".json")):
        earlier.unlink(missing_ok=True)
    with Faults(target) as faults, shown_progress(f"{format} {path}") as progress:
        report = graph.load(
            format, path, faults=faults, access=access, dry_run=dry_run, who=who(settings), progress=progress
        )
    return report, faults


def _tell(format: str, path: Path, report: LoadReport, faults: Faults, target: Path, outcome: str) -> None:
    typer.echo(
        f"{format} {path}: {report.read:,} records read: {report.new:,} new, {report.changed:,} changed, "
        f"{report.unchanged:,} as before, {report.retracted:,} retracted."
    )
    for what, count in faults.notes.most_common():
        typer.echo(f"  {count:,} × {what.en} {what.zh}")
    if faults.errors or faults.warnings:
        typer.echo(f"  {faults.errors:,} rejected, {faults.warnings:,} warnings: see {target}")
        for reason in faults.summary()["reasons"][:5]:
            typer.echo(f"    {reason['count']:,} × {reason['severity']}: {reason['reason']}")
        for fault in [fault for fault in faults.first if fault.severity is Severity.ERROR][:5]:
            where = f"{fault.file}:{fault.line}" if fault.line else fault.file
            typer.echo(f"    {where}: {fault.column} = {fault.value!r}: {fault.reason.en} {fault.hint.en}")
    typer.echo(f"  {outcome}")
