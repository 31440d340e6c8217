"""回访, 销号, 重新办理. The two questions are two answers; the unit that did it never asks them (domain.md §3, §6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.core.clock import local
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.perform import By, perform, record
from app.issues.actions import gives_away
from app.issues.ending_rules import STREET, UNREACHED, refusal_to_close, reopens_until, still_to_try
from app.issues.models import FollowUp, Issue
from app.issues.rules import LIFECYCLE, future
from app.policy import NOBODY
from app.settings import models as settings


@dataclass(frozen=True, slots=True)
class Heard:
    """What was answered. `asked`: secretary, street or reporter; `name`: who of the street asked, where the desk enters it."""

    asked: str
    method: str
    solved: str
    satisfied: str = ""
    words: str = ""
    name: str = ""


def follow_up(issue: Issue, heard: Heard, *, by: By, at: datetime) -> None:
    """回访. An attempt in vain is noted and leaves it waiting, until nobody needs to try again."""
    LIFECYCLE.check(issue, "follow_up")
    if issue.confirm_by == STREET and not issue.about_community and heard.asked == "secretary":
        raise Refused("issue.street_asks", field="asked")
    if heard.asked == "street" and by.on_behalf_of and not heard.name:
        raise Refused("issue.who_asked", field="name")
    waits = heard.solved == UNREACHED and still_to_try(_tried(issue), heard.method, settings.number("issue.follow_up_attempts"))
    told = _note(issue, heard, by=by, at=at)
    facts = {"follow_up": told, "asked": heard.asked, "method": heard.method, "solved": heard.solved, "satisfied": heard.satisfied}
    issue.asked_at = at
    if waits:
        record("issue.ask_in_vain", issue, by=by, at=at, words=heard.words, **facts)
        return
    issue.solved, issue.satisfied = heard.solved, heard.satisfied or None
    perform(LIFECYCLE, issue, "follow_up", by=by, at=at, words=heard.words, **facts)


def _tried(issue: Issue) -> list[str]:
    """What was noted since it was said to be done."""
    noted = select(FollowUp.solved).where(FollowUp.issue_id == issue.id, FollowUp.of_issue_id.is_(None), FollowUp.at >= issue.done_at)
    return list(db.session.scalars(noted.limit(50)))


def _note(issue: Issue, heard: Heard, *, by: By, at: datetime, of: Issue | None = None) -> int:
    row = FollowUp(issue_id=issue.id, asked=heard.asked, method=heard.method, solved=heard.solved, satisfied=heard.satisfied, at=at)
    row.words, row.name, row.person_id, row.of_issue_id = heard.words, heard.name, by.id or None, of.id if of is not None else None
    db.session.add(row)
    db.session.flush()
    return row.id


# -- by whoever reported it, on the status page ------------------------------------------------------------------------


def answer_solved(issue: Issue, stands: Issue, solved: str, *, at: datetime) -> None:
    """The first question. `stands` is the issue that stands for `issue`: itself, or the one it was merged into."""
    heard = Heard("reporter", "code", solved)
    if stands is issue:
        follow_up(issue, heard, by=NOBODY, at=at)
        return
    if stands.state not in ("done", "followed_up") or issue.solved is not None:
        raise Refused("issue.answered_already")
    issue.solved, issue.asked_at = solved, at
    told = _note(stands, heard, by=NOBODY, at=at, of=issue)
    record("issue.follow_up", issue, by=NOBODY, at=at, follow_up=told, solved=solved)


def answer_satisfied(issue: Issue, stands: Issue, satisfied: str, *, at: datetime) -> None:
    """The second question, once, after the first was answered by the same person."""
    if issue.satisfied is not None or issue.solved in (None, UNREACHED) or stands.state not in ("followed_up", "done", "closed"):
        raise Refused("issue.answered_already")
    issue.satisfied = satisfied
    of = None if stands is issue else issue.id
    own = select(FollowUp).where(FollowUp.issue_id == stands.id, FollowUp.of_issue_id == of if of else FollowUp.of_issue_id.is_(None))
    row = db.session.scalars(own.order_by(FollowUp.id.desc()).limit(1)).one()
    row.satisfied, told = satisfied, row.id
    record("issue.rate", issue, by=NOBODY, at=at, follow_up=told, satisfied=satisfied)


# -- 销号 --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Closing:
    """`words` are for whoever reported it; `note` stays inside. `hotline_closed_on`: the day on which the hotline closed it."""

    ending: str
    words: str
    note: str = ""
    digest: bool = False
    hotline_closed_on: date | None = None


def close(issue: Issue, how: Closing, *, by: By, at: datetime) -> None:
    """销号: solved, or ended with an explanation. Refused as solved where somebody who reported it said that it is not."""
    LIFECYCLE.check(issue, "close")
    today = local(at).date()
    if no := refusal_to_close(how.ending, how.words, _answers(issue)):
        raise Refused(no, field="words" if no == "issue.explanation_needed" else "ending")
    if issue.from_hotline and how.hotline_closed_on is None:
        raise Refused("issue.hotline_day", field="hotline_closed_on")
    if how.hotline_closed_on is not None and how.hotline_closed_on > today:
        raise Refused("issue.day_ahead", field="hotline_closed_on")
    if issue.privacy == "anonymous" and not (how.words or issue.answer):
        raise Refused("issue.explanation_needed", field="words")
    if how.digest and (issue.about_community or issue.dangerous):
        raise Refused("issue.no_digest", field="digest")
    if how.digest and gives_away(issue, how.words):
        raise Refused("issue.closing_names", field="words")
    issue.ending, issue.closed_on, issue.answer = how.ending, today, how.words or issue.answer
    issue.hotline_closed_on, issue.digest = how.hotline_closed_on, how.digest or None
    words = "\n".join(part for part in (how.words, how.note) if part)
    perform(LIFECYCLE, issue, "close", by=by, at=at, words=words, ending=how.ending, digest=how.digest, hotline_on=how.hotline_closed_on)


def _answers(issue: Issue) -> list[str | None]:
    merged = select(Issue.solved).where(Issue.merged_into_id == issue.id).order_by(Issue.id).limit(200)
    return [issue.solved, *db.session.scalars(merged)]


# -- 重新办理 ----------------------------------------------------------------------------------------------------------


def reopen(issue: Issue, reason: str, due: date, *, by: By, at: datetime) -> None:
    """重新办理 until a new day."""
    today = local(at).date()
    future(due, today, "due")
    issue.reopens, issue.reopened_on, issue.due, issue.ending, issue.closed_on = issue.reopens + 1, today, due, None, None
    issue.digest = issue.hotline_closed_on = issue.by_action = issue.result = None
    for follower in db.session.scalars(select(Issue).where(Issue.merged_into_id == issue.id, Issue.solved.is_not(None)).limit(200)).all():
        follower.solved = follower.satisfied = None
        record("issue.ask_anew", follower, by=by, at=at)
    perform(LIFECYCLE, issue, "reopen", by=by, at=at, words=reason, due=due, times=issue.reopens)


def reopen_by_reporter(issue: Issue, reason: str, *, at: datetime) -> None:
    """On the status page, until the city's number of days after it was closed have passed."""
    today = local(at).date()
    if issue.closed_on is not None and today > reopens_until(issue.closed_on, settings.number("issue.reopen_days")):
        raise Refused("issue.reopen_late")
    due = settings.calendar().after(today, settings.number("issue.reopen_workdays"))
    reopen(issue, reason, due, by=NOBODY, at=at)
