"""The life of an issue (诉求), from the first word to 销号 (domain.md §6). What is asked and decided at its end: ending_rules.py."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.core.lifecycle import Lifecycle, Refused, Subject, move
from app.core.workdays import Calendar


def _(message: str) -> str:
    """Marks a sentence for the catalogue; screens translate it when they show it."""
    return message


class IssueFacts(Subject, Protocol):
    """What the guards read."""

    @property
    def dangerous(self) -> bool: ...
    @property
    def about_community(self) -> bool: ...
    @property
    def from_hotline(self) -> bool: ...
    @property
    def privacy(self) -> str: ...
    @property
    def reopens(self) -> int: ...


#: Whose desk an issue goes to. "danger" is the community's too, to be dealt with at once; a row from before says nothing: the community's.
COMMUNITY, STREET, DANGER = "community", "street", "danger"

#: Words that need a telephone, not a meeting (domain.md, opening decision 5).
DANGER_WORDS = ("自杀", "轻生", "家暴", "伤害儿童", "虐待", "燃气", "煤气", "火情", "着火", "起火")


def sounds_dangerous(words: str) -> bool:
    """Whether a danger word stands in the text; blanks and line breaks between its characters do not hide it."""
    return any(word in "".join(words.split()) for word in DANGER_WORDS)


def desk_of(words: str, about_community: bool) -> str:
    """Where a report goes. What is about the community goes past it even where it is dangerous (opening decisions 4 and 5)."""
    if about_community:
        return STREET
    return DANGER if sounds_dangerous(words) else COMMUNITY


def not_dangerous(issue: IssueFacts) -> str | None:
    """An immediate danger is handled at once and is never an agenda item (opening decision 5), nor hidden behind another issue."""
    return "issue.danger" if issue.dangerous else None


def may_be_discussed(issue: IssueFacts) -> str | None:
    """Neither a danger nor what is about the community itself ever stands on an agenda of that community."""
    return not_dangerous(issue) or ("issue.street_only" if issue.about_community else None)


def may_be_asked_about(issue: IssueFacts) -> str | None:
    """回访 is neither for what the hotline closes itself nor for somebody whom nobody can reach."""
    if issue.from_hotline:
        return "issue.hotline_asks"
    return "issue.nobody_to_ask" if issue.privacy == "anonymous" else None


def was_asked_about(issue: IssueFacts) -> str | None:
    """销号 comes after 回访, but for 12345 transfers and anonymous issues."""
    return "issue.not_followed_up" if issue.state == "done" and may_be_asked_about(issue) is None else None


LIFECYCLE: Lifecycle[IssueFacts] = Lifecycle(
    "issue",
    move("accept", "submitted", "accepted", needs="issues.handle"),
    move("decline", "submitted", "declined", needs="issues.handle"),
    move("merge", "submitted accepted", "merged", needs="issues.handle", guard=not_dangerous),
    move("withdraw", "submitted accepted", "withdrawn", needs="issues.handle"),
    move("dispatch", "accepted returned reopened", "dispatched", needs="issues.handle"),
    move("acknowledge", "dispatched", "acknowledged", needs="issues.work"),
    move("return", "dispatched", "returned", needs="issues.work"),
    move("start", "acknowledged", "in_progress", needs="issues.work"),
    move("shelve", "in_progress", "shelved", needs="issues.handle"),
    move("resume", "shelved", "in_progress", needs="issues.handle"),
    move("table", "accepted", "on_agenda", needs="issues.handle", guard=may_be_discussed),
    move("unlist", "on_agenda", "accepted", needs="issues.handle"),
    move("assign", "on_agenda", "dispatched", needs="issues.handle", by_system=True),
    move("finish", "on_agenda accepted in_progress", "done", needs="issues.handle"),
    move("fulfil", "on_agenda dispatched acknowledged in_progress", "done", needs="issues.handle", by_system=True),
    move("follow_up", "done", "followed_up", needs="issues.follow_up", guard=may_be_asked_about),
    move("close", "done followed_up", "closed", needs="issues.handle", guard=was_asked_about),
    move("reopen", "followed_up closed", "reopened", needs="issues.handle"),
    first="submitted",
    final="declined merged withdrawn closed",
)

#: What still waits for somebody.
OPEN = frozenset(("submitted", "accepted", "on_agenda", "dispatched", "acknowledged", "returned", "in_progress", "shelved", "reopened"))

#: Said to be done; the reporter has still to be asked, or the issue to be closed.
ENDING = frozenset(("done", "followed_up"))

#: What a lead unit has in hand, and sees.
WITH_UNIT = frozenset(("dispatched", "acknowledged", "in_progress"))

#: "Me too" counts show from three up: smaller ones point at people (opening decision 7).
LEAST_SHOWN = 3

STATES = {
    "submitted": _("待受理"),
    "accepted": _("已受理"),
    "dispatched": _("已分派，等签收"),
    "acknowledged": _("已签收"),
    "returned": _("退回"),
    "in_progress": _("办理中"),
    "shelved": _("挂账"),
    "on_agenda": _("已列入议题"),
    "declined": _("不属本社区职责，已告知去处"),
    "merged": _("已合并办理"),
    "withdrawn": _("已撤回"),
    "done": _("已办结，等回访"),
    "followed_up": _("已回访，等销号"),
    "closed": _("已销号"),
    "reopened": _("重新办理"),
}

#: What the desk's list can be narrowed to, beside "open", "all" and a state.
FILTERS = {
    "open": _("办理中的"),
    "submitted": _("待受理"),
    "late": _("超期未受理"),
    "working": _("正在办"),
    "returned": _("退回"),
    "reopened": _("重新办理"),
    "shelved": _("挂账"),
    "done": _("已办结，等回访"),
    "followed_up": _("已回访，等销号"),
    "hotline": _("12345转办"),
    "danger": _("立即处置"),
    "all": _("全部"),
}

#: Where an issue came from (诉求来源); "member" is what a delegate proposes.
CHANNELS = {
    "grid": _("网格走访"),
    "hotline": _("12345转办"),
    "council": _("居民议事会"),
    "desk": _("接待点"),
    "web": _("网页"),
    "member": _("成员单位"),
}

#: The four routes (办理路径).
ROUTES = {
    "multi_force": _("联盟成员一起办"),
    "backing_dept": _("请包保部门帮助"),
    "dept_transfer": _("转职能部门"),
    "governance_committee": _("提请城乡基层治理委员会"),
}

#: The three levels of domain.md §0.9.
PRIVACY = {"public": _("可公开"), "confidential": _("实名保密"), "anonymous": _("匿名")}

#: The same for somebody who has never heard of them.
PRIVACY_PLAIN = {
    "public": _("可公开：办理结果可以公布，不写您的姓名电话"),
    "confidential": _("实名保密：只有经办的人知道是谁反映的"),
    "anonymous": _("匿名：不留姓名电话，凭查询码看结果"),
}

LONGEST_TITLE = 40


def title_of(words: str) -> str:
    """A short title from what somebody wrote: the first sentence, at most 40 characters."""
    first = re.split(r"[。！？；!?;\n]", words.strip(), maxsplit=1)[0].strip()
    return first if len(first) <= LONGEST_TITLE else first[: LONGEST_TITLE - 1] + "…"


# -- clocks ------------------------------------------------------------------------------------------------------------


class Clocked(Protocol):
    """What a clock is read from."""

    @property
    def state(self) -> str: ...
    @property
    def reply_by(self) -> date | None: ...
    @property
    def hotline_due(self) -> date | None: ...
    @property
    def due(self) -> date | None: ...
    @property
    def review_on(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Clock:
    """`what`: reply, work, hotline or review. `left`: working days until `day`, negative where it has passed."""

    what: str
    day: date
    left: int


#: What the day of a clock is for.
CLOCKS = {
    "reply": _("最迟%(day)s受理"),
    "work": _("最迟%(day)s办结"),
    "hotline": _("12345要求%(day)s前办结"),
    "review": _("%(day)s再看"),
}


def clock_of(issue: Clocked, entered: date, accept_days: int, today: date, calendar: Calendar) -> Clock | None:
    """The clock that runs for an issue entered on that day; the hotline's own deadline goes before ours where it comes first."""
    what, day = "", None
    if issue.state == "submitted":
        what, day = "reply", issue.reply_by or calendar.after(entered, accept_days)
    elif issue.state in WITH_UNIT or issue.state == "reopened":
        what, day = "work", issue.due
    elif issue.state == "shelved":
        what, day = "review", issue.review_on
    if issue.state in OPEN and issue.hotline_due is not None and (day is None or issue.hotline_due < day):
        what, day = "hotline", issue.hotline_due
    return Clock(what, day, calendar.between(today, day)) if day is not None else None


