"""A deployment adds a class, a property and a link type in a file of its own, and changes nothing else.

They are then checked on loading, read from tables, kept in the store, and asked for in GraphQL.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.end_to_end.conftest import STORES, store_settings
from tests.running import Client, Done, Pilotgraph

EXTENSION = """
@prefix pg: <https://w3id.org/pilotgraph/ns#> .
@prefix my: <https://example.org/my#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

my:Incubator a owl:Class, sh:NodeShape ; rdfs:subClassOf pg:Organization ;
    rdfs:label "incubator"@en, "孵化器"@zh ;
    skos:definition "Houses young firms."@en, "为初创企业提供场地。"@zh ;
    sh:property my:tenants .

my:tenants a owl:DatatypeProperty, sh:PropertyShape ; sh:path my:tenants ;
    sh:datatype xsd:integer ; sh:maxCount 1 ; sh:minInclusive 0 ;
    rdfs:label "tenants"@en, "入驻企业数"@zh ;
    skos:definition "Firms it houses."@en, "入驻企业的数量。"@zh .

my:cleanroomArea a owl:DatatypeProperty, sh:PropertyShape ; sh:path my:cleanroomArea ;
    sh:datatype xsd:decimal ; sh:maxCount 1 ; sh:minInclusive 0 ;
    rdfs:label "clean room area"@en, "洁净室面积"@zh ;
    skos:definition "In square metres."@en, "单位为平方米。"@zh .
pg:PilotPlatform sh:property my:cleanroomArea .

my:Incubates a owl:Class, sh:NodeShape ; rdfs:subClassOf pg:Link ;
    pg:from my:Incubator ; pg:to pg:Enterprise ;
    pg:inverse "incubatedBy" ; pg:inverseLabel "incubated by"@en, "孵化方"@zh ;
    rdfs:label "incubates"@en, "孵化"@zh ;
    skos:definition "Houses this firm."@en, "为该企业提供场地。"@zh ;
    sh:property my:desks .

my:desks a owl:DatatypeProperty, sh:PropertyShape ; sh:path my:desks ;
    sh:datatype xsd:integer ; sh:maxCount 1 ; sh:minInclusive 1 ;
    rdfs:label "desks"@en, "工位数"@zh ;
    skos:definition "Desks it gives the firm."@en, "提供的工位数量。"@zh .
