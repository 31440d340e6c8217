"""What somebody must agree to: more time, which a unit asks for and the desk gives; 挂账, which the desk asks for and the street allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.core.clock import local
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.perform import By, record
from app.issues.ending_rules import refusal_to_extend
from app.issues.handing import Shelving, shelve
from app.issues.models import Issue, Request
from app.issues.rules import WITH_UNIT, future
from app.settings import models as settings


def open_request(issue: Issue, kind: str) -> Request | None:
    """What waits for an answer, if anything does."""
    waits = select(Request).where(Request.issue_id == issue.id, Request.kind == kind, Request.agreed.is_(None))
    return db.session.scalar(waits.order_by(Request.id).limit(1))


def ask_for_time(issue: Issue, until: date, reason: str, *, by: By, at: datetime) -> Request:
    """The unit asks before its day, once, for at most half as long again."""
    if issue.state not in WITH_UNIT or issue.by_action:
        raise Refused("issue.no_due")
    if open_request(issue, "extension") is not None:
        raise Refused("issue.asked_already")
    given_on = issue.dispatched_on or local(issue.accepted_at or issue.submitted_at).date()
    calendar = settings.calendar()
    if no := refusal_to_extend(given_on, issue.due, until, local(at).date(), calendar, extended=_extended(issue, given_on)):
        raise Refused(no, field="until")
    asked = Request(issue_id=issue.id, kind="extension", reason=reason, was=issue.due, until=until, person_id=by.id or None, asked_at=at)
    return _asked(asked, issue, "issue.ask_extension", by=by, at=at)


def _extended(issue: Issue, given_on: date) -> bool:
    """Whether it had more time already since it was given to this unit."""
    agreed = select(Request.asked_at).where(Request.issue_id == issue.id, Request.kind == "extension", Request.agreed.is_(True))
    return any(local(asked).date() >= given_on for asked in db.session.scalars(agreed.limit(50)))


def _asked(asked: Request, issue: Issue, verb: str, *, by: By, at: datetime) -> Request:
    db.session.add(asked)
    db.session.flush()
    words = f"{asked.reason}\n{asked.reply}" if asked.reply else asked.reason
    record(verb, issue, by=by, at=at, words=words, request=asked.id, until=asked.until)
    return asked


def decide_time(issue: Issue, agreed: bool, words: str, *, by: By, at: datetime) -> Request:
    """The desk agrees, and the day moves; or it does not. The reporter reads the new day either way only where there is one."""
    asked = _answer(issue, "extension", agreed, words, by=by, at=at)
    if issue.state not in WITH_UNIT:
        raise Refused("issue.no_due")
    if agreed:
        issue.due = asked.until
        record("issue.extend", issue, by=by, at=at, words=asked.reason, request=asked.id, was=asked.was, due=asked.until)
    else:
        record("issue.refuse_extension", issue, by=by, at=at, words=words, request=asked.id)
    return asked


@dataclass(frozen=True, slots=True)
class Wish:
    """Why something must be put off, what whoever reported it will read, and when it is looked at again."""

    cause: str
    reply: str
    review_on: date


def ask_to_shelve(issue: Issue, wish: Wish, *, by: By, at: datetime) -> Request:
    """The desk asks its street."""
    if issue.state != "in_progress" or issue.about_community:
        raise Refused("issue.cannot_shelve")
    if open_request(issue, "shelving") is not None:
        raise Refused("issue.asked_already")
    future(wish.review_on, local(at).date(), "review_on")
    asked = Request(issue_id=issue.id, kind="shelving", reason=wish.cause, reply=wish.reply, until=wish.review_on, asked_at=at)
    asked.person_id = by.id or None
    return _asked(asked, issue, "issue.ask_shelving", by=by, at=at)


def decide_shelving(issue: Issue, agreed: bool, words: str, name: str, *, by: By, at: datetime) -> Request:
    """The street agrees and it is shelved, or it says why not. `name`: whose agreement it is."""
    asked = _answer(issue, "shelving", agreed, words, by=by, at=at)
    if agreed:
        today = local(at).date()
        shelve(issue, Shelving(asked.reason, max(asked.until, today), name, today, asked.reply), by=by, at=at)
    else:
        record("issue.refuse_shelving", issue, by=by, at=at, words=words, request=asked.id)
    return asked


def _answer(issue: Issue, kind: str, agreed: bool, words: str, *, by: By, at: datetime) -> Request:
    asked = open_request(issue, kind)
    if asked is None:
        raise Refused("issue.nothing_asked")
    if not agreed and not words:
        raise Refused("issue.why_not", field="words")
    asked.agreed, asked.answer, asked.answered_by, asked.answered_at = agreed, words, by.id or None, at
    return asked


def settle(issue: Issue, *, by: By, at: datetime) -> None:
    """What was asked about an issue that has gone on meanwhile needs no answer any more."""
    for asked in db.session.scalars(select(Request).where(Request.issue_id == issue.id, Request.agreed.is_(None))).all():
        asked.agreed, asked.answered_at = False, at
