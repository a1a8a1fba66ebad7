"""The code lists: complete where they claim to be, and understood as people write them."""

from __future__ import annotations

import re

import pytest

from ontology.codes import fold, lookup
from ontology.model import Concept, Ontology

# Letters of ISO 3166-2:CN by the first two digits of GB/T 2260.
UNITS = (
    "11 BJ 12 TJ 13 HE 14 SX 15 NM 21 LN 22 JL 23 HL 31 SH 32 JS 33 ZJ 34 AH 35 FJ 36 JX 37 SD 41 HA 42 HB 43 HN "
    "44 GD 45 GX 46 HI 50 CQ 51 SC 52 GZ 53 YN 54 XZ 61 SN 62 GS 63 QH 64 NX 65 XJ 71 TW 81 HK 82 MO"
)


@pytest.fixture(scope="module")
def units(ontology: Ontology) -> dict[str, Concept]:
    return {c.id: c for c in ontology.schemes["region"].concepts.values() if c.broader == "region:CN"}


def test_china_has_its_34_province_level_units(units: dict[str, Concept]) -> None:
    assert {dict(c.properties)["gbCode"]: c.notation for c in units.values()} == {
        f"{digits}0000": f"CN-{letters}" for digits, letters in re.findall(r"(\d\d) ([A-Z]{2})", UNITS)
    }


def test_hong_kong_macao_and_taiwan_are_units_of_china_only(ontology: Ontology, units: dict[str, Concept]) -> None:
    assert {"region:CN-HK", "region:CN-MO", "region:CN-TW"} <= set(units)
    assert not {"HK", "MO", "TW"} & set(ontology.schemes["region"].concepts)


def test_every_other_country_has_its_two_letters(ontology: Ontology) -> None:
    countries = {c.notation for c in ontology.schemes["region"].concepts.values() if c.broader is None}
    assert len(countries) == 249 - 3 + 1  # ISO 3166-1 has 249; three are units of China; XK is user-assigned
    assert all(re.fullmatch("[A-Z]{2}", code) for code in countries)
    assert "XK" in countries


@pytest.mark.parametrize(
    ("scheme", "notations"),
    [
        ("tier", ["reserve", "key", "national"]),
        ("service-type", ["design", "performance", "process", "adaptation", "production"]),
        ("trl", [str(level) for level in range(1, 10)]),
        ("mrl", [str(level) for level in range(1, 11)]),
        ("action", ["strengthen", "revitalise", "fill"]),
    ],
)
def test_a_short_list_is_complete_and_in_order(ontology: Ontology, scheme: str, notations: list[str]) -> None:
    assert list(ontology.schemes[scheme].concepts) == notations


@pytest.mark.parametrize(
    ("scheme", "count"), [("service-type-2024", 8), ("construction-model", 6), ("upgrade-dimension", 6)]
)
def test_a_list_has_as_many_codes_as_its_source(ontology: Ontology, scheme: str, count: int) -> None:
    assert len(ontology.schemes[scheme].concepts) == count


def test_directions_lie_below_six_fields(ontology: Ontology) -> None:
    concepts = ontology.schemes["field"].concepts.values()
    fields = {c.id for c in concepts if c.broader is None}
    assert len(fields) == 6
    assert {c.broader for c in concepts if c.broader} <= fields
    assert "37" in ontology.schemes["field"].definition.en
    assert "37" in ontology.schemes["field"].definition.zh


def test_levels_are_those_of_the_scale(ontology: Ontology) -> None:
    assert [dict(c.properties)["level"] for c in ontology.schemes["mrl"].concepts.values()] == list(range(1, 11))


def test_every_list_says_where_it_comes_from(ontology: Ontology) -> None:
    assert [scheme.name for scheme in ontology.schemes.values() if not scheme.source] == []
    assert "Unicode" in ontology.schemes["region"].source


@pytest.mark.parametrize(
    ("scheme", "written", "code"),
    [
        ("region", "北京", "CN-BJ"),
        ("region", "北京市", "CN-BJ"),
        ("region", "region:CN-BJ", "CN-BJ"),
        ("region", "germany", "DE"),
        ("region", "德国", "DE"),
        ("region", "UK", "GB"),
        ("region", "EL", "GR"),
        ("region", "HK", "CN-HK"),
        ("region", "ＤＥ", "DE"),
        ("tier", "国家级中试平台", "national"),
        ("role", "coordinator", "coordinator"),
        ("role", "associatedPartner", "partner"),
        ("role", "牵头单位", "coordinator"),
        ("programme", "Innovation in SMEs", "SME"),
        ("trl", "TRL 6", "6"),
    ],
)
def test_a_code_is_understood_as_people_write_it(ontology: Ontology, scheme: str, written: str, code: str) -> None:
    assert lookup(ontology.schemes[scheme])[fold(written)] == code
