"""Named reads over issues: the list, one issue with what hangs on it, and where it may go next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Person
from app.alliances.models import Alliance, Organisation, Seat
from app.core.db import db
from app.core.paging import PAGE, Piece, piece
from app.issues.models import Issue
from app.issues.rules import OPEN
from app.meetings.models import AgendaItem, ItemIssue, Meeting


@dataclass(frozen=True, slots=True)
class IssueRow:
    """One line of the list. `alike`: how many issues this one stands for, itself included."""

    id: int
    alliance_id: int
    alliance: str
    number: str
    state: str
    title: str
    category: str
    channel: str
    submitted_at: datetime
    unit: str
    dangerous: bool
    alike: int


def issues(handled: Collection[int], proposer_id: int, which: str, *, after: str = "", size: int = PAGE) -> Piece[IssueRow]:
    """All issues of the alliances `handled`, and whatever `proposer_id` proposed; the newest first.

    `which`: "open" (what still waits), "all", or a state."""
    merged = aliased(Issue)
    alike = select(func.count()).where(merged.merged_into_id == Issue.id).correlate(Issue).scalar_subquery()
    statement = (
        select(Issue, Alliance.name, func.coalesce(Organisation.name, ""), alike)
        .join(Alliance, Alliance.id == Issue.alliance_id)
        .outerjoin(Organisation, Organisation.id == Issue.organisation_id)
        .where(or_(Issue.alliance_id.in_(handled), Issue.proposer_id == proposer_id), *_filtered(which))
        .order_by(Issue.id.desc())
        .limit(size + 1)
    )
    if after.isdecimal():
        statement = statement.where(Issue.id < min(int(after), 2**62))
    rows = [_row(issue, alliance, unit, count + 1) for issue, alliance, unit, count in db.session.execute(statement)]
    return piece(rows, lambda row: row.id, size)


def _filtered(which: str) -> list[ColumnElement[bool]]:
    if which == "open":
        return [Issue.state.in_(OPEN)]
    return [] if which == "all" else [Issue.state == which]


def _row(issue: Issue, alliance: str, unit: str, alike: int) -> IssueRow:
    return IssueRow(
        id=issue.id,
        alliance_id=issue.alliance_id,
        alliance=alliance,
        number=issue.number,
        state=issue.state,
        title=issue.title,
        category=issue.category,
        channel=issue.channel,
        submitted_at=issue.submitted_at,
        unit=unit,
        dangerous=issue.dangerous,
        alike=alike,
    )


@dataclass(frozen=True, slots=True)
class Choice:
    id: int
    name: str


def alliance_names(ids: Collection[int]) -> list[Choice]:
    statement = select(Alliance.id, Alliance.name).where(Alliance.id.in_(ids)).order_by(Alliance.name, Alliance.id).limit(300)
    return [Choice(*row) for row in db.session.execute(statement)]


def own_units(alliance_id: int, organisations: Collection[int]) -> list[Choice]:
    """The units of this alliance that somebody may speak for."""
    statement = (
        select(Organisation.id, Organisation.name)
        .join(Seat, Seat.organisation_id == Organisation.id)
        .where(Seat.alliance_id == alliance_id, Seat.ended_at.is_(None), Organisation.id.in_(organisations))
        .order_by(Seat.position, Seat.id)
    )
    return [Choice(*row) for row in db.session.execute(statement)]


# -- one issue ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around one issue: who proposed it, what was merged into it, into which it was merged, on which agendas it stood."""

    proposer: str
    unit: str
    merged: tuple[Issue, ...]
    master: Issue | None
    items: tuple[OnAgenda, ...]


@dataclass(frozen=True, slots=True)
class OnAgenda:
    meeting_id: int
    item_id: int
    meeting: str
    title: str


def around(issue: Issue) -> Around:
    person = db.session.get(Person, issue.proposer_id) if issue.proposer_id else None
    unit = db.session.get(Organisation, issue.organisation_id) if issue.organisation_id else None
    merged = db.session.scalars(select(Issue).where(Issue.merged_into_id == issue.id).order_by(Issue.id).limit(200))
    agenda = (
        select(Meeting.id, AgendaItem.id, Meeting.title, AgendaItem.title)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .join(ItemIssue, ItemIssue.item_id == AgendaItem.id)
        .where(ItemIssue.issue_id == issue.id)
        .order_by(Meeting.starts_at, AgendaItem.id)
        .limit(50)
    )
    return Around(
        proposer=person.name if person else "",
        unit=unit.name if unit else "",
        merged=tuple(merged),
        master=db.session.get(Issue, issue.merged_into_id) if issue.merged_into_id else None,
        items=tuple(OnAgenda(*row) for row in db.session.execute(agenda)),
    )


def meetings_ahead(alliance_id: int) -> list[Meeting]:
    """Meetings whose agenda is still open for another item."""
    statement = (
        select(Meeting)
        .where(Meeting.alliance_id == alliance_id, Meeting.state.in_(("planning", "notified")))
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(5)
    )
    return list(db.session.scalars(statement))
