"""`pilotgraph check`: whether the store holds what its records come to; and how to put it right if it does not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Annotated

import typer

from cli.settings import Settings
from cli.workspace import open_graph, who
from graph.adopting import Verdict, adopt
from graph.audit import Difference, Found, Misplaced, differences, unlike
from graph.repairing import repair
from graph.store import Stray
from ontology.errors import StoreError
from pilotgraph import Graph

__all__ = ["add_to"]

SHOWN = 100
LONGEST = 100
"""Characters of a value that are shown."""
HOW = "`pilotgraph check --repair` restores what these say, `--adopt` keeps what the store says."
BUT_ADOPTED = "`pilotgraph check --repair` restores what these say, and removes what could not be adopted."


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(check)


def check(
    restore: Annotated[bool, typer.Option("--repair", help="Write what the records come to in its place.")] = False,
    keep: Annotated[
        bool, typer.Option("--adopt", help="Make records, of the source neo4j, of what the store says instead.")
    ] = False,
) -> None:
    """Merge all records anew and name everything in the store that differs, or that nobody has committed.

    Exit code 1 if anything does. History is only added to.
    """
    if restore and keep:
        raise typer.BadParameter("either restores what differs or adopts it: give one of them.", param_hint="--repair")
    settings = Settings()
    with open_graph(settings) as graph:
        if restore:
            _say([f"restored  {line(one)}" for one in repair(graph.ledger, who=who(settings)).found])
        verdicts = adopt(graph.ledger, who=who(settings)) if keep else []
        _say([_verdict(one) for one in verdicts])
        _compare(graph, {one.id for one in verdicts if one.reason}, BUT_ADOPTED if keep else HOW)


def _compare(graph: Graph, told: Collection[str], how: str) -> None:
    """Say what differs, but for what has been told of. Raises StoreError, which says how to mend it, if anything does.

    `told` are ids, and places of strays.
    """
    found = differences(graph.store, graph.ontology)
    _say([line(one) for one in found if _at(one) not in told])
    if found:
        raise StoreError(f"{len(found):,} differ from what the records come to.", how)
    typer.echo("The merged state is what the records come to.")


def _say(lines: Sequence[str]) -> None:
    for text in lines[:SHOWN]:
        typer.echo(text)
    if len(lines) > SHOWN:
        typer.echo(f"… and {len(lines) - SHOWN:,} more")


def line(found: Found) -> str:
    """What is wrong, for people."""
    match found:
        case Stray():
            return f"{found.place}: {found.what}"
        case Misplaced(is_name=True):
            leads = f"leads to {found.stored}" if found.stored else "leads nowhere"
            return f"{found.what} (name): {leads}, should lead to {found.expected}"
        case Misplaced():
            if found.stored == found.expected:
                return f"{found.what} (record): another record of this origin is taken for the newest"
            kept = f"kept with {found.stored}" if found.stored else "kept nowhere"
            return f"{found.what} (record): {kept}, belongs to {found.expected}"
        case Difference():
            return f"{found.id} ({found.kind}): {_said(found)}"


def _at(found: Found) -> str:
    match found:
        case Stray():
            return found.place
        case Misplaced():
            return found.what
        case Difference():
            return found.id


def _said(found: Difference) -> str:
    if found.stored == found.expected:
        return "is not marked as it should be, so that some viewers do not see what they may"
    if found.stored is None:
        return "is missing"
    if found.expected is None:
        return "should not be there: no record says it"
    told = unlike(found.stored, found.expected)
    return "; ".join(f"{name} is {_text(stored)}, should be {_text(wanted)}" for name, stored, wanted in told)


def _verdict(one: Verdict) -> str:
    said = f"{one.id}: {one.field} = {_text(one.value)}" if one.field else f"{one.id}: {one.value}"
    return f"left      {said}: {one.reason}" if one.reason else f"adopted   {said}"


def _text(value: object) -> str:
    if value is None:
        return "missing"
    text = repr(list(value)) if isinstance(value, tuple) else repr(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
