"""Files and pastes become text with Excel's own row numbers, or are refused."""

from __future__ import annotations

import datetime
import io
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from app.alliances.roster import RosterRefused, parse, read_paste, read_sheets
from app.alliances.roster.archive import repacked
from app.alliances.roster.grid import MAX_BYTES, MAX_ROWS
from app.alliances.roster.workbook import OLD_OFFICE
from tests.alliances.roster.build import FILES, HEADINGS, member, rows_of, workbook

PEOPLE = [["单位", "姓名", "电话"], ["供电所", "何清和", "10000002350"]]
CSV = "单位,姓名,电话\r\n供电所,何清和,10000002350\r\n"


def refusal(read: Callable[[], object]) -> str:
    with pytest.raises(RosterRefused) as refused:
        read()
    return refused.value.reason


def test_row_numbers_are_excels_however_many_rows_are_empty() -> None:
    rows = [[], [], ["", "单位", "姓名"], [], ["", "供电所", "何清和"]]
    assert rows_of(workbook(rows)) == [(3, ["", "单位", "姓名"]), (5, ["", "供电所", "何清和"])]


def test_numbers_days_and_answers_become_the_text_that_people_see() -> None:
    row = [10000002353.0, 1.5, True, datetime.date(2026, 3, 5), " 供电所 "]
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"default_date_format": "yyyy.m.d"})
    book.add_worksheet("甲").write_row(0, 0, row)
    book.close()
    assert rows_of(content.getvalue()) == [(1, ["10000002353", "1.5", "是", "2026-03-05", "供电所"])]


def test_a_formula_that_was_never_computed_names_no_unit() -> None:
    sheets = read_sheets(workbook([HEADINGS, member(name="=1+1", who="公式"), member(who="何清和")]), "名册.xlsx")
    assert [(one.row, one.reason) for one in parse(sheets, district="镇赉县").rejected] == [(2, "roster.organisation_missing")]


def test_a_merge_fills_the_cells_below_and_says_so() -> None:
    rows = [["联盟", "单位"], ["秋实里社区党建联盟", "供电所"], ["", "银行支行"], ["", "学校"], ["", "邮政"]]
    (sheet,) = read_sheets(workbook(rows, merged=((1, 0, 3, 0),)), "名册.xlsx")
    assert [(row.number, row.cells[0], sorted(row.inherited)) for row in sheet.rows] == [
        (1, "联盟", []),
        (2, "秋实里社区党建联盟", []),
        (3, "秋实里社区党建联盟", [0]),
        (4, "秋实里社区党建联盟", [0]),
        (5, "", []),
    ]


def test_hidden_sheets_are_left_alone() -> None:
    sheets = read_sheets(workbook(PEOPLE, [["去年", "的"]], hidden=(1,)), "名册.xlsx")
    assert [sheet.name for sheet in sheets] == ["甲"]


def test_a_paste_keeps_its_line_numbers_and_its_quoted_line_ends() -> None:
    sheet = read_paste('单位\t姓名\r\n\r\n供电所\t"何清和\n苏听雨"\r\n')
    assert [(row.number, row.cells) for row in sheet.rows] == [(1, ("单位", "姓名")), (3, ("供电所", "何清和\n苏听雨"))]


def test_a_paste_with_a_stray_quotation_mark_is_taken_as_it_stands() -> None:
    assert [row.cells for row in read_paste('"五星"物业\t方景行\n供电所\t何清和').rows] == [('"五星"物业', "方景行"), ("供电所", "何清和")]


@pytest.mark.parametrize("text", ["供电所,何清和,10000002350", "供电所，何清和，10000002350", "供电所  何清和 10000002350"])
def test_a_paste_without_tabs_is_split_at_commas_or_spaces(text: str) -> None:
    assert read_paste(text).rows[0].cells == ("供电所", "何清和", "10000002350")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_file_is_read_in_the_encodings_of_an_office(encoding: str) -> None:
    content = CSV.replace("何清和", "何𠮷").encode(encoding)
    assert rows_of(content, "名册.csv") == [(1, ["单位", "姓名", "电话"]), (2, ["供电所", "何𠮷", "10000002350"])]


def test_a_csv_cell_kept_as_text_is_text_and_a_formula_is_empty() -> None:
    content = "单位,电话\r\n供电所,=\"0436\"\r\n=cmd|'/C calc'!A0,'3661234\r\n"
    assert rows_of(content.encode(), "名册.csv")[1:] == [(2, ["供电所", "0436"]), (3, ["", "3661234"])]


def test_semicolons_and_tabs_separate_too() -> None:
    assert rows_of("单位;姓名\n供电所;何清和".encode(), "a.csv") == rows_of("单位\t姓名\n供电所\t何清和".encode(), "a.txt")


def bomb(size: int) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * size)
    return content.getvalue()


def lying(content: bytes, size: int, claimed: int) -> bytes:
    """The same archive with a smaller size written wherever the real one stands."""
    assert content.count(struct.pack("<I", size)) == 2
    return content.replace(struct.pack("<I", size), struct.pack("<I", claimed))


def word_document() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return content.getvalue()


