"""任务单 for one member and 商请函 to one unit: everything that a meeting gave it, on one paper. Papers are Chinese only. PURE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.papers.blocks import Blanks, Block, Column, Heading, Items, QrCode, Signature, Space, Table, paragraph
from app.papers.model import Document, chinese_date

SLIP_COLUMNS = (
    Column("编号", 2.6, "center"),
    Column("任务", 4.4),
    Column("配合单位", 2.6),
    Column("完成时限", 2.6, "center"),
    Column("验收标准", 3.4),
)


class Promised(Protocol):
    """One action as a paper shows it."""

    @property
    def number(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def lead(self) -> str: ...
    @property
    def supports(self) -> tuple[str, ...]: ...
    @property
    def due_text(self) -> str: ...
    @property
    def criteria(self) -> str: ...
    @property
    def is_key(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Source:
    """Where it was agreed and who hands it out. `phone` "" where nobody entered one; `url`: where the unit answers."""

    alliance: str
    meeting: str
    held_on: date
    issued_on: date
    acknowledge_workdays: int
    phone: str = ""
    url: str = ""
    watermark: str = ""

    @property
    def secretariat(self) -> str:
        return f"{self.alliance}秘书处"


def action_slip(rows: Sequence[Promised], of: Source) -> Document:
    """任务单: what one member leads, with a place to sign for it and one to answer by hand."""
    unit = rows[0].lead
    days = f"{of.acknowledge_workdays}个工作日内" if of.acknowledge_workdays else "当天"
    blocks: list[Block] = [
        paragraph(f"{unit}：", indent=False),
        paragraph(
            f"{chinese_date(of.held_on)}{of.meeting}议定，请贵单位牵头办理下列{len(rows)}件事。麻烦收到后{days}签收；有困难请早些告诉我们，一起想办法。"
        ),
        Table(SLIP_COLUMNS, tuple(map(_line, rows))),
        Heading("办理情况反馈", 3),
        Space(3),
        Blanks(("签收人", "签收日期", "反馈人", "反馈日期")),
    ]
    return _document("action_slip", f"{of.alliance}任务单", blocks, of, unit)


def _line(row: Promised) -> tuple[str, ...]:
    title = f"{row.title}（重点）" if row.is_key else row.title
    return (row.number, title, "、".join(row.supports), row.due_text, row.criteria)


def request_letter(rows: Sequence[Promised], of: Source) -> Document:
    """商请函: a formal request to a bureau, an observer or a unit of higher rank; it sets no date, it hopes for one."""
    unit = rows[0].lead
    contact = f"联系电话：{of.phone}。" if of.phone else ""
    blocks: list[Block] = [
        paragraph(f"{unit}：", indent=False),
        paragraph(f"{chinese_date(of.held_on)}，我们召开{of.meeting}，研究了居民反映较多的事项。其中下列事项，商请贵单位予以支持："),
        Items(tuple(map(_request, rows))),
        paragraph(f"以上事项妥否，请予函复。{contact}"),
        paragraph("感谢贵单位一直以来的支持。"),
    ]
    return _document("request_letter", f"{of.alliance}商请函", blocks, of, unit)


def _request(row: Promised) -> str:
    by_when = f"希望于{row.due_text}前反馈。" if row.due_text else ""
    contact = f"联系单位：{row.supports[0]}。" if row.supports else ""
    return f"{row.title}（{row.number}）。{by_when}{contact}"


def _document(kind: str, title: str, blocks: list[Block], of: Source, unit: str) -> Document:
    answer = [QrCode(of.url, "扫码签收、反馈进展" if kind == "action_slip" else "扫码看办理页")] if of.url else []
    signed = Signature((of.secretariat, chinese_date(of.issued_on)))
    return Document(
        kind="action_slip" if kind == "action_slip" else "request_letter",
        title=title,
        issuer=of.secretariat,
        date=of.issued_on,
        blocks=(*blocks, signed, *answer),
        watermark=of.watermark,
        unbroken=(unit, of.alliance),
    )
