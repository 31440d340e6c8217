"""Hall codes (现场码): six digits on a slip handed over at check-in, this person, this meeting (security.md §3.3).

Secret and written ballots and letters of authority ask for more than a bound telephone. A code typed on it lifts that one sign-in for
the meeting. Codes are stored hashed together with meeting and person, and shown once: on the slip."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select

from app.accounts.models import Person, SignIn
from app.accounts.rules import TRIES, hashed
from app.alliances.models import Organisation, Seat, StandIn
from app.ballots.models import Motion
from app.core import chance
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.perform import By, record
from app.meetings.agenda import unlocked
from app.meetings.models import Attendance, HallCode, Meeting
from app.meetings.presence import voting_seats
from app.meetings.rules import WRITTEN

#: How long a code counts after the meeting ended.
AFTER_THE_END = timedelta(hours=2)
LENGTH = 6


# -- slips -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for one person: the only place where the code stands in clear."""

    person_id: int
    name: str
    organisation: str
    code: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who may get a code. state: "" (none yet), made, used, stopped (too many tries)."""

    person_id: int
    name: str
    organisation: str
    state: str


def holders(meeting: Meeting) -> list[Holder]:
    """Everybody who speaks for a voting seat: the delegate, whoever was checked in for it, and in writing the stand-ins named beforehand;
    each with the state of the code."""
    states = {row.person_id: _state(row) for row in _live(meeting)}
    seats = voting_seats(meeting)
    named = select(Seat.id, Seat.delegate_id.label("person_id")).where(Seat.id.in_(seats), Seat.delegate_id.is_not(None))
    came = select(Attendance.seat_id, Attendance.person_id).where(
        Attendance.meeting_id == meeting.id, Attendance.seat_id.in_(seats), Attendance.person_id.is_not(None)
    )
    people = (named.union(came, _stand_ins(seats)) if meeting.kind == WRITTEN else named.union(came)).subquery()
    statement = (
        select(Person.id, Person.name, Organisation.name)
        .join(people, people.c.person_id == Person.id)
        .join(Seat, Seat.id == people.c.id)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .order_by(Seat.position, Seat.id, Person.id)
    )
    found: dict[int, Holder] = {}
    for person_id, name, organisation in db.session.execute(statement):
        found.setdefault(person_id, Holder(person_id, name, organisation, states.get(person_id, "")))
    return list(found.values())


def _stand_ins(seats: Iterable[int]) -> Select[int, int]:
    return select(StandIn.seat_id, StandIn.person_id).where(StandIn.seat_id.in_(list(seats)))


def _live(meeting: Meeting) -> list[HallCode]:
    statement = select(HallCode).where(HallCode.meeting_id == meeting.id, HallCode.ended_at.is_(None))
    return list(db.session.scalars(statement.order_by(HallCode.id)))


def _state(row: HallCode) -> str:
    if row.used_at is not None:
        return "used"
    return "stopped" if row.tries >= TRIES else "made"


def make_codes(meeting: Meeting, people: Iterable[int], *, by: By, at: datetime) -> list[Slip]:
    """New codes, older ones of the same people end. `people`: ids; whoever does not belong to the meeting gets none."""
    unlocked(meeting)
    if (until := ends_at(meeting)) is not None and at > until:
        raise Refused("code.over")
    wanted = set(people)
    chosen = [one for one in holders(meeting) if one.person_id in wanted]
    if not chosen:
        raise Refused("code.nobody")
    older = {row.person_id: row for row in _live(meeting)}
    return [_make(meeting, one, older.get(one.person_id), by=by, at=at) for one in chosen]


def _make(meeting: Meeting, one: Holder, older: HallCode | None, *, by: By, at: datetime) -> Slip:
    if older is not None:
        older.ended_at = at
        record("code.end", older, by=by, at=at)
    code = chance.digits(LENGTH)
    row = HallCode(alliance_id=meeting.alliance_id, meeting_id=meeting.id, person_id=one.person_id, made_at=at)
    row.code_hash = _hash(meeting.id, one.person_id, code)
    db.session.add(row)
    record("code.make", row, by=by, at=at, person=one.person_id)
    return Slip(one.person_id, one.name, one.organisation, code)


def _hash(meeting_id: int, person_id: int, code: str) -> str:
    return hashed(f"{meeting_id}:{person_id}:{code}")


# -- typing one --------------------------------------------------------------------------------------------------------


def state_for(meeting_id: int, person_id: int) -> str:
    """How the person's code of this meeting stands: as in Holder."""
    row = _code_of(meeting_id, person_id)
    return _state(row) if row else ""


def _code_of(meeting_id: int, person_id: int) -> HallCode | None:
    statement = select(HallCode).where(HallCode.meeting_id == meeting_id, HallCode.person_id == person_id, HallCode.ended_at.is_(None))
    return db.session.scalars(statement.order_by(HallCode.id.desc()).limit(1)).first()


def enter(meeting: Meeting, person_id: int, signin_id: int, typed: str, *, by: By, at: datetime) -> str | None:
    """Lift the sign-in, or say why not (a reason of messages.py). Not Refused: a wrong try is written down too."""
    row = _code_of(meeting.id, person_id)
    if row is None:
        return "code.none"
    if row.used_at is not None:
        return None if row.signin_id == signin_id else "code.used"
    if (until := ends_at(meeting)) is not None and at > until:
        return "code.over"
    if row.tries >= TRIES:
        return "code.tries"
    if _hash(meeting.id, person_id, _digits(typed)) != row.code_hash:
        row.tries += 1
        record("code.wrong", row, by=by, at=at, tries=row.tries)
        return "code.tries" if row.tries >= TRIES else "code.wrong"
    row.used_at, row.signin_id = at, signin_id
    record("code.use", row, by=by, at=at)
    return None


def _digits(typed: str) -> str:
    """Full-width digits are digits, and blanks between two groups are nobody's intention."""
    return "".join(unicodedata.normalize("NFKC", typed).split())


# -- what it lifts -----------------------------------------------------------------------------------------------------


def ends_at(meeting: Meeting) -> datetime | None:
    """Until when the meeting's codes count: two hours after its end, or the deadline of its last written ballot. None: it has not ended."""
    deadline = db.session.scalar(select(func.max(Motion.deadline)).where(Motion.meeting_id == meeting.id, Motion.state == "open"))
    if meeting.ended_at is None:
        return deadline if meeting.kind == WRITTEN else None
    over = meeting.ended_at + AFTER_THE_END
    return max(over, deadline) if deadline else over


def lifted(signin_id: int, person_id: int, meeting_id: int, at: datetime) -> bool:
    """Whether this sign-in may do what a bound telephone alone may not: its hall code was typed, or it has a password."""
    kind = db.session.scalar(select(SignIn.kind).where(SignIn.id == signin_id, SignIn.person_id == person_id))
    if kind == "password":
        return True
    used = select(HallCode.id).where(
        HallCode.meeting_id == meeting_id,
        HallCode.person_id == person_id,
        HallCode.signin_id == signin_id,
        HallCode.used_at.is_not(None),
        HallCode.ended_at.is_(None),
    )
    if kind is None or db.session.scalar(used.limit(1)) is None:
        return False
    until = ends_at(db.session.get_one(Meeting, meeting_id))
    return until is None or at <= until
