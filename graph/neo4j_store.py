"""The store in Neo4j: the default for deployments. One transaction a commit, written one after the other."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import chain
from time import monotonic, sleep
from typing import Any, TypeVar
from uuid import uuid4

import neo4j
from neo4j import GraphDatabase
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConstraintError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from graph.neo4j_commit import Commit
from graph.neo4j_heard import Heard, Said
from graph.neo4j_log import Ask, ask_together
from graph.neo4j_reading import NOTHING, STATE, Reading, State, changes, read_state, state_of
from graph.neo4j_schema import FORMAT, NAMES_INDEX, Layout
from graph.neo4j_strays import remove, strays
from graph.neo4j_values import Values
from graph.records import Record, Stored
from graph.store import Batch, Change, CommitInfo, Stray, Target
from graph.store import Heard as HeardAlready
from ontology.errors import Conflict, StoreError, StoreUnreachable
from ontology.model import Ontology

__all__ = ["Neo4jStore"]

SECONDS_TO_CONNECT = 5.0
SECONDS_TO_BE_HEARD = 15.0
"""For a connection to be ready, handshake and all."""
SECONDS_OF_TRYING = 60.0
"""For how long a transaction is tried again when the server goes away: a restart takes less."""
SECONDS_OF_INDEXING = 600
SECONDS_BETWEEN_LOOKS = 0.2
ROWS_AT_ONCE = 2_000

PREPARING = "pilotgraph: constraints and indexes"
"""What is told of a transaction that makes them."""
UNOWNED = "SHOW INDEXES YIELD name, owningConstraint WHERE owningConstraint IS NULL RETURN name"
OTHERS = "SHOW TRANSACTIONS YIELD metaData WHERE metaData.about = $about RETURN count(*)"
VERSION = "MATCH (s:_Store {key: 1}) RETURN s.version"
LOCK = "MATCH (s:_Store {key: 1}) SET s.token = $token RETURN s.key"
DONE = "MATCH (c:_Commit {token: $token}) RETURN c.version"
COMMITTED = """
MATCH (s:_Store {key: 1}) SET s.version = $version, s.next = $next, s.said = $said REMOVE s.token
CREATE (c:_Commit {version: $version, token: $token, who: $who, at: $at, why: $why, records: $records, kinds: $kinds})
"""
COMMITS = "MATCH (c:_Commit) RETURN c.version, c.who, c.at, c.why, c.records ORDER BY c.version DESC LIMIT $last"
NEWER = "MATCH (c:_Commit) WHERE c.version > $since RETURN c.version, c.kinds"

AWAY = (ServiceUnavailable, SessionExpired, TransientError)
"""What a server that is away, or starts, answers."""

_log = logging.getLogger("pilotgraph.neo4j")
T = TypeVar("T")


class Neo4jStore:
    """`Store` in one database of a Neo4j server. Safe to use from several threads and processes."""

    def __init__(
        self, uri: str, ontology: Ontology, user: str = "neo4j", password: str = "", database: str = "neo4j"
    ) -> None:
        """Connect. Raises StoreUnreachable if nobody answers, StoreError for what else is in the way."""
        self.uri = uri
        self.database = database
        self._layout = Layout(ontology)
        self._values = Values(ontology)
        self._heard = Heard(self._layout)
        self._prepared = False
        with self._told():
            self._driver = GraphDatabase.driver(
                uri,
                auth=(user, password),
                connection_timeout=SECONDS_TO_CONNECT,
                connection_acquisition_timeout=SECONDS_TO_BE_HEARD,
                max_transaction_retry_time=SECONDS_OF_TRYING,
                retry_delay_multiplier=1.0,  # else it sleeps for up to half a minute beside a server that is back
                notifications_min_severity="OFF",
                user_agent="pilotgraph",
            )
        self._bookmarks = GraphDatabase.bookmark_manager()  # whoever reads here sees what was written here
        try:
            state = self._refuse_foreign()
            if state is not NOTHING and not state.schema:  # imported offline: nothing would be found without indexes
                self.prepare()
        except BaseException:
            self._driver.close()
            raise

    def version(self) -> int:
        """See `Store`."""
        rows = self._done(lambda ask: ask(VERSION))
        return int(rows[0][0]) if rows else 0

    def commit(self, batch: Batch, expected: int | None = None) -> int:
        """See `Store`. If the acknowledgement is lost, looks whether the commit was done before it does it again."""
        self.prepare(again=False)
        token = uuid4().hex

        def work(transaction: neo4j.ManagedTransaction) -> tuple[int, Said]:
            return self._commit(_asking(transaction), batch, expected, token)

        while True:
            with self._told(batch.blind), self._session() as session:
                try:
                    version, said = session.execute_write(work)
                except IncompleteCommit:
                    _log.warning("The acknowledgement of a commit was lost; looking whether it was done.")
                    continue
            self._heard.note(batch.records, said, version)
            return version

    def records(self, subjects: Collection[str] | None, since: int = 0) -> Iterator[Stored]:
        """See `Store`."""
        if subjects is not None:
            found = self._read(lambda reading: reading.records(subjects)) if subjects else []
            return (stored for stored in found if stored.version > since)
        return self._after(since)

    def newest(self, origins: Collection[str]) -> Mapping[str, tuple[str, Record]]:
        """See `Store`."""
        return self._read(lambda reading: reading.newest(origins)) if origins else {}

    def unchanged(self, runs: Collection[str]) -> Collection[str]:
        """See `Store`."""
        return self._read(lambda reading: reading.unchanged(runs))

    def resolve(self, names: Collection[str]) -> Mapping[str, Target]:
        """See `Store`."""
        return self._read(lambda reading: reading.resolve(names)) if names else {}

    def touching(self, ids: Collection[str], kinds: Collection[str] = ()) -> Iterator[Stored]:
        """See `Store`."""
        yield from self._read(lambda reading: reading.records(reading.groups(ids, kinds)))

    def changes(self, since: int = 0) -> Iterator[Change]:
        """See `Store`."""
        with self._told(), self._session(neo4j.READ_ACCESS) as session:

            def stream(query: str, **parameters: Any) -> Iterator[list[Any]]:
                for record in session.run(query, parameters):
                    yield record.values()

            newer = {version: kinds or () for version, kinds in stream(NEWER, since=since)}
            if newer:
                kinds = sorted(set(chain.from_iterable(newer.values())))
                yield from changes(stream, self._layout, self._values, since, max(newer), kinds)

    def commits(self, last: int = 50) -> list[CommitInfo]:
        """See `Store`."""
        return [CommitInfo(*row) for row in self._done(lambda ask: ask(COMMITS, last=last))]

    def strays(self) -> Iterator[Stray]:
        """See `Straying`."""
        yield from self._done(lambda ask: list(strays(ask, self._layout, self._values)))

    def remove_strays(self, places: Collection[str] | None = None) -> None:
        """See `Straying`."""
        self._done(lambda ask: remove(ask, self._layout, self._values, places), neo4j.WRITE_ACCESS)

    def close(self) -> None:
        """See `Store`."""
        self._driver.close()

    def prepare(self, again: bool = True) -> bool:
        """Make the constraints and indexes that the ontology asks for; whether there was anything to make.

        Without `again`, what this process has done or found once is taken to be there.
        """
        if self._prepared and not again:
            return False
        found = self._done(read_state).schema
        wanted = self._layout.digest()
        if found != wanted:
            with self._told(), self._session() as session:
                self._make_schema(session, wanted)
        self._prepared = True
        return found != wanted

    def _make_schema(self, session: neo4j.Session, digest: str) -> None:
        wanted = self._layout.searchable()
        row = session.run("SHOW INDEXES YIELD name, properties WHERE name = $name", name=NAMES_INDEX).single()
        if row is not None and tuple(row["properties"]) != wanted:
            session.run(f"DROP INDEX {NAMES_INDEX}").consume()
        while not self._made(session):
            _log.warning("Some constraints are only half made; making them again.")
        session.run("CALL db.awaitIndexes($seconds)", seconds=SECONDS_OF_INDEXING).consume()
        session.run(
            "MERGE (s:_Store {key: 1}) ON CREATE SET s.format = $format, s.version = 0, s.next = 1, s.said = [] "
            "SET s.schema = $digest", format=FORMAT, digest=digest,
        ).consume()  # fmt: skip

    def _made(self, session: neo4j.Session) -> bool:
        """Make the constraints and indexes that are not there, all or none. False: there are orphans in the way."""
        statements = self._layout.statements()
        self._drop_orphans(_asking(session), {n for n, text in statements.items() if text.startswith("CREATE CONSTR")})
        there = {name for (name,) in _asking(session)("SHOW INDEXES YIELD name")}
        missing = [text for name, text in statements.items() if name not in there]

        @neo4j.unit_of_work(metadata={"about": PREPARING})
        def make(transaction: neo4j.ManagedTransaction) -> None:
            for text in (*missing, self._layout.names_index()):
                transaction.run(text).consume()

        try:
            session.execute_write(make)  # tried again if others who make them are in the way, or the server went away
        except ClientError as error:
            if error.code == "Neo.ClientError.Schema.IndexWithNameAlreadyExists":
                return False
            raise
        return True

    def _drop_orphans(self, ask: Ask, constraints: Collection[str]) -> None:
        """Drop the indexes of these constraints that have none: a server that was killed while it made it left them.

        While somebody makes constraints, their indexes look the same.
        """
        end = monotonic() + SECONDS_OF_INDEXING
        while orphans := [name for (name,) in ask(UNOWNED) if name in constraints]:
            if monotonic() > end or ask(OTHERS, about=PREPARING) == [[0]]:
                for name in orphans:
                    ask(f"DROP INDEX {name} IF EXISTS")
                return
            sleep(SECONDS_BETWEEN_LOOKS)

    def _commit(self, ask: Ask, batch: Batch, expected: int | None, token: str) -> tuple[int, Said]:
        """The version, and who had spoken of what before."""
        if not ask(LOCK, token=token):
            raise StoreError(
                f"The database {self.database} at {self.uri} was emptied while it was open.", "Run the command again."
            )
        told, done = ask_together(ask, (STATE, DONE), token=token)
        state = state_of(told)
        if done:  # not before: an earlier try may hold the lock, and be about to end well
            return int(done[0][0]), state.said
        if expected is not None and state.version != expected:
            raise Conflict(
                f"The store is at version {state.version}, not {expected}: somebody else committed.", "Try again."
            )
        if batch.blind and self._heard.among(ask, batch.records, state.said, state.version):
            raise HeardAlready
        version = state.version + 1
        commit = Commit(ask, self._layout, self._values, batch, version, state)
        commit.write()
        before = {(source, kind) for source, kinds in state.said.items() for kind in kinds}
        said = before | {(one.record.source, one.record.kind) for one in batch.records}
        ask(
            COMMITTED, version=version, next=commit.next, said=[" ".join(pair) for pair in sorted(said)], token=token,
            who=batch.who, at=batch.at, why=batch.why, records=len(batch.records), kinds=sorted(commit.kinds),
        )  # fmt: skip
        return version, state.said

    def _after(self, since: int) -> Iterator[Stored]:
        with self._told(), self._session(neo4j.READ_ACCESS) as session:

            def ask(query: str, **parameters: Any) -> list[list[Any]]:
                return [record.values() for record in session.run(query, parameters)]

            yield from Reading(ask, self._layout, self._values).after(since)

    def _read(self, read: Callable[[Reading], T]) -> T:
        return self._done(lambda ask: read(Reading(ask, self._layout, self._values)))

    def _done(self, work: Callable[[Ask], T], access: str = neo4j.READ_ACCESS) -> T:
        """What comes of work that may be done twice: it is, if the acknowledgement that it was done is lost.

        Reading begins without a transaction, whose begin and end cost two round trips more. If the server does not
        answer, who has written waits for it to come back; who only reads is told at once that it is away.
        """
        if access == neo4j.READ_ACCESS:
            with self._told(), self._session(access) as session, suppress(*self._excused()):
                return work(_asking(session))
        while True:
            with self._told(), self._session(access) as session, suppress(IncompleteCommit):
                execute = session.execute_read if access == neo4j.READ_ACCESS else session.execute_write
                return execute(lambda transaction: work(_asking(transaction)))

    def _excused(self) -> tuple[type[Exception], ...]:
        """What may go wrong at the first try."""
        return AWAY if self._prepared else ()

    def _session(self, access: str = neo4j.WRITE_ACCESS) -> neo4j.Session:
        return self._driver.session(
            database=self.database,
            default_access_mode=access,
            bookmark_manager=self._bookmarks,
            fetch_size=ROWS_AT_ONCE,
        )

    def _refuse_foreign(self) -> State:
        """What the store is. Raises StoreError if the database holds another program's graph, or has another format."""
        with self._told(), self._session(neo4j.READ_ACCESS) as session:
            state = read_state(_asking(session))
            nodes = 0 if state is not NOTHING else session.run("MATCH (n) RETURN count(n)").single(strict=True)[0]
        where = f"The database {self.database} at {self.uri}"
        if nodes:
            raise StoreError(
                f"{where} holds {nodes:,} nodes of another program.", "Name an empty one in PILOTGRAPH_NEO4J_DATABASE."
            )
        if state.format != FORMAT:
            raise StoreError(
                f"{where} has format {state.format}, this Pilotgraph reads {FORMAT}.", "Use a matching version."
            )
        return state

    def _if_away(self) -> str:
        """What to do when nobody answers."""
        hint = "Start it, or correct PILOTGRAPH_STORE; what was acknowledged is kept."
        by_tls = "+s" in self.uri.partition(":")[0]
        return f"If it runs, it speaks no TLS or its certificate is not trusted; else: {hint}" if by_tls else hint

    @contextmanager
    def _told(self, blind: bool = False) -> Iterator[None]:
        """Turn the driver's errors into ours. `blind`: what breaks a constraint was there already."""
        where = f"Neo4j at {self.uri}"
        try:
            yield
        except (*AWAY, OSError) as error:
            if isinstance(error, TransientError):
                if "Memory" in (error.code or ""):
                    hint = "Give it more: a larger heap, and dbms.memory.transaction.total.max."
                    raise StoreError(f"{where} has too little memory for this: {error.message}.", hint) from error
                raise StoreUnreachable(f"{where} can't do it now: {error.message}.", "Try again.") from error
            reason = _reason(error)
            raise StoreUnreachable(f"{where} does not answer{reason}.", self._if_away()) from error
        except AuthError as error:
            hint = "Set PILOTGRAPH_NEO4J_USER and PILOTGRAPH_NEO4J_PASSWORD."
            raise StoreError(f"{where} refuses the user or the password.", hint) from error
        except ConstraintError as error:
            if blind:
                raise HeardAlready from error
            raise StoreError(
                f"Writing to {where} failed: {error.message}.", "See what pilotgraph check finds."
            ) from error
        except ClientError as error:
            hint = "Check PILOTGRAPH_NEO4J_DATABASE and the user's rights."
            if "too large to index" in (error.message or ""):
                hint = "Neo4j keeps no name or key of more than 8,000 bytes: shorten it in the source."
            raise StoreError(f"{where}: {error.message}.", hint) from error
        except (Neo4jError, DriverError) as error:
            raise StoreError(f"{where} failed: {error}.", "See the server's log.") from error


def _reason(error: BaseException | None) -> str:
    """What TLS had against the server, if that is why there is no answer."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return f" as it should: {error.reason or error}"
        error = error.__cause__ or error.__context__
    return ""


def _asking(transaction: neo4j.ManagedTransaction | neo4j.Session) -> Ask:
    def ask(query: str, **parameters: Any) -> list[list[Any]]:
        return [record.values() for record in transaction.run(query, parameters)]

    return ask
