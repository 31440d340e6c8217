"""Who came, when and for whom. `actions` names these verbs for everybody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import select

from app.accounts.models import Person
from app.alliances.models import Seat, StandIn
from app.core.clock import local
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.perform import By, record
from app.meetings.agenda import unlocked
from app.meetings.letters import move_letters, settle_letter
from app.meetings.models import Attendance, Meeting, ProxyLetter
from app.meetings.planned import announced_stand_in
from app.meetings.presence import arrival_time, card, event_time
from app.meetings.rules import ATTENDANCE, OPENED, may_check_in


@dataclass(frozen=True, slots=True)
class Mark:
    """What the secretary ticks for one member. Without times: came when it is ticked (afterwards: at the start), did not leave early."""

    status: str
    arrived: time | None = None
    left: time | None = None
    stand_in: str = ""
    remark: str = ""


def happened(meeting: Meeting, typed: time | None, at: datetime, field: str) -> datetime:
    """The event time that was typed or is meant. Refused where it has not come yet."""
    instant = event_time(meeting, typed, at)
    if instant > at:
        raise Refused("meeting.future", field=field)
    return instant


def expect_everybody(meeting: Meeting, *, by: By, at: datetime) -> None:
    """One row for every seat of the roll, so that the list shows who is still missing."""
    db.session.flush()
    known = set(db.session.scalars(select(Attendance.seat_id).where(Attendance.meeting_id == meeting.id)))
    for line in card(meeting)["roll"]:
        if line["seat"] not in known:
            _expect(meeting, line["seat"], by=by, at=at)


def _expect(meeting: Meeting, seat_id: int, *, by: By, at: datetime) -> Attendance:
    row = Attendance(alliance_id=meeting.alliance_id, meeting_id=meeting.id, seat_id=seat_id, entered_at=at)
    db.session.add(row)
    record("attendance.expect", row, by=by, at=at)
    return row


def _row_for(meeting: Meeting, seat: Seat, *, by: By, at: datetime) -> Attendance:
    if seat.id not in {line["seat"] for line in card(meeting)["roll"]}:
        raise Refused("attendance.not_on_roll")
    statement = select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.seat_id == seat.id)
    return db.session.scalar(statement) or _expect(meeting, seat.id, by=by, at=at)


def mark(meeting: Meeting, seat: Seat, ticked: Mark, *, by: By, at: datetime) -> Attendance:
    """Tick a member on the secretary's list: present, apology, absent, or expected again (undo)."""
    unlocked(meeting)
    if ticked.status not in ATTENDANCE:
        raise Refused("attendance.status")
    row = _row_for(meeting, seat, by=by, at=at)
    if ticked.status == "present":
        _present(meeting, seat, row, ticked, at=at)
    else:
        row.person_id, row.person_name, row.stand_in, row.arrived_at, row.left_at = None, "", False, None, None
    row.status, row.remark, row.via, row.entered_at = ticked.status, ticked.remark, "list", at
    record("attendance.mark", row, by=by, at=row.left_at or row.arrived_at or at, status=ticked.status)
    settle_letter(meeting, row, by=by, at=at)
    return row


def _present(meeting: Meeting, seat: Seat, row: Attendance, ticked: Mark, *, at: datetime) -> None:
    _can_come(meeting, at)
    announced = announced_stand_in(row)
    stand_in = ticked.stand_in or announced
    person_id, name = _who(meeting, seat, stand_in, announced)
    if person_id is not None:
        _one_seat_each(meeting, seat, person_id)
    elif name:
        _no_namesake(meeting, seat, name)
    if ticked.arrived is None and row.status == "present" and row.arrived_at is not None:
        arrived = row.arrived_at
    else:
        arrived = arrival_time(meeting, ticked.arrived, at)
    left = event_time(meeting, ticked.left, at) if ticked.left else None
    if max(arrived, left or arrived) > at:
        raise Refused("meeting.future", field="left" if left and left > at else "arrived")
    if left is not None and left <= arrived:
        raise Refused("attendance.left_first", field="left")
    row.person_id, row.person_name, row.stand_in = person_id, name, bool(stand_in)
    row.arrived_at, row.left_at = arrived, left


def _can_come(meeting: Meeting, at: datetime) -> None:
    """Nobody has come to a meeting that has not begun, unless its day is here."""
    its_day = meeting.state == "notified" and local(at).date() >= local(meeting.starts_at).date()
    if meeting.state not in OPENED and not its_day:
        raise Refused("attendance.not_yet")


def _who(meeting: Meeting, seat: Seat, stand_in: str, announced: str) -> tuple[int | None, str]:
    """The delegate, or the stand-in of that name: known or announced beforehand, or, where the rule card allows it, named on the spot as
    a mere name."""
    if not stand_in:
        person = db.session.get(Person, seat.delegate_id) if seat.delegate_id else None
        return (person.id, person.name) if person else (None, "")
    statement = select(Person).join(StandIn, StandIn.person_id == Person.id).where(StandIn.seat_id == seat.id, Person.name == stand_in)
    known = db.session.scalars(statement.limit(1)).first()
    if known is None and stand_in != announced and not card(meeting)["stand_ins"]:
        raise Refused("attendance.no_stand_in", field="stand_in")
    return (known.id if known else None), stand_in


def _one_seat_each(meeting: Meeting, seat: Seat, person_id: int) -> None:
    """One own seat per person and meeting (voting.md §7)."""
    elsewhere = select(Attendance.id).where(
        Attendance.meeting_id == meeting.id,
        Attendance.person_id == person_id,
        Attendance.seat_id != seat.id,
        Attendance.status == "present",
    )
    if db.session.scalar(elsewhere.limit(1)) is not None:
        raise Refused("attendance.one_seat", field="stand_in")


