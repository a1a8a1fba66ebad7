"""GraphQL over HTTP: queries out of requests, answers into responses (graphql.github.io/graphql-over-http)."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import Request, Response

from api.errors import TooLarge
from api.execution import Answer, Query, refused
from ontology.errors import BadInput, PilotgraphError, StoreError, StoreUnreachable

__all__ = ["query_of", "refuse", "respond"]

LONGEST_BODY = 256 << 10
"""Bytes of a request body that are read."""

GRAPHQL_JSON = "application/graphql-response+json"


class WrongType(BadInput):
    """A request body that is not JSON by its own account."""


async def query_of(request: Request) -> Query:
    """The query in a request. Raises PilotgraphError."""
    if request.method == "GET":
        given: Any = dict(request.query_params)
        given["variables"] = _json(given.get("variables") or "null", "`variables` in the address")
    else:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise WrongType(
                f"The request's content type is {kind or 'not told'}.",
                'Send JSON such as {"query": "{ status { version } }"} with `Content-Type: application/json`.',
            )
        given = _json(await _body(request), "The request body")
    return _query(given)


def _query(given: Any) -> Query:
    if not isinstance(given, dict) or not isinstance(given.get("query"), str):
        raise BadInput("There is no query.", 'Send {"query": "…", "variables": {…}}, one query a request.')
    variables, operation = given.get("variables"), given.get("operationName")
    if not isinstance(variables, dict | None):
        raise BadInput("`variables` is not an object.", 'Send for example "variables": {"id": "ror:00tm1qp20"}.')
    if not isinstance(operation, str | None):
        raise BadInput("`operationName` is not a string.", "Send the name of one of the operations, or leave it out.")
    return Query(given["query"], variables, operation)


def _json(text: bytes | str, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadInput(f"{what} is not JSON: {error}.", "Send well-formed JSON in UTF-8.") from error


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST_BODY:
            raise TooLarge(f"The request is longer than {LONGEST_BODY} bytes.", "Ask in several requests.")
    return bytes(body)


def respond(request: Request, answer: Answer) -> Response:
    """The answer to a query, or to GET only that it is still the same."""
    headers = {"ETag": f'"{answer.tag}"', "Cache-Control": "private, no-cache", "Vary": "Accept"}
    if request.method == "GET" and headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    modern = GRAPHQL_JSON in request.headers.get("accept", "")
    return Response(
        answer.body,
        status_code=400 if modern and not answer.executed else 200,
        headers=headers,
        media_type=f"{GRAPHQL_JSON if modern else 'application/json'}; charset=utf-8",
    )


_STATUS: dict[type[PilotgraphError], int] = {TooLarge: 413, WrongType: 415, StoreError: 503, StoreUnreachable: 503}


def refuse(error: PilotgraphError, status: int | None = None) -> Response:
    """The response to a request that holds no query that could be answered."""
    return Response(
        refused(error).body, status_code=status or _STATUS.get(type(error), 400), media_type="application/json"
    )
