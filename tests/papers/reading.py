"""Reads papers back: the words of a PDF as its tags say (without page numbers, watermark, repeated heads), of a Word file, of HTML."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any

import docx
import pypdf
from bs4 import BeautifulSoup
from docx.table import Table
from pypdf.generic import ContentStream, TextStringObject


@dataclass(frozen=True, slots=True)
class Piece:
    """Text drawn in one go: where it starts (points from the lower left), its size, whether it is real text or an artifact."""

    page: int
    x: float
    y: float
    size: float
    text: str
    artifact: str


def squeezed(text: str) -> str:
    """Without any white space."""
    return re.sub(r"\s+", "", text)


def pdf_text(pdf: bytes) -> str:
    """The tagged text of a PDF in the order of its content, squeezed."""
    return squeezed("".join(piece.text for piece in pdf_pieces(pdf) if not piece.artifact))


def pdf_lines(pdf: bytes) -> list[str]:
    """The lines as they are seen: pieces of real text on one height, from left to right."""
    rows: dict[tuple[int, float], list[Piece]] = {}
    for piece in pdf_pieces(pdf):
        if not piece.artifact and piece.text.strip():
            rows.setdefault((piece.page, -round(piece.y, 0)), []).append(piece)
    return ["".join(one.text for one in sorted(rows[key], key=lambda one: one.x)).strip() for key in sorted(rows)]


def pdf_pieces(pdf: bytes) -> list[Piece]:
    """Every piece of text of a PDF made by the typesetter."""
    pieces: list[Piece] = []
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    for number, page in enumerate(reader.pages):
        fonts = {name: _unicode(font.get_object()) for name, font in page["/Resources"].get("/Font", {}).items()}
        pieces.extend(_page_pieces(number, ContentStream(page.get_contents(), reader), fonts))
    return pieces


def _page_pieces(number: int, content: ContentStream, fonts: dict[str, dict[int, str]]) -> list[Piece]:
    pieces: list[Piece] = []
    marks: list[str] = []
    stack: list[tuple[float, float]] = []
    origin, font, size = (0.0, 0.0), "", 0.0
    for operands, operator in content.operations:
        if operator in (b"BDC", b"BMC"):
            marks.append(_artifact(operands))
        elif operator == b"EMC":
            marks.pop()
        elif operator == b"q":
            stack.append(origin)
        elif operator == b"Q":
            origin = stack.pop()
        elif operator == b"cm":
            origin = (origin[0] + float(operands[4]), origin[1] + float(operands[5]))
        elif operator == b"Tf":
            font, size = operands[0], float(operands[1])
        elif operator in (b"TJ", b"Tj"):
            shown = operands[0] if operator == b"TJ" else operands
            text = "".join(_decoded(one, fonts[font]) for one in shown if isinstance(one, bytes | str))
            pieces.append(Piece(number, *origin, size, text, next((mark for mark in marks if mark), "")))
    return pieces


def _artifact(operands: list[Any]) -> str:
    """The kind of an artifact (Footer, Background, Layout, Header), empty for real content."""
    if operands[0] != "/Artifact":
        return ""
    properties = operands[1] if len(operands) > 1 and isinstance(operands[1], dict) else {}
    return str(properties.get("/Subtype", properties.get("/Type", "/Artifact"))).lstrip("/")


def _decoded(codes: Any, table: dict[int, str]) -> str:
    raw = codes.original_bytes if isinstance(codes, TextStringObject) else bytes(codes)
    return "".join(table[int.from_bytes(raw[start : start + 2], "big")] for start in range(0, len(raw), 2))


def _unicode(font: Any) -> dict[int, str]:
    """The ToUnicode table of a font: code to text."""
    cmap = font["/ToUnicode"].get_object().get_data().decode("latin-1")
    table: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.S):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            table[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.S):
        for first, last, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            start = bytes.fromhex(text).decode("utf-16-be")
            for offset in range(int(last, 16) - int(first, 16) + 1):
                table[int(first, 16) + offset] = start[:-1] + chr(ord(start[-1]) + offset)
    return table


def word_paragraphs(content: bytes) -> list[str]:
    """The paragraphs of a Word file in reading order; the cells of a row joined by tabs, empty paragraphs and rows left out."""
    lines: list[str] = []
    for part in docx.Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(part, Table):
            lines.extend("\t".join(dict.fromkeys(cell.text for cell in row.cells) if _merged(row) else _texts(row)) for row in part.rows)
        else:
            lines.append(part.text)
    return [line for line in lines if line.strip()]


def _merged(row: Any) -> bool:
    return len(row._tr.tc_lst) < len(row.cells)


def _texts(row: Any) -> list[str]:
    return [cell.text for cell in row.cells]


def html_text(markup: str) -> str:
    """The words of an HTML text, squeezed."""
    return squeezed(BeautifulSoup(markup, "html.parser").get_text())