# -- what a reporter reads ---------------------------------------------------------------------------------------------

#: A step of the life as whoever reported it reads it (opening decision 8).
STEPS = {
    "report": _("已收到"),
    "accept": _("已受理"),
    "decline": _("不属本社区职责，请找下面写的单位"),
    "merge": _("和别人反映的同一件事一起办理"),
    "withdraw": _("已撤回"),
    "dispatch": _("已转给责任单位办理"),
    "acknowledge": _("责任单位已签收"),
    "return": _("责任单位有不同意见，正在重新安排"),
    "start": _("责任单位正在办理"),
    "table": _("已列入联席会议，请大家商量"),
    "unlist": _("会上没有定下来，继续办理"),
    "shelve": _("眼下办不了，先记在账上，到期再看"),
    "resume": _("恢复办理"),
    "assign": _("联席会议定了，已安排单位办理"),
    "finish": _("单位反馈已处理，等您确认"),
    "fulfil": _("会上定的事，单位反馈已处理，等您确认"),
    "extend": _("单位说明了原因，办理时间延长"),
    "ask_in_vain": _("联系过您，没有联系上"),
    "follow_up": _("解决没有：您的答复已记下"),
    "rate": _("满不满意：您的答复已记下"),
    "close": _("这件事已办结"),
    "reopen": _("重新办理"),
}

