from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.dates import first_day, iso_date, serial_date
from loaders.faults import Unreadable


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2025年5月", "2025-05"),
        ("2025年5月3日", "2025-05-03"),
        ("2025 年 12 月 31 号", "2025-12-31"),
        ("２０２５年５月", "2025-05"),
        ("2025/5/3", "2025-05-03"),
        ("2025.5.3", "2025-05-03"),
        ("2025-5", "2025-05"),
        ("20250503", "2025-05-03"),
        ("202505", "2025-05"),
        ("2025", "2025"),
        ("2025年", "2025"),
        ("2025-05-03 10:30:00", "2025-05-03"),
        ("2025-05-03T10:30:00Z", "2025-05-03"),
    ],
)
def test_a_date_is_understood_as_precisely_as_it_is_written(written: str, iso: str) -> None:
    assert iso_date(written) == iso


@pytest.mark.parametrize("written", ["5/3/2025", "2025-02-30", "2025年13月", "soon", "", "2025-W01-1", "20250230"])
def test_a_date_that_does_not_exist_or_could_mean_two_days_is_refused(written: str) -> None:
    with pytest.raises(Unreadable, match="Not a date"):
        iso_date(written)


def test_a_year_or_month_begins_on_its_first_day() -> None:
    assert [first_day(text) for text in ("2025", "2025-05", "2025-05-03")] == ["2025-01-01", "2025-05-01", "2025-05-03"]


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_in_iso_form_is_itself(day: date) -> None:
    assert iso_date(day.isoformat()) == day.isoformat()


def test_the_serial_number_of_a_spreadsheet_is_a_day() -> None:
    assert serial_date(45780) == "2025-05-03"
    assert serial_date(2025) is None
