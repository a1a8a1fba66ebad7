from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter

from ontology.errors import BadInput
from ontology.model import Ontology
from tests.loaders.conftest import Load, Loaded

Tables = Callable[..., Loaded]

NOON = datetime.combine(date(2024, 6, 1), time(12))
USCC = "12100000400000624D"


@pytest.mark.parametrize(
    ("file", "header"),
    [
        ("PilotPlatform", "id,name,utilisation"),
        ("中试平台", "标识,名称,利用率"),
        ("pilot platform", "ID,Name,UTILISATION"),
        ("pilotPlatforms", "ｉｄ,name,utilisation"),
        ("PilotPlatform 中试平台", "id 标识 *,name 名称,利用率（utilisation）"),
    ],
)
def test_files_and_columns_go_by_name_or_by_label_in_either_language(tables: Tables, file: str, header: str) -> None:
    loaded = tables(**{file: f"{header}\nP1,示范平台,0.65\n"})
    assert loaded.one("PilotPlatform").properties == {"name": "示范平台", "utilisation": 0.65}
    assert not loaded.all_faults


def test_a_link_leads_between_ids_of_the_folder(tables: Tables) -> None:
    loaded = tables(
        Enterprise="id,name\nE1,Acme Resins\n",
        Product="id,name\n1,Resin\n",
        Makes="from,to,marketShare,validFrom,confidence\nE1,1,35%,2024-01-01,0.8\n",
    )
    link = loaded.one("Makes")
    assert (link.start, link.end) == (loaded.one("Enterprise").origin, loaded.one("Product").origin)
    assert link.properties == {"marketShare": 0.35}
    assert (link.valid_from, link.valid_to, link.confidence) == ("2024-01-01", None, 0.8)


def test_entities_come_before_links(tables: Tables) -> None:
    loaded = tables(InputTo="from,to\n1,2\n", Product="id\n1\n2\n")
    assert [one.kind for one in loaded.records] == ["Source", "Product", "Product", "InputTo"]


def test_identifiers_are_checked_and_recognise(tables: Tables) -> None:
    loaded = tables(University=f"id,name,统一社会信用代码,ror\nU1,清华大学,{USCC.lower()},https://ror.org/03cve4549\n")
    assert loaded.one("University").identifiers == (f"uscc:{USCC}", "ror:03cve4549")


def test_a_wrong_check_digit_is_a_warning_and_kept_as_text_only(tables: Tables) -> None:
    wrong = USCC[:-1] + "E"
    loaded = tables(University=f"id,name,uscc\nU1,清华大学,{wrong}\n")
    one = loaded.one("University")
    assert one.identifiers == ()
    assert one.properties["otherName"] == (wrong,)
    fault = loaded.fault
    assert (fault.severity, fault.line, fault.column, fault.value) == ("warning", 2, "uscc", wrong)


def test_an_identifier_serves_as_id(tables: Tables) -> None:
    loaded = tables(
        University=f"uscc,name\n{USCC},清华大学\n",
        ResearchInstitute="id,name\nror:00tm1qp20,LISIC\n",
        PartOf="from,to\nror:00tm1qp20,uscc:12100000400000624D\n00tm1qp20,12100000400000624d\n",
    )
    assert loaded.one("ResearchInstitute").identifiers == ("ror:00tm1qp20",)
    assert loaded.one("PartOf").end == loaded.one("University").origin
    assert loaded.fault.reason.en == "The same as an earlier row; passed over."


def test_references_lead_out_of_the_folder_by_identifier_or_by_id(tables: Tables) -> None:
    loaded = tables(
        Enterprise="id\nE1\n",
        Owns="from,to\npic:999984059,E1\nhttps://ror.org/00tm1qp20,E1\n00tm1qp20,E1\ncordis:pic-12,E1\n12345,E1\n",
    )
    starts = [one.start for one in loaded.of("Owns")]
    assert starts == ["pic:999984059", "ror:00tm1qp20", "cordis:pic-12", "12345"]


