"""`python -m analytics.compiled [FUNCTION…]`: compile kernels, so that nobody waits for the compiler later.

These functions of the backend, by default all, are called on small graphs of every kind. What is compiled for them is
kept beside the kernels.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import product
from random import Random
from typing import Any

import networkx as nx
import numpy as np

from analytics.compiled.graph import CompiledGraph
from analytics.compiled.info import FUNCTIONS
from analytics.compiled.interface import interface
from analytics.compiled.nodes import ListedNodes
from analytics.compiled.reading import from_edges, from_networkx
from analytics.kernels.compiling import forget

__all__ = ["compile_for"]

GIVEN: dict[str, Any] = {
    "B": None,
    "G": None,
    "attribute": "weight",
    "capacity": "weight",
    "center": 0,
    "communities": [{0, 1, 2}, {3, 4, 5}],
    "cutoff": 3,
    "distance": "weight",
    "ebunch": [(0, 3), (0, 4)],
    "k": 3,
    "length_bound": 4,
    "nodes": [0, 1, 2],
    "s": 0,
    "seed": 1,
    "source": 0,
    "sources": [0, 1],
    "start": 0,
    "t": 3,
    "target": 3,
    "targets": [3],
    "u": 0,
    "v": 3,
    "weight": "weight",
}
"""A value for every argument of a function that it needs, or that makes it take another way."""


def compile_for(names: Sequence[str]) -> None:
    """Call functions on every small graph, with and without what may be left out."""
    graphs = list(_graphs())
    for place, name in enumerate(names, 1):
        if sys.stderr.isatty():
            print(f"\rCompiling {place} of {len(names)}: {name:40}", end="", file=sys.stderr, flush=True)  # noqa: T201
        function = getattr(interface, name)
        for graph, arguments in product(graphs, _arguments(function)):
            # Refused arguments compile nothing, and networkx tells of them by errors of many kinds.
            with suppress(Exception):
                _use(function(graph, **arguments))
    if sys.stderr.isatty():
        print(file=sys.stderr)  # noqa: T201


def _graphs() -> Iterator[CompiledGraph]:
    """Graphs of six nodes, one of each kind, and one of arrays that can only be read, as those of a view are."""
    edges = [(0, 1, 1.5), (1, 2, 1), (2, 0, 2), (2, 3, 1), (3, 4, 1), (4, 5, 1), (5, 3, 1), (0, 1, 3)]
    for kind in (nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph):
        graph = kind()
        graph.add_nodes_from(range(6), bipartite=0)
        graph.add_weighted_edges_from(edges)
        yield from_networkx(graph, {"weight": 1})
    for kind in (nx.Graph, nx.DiGraph):  # without cycles: what needs order, and two sides
        tree = kind()
        tree.add_weighted_edges_from((start, end, 1.0) for start, end in [(0, 3), (1, 3), (1, 4), (2, 5), (4, 5)][:4])
        yield from_networkx(tree, {"weight": 1})
    start, end, weight = (
        np.array(column, dtype) for column, dtype in zip(zip(*edges, strict=True), "IId", strict=True)
    )
    start.flags.writeable = end.flags.writeable = False
    yield from_edges(ListedNodes(range(6)), start, end, lambda _: weight)


def _arguments(function: Any) -> Iterator[dict[str, Any]]:
    """What must be given; that and what may be; and that with each of the latter by itself."""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    known = [parameter for parameter in parameters if parameter.name in GIVEN]
    needed = {p.name: _given(p.name) for p in known if p.default is p.empty}
    optional = [p.name for p in known if p.default is not p.empty]
    yield needed
    for name in optional:
        yield needed | {name: _given(name)}
    yield needed | {name: _given(name) for name in optional}
    if "weight" in optional:
        yield needed | {"weight": None}


def _given(name: str) -> Any:
    return Random(1) if name == "seed" else GIVEN[name]


def _use(result: Any) -> None:
    """Take a few of what a generator gives: without, it has not begun."""
    if isinstance(result, Iterator):
        for _, each in zip(range(4), result, strict=False):
            _use(each[-1] if isinstance(each, tuple) else each)


if __name__ == "__main__":
    if unknown := set(sys.argv[1:]) - set(FUNCTIONS):
        sys.exit(f"The backend has no {', '.join(sorted(unknown))}.")
    forget()
    compile_for(sys.argv[1:] or sorted(FUNCTIONS))
