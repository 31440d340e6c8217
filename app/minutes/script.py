"""主持词: what the chair says from the first sentence to the last, from the record (domain.md §1, documents). PURE; Chinese only.

Before the meeting numbers that nobody knows yet are blanks; once it runs they stand there. Large print is what is said, small print in
brackets what is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.ballots.formula import share_words
from app.ballots.formula_words import numeral
from app.ballots.shares import Share
from app.minutes import sentences
from app.minutes.compose import secretariat
from app.minutes.record import Attendee, Record, Topic
from app.papers.blocks import Block, Heading, LargePrint, Space, paragraph
from app.papers.model import Document, chinese_date

SIZE = 18  # points: read standing, at arm's length
BLANK = "＿＿＿"
WEEKDAYS = "一二三四五六日"
DISCUSS = "请各家发表意见。"
OUTSIDE = {
    "residents_meeting": ("要由居民会议或者居民代表会议决定", "会后提交居民会议或者居民代表会议讨论决定。"),
    "owners_278_half": ("依法要由业主共同决定", "会后由业主委员会组织业主共同决定；没有业主委员会的，请街道、居委会指导协助。"),
    "owners_278_threequarters": ("依法要由业主共同决定", "会后由业主委员会组织业主共同决定；没有业主委员会的，请街道、居委会指导协助。"),
    "dept": ("要由主管部门依法办理", "会后用商请函商请有关部门支持。"),
}
BASES = {
    "entitled": "应表决的成员{share}赞成为通过，回避的不计入",
    "present": "到会的成员{share}赞成为通过，回避的不计入",
    "cast": "参加表决的成员{share}赞成为通过",
    "yes_no": "赞成票在赞成票、反对票之和里{share}为通过，弃权不计入",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A motion that was drafted beforehand."""

    text: str
    visibility: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """What the script needs beside the record. `shares`: regime -> its share by the meeting's card; `visibility` the card's usual way;
    `late`: items that stood in no notice; `convener`: who speaks for the convener, "" where that is the chair."""

    running: bool
    shares: Mapping[str, Share]
    visibility: str
    motions: Mapping[int, tuple[Asked, ...]]
    late: frozenset[int]
    convener: str
    minutes_workdays: int


def chair_script(record: Record, plan: Script) -> Document:
    topics = [topic for topic in record.topics if topic.state != "withdrawn"]
    blocks: list[Block] = [paragraph(_where(record), indent=False), Heading("开场"), *_opening(record, plan, topics)]
    for number, topic in enumerate(topics, 1):
        blocks.append(Heading(f"第{numeral(number)}项　{topic.title}"))
        blocks += _report(record, number) if topic.kind == "report" else _topic(topic, plan, number)
    blocks += [Heading("结束"), *_closing(record, plan)]
    title = sentences.full_title(record)
    return Document(
        kind="notice",
        title=f"{record.alliance}\n{title.removeprefix(record.alliance)}主持词",
        issuer=secretariat(record),
        date=record.starts.date(),
        blocks=tuple(blocks),
        watermark=record.watermark,
        unbroken=record.names,
    )


def _say(*lines: str) -> list[Block]:
    return [block for line in lines if line for block in (LargePrint(line, SIZE), Space(0.3))]


def _do(words: str) -> Block:
    return paragraph(f"（{words}）", indent=False)


def _where(record: Record) -> str:
    day = record.starts.date()
    chair = f"　主持：{record.chair.unit}{record.chair.title}{record.chair.name}" if record.chair.name else ""
    return f"时间：{chinese_date(day)}（星期{WEEKDAYS[day.weekday()]}）{sentences.hour(record.starts)}　地点：{record.venue}{chair}"


# -- opening -----------------------------------------------------------------------------------------------------------


def _opening(record: Record, plan: Script, topics: list[Topic]) -> list[Block]:
    items = "；".join(f"第{numeral(number)}项，{topic.title}" for number, topic in enumerate(topics, 1))
    blocks = _say("各位成员，各位同志：", "大家好，感谢大家来参加会议。现在开会。", _present(record, plan))
    if not plan.running:
        blocks.append(_do(f"实到不足{record.quorum_required}家时改说：到会家数不足，今天只通报情况、交换意见，不作表决。"))
    blocks += _say(*_who(record))
    if items:
        blocks += _say(f"今天的议程有{len(topics)}项：{items}。")
    return [*blocks, *_say("发言请先示意，一次讲一件事，先讲意见，再讲理由。")]


def _present(record: Record, plan: Script) -> str:
    expected = f"本次会议应到{record.entitled}家"
    rules = f"《{record.alliance}议事规则》"
    if not plan.running:
        return f"{expected}，实到{BLANK}家，到会家数符合{rules}的规定，可以开会。"
    stand_ins = sum(one.stand_in for one in record.status("present"))
    letters = sum(bool(one.represented_by) for one in record.members)
    parts = [f"代会{stand_ins}家"] * bool(stand_ins) + [f"委托{letters}家"] * bool(letters)
    among = f"（其中{'、'.join(parts)}）" if parts else ""
    if record.present >= record.quorum_required:
        return f"{expected}，实到{record.present}家{among}，到会家数符合{rules}的规定，可以开会。"
    return f"{expected}，实到{record.present}家{among}，不足规定的{record.quorum_required}家，今天只通报情况、交换意见，不作表决。"


