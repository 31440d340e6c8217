"""The fixed sentences of the minutes: from values of the record to the words of the example (domain.md §4). PURE.

What the record does not know is left out; the secretary's own words stand where compose.py puts them.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from app.ballots.formula import share_words
from app.ballots.outside import Stated
from app.ballots.outside_words import outside_words
from app.ballots.sentences import ballot_words
from app.ballots.shares import Share
from app.minutes.record import Attendee, Chair, Counted, Dates, LedgerHead, Postponed, Record, Recused, Report, Topic
from app.papers.blocks import Run
from app.papers.model import chinese_date

NOT_OURS = {
    "residents_meeting": "本议题应当由居民会议或者居民代表会议决定，本次会议只提出建议，不作表决。",
    "owners_278_half": "本议题依法应当由业主共同决定，本次会议只提出建议，不作表决。",
    "owners_278_threequarters": "本议题依法应当由业主共同决定，本次会议只提出建议，不作表决。",
    "dept": "本议题由职能部门依法办理，本次会议只提出建议，不作表决。",
}
_QUARTER = re.compile(r"\d{4}年第[一二三四]季度")
_SHORT_CONVENERS = ("社区党委", "社区党总支", "社区党支部")


def short_day(day: date) -> str:
    """11月24日."""
    return f"{day.month}月{day.day}日"


def hour(instant: datetime) -> str:
    """14时, 16时10分."""
    return f"{instant.hour}时{instant.minute}分" if instant.minute else f"{instant.hour}时"


def span(starts: datetime, ends: datetime | None) -> str:
    """2026年11月12日14时至16时10分."""
    begun = chinese_date(starts.date()) + hour(starts)
    if ends is None:
        return begun
    return f"{begun}至{hour(ends) if ends.date() == starts.date() else chinese_date(ends.date()) + hour(ends)}"


def full_title(record: Record) -> str:
    """The meeting's title with the alliance's name before it, once."""
    return record.title if record.title.startswith(record.alliance) else record.alliance + record.title


def short_convener(name: str) -> str:
    """鹤鸣里社区党委 is 社区党委 for short; other names have no usual short form."""
    return next((short for short in _SHORT_CONVENERS if name.endswith(short)), name)


def opening(record: Record) -> str:
    """When, by whom, where, which meeting."""
    when = span(record.starts, record.ends)
    short = short_convener(record.convener)
    by = f"{record.convener}（以下简称{short}）" if short != record.convener else record.convener
    if record.written:
        return f"{when}，{by}以书面方式组织{full_title(record)}。"
    return f"{when}，{by}在{record.venue}召开{full_title(record)}。"


def chairing(record: Record, remark: str) -> str:
    """Who chaired, and that the convener was there; `remark` is the secretary's (并作说明)."""
    convener = next((one for one in record.members if one.convenes and one.status == "present" and not one.stand_in), None)
    if record.written:
        return f"表决由{_chair(record.chair, record)}主持{'，' + remark if remark else ''}。" if record.chair.name else ""
    if not record.chair.name:
        there = f"{_convener(record, convener)}出席会议{remark}。" if convener else f"{remark}。" if remark else ""
        return there
    if convener is None:
        return f"会议由{_chair(record.chair, record)}主持{'，' + remark if remark else ''}。"
    if convener.name == record.chair.name:
        return f"会议由{_convener(record, convener)}主持{remark}。"
    return f"会议由{_chair(record.chair, record)}主持，{_convener(record, convener)}出席会议{remark}。"


def _chair(chair: Chair, record: Record) -> str:
    turn = ""
    if chair.rotating:
        turn = "本季度轮值主持单位" if "季度" in record.title else "轮值主持单位"
    return f"{turn}{chair.unit}{chair.title}{chair.name}"


def _convener(record: Record, convener: Attendee) -> str:
    office = f"{short_convener(record.convener)}{convener.title}、" if convener.title else ""
    return f"{office}联盟召集人{convener.name}"