#: What comes next, by state. `%(day)s` stands only where there is a day; the second sentence is for when there is none.
AHEAD = {
    "submitted": (_("最迟%(day)s前给您回话。"), _("会尽快给您回话。")),
    "accepted": (_("正在安排单位办理。"), _("正在安排单位办理。")),
    "dispatched": (_("最迟%(day)s前办理。"), _("单位签收后办理。")),
    "acknowledged": (_("最迟%(day)s前办理。"), _("单位正在办理。")),
    "in_progress": (_("最迟%(day)s前办理。"), _("单位正在办理。")),
    "returned": (_("正在重新安排单位办理。"), _("正在重新安排单位办理。")),
    "on_agenda": (_("等联席会议商量，会后这里会写结果。"), _("等联席会议商量，会后这里会写结果。")),
    "shelved": (_("%(day)s再看能不能办，到时这里会写。"), _("到时再看能不能办，这里会写。")),
    "done": (_("请您说说解决了没有。最迟%(day)s前也会有人联系您。"), _("请您说说解决了没有。")),
    "followed_up": (_("您的意见已记下，接下来给您最后的答复。"), _("您的意见已记下，接下来给您最后的答复。")),
    "closed": (_("没有解决或者又出现了，%(day)s前可以在这里要求重新办理。"), ""),
    "reopened": (_("正在重新安排单位，最迟%(day)s前办理。"), _("正在重新安排单位办理。")),
}


# -- input that a rule must look at ------------------------------------------------------------------------------------


def names_somebody(summary: str, name: str, phone: str) -> bool:
    """Whether a summary for a handler gives away who reported it; blanks and dashes hide no number."""
    plain = re.sub(r"[\s\-－—]", "", summary)
    return bool(len(name) >= 2 and name in plain) or bool(len(phone) >= 7 and phone in plain)


def future(day: date, today: date, field: str) -> None:
    """Raises Refused where a day that is still to come lies behind us."""
    if day < today:
        raise Refused("issue.day_past", field=field)
