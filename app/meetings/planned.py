"""What members announced about their coming (参会回复, app.replies), on the meeting's own list. Nobody is checked in by it.

A row that is only expected then says `via` "reply"; with `stand_in` it names who will come instead, and one tap takes that person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from app.core.db import db
from app.core.perform import By, record
from app.meetings.models import Attendance, Meeting

REPLIED = "reply"


def plan(meeting: Meeting, seat_id: int, answer: str, stand_in: str, *, by: By, at: datetime) -> bool:
    """Put down that the seat's own people, or a stand-in, will come, or that it sends its apology. False where it is here already."""
    statement = select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.seat_id == seat_id)
    row = db.session.scalar(statement)
    if row is None or row.status == "present":
        return row is None
    row.status = "apology" if answer == "apology" else "expected"
    expect(row, stand_in if answer == "stand_in" else "")
    row.entered_at = at
    record("attendance.announce", row, by=by, at=at, status=row.status)
    return True


def expect(row: Attendance, stand_in: str, *, replied: bool = True) -> None:
    """Who is announced; with `replied` the row says that it was."""
    row.person_id, row.person_name, row.stand_in = None, stand_in, bool(stand_in)
    row.arrived_at, row.left_at, row.via = None, None, REPLIED if replied else row.via


def announced_stand_in(row: Attendance) -> str:
    """The name of whoever was announced to come instead and has not been ticked yet."""
    return row.person_name if row.status == "expected" and row.stand_in else ""


def forget(meeting: Meeting, seats: Collection[int] | None, *, by: By, at: datetime) -> None:
    """Nothing is known any more of how these seats will come; `seats` None: of all that have not come, and only of their stand-ins."""
    statement = select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.via == REPLIED, Attendance.status != "present")
    if seats is None:
        statement = statement.where(Attendance.status == "expected", Attendance.stand_in)
    else:
        statement = statement.where(Attendance.seat_id.in_(seats))
    for row in db.session.scalars(statement.order_by(Attendance.id)).all():
        row.status, row.via = "expected", ""
        row.person_id, row.person_name, row.stand_in = None, "", False
        record("attendance.announce", row, by=by, at=at, status="expected")
