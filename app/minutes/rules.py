"""Minutes: drafted from the record, signed off by the 书记 (on paper or screen), then numbered, stored once and locked (domain.md §4)."""

from __future__ import annotations

from datetime import date

from app.core.lifecycle import Lifecycle, Subject, move
from app.core.workdays import Calendar

LIFECYCLE: Lifecycle[Subject] = Lifecycle(
    "minutes",
    move("sign_off", "draft", "signed", needs="minutes.sign_off"),
    move("publish", "signed", "published", needs="minutes.sign_off", by_system=True),
    first="draft",
    final="published",
)

SLOTS = ("lead", "item", "requirements")
#: 列席 stand in this order: who ranks higher comes first, guests of no known kind last.
OBSERVER_ORDER = ("street", "backing", "department", "dispatched", "representatives")


def sign_off_fault(signed_on: date, meeting_day: date, today: date) -> str | None:
    """A paper is signed after its meeting and not tomorrow."""
    if signed_on < meeting_day:
        return "minutes.before_meeting"
    return "minutes.future" if signed_on > today else None


def notice_days(calendar: Calendar, signed_on: date, workdays: int) -> tuple[date, date]:
    """First and last day of the 公示: so many working days, from the one after the sign-off (domain.md §6: at least 3)."""
    return calendar.after(signed_on, 1), calendar.after(signed_on, workdays)


def slip_day(calendar: Calendar, notice_to: date) -> date:
    """Slips go out on the working day after the 公示."""
    return calendar.after(notice_to, 1)


def guest_kind(unit: str, guessed: str) -> str:
    """Of which kind a walk-in's unit seems to be; `guessed` is what the roster would take it for, which knows no street."""
    return "street" if "街道" in unit and guessed == "department" else guessed


def observer_rank(kind: str) -> int:
    return OBSERVER_ORDER.index(kind) if kind in OBSERVER_ORDER else len(OBSERVER_ORDER)


def personal_members(kinds: list[tuple[str, str]]) -> tuple[str, ...]:
    """What members that are people and no unit are called, from (kind, name) of the roll: 网格长, 居民小组代表 (domain.md, decision 9)."""
    found = []
    for kind, name in kinds:
        if kind == "grid_worker" and not name.endswith(("党支部", "党总支", "党委")):
            found.append("网格长" if "网格长" in name else "网格员")
        elif kind == "resident_rep":
            found.append("居民小组代表" if "居民小组" in name else "居民代表")
    return tuple(dict.fromkeys(found))


def named_people(text: str, names: list[str]) -> list[str]:
    """Names that must not stand in a paper that leaves the office (opening decision 7)."""
    return [name for name in names if len(name) > 1 and name in text]
