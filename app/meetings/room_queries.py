"""Named reads over the room: the attendance list, who is represented by whom, the quorum's light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from app.accounts.models import Person
from app.alliances.models import Organisation, Seat, StandIn
from app.core.db import db
from app.core.pinyin import initials
from app.meetings.models import Attendance, Meeting, ProxyLetter
from app.meetings.presence import card, recused_now
from app.meetings.rules import quorum_required


@dataclass(frozen=True, slots=True)
class Attendee:
    """One row of the list: a seat of the roll (`id` is the seat's), or a walk-in (`id` is that of its row; `seat_id` is None).

    `delegate` is who is expected, `person` who came. `words` are what the type-ahead looks through. `holder` is the member whose delegate
    carries this one's letter, and `represented` says whether that delegate is there; `carries` are the members that this one represents.
    """

    id: int
    seat_id: int | None
    organisation: str
    votes: bool
    delegate: str
    title: str
    status: str
    person: str
    stand_in: bool
    arrived_at: datetime | None
    left_at: datetime | None
    via: str
    remark: str
    stand_ins: tuple[str, ...]
    letters: str = ""  # initials of both, as somebody types them who looks for a name
    holder: str = ""
    represented: bool = False
    carries: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        return f"{self.organisation} {self.delegate} {self.letters}".strip()


@dataclass(frozen=True, slots=True)
class Quorum:
    """The light: how many voting members there are, how many are here, how many must be.

    Among those who are here: `stand_ins`, those `represented` by a letter, and those `recused` from the item under discussion."""

    entitled: int
    present: int
    required: int
    stand_ins: int = 0
    represented: int = 0
    recused: int = 0

    @property
    def missing(self) -> int:
        return max(self.required - self.present, 0)

    @property
    def met(self) -> bool:
        return self.missing == 0


def attendees(meeting: Meeting) -> list[Attendee]:
    """The roll in its order (before the notice: the members of today), then the walk-ins."""
    roll = {line["seat"]: line["votes"] for line in meeting.snapshot["roll"]} if meeting.snapshot else None
    standing = Seat.id.in_(roll) if roll is not None else (Seat.alliance_id == meeting.alliance_id) & Seat.ended_at.is_(None)
    statement = (
        select(Seat.id, Organisation.name, Organisation.sort_key, Seat.votes, Person.name, Person.sort_key, Seat.delegate_title, Attendance)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .outerjoin(Person, Person.id == Seat.delegate_id)
        .outerjoin(Attendance, (Attendance.seat_id == Seat.id) & (Attendance.meeting_id == meeting.id))
        .where(standing)
        .order_by(Seat.votes.desc(), Seat.position, Seat.id)
    )
    others = _stand_ins(meeting.alliance_id)
    rows = [
        _attendee(seat, unit, roll.get(seat, votes) if roll else votes, delegate or "", title, row, others.get(seat, ()), (unit_key, key))
        for seat, unit, unit_key, votes, delegate, key, title, row in db.session.execute(statement)
    ]
    return _with_letters(meeting, rows) + _walk_ins(meeting.id)


def _attendee(
    seat: int,
    unit: str,
    votes: bool,
    delegate: str,
    title: str,
    row: Attendance | None,
    stand_ins: tuple[str, ...],
    sort_keys: tuple[str, str | None],
) -> Attendee:
    expected = ("expected", "", False, None, None, "", "")
    seen = (row.status, row.person_name, row.stand_in, row.arrived_at, row.left_at, row.via, row.remark) if row else expected
    letters = " ".join(initials(key) for key in sort_keys if key)
    return Attendee(seat, seat, unit, votes, delegate, title, *seen, stand_ins, letters)


def _walk_ins(meeting_id: int) -> list[Attendee]:
    statement = select(Attendance).where(Attendance.meeting_id == meeting_id, Attendance.seat_id.is_(None), Attendance.status == "present")
    return [
        Attendee(
            row.id,
            None,
            row.unit_name,
            False,
            "",
            "",
            row.status,
            row.person_name,
            False,
            row.arrived_at,
            row.left_at,
            row.via,
            row.remark,
            (),
        )
        for row in db.session.scalars(statement.order_by(Attendance.id))
    ]


def _stand_ins(alliance_id: int) -> dict[int, tuple[str, ...]]:
    statement = (
        select(StandIn.seat_id, Person.name)
        .join(Person, Person.id == StandIn.person_id)
        .join(Seat, Seat.id == StandIn.seat_id)
        .where(Seat.alliance_id == alliance_id)
        .order_by(StandIn.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for seat_id, name in db.session.execute(statement):
        found[seat_id] = (*found.get(seat_id, ()), name)
    return found


# -- who is represented ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter of authority: `giver` handed its seat to the delegate of `holder`. `counted`: it stood for a while at least."""

    id: int
    seat_id: int
    giver: str
    holder_seat_id: int
    holder: str
    state: str
    signer: str
    from_at: datetime
    until_at: datetime | None
    entered_at: datetime
    file_id: int | None
    reason: str

    @property
    def counted(self) -> bool:
        return self.until_at is None or self.until_at > self.from_at


def letters_of(meeting_id: int, limit: int = 200) -> list[LetterRow]:
    """All letters of the meeting in the order they came, those that were taken back too."""
    giving, holding = aliased(Organisation), aliased(Organisation)
    giver, holder = aliased(Seat), aliased(Seat)
    statement: Select[*tuple[Any, ...]] = (
        select(
            ProxyLetter.id,
            ProxyLetter.seat_id,
            giving.name,
            ProxyLetter.holder_seat_id,
            holding.name,
            ProxyLetter.state,
            ProxyLetter.signer,
            ProxyLetter.from_at,
            ProxyLetter.until_at,
            ProxyLetter.entered_at,
            ProxyLetter.file_id,
            ProxyLetter.reason,
        )
        .join(giver, giver.id == ProxyLetter.seat_id)
        .join(giving, giving.id == giver.organisation_id)
        .join(holder, holder.id == ProxyLetter.holder_seat_id)
        .join(holding, holding.id == holder.organisation_id)
        .where(ProxyLetter.meeting_id == meeting_id)
        .order_by(ProxyLetter.id)
        .limit(limit)
    )
    return [LetterRow(*row) for row in db.session.execute(statement)]


def _running(meeting: Meeting) -> bool:
    return meeting.state == "in_session" and not meeting.late_entry


def _with_letters(meeting: Meeting, rows: list[Attendee]) -> list[Attendee]:
    """While the meeting runs the letters that stand now; before and after those that counted at all, where the member did not come."""
    running = _running(meeting)
    letters = {row.seat_id: row for row in letters_of(meeting.id) if row.counted and (row.state == "given" or not running)}
    if not letters:
        return rows
    came = {row.seat_id for row in rows if row.status == "present" and not (running and row.left_at)}
    ever = {row.seat_id for row in rows if row.status == "present"}
    carries: dict[int, tuple[str, ...]] = {}
    for seat_id, letter in letters.items():
        if seat_id not in ever:
            carries[letter.holder_seat_id] = (*carries.get(letter.holder_seat_id, ()), letter.giver)
    found = []
    for row in rows:
        given = letters.get(row.id) if row.id not in ever else None
        holder, represented = (given.holder, given.holder_seat_id in came) if given else ("", False)
        found.append(replace(row, holder=holder, represented=represented, carries=carries.get(row.id, ())))
    return found


def represented(meeting: Meeting) -> dict[int, str]:
    """Seat id -> the member whose delegate spoke for it by letter, where nobody of its own came (for papers)."""
    return {row.id: row.holder for row in attendees(meeting) if row.seat_id and row.represented}


def quorum(meeting: Meeting, rows: Sequence[Attendee]) -> Quorum:
    """While the meeting runs: who is in the room; before and after: who came at all (实到)."""
    voters = [row for row in rows if row.votes]
    running = _running(meeting)
    recused = recused_now(meeting.id) if running else frozenset()
    own = [row for row in voters if row.status == "present" and not (running and row.left_at)]
    represented = [row for row in voters if row.represented]
    share = card(meeting)["quorum"]
    return Quorum(
        entitled=len(voters),
        present=len(own) + len(represented),
        required=quorum_required(len(voters), share["num"], share["den"], share["strict"]),
        stand_ins=sum(row.stand_in for row in own),
        represented=len(represented),
        recused=sum(row.id in recused for row in (*own, *represented)),
    )
