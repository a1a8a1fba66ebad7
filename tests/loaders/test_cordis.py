from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from zipfile import ZipFile

import pytest

from ontology.errors import BadInput
from tests.loaders.conftest import Load, Loaded

ORGANIZATION = {
    "projectID": "1", "organisationID": "999984059", "name": "FRAUNHOFER", "shortName": "FhG", "activityType": "REC",
    "country": "DE", "role": "participant", "ecContribution": "1000.5", "endOfParticipation": "false",
}  # fmt: skip
PROJECT = {
    "id": "1", "acronym": "PILOT", "title": "A pilot line", "startDate": "2019-05-01", "endDate": "2022-04-30",
    "status": "SIGNED", "legalBasis": "LEIT", "totalCost": "2000", "ecMaxContribution": "1500.5",
}  # fmt: skip

Cells = Mapping[str, str]


def written(rows: Sequence[Cells], delimiter: str = ";") -> str:
    """CSV as CORDIS writes it: everything in quotation marks."""
    text = io.StringIO()
    names = dict.fromkeys(name for row in rows for name in row)
    table = csv.DictWriter(text, list(names), delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return text.getvalue()


@pytest.fixture
def cordis(tmp_path: Path, load: Load) -> Callable[..., Loaded]:
    def write_and_load(organizations: Sequence[Cells], projects: Sequence[Cells] = (PROJECT,)) -> Loaded:
        (tmp_path / "organization.csv").write_text(written(organizations), encoding="utf-8")
        (tmp_path / "project.csv").write_text(written(projects), encoding="utf-8")
        return load("cordis", tmp_path)

    return write_and_load


def test_a_participation_becomes_its_organization_its_project_and_dated_links(cordis: Callable[..., Loaded]) -> None:
    loaded = cordis([ORGANIZATION])
    assert [record.kind for record in loaded.records] == [
        "Source", "Project", "InSector", "ResearchInstitute", "LocatedIn", "ParticipatesIn",
    ]  # fmt: skip
    organization = loaded.one("ResearchInstitute")
    assert organization.identifiers == ("pic:999984059",)
    assert organization.properties == {"name": "FRAUNHOFER", "shortName": "FhG"}
    assert loaded.one("Project").properties == {
        "name": "A pilot line", "acronym": "PILOT", "status": "signed", "startDate": "2019-05-01",
        "endDate": "2022-04-30", "totalCost": 2000.0, "grantAmount": 1500.5, "programme": ("LEIT",),
    }  # fmt: skip
    link = loaded.one("ParticipatesIn")
    assert (link.start, link.end) == (organization.origin, loaded.one("Project").origin)
    assert link.properties == {"role": "participant", "contribution": 1000.5}
    assert (link.valid_from, link.valid_to) == ("2019-05-01", None)
    assert loaded.one("InSector").end == "programme:LEIT"
    assert not loaded.all_faults


def test_columns_may_come_in_any_order_and_number(tmp_path: Path, load: Load) -> None:
    organization = dict(reversed([*ORGANIZATION.items(), ("rcn", "7"), ("nutsCode", "DE2")]))
    (tmp_path / "organization.csv").write_text(written([organization], ","), encoding="utf-8-sig")
    (tmp_path / "project.csv").write_text(written([{"ID": "1"}]), encoding="utf-8")
    loaded = load("cordis", tmp_path)
    assert loaded.one("ResearchInstitute").properties["name"] == "FRAUNHOFER"
    assert loaded.one("ParticipatesIn").valid_from is None


def test_a_zip_and_compressed_files_give_the_same(tmp_path: Path, load: Load, cordis: Callable[..., Loaded]) -> None:
    plain = cordis([ORGANIZATION]).records
    with ZipFile(tmp_path / "cordis.zip", "w") as archive:
        archive.writestr("csv/organization.csv", written([ORGANIZATION]))
        archive.writestr("csv/project.csv", written([PROJECT]))
    assert load("cordis", tmp_path / "cordis.zip").records == plain
    for name in ("organization.csv", "project.csv"):
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress((tmp_path / name).read_bytes()))
        (tmp_path / name).unlink()
    assert load("cordis", tmp_path).records == plain


