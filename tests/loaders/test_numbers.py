from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.faults import Unreadable
from loaders.numbers import decimal, whole


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("35%", 0.35),
        ("３５．５％", 0.355),
        ("1,234,567.8", 1234567.8),
        ("1 234", 1234),
        ("１，２３４", 1234),
        ("3.2万", 32000),
        ("1.5 亿", 150_000_000),
        ("-5", -5),
        ("−5", -5),
        (".5", 0.5),
        ("1e3", 1000),
    ],
)
def test_a_number_is_understood_as_people_write_it(written: str, value: float) -> None:
    assert decimal(written) == value


@pytest.mark.parametrize("written", ["12,5", "1,23", "1.234,5", "12 kg", "", ".", "nan", "inf", "0x10", "%"])
def test_what_could_mean_two_numbers_or_none_is_refused(written: str) -> None:
    with pytest.raises(Unreadable, match="Not a number"):
        decimal(written)


def test_a_whole_number_has_no_fraction() -> None:
    assert whole("1.2万") == 12000
    with pytest.raises(Unreadable, match="Not a whole number"):
        whole("1.5")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_as_python_writes_it_is_itself(number: float) -> None:
    assert decimal(repr(number)) == number
