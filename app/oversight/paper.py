"""One A4 page for a desk or a meeting: the most pressing matters, with the totals in words. Chinese only, no ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.minutes.publishing import pdf_of
from app.oversight.queries import Place, Trouble
from app.oversight.rules import NO_RANKING, next_step, total_words
from app.oversight.words import Filters, as_of, filter_words
from app.papers.blocks import Block, Column, Table, paragraph
from app.papers.model import Document

__all__ = ["document_of", "pdf_of"]

#: One line for each row, or twenty-five of them do not fit: 42 characters across, the title cut where it is longer than its column.
COLUMNS = (Column("事项", 20), Column("联盟", 7), Column("为什么卡住", 10), Column("谁来办", 5.4))
LONGEST_TITLE, LONGEST_NAME = 20, 6
ENDINGS = ("社区党建联盟", "党建联盟", "联盟")
SHORT = {
    "danger": "要马上处置",
    "no_notice": "{days}个工作日后开会",
    "overdue": "超期{days}个工作日",
    "inquorate": "到会{came}家，要{needed}家",
    "no_minutes": "没纪要{days}个工作日",
    "unanswered": "没受理{days}个工作日",
    "review_past": "没复查{days}个工作日",
}


def document_of(
    rows: Sequence[Trouble],
    counts: Mapping[str, int],
    asked: Filters,
    places: Mapping[int, Place],
    at: datetime,
    *,
    more: bool = False,
    demo: bool = False,
) -> Document:
    """`rows`: those that fit on the page; `more`: there are others."""
    where = filter_words(asked, places.values())
    blocks: list[Block] = [paragraph(f"截至{as_of(at)}，范围：{where}。{_totals(counts)}", indent=False)]
    if rows:
        blocks.append(Table(COLUMNS, tuple(map(_cells, rows))))
    blocks.append(paragraph(f"{_listed(rows, more)}{NO_RANKING}", indent=False))
    return Document(
        kind="register",
        title="卡住的事",
        issuer="",
        date=at.date(),
        blocks=tuple(blocks),
        watermark="演示数据" if demo else "",
        one_page=True,
    )


def _totals(counts: Mapping[str, int]) -> str:
    words = total_words(counts)
    return f"现有{words}。" if words else "现在没有卡住的事。"


def _listed(rows: Sequence[Trouble], more: bool) -> str:
    return f"表中是最急的{len(rows)}件。" if more else ""


def _cells(row: Trouble) -> tuple[str, ...]:
    why = SHORT[row.kind].format(days=row.workdays, came=row.came, needed=row.needed)
    name = next((row.alliance.removesuffix(ending) for ending in ENDINGS if row.alliance.endswith(ending)), row.alliance)
    return _cut(row.title, LONGEST_TITLE), _cut(name, LONGEST_NAME), why, next_step(row).who


def _cut(words: str, longest: int) -> str:
    return words if len(words) <= longest else f"{words[: longest - 1]}…"
