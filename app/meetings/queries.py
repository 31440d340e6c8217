"""Named reads over meetings: the list, the agenda's surroundings, the notice; those of the room stand in room_queries.py."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from app.accounts.models import Grant, Person
from app.alliances.models import Alliance, Organisation, Seat
from app.core.db import db
from app.core.paging import PAGE, Piece, piece
from app.issues.models import Issue, of_community
from app.meetings.models import AgendaItem, ItemIssue, Meeting, Notice, Recusal
from app.meetings.room_queries import Attendee, LetterRow, Quorum, attendees, letters_of, quorum
from app.meetings.rules import WRITTEN

__all__ = [
    "OVER",
    "AllianceName",
    "Attendee",
    "IssueRef",
    "LetterRow",
    "MeetingRow",
    "Quorum",
    "RecusalRow",
    "accepted_issues",
    "alliance_names",
    "attendees",
    "by_code",
    "convener_of",
    "issues_named",
    "issues_of",
    "items",
    "last_of",
    "letters_of",
    "meetings",
    "notices",
    "quorum",
    "recusals_of",
]

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
    statement = select(Meeting).where(Meeting.alliance_id == alliance_id, Meeting.state != "cancelled", Meeting.kind != WRITTEN)
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
    return list(db.session.scalars(_items(), {"meeting": meeting_id}))


@cache
def _items() -> Select[AgendaItem]:
    """This and the like below are built once: building a statement costs more than running it."""
    statement = select(AgendaItem).where(AgendaItem.meeting_id == bindparam("meeting"), AgendaItem.position > 0)
    return statement.order_by(AgendaItem.position, AgendaItem.id)


def issues_of(meeting_id: int) -> dict[int, list[IssueRef]]:
    """item id -> the issues it answers."""
    found: dict[int, list[IssueRef]] = {}
    for item_id, issue_id, number, title in db.session.execute(_issues(), {"meeting": meeting_id}):
        found.setdefault(item_id, []).append(IssueRef(issue_id, number, title))
    return found


@cache
def _issues() -> Select[*tuple[Any, ...]]:
    return (
        select(ItemIssue.item_id, Issue.id, Issue.number, Issue.title)
        .join(Issue, Issue.id == ItemIssue.issue_id)
        .join(AgendaItem, AgendaItem.id == ItemIssue.item_id)
        .where(AgendaItem.meeting_id == bindparam("meeting"))
        .order_by(Issue.number)
    )


def recusals_of(meeting_id: int) -> dict[int, list[RecusalRow]]:
    """item id -> who stands back from it, or asked to."""
    found: dict[int, list[RecusalRow]] = {}
    for row in db.session.execute(_recusals(), {"meeting": meeting_id}):
        found.setdefault(row[1], []).append(RecusalRow(*row))
    return found


@cache
def _recusals() -> Select[*tuple[Any, ...]]:
    return (
        select(Recusal.id, Recusal.item_id, Recusal.seat_id, Organisation.name, Recusal.state, Recusal.reason)
        .join(AgendaItem, AgendaItem.id == Recusal.item_id)
        .join(Seat, Seat.id == Recusal.seat_id)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .where(AgendaItem.meeting_id == bindparam("meeting"))
        .order_by(Recusal.id)
    )


def accepted_issues(alliance_id: int, limit: int = 60) -> list[IssueRef]:
    """Issues that may be put on an agenda, the oldest first."""
    here = select(Issue.id, Issue.number, Issue.title).where(Issue.alliance_id == alliance_id, of_community())
    statement = here.where(Issue.state == "accepted")
    return [IssueRef(*row) for row in db.session.execute(statement.order_by(Issue.submitted_at, Issue.id).limit(limit))]


def issues_named(alliance_id: int, ids: Collection[int]) -> list[Issue]:
    statement = select(Issue).where(Issue.alliance_id == alliance_id, Issue.id.in_(ids), of_community())
    return list(db.session.scalars(statement.order_by(Issue.number)))


def convener_of(alliance_id: int) -> str:
    """The name of the convener, "" where nobody is named."""
    return db.session.scalars(_convener(), {"alliance": alliance_id}).first() or ""


@cache
def _convener() -> Select[str]:
    role = (Grant.role == "convener") & (Grant.place == "alliance") & (Grant.place_id == bindparam("alliance")) & Grant.ended_at.is_(None)
    return select(Person.name).join(Grant, Grant.person_id == Person.id).where(role).order_by(Grant.id).limit(1)


def notices(meeting_id: int, limit: int = 20) -> list[Notice]:
    """The notices that went out, the newest first."""
    statement = select(Notice).where(Notice.meeting_id == meeting_id).order_by(Notice.id.desc()).limit(limit)
    return list(db.session.scalars(statement))


def by_code(code: str) -> Meeting | None:
    """The meeting of a group link, once a notice went out."""
    return db.session.scalar(select(Meeting).where(Meeting.code == code, Meeting.notified_at.is_not(None)))
