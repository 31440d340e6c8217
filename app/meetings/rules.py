"""Joint meetings: their life, the quorum, and what may stand on an agenda."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Protocol

from app.core.lifecycle import Lifecycle, Subject, move


def _(message: str) -> str:
    """Marks a sentence for the catalogue; screens translate it when they show it."""
    return message


WRITTEN = "written"
#: How a notice begins that takes the place of an earlier one.
CORRECTION = "【更正】"

#: Kinds of meetings that people come to; a ballot in writing is sent round instead (app.ballots.written).
HELD_KINDS = {"joint": _("联席会议"), "coordination": _("议事协调会"), "council": _("居民议事会")}
KINDS = {**HELD_KINDS, WRITTEN: _("书面表决")}
LONGEST_AGENDA = 60
LONGEST_TITLE = 120
REPORT_TITLE = "上次会议议定事项办理情况"

STATES = {
    "planning": _("筹备"),
    "notified": _("已通知"),
    "postponed": _("延期"),
    "cancelled": _("取消"),
    "in_session": _("进行中"),
    "ended": _("结束"),
}
ITEM_STATES = {
    "pending": _("待议"),
    "in_discussion": _("讨论中"),
    "decided": _("已议定"),
    "reported": _("已通报"),
    "recommended": _("已形成建议"),
    "deferred": _("暂缓"),
    "withdrawn": _("已撤下"),
}
ATTENDANCE = {"expected": _("未到"), "present": _("已到"), "apology": _("请假"), "absent": _("缺席")}
RECUSALS = {
    "declared": _("回避"),
    "requested": _("申请回避，等主持人决定"),
    "granted": _("回避"),
    "refused": _("不予回避"),
    "lifted": _("已取消回避"),
}

LETTERS = {"given": _("有效"), "lapsed": _("本人已到，委托失效"), "withdrawn": _("已撤回")}
CODES = {"": _("没有"), "made": _("已生成，没用过"), "used": _("已使用"), "stopped": _("试错太多，已停用")}

#: Before the start everything about a meeting may still be planned.
PLANNED = frozenset(("planning", "notified", "postponed"))
OPENED = frozenset(("in_session", "ended"))
OPEN_ITEM = frozenset(("pending", "in_discussion"))
#: How long before the start, and after it, a delegate's own telephone may check in.
CHECK_IN_BEFORE = timedelta(minutes=60)
CHECK_IN_AFTER = timedelta(hours=12)

#: voting.md §1. The first three are ours to decide; the others end as a recommendation.
REGIMES = (
    "none",
    "consensus",
    "alliance_majority",
    "alliance_two_thirds",
    "residents_meeting",
    "owners_278_half",
    "owners_278_threequarters",
    "dept",
)
BALLOT_REGIMES = frozenset(("alliance_majority", "alliance_two_thirds"))
REGIME_WORDS = {
    "none": _("只通报，不作决定"),
    "consensus": _("协商一致"),
    "alliance_majority": _("表决，过半数通过"),
    "alliance_two_thirds": _("表决，三分之二以上通过"),
    "residents_meeting": _("居民会议决定"),
    "owners_278_half": _("业主共同决定（过半数）"),
    "owners_278_threequarters": _("业主共同决定（四分之三以上）"),
    "dept": _("部门依法决定"),
}
REGIME_HINTS = {
    "none": _("通报情况、交流意见，议完记“已通报”。"),
    "consensus": _("问到会成员有没有反对；没有就形成意见。有反对的，由主持人定：继续协商、暂缓或者表决。"),
    "alliance_majority": _("按规则卡表决，赞成过半数为通过。"),
    "alliance_two_thirds": _("按规则卡表决，赞成三分之二以上为通过。"),
    "residents_meeting": _("不由联席会议决定：形成建议，提交居民会议或者居民代表会议。"),
    "owners_278_half": _("不由联席会议决定，不能表决：形成建议，由业委会组织业主大会；没有业委会的，请街道、居委会指导协助。"),
    "owners_278_threequarters": _("改变共有部分的用途等，不能表决：形成建议，由业委会组织业主大会；没有业委会的，请街道、居委会指导协助。"),
    "dept": _("不由联席会议决定：形成建议，用商请函商请有关部门。"),
}
OWNERS_REGIMES = frozenset(("owners_278_half", "owners_278_threequarters"))
NOT_OURS = OWNERS_REGIMES | {"residents_meeting", "dept"}


class MeetingFacts(Subject, Protocol):
    """What the guards read."""

    @property
    def item_count(self) -> int: ...


def has_agenda(meeting: MeetingFacts) -> str | None:
    return None if meeting.item_count else "meeting.no_agenda"


LIFECYCLE: Lifecycle[MeetingFacts] = Lifecycle(
    "meeting",
    move("notify", "planning postponed", "notified", needs="meetings.run", guard=has_agenda),
    move("renotify", "notified", "notified", needs="meetings.run", guard=has_agenda),
    move("postpone", "planning notified", "postponed", needs="meetings.run"),
    move("cancel", "planning notified postponed", "cancelled", needs="meetings.run"),
    move("start", "planning notified postponed", "in_session", needs="meetings.run", guard=has_agenda),
    move("end", "in_session", "ended", needs="meetings.run"),
    first="planning",
    final="cancelled ended",
)


class ItemFacts(Subject, Protocol):
    """What the guards of an agenda item read."""

    @property
    def regime(self) -> str: ...


def ours_to_decide(item: ItemFacts) -> str | None:
    return "item.not_ours" if item.regime in NOT_OURS else None


ITEM_LIFECYCLE: Lifecycle[ItemFacts] = Lifecycle(
    "item",
    move("discuss", "pending", "in_discussion", needs="meetings.run", plain=True),
    move("decide", "pending in_discussion", "decided", needs="meetings.run", guard=ours_to_decide, by_system=True),
    move("report", "pending in_discussion", "reported", needs="meetings.run"),
    move("recommend", "pending in_discussion", "recommended", needs="meetings.run"),
    move("defer", "pending in_discussion", "deferred", needs="meetings.run"),
    move("withdraw", "pending in_discussion", "withdrawn", needs="meetings.run"),
    move("reopen", "decided reported recommended deferred", "in_discussion", needs="meetings.run"),
    first="pending",
    final="withdrawn decided reported recommended deferred",
)

#: A seat's interest in one item: declared by itself, or requested by another and then decided by the chair.
RECUSAL_LIFECYCLE: Lifecycle[Subject] = Lifecycle(
    "recusal",
    move("declare", "requested refused lifted", "declared", needs="meetings.run"),
    move("request", "refused lifted", "requested", needs="meetings.run"),
    move("grant", "requested", "granted", needs="meetings.run"),
    move("refuse", "requested", "refused", needs="meetings.run"),
    move("lift", "declared granted", "lifted", needs="meetings.run"),
    first="declared",
    final="",
)


#: 授权委托书. It lapses by itself when the own delegate comes, and stands again where that check-in was a mistake.
LETTER_LIFECYCLE: Lifecycle[Subject] = Lifecycle(
    "letter",
    move("lapse", "given", "lapsed", needs="meetings.run", by_system=True),
    move("restore", "lapsed", "given", needs="meetings.run", by_system=True),
    move("withdraw", "given", "withdrawn", needs="meetings.run"),
    first="given",
    final="withdrawn",
)


def letter_fault(
    giver: int, holder: int, *, voters: Collection[int], standing: Mapping[int, int], proxies: str, most: int
) -> tuple[str, str] | None:
    """Why a seat cannot be handed to another one's delegate, and at which field (voting.md §7: one hop, so many a holder).

    `standing`: giver -> holder of the letters that stand already; `proxies` and `most` are the rule card's.
    """
    if proxies == "none":
        return "letter.not_allowed", "giver"
    for seat, field in ((giver, "giver"), (holder, "holder")):
        if seat not in voters:
            return "letter.no_vote", field
    if giver == holder:
        return "letter.same", "holder"
    if giver in standing:
        return "letter.given_already", "giver"
    if giver in standing.values():
        return "letter.holds_one", "giver"
    if holder in standing:
        return "letter.one_hop", "holder"
    carried = sum(one == holder for one in standing.values())
    return ("letter.many", "holder") if carried >= most else None


def quorum_required(entitled: int, num: int, den: int, strict: bool) -> int:
    """The least number of present seats that satisfies the quorum: integers only (voting.md §2)."""
    whole, rest = divmod(num * entitled, den)
    return whole + (1 if strict or rest else 0)


def quarter_of(day: date) -> int:
    return (day.month + 2) // 3


_COUNT = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")


def default_title(alliance: str, kind: str, day: date, already: int) -> str:
    """“鹤鸣里社区党建联盟2026年第四季度联席会议”; `already`: how many of that name there are. Papers are Chinese only."""
    again = f"第{_COUNT[already]}次" if 0 < already < len(_COUNT) else ""
    if kind == "joint":
        quarter = "一二三四"[quarter_of(day) - 1]
        return f"{alliance}{day.year}年第{quarter}季度{again}联席会议"
    name = {"coordination": "议事协调会", "council": "居民议事会", WRITTEN: "书面表决"}[kind]
    return f"{alliance}{day.year}年{day.month}月{again}{name}"


_ORDINAL = re.compile(
    r"^(?:[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)]|\d{1,2}(?:[)）、]|[．.](?!\d))|[一二三四五六七八九十]{1,3}、)\s*"
)


def topics_of(lines: str) -> list[str]:
    """The topics that somebody typed or pasted, one a line; a number in front (“1.”, “二、”, “（3）”) is not part of the topic."""
    bare = (_ORDINAL.sub("", line.strip(" \t\u3000")) for line in lines.splitlines())
    return [line for line in bare if line]


def may_check_in(state: str, starts_at: datetime, now: datetime) -> bool:
    """Whether delegates' own telephones may check in: while the meeting runs, and from an hour before it starts."""
    soon = starts_at - CHECK_IN_BEFORE <= now <= starts_at + CHECK_IN_AFTER
    return state == "in_session" or (state == "notified" and soon)


def was_notified(added_at: datetime | None, notified_at: datetime | None, late_entry: bool) -> bool:
    """Whether an item stood in a notice. A meeting entered afterwards was called on paper."""
    return late_entry or (notified_at is not None and (added_at is None or added_at <= notified_at))


_DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?|(\d{4})(\d\d)(\d\d)")
_TIME = re.compile(r"(\d{1,2})\s*[:.时]\s*(\d{1,2})?(?::00)?\s*分?|(\d{1,2})(\d\d)")


def day_from(text: str) -> date:
    """2026-11-12, 2026.11.12, 2026/11/12, 20261112 or 2026年11月12日, full-width digits too. Raises ValueError."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise ValueError(text)
    return date(*(int(part) for part in found.groups() if part))


def time_from(text: str) -> time:
    """14:05, 14.05, 1405, 14时, 14时5分, 14点, 14点半, full-width digits too. Raises ValueError."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("点", "时").replace("时半", "时30")
    found = _TIME.fullmatch(plain)
    if found is None:
        raise ValueError(text)
    hour, minute, whole_hour, whole_minute = found.groups()
    return time(int(hour or whole_hour), int(minute or whole_minute or 0))
