"""The life of an action after its assignment. The unit acts by its phone; what it says on paper the secretary enters, `by` being on behalf.

Every step that somebody put into words is a row of Progress; its entry in the ledger names that row and commits to the words."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select

from app.core.db import db
from app.core.lifecycle import Refused
from app.core.perform import By, perform, record
from app.resolutions import actions
from app.resolutions.models import Action, Extension, Progress, Resolution
from app.resolutions.rules import ACTION_LIFECYCLE, EXTENSIONS_BY_CONVENER, STARTED, WORKING


def acknowledge(action: Action, name: str, *, by: By, at: datetime) -> None:
    """签收 by the named person of the lead unit."""
    action.acknowledged_by, action.acknowledged_at = name, at
    perform(ACTION_LIFECYCLE, action, "acknowledge", by=by, at=at)


def start(action: Action, plan: str, *, by: By, at: datetime, name: str = "") -> None:
    """推进: the unit has begun; how it goes about it, where it says so."""
    told = _tell(action, "plan", plan, name, by=by, at=at)
    perform(ACTION_LIFECYCLE, action, "start", by=by, at=at, words=plan, progress=told)


def report_progress(action: Action, words: str, *, by: By, at: datetime, name: str = "") -> None:
    """反馈. The first report of an acknowledged action starts it."""
    if action.state not in STARTED:
        raise Refused("action.not_acknowledged" if action.state == "assigned" else "action.no_progress")
    if action.state == "acknowledged":
        perform(ACTION_LIFECYCLE, action, "start", by=by, at=at)
    told = _tell(action, "progress", words, name, by=by, at=at)
    record("action.progress", action, by=by, at=at, words=words, progress=told)


def submit(action: Action, result: str, *, by: By, at: datetime, name: str = "") -> None:
    """申请销号: done, as the unit sees it. Evidence is never asked for."""
    action.outcome = result
    told = _tell(action, "result", result, name, by=by, at=at)
    perform(ACTION_LIFECYCLE, action, "submit", by=by, at=at, words=result, progress=told)


def accept(action: Action, note: str, *, by: By, at: datetime) -> None:
    """验收 by the secretary."""
    told = _tell(action, "check", note, "", by=by, at=at)
    perform(ACTION_LIFECYCLE, action, "accept", by=by, at=at, words=note, progress=told)


def rework(action: Action, reason: str, due: date, *, by: By, at: datetime, today: date) -> None:
    """重新办理 until a new date that lies ahead."""
    if due < today:
        raise Refused("action.due_past_today", field="due")
    was = action.due
    action.due, action.workdays, action.due_words = due, None, ""
    told = _tell(action, "rework", reason, "", by=by, at=at)
    perform(ACTION_LIFECYCLE, action, "rework", by=by, at=at, words=reason, progress=told, old_due=was, new_due=due)


def close(action: Action, ending: str, followup: str, on: date, *, by: By, at: datetime) -> None:
    """销号: solved, or ended with an explanation. With its last action a resolution is carried out."""
    action.ending, action.closed_on = ending, on
    told = _tell(action, "closing", followup, "", by=by, at=at)
    perform(ACTION_LIFECYCLE, action, "close", by=by, at=at, words=followup, progress=told, ending=ending, on=on)
    _fulfil(action, by=by, at=at)


def shelve(action: Action, cause: str, review_on: date, *, by: By, at: datetime, today: date) -> None:
    """挂账, as the meeting or the street agreed, to be looked at again on a day that lies ahead."""
    if review_on < today:
        raise Refused("action.due_past_today", field="review_on")
    action.review_on = review_on
    told = _tell(action, "shelved", cause, "", by=by, at=at)
    perform(ACTION_LIFECYCLE, action, "shelve", by=by, at=at, words=cause, progress=told, review_on=review_on)


def resume(action: Action, reason: str, *, by: By, at: datetime) -> None:
    """恢复 of a shelved one."""
    action.review_on = None
    told = _tell(action, "resumed", reason, "", by=by, at=at)
    perform(ACTION_LIFECYCLE, action, "resume", by=by, at=at, words=reason, progress=told)


def cancel(action: Action, reason: str, on: date, *, by: By, at: datetime) -> None:
    """撤销; the number stays used."""
    action.closed_on = on
    told = _tell(action, "cancelled", reason, "", by=by, at=at)
    perform(ACTION_LIFECYCLE, action, "cancel", by=by, at=at, words=reason, progress=told)


def extend(
    action: Action,
    new_due: date,
    reason: str,
    decided_by: str,
    *,
    by: By,
    at: datetime,
    asked_on: date | None = None,
    final: bool = False,
    meeting_id: int | None = None,
) -> Extension:
    """延期: a fact beside the state. The convener alone agrees once, a meeting again; nobody after 不再顺延."""
    if action.state not in WORKING or action.due is None:
        raise Refused("action.no_extension")
    if new_due <= action.due:
        raise Refused("action.extension_earlier", field="new_due")
    if decided_by == "meeting" and meeting_id is None:
        raise Refused("action.no_meeting", field="decided_by")
    earlier = db.session.scalars(select(Extension).where(Extension.action_id == action.id)).all()
    if any(one.final for one in earlier):
        raise Refused("action.extension_final")
    if decided_by == "convener" and len(earlier) >= EXTENSIONS_BY_CONVENER:
        raise Refused("action.extension_once", field="decided_by")
    granted = Extension(action_id=action.id, old_due=action.due, new_due=new_due, reason=reason, decided_by=decided_by, at=at)
    granted.meeting_id, granted.asked_on, granted.final = meeting_id, asked_on, final
    action.due, action.workdays, action.due_words = new_due, None, ""
    db.session.add(granted)
    facts = {"old_due": granted.old_due, "new_due": new_due, "decided_by": decided_by, "final": final}
    record("action.extend", action, by=by, at=at, words=reason, **facts)
    return granted


def log_chase(action: Action, name: str, words: str, *, by: By, at: datetime) -> None:
    """催办记录: whom the secretary reached, how, and what was promised."""
    if action.state not in WORKING:
        raise Refused("action.no_progress")
    told = _tell(action, "chase", words, name, by=by, at=at)
    record("action.chase", action, by=by, at=at, words=f"{name}：{words}", progress=told)


def _tell(action: Action, kind: str, words: str, name: str, *, by: By, at: datetime) -> int:
    """The id of the row that keeps the words; 0 where there are none."""
    if not words:
        return 0
    row = Progress(action_id=action.id, kind=kind, words=words, person_id=by.id or None, person_name=name, at=at)
    db.session.add(row)
    db.session.flush()
    return row.id


def _fulfil(action: Action, *, by: By, at: datetime) -> None:
    if action.resolution_id is None:
        return
    db.session.flush()
    left = (
        select(func.count())
        .select_from(Action)
        .where(Action.resolution_id == action.resolution_id, Action.state.not_in(("closed", "cancelled")))
    )
    resolution = db.session.get_one(Resolution, action.resolution_id)
    if db.session.scalar(left) == 0 and resolution.state == "adopted":
        actions.fulfil(resolution, by=by, at=at)
