"""The schema of an ontology. `python -m api.schema > schema.graphql` writes it down; `--check` says if it is stale."""

from __future__ import annotations

import sys
from pathlib import Path

import strawberry
from strawberry.schema.config import StrawberryConfig

from api.definitions import output
from api.metadata import metadata_fields
from api.questions import question_fields
from api.roots import root_fields
from api.scalars import SCALARS
from api.search import search_field
from api.types import make_types
from ontology.model import Ontology
from ontology.reader import read

__all__ = ["build_schema", "main"]

WRITTEN = Path(__file__).parent.parent / "schema.graphql"


def build_schema(ontology: Ontology) -> strawberry.Schema:
    """The schema in which a graph of this ontology is asked."""
    types = make_types(ontology)
    query = output(
        "Query",
        [*root_fields(types), search_field(types), *question_fields(types), *metadata_fields(types)],
        "Who can take an invention from the laboratory to the factory, with whom, and where the means are lacking.",
    )
    config = StrawberryConfig(auto_camel_case=False, scalar_map=SCALARS)
    return strawberry.Schema(query, types=list(types.classes.values()), config=config)


def main(arguments: list[str]) -> int:
    """Write the schema, or compare it with what is written: 1 if that is stale."""
    text = build_schema(read()).as_str() + "\n"
    if "--check" not in arguments:
        sys.stdout.write(text)
        return 0
    if WRITTEN.exists() and WRITTEN.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write("schema.graphql is stale: run `python -m api.schema > schema.graphql` and commit it.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
