"""All seats of the reader's units on one page: in each alliance the next meeting, what is to be voted on, what is to be done.

Six statements, however many alliances there are; none where somebody answers for no unit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, exists, func, select

from app.accounts.models import Person
from app.alliances.models import Alliance, Organisation, Seat
from app.ballots.models import Motion, RollEntry, SecretRoll, Vote
from app.core.db import db
from app.core.paging import PAGE, Piece, piece
from app.meetings.models import Meeting
from app.replies.models import Reply
from app.resolutions.models import Action
from app.resolutions.rules import OPEN


@dataclass(frozen=True, slots=True)
class Sits:
    """A seat of one of the reader's units. `delegate`: who speaks for it, "" where that is the reader. `answer` to the next meeting: a code
    of replies, "" where none was given."""

    seat_id: int
    unit: str
    votes: bool
    delegate: str
    own: bool
    answer: str


@dataclass(frozen=True, slots=True)
class Line:
    """One alliance. Numbers of pages are 0, days None, where there is nothing."""

    id: int
    name: str
    seats: tuple[Sits, ...]
    meeting_id: int
    meeting: str
    starts_at: datetime | None
    running: bool
    ballots: int
    ballot_meeting_id: int
    actions: int
    action_id: int
    action: str
    state: str
    due: date | None

    @property
    def busy(self) -> bool:
        return bool(self.meeting_id or self.ballots or self.actions)


@dataclass(frozen=True, slots=True)
class Whose:
    """The reader: the units answered for, the own seats, and the alliances whose meetings may be read."""

    person_id: int
    organisations: frozenset[int]
    seats: frozenset[int]
    meetings: frozenset[int]


def lines(whose: Whose, after: str = "", size: int = PAGE) -> Piece[Line]:
    """By name of the alliance. `after`: the key of the last line, as the page had it."""
    if not whose.organisations:
        return Piece((), "")
    found = _alliances(whose, after, size)
    ids = [row.id for row in found.rows]
    meetings = _next_meetings(whose.meetings & set(ids))
    answers = _answers([row.id for row in meetings.values()])
    sits, ballots, actions = _seats(ids, whose, answers), _ballots(ids, whose), _actions(ids, whose)
    return Piece(
        [
            _line(row.id, row.name, sits.get(row.id, ()), meetings.get(row.id), ballots.get(row.id), actions.get(row.id))
            for row in found.rows
        ],
        found.after,
    )


def _line(alliance_id: int, name: str, seats: tuple[Sits, ...], meeting: Any, ballots: Any, actions: Any) -> Line:
    return Line(
        id=alliance_id,
        name=name,
        seats=seats,
        meeting_id=meeting.id if meeting else 0,
        meeting=meeting.title if meeting else "",
        starts_at=meeting.starts_at if meeting else None,
        running=bool(meeting) and meeting.state == "in_session",
        ballots=ballots.count if ballots else 0,
        ballot_meeting_id=ballots.meeting_id if ballots else 0,
        actions=actions.count if actions else 0,
        action_id=actions.id if actions else 0,
        action=actions.title if actions else "",
        state=actions.state if actions else "",
        due=actions.due if actions else None,
    )


def _of_units(whose: Whose) -> Select[int]:
    return select(Seat.alliance_id).where(Seat.organisation_id.in_(whose.organisations), Seat.ended_at.is_(None))


def _alliances(whose: Whose, after: str, size: int) -> Piece[Any]:
    statement = select(Alliance.id, Alliance.name).where(Alliance.id.in_(_of_units(whose))).order_by(Alliance.name, Alliance.id)
    number, _tilde, name = after.partition("~")
    if number.isascii() and number.isdecimal() and len(number) < 10 and name and "\x00" not in name:
        statement = statement.where((Alliance.name > name) | ((Alliance.name == name) & (Alliance.id > int(number))))
    rows = db.session.execute(statement.limit(size + 1)).all()
    return piece(rows, lambda row: f"{row.id}~{row.name}", size)


def _seats(ids: Collection[int], whose: Whose, answers: dict[int, str]) -> dict[int, tuple[Sits, ...]]:
    statement = (
        select(Seat, Organisation.name, Person.name)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .outerjoin(Person, Person.id == Seat.delegate_id)
        .where(Seat.alliance_id.in_(ids), Seat.organisation_id.in_(whose.organisations), Seat.ended_at.is_(None))
        .order_by(Seat.alliance_id, Seat.position, Seat.id)
    )
    found: dict[int, tuple[Sits, ...]] = {}
    for seat, unit, delegate in db.session.execute(statement):
        own = seat.id in whose.seats
        one = Sits(seat.id, unit, seat.votes, "" if seat.delegate_id == whose.person_id else delegate or "", own, answers.get(seat.id, ""))
        found[seat.alliance_id] = (*found.get(seat.alliance_id, ()), one)
    return found


def _first_of(statement: Any) -> Any:
    """Of a subquery that numbers its rows by alliance, the first ones."""
    numbered = statement.subquery()
    return db.session.execute(select(numbered).where(numbered.c.place == 1)).all()


def _next_meetings(ids: Collection[int]) -> dict[int, Any]:
    """The one that runs, else the nearest that people were called to."""
    order = (Meeting.state != "in_session", Meeting.starts_at, Meeting.id)
    place = func.row_number().over(partition_by=Meeting.alliance_id, order_by=order).label("place")
    columns = (Meeting.id, Meeting.alliance_id, Meeting.title, Meeting.state, Meeting.starts_at, place)
    called = select(*columns).where(Meeting.alliance_id.in_(ids), Meeting.state.in_(("notified", "in_session")), Meeting.kind != "written")
    return {row.alliance_id: row for row in _first_of(called)}


def _answers(meeting_ids: Collection[int]) -> dict[int, str]:
    """Seat id -> the answer that stands."""
    standing = (Reply.confirmed, Reply.ended_at.is_(None))
    return {
        row.seat_id: row.answer
        for row in db.session.execute(select(Reply.seat_id, Reply.answer).where(Reply.meeting_id.in_(meeting_ids), *standing))
    }


def _ballots(ids: Collection[int], whose: Whose) -> dict[int, Any]:
    """Open motions on which a seat of the units has not voted yet; of a secret one its roll of names tells that."""
    cast_openly = exists().where(Vote.motion_id == Motion.id, Vote.seat_id == RollEntry.seat_id, Vote.choice != "withdrawn")
    cast_secretly = exists().where(SecretRoll.motion_id == Motion.id, SecretRoll.seat_id == RollEntry.seat_id)
    statement = (
        select(Motion.alliance_id, func.count().label("count"), func.min(Motion.meeting_id).label("meeting_id"))
        .join(RollEntry, RollEntry.motion_id == Motion.id)
        .join(Seat, Seat.id == RollEntry.seat_id)
        .where(
            Motion.alliance_id.in_(ids),
            Motion.state == "open",
            Motion.visibility != "hands",
            Seat.organisation_id.in_(whose.organisations),
            ~cast_openly,
            ~cast_secretly,
        )
        .group_by(Motion.alliance_id)
    )
    return {row.alliance_id: row for row in db.session.execute(statement)}


def _actions(ids: Collection[int], whose: Whose) -> dict[int, Any]:
    """How many are open, and the nearest of them."""
    order = (Action.due.is_(None), Action.due, Action.id)
    place = func.row_number().over(partition_by=Action.alliance_id, order_by=order).label("place")
    count = func.count().over(partition_by=Action.alliance_id).label("count")
    columns = (Action.id, Action.alliance_id, Action.title, Action.state, Action.due, count, place)
    led = select(*columns).where(
        Action.alliance_id.in_(ids), Action.lead_organisation_id.in_(whose.organisations), Action.state.in_(sorted(OPEN))
    )
    return {row.alliance_id: row for row in _first_of(led)}
