"""Columns: of attendance lists, of tables, of sign-in sheets, and how large the type of a one-page paper may be. PURE.

Both the PDF and the Word file take their measures from here. Widths of text are in em, of paper in millimetres.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from app.papers.blocks import Column, NameEntry, Names, QrCode, Space, Table
from app.papers.breaks import ATOM_LIMIT, atoms, title_lines, width
from app.papers.model import Annex, Document, Head
from app.papers.text import SIGN_IN_COLUMNS, plain_text

POINT = 0.3528
"""Millimetres."""
PORTRAIT, LANDSCAPE, ANNEX_LANDSCAPE = 156.0, 257.0, 225.0
"""Between the margins: an upright page, a sheet on its side, an upright page's type area on its side."""
LINE = 27.6
"""Characters of 16 points to a line of 156 mm."""
HEAD_SIZES = (30.0, 40.0)
"""Points: the alliance's name, and the last line (联席会议纪要)."""
TITLE_ROOM = {"portrait": 20.0, "landscape": 30.0}
"""Title characters to a line."""
SIGN_IN_ROW = 12.5
"""Height of a row to write in."""
SIGN_IN_WEIGHTS = (1.2, 6.2, 3.0, 2.6, 3.6, 4.0, 2.6, 3.4)
CELL_PADDING = 3.0
"""Both insets of a cell and a little for the width of figures."""
QR_HEIGHT = 84.0
"""Points that a QR code takes with the space around it."""
SHORT_CELL = 4.0
"""A cell up to this width widens its column rather than break."""
WHOLE_IN_CELL = 10.0
"""A token beyond this width does not widen its column."""
LONG_CELL_LINES = 24
"""A row with a cell of more lines may be broken between pages; a shorter row stays whole."""


@dataclass(frozen=True, slots=True)
class Body:
    """The type of running text: `size` and line `pitch` in points."""

    size: float
    pitch: float


BODY = Body(16, 28.95)
"""三号, 22 lines to a page (GB/T 9704-2012, 5.2.2 and 5.2.3)."""
STEPS = (BODY, Body(16, 26), Body(15, 24), Body(15, 21.5), Body(14, 20), Body(14, 18.6), Body(13, 18.2), Body(12, 16.2))
"""How a one-page paper is set smaller: the lines close up before the type shrinks."""


@dataclass(frozen=True, slots=True)
class NameCell:
    """An entry: does its unit fit the unit's column, may its name stand unbroken."""

    unit: str
    name: str
    fits: bool
    whole: bool

    def text(self, gap: str) -> str:
        """The entry in one line; `gap` stands between unit and name where the unit fits its column."""
        return self.unit + (gap if self.fits else "　") + self.name if self.unit else self.name


@dataclass(frozen=True, slots=True)
class NamesGrid:
    """How an attendance list stands: after `indent` em of label, `columns` columns `step` em apart, the name `unit` em in."""

    indent: float
    columns: int
    unit: float
    step: float
    rows: tuple[tuple[NameCell, ...], ...]


def head_lines(head: Head) -> list[tuple[str, float]]:
    """The lines of a paper's mark with their sizes in points; a line too long for the page is set smaller."""
    sizes = [HEAD_SIZES[bool(number) and number == len(head.lines) - 1] for number in range(len(head.lines))]
    return [(line, min(size, PORTRAIT / POINT / (width(line) + 0.5))) for line, size in zip(head.lines, sizes, strict=True)]


def names_grid(block: Names) -> NamesGrid:
    """As many columns as fit between the colon and the margin, at most those asked for; the names of a column are aligned.

    Where the longest unit and the longest name do not fit one line together, the long units push their names on.
    """
    indent = width(f"{block.label}：")
    room = LINE - 2 - indent
    longest = max((width(entry.unit) for entry in block.entries), default=0.0)
    name = max((width(entry.name) for entry in block.entries), default=0.0)
    gap = 1.0 if longest else 0.0
    columns = max(1, min(block.columns, len(block.entries)))
    while columns > 1 and columns * (longest + gap + name) + 1.5 * (columns - 1) > room:
        columns -= 1
    unit = min(longest, max(0.0, room - gap - min(name, 8.0)))
    cells = tuple(_name_cell(entry, unit) for entry in block.entries)
    rows = tuple(cells[start : start + columns] for start in range(0, len(cells), columns))
    return NamesGrid(indent, columns, unit + gap, (room + 1.5) / columns, rows)


