"""A document as HTML for a preview inside a page of the app: the same words in the same order, looks by the page's CSS.

Classes: paper, paper-<kind>, paper-head(-red), paper-mark, paper-number, paper-issuer, paper-title, paper-body (indented),
paper-line (not indented), paper-centre, paper-right, paper-item, paper-label, paper-whole (never broken), paper-names,
paper-annexes, paper-scroll (around every table), paper-centred (a cell), paper-signature, paper-blanks, paper-large, paper-qr,
paper-space, paper-page, paper-annex, paper-closing, paper-verification. No inline style; the watermark is the page's.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from app.papers.blocks import (
    AnnexList,
    Blanks,
    Block,
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
from app.papers.breaks import atoms
from app.papers.grids import sign_in_columns
from app.papers.model import Annex, Closing, Document, Head, chinese_date
from app.papers.qr import qr_svg
from app.papers.text import annex_lines, annex_title, blank_rows, cleaned, item_lines, sign_in_rows, verification_line

ALIGNED = {"center": " paper-centre", "right": " paper-right"}


def render_html(document: Document, *, heading: int = 2) -> Markup:
    """The document as one `article`; its title is a heading of level `heading`, the headings inside follow below it."""
    document = cleaned(document)
    parts = [_head(document.head, document)] if document.head else []
    parts.append(_tag(f"h{heading}", "paper-title", _lines(document.title.split("\n"))))
    parts.extend(_flow(document.blocks, document, heading + 1, document.title))
    parts.extend(_annex(annex, document, heading + 1) for annex in document.annexes)
    if document.verification:
        line = verification_line(document.verification.code, document.verification.url)
        parts.append(_qr(document.verification.url, line, "paper-verification", (document.verification.code,)))
    if document.closing:
        parts.append(_closing(document.closing))
    return Markup('<article class="paper paper-{}" lang="zh-CN">{}</article>').format(document.kind, _joined(parts))


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("\n").join(parts)


def _tag(name: str, css: str, inner: Markup) -> Markup:
    return Markup("<{}{}>{}</{}>").format(Markup(name), Markup(' class="{}"').format(css) if css else Markup(""), inner, Markup(name))


def _words(text: str, unbroken: tuple[str, ...] = ()) -> Markup:
    """Text with its line breaks, and with dates, codes and names held together."""
    return _lines(text.split("\n"), unbroken)


def _lines(lines: Iterable[str], unbroken: tuple[str, ...] = ()) -> Markup:
    return Markup("<br>").join(Markup("").join(_atom(atom.text, atom.whole) for atom in atoms(line, unbroken)) for line in lines)


def _atom(text: str, whole: bool) -> Markup:
    return _tag("span", "paper-whole", escape(text)) if whole else escape(text)


def _head(head: Head, document: Document) -> Markup:
    red = " paper-head-red" if head.red else ""
    parts = [_tag("p", "paper-mark", _lines(head.lines))]
    if document.number:
        parts.append(_tag("p", "paper-number", escape(document.number)))
    issuer = Markup("<span>{}</span>　<span>{}</span>").format(document.issuer, chinese_date(document.date))
    parts.append(_tag("p", "paper-issuer", issuer))
    return _tag("header", "paper-head" + red, _joined(parts))


def _annex(annex: Annex, document: Document, level: int) -> Markup:
    title = annex_title(annex)
    return _tag("section", "paper-annex", _joined([_tag(f"h{level}", "", escape(title)), *_flow(annex.blocks, document, level + 1, title)]))


def _closing(closing: Closing) -> Markup:
    lines = [_tag("p", "", escape(f"{one.label}：{one.text}。")) for one in closing.distribution]
    last = Markup("<span>{}</span>　<span>{}印发</span>").format(closing.issuer, chinese_date(closing.date))
    return _tag("footer", "paper-closing", _joined([*lines, _tag("p", "paper-issuer", last)]))


def _flow(blocks: tuple[Block, ...], document: Document, level: int, title: str) -> list[Markup]:
    """The blocks; no heading skips a level, a table is announced by the nearest heading above it, a second one with a number."""
    parts: list[Markup] = []
    depth = tables = 0
    for block in blocks:
        if isinstance(block, Heading):
            depth = min(block.level, depth + 1)
            title, tables = block.text, 0
            parts.append(_tag(f"h{min(6, level + depth - 1)}", f"paper-level-{block.level}", _words(block.text, document.unbroken)))
        else:
            tables += isinstance(block, Table)
            parts.append(_block(block, document.unbroken, f"{title}（{tables}）" if tables > 1 else title))
    return parts


def _block(block: Block, unbroken: tuple[str, ...], title: str) -> Markup:
    match block:
        case Paragraph():
            return _paragraph(block, unbroken)
        case Items():
            return _joined(_tag("p", "paper-item", _words(line, unbroken)) for line in item_lines(block))
        case Names():
            return _names(block)
        case AnnexList():
            return _tag("p", "paper-annexes", escape("附件：") + _lines(annex_lines(block))) if block.titles else Markup("")
        case Table():
            centred = [column.align == "center" for column in block.columns]
            return _table([column.title for column in block.columns], centred, block.rows, unbroken, title)
        case SignInTable():
            return _sign_in(block, unbroken)
        case Signature():
            return _tag("div", "paper-signature", _joined(_tag("p", "", _words(line)) for line in block.lines))
        case Blanks():
            rows = (Markup("　").join(_tag("span", "", escape(label)) for label in row) for row in blank_rows(block))
            return _joined(_tag("p", "paper-blanks", row) for row in rows)
        case LargePrint():
            return _tag("p", "paper-large", _words(block.text, unbroken))
        case QrCode():
            return _qr(block.url, block.caption, "paper-qr", unbroken)
        case Space():
            return Markup('<div class="paper-space"></div>')
        case PageBreak():
            return Markup('<hr class="paper-page">')
        case Heading():
            raise AssertionError("headings are written where their level is known")


def _paragraph(block: Paragraph, unbroken: tuple[str, ...]) -> Markup:
    label = _tag("strong", "paper-label", escape(f"{block.label}：")) if block.label else Markup("")
    runs = (_tag("strong", "", _words(run.text, unbroken)) if run.strong else _words(run.text, unbroken) for run in block.runs)
    css = ("paper-body" if block.indent else "paper-line") + ALIGNED.get(block.align, "")
    return _tag("p", css, label + Markup("").join(runs))


def _names(block: Names) -> Markup:
    entries = []
    for entry in block.entries:
        name = _tag("span", "paper-whole", escape(entry.name))
        entries.append(_tag("dd", "", Markup("{}　{}").format(entry.unit, name) if entry.unit else name))
    return _tag("dl", "paper-names", _joined([_tag("dt", "paper-label", escape(f"{block.label}：")), *entries]))


def _table(head: list[str], centred: list[bool], rows: Iterable[tuple[str, ...]], unbroken: tuple[str, ...], title: str) -> Markup:
    """A table that scrolls sideways on a phone, and by keyboard too."""
    titles = Markup("").join(Markup('<th scope="col">{}</th>').format(_words(one)) for one in head)
    body = _joined(
        _tag("tr", "", Markup("").join(_tag("td", "paper-centred" if mid else "", _words(cell, unbroken)) for cell, mid in cells))
        for cells in (zip(row, centred, strict=True) for row in rows)
    )
    table = Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(titles, body)
    return Markup('<div class="paper-scroll" role="region" aria-label="{}" tabindex="0">{}</div>').format(title.replace("\n", ""), table)


def _sign_in(block: SignInTable, unbroken: tuple[str, ...]) -> Markup:
    columns = sign_in_columns()
    rows = (*sign_in_rows(block), *(("",) * len(columns),) * block.blank)
    centred = [column.align == "center" for column in columns]
    table = _table([column.title for column in columns], centred, rows, unbroken, block.title)
    return _joined([_tag("p", "paper-label", escape(block.title)), table])


def _qr(url: str, caption: str, css: str, unbroken: tuple[str, ...]) -> Markup:
    picture = Markup(qr_svg(url).replace("<svg ", '<svg role="img" aria-label="{}" ', 1)).format(f"二维码：{url}")
    return _tag("div", css, picture + _tag("p", "", _words(caption, unbroken)))
