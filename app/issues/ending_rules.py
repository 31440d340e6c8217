"""How an issue ends: more time, who asks whoever reported it, 销号, beginning anew, and the texts that are told. PURE."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol

from app.core.workdays import Calendar
from app.issues.rules import ROUTES


def _(message: str) -> str:
    """Marks a sentence for the catalogue; screens translate it when they show it."""
    return message


#: Units of the community itself: of what they did, the street or the reporter says whether it is done (opening decision 4).
OF_THE_COMMUNITY = frozenset(("community_party", "residents_committee", "grid_worker"))
DESK, STREET = "desk", "street"

SOLVED = {"yes": _("解决了"), "partly": _("部分解决"), "no": _("没有解决")}
UNREACHED = "unreached"
SATISFIED = {
    "very_satisfied": _("非常满意"),
    "satisfied": _("满意"),
    "fair": _("基本满意"),
    "dissatisfied": _("不满意"),
    "very_dissatisfied": _("非常不满意"),
}
#: By telephone three words are enough (domain.md §3).
BY_PHONE = {"satisfied": _("满意"), "fair": _("一般"), "dissatisfied": _("不满意")}
SAID = {**SOLVED, UNREACHED: _("没有联系上")}
METHODS = {"phone": _("电话"), "visit": _("上门"), "wechat": _("微信"), "paper": _("书面签字")}
#: What cannot be chosen: the reporter's own answer, and an answer that stands on the status page for somebody who left no telephone.
ALL_METHODS = {**METHODS, "code": _("查询页"), "posted": _("没留联系方式，答复写在查询页")}
ASKED = {"secretary": _("联盟秘书回访"), "street": _("街道回访"), "reporter": _("反映人自己答复")}
ENDINGS = {"solved": _("已解决销号"), "explained": _("解释说明办结")}
#: The same for whoever reported it.
ENDINGS_PLAIN = {"solved": _("结果：已解决"), "explained": _("结果：已解释说明")}
REQUESTS = {"extension": _("延长办理时间"), "shelving": _("挂账")}

#: What the desk's timeline calls each step.
THREAD = {
    "report": _("提出"),
    "accept": _("受理"),
    "decline": _("告知去处"),
    "merge": _("合并"),
    "withdraw": _("撤回"),
    "dispatch": _("分派"),
    "acknowledge": _("签收"),
    "return": _("退回"),
    "start": _("开始办理"),
    "table": _("列入议题"),
    "unlist": _("撤下、暂缓"),
    "assign": _("会后安排"),
    "shelve": _("挂账"),
    "resume": _("恢复办理"),
    "finish": _("办结"),
    "fulfil": _("会上定的事办结"),
    "ask_extension": _("申请延长"),
    "extend": _("同意延长"),
    "refuse_extension": _("不同意延长"),
    "ask_shelving": _("报街道挂账"),
    "refuse_shelving": _("街道不同意挂账"),
    "ask_in_vain": _("回访没有联系上"),
    "follow_up": _("回访"),
    "rate": _("满意度"),
    "close": _("销号"),
    "reopen": _("重新办理"),
    "summarise": _("公开摘要"),
    "give_code": _("给查询码"),
}

#: After so many times of beginning anew the matter climbs to the next route.
REOPENS_BEFORE_CLIMBING = 2


# -- more time ---------------------------------------------------------------------------------------------------------


def latest_extension(given_on: date, due: date, calendar: Calendar) -> date:
    """The latest day that may be asked for: half of the original working days more, rounded down, and one at least."""
    return calendar.after(due, max(calendar.between(given_on, due) // 2, 1))


def refusal_to_extend(given_on: date, due: date | None, until: date, today: date, calendar: Calendar, *, extended: bool) -> str | None:
    """Why the unit cannot have until that day: asked before due, once, at most half (domain.md §6)."""
    if due is None:
        return "issue.no_due"
    if extended:
        return "issue.extended_once"
    if today > due:
        return "issue.extension_late"
    if until <= due:
        return "issue.extension_earlier"
    return "issue.extension_long" if until > latest_extension(given_on, due, calendar) else None


# -- 回访 --------------------------------------------------------------------------------------------------------------


def confirmed_by(lead_kind: str, led_by_somebody: bool, about_community: bool) -> str:
    """Whose question it is whether it is solved: the desk's, or the street's where the community did it itself.

    `lead_kind`: of the unit on the roster, "" for one that only a name stands for. Without any lead the community's desk did it.
    What is about the community is the street's from the beginning."""
    own = lead_kind in OF_THE_COMMUNITY or not led_by_somebody
    return STREET if about_community or own else DESK


