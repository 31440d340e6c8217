"""A supervisor takes something on, finishes it or lets it go; and what a meeting's turnout was."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.core.clock import local
from app.core.db import db
from app.core.ledger import name_of
from app.core.lifecycle import Refused
from app.core.perform import By, perform, record
from app.meetings.models import Attendance, Meeting, ProxyLetter
from app.meetings.presence import quorum_of, voting_seats
from app.meetings.rules import WRITTEN
from app.oversight.models import Coordination, Turnout
from app.oversight.rules import LIFECYCLE


def take(subject: Any, trouble: str, title: str, plan: str, due: date, *, name: str, by: By, at: datetime) -> Coordination:
    """由我协调, until `due`. Refused where somebody (or the same person) has taken it on already: one thing, one coordinator."""
    about = name_of(subject)
    taken = select(Coordination.person_name).where(Coordination.about == about, Coordination.state == "open")
    if (other := db.session.scalar(taken)) is not None:
        raise Refused("coordination.taken", name=other)
    if due < local(at).date():
        raise Refused("coordination.due_past", field="due")
    made = Coordination(alliance_id=subject.alliance_id, person_id=by.id, person_name=name, about=about, trouble=trouble, title=title[:160])
    made.plan, made.due, made.taken_at = plan, due, at
    db.session.add(made)
    db.session.flush()
    record("coordination.take", made, by=by, at=at, words=plan, about=about, trouble=trouble, due=due)
    return made


def finish(coordination: Coordination, outcome: str, *, by: By, at: datetime) -> None:
    """已办好: what came of it."""
    coordination.outcome, coordination.closed_at = outcome, at
    perform(LIFECYCLE, coordination, "finish", by=by, at=at, words=outcome)


def drop(coordination: Coordination, outcome: str, *, by: By, at: datetime) -> None:
    """不再协调: why; another supervisor of the place may say so for one who has left."""
    coordination.outcome, coordination.closed_at = outcome, at
    perform(LIFECYCLE, coordination, "drop", by=by, at=at, words=outcome)


# -- how many came -----------------------------------------------------------------------------------------------------


def count_turnout(subject: Any, /, *, by: By, at: datetime) -> None:
    """A reaction: whenever a meeting ends, or the list of one that is over is mended, count who came and how many were needed."""
    meeting = subject if isinstance(subject, Meeting) else db.session.get_one(Meeting, subject.meeting_id)
    if meeting.state != "ended" or meeting.kind == WRITTEN:  # in writing nobody meets
        return
    held_on = local(meeting.started_at or meeting.starts_at).date()
    came, needed = len(_came(meeting)), quorum_of(meeting)
    known = db.session.get(Turnout, meeting.id)
    if known is None:
        db.session.add(Turnout(meeting_id=meeting.id, alliance_id=meeting.alliance_id, held_on=held_on, came=came, needed=needed))
    else:
        known.held_on, known.came, known.needed = held_on, came, needed


def _came(meeting: Meeting) -> frozenset[int]:
    """实到: voting members that were there at all, themselves or by a letter whose holder was there."""
    attended = select(Attendance.seat_id).where(
        Attendance.meeting_id == meeting.id, Attendance.seat_id.is_not(None), Attendance.status == "present"
    )
    own = {seat for seat in db.session.scalars(attended) if seat is not None}
    letters = select(ProxyLetter.seat_id, ProxyLetter.holder_seat_id).where(
        ProxyLetter.meeting_id == meeting.id, ProxyLetter.state == "given"
    )
    carried = {seat for seat, holder in db.session.execute(letters) if holder in own}
    return frozenset(own | carried) & frozenset(voting_seats(meeting))
