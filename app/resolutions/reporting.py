"""What became of the actions of earlier meetings, as the next meeting is told: read by actions, queries and the minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from app.alliances.models import Organisation
from app.core.clock import at_local, local
from app.core.db import db
from app.meetings.models import Meeting
from app.meetings.rules import WRITTEN
from app.resolutions.models import Action, Extension, Progress
from app.resolutions.rules import standing

#: Words that say why something is not done yet. What was promised on the telephone (催办记录) is not told to a meeting.
WHY = ("plan", "progress", "pause", "rework", "shelved", "resumed", "cancelled")


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One action of an earlier meeting on the day of this one.

    `standing`: closed, extended, open, shelved, cancelled. `due` is the date it had before `new_due`; `reason`, `asked_on`, `decided_by`
    (convener, meeting) and `final` (不再顺延) belong to the extension. `ending`: solved, explained, or "" while it is not closed.
    `why`: the newest words about what keeps it, as of the meeting's day; of one that is closed none are asked for."""

    action_id: int
    number: str
    title: str
    lead: str
    state: str
    standing: str
    ending: str
    outcome: str
    closed_on: date | None
    due: date | None
    new_due: date | None
    reason: str
    asked_on: date | None
    decided_by: str
    final: bool
    why: str = ""


def report_lines(meeting: Meeting) -> list[ReportLine]:
    """Actions (no request letters) assigned before the meeting that were open, or ended since the meeting before it; by number."""
    day, since = local(meeting.starts_at).date(), _previous_day(meeting)
    statement = (
        select(Action, Organisation.name, _newest_words(day))
        .join(Organisation, Organisation.id == Action.lead_organisation_id)
        .where(Action.alliance_id == meeting.alliance_id, Action.kind == "action", Action.assigned_on <= day)
        .where(or_(Action.meeting_id.is_(None), Action.meeting_id != meeting.id))
        .order_by(Action.number)
        .limit(500)
    )
    if since is not None:
        statement = statement.where(or_(Action.closed_on.is_(None), Action.closed_on > since))
    rows = db.session.execute(statement).all()
    extensions = _extensions([action.id for action, _lead, _why in rows], meeting, day, since)
    return [_line(action, lead, why or "", extensions.get(action.id), day) for action, lead, why in rows]


def _newest_words(day: date) -> Any:
    """Why it is not done, in whoever's words came last before the end of `day`; read with the rows themselves."""
    told = select(Progress.words).where(Progress.action_id == Action.id, Progress.kind.in_(WHY))
    told = told.where(Progress.at < at_local(day + timedelta(days=1), 0)).order_by(Progress.id.desc()).limit(1)
    return told.correlate(Action).scalar_subquery()


def _previous_day(meeting: Meeting) -> date | None:
    """The day of the alliance's last ended meeting before this one; a ballot in writing between the two reported nothing."""
    statement = (
        select(Meeting.starts_at)
        .where(Meeting.alliance_id == meeting.alliance_id, Meeting.state == "ended", Meeting.starts_at < meeting.starts_at)
        .where(Meeting.kind != WRITTEN)
        .order_by(Meeting.starts_at.desc())
        .limit(1)
    )
    before = db.session.scalar(statement)
    return local(before).date() if before else None


def _extensions(action_ids: list[int], meeting: Meeting, day: date, since: date | None) -> dict[int, Extension]:
    """The latest one of each action that this meeting decided, or that the convener granted since the meeting before."""
    found: dict[int, Extension] = {}
    if not action_ids:
        return found
    for row in db.session.scalars(select(Extension).where(Extension.action_id.in_(action_ids)).order_by(Extension.id)):
        granted = local(row.at).date()
        if row.meeting_id == meeting.id or (row.meeting_id is None and granted <= day and (since is None or granted > since)):
            found[row.action_id] = row
    return found


def _line(action: Action, lead: str, why: str, extension: Extension | None, day: date) -> ReportLine:
    now = standing(action.state, action.closed_on, extension is not None, day)
    return ReportLine(
        action_id=action.id,
        number=action.number,
        title=action.title,
        lead=lead,
        state=action.state,
        standing=now,
        ending=action.ending if now == "closed" else "",
        outcome=action.outcome,
        closed_on=action.closed_on,
        due=extension.old_due if extension else action.due,
        new_due=extension.new_due if extension else None,
        reason=extension.reason if extension else "",
        asked_on=extension.asked_on if extension else None,
        decided_by=extension.decided_by if extension else "",
        final=extension.final if extension else False,
        why=why if now != "closed" else "",
    )
