from decimal import Decimal

import pytest

from tests.docs.expected import same_json, same_text


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ("a\nb\n", "a\nb"),
        ("loaded in … s", "loaded in 3.2 s"),
        ("first\n…\nlast", "first\n2\n3\nlast"),
        ("first\n…", "first\nsecond"),
        ("…\nlast", "first\nlast"),
    ],
)
def test_a_text_matches_what_it_shows_and_what_it_leaves_out(expected: str, actual: str) -> None:
    assert same_text(expected, actual)


@pytest.mark.parametrize(
    ("expected", "actual"),
    [("a", "b"), ("a\nb", "a"), ("in … s", "in\n3 s"), ("a.c", "abc"), ("first\n…\nlast", "first"), ("a\n…\nb", "a…b")],
)
def test_a_text_that_differs_does_not_match(expected: str, actual: str) -> None:
    assert not same_text(expected, actual)


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ({"a": 1, "…": "…"}, {"a": 1, "b": 2}),
        ([1, "…"], [1, 2, 3]),
        ({"a": "…"}, {"a": [1, {}]}),
        ("Fraunhofer…", "Fraunhofer Society"),
        (Decimal("0.764"), 0.76376204526),
        (Decimal("0.5"), 0.5),
    ],
)
def test_a_value_matches_what_it_shows_and_what_it_leaves_out(expected: object, actual: object) -> None:
    assert same_json(expected, actual)


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ({"a": 1}, {"a": 1, "b": 2}),
        ([1], [1, 2]),
        ([1, 2, "…"], [1]),
        (1, True),
        (1, 1.5),
        (Decimal("0.764"), 0.7634),
        (None, 0),
        ({"a": None}, {}),
    ],
)
def test_a_value_that_differs_does_not_match(expected: object, actual: object) -> None:
    assert not same_json(expected, actual)
