"""A graph as arrays: what compiled functions work on, whatever it was read from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from analytics.compiled.nodes import Nodes
from analytics.compiled.results import NodeValues
from analytics.kernels import rows as kernels

__all__ = ["CompiledGraph", "Rows"]

Array = NDArray[Any]
T = TypeVar("T")


class Rows(NamedTuple):
    """Compressed sparse rows, see `analytics.kernels`."""

    indptr: Array
    indices: Array


class CompiledGraph:
    """A graph that does not change, as arrays; node i is the i-th of its nodes.

    `out` are the entries of every node towards its successors, in networkx' order; of an undirected graph towards its
    neighbours, so that an edge is there twice, and a self-loop once. Parallel edges are entries of their own.
    `attribute(name)` gives a number for every entry, NaN where there is none; it raises NotImplementedError if these
    are no numbers, upon which networkx itself is asked. `graph` and `data` are the data of the graph and of its nodes.
    """

    __networkx_backend__ = "pilotgraph"

    def __init__(
        self, nodes: Nodes, out: Rows, *, directed: bool, multigraph: bool, attribute: Callable[[str], Array]
    ) -> None:
        self.nodes = nodes
        self.out = out
        self.directed = directed
        self.multigraph = multigraph
        self._attribute = attribute
        self._made: dict[Hashable, Any] = {}
        self.graph: dict[str, Any] = {}
        self.data: Mapping[Any, Mapping[str, Any]] = {}
        self.__networkx_cache__: dict[str, Any] = {}

    # What networkx asks of a graph before it asks the backend.

    def is_directed(self) -> bool:
        """Whether edges have a direction."""
        return self.directed

    def is_multigraph(self) -> bool:
        """Whether there can be several edges between two nodes."""
        return self.multigraph

    def __len__(self) -> int:
        return len(self.nodes)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.nodes.all())

    def __contains__(self, node: object) -> bool:
        return self.find(node) is not None

    number_of_nodes = order = __len__

    def number_of_edges(self) -> int:
        """How many edges there are; a self-loop and each of several parallel ones is one."""
        entries = len(self.out.indices)
        return entries if self.directed else (entries + self.loops) // 2

    # Nodes

    def find(self, node: object) -> int | None:
        """The position of a node, None if it is none."""
        try:
            return self.nodes.position(node)
        except (KeyError, TypeError):
            return None

    def values(self, array: Array, positions: Array | None = None) -> NodeValues:
        """A value for every node (or for those at `positions`, ascending) as networkx would return it in a dict."""
        return NodeValues(self.nodes, array, positions)

    # Rows

    @cached_property
    def _turned(self) -> tuple[Array, Array, Array]:
        return kernels.transposed(*self.out)

    @property
    def into(self) -> Rows:
        """The entries of every node towards its predecessors; of an undirected graph the same as `out`."""
        return Rows(*self._turned[:2]) if self.directed else self.out

    @property
    def entries_into(self) -> Array:
        """For each entry of `into` the place in `out` of the same edge of a directed graph."""
        return self._turned[2]

    @cached_property
    def starts(self) -> Array:
        """The node at which each entry of `out` starts."""
        return kernels.rows_of(*self.out)

    @cached_property
    def at_loops(self) -> Array:
        """Which entries of `out` are self-loops, as bool."""
        at_loops: Array = self.starts == self.out.indices
        return at_loops

    @cached_property
    def loops(self) -> int:
        """How many self-loops there are."""
        return int(self.at_loops.sum())

    @cached_property
    def degrees(self) -> Array:
        """The degree of every node, int64; a self-loop counts twice, as in networkx."""
        degrees: Array = np.diff(self.out.indptr)
        if self.directed:
            return degrees + np.diff(self.into.indptr)
        return degrees + np.bincount(self.starts[self.at_loops], minlength=len(self)) if self.loops else degrees

    @cached_property
    def is_simple(self) -> bool:
        """Whether no two edges are parallel."""
        return not self.multigraph or not kernels.has_parallel(*self.out)

    def weights(self, name: str | None, default: float = 1.0) -> Array:
        """A weight for every entry of `out`: the attribute `name`, `default` where an edge has none; 1 for None."""
        return self._kept(("weights", name, default), lambda: self._weights(name, default))

    def weights_into(self, name: str | None, default: float = 1.0) -> Array:
        """The same for every entry of `into`."""
        if not self.directed:
            return self.weights(name, default)
        return self._kept(("weights into", name, default), lambda: self.weights(name, default)[self.entries_into])

    def merged(self, name: str | None, default: float = 1.0, *, least: bool = False) -> tuple[Rows, Array]:
        """`out` with parallel edges as one, which has the sum of their weights or the least of them."""
        if self.is_simple:
            return self.out, self.weights(name, default)
        return self._kept(("merged", name, default, least), lambda: self._merge(name, default, least))

    @property
    def simple(self) -> Rows:
        """`out` with parallel edges as one."""
        return self.merged(None)[0]

    def merged_into(self, name: str | None, default: float = 1.0, *, least: bool = False) -> tuple[Rows, Array]:
        """`into` with parallel edges as one, which has the sum of their weights or the least of them."""
        if not self.directed:
            return self.merged(name, default, least=least)
        if self.is_simple:
            return self.into, self.weights_into(name, default)
        return self._kept(("merged into", name, default, least), lambda: self._merge_into(name, default, least))

    @property
    def simple_into(self) -> Rows:
        """`into` with parallel edges as one."""
        return self.merged_into(None)[0]

    def mutual(self, name: str | None, default: float = 1.0) -> tuple[Rows, Array]:
        """Each node's neighbours in either direction, once, with the sum of the weights of all edges between the two.

        A self-loop is one entry; that of a directed graph counts for both directions, so twice.
        """
        if not self.directed:
            return self.merged(name, default)
        return self._kept(("mutual", name, default), lambda: self._both_ways(name, default))

    def _weights(self, name: str | None, default: float) -> Array:
        if name is None:
            return np.ones(len(self.out.indices))
        values = self._attribute(name)
        missing = np.isnan(values)
        return np.where(missing, default, values) if missing.any() else values

    def _merge(self, name: str | None, default: float, least: bool) -> tuple[Rows, Array]:
        *rows, weights = kernels.merged(*self.out, self.weights(name, default), least)
        return Rows(*rows), weights

    def _both_ways(self, name: str | None, default: float) -> tuple[Rows, Array]:
        both = kernels.joined(*self.out, self.weights(name, default), *self.into, self.weights_into(name, default))
        *rows, weights = kernels.merged(*both, False)
        return Rows(*rows), weights

    def _merge_into(self, name: str | None, default: float, least: bool) -> tuple[Rows, Array]:
        *rows, weights = kernels.merged(*self.into, self.weights_into(name, default), least)
        return Rows(*rows), weights

    def _kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made of this graph before, or now: at worst two threads make the same."""
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made
