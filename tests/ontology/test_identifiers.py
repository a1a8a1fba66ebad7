"""Check digits, right and wrong, and identifiers as sources write them."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.errors import BadInput
from ontology.identifiers import applies, normalise
from ontology.model import Ontology

REAL = [
    "uscc:914403001922038216",
    "uscc:91330100799655058B",
    "uscc:9144030071526726XG",
    "uscc:12100000400000624D",
    "ror:00tm1qp20",
    "ror:02gdcg342",
    "lei:5493001KJTIIGC8Y1R12",
    "lei:HWUPKR0MPOU8FGXBT394",
    "isni:0000000461084463",
    "orcid:0000-0002-1825-0097",
    "orcid:0000-0002-1694-233X",
]


@pytest.mark.parametrize("identifier", [*REAL, "pic:999984059", "wikidata:Q51783321", "source:cordis", "region:CN-BJ"])
def test_a_real_identifier_is_left_as_it_is(ontology: Ontology, identifier: str) -> None:
    assert normalise(ontology, identifier) == identifier


@pytest.mark.parametrize("identifier", REAL)
def test_no_single_wrong_character_gets_past_a_check_digit(ontology: Ontology, identifier: str) -> None:
    """A digit for a digit, a letter for a letter: in an LEI, two digits may pass for a letter."""
    scheme, _, value = identifier.partition(":")
    pattern = re.compile(ontology.identifiers[scheme].pattern)
    for place, right in enumerate(value):
        for wrong in string.digits + string.ascii_letters:
            changed = value[:place] + wrong + value[place + 1 :]
            if wrong.lower() != right.lower() and wrong.isdigit() == right.isdigit() and pattern.fullmatch(changed):
                with pytest.raises(BadInput, match="check digit"):
                    normalise(ontology, changed, scheme)


def test_the_organization_code_inside_a_credit_code_is_checked_too(ontology: Ontology) -> None:
    right = "914403001922038216"
    body = right[:16] + "3"  # the 17th character is the check of the 9th to 16th
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    with pytest.raises(BadInput, match="check digit"):
        normalise(ontology, body + alphabet[-total % 31], "uscc")


def test_check_digits_of_an_lei_lie_between_02_and_98(ontology: Ontology) -> None:
    """97 more or less leaves the remainder as it is."""
    body = next(b for n in range(97) if int(f"{(b := f'{n:018}')}98") % 97 == 1)
    assert normalise(ontology, f"{body}98", "lei") == f"lei:{body}98"
    with pytest.raises(BadInput, match="check digit"):
        normalise(ontology, f"{body}01", "lei")


@pytest.mark.parametrize(
    ("written", "scheme", "identifier"),
    [
        ("９１４４０３００１９２２０３８２１６", "uscc", "uscc:914403001922038216"),
        (" 9144 0300 1922 0382 16 ", "uscc", "uscc:914403001922038216"),
        ("9144030071526726xg", "uscc", "uscc:9144030071526726XG"),
        ("USCC：91330100799655058B", None, "uscc:91330100799655058B"),
        ("https://ror.org/00tm1qp20", None, "ror:00tm1qp20"),
        ("http://www.ROR.org/00TM1QP20/", "ror", "ror:00tm1qp20"),
        ("0000 0004 6108 4463", "isni", "isni:0000000461084463"),
        ("0000-0004-6108-4463", "isni", "isni:0000000461084463"),
        ("https://orcid.org/0000-0002-1825-0097", None, "orcid:0000-0002-1825-0097"),
        ("0000000218250097", "orcid", "orcid:0000-0002-1825-0097"),
        ("hwupkr0mpou8fgxbt394", "lei", "lei:HWUPKR0MPOU8FGXBT394"),
        ("pic:999984059", "pic", "pic:999984059"),
        ("https://www.wikidata.org/wiki/Q51783321", None, "wikidata:Q51783321"),
    ],
)
def test_an_identifier_is_brought_to_one_form(
    ontology: Ontology, written: str, scheme: str | None, identifier: str
) -> None:
    assert normalise(ontology, written, scheme) == identifier


@given(st.sampled_from(REAL), st.sampled_from([str.upper, str.lower, str.title]), st.booleans())
def test_bringing_to_one_form_twice_changes_nothing(
    ontology: Ontology, identifier: str, case: object, wide: bool
) -> None:
    written = case(identifier)  # type: ignore[operator]
    if wide:
        written = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in written)
    once = normalise(ontology, written)
    assert once == identifier
    assert normalise(ontology, once) == once


@pytest.mark.parametrize(
    ("written", "scheme", "reason"),
    [
        ("nothing", None, "names no identifier scheme"),
        ("vat:123", None, "names no identifier scheme"),
        ("12345", "pic", "not a EU participant code"),
        ("region:ZZ", None, "not a code of region"),
        ("91440300192203821O", "uscc", "not a unified social credit code"),
        ("", "ror", "not a ROR id"),
    ],
)
def test_what_is_no_identifier_is_refused_with_a_reason(
    ontology: Ontology, written: str, scheme: str | None, reason: str
) -> None:
    with pytest.raises(BadInput, match=reason) as caught:
        normalise(ontology, written, scheme)
    assert caught.value.hint


def test_an_identifier_belongs_to_the_classes_of_its_scheme(ontology: Ontology) -> None:
    assert applies(ontology, "ror:00tm1qp20", "University")
    assert not applies(ontology, "ror:00tm1qp20", "Project")
    assert applies(ontology, "region:CN-BJ", "Region")
    assert applies(ontology, "wikidata:Q1", "Product")
    assert not applies(ontology, "cordis:1", "Project")
