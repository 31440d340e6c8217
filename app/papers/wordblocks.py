"""The blocks of a paper as paragraphs and tables of Word, in the same words and order as `text.plain_text`."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from app.papers import wordstyle as ws
from app.papers.blocks import (
    AnnexList,
    Blanks,
    Block,
    Column,
    Heading,
    Items,
    LargePrint,
    Names,
    PageBreak,
    Paragraph,
    QrCode,
    Signature,
    SignInTable,
    Space,
    Table,
)
from app.papers.breaks import width
from app.papers.grids import SIGN_IN_ROW, Body, cell_rooms, column_widths, is_long_row, names_grid, sign_in_columns, table_size
from app.papers.qr import qr_png
from app.papers.text import annex_lines, blank_rows, item_lines, sign_in_rows

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table as WordTable
    from docx.table import _Cell, _Row
    from docx.text.paragraph import Paragraph as WordParagraph

LINE_POINTS = 442.2
"""The width of an upright page's type area in points."""


def add_block(word: WordDocument, block: Block, previous: Block | None, room: float, body: Body) -> None:
    """Appends a block. `previous` decides about the empty line before lists; `room` millimetres of width, `body` the running text."""
    match block:
        case Heading():
            _write(word.add_paragraph(style=ws.HEADINGS[block.level - 1]), block.text)
        case Paragraph():
            _add_paragraph(word, block, body)
        case Items():
            for line in item_lines(block):
                _write(_indented(word, body), line)
        case Names():
            _add_names(word, block, body, apart=not isinstance(previous, Names))
        case AnnexList():
            _add_annex_list(word, block, body)
        case Table():
            _add_table(word, block, room, table_size(len(block.columns), room))
        case SignInTable():
            _add_sign_in(word, block, room)
        case Signature():
            _add_signature(word, block, body)
        case Blanks():
            _add_blanks(word, block)
        case LargePrint():
            _add_large_print(word, block)
        case QrCode():
            add_picture_line(word, block.url, f"二维码：{block.url}", block.caption, 24)
        case Space():
            _add_space(word, block, body)
        case PageBreak():
            _add_page_break(word)


def add_picture_line(word: WordDocument, url: str, alt: str, text: str, side: float) -> None:
    """A QR code of `side` millimetres with its text beside it."""
    from docx.shared import Mm

    line = word.add_paragraph(style=ws.SMALL)
    picture = line.add_run().add_picture(io.BytesIO(qr_png(url)), width=Mm(side))
    picture._inline.docPr.set("descr", alt)
    line.add_run("　" + text)


def _write(paragraph: WordParagraph, text: str, strong: bool = False) -> None:
    """Adds text to a paragraph; line feeds become line breaks."""
    paragraph.add_run(text, style=ws.STRONG if strong else None)


def _indented(word: WordDocument, body: Body) -> WordParagraph:
    """A body paragraph with two characters before its first line, however large they are."""
    paragraph = word.add_paragraph(style=ws.BODY)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(ws.element("ind", firstLineChars=200, firstLine=round(body.size * 40)))
    return paragraph


def _add_paragraph(word: WordDocument, block: Paragraph, body: Body) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = _indented(word, body) if block.indent else word.add_paragraph(style=ws.BODY)
    if block.align != "justify":
        sides = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
        paragraph.alignment = sides[block.align]
    if block.label:
        _write(paragraph, f"{block.label}：", strong=True)
    for run in block.runs:
        _write(paragraph, run.text, run.strong)


def _add_names(word: WordDocument, block: Names, body: Body, apart: bool) -> None:
    """One paragraph, hanging after the colon; units and names stand at tab stops, so that a name is corrected by typing."""
    from docx.shared import Pt

    grid = names_grid(block)
    paragraph = word.add_paragraph(style=ws.NAMES)
    left = (2 + grid.indent) * body.size
    ws.indents(paragraph, left, hanging=grid.indent * body.size)
    if apart:
        paragraph.paragraph_format.space_before = Pt(body.pitch)
    for column in range(grid.columns):
        for stop in (column * grid.step, column * grid.step + grid.unit):
            if stop:
                paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(left + stop * body.size))
    _write(paragraph, f"{block.label}：", strong=True)
    rows = ("\t".join(cell.text("\t") for cell in row) for row in grid.rows)
    _write(paragraph, "\n".join(rows))


