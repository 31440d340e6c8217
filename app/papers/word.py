"""A document as a Word file (.docx) that an office opens, corrects and signs.

The fonts are named, not embedded: an office's own 仿宋_GB2312 and 方正小标宋简体 apply, and where they are missing Word takes
the second name of the font table. No macro, no template, no link to anything outside the file. The same document gives the
same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING

from app.papers import wordstyle as ws
from app.papers.blocks import Block
from app.papers.breaks import title_lines
from app.papers.grids import BODY, LANDSCAPE, PORTRAIT, TITLE_ROOM, Body, annex_room, head_lines, one_page_body
from app.papers.model import Annex, Closing, Document, Head, Verification, chinese_date
from app.papers.text import annex_title, cleaned, verification_line
from app.papers.wordblocks import add_block, add_picture_line

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.section import Section

ZIP_DATE = (2000, 1, 1, 0, 0, 0)


def render_word(document: Document) -> bytes:
    """The document as .docx. Characters that no shipped font has stay as they are: an office's fonts may have them."""
    import docx

    document = cleaned(document)
    word = docx.Document()
    body = one_page_body(document) if document.one_page else BODY
    ws.define_styles(word, body)
    _describe(word, document)
    _page(word.sections[0], document.orientation == "landscape", turned=False)
    _running_lines(word, document)
    if document.head:
        _add_head(word, document.head, document)
    _add_title(word, document)
    room = LANDSCAPE if document.orientation == "landscape" else PORTRAIT
    _add_flow(word, document.blocks, room, body)
    for annex in document.annexes:
        room = annex_room(annex, document)
        _add_annex(word, annex, document, room)
    if document.verification:
        _add_verification(word, document.verification)
    if document.closing:
        _add_closing(word, document.closing, room)
    plain = io.BytesIO()
    word.save(plain)
    return _undated(plain.getvalue())


def _describe(word: WordDocument, document: Document) -> None:
    """The file's properties: those of the paper, not of the program or of the moment."""
    properties = word.core_properties
    day = dt.datetime.combine(document.date, dt.time())
    properties.title, properties.author, properties.last_modified_by = document.title.replace("\n", ""), document.issuer, document.issuer
    properties.subject, properties.comments, properties.keywords = document.number, "", ""
    properties.created = properties.modified = day
    properties.language = "zh-CN"
    properties.revision = 1


def _page(section: Section, landscape: bool, turned: bool) -> None:
    """A4; `turned` is an annex's broad page in an upright paper, whose top is what was the left edge."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    wide = landscape or turned
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    edges = (28, 26, 35, 37) if turned else (22, 20, 20, 20) if landscape else (37, 35, 28, 26)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = map(Mm, edges)
    section.footer_distance = Mm(10 if landscape else 17 if turned else 25)
    section.header_distance = Mm(15)


def _running_lines(word: WordDocument, document: Document) -> None:
    """Page numbers on the outer side, odd right and even left, and the line of a demonstration at the head of every page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    word.settings.odd_and_even_pages_header_footer = True
    section = word.sections[0]
    for footer, side in ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)):
        line = footer.paragraphs[0]
        line.style, line.alignment = word.styles[ws.PAGE_NUMBER], side
        if document.kind != "public_notice":
            ws.add_page_number(line)
    for header in (section.header, section.even_page_header):
        line = header.paragraphs[0]
        line.style = word.styles[ws.WATERMARK]
        line.add_run(document.watermark)


def _add_head(word: WordDocument, head: Head, document: Document) -> None:
    """The mark, 35 mm below the upper edge of the type area, then number, issuer, date and the rule."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm, Pt

    colour = "E60012" if head.red else "000000"
    mark = word.add_paragraph(style=ws.HEAD_MARK)
    mark.paragraph_format.space_before = Mm(34)
    for number, (text, points) in enumerate(head_lines(head)):
        run = mark.add_run(("\n" if number else "") + text)
        run.font.size = Pt(points)
        ws.colour_run(run, colour)
    if document.number:
        word.add_paragraph(document.number, style=ws.NUMBER)
    line = word.add_paragraph(style=ws.ISSUER_LINE)
    line.paragraph_format.tab_stops.add_tab_stop(Mm(PORTRAIT - 5), WD_TAB_ALIGNMENT.RIGHT)
    ws.indents(line, 14, right=14)
    line.add_run(f"{document.issuer}\t{chinese_date(document.date)}")
    ws.rule_above(ws.add_gap(word, after=31), 16, colour)


def _add_title(word: WordDocument, document: Document) -> None:
    title = word.add_paragraph(style=ws.TITLE)
    for number, line in enumerate(title_lines(document.title, TITLE_ROOM[document.orientation], document.unbroken)):
        run = title.add_run()
        if number:
            run.add_break()
        run.add_text(line)


def _add_flow(word: WordDocument, blocks: tuple[Block, ...], room: float, body: Body) -> None:
    for previous, block in zip((None, *blocks), blocks, strict=False):
        add_block(word, block, previous, room, body)


def _add_annex(word: WordDocument, annex: Annex, document: Document, room: float) -> None:
    """A new section, because a section carries the page's orientation; the page numbers run on."""
    from docx.enum.section import WD_SECTION

    landscape = document.orientation == "landscape"
    _page(word.add_section(WD_SECTION.NEW_PAGE), landscape, turned=annex.landscape and not landscape)
    word.add_paragraph(annex_title(annex), style=ws.ANNEX_TITLE)
    _add_flow(word, annex.blocks, room, BODY)


def _add_verification(word: WordDocument, verification: Verification) -> None:
    text = verification_line(verification.code, verification.url)
    add_picture_line(word, verification.url, f"核验二维码：{verification.url}", text, 20)


def _add_closing(word: WordDocument, closing: Closing, room: float) -> None:
    """The 版记 as a ruled table at the foot of the last page's type area; a program that cannot place it there lets it follow."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    ws.add_gap(word)
    table = word.add_table(rows=len(closing.distribution) + 1, cols=2)
    table.autofit = False
    for line, row in zip(closing.distribution, table.rows, strict=False):
        merged = row.cells[0].merge(row.cells[1])
        merged.paragraphs[0].add_run(f"{line.label}：{line.text}。")
    issuer, date = table.rows[-1].cells
    issuer.paragraphs[0].add_run(closing.issuer)
    date.paragraphs[0].add_run(f"{chinese_date(closing.date)}印发")
    for row in table.rows:
        for cell, share in zip(row.cells, (0.6, 0.4), strict=True):
            cell.width = Mm(room * share if len(row._tr.tc_lst) > 1 else room)
            cell.paragraphs[0].style = ws.CLOSING
    date.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    ws.place_at_foot(table)
    ws.add_gap(word)


def _undated(content: bytes) -> bytes:
    """The same archive without the time at which it was written."""
    stable = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stable, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(zipfile.ZipInfo(entry.filename, ZIP_DATE), source.read(entry), zipfile.ZIP_DEFLATED)
    return stable.getvalue()
