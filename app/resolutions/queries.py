"""Named reads over resolutions and actions: the register, one action with its thread, what a meeting decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, literal, or_, select

from app.alliances.models import Alliance, Organisation, Seat
from app.core.clock import today
from app.core.db import db
from app.core.paging import PAGE, Piece, piece
from app.meetings.models import Meeting
from app.resolutions.models import Action, Extension, Progress, Resolution, Support
from app.resolutions.reporting import ReportLine, report_lines
from app.resolutions.rules import OPEN, WORKING, due_text
from app.resolutions.timeline import Step, thread

__all__ = ["ReportLine", "Step", "report_lines", "thread"]
FAR = date(9999, 12, 31)
Selected = Select[Action, str, str, str]


# -- actions -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action as pages and papers show it. `supports` in order (of a letter the first is 联系单位); `first_due`: before extensions."""

    id: int
    alliance_id: int
    alliance: str
    meeting_id: int | None
    resolution_id: int | None
    number: str
    kind: str
    state: str
    title: str
    lead_organisation_id: int
    lead: str
    support_ids: tuple[int, ...]
    supports: tuple[str, ...]
    due: date | None
    first_due: date | None
    workdays: int | None
    due_words: str
    via: str
    criteria: str
    assigned_on: date
    acknowledged_by: str
    acknowledged_at: datetime | None
    outcome: str
    ending: str
    closed_on: date | None
    review_on: date | None
    is_key: bool
    paused_until: date | None
    reported_on: date | None
    answered_on: date | None
    reworks: int
    signed_by: str
    signed_on: date | None
    shelved_by: str
    shelved_number: str
    shelved_on: date | None
    lead_kind: str

    @property
    def due_text(self) -> str:
        """完成时限 as papers write it; an extended one is only its date."""
        if self.due != self.first_due:
            return due_text(self.due, None, "")
        return due_text(self.due, self.workdays, self.due_words)

    @property
    def extended(self) -> bool:
        return self.due != self.first_due


def _selected() -> Selected:
    return (
        select(Action, Organisation.name, Organisation.kind, Alliance.name)
        .join(Organisation, Organisation.id == Action.lead_organisation_id)
        .join(Alliance, Alliance.id == Action.alliance_id)
    )


def _rows(statement: Selected, **asked: Any) -> list[ActionRow]:
    """Three statements, however many rows there are; one where there are none."""
    found = db.session.execute(statement, asked).all()
    if not found:
        return []
    ids = [action.id for action, *_names in found]
    helping, extended = _supports(ids), _first_dues(ids)
    return [_row(action, lead, kind, alliance, helping.get(action.id, []), extended) for action, lead, kind, alliance in found]


def _row(action: Action, lead: str, lead_kind: str, alliance: str, helping: list[tuple[int, str]], extended: dict[int, date]) -> ActionRow:
    return ActionRow(
        id=action.id,
        alliance_id=action.alliance_id,
        alliance=alliance,
        meeting_id=action.meeting_id,
        resolution_id=action.resolution_id,
        number=action.number,
        kind=action.kind,
        state=action.state,
        title=action.title,
        lead_organisation_id=action.lead_organisation_id,
        lead=lead,
        support_ids=tuple(unit for unit, _name in helping),
        supports=tuple(name for _unit, name in helping),
        due=action.due,
        first_due=extended.get(action.id, action.due),
        workdays=action.workdays,
        due_words=action.due_words,
        via=action.via,
        criteria=action.criteria,
        assigned_on=action.assigned_on,
        acknowledged_by=action.acknowledged_by,
        acknowledged_at=action.acknowledged_at,
        outcome=action.outcome,
        ending=action.ending,
        closed_on=action.closed_on,
        review_on=action.review_on,
        is_key=bool(action.is_key),
        paused_until=action.paused_until,
        reported_on=action.reported_on,
        answered_on=action.answered_on,
        reworks=action.reworks,
        signed_by=action.signed_by or "",
        signed_on=action.signed_on,
        shelved_by=action.shelved_by or "",
        shelved_number=action.shelved_number or "",
        shelved_on=action.shelved_on,
        lead_kind=lead_kind,
    )