"""

FILES = {
    "孵化器.csv": "标识,名称,入驻企业数\nhub,创业港,12\nbad,负数港,-3\nodd,文字港,many\n",
    "Enterprise.csv": "id,name\nfirm,Young Firm\n",
    "PilotPlatform.csv": "id,name,clean room area\nclean,Clean Platform,250.5\n",
    "Incubates.csv": "from,to,desks,validFrom\nhub,firm,4,2024-01-01\nfirm,hub,4,\nhub,firm,0,2020-01-01\n",
}


class Extended(NamedTuple):
    """The command line with the extension, what its load said, and a server."""

    command: Pilotgraph
    done: Done
    client: Client


@pytest.fixture(scope="module", params=STORES)
def extended(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Extended]:
    """A store that was made, loaded and is served with the extension."""
    folder = tmp_path_factory.mktemp("extended")
    command = Pilotgraph(folder, extensions=str(folder / "my.ttl"), **store_settings(request))
    command.write("my.ttl", EXTENSION)
    for name, text in FILES.items():
        command.write(f"mine/{name}", text)
    done = command("load", "tables", "mine", code=1)
    with command.serving() as client:
        yield Extended(command, done, client)


def test_values_against_it_are_rejected(extended: Extended) -> None:
    text = (extended.command.folder / "rejects" / "tables-mine.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert {(row["file"], row["line"]) for row in rows} == {
        ("孵化器.csv", "3"), ("孵化器.csv", "4"), ("Incubates.csv", "3"), ("Incubates.csv", "4"),
    }  # fmt: skip
    told = {(row["column"], row["value"]): row["reason"] for row in rows}
    assert told["入驻企业数", "'-3"] == told["desks", "0"] == "Out of range."
    assert told["入驻企业数", "many"] == "Not a number."
    assert "5 new" in extended.done.out, "the source, an incubator, a firm, a platform and a link"


def test_it_is_in_the_store(extended: Extended) -> None:
    counts = [line.split() for line in extended.command.counts()]
    assert ["1", "Incubator"] in counts
    assert ["1", "Incubates"] in counts
    assert "tenants=12" in extended.command("history", "mine:hub").out
    shown = extended.command("show", "mine:clean").out
    assert "洁净室面积" in shown
    assert "250.5" in shown
    assert extended.command("check").out == "The merged state is what the records come to.\n"


def test_it_is_in_the_schema_with_its_labels_and_definitions(extended: Extended) -> None:
    told = extended.client.ask(
        """{ incubator: __type(name: "Incubator") { description interfaces { name } fields { name description } }
             platform: __type(name: "PilotPlatform") { fields { name } }
             edge: __type(name: "IncubatesEdge") { fields { name } }
             where: __type(name: "IncubatorWhere") { inputFields { name } }
             order: __type(name: "IncubatorOrder") { inputFields { name } }
             kind: __type(name: "Kind") { enumValues { name } } }"""
    )
    assert "为初创企业提供场地。" in told["incubator"]["description"]
    assert {"name": "Organization"} in told["incubator"]["interfaces"]
    fields = {field["name"]: field["description"] for field in told["incubator"]["fields"]}
    assert "Firms it houses." in fields["tenants"]
    assert "incubates" in fields
    assert {"name": "cleanroomArea"} in told["platform"]["fields"]
    assert {"name": "desks"} in told["edge"]["fields"]
    assert {"name": "tenants"} in told["where"]["inputFields"]
    assert {"name": "tenants"} in told["order"]["inputFields"]
    assert {"name": "Incubator"} in told["kind"]["enumValues"]


def test_it_is_asked_for_like_everything_else(extended: Extended) -> None:
    told = extended.client.ask(
        """{ incubators(where: {tenants: {gte: 10}, incubates: {any: ["mine:firm"]}}, orderBy: [{tenants: DESC}]) {
               totalCount nodes { id kind name tenants
                 incubates { totalCount edges { desks validFrom sources { id } node { id } } } } }
             organizations(orderBy: [{name: ASC}]) { nodes { id } }
             enterprises { nodes { incubatedBy { edges { desks node { id } } } } }
             pilotPlatforms(where: {cleanroomArea: {gt: 250}}) { nodes { cleanroomArea } }
             search(text: "创业港", kinds: [Incubator]) { nodes { id } } }"""
    )
    assert told["incubators"] == {
        "totalCount": 1,
        "nodes": [{
            "id": "mine:hub", "kind": "Incubator", "name": "创业港", "tenants": 12,
            "incubates": {"totalCount": 1, "edges": [{
                "desks": 4, "validFrom": "2024-01-01", "sources": [{"id": "source:mine"}], "node": {"id": "mine:firm"},
            }]},
        }],
    }  # fmt: skip
    assert told["organizations"]["nodes"] == [{"id": "mine:firm"}, {"id": "mine:hub"}]
    assert told["enterprises"]["nodes"] == [{"incubatedBy": {"edges": [{"desks": 4, "node": {"id": "mine:hub"}}]}}]
    assert told["pilotPlatforms"]["nodes"] == [{"cleanroomArea": 250.5}]
    assert told["search"]["nodes"] == [{"id": "mine:hub"}]


def test_it_is_in_the_reference_and_in_the_template(extended: Extended) -> None:
    assert "孵化器" in extended.command("ontology", "show").out
    extended.command("ontology", "template", "mine.xlsx")
    extended.command("load", "tables", "mine.xlsx", "--dry-run")


def test_without_it_a_command_names_what_is_missing_and_the_setting(extended: Extended) -> None:
    said = extended.command.refused("stats", extensions="", snapshot_dir="plain.snapshot")
    assert "mine:hub" in said
    assert "Incubator" in said
    assert "PILOTGRAPH_EXTENSIONS" in said
