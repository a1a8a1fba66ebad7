"""What a deployment adds in a file of its own can be loaded from tables, and has its place in the template."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from loaders.faults import Faults
from loaders.tables import records
from loaders.template import write_template
from ontology.model import Ontology
from ontology.reader import read

TURTLE = """
@prefix pg: <https://w3id.org/pilotgraph/ns#> .
@prefix my: <https://example.org/my#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

my:Laboratory a owl:Class, sh:NodeShape ; rdfs:subClassOf pg:Entity ; pg:plural "laboratories" ;
    rdfs:label "laboratory"@en, "实验室"@zh ; skos:definition "A room."@en, "房间。"@zh ; sh:property my:benches .
my:benches a owl:DatatypeProperty, sh:PropertyShape ; sh:path my:benches ; sh:maxCount 1 ; sh:datatype xsd:integer ;
    rdfs:label "benches"@en, "工位数"@zh ; skos:definition "How many."@en, "数量。"@zh .
my:Runs a owl:Class, sh:NodeShape ; rdfs:subClassOf pg:Link ; pg:from pg:University ; pg:to my:Laboratory ;
    pg:inverse "runBy" ; rdfs:label "runs"@en, "开办"@zh ; pg:inverseLabel "run by"@en, "开办方"@zh ;
    skos:definition "Keeps it."@en, "开办实验室。"@zh .
"""


@pytest.fixture
def extended(tmp_path: Path) -> Ontology:
    (tmp_path / "mine.ttl").write_text(TURTLE, encoding="utf-8")
    return read(tmp_path / "mine.ttl")


def test_an_added_class_property_and_link_type_load_from_tables(tmp_path: Path, extended: Ontology) -> None:
    (tmp_path / "实验室.csv").write_text("标识,工位数\nL1,12\n", encoding="gb18030")
    (tmp_path / "University.csv").write_text("id,runs\nU1,L1\n")
    faults = Faults()
    _, laboratory, university, runs = sorted(records(tmp_path, extended, faults), key=lambda one: one.kind != "Source")
    assert not faults.first
    by_kind = {one.kind: one for one in (laboratory, university, runs)}
    assert by_kind["Laboratory"].properties == {"benches": 12}
    assert (by_kind["Runs"].start, by_kind["Runs"].end) == (by_kind["University"].origin, by_kind["Laboratory"].origin)


def test_they_have_a_sheet_and_a_column_in_the_template(tmp_path: Path, extended: Ontology) -> None:
    write_template(extended, tmp_path / "mine.xlsx")
    book = CalamineWorkbook.from_path(str(tmp_path / "mine.xlsx"))
    assert "benches 工位数" in book.get_sheet_by_name("Laboratory 实验室").to_python()[0]
    assert "Runs 开办" in book.sheet_names
