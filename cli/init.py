"""`pilotgraph init`: makes a store ready for the ontology."""

from __future__ import annotations

import typer

from cli.settings import Settings
from cli.workspace import open_graph, who
from graph.opened import Preparable

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(init)


def init() -> None:
    """Make the store ready for the ontology: constraints and indexes, where it has any, and the code lists.

    The first load does all of this by itself. Run it again when an extension has added a class; it does no harm.
    """
    settings = Settings()
    with open_graph(settings, must_exist=False) as graph:
        before = graph.store.version()
        if isinstance(graph.store, Preparable):
            made = graph.store.prepare()
            typer.echo(f"The constraints and indexes are {'made' if made else 'there already'}.")
        graph.ledger.load_reference(who(settings))
        newest = graph.store.commits(1)[0]
    if newest.version == before:
        typer.echo(f"The code lists are as before, and the store is at version {before} as before.")
    else:
        typer.echo(f"Code lists: {newest.records:,} record(s) loaded. The store is at version {newest.version}.")