def test_a_reference_with_a_wrong_check_digit_is_a_fault(tables: Tables) -> None:
    loaded = tables(Enterprise="id\nE1\n", Owns="from,to\nror:00tm1qp21,E1\n")
    assert not loaded.of("Owns")
    assert (loaded.fault.file, loaded.fault.line, loaded.fault.column) == ("Owns.csv", 2, "from")


@pytest.mark.parametrize("written", ["CN-HN", "湖南", "湖南省", "Hunan", "region:CN-HN", "430000", "湖南省 Hunan"])
def test_a_link_to_a_code_goes_by_any_of_its_names(tables: Tables, written: str) -> None:
    loaded = tables(PilotPlatform="id\nP1\n", LocatedIn=f"from,to\nP1,{written}\n")
    assert loaded.one("LocatedIn").end == "region:CN-HN"


def test_a_name_that_two_code_lists_have_is_a_fault(tables: Tables) -> None:
    loaded = tables(Achievement="id\nA1\n", AssessedAt="from,to\nA1,4\nA1,trl:4\nA1,MRL 8\n")
    assert [one.end for one in loaded.of("AssessedAt")] == ["trl:4", "mrl:8"]
    assert loaded.fault.hint.en == "Say which list: trl:4, mrl:4."


@pytest.mark.parametrize("written", ["joint", "JOINT", "construction-model:joint"])
def test_a_code_is_read_by_notation_or_label(tables: Tables, ontology: Ontology, written: str) -> None:
    label = ontology.schemes["construction-model"].concepts["joint"].label
    loaded = tables(PilotPlatform=f"id,constructionModel\nP1,{written}\nP2,{label.zh}\nP3,{label.en}\n")
    assert [one.properties["constructionModel"] for one in loaded.of("PilotPlatform")] == ["joint"] * 3


def test_a_code_outside_its_list_is_a_fault_that_names_the_nearest(tables: Tables) -> None:
    loaded = tables(Project="id,status\nJ1,closd\nJ2,closed\n")
    assert [one.key for one in loaded.of("Project")] == ["J2"]
    fault = loaded.fault
    assert (fault.file, fault.line, fault.column, fault.value) == ("Project.csv", 2, "status", "closd")
    assert "closed" in fault.hint.en
    assert "结题" in fault.hint.zh


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("是", True),
        ("否", False),
        ("yes", True),
        ("NO", False),
        ("true", True),
        ("FALSE", False),
        ("1", True),
        ("０", False),
    ],
)
def test_yes_and_no_in_either_language(tables: Tables, written: str, value: bool) -> None:
    assert tables(PilotPlatform=f"id,openToPublic\nP1,{written}\n").one("PilotPlatform").properties == {
        "openToPublic": value
    }


def test_neither_yes_nor_no_is_a_fault(tables: Tables) -> None:
    loaded = tables(PilotPlatform="id,openToPublic\nP1,perhaps\n")
    assert not loaded.of("PilotPlatform")
    assert loaded.fault.reason.zh == "不是是或否。"


@pytest.mark.parametrize("written", ["", "-", "—", "/", "未知", "不详", "unknown", "N/A"])
def test_what_is_not_known_is_absent(tables: Tables, written: str) -> None:
    loaded = tables(PilotPlatform=f"id,staff,openToPublic,foundedOn\nP1,{written},{written},{written}\n")
    assert loaded.one("PilotPlatform").properties == {}


def test_lists_are_separated_by_semicolons_of_either_width(tables: Tables) -> None:
    loaded = tables(Product="id,otherName\n1,PP; 聚丙烯；丙纶;PP\n")
    assert loaded.one("Product").properties["otherName"] == ("PP", "聚丙烯", "丙纶")


