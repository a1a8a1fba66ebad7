"""Columns of entities and links, and columns on disk."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.arrays import Packed, Spool, load, save, splice
from graph.days import ends_on, holds, starts_on
from graph.records import Entity
from graph.tables import LinkTable, fields, frame, link_bits, schema
from ontology.errors import BadInput
from ontology.model import Ontology

strings = st.lists(st.binary(max_size=5), max_size=12)


def made(tmp_path_factory: pytest.TempPathFactory, name: str, own: list[bytes]) -> Packed:
    folder = tmp_path_factory.mktemp("packed")
    Packed.of(own).save(folder, name)
    return Packed.open(folder, name)


@settings(suppress_health_check=list(HealthCheck), deadline=None)
@given(old=strings, new=strings, data=st.data())
def test_splicing_writes_the_strings_in_the_order_asked_for(
    old: list[bytes], new: list[bytes], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    both = [*old, *new]
    order = data.draw(st.lists(st.integers(0, len(both) - 1), max_size=20)) if both else []
    folder = tmp_path_factory.mktemp("spliced")
    splice(made(tmp_path_factory, "a", old), Packed.of(new), np.array(order, np.int64), folder, "out")
    spliced = Packed.open(folder, "out")
    assert [spliced[i] for i in range(len(spliced))] == [both[i] for i in order]


@given(own=st.lists(st.text(max_size=4), max_size=20), prefix=st.text(max_size=3))
def test_sorted_strings_are_found_by_their_beginning(own: list[str], prefix: str) -> None:
    ordered = sorted(text.encode() for text in own)
    low, high = Packed.of(ordered).starting_with(prefix.encode())
    assert ordered[low:high] == [text for text in ordered if text.startswith(prefix.encode())]


def test_a_spool_can_be_opened_as_packed_strings(tmp_path: Path) -> None:
    spool = Spool(tmp_path, "rows")
    spool.extend(b"one", [3, 0])
    spool.extend(b"", [])
    spool.extend(b"two", [3])
    spool.close()
    packed = Packed.open(tmp_path, "rows")
    assert [packed[i] for i in range(len(packed))] == [b"one", b"", b"two"]
    assert packed.lengths().tolist() == [3, 0, 3]


@pytest.mark.parametrize("length", [0, 1, 5])
def test_a_saved_array_is_read_back_and_can_not_be_written_to(tmp_path: Path, length: int) -> None:
    save(tmp_path, "numbers", np.arange(length, dtype=np.uint32))
    loaded = load(tmp_path, "numbers")
    assert (loaded.tolist(), loaded.dtype) == (list(range(length)), np.uint32)
    assert not loaded.flags.writeable


def test_every_property_becomes_a_column_of_its_type(ontology: Ontology) -> None:
    many = ("Zwei", "Deux")
    entities = [
        Entity("a:1", "Project", {"name": "One", "startDate": "2020-02-29", "totalCost": 3}, ("a:1",), (), ("a",), {}),
        Entity("a:2", "Project", {"otherName": many, "totalCost": 2.5}, (), (), ("a", "b"), {}, "2020-01-01"),
        Entity(
            "a:3", "Project", {"name": "", "otherName": many}, ("a:3", "b:3"), (), ("a",), {}, None, "2021-01-01", 0.5
        ),
    ]
    columns = schema(ontology.classes["Project"].properties, of_entities=True)
    table = frame(fields(entities), columns)
    assert table.schema == pl.Schema(columns)
    assert table.select("id", "name", "otherName", "totalCost", "startDate").rows() == [
        ("a:1", "One", None, 3.0, date(2020, 2, 29)),
        ("a:2", None, ["Zwei", "Deux"], 2.5, None),
        ("a:3", "", ["Zwei", "Deux"], None, None),
    ]
    assert table.select("identifiers", "sources", "validFrom", "validTo", "confidence").rows() == [
        (["a:1"], ["a"], None, None, None),
        ([], ["a", "b"], date(2020, 1, 1), None, None),
        (["a:3", "b:3"], ["a"], None, date(2021, 1, 1), 0.5),
    ]
    assert table["description"].null_count() == 3


def test_the_bits_of_link_ids_are_their_digits(ontology: Ontology) -> None:
    assert link_bits(["link:8000000000000001", "link:ffffffffffffffff"]).tolist() == [2**63 + 1, 2**64 - 1]
    assert link_bits([]).tolist() == []
    assert (
        LinkTable("Owns", None, schema(ontology.links["Owns"].qualifiers, of_entities=False)).find("link:" + "f" * 16)
        is None
    )


def test_an_open_bound_is_before_or_after_every_day() -> None:
    starts = np.array([starts_on(None), starts_on("1970-01-02"), starts_on("0001-01-01")], np.int32)
    ends = np.array([ends_on(None), ends_on("1970-01-03"), ends_on("9999-12-31")], np.int32)
    for day, held in ((0, [True, False, True]), (1, [True, True, True]), (2, [True, False, True])):
        assert holds(starts, ends, day).tolist() == held
    with pytest.raises(BadInput, match="2020-13-01 is not a date"):
        starts_on("2020-13-01")