def _add_annex_list(word: WordDocument, block: AnnexList, body: Body) -> None:
    from docx.shared import Pt

    if block.titles:
        paragraph = word.add_paragraph(style=ws.NAMES)
        paragraph.paragraph_format.space_before = Pt(body.pitch)
        ws.indents(paragraph, 5 * body.size, hanging=3 * body.size)
        _write(paragraph, "附件：" + "\n".join(annex_lines(block)))


def _add_table(word: WordDocument, block: Table, room: float, size: float, row_height: float = 0.0) -> None:
    """A ruled table of fixed widths; its head is repeated, a row stays on one page unless a cell in it is very long."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Mm

    widths = column_widths(block, room, size)
    rooms = cell_rooms(widths, size)
    table = word.add_table(rows=0, cols=len(block.columns))
    table.style, table.autofit, table.alignment = "Table Grid", False, WD_TABLE_ALIGNMENT.CENTER
    margins = ws.element("tblCellMar")
    margins.extend([ws.element("left", w=68, type="dxa"), ws.element("right", w=68, type="dxa")])
    table._tbl.tblPr.append(margins)
    for column, width_mm in zip(table.columns, widths, strict=True):
        column.width = Mm(width_mm)
    head = table.add_row()
    head._tr.get_or_add_trPr().append(ws.element("tblHeader"))
    _fill(table, head, tuple(column.title for column in block.columns), block.columns, widths, size, ws.TABLE_HEAD)
    for cells in block.rows:
        row = table.add_row()
        if not is_long_row(cells, rooms):
            row._tr.get_or_add_trPr().insert(0, ws.element("cantSplit"))
        if row_height:
            row.height = Mm(row_height)
        _fill(table, row, cells, block.columns, widths, size, ws.TABLE_TEXT)


def _fill(
    table: WordTable, row: _Row, texts: tuple[str, ...], columns: tuple[Column, ...], widths: list[float], size: float, style: str
) -> None:
    from docx.table import _Cell

    for cell, text, column, width_mm in zip(row._tr.tc_lst, texts, columns, widths, strict=True):  # row.cells looks at the whole grid
        _fill_cell(_Cell(cell, table), text, column.align == "center" or style == ws.TABLE_HEAD, width_mm, size, style)


def _fill_cell(cell: _Cell, text: str, centred: bool, width_mm: float, size: float, style: str) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    cell.width = Mm(width_mm)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    if size != ws.TABLE_POINTS:
        run.font.size = Pt(size)


def _add_sign_in(word: WordDocument, block: SignInTable, room: float) -> None:
    columns = sign_in_columns()
    word.add_paragraph(block.title, style=ws.GROUP)
    blank = (("",) * len(columns),) * block.blank
    _add_table(word, Table(columns, (*sign_in_rows(block), *blank)), room, ws.TABLE_POINTS, SIGN_IN_ROW)


def _add_signature(word: WordDocument, block: Signature, body: Body) -> None:
    """Lines centred on each other, two characters from the right edge."""
    from docx.shared import Pt

    longest = max((width(line) for line in block.lines), default=0.0)
    for number, text in enumerate(block.lines):
        line = word.add_paragraph(text, style=ws.SIGNATURE)
        ws.indents(line, max(0.0, LINE_POINTS - (longest + 2.5) * body.size), right=2 * body.size)
        if number == 0:
            line.paragraph_format.space_before = Pt(body.pitch)


def _add_blanks(word: WordDocument, block: Blanks) -> None:
    """Labels with a ruled line up to the next label."""
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Pt

    step = LINE_POINTS / block.columns
    for row in blank_rows(block):
        line = word.add_paragraph(style=ws.NAMES)
        for column in range(len(row)):
            line.paragraph_format.tab_stops.add_tab_stop(Pt((column + 1) * step - 8), WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.LINES)
        _write(line, "".join(f"{label}\t" for label in row))


def _add_large_print(word: WordDocument, block: LargePrint) -> None:
    from docx.shared import Pt

    word.add_paragraph(style=ws.LARGE).add_run(block.text).font.size = Pt(block.size)


def _add_space(word: WordDocument, block: Space, body: Body) -> None:
    from docx.shared import Pt

    word.add_paragraph(style=ws.BODY).paragraph_format.line_spacing = Pt(max(1.0, block.lines * body.pitch))


def _add_page_break(word: WordDocument) -> None:
    from docx.enum.text import WD_BREAK

    word.add_paragraph(style=ws.SMALL).add_run().add_break(WD_BREAK.PAGE)
