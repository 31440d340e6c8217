"""Named reads over issues: the desk's list, one issue with what hangs on it, where it may go next, and what units were given.

Every list, count and search goes through `at_desks`: what is about a community is read by its street's desk only."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Person
from app.accounts.rules import hashed
from app.alliances.models import Alliance, Organisation, Seat
from app.core.clock import at_local, local
from app.core.db import db
from app.core.paging import PAGE, Piece, piece
from app.core.workdays import Calendar
from app.issues.codes import plain_code
from app.issues.models import Issue, Reporter, of_community
from app.issues.rules import DANGER, DANGER_WORDS, OPEN, WITH_UNIT, Clock, clock_of
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
    about_community: bool
    hotline: str
    clock: Clock | None
    alike: int


@dataclass(frozen=True, slots=True)
class Hours:
    """What clocks are measured with. `accept_days`: working days until a report must have been taken up."""

    today: date
    calendar: Calendar
    accept_days: int


def at_desks(community: Collection[int], street: Collection[int]) -> ColumnElement[bool]:
    """Issues of these alliances: of `community` what is its own, of `street` what is about the community. Both are lists of alliances."""
    own = and_(Issue.alliance_id.in_(community), of_community())
    return or_(own, and_(Issue.alliance_id.in_(street), not_(of_community()))) if street else own


@dataclass(frozen=True, slots=True)
class Desks:
    """Whose issues a reader sees: those of communities, those about communities, and the reader's own."""

    community: frozenset[int]
    street: frozenset[int]
    proposer_id: int


def issues(desks: Desks, which: str, hours: Hours, *, after: str = "", size: int = PAGE) -> Piece[IssueRow]:
    """The newest first. `which`: one of rules.FILTERS, or a state."""
    merged = aliased(Issue)
    alike = select(func.count()).where(merged.merged_into_id == Issue.id).correlate(Issue).scalar_subquery()
    statement = (
        select(Issue, Alliance.name, func.coalesce(Organisation.name, ""), alike)
        .join(Alliance, Alliance.id == Issue.alliance_id)
        .outerjoin(Organisation, Organisation.id == Issue.organisation_id)
        .where(or_(at_desks(desks.community, desks.street), Issue.proposer_id == desks.proposer_id), *_filtered(which, hours))
        .order_by(Issue.id.desc())
        .limit(size + 1)
    )
    if after.isdecimal():
        statement = statement.where(Issue.id < min(int(after), 2**62))
    rows = [_row(issue, alliance, unit, count + 1, hours) for issue, alliance, unit, count in db.session.execute(statement)]
    return piece(rows, lambda row: row.id, size)


def _filtered(which: str, hours: Hours) -> list[ColumnElement[bool]]:
    still_open = Issue.state.in_(sorted(OPEN))
    if which == "late":  # entered so long ago that its day of answer has passed
        return [Issue.state == "submitted", Issue.submitted_at < at_local(hours.calendar.after(hours.today, -hours.accept_days), 0)]
    special: dict[str, list[ColumnElement[bool]]] = {
        "all": [],
        "open": [still_open],
        "working": [Issue.state.in_(sorted(WITH_UNIT))],
        "hotline": [still_open, or_(Issue.hotline_number.is_not(None), Issue.channel == "hotline")],
        "danger": [still_open, or_(Issue.goes_to == DANGER, *(Issue.words.contains(word) for word in DANGER_WORDS))],
    }
    return special.get(which, [Issue.state == which])


def _row(issue: Issue, alliance: str, unit: str, alike: int, hours: Hours) -> IssueRow:
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
        about_community=issue.about_community,
        hotline=issue.hotline_number or "",
        clock=clock(issue, hours),
        alike=alike,
    )


def clock(issue: Issue, hours: Hours) -> Clock | None:
    return clock_of(issue, local(issue.submitted_at).date(), hours.accept_days, hours.today, hours.calendar)


def found_by(desks: Desks, typed: str) -> list[Issue]:
    """What a desk looks up: by query code, by number, or by a name with the last four digits of a telephone."""
    mine = at_desks(desks.community, desks.street)
    if code := plain_code(typed):
        return list(db.session.scalars(select(Issue).where(mine, Issue.query_code == hashed(code))))
    plain = unicodedata.normalize("NFKC", typed).strip()
    name, _blank, digits = plain.rpartition(" ")
    if name.strip() and len(digits) == 4 and digits.isdecimal():
        named = select(Issue).join(Reporter, Reporter.issue_id == Issue.id).where(mine, Reporter.last_four == digits)
        return list(db.session.scalars(named.where(Reporter.name == name.strip()).order_by(Issue.id.desc()).limit(20)))
    return list(db.session.scalars(select(Issue).where(mine, Issue.number == plain.upper()).order_by(Issue.id.desc()).limit(20)))


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
    reporter: Reporter | None
    lead: str


@dataclass(frozen=True, slots=True)
class OnAgenda:
    meeting_id: int
    item_id: int
    meeting: str
    title: str


def around(issue: Issue, *, at_desk: bool) -> Around:
    """`at_desk`: the reader handles it, and may know whom to ring up."""
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
        reporter=db.session.get(Reporter, issue.id) if at_desk else None,
        lead=lead_of(issue),
    )


def lead_of(issue: Issue) -> str:
    """The unit that does it, "" while there is none."""
    unit = db.session.get(Organisation, issue.lead_organisation_id) if issue.lead_organisation_id else None
    return unit.name if unit is not None else issue.lead_words or ""


def units_in(alliance_id: int, *, without: str = "") -> list[Choice]:
    """The alliance's units, one of which may lead; `without` a kind of unit."""
    statement = (
        select(Organisation.id, Organisation.name)
        .join(Seat, Seat.organisation_id == Organisation.id)
        .where(Seat.alliance_id == alliance_id, Seat.ended_at.is_(None), Organisation.kind != without)
        .order_by(Seat.position, Seat.id)
        .limit(200)
    )
    return [Choice(*row) for row in db.session.execute(statement)]


def meetings_ahead(alliance_id: int) -> list[Meeting]:
    """Meetings whose agenda is still open for another item."""
    statement = (
        select(Meeting)
        .where(Meeting.alliance_id == alliance_id, Meeting.state.in_(("planning", "notified")))
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(5)
    )
    return list(db.session.scalars(statement))
