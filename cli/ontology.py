"""`pilotgraph ontology`: what can be said, and an empty workbook to say it in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.settings import Settings
from cli.workspace import read_ontology
from loaders.template import write_template
from ontology.errors import BadInput
from ontology.reference import reference

__all__ = ["app"]

app = typer.Typer(help="What can be said: classes, properties, link types, code lists.", no_args_is_help=True)


@app.command()
def template(path: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="The workbook to write.")]) -> None:
    """Write an empty workbook: a sheet for each class and link type, headers in both languages, codes to pick."""
    if path.suffix.lower() != ".xlsx":
        raise BadInput(f"{str(path)!r} is no name for a workbook.", "Let it end in .xlsx.")
    write_template(read_ontology(Settings()), path)
    typer.echo(f"Wrote {path}. Fill it in, delete the sheets you don't need, then: pilotgraph load tables {path}")


@app.command()
def show() -> None:
    """Print the reference of the ontology, extensions included, as Markdown."""
    typer.echo(reference(read_ontology(Settings())))