def _name_cell(entry: NameEntry, unit: float) -> NameCell:
    return NameCell(entry.unit, entry.name, width(entry.unit) <= unit, width(entry.name) <= ATOM_LIMIT)


def annex_room(annex: Annex, document: Document) -> float:
    """The width of an annex's pages between the margins; an annex to a sheet on its side lies on its side too."""
    if document.orientation == "landscape":
        return LANDSCAPE
    return ANNEX_LANDSCAPE if annex.landscape else PORTRAIT


def table_size(columns: int, room: float) -> float:
    """Points: 小四 where a column has 26 mm and more on average, else 五号."""
    return 12.0 if room / columns >= 26 else 10.5


def column_widths(block: Table, room: float, size: float) -> list[float]:
    """The widths of a table's columns: by weight, but none narrower than what in it must stay whole.

    A column that needs more than its share gets what it needs, the others divide what is left by their weights. Where the
    needs together exceed the table, the weights alone decide, and long tokens are broken.
    """
    needs = [size * POINT * max(map(_least, cells)) + CELL_PADDING for cells in _cells_by_column(block)]
    weights = [column.weight for column in block.columns]
    widths = [room * weight / sum(weights) for weight in weights]
    if sum(needs) > room:
        return widths
    left = room
    free = set(range(len(weights)))
    while tight := {index for index in free if needs[index] > widths[index]}:
        free -= tight
        left -= sum(needs[index] for index in tight)
        shared = sum(weights[index] for index in free)
        widths = [left * weights[index] / shared if index in free else needs[index] for index in range(len(weights))]
    return widths


def cell_rooms(widths: list[float], size: float) -> list[float]:
    """The characters that a line of each column holds, in em of `size` points."""
    return [(one - CELL_PADDING) / POINT / size for one in widths]


def is_long_row(row: tuple[str, ...], rooms: list[float]) -> bool:
    """May this row be broken between pages?"""
    lines = (sum(1 + width(line) // room for line in cell.split("\n")) for cell, room in zip(row, rooms, strict=True))
    return max(lines) > LONG_CELL_LINES


def sign_in_columns() -> tuple[Column, ...]:
    """The columns of a sign-in sheet."""
    return tuple(
        Column(title, weight, "left" if title in ("单位", "备注") else "center")
        for title, weight in zip(SIGN_IN_COLUMNS, SIGN_IN_WEIGHTS, strict=True)
    )


def one_page_body(document: Document) -> Body:
    """The first of STEPS at which the text of a one-page paper should fit, by counting characters: Word cannot be asked."""
    lines = plain_text(document)[1:]
    titles = title_lines(document.title, TITLE_ROOM[document.orientation], document.unbroken)
    codes = sum(isinstance(block, QrCode) for block in document.blocks) + (document.verification is not None)
    spaces = sum(block.lines for block in document.blocks if isinstance(block, Space))
    for body in STEPS:
        room = PORTRAIT / POINT / body.size
        height = (sum(ceil((width(line) + 2) / room) for line in lines) + 1 + spaces) * body.pitch
        if height + (len(titles) + 1) * body.size * 2 + codes * QR_HEIGHT <= 225 / POINT:
            return body
    return STEPS[-1]


def _cells_by_column(block: Table) -> list[tuple[str, ...]]:
    return [(column.title, *(row[index] for row in block.rows)) for index, column in enumerate(block.columns)]


def _least(cell: str) -> float:
    """What a cell needs: its widest whole token, or all of a short cell."""
    if width(cell) <= SHORT_CELL:
        return max((width(line) for line in cell.split("\n")), default=0.0)
    return max((width(atom.text) for atom in atoms(cell, limit=WHOLE_IN_CELL) if atom.whole), default=2.0)
