"""A meeting that was called and its answers. The clock stands at MORNING: the meeting is two days later."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, timedelta

from sqlalchemy import select

from app.alliances.models import Alliance, Seat
from app.core import ledger
from app.core.db import db, writing
from app.meetings.models import Attendance, Meeting
from app.policy import SYSTEM
from app.replies import actions
from app.replies.actions import Said
from app.replies.models import Reply
from tests import make
from tests.make import AT
from tests.meetings import make_meetings as made

#: Thursday 12 November 2026, 14:00 in Shanghai; the meeting is on Saturday at the same hour.
MORNING = AT
STARTS = AT + timedelta(days=2)


def called(of: Alliance, *topics: str, **changes: object) -> Meeting:
    return made.notified(of, *topics, at=MORNING - timedelta(days=9), starts_at=STARTS, **changes)


def answer(meeting: Meeting, seat: Seat, said: Said, *, via: str = "own", at: datetime = MORNING) -> Reply:
    with writing():
        ledger.hold(meeting.alliance_id)
        return actions.answer(meeting, seat, said, via=via, person_id=seat.delegate_id if via != "phone" else None, by=SYSTEM, at=at)


def ask(meeting: Meeting, seat: Seat, said: Said, *, at: datetime = MORNING) -> Reply:
    with writing():
        return actions.answer_unknown(meeting, seat, said, by=SYSTEM, at=at)


def replies(meeting: Meeting) -> list[Reply]:
    db.session.rollback()
    return list(db.session.scalars(select(Reply).where(Reply.meeting_id == meeting.id).order_by(Reply.id)))


def standing(meeting: Meeting) -> list[tuple[str, str]]:
    return [(one.answer, one.name) for one in replies(meeting) if one.confirmed and one.ended_at is None]


def expected(meeting: Meeting, seat: Seat) -> tuple[str, str, bool, str]:
    db.session.rollback()
    row = db.session.scalars(select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.seat_id == seat.id)).one()
    return row.status, row.person_name, row.stand_in, row.via


def silent(of: Alliance, name: str = "没登记电话的单位") -> Seat:
    """A unit whose delegate has no telephone on the roster."""
    seat = make.seat(of, name)
    with writing():
        make.delegate_of(seat).phone = ""
        actions.record("person.phone", make.delegate_of(seat), by=SYSTEM, at=AT)
    return seat


def office_file(part: str = "word/document.xml", *more: str) -> bytes:
    """The least that a Word or Excel file holds."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name in ("[Content_Types].xml", part, *more):
            packed.writestr(name, "<x/>")
    return held.getvalue()
