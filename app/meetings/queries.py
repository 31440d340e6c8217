"""Named reads over meetings: the list, the agenda's surroundings, the attendance list, the notice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from app.accounts.models import Grant, Person
from app.alliances.models import Alliance, Organisation, Seat, StandIn
from app.core.db import db
from app.core.paging import PAGE, Piece, piece
from app.core.pinyin import initials
from app.issues.models import Issue
from app.meetings.models import AgendaItem, Attendance, ItemIssue, Meeting, Notice, Recusal
from app.meetings.presence import card
from app.meetings.rules import quorum_required

OVER = ("ended", "cancelled")


# -- the list ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One line of the list. `key` is where the next piece starts."""

    id: int
    alliance_id: int
    alliance: str
    title: str
    kind: str
    state: str
    starts_at: datetime
    ends_at: datetime | None
    place: str
    late_entry: bool
    item_count: int

    @property
    def over(self) -> bool:
        return self.state in OVER

    @property
    def key(self) -> str:
        return f"{'past' if self.over else 'next'}~{self.starts_at.isoformat()}~{self.id}"


def meetings(alliances: Collection[int], after: str = "", size: int = PAGE) -> Piece[MeetingRow]:
    """What is still to come, the nearest first; then what is over, the latest first."""
    part, starts_at, last = _place(after)
    rows: list[MeetingRow] = []
    if part == "next":
        coming = _listed(alliances).where(Meeting.state.not_in(OVER)).order_by(Meeting.starts_at, Meeting.id)
        if starts_at is not None:
            coming = coming.where((Meeting.starts_at > starts_at) | ((Meeting.starts_at == starts_at) & (Meeting.id > last)))
        rows = _rows(coming.limit(size + 1))
        starts_at = None
    if len(rows) <= size:
        past = _listed(alliances).where(Meeting.state.in_(OVER)).order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        if starts_at is not None:
            past = past.where((Meeting.starts_at < starts_at) | ((Meeting.starts_at == starts_at) & (Meeting.id < last)))
        rows += _rows(past.limit(size + 1 - len(rows)))
    return piece(rows, lambda row: row.key, size)


def _place(after: str) -> tuple[str, datetime | None, int]:
    """What `key` says; anything else is the beginning."""
    part, _tilde, rest = after.partition("~")
    instant, _tilde, last = rest.partition("~")
    if part not in ("next", "past") or not (last.isascii() and last.isdigit() and len(last) < 19):
        return "next", None, 0
    try:
        starts_at = datetime.fromisoformat(instant.replace(" ", "+"))
    except ValueError:
        return "next", None, 0
    return (part, starts_at, int(last)) if starts_at.tzinfo else ("next", None, 0)


def _listed(alliances: Collection[int]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Meeting.id,
            Meeting.alliance_id,
            Alliance.name,
            Meeting.title,
            Meeting.kind,
            Meeting.state,
            Meeting.starts_at,
            Meeting.ends_at,
            Meeting.place,
            Meeting.late_entry,
            Meeting.item_count,
        )
        .join(Alliance, Alliance.id == Meeting.alliance_id)
        .where(Meeting.alliance_id.in_(alliances))
    )


def _rows(statement: Select[*tuple[Any, ...]]) -> list[MeetingRow]:
    return [MeetingRow(*row) for row in db.session.execute(statement)]


@dataclass(frozen=True, slots=True)
class AllianceName:
    id: int
    name: str


def alliance_names(ids: Collection[int], limit: int = 300) -> list[AllianceName]:
    statement = select(Alliance.id, Alliance.name).where(Alliance.id.in_(ids)).order_by(Alliance.name).limit(limit)
    return [AllianceName(*row) for row in db.session.execute(statement)]


def last_of(alliance_id: int) -> Meeting | None:
    """The alliance's latest meeting: where it was and whom to call are rarely different next time."""
    statement = select(Meeting).where(Meeting.alliance_id == alliance_id, Meeting.state != "cancelled")
    return db.session.scalars(statement.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(1)).first()


# -- one meeting -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IssueRef:
    id: int
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class RecusalRow:
    id: int
    item_id: int
    seat_id: int
    organisation: str
    state: str
    reason: str


def items(meeting_id: int) -> list[AgendaItem]:
    """The agenda in its order, without what left it before the notice."""
    statement = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id, AgendaItem.position > 0)
    return list(db.session.scalars(statement.order_by(AgendaItem.position, AgendaItem.id)))


