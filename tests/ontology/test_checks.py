"""What a wrong record is told, and that a right one is told nothing."""

from __future__ import annotations

import pytest

from ontology.checks import Checks, Problem

WHOLE = {
    "name": "Delft University of Technology",
    "otherName": ("Technische Universiteit Delft", "代尔夫特理工大学"),
    "foundedOn": "1842-01-08",
    "foundedYear": 1842,
    "staff": 6000,
    "latitude": 51.99,
    "longitude": 4,
    "url": "https://www.tudelft.nl/",
}


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, problems
    return problems[0]


def test_a_right_entity_has_no_problems(checks: Checks) -> None:
    assert checks.problems("University", WHOLE, "1842-01-08", None, 0.9) == []


def test_a_right_link_has_no_problems(checks: Checks) -> None:
    said = {"role": "coordinator", "contribution": 317625.0}
    assert checks.problems("ParticipatesIn", said, "2019-05-01", "2022-05-01", 1) == []


@pytest.mark.parametrize(
    ("kind", "field", "value", "reason"),
    [
        ("University", "name", 7, "Not a text."),
        ("University", "name", "  ", "A blank text."),
        ("University", "name", ("a", "b"), "Only one value is possible here."),
        ("University", "otherName", "a", "A list is wanted here."),
        ("University", "otherName", ("a", 1), "Not a text."),
        ("University", "founded", 1842, "“university” has no property “founded”."),
        ("University", "foundedYear", "1842", "Not a whole number."),
        ("University", "foundedYear", 1842.0, "Not a whole number."),
        ("University", "foundedYear", True, "Not a whole number."),
        ("University", "foundedYear", 3000, "Out of range."),
        ("University", "staff", 2**63, "Out of range."),
        ("University", "latitude", "52", "Not a number."),
        ("University", "latitude", 90.1, "Out of range."),
        ("University", "latitude", float("nan"), "Out of range."),
        ("Project", "totalCost", float("inf"), "Out of range."),
        ("University", "foundedOn", "1842-02-30", "Not a date."),
        ("University", "foundedOn", "18420108", "Not a date."),
        ("University", "foundedOn", "1842", "Not a date."),
        ("University", "url", "www.tudelft.nl", "Not a web address."),
        ("PilotPlatform", "openToPublic", "yes", "Neither true nor false."),
        ("PilotPlatform", "openToPublic", 1, "Neither true nor false."),
        ("PilotPlatform", "constructionModel", "shared", "Not a code of the list “construction model”."),
        ("Project", "programme", ("LEIT", "SC9"), "Not a code of the list “programme part”."),
        ("Region", "gbCode", "11", "Not of the required form."),
        ("Owns", "stake", 0, "Out of range."),
        ("Owns", "stake", 1.01, "Out of range."),
        ("Owns", "stake", [0.5], "Only one value is possible here."),
        ("InputTo", "share", None, "Not a number."),
    ],
)
def test_a_wrong_value_is_told_with_its_field_and_reason(
    checks: Checks, kind: str, field: str, value: object, reason: str
) -> None:
    context = {"notation": "x", "codeList": "x"} if kind == "Region" else {}
    problem = only(checks.problems(kind, {**context, field: value}))
    assert (problem.field, problem.reason.en) == (field, reason)
    assert problem.value is value
    assert problem.reason.zh
    assert problem.hint.zh
    assert problem.hint.en


def test_hints_say_what_would_be_right_in_both_languages(checks: Checks) -> None:
    stake = only(checks.problems("Owns", {"stake": 2}))
    assert stake.hint.en == "It must be above 0 and at most 1."
    assert stake.hint.zh == "须大于 0、不大于 1。"
    role = only(checks.problems("ParticipatesIn", {"role": "cordinator"}))
    assert "coordinator" in role.hint.en
    assert "牵头单位" in role.hint.zh
    assert "foundedYear" in only(checks.problems("University", {"foundedyear": 1842})).hint.en


def test_what_is_required_is_missed(checks: Checks) -> None:
    problem = only(checks.problems("Source", {"name": "CORDIS"}))
    assert (problem.field, problem.value) == ("licence", None)
    assert "licence" in problem.reason.en
    assert "许可" in problem.reason.zh


@pytest.mark.parametrize(
    ("kind", "said", "field"),
    [
        ("Project", {"startDate": "2022-05-01", "endDate": "2019-05-01"}, "startDate"),
        ("Service", {"trlFrom": 7, "trlTo": 4}, "trlFrom"),
    ],
)
def test_what_is_the_wrong_way_round_is_told(checks: Checks, kind: str, said: dict[str, object], field: str) -> None:
    assert only(checks.problems(kind, said)).field == field


def test_a_project_may_last_a_day_and_a_service_may_keep_the_level(checks: Checks) -> None:
    assert checks.problems("Project", {"startDate": "2022-05-01", "endDate": "2022-05-01"}) == []
    assert checks.problems("Service", {"trlFrom": 4, "trlTo": 4}) == []


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "confidence", "fields"),
    [
        ("2020-01-01", "2020-01-01", None, ["validFrom"]),
        ("2021-01-01", "2020-01-01", None, ["validFrom"]),
        ("2021-1-1", None, None, ["validFrom"]),
        (None, "tomorrow", None, ["validTo"]),
        ("2021-1-1", "2020", 2, ["validFrom", "validTo", "confidence"]),
        (None, None, -0.1, ["confidence"]),
        (None, None, "high", ["confidence"]),
    ],
)
def test_valid_time_is_half_open_and_confidence_a_share(
    checks: Checks, valid_from: object, valid_to: object, confidence: object, fields: list[str]
) -> None:
    problems = checks.problems("LocatedIn", {}, valid_from, valid_to, confidence)
    assert [problem.field for problem in problems] == fields


def test_every_problem_of_a_record_is_told_at_once(checks: Checks) -> None:
    problems = checks.problems("Service", {"trlFrom": 0, "trlTo": "9", "name": "", "x": 1}, "2020")
    assert [problem.field for problem in problems] == ["trlFrom", "trlTo", "name", "x", "validFrom"]


@pytest.mark.parametrize("kind", ["Organization", "Concept", "Statement", "Link", "enterprise", "Enterprize", ""])
def test_an_abstract_or_unknown_kind_is_refused(checks: Checks, kind: str) -> None:
    problem = only(checks.problems(kind, {}))
    assert (problem.field, problem.value) == ("kind", kind)


def test_a_slip_in_the_kind_is_answered_with_what_was_meant(checks: Checks) -> None:
    assert "Enterprise?" in only(checks.problems("Enterprize", {})).hint.en
    assert "高校" in only(checks.problems("Organization", {})).hint.zh


def test_a_link_leads_from_and_to_the_classes_of_its_type(checks: Checks) -> None:
    assert checks.ends("ParticipatesIn", "University", "Project") == []
    assert checks.ends("ParticipatesIn", "PilotPlatform", "Cluster") == []
    assert checks.ends("Broader", "Region", "Region") == []
    assert [p.field for p in checks.ends("ParticipatesIn", "Product", "University")] == ["from", "to"]
    assert only(checks.ends("Operates", "PilotPlatform", "PilotPlatform")).hint.en == "It starts at: organization."
    assert only(checks.ends("Employs", "University", "Project")).field == "kind"
