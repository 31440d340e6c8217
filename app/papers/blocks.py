"""The pieces that a paper is made of, as plain values. PURE.

Text is text: a line feed in a paragraph, an item, a cell or a signature is a line break, everything else is printed as it
stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Align = Literal["justify", "left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; `strong` prints it in 黑体."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the paper: level 1 一、 in 黑体, 2 （一） in 楷体, 3 in 仿宋. The number is part of the text."""

    text: str
    level: int = 1

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3):
            raise ValueError(f"a heading has level 1, 2 or 3, not {self.level}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. `label` (表决情况) is printed before it in 黑体 with a full-width colon."""

    runs: tuple[Run, ...]
    label: str = ""
    indent: bool = True
    align: Align = "justify"


@dataclass(frozen=True, slots=True)
class Items:
    """Numbered items: “1. …”, “2. …”, counted from `first`."""

    texts: tuple[str, ...]
    first: int = 1


@dataclass(frozen=True, slots=True)
class NameEntry:
    """One line of an attendance list; `unit` is empty for a person who stands for no unit."""

    unit: str
    name: str


@dataclass(frozen=True, slots=True)
class Names:
    """出席, 请假, 列席 or 记录: label in 黑体, entries aligned after the colon (GB/T 9704-2012, 10.3).

    Entries stand in at most `columns` columns, in fewer where the units are too long for the line.
    """

    label: str
    entries: tuple[NameEntry, ...]
    columns: int = 2


@dataclass(frozen=True, slots=True)
class AnnexList:
    """附件说明 after the body: “附件：1．任务清单”, further titles aligned below, no number where there is only one."""

    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `weight` is its share of the table's width."""

    title: str
    weight: float = 1.0
    align: Literal["left", "center"] = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table whose head is repeated on every page; every row has as many cells as there are columns."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("a table has at least one column")
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} cells in a table of {len(self.columns)} columns")


@dataclass(frozen=True, slots=True)
class SignInRow:
    """One person expected at the meeting; the caller masks `phone`."""

    unit: str
    name: str
    duty: str = ""
    phone: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class SignInTable:
    """One block of a sign-in sheet (出席 or 列席), followed by `blank` empty rows for walk-ins."""

    title: str
    rows: tuple[SignInRow, ...]
    blank: int = 5


@dataclass(frozen=True, slots=True)
class Signature:
    """落款: the issuers and the date, one line each, at the right."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blanks:
    """Things to be filled in by hand: each label with a ruled line after it, `columns` beside each other."""

    labels: tuple[str, ...]
    columns: int = 2

    def __post_init__(self) -> None:
        if self.columns < 1:
            raise ValueError("there is at least one column")


@dataclass(frozen=True, slots=True)
class LargePrint:
    """A line to be read from afar or by old eyes; `size` in points, 18 or more."""

    text: str
    size: int = 22

    def __post_init__(self) -> None:
        if self.size < 18:
            raise ValueError("large print is 18 points or more")


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code with a line of text beside it."""

    url: str
    caption: str


@dataclass(frozen=True, slots=True)
class Space:
    """Empty lines of the body's pitch."""

    lines: float = 1.0


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


Block = Heading | Paragraph | Items | Names | AnnexList | Table | SignInTable | Signature | Blanks | LargePrint | QrCode | Space | PageBreak


def paragraph(*parts: str | Run, label: str = "", indent: bool = True, align: Align = "justify") -> Paragraph:
    """A paragraph from plain strings and runs: `paragraph("赞成12票，", Run("通过", strong=True), "。", label="表决情况")`."""
    runs = tuple(Run(part) if isinstance(part, str) else part for part in parts)
    return Paragraph(runs, label, indent, align)