def test_every_bad_cell_of_a_row_is_told_and_the_other_rows_load(tables: Tables) -> None:
    loaded = tables(PilotPlatform="id,staff,foundedOn\nP1,many,soon\nP2,86,2024年6月1日\n")
    assert loaded.one("PilotPlatform").properties == {"staff": 86, "foundedOn": "2024-06-01"}
    assert [(fault.line, fault.column, fault.value) for fault in loaded.all_faults] == [
        (2, "staff", "many"), (2, "foundedOn", "soon"),
    ]  # fmt: skip


def test_an_unknown_column_is_told_with_the_nearest_names_and_the_rest_loads(tables: Tables) -> None:
    loaded = tables(PilotPlatform="id,name,utilization\nP1,Platform,0.5\n")
    assert loaded.one("PilotPlatform").properties == {"name": "Platform"}
    fault = loaded.fault
    assert (fault.severity, fault.line, fault.column) == ("error", 1, "utilization")
    assert "utilisation" in fault.hint.en
    assert "利用率" in fault.hint.zh


def test_an_unknown_table_is_told_with_the_nearest_names(tables: Tables) -> None:
    loaded = tables(Product="id\n1\n", PilotPlattform="id\nP1\n", _notes="whatever\n")
    assert [one.kind for one in loaded.records] == ["Source", "Product"]
    assert (loaded.fault.file, "PilotPlatform" in loaded.fault.hint.en) == ("PilotPlattform.csv", True)


def test_without_a_column_that_is_needed_nothing_of_the_table_is_loaded(tables: Tables) -> None:
    loaded = tables(Product="name\nResin\n", InputTo="from,share\n1,0.5\n")
    assert [one.kind for one in loaded.records] == ["Source"]
    assert [fault.column for fault in loaded.all_faults] == ["id", "to"]


def test_a_row_without_an_id_or_an_end_is_a_fault(tables: Tables) -> None:
    loaded = tables(Product="id,name\n,Resin\n1,Film\n", InputTo="from,to\n1,\n1,1\n")
    assert len(loaded.records) == 3
    assert [(fault.file, fault.line) for fault in loaded.all_faults] == [("Product.csv", 2), ("InputTo.csv", 2)]


def test_a_table_of_an_abstract_class_says_the_kind_in_each_row(tables: Tables) -> None:
    loaded = tables(Organization="id,类别,name\n1,企业,A\n2,University,B\n3,产品,C\n")
    assert [one.kind for one in loaded.records[1:]] == ["Enterprise", "University"]
    assert (loaded.fault.line, loaded.fault.value) == (4, "产品")
    assert tables(Organization="id,name\n1,A\n").fault.column == "kind"


def test_columns_named_after_links_save_link_tables(tables: Tables) -> None:
    loaded = tables(
        中试平台="标识,名称,所在地区,所属领域,运营单位\nP1,示范平台,湖南,raw-materials；生物医药,E1\n",
        企业="标识,名称\nE1,示范公司\n",
    )
    assert loaded.one("LocatedIn").end == "region:CN-HN"
    assert [one.end for one in loaded.of("InSector")] == ["field:raw-materials", "field:biomedicine"]
    operates = loaded.one("Operates")
    assert (operates.start, operates.end) == (loaded.one("Enterprise").origin, loaded.one("PilotPlatform").origin)


def test_a_link_that_a_table_tells_is_not_told_again_by_a_column(tables: Tables) -> None:
    loaded = tables(Product="id,InputTo\n1,2\n2,\n", InputTo="from,to,share\n1,2,0.5\n")
    assert loaded.one("InputTo").properties == {"share": 0.5}


def test_links_that_differ_in_what_tells_them_apart_or_in_time_are_several(tables: Tables) -> None:
    loaded = tables(
        PilotPlatform="id\nP1\n",
        HoldsTier="from,to,batch,validFrom,validTo\nP1,储备,,2023-01-01,2024-06-01\nP1,reserve,1,,\nP1,key,,2024-06,\n",
    )
    assert [(one.end, one.valid_from, one.valid_to) for one in loaded.of("HoldsTier")] == [
        ("tier:reserve", "2023-01-01", "2024-06-01"), ("tier:reserve", None, None), ("tier:key", "2024-06-01", None),
    ]  # fmt: skip


