"""The page that explains the ontology is complete and up to date."""

from __future__ import annotations

import re

import pytest

from ontology.model import Ontology
from ontology.reference import main, reference


@pytest.fixture(scope="module")
def page(ontology: Ontology) -> str:
    return reference(ontology)


def test_the_committed_page_is_not_stale() -> None:
    assert main(["--check"]) == 0


def test_every_class_link_type_and_code_list_has_its_heading(ontology: Ontology, page: str) -> None:
    headings = set(re.findall(r"^### (.+)$", page, re.MULTILINE))
    assert headings == {*ontology.classes, *ontology.links, *(f"Code list {name}" for name in ontology.schemes)}


def test_every_property_and_code_has_its_row(ontology: Ontology, page: str) -> None:
    rows = set(re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE))
    names = {name for holder in ontology.holders() for name in ontology.properties(holder.name)}
    codes = {code for scheme in ontology.schemes.values() for code in scheme.concepts}
    assert names | codes | set(ontology.identifiers) | set(ontology.common) <= rows


def test_every_definition_is_told_in_both_languages(ontology: Ontology, page: str) -> None:
    for term in (*ontology.holders(), *ontology.schemes.values()):
        assert f"**{term.label.en}**: {term.definition.en}" in page
        assert f"**{term.label.zh}**：{term.definition.zh}" in page


def test_a_table_keeps_its_columns(page: str) -> None:
    tables = re.findall(r"(?:^\|.*\n?)+", page, re.MULTILINE)
    for table in tables:
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1
