"""From the text of a query to the bytes of its answer. Documents are read and validated once, answers kept a while."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import orjson
import strawberry
from graphql import DocumentNode, GraphQLError, execute_sync, parse, validate

from api import guards
from api.errors import INVALID, PARSE, TooLarge, describe, refusal
from api.guards import LIMITS, Limits
from api.kept import Kept
from api.leaves import LeafExecutor
from api.listing import Listings
from api.moment import Context, Graph
from api.schema import build_schema
from ontology.errors import BadInput, PilotgraphError

__all__ = ["Answer", "Executor", "Query", "answer", "refused"]

KEPT_DOCUMENTS = 500
KEPT_BYTES = 64 << 20
LARGEST_KEPT = 4 << 20
"""Longer answers are made anew every time."""


class Query(NamedTuple):
    """What a client sends."""

    text: str
    variables: Mapping[str, Any] | None = None
    operation: str | None = None


class Answer(NamedTuple):
    """What it gets: JSON, whether the query was executed at all, and a tag that is the same for the same answer."""

    body: bytes
    executed: bool
    tag: str


class _Prepared(NamedTuple):
    """A document that has been read, and what validation said about it; None until it has been asked."""

    document: DocumentNode
    errors: list[dict[str, Any]] | None


def refused(error: PilotgraphError) -> Answer:
    """The answer to a query that is not executed."""
    return _answer({"errors": [refusal(error)]}, executed=False)


def _answer(told: Mapping[str, Any], executed: bool) -> Answer:
    body = orjson.dumps(told)
    return Answer(body, executed, hashlib.blake2b(body, digest_size=12).hexdigest())


class Executor:
    """Executes queries on one schema. Safe to share between threads."""

    def __init__(self, schema: strawberry.Schema, limits: Limits = LIMITS) -> None:
        self.schema = schema._schema  # Strawberry's own way in reads and validates every time
        self.limits = limits
        self._documents: Kept[_Prepared] = Kept(KEPT_DOCUMENTS)
        self._answers: Kept[Answer] = Kept(KEPT_BYTES, lambda answer: len(answer.body))

    def known(self, query: Query, context: Context) -> Answer | None:
        """The answer that has been given to this query before, if it is still true."""
        return self._answers.get(_key(query, context))

    def execute(self, query: Query, context: Context) -> Answer:
        """Answer a query. What is wrong with it is told in the answer; nothing is raised."""
        try:
            key = _key(query, context)
            told, executed = self._execute(query, context)
        except PilotgraphError as error:
            return refused(error)
        answer = _answer(told, executed)
        if "errors" not in told and len(answer.body) <= LARGEST_KEPT:
            self._answers.put(key, answer)
        return answer

    def _execute(self, query: Query, context: Context) -> tuple[Mapping[str, Any], bool]:
        try:
            document, errors = self._read(query.text)
        except GraphQLError as error:
            return {"errors": describe([error], PARSE)}, False
        variables = dict(query.variables or {})
        guards.check(self.schema, document, query.operation, variables, self.limits)
        if errors is None:
            errors = self._validate(query.text, document)
        if errors:
            return {"errors": errors}, False
        result = execute_sync(
            self.schema,
            document,
            context_value=context,
            variable_values=variables,
            operation_name=query.operation,
            executor_class=LeafExecutor,
        )
        if not result.errors:
            return {"data": result.data}, True
        told = {"errors": describe(result.errors, BadInput.code)}
        executed = any(error.path for error in result.errors)
        return ({"data": result.data, **told} if executed else told), executed

    def _read(self, text: str) -> _Prepared:
        prepared = self._documents.get(text)
        if prepared is None:
            if len(text) > self.limits.length:
                raise TooLarge(
                    f"The query has {len(text)} characters.",
                    f"At most {self.limits.length} are read; pass values as variables and ask in several queries.",
                )
            document = parse(text, max_lexical_tokens=self.limits.tokens, max_comments=self.limits.tokens)
            prepared = _Prepared(document, None)
            self._documents.put(text, prepared)
        return prepared

    def _validate(self, text: str, document: DocumentNode) -> list[dict[str, Any]]:
        errors = describe(validate(self.schema, document), INVALID)
        self._documents.put(text, _Prepared(document, errors))
        return errors


def _key(query: Query, context: Context) -> tuple[object, ...]:
    """What an answer depends on. Raises BadInput for variables that can't be told apart as JSON."""
    try:
        variables = orjson.dumps(query.variables or {}, option=orjson.OPT_SORT_KEYS)
    except TypeError as error:
        raise BadInput(
            f"`variables` can't be read: {error}.", "Send texts, numbers, lists and objects, not nested too deeply."
        ) from error
    return query.text, variables, query.operation, context.listings.serial, context.labels, context.today


_EXECUTORS: Kept[Executor] = Kept(4)


def answer(
    graph: Graph, text: str, variables: Mapping[str, Any] | None = None, labels: Collection[str] = ()
) -> dict[str, Any]:
    """Answer one query without a server, as a viewer with these access labels sees the graph today."""
    executor = _EXECUTORS.get(graph.ontology.digest)
    if executor is None:
        executor = Executor(build_schema(graph.ontology))
        _EXECUTORS.put(graph.ontology.digest, executor)
    snapshot = graph.snapshot(labels)
    today = datetime.date.today()  # noqa: DTZ011 - a date of the user's calendar
    context = Context(snapshot, Listings(snapshot), graph.store, frozenset(labels), today)
    told: dict[str, Any] = orjson.loads(executor.execute(Query(text, variables), context).body)
    return told