def issues_of(meeting_id: int) -> dict[int, list[IssueRef]]:
    """item id -> the issues it answers."""
    statement = (
        select(ItemIssue.item_id, Issue.id, Issue.number, Issue.title)
        .join(Issue, Issue.id == ItemIssue.issue_id)
        .join(AgendaItem, AgendaItem.id == ItemIssue.item_id)
        .where(AgendaItem.meeting_id == meeting_id)
        .order_by(Issue.number)
    )
    found: dict[int, list[IssueRef]] = {}
    for item_id, issue_id, number, title in db.session.execute(statement):
        found.setdefault(item_id, []).append(IssueRef(issue_id, number, title))
    return found


def recusals_of(meeting_id: int) -> dict[int, list[RecusalRow]]:
    """item id -> who stands back from it, or asked to."""
    statement = (
        select(Recusal.id, Recusal.item_id, Recusal.seat_id, Organisation.name, Recusal.state, Recusal.reason)
        .join(AgendaItem, AgendaItem.id == Recusal.item_id)
        .join(Seat, Seat.id == Recusal.seat_id)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .where(AgendaItem.meeting_id == meeting_id)
        .order_by(Recusal.id)
    )
    found: dict[int, list[RecusalRow]] = {}
    for row in db.session.execute(statement):
        found.setdefault(row[1], []).append(RecusalRow(*row))
    return found


def accepted_issues(alliance_id: int, limit: int = 60) -> list[IssueRef]:
    """Issues that may be put on an agenda, the oldest first."""
    statement = select(Issue.id, Issue.number, Issue.title).where(Issue.alliance_id == alliance_id, Issue.state == "accepted")
    return [IssueRef(*row) for row in db.session.execute(statement.order_by(Issue.submitted_at, Issue.id).limit(limit))]


def issues_named(alliance_id: int, ids: Collection[int]) -> list[Issue]:
    statement = select(Issue).where(Issue.alliance_id == alliance_id, Issue.id.in_(ids))
    return list(db.session.scalars(statement.order_by(Issue.number)))


def convener_of(alliance_id: int) -> str:
    """The name of the convener, "" where nobody is named."""
    statement = (
        select(Person.name)
        .join(Grant, Grant.person_id == Person.id)
        .where(Grant.role == "convener", Grant.place == "alliance", Grant.place_id == alliance_id, Grant.ended_at.is_(None))
    )
    return db.session.scalars(statement.order_by(Grant.id).limit(1)).first() or ""


def notices(meeting_id: int, limit: int = 20) -> list[Notice]:
    """The notices that went out, the newest first."""
    statement = select(Notice).where(Notice.meeting_id == meeting_id).order_by(Notice.id.desc()).limit(limit)
    return list(db.session.scalars(statement))


def by_code(code: str) -> Meeting | None:
    """The meeting of a group link, once a notice went out."""
    return db.session.scalar(select(Meeting).where(Meeting.code == code, Meeting.notified_at.is_not(None)))


# -- who is there ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Attendee:
    """One row of the list: a seat of the roll (`id` is the seat's), or a walk-in (`id` is that of its row; `seat_id` is None).

    `delegate` is who is expected, `person` who came. `words` are what the type-ahead looks through.
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

    @property
    def words(self) -> str:
        return f"{self.organisation} {self.delegate} {self.letters}".strip()


@dataclass(frozen=True, slots=True)
class Quorum:
    """The light: how many voting members there are, how many are here, how many must be."""

    entitled: int
    present: int
    required: int

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
        select(
            Seat.id, Organisation.name, Organisation.sort_key, Seat.votes, Person.name, Person.sort_key, Seat.delegate_title, Attendance
        )
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
    return rows + _walk_ins(meeting.id)


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


def quorum(meeting: Meeting, rows: Sequence[Attendee]) -> Quorum:
    """While the meeting runs: who is in the room; before and after: who came at all (实到)."""
    voters = [row for row in rows if row.votes]
    running = meeting.state == "in_session" and not meeting.late_entry
    present = sum(row.status == "present" and not (running and row.left_at) for row in voters)
    share = card(meeting)["quorum"]
    return Quorum(len(voters), present, quorum_required(len(voters), share["num"], share["den"], share["strict"]))
