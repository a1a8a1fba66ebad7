"""What a set of nodes is made of: how many are of which kind, in which region, in which sector."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from analytics.answers import Node, describe
from analytics.backend import Arrays, Graph, Positions

__all__ = ["Composition", "ConceptCount", "KindCount", "concepts", "kinds"]


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many are of a kind; `kind` is None where it is not known."""

    kind: str | None
    count: int


@dataclass(frozen=True, slots=True)
class ConceptCount:
    """How many are linked to a concept."""

    concept: Node
    count: int


@dataclass(frozen=True, slots=True)
class Composition:
    """The most frequent concepts, and how many are linked to none: of those it is not known."""

    concepts: tuple[ConceptCount, ...]
    unknown: int


def kinds(arrays: Arrays, positions: Positions) -> tuple[KindCount, ...]:
    """Count the kinds of nodes, most frequent first."""
    counts = Counter(arrays.kinds(positions))
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0] or ""))
    return tuple(KindCount(kind, count) for kind, count in ordered)


def concepts(graph: Graph, arrays: Arrays, positions: Positions, type: str, first: int) -> Composition:
    """Count the concepts to which nodes are linked by edges of a type; `first` at most, equal ones by id."""
    edges = arrays.edges(type)
    wanted = np.zeros(arrays.size, np.bool_)
    wanted[positions] = True
    chosen = wanted[edges.start]
    linked = np.unique(np.column_stack([edges.start[chosen], edges.end[chosen]]), axis=0).reshape(-1, 2)
    concept, counts = np.unique(linked[:, 1], return_counts=True)
    ordered = sorted(zip(arrays.ids(concept), counts.tolist(), strict=True), key=lambda item: (-item[1], item[0]))
    return Composition(
        tuple(ConceptCount(describe(graph, id), count) for id, count in ordered[:first]),
        len(positions) - len(np.unique(linked[:, 0])),
    )
