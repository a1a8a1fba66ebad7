"""Compressed sparse rows: which links touch a node, as two arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np

from graph.arrays import Array
from graph.segments import Order

__all__ = ["CSR", "Incidence", "SplicedCSR"]


@dataclass(frozen=True, slots=True, eq=False)
class CSR:
    """The links at node n are rows `order[indptr[n]:indptr[n + 1]]` of their table, ascending.

    `indptr` is uint32[nodes + 1], `order` uint32[links].
    """

    indptr: Array
    order: Array

    @classmethod
    def build(cls, ends: Array, nodes: int | None = None) -> CSR:
        """Index links by one of their ends, `ends` being uint32[links]. By default just as many nodes as needed."""
        if nodes is None:
            nodes = int(ends.max()) + 1 if len(ends) else 0
        indptr = np.zeros(nodes + 1, np.uint32)
        np.cumsum(np.bincount(ends, minlength=nodes), out=indptr[1:])
        # End and row as one number: sorting numbers is three times as fast as a stable argsort.
        keys = ends.astype(np.uint64) << np.uint64(32)
        keys |= np.arange(len(ends), dtype=np.uint64)
        keys.sort()
        return cls(indptr, keys.astype(np.uint32))

    def padded(self, nodes: int) -> CSR:
        """The same for `nodes` nodes, of which the last may be newer than the links and have none."""
        missing = nodes + 1 - len(self.indptr)
        if missing <= 0:
            return self
        return CSR(np.pad(self.indptr, (0, missing), mode="edge"), self.order)

    def rows(self, node: int) -> Array:
        """The rows of the links at a node, uint32, ascending."""
        indptr = self.indptr
        if node + 1 >= len(indptr):  # a node that is newer than the links
            return self.order[:0]
        return self.order[indptr.item(node) : indptr.item(node + 1)]

    def degrees(self) -> Array:
        """The number of links at every node, uint32[nodes]."""
        return np.diff(self.indptr)


class SplicedCSR:
    """A `CSR` of a table in segments: rows of a node are looked up in each, the whole is made when first wanted."""

    def __init__(
        self, first: CSR, order: Order, added: Array, ends: Callable[[], Array], nodes: int | None = None
    ) -> None:
        """`first` is that of the first segment; `added` the ends that later segments store, `ends` gives those of all.

        `nodes` is how many there are, if not just as many as needed.
        """
        self._first = first
        self._order = order
        self._added = added
        self._ends = ends
        self._nodes = nodes

    def padded(self, nodes: int) -> SplicedCSR:
        """See `CSR`."""
        return SplicedCSR(self._first, self._order, self._added, self._ends, nodes)

    def rows(self, node: int) -> Array:
        """See `CSR`."""
        rows = self._order.shown(self._first.rows(node).astype(np.int64))
        ends, places = self._by_end
        low, high = ends.searchsorted(np.array([node, node + 1], ends.dtype))
        if low < high:
            rows = np.sort(np.concatenate([rows, places[low:high]]))
        return rows.astype(np.uint32)

    @cached_property
    def _by_end(self) -> tuple[Array, Array]:
        """The ends of added rows, ascending, and their rows."""
        ends = self._added[self._order.added]
        by_end = ends.argsort(kind="stable")
        return ends[by_end], self._order.places[by_end]

    @cached_property
    def whole(self) -> CSR:
        """All in one."""
        return CSR.build(self._ends(), self._nodes)

    @property
    def indptr(self) -> Array:
        """See `CSR`."""
        return self.whole.indptr

    @property
    def order(self) -> Array:
        """See `CSR`."""
        return self.whole.order

    def degrees(self) -> Array:
        """See `CSR`."""
        return self.whole.degrees()


Incidence: TypeAlias = CSR | SplicedCSR
