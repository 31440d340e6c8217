"""PURE. A workbook, a CSV file or pasted rows become sheets of plain text."""

from __future__ import annotations

import csv
import io
import re

from app.alliances.roster.grid import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, TITLE_ROWS, RosterRefused, Row, Sheet
from app.alliances.roster.workbook import BEGINNINGS, read_workbook

__all__ = ["RosterRefused", "Row", "Sheet", "read_paste", "read_sheets"]

LINE_ENDS = re.compile(r"\r\n|\r|\n")
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
SEPARATORS = ",;\t，；"

# Excel's way to keep a number as text in a CSV file.
_KEPT_AS_TEXT = re.compile(r'="(.*)"')


def read_sheets(content: bytes, filename: str) -> list[Sheet]:
    """The sheets of an uploaded .xlsx or CSV file, told apart by what is in it, not by its name.

    Raises RosterRefused: roster.too_large, empty, not_a_workbook, old_workbook, locked, bomb, too_many_rows.
    """
    if len(content) > MAX_BYTES:
        raise RosterRefused("roster.too_large", limit=MAX_BYTES // 1024 // 1024)
    if content.startswith(BEGINNINGS):
        found = read_workbook(content)
    else:
        text = _decoded(content)
        found = [Sheet(filename, _numbered(_records(text, _separator(text))))]
    if not any(sheet.rows for sheet in found):
        raise RosterRefused("roster.empty")
    return found


def read_paste(text: str) -> Sheet:
    """Rows copied from WPS or Excel (tabs), or typed with commas or spaces between the columns.

    Raises RosterRefused: roster.too_large, empty, too_many_rows.
    """
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise RosterRefused("roster.too_large", limit=MAX_BYTES // 1024 // 1024)
    text = NOT_TEXT.sub("", text.removeprefix("\ufeff"))
    typed = [re.split(r"\s*[,，]\s*|\s+", line.strip()) for line in LINE_ENDS.split(text)]
    sheet = Sheet("", _numbered(_records(text, "\t") if "\t" in text else typed))
    if not sheet.rows:
        raise RosterRefused("roster.empty")
    return sheet


def _decoded(content: bytes) -> str:
    """CSV as Excel, WPS and other programs of a Chinese office save it."""
    unicode_text = content.startswith((b"\xff\xfe", b"\xfe\xff"))  # as Excel calls it
    for encoding in ["utf-16"] if unicode_text else ["utf-8-sig", "gb18030"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not NOT_TEXT.search(text):
            return text
    raise RosterRefused("roster.not_a_workbook")


def _separator(text: str) -> str:
    """The separator that stands most often in the first lines."""
    start = text[:5000]
    return max(SEPARATORS, key=start.count)


def _records(text: str, separator: str) -> list[list[str]]:
    """Cells of each record. Quoted cells may hold line ends; a quotation mark that opens nothing is a mere sign."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        return [line.split(separator) for line in LINE_ENDS.split(text)]


def _numbered(records: list[list[str]]) -> tuple[Row, ...]:
    rows = [Row(number, tuple(_written(cell) for cell in cells[:MAX_COLUMNS])) for number, cells in enumerate(records, 1)]
    rows = [row for row in rows if any(row.cells)]
    if len(rows) > MAX_ROWS + TITLE_ROWS:
        raise RosterRefused("roster.too_many_rows", limit=MAX_ROWS)
    return tuple(rows)


def _written(cell: str) -> str:
    """A cell of a text file as the workbook would give it: a formula is empty, the sign that keeps text as text is gone."""
    cell = cell.strip()[:1000]
    kept = _KEPT_AS_TEXT.fullmatch(cell)
    if kept:
        return kept[1].strip()
    return "" if cell.startswith("=") else cell.removeprefix("'")