def test_the_same_link_with_differences_is_a_fault(tables: Tables) -> None:
    loaded = tables(Product="id\n1\n2\n", InputTo="from,to,share\n1,2,0.5\n1,2,0.6\n")
    assert loaded.one("InputTo").properties == {"share": 0.5}
    assert (loaded.fault.severity, loaded.fault.hint.en) == (
        "error",
        "First on line 2 of InputTo.csv, again on line 3.",
    )


def test_rows_say_who_may_see_them(tables: Tables) -> None:
    loaded = tables(Demand="id,access\nD1,公开\nD2,registered\nD3,park-office\nD4,\n")
    assert [one.access for one in loaded.of("Demand")] == ["public", "registered", "park-office", "public"]


def test_a_table_of_sources_says_who_says_so(tables: Tables) -> None:
    loaded = tables(
        来源="标识,名称,许可\npark-2025,园区调查,CC-BY-4.0\nministry,Ministry,\n",
        Product="id,source\n1,\n2,ministry\n3,nobody\n",
    )
    assert [one.properties["licence"] for one in loaded.of("Source")] == ["CC-BY-4.0", "unknown"]
    assert [one.origin for one in loaded.of("Product")] == ["park-2025:1", "ministry:2"]
    assert (loaded.fault.column, loaded.fault.value) == ("source", "nobody")


def test_without_a_table_of_sources_the_folder_gives_the_name(tables: Tables) -> None:
    source = tables(Product="id\n1\n").one("Source")
    assert (source.source, source.properties) == ("survey", {"name": "survey", "licence": "unknown"})


@pytest.mark.parametrize("name", ["园区调查", "2025年", "My Data (new)"])
def test_any_name_of_a_folder_makes_the_name_of_a_source(tmp_path: Path, load: Load, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "Product.csv").write_text("id\n1\n")
    source = load("tables", tmp_path / name).one("Source")
    assert source.properties["name"] == name
    assert source.source[0].isalpha()
    assert set(source.source) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@pytest.mark.parametrize("name", ["cordis", "ROR", "ontology", "judgement"])
def test_tables_never_speak_for_another_source(tmp_path: Path, load: Load, tables: Tables, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "Enterprise.csv").write_text("id\npic-999984059\n")
    assert load("tables", tmp_path / name).one("Enterprise").origin == f"tables-{name.lower()}:pic-999984059"
    loaded = tables(Source=f"id,name\n{name.lower()},Mine\n", Product="id\n1\n")
    assert (loaded.fault.line, loaded.fault.value) == (2, name.lower())
    assert loaded.one("Product").source == "survey"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(tables: Tables, delimiter: str) -> None:
    text = "id,name,otherName\n1,Resin,PP\n".replace(",", delimiter)
    assert tables(Product=text).one("Product").properties == {"name": "Resin", "otherName": ("PP",)}


def test_a_title_over_the_headings_is_passed_over(tables: Tables) -> None:
    loaded = tables(Product="2025年产品目录,,\n\n标识,名称,产品代码\n1,树脂,325211\n")
    assert loaded.one("Product").properties == {"name": "树脂", "productCode": "325211"}
    assert not loaded.all_faults


def test_blank_rows_and_blank_columns_are_passed_over(tables: Tables) -> None:
    loaded = tables(Product="id,name,\n,,\n1,Resin,\n ,,\n")
    assert [one.key for one in loaded.of("Product")] == ["1"]
    assert not loaded.all_faults


def test_more_cells_than_headings_are_a_fault(tables: Tables) -> None:
    loaded = tables(Product="id,name\n1,Resin, clear\n2,Film\n")
    assert [one.key for one in loaded.of("Product")] == ["2"]
    assert (loaded.fault.line, loaded.fault.value) == (2, "clear")


