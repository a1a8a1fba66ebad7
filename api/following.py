"""Keeps what is served in step with the store: looks now and then whether it has a newer version."""

from __future__ import annotations

import datetime
import logging
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from api.listing import Listings
from api.moment import Context, Graph
from ontology.errors import PilotgraphError, StoreError

__all__ = ["EVERY", "Following"]

EVERY = 1.0
"""Seconds between two looks at the store."""

HINT = "Try again when `/readyz` says that it is ready."

_log = logging.getLogger("pilotgraph.api")


class Following:
    """The newest contexts, one for each set of access labels. Safe to share between threads.

    Who asks after the interval looks at the store, and waits if there is a newer version to take up; everybody else is
    meanwhile answered from what there is.
    """

    def __init__(
        self, graph: Graph, today: Callable[[], datetime.date] = datetime.date.today, every: float = EVERY
    ) -> None:
        self.graph = graph
        self.today = today
        self.every = every
        self._served: dict[frozenset[str], _Served] = {}

    def at_hand(self, labels: frozenset[str]) -> Context | None:
        """What can be answered from without looking at the store; None if it is time to look."""
        served = self._served.get(labels)
        if served is None or served.listings is None or served.due(self.every):
            return None
        return self._context(served.listings, labels)

    def context(self, labels: frozenset[str]) -> Context:
        """What a query by a viewer with these labels is answered from. May read files: not for an event loop."""
        served = self._served.setdefault(labels, _Served())
        if served.listings is None or served.due(self.every):
            with served.turn() as mine:
                if mine and served.due(self.every):
                    self._look(served, labels)
        if served.listings is None:
            raise StoreError("There is nothing yet to answer from.", HINT)
        return self._context(served.listings, labels)

    def _look(self, served: _Served, labels: frozenset[str]) -> None:
        try:
            snapshot = self.graph.snapshot(labels)
        except (PilotgraphError, OSError) as error:
            if served.listings is None:
                _log.exception("store out of reach")
                raise StoreError("There is nothing yet to answer from.", HINT) from error
            _log.exception("store out of reach, serving version %d", served.listings.snapshot.version)
        else:
            if served.listings is None or served.listings.snapshot is not snapshot:
                served.listings = Listings(snapshot)
        served.looked = time.monotonic()

    def _context(self, listings: Listings, labels: frozenset[str]) -> Context:
        return Context(listings.snapshot, listings, self.graph.store, labels, self.today())


class _Served:
    """What viewers with one set of labels are served from, and when the store was last looked at for them."""

    def __init__(self) -> None:
        self.listings: Listings | None = None
        self.looked = -math.inf
        self._lock = threading.Lock()

    def due(self, every: float) -> bool:
        """Whether it is time to look again."""
        return time.monotonic() - self.looked > every

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Whether it is the caller who looks. Waits for another who does only while there is nothing to serve."""
        mine = self._lock.acquire(blocking=self.listings is None)
        try:
            yield mine
        finally:
            if mine:
                self._lock.release()
