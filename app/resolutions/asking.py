"""What is asked about a promise: of the secretary where it is late (上报街道 or 缓报), of others where it is said to be kept (回访)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.alliances.models import Organisation
from app.core.clock import local
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.perform import By, record
from app.resolutions.follow_rules import REWORKS_BEFORE_CLIMBING, confirmed_by, workdays_late
from app.resolutions.models import Action, ActionFollowUp
from app.resolutions.rules import WORKING
from app.resolutions.steps import tell
from app.settings.models import calendar, number


def pause(action: Action, until: date, reason: str, *, by: By, at: datetime) -> None:
    """缓报: once in an action's life, at most so many working days from today, with a reason that the street reads."""
    today, days = local(at).date(), calendar()
    if not workdays_late(action, today, days):
        raise Refused("action.not_late")
    if action.reported_on is not None:
        raise Refused("action.reported")
    if action.paused_until is not None:
        raise Refused("action.pause_once")
    if until < today:
        raise Refused("action.due_past_today", field="until")
    longest = number("ladder.pause")
    last = days.after(today, longest)
    if until > last:
        raise Refused("action.pause_long", field="until", days=longest, year=last.year, month=last.month, day=last.day)
    action.paused_until = until
    told = tell(action, "pause", reason, "", by=by, at=at)
    record("action.pause", action, by=by, at=at, words=reason, progress=told, until=until)


def report(action: Action, words: str, *, by: By, at: datetime) -> None:
    """上报街道: from now on it stands first among what is stuck there, with these words, until the street takes it on."""
    if action.state not in WORKING:
        raise Refused("action.no_progress")
    if not workdays_late(action, local(at).date(), calendar()) and action.reworks < REWORKS_BEFORE_CLIMBING:
        raise Refused("action.not_late")
    if action.reported_on is not None:
        raise Refused("action.reported")
    action.reported_on = local(at).date()
    told = tell(action, "report", words, "", by=by, at=at)
    record("action.report", action, by=by, at=at, words=words, progress=told)


def answer(coordination: Any, /, *, by: By, at: datetime) -> None:
    """A reaction: whoever takes on an action that was reported has answered the report."""
    noun, _colon, row_id = coordination.about.partition(":")
    action = db.session.get(Action, int(row_id)) if noun == "action" else None
    if action is not None and action.reported_on is not None and action.answered_on is None:
        action.answered_on = local(at).date()
        record("action.answer", action, by=by, at=at, coordination=coordination.id)


@dataclass(frozen=True, slots=True)
class Heard:
    """Both answers, and how they came: codes of follow_rules; `asked`: secretary, street or reporter."""

    asked: str
    how: str
    name: str
    solved: str
    satisfied: str
    words: str
    day: date


def follow_up(action: Action, heard: Heard, *, by: By, at: datetime) -> ActionFollowUp:
    """回访: when the unit says that it is done. The secretary never asks about what the community did itself."""
    if action.state not in ("submitted", "accepted"):
        raise Refused("action.no_follow_up")
    kind = db.session.scalars(select(Organisation.kind).where(Organisation.id == action.lead_organisation_id)).one()
    if heard.asked not in confirmed_by(kind):
        raise Refused("action.own_work", field="asked")
    if heard.day > local(at).date():
        raise Refused("action.future", field="day")
    satisfied = "" if heard.solved == "unreached" else heard.satisfied
    row = ActionFollowUp(action_id=action.id, asked=heard.asked, how=heard.how, name=heard.name, solved=heard.solved, satisfied=satisfied)
    row.words, row.person_id, row.day, row.at = heard.words, by.id or None, heard.day, at
    db.session.add(row)
    db.session.flush()
    facts = {"follow_up": row.id, "asked": row.asked, "how": row.how, "solved": row.solved, "satisfied": satisfied, "on": row.day}
    record("action.follow_up", action, by=by, at=at, words=heard.words, **facts)
    return row
