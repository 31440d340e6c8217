"""What is stuck as a workbook: no score, no formulas, no telephone numbers; what was asked and when stands in the last row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from app.oversight.queries import Place, Trouble
from app.oversight.rules import KINDS, next_step, reason
from app.oversight.words import Filters, as_of, filter_words, short_day, written

COLUMNS = (
    ("类别", 14),
    ("事项", 44),
    ("编号", 18),
    ("联盟", 30),
    ("街道", 14),
    ("区县", 12),
    ("从哪天起", 16),
    ("为什么卡住", 52),
    ("下一步", 44),
    ("谁来办", 12),
    ("由谁协调", 12),
    ("打算怎么协调", 40),
    ("哪天前", 16),
)


def workbook_of(
    rows: Sequence[Trouble], asked: Filters, places: Mapping[int, Place], at: datetime, *, more: bool = False, demo: bool = False
) -> bytes:
    """The rows in their order. `at`: the instant they were read at, on the city's clock."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it ships no annotations

    content = BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(content, plain)
    book.set_properties({"title": "卡住的事", "created": at.replace(tzinfo=None)})
    sheet = book.add_worksheet("卡住的事")
    head, cell = book.add_format({"bold": True, "border": 1}), book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    for column, (title, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, head)
    for number, row in enumerate(rows, 1):
        for column, words in enumerate(_cells(row)):
            sheet.write_string(number, column, words, cell)
    sheet.write_string(len(rows) + 1, 0, _last_row(len(rows), asked, places, at, more, demo))
    _on_paper(sheet)
    book.close()
    return content.getvalue()


def _cells(row: Trouble) -> tuple[str, ...]:
    following = next_step(row)
    return (
        KINDS[row.kind],
        row.title,
        row.number,
        row.alliance,
        row.street,
        row.district,
        short_day(row.day),
        written(reason(row)),
        following.words,
        following.who,
        row.taken_by,
        row.plan,
        short_day(row.due) if row.due else "",
    )


def _last_row(shown: int, asked: Filters, places: Mapping[int, Place], at: datetime, more: bool, demo: bool) -> str:
    parts = [f"截至{as_of(at)}", f"范围：{filter_words(asked, places.values())}", f"共{shown}件" if not more else f"只列前{shown}件"]
    return "；".join([*parts, *(["演示数据"] if demo else [])])


def _on_paper(sheet: Any) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
