"""The minutes as a paper, from the record and the secretary's prose. PURE: the same record and prose give the same paper.

docs/decisions/0005-minutes.md says which words are whose.
"""

from __future__ import annotations

from dataclasses import replace

from app.ballots.formula_words import numeral
from app.ballots.sentences import consensus_words
from app.minutes import sentences
from app.minutes.record import Attendee, Drafting, LedgerHead, Prose, Record, Request, Task, Topic
from app.papers.blocks import AnnexList, Block, Column, Heading, Items, NameEntry, Names, Paragraph, Run, Table, paragraph
from app.papers.model import Annex, Closing, Distribution, Document, Head, chinese_date

NO_PROSE = Prose()
MARKS = {"joint": "联席会议纪要", "coordination": "议事协调会纪要", "council": "居民议事会纪要", "written": "书面表决纪要"}
TASK_COLUMNS = (
    Column("编号", 2.3, "center"),
    Column("任务", 3.2),
    Column("牵头单位", 2.4, "center"),
    Column("配合单位", 3.2),
    Column("完成时限", 2.6, "center"),
    Column("验收标准", 4.0),
    Column("状态", 1.4, "center"),
)
REQUEST_COLUMNS = (
    Column("序号", 0.8, "center"),
    Column("商请事项", 3.4),
    Column("商请单位", 2.4, "center"),
    Column("联系单位", 2.6, "center"),
    Column("希望反馈时间", 2.4, "center"),
    Column("方式", 2.0, "center"),
)


def minutes(record: Record, drafting: Drafting) -> Document:
    """The whole paper. Without a number it is a draft and says 第×期."""
    office = secretariat(record)
    annexes = _annexes(record)
    return Document(
        kind="minutes",
        title=drafting.title or sentences.default_title(record),
        issuer=office,
        date=drafting.dated,
        head=Head((_address(record), MARKS.get(record.kind, MARKS["joint"])), record.red),
        number=f"第{drafting.number or '×'}期",
        blocks=(*_body(record, drafting), *_after_the_body(record, annexes, drafting.head)),
        annexes=annexes,
        closing=Closing(_distribution(record, drafting), office, drafting.dated),
        watermark=record.watermark,
        unbroken=record.names,
    )


def secretariat(record: Record) -> str:
    return f"{record.alliance}秘书处"


def report_to(record: Record) -> str:
    """报: the street's party committee and its office."""
    return f"{record.place.street}党工委、{record.place.street}办事处"


def send_to(record: Record) -> str:
    """送: everybody who was asked to come."""
    return "联盟各成员，各列席单位" if record.observers else "联盟各成员"


def default_before(topic: Topic) -> str:
    """What stands before the facts of an item until the secretary writes something else."""
    return "" if topic.kind == "report" else sentences.hearing(topic)


def default_requirements(record: Record) -> str:
    return "\n".join(sentences.requirements(record))


def _address(record: Record) -> str:
    return record.alliance if record.alliance.startswith(record.place.street) else record.place.street + record.alliance


def _distribution(record: Record, drafting: Drafting) -> tuple[Distribution, ...]:
    lines = (("报", drafting.report_to or report_to(record)), ("送", drafting.send_to or send_to(record)))
    return tuple(Distribution(label, words.strip().rstrip("。")) for label, words in lines)


def _body(record: Record, drafting: Drafting) -> list[Block]:
    blocks: list[Block] = [paragraph(lead(record, drafting.lead))]
    for number, topic in enumerate(record.considered, 1):
        blocks.append(Heading(f"{numeral(number)}、关于{topic.title.removeprefix('关于')}"))
        blocks.extend(section(record, topic, drafting.of(topic.id)))
    own = drafting.requirements
    wanted = own.before if own.before is not None else default_requirements(record)
    if words := _lines(wanted) + _lines(own.after):
        blocks.append(Heading(f"{numeral(len(record.considered) + 1)}、有关要求"))
        blocks.extend(paragraph(line) for line in words)
    return blocks


def lead(record: Record, prose: Prose) -> str:
    """The opening paragraph; the secretary's two phrases stand inside its sentences."""
    remark, origin = (prose.before or "").strip("，。 \n"), prose.after.strip("，。 \n")
    return "".join(
        (sentences.opening(record), sentences.chairing(record, remark), sentences.quorum(record), sentences.announcing(record, origin))
    )


