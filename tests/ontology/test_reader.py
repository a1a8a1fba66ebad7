"""What the design says can be said, can be said, in both languages."""

from __future__ import annotations

import re

import pytest

from ontology.checks import Checks
from ontology.model import Ontology, Text, ValueType
from ontology.reader import read

CONCRETE = {
    "Enterprise University ResearchInstitute EndUser ServiceOrganization PublicBody OtherOrganization",
    "PilotPlatform PilotLine Service Consortium Project Cluster Product IndustryChain Achievement Demand",
    "Region Sector Tier ServiceType Designation ReadinessLevel Outcome CriteriaSet Criterion Source",
}
LINKS = {
    "ParticipatesIn Operates Offers HasLine LocatedIn InSector Broader HoldsTier DesignatedAs Owns SucceededBy Makes",
    "Uses InputTo PartOfChain Supplies Holds Raises Needs TestedAt AssessedAt ResultedIn",
}


def words(lines: set[str]) -> set[str]:
    return {word for line in lines for word in line.split()}


def test_every_class_of_the_design_is_there(ontology: Ontology) -> None:
    assert words(CONCRETE) <= {c.name for c in ontology.classes.values() if not c.abstract}
    assert {c.name for c in ontology.classes.values() if c.abstract} == {
        "Entity",
        "Organization",
        "Collective",
        "Concept",
    }


def test_every_link_type_of_the_design_is_there(ontology: Ontology) -> None:
    assert words(LINKS) <= set(ontology.links)


def test_every_term_has_a_label_and_a_definition_in_both_languages(ontology: Ontology) -> None:
    terms = [*ontology.holders(), *ontology.schemes.values(), *ontology.identifiers.values(), *ontology.common.values()]
    terms += [prop for holder in ontology.holders() for prop in ontology.properties(holder.name).values()]
    texts: list[Text] = [text for term in terms for text in (term.label, term.definition)]
    texts += [link.inverse_label for link in ontology.links.values()]
    texts += [concept.label for scheme in ontology.schemes.values() for concept in scheme.concepts.values()]
    chinese = re.compile(r"[\u4e00-\u9fff]|^(ISNI|ORCID)")
    assert [text for text in texts if not chinese.search(text.zh) or not text.en or chinese.search(text.en[0])] == []


def test_labels_do_not_mix_the_two_languages_up(ontology: Ontology) -> None:
    english = [c.label.en for c in ontology.holders()]
    assert all(text.isascii() for text in english)


def test_a_class_has_the_properties_of_those_above_it(ontology: Ontology) -> None:
    enterprise = ontology.classes["Enterprise"]
    assert enterprise.ancestors == ("Enterprise", "Organization", "Entity")
    assert list(enterprise.properties)[:2] == ["name", "nameZh"]
    assert {"foundedOn", "registeredCapital"} <= set(enterprise.properties)
    assert "registeredCapital" not in ontology.classes["University"].properties


def test_constraints_are_read_from_the_shapes(ontology: Ontology) -> None:
    stake = ontology.links["Owns"].qualifiers["stake"]
    assert (stake.type, stake.exclusive_minimum, stake.maximum, stake.many) == (ValueType.DECIMAL, 0, 1, False)
    assert ontology.classes["Source"].properties["licence"].required
    assert ontology.classes["Project"].properties["programme"].many
    assert ontology.classes["Project"].properties["grantAmount"].unit == "EUR"
    assert ontology.classes["Project"].properties["startDate"].at_most == "endDate"
    assert ontology.links["ParticipatesIn"].qualifiers["role"].scheme == "role"
    assert ontology.links["ParticipatesIn"].qualifiers["role"].discriminating
    assert not ontology.links["ParticipatesIn"].qualifiers["contribution"].discriminating


def test_names_are_searchable_and_the_rest_is_not(ontology: Ontology) -> None:
    properties = ontology.classes["PilotPlatform"].properties.values()
    searchable = {prop.name for prop in properties if prop.searchable}
    assert searchable == {"name", "nameZh", "nameEn", "shortName", "otherName", "formerName"}


@pytest.mark.parametrize(
    ("link", "forward", "inverse", "relationship"),
    [
        ("ParticipatesIn", "participatesIn", "participants", "PARTICIPATES_IN"),
        ("InputTo", "inputTo", "inputs", "INPUT_TO"),
        ("Owns", "owns", "ownedBy", "OWNS"),
    ],
)
def test_one_rule_names_a_link_type_everywhere(
    ontology: Ontology, link: str, forward: str, inverse: str, relationship: str
) -> None:
    found = ontology.links[link]
    assert (found.forward, found.inverse, found.relationship) == (forward, inverse, relationship)


def test_what_may_form_no_cycle_is_marked_and_holdings_may(ontology: Ontology) -> None:
    assert {link.name for link in ontology.links.values() if link.acyclic} == {"Broader", "PartOf", "SucceededBy"}
    assert {link.name for link in ontology.links.values() if link.functional} == {"HoldsTier"}


def test_terms_are_aligned_outward(ontology: Ontology) -> None:
    assert "http://www.w3.org/ns/org#Organization" in ontology.classes["Organization"].aligned
    assert "http://www.w3.org/ns/org#Membership" in ontology.links["ParticipatesIn"].aligned
    assert "http://xmlns.com/foaf/0.1/name" in ontology.classes["Entity"].properties["name"].aligned


def test_concrete_classes_come_in_order_of_declaration(ontology: Ontology) -> None:
    assert ontology.concrete("Collective") == ("Consortium", "Project", "Cluster")
    assert ontology.is_a("Project", "Collective")
    assert not ontology.is_a("Project", "Organization")


def test_every_statement_can_carry_its_time_and_its_ends(ontology: Ontology) -> None:
    assert list(ontology.common) == ["id", "from", "to", "validFrom", "validTo", "confidence", "access"]
    assert not set(ontology.common) & set(ontology.classes["Enterprise"].properties)


def test_reading_twice_gives_the_same(ontology: Ontology) -> None:
    again = read()
    assert again == ontology
    assert list(again.classes) == list(ontology.classes)


def test_the_ontology_can_not_be_changed(ontology: Ontology) -> None:
    with pytest.raises(TypeError):
        ontology.classes["Enterprise"].properties["name"] = None  # type: ignore[index]


def test_examples_pass_their_own_checks(ontology: Ontology, checks: Checks) -> None:
    """An example in the reference is what a newcomer copies first."""
    for holder in ontology.holders():
        if holder.name in ontology.classes and ontology.classes[holder.name].abstract:
            continue
        for prop in ontology.properties(holder.name).values():
            if prop.example is not None:
                value = typed(prop.example, prop.type)
                found = checks.problems(holder.name, {prop.name: (value,) if prop.many else value})
                assert [problem for problem in found if problem.field == prop.name] == []


def typed(text: str, kind: ValueType) -> object:
    match kind:
        case ValueType.INTEGER:
            return int(text)
        case ValueType.DECIMAL:
            return float(text)
        case ValueType.BOOLEAN:
            return {"true": True, "false": False}[text]
        case _:
            return text
