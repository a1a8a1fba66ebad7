"""A deployment adds to the ontology in a file of its own, and is told when it contradicts itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from ontology.checks import compile_checks
from ontology.errors import OntologyError
from ontology.model import Ontology
from ontology.reader import read
from ontology.reference import reference
from tests.ontology.conftest import Write


def says(label: str) -> str:
    return f'rdfs:label "{label}"@en, "{label}甲"@zh ; skos:definition "What it is."@en, "定义。"@zh'


CLASS = f"my:Incubator a owl:Class, sh:NodeShape ; rdfs:subClassOf pg:Organization ; {says('incubator')} ."
PROPERTY = f"""
my:tenants a owl:DatatypeProperty, sh:PropertyShape ; sh:path my:tenants ;
    sh:datatype xsd:integer ; sh:maxCount 1 ; sh:minInclusive 0 ; {says("tenants")} .
"""
LINK = f"""
my:Incubates a owl:Class, sh:NodeShape ; rdfs:subClassOf pg:Link ; pg:from my:Incubator ; pg:to pg:Enterprise ;
    pg:inverse "incubatedBy" ; pg:inverseLabel "incubated by"@en, "孵化方"@zh ; {says("incubates")} .
"""
ON_PRODUCT = PROPERTY + "pg:Product sh:property my:tenants ."
CODE = 'my:a a skos:Concept ; skos:inScheme pgc:tier ; skos:notation "a" ; skos:prefLabel "a"@en, "甲"@zh .'
IDENTIFIER = f'my:duns a pg:IdentifierScheme ; pg:pattern "[0-9]+" ; {says("number")} .'

WRONG_CLASSES = [
    (CLASS.replace(', "incubator甲"@zh', ""), "Incubator", "no label in @zh"),
    (CLASS.replace("my:Incubator", "my:incubator"), "incubator", "not a name for a class"),
    (CLASS.replace("my:Incubator", "my:ENTERPRISE"), "ENTERPRISE", "already the name or label"),
    (CLASS.replace("my:Incubator", "my:Enterprise"), "Enterprise", "has the same name as"),
    (CLASS.replace('"incubator"', '"enterprise"'), "Incubator", "already the name or label"),
    (CLASS.replace("pg:Organization", "pg:Organisation"), "Incubator", "Organisation, which no file declares"),
    (CLASS.replace("pg:Organization", "owl:Thing"), "Incubator", "below no class"),
    (CLASS.replace("pg:Organization", "pg:Organization, pg:Product"), "Incubator", "below no class, several"),
    (CLASS.replace("pg:Organization", "my:Incubator"), "Incubator", "or itself"),
    (CLASS + "my:Incubator pg:plural 'products' .", "Incubator", "already the plural of"),
]
WRONG_LINKS = [
    (CLASS + LINK.replace('pg:inverse "incubatedBy" ;', ""), "Incubates", "lacks pg:from, pg:to or pg:inverse"),
    (CLASS + LINK.replace("my:Incubator", "pg:Link"), "Incubates", "Link, which is not an entity class"),
    (CLASS + LINK.replace('"incubatedBy"', '"makes"'), "Incubates", "'makes' is already a field"),
    (CLASS + LINK.replace('"incubatedBy"', '"name"'), "Incubates", "'name' is already a field"),
]
WRONG_PROPERTIES = [
    (ON_PRODUCT + "my:tenants sh:maxLength 3 .", "tenants", "not understood: maxLength"),
    (ON_PRODUCT + "my:tenants sh:pattern '(' .", "tenants", "not a regular expression"),
    (ON_PRODUCT + "my:tenants sh:lessThan pg:staff .", "Product", "but not staff"),
    (ON_PRODUCT + "my:tenants pg:scheme pg:Product .", "tenants", "not a code scheme"),
    (ON_PRODUCT.replace("maxCount 1", "maxCount 2"), "tenants", "not understood"),
    (ON_PRODUCT.replace("xsd:integer", "xsd:gYear"), "tenants", "not understood"),
    (ON_PRODUCT.replace("minInclusive 0", "minInclusive 'few'"), "tenants", "not understood"),
    (ON_PRODUCT.replace("sh:datatype xsd:integer ;", ""), "tenants", "no datatype"),
    (ON_PRODUCT.replace("my:tenants", "my:kind"), "kind", "not a name for a property"),
    (ON_PRODUCT.replace("my:tenants", "my:Tenants"), "Tenants", "not a name for a property"),
    (ON_PRODUCT.replace("my:tenants", "my:name"), "name", "has the same name as"),
    (ON_PRODUCT.replace('"tenants"', '"ROR id"'), "tenants", "'ror id' is already the name or label"),
    ("pg:Product sh:property [ sh:minCount 1 ] .", "Product", "without sh:path"),
    ("pg:Product sh:property [ sh:path pg:name ; sh:datatype xsd:date ] .", "Product", "contradicts"),
]
WRONG_CODES = [
    (CODE.replace("skos:inScheme pgc:tier ;", ""), "a", "in no scheme"),
    (CODE.replace('skos:notation "a"', 'skos:notation "key"'), "a", "repeats the notation"),
    (CODE.replace('skos:notation "a"', 'skos:notation "a b"'), "tier", "has the code 'a b'"),
    (CODE.replace('"a"@en', '"national"@en'), "tier", "already a way of writing"),
    (CODE + "my:a pg:gbCode '110000' .", "tier", "a gbCode, which its class does not have"),
    (CODE + "my:a skos:broader my:b .", "tier", "below :b, which is no code"),
    (
        f"my:colour a skos:ConceptScheme ; skos:prefLabel 'a'@en, 'b'@zh ; {says('x')} .",
        "colour",
        "where it comes from",
    ),
]
WRONG_IDENTIFIERS = [
    (IDENTIFIER.replace("my:duns", "my:tier"), "tier", "already the name of"),
    (IDENTIFIER.replace("my:duns", "my:ror"), "ror", "has the same name as"),
    (IDENTIFIER + "my:duns pg:check 'luhn' .", "duns", "asks for the check 'luhn'"),
    (IDENTIFIER + "my:duns skos:example 'x' .", "duns", "an example that is not one: x"),
    (IDENTIFIER + "my:duns pg:appliesTo pg:Link .", "duns", "Link, which is not an entity class"),
    (IDENTIFIER.replace("[0-9]+", "[0-9"), "duns", "not a regular expression"),
]


def test_an_extension_adds_a_class_a_property_and_a_link_type(ontology: Ontology, extension: Write) -> None:
    path = extension(
        CLASS + PROPERTY + LINK + "my:Incubator sh:property my:tenants . pg:Enterprise sh:property my:tenants ."
    )
    mine = read(path)
    assert mine.classes["Incubator"].plural == "incubators"
    assert "Incubator" in mine.concrete("Organization")
    assert "tenants" in mine.classes["Enterprise"].properties
    assert mine.links["Incubates"].relationship == "INCUBATES"
    assert set(ontology.classes) < set(mine.classes)
    assert mine.digest != ontology.digest
    checks = compile_checks(mine)
    assert checks.problems("Incubator", {"name": "x", "tenants": 3}) == []
    assert [p.field for p in checks.problems("Incubator", {"tenants": -1})] == ["tenants"]
    assert checks.ends("Incubates", "Incubator", "Enterprise") == []
    assert checks.ends("ParticipatesIn", "Incubator", "Project") == []


def test_an_extension_adds_codes_to_a_list_and_a_list_of_its_own(extension: Write) -> None:
    mine = read(
        extension("""
        my:steel a skos:Concept ; skos:inScheme pgc:field ; skos:notation "steel" ;
            skos:prefLabel "steel"@en, "钢铁"@zh ; skos:broader <https://w3id.org/pilotgraph/code/field/raw-materials> .
        my:colour a skos:ConceptScheme ; dcterms:source "Ourselves" ; skos:prefLabel "colour"@en, "颜色"@zh ;
            skos:definition "Colours."@en, "颜色。"@zh .
        my:red a skos:Concept ; skos:inScheme my:colour ; skos:notation "red" ; skos:prefLabel "red"@en, "红"@zh .
        """)
    )
    assert mine.schemes["field"].concepts["steel"].broader == "field:raw-materials"
    assert mine.schemes["colour"].concepts["red"].id == "colour:red"


def test_an_extension_tightens_an_inherited_property(extension: Write) -> None:
    mine = read(extension("pg:Product sh:property [ sh:path pg:name ; sh:minCount 1 ] ."))
    assert mine.classes["Product"].properties["name"].required
    assert not mine.classes["Demand"].properties["name"].required


def test_the_example_of_the_reference_is_a_working_extension(ontology: Ontology, tmp_path: Path) -> None:
    page = reference(ontology)
    path = tmp_path / "incubators.ttl"
    path.write_text(page.split("```turtle file=incubators.ttl\n")[1].split("```")[0], encoding="utf-8")
    mine = read(path)
    assert mine.links["Incubates"].starts == ("Incubator",)
    assert "### Incubates" in reference(mine)


@pytest.mark.parametrize(
    ("turtle", "term", "reason"), WRONG_CLASSES + WRONG_LINKS + WRONG_PROPERTIES + WRONG_CODES + WRONG_IDENTIFIERS
)
def test_a_file_that_contradicts_itself_is_refused_by_name_and_term(
    extension: Write, turtle: str, term: str, reason: str
) -> None:
    path = extension(turtle)
    with pytest.raises(OntologyError, match=reason) as caught:
        read(path)
    assert f"{term}:" in caught.value.message
    assert caught.value.hint


def test_the_file_at_fault_is_named_even_where_the_term_is_ours(extension: Write) -> None:
    path = extension("pg:Product sh:property [ sh:path pg:name ; sh:datatype xsd:date ] .")
    with pytest.raises(OntologyError, match=str(path)):
        read(path)


def test_a_syntax_error_is_told_with_its_line(extension: Write) -> None:
    path = extension("my:Incubator a owl:Class ;; .\nmy:broken [[ .")
    with pytest.raises(OntologyError, match=rf"{path}, line \d+: not Turtle"):
        read(path)


def test_a_missing_file_or_one_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match=r"none\.ttl: can't be read"):
        read(tmp_path / "none.ttl")
    path = tmp_path / "gb.ttl"
    path.write_bytes("# 中试".encode("gb18030"))
    with pytest.raises(OntologyError, match=r"gb\.ttl.*not UTF-8"):
        read(path)
