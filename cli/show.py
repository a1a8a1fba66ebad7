"""Commands that show what the graph holds: an entity, its history, the whole in figures, the settings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from cli.settings import Settings
from cli.workspace import open_graph
from graph.opened import shown
from graph.records import SAME_AS, Entity
from ontology.errors import NotFound
from pilotgraph import Graph

if TYPE_CHECKING:
    from api.history import Statement

__all__ = ["See", "add_to"]

See = Annotated[
    list[str] | None,
    typer.Option("--see", metavar="LABEL", help="Access label that you hold beyond what is public; may be repeated."),
]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (show, history, stats, settings):
        app.command()(command)


def show(id: Annotated[str, typer.Argument(help="Any id or identifier.")], see: See = None) -> None:
    """Show an entity: its properties, where they come from, and how many links it has."""
    with open_graph(Settings()) as graph:
        entity = _entity(graph, id, see)
        kind = graph.ontology.classes[entity.kind]
        table = Table(title=f"{entity.id}  {kind.label.en} {kind.label.zh}", title_justify="left")
        for column in ("property", "属性", "value", "said by"):
            table.add_column(column, overflow="fold")
        for name, value in entity.properties.items():
            label = kind.properties[name].label
            table.add_row(label.en, label.zh, _text(value), entity.winners.get(name, entity.winners["*"]))
        console = Console()
        console.print(table)
        console.print("also known as: " + ", ".join(entity.names), highlight=False)
        counted = _links_of(graph, entity.id, see)
        console.print(
            f"links: {', '.join(f'{kind} {count:,}' for kind, count in counted.most_common()) or 'none'}",
            highlight=False,
        )


def history(
    id: Annotated[str, typer.Argument(help="Any id or identifier of an entity, or the id of a link.")], see: See = None
) -> None:
    """Tell who said what and when about an entity or link, and which record won for each property."""
    from api.history import visible

    with open_graph(Settings()) as graph:
        snapshot = graph.snapshot(see or ())
        link = snapshot.link(id)
        value = link if link is not None else _entity(graph, id, see)
        for statement in visible(graph.store.records([value.id]), frozenset(see or ()), snapshot.version):
            typer.echo(_line(statement))
        typer.echo("won:")
        for name in value.properties:
            typer.echo(f"  {name}: {value.winners.get(name, value.winners['*'])}")


def stats() -> None:
    """Count what the store holds by class and link type, and list the last commits."""
    with open_graph(Settings()) as graph:
        snapshot = graph.snapshot()
        typer.echo(f"version {snapshot.version}")
        for name in snapshot.kind_names:
            if count := snapshot.table(name).height:
                typer.echo(f"{count:>12,}  {name}")
        for name in graph.ontology.links:
            if count := len(snapshot.links(name).start):
                typer.echo(f"{count:>12,}  {name}")
        for info in graph.store.commits(10):
            typer.echo(f"commit {info.version}  {info.when[:19]}  {info.who}  {info.records:,} records  {info.why}")


def settings() -> None:
    """Show every setting, its value and what it is for."""
    values = Settings()
    table = Table()
    for column in ("environment", "value", "what for"):
        table.add_column(column, overflow="fold")
    for name, field in Settings.model_fields.items():
        table.add_row(f"PILOTGRAPH_{name.upper()}", _setting(getattr(values, name)), field.description or "")
    Console().print(table)


def _setting(value: object) -> str:
    """A setting as anybody may see it."""
    if isinstance(value, SecretStr):
        return "•••" if value.get_secret_value() else "not set"
    return shown(str(value or ""))


def _entity(graph: Graph, id: str, see: list[str] | None) -> Entity:
    snapshot = graph.snapshot(see or ())
    number = snapshot.number(id)
    if number is None:
        raise NotFound(
            f"Nothing is known by the id {id!r}.", "Look for it with: pilotgraph query '{ search(text: \"…\") { … } }'."
        )
    return snapshot.entity(number)


def _links_of(graph: Graph, id: str, see: list[str] | None) -> Counter[str]:
    snapshot = graph.snapshot(see or ())
    number = snapshot.number(id)
    counted: Counter[str] = Counter()
    for name in graph.ontology.links:
        links = snapshot.links(name)
        counted[name] = int((links.start == number).sum() + (links.end == number).sum())
    return +counted


def _text(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _line(statement: Statement) -> str:
    record = statement.record
    state = "retracted" if record.retracted else "holds" if statement.current else "replaced"
    if record.kind == SAME_AS:
        said = f"{record.start} and {record.end} are one: {record.properties['why']} ({record.properties['who']})"
    else:
        said = "  ".join(f"{name}={_text(value)}" for name, value in record.properties.items())
    dates = f" [{record.valid_from or '…'}, {record.valid_to or '…'})" if record.valid_from or record.valid_to else ""
    when = str(record.recorded)[:19]
    return f"version {statement.version}  {when}  {record.origin}  {state}  {record.kind}{dates}  {said}"
