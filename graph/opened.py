"""An opened graph: its store, the only writer to it, and the newest snapshot of it."""

from __future__ import annotations

import threading
from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import Self

from graph.ledger import Ledger
from graph.snapshot import Snapshot
from graph.sqlite_store import SqliteStore
from graph.store import Store
from ontology.errors import BadInput
from ontology.model import Ontology

__all__ = ["OpenGraph", "open_store", "snapshot_folder"]


def open_store(address: str) -> Store:
    """Open the store at `sqlite:PATH`. Raises BadInput for another kind of address, StoreError if it won't open."""
    kind, _, path = address.partition(":")
    if kind == "sqlite" and path:
        return SqliteStore(Path(path))
    raise BadInput(
        f"{address!r} is no address of a store.", "Write sqlite:PATH, for example sqlite:./data/pilotgraph.db."
    )


def snapshot_folder(address: str) -> Path:
    """Where the snapshot of a store lies if nothing else is said: beside its file."""
    return Path(address.partition(":")[2]).with_suffix(".snapshot")


class OpenGraph:
    """A store with its ledger and its snapshot. Safe to share between threads; close it, or use it in a `with`."""

    def __init__(self, address: str, ontology: Ontology, snapshot_dir: Path | None = None) -> None:
        """Open the graph at `address`; the snapshot is opened (or built) when it is first asked for."""
        self.ontology = ontology
        self.store = open_store(address)
        self.ledger = Ledger(self.store, ontology)
        self._folder = snapshot_dir or snapshot_folder(address)
        self._snapshot: Snapshot | None = None
        self._lock = threading.Lock()

    def snapshot(self, labels: Collection[str] = ()) -> Snapshot:
        """The newest snapshot, as a viewer with these access labels sees it (everybody sees what is public)."""
        with self._lock:
            if self._snapshot is None:
                self._snapshot = Snapshot.open_or_build(self._folder, self.ontology, self.store)
            elif self._snapshot.version != self.store.version():
                self._snapshot = self._snapshot.follow(self.store)
            newest = self._snapshot
        return newest.seen_by(labels, self.store) if labels else newest

    def close(self) -> None:
        """Close the store; snapshots that are still held stay readable."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
