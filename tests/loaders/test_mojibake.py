from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.mojibake import repaired

NAMES = ["UNIVERSITÉ DE LIÈGE", "HOSPITAL SANT JOAN DE DÉU", "gemeinnützige GmbH", "Eskişehir Yolu", "清华大学", "ŁÓDŹ"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("misread_as", ["latin-1", "mac_roman"])
def test_utf_8_read_in_a_one_byte_encoding_is_put_right(name: str, misread_as: str) -> None:
    assert repaired(name.encode().decode(misread_as)) == name


def test_utf_8_misread_twice_is_put_right() -> None:
    assert repaired("DÉU".encode().decode("latin-1").encode().decode("latin-1")) == "DÉU"


def test_windows_quotation_marks_among_the_misread_bytes_do_not_hinder() -> None:
    assert repaired("LIÃˆGE, UNIVERSITÃ‰") == "LIÈGE, UNIVERSITÉ"


def test_bytes_that_are_no_utf_8_are_read_as_windows_text() -> None:
    assert repaired("Université".encode("cp1252").decode("utf-8", "surrogateescape")) == "Université"


@pytest.mark.parametrize("name", [*NAMES, "SÃO PAULO", "ÂNGULO", "École d√âU", "50 € – “ok”"])
def test_a_name_in_order_or_in_doubt_is_left_alone(name: str) -> None:
    assert repaired(name) == name


@given(st.text())
def test_any_text_can_be_looked_at_and_what_comes_out_can_be_stored(text: str) -> None:
    repaired(text.encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape")).encode("utf-8", "strict")
