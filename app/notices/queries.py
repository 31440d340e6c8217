"""Named reads over released notices and objections: for the desk, and for everybody."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, case, func, select

from app.alliances.models import Alliance
from app.core.db import db
from app.core.paging import PAGE, Piece, piece
from app.meetings.models import Meeting
from app.minutes.models import PublicNotice
from app.notices.models import Objection, ReleasedNotice
from app.notices.rules import standing
from app.papers.model import Document, from_json


class Altered(ValueError):
    """The stored document is not the one that was released."""


def notice_of(meeting_id: int) -> ReleasedNotice | None:
    return db.session.scalar(select(ReleasedNotice).where(ReleasedNotice.meeting_id == meeting_id))


def objection_of(notice_id: int, objection_id: int) -> Objection | None:
    return db.session.scalar(select(Objection).where(Objection.id == objection_id, Objection.notice_id == notice_id))


def objections(notice_id: int) -> list[Objection]:
    statement = select(Objection).where(Objection.notice_id == notice_id)
    return list(db.session.scalars(statement.order_by(Objection.raised_on, Objection.id).limit(200)))


def document_of(notice: ReleasedNotice) -> Document:
    """The paper as it was released, from its stored JSON alone. Raises Altered where that is not what was released."""
    if hashlib.sha256(notice.document.encode()).hexdigest() != notice.document_sha256:
        raise Altered(f"the document of notice {notice.id} has changed")
    return from_json(notice.document)


# -- for everybody -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PublicRow:
    """One released notice on the alliance's public page."""

    id: int
    code: str
    title: str
    from_day: date
    to_day: date


def alliance_by_code(code: str) -> Alliance | None:
    return db.session.scalar(select(Alliance).where(Alliance.code == code))


def released(alliance_id: int, *, after: str = "", size: int = PAGE) -> Piece[PublicRow]:
    """What the public may read now, the newest first."""
    statement = (
        select(ReleasedNotice.id, ReleasedNotice.code, ReleasedNotice.title, ReleasedNotice.from_day, ReleasedNotice.to_day)
        .where(ReleasedNotice.alliance_id == alliance_id, ReleasedNotice.state == "released")
        .order_by(ReleasedNotice.id.desc())
        .limit(size + 1)
    )
    if after.isascii() and after.isdigit():
        statement = statement.where(ReleasedNotice.id < min(int(after), 2**31))
    return piece([PublicRow(*row) for row in db.session.execute(statement)], lambda row: row.id, size)


def released_by_code(alliance_id: int, code: str) -> ReleasedNotice | None:
    """The released notice of this address; none where it was withdrawn, as where there never was one."""
    statement = select(ReleasedNotice).where(ReleasedNotice.alliance_id == alliance_id, ReleasedNotice.code == code)
    return db.session.scalar(statement.where(ReleasedNotice.state == "released"))


# -- for the desk ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A meeting whose notice is drafted, with what became of it. `raised`: objections that wait for an answer."""

    id: int
    title: str
    starts_at: datetime
    state: str
    from_day: date
    to_day: date
    raised: int
    standing: str


def _counted() -> Select[int, int, int]:
    """(notice, objections that wait, objections that go to a meeting again)."""
    of_state = (func.sum(case((Objection.state == state, 1), else_=0)) for state in ("raised", "sent_back"))
    return select(Objection.notice_id, *of_state).group_by(Objection.notice_id)  # type: ignore[return-value]  # sums of cases


def desk(alliance_id: int, today: date, *, after: str = "", size: int = PAGE) -> Piece[DeskRow]:
    """Every meeting with a draft, the newest first."""
    counts = _counted().subquery()
    raised, sent_back = list(counts.c)[1:]
    last = func.coalesce(ReleasedNotice.to_day, PublicNotice.to_day)
    first = func.coalesce(ReleasedNotice.from_day, PublicNotice.from_day)
    state = func.coalesce(ReleasedNotice.state, "draft")
    statement = (
        select(PublicNotice.id, Meeting.id, Meeting.title, Meeting.starts_at, state, first, last, raised, sent_back)
        .join(Meeting, Meeting.id == PublicNotice.meeting_id)
        .outerjoin(ReleasedNotice, ReleasedNotice.meeting_id == PublicNotice.meeting_id)
        .outerjoin(counts, counts.c.notice_id == ReleasedNotice.id)
        .where(PublicNotice.alliance_id == alliance_id)
        .order_by(PublicNotice.id.desc())
        .limit(size + 1)
    )
    if after.isascii() and after.isdigit():
        statement = statement.where(PublicNotice.id < min(int(after), 2**31))
    found = piece(db.session.execute(statement).all(), lambda row: row[0], size)
    return Piece([_desk_row(tuple(row), today) for row in found.rows], found.after)


def _desk_row(row: tuple[int, int, str, datetime, str, date, date, int | None, int | None], today: date) -> DeskRow:
    _draft, meeting, title, starts, state, first, last, raised, sent_back = row
    stands = standing(state == "released", last, today, raised or 0, sent_back or 0)
    return DeskRow(meeting, title, starts, state, first, last, raised or 0, stands)


@dataclass(frozen=True, slots=True)
class Announced:
    """The public period of a meeting's decisions, and where they stand (rules.STANDINGS)."""

    from_day: date
    to_day: date
    standing: str


def announced(meeting_ids: Collection[int], today: date) -> dict[int, Announced]:
    """Meeting id -> its released notice, for those that have one; two statements, however many there are."""
    statement = select(ReleasedNotice.id, ReleasedNotice.meeting_id, ReleasedNotice.from_day, ReleasedNotice.to_day)
    rows = db.session.execute(statement.where(ReleasedNotice.meeting_id.in_(meeting_ids), ReleasedNotice.state == "released")).all()
    wanted = _counted().where(Objection.notice_id.in_([row.id for row in rows]))
    counts = {row[0]: (row[1], row[2]) for row in db.session.execute(wanted)}
    return {
        row.meeting_id: Announced(row.from_day, row.to_day, standing(True, row.to_day, today, *counts.get(row.id, (0, 0)))) for row in rows
    }
