"""Counts the demo city and compares it with what it should be (domain.md §7): `python -m bench.census`, on the database of the environment.

Exit 1 where a figure lies outside its range.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, func, select

from app import create_app
from app.accounts.models import Person
from app.alliances.models import Alliance, Seat
from app.core.clock import local, today
from app.core.db import db
from app.issues.models import Issue
from app.meetings.models import Attendance, ItemIssue, Meeting
from app.minutes.models import Minutes
from app.resolutions.models import Action, Resolution
from app.resolutions.rules import WORKING
from app.settings.models import calendar


def number(of: Select[Any]) -> int:
    return int(db.session.scalar(select(func.count()).select_from(of.subquery())) or 0)


def per_alliance() -> list[int]:
    held = select(Alliance.id, func.count(Meeting.id)).outerjoin(Meeting, Meeting.alliance_id == Alliance.id).group_by(Alliance.id)
    return [count for _id, count in db.session.execute(held)]


def on_time() -> int:
    """Of a hundred closed actions, how many were closed by their date."""
    closed = select(Action.id).where(Action.state == "closed")
    return round(100 * number(closed.where(Action.closed_on <= Action.due)) / max(number(closed), 1))


def in_spring() -> int:
    """Meetings held on a day off."""
    days = calendar()
    starts = db.session.scalars(select(Meeting.starts_at).where(Meeting.state == "ended"))
    return sum(not days.is_workday(local(instant).date()) for instant in starts)


def inquorate() -> int:
    """Ended meetings in which fewer voting seats were present than two thirds of the roll, at any time."""
    came = (Attendance.meeting_id == Meeting.id, Attendance.status == "present", Attendance.seat_id == Seat.id, Seat.votes)
    present = select(func.count()).select_from(Attendance).where(*came).correlate(Meeting).scalar_subquery()
    rows = db.session.execute(select(Meeting.snapshot, present).where(Meeting.state == "ended")).all()
    return sum(here * 3 < 2 * sum(bool(line["votes"]) for line in snapshot["roll"]) for snapshot, here in rows if snapshot)


def channel(name: str) -> int:
    return round(100 * number(select(Issue.id).where(Issue.channel == name)) / max(number(select(Issue.id)), 1))


def stuck() -> dict[str, int]:
    """What a supervisor should find on the demo's day."""
    unwritten = (
        select(Meeting.id).outerjoin(Minutes, Minutes.meeting_id == Meeting.id).where(Meeting.state == "ended", Minutes.id.is_(None))
    )
    return {
        "overdue actions": number(select(Action.id).where(Action.state.in_(WORKING), Action.due < today())),
        "held without minutes": number(unwritten),
        "minutes not signed": number(select(Minutes.id).where(Minutes.state == "draft")),
        "issues not accepted": number(select(Issue.id).where(Issue.state == "submitted")),
        "reviews past": number(select(Action.id).where(Action.state == "shelved", Action.review_on < today())),
    }


RANGES: dict[str, tuple[Callable[[], int], int, int]] = {
    "alliances": (lambda: number(select(Alliance.id)), 210, 210),
    "people": (lambda: number(select(Person.id)), 3190, 3230),
    "issues": (lambda: number(select(Issue.id)), 7000, 7400),
    "issues on agendas": (lambda: number(select(ItemIssue.issue_id).distinct()), 540, 640),
    "meetings": (lambda: number(select(Meeting.id)), 1200, 1300),
    "fewest meetings of an alliance": (lambda: min(per_alliance()), 2, 4),
    "most meetings of an alliance": (lambda: max(per_alliance()), 8, 10),
    "meetings on days off": (in_spring, 0, 0),
    "inquorate meetings": (inquorate, 15, 60),
    "resolutions": (lambda: number(select(Resolution.id)), 850, 950),
    "actions": (lambda: number(select(Action.id)), 1425, 1575),
    "closed in time, of 100": (on_time, 89, 95),
    "shelved once, of 1000": (lambda: round(1000 * _shelved() / max(number(select(Action.id)), 1)), 12, 30),
    "from grid visits, of 100": (lambda: channel("grid"), 32, 38),
    "from 12345, of 100": (lambda: channel("hotline"), 22, 28),
}


def _shelved() -> int:
    from app.core.ledger import Entry

    return number(select(Entry.subject).where(Entry.verb == "action.shelve").distinct())


def main() -> int:
    code = 0
    with create_app().app_context():
        for name, (count, least, most) in RANGES.items():
            found = count()
            fits = least <= found <= most
            code = code if fits else 1
            print(f"{name:34}{found:8}   {least} to {most}{'' if fits else '   OUTSIDE'}")
        for name, found in stuck().items():
            fits = found > 0
            code = code if fits else 1
            print(f"{name:34}{found:8}   some{'' if fits else '   NONE'}")
    return code


if __name__ == "__main__":
    raise SystemExit(main())