def _no_namesake(meeting: Meeting, seat: Seat, name: str) -> None:
    """A stand-in who is a mere name may be the one who is here for another member already; two of one name are told apart by words."""
    elsewhere = select(Attendance.id).where(
        Attendance.meeting_id == meeting.id,
        Attendance.person_name == name,
        Attendance.seat_id != seat.id,
        Attendance.status == "present",
    )
    if db.session.scalar(elsewhere.limit(1)) is not None:
        raise Refused("attendance.namesake", field="stand_in", name=name)


def mark_all(meeting: Meeting, *, by: By, at: datetime) -> int:
    """Everybody on the list who is not marked yet came at the start. Returns how many could not be ticked (one person, two seats)."""
    unlocked(meeting)
    seats = _unmarked(meeting)
    if not seats:
        return 0
    _can_come(meeting, at)
    arrived = arrival_time(meeting, None, at)
    if arrived > at:
        raise Refused("meeting.future", field="arrived")
    rows = {row.seat_id: row for row in db.session.scalars(select(Attendance).where(Attendance.meeting_id == meeting.id))}
    here = {row.person_id for row in rows.values() if row.status == "present"}
    people = {person.id: person for person in db.session.scalars(select(Person).where(Person.id.in_(seat.delegate_id for seat in seats)))}
    lettered = set(db.session.scalars(select(ProxyLetter.seat_id).where(ProxyLetter.meeting_id == meeting.id)))
    left = 0
    for seat in seats:
        announced = announced_stand_in(rows[seat.id]) if seat.id in rows else ""
        person = None if announced else people.get(seat.delegate_id or 0)
        if person is not None and person.id in here:
            left += 1
            continue
        row = rows.get(seat.id) or _expect(meeting, seat.id, by=by, at=at)
        row.person_id, row.person_name, row.stand_in = (person.id, person.name, False) if person else (None, announced, bool(announced))
        row.arrived_at, row.left_at = arrived, None
        row.status, row.remark, row.via, row.entered_at = "present", "", "list", at
        record("attendance.mark", row, by=by, at=arrived, status="present")
        if seat.id in lettered:
            settle_letter(meeting, row, by=by, at=at)
        if person is not None:
            here.add(person.id)
    return left


def _unmarked(meeting: Meeting) -> Sequence[Seat]:
    """Voting seats that are still only expected and gave no letter. Observers come when asked: nobody assumes that all of them did."""
    marked = select(Attendance.seat_id).where(Attendance.meeting_id == meeting.id, Attendance.status != "expected")
    represented = select(ProxyLetter.seat_id).where(ProxyLetter.meeting_id == meeting.id, ProxyLetter.state == "given")
    seats = [line["seat"] for line in card(meeting)["roll"] if line["votes"]]
    unmarked = select(Seat).where(Seat.id.in_(seats), Seat.id.not_in(marked), Seat.id.not_in(represented))
    return db.session.scalars(unmarked.order_by(Seat.position, Seat.id)).all()


def move_arrivals(meeting: Meeting, old: datetime, new: datetime, *, by: By, at: datetime) -> None:
    """Who came with the start came with the corrected start."""
    statement = select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.arrived_at == old, Attendance.status == "present")
    for row in db.session.scalars(statement.order_by(Attendance.id)).all():
        row.arrived_at = new
        record("attendance.correct", row, by=by, at=new)
    move_letters(meeting, old, new, by=by, at=at)


def walk_in(meeting: Meeting, unit: str, name: str, *, arrived: time | None, by: By, at: datetime) -> Attendance:
    """Somebody who is on no roll: listed with the observers, without a vote."""
    unlocked(meeting)
    _can_come(meeting, at)
    row = Attendance(alliance_id=meeting.alliance_id, meeting_id=meeting.id, unit_name=unit, person_name=name, via="list", entered_at=at)
    row.status, row.arrived_at = "present", arrival_time(meeting, arrived, at)
    if row.arrived_at > at:
        raise Refused("meeting.future", field="arrived")
    db.session.add(row)
    record("attendance.walk_in", row, by=by, at=row.arrived_at)
    return row


def strike_walk_in(row: Attendance, *, by: By, at: datetime) -> None:
    """Entered by mistake: no longer listed, still in the record."""
    unlocked(db.session.get_one(Meeting, row.meeting_id))
    row.status, row.arrived_at = "expected", None
    record("attendance.strike", row, by=by, at=at)


def check_in(meeting: Meeting, seat: Seat, person: Person, *, by: By, at: datetime) -> Attendance:
    """A delegate or a stand-in checks in for the seat by an own telephone. A second tap changes nothing."""
    unlocked(meeting)
    if not may_check_in(meeting.state, meeting.starts_at, at):
        raise Refused("attendance.not_open")
    row = _row_for(meeting, seat, by=by, at=at)
    if row.here_at(at) and row.person_id == person.id:
        return row
    if row.here_at(at):
        raise Refused("attendance.taken", name=row.person_name)
    _one_seat_each(meeting, seat, person.id)
    row.person_id, row.person_name, row.stand_in = person.id, person.name, person.id != seat.delegate_id
    row.status, row.arrived_at, row.left_at, row.via, row.entered_at = "present", at, None, "phone", at
    record("attendance.check_in", row, by=by, at=at)
    settle_letter(meeting, row, by=by, at=at)
    return row
