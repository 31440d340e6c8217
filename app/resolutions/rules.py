"""Resolutions and actions: domain.md §6. Due soon and overdue are computed from dates, never stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.core.lifecycle import Lifecycle, Subject, move
from app.core.workdays import Calendar


def _(message: str) -> str:
    """Marks a sentence for the catalogue; screens translate it when they show it."""
    return message


class ActionFacts(Subject, Protocol):
    """What the guards and the dates read."""

    @property
    def due(self) -> date | None: ...


RESOLUTION_LIFECYCLE: Lifecycle[Subject] = Lifecycle(
    "resolution",
    move("adopt", "draft", "adopted", needs="resolutions.edit", by_system=True),
    move("drop", "draft", "dropped", needs="resolutions.edit", by_system=True),
    move("fulfil", "adopted", "done", needs="resolutions.edit"),
    move("reopen", "done", "adopted", needs="resolutions.edit", by_system=True),
    move("supersede", "adopted", "superseded", needs="resolutions.edit"),
    first="draft",
    final="dropped done superseded",
)

ACTION_LIFECYCLE: Lifecycle[ActionFacts] = Lifecycle(
    "action",
    move("acknowledge", "assigned", "acknowledged", needs="actions.work"),
    move("start", "acknowledged", "in_progress", needs="actions.work"),
    move("submit", "acknowledged in_progress rework", "submitted", needs="actions.work"),
    move("accept", "submitted", "accepted", needs="actions.follow"),
    move("rework", "submitted accepted closed", "rework", needs="actions.follow"),
    move("close", "accepted", "closed", needs="actions.close"),
    move("shelve", "assigned acknowledged in_progress rework", "shelved", needs="actions.shelve"),
    move("resume", "shelved", "in_progress", needs="actions.follow"),
    move("cancel", "assigned acknowledged in_progress rework shelved", "cancelled", needs="actions.follow"),
    first="assigned",
    final="closed cancelled",
)

OPEN = frozenset(("assigned", "acknowledged", "in_progress", "rework", "submitted", "accepted"))
WORKING = frozenset(("assigned", "acknowledged", "in_progress", "rework"))

#: Acknowledged, and still with the unit: it may report and hand in.
STARTED = WORKING - {"assigned"}

#: Units that get a 商请函 even where they hold a voting seat: they rank higher or are bureaus (opening decision 3).
ASKED_BY_LETTER = frozenset(("street", "backing", "department"))

ACTION_STATES = {
    "assigned": _("待签收"),
    "acknowledged": _("已签收"),
    "in_progress": _("推进中"),
    "submitted": _("已申请销号，待验收"),
    "accepted": _("已验收，待销号"),
    "rework": _("重新办理"),
    "closed": _("已销号"),
    "shelved": _("挂账"),
    "cancelled": _("已撤销"),
}
RESOLUTION_STATES = {
    "draft": _("起草"),
    "adopted": _("已定"),
    "done": _("已落实"),
    "superseded": _("已被新决议替代"),
    "dropped": _("作废"),
}
KINDS = {"action": _("任务"), "request_letter": _("商请函")}
ENDINGS = {"solved": _("已解决销号"), "explained": _("解释说明办结")}
BASES = {"consensus": _("协商一致"), "ballot": _("表决通过"), "chair": _("会议明确")}
#: What the thread of an action calls its entries.
STEPS = {
    "assign": _("安排"),
    "edit": _("修改内容"),
    "acknowledge": _("签收"),
    "start": _("开始推进"),
    "progress": _("反馈进展"),
    "submit": _("申请销号"),
    "accept": _("验收通过"),
    "rework": _("重新办理"),
    "close": _("销号"),
    "shelve": _("挂账"),
    "resume": _("恢复办理"),
    "cancel": _("撤销"),
    "extend": _("延期"),
    "chase": _("催办记录"),
    "pause": _("缓报"),
    "report": _("上报街道"),
    "answer": _("街道接手协调"),
    "follow_up": _("回访"),
}
BEHALF = {
    "paper": _("纸质或电话，秘书代录"),
    "convener": _("召集人同意，秘书录入"),
    "chair": _("秘书受主持人委托录入"),
}
DECIDED_BY = {"convener": _("召集人审批"), "meeting": _("会议决定")}


#: How often a due date is moved by the convener alone (domain.md §6: once by default); after that a meeting decides.
EXTENSIONS_BY_CONVENER = 1


@dataclass(frozen=True, slots=True)
class Assignment:
    """What an action promises. `due`, or else `workdays` counted from `assigned_on`; `supports` are organisation ids in order."""

    title: str
    lead_organisation_id: int
    assigned_on: date
    supports: tuple[int, ...] = ()
    due: date | None = None
    workdays: int | None = None
    due_words: str = ""
    criteria: str = ""
    via: str = ""
    is_key: bool = False

    def due_on(self, calendar: Calendar) -> date | None:
        if self.due is not None or self.workdays is None:
            return self.due
        return calendar.after(self.assigned_on, self.workdays)


def kind_for(votes: bool, organisation_kind: str) -> str:
    """任务 to members; 商请函 to observers, bureaus and higher-ranking units (opening decision 3)."""
    return "action" if votes and organisation_kind not in ASKED_BY_LETTER else "request_letter"


def urgency(state: str, due: date | None, today: date, calendar: Calendar, soon: int) -> tuple[str, int]:
    """("overdue", working days late), ("due_soon", working days left) or ("", 0). Only what a unit still works on can be late."""
    if state not in WORKING or due is None:
        return "", 0
    if today > due:
        return "overdue", max(calendar.between(due, today), 1)
    left = calendar.between(today, due)
    return ("due_soon", left) if left <= soon else ("", 0)


def standing(state: str, closed_on: date | None, extended: bool, day: date) -> str:
    """What became of an action by `day`: closed, cancelled, shelved, extended or open. What ended later was still open then."""
    ended = closed_on is not None and closed_on <= day
    if state == "shelved" or (ended and state in ("closed", "cancelled")):
        return state
    return "extended" if extended else "open"


class Reported(Protocol):
    """One action as a meeting is told about it."""

    @property
    def standing(self) -> str: ...
    @property
    def new_due(self) -> date | None: ...


def counted(lines: Iterable[Reported]) -> dict[str, int]:
    """How many ended how, in the order in which they are told: closed, extended, open, shelved, cancelled."""
    found = [line.standing for line in lines]
    return {name: found.count(name) for name in ("closed", "extended", "open", "shelved", "cancelled")}


def opening_words(lines: Iterable[Reported]) -> str:
    """上次6件：办成5件，1件延期至11月26日: one line for the agenda and the projector. Papers are Chinese only."""
    lines = list(lines)
    counts = counted(lines)
    until = sorted({line.new_due for line in lines if line.standing == "extended" and line.new_due})
    parts = [f"办成{counts['closed']}件"]
    if counts["extended"]:
        parts.append(f"{counts['extended']}件延期至{'、'.join(f'{day.month}月{day.day}日' for day in until)}")
    words = (("open", "办理中"), ("shelved", "挂账"), ("cancelled", "撤销"))
    parts += [f"{counts[name]}件{said}" for name, said in words if counts[name]]
    return f"上次{len(lines)}件：{'，'.join(parts)}"


def due_text(due: date | None, workdays: int | None, due_words: str) -> str:
    """完成时限 as papers write it: 2026年12月8日（10个工作日）, or the words that stand for it."""
    if due_words or due is None:
        return due_words
    counted_from = f"（{workdays}个工作日）" if workdays else ""
    return f"{due.year}年{due.month}月{due.day}日{counted_from}"
