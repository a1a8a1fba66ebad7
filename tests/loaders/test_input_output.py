from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ontology.errors import BadInput
from tests.loaders.conftest import Load, Loaded

INDUSTRIES = "code,name,category\n1111A0,Oilseeds,11: Agriculture\n325211,Plastics,\n333517,Machine tools,\n"
HEADER = "supplier_industry,buyer_industry,value_musd,share_of_buyer_inputs\n"


@pytest.fixture
def chain(tmp_path: Path, load: Load) -> Callable[..., Loaded]:
    def write_and_load(flows: str, industries: str = INDUSTRIES) -> Loaded:
        (tmp_path / "industries.csv").write_text(industries)
        (tmp_path / "flows.csv").write_text(HEADER + flows)
        return load("input-output", tmp_path)

    return write_and_load


def test_the_supplier_is_upstream_of_the_buyer_whatever_the_label_may_suggest(chain: Callable[..., Loaded]) -> None:
    loaded = chain("1111A0,325211,160.0,0.00783\n")
    link = loaded.one("InputTo")
    source = loaded.one("Source").source
    assert (link.start, link.end) == (f"{source}:1111A0", f"{source}:325211")
    assert link.properties == {"share": 0.00783, "value": 160.0, "valueUnit": "MUSD"}
    assert loaded.of("Product")[0].properties == {
        "name": "Oilseeds", "productCode": "1111A0", "description": "11: Agriculture",
    }  # fmt: skip


def test_self_loops_and_two_cycles_are_facts(chain: Callable[..., Loaded]) -> None:
    loaded = chain("333517,333517,1,0.1\n333517,325211,1,0.1\n325211,333517,1,0.1\n")
    assert len(loaded.of("InputTo")) == 3
    assert not loaded.all_faults


@pytest.mark.parametrize("share", ["1.2", "-0.1", "35", "much"])
def test_a_share_outside_0_to_1_is_a_fault_and_the_others_load(chain: Callable[..., Loaded], share: str) -> None:
    loaded = chain(f"1111A0,325211,1,{share}\n325211,333517,1,35%\n")
    assert loaded.one("InputTo").properties["share"] == 0.35
    fault = loaded.fault
    assert (fault.file, fault.line, fault.column, fault.value) == ("flows.csv", 2, "share_of_buyer_inputs", share)


def test_what_is_missing_is_unknown_not_zero(chain: Callable[..., Loaded]) -> None:
    assert chain("1111A0,325211,,\n").one("InputTo").properties == {}


def test_a_code_used_twice_is_a_fault_that_names_both_lines(chain: Callable[..., Loaded]) -> None:
    loaded = chain("", INDUSTRIES + "325211,Resins,\n")
    assert [one.properties["name"] for one in loaded.of("Product")] == ["Oilseeds", "Plastics", "Machine tools"]
    assert loaded.fault.hint.en == "First on line 3, again on line 5."


def test_a_flow_told_twice_is_a_fault(chain: Callable[..., Loaded]) -> None:
    loaded = chain("1111A0,325211,1,0.1\n1111A0,325211,2,0.2\n")
    assert loaded.one("InputTo").properties["share"] == 0.1
    assert loaded.fault.line == 3


def test_a_table_of_sources_tells_who_says_so(tmp_path: Path, chain: Callable[..., Loaded]) -> None:
    (tmp_path / "Source.csv").write_text("id,name,licence\nuseeio-2017,Benchmark table,CC0-1.0\n")
    loaded = chain("")
    assert loaded.one("Source").identifiers == ("source:useeio-2017",)
    assert {record.source for record in loaded.records} == {"useeio-2017"}


def test_a_missing_column_is_told_by_name(tmp_path: Path, load: Load) -> None:
    (tmp_path / "industries.csv").write_text(INDUSTRIES)
    (tmp_path / "flows.csv").write_text("from,to\n1,2\n")
    with pytest.raises(BadInput, match=r"flows\.csv has no column supplier_industry"):
        load("input-output", tmp_path)
