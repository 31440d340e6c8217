"""The rows of the registers, read in pieces so that ten thousand of them never stand in memory at once; and who may use which sheet.

A row maps the codes of its register's fields to values: text, whole numbers, days."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.alliances.models import Alliance, Community, District, Organisation, Street
from app.core.clock import at_local, local
from app.core.db import db
from app.core.workdays import Calendar
from app.issues import categories
from app.issues.models import Issue
from app.issues.queries import at_desks
from app.issues.rules import CHANNELS, PRIVACY, ROUTES
from app.issues.rules import STATES as ISSUE_STATES
from app.meetings.models import AgendaItem, ItemIssue, Meeting
from app.notices.queries import announced
from app.notices.rules import STANDINGS
from app.registers.models import RegisterTemplate
from app.registers.rules import OVERDUE, Wanted
from app.resolutions.models import Action, Extension, Progress, Resolution, Support
from app.resolutions.rules import ACTION_STATES, BASES, ENDINGS, RESOLUTION_STATES, WORKING, due_text, urgency
from app.resolutions.rules import KINDS as ACTION_KINDS

Value = str | int | date | None
Line = Mapping[str, Value]
PIECE = 500


@dataclass(frozen=True, slots=True)
class Place:
    """An alliance and where it lies."""

    id: int
    name: str
    community: str
    street_id: int
    street: str
    district: str


def areas(alliances: Collection[int]) -> dict[int, Place]:
    """The named alliances by id, in the order of districts, streets and names."""
    statement = (
        select(Alliance.id, Alliance.name, Community.name, Street.id, Street.name, District.name)
        .join(Community, Community.id == Alliance.community_id)
        .join(Street, Street.id == Community.street_id)
        .join(District, District.id == Street.district_id)
        .where(Alliance.id.in_(alliances))
        .order_by(District.id, Street.id, Alliance.name, Alliance.id)
    )
    return {row[0]: Place(*row) for row in db.session.execute(statement)}


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose rows and which: `places` are the reader's alliances, narrowed already; of `supervised` ones also what only the street sees."""

    places: Mapping[int, Place]
    supervised: frozenset[int]
    wanted: Wanted
    today: date
    calendar: Calendar
    counted: dict[tuple[bool, date | None], Value] = field(default_factory=dict)

    def late(self, state: str, due: date | None) -> Value:
        """Working days behind `due`, "" where there are none. Many rows share a day, and counting a year's days takes longer than a row."""
        key = (state in WORKING, due)
        if key not in self.counted:
            hurry, days = urgency(state, due, self.today, self.calendar, 0)
            self.counted[key] = days if hurry == "overdue" else ""
        return self.counted[key]

    def place(self, alliance_id: int) -> dict[str, Value]:
        place = self.places[alliance_id]
        return {"alliance": place.name, "community": place.community, "street": place.street, "district": place.district}

    def inside(self, column: Any, *, instants: bool = False) -> list[ColumnElement[bool]]:
        """The condition that a day, or an instant, lies in the year or quarter."""
        if (days := self.wanted.days) is None:
            return []
        first, after = (at_local(day, 0) for day in days) if instants else days
        return [column >= first, column < after]


def pieces(statement: Select[*tuple[Any, ...]]) -> Iterator[list[Any]]:
    """The rows, a piece at a time; what a piece needs besides is asked for it as a whole."""
    for partition in db.session.execute(statement.execution_options(yield_per=PIECE)).partitions():
        yield list(partition)


def rows(kind: str, asked: Asked) -> Iterator[Line]:
    from app.registers import meeting_rows

    sources: Mapping[str, Callable[[Asked], Iterator[Line]]] = {
        "issues": issues,
        "meetings": meeting_rows.meetings,
        "attendance": meeting_rows.attendance,
        "resolutions": resolutions,
        "actions": actions,
    }
    return sources[kind](asked)


# -- issues ------------------------------------------------------------------------------------------------------------


