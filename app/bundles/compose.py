"""一事一卷 as a document: one matter from the first word to the close-off, for an inspection. PURE: from a Matter, Chinese only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.bundles.matter import Decision, Matter, Report, Sitting, Step, Task
from app.papers.blocks import Block, Column, Heading, Items, Signature, Table, paragraph
from app.papers.model import Document, chinese_date

NUMERALS = "一二三四五六七八九十"
COVER = (Column("环节", 2, "center"), Column("编号", 3, "center"), Column("内容", 6), Column("状态", 3, "center"))
PEOPLE = (Column("单位", 5), Column("姓名", 2.2, "center"), Column("职务", 2.4), Column("电话", 3, "center"), Column("到会", 2.6, "center"))
STEPS = (Column("日期", 3, "center"), Column("事项", 2.6, "center"), Column("经手", 2.6, "center"), Column("内容", 7))
WITHHELD = "（反映人要求保密，原话不入卷）"


def bundle(matter: Matter) -> Document:
    """The whole paper; every section is there, what does not exist in one line."""
    sections = (
        ("居民诉求", _reports(matter.reports)),
        ("列入议题", _items(matter.sittings)),
        ("会议通知", _notices(matter.sittings)),
        ("会议签到", _people(matter.sittings)),
        ("纪要摘录", _extracts(matter.sittings)),
        ("决议", _decisions(matter.sittings)),
        ("任务", _tasks(matter.tasks)),
        ("催办和进展", _progress(matter.tasks)),
        ("回访", _follow_ups(matter)),
        ("销号", _closing(matter)),
    )
    blocks: list[Block] = [*_cover(matter)]
    for number, (heading, body) in zip(NUMERALS, sections, strict=True):
        blocks += [Heading(f"{number}、{heading}"), *body]
    issuer = matter.issuer
    blocks.append(Signature((issuer, f"{chinese_date(matter.printed_at.date())}打印")))
    return Document(
        kind="bundle",
        title=f"{matter.title}\n一事一卷",
        issuer=issuer,
        date=matter.printed_at.date(),
        blocks=tuple(blocks),
        watermark=matter.watermark,
        unbroken=tuple({one.name: None for sitting in matter.sittings for one in sitting.people if one.name}),
    )


def _none(words: str) -> list[Block]:
    return [paragraph(f"（{words}）")]


def _cover(matter: Matter) -> list[Block]:
    rows = [("诉求", one.number, one.title, one.state) for one in matter.reports]
    for sitting in matter.sittings:
        rows.append(("议题", "", f"{sitting.item}\n（{sitting.title}）", sitting.item_state))
        if sitting.decision is not None:
            rows.append(("决议", sitting.decision.number, sitting.decision.title, sitting.decision.state))
    rows += [(one.kind, one.number, f"{one.title}\n（{one.lead}）", one.state) for one in matter.tasks]
    ended = [(one.number, one.ending, one.closed_on) for one in matter.tasks]
    ended += [(one.number, one.ending, one.closed_on) for one in matter.reports]
    rows += [("销号", number, ending, chinese_date(day)) for number, ending, day in ended if day]
    return [
        paragraph(f"{matter.alliance}（{matter.place}）", label="所在", indent=False, align="left"),
        paragraph("内部材料，供查阅。电话已遮挡，不写反映人的姓名电话。", indent=False, align="left"),
        Table(COVER, tuple(rows)),
    ]


# -- what was reported -------------------------------------------------------------------------------------------------


def _reports(reports: Sequence[Report]) -> list[Block]:
    if not reports:
        return _none("不是从居民诉求来的")
    return [block for report in reports for block in _report(report, named=len(reports) > 1)]


def _report(one: Report, *, named: bool) -> list[Block]:
    blocks: list[Block] = (
        [Heading(f"{one.number}　{one.title}", 2)] if named else [paragraph(one.number, label="编号", indent=False, align="left")]
    )
    facts = (
        ("提出时间", chinese_date(one.on)),
        ("来源", one.channel),
        ("类别", one.category),
        ("地点", one.place),
        ("公开程度", one.privacy),
        ("12345编号", one.hotline),
        ("同类诉求", f"共{one.alike}件，合并办理" if one.alike else ""),
        ("合并到", one.merged_into),
        ("牵头单位", one.lead),
        ("当前状态", one.state),
    )
    blocks += [paragraph(words, label=label, indent=False, align="left") for label, words in facts if words]
    blocks += _said("原话", one.words if one.words is not None else WITHHELD)
    blocks += _said("希望怎么办", one.wish or "")
    blocks += _said("公开摘要", one.summary)
    blocks += _said("转办摘要", one.handed)
    blocks += _said("单位反馈", one.result)
    blocks += _said("给居民的答复", one.answer)
    return [*blocks, *_table(one.steps)]


def _said(label: str, words: str) -> list[Block]:
    first, *rest = [line.strip() for line in words.splitlines() if line.strip()] or [""]
    return [paragraph(first, label=label, indent=False, align="left"), *(paragraph(line) for line in rest)] if first else []


def _table(steps: Iterable[Step]) -> list[Block]:
    rows = tuple((chinese_date(step.on), step.what, step.who, step.words) for step in steps)
    return [Table(STEPS, rows)] if rows else []


# -- what a meeting made of it -----------------------------------------------------------------------------------------


def _items(sittings: Sequence[Sitting]) -> list[Block]:
    if not sittings:
        return _none("未召开会议")
    blocks: list[Block] = []
    for one in sittings:
        blocks += [
            paragraph(f"{one.title}，{one.when}，{one.place}（{one.state}）。", label="会议", indent=False, align="left"),
            paragraph(f"{one.item}（{one.item_state}）", label="议题", indent=False, align="left"),
        ]
        blocks += _said("汇报", one.presenter)
        blocks += _said("情况", one.summary)
    return blocks


def _notices(sittings: Sequence[Sitting]) -> list[Block]:
    if not sittings:
        return _none("未召开会议")
    blocks: list[Block] = []
    for one in sittings:
        blocks += _named(one, sittings)
        blocks += _table(one.notices) or _none("没有发出会议通知")
    return blocks


def _named(one: Sitting, among: Sequence[Sitting]) -> list[Block]:
    """Which meeting is meant, where there were several."""
    return [paragraph(one.title, label="会议", indent=False, align="left")] if len(among) > 1 else []


def _people(sittings: Sequence[Sitting]) -> list[Block]:
    held = [one for one in sittings if one.held]
    if not held:
        return _none("未召开会议")
    blocks: list[Block] = []
    for one in held:
        blocks += _named(one, held)
        blocks.append(Table(PEOPLE, tuple((row.unit, row.name, row.duty, row.phone, row.came) for row in one.people)))
    return blocks


def _extracts(sittings: Sequence[Sitting]) -> list[Block]:
    held = [one for one in sittings if one.held]
    if not held:
        return _none("未召开会议")
    blocks: list[Block] = []
    for one in held:
        blocks += _named(one, held)
        if one.extract:
            blocks += [paragraph(one.minutes, label="摘自", indent=False, align="left"), *one.extract]
        else:
            blocks += _none(one.minutes)
    return blocks


def _decisions(sittings: Sequence[Sitting]) -> list[Block]:
    found = [(one.decision, bool(one.extract)) for one in sittings if one.decision is not None]
    return [block for one, told in found for block in _decision(one, told=told)] or _none("没有形成决议")


def _decision(one: Decision, *, told: bool) -> list[Block]:
    """`told`: the points stand in the extract of the minutes already."""
    points: list[Block] = [Items(one.points)] if one.points else []
    return [
        paragraph(f"{one.number}　{one.title}（{one.basis}，{one.state}）", label="决议", indent=False, align="left"),
        *([paragraph("内容见纪要摘录。", label="议定", indent=False, align="left")] if told else points),
        paragraph(one.announced or "没有公示。", label="公示", indent=False, align="left"),
    ]


# -- what was done -----------------------------------------------------------------------------------------------------


def _tasks(tasks: Sequence[Task]) -> list[Block]:
    if not tasks:
        return _none("没有安排任务")
    return [block for one in tasks for block in _task(one)]


def _task(one: Task) -> list[Block]:
    facts = (
        ("牵头单位", one.lead),
        ("配合单位", "、".join(one.supports)),
        ("安排日期", chinese_date(one.assigned_on)),
        ("完成时限", one.due),
        ("签收", one.acknowledged or "还没有签收"),
        ("当前状态", one.state),
    )
    blocks: list[Block] = [Heading(f"{one.number}　{one.title}", 2)]
    blocks += [paragraph(words, label=label, indent=False, align="left") for label, words in facts if words]
    return [*blocks, *_said("验收标准", one.criteria)]


def _progress(tasks: Sequence[Task]) -> list[Block]:
    if not tasks:
        return _none("没有安排任务")
    blocks: list[Block] = []
    for one in tasks:
        if len(tasks) > 1:
            blocks.append(paragraph(f"{one.number}　{one.title}", label="任务", indent=False, align="left"))
        blocks += _table(one.steps)
        blocks.append(paragraph("" if one.chases else "（没有催办）", label="催办记录", indent=False, align="left"))
        blocks += _table(one.chases)
    return blocks


def _follow_ups(matter: Matter) -> list[Block]:
    found = [step for task in matter.tasks for step in task.follow_ups]
    found += [step for report in matter.reports for step in report.follow_ups]
    return _table(sorted(found, key=lambda step: step.on)) or _none("还没有回访")


def _closing(matter: Matter) -> list[Block]:
    blocks: list[Block] = []
    for one in matter.tasks:
        if one.closed_on is not None:
            blocks.append(
                paragraph(f"{chinese_date(one.closed_on)}，{one.ending or one.state}。", label=one.number, indent=False, align="left")
            )
            blocks += _said("办理结果", one.outcome)
    for report in matter.reports:
        if report.closed_on is not None:
            ended = f"{chinese_date(report.closed_on)}，{report.ending or report.state}。"
            blocks.append(paragraph(ended, label=report.number, indent=False, align="left"))
    return blocks or _none("还没有销号")
