"""`pilotgraph query`: GraphQL without a server."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer

from cli.settings import Settings
from cli.show import See
from cli.workspace import open_graph
from ontology.errors import BadInput

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(query)


def query(
    text: Annotated[str, typer.Argument(metavar="GRAPHQL", help="The query; - reads it from standard input.")],
    variables: Annotated[
        str, typer.Option(metavar="JSON", help='Values of its variables, e.g. {"id": "ror:…"}.')
    ] = "{}",
    see: See = None,
) -> None:
    """Answer a GraphQL query from the store, without a server. Exit code 1 if the answer has errors."""
    with open_graph(Settings()) as graph:
        answer = graph.query(sys.stdin.read() if text == "-" else text, _variables(variables), see or ())
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    if answer.get("errors"):
        sys.exit(1)


def _variables(text: str) -> dict[str, Any]:
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadInput(f"--variables is no JSON: {error}.", 'Write an object, e.g. {"id": "ror:…"}.') from error
    if not isinstance(values, dict):
        raise BadInput("--variables is JSON, but no object.", 'Write e.g. {"id": "ror:…"}.')
    return values
