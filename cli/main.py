"""The command line: `pilotgraph COMMAND`. Exit code 0; 1 if the data or the question was wrong; 2 for wrong usage."""

from __future__ import annotations

import sys

import typer

from cli import ask, check, export, init, judge, keep, load, ontology, serve, show
from ontology.errors import PilotgraphError

__all__ = ["app", "main"]

app = typer.Typer(
    name="pilotgraph",
    help="Knowledge graph of who can take an invention from the laboratory to the factory (中试平台协作图谱).",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
for room in (init, load, serve, ask, show, judge, check, keep):
    room.add_to(app)
app.add_typer(export.app, name="export")
app.add_typer(ontology.app, name="ontology")


def main() -> None:
    """Run the command line; an error that a user can cure is one line on standard error, and exit code 1."""
    try:
        app()
    except PilotgraphError as error:
        sys.stderr.write(f"Error: {error}\n")
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        sys.stderr.write(
            f"Error: {where}{error.strerror or error}. Check the path, its permissions and the space left.\n"
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