def quorum(record: Record) -> str:
    """有表决权的成员、应到、实到、请假 and whether that is enough, with the share in words and in number."""
    personal = f"（{'、'.join(record.personal)}每名按1家计）" if record.personal else ""
    away = (("请假", len(record.status("apology"))), ("缺席", len(record.status("absent"))))
    absent = "".join(f"，{words}{number}家" for words, number in away if number)
    share = share_words(Share("entitled", record.quorum.num, record.quorum.den, record.quorum.strict))
    card = f"《{record.alliance}议事规则》（以下简称《议事规则》）规定的{share}（{record.quorum_required}家）"
    enough = record.present >= record.quorum_required
    if record.written:
        return _returned(record, card, enough)
    ending = f"达到{card}，到会符合规定。" if enough else f"未达到{card}，到会不足规定人数，本次会议只交换意见，不作表决。"
    return f"联盟有表决权的成员{record.entitled}家{personal}，应到{record.entitled}家，实到{record.present}家{absent}，{ending}"


def _returned(record: Record, card: str, enough: bool) -> str:
    """The same of a ballot in writing: whoever returned a ballot or declared a recusal counts as present (voting.md §3)."""
    silent = record.entitled - record.present
    missing = f"，没有答复的{silent}家" if silent else ""
    ending = f"达到{card}，到会符合规定。" if enough else f"未达到{card}，到会不足规定人数，不能形成决定。"
    asked = f"联盟有表决权的成员{record.entitled}家，应到{record.entitled}家"
    return f"{asked}，交回表决意见或者说明回避的{record.present}家{missing}，{ending}"


def announcing(record: Record, origin: str) -> str:
    """What was heard and how many topics; `origin` is the secretary's (社区党委会议确定的)."""
    if record.written:
        return "现将表决情况和议定事项纪要如下："
    reports = any(topic.kind == "report" for topic in record.considered)
    others = [topic for topic in record.considered if topic.kind != "report"]
    told = [topic.title for topic in others if topic.state == "reported"]
    topics = len(others) - len(told)
    parts = ["通报了上次会议议定事项办理情况"] * reports + [f"通报了{'、'.join(told)}"] * bool(told)
    parts += [f"研究了{origin}{topics}个议题"] * bool(topics)
    heard = f"会议{'，'.join(parts)}。" if parts else ""
    return f"{heard}现将会议议定事项纪要如下："


def recusal(recused: Recused, topic: Topic) -> str:
    """Who stood back and why. A reason that already speaks of 回避 is the whole sentence."""
    if "回避" in recused.reason:
        return f"{recused.unit}{recused.reason.rstrip('。')}。"
    act = "讨论和表决" if topic.ballots else "讨论和协商"
    return f"{recused.unit}{recused.reason.rstrip('。，')}，与本议题有利害关系，依照《议事规则》申请回避，未参加{act}。"


def balloting(counted: Counted, *, named: bool, written: bool = False) -> tuple[Run, ...]:
    """The decision by ballot with its formula; `named`: say which motion, because there are several; `written`: not in a room."""
    text = f"关于“{counted.text.strip().rstrip('。')}”，" if named else ""
    text += "以书面方式表决，" if written else ""
    words = ballot_words(counted.outcome, counted.share, counted.visibility, round_=counted.round, elects=counted.elects)
    return (Run(text + words.course), Run(words.ending, strong=True), Run("。"))


def decided_outside(stated: Stated) -> tuple[Run, ...]:
    """The official result of what the owners or the residents' meeting decide, with its scope, totals and formula."""
    words = outside_words(stated)
    return (Run(words.course), Run(words.ending, strong=True), Run("。"))


def undecided(topic: Topic) -> str:
    """Why an item has no decision of ours; empty where it has one."""
    words = topic.outcome_words.strip().rstrip("。")
    if topic.state == "deferred":
        return f"会议决定本议题暂缓，提交下次会议研究{'：' + words if words else ''}。"
    if topic.state == "recommended":
        return NOT_OURS.get(topic.regime, "本议题不由联盟决定，本次会议只提出建议，不作表决。") + (f"{words}。" if words else "")
    if topic.state == "in_discussion" and topic.outside is None and (topic.written or not topic.ballots):
        return "本议题未形成议定事项。"
    return ""


def period_of(report: Report) -> str:
    """2026年第三季度, or the meeting's day where its title names no quarter; 此前会议 where older promises are among them."""
    if report.older:
        return "此前会议"
    quarter = _QUARTER.search(report.previous_title)
    return quarter.group() if quarter else f"{chinese_date(report.previous_day)}会议"


