"""A register as a workbook: row after row with constant memory, text as text, no formulas; when and what was asked in the last row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from app.registers.layouts import Layout
from app.registers.queries import Line, Value
from app.registers.rules import Field

#: More rows than this nobody works through; the last row says so.
MOST_ROWS = 50_000
PLAIN = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
ORDINARY, TITLE_HEIGHT = 12.0, 28


@dataclass(frozen=True, slots=True)
class Foot:
    """What the last row says: as of when, what was asked; the number of rows comes between."""

    before: str
    after: str = ""

    def words(self, shown: int, *, more: bool) -> str:
        count = f"只列前{shown}条" if more else f"共{shown}条"
        return "；".join(part for part in (self.before, count, self.after) if part)


class _Book:
    """One worksheet that is written from top to bottom."""

    def __init__(self, title: str, sheet: str, at: datetime) -> None:
        from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it ships no annotations

        self.content = BytesIO()
        self.book = Workbook(self.content, PLAIN)
        self.book.set_properties({"title": title, "created": at.replace(tzinfo=None)})
        self.sheet: Any = self.book.add_worksheet(sheet)
        around = {"border": 1, "valign": "vcenter", "text_wrap": True}
        self.title = self.book.add_format({"bold": True, "align": "center", "valign": "vcenter", "font_size": 16})
        self.head = self.book.add_format({**around, "bold": True, "align": "center"})
        self.cell, self.day = self.book.add_format(around), self.book.add_format({**around, "num_format": "yyyy-mm-dd", "align": "left"})
        self.bare = self.book.add_format({"valign": "vcenter"})

    def write(self, row: int, column: int, value: Value) -> None:
        if isinstance(value, date):
            self.sheet.write_datetime(row, column, value, self.day)
        elif isinstance(value, int):
            self.sheet.write_number(row, column, value, self.cell)
        else:
            self.sheet.write_string(row, column, value or "", self.cell)

    def finished(self) -> bytes:
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.book.close()
        return self.content.getvalue()


def workbook_of(name: str, fields: Sequence[Field], rows: Iterable[Line], foot: Foot, at: datetime) -> bytes:
    """The register in our own columns. `at`: the instant it was read at, on the city's clock."""
    book = _Book(name, name, at)
    for column, field in enumerate(fields):
        book.sheet.set_column(column, column, field.width)
    for column, field in enumerate(fields):
        book.sheet.write_string(0, column, field.heading, book.head)
    book.sheet.freeze_panes(1, 0)
    book.sheet.repeat_rows(0)
    last, more = 0, False
    for last, line in enumerate(rows, 1):
        if more := last > MOST_ROWS:
            last -= 1
            break
        for column, field in enumerate(fields):
            book.write(last, column, last if field.code == "index" else line.get(field.code))
    book.sheet.write_string(last + 1, 0, foot.words(last, more=more), book.bare)
    return book.finished()


def own_sheet_of(name: str, layout: Layout, mapping: Sequence[dict[str, str]], rows: Iterable[Line], foot: Foot, at: datetime) -> bytes:
    """The register in an office's own sheet: its title rows, headings, widths and merged cells, its order of columns."""
    book = _Book(name, layout.sheet or name, at)
    widths = dict(layout.widths)
    for column in range(len(layout.headings)):
        book.sheet.set_column(column, column, widths.get(column, ORDINARY))
    _write_top(book, layout)
    book.sheet.repeat_rows(0, layout.header - 1)
    last, more = 0, False
    for last, line in enumerate(rows, 1):
        if more := last > MOST_ROWS:
            last -= 1
            break
        for column, one in enumerate(mapping):
            code = one.get("field", "")
            book.write(layout.header - 1 + last, column, last if code == "index" else line.get(code) if code else one.get("text", ""))
    below = layout.header + last
    for cells in layout.foot:
        for column, text in sorted((int(column), text) for column, text in cells.items()):
            book.sheet.write_string(below, column, text, book.bare)
        below += 1
    book.sheet.write_string(below, 0, foot.words(last, more=more), book.bare)
    return book.finished()


def _write_top(book: _Book, layout: Layout) -> None:
    """Everything down to the headings. A row is written once and for all, so merged cells are named beside it, not by merge_range,
    which goes back to rows that are gone."""
    top, table = dict(layout.top), _first_of_table(layout)
    for number in range(1, layout.header + 1):
        cells = top.get(number, {})
        if number < table and cells:
            book.sheet.set_row(number - 1, TITLE_HEIGHT)
        for column in range(len(layout.headings)):
            shape = book.head if number >= table else _title_shape(book, layout, number - 1, column)
            if str(column) in cells:
                book.sheet.write_string(number - 1, column, cells[str(column)], shape)
            else:
                book.sheet.write_blank(number - 1, column, None, shape)
    book.sheet.merge.extend([list(one) for one in layout.merges])


def _first_of_table(layout: Layout) -> int:
    """The first of the rows of headings: the lowest one, and a line above it that is merged down into it."""
    return min([one[0] + 1 for one in layout.merges if one[2] == layout.header - 1 and one[0] < one[2]], default=layout.header)


def _title_shape(book: _Book, layout: Layout, row: int, column: int) -> Any:
    """A title stands over the whole table; what else is written above it (填报单位：) stays small."""
    over = [one for one in layout.merges if one[0] <= row <= one[2] and one[1] <= column <= one[3]]
    return book.title if any(one[3] - one[1] > len(layout.headings) // 2 for one in over) else book.bare
