"""Whether the store answers, since when it does not, and how to ask it without waiting long for one that is away."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from graph.records import Stored
from ontology.errors import PilotgraphError, StoreUnreachable

__all__ = ["PATIENCE", "Log", "PatientLog", "Reach"]

PATIENCE = 5.0
"""Seconds after which a store that says nothing is taken to be away: its network may swallow what is sent."""

GLANCE = 0.1
"""Seconds between two looks whether the store has been found to be away."""

HINT = "Try again when `/readyz` no longer says `storeUnreachableSince`."

_log = logging.getLogger("pilotgraph.api")

T = TypeVar("T")


class Log(Protocol):
    """Where it is kept who said what: a store, or what asks it on behalf of a request."""

    def records(self, subjects: Collection[str]) -> Iterable[Stored]:
        """Every record of those subjects, superseded ones too, in order of the log."""


class Reach:
    """Whether the store could be looked at the last time. Safe to share between threads."""

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self._lost: tuple[datetime, Exception] | None = None
        self._lock = threading.Lock()

    @property
    def since(self) -> str | None:
        """Since when the store is out of reach (ISO 8601, UTC), None if it is not."""
        lost = self._lost
        return lost[0].isoformat(timespec="seconds").replace("+00:00", "Z") if lost else None

    def require(self) -> None:
        """Raise StoreUnreachable at once if the store is known not to answer."""
        lost = self._lost
        if lost and isinstance(lost[1], StoreUnreachable):
            raise StoreUnreachable(f"The store has not answered since {self.since}.", HINT)

    def lost(self, error: Exception) -> None:
        """Take note that the store could not be looked at. Logged once until it can be again."""
        with self._lock:
            known = self._lost
            self._lost = (known[0] if known else datetime.now(UTC), error)
        if known is None:
            expected = isinstance(error, PilotgraphError | OSError)
            _log.warning("store out of reach: %s", error, exc_info=None if expected else error)

    def found(self) -> None:
        """Take note that the store could be looked at."""
        with self._lock:
            known, self._lost = self._lost, None
        if known is not None:
            _log.warning("store in reach again after %.0f s", (datetime.now(UTC) - known[0]).total_seconds())

    @contextmanager
    def awaited(self) -> Iterator[None]:
        """Wait for the store for as long as it takes, but take it to be lost when it takes too long."""
        late = threading.Timer(
            self.patience, self.lost, [StoreUnreachable(f"It has said nothing for {self.patience:g} s.")]
        )
        late.daemon = True
        late.start()
        try:
            yield
        finally:
            late.cancel()


class PatientLog:
    """The log as one request reads it: it waits once for a store that does not answer, and not again."""

    def __init__(self, store: Log, reach: Reach) -> None:
        self._store = store
        self._reach = reach
        self._silent = False

    def records(self, subjects: Collection[str]) -> list[Stored]:
        """See `Log`. Raises StoreUnreachable if the store does not answer, StoreError if it can't be read."""
        self._reach.require()
        if self._silent:
            raise self._late()
        done = _begun(lambda: list(self._store.records(subjects)))
        try:
            return self._awaited(done)
        except StoreUnreachable:
            self._silent = True
            raise

    def _awaited(self, done: Future[T]) -> T:
        end = time.monotonic() + self._reach.patience
        while not wait([done], GLANCE).done:
            self._reach.require()  # somebody else may have found out
            if time.monotonic() > end:
                raise self._late()
        return done.result()

    def _late(self) -> StoreUnreachable:
        return StoreUnreachable(f"The store has not answered for {self._reach.patience:g} s.", HINT)


def _begun(work: Callable[[], T]) -> Future[T]:
    """What work will come to, done in a thread of its own that may go on for ever."""
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001 - it is raised again where it is waited for
            done.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return done
