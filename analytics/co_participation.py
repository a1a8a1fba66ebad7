"""Who takes part in what, as sparse matrices: what the questions about partners and groups stand on."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from analytics.answers import Tie, describe
from analytics.backend import Arrays, Floats, Graph, Positions, by_id, kept

__all__ = ["LARGEST", "Participation", "common", "participation_of"]

Matrix = Any  # scipy.sparse.csr_array, for which there are no types

LARGEST = 1000
"""A collective of more members says little about any two of them, and would have more than half a million pairs."""


class Core(NamedTuple):
    """The organizations (`rows` of a participation, most collectives first) that take part in more than one collective.

    `indptr`, `indices` are their rows of the incidence, and the `back_` ones columns, with places in `rows` as entries.
    `place` is the place of every row of the participation, -1 for those with one collective: these are `single`,
    `of_single` their collectives, and `singles` how many of them each collective has. `root` is 1 by the root of the
    degree.
    """

    rows: Positions
    place: Positions
    root: Floats
    indptr: Positions
    indices: Positions
    back_indptr: Positions
    back_indices: Positions
    single: Positions
    of_single: Positions
    singles: Positions

    @classmethod
    def of(cls, incidence: Matrix) -> Core:
        """Take an incidence of organizations and collectives apart."""
        degree = np.diff(incidence.indptr)
        rows = np.flatnonzero(degree > 1)
        rows = rows[np.argsort(-degree[rows], kind="stable")]  # neighbours of most are then near in memory
        place = np.full(len(degree), -1, np.int64)
        place[rows] = np.arange(len(rows))
        inner = incidence[rows]
        back = inner.T.tocsr()
        single = np.flatnonzero(degree == 1)
        of_single = incidence.indices[incidence.indptr[single]]
        singles = np.bincount(of_single, minlength=incidence.shape[1])
        pointers = (inner.indptr, inner.indices, back.indptr, back.indices)
        indptr, indices, back_indptr, back_indices = (
            array.astype(kind) for array, kind in zip(pointers, (np.int64, np.uint32) * 2, strict=True)
        )
        return cls(
            rows, place, degree[rows] ** -0.5, indptr, indices, back_indptr, back_indices, single, of_single, singles
        )


class Participation:
    """A bipartite graph of organizations and collectives; row i is an organization, column j a collective.

    Rows and columns are in the order of ids, so that what is computed does not depend on the order in which the graph
    was filled, and a tie broken by row is broken by id. Several links between the same two are one entry; all of them
    are evidence. Collectives of more than `largest` members are left out and counted in `omitted`.
    """

    def __init__(self, arrays: Arrays, type: str, largest: int = LARGEST) -> None:
        from scipy import sparse

        edges = arrays.edges(type)
        self._keys = edges.keys
        self.organizations, self.ids, row = by_id(arrays, edges.start)
        self.collectives, self.collective_ids, column = by_id(arrays, edges.end)
        self.rows = {id: row for row, id in enumerate(self.ids)}
        shape = (len(self.ids), len(self.collective_ids))
        pairs = row * max(shape[1], 1) + column
        members = np.bincount(np.unique(pairs) % max(shape[1], 1), minlength=shape[1])
        self.omitted = int((members > largest).sum())
        self._order = np.argsort(pairs, kind="stable")
        self._order = self._order[members[column[self._order]] <= largest]
        distinct, self._first = np.unique(pairs[self._order], return_index=True)
        row, column = np.divmod(distinct, max(shape[1], 1))
        indptr = np.searchsorted(row, np.arange(shape[0] + 1))
        # Indices of 32 bits are half the memory of all that is computed from them; scipy widens them where it must.
        index = np.int32 if len(distinct) < 2**31 else np.int64
        self.incidence: Matrix = sparse.csr_array(
            (np.ones(len(distinct)), column.astype(index), indptr.astype(index)), shape
        )
        self.members: Positions = np.bincount(column, minlength=shape[1])

    @cached_property
    def shared(self) -> Matrix:
        """How many collectives two organizations have in common; nothing on the diagonal."""
        product = (self.incidence @ self.incidence.T).astype(np.int32)
        product.setdiag(0)
        product.eliminate_zeros()
        product.sort_indices()
        return product

    @cached_property
    def tie(self) -> Floats:
        """What every collective, of n members, adds to the weight of a tie between two of them: (n - 1)**-0.5."""
        weight: Floats = np.maximum(self.members - 1, 1) ** -0.5
        return weight

    @cached_property
    def weights(self) -> Matrix:
        """The same with their weights added up."""
        from scipy import sparse

        product = self.incidence @ sparse.diags_array(self.tie) @ self.incidence.T
        product.setdiag(0)
        product.eliminate_zeros()
        product.sort_indices()
        return sparse.csr_array((product.data, self.shared.indices, self.shared.indptr), product.shape)

    @cached_property
    def _transposed(self) -> Matrix:
        return self.incidence.T.tocsr()

    @cached_property
    def core(self) -> Core:
        """The organizations with more than one collective, and those with one told apart."""
        return Core.of(self.incidence)

    @cached_property
    def degrees(self) -> Positions:
        """The number of distinct co-participants of every organization."""
        degrees: Positions = np.diff(self.shared.indptr)
        return degrees

    def neighbours(self, row: int) -> tuple[Positions, Floats]:
        """The rows of an organization's co-participants, and the numbers of collectives shared with them."""
        return _row(self.shared, row)

    def weighted(self, row: int) -> tuple[Positions, Floats]:
        """The rows of an organization's co-participants, and the weights of its ties to them."""
        return _row(self.weights, row)

    def columns(self, row: int) -> Positions:
        """The collectives of an organization."""
        return _row(self.incidence, row)[0]

    def shared_by(self, one: int, other: int) -> int:
        """How many collectives two organizations have in common."""
        others, shared = self.neighbours(one)
        at = int(np.searchsorted(others, other))
        return int(shared[at]) if at < len(others) and others[at] == other else 0

    def rows_of(self, column: int) -> Positions:
        """The members of a collective."""
        return _row(self._transposed, column)[0]

    def links(self, row: int, column: int) -> list[str]:
        """The keys of the edges by which an organization takes part in a collective, sorted."""
        return self._links(self.incidence.indptr[row] + int(np.searchsorted(self.columns(row), column)))

    def _links(self, entry: int) -> list[str]:
        after = self._first[entry + 1] if entry + 1 < len(self._first) else len(self._order)
        return sorted(self._keys(self._order[self._first[entry] : after]))

    def ties(self, graph: Graph, one: int, other: int, first: int) -> tuple[Tie, ...]:
        """Where two organizations meet, in the smallest collectives first, at most `first` of them."""
        left, right = common(self.columns(one), self.columns(other))
        both = self.columns(one)[left]
        smallest = np.argsort(self.members[both], kind="stable")[:first]
        left += self.incidence.indptr[one]
        right += self.incidence.indptr[other]
        return tuple(
            Tie(describe(graph, self.collective_ids[both[i]]), (*self._links(left[i]), *self._links(right[i])))
            for i in smallest.tolist()
        )


def common(one: Positions, other: Positions) -> tuple[Positions, Positions]:
    """Where what is in both of two ascending arrays lies in each; numpy.intersect1d would sort them again."""
    if len(one) > len(other):
        return common(other, one)[::-1]
    at = other.searchsorted(one)
    here = np.flatnonzero(other.take(at, mode="clip") == one) if len(other) else at
    return here, at[here]


def participation_of(graph: Graph, type: str, largest: int) -> Participation:
    """The participation of a graph by edges of a type."""
    return kept(graph, ("participation", type, largest), lambda arrays: Participation(arrays, type, largest))


def _row(matrix: Matrix, row: int) -> tuple[Positions, Floats]:
    start, stop = matrix.indptr[row : row + 2].tolist()
    return matrix.indices[start:stop], matrix.data[start:stop]
