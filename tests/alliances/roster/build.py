"""Rosters for tests: workbooks and pastes made on the spot, and the four files as offices keep them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import xlsxwriter

from app.alliances.roster import AllianceHint, Roster, Sheet, parse, read_paste, read_sheets

FILES = Path(__file__).parent / "files"
YUNJINLI = AllianceHint("YJL", "云锦里社区党建联盟", "洮北区", "锦程街道", "云锦里社区")
HEADINGS = ["联盟名称", "单位名称", "单位类别", "代表姓名", "联系电话", "备注"]


def workbook(*sheets: list[list[Any]], merged: tuple[tuple[int, int, int, int], ...] = (), hidden: tuple[int, ...] = ()) -> bytes:
    """An .xlsx of sheets 甲, 乙...; `merged`: ranges (top, left, bottom, right) of the first sheet, counted from 0."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_urls": False})
    for index, rows in enumerate(sheets):
        sheet = book.add_worksheet("甲乙丙丁"[index])
        if index in hidden:
            sheet.hide()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell != "":
                    sheet.write(number, column, cell)
    for top, left, bottom, right in merged:
        book.worksheets()[0].merge_range(top, left, bottom, right, sheets[0][top][left])
    book.close()
    return content.getvalue()


def rows_of(content: bytes, filename: str = "名册.xlsx") -> list[tuple[int, list[str]]]:
    """Number and cells of each row of the only sheet."""
    (sheet,) = read_sheets(content, filename)
    return [(row.number, list(row.cells)) for row in sheet.rows]


def file(name: str) -> list[Sheet]:
    return read_sheets((FILES / name).read_bytes(), name)


def paste17() -> Sheet:
    return read_paste((FILES / "paste17.tsv").read_text("utf-8"))


def pasted(*rows: str, alliance: AllianceHint | None = YUNJINLI) -> Roster:
    """Rows with commas for tabs, pasted into 云锦里."""
    return parse([read_paste("\n".join(row.replace(",", "\t") for row in rows))], alliance=alliance)


def kept(*rows: list[Any], district: str | None = "镇赉县", headings: list[str] = HEADINGS) -> Roster:
    """A sheet of members with headings in row 1."""
    return parse(read_sheets(workbook([headings, *rows]), "名册.xlsx"), district=district)


def member(
    alliance: str = "秋实里社区党建联盟", name: str = "供电所", kind: str = "", who: str = "", phone: Any = "", remark: str = ""
) -> list[Any]:
    return [alliance, name, kind, who, phone, remark]


def rejected(roster: Roster) -> list[tuple[int, str]]:
    return [(one.row, one.reason) for one in roster.rejected]


def noted(roster: Roster) -> list[tuple[int, str]]:
    return [(one.row, one.reason) for one in roster.notes]


def seats(roster: Roster) -> list[tuple[str, str, str, list[str]]]:
    """Organisation, role, delegate and stand-ins of each seat, by name."""
    names = {person.key: person.name for person in roster.people} | {"": ""}
    units = {unit.key: unit.name for unit in roster.organisations}
    return [
        (units[seat.organisation], seat.role, names[seat.delegate], [names[one.person] for one in seat.stand_ins]) for seat in roster.seats
    ]
