"""Turns a graph into arrays, here and nowhere else: a view hands over its own, another graph is read edge by edge."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, MutableMapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Protocol, TypeAlias, TypeVar
from weakref import WeakKeyDictionary

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from analytics.stopping import raise_if_stopped
from ontology.errors import NotFound

__all__ = ["Arrays", "Edges", "Floats", "Graph", "Mask", "Positions", "arrays_of", "by_id", "existing", "kept"]

Graph: TypeAlias = nx.MultiDiGraph
Positions: TypeAlias = NDArray[np.integer[Any]]
Floats: TypeAlias = NDArray[np.float64]
Mask: TypeAlias = NDArray[np.bool_]
K = TypeVar("K")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """The edges of one type, one row each; `start` and `end` are positions of nodes.

    `keys(rows)` gives the ids of their evidence, `numbers(attribute)` an attribute of every edge, NaN where unknown.
    """

    start: Positions
    end: Positions
    keys: Callable[[Positions], list[str]]
    numbers: Callable[[str], Floats]

    def __len__(self) -> int:
        return len(self.start)


class Arrays(Protocol):
    """A graph as arrays. Every node has a position below `size`; not every position need have a node."""

    @property
    def size(self) -> int: ...

    def position(self, node: str) -> int: ...

    def ids(self, positions: Positions) -> list[str]: ...

    def kinds(self, positions: Positions) -> list[str | None]: ...

    def edges(self, type: str) -> Edges: ...


class PlainArrays:
    """The arrays of a networkx graph, read when first wanted. Positions are in the graph's own order of nodes."""

    def __init__(self, graph: Graph) -> None:
        self._nodes: list[str] = list(graph)
        self._positions = {node: position for position, node in enumerate(self._nodes)}
        self._kinds: list[str | None] = [kind for _, kind in graph.nodes(data="kind")]
        self._rows: dict[str, list[tuple[int, int, str, dict[str, Any]]]] = {}
        at = self._positions
        for start, end, key, data in graph.edges(keys=True, data=True):
            self._rows.setdefault(data.get("type", ""), []).append((at[start], at[end], key, data))

    @property
    def size(self) -> int:
        return len(self._nodes)

    def position(self, node: str) -> int:
        return self._positions[node]

    def ids(self, positions: Positions) -> list[str]:
        nodes = self._nodes
        return [nodes[position] for position in positions.tolist()]

    def kinds(self, positions: Positions) -> list[str | None]:
        kinds = self._kinds
        return [kinds[position] for position in positions.tolist()]

    def edges(self, type: str) -> Edges:
        rows = self._rows.get(type, [])

        def keys(wanted: Positions) -> list[str]:
            return [rows[row][2] for row in wanted.tolist()]

        def numbers(attribute: str) -> Floats:
            return _floats((data.get(attribute) for *_, data in rows), len(rows))

        ends = np.array([(start, end) for start, end, _, _ in rows], np.int64).reshape(-1, 2)
        return Edges(ends[:, 0], ends[:, 1], keys, numbers)


def _floats(values: Iterable[Any], count: int) -> Floats:
    return np.fromiter((np.nan if value is None else value for value in values), np.float64, count)


class ViewArrays:
    """The arrays of a view of a snapshot (`graph.view`): its own, without a copy. Positions are node numbers."""

    def __init__(self, view: Any) -> None:
        self._view = view

    @property
    def size(self) -> int:
        return len(self._view.snapshot)

    def position(self, node: str) -> int:
        number: int = self._view.number(node)
        return number

    def ids(self, positions: Positions) -> list[str]:
        return list(map(self._view.id, positions.tolist()))

    def kinds(self, positions: Positions) -> list[str | None]:
        names = self._view.snapshot.kind_names
        return [names[code] for code in self._view.kind_codes[positions].tolist()]

    def edges(self, type: str) -> Edges:
        # What is returned may outlive this question (see `kept`), so it must not hold the view.
        start, end, _, row = self._view.arrays([type])
        links = self._view.snapshot.links(type) if len(row) else None

        def keys(wanted: Positions) -> list[str]:
            return [links.id(i) for i in row[wanted].tolist()] if links else []

        def numbers(attribute: str) -> Floats:
            columns = links.table([attribute]) if links else ()
            return np.concatenate(
                [column.cast(float).to_numpy()[row] for column in columns] or [np.full(len(row), np.nan)]
            )

        return Edges(start, end, keys, numbers)


MOST_VIEWS = 4
"""For how many views something is kept at a time. For 800,000 pairs of organizations it takes some 50 MB a view."""
MOST_VALUES = 8
"""How much is kept for one view."""

_kept: WeakKeyDictionary[Graph, dict[Hashable, Any]] = WeakKeyDictionary()
_lock = Lock()


def arrays_of(graph: Graph) -> Arrays:
    """The arrays of a graph."""
    return ViewArrays(graph) if _is_view(graph) else PlainArrays(graph)


def kept(graph: Graph, key: Hashable, build: Callable[[Arrays], T]) -> T:
    """What `build` makes of a graph's arrays: made once for a view, and kept while the view lives and is in use.

    What is made must not hold the view. A plain networkx graph may change between two questions without anybody
    telling, so nothing is kept for it.
    """
    if not _is_view(graph):
        return build(arrays_of(graph))
    with _lock:
        made = _last(_kept, graph, _kept.get(graph, {}), MOST_VIEWS)
        if key in made:
            known: T = _last(made, key, made[key], MOST_VALUES)
            return known
    raise_if_stopped()
    value = build(arrays_of(graph))  # outside of the lock: at worst two threads make the same
    with _lock:
        _last(made, key, value, MOST_VALUES)
    return value


def _last(values: MutableMapping[K, T], key: K, value: T, most: int) -> T:
    """Put a value last, and drop those that were put there longest ago."""
    values.pop(key, None)
    values[key] = value
    for old in list(values)[:-most]:
        values.pop(old, None)
    return value


def _is_view(graph: Graph) -> bool:
    return hasattr(graph, "arrays") and hasattr(graph, "snapshot")


def by_id(arrays: Arrays, positions: Positions) -> tuple[Positions, list[str], Positions]:
    """Distinct positions in the order of their ids, those ids, and for each given position its place among them."""
    distinct, place = np.unique(positions, return_inverse=True)
    ids = arrays.ids(distinct)
    order = np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return distinct[order], [ids[i] for i in order.tolist()], rank[place]


def existing(graph: Graph, node: str) -> str:
    """The node itself, if the graph has it.

    Raises
    ------
    NotFound
        If it has not.
    """
    if node not in graph:
        raise NotFound(f"There is nothing with the id {node!r}.", "Look the id up by searching for its name.")
    return node
