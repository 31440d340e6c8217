"""One A4 page for a desk or a meeting: the most pressing matters, with the totals in words. Chinese only, no ranking."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime

from app.minutes.publishing import pdf_of
from app.oversight.queries import Place, Trouble
from app.oversight.rules import CONVENER, NO_RANKING, SECRETARY, STREET, next_step, total_words
from app.oversight.words import Filters, as_of, filter_words
from app.papers.blocks import Block, Column, Table, paragraph
from app.papers.model import Document

__all__ = ["document_of", "pdf_of"]

#: One line for each row, or twenty-five of them do not fit: 42 characters across, cut where they are longer than their column.
TITLE, TITLE_BESIDE_STREET = Column("事项", 18.8), Column("事项", 14.4)
ALLIANCE, STREET_NAME, WHY, NEXT = Column("联盟", 5.6), Column("街道", 4.4), Column("为什么卡住", 10), Column("下一步", 7.6)
#: What stays free in a column, so that a line does not break.
GAP = 1
ENDINGS = ("社区党建联盟", "党建联盟", "联盟")
SHORT = {
    "danger": "要马上处置",
    "reported": "联盟上报",
    "no_notice": "{days}个工作日后开会",
    "overdue": "超期{days}个工作日",
    "issue_overdue": "超期{days}个工作日",
    "no_day": "延期后没定会期",
    "returned": "退回后没分派",
    "unarranged": "没安排{days}个工作日",
    "issue_review": "没再看{days}个工作日",
    "reopened_twice": "又重办{days}个工作日",
    "missed": "上一期没开会",
    "inquorate": "到会{came}家，要{needed}家",
    "no_minutes": "没纪要{days}个工作日",
    "unanswered": "没受理{days}个工作日",
    "review_past": "没复查{days}个工作日",
}
#: Who does what next, as short as a column of seven characters; where the street only lends a hand, it coordinates.
ACTORS = {SECRETARY: "秘书", CONVENER: "书记", STREET: "街道"}
DOES = {
    "danger": "核实处置",
    "reported": "接手协调",
    "no_notice": "发通知",
    "overdue": "催办",
    "issue_overdue": "催办",
    "no_day": "定会期",
    "returned": "重新分派",
    "unarranged": "安排",
    "issue_review": "再看一次",
    "reopened_twice": "换下一条路径",
    "missed": "定会期",
    "inquorate": "另定会期",
    "no_minutes": "理出纪要",
    "unanswered": "受理",
    "review_past": "复查",
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
        blocks.append(_table(rows))
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


def _table(rows: Sequence[Trouble]) -> Table:
    """The street has a column of its own where the rows lie in more than one."""
    beside = len({row.street for row in rows}) > 1
    columns = (TITLE_BESIDE_STREET, ALLIANCE, STREET_NAME, WHY, NEXT) if beside else (TITLE, ALLIANCE, WHY, NEXT)
    return Table(columns, tuple(tuple(_cut(_cell(row, column), column.weight - GAP) for column in columns) for row in rows))


def _cell(row: Trouble, column: Column) -> str:
    if column is ALLIANCE:
        return _short(row.alliance)
    if column is STREET_NAME:
        return row.street.removesuffix("街道")
    if column is WHY:
        return SHORT[row.kind].format(days=row.workdays, came=row.came, needed=row.needed)
    if column is NEXT:
        return _next(row)
    title = row.title.removeprefix(row.alliance)
    return title if not row.number or row.number in title else f"{row.number} {title}"


def _short(alliance: str) -> str:
    return next((alliance.removesuffix(ending) for ending in ENDINGS if alliance.endswith(ending)), alliance)


def _next(row: Trouble) -> str:
    """Whoever has taken it on comes first."""
    if row.taken_by:
        return f"{row.taken_by}在协调"
    who = next_step(row).who
    what = "协调" if who == STREET and not row.at_street else "签发" if who == CONVENER else DOES[row.kind]
    return ACTORS[who] + what


def _cut(words: str, longest: float) -> str:
    """`longest` in Chinese characters; Latin letters and digits take half of one."""
    if _width(words) <= longest:
        return words
    while _width(words) > longest - 1:
        words = words[:-1]
    return f"{words}…"


def _width(words: str) -> float:
    return sum(1 if unicodedata.east_asian_width(character) in "WF" else 0.5 for character in words)