def section(record: Record, topic: Topic, prose: Prose) -> list[Block]:
    """One item: prose, who stood back, the decision with the prose behind it, what was agreed."""
    before = prose.before if prose.before is not None else default_before(topic)
    blocks: list[Block] = [paragraph(line) for line in _lines(before)]
    blocks.extend(facts(record, topic, prose.after))
    if topic.points:
        blocks += [paragraph(_agreed(topic)), Items(topic.points)]
    return blocks


def _agreed(topic: Topic) -> str:
    if topic.written:
        return "议定："
    return "会议建议：" if topic.state == "recommended" else "会议议定："


def facts(record: Record, topic: Topic, after: str = "") -> list[Paragraph]:
    """The locked sentences of an item; `after` goes on in the decision's paragraph, its further lines in paragraphs of their own."""
    first, *rest = _lines(after) or [""]
    decisions = _decisions(record, topic)
    if first and decisions:
        decisions[-1] = replace(decisions[-1], runs=(*decisions[-1].runs, Run(first)))
    elif first:
        decisions.append(paragraph(first))
    outside = [paragraph(*sentences.decided_outside(topic.outside), label="表决结果")] if topic.outside else []
    recused = (paragraph(sentences.recusal(one, topic)) for one in topic.recused)
    return [*recused, *decisions, *(paragraph(line) for line in rest), *outside]


def _decisions(record: Record, topic: Topic) -> list[Paragraph]:
    if topic.kind == "report":
        return [paragraph(sentences.reported(record.report))] if record.report else []
    found: list[Paragraph] = []
    several = len(topic.ballots) > 1
    for counted in topic.ballots:
        found.append(paragraph(*sentences.balloting(counted, named=several, written=record.written), label="表决情况"))
    if topic.reservations is not None:
        found.append(paragraph(consensus_words(topic.reservations), label="协商情况"))
    if words := sentences.undecided(topic):
        found.append(paragraph(words))
    return found


def _lines(words: str) -> list[str]:
    return [line.strip() for line in words.splitlines() if line.strip()]


def _after_the_body(record: Record, annexes: tuple[Annex, ...], head: LedgerHead | None) -> list[Block]:
    lists = (
        ("答复" if record.written else "出席", record.status("present")),
        ("请假", record.status("apology")),
        ("未答复" if record.written else "缺席", record.status("absent")),
        ("列席", record.observers),
    )
    blocks: list[Block] = [AnnexList(tuple(annex.title for annex in annexes))] if annexes else []
    blocks.extend(Names(label, tuple(map(_entry, people))) for label, people in lists if people)
    if record.recorder:
        blocks.append(Names("记录", (NameEntry("", record.recorder),)))
    if head is not None:
        blocks.append(Names("台账", (NameEntry("", sentences.ledger_head(head)),)))
    return blocks


def _entry(one: Attendee) -> NameEntry:
    if one.represented_by:
        return NameEntry(one.unit, f"（委托{one.represented_by}）")
    return NameEntry(one.unit, f"{one.name}（代会）" if one.stand_in else one.name)


def _annexes(record: Record) -> tuple[Annex, ...]:
    found = []
    if record.tasks:
        found.append(("任务清单", Table(TASK_COLUMNS, tuple(map(_task, record.tasks))), True))
    if record.requests:
        found.append(("商请事项清单", Table(REQUEST_COLUMNS, tuple(_request(*one) for one in enumerate(record.requests, 1))), False))
    labels = ("附件",) if len(found) == 1 else ("附件1", "附件2")
    return tuple(Annex(label, title, (table,), landscape=broad) for label, (title, table, broad) in zip(labels, found, strict=False))


def _task(task: Task) -> tuple[str, ...]:
    title = f"{task.title}（上次会议延期）" if task.carried else task.title
    return (task.number, title, task.lead, "、".join(task.supports), task.due, task.criteria, task.state)


def _request(number: int, request: Request) -> tuple[str, ...]:
    day = chinese_date(request.due) if request.due else ""
    return (str(number), request.title, request.lead, request.contact, day, request.via or "商请函")
