"""Every trap that real files are known to set, one test a trap. Those of CORDIS are in `test_cordis.py`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.loaders.conftest import Loaded

Tables = Callable[..., Loaded]


def test_codes_as_suffixes_of_names_stay_in_the_names(tables: Tables) -> None:
    loaded = tables(Product="id,name\n1,轮胎-325211\n2,轮胎（325211）\n3,轮胎325211\n")
    assert [one.properties["name"] for one in loaded.of("Product")] == ["轮胎-325211", "轮胎（325211）", "轮胎325211"]


def test_a_duplicate_id_is_a_fault_that_names_both_lines(tables: Tables) -> None:
    loaded = tables(Product="id,name\n1,Resin\n2,Film\n1,Tyre\n")
    assert [one.properties["name"] for one in loaded.of("Product")] == ["Resin", "Film"]
    assert (loaded.fault.severity, loaded.fault.line) == ("error", 4)
    assert loaded.fault.hint.en == "First on line 2 of Product.csv, again on line 4 of Product.csv."
    assert "第 2 行" in loaded.fault.hint.zh


def test_an_id_used_by_two_tables_is_a_fault(tables: Tables) -> None:
    loaded = tables(Enterprise="id\n1\n", Product="id\n1\n2\n")
    assert [one.key for one in loaded.of("Product")] == ["2"]
    assert loaded.fault.hint.en == "First on line 2 of Enterprise.csv, again on line 2 of Product.csv."


def test_an_identifier_used_by_two_rows_is_a_warning_since_they_become_one(tables: Tables) -> None:
    loaded = tables(
        Enterprise="id,pic\nE1,999984059\nE2,999984059\nE3,\n", Owns="from,to\nE1,E3\nE2,E3\npic:999984059,E3\n"
    )
    assert len(loaded.of("Enterprise")) == 3
    assert len(loaded.of("Owns")) == 2
    assert [(fault.severity, fault.file, fault.line) for fault in loaded.all_faults] == [
        ("warning", "Enterprise.csv", 3), ("error", "Owns.csv", 4),
    ]  # fmt: skip


def test_self_loops_are_facts(tables: Tables) -> None:
    loaded = tables(Product="id,name\n1,机床\n", InputTo="from,to,share\n1,1,0.1\n")
    assert loaded.one("InputTo").start == loaded.one("InputTo").end


def test_two_cycles_are_facts(tables: Tables) -> None:
    assert len(tables(Product="id\n1\n2\n", InputTo="from,to\n1,2\n2,1\n").of("InputTo")) == 2


def test_quotation_marks_and_line_breaks_inside_names(tables: Tables) -> None:
    loaded = tables(Product='id,name\n1,"轮胎\n（""子午线"", 18寸）"\n2,"Tyre\r\nradial"\n3,Ply "A" tyre\n')
    assert [one.properties["name"] for one in loaded.of("Product")] == [
        '轮胎（"子午线", 18寸）', "Tyre radial", 'Ply "A" tyre',
    ]  # fmt: skip


def test_an_address_without_its_scheme_is_completed(tables: Tables) -> None:
    loaded = tables(Enterprise="id,url\n1,www.example.com\n2,https://example.com/a\n")
    assert [one.properties["url"] for one in loaded.of("Enterprise")] == [
        "http://www.example.com", "https://example.com/a",
    ]  # fmt: skip


def test_a_cell_that_is_too_long_is_called_so(tables: Tables) -> None:
    loaded = tables(Product=f"id,name\n1,{'x' * 200_000}\n2,Film\n")
    assert [one.key for one in loaded.of("Product")] == ["2"]
    assert (loaded.fault.line, loaded.fault.reason.en) == (2, "A cell of this row is too long to be read.")


def test_the_direction_is_that_of_the_columns_whatever_their_order(tables: Tables) -> None:
    loaded = tables(Product="id\nresin\nfilm\n", 投入于="终点,起点\nfilm,resin\n")
    assert (loaded.one("InputTo").start, loaded.one("InputTo").end) == ("survey:resin", "survey:film")


def test_a_placeholder_product_can_be_marked_as_one(tables: Tables) -> None:
    loaded = tables(产品="标识,名称,占位产品\n1,其他化学品,是\n2,聚丙烯,否\n3,丙烯,\n")
    assert [one.properties.get("isPlaceholder") for one in loaded.of("Product")] == [True, False, None]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-8", "utf-16"])
def test_a_file_in_another_encoding(tables: Tables, encoding: str) -> None:
    loaded = tables(中试平台="标识,名称\nP1,㐀示范平台\nP2,镕铸平台\nP3,普通话\n", encoding=encoding)
    assert [one.properties["name"] for one in loaded.of("PilotPlatform")] == ["㐀示范平台", "镕铸平台", "普通话"]
    assert not loaded.all_faults


def test_western_encoding_is_read_with_a_warning(tables: Tables) -> None:
    loaded = tables(University="id,name\nU1,Université de Liège\n", encoding="cp1252")
    assert loaded.one("University").properties["name"] == "Université de Liège"
    assert loaded.fault.severity == "warning"


def test_full_width_digits_in_ids_references_numbers_and_names(tables: Tables) -> None:
    loaded = tables(
        Product="id,name,productCode\nＰ１,１８寸轮胎Ａ型,３２５\nP2,x,\n", InputTo="from,to,share\nP1,Ｐ２,３５％\n"
    )
    first = loaded.of("Product")[0]
    assert (first.key, first.properties) == ("P1", {"name": "18寸轮胎A型", "productCode": "325"})
    assert (loaded.one("InputTo").start, loaded.one("InputTo").properties) == ("survey:P1", {"share": 0.35})


def test_full_width_brackets_stay_in_names_and_do_not_matter_in_references(tables: Tables) -> None:
    loaded = tables(
        Enterprise="id,name\n甲（集团）,甲（集团）公司\n乙(集团),乙\n", Owns="from,to\n甲(集团),乙（集团）\n"
    )
    assert loaded.of("Enterprise")[0].properties["name"] == "甲（集团）公司"
    assert (loaded.one("Owns").start, loaded.one("Owns").end) == ("survey:甲(集团)", "survey:乙(集团)")


def test_curly_and_straight_quotation_marks_mean_the_same_in_references_and_codes(tables: Tables) -> None:
    loaded = tables(
        Enterprise="id\n“中试”公司\n",
        DesignatedAs='from,to\n"""中试""公司","专精特新""小巨人""企业"\n',
    )
    assert loaded.one("DesignatedAs").start == loaded.one("Enterprise").origin
    assert loaded.one("DesignatedAs").end == "designation:little-giant"


