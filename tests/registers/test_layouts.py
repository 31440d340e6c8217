"""An office's own sheet: found, understood, and written again with its titles, widths, merged cells and order of columns."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from app.core.lifecycle import Refused
from app.registers.layouts import Layout, apart, layout_of
from app.registers.rules import REGISTERS, guessed, meaning
from app.registers.sheet import Foot, own_sheet_of, workbook_of
from tests.registers.build import HEADINGS, cells, street_sheet

AT = datetime(2026, 11, 24, 17, 0)
FOOT = Foot("截至2026年11月24日17时；范围：云杉街道", "演示数据")


@pytest.fixture(scope="module")
def layout() -> Layout:
    return layout_of(street_sheet(), "台账.xlsx", "actions")


def test_titles_two_lines_of_headings_and_widths_are_found(layout: Layout) -> None:
    assert (layout.sheet, layout.header) == ("季度台账", 5)
    assert layout.headings == (*HEADINGS[:3], "牵头单位", "配合单位", *HEADINGS[5:])
    assert dict(layout.widths)[2] == pytest.approx(41.5, abs=1)
    assert layout.merges[0] == (0, 0, 0, 8)
    assert layout.foot == ({"0": "填表人：", "5": "审核人："},)
    assert Layout.from_json(layout.as_json()) == layout


def test_columns_are_guessed_by_any_of_their_names(layout: Layout) -> None:
    codes = [one.get("field", "") for one in guessed("actions", layout.headings)]
    assert codes == ["index", "street", "title", "lead", "supports", "due", "state", "", ""]


@pytest.mark.parametrize(
    ("kind", "heading", "code"),
    [
        ("actions", "*完成 时限（年月日）：", "due"),
        ("issues", "反映问题", "title"),
        ("meetings", "实到人数", "present"),
        ("attendance", "联系电话", "phone"),
        ("resolutions", "决议内容", "points"),
        ("issues", "区级领导批示", ""),
        ("issues", "（）", ""),
    ],
)
def test_a_heading_means_a_field(kind: str, heading: str, code: str) -> None:
    assert meaning(kind, heading) == code


def test_two_columns_never_get_the_same_field() -> None:
    assert guessed("actions", ["责任单位", "牵头单位", "承办单位"]) == [{}, {"field": "lead"}, {}]


@pytest.mark.parametrize("register", REGISTERS.values(), ids=lambda register: register.kind)
def test_our_own_headings_mean_our_own_fields(register: Any) -> None:
    known = register.by_code
    assert {code: meaning(register.kind, field.heading) for code, field in known.items()} == {code: code for code in known}


def _book(rows: list[list[str]]) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (_book([["只有一个标题"]]), "register_template.no_columns"),
        (_book([[f"列{number}" for number in range(61)]]), "register_template.columns"),
        (b"PK\x03\x04 broken", "roster.not_a_workbook"),
        (b"", "roster.empty"),
    ],
)
def test_a_sheet_that_cannot_be_used_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        layout_of(content, "表.xlsx", "actions")
    assert refused.value.reason == reason


def test_merged_ranges_that_lie_upon_each_other_leave_the_first() -> None:
    assert apart([(0, 0, 0, 8), (0, 3, 1, 4), (2, 2, 2, 2), (3, 4, 2, 5), (1, 3, 2, 3)]) == ((0, 0, 0, 8), (1, 3, 2, 3))


ROWS: list[dict[str, Any]] = [
    {"street": "云杉街道", "title": "=1+1", "lead": "区水文站", "supports": "物业、交警", "due": date(2026, 12, 8), "state": "推进中"},
    {"street": "云杉街道", "title": "院内标线", "lead": "+86", "supports": "", "due": "长期", "state": "已销号"},
]


def test_the_export_looks_like_the_street_sheet(layout: Layout) -> None:
    mapping = guessed("actions", layout.headings)
    mapping[7] = {"text": "=张书记"}
    content = own_sheet_of("街道台账", layout, mapping, iter(ROWS), FOOT, AT)
    assert cells(content) == [
        ["云杉街道2026年重点任务台账", *[""] * 8],
        ["填报单位：", *[""] * 8],
        [""] * 9,
        [*HEADINGS[:3], "责任单位", "", *HEADINGS[5:]],
        ["", "", "", "牵头单位", "配合单位", *[""] * 4],
        ["1.0", "云杉街道", "=1+1", "区水文站", "物业、交警", "2026-12-08", "推进中", "=张书记", ""],
        ["2.0", "云杉街道", "院内标线", "+86", "", "长期", "已销号", "=张书记", ""],
        ["填表人：", "", "", "", "", "审核人：", "", "", ""],
        ["截至2026年11月24日17时；范围：云杉街道；共2条；演示数据", *[""] * 8],
    ]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    merged = {(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or []}
    assert merged == set(layout.merges)
    assert layout_of(content, "again.xlsx", "actions").headings == layout.headings


def test_no_cell_is_a_formula_and_the_last_row_says_when_and_what(monkeypatch: pytest.MonkeyPatch) -> None:
    register = REGISTERS["actions"]
    content = workbook_of(register.name, register.fields, iter(ROWS), FOOT, AT)
    parts = zipfile.ZipFile(io.BytesIO(content))
    xml = b"".join(parts.read(name) for name in parts.namelist() if "worksheets/" in name)
    assert re.findall(rb"<f[ >]", xml) == []
    table = cells(content)
    assert table[0] == [field.heading for field in register.fields]
    assert table[-1][0] == "截至2026年11月24日17时；范围：云杉街道；共2条；演示数据"
    monkeypatch.setattr("app.registers.sheet.MOST_ROWS", 1)
    assert (
        cells(workbook_of(register.name, register.fields, iter(ROWS), FOOT, AT))[-1][0]
        == "截至2026年11月24日17时；范围：云杉街道；只列前1条；演示数据"
    )
