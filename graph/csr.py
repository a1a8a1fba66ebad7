"""Compressed sparse rows: which links touch a node, as two arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.arrays import Array

__all__ = ["CSR"]


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
        return self.order[indptr.item(node) : indptr.item(node + 1)]

    def degrees(self) -> Array:
        """The number of links at every node, uint32[nodes]."""
        return np.diff(self.indptr)
