"""The empty sheet that the street of 鹤鸣里 wants its registers in, as its office sends it round, kept by the secretary."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from app.alliances.models import Alliance
from app.core import files, ledger
from app.core.clock import at_local
from app.core.db import writing
from app.policy import Actor
from app.registers import actions as registers
from app.registers.layouts import layout_of
from app.registers.models import RegisterTemplate
from app.registers.rules import guessed

NAME, TITLE = "街道任务台账", "云杉街道社区党建联盟联席会议任务办理台账"
HEADINGS = {"序号": 6, "社区": 14, "任务": 36, "责任单位": 24, "完成时限": 14, "办理情况": 40, "是否销号": 10, "联系电话": 16}
DAY = date(2026, 11, 5)
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def record_sheet(home: Alliance, by: Actor) -> None:
    content = _empty()
    layout = layout_of(content, f"{NAME}.xlsx", "actions")
    template = RegisterTemplate(alliance_id=home.id, kind="actions", name=NAME)
    template.layout, template.mapping = layout.as_json(), guessed("actions", layout.headings)
    kept = files.keep(content)
    with writing():
        ledger.hold(home.id)
        registers.add(template, kept, SHEET, by=by, at=at_local(DAY, 15, 20))


def _empty() -> bytes:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it ships no annotations

    content = BytesIO()
    book = Workbook(content, {"in_memory": True})
    book.set_properties({"created": at_local(DAY, 9, 0).replace(tzinfo=None)})
    sheet = book.add_worksheet("任务")
    bold = book.add_format({"bold": True, "align": "center"})
    sheet.merge_range(0, 0, 0, len(HEADINGS) - 1, TITLE, bold)
    sheet.write_string(1, 0, "填报单位：")
    for column, (heading, width) in enumerate(HEADINGS.items()):
        sheet.write_string(2, column, heading, bold)
        sheet.set_column(column, column, width)
    book.close()
    return content.getvalue()
