"""PURE. What an office's empty sheet looks like: title rows, headings, widths, merged cells. It is read under the roster's guard."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import unescape
from typing import Any

from app.alliances.roster.archive import repacked
from app.alliances.roster.grid import TITLE_ROWS, Row, Sheet
from app.alliances.roster.sheets import read_sheets
from app.core.lifecycle import Refused
from app.registers.rules import meaning

MOST_COLUMNS = 60
MOST_MERGES = 200
WIDEST = 80.0
MOST_FOOT_ROWS = 5
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
_FOOT = re.compile(r"^\s*(注|说明|备注|填表|填报|制表|审核|审批|负责人|单位负责人|联系人|经办人)")

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column, all from 0


@dataclass(frozen=True, slots=True)
class Layout:
    """`top`: (row from 1, {column from 0: text}) of every row down to the headings; `header`: the last of them. `foot`: what stands below
    the table. `headings`: one for each column. `widths`: column to width in characters, where the sheet says."""

    sheet: str
    header: int
    headings: tuple[str, ...]
    top: tuple[tuple[int, dict[str, str]], ...]
    foot: tuple[dict[str, str], ...] = ()
    widths: tuple[tuple[int, float], ...] = ()
    merges: tuple[Merge, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Layout:
        return cls(
            sheet=stored["sheet"],
            header=stored["header"],
            headings=tuple(stored["headings"]),
            top=tuple((number, dict(cells)) for number, cells in stored["top"]),
            foot=tuple(dict(cells) for cells in stored["foot"]),
            widths=tuple((column, width) for column, width in stored["widths"]),
            merges=tuple((first, left, last, right) for first, left, last, right in stored["merges"]),
        )


def layout_of(content: bytes, filename: str, kind: str) -> Layout:
    """The sheet of an uploaded .xlsx or CSV file that looks most like this register.

    Raises Refused: register_template.no_columns, register_template.columns, and what the roster's reader raises (roster.*)."""
    found = [(score, sheet, row) for sheet in read_sheets(content, filename) for score, row in _candidates(sheet, kind)]
    if not found:
        raise Refused("register_template.no_columns", field="file")
    _score, sheet, header = max(found, key=lambda one: one[0])
    columns = max(column for column, text in enumerate(header.cells) if text) + 1
    if columns > MOST_COLUMNS:
        raise Refused("register_template.columns", field="file")
    widths, merges = _looks(content, sheet.name) if content.startswith(b"PK") else ((), ())
    return Layout(
        sheet=_NOT_IN_A_NAME.sub("", sheet.name)[:31],
        header=header.number,
        headings=tuple(_heading(sheet, header, column) for column in range(columns)),
        top=tuple((row.number, _texts(row, columns)) for row in sheet.rows if row.number <= header.number),
        foot=tuple(_texts(row, columns) for row in sheet.rows if row.number > header.number and _is_foot(row))[:MOST_FOOT_ROWS],
        widths=tuple((column, width) for column, width in widths if column < columns),
        merges=apart([one for one in merges if one[2] < header.number and one[3] < columns]),
    )


def _candidates(sheet: Sheet, kind: str) -> list[tuple[tuple[int, int, int], Row]]:
    """Rows that may be the headings: the more headings are known the better, then the fuller row, of two lines the lower one."""
    found = []
    for row in sheet.rows[:TITLE_ROWS]:
        texts = [text for text in row.cells if text]
        known = len({meaning(kind, text) for text in texts} - {""})
        if len(set(texts)) >= 2 and not _is_foot(row):
            found.append(((known, len(texts), row.number if row.inherited else -row.number), row))
    return found


def _is_foot(row: Row) -> bool:
    own = list(row.own.values())
    return bool(own) and bool(_FOOT.match(own[0])) and len(own) <= 4 and any("：" in text or ":" in text or len(own) == 1 for text in own)


def _texts(row: Row, columns: int) -> dict[str, str]:
    return {str(column): text for column, text in row.own.items() if column < columns}


def _heading(sheet: Sheet, header: Row, column: int) -> str:
    """The cell's text, or that of the row above where the lower line leaves it empty."""
    if text := header.cell(column):
        return text
    above = next((row for row in sheet.rows if row.number == header.number - 1), None)
    return above.cell(column) if above and len(above.own) > 1 else ""


# -- widths and merged cells, which the reader of texts leaves out ------------------------------------------------------

#: Each stops at the next sign of markup, so that no file makes it look twice at the same stretch.
_COLUMN = re.compile(rb"<col\b[^<>]*>")
_MERGE = re.compile(rb'<mergeCell\b[^<>]*\bref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')


def _attribute(tag: bytes, name: str) -> str:
    found = re.search(rb"\b" + name.encode() + rb'="([^"]*)"', tag)
    return unescape(found[1].decode("utf-8", "replace")) if found else ""


def _looks(content: bytes, sheet: str) -> tuple[tuple[tuple[int, float], ...], tuple[Merge, ...]]:
    """Widths and merged cells, straight from the sheet's own part; nothing where it is written in a way we do not know."""
    with zipfile.ZipFile(io.BytesIO(repacked(content))) as parts:
        name = _part_of(parts, sheet)
        xml = parts.read(name) if name in parts.namelist() else b""
    widths: dict[int, float] = {}
    for tag in _COLUMN.findall(xml[: xml.find(b"<sheetData")])[:MOST_COLUMNS]:
        try:
            first, last, width = int(_attribute(tag, "min")), int(_attribute(tag, "max")), float(_attribute(tag, "width"))
        except ValueError:
            continue
        widths |= {column: min(max(width, 1.0), WIDEST) for column in range(first - 1, min(last, MOST_COLUMNS))}
    merges = [
        (int(top) - 1, _column(left), int(bottom) - 1, _column(right)) for left, top, right, bottom in _MERGE.findall(xml)[:MOST_MERGES]
    ]
    return tuple(sorted(widths.items())), tuple(merges)


def _part_of(parts: zipfile.ZipFile, sheet: str) -> str:
    workbook = parts.read("xl/workbook.xml")
    relation = next((_attribute(tag, "r:id") for tag in re.findall(rb"<sheet\b[^<>]*>", workbook) if _attribute(tag, "name") == sheet), "")
    rels = "xl/_rels/workbook.xml.rels"
    tags = re.findall(rb"<Relationship\b[^<>]*>", parts.read(rels)) if rels in parts.namelist() else []
    target = next((_attribute(tag, "Target") for tag in tags if relation and _attribute(tag, "Id") == relation), "")
    return target.lstrip("/") if target.startswith("/xl/") else f"xl/{target}"


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def apart(merges: Sequence[Merge]) -> tuple[Merge, ...]:
    """Merged ranges that lie upon each other break the file: the first one stays."""
    kept: list[Merge] = []
    for one in merges:
        real = one[0] <= one[2] and one[1] <= one[3] and (one[0], one[1]) != (one[2], one[3])
        if real and all(one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1] for other in kept):
            kept.append(one)
    return tuple(sorted(kept))
