"""The recipes of a page: a heading, a query in Cypher, the table that it gives, and often the same in GraphQL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.docs.blocks import ROOT

RECIPE = re.compile(
    r"^### (?P<title>.+)\n(?:(?!###? ).*\n)*?```cypher\n(?P<cypher>[^`]+)```\n\n(?P<table>(?:\|.*\n)*)", re.MULTILINE
)
GRAPHQL = re.compile(r"^```graphql\n([^`]+)```\n", re.MULTILINE)
OTHER_CYPHER = re.compile(r"^```cypher\n([^`]+)```\n", re.MULTILINE)

Rows = Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Recipe:
    """A query under a heading, the table below it (empty: none yet), and a GraphQL query (empty: none)."""

    title: str
    cypher: str
    table: str
    graphql: str


def recipes(page: Path) -> list[Recipe]:
    """Return the recipes of a page in their order."""
    text = _text(page)
    found = list(RECIPE.finditer(text))
    ends = [text.find("\n#", match.end()) for match in found]
    asked = (
        GRAPHQL.search(text, match.end(), end if end >= 0 else len(text))
        for match, end in zip(found, ends, strict=True)
    )
    return [
        Recipe(match["title"], match["cypher"], match["table"], query[1] if query else "")
        for match, query in zip(found, asked, strict=True)
    ]


def other_queries(page: Path) -> list[str]:
    """Return the queries of a page that belong to no recipe."""
    known = {recipe.cypher for recipe in recipes(page)}
    return [query for query in OTHER_CYPHER.findall(_text(page)) if query not in known]


def rewrite(page: Path, tables: Mapping[str, str]) -> None:
    """Put tables under the queries of recipes, by their titles."""

    def renewed(match: re.Match[str]) -> str:
        old, new = match["table"], tables.get(match["title"], match["table"])
        before = match[0][: len(match[0]) - len(old)]
        return before + (new if old else f"{new}\n")

    (ROOT / page).write_text(RECIPE.sub(renewed, _text(page)), encoding="utf-8")


def table(columns: Sequence[str], rows: Rows) -> str:
    """Return a result as a Markdown table."""
    lines = [columns, ["---"] * len(columns), *([cell(value) for value in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def cell(value: object) -> str:
    """A value as a reader wants it: lists in a row, three digits after the point, nothing that Markdown would take."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(round(value, 3))
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(map(cell, value))
    return re.sub(r"([\\|*_<`])", r"\\\1", str(value))


def _text(page: Path) -> str:
    return (ROOT / page).read_text(encoding="utf-8")
