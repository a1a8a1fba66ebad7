"""Pilotgraph's public face in Python.

>>> import pilotgraph
>>> graph = pilotgraph.open("sqlite:./data/pilotgraph.db")  # doctest: +SKIP
>>> graph.view().number_of_nodes()  # doctest: +SKIP
"""

from __future__ import annotations

import getpass
import warnings
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.ledger import LoadReport
from graph.opened import Login, OpenGraph, is_server
from graph.records import PUBLIC
from ontology.errors import BadInput, NotFound
from ontology.reader import read

if TYPE_CHECKING:
    import networkx as nx

    from graph.view import View
    from loaders.faults import Faults
    from loaders.progress import Progress

__all__ = ["Graph", "open", "simple"]

LOAD_FIRST = "Load something first (pilotgraph load), or set PILOTGRAPH_STORE."


def open(
    store: str = "sqlite:./data/pilotgraph.db",
    *,
    user: str = "neo4j",
    password: str = "",
    database: str = "neo4j",
    snapshot_dir: Path | None = None,
    extensions: Iterable[Path] = (),
    must_exist: bool = False,
) -> Graph:
    """Open (or make) the graph kept at `store`.

    Parameters
    ----------
    store
        `sqlite:PATH`, or `neo4j://HOST:PORT` (also `neo4j+s`, `neo4j+ssc`, `bolt`, `bolt+s`, `bolt+ssc`).
    user, password, database
        For Neo4j: as whom to ask the server, and for which of its databases.
    snapshot_dir
        Folder of the read model; default: beside the file, or `./data/HOST-PORT-DATABASE.snapshot`.
    extensions
        Turtle files that add to the ontology.
    must_exist
        Raise NotFound instead of making a new store.

    Raises
    ------
    NotFound
        If there is no store, or nothing was ever loaded into the database, and there must be one.
    BadInput
        If `store` is no address of a store.
    StoreError
        If the store can't be opened; StoreUnreachable, a child of it, if the server does not answer.
    OntologyError
        If an extension contradicts itself or the ontology.
    """
    path = Path(store.partition(":")[2])
    if must_exist and store.startswith("sqlite:") and not path.exists():
        raise NotFound(f"There is no store {path}.", LOAD_FIRST)
    graph = Graph(store, read(*extensions), snapshot_dir, Login(user, password, database))
    if must_exist and is_server(store) and graph.store.version() == 0:
        graph.close()
        raise NotFound(f"Nothing was ever loaded into the database {database} of {store}.", LOAD_FIRST)
    return graph


def simple(graph: nx.Graph, weight: str | None = None, *, directed: bool = True) -> nx.Graph:
    """A view or other networkx graph with one edge for all between the same two nodes, for what refuses multigraphs.

    The edges' `weight` is the number of the edges that became one, or the sum of their attribute `weight`. See
    `analytics.compiled.simple`.
    """
    from analytics.compiled.simple import simple as made_simple

    return made_simple(graph, weight, directed=directed)


class Graph(OpenGraph):
    """An opened graph that can be loaded, viewed and queried. Close it, or use it in a `with`."""

    def view(
        self, as_of: date | str | None = None, labels: Collection[str] = (), links: Iterable[str] | None = None
    ) -> View:
        """What was valid on a date (or its ISO form; default: today) as a read-only networkx MultiDiGraph.

        Nodes are public ids. The key of an edge is the id of its link, its data has `type` and the qualifiers.
        `labels` are the access labels of the viewer beyond what is public, `links` the link types that are edges
        (default: all). Raises BadInput for a text that is no date, or a link type that the ontology does not have.
        """
        if isinstance(as_of, str):
            as_of = _date(as_of)
        day = as_of or date.today()  # noqa: DTZ011 - a date of the user's calendar
        return self.snapshot(labels).view(day, links)

    def query(
        self, text: str, variables: Mapping[str, Any] | None = None, labels: Collection[str] = ()
    ) -> dict[str, Any]:
        """Answer a GraphQL query without a server: `{"data": …}`, and `"errors"` if there are any."""
        from api.execution import answer

        return answer(self, text, variables, labels)

    def load(
        self,
        format: str,
        path: Path | str,
        *,
        faults: Faults | None = None,
        access: str = PUBLIC,
        dry_run: bool = False,
        who: str = "",
        progress: Progress | None = None,
    ) -> LoadReport:
        """Load a file or folder; see `pilotgraph load --help` for the formats.

        What was wrong with single rows is collected in `faults`; if you give none, a UserWarning says how much it was.
        Raises BadInput if the format is unknown, or the path is not of it.
        """
        from loaders.faults import Faults
        from loaders.formats import format_named

        where = Path(path)
        found = faults if faults is not None else Faults()
        report = self.ledger.load(
            format_named(format).records(where, self.ontology, found, progress),
            who=who or getpass.getuser(),
            why=f"load {format} {where}",
            rejects=found,
            access=access,
            dry_run=dry_run,
        )
        if faults is None and found.errors:
            first = found.first[0]
            said = f"{found.errors} rejected; the first: {first.file}:{first.line}: {first.reason.en} {first.hint.en}"
            warnings.warn(said, UserWarning, stacklevel=2)
        return report


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{text!r} is no date.", "Write it as in 2025-12-31.") from error
