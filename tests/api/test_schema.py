"""The schema follows from the ontology, and the one that is written down is the one that is served."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema

from api.execution import Executor
from api.schema import build_schema, main
from ontology.errors import OntologyError
from ontology.model import Ontology
from ontology.reader import read
from tests.api.conftest import Served

EXTENSION = """
@prefix x: <https://example.org/ns#> .
@prefix pg: <https://w3id.org/pilotgraph/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

x:Incubator a owl:Class, sh:NodeShape ; rdfs:subClassOf pg:Organization ;
    rdfs:label "incubator"@en, "孵化器"@zh ; skos:definition "Helps firms to begin."@en, "帮助企业起步。"@zh ;
    sh:property x:NAME .
x:NAME a owl:DatatypeProperty, sh:PropertyShape ; sh:path x:NAME ; sh:maxCount 1 ; sh:datatype xsd:integer ;
    rdfs:label "desks"@en, "工位数"@zh ; skos:definition "How many desks it has."@en, "工位数量。"@zh .
x:Hosts a owl:Class, sh:NodeShape ; rdfs:subClassOf pg:Link ;
    pg:from x:Incubator ; pg:to pg:Enterprise ; pg:inverse "hostedBy" ;
    rdfs:label "hosts"@en, "入驻"@zh ; pg:inverseLabel "hosted by"@en, "入驻于"@zh ;
    skos:definition "Has a firm in its rooms."@en, "企业入驻孵化器。"@zh .
"""


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return read()


@pytest.fixture(scope="module")
def schema(ontology: Ontology) -> GraphQLSchema:
    return Executor(build_schema(ontology)).schema


def test_the_schema_that_is_written_down_is_not_stale() -> None:
    assert main(["--check"]) == 0, "run: python -m api.schema > schema.graphql"


def test_every_class_has_a_type_a_list_and_its_properties(schema: GraphQLSchema, ontology: Ontology) -> None:
    assert schema.query_type is not None
    for each in ontology.classes.values():
        made = schema.type_map[each.name]
        assert isinstance(made, GraphQLInterfaceType if each.abstract else GraphQLObjectType)
        assert each.plural in schema.query_type.fields
        assert each.properties.keys() <= made.fields.keys()
        assert each.definition.zh in (made.description or "")
        assert {i.name for i in made.interfaces} == {
            name for name in each.ancestors[1:] if ontology.classes[name].abstract
        }


def test_every_link_type_is_a_field_at_both_ends(schema: GraphQLSchema, ontology: Ontology) -> None:
    for link in ontology.links.values():
        for names, field in ((link.starts, link.forward), (link.ends, link.inverse)):
            for name in names:
                made = schema.type_map[name]
                assert isinstance(made, GraphQLInterfaceType | GraphQLObjectType)
                assert {"first", "after", "where", "orderBy"} == made.fields[field].args.keys()
        edge = schema.type_map[f"{link.name}Edge"]
        assert isinstance(edge, GraphQLObjectType)
        assert {
            *link.qualifiers,
            "node",
            "cursor",
            "validFrom",
            "validTo",
            "confidence",
            "sources",
        } <= edge.fields.keys()


def test_an_extension_of_the_ontology_extends_the_schema(tmp_path: Path) -> None:
    file = tmp_path / "extension.ttl"
    file.write_text(EXTENSION.replace("NAME", "desks"), encoding="utf-8")
    text = build_schema(read(file)).as_str()
    assert "type Incubator implements Organization & Entity" in text
    for line in ("desks: Int", "hostedBy(", "hosts(", "incubators(", "input IncubatorWhere", "type HostsEdge"):
        assert line in text


@pytest.mark.parametrize("name", ["history", "participatesIn", "label", "formerIds"])
def test_two_fields_of_one_name_are_refused(tmp_path: Path, name: str) -> None:
    file = tmp_path / "extension.ttl"
    file.write_text(EXTENSION.replace("NAME", name), encoding="utf-8")
    with pytest.raises(OntologyError, match=name):
        build_schema(read(file))


def test_code_lists_are_told_with_labels_in_both_languages(served: Served) -> None:
    told = served.ask(
        """{ schemes(names: ["role"]) { name label(lang: ZH) definition source
               codes { notation id zh: label(lang: ZH) en: label } } }"""
    )["schemes"]
    [scheme] = told
    codes = {code["notation"]: code for code in scheme["codes"]}
    assert codes["coordinator"]["id"] == "role:coordinator"
    assert codes["coordinator"]["zh"] != codes["coordinator"]["en"]
    assert scheme["source"]


def test_the_status_counts_what_is_there_on_the_date(served: Served) -> None:
    told = served.ask('{ status(asOf: "2023-01-01") { asOf entities { kind count } links { type count } } }')["status"]
    counts = {each["kind"]: each["count"] for each in told["entities"]}
    assert (told["asOf"], counts["Enterprise"], counts["Project"]) == ("2023-01-01", 3, 4)
    assert {"type": "Makes", "count": 2} in told["links"]
