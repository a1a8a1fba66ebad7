"""An opened graph: its store, the only writer to it, and the newest snapshot of it."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, runtime_checkable
from urllib.parse import SplitResult, parse_qs, urlsplit

from graph.ledger import Ledger
from graph.snapshot import Snapshot
from graph.sqlite_store import SqliteStore
from graph.store import Store
from ontology.errors import BadInput
from ontology.model import Ontology

__all__ = ["Login", "OpenGraph", "Preparable", "is_server", "open_store", "shown", "snapshot_folder"]

SERVERS = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
"""With +s the connection is encrypted, with +ssc also if the server has signed its own certificate."""
PORT = 7687
HINT = "Write sqlite:PATH, for example sqlite:./data/pilotgraph.db, or neo4j://HOST:7687."

# Where nobody has set up logging, Python would print the driver's warnings of what is raised as an error anyway.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Login:
    """As whom to ask a server that keeps a store, and for which of its databases."""

    user: str = "neo4j"
    password: str = field(default="", repr=False)
    database: str = "neo4j"


NOBODY = Login()


@runtime_checkable
class Preparable(Protocol):
    """A store that can be made ready for its ontology before anything is written to it; one in a file need not be."""

    def prepare(self) -> bool:
        """Make the constraints and indexes that it lacks; returns whether it lacked any."""


def open_store(address: str, ontology: Ontology, login: Login = NOBODY) -> Store:
    """Open the store at `sqlite:PATH` or `neo4j://HOST:PORT`.

    Raises BadInput for another kind of address, StoreError if it won't open, StoreUnreachable if no server answers.
    """
    if not is_server(address):
        return SqliteStore(_file(address))
    _server(address)
    from graph.neo4j_store import Neo4jStore  # with its driver, for which nobody else should have to wait

    return Neo4jStore(address, ontology, login.user, login.password, login.database)


def is_server(address: str) -> bool:
    """Whether this is the address of a server, and not of a file."""
    return address.partition(":")[0] in SERVERS


def snapshot_folder(address: str, login: Login = NOBODY) -> Path:
    """Where the snapshot of a store lies if nothing else is said: beside its file, or in ./data for a server."""
    if not is_server(address):
        return _file(address).with_suffix(".snapshot")
    server = _server(address)
    name = re.sub(r"[^\w.-]", "_", f"{server.hostname}-{server.port or PORT}-{login.database}")
    return Path("data", f"{name}.snapshot")


def shown(address: str) -> str:
    """An address without the user and password that may have been written into it."""
    return address if address.startswith("sqlite:") else re.sub(r"(?<=:).*@", "•••@", address, flags=re.DOTALL)


def _file(address: str) -> Path:
    kind, _, path = address.partition(":")
    if kind != "sqlite" or not path:
        raise BadInput(f"{shown(address)!r} is no address of a store.", HINT)
    return Path(path)


def _server(address: str) -> SplitResult:
    if "@" in address:
        hint = "Set PILOTGRAPH_NEO4J_USER and PILOTGRAPH_NEO4J_PASSWORD (in Python: `user` and `password`) instead."
        raise BadInput(f"{shown(address)!r} has a user or password in it.", hint)
    try:
        server = urlsplit(address)
        plain = server.path in ("", "/") and not server.fragment and "database" not in parse_qs(server.query)
        understood = server.hostname and server.port != 0 and plain
    except ValueError:
        understood = False
    if not understood:
        hint = "Write neo4j://HOST:7687; which database, PILOTGRAPH_NEO4J_DATABASE says (in Python: `database`)."
        raise BadInput(f"{address!r} is no address of a server.", hint)
    return server


class OpenGraph:
    """A store with its ledger and its snapshot. Safe to share between threads; close it, or use it in a `with`."""

    def __init__(
        self, address: str, ontology: Ontology, snapshot_dir: Path | None = None, login: Login = NOBODY
    ) -> None:
        """Open the graph at `address`; the snapshot is opened (or built) when it is first asked for."""
        self.ontology = ontology
        self.store = open_store(address, ontology, login)
        self.ledger = Ledger(self.store, ontology)
        self._folder = snapshot_dir or snapshot_folder(address, login)
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