def issues(asked: Asked) -> Iterator[Line]:
    """No name and no telephone of whoever reported. What is about a community or its staff is the street's alone (opening decision 4)."""
    wanted, master, lead = asked.wanted, aliased(Issue), aliased(Organisation)
    statement = (
        select(Issue, func.coalesce(Organisation.name, ""), func.coalesce(lead.name, Issue.lead_words, ""), master.number)
        .outerjoin(Organisation, Organisation.id == Issue.organisation_id)
        .outerjoin(lead, lead.id == Issue.lead_organisation_id)
        .outerjoin(master, master.id == Issue.merged_into_id)
        .where(at_desks(frozenset(asked.places), asked.supervised & asked.places.keys()))
        .where(*asked.inside(Issue.submitted_at, instants=True))
        .order_by(Issue.submitted_at, Issue.id)
    )
    if wanted.state:
        statement = statement.where(Issue.state == wanted.state)
    if wanted.category:
        statement = statement.where(Issue.category == wanted.category)
    for found in pieces(statement):
        tabled = _tabled([issue.id for issue, *_names in found])
        for issue, unit, leading, number in found:
            yield {
                **asked.place(issue.alliance_id),
                "number": issue.number,
                "submitted_on": local(issue.submitted_at).date(),
                "title": issue.title,
                "category": category(issue.category),
                "place": issue.place,
                "channel": CHANNELS.get(issue.channel, issue.channel),
                "unit": unit,
                "privacy": PRIVACY.get(issue.privacy, issue.privacy),
                "state": ISSUE_STATES.get(issue.state, issue.state),
                "route": ROUTES.get(issue.route or "", ""),
                "lead": leading,
                "due": issue.due or issue.hotline_due,
                "hotline": issue.hotline_number or "",
                "answer": issue.answer,
                "merged": number if number and number.startswith(issue.number[0]) else "",  # not one of the other desk
                "meeting": tabled.get(issue.id, ""),
            }


def category(code: str) -> str:
    """In Chinese, whoever reads the screen in which language."""
    found = categories.table().get(code)
    return found.zh if found else code


