"""Baseline of look-ups: what one writes in an hour with Strawberry as it comes, over the bare SQLite tables."""

from __future__ import annotations

import os
import sqlite3
import sys

import strawberry
import uvicorn
from fastapi import FastAPI
from strawberry.fastapi import GraphQLRouter

COLUMNS = """
    organisationID AS id, name, shortName AS short_name, activityType AS kind, street, city, country,
    postCode AS post_code
"""


@strawberry.type
class Organization:
    id: str
    name: str
    short_name: str
    kind: str
    street: str
    city: str
    country: str
    post_code: str


def ask(sql: str, *values: str | int) -> list[Organization]:
    """Return the organizations that a query over `organization` finds."""
    rows = connection.execute(f"SELECT {COLUMNS} FROM organization {sql}", values)
    return [Organization(**dict(row)) for row in rows]


@strawberry.type
class Query:
    @strawberry.field
    def entity(self, id: str) -> Organization | None:
        """Find one by its id."""
        return next(iter(ask("WHERE organisationID = ?", id)), None)

    @strawberry.field
    def search(self, text: str, first: int = 20) -> list[Organization]:
        """Find those whose name has all the words, best first."""
        words = " ".join(f'"{word}"' for word in text.split())
        return ask(
            "JOIN words ON words.rowid = organization.rowid WHERE words MATCH ? ORDER BY rank LIMIT ?", words, first
        )

    @strawberry.field
    def organizations(self, after: str = "", first: int = 20) -> list[Organization]:
        """Return a page, by name."""
        return ask("WHERE name > ? ORDER BY name LIMIT ?", after, first)


def prepare(database: str) -> sqlite3.Connection:
    """Make one row an organization, by name and by words, from the bare table of participations."""
    opened = sqlite3.connect(database, check_same_thread=False)
    opened.row_factory = sqlite3.Row
    opened.execute("CREATE TABLE IF NOT EXISTS organization AS SELECT * FROM participation GROUP BY organisationID")
    opened.execute("CREATE INDEX IF NOT EXISTS organization_id ON organization (organisationID)")
    opened.execute("CREATE INDEX IF NOT EXISTS organization_name ON organization (name)")
    opened.execute("CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(text)")
    opened.execute("INSERT INTO words(rowid, text) SELECT rowid, name || ' ' || shortName FROM organization")
    opened.commit()
    return opened


if __name__ == "__main__":
    connection = prepare(os.environ["BARE_TABLES"])
    app = FastAPI()
    app.include_router(GraphQLRouter(strawberry.Schema(Query)), prefix="/graphql")

    @app.get("/readyz")
    def ready() -> dict[str, bool]:
        """Say that the server answers."""
        return {"ready": True}

    uvicorn.run(app, port=int(sys.argv[1]), log_level="error")
