"""What was asked, answered and requested about one issue, and everything that happened to it with who did it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.accounts.models import Person
from app.core.db import db
from app.core.ledger import Entry, name_of
from app.issues.ending_rules import THREAD
from app.issues.models import FollowUp, Issue, Request

#: Steps whose reason stands nowhere else on the page.
TOLD = ("reopen", "withdraw", "resume", "unlist", "start")


@dataclass(frozen=True, slots=True)
class Happened:
    """One step: `who` is "" where whoever reported it took it; `words`: why, where TOLD; `on_paper`: entered for somebody else."""

    verb: str
    at: datetime
    who: str
    on_paper: bool
    words: str


def thread(issue: Issue) -> list[Happened]:
    told = select(Entry.verb, Entry.at, Entry.body, Entry.words, Person.name).outerjoin(Person, Person.id == Entry.by)
    here = told.where(Entry.chain_id == issue.chain_id, Entry.subject == name_of(issue)).order_by(Entry.seq).limit(300)
    found = []
    for told_as, at, body, words, name in db.session.execute(here):
        verb = told_as.partition(".")[2]
        if verb in THREAD:
            why = (words or "") if verb in TOLD else ""
            found.append(Happened(verb, datetime.fromisoformat(at), name or "", '"behalf":"paper"' in body, why))
    return found


def follow_ups(issue: Issue) -> list[FollowUp]:
    """The newest first."""
    return list(db.session.scalars(select(FollowUp).where(FollowUp.issue_id == issue.id).order_by(FollowUp.id.desc()).limit(50)))


def requests(issue: Issue) -> list[Request]:
    """The newest first."""
    return list(db.session.scalars(select(Request).where(Request.issue_id == issue.id).order_by(Request.id.desc()).limit(50)))
