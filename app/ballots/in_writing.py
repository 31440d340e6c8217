"""What is different about a ballot in writing (书面表决): nobody is in a room, a deadline stands, and whoever answers is present.

voting.md §3: the roll is that of the moment of sending; present = returned a ballot, or declared a recusal; the quorum is asked at closing
only; the base must be `entitled`; when all have answered the chair may close, nothing closes by itself.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.accounts.models import Person
from app.alliances.models import Seat, StandIn
from app.ballots.models import Motion, RollEntry, Vote
from app.ballots.question import WITHDRAWN
from app.ballots.room import name_of_seat
from app.core.clock import local
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.perform import record
from app.meetings import actions as meetings
from app.meetings import hall_codes
from app.meetings.models import Attendance, Meeting, Recusal
from app.meetings.rules import WRITTEN
from app.policy import Actor


def is_written(meeting: Meeting) -> bool:
    return meeting.kind == WRITTEN


def moment(instant: datetime) -> str:
    """11月27日17时, 11月27日9时30分: how a deadline is told."""
    here = local(instant)
    return f"{here.month}月{here.day}日{here.hour}时" + (f"{here.minute}分" if here.minute else "")


def check_visibility(meeting: Meeting, visibility: str) -> None:
    if is_written(meeting) and visibility != "named":
        raise Refused("written.named", field="visibility")


def check_opening(motion: Motion, meeting: Meeting, rule: dict[str, object], at: datetime) -> None:
    """A ballot of a written meeting has a deadline to come, and a base that nobody's staying away can shrink."""
    if not is_written(meeting):
        return
    if motion.deadline is None or motion.deadline <= at:
        raise Refused("written.no_deadline", field="until_day")
    if rule["base"] != "entitled":
        raise Refused("written.base", field="regime")


def check_answer(motion: Motion, seat_id: int, *, by: Actor, at: datetime) -> None:
    """By telephone: until the deadline, by the seat's delegate or a stand-in named beforehand, from a sign-in that typed its code."""
    assert motion.deadline is not None
    if at >= motion.deadline:
        raise Refused("written.over", time=moment(motion.deadline))
    if not speaks_for(by.id, seat_id):
        raise Refused("written.not_yours", unit=name_of_seat(seat_id))
    if _answered_elsewhere(motion, seat_id, by.id):
        raise Refused("written.one_seat", unit=name_of_seat(seat_id))
    if not hall_codes.lifted(by.signin_id, by.id, motion.meeting_id, at):
        raise Refused("written.code")


def speaks_for(person_id: int, seat_id: int) -> bool:
    """Whether this person is the seat's delegate or a stand-in named beforehand; nobody is named on the spot where there is no spot."""
    if db.session.scalar(select(Seat.id).where(Seat.id == seat_id, Seat.delegate_id == person_id)):
        return True
    return bool(db.session.scalar(select(StandIn.id).where(StandIn.seat_id == seat_id, StandIn.person_id == person_id)))


def _answered_elsewhere(motion: Motion, seat_id: int, person_id: int) -> bool:
    """One own seat per person (voting.md §7): a delegate of one member may stand in for another, but not vote for both."""
    others = select(Vote.id).where(Vote.motion_id == motion.id, Vote.seat_id != seat_id, Vote.person_id == person_id)
    return db.session.scalar(others.where(Vote.choice != WITHDRAWN, Vote.by_paper.is_(False)).limit(1)) is not None


# -- closing -----------------------------------------------------------------------------------------------------------


def declared(item_id: int) -> frozenset[int]:
    """Seats that have said themselves that they stand back: an answer too."""
    return frozenset(db.session.scalars(select(Recusal.seat_id).where(Recusal.item_id == item_id, Recusal.state == "declared")))


def still_to_answer(motion: Motion) -> list[int]:
    """Seats of the roll without a ballot that have not stood back either, in the roll's order."""
    voted = select(Vote.seat_id).where(Vote.motion_id == motion.id, Vote.choice != WITHDRAWN)
    backed_out = select(Recusal.seat_id).where(Recusal.item_id == motion.item_id, Recusal.state.in_(("declared", "granted")))
    statement = select(RollEntry.seat_id).where(
        RollEntry.motion_id == motion.id, RollEntry.seat_id.not_in(voted), RollEntry.seat_id.not_in(backed_out)
    )
    return list(db.session.scalars(statement.order_by(RollEntry.id)))


def check_closing(motion: Motion, at: datetime) -> None:
    """The chair may close when all have answered, or after the deadline."""
    if not motion.written or motion.deadline is None or at >= motion.deadline:
        return
    if missing := still_to_answer(motion):
        raise Refused("written.too_early", missing=len(missing), time=moment(motion.deadline))


def settle(motion: Motion, *, by: Actor, at: datetime) -> None:
    """The ballot is counted: the attendance says who answered, as minutes name it, and without a run-off the meeting is over."""
    meeting = db.session.get_one(Meeting, motion.meeting_id)
    votes = {vote.seat_id: vote for vote in db.session.scalars(select(Vote).where(Vote.motion_id == motion.id, Vote.choice != WITHDRAWN))}
    answered = votes.keys() | declared(motion.item_id)
    rows = select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.seat_id.is_not(None)).order_by(Attendance.id)
    for row in db.session.scalars(rows).all():
        if row.seat_id is not None and row.seat_id in answered:
            _answered(row, votes.get(row.seat_id), by=by, at=at)
    if motion.result != "runoff" and meeting.state == "in_session":
        meeting.ends_at = at  # until now the deadline stood here: what was planned
        meetings.end(meeting, None, by=by, at=at)


def _answered(row: Attendance, vote: Vote | None, *, by: Actor, at: datetime) -> None:
    seat = db.session.get_one(Seat, row.seat_id)
    person = db.session.get(Person, vote.person_id if vote and vote.person_id else seat.delegate_id or 0)
    row.status, row.via, row.arrived_at = "present", "list" if vote is None or vote.by_paper else "phone", vote.at if vote else at
    row.person_id, row.person_name = (person.id, person.name) if person else (None, "")
    row.stand_in = person is not None and person.id != seat.delegate_id
    record("attendance.answer", row, by=by, at=row.arrived_at)
