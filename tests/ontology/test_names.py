from __future__ import annotations

import pytest

from ontology.names import lower_camel, plural, upper_snake


@pytest.mark.parametrize(
    ("name", "relationship", "field"),
    [
        ("ParticipatesIn", "PARTICIPATES_IN", "participatesIn"),
        ("Owns", "OWNS", "owns"),
        ("HasURLOf", "HAS_URL_OF", "hasURLOf"),
        ("UsedIn2025", "USED_IN2025", "usedIn2025"),
    ],
)
def test_a_link_type_names_its_relationship_and_its_field(name: str, relationship: str, field: str) -> None:
    assert (upper_snake(name), lower_camel(name)) == (relationship, field)


def test_a_class_names_its_list() -> None:
    assert plural("PilotPlatform") == "pilotPlatforms"
