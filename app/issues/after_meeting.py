"""What a meeting's action does about the issues behind its item. Hangs on app.reactions; issues themselves know no meeting.

Every issue of the item moves alike: given to the action's unit when it is assigned, done when the last action of the resolution is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import func, select

from app.core.clock import local
from app.core.db import db
from app.core.perform import By, perform, record
from app.issues.actions import gives_away, note_done
from app.issues.models import Issue
from app.issues.rules import LIFECYCLE, WITH_UNIT
from app.meetings.models import ItemIssue
from app.resolutions.models import Action, Resolution


class Promised(Protocol):
    """The action, as far as it matters here."""

    @property
    def id(self) -> int: ...
    @property
    def resolution_id(self) -> int | None: ...
    @property
    def lead_organisation_id(self) -> int: ...
    @property
    def due(self) -> date | None: ...
    @property
    def outcome(self) -> str: ...


def _behind(action: Promised, *states: str) -> Sequence[Issue]:
    if action.resolution_id is None:
        return ()
    statement = (
        select(Issue)
        .join(ItemIssue, ItemIssue.issue_id == Issue.id)
        .join(Resolution, Resolution.item_id == ItemIssue.item_id)
        .where(Resolution.id == action.resolution_id, Issue.state.in_(states))
    )
    return db.session.scalars(statement.order_by(Issue.id)).all()


def assign(action: Promised, /, *, by: By, at: datetime) -> None:
    """会后安排: the first action's unit has it; the route stays what it was. The unit reports on its action, not here again."""
    for issue in _behind(action, "on_agenda"):
        issue.lead_organisation_id, issue.lead_words, issue.due = action.lead_organisation_id, None, action.due
        issue.dispatched_on, issue.by_action = local(at).date(), True
        lead = action.lead_organisation_id
        perform(LIFECYCLE, issue, "assign", by=by, at=at, action=action.id, lead=lead, due=action.due)


def follow(action: Promised, /, *, by: By, at: datetime) -> None:
    """The action that its issues follow has another unit or another day."""
    first = select(func.min(Action.id)).where(Action.resolution_id == action.resolution_id)
    if action.resolution_id is None or db.session.scalar(first) != action.id:
        return
    for issue in _behind(action, *WITH_UNIT):
        if issue.by_action and (issue.lead_organisation_id, issue.due) != (action.lead_organisation_id, action.due):
            issue.lead_organisation_id, issue.due = action.lead_organisation_id, action.due
            record("issue.follow_action", issue, by=by, at=at, action=action.id, lead=action.lead_organisation_id, due=action.due)


def fulfil(action: Promised, /, *, by: By, at: datetime) -> None:
    """办结 with the last action of the resolution; whoever reported it has still to be asked."""
    db.session.flush()
    left = select(func.count()).where(Action.resolution_id == action.resolution_id, Action.state.not_in(("closed", "cancelled")))
    if action.resolution_id is None or db.session.scalar(left):
        return
    for issue in _behind(action, *WITH_UNIT):
        if not issue.by_action:
            continue
        if action.outcome and not gives_away(issue, action.outcome):
            issue.result = issue.answer = action.outcome
        note_done(issue, at)
        perform(LIFECYCLE, issue, "fulfil", by=by, at=at, action=action.id, confirm_by=issue.confirm_by)
