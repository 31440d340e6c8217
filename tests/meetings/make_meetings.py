"""The least meeting that is valid, at the state a test needs. The clock of the tests runs at the true time; `AT` is its Thursday."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import select

from app.alliances.models import Alliance, Seat
from app.core.clock import at_local, local, today
from app.core.db import db, writing
from app.issues import actions as issues
from app.issues.models import Issue
from app.meetings import actions
from app.meetings.models import AgendaItem, Attendance, Meeting
from app.policy import SYSTEM
from tests.make import AT, later

PLACE = "社区党群服务站二楼议事厅"


def plan(starts_at: datetime | None = None, **changes: object) -> actions.Plan:
    start = starts_at or later(60 * 24 * 7)
    fields = {"starts_at": start, "ends_at": start + timedelta(hours=2), "place": PLACE, "chair_name": "郑安澜"} | changes
    return actions.Plan(**fields)  # type: ignore[arg-type]  # fields of the plan by name


def meeting(of: Alliance, *topics: str, at: datetime = AT, **changes: object) -> Meeting:
    """A meeting a week after AT with its topics (one by default)."""
    with writing():
        made = actions.schedule(of, plan(**changes), topics=topics or ("错时停车",), by=SYSTEM, at=at)  # type: ignore[arg-type]  # by name
    return made


def notified(of: Alliance, *topics: str, at: datetime = AT, **changes: object) -> Meeting:
    made = meeting(of, *topics, at=at, **changes)
    with writing():
        actions.notify(made, "【会议通知】", reason="书记同意", by=SYSTEM, at=at)
    return made


def running(of: Alliance, *topics: str, late: bool = False) -> Meeting:
    """A meeting that began at AT; with `late` one that is entered a week afterwards."""
    at = later(60 * 24 * 7) if late else AT
    made = meeting(of, *topics, at=at, starts_at=AT, late_entry=late)
    with writing():
        actions.start(made, None, by=SYSTEM, at=at)
    return made


def held_days_ago(of: Alliance, *topics: str, days: int = 4) -> Meeting:
    """A late entry whose day lies before the true today, started: for tests through the browser's door."""
    day = today() - timedelta(days=days)
    start = at_local(day, 14)
    with writing():
        made = actions.schedule(of, plan(start, late_entry=True), topics=topics or ("错时停车",), by=SYSTEM, at=now())
        actions.start(made, None, by=SYSTEM, at=now())
    return made


def now() -> datetime:
    from app.core.clock import now as true_now

    return true_now()


def in_days(days: int, hour: int = 14) -> datetime:
    return at_local(today() + timedelta(days=days), hour)


def clock(instant: datetime) -> time:
    """The time of the day that a secretary would type for it."""
    return local(instant).time()


def clock_of(instant: datetime | None) -> str:
    return f"{local(instant):%H:%M}" if instant else ""


def items(of: Meeting) -> list[AgendaItem]:
    statement = select(AgendaItem).where(AgendaItem.meeting_id == of.id, AgendaItem.position > 0)
    return list(db.session.scalars(statement.order_by(AgendaItem.position)))


def titles(of: Meeting) -> list[str]:
    return [item.title for item in items(of)]


def row(of: Meeting, seat: Seat) -> Attendance:
    return db.session.scalars(select(Attendance).where(Attendance.meeting_id == of.id, Attendance.seat_id == seat.id)).one()


def accepted_issue(of: Alliance, title: str = "东门路灯不亮") -> Issue:
    with writing():
        issue = issues.report(of, title, "晚上看不见路", category="OTHER", channel="grid", by=SYSTEM, at=AT)
        issues.accept(issue, by=SYSTEM, at=AT)
    return issue
