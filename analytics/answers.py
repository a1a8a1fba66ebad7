"""The small values that the answers to several questions are made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from analytics.backend import Graph
from ontology.errors import BadInput

__all__ = ["Node", "Reason", "Tie", "at_least", "describe"]


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the graph as an answer names it. `name` and `kind` are None where the graph does not tell."""

    id: str
    kind: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Tie:
    """Two organizations in one collective: `links` are the keys of the edges by which the two take part in it."""

    collective: Node
    links: tuple[str, ...]


class Reason(StrEnum):
    """Why an answer is empty. The name is stable, the value is for a person. What is not known is not thereby false."""

    NO_CO_PARTICIPATION = "no co-participation is known"
    NO_CANDIDATE = "nobody else takes part with a partner of this organization"
    ALL_FILTERED = "no candidate is known to pass the filters"
    NO_GROUP = "no group reaches the minimum size"
    NO_INPUT = "no input is known in this direction"


def describe(graph: Graph, id: str) -> Node:
    """Name a node of the graph."""
    data = graph.nodes[id]
    return Node(id, data.get("kind"), data.get("name"))


def at_least(minimum: float, **values: float | None) -> None:
    """Check that arguments, where given, are not below a minimum.

    Raises
    ------
    BadInput
        If one is.
    """
    for name, value in values.items():
        if value is not None and not value >= minimum:
            raise BadInput(f"{name} is {value}.", f"Give {minimum} or more.")
