"""One rule for the names that follow from the ontology's: ParticipatesIn, PARTICIPATES_IN, participatesIn."""

from __future__ import annotations

import re

__all__ = ["CLASS", "CODE", "PROPERTY", "RESERVED", "SCHEME", "lower_camel", "plural", "upper_snake"]

CLASS = re.compile(r"[A-Z][A-Za-z0-9]*")
PROPERTY = re.compile(r"[a-z][A-Za-z0-9]*")
SCHEME = re.compile(r"[a-z][a-z0-9-]*")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

RESERVED = frozenset(
    {"kind", "type", "key", "number", "version", "identifiers", "names", "sources", "history", "provenance"}
)
"""Names that entities and links have anyway, besides the common ones that the ontology itself declares."""

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def upper_snake(name: str) -> str:
    """The Neo4j relationship type of a link type: `ParticipatesIn` → `PARTICIPATES_IN`."""
    return _WORD.sub("_", name).upper()


def lower_camel(name: str) -> str:
    """The GraphQL field of a link type seen from its start: `ParticipatesIn` → `participatesIn`."""
    return name[:1].lower() + name[1:]


def plural(name: str) -> str:
    """The GraphQL list field of a class whose plural only takes an s: `PilotPlatform` → `pilotPlatforms`."""
    return lower_camel(name) + "s"
