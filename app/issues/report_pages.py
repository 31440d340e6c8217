"""What residents see: where to report, the form, the slip, and how a report stands. None of them knows who looks."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template

from app.alliances.models import Alliance, Community
from app.core.clock import local, today
from app.core.db import db
from app.core.web import qr
from app.issues import categories, outside_queries, queries
from app.issues.addresses import address_of
from app.issues.codes import in_groups
from app.issues.models import Issue
from app.issues.report_forms import ReportForm, StatusForm
from app.issues.rules import AHEAD, COMMUNITY, STEPS, WITH_UNIT
from app.settings import models as settings

#: Steps of another issue that say nothing to those whose own was merged into it.
BEFORE_MERGING = ("report", "accept")
#: The part of an alliance's settings that a resident needs to come by or ring up.
CONTACTS = ("window", "hours", "phone", "street_phone")


def contacts(alliance: Alliance, *, of_street: bool) -> dict[str, str]:
    """Where to ask: the community's window, or only the street's telephone for what is about the community."""
    found = {name: settings.words(f"public.{name}", alliance.id) for name in CONTACTS}
    return {"street_phone": found["street_phone"], "window": "", "hours": "", "phone": ""} if of_street else found


def choice_page(street_id: int = 0, *, gone: bool = False, status: int = 200) -> Any:
    """Street, then community. `gone`: the link that brought somebody here is no alliance's."""
    return render_template(
        "report/choose.html",
        streets=[] if street_id else outside_queries.streets(),
        communities=outside_queries.communities_of(street_id) if street_id else [],
        gone=gone,
    ), status


def form_page(alliance: Alliance, status: int = 200, *, trouble: str = "") -> Any:
    """`trouble`: "flooded" or "busy", with everything that was typed still there."""
    return render_template(
        "report/form.html", alliance=alliance, where=outside_queries.where(alliance), form=ReportForm.shown(), trouble=trouble
    ), status


def unlawful_page(words: str) -> Any:
    """违纪违法: 12388, and nothing is kept (opening decision 3); the words go back to whoever wrote them."""
    return render_template("report/unlawful.html", words=words)


def slip_page(alliance: Alliance, issue: Issue, code: str, *, from_desk: bool = False) -> Any:
    """The answer: by when, the code, where to look, and what to do at once where it sounds dangerous.

    `from_desk`: the secretary prints it for somebody who came by or rang up; she finds her way back."""
    address = address_of("issues.status")
    return render_template(
        "report/slip.html",
        alliance=alliance,
        where=outside_queries.where(alliance),
        issue=issue,
        day=reply_day(issue),
        from_desk=from_desk,
        code=in_groups(code),
        address=address,
        picture=qr(address),
        contacts=contacts(alliance, of_street=issue.about_community),
        hint=categories.hint(issue.category) if issue.dangerous else "",
    )


def reply_day(issue: Issue) -> date | None:
    """The day that is promised; None where the answer has been given already."""
    if issue.state != "submitted":
        return None
    return issue.reply_by or settings.calendar().after(local(issue.submitted_at).date(), settings.number("issue.accept_workdays"))


def status_page(status: int = 200, *, issue: Issue | None = None, trouble: str = "") -> Any:
    """How it stands: the steps so far, what comes next and by when, what was answered. Never the words, never who reported it."""
    if issue is None:
        return render_template("report/ask.html", form=StatusForm.shown(), trouble=trouble), status
    stands = db.session.get_one(Issue, issue.merged_into_id) if issue.merged_into_id else issue
    alliance = db.session.get_one(Alliance, issue.alliance_id)
    day = next_day(stands)
    with_day, without = AHEAD.get(stands.state, ("", ""))
    told = outside_queries.steps(issue)
    if stands is not issue:
        told += [step for step in outside_queries.steps(stands) if step.name not in BEFORE_MERGING]
    return render_template(
        "report/status.html",
        issue=issue,
        steps=[(STEPS[step.name], step.at) for step in told],
        ahead=with_day if day else without,
        day=day,
        late=day is not None and day < today(),
        answer=stands.answer,
        lead=queries.lead_of(stands) if stands.state in WITH_UNIT else "",
        community=db.session.get_one(Community, alliance.community_id).name,
        category=categories.name(issue.category),
        contacts=contacts(alliance, of_street=issue.about_community),
        of_community=(issue.goes_to or COMMUNITY) != "street",
    ), status


def next_day(issue: Issue) -> date | None:
    """The day that the next sentence names, None where there is none."""
    if issue.state == "submitted":
        return reply_day(issue)
    return issue.review_on if issue.state == "shelved" else issue.due if issue.state in WITH_UNIT else None
