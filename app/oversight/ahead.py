"""What supervisors have taken on, the meetings of a week, and the alliances that should meet and have planned nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select

from app.alliances.models import Alliance
from app.core.db import db
from app.core.paging import PAGE, Piece, piece
from app.meetings.models import Meeting
from app.oversight.models import Coordination
from app.oversight.statements import Reach
from app.oversight.streams import HELD, equals, meets, name_of

# -- who coordinates what ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CoordinationRow:
    """What a supervisor has taken on. `noun` and `subject_id` name the record (`about` in two parts)."""

    id: int
    alliance_id: int
    person_id: int
    person: str
    about: str
    trouble: str
    title: str
    state: str
    plan: str
    due: date
    outcome: str
    taken_at: datetime
    closed_at: datetime | None

    @property
    def noun(self) -> str:
        return self.about.partition(":")[0]

    @property
    def subject_id(self) -> int:
        return int(self.about.partition(":")[2])

    @property
    def key(self) -> str:
        return f"{self.due.isoformat()}~{self.id}"


def _coordinations() -> Select[*tuple[Any, ...]]:
    return select(
        Coordination.id,
        Coordination.alliance_id,
        Coordination.person_id,
        Coordination.person_name,
        Coordination.about,
        Coordination.trouble,
        Coordination.title,
        Coordination.state,
        Coordination.plan,
        Coordination.due,
        Coordination.outcome,
        Coordination.taken_at,
        Coordination.closed_at,
    )


def coordinations_about(about: str, limit: int = 20) -> list[CoordinationRow]:
    """Everything that was taken on about one record, the open one first, then the newest."""
    ordered = case((Coordination.state == "open", 0), else_=1)
    statement = _coordinations().where(Coordination.about == about).order_by(ordered, Coordination.id.desc()).limit(limit)
    return [CoordinationRow(*row) for row in db.session.execute(statement)]


def coordinations(reach: Reach, state: str, *, mine: bool, after: str = "", size: int = PAGE) -> Piece[CoordinationRow]:
    """Follow-ups in reach: open ones by their date; of those that ended the newest first."""
    statement = _coordinations().where(Coordination.state == state)
    if reach.alliances is not None:
        statement = statement.where(Coordination.alliance_id.in_(reach.alliances))
    if mine:
        statement = statement.where(Coordination.person_id == reach.person_id)
    is_open = state == "open"
    if (last := day_key(after)) is not None:
        day, row_id = last
        later = or_(Coordination.due > day, and_(Coordination.due == day, Coordination.id > row_id))
        statement = statement.where(later if is_open else Coordination.id < row_id)
    order = (Coordination.due, Coordination.id) if is_open else (Coordination.id.desc(),)
    rows = [CoordinationRow(*row) for row in db.session.execute(statement.order_by(*order).limit(size + 1))]
    return piece(rows, lambda row: row.key, size)


def day_key(after: str) -> tuple[date, int] | None:
    """A day and a row's number from the address; None where it is none."""
    day, _tilde, number = after.partition("~")
    try:
        return (date.fromisoformat(day), int(number)) if number.isascii() and number.isdigit() and len(number) < 19 else None
    except ValueError:
        return None


# -- this week, and who should meet ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A meeting of the week. `notified`: its notice is out."""

    id: int
    alliance_id: int
    title: str
    state: str
    starts_at: datetime
    place: str
    item_count: int
    notified: bool

    @property
    def key(self) -> str:
        return f"{self.starts_at.isoformat()}~{self.id}"


def week_meetings(
    alliances: Collection[int] | None, first: datetime, after_last: datetime, *, after: str = "", size: int = PAGE
) -> Piece[WeekRow]:
    """Meetings from `first` up to `after_last` that are not cancelled, in order of time. `alliances` None: all of the city."""
    statement = select(
        Meeting.id,
        Meeting.alliance_id,
        Meeting.title,
        Meeting.state,
        Meeting.starts_at,
        Meeting.place,
        Meeting.item_count,
        Meeting.notified_at.is_not(None),
    ).where(Meeting.starts_at >= first, Meeting.starts_at < after_last, Meeting.state != "cancelled", HELD)
    if alliances is not None:
        statement = statement.where(Meeting.alliance_id.in_(alliances))
    if (last := instant_key(after)) is not None:
        at, row_id = last
        statement = statement.where(or_(Meeting.starts_at > at, and_(Meeting.starts_at == at, Meeting.id > row_id)))
    rows = [WeekRow(*row) for row in db.session.execute(statement.order_by(Meeting.starts_at, Meeting.id).limit(size + 1))]
    return piece(rows, lambda row: row.key, size)


def instant_key(after: str) -> tuple[datetime, int] | None:
    instant, _tilde, number = after.partition("~")
    try:
        at = datetime.fromisoformat(instant.replace(" ", "+"))
    except ValueError:
        return None
    sound = at.tzinfo is not None and number.isascii() and number.isdigit() and len(number) < 19
    return (at, int(number)) if sound else None


@dataclass(frozen=True, slots=True)
class QuietRow:
    """An alliance that should meet in this period and has planned nothing; when it met last, and who has taken that on."""

    id: int
    name: str
    last_at: datetime | None
    taken_by: str


def none_planned(
    alliances: Collection[int] | None, first: datetime, after_last: datetime, now: datetime, *, after: int = 0, size: int = PAGE
) -> Piece[QuietRow]:
    """Alliances without a meeting held or planned from `first` up to `after_last`, by id. A postponed one without a new day is none."""
    last = (
        select(Meeting.starts_at)
        .where(Meeting.alliance_id == Alliance.id, Meeting.starts_at < first, Meeting.state == "ended")
        .order_by(Meeting.starts_at.desc())
        .limit(1)
        .correlate(Alliance)
        .scalar_subquery()
    )
    taken = and_(Coordination.about == name_of("alliance", Alliance.id), equals(Coordination.state, "open"))
    statement = select(Alliance.id, Alliance.name, last, func.coalesce(Coordination.person_name, "")).outerjoin(Coordination, taken)
    statement = statement.where(~meets("first", "after_last"), Alliance.id > after)
    if alliances is not None:
        statement = statement.where(Alliance.id.in_(alliances))
    given = {"first": first, "after_last": after_last, "now": now}
    rows = [QuietRow(*row) for row in db.session.execute(statement.order_by(Alliance.id).limit(size + 1), given)]
    return piece(rows, lambda row: row.id, size)
