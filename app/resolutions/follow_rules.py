"""What follows when a promise is late or said to be kept: the question to the secretary, who confirms a result, how it may end. PURE."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from app.core.workdays import Calendar
from app.resolutions.rules import WORKING


def _(message: str) -> str:
    """Marks a sentence for the catalogue; screens translate it when they show it."""
    return message


#: How somebody was reached (催办记录, 回访); a confirmation by the reporter stands on paper.
HOW = {"phone": _("电话"), "wechat": _("微信"), "visit": _("上门"), "meeting": _("会上")}
HOW_ASKED = {**HOW, "paper": _("纸质")}

SOLVED = {"yes": _("解决了"), "no": _("没有解决"), "unreached": _("没有联系上")}
#: By telephone three words are enough (domain.md §3).
SATISFIED = {"satisfied": _("满意"), "fair": _("一般"), "dissatisfied": _("不满意")}
ASKED = {"secretary": _("联盟秘书回访"), "street": _("街道确认"), "reporter": _("诉求人本人签字确认")}
#: What the thread of an action calls what came before it.
BEFORE = {"issue": _("居民反映"), "agreed": _("会议议定")}
SHELVED_BY = {"meeting": _("会议同意"), "street": _("街道同意")}

#: Units of the community itself: for what they lead, the street or the reporter confirms (domain.md, opening decision 4).
OF_THE_COMMUNITY = frozenset(("community_party", "residents_committee", "grid_worker"))
#: So often somebody is called before an action is closed without an answer (domain.md §6).
ATTEMPTS = 2
#: After so many times of doing it again the matter goes up the route.
REWORKS_BEFORE_CLIMBING = 2


# -- late: 上报街道 or 缓报 ----------------------------------------------------------------------------------------------


class Late(Protocol):
    """What the question depends on."""

    @property
    def state(self) -> str: ...
    @property
    def due(self) -> date | None: ...
    @property
    def paused_until(self) -> date | None: ...
    @property
    def reported_on(self) -> date | None: ...
    @property
    def answered_on(self) -> date | None: ...
    @property
    def reworks(self) -> int: ...


def workdays_late(of: Late, today: date, calendar: Calendar) -> int:
    """0 where nobody works on it any more, it has no date, or the date has not passed."""
    if of.state not in WORKING or of.due is None or today <= of.due:
        return 0
    return max(calendar.between(of.due, today), 1)


def question(of: Late, today: date, calendar: Calendar, asked_after: int) -> str:
    """Where the ladder stands with its secretary.

    "decide": 上报街道 or 缓报; "report": 上报街道 is what is left; "paused", "reported", "answered": settled for now; "" asks nothing."""
    if of.state not in WORKING:
        return ""
    if of.reported_on is not None:
        return "reported" if of.answered_on is None else "answered"
    if of.paused_until is not None and today <= of.paused_until:
        return "paused"
    if workdays_late(of, today, calendar) >= asked_after:
        return "decide" if of.paused_until is None else "report"
    return "report" if of.reworks >= REWORKS_BEFORE_CLIMBING else ""


# -- kept: who asks, who confirms, how it ends ---------------------------------------------------------------------------


def confirmed_by(lead_kind: str) -> frozenset[str]:
    """Whose answers count: the handling unit never asks about its own work."""
    outside = frozenset(("street", "reporter"))
    return outside if lead_kind in OF_THE_COMMUNITY else outside | {"secretary"}


class Answer(Protocol):
    @property
    def asked(self) -> str: ...
    @property
    def solved(self) -> str: ...


def counting(answers: Iterable[Answer], lead_kind: str) -> list[Answer]:
    """The answers that count, the oldest first."""
    return [one for one in answers if one.asked in confirmed_by(lead_kind)]


def refusal_to_close(ending: str, lead_kind: str, answers: Sequence[Answer]) -> str | None:
    """Why an action cannot end so: what the community did itself nobody else has confirmed, or whoever was asked said no."""
    heard = [one for one in counting(answers, lead_kind) if one.solved != "unreached"]
    if lead_kind in OF_THE_COMMUNITY and not heard:
        return "action.unconfirmed"
    return "action.not_solved" if ending == "solved" and heard and heard[-1].solved == "no" else None


def still_to_ask(kind: str, ending: str, lead_kind: str, answers: Sequence[Answer]) -> bool:
    """Whether the two questions are still to be put before it ends as solved. A letter's answer is its unit's word, nobody's wish."""
    if kind != "action" or ending != "solved":
        return False
    asked = counting(answers, lead_kind)
    return all(one.solved == "unreached" for one in asked) and len(asked) < ATTEMPTS
