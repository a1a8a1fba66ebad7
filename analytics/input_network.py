"""Which product goes into which, as arrays: layers by distance, and the cycles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from analytics.backend import Arrays, Floats, Graph, Mask, Positions, by_id, kept

__all__ = ["Direction", "InputNetwork", "Limits", "Reach", "network_of"]


class Direction(StrEnum):
    """Which way to follow the chain."""

    UPSTREAM = "upstream"
    DOWNSTREAM = "downstream"


@dataclass(frozen=True, slots=True)
class Limits:
    """How far to follow: steps, products a layer, and the share below which a link is passed over."""

    depth: int | None = None
    width: int | None = None
    minimum_share: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """What is reached: products by layer, how many of each layer were cut off, and every product's layer or -1."""

    layers: Sequence[Positions]
    cut: Sequence[int]
    layer: Positions


class InputNetwork:
    """Products, in the order of ids, and the links between them: one row of `supplier`, `buyer`, `share` each.

    `share` is NaN where it is not known.
    """

    def __init__(self, arrays: Arrays, type: str, share: str) -> None:
        edges = arrays.edges(type)
        self.keys = edges.keys
        _, self.ids, ends = by_id(arrays, np.concatenate([edges.start, edges.end]))
        self.places = {id: place for place, id in enumerate(self.ids)}
        self.supplier, self.buyer = np.split(ends, 2)
        self.share: Floats = edges.numbers(share)
        self._index = {
            Direction.UPSTREAM: _index(self.buyer, len(self.ids)),
            Direction.DOWNSTREAM: _index(self.supplier, len(self.ids)),
        }

    def strong(self, minimum_share: float | None) -> Mask:
        """Which links are not below a share. A link of unknown share is not known to be."""
        return np.ones(len(self.share), np.bool_) if minimum_share is None else ~(self.share < minimum_share)

    def reach(self, starts: Positions, direction: Direction, limits: Limits) -> Reach:
        """Follow links breadth first, so that a product's layer is its least number of steps from the starts.

        Of a layer wider than the width those are kept to which the greatest share leads, equal ones by id. What is cut
        off is not taken up again in a later layer.
        """
        layer = np.full(len(self.ids), -1, np.int64)
        seen = np.zeros(len(self.ids), np.bool_)
        layer[starts], seen[starts] = 0, True
        layers, cut = [starts], [0]
        strong = self.strong(limits.minimum_share)
        far = self.supplier if direction is Direction.UPSTREAM else self.buyer
        while limits.depth is None or len(layers) <= limits.depth:
            rows = _gather(*self._index[direction], layers[-1])
            rows = rows[strong[rows] & ~seen[far[rows]]]
            if not rows.size:
                break
            seen[far[rows]] = True
            found = _strongest(far[rows], self.share[rows])
            layers.append(np.sort(found[: limits.width]))
            cut.append(len(found) - len(layers[-1]))
            layer[layers[-1]] = len(layers) - 1
        return Reach(layers, cut, layer)

    def between(self, reach: Reach, distance: int, direction: Direction, minimum_share: float | None) -> Positions:
        """The links between a layer and the one before; none for the first."""
        near, far = reach.layer[self.buyer], reach.layer[self.supplier]
        if direction is Direction.DOWNSTREAM:
            near, far = far, near
        return np.flatnonzero((far == distance) & (near == distance - 1) & (near >= 0) & self.strong(minimum_share))

    def components(self, minimum_share: float | None) -> tuple[Positions, Mask]:
        """The strongly connected component of every product, and which products lie on a cycle."""
        from scipy import sparse
        from scipy.sparse import csgraph

        strong = self.strong(minimum_share)
        supplier, buyer = self.supplier[strong], self.buyer[strong]
        shape = (len(self.ids),) * 2
        matrix: Any = sparse.csr_array((np.ones(len(supplier), np.int8), (supplier, buyer)), shape)
        component: Positions = csgraph.connected_components(matrix, connection="strong")[1]
        cyclic = np.bincount(component)[component] > 1
        cyclic[supplier[supplier == buyer]] = True
        return component, cyclic


def network_of(graph: Graph, type: str, share: str) -> InputNetwork:
    """The network of a graph by edges of a type."""
    return kept(graph, ("inputs", type, share), lambda arrays: InputNetwork(arrays, type, share))


def _index(ends: Positions, count: int) -> tuple[Positions, Positions]:
    """Links by one of their ends: those at product i are `order[indptr[i]:indptr[i + 1]]`."""
    return np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=count))]), np.argsort(ends, kind="stable")


def _gather(indptr: Positions, order: Positions, products: Positions) -> Positions:
    """The links at some products."""
    first, count = indptr[products], indptr[products + 1] - indptr[products]
    rows: Positions = order[np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())]
    return rows


def _strongest(products: Positions, share: Floats) -> Positions:
    """Distinct products, those with the greatest share first; a known share comes before an unknown one."""
    known = np.where(np.isnan(share), -1, share)
    order = np.lexsort((-known, products))
    distinct, at = np.unique(products[order], return_index=True)
    return distinct[np.lexsort((distinct, -known[order][at]))]
