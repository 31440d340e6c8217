"""What goes to a unit: dispatched along one of the four routes, acknowledged or returned, begun, shelved, taken up again.

The unit reads the 转办摘要 and never the words of whoever reported it. Every act of the unit may be entered from paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.alliances.models import Organisation, Seat
from app.core.clock import local
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.perform import By, perform
from app.issues.actions import gives_away, note_done
from app.issues.models import Issue
from app.issues.rules import LIFECYCLE, future

#: The community's own unit (domain.md §5, organisation.kind).
OWN_KIND = "residents_committee"


@dataclass(frozen=True, slots=True)
class Handing:
    """`organisation_id` 0 where the lead is none of the alliance's units: then `lead` names it."""

    route: str
    organisation_id: int
    lead: str
    due: date
    summary: str


def dispatch(issue: Issue, to: Handing, *, by: By, at: datetime) -> None:
    """分派: who leads, by when, and what the unit is told."""
    future(to.due, local(at).date(), "due")
    if gives_away(issue, to.summary):
        raise Refused("issue.summary_names", field="handling_summary")
    unit = _unit(issue, to.organisation_id)
    if unit is None and (to.organisation_id or not to.lead):
        raise Refused("issue.lead_unknown", field="lead_organisation_id")
    if unit is not None and issue.about_community and unit.kind == OWN_KIND:
        raise Refused("issue.lead_community", field="lead_organisation_id")
    issue.route, issue.due, issue.handling_summary = to.route, to.due, to.summary
    issue.dispatched_on, issue.by_action = local(at).date(), None
    issue.lead_organisation_id, issue.lead_words = (unit.id, None) if unit is not None else (None, to.lead)
    perform(LIFECYCLE, issue, "dispatch", by=by, at=at, words=to.summary, route=to.route, lead=issue.lead_organisation_id, due=to.due)


def _unit(issue: Issue, organisation_id: int) -> Organisation | None:
    """The unit, where it sits in the issue's alliance."""
    seated = select(Organisation).join(Seat, Seat.organisation_id == Organisation.id)
    here = seated.where(Seat.alliance_id == issue.alliance_id, Seat.ended_at.is_(None), Organisation.id == organisation_id)
    return db.session.scalar(here.limit(1))


def acknowledge(issue: Issue, person: str, *, by: By, at: datetime) -> None:
    """签收. `person`: who took it over, where it is entered from paper."""
    perform(LIFECYCLE, issue, "acknowledge", by=by, at=at, words=person)


def give_back(issue: Issue, ground: str, *, by: By, at: datetime) -> None:
    """退回, with the legal ground; once. After that the street rules who does it."""
    if issue.state == "dispatched" and issue.returns:
        raise Refused("issue.returned_once")
    issue.returns, issue.return_ground = issue.returns + 1, ground
    perform(LIFECYCLE, issue, "return", by=by, at=at, words=ground)


def start(issue: Issue, contact: str, on: date, *, by: By, at: datetime) -> None:
    """办理中: the first contact, how and on which day."""
    if on > local(at).date():
        raise Refused("issue.day_ahead", field="contacted_on")
    issue.contacted_on = on
    perform(LIFECYCLE, issue, "start", by=by, at=at, words=contact, on=on)


def submit(issue: Issue, result: str, *, by: By, at: datetime) -> None:
    """办结, as the unit says: what it did. Evidence is never asked for. What the desk enters for it must name nobody: the unit reads it."""
    if by.on_behalf_of and gives_away(issue, result):
        raise Refused("issue.result_names", field="answer")
    issue.result = issue.answer = result
    note_done(issue, at)
    perform(LIFECYCLE, issue, "finish", by=by, at=at, words=result, confirm_by=issue.confirm_by, by_unit=True)


@dataclass(frozen=True, slots=True)
class Shelving:
    """Why, until when, who of the street agreed on which day; `reply`, where the reporter should read other words."""

    reason: str
    review_on: date
    approved_by: str
    approved_on: date
    reply: str = ""


def shelve(issue: Issue, why: Shelving, *, by: By, at: datetime) -> None:
    """挂账: the street has agreed; the reason is what the reporter reads."""
    today = local(at).date()
    future(why.review_on, today, "review_on")
    if why.approved_on > today:
        raise Refused("issue.day_ahead", field="approved_on")
    issue.shelved_reason, issue.review_on, issue.answer = why.reason, why.review_on, why.reply or why.reason
    issue.shelved_by, issue.shelved_on = why.approved_by, why.approved_on
    perform(LIFECYCLE, issue, "shelve", by=by, at=at, words=f"{why.reason}\n{why.approved_by}", review_on=why.review_on)


def resume(issue: Issue, reason: str, *, by: By, at: datetime) -> None:
    """恢复办理."""
    perform(LIFECYCLE, issue, "resume", by=by, at=at, words=reason)