def _tabled(ids: list[int]) -> dict[int, str]:
    """The meeting that each issue came to, the last one where there were several."""
    statement = (
        select(ItemIssue.issue_id, Meeting.title)
        .join(AgendaItem, AgendaItem.id == ItemIssue.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(ItemIssue.issue_id.in_(ids))
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return {row.issue_id: row.title for row in db.session.execute(statement)}


# -- resolutions -------------------------------------------------------------------------------------------------------


def resolutions(asked: Asked) -> Iterator[Line]:
    statement = (
        select(Resolution, Meeting.title, Meeting.starts_at)
        .join(Meeting, Meeting.id == Resolution.meeting_id)
        .where(Resolution.alliance_id.in_(asked.places), *asked.inside(Meeting.starts_at, instants=True))
        .order_by(Meeting.starts_at, Resolution.meeting_id, Resolution.number)
    )
    if asked.wanted.state:
        statement = statement.where(Resolution.state == asked.wanted.state)
    for found in pieces(statement):
        promised = _promised([resolution.id for resolution, _title, _starts in found])
        shown = announced({resolution.meeting_id for resolution, _title, _starts in found}, asked.today)
        for resolution, title, starts in found:
            states, leads = promised.get(resolution.id, ([], []))
            notice = shown.get(resolution.meeting_id)
            yield {
                **asked.place(resolution.alliance_id),
                "number": resolution.number,
                "title": resolution.title,
                "points": resolution.points,
                "basis": BASES.get(resolution.basis, resolution.basis),
                "meeting": title,
                "held_on": local(starts).date(),
                "actions": len(states),
                "closed": states.count("closed"),
                "leads": "、".join(dict.fromkeys(leads)),
                "period": period_words(notice.from_day, notice.to_day) if notice else "",
                "standing": STANDINGS[notice.standing] if notice else "没有公示",
                "state": RESOLUTION_STATES.get(resolution.state, resolution.state),
            }


def period_words(first: date, last: date) -> str:
    return f"{first.year}年{first.month}月{first.day}日至{last.month}月{last.day}日"


def _promised(ids: list[int]) -> dict[int, tuple[list[str], list[str]]]:
    """Resolution id -> (states, leading units) of its actions."""
    statement = (
        select(Action.resolution_id, Action.state, Organisation.name)
        .join(Organisation, Organisation.id == Action.lead_organisation_id)
        .where(Action.resolution_id.in_(ids))
        .order_by(Action.id)
    )
    found: dict[int, tuple[list[str], list[str]]] = {}
    for resolution_id, state, lead in db.session.execute(statement):
        states, leads = found.setdefault(resolution_id or 0, ([], []))
        states.append(state)
        leads.append(lead)
    return found


# -- actions -----------------------------------------------------------------------------------------------------------


def actions(asked: Asked) -> Iterator[Line]:
    wanted = asked.wanted
    statement = (
        select(Action, Organisation.name, func.coalesce(Meeting.title, ""), func.coalesce(Resolution.number, ""))
        .join(Organisation, Organisation.id == Action.lead_organisation_id)
        .outerjoin(Meeting, Meeting.id == Action.meeting_id)
        .outerjoin(Resolution, Resolution.id == Action.resolution_id)
        .where(Action.alliance_id.in_(asked.places), *asked.inside(Action.assigned_on))
        .order_by(Action.assigned_on, Action.id)
    )
    if wanted.state == OVERDUE:
        statement = statement.where(Action.state.in_(WORKING), Action.due < asked.today)
    elif wanted.state:
        statement = statement.where(Action.state == wanted.state)
    if wanted.category:
        statement = statement.where(Action.kind == wanted.category)
    for found in pieces(statement):
        besides = _besides([action.id for action, *_names in found])
        for action, lead, meeting, resolution in found:
            names = {"lead": lead, "meeting": meeting, "resolution": resolution}
            yield {**asked.place(action.alliance_id), **_action(action, besides, asked), **names}


@dataclass(frozen=True, slots=True)
class _Besides:
    """What belongs to the actions of a piece, by their ids."""

    supports: Mapping[int, list[str]]
    extended: frozenset[int]
    chased: Mapping[int, int]
    progress: Mapping[int, str]


def _action(action: Action, besides: _Besides, asked: Asked) -> dict[str, Value]:
    extended = action.id in besides.extended
    return {
        "number": action.number,
        "kind": ACTION_KINDS.get(action.kind, action.kind),
        "title": action.title,
        "supports": "、".join(besides.supports.get(action.id, ())),
        "assigned_on": action.assigned_on,
        "due": action.due if extended or not action.due_words else due_text(action.due, None, action.due_words),
        "extended": "是" if extended else "",
        "criteria": action.criteria,
        "acknowledged_by": action.acknowledged_by,
        "state": ACTION_STATES.get(action.state, action.state),
        "late": asked.late(action.state, action.due),
        "chased": besides.chased.get(action.id, 0) or "",
        "progress": besides.progress.get(action.id, ""),
        "outcome": action.outcome,
        "ending": ENDINGS.get(action.ending, ""),
        "closed_on": action.closed_on,
    }


def _besides(ids: list[int]) -> _Besides:
    helping = (
        select(Support.action_id, Organisation.name)
        .join(Organisation, Organisation.id == Support.organisation_id)
        .where(Support.action_id.in_(ids))
        .order_by(Support.action_id, Support.position, Support.id)
    )
    supports: dict[int, list[str]] = {}
    for action_id, name in db.session.execute(helping):
        supports.setdefault(action_id, []).append(name)
    chased: dict[int, int] = {}
    progress: dict[int, str] = {}
    steps = select(Progress.action_id, Progress.kind, Progress.words).where(Progress.action_id.in_(ids)).order_by(Progress.at, Progress.id)
    for action_id, kind, words in db.session.execute(steps):
        if kind == "chase":
            chased[action_id] = chased.get(action_id, 0) + 1
        elif kind in ("plan", "progress", "result"):
            progress[action_id] = words
    extended = frozenset(db.session.scalars(select(Extension.action_id).where(Extension.action_id.in_(ids)).distinct()))
    return _Besides(supports, extended, chased, progress)


# -- offices' own sheets -----------------------------------------------------------------------------------------------


def templates(places: Mapping[int, Place], desks: Collection[int], kind: str = "") -> list[RegisterTemplate]:
    """The sheets in use that a reader of these alliances may use: those of their streets, and the own ones of the alliances `desks`."""
    streets = {place.street_id for place in places.values()}
    own = and_(RegisterTemplate.street_id.is_(None), RegisterTemplate.alliance_id.in_(desks))
    statement = select(RegisterTemplate).where(or_(own, RegisterTemplate.street_id.in_(streets)), RegisterTemplate.ended_at.is_(None))
    if kind:
        statement = statement.where(RegisterTemplate.kind == kind)
    return list(db.session.scalars(statement.order_by(RegisterTemplate.kind, RegisterTemplate.name, RegisterTemplate.id).limit(200)))
