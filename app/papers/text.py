"""What a paper says, paragraph by paragraph, and the cleaning that all its forms share. PURE.

The PDF, the Word file and the preview are compared with `plain_text`: a fact that is in one is in all three.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

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
from app.papers.model import Annex, Closing, Document, chinese_date, map_text

UNTITLED = "（无标题）"
SIGN_IN_COLUMNS = ("序号", "单位", "姓名", "职务", "联系电话", "签名", "到会时间", "备注")

_LINE_ENDS = re.compile(r"\r\n|[\r\u0085\u2028\u2029\v\f]")
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text without what cannot be seen: control and format characters (bidirectional marks, zero widths), variation selectors.

    Line ends become line feeds, other white space becomes a space; the ideographic space stays. What is no character at
    all (half a surrogate pair, U+FFFF) becomes U+FFFD, because neither XML nor UTF-8 can carry it.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _NO_CHARACTER.sub("\ufffd", text)
    text = _VARIATION.sub("", _LINE_ENDS.sub("\n", text).replace("\t", " "))
    kept = (character for character in text if character == "\n" or unicodedata.category(character) not in ("Cc", "Cf"))
    return "".join(" " if unicodedata.category(character) == "Zs" and character != "\u3000" else character for character in kept)


def cleaned(document: Document) -> Document:
    """The document with every text cleaned, without empty headings, and with a title: PDF/UA knows no paper without one."""
    result = map_text(document, clean)
    assert isinstance(result, Document)
    return replace(
        result,
        title=result.title if result.title.strip() else UNTITLED,
        blocks=_with_words(result.blocks),
        annexes=tuple(replace(annex, blocks=_with_words(annex.blocks)) for annex in result.annexes),
    )


def _with_words(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return tuple(block for block in blocks if not isinstance(block, Heading) or block.text.strip())


def annex_title(annex: Annex) -> str:
    """“附件1　任务清单”."""
    return "　".join(part for part in (annex.label, annex.title) if part.strip()) or "附件"


def annex_lines(block: AnnexList) -> tuple[str, ...]:
    """“1．任务清单”, “2．商请事项清单”; a single annex has no number (GB/T 9704-2012, 7.3.4)."""
    if len(block.titles) == 1:
        return block.titles
    return tuple(f"{number}．{title}" for number, title in enumerate(block.titles, 1))


def item_lines(block: Items) -> tuple[str, ...]:
    """“1. …” for every item."""
    return tuple(f"{number}. {text}" for number, text in enumerate(block.texts, block.first))


def sign_in_rows(block: SignInTable) -> tuple[tuple[str, ...], ...]:
    """The filled rows of a sign-in block in the order of SIGN_IN_COLUMNS; 签名 and 到会时间 are empty."""
    return tuple((str(number), row.unit, row.name, row.duty, row.phone, "", "", row.remark) for number, row in enumerate(block.rows, 1))


def blank_rows(block: Blanks) -> tuple[tuple[str, ...], ...]:
    """The labels with their colons, as they stand beside each other."""
    labels = tuple(f"{label}：" for label in block.labels)
    return tuple(labels[start : start + block.columns] for start in range(0, len(labels), block.columns))


def closing_lines(closing: Closing) -> tuple[str, ...]:
    """The lines of the 版记: “报：…。”, “送：…。”, then the issuer and the date of printing."""
    lines = tuple(f"{one.label}：{one.text}。" for one in closing.distribution)
    return (*lines, f"{closing.issuer}　{chinese_date(closing.date)}印发")


def verification_line(code: str, url: str) -> str:
    """What stands beside the QR code of a published paper."""
    return f"核验码：{code}　扫码或登录{url}核验"


def plain_text(document: Document) -> list[str]:
    """The paragraphs of a paper in reading order; the cells of a table's row are joined by tabs, a table's head comes once.

    White space between the parts of a line (a name and its unit, number and title) is one full-width space here and
    whatever looks right in the other forms.
    """
    document = cleaned(document)
    lines: list[str] = []
    if document.head:
        lines.append("".join(document.head.lines))
        lines.append(document.number)
        lines.append(f"{document.issuer}　{chinese_date(document.date)}")
    lines.append(document.title.replace("\n", ""))
    for block in document.blocks:
        lines.extend(_block_text(block))
    for annex in document.annexes:
        lines.append(annex_title(annex))
        for block in annex.blocks:
            lines.extend(_block_text(block))
    if document.verification:
        lines.append(verification_line(document.verification.code, document.verification.url))
    if document.closing:
        lines.extend(closing_lines(document.closing))
    return [line for line in lines if line.strip()]


def _block_text(block: Block) -> list[str]:
    match block:
        case Heading(text=text) | LargePrint(text=text) | QrCode(caption=text):
            return [text]
        case Paragraph():
            return [(f"{block.label}：" if block.label else "") + "".join(run.text for run in block.runs)]
        case Items():
            return list(item_lines(block))
        case Names():
            return [f"{block.label}：" + "　　".join(f"{one.unit}　{one.name}" if one.unit else one.name for one in block.entries)]
        case AnnexList():
            return ["附件：" + "　".join(annex_lines(block))] if block.titles else []
        case Table():
            return ["\t".join(column.title for column in block.columns), *("\t".join(row) for row in block.rows)]
        case SignInTable():
            return [block.title, "\t".join(SIGN_IN_COLUMNS), *("\t".join(row) for row in sign_in_rows(block))]
        case Signature(lines=lines):
            return list(lines)
        case Blanks():
            return ["　".join(row) for row in blank_rows(block)]
        case Space() | PageBreak():
            return []
