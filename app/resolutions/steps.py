"""The life of an action after its assignment. The unit acts by its phone; what it says on paper the secretary enters, `by` being on behalf.

Every step that somebody put into words is a row of Progress; its entry in the ledger names that row and commits to the words. What is
asked while it is late, and of whom when it is said to be done: asking.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from app.alliances.models import Organisation
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.perform import By, perform, record
from app.resolutions import actions
from app.resolutions.follow_rules import refusal_to_close
from app.resolutions.models import Action, ActionFollowUp, Extension, Progress, Resolution
from app.resolutions.rules import ACTION_LIFECYCLE, EXTENSIONS_BY_CONVENER, RESOLUTION_LIFECYCLE, STARTED, WORKING


@dataclass(frozen=True, slots=True)
class Signature:
    """Who of the 书记 signed for a key item, and when."""

    name: str
    day: date


@dataclass(frozen=True, slots=True)
class Approval:
    """Who agreed to shelving: `by` meeting or street; the vote's or the letter's number and day, where it stands on paper."""

    by: str
    number: str
    day: date


def acknowledge(action: Action, name: str, *, by: By, at: datetime) -> None:
    """签收 by the named person of the lead unit."""
    action.acknowledged_by, action.acknowledged_at = name, at
    perform(ACTION_LIFECYCLE, action, "acknowledge", by=by, at=at)


def start(action: Action, plan: str, *, by: By, at: datetime, name: str = "") -> None:
    """推进: the unit has begun; how it goes about it, where it says so."""
    told = tell(action, "plan", plan, name, by=by, at=at)
    perform(ACTION_LIFECYCLE, action, "start", by=by, at=at, words=plan, progress=told)


def report_progress(action: Action, words: str, *, by: By, at: datetime, name: str = "") -> None:
    """反馈. The first report of an acknowledged action starts it."""
    if action.state not in STARTED:
        raise Refused("action.not_acknowledged" if action.state == "assigned" else "action.no_progress")
    if action.state == "acknowledged":
        perform(ACTION_LIFECYCLE, action, "start", by=by, at=at)
    told = tell(action, "progress", words, name, by=by, at=at)
    record("action.progress", action, by=by, at=at, words=words, progress=told)


def submit(action: Action, result: str, *, by: By, at: datetime, name: str = "") -> None:
    """申请销号: done, as the unit sees it. Evidence is never asked for."""
    action.outcome = result
    told = tell(action, "result", result, name, by=by, at=at)
    perform(ACTION_LIFECYCLE, action, "submit", by=by, at=at, words=result, progress=told)


def accept(action: Action, note: str, *, by: By, at: datetime) -> None:
    """验收 by the secretary."""
    told = tell(action, "check", note, "", by=by, at=at)
    perform(ACTION_LIFECYCLE, action, "accept", by=by, at=at, words=note, progress=told)


def rework(action: Action, reason: str, due: date, *, by: By, at: datetime, today: date) -> None:
    """重新办理 until a new date that lies ahead: counted, also where it was closed already. Its resolution is carried out no longer."""
    if due < today:
        raise Refused("action.due_past_today", field="due")
    was = action.due
    action.due, action.workdays, action.due_words = due, None, ""
    action.reworks += 1
    action.ending, action.closed_on, action.signed_by, action.signed_on = "", None, None, None
    _end_report(action)
    told = tell(action, "rework", reason, "", by=by, at=at)
    facts = {"progress": told, "old_due": was, "new_due": due, "times": action.reworks}
    perform(ACTION_LIFECYCLE, action, "rework", by=by, at=at, words=reason, **facts)
    _take_back(action, by=by, at=at)


def close(action: Action, ending: str, followup: str, on: date, *, by: By, at: datetime, signed: Signature | None = None) -> None:
    """销号: solved, or ended with an explanation. With its last action a resolution is carried out.

    Refused where the community leads and nobody else has confirmed it, where whoever was asked last said no and it should end as solved,
    and for a key item without the signature of the 书记."""
    if reason := refusal_to_close(ending, _lead_kind(action), follow_ups(action.id)):
        raise Refused(reason, field="ending")
    if action.is_key and signed is None:
        raise Refused("action.unsigned", field="signed_by")
    action.ending, action.closed_on = ending, on
    if signed is not None:
        action.signed_by, action.signed_on = signed.name, signed.day
    _end_report(action)
    told = tell(action, "closing", followup, "", by=by, at=at)
    perform(ACTION_LIFECYCLE, action, "close", by=by, at=at, words=followup, progress=told, ending=ending, on=on)
    _fulfil(action, by=by, at=at)


def shelve(action: Action, cause: str, review_on: date, *, by: By, at: datetime, today: date, approval: Approval | None = None) -> None:
    """挂账, as the meeting or the street agreed, to be looked at again on a day that lies ahead."""
    if review_on < today:
        raise Refused("action.due_past_today", field="review_on")
    if approval is not None and approval.day > today:
        raise Refused("action.future", field="approved_on")
    action.review_on = review_on
    if approval is not None:
        action.shelved_by, action.shelved_number, action.shelved_on = approval.by, approval.number, approval.day
    _end_report(action)
    told = tell(action, "shelved", cause, "", by=by, at=at)
    perform(ACTION_LIFECYCLE, action, "shelve", by=by, at=at, words=cause, progress=told, review_on=review_on)


def resume(action: Action, reason: str, *, by: By, at: datetime) -> None:
    """恢复 of a shelved one."""
    action.review_on = action.shelved_by = action.shelved_number = action.shelved_on = None
    told = tell(action, "resumed", reason, "", by=by, at=at)
    perform(ACTION_LIFECYCLE, action, "resume", by=by, at=at, words=reason, progress=told)


def cancel(action: Action, reason: str, on: date, *, by: By, at: datetime) -> None:
    """撤销; the number stays used."""
    action.closed_on = on
    _end_report(action)
    told = tell(action, "cancelled", reason, "", by=by, at=at)
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
    _end_report(action)
    db.session.add(granted)
    facts = {"old_due": granted.old_due, "new_due": new_due, "decided_by": decided_by, "final": final}
    record("action.extend", action, by=by, at=at, words=reason, **facts)
    return granted


def log_chase(action: Action, name: str, words: str, *, by: By, at: datetime, how: str = "phone", promised_on: date | None = None) -> None:
    """催办记录: whom the secretary reached, how, what was promised and, where a day was named, until when."""
    if action.state not in WORKING:
        raise Refused("action.no_progress")
    told = tell(action, "chase", words, name, by=by, at=at, how=how, promised_on=promised_on)
    record("action.chase", action, by=by, at=at, words=f"{name}：{words}", progress=told, how=how, promised_on=promised_on)


def tell(
    action: Action, kind: str, words: str, name: str, *, by: By, at: datetime, how: str | None = None, promised_on: date | None = None
) -> int:
    """The id of the row that keeps the words; 0 where there are none."""
    if not words:
        return 0
    row = Progress(action_id=action.id, kind=kind, words=words, person_id=by.id or None, person_name=name, at=at)
    row.how, row.promised_on = how, promised_on
    db.session.add(row)
    db.session.flush()
    return row.id


def follow_ups(action_id: int) -> list[ActionFollowUp]:
    """What was asked about its result, the oldest first."""
    asked = select(ActionFollowUp).where(ActionFollowUp.action_id == action_id).order_by(ActionFollowUp.id).limit(50)
    return list(db.session.scalars(asked))


def _lead_kind(action: Action) -> str:
    return db.session.scalars(select(Organisation.kind).where(Organisation.id == action.lead_organisation_id)).one()


def _end_report(action: Action) -> None:
    """A new date, or an end: what was reported to the street is over. The ledger keeps it."""
    action.reported_on = action.answered_on = None


def _take_back(action: Action, *, by: By, at: datetime) -> None:
    if action.resolution_id is not None:
        resolution = db.session.get_one(Resolution, action.resolution_id)
        if resolution.state == "done":
            perform(RESOLUTION_LIFECYCLE, resolution, "reopen", by=by, at=at, action=action.id)


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
