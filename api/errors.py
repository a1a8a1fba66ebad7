"""Every error in one shape: a message that says what to do, and a stable `extensions.code`."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from graphql import GraphQLError, GraphQLSyntaxError

from ontology.errors import PilotgraphError, TooExpensive

__all__ = ["INTERNAL", "INVALID", "PARSE", "OverLimit", "TooLarge", "describe", "hidden", "refusal"]

PARSE = "GRAPHQL_PARSE_FAILED"
INVALID = "GRAPHQL_VALIDATION_FAILED"
INTERNAL = "INTERNAL"

_log = logging.getLogger("pilotgraph.api")


class OverLimit(TooExpensive):
    """A query over the limits, with the figures that were measured and allowed."""

    def __init__(self, message: str, hint: str, figures: Mapping[str, int]) -> None:
        super().__init__(message, hint)
        self.figures = figures


class TooLarge(PilotgraphError):
    """A request body or a document longer than the server reads."""

    code = "TOO_LARGE"


def refusal(error: PilotgraphError) -> dict[str, Any]:
    """An error of ours as GraphQL clients expect one."""
    extensions: dict[str, Any] = {"code": error.code}
    if error.hint:
        extensions["hint"] = error.hint
    if isinstance(error, OverLimit):
        extensions.update(error.figures)
    return {"message": str(error), "extensions": extensions}


def describe(errors: Iterable[GraphQLError], code: str) -> list[dict[str, Any]]:
    """GraphQL's own errors as they go out. `code` is for those that have no cause of their own."""
    return [_describe(error, code) for error in errors]


def _describe(error: GraphQLError, code: str) -> dict[str, Any]:
    cause = _cause(error)
    if isinstance(cause, PilotgraphError):
        told = refusal(cause)
    elif isinstance(error, GraphQLSyntaxError):
        hint = "Mend the document at the place in `locations`."
        told = {"message": f"{error.message.rstrip('.')}. {hint}", "extensions": {"code": PARSE, "hint": hint}}
    elif cause is None:
        told = {"message": error.message, "extensions": {"code": code}}
    else:
        told = hidden(cause)
    if error.locations:
        told["locations"] = [location.formatted for location in error.locations]
    if error.path is not None:
        told["path"] = error.path
    return told


def _cause(error: GraphQLError) -> Exception | None:
    cause: Exception | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def hidden(cause: Exception) -> dict[str, Any]:
    """An error that nobody expected: logged under an id, of which alone the client is told."""
    error_id = uuid.uuid4().hex[:12]
    _log.error("unexpected error %s", error_id, exc_info=cause)
    return {
        "message": f"Something went wrong here, not in your query. Report error {error_id} to who runs this server.",
        "extensions": {"code": INTERNAL, "errorId": error_id},
    }
