"""Folders, archives, encodings and delimiters."""

from __future__ import annotations

import gzip
from pathlib import Path
from zipfile import ZipFile

import pytest

from loaders.decoding import delimiter_of, encoding_of
from loaders.delimited import rows
from loaders.documents import documents
from loaders.faults import Faults
from loaders.members import member, members
from ontology.errors import BadInput

TEXT = 'name,city\n"制造业中试平台（示范）",长沙\n'


@pytest.mark.parametrize(
    ("written_in", "found"),
    [("utf-8", "utf-8-sig"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("utf-16", "utf-16")],
)
def test_the_encoding_of_a_chinese_file_is_found(tmp_path: Path, written_in: str, found: str) -> None:
    (tmp_path / "a.csv").write_text(TEXT, encoding=written_in)
    file = member(tmp_path, "a.csv")
    assert encoding_of(file) == found
    assert list(rows(file, Faults(), found, ","))[1] == (2, ["制造业中试平台（示范）", "长沙"])


def test_western_text_is_not_taken_for_chinese(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name\nUniversité de Liège\nMünchen\n", encoding="cp1252")
    assert encoding_of(member(tmp_path, "a.csv")) == "cp1252"


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(bytes(range(256)) * 4)
    with pytest.raises(BadInput, match="not text in any known encoding"):
        encoding_of(member(tmp_path, "a.csv"))


@pytest.mark.parametrize(
    ("line", "delimiter"), [("a,b,c", ","), ("a;b;c", ";"), ("a\tb", "\t"), ('"a,b,c";d', ";"), ("a", ",")]
)
def test_the_delimiter_is_what_the_heading_line_has_most_of(line: str, delimiter: str) -> None:
    assert delimiter_of(line) == delimiter


def test_a_file_is_found_in_a_folder_a_zip_and_compressed(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "Project.csv").write_text(TEXT)
    (tmp_path / "gz").mkdir()
    (tmp_path / "gz" / "project.csv.gz").write_bytes(gzip.compress(TEXT.encode()))
    with ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("csv/project.csv", TEXT)
        archive.writestr("__MACOSX/csv/._project.csv", "rubbish")
    for path in (tmp_path / "plain", tmp_path / "gz", tmp_path / "all.zip"):
        assert member(path, "project.csv").open().read().decode() == TEXT


def test_hidden_files_are_passed_over(tmp_path: Path) -> None:
    for name in (".DS_Store", "~$book.xlsx", "a.csv"):
        (tmp_path / name).touch()
    assert [one.name for one in members(tmp_path)] == ["a.csv"]


def test_a_missing_path_or_file_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no file or folder"):
        members(tmp_path / "nowhere")
    with pytest.raises(BadInput, match=r"has no project\.csv"):
        member(tmp_path, "project.csv")


def test_a_file_that_was_cut_off_is_told_as_damaged(tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(TEXT.encode() * 1000)[:-20])
    with pytest.raises(BadInput, match=r"a\.csv can't be read to its end"):
        list(rows(member(tmp_path, "a.csv"), Faults(), "utf-8", ","))
    (tmp_path / "b.zip").write_bytes(b"PK\x03\x04 but no more")
    with pytest.raises(BadInput, match="not a zip archive"):
        members(tmp_path / "b.zip")


def test_progress_is_told_up_to_the_end(tmp_path: Path) -> None:
    packed = gzip.compress(TEXT.encode() * 100_000, compresslevel=0)
    (tmp_path / "a.csv.gz").write_bytes(packed)
    told: list[tuple[str, int, int]] = []
    file = member(tmp_path, "a.csv", lambda name, done, size: told.append((name, done, size)))
    assert len(list(rows(file, Faults(), "utf-8", ","))) == 200_000
    assert told[-1] == ("a.csv.gz", len(packed), len(packed))
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert len(told) > 2


def test_a_row_with_stray_quotation_marks_is_a_fault_and_the_next_one_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('a,b\n"one "two" three",4\n5,6\n')
    faults = Faults()
    assert list(rows(member(tmp_path, "a.csv"), faults, "utf-8", ",")) == [(1, ["a", "b"]), (3, ["5", "6"])]
    assert [(fault.file, fault.line) for fault in faults.first] == [("a.csv", 2)]


def test_a_quotation_mark_that_is_never_closed_is_told_where_it_was_opened(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('a,b\n1,2\n"three,4\n5,6\n')
    faults = Faults()
    assert [row for _, row in rows(member(tmp_path, "a.csv"), faults, "utf-8", ",")] == [["a", "b"], ["1", "2"]]
    assert faults.first[0].line == 3


def test_the_line_of_a_row_is_where_it_begins(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('a\n"two\nlines"\nlast\n')
    assert [line for line, _ in rows(member(tmp_path, "a.csv"), Faults(), "utf-8", ",")] == [1, 2, 4]


ARRAY = '\ufeff [ {"n": 1},\n {"n": [2, "]"]}\n,{"n": 3}]\n'


def test_documents_of_an_array_and_of_lines_come_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "array.json").write_text(ARRAY, encoding="utf-8")
    (tmp_path / "lines.json").write_text('{"n": 1}\n\n{"n": [2, "]"]}\n{"n": 3}', encoding="utf-8")
    found = [list(documents(member(tmp_path, name), Faults())) for name in ("array.json", "lines.json")]
    assert found[0] == [(1, {"n": 1}), (2, {"n": [2, "]"]}), (3, {"n": 3})]
    assert found[1] == [(1, {"n": 1}), (3, {"n": [2, "]"]}), (4, {"n": 3})]


def test_documents_longer_than_a_piece_of_the_file_are_whole(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(f'[{{"text": "{"x" * 3_000_000}"}}, {{"text": "y"}}]')
    assert [len(document["text"]) for _, document in documents(member(tmp_path, "a.json"), Faults())] == [3_000_000, 1]


def test_a_broken_line_is_a_fault_and_a_broken_array_an_error(tmp_path: Path) -> None:
    (tmp_path / "lines.json").write_text('{"n": 1}\n{"n": \n[3]\n{"n": 4}\n')
    faults = Faults()
    assert [line for line, _ in documents(member(tmp_path, "lines.json"), faults)] == [1, 4]
    assert [fault.line for fault in faults.first] == [2, 3]
    (tmp_path / "array.json").write_text('[{"n": 1},\n{"n": }]')
    with pytest.raises(BadInput, match=r"array\.json is broken at line 2"):
        list(documents(member(tmp_path, "array.json"), Faults()))
