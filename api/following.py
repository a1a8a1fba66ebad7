"""Keeps what is served in step with the store: looks now and then whether it has a newer version."""

from __future__ import annotations

import datetime
import threading
import time
from collections.abc import Callable

from api.listing import Listings
from api.moment import Context, Graph
from api.reach import PATIENCE, PatientLog, Reach
from ontology.errors import PilotgraphError, StoreError, StoreUnreachable

__all__ = ["EVERY", "Following"]

EVERY = 1.0
"""Seconds between two looks at the store."""
FORGOTTEN = 600.0
"""Seconds after which what is kept for viewers with some labels is let go if none of them asks."""
SECONDS_TO_STOP = 2.0

EVERYBODY: frozenset[str] = frozenset()
HINT = "Try again when `/readyz` says that it is ready."


class Following:
    """The newest contexts, one for each set of access labels. Safe to share between threads.

    From the first question on, a thread looks at the store and takes up what is new. Who asks is answered from what
    there is, also when the store is out of reach, and waits only if there is nothing yet for viewers with these labels.
    """

    def __init__(
        self,
        graph: Graph,
        today: Callable[[], datetime.date] = datetime.date.today,
        every: float = EVERY,
        patience: float = PATIENCE,
    ) -> None:
        self.graph = graph
        self.today = today
        self.every = every
        self.reach = Reach(patience)
        self._served: dict[frozenset[str], _Served] = {}
        self._first = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()

    def at_hand(self, labels: frozenset[str]) -> Context | None:
        """What a query by a viewer with these labels can be answered from without reading anything."""
        served = self._served.get(labels)
        if served is None:
            return None
        served.asked = time.monotonic()
        log = PatientLog(self.graph.store, self.reach)
        return Context(served.listings.snapshot, served.listings, log, labels, self.today())

    def context(self, labels: frozenset[str]) -> Context:
        """What it is answered from. May read files: not for an event loop. Raises StoreError if there is nothing."""
        while (context := self.at_hand(labels)) is None:
            self._begin(labels)
        return context

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(SECONDS_TO_STOP)  # a store that does not answer is not waited for

    def _begin(self, labels: frozenset[str]) -> None:
        """Take up what viewers with these labels see, for the first of them."""
        with self._first:
            if self._thread is None:
                self._thread = threading.Thread(target=self._follow, name="following", daemon=True)
                self._thread.start()
            if labels in self._served:
                return
            try:
                self.reach.require()
                self._served[labels] = _Served(Listings(self.graph.snapshot(labels)))
            except (PilotgraphError, OSError) as error:
                self.reach.lost(error)
                kind = StoreUnreachable if isinstance(error, StoreUnreachable) else StoreError
                raise kind("There is nothing yet to answer from.", HINT) from error

    def _follow(self) -> None:
        pause = self.every
        while not self._stopped.wait(pause):
            begun, pause = time.monotonic(), self.every
            try:
                self._look()
            except Exception as error:  # noqa: BLE001 - it is logged; whatever it was, the next look may succeed
                if not self._stopped.is_set():
                    self.reach.lost(error)
                pause = max(self.every, time.monotonic() - begun)  # what fails is not all that is done
            else:
                self.reach.found()

    def _look(self) -> None:
        """Take up what is new, for all at once."""
        with self.reach.awaited():
            version = self.graph.store.version()
        for labels, served in list(self._served.items()):
            if labels and time.monotonic() - served.asked > FORGOTTEN:
                del self._served[labels]
        held = {labels: served.listings.snapshot.version for labels, served in list(self._served.items())}
        behind = [labels for labels in {EVERYBODY, *held} if held.get(labels) != version]
        fresh = {labels: Listings(self.graph.snapshot(labels)) for labels in behind}
        for labels, listings in fresh.items():
            self._served.setdefault(labels, _Served(listings)).listings = listings


class _Served:
    """What viewers with one set of labels are served from, and when one of them last asked."""

    def __init__(self, listings: Listings) -> None:
        self.listings = listings
        self.asked = time.monotonic()
