"""Commands that judge: two entities are one, that was a mistake, a source's word no longer holds."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.settings import Settings
from cli.workspace import open_graph, who

__all__ = ["add_to"]

Why = Annotated[str, typer.Option("--why", help="The reason, for those who come after you.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(same)
    app.command()(undo)
    app.command()(retract)


def same(
    one: Annotated[str, typer.Argument(metavar="A", help="Any id or identifier of an entity.")],
    other: Annotated[str, typer.Argument(metavar="B", help="Any id or identifier of another.")],
    why: Why,
) -> None:
    """Judge that two entities are one and the same. `pilotgraph undo` takes it back."""
    settings = Settings()
    with open_graph(settings) as graph:
        judgement = graph.ledger.same(one, other, who=who(settings), why=why)
        present = graph.store.resolve([one])[one].id
    typer.echo(f"{one} and {other} are one: {present}. To take it back: pilotgraph undo {judgement}")


def undo(
    judgement: Annotated[str, typer.Argument(help="The id that `same` gave, e.g. judgement:12.")],
    why: Why = "",
) -> None:
    """Take exactly one judgement back; the graph is then as if it had never been made."""
    settings = Settings()
    with open_graph(settings) as graph:
        graph.ledger.undo(judgement, who=who(settings), why=why)
    typer.echo(f"{judgement} is taken back.")


def retract(
    origins: Annotated[list[str], typer.Argument(metavar="SOURCE:KEY...", help="Origins, as `history` shows them.")],
    why: Why,
) -> None:
    """End what records say. They stay in the history; loading them again brings them back."""
    settings = Settings()
    with open_graph(settings) as graph:
        graph.ledger.retract(origins, who=who(settings), why=why)
    typer.echo(f"{len(origins)} record(s) retracted.")