def _who(record: Record) -> list[str]:
    away = [one.unit for one in record.status("apology")]
    instead = [_named(one) for one in record.members if one.stand_in and one.status != "apology"]
    beside = [one.unit or one.name for one in record.observers if one.status != "apology"]
    found = [f"请假的有：{'、'.join(away)}。"] if away else []
    found += [f"代会的有：{'、'.join(instead)}。"] if instead else []
    return [*found, *([f"列席会议的有：{'、'.join(beside)}，欢迎大家。"] if beside else [])]


def _named(one: Attendee) -> str:
    return f"{one.unit}（{one.name}）" if one.name else one.unit


# -- items -------------------------------------------------------------------------------------------------------------


def _report(record: Record, number: int) -> list[Block]:
    """上次议定事项办理情况, always first (domain.md §1), with its numbers."""
    blocks = _say(f"进行第{numeral(number)}项，通报上次会议议定事项的办理情况。")
    if record.report is None:
        return blocks + _say("上次会议没有需要通报的议定事项，这一项到这里。")
    blocks += _say(sentences.reported(record.report))
    if record.report.open or record.report.postponed or record.report.shelved:
        blocks += _say("没有办结的，请牵头单位说明原因和下一步的打算。")
    return blocks + _say("大家对办理情况有没有意见？没有意见，通报到这里。")


def _topic(topic: Topic, plan: Script, number: int) -> list[Block]:
    heard = f"请{topic.presenter}汇报。" if topic.presenter else "先介绍一下情况。"
    blocks = _say(f"进行第{numeral(number)}项，{topic.title}。{heard}")
    blocks += [block for one in topic.recused for block in _recused(one.unit, topic)]
    if topic.regime == "none":
        return blocks + _say("这一项只通报情况，不作决定。大家有什么意见，请讲。")
    if topic.regime in OUTSIDE:
        return blocks + _outside(topic.regime)
    if topic.id in plan.late and topic.regime != "consensus":
        why = "这一项是通知发出以后加的，今天只讨论，不表决。"
        return blocks + _say(why, DISCUSS, "大家的意见秘书都记下了，需要表决的，列入下次会议。")
    return blocks + (_consensus() if topic.regime == "consensus" else _ballot(topic, plan))


def _recused(unit: str, topic: Topic) -> list[Block]:
    act = "讨论和协商" if topic.regime == "consensus" else "讨论和表决"
    return _say(f"{unit}与这一项有利害关系，按照《议事规则》回避，不参加{act}。")


def _outside(regime: str) -> list[Block]:
    why, after = OUTSIDE[regime]
    blocks = _say(f"这一项{why}，联席会议不表决，请大家谈意见、提建议。")
    blocks.append(_do("讨论。把归纳的建议念给大家听。"))
    return blocks + _say(f"大家的建议是：{BLANK}{BLANK}。{after}")


def _consensus() -> list[Block]:
    blocks: list[Block] = [*_say(DISCUSS), _do("讨论。把归纳的议定事项一条一条念给大家听。")]
    blocks += _say(f"大家的意见归纳起来是：{BLANK}{BLANK}。这样办，哪一家还有不同意见？")
    blocks.append(_do("停一停，看一圈。"))
    blocks += _say("没有不同意见，这一项协商一致，就这样定了。")
    return [*blocks, _do("有不同意见时改说：这一项还有不同意见，今天继续协商。或者：暂缓，列入下次会议。或者：转为表决。由主持人当场定。")]


def _ballot(topic: Topic, plan: Script) -> list[Block]:
    blocks: list[Block] = [*_say(DISCUSS), _do("讨论。")]
    asked = plan.motions.get(topic.id, ()) or (Asked("", plan.visibility),)
    for one in asked:
        blocks += _say(f"现在表决。表决事项是：{one.text.strip().rstrip('。') or BLANK + BLANK}。")
        share = plan.shares.get(topic.regime)
        if share is not None and not one.options:
            blocks += _say(f"每家一票，{BASES[share.base].format(share=share_words(share))}。")
        blocks += _cast(one)
    return blocks


def _cast(one: Asked) -> list[Block]:
    if one.visibility == "secret":
        blocks = _say("这一项无记名表决，请代表本人投票，投出以后不能修改；要纸质票的向秘书领。")
    elif one.visibility == "hands":
        blocks = _say(*(f"{choice}的请举手。请放下。" for choice in ("赞成", "反对", "弃权")))
    else:
        blocks = _say(
            "请各家代表用手机投赞成、反对或者弃权；投纸质票的交给秘书。"
            if not one.options
            else "请各家代表用手机投票；投纸质票的交给秘书。"
        )
    reads = "请秘书公布结果。" if one.visibility == "named" else "请监票人报告结果。"
    if one.options:
        return [*blocks, *_say(reads), _do(f"可选的是：{'、'.join(one.options)}。照大屏幕宣布结果。")]
    return blocks + _say(reads, f"赞成{BLANK}家，反对{BLANK}家，弃权{BLANK}家，这一项{BLANK}。")


# -- closing -----------------------------------------------------------------------------------------------------------


def _closing(record: Record, plan: Script) -> list[Block]:
    speaks = f"请联盟召集人{plan.convener}讲话。" if plan.convener else ""
    minutes = f"今天的议题都议完了。会议纪要在{plan.minutes_workdays}个工作日内印发，逐项写明牵头单位和完成时限；"
    public = f"议定事项公示{record.dates.notice_workdays}个工作日，听取居民意见。"
    after = "请牵头单位按时办理、及时反馈。下次会议先通报今天议定事项的办理情况。"
    return _say(speaks, minutes + public, after, "谢谢大家，散会。")
