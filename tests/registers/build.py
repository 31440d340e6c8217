"""An office's own empty sheet, as a street sends it round."""

from __future__ import annotations

import io

import xlsxwriter
from python_calamine import CalamineWorkbook

HEADINGS = ["序号", "街道", "任务内容", "责任单位", "", "办结时限", "落实情况\n（办结/未办结）", "分管领导", "备 注"]


def street_sheet() -> bytes:
    """Two title rows, headings in two lines (责任单位 over 牵头 and 配合), a row for who filled it in; one hidden sheet before it."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    book.add_worksheet("字典").hide()
    sheet = book.add_worksheet("季度台账")
    sheet.activate()
    sheet.set_column(0, 0, 5)
    sheet.set_column(2, 2, 41.5)
    sheet.merge_range(0, 0, 0, 8, "云杉街道2026年重点任务台账")
    sheet.write(1, 0, "填报单位：")
    for column, heading in enumerate(HEADINGS):
        if column == 3:
            sheet.merge_range(3, 3, 3, 4, "责任单位")
        elif column != 4:
            sheet.merge_range(3, column, 4, column, heading)
    sheet.write(4, 3, "牵头单位")
    sheet.write(4, 4, "配合单位")
    sheet.write(8, 0, "填表人：")
    sheet.write(8, 5, "审核人：")
    book.close()
    return content.getvalue()


def cells(content: bytes) -> list[list[str]]:
    """Every row of the only sheet as text; days as calamine gives them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python(skip_empty_area=False)]