def still_to_try(answers: Iterable[str], method: str, attempts: int) -> bool:
    """Whether somebody must ask again after this one time more in vain. `answers`: what was noted before, as codes of SAID."""
    return method != "posted" and sum(one == UNREACHED for one in answers) + 1 < attempts


# -- 销号, and beginning anew -------------------------------------------------------------------------------------------


def refusal_to_close(ending: str, words: str, answers: Iterable[str | None]) -> str | None:
    """Why it cannot end so. `answers`: what the reporter, and reporters of merged ones, said about solved; None where nobody was asked."""
    if ending == "solved" and any(answer in ("no", "partly") for answer in answers):
        return "issue.said_unsolved"
    return "issue.explanation_needed" if ending == "explained" and not words else None


def reopens_until(closed_on: date, days: int) -> date:
    """The last day on which whoever reported it may ask for it to begin anew."""
    return closed_on + timedelta(days=days)


def next_route(route: str | None, reopens: int) -> str:
    """The route that is proposed: from the second beginning anew on the next of the four."""
    order = list(ROUTES)
    if route not in order:
        return order[0]
    place = order.index(route) + (1 if reopens >= REOPENS_BEFORE_CLIMBING else 0)
    return order[min(place, len(order) - 1)]


# -- texts to copy: Chinese only ----------------------------------------------------------------------------------------


class Told(Protocol):
    """What the texts are made of."""

    @property
    def number(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def answer(self) -> str: ...
    @property
    def due(self) -> date | None: ...


def _day(day: date | None) -> str:
    return f"{day.month}月{day.day}日" if day is not None else ""


def result_words(issue: Told, sender: str, address: str, phone: str) -> str:
    """To whoever reported it: what came of it, and how to say that it is not solved."""
    came = f"您好！您反映的事（{issue.number}）有结果了：{_sentence(issue.answer)}"
    ask = f"还有问题的，可以打{phone}，或者" if phone else "还有问题的，"
    return f"{came}{ask}凭查询码在这里告诉我们：{address} 谢谢您。{sender}"


def chase_words(issue: Told, unit: str, summary: str, left: int, sender: str) -> str:
    """To a unit, as between equals."""
    first = summary.strip().splitlines()[0].rstrip("。") if summary.strip() else issue.number
    when = f"请在{_day(issue.due)}前办理" if issue.due else "请抽空办理"
    if issue.due and left < 0:
        when = f"约定的时间是{_day(issue.due)}，已经过了{-left}个工作日"
    elif issue.due and left <= 2:
        when = f"约定的时间是{_day(issue.due)}，快到了"
    please = "方便时请告知进展；有难处请告诉我们，一起想办法。谢谢支持！"
    return f"{unit}：您好！“{first}”（{issue.number}）{when}，居民在等回话。{please}{sender}"


def hotline_words(answer: str, result: str, unit: str, sender: str) -> str:
    """The reply to copy into the hotline's system."""
    did = f"办理单位：{unit}。" if unit else ""
    told = _sentence(answer) if answer else ""
    more = f"办理情况：{_sentence(result)}" if result and result != answer else ""
    return f"{told}{more}{did}（{sender}）"


def _sentence(words: str) -> str:
    plain = words.strip()
    return plain if plain.endswith(("。", "！", "？")) else f"{plain}。"
