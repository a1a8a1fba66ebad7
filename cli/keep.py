"""Commands that keep a store: copy it to another place."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.progress import shown_progress
from cli.settings import Settings
from cli.workspace import open_graph
from graph.copying import Copied, copy
from graph.opened import shown
from ontology.errors import BadInput

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("copy")(copy_store)


def copy_store(
    source: Annotated[str, typer.Argument(metavar="FROM", help="Where it is: sqlite:PATH, or neo4j://HOST:7687.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="Where to copy it: the same forms.")],
) -> None:
    """Copy a whole store with its history, for instance from a file to Neo4j, and compare the two.

    An interrupted copy keeps what it has copied; run it again to go on. It also brings a copy up to date.
    """
    if _place(source) == _place(target):
        raise BadInput(f"{shown(source)} and {shown(target)} are one and the same.", "Name another place to copy to.")
    settings = Settings()
    here, there = (settings.model_copy(update={"store": address}) for address in (source, target))
    try:
        with (
            open_graph(here) as ours,
            open_graph(there, must_exist=False) as theirs,
            shown_progress(shown(target)) as progress,
        ):
            done = copy(ours.store, theirs.store, ours.ontology, progress)
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted. What was copied stays; run the same command again to go on.\n")
        sys.exit(130)
    _tell(source, target, done)


def _place(address: str) -> str:
    """What an address stands for, so that two ways of writing it are the same."""
    kind, _, path = address.partition(":")
    return f"sqlite:{Path(path).resolve()}" if kind == "sqlite" else address.rstrip("/")


def _tell(source: str, target: str, done: Copied) -> None:
    new = done.version - done.before
    typer.echo(f"{new:,} commit(s) copied, {done.before:,} were there; {done.source.logged:,} records in all.")
    for address, held in ((source, done.source), (target, done.target)):
        typer.echo(f"  version {held.version}, records {held.records}, merged state {held.merged}  {shown(address)}")
    typer.echo("The two are equal.")
