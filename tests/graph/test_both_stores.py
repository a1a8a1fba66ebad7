"""Whatever is said, judged and taken back: the store in Neo4j and that in SQLite hold the same and tell the same."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from graph.audit import audit
from graph.digests import digests
from graph.ledger import Ledger
from graph.neo4j_store import Neo4jStore
from graph.records import SAME_AS, Entity, Record, Stored
from graph.sqlite_store import SqliteStore
from graph.store import Change, Store
from ontology.errors import BadInput, NotFound
from ontology.model import Ontology
from tests.graph.said import firm, project
from tests.graph.test_ledger import FIRMS, PARTS, Refused
from tests.neo4j.fixtures import Given
from tests.neo4j.server import Server
from tests.neo4j.wiping import wipe

pytestmark = pytest.mark.timeout(900)  # one test has all the examples, and machines are busy

FEW = settings(max_examples=15, deadline=None, phases=[Phase.reuse, Phase.generate])  # each example fills a database

NUMBERS = st.integers(0, 4)
SAYINGS = st.lists(st.one_of(FIRMS, PARTS), min_size=1, max_size=6)
JUDGEMENTS = st.tuples(NUMBERS, NUMBERS)
STEPS = st.lists(st.one_of(SAYINGS, JUDGEMENTS, NUMBERS), min_size=1, max_size=8)
"""Records to load, two firms to judge the same, or which judgement, else which firm's record, to take back."""

FIRST = [project("p0"), project("p1"), *(firm(str(number)) for number in range(5))]


def ticking(begin: int = 0) -> Callable[[], str]:
    """A clock that ticks one second a commit."""
    ticks = count(begin)
    return lambda: f"2026-01-01T00:{(tick := next(ticks)) // 60:02}:{tick % 60:02}.000+00:00"


def load(ledger: Ledger, records: list[Record]) -> tuple[Any, ...]:
    refused = Refused()
    report = ledger.load(records, who="t", why="load", rejects=refused)
    return report, [(problem.field, problem.value) for problem in refused.problems]


def take(ledger: Ledger, step: list[Record] | tuple[int, int] | int) -> Any:
    """Do what a step says; what came of it."""
    try:
        if isinstance(step, list):
            return load(ledger, step)
        if isinstance(step, tuple):
            pair = [f"alpha:{number}" for number in step]
            newest = ledger.store.newest(pair)
            if any(newest[origin][1].retracted for origin in pair):
                return None
            return ledger.same(pair[0], pair[1], who="t", why="judge")
        judged = [s.origin for s in ledger.store.records(None) if s.record.kind == SAME_AS and s.current]
        origin = judged[step % len(judged)] if judged else f"alpha:{step}"
        return ledger.retract([origin], who="t", why="take back")
    except (BadInput, NotFound) as error:
        return str(error)


def told(store: Store, since: int = 0) -> tuple[list[Change], dict[str, Change]]:
    """Entities in their order, and everything else by id: links come in none."""
    changes = list(store.changes(since))
    entities = [change for change in changes if isinstance(change.value, Entity)]
    return entities, {change.id: change for change in changes if not isinstance(change.value, Entity)}


def in_order(records: Iterable[Stored]) -> list[Stored]:
    """Records without their numbers, between which a store may leave some out."""
    return [stored._replace(seq=0) for stored in records]


def everything(store: Store) -> dict[str, Any]:
    """All that a store says through the port."""
    records = list(store.records(None))
    origins = [stored.origin for stored in records]
    ids = {change.id for change in store.changes()} | {stored.subject for stored in records}
    names = {*ids, *origins, *(name for stored in records for name in stored.record.identifiers), "nobody", ""}
    firms = [f"alpha:{number}" for number in range(5)]
    return {
        "commits": store.commits(),
        "records": in_order(records),
        "of subjects": in_order(store.records(ids)),
        "newest": dict(store.newest(origins)),
        "names": dict(store.resolve(names)),
        "of links": {
            (id, kind): in_order(store.touching([id], kind)) for id in firms for kind in ((), ("ParticipatesIn",))
        },
        "changes": [told(store, since) for since in range(store.version())],
        "digests": digests(store),
    }


@pytest.fixture(scope="module")
def prepared(ontology: Ontology, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in SQLite with two projects and five firms, to be copied."""
    path = tmp_path_factory.mktemp("prepared") / "store.db"
    with closing(SqliteStore(path)) as store:
        load(Ledger(store, ontology, ticking()), FIRST)
    return path


class Both:
    """Two ledgers with one and the same beginning and clocks that agree, on SQLite and on Neo4j."""

    def __init__(self, prepared: Path, ontology: Ontology, server: Server | Given) -> None:
        self._prepared, self.ontology, self._server = prepared, ontology, server

    @contextmanager
    def opened(self) -> Iterator[tuple[Ledger, Ledger]]:
        server = self._server
        wipe(server.uri, server.user, server.password, keep_schema=True)
        with (
            tempfile.TemporaryDirectory() as folder,
            closing(SqliteStore(Path(shutil.copy(self._prepared, folder)))) as file,
            closing(Neo4jStore(server.uri, self.ontology, server.user, server.password)) as base,
        ):
            load(Ledger(base, self.ontology, ticking()), FIRST)
            yield Ledger(file, self.ontology, ticking(60)), Ledger(base, self.ontology, ticking(60))


@pytest.fixture(scope="module")
def both(prepared: Path, ontology: Ontology, neo4j_server: Server | Given) -> Both:
    return Both(prepared, ontology, neo4j_server)


@FEW
@given(STEPS)
def test_both_stores_hold_and_tell_the_same(both: Both, steps: list[Any]) -> None:
    with both.opened() as (one, other):
        for step in steps:
            assert take(other, step) == take(one, step)
        ours, theirs = everything(one.store), everything(other.store)
        for what, said in ours.items():
            assert theirs[what] == said, what
        assert audit(other.store, both.ontology).found == audit(one.store, both.ontology).found == []