def test_without_one_of_the_two_files_nothing_is_loaded(tmp_path: Path, load: Load) -> None:
    (tmp_path / "organization.csv").write_text(written([ORGANIZATION]))
    with pytest.raises(BadInput, match=r"has no project\.csv"):
        load("cordis", tmp_path)


def test_without_a_key_column_nothing_is_loaded(tmp_path: Path, load: Load) -> None:
    (tmp_path / "organization.csv").write_text('"projectID";"name"\n"1";"X"\n')
    (tmp_path / "project.csv").write_text(written([PROJECT]))
    with pytest.raises(BadInput, match=r"organization\.csv has no column organisationID"):
        load("cordis", tmp_path)


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("NA", "region:NA"), ("EL", "region:GR"), ("UK", "region:GB"), ("GR", "region:GR"), ("XK", "region:XK"),
        ("HK", "region:CN-HK"), ("TW", "region:CN-TW"), ("MO", "region:CN-MO"), ("CN", "region:CN"),
    ],
)  # fmt: skip
def test_country_codes_na_is_namibia_el_greece_uk_the_united_kingdom(
    cordis: Callable[..., Loaded], code: str, region: str
) -> None:
    assert cordis([{**ORGANIZATION, "country": code}]).one("LocatedIn").end == region


def test_an_unknown_country_is_a_warning_and_the_organization_is_loaded(cordis: Callable[..., Loaded]) -> None:
    loaded = cordis([{**ORGANIZATION, "country": "ZZ"}])
    assert loaded.of("ResearchInstitute")
    assert not loaded.of("LocatedIn")
    assert (loaded.fault.severity, loaded.fault.column, loaded.fault.value) == ("warning", "country", "ZZ")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("HES", "University"), ("REC", "ResearchInstitute"), ("PRC", "Enterprise"), ("PUB", "PublicBody"),
        ("OTH", "OtherOrganization"), ("", "OtherOrganization"),
    ],
)  # fmt: skip
def test_the_activity_type_tells_the_kind(cordis: Callable[..., Loaded], code: str, kind: str) -> None:
    assert cordis([{**ORGANIZATION, "activityType": code}]).one(kind).identifiers == ("pic:999984059",)


def test_two_coordinators_are_both_kept_with_one_warning(cordis: Callable[..., Loaded]) -> None:
    rows = [{**ORGANIZATION, "organisationID": f"99998405{n}", "role": "coordinator"} for n in range(3)]
    loaded = cordis(rows)
    assert [link.properties["role"] for link in loaded.of("ParticipatesIn")] == ["coordinator"] * 3
    assert loaded.fault.reason.en == "The project has more than one coordinator; all are kept."
    assert loaded.fault.line == 3


def test_a_contribution_that_is_missing_is_unknown_not_zero(cordis: Callable[..., Loaded]) -> None:
    assert "contribution" not in cordis([{**ORGANIZATION, "ecContribution": ""}]).one("ParticipatesIn").properties
    assert cordis([{**ORGANIZATION, "ecContribution": "0"}]).one("ParticipatesIn").properties["contribution"] == 0.0


@pytest.mark.parametrize("amount", ["lots", "-5", "nan", "inf"])
def test_an_amount_that_can_not_be_right_is_a_warning_and_unknown(cordis: Callable[..., Loaded], amount: str) -> None:
    loaded = cordis([{**ORGANIZATION, "ecContribution": amount}])
    assert "contribution" not in loaded.one("ParticipatesIn").properties
    assert (loaded.fault.severity, loaded.fault.line, loaded.fault.column) == ("warning", 2, "ecContribution")


def test_a_decimal_comma_of_older_files_is_understood(cordis: Callable[..., Loaded]) -> None:
    loaded = cordis([{**ORGANIZATION, "ecContribution": "1234,5"}])
    assert loaded.one("ParticipatesIn").properties["contribution"] == 1234.5


