"""A document as the Typst template reads it: JSON with everything decided that needs no measuring. PURE.

Text goes over as atoms: `["t", text]` breaks by the usual rules, `["b", text]` is never broken, `["z", [pieces]]` may be
broken after every piece, `["n"]` is a line break. A third member, true, sets an atom in 黑体.
"""

from __future__ import annotations

from functools import partial
from typing import Any

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
    Run,
    Signature,
    SignInTable,
    Space,
    Table,
)
from app.papers.breaks import ATOM_LIMIT, atoms, title_lines
from app.papers.grids import (
    BODY,
    LANDSCAPE,
    PORTRAIT,
    SIGN_IN_ROW,
    STEPS,
    TITLE_ROOM,
    annex_room,
    cell_rooms,
    column_widths,
    head_lines,
    is_long_row,
    names_grid,
    sign_in_columns,
    table_size,
)
from app.papers.model import UNNUMBERED, Annex, Document, Verification, chinese_date
from app.papers.qr import qr_svg
from app.papers.text import annex_lines, annex_title, blank_rows, closing_lines, item_lines, sign_in_rows, verification_line

LOOSE_PIECE = 8
"""Characters after which a run that is wider than its line may be broken."""

Atoms = list[list[Any]]
Laid = dict[str, Any]


def laid_out(document: Document, note: str = "") -> Laid:
    """The input of the template for a document whose text is clean and printable; `note` stands at its end."""
    landscape = document.orientation == "landscape"
    return {
        "title": document.title.replace("\n", ""),
        "title_lines": list(title_lines(document.title, TITLE_ROOM[document.orientation], document.unbroken)),
        "author": document.issuer,
        "subject": document.number,
        "day": [document.date.year, document.date.month, document.date.day],
        "landscape": landscape,
        "numbered": document.kind not in UNNUMBERED,
        "steps": [[body.size, body.pitch] for body in (STEPS if document.one_page else (BODY,))],
        "watermark": document.watermark,
        "head": _head(document),
        "blocks": _flow(document.blocks, document.unbroken, LANDSCAPE if landscape else PORTRAIT),
        "note": note,
        "annexes": [_annex(annex, document) for annex in document.annexes],
        "closing": _closing(document),
        "verification": _verification(document.verification) if document.verification else None,
    }


def _head(document: Document) -> Laid | None:
    if document.head is None:
        return None
    return {
        "lines": [list(line) for line in head_lines(document.head)],
        "red": document.head.red,
        "number": document.number,
        "issuer": document.issuer,
        "date": chinese_date(document.date),
    }


def _annex(annex: Annex, document: Document) -> Laid:
    turned = annex.landscape and document.orientation == "portrait"
    blocks = _flow(annex.blocks, document.unbroken, annex_room(annex, document))
    return {"title": annex_title(annex), "turned": turned, "blocks": blocks}


def _closing(document: Document) -> Laid | None:
    if document.closing is None:
        return None
    *lines, _last = closing_lines(document.closing)
    return {"lines": lines, "issuer": document.closing.issuer, "date": f"{chinese_date(document.closing.date)}印发"}


def _verification(verification: Verification) -> Laid:
    text = verification_line(verification.code, verification.url)
    return {"text": marked(text, (verification.code,)), "alt": f"核验二维码：{verification.url}", "svg": qr_svg(verification.url)}


def _flow(blocks: tuple[Block, ...], unbroken: tuple[str, ...], room: float) -> list[Laid]:
    """The blocks; a heading's depth in the outline, which must not skip a level (PDF/UA), stands beside its looks."""
    laid: list[Laid] = []
    depth = 1
    for block in blocks:
        entry = _block(block, unbroken, room)
        if isinstance(block, Heading):
            depth = min(block.level + 1, depth + 1)
            entry["depth"] = depth
        if isinstance(block, Names):
            entry["apart"] = not (laid and laid[-1]["is"] == "names")
        laid.append(entry)
    return laid


def _block(block: Block, unbroken: tuple[str, ...], room: float) -> Laid:
    mark = partial(marked, unbroken=unbroken)
    match block:
        case Heading():
            return {"is": "heading", "level": block.level, "text": mark(block.text)}
        case Paragraph():
            runs = (Run(f"{block.label}：", strong=True), *block.runs) if block.label else block.runs
            text = [atom for run in runs for atom in mark(run.text, strong=run.strong)]
            return {"is": "paragraph", "text": text, "indent": block.indent, "align": block.align}
        case Items():
            return {"is": "items", "items": [mark(line) for line in item_lines(block)]}
        case Names():
            return _names(block)
        case AnnexList():
            return {"is": "annexes", "items": [mark(line) for line in annex_lines(block)]}
        case Table():
            return _table(block, unbroken, room, table_size(len(block.columns), room))
        case SignInTable():
            return _sign_in(block, unbroken, room)
        case Signature():
            return {"is": "signature", "lines": list(block.lines)}
        case Blanks():
            return {"is": "blanks", "rows": [list(row) for row in blank_rows(block)], "columns": block.columns}
        case LargePrint():
            return {"is": "large", "text": mark(block.text, limit=ATOM_LIMIT * BODY.size / block.size), "size": block.size}
        case QrCode():
            return {"is": "qr", "text": mark(block.caption), "alt": f"二维码：{block.url}", "svg": qr_svg(block.url)}
        case Space():
            return {"is": "space", "lines": block.lines}
        case PageBreak():
            return {"is": "page"}


def marked(text: str, unbroken: tuple[str, ...] = (), *, strong: bool = False, limit: float = ATOM_LIMIT) -> Atoms:
    """The text as atoms for the template."""
    result: Atoms = []
    for number, line in enumerate(text.split("\n")):
        if number:
            result.append(["n"])
        for atom in atoms(line, unbroken, limit):
            if atom.loose:
                pieces = [atom.text[start : start + LOOSE_PIECE] for start in range(0, len(atom.text), LOOSE_PIECE)]
                result.append(["z", pieces, strong])
            else:
                result.append(["b" if atom.whole else "t", atom.text, strong])
    return result


def _names(block: Names) -> Laid:
    grid = names_grid(block)
    rows = [[[cell.unit, cell.name, cell.fits, cell.whole] for cell in row] for row in grid.rows]
    return {"is": "names", "label": f"{block.label}：", "indent": grid.indent, "unit": grid.unit, "step": grid.step, "rows": rows}


def _table(block: Table, unbroken: tuple[str, ...], room: float, size: float) -> Laid:
    widths = column_widths(block, room, size)
    rooms = cell_rooms(widths, size)
    return {
        "is": "table",
        "size": size,
        "widths": widths,
        "aligns": [column.align for column in block.columns],
        "head": [marked(column.title) for column in block.columns],
        "rows": [[marked(cell, unbroken, limit=limit) for cell, limit in zip(row, rooms, strict=True)] for row in block.rows],
        "long": [is_long_row(row, rooms) for row in block.rows],
        "strut": 0.0,
    }


def _sign_in(block: SignInTable, unbroken: tuple[str, ...], room: float) -> Laid:
    """A sign-in block is a table with rows high enough to write in, under its own small heading."""
    columns = sign_in_columns()
    blank = (("",) * len(columns),) * block.blank
    table = _table(Table(columns, (*sign_in_rows(block), *blank)), unbroken, room, 12.0)
    return {**table, "is": "sheet", "title": block.title, "strut": SIGN_IN_ROW}
