"""Questions that a snapshot and Cypher can both be asked, each with what answers it on either side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from neo4j import Driver
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from analytics.co_participants import co_participants
from benchmarks import bare_neo4j as bare
from graph.view import View

__all__ = ["Questions", "Sides"]

BIGGEST = "pic:999984059"
FIELDS = ("name", "shortName", "street", "postCode", "city", "vatNumber")
OBJECTS = 1000


class Sides(NamedTuple):
    """What answers a question on our side and on theirs, and how often it is asked to measure it."""

    ours: Callable[[], Any]
    theirs: Callable[[], Any]
    times: int = 20


class Questions:
    """Asks a view of a snapshot, and the server that it was built from."""

    def __init__(self, view: View, driver: Driver) -> None:
        self.view, self.driver = view, driver
        self.snapshot = view.snapshot
        edges = view.arrays(["ParticipatesIn"])
        ones = np.ones(len(edges.start), np.int8)
        size = len(self.snapshot)
        self.adjacency = csr_array((ones, (edges.start, edges.end)), shape=(size, size))
        self.number = {id: self.snapshot.number(id) for id in (BIGGEST, self._median(edges.start))}

    def sides(self) -> dict[str, Sides]:
        """The questions by their names."""
        biggest, usual = self.number
        return {
            "Top 20 co-participants, median organization": self._co_participants(usual),
            "Top 20 co-participants, biggest organization": self._co_participants(biggest),
            "Shortest path between the two": self._path(biggest, usual),
            "Reach of the biggest in three hops": self._reach(biggest),
            "1,000 objects of 8 fields": self._objects(),
        }

    def _co_participants(self, id: str) -> Sides:
        def ours() -> list[list[Any]]:
            told = co_participants(self.view, id, first=20, ties=0).co_participants
            return [[one.organization.id, one.shared] for one in told]

        return Sides(ours, lambda: bare.asked(self.driver, bare.PROJECTS, id=id))

    def _path(self, one: str, other: str) -> Sides:
        def ours() -> list[list[int]]:
            lengths = dijkstra(self.adjacency, directed=False, indices=self.number[one], unweighted=True)
            return [[int(lengths[self.number[other]])]]

        return Sides(ours, lambda: bare.asked(self.driver, bare.PATH, id=one, other=other), times=5)

    def _reach(self, id: str) -> Sides:
        def ours() -> list[list[int]]:
            found = dijkstra(self.adjacency, directed=False, indices=self.number[id], unweighted=True, limit=3)
            return [[int(np.isfinite(found).sum()) - 1]]

        return Sides(ours, lambda: bare.asked(self.driver, bare.HOPS, id=id), times=2)

    def _objects(self) -> Sides:
        ids = self.snapshot.table("Enterprise", ["id"])["id"].to_list()[:OBJECTS]

        def ours() -> list[list[Any]]:
            numbers = [number for id in ids if (number := self.snapshot.number(id)) is not None]
            found = self.snapshot.entities(numbers)
            return [[one.id, one.kind, *(one.properties.get(name) for name in FIELDS)] for one in found]

        return Sides(ours, lambda: bare.asked(self.driver, bare.OBJECTS, ids=ids), times=5)

    def _median(self, starts: Any) -> str:
        counted = np.bincount(starts)
        taking_part = np.flatnonzero(counted)
        ordered = taking_part[np.argsort(counted[taking_part], kind="stable")]
        return self.snapshot.id(int(ordered[len(ordered) // 2]))
