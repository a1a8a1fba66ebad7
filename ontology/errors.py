"""The one error tree. Every error that a user can cause or cure is a PilotgraphError with a stable code."""

from __future__ import annotations

__all__ = [
    "BadInput",
    "Conflict",
    "NotFound",
    "OntologyError",
    "PilotgraphError",
    "StoreError",
    "StoreUnreachable",
    "TooExpensive",
]


class PilotgraphError(Exception):
    """An error with a stable machine code, a message for a person, and a hint that says what to do."""

    code = "ERROR"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class BadInput(PilotgraphError):
    """A value, file, option or query that can't be understood."""

    code = "BAD_INPUT"


class NotFound(PilotgraphError):
    """An id that nobody knows, or that the viewer may not see: the two are told alike."""

    code = "NOT_FOUND"


class Conflict(PilotgraphError):
    """Somebody else committed first."""

    code = "CONFLICT"


class StoreError(PilotgraphError):
    """The store can't be opened, read or written."""

    code = "STORE"


class StoreUnreachable(StoreError):
    """The server that keeps the store does not answer. What was acknowledged is there; try again when it does."""

    code = "STORE_UNREACHABLE"


class OntologyError(PilotgraphError):
    """The Turtle files contradict themselves."""

    code = "ONTOLOGY"


class TooExpensive(PilotgraphError):
    """A query over the limits on depth, aliases or cost."""

    code = "TOO_EXPENSIVE"