def test_mojibake_in_names_is_put_right_with_a_warning(cordis: Callable[..., Loaded]) -> None:
    loaded = cordis([{**ORGANIZATION, "name": "HOSPITAL SANT JOAN DE D√âU"}])
    assert loaded.one("ResearchInstitute").properties["name"] == "HOSPITAL SANT JOAN DE DÉU"
    assert (loaded.fault.severity, loaded.fault.value) == ("warning", "HOSPITAL SANT JOAN DE D√âU")


def test_bytes_that_are_no_utf_8_do_not_stop_the_load(tmp_path: Path, load: Load) -> None:
    (tmp_path / "organization.csv").write_bytes(written([{**ORGANIZATION, "name": "Université"}]).encode("cp1252"))
    (tmp_path / "project.csv").write_text(written([PROJECT]))
    assert load("cordis", tmp_path).one("ResearchInstitute").properties["name"] == "Université"


def test_a_blank_name_is_an_unknown_name(cordis: Callable[..., Loaded]) -> None:
    loaded = cordis([{**ORGANIZATION, "name": " ", "shortName": ""}])
    assert loaded.one("ResearchInstitute").properties == {}


def test_the_same_organization_under_two_pics_stays_two_until_somebody_judges(cordis: Callable[..., Loaded]) -> None:
    loaded = cordis([ORGANIZATION, {**ORGANIZATION, "organisationID": "999984058"}])
    assert [one.identifiers for one in loaded.of("ResearchInstitute")] == [("pic:999984059",), ("pic:999984058",)]


def test_an_organization_comes_once_and_its_newest_row_speaks(cordis: Callable[..., Loaded]) -> None:
    old, new = {"contentUpdateDate": "2020-01-01 10:00:00"}, {"contentUpdateDate": "2022-01-01 10:00:00"}
    rows = [
        {**ORGANIZATION, **new, "name": "NEW NAME", "city": ""},
        {**ORGANIZATION, **old, "name": "OLD NAME", "city": "MUNCHEN", "projectID": "2"},
        {**ORGANIZATION, **new, "name": "NEW NAME", "city": "", "projectID": "3"},
    ]
    loaded = cordis(rows, [{**PROJECT, "id": id} for id in "123"])
    said = {"name": "NEW NAME", "shortName": "FhG", "city": "MUNCHEN", "otherName": ("OLD NAME",)}
    assert loaded.one("ResearchInstitute").properties == said
    assert loaded.faults.notes.total() > 0
    assert cordis(rows[::-1], [{**PROJECT, "id": id} for id in "123"]).one("ResearchInstitute").properties == said


def test_a_vat_number_is_kept_but_never_identifies(cordis: Callable[..., Loaded]) -> None:
    organization = cordis([{**ORGANIZATION, "vatNumber": "DE129515865"}]).one("ResearchInstitute")
    assert organization.properties["vatNumber"] == "DE129515865"
    assert organization.identifiers == ("pic:999984059",)


def test_a_participation_that_ended_early_is_over_when_the_project_is(cordis: Callable[..., Loaded]) -> None:
    link = cordis([{**ORGANIZATION, "endOfParticipation": "true"}]).one("ParticipatesIn")
    assert (link.valid_from, link.valid_to) == ("2019-05-01", "2022-05-01")


def test_a_row_without_a_key_is_a_fault_and_the_others_load(cordis: Callable[..., Loaded]) -> None:
    loaded = cordis([{**ORGANIZATION, "organisationID": ""}, ORGANIZATION])
    assert len(loaded.of("ParticipatesIn")) == 1
    fault = loaded.fault
    assert (fault.severity, fault.file, fault.line, fault.column) == ("error", "organization.csv", 2, "organisationID")


def test_a_row_with_too_few_cells_is_a_fault(tmp_path: Path, load: Load) -> None:
    (tmp_path / "organization.csv").write_text(written([ORGANIZATION]) + '"1";"999984058"\n')
    (tmp_path / "project.csv").write_text(written([PROJECT]))
    loaded = load("cordis", tmp_path)
    assert len(loaded.of("ParticipatesIn")) == 1
    assert (loaded.fault.line, loaded.fault.value) == (3, "2 / 9")


