"""Drafting resolutions from decided items, assigning actions, telling the next meeting. What follows an assignment: steps.py."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sqlalchemy import delete, func, select

from app.alliances.models import Alliance, Organisation, Seat
from app.ballots.closing import decides
from app.ballots.models import Consensus, Motion
from app.core.clock import local
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.numbers import next_number
from app.core.perform import By, perform, record
from app.meetings import actions as meetings
from app.meetings.models import AgendaItem, Meeting
from app.meetings.rules import WRITTEN
from app.resolutions.models import Action, Progress, Resolution, Support
from app.resolutions.reporting import report_lines
from app.resolutions.rules import RESOLUTION_LIFECYCLE, Assignment, kind_for, opening_words
from app.resolutions.tell_words import changes
from app.settings.models import calendar

#: Items that stand for something agreed: a decision, or a recommendation to those who may decide.
WITH_RESOLUTION = ("decided", "recommended")
#: Ballots on one item, the newest first, among which the one that decided it is looked for.
LAST_MOTIONS = 20


# -- resolutions -------------------------------------------------------------------------------------------------------


def take_from_item(item: AgendaItem, *, by: By, at: datetime) -> None:
    """Draft the numbered resolution of a decided item, or bring its draft up to date with what is agreed now.

    Refused where the resolution is adopted already: the minutes are signed."""
    resolution = db.session.scalar(select(Resolution).where(Resolution.item_id == item.id))
    if resolution is None:
        if item.state in WITH_RESOLUTION:
            _draft(item, *_basis(item), by=by, at=at)
        return
    basis, motion_id = _basis(item)
    now = (item.title, item.agreed, basis, motion_id)
    if now == (resolution.title, resolution.points, resolution.basis, resolution.motion_id):
        return
    if resolution.state != "draft":
        raise Refused("resolution.adopted")
    resolution.title, resolution.points, resolution.basis, resolution.motion_id = now
    resolution.version += 1
    record("resolution.redraft", resolution, by=by, at=at, basis=basis)


def _draft(item: AgendaItem, basis: str, motion_id: int | None, *, by: By, at: datetime) -> Resolution:
    meeting = db.session.get_one(Meeting, item.meeting_id)
    number = f"{_stem(meeting)}-R{next_number(f'resolution:{meeting.id}'):02}"
    resolution = Resolution(
        alliance_id=item.alliance_id,
        meeting_id=meeting.id,
        item_id=item.id,
        motion_id=motion_id,
        number=number,
        title=item.title,
        points=item.agreed,
        basis=basis,
    )
    db.session.add(resolution)
    db.session.flush()
    record("resolution.draft", resolution, by=by, at=at, number=number, basis=basis)
    return resolution


def _basis(item: AgendaItem) -> tuple[str, int | None]:
    """How the room agreed: the motion that decides or the declared consensus, whichever came last; else what the chair noted."""
    counted = select(Motion).where(Motion.item_id == item.id, Motion.state == "counted").order_by(Motion.id.desc()).limit(LAST_MOTIONS)
    motion = next((motion for motion in db.session.scalars(counted) if decides(motion)), None)
    declared = select(func.max(Consensus.at)).where(Consensus.item_id == item.id, Consensus.state == "declared")
    agreed_at = db.session.scalar(declared)
    if motion is not None and (agreed_at is None or motion.closed_at is None or motion.closed_at >= agreed_at):
        return "ballot", motion.id
    return ("consensus" if agreed_at is not None else "chair"), None


def _stem(meeting: Meeting) -> str:
    """HML-2026-04: the alliance's prefix and the meeting's number in its year."""
    prefix = db.session.get_one(Alliance, meeting.alliance_id).prefix
    return f"{prefix}-{meeting.year}-{meeting.number:02}"


class OfMeeting(Protocol):
    """The minutes, as far as they matter here: they lie above this domain."""

    @property
    def meeting_id(self) -> int: ...


def adopt_all(minutes: OfMeeting, *, by: By, at: datetime) -> None:
    """The minutes are signed: drafts are adopted as of the meeting's day; a draft whose item was taken back lapses."""
    meeting = db.session.get_one(Meeting, minutes.meeting_id)
    drafts = (
        select(Resolution, AgendaItem.state)
        .join(AgendaItem, AgendaItem.id == Resolution.item_id)
        .where(Resolution.meeting_id == meeting.id, Resolution.state == "draft")
        .order_by(Resolution.id)
    )
    for resolution, item_state in db.session.execute(drafts).all():
        if item_state in WITH_RESOLUTION:
            resolution.adopted_on = local(meeting.starts_at).date()
            perform(RESOLUTION_LIFECYCLE, resolution, "adopt", by=by, at=at)
        else:
            perform(RESOLUTION_LIFECYCLE, resolution, "drop", by=by, at=at)


def fulfil(resolution: Resolution, *, by: By, at: datetime, words: str = "") -> None:
    """Everything that was agreed has been done."""
    perform(RESOLUTION_LIFECYCLE, resolution, "fulfil", by=by, at=at, words=words)


