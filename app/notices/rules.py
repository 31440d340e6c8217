"""议定事项公示 in public: released by the 书记, withdrawn in one tap, and what residents object to (domain.md §6, opening decision 7)."""

from __future__ import annotations

import re
from datetime import date

from app.core.lifecycle import Lifecycle, Subject, move
from app.core.workdays import Calendar
from app.minutes.rules import notice_days


def _(message: str) -> str:
    """Marks a sentence for the catalogue; screens translate it when they show it."""
    return message


LIFECYCLE: Lifecycle[Subject] = Lifecycle(
    "public_notice",
    move("release", "draft withdrawn", "released", needs="notices.release"),
    move("withdraw", "released", "withdrawn", needs="notices.release"),
    first="draft",
    final="",
)
OBJECTION_LIFECYCLE: Lifecycle[Subject] = Lifecycle(
    "objection",
    move("answer", "raised", "answered", needs="notices.answer"),
    move("send_back", "raised", "sent_back", needs="notices.answer"),
    first="raised",
    final="answered sent_back",
)

#: How the 书记 released it; the first two are entered by the secretary (opening decision 2).
MANNERS = {"paper": _("书记已在纸上签发"), "entrusted": _("受书记委托录入"), "screen": _("本人在线签发")}
STATES = {"draft": _("待公开"), "released": _("已公开"), "withdrawn": _("已撤下")}
OBJECTION_STATES = {"raised": _("待答复"), "answered": _("已答复"), "sent_back": _("回到会议再议")}
#: Where what was agreed stands after its meeting, computed from the days: no state of its own.
STANDINGS = {
    "announced": _("公示期内"),
    "objected": _("公示期满，有意见待处理"),
    "sent_back": _("有意见，回到会议再议"),
    "in_force": _("公示期满，已生效"),
}

_FIGURE = "[0-9０-９零一二两三四五六七八九十百]"
#: 12票, 一票反对, 弃权2家: counts and dissent stand in no public paper.
_VOTES = re.compile(
    rf"{_FIGURE}\s*票|{_FIGURE}\s*[家人]?\s*(?:赞成|反对|弃权|回避|保留意见)|(?:赞成|反对|弃权|回避|保留意见)\s*{_FIGURE}+\s*[家人]"
)
_MOBILE = re.compile(r"(?<![0-9])1[0-9]{10}(?![0-9])")


def words_fault(text: str) -> str | None:
    """What must not stand in a public paper beside names: how many voted how, and anybody's mobile number."""
    if _VOTES.search(text):
        return "notice.votes"
    return "notice.mobile" if _MOBILE.search(text) else None


def day_fault(released_on: date, signed_on: date, today: date) -> str | None:
    """The paper is released after its minutes were signed, and not tomorrow."""
    if released_on < signed_on:
        return "notice.before_minutes"
    return "notice.future" if released_on > today else None


def workdays_of(calendar: Calendar, first: date, last: date) -> int:
    """Working days of the period, both ends included; none where it ends before it begins."""
    return max(calendar.between(first, last) + calendar.is_workday(first), 0) if first <= last else 0


def period(calendar: Calendar, drafted: tuple[date, date], released_on: date, workdays: int) -> tuple[date, date]:
    """First and last day of the 公示: as drafted while that is still so long, else counted anew from the release."""
    first, last = drafted
    if first >= released_on and workdays_of(calendar, first, last) >= workdays:
        return drafted
    return notice_days(calendar, released_on, workdays)


def standing(released: bool, last: date, today: date, raised: int, sent_back: int) -> str:
    """One of STANDINGS, or "" where nothing is public. `raised`: objections that wait; `sent_back`: those that go to a meeting again."""
    if not released:
        return ""
    if sent_back:
        return "sent_back"
    if today <= last:
        return "announced"
    return "objected" if raised else "in_force"