def test_the_same_participation_again_is_a_warning(cordis: Callable[..., Loaded]) -> None:
    loaded = cordis([ORGANIZATION, ORGANIZATION])
    assert len(loaded.of("ParticipatesIn")) == 1
    assert (loaded.fault.severity, loaded.fault.line) == ("warning", 3)


def test_line_breaks_and_quotation_marks_inside_names_are_read(cordis: Callable[..., Loaded]) -> None:
    loaded = cordis([{**ORGANIZATION, "name": 'THE "PILOT"\nCOMPANY; LTD'}, {**ORGANIZATION, "projectID": ""}])
    assert loaded.one("ResearchInstitute").properties["name"] == 'THE "PILOT" COMPANY; LTD'
    assert loaded.fault.line == 4


def test_a_firm_that_calls_itself_an_sme_is_designated_so_from_its_first_such_project_on(
    cordis: Callable[..., Loaded],
) -> None:
    rows = [{**ORGANIZATION, "SME": "true", "projectID": id} for id in "12"]
    loaded = cordis(rows, [PROJECT, {**PROJECT, "id": "2", "startDate": "2018-01-01"}])
    link = loaded.one("DesignatedAs")
    assert (link.end, link.valid_from) == ("designation:sme", "2018-01-01")


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("LEIT,SC2", ("LEIT", "SC2")),
        ("Innovation in SMEs", ("SME",)),
        ("H2020-EU.2.1.1.2.;H2020-EU.3.4.", ("LEIT", "SC4")),
        ("H2020-EU.2.1.1.;H2020-EU.2.1.2.", ("LEIT",)),
    ],
)
def test_the_legal_basis_names_programme_parts(
    cordis: Callable[..., Loaded], written: str, parts: tuple[str, ...]
) -> None:
    loaded = cordis([ORGANIZATION], [{**PROJECT, "legalBasis": written}])
    assert loaded.one("Project").properties["programme"] == parts
    assert [link.end for link in loaded.of("InSector")] == [f"programme:{part}" for part in parts]


def test_what_a_project_says_and_can_not_be_right_is_set_aside_with_a_warning(cordis: Callable[..., Loaded]) -> None:
    odd = {"startDate": "soon", "endDate": "2017-01-01", "status": "DREAMT", "legalBasis": "NONE", "totalCost": "-1"}
    loaded = cordis([ORGANIZATION], [{**PROJECT, **odd}])
    assert loaded.one("Project").properties == {
        "name": "A pilot line", "acronym": "PILOT", "endDate": "2017-01-01", "grantAmount": 1500.5,
    }  # fmt: skip
    assert {fault.column for fault in loaded.all_faults} == {"startDate", "status", "legalBasis", "totalCost"}
    assert loaded.faults.errors == 0


def test_an_end_before_the_beginning_is_set_aside(cordis: Callable[..., Loaded]) -> None:
    loaded = cordis([ORGANIZATION], [{**PROJECT, "endDate": "2018-01-01"}])
    assert "endDate" not in loaded.one("Project").properties
    assert loaded.fault.severity == "warning"


def test_a_project_told_twice_keeps_its_first_row(cordis: Callable[..., Loaded]) -> None:
    loaded = cordis([ORGANIZATION], [PROJECT, PROJECT, {**PROJECT, "title": "Another"}])
    assert loaded.one("Project").properties["name"] == "A pilot line"
    assert (loaded.fault.severity, loaded.fault.line) == ("warning", 4)


def test_a_participant_code_that_is_none_does_not_identify(cordis: Callable[..., Loaded]) -> None:
    loaded = cordis([{**ORGANIZATION, "organisationID": "12"}])
    assert loaded.one("ResearchInstitute").identifiers == ()
    assert loaded.fault.severity == "warning"
    assert loaded.one("ParticipatesIn").start == "cordis:pic-12"
