from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from app.papers.blocks import Items, Paragraph, QrCode, Table
from app.papers.model import Document, from_json, to_json
from app.resolutions.papers import Source, action_slip, request_letter


@dataclass(frozen=True)
class Row:
    number: str
    title: str
    lead: str = "区水文站"
    supports: tuple[str, ...] = ("和美物业", "社区居委会")
    due_text: str = "2026年12月8日（10个工作日）"
    criteria: str = "标线清楚"
    is_key: bool = False


OF = Source(
    "鹤鸣里社区党建联盟",
    "2026年第四季度联席会议",
    date(2026, 11, 12),
    date(2026, 11, 24),
    1,
    "0000-0000000",
    "https://x/actions/7",
    "演示数据",
)


def said(document: Document) -> str:
    return "".join(run.text for block in document.blocks if isinstance(block, Paragraph) for run in block.runs)


def test_a_slip_holds_everything_that_one_member_leads() -> None:
    paper = action_slip([Row("HML-2026-04-02", "院内标线"), Row("HML-2026-04-03", "试行", is_key=True)], OF)
    table = next(block for block in paper.blocks if isinstance(block, Table))
    assert [row[:3] for row in table.rows] == [
        ("HML-2026-04-02", "院内标线", "和美物业、社区居委会"),
        ("HML-2026-04-03", "试行（重点）", "和美物业、社区居委会"),
    ]
    assert said(paper) == (
        "区水文站：2026年11月12日2026年第四季度联席会议议定，请贵单位牵头办理下列2件事。"
        "麻烦收到后1个工作日内签收；有困难请早些告诉我们，一起想办法。"
    )
    assert (paper.kind, paper.title, paper.watermark) == ("action_slip", "鹤鸣里社区党建联盟任务单", "演示数据")
    assert from_json(to_json(paper)) == paper


def test_a_letter_asks_and_never_orders() -> None:
    paper = request_letter([Row("HML-2026-04-L01", "夜间巡逻", "云杉派出所")], OF)
    items = next(block for block in paper.blocks if isinstance(block, Items))
    assert items.texts == ("夜间巡逻（HML-2026-04-L01）。希望于2026年12月8日（10个工作日）前反馈。联系单位：和美物业。",)
    assert [word for word in ("督办", "催办", "任务", "超期", "签收") if word in said(paper) + paper.title] == []
    assert (paper.kind, paper.title) == ("request_letter", "鹤鸣里社区党建联盟商请函")
    bare = request_letter([replace(Row("L01", "巡逻"), supports=(), due_text="")], replace(OF, phone="", url=""))
    assert [block for block in bare.blocks if isinstance(block, QrCode)] == []
    assert next(block for block in bare.blocks if isinstance(block, Items)).texts == ("巡逻（L01）。",)