def supersede(resolution: Resolution, words: str, *, by: By, at: datetime) -> None:
    """A later meeting has agreed something else; `words` say where."""
    perform(RESOLUTION_LIFECYCLE, resolution, "supersede", by=by, at=at, words=words)


# -- assigning ---------------------------------------------------------------------------------------------------------


def assign(resolution: Resolution, what: Assignment, *, by: By, at: datetime) -> Action:
    """安排: a numbered action for a member, or a request letter for an observer, a bureau or a higher-ranking unit."""
    if resolution.state not in ("draft", "adopted"):
        raise Refused("resolution.over")
    meeting = db.session.get_one(Meeting, resolution.meeting_id)
    kind = _check(what, resolution.alliance_id)
    action = Action(alliance_id=resolution.alliance_id, resolution_id=resolution.id, meeting_id=meeting.id, kind=kind)
    series = next_number(f"{kind}:{meeting.id}")
    action.number = f"{_stem(meeting)}-L{series:02}" if kind == "request_letter" else f"{_stem(meeting)}-{series:02}"
    _fill(action, what)
    db.session.add(action)
    db.session.flush()
    _support(action, what.supports)
    record("action.assign", action, by=by, at=at, number=action.number, lead=action.lead_organisation_id, due=action.due)
    return action


def edit(action: Action, what: Assignment, *, by: By, at: datetime) -> None:
    """Change an action that its unit has not acknowledged yet. What was told to it is corrected: old and new are kept as words."""
    if action.state != "assigned":
        raise Refused("action.acknowledged_already")
    if _check(what, action.alliance_id) != action.kind:
        raise Refused("action.other_kind", field="lead")
    was, lead_was = _promised(action), _name(action.lead_organisation_id)
    _fill(action, what)
    before = db.session.scalars(select(Support.organisation_id).where(Support.action_id == action.id).order_by(Support.position)).all()
    db.session.execute(delete(Support).where(Support.action_id == action.id))
    _support(action, tuple(sorted(what.supports, key=lambda unit: before.index(unit) if unit in before else len(before))))
    words = changes(action.kind, was, lead_was, action, _name(action.lead_organisation_id))
    told = Progress(action_id=action.id, kind="edit", words=words, person_id=by.id or None, at=at)
    if words:
        db.session.add(told)
        db.session.flush()
    facts = {"lead": action.lead_organisation_id, "due": action.due, "progress": told.id or 0}
    record("action.edit", action, by=by, at=at, words=words, **facts)


def _promised(action: Action) -> Assignment:
    """What the unit was told, as it stands now."""
    return Assignment(action.title, action.lead_organisation_id, action.assigned_on, due=action.due, criteria=action.criteria)


def _name(organisation_id: int) -> str:
    return db.session.scalars(select(Organisation.name).where(Organisation.id == organisation_id)).one()


def _check(what: Assignment, alliance_id: int) -> str:
    """The kind that follows from the lead unit. Refused for units that are no members, and for a date before the assignment."""
    wanted = {what.lead_organisation_id, *what.supports}
    statement = (
        select(Organisation.id, Seat.votes, Organisation.kind)
        .join(Seat, Seat.organisation_id == Organisation.id)
        .where(Seat.alliance_id == alliance_id, Seat.ended_at.is_(None), Organisation.id.in_(wanted))
    )
    members = {unit: (votes, kind) for unit, votes, kind in db.session.execute(statement)}
    if what.lead_organisation_id not in members:
        raise Refused("action.no_member", field="lead")
    if wanted - members.keys():
        raise Refused("action.no_member", field="supports")
    if what.due is not None and what.due < what.assigned_on:
        raise Refused("action.due_past", field="due")
    return kind_for(*members[what.lead_organisation_id])


def _fill(action: Action, what: Assignment) -> None:
    action.title, action.lead_organisation_id, action.assigned_on = what.title, what.lead_organisation_id, what.assigned_on
    action.due, action.workdays = what.due_on(calendar()), None if what.due else what.workdays
    action.due_words, action.criteria, action.via = what.due_words, what.criteria, what.via
    action.is_key = what.is_key or None


def _support(action: Action, units: tuple[int, ...]) -> None:
    helping = [unit for unit in dict.fromkeys(units) if unit != action.lead_organisation_id]
    db.session.add_all(Support(action_id=action.id, organisation_id=unit, position=place) for place, unit in enumerate(helping))


# -- telling the next meeting ------------------------------------------------------------------------------------------


def put_open_actions_on_agenda(meeting: Meeting, *, by: By, at: datetime) -> None:
    """The first item of every agenda: what became of the actions of earlier meetings, where there are any. A ballot in writing has none."""
    if meeting.kind != WRITTEN and (lines := report_lines(meeting)):
        meetings.put_report(meeting, opening_words(lines), by=by, at=at)
