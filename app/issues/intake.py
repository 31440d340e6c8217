"""What residents send by themselves: the report, its query code, and how to reach whoever sent it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.accounts.rules import hashed, last_four
from app.alliances.models import Alliance
from app.core.clock import local
from app.core.db import db
from app.core.perform import By, record
from app.issues.actions import submit
from app.issues.codes import new_code
from app.issues.models import Issue, Reporter
from app.issues.rules import title_of
from app.policy import NOBODY
from app.settings import models as settings

#: A flood is what comes within this time into one alliance by the web; how much that is, the city decides.
FLOOD = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Said:
    """What the form brought. `name` and `phone` are "" where nobody wants to be reached."""

    words: str
    category: str
    place: str
    privacy: str
    about_community: bool
    name: str = ""
    phone: str = ""


def flooded(alliance: Alliance, at: datetime) -> bool:
    """Whether the web brought more into this alliance within the last minutes than the city allows. Counts rows; keeps no address."""
    recent = select(func.count()).where(Issue.alliance_id == alliance.id, Issue.channel == "web", Issue.submitted_at > at - FLOOD)
    return (db.session.scalar(recent) or 0) >= settings.number("issue.web_flood")


def take_in(alliance: Alliance, said: Said, code: str, *, at: datetime) -> Issue:
    """提交: the report of somebody whom we do not know. The caller holds the chain: the city's where it is about the community."""
    title = title_of(said.words)
    issue = Issue(title=title, words=said.words, category=said.category, place=said.place, channel="web")
    issue.privacy = "confidential" if said.about_community and said.privacy == "public" else said.privacy
    issue.query_code = hashed(code)
    issue.reply_by = settings.calendar().after(local(at).date(), settings.number("issue.accept_workdays"))
    submit(alliance, issue, by=NOBODY, at=at, about_community=said.about_community)
    if said.phone or said.name:
        reporter = Reporter(issue_id=issue.id, name=said.name, phone=said.phone, last_four=last_four(said.phone), consent=True)
        db.session.add(reporter)
    return issue


def give_code(issue: Issue, *, by: By, at: datetime) -> str:
    """A code for somebody whose words the secretary entered, or who lost the slip; an older one ends."""
    code = new_code()
    issue.query_code = hashed(code)
    record("issue.give_code", issue, by=by, at=at)
    return code


def erase_contact(issue: Issue, *, by: By, at: datetime) -> None:
    """Nobody can be reached any more; the entry tells that there was somebody, not who."""
    held = db.session.get(Reporter, issue.id)
    if held is not None:
        db.session.delete(held)
        record("issue.erase_contact", issue, by=by, at=at)