def _supports(action_ids: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    statement = (
        select(Support.action_id, Organisation.id, Organisation.name)
        .join(Organisation, Organisation.id == Support.organisation_id)
        .where(Support.action_id.in_(action_ids))
        .order_by(Support.action_id, Support.position, Support.id)
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for action_id, unit_id, name in db.session.execute(statement):
        found.setdefault(action_id, []).append((unit_id, name))
    return found


def _first_dues(action_ids: Collection[int]) -> dict[int, date]:
    """What `due` was before the first extension of each."""
    statement = select(Extension.action_id, Extension.old_due).where(Extension.action_id.in_(action_ids)).order_by(Extension.id.desc())
    return {row.action_id: row.old_due for row in db.session.execute(statement)}


def action_row(action_id: int) -> ActionRow:
    return _rows(_selected().where(Action.id == action_id))[0]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose actions a reader sees: all of `alliances`, and those that `organisations` lead or support."""

    alliances: frozenset[int]
    organisations: frozenset[int]

    @property
    def where(self) -> ColumnElement[bool]:
        if not self.organisations:  # most readers have none, and an empty list would still be looked for in every row
            return Action.alliance_id.in_(self.alliances)
        helps = select(Support.action_id).where(Support.organisation_id.in_(self.organisations))
        own = or_(Action.lead_organisation_id.in_(self.organisations), Action.id.in_(helps))
        return or_(Action.alliance_id.in_(self.alliances), own)


# -- 催办记录 ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChaseRow:
    """Who was reached about an action, how (codes of follow_rules.HOW; "" of an old one), and what was promised."""

    action_id: int
    name: str
    how: str
    words: str
    promised_on: date | None
    at: datetime


def last_chases(action_ids: Collection[int]) -> dict[int, ChaseRow]:
    """The newest entry of each action's chase log. One statement; none where there are no actions."""
    if not action_ids:
        return {}
    newest = select(func.max(Progress.id)).where(Progress.kind == "chase", Progress.action_id.in_(action_ids)).group_by(Progress.action_id)
    columns = (Progress.action_id, Progress.person_name, func.coalesce(Progress.how, ""), Progress.words, Progress.promised_on, Progress.at)
    return {row[0]: ChaseRow(*row) for row in db.session.execute(select(*columns).where(Progress.id.in_(newest)))}


def reached_before(action: ActionRow) -> str:
    """Whom the secretary talked to last: about this action, else who signed for it. "" where nobody is known."""
    last = last_chases((action.id,)).get(action.id)
    return last.name if last else action.acknowledged_by


#: The register's choices: what each one shows.
FILTERS = ("open", "overdue", "waiting", "shelved", "closed", "all")


def register(scope: Scope, which: str, *, unit: int = 0, meeting: int = 0, after: str = "", size: int = PAGE) -> Piece[ActionRow]:
    """办理台账: open ones by their date (the latest first among those that have ended), a piece at a time."""
    statement = _selected().where(scope.where, *_filtered(which))
    if unit:
        statement = statement.where(Action.lead_organisation_id == unit)
    if meeting:
        statement = statement.where(Action.meeting_id == meeting)
    by_date = which in ("open", "overdue", "waiting", "shelved")
    due = func.coalesce(Action.due, literal(FAR))
    if (last := _last(after)) is not None:
        day, row_id = last
        statement = statement.where(or_(due > day, (due == day) & (Action.id > row_id)) if by_date else Action.id < row_id)
    statement = statement.order_by(due, Action.id) if by_date else statement.order_by(Action.id.desc())
    return piece(_rows(statement.limit(size + 1)), lambda row: f"{row.due or FAR}.{row.id}", size)


def _filtered(which: str) -> list[ColumnElement[bool]]:
    conditions: dict[str, list[ColumnElement[bool]]] = {
        "open": [Action.state.in_(OPEN)],
        "overdue": [Action.state.in_(WORKING), Action.due < today()],
        "waiting": [Action.state.in_(("submitted", "accepted"))],
        "shelved": [Action.state == "shelved"],
        "closed": [Action.state.in_(("closed", "cancelled"))],
    }
    return conditions.get(which, [])


def _last(after: str) -> tuple[date, int] | None:
    """The key of the last row shown, from the address; None where it is none."""
    day, _, number = after.partition(".")
    try:
        return date.fromisoformat(day), min(int(number), 2**62)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Choice:
    id: int
    name: str


def units_with_actions(scope: Scope) -> list[Choice]:
    statement = (
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(select(Action.lead_organisation_id).where(scope.where)))
        .order_by(Organisation.name, Organisation.id)
        .limit(200)
    )
    return [Choice(*row) for row in db.session.execute(statement)]


def meetings_with_actions(scope: Scope) -> list[Choice]:
    statement = (
        select(Meeting.id, Meeting.title)
        .where(Meeting.id.in_(select(Action.meeting_id).where(scope.where)))
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(100)
    )
    return [Choice(*row) for row in db.session.execute(statement)]


# -- units ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unit:
    """A member of the alliance as a choice: its organisation, whether it votes, and of which kind it is."""

    id: int
    name: str
    votes: bool
    kind: str


def units(alliance_id: int) -> list[Unit]:
    statement = (
        select(Organisation.id, Organisation.name, Seat.votes, Organisation.kind)
        .join(Seat, Seat.organisation_id == Organisation.id)
        .where(Seat.alliance_id == alliance_id, Seat.ended_at.is_(None))
        .order_by(Seat.votes.desc(), Seat.position, Seat.id)
    )
    return [Unit(*row) for row in db.session.execute(statement)]


# -- resolutions -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ResolutionRow:
    """A resolution; `points` are its agreed points in order. `basis`: consensus, ballot (then with `motion_id`), chair."""

    id: int
    alliance_id: int
    alliance: str
    meeting_id: int
    meeting: str
    item_id: int
    motion_id: int | None
    number: str
    state: str
    title: str
    points: tuple[str, ...]
    basis: str
    adopted_on: date | None


def _resolutions(*conditions: ColumnElement[bool]) -> Select[Resolution, str, str]:
    return (
        select(Resolution, Alliance.name, Meeting.title)
        .join(Alliance, Alliance.id == Resolution.alliance_id)
        .join(Meeting, Meeting.id == Resolution.meeting_id)
        .where(*conditions)
    )


def _resolution_rows(statement: Select[Resolution, str, str], **asked: Any) -> list[ResolutionRow]:
    return [
        ResolutionRow(
            id=row.id,
            alliance_id=row.alliance_id,
            alliance=alliance,
            meeting_id=row.meeting_id,
            meeting=meeting,
            item_id=row.item_id,
            motion_id=row.motion_id,
            number=row.number,
            state=row.state,
            title=row.title,
            points=tuple(line.strip() for line in row.points.splitlines() if line.strip()),
            basis=row.basis,
            adopted_on=row.adopted_on,
        )
        for row, alliance, meeting in db.session.execute(statement, asked)
    ]


def resolutions(alliance_ids: Collection[int], state: str, *, after: str = "", size: int = PAGE) -> Piece[ResolutionRow]:
    """The register of resolutions, the newest first. `state` "" shows all but dropped ones."""
    shown = Resolution.state == state if state else Resolution.state != "dropped"
    statement = _resolutions(Resolution.alliance_id.in_(alliance_ids), shown)
    if after.isdecimal():
        statement = statement.where(Resolution.id < min(int(after), 2**62))
    return piece(_resolution_rows(statement.order_by(Resolution.id.desc()).limit(size + 1)), lambda row: row.id, size)


def resolution_row(resolution_id: int) -> ResolutionRow:
    return _resolution_rows(_resolutions(Resolution.id == resolution_id))[0]


def meeting_by_id(meeting_id: int) -> Meeting:
    return db.session.get_one(Meeting, meeting_id)


def latest_meeting_id(alliance_id: int) -> int | None:
    """The alliance's newest meeting that has begun: the one that "the meeting agreed" speaks of."""
    statement = (
        select(Meeting.id)
        .where(Meeting.alliance_id == alliance_id, Meeting.state.in_(("in_session", "ended")))
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(1)
    )
    return db.session.scalar(statement)


def resolution_of_item(meeting_id: int, item_id: int) -> Resolution | None:
    return db.session.scalar(select(Resolution).where(Resolution.meeting_id == meeting_id, Resolution.item_id == item_id))


def actions_of_resolution(resolution_id: int) -> list[ActionRow]:
    return _rows(_selected().where(Action.resolution_id == resolution_id).order_by(Action.id))


@dataclass(frozen=True, slots=True)
class Decided:
    """What a meeting decided: resolutions by number, 任务清单 and 商请事项清单 (none of them cancelled) by number."""

    resolutions: tuple[ResolutionRow, ...]
    actions: tuple[ActionRow, ...]
    letters: tuple[ActionRow, ...]


def of_meeting(meeting_id: int) -> Decided:
    """Resolutions that are not dropped, with the actions and letters of the meeting in the order of their numbers."""
    kept = _resolutions(Resolution.meeting_id == meeting_id, Resolution.state != "dropped").order_by(Resolution.id)
    rows = _rows(_selected().where(Action.meeting_id == meeting_id, Action.state != "cancelled").order_by(Action.id))
    return Decided(
        resolutions=tuple(_resolution_rows(kept)),
        actions=tuple(row for row in rows if row.kind == "action"),
        letters=tuple(row for row in rows if row.kind == "request_letter"),
    )


def of_unit(action: Action) -> list[ActionRow]:
    """Everything of one kind that the action's meeting gave its unit, by number: what stands on one paper."""
    statement = _selected().where(Action.lead_organisation_id == action.lead_organisation_id, Action.kind == action.kind)
    own = Action.id == action.id if action.meeting_id is None else Action.meeting_id == action.meeting_id
    kept = or_(Action.state != "cancelled", Action.id == action.id)
    return _rows(statement.where(Action.alliance_id == action.alliance_id, own, kept).order_by(Action.id))


def actions_of_resolutions(rows: Iterable[ResolutionRow]) -> dict[int, list[ActionRow]]:
    """The actions that hang on the resolutions of agenda items, by item; nothing is read where there are none."""
    items = {row.id: row.item_id for row in rows}
    found: dict[int, list[ActionRow]] = {}
    for row in _rows(_hanging(), resolutions=list(items)) if items else ():
        found.setdefault(items[row.resolution_id or 0], []).append(row)
    return found


@cache
def _hanging() -> Selected:
    """This and the next are built once: the page of a meeting asks them, and building costs more than running."""
    return _selected().where(Action.resolution_id.in_(bindparam("resolutions", expanding=True))).order_by(Action.id)


@cache
def _of_items() -> Select[Resolution, str, str]:
    return _resolutions(Resolution.item_id.in_(bindparam("items", expanding=True))).order_by(Resolution.id)


def resolutions_of_items(item_ids: Collection[int]) -> dict[int, ResolutionRow]:
    return {row.item_id: row for row in _resolution_rows(_of_items(), items=list(item_ids))}