def reported(report: Report) -> str:
    """What became of the last meeting's actions, and each that was given more time."""
    names = (
        ("已办结并经回访确认", report.closed),
        ("申请延期", len(report.postponed)),
        ("正在办理", report.open),
        ("挂账", report.shelved),
        ("撤销", report.cancelled),
    )
    counts = "，".join(f"{words}{number}项" for words, number in names if number)
    head = f"{period_of(report)}议定事项{report.total}项{'，' + counts if counts else ''}。"
    lead = "申请延期的是" if len(report.postponed) == 1 else ""
    return head + "".join(f"{lead}{postponed(one)}" for one in report.postponed)


def postponed(one: Postponed) -> str:
    """One extension: what, from when, why, who asked, until when."""
    asked = f"责任单位{one.lead}已于{short_day(one.asked_on)}书面申请并说明理由" if one.asked_on else f"责任单位{one.lead}已申请并说明理由"
    who = "会议同意" if one.decided_by == "meeting" else "经召集人审批，同意"
    final = "，不再顺延" if one.final else ""
    return (
        f"{one.title}（编号{one.number}），原定{short_day(one.old_due)}完成，因{one.reason.strip().rstrip('。').removeprefix('因')}，{asked}。"
        f"{who}延期至{short_day(one.new_due)}{final}。"
    )


def hearing(topic: Topic) -> str:
    """The default prose of an item: who reported, then the notes taken in the room."""
    if topic.written:
        return f"就{topic.title}，以书面方式征求各成员意见。{topic.notes.strip()}"
    heard = f"会议听取{topic.presenter}关于{topic.title}情况的汇报。" if topic.presenter else ""
    return heard + topic.notes.strip() if heard or topic.notes.strip() else f"会议研究了{topic.title}。"


def requirements(record: Record) -> tuple[str, ...]:
    """五、有关要求: when the slips go out and what is due when, the letters of request, the 公示."""
    days = record.dates
    found = []
    if record.tasks:
        confirmed = f"社区居委会牵头的事项，由{record.place.street}办事处或者诉求人确认办理结果。"
        own = any(task.lead_kind == "residents_committee" for task in record.tasks)
        found.append(
            f"任务单于公示期满后的{short_day(days.slips)}发出，办理时限自次日起按工作日计算。"
            f"牵头单位收到任务单后{days.acknowledge}个工作日内签收，每{days.progress}个工作日反馈一次进展。"
            f"确需延期的，在到期前{days.ask_before}个工作日书面申请并说明理由，由召集人审批，每项原则上只延期一次。"
            f"办结事项由联盟秘书处核验并回访居民{'；' + confirmed if own else '。'}"
        )
    if record.requests:
        others = dict.fromkeys((one.via, one.lead) for one in record.requests if one.via)
        found.append(
            f"涉及列席单位的事项不列入任务清单，由{short_convener(record.convener)}于{short_day(days.requests_by)}前以商请函商请支持"
            + "".join(f"；商请{lead}的，{via}" for via, lead in others)
            + "。"
        )
    if any(topic.points for topic in record.topics if topic.kind != "report"):
        found.append(f"本次会议议定事项自{period(days)}在小区公告栏和社区党群服务站公示。公示期内有意见的，可以向社区居委会提出。")
    return tuple(found)


def period(days: Dates) -> str:
    """2026年11月19日至11月23日（3个工作日）."""
    until = short_day(days.notice_to) if days.notice_to.year == days.notice_from.year else chinese_date(days.notice_to)
    return f"{chinese_date(days.notice_from)}至{until}（{days.notice_workdays}个工作日）"


def ledger_head(head: LedgerHead) -> str:
    """14号第128条，末条编码1a2b3c4d5e6f7a8b: as many digits as people compare; the entry itself holds all of them."""
    return f"{head.chain}号第{head.seq}条，末条编码{head.hash[:16]}"


def listed(words: tuple[str, ...]) -> str:
    """错时停车、课后托管和养老助餐."""
    return "、".join(words[:-1]) + "和" + words[-1] if len(words) > 1 else "".join(words)


def default_title(record: Record) -> str:
    """关于……有关事项的纪要, from the topics; the secretary shortens it and chooses the line breaks."""
    topics = tuple(topic.title for topic in record.considered if topic.kind != "report")
    if not topics:
        return f"{record.title.removeprefix(record.alliance)}纪要"
    return f"关于{listed(topics)}有关事项的纪要"
