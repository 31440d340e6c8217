"""One thread from the first word to the close-off: what came before an action, and everything that happened to it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.accounts.models import Person
from app.core.db import db
from app.core.ledger import Entry
from app.issues.models import Issue, of_community
from app.meetings.models import AgendaItem, ItemIssue, Meeting
from app.resolutions.models import Action, ActionFollowUp, Progress, Resolution

#: Between the secretary and the street: no part of what the unit reads.
INNER = frozenset(("pause", "report", "answer"))


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of an action's thread. `kind` is the verb (assign, acknowledge, progress, chase ...); `who` did or reported it, `behalf`
    ("paper", "convener" or "") says how it came in. `old_due` and `new_due` belong to an extension or to doing it again (for the
    `times`-th time), `how` and `promised_on` to a chase, `until` to 缓报, the last four (and `how`) to a follow-up."""

    at: datetime
    kind: str
    who: str
    behalf: str
    words: str
    old_due: date | None = None
    new_due: date | None = None
    how: str = ""
    promised_on: date | None = None
    until: date | None = None
    times: int = 0
    asked: str = ""
    solved: str = ""
    satisfied: str = ""
    answered_by: str = ""


def thread(action: Action, *, chases: bool, inner: bool = False) -> list[Step]:
    """Everything that happened to the action, oldest first. `chases`: with the chase log (催办记录); `inner`: with what passed between
    the secretary and the street."""
    entries = db.session.scalars(
        select(Entry).where(Entry.chain_id == action.alliance_id, Entry.subject == f"action:{action.id}").order_by(Entry.seq).limit(500)
    ).all()
    told = {row.id: row for row in db.session.scalars(select(Progress).where(Progress.action_id == action.id).order_by(Progress.id))}
    asked = {row.id: row for row in db.session.scalars(select(ActionFollowUp).where(ActionFollowUp.action_id == action.id))}
    names = _names(entry.by for entry in entries)
    steps = [_step(entry, told, asked, names) for entry in entries]
    hidden = ({"chase"} if not chases else set()) | (set() if inner else INNER)
    return [step for step in steps if step.kind not in hidden]


def _step(entry: Entry, told: dict[int, Progress], asked: dict[int, ActionFollowUp], names: dict[int, str]) -> Step:
    body = json.loads(entry.body)
    progress, follow_up = told.get(body["facts"].get("progress", 0)), asked.get(body["facts"].get("follow_up", 0))
    return Step(
        at=datetime.fromisoformat(entry.at),
        kind=entry.verb.partition(".")[2],
        who=(progress.person_name if progress else "") or names.get(entry.by, ""),
        behalf=body.get("behalf", ""),
        words=progress.words if progress else entry.words or "",
        old_due=_day(body["facts"].get("old_due")),
        new_due=_day(body["facts"].get("new_due")),
        how=(progress.how if progress else follow_up.how if follow_up else "") or "",
        promised_on=progress.promised_on if progress else None,
        until=_day(body["facts"].get("until")),
        times=int(body["facts"].get("times", 0)),
        asked=follow_up.asked if follow_up else "",
        solved=follow_up.solved if follow_up else "",
        satisfied=follow_up.satisfied if follow_up else "",
        answered_by=follow_up.name if follow_up else "",
    )


def _day(fact: str | None) -> date | None:
    return date.fromisoformat(fact) if fact else None


def _names(person_ids: Iterable[int]) -> dict[int, str]:
    wanted = sorted(set(person_ids))
    return {row.id: row.name for row in db.session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))}


# -- before the action -------------------------------------------------------------------------------------------------


def before(action: Action, *, inner: bool) -> list[Step]:
    """How it came to be: the issues that its item answers, by their number and summary (never a resident's own words), and the meeting
    that agreed it. `inner`: where there is no public summary yet, the one for handlers. Two statements; none without a resolution."""
    if action.resolution_id is None:
        return []
    agreed = (
        select(Resolution.item_id, Resolution.number, Resolution.points, Meeting.id, Meeting.title, Meeting.starts_at)
        .join(AgendaItem, AgendaItem.id == Resolution.item_id)
        .join(Meeting, Meeting.id == Resolution.meeting_id)
        .where(Resolution.id == action.resolution_id)
    )
    found = db.session.execute(agreed).one()
    told = Step(found.starts_at, "agreed", f"{found.title} {found.number}", "", found.points)
    return [*_issues(found.item_id, inner), told]


def _issues(item_id: int, inner: bool) -> list[Step]:
    """What was brought forward: the summary that was written for others; of one that has none only its number is told."""
    statement = (
        select(Issue.number, Issue.public_summary, Issue.handling_summary, Issue.submitted_at)
        .join(ItemIssue, ItemIssue.issue_id == Issue.id)
        .where(ItemIssue.item_id == item_id, of_community())
        .order_by(Issue.submitted_at, Issue.id)
        .limit(50)
    )
    rows = db.session.execute(statement).all()
    summaries = [(row, row.public_summary or (row.handling_summary if inner else "") or "") for row in rows]
    return [Step(row.submitted_at, "issue", row.number, "", summary) for row, summary in summaries]