def test_a_heading_that_names_its_unit_in_ten_thousands_is_multiplied(tables: Tables) -> None:
    loaded = tables(PilotPlatform="id,设备原值（万元）,equipmentCount [台],floor area (m²)\nP1,1800,42,3200\n")
    assert loaded.one("PilotPlatform").properties == {
        "equipmentValue": 18_000_000.0,
        "equipmentCount": 42,
        "area": 3200.0,
    }


def test_the_same_column_twice_is_a_fault(tables: Tables) -> None:
    loaded = tables(Product="id,name,名称\n1,Resin,树脂\n")
    assert loaded.one("Product").properties == {"name": "Resin"}
    assert loaded.fault.column == "名称"


def test_a_zip_of_files_and_a_single_file_load_too(tmp_path: Path, load: Load) -> None:
    with ZipFile(tmp_path / "survey.zip", "w") as archive:
        archive.writestr("tables/Product.csv", "id\n1\n")
    assert load("tables", tmp_path / "survey.zip").one("Product").origin == "survey:1"
    (tmp_path / "Product.csv").write_text("id\n1\n")
    assert load("tables", tmp_path / "Product.csv").one("Product").origin == "product:1"


def test_a_folder_without_tables_is_refused(tmp_path: Path, load: Load) -> None:
    (tmp_path / "readme.txt").write_text("nothing here")
    with pytest.raises(BadInput, match="holds no tables"):
        load("tables", tmp_path)


def workbook(path: Path, sheets: dict[str, list[list[object]]], hidden: str | None = None) -> Path:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        percent = book.add_format({"num_format": "0%"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for place, cell in enumerate(row):
                    sheet.write(at, place, cell, *([percent] if cell == 0.35 else []))
            if name == hidden:
                sheet.hide()
    return path


def test_a_workbook_loads_like_a_folder(tmp_path: Path, load: Load) -> None:
    path = workbook(
        tmp_path / "survey.xlsx",
        {
            "Sheet1": [[]],
            "说明": [["如何填写"]],
            "中试平台": [
                ["标识", "名称", "成立日期", "利用率", "人员数", "对外开放", "postCode"],
                [1, "示范平台", date(2024, 6, 1), 0.35, 86, True, 410000],
                [2, "另一平台", NOON, None, "八十六"],
                [3, None, 45444],
            ],
            "LocatedIn": [["from", "to"], [1, "湖南"]],
            "lists": [["湖南"]],
        },
        hidden="lists",
    )
    loaded = load("tables", path)
    first, third = loaded.of("PilotPlatform")
    assert first.properties == {
        "name": "示范平台", "foundedOn": "2024-06-01", "utilisation": 0.35, "staff": 86, "openToPublic": True,
        "postCode": "410000",
    }  # fmt: skip
    assert third.properties == {"foundedOn": "2024-06-01"}
    assert loaded.one("LocatedIn").start == first.origin == "survey:1"
    assert [(fault.file, fault.line, fault.column) for fault in loaded.all_faults] == [
        ("survey.xlsx / 说明", 0, ""), ("survey.xlsx / 中试平台", 3, "人员数"),
    ]  # fmt: skip


def test_what_is_no_workbook_is_told_so(tmp_path: Path, load: Load) -> None:
    (tmp_path / "survey.xlsx").write_text("id,name\n")
    with pytest.raises(BadInput, match=r"survey\.xlsx can't be read as a workbook"):
        load("tables", tmp_path / "survey.xlsx")


def test_progress_is_told_sheet_by_sheet(tmp_path: Path, ontology: Ontology) -> None:
    from loaders.faults import Faults
    from loaders.tables import records

    path = workbook(tmp_path / "a.xlsx", {"Product": [["id"], ["1"]], "InputTo": [["from", "to"], ["1", "1"]]})
    told: list[tuple[str, int, int]] = []
    list(records(path, ontology, Faults(), lambda *step: told.append(step)))
    assert told == [("a.xlsx / Product", 1, 2), ("a.xlsx / InputTo", 2, 2)]
