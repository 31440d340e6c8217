"""Counts the demo city and compares it with what it should be (domain.md §7): `python -m bench.census`, on the database of the environment.

Exit 1 where a figure lies outside its range.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from app import create_app
from app.accounts.models import Person
from app.alliances.models import Alliance, Organisation, Seat
from app.ballots.models import Motion
from app.core.clock import at_local, local, today
from app.core.db import db
from app.core.ledger import Entry
from app.issues.models import Issue
from app.issues.rules import WITH_UNIT
from app.meetings.models import Attendance, ItemIssue, Meeting
from app.minutes.models import Minutes
from app.oversight.models import Turnout
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


def with_verb(verb: str) -> int:
    """How many different rows the ledger tells this of."""
    return number(select(Entry.subject).where(Entry.verb == verb).distinct())


def route(name: str) -> int:
    """Of a hundred issues that were dispatched, how many last went along this route."""
    return round(
        100 * number(select(Issue.id).where(Issue.route == name)) / max(number(select(Issue.id).where(Issue.route.is_not(None))), 1)
    )


def did_not_meet() -> int:
    """Alliances that held no meeting in the last whole quarter."""
    now = today()
    first = date(now.year, (now.month - 1) // 3 * 3 + 1, 1)
    before = date(first.year - (first.month == 1), (first.month - 4) % 12 + 1, 1)
    within = (Meeting.starts_at >= at_local(before, 0), Meeting.starts_at < at_local(first, 0))
    met = select(Meeting.alliance_id).where(Meeting.state.in_(("ended", "in_session")), *within)
    return number(select(Alliance.id).where(Alliance.id.not_in(met)))


def oldest_review() -> int:
    """Working days since the day on which something shelved should have been looked at again, of the oldest."""
    days = [db.session.scalar(select(func.min(one.review_on)).where(one.state == "shelved")) for one in (Action, Issue)]
    return max([0, *(calendar().between(day, today()) for day in days if day is not None)])


def oldest_accepted() -> int:
    """Working days since the oldest issue that is accepted, and neither with a unit nor on an agenda, was accepted."""
    waits = select(func.min(Issue.accepted_at)).where(Issue.state == "accepted")
    found = db.session.scalar(waits)
    return calendar().between(local(found).date(), today()) if found is not None else 0


def without_new_day() -> int:
    """Working days since the oldest inquorate meeting after which its alliance has neither met nor planned to."""
    later = select(func.max(Meeting.starts_at)).where(Meeting.alliance_id == Turnout.alliance_id, Meeting.state != "cancelled")
    short = select(Turnout.held_on, later.correlate(Turnout).scalar_subquery()).where(Turnout.came < Turnout.needed)
    days = [day for day, last in db.session.execute(short) if local(last).date() <= day]
    return max((calendar().between(day, today()) for day in days), default=0)


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
        "reviews past": sum(number(select(one.id).where(one.state == "shelved", one.review_on < today())) for one in (Action, Issue)),
        "urgent, not accepted": number(select(Issue.id).where(Issue.state == "submitted", Issue.goes_to == "danger")),
        "no notice yet": number(select(Meeting.id).where(Meeting.state == "planning")),
        "issues not signed for": number(select(Issue.id).where(Issue.state == "dispatched")),
        "issues returned": number(select(Issue.id).where(Issue.state == "returned")),
        "issues overdue": number(select(Issue.id).where(Issue.state.in_(WITH_UNIT), Issue.due < today())),
        "names of 35 and more": number(select(Organisation.id).where(func.length(Organisation.name) >= 35)),
        "secret ballots counted": number(select(Motion.id).where(Motion.visibility == "secret", Motion.state == "counted")),
    }


RANGES: dict[str, tuple[Callable[[], int], int, int]] = {
    "alliances": (lambda: number(select(Alliance.id)), 210, 210),
    "people": (lambda: number(select(Person.id)), 3190, 3230),
    "issues": (lambda: number(select(Issue.id)), 7000, 7400),
    "issues on agendas": (lambda: number(select(ItemIssue.issue_id).distinct()), 540, 640),
    "meetings": (lambda: number(select(Meeting.id)), 1200, 1300),
    "fewest meetings of an alliance": (lambda: min(per_alliance()), 2, 4),
    "most meetings of an alliance": (lambda: max(per_alliance()), 8, 11),
    "meetings on days off": (in_spring, 0, 0),
    "inquorate meetings": (inquorate, 15, 60),
    "resolutions": (lambda: number(select(Resolution.id)), 850, 950),
    "actions": (lambda: number(select(Action.id)), 1425, 1575),
    "closed in time, of 100": (on_time, 89, 95),
    "shelved once, of 1000": (lambda: round(1000 * with_verb("action.shelve") / max(number(select(Action.id)), 1)), 12, 30),
    "from grid visits, of 100": (lambda: channel("grid"), 32, 38),
    "from 12345, of 100": (lambda: channel("hotline"), 22, 28),
    "issues dispatched": (lambda: with_verb("issue.dispatch"), 1500, 2300),
    "by members, of 100": (lambda: route("multi_force"), 52, 58),
    "by backing bureaus, of 100": (lambda: route("backing_dept"), 12, 18),
    "by departments, of 100": (lambda: route("dept_transfer"), 17, 23),
    "by the committee, of 100": (lambda: route("governance_committee"), 7, 13),
    "issues returned once": (lambda: with_verb("issue.return"), 40, 120),
    "issues shelved once": (lambda: with_verb("issue.shelve"), 50, 140),
    "alliances without a meeting last quarter": (did_not_meet, 2, 16),
    "oldest review past, working days": (oldest_review, 0, 40),
    "oldest accepted, working days": (oldest_accepted, 0, 70),
    "oldest inquorate without a new day, working days": (without_new_day, 0, 40),
}


def main() -> int:
    code = 0
    with create_app().app_context():
        for name, (count, least, most) in RANGES.items():
            found = count()
            fits = least <= found <= most
            code = code if fits else 1
            print(f"{name:50}{found:8}   {least} to {most}{'' if fits else '   OUTSIDE'}")
        for name, found in stuck().items():
            fits = found > 0
            code = code if fits else 1
            print(f"{name:50}{found:8}   some{'' if fits else '   NONE'}")
    return code


if __name__ == "__main__":
    raise SystemExit(main())
