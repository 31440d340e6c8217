"""What happens to an issue at the desk: entered or proposed, accepted, declined, merged, withdrawn, put on an agenda, finished.

What residents send by themselves comes in through intake.py; what units do with it stands in handing.py."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from app.alliances.models import Alliance, Community, Organisation
from app.core.clock import local
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.numbers import next_number
from app.core.perform import By, perform, record
from app.issues import categories
from app.issues.ending_rules import confirmed_by
from app.issues.models import Issue, Reporter
from app.issues.rules import LIFECYCLE, OPEN, desk_of, names_somebody, title_of


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
    hotline_number: str = "",
    hotline_due: date | None = None,
) -> Issue:
    """The secretary enters what somebody brought forward (代为登记), or what the hotline handed on with its number and deadline."""
    issue = Issue(title=title, words=words, category=category, channel=channel, place=place, privacy=privacy)
    issue.hotline_number, issue.hotline_due = hotline_number or None, hotline_due
    return submit(alliance, issue, by=by, at=at)


def propose(alliance: Alliance, words: str, wish: str, *, organisation_id: int | None, by: By, at: datetime) -> Issue:
    """A delegate proposes a matter for a meeting: what it is and what should be done."""
    issue = Issue(title=title_of(words), words=words, wish=wish, channel="member", proposer_id=by.id, organisation_id=organisation_id)
    return submit(alliance, issue, by=by, at=at)


def submit(alliance: Alliance, issue: Issue, *, by: By, at: datetime, about_community: bool = False) -> Issue:
    """The row with its number and its desk. The caller holds the chain that it is told in."""
    issue.alliance_id, issue.submitted_at = alliance.id, at
    issue.goes_to = desk_of(f"{issue.title}\n{issue.words}\n{issue.wish or ''}", about_community)
    issue.number = _number(alliance, issue, local(at).year)
    db.session.add(issue)
    db.session.flush()
    record("issue.report", issue, by=by, at=at, number=issue.number, channel=issue.channel)
    return issue


def _number(alliance: Alliance, issue: Issue, year: int) -> str:
    """What goes to the street counts in the street's own row: the community's numbers show no gap."""
    if not issue.about_community:
        return f"D{year}-{next_number(f'issue:{alliance.id}:{year}'):04}"
    street = db.session.scalars(select(Community.street_id).where(Community.id == alliance.community_id)).one()
    return f"J{year}-{next_number(f'issue:street:{street}:{year}'):04}"


def accept(issue: Issue, *, by: By, at: datetime, title: str = "", category: str = "", answer: str = "", public_summary: str = "") -> None:
    """受理: the secretary takes it up, with a title and a category that fit and a word to the proposer where she likes.

    A new category that is confidential by itself makes the issue so (opening decision 7); it never makes one public."""
    if title and issue.channel == "web" and title == title_of(issue.words):
        raise Refused("issue.title_own_words", field="title")
    if category and category != issue.category:
        issue.category = category
        if issue.privacy == "public":
            issue.privacy = categories.table()[category].privacy
    issue.title, issue.answer, issue.accepted_at = title or issue.title, answer or issue.answer, at
    if public_summary:
        _write_summary(issue, public_summary)
    perform(LIFECYCLE, issue, "accept", by=by, at=at, words=answer)


def approve_summary(issue: Issue, words: str, *, by: By, at: datetime) -> None:
    """公开摘要: the only words about this issue that other people may ever read. Empty words take it back."""
    _write_summary(issue, words)
    record("issue.summarise", issue, by=by, at=at, words=words)


def _write_summary(issue: Issue, words: str) -> None:
    if issue.about_community:
        raise Refused("issue.street_only", field="public_summary")
    if issue.dangerous:
        raise Refused("issue.danger", field="public_summary")
    if gives_away(issue, words):
        raise Refused("issue.answer_names", field="public_summary")
    issue.public_summary = words or None


def gives_away(issue: Issue, words: str) -> bool:
    """Whether the words name whoever reported it."""
    reporter = db.session.get(Reporter, issue.id)
    return reporter is not None and names_somebody(words, reporter.name, reporter.phone)


def decline(issue: Issue, reason: str, where: str, *, by: By, at: datetime) -> None:
    """不属本社区职责，已告知去处: why not, and where to go instead; never one without the other."""
    issue.answer = f"{reason}\n{where}"
    perform(LIFECYCLE, issue, "decline", by=by, at=at, words=issue.answer)


def merge(issue: Issue, number: str, *, by: By, at: datetime) -> Issue:
    """合并: another issue of the same desk, named by its number, stands for this one and for those merged into it before."""
    master = db.session.scalar(select(Issue).where(Issue.alliance_id == issue.alliance_id, Issue.number == number))
    if master is None or master.about_community != issue.about_community:
        raise Refused("issue.merge_unknown", field="number")
    if master.id == issue.id:
        raise Refused("issue.merge_itself", field="number")
    if master.state not in OPEN:
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
    """列入议题. Refused for an immediate danger, and for what is about the community."""
    perform(LIFECYCLE, issue, "table", by=by, at=at)


def unlist(issue: Issue, *, by: By, at: datetime, words: str = "") -> None:
    """撤下、暂缓: back among the accepted ones."""
    perform(LIFECYCLE, issue, "unlist", by=by, at=at, words=words)


def finish(issue: Issue, answer: str, *, by: By, at: datetime) -> None:
    """办结, as the desk writes it down: what came of it."""
    issue.answer = answer
    note_done(issue, at)
    perform(LIFECYCLE, issue, "finish", by=by, at=at, words=answer, confirm_by=issue.confirm_by)


def note_done(issue: Issue, at: datetime) -> None:
    """Since when whoever reported it waits to be asked, and by whom; what was answered before is over."""
    unit = db.session.get(Organisation, issue.lead_organisation_id) if issue.lead_organisation_id else None
    led = unit is not None or bool(issue.lead_words)
    issue.confirm_by = confirmed_by(unit.kind if unit is not None else "", led, issue.about_community)
    issue.done_at, issue.solved, issue.satisfied, issue.asked_at = at, None, None, None