@pytest.mark.parametrize(
    ("written", "day"), [("2025年5月", "2025-05-01"), ("2025年", "2025-01-01"), ("2025/5/3", "2025-05-03")]
)
def test_dates_as_people_write_them(tables: Tables, written: str, day: str) -> None:
    loaded = tables(PilotPlatform=f"id,foundedOn,validFrom\nP1,{written},{written}\n")
    one = loaded.one("PilotPlatform")
    assert (one.properties["foundedOn"], one.valid_from) == (day, day)


def test_a_date_without_a_day_is_counted_as_a_note(tables: Tables) -> None:
    loaded = tables(PilotPlatform="id,foundedOn\nP1,2025年5月\nP2,2025\nP3,2025-05-03\n")
    assert list(loaded.faults.notes.values()) == [2]
    assert not loaded.all_faults


@pytest.mark.parametrize("written", ["35%", "35％", "３５％", "0.35", "35 %"])
def test_percentages_as_text(tables: Tables, written: str) -> None:
    assert tables(PilotPlatform=f"id,utilisation\nP1,{written}\n").one("PilotPlatform").properties == {
        "utilisation": 0.35
    }


@pytest.mark.parametrize("written", ['"1,234,567"', "１２３４５６７", "1234567.0", '"1,234,567.00"'])
def test_thousands_separators(tables: Tables, written: str) -> None:
    assert tables(PilotPlatform=f"id,staff\nP1,{written}\n").one("PilotPlatform").properties == {"staff": 1234567}


def test_a_country_na_is_namibia_here_too(tables: Tables) -> None:
    assert tables(Enterprise="id,LocatedIn\nE1,NA\n").one("LocatedIn").end == "region:NA"


def test_a_file_with_stray_quotation_marks_loses_only_that_row(tables: Tables) -> None:
    loaded = tables(Product='id,name\n1,"Ply "A" tyre"\n2,Film\n')
    assert [one.key for one in loaded.of("Product")] == ["2"]
    assert (loaded.fault.file, loaded.fault.line) == ("Product.csv", 2)
