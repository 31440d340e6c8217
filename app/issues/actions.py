"""What happens to an issue: reported or proposed, accepted, declined, merged, withdrawn, put on an agenda, taken off it, finished."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.alliances.models import Alliance
from app.core.clock import local
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.numbers import next_number
from app.core.perform import By, perform, record
from app.issues import categories
from app.issues.models import Issue
from app.issues.rules import LIFECYCLE, title_of


def report(
    alliance: Alliance,
    title: str,
    words: str,
    *,
    category: str,
    channel: str,
    by: By,
    at: datetime,
    place: str = "",
    privacy: str = "public",
) -> Issue:
    """The secretary enters what somebody brought forward (代为登记)."""
    issue = Issue(title=title, words=words, category=category, channel=channel, place=place, privacy=privacy)
    return _submit(alliance, issue, by=by, at=at)


def propose(alliance: Alliance, words: str, wish: str, *, organisation_id: int | None, by: By, at: datetime) -> Issue:
    """A delegate proposes a matter for a meeting: what it is and what should be done."""
    issue = Issue(title=title_of(words), words=words, wish=wish, channel="member", proposer_id=by.id, organisation_id=organisation_id)
    return _submit(alliance, issue, by=by, at=at)


def _submit(alliance: Alliance, issue: Issue, *, by: By, at: datetime) -> Issue:
    year = local(at).year
    issue.alliance_id, issue.submitted_at = alliance.id, at
    issue.number = f"D{year}-{next_number(f'issue:{alliance.id}:{year}'):04}"
    db.session.add(issue)
    db.session.flush()
    record("issue.report", issue, by=by, at=at, number=issue.number, channel=issue.channel)
    return issue


def accept(issue: Issue, *, by: By, at: datetime, title: str = "", category: str = "", answer: str = "") -> None:
    """受理: the secretary takes it up, with a title and a category that fit and a word to the proposer where she likes.

    A new category that is confidential by itself makes the issue so (opening decision 7); it never makes one public."""
    if category and category != issue.category:
        issue.category = category
        if issue.privacy == "public":
            issue.privacy = categories.table()[category].privacy
    issue.title, issue.answer = title or issue.title, answer or issue.answer
    perform(LIFECYCLE, issue, "accept", by=by, at=at, words=answer)


def decline(issue: Issue, reason: str, where: str, *, by: By, at: datetime) -> None:
    """不属本社区职责，已告知去处: why not, and where to go instead; never one without the other."""
    issue.answer = f"{reason}\n{where}"
    perform(LIFECYCLE, issue, "decline", by=by, at=at, words=issue.answer)


def merge(issue: Issue, number: str, *, by: By, at: datetime) -> Issue:
    """合并: another issue of the alliance, named by its number, stands for this one and for those merged into it before."""
    master = db.session.scalar(select(Issue).where(Issue.alliance_id == issue.alliance_id, Issue.number == number))
    if master is None:
        raise Refused("issue.merge_unknown", field="number")
    if master.id == issue.id:
        raise Refused("issue.merge_itself", field="number")
    if master.state not in ("submitted", "accepted", "on_agenda"):
        raise Refused("issue.merge_closed", field="number")
    for follower in db.session.scalars(select(Issue).where(Issue.merged_into_id == issue.id).order_by(Issue.id)).all():
        follower.merged_into_id = master.id
        record("issue.follow", follower, by=by, at=at, into=master.id)
    issue.merged_into_id = master.id
    perform(LIFECYCLE, issue, "merge", by=by, at=at, into=master.id)
    return master


def withdraw(issue: Issue, reason: str, *, by: By, at: datetime) -> None:
    """撤回, by whoever proposed it or by the secretary for that person."""
    perform(LIFECYCLE, issue, "withdraw", by=by, at=at, words=reason)


def table(issue: Issue, *, by: By, at: datetime) -> None:
    """列入议题. Refused for an immediate danger."""
    perform(LIFECYCLE, issue, "table", by=by, at=at)


def unlist(issue: Issue, *, by: By, at: datetime, words: str = "") -> None:
    """撤下、暂缓: back among the accepted ones."""
    perform(LIFECYCLE, issue, "unlist", by=by, at=at, words=words)


def finish(issue: Issue, answer: str, *, by: By, at: datetime) -> None:
    """办结: what came of it."""
    issue.answer = answer
    perform(LIFECYCLE, issue, "finish", by=by, at=at, words=answer)