def many_parts() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for number in range(201):
            archive.writestr(f"xl/media/{number}.xml", "")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "roster.empty", id="nothing"),
        pytest.param(b"\r\n \r\n", "roster.empty", id="blank lines"),
        pytest.param(workbook([[]]), "roster.empty", id="empty workbook"),
        pytest.param(b"x" * (MAX_BYTES + 1), "roster.too_large", id="one byte too many"),
        pytest.param(word_document(), "roster.not_a_workbook", id="Word document"),
        pytest.param(bytes(range(256)) * 20, "roster.not_a_workbook", id="binary junk"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(200), "roster.not_a_workbook", id="picture"),
        pytest.param(b"PK\x03\x04" + b"junk" * 100, "roster.not_a_workbook", id="zip in name only"),
        pytest.param(workbook(PEOPLE)[:3000], "roster.not_a_workbook", id="half a zip"),
        pytest.param((FILES / "roster.xlsx").read_bytes()[:90_000], "roster.not_a_workbook", id="half the city"),
        pytest.param(CSV.replace("何", "\0").encode(), "roster.not_a_workbook", id="CSV with NUL"),
        pytest.param(b"PK\x05\x06" + bytes(18), "roster.not_a_workbook", id="empty zip"),
        pytest.param(OLD_OFFICE + bytes(512), "roster.old_workbook", id=".xls"),
        pytest.param(OLD_OFFICE + bytes(512) + "EncryptedPackage".encode("utf-16-le"), "roster.locked", id="password"),
        pytest.param(bomb(150_000_000), "roster.bomb", id="150 MB declared"),
        pytest.param(bomb(15_000_000), "roster.bomb", id="ratio"),
        pytest.param(lying(bomb(15_000_000), 15_000_000, 1_000), "roster.bomb", id="size that lies"),
        pytest.param(many_parts(), "roster.bomb", id="201 parts"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    started = time.process_time()
    assert refusal(lambda: read_sheets(content, "名册.xlsx")) == reason
    assert time.process_time() - started < 1.0


def test_a_workbook_whose_parts_are_broken_is_no_workbook() -> None:
    whole = zipfile.ZipFile(io.BytesIO(workbook(PEOPLE)))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in whole.namelist():
            archive.writestr(name, whole.read(name)[:200])
    assert refusal(lambda: read_sheets(content.getvalue(), "名册.xlsx")) == "roster.not_a_workbook"


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_flipped_byte_is_noticed_before_any_parser_sees_it(compression: int) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>" * 100)
    content = bytearray(packed.getvalue())
    assert zipfile.ZipFile(io.BytesIO(repacked(bytes(content)))).read("xl/workbook.xml") == b"<workbook/>" * 100
    content[50] ^= 0x01
    assert refusal(lambda: repacked(bytes(content))) == "roster.not_a_workbook"


@pytest.mark.parametrize("column", [100, 16_383])
def test_a_cell_in_a_far_corner_ends_the_parser_and_not_the_server(column: int) -> None:
    rows = io.BytesIO()
    book = xlsxwriter.Workbook(rows)
    sheet = book.add_worksheet("甲")
    sheet.write(0, 0, "单位")
    sheet.write(1_048_575, column, "远")
    book.close()
    started = time.monotonic()
    assert refusal(lambda: read_sheets(rows.getvalue(), "名册.xlsx")) == "roster.bomb"
    assert time.monotonic() - started < 15  # by its own limits, not by the server's patience
    assert rows_of(workbook(PEOPLE))[1] == (2, ["供电所", "何清和", "10000002350"])


def test_merges_over_merges_are_not_filled_for_ever() -> None:
    whole = zipfile.ZipFile(io.BytesIO(workbook([["单位"], *[["x"]] * 1000])))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in whole.namelist():
            text = whole.read(name)
            if name == "xl/worksheets/sheet1.xml":
                merges = b'<mergeCell ref="A1:A1001"/>' * 500
                text = text.replace(b"</sheetData>", b'</sheetData><mergeCells count="500">' + merges + b"</mergeCells>")
            archive.writestr(name, text)
    assert refusal(lambda: read_sheets(content.getvalue(), "名册.xlsx")) == "roster.bomb"


def test_twenty_thousand_members_are_taken_and_one_more_is_not() -> None:
    lines = ["单位,姓名", *(f"第{number}单位,何清和" for number in range(MAX_ROWS))]
    assert len(read_sheets("\n".join(lines).encode(), "名册.csv")[0].rows) == MAX_ROWS + 1
    assert len(parse([read_paste("\n".join(["联盟\t单位", *["秋实里社区党建联盟\t供电所"] * MAX_ROWS]))]).seats) == 1
    too_many = read_sheets("\n".join([*lines, "多一单位,何清和"]).encode(), "名册.csv")
    assert refusal(lambda: parse(too_many)) == "roster.too_many_rows"


def test_a_workbook_with_far_too_many_rows_is_refused_before_it_is_looked_at() -> None:
    rows = [["单位", "姓名"], *([f"第{number}单位", "何清和"] for number in range(MAX_ROWS + 100))]
    assert refusal(lambda: read_sheets(workbook(rows), "名册.xlsx")) == "roster.too_many_rows"
    assert refusal(lambda: read_paste("供电所\t何清和\n" * (MAX_ROWS + 100))) == "roster.too_many_rows"


def test_a_workbook_with_a_title_only_has_no_columns() -> None:
    assert refusal(lambda: parse(read_sheets(workbook([["镇赉县社区党建联盟成员单位台账"]]), "名册.xlsx"))) == "roster.no_columns"


def test_headings_without_members_are_an_empty_roster() -> None:
    assert refusal(lambda: parse(read_sheets(workbook([HEADINGS]), "名册.xlsx"))) == "roster.empty"


def test_an_empty_paste_is_refused() -> None:
    assert refusal(lambda: read_paste(" \t \n\x00")) == "roster.empty"


def test_the_parser_knows_nothing_of_the_server() -> None:
    script = Path(__file__).parents[3] / "app/alliances/roster/parser.py"
    watch = f"import runpy, sys; runpy.run_path({str(script)!r}); print(any(name.split('.')[0] == 'app' for name in sys.modules))"
    assert subprocess.run([sys.executable, "-I", "-c", watch], capture_output=True, text=True, check=True, cwd="/").stdout == "False\n"
