"""What the page of an issue shows about its end: who asks, what was answered, how it may be closed, the texts to copy. Writes nothing."""

from __future__ import annotations

from typing import Any

from wtforms.fields.choices import SelectChoice

from app.alliances.models import Alliance, Community, Street
from app.core.clock import local, today
from app.core.db import db
from app.core.forms import Form
from app.core.i18n import say
from app.core.web import actor
from app.issues import ending_forms as forms
from app.issues import ending_queries, queries
from app.issues.addresses import address_of
from app.issues.ending_rules import (
    ALL_METHODS,
    ASKED,
    ENDINGS,
    REQUESTS,
    SAID,
    SATISFIED,
    STREET,
    THREAD,
    chase_words,
    hotline_words,
    latest_extension,
    next_route,
    result_words,
)
from app.issues.models import Issue, Request
from app.issues.rules import WITH_UNIT
from app.policy import may
from app.settings import models as settings


def askers(issue: Issue) -> list[SelectChoice]:
    """Who may have put the questions, as this reader can enter it."""
    if not may(actor(), "issues.handle", issue):
        names = ["street"]
    elif issue.about_community:
        names = ["street", "reporter"]
    else:
        names = ["street", "reporter"] if issue.confirm_by == STREET else ["secretary", "reporter"]
    return [SelectChoice(name, say(ASKED[name])) for name in names]


def ending_steps(issue: Issue) -> dict[str, Form]:
    """Forms of the end; what was typed into one must not be lost."""
    calendar, day = settings.calendar(), today()
    choices = askers(issue)
    ask = forms.FollowUpForm.shown(asked=choices[0].value)
    ask.asked.choices = choices
    unsolved = issue.solved in ("no", "partly")
    begun = issue.dispatched_on or local(issue.accepted_at or issue.submitted_at).date()
    longest = latest_extension(begun, issue.due, calendar) if issue.due and issue.state in WITH_UNIT else None
    return {
        "follow_up": ask,
        "close": forms.CloseForm.shown(ending="explained" if unsolved or not issue.solved else "solved", words=issue.answer),
        "reopen": forms.ReopenForm.shown(due=calendar.after(day, settings.number("issue.reopen_workdays"))),
        "extension": forms.ExtensionForm.shown(until=longest),
        "answer_extension": forms.DecisionForm.shown("extension"),
        "shelving": forms.ShelvingForm.shown(review_on=calendar.after(day, settings.number("issue.review_workdays"))),
        "answer_shelving": forms.DecisionForm.shown("shelving"),
    }


def ending_context(issue: Issue, steps: dict[str, Form], *, inside: bool, handles: bool) -> dict[str, Any]:
    """The part of the page that people inside read."""
    asked = ending_queries.requests(issue) if inside else []
    waiting = {one.kind: one for one in asked if one.agreed is None}
    asks = issue.state == "done" and may(actor(), "issues.follow_up", issue) and not (issue.from_hotline or issue.privacy == "anonymous")
    return {
        "endings_offered": _offered(issue, waiting, asks=asks, handles=handles),
        "waiting": waiting,
        "requests": [one for one in asked if one.agreed is not None],
        "heard": ending_queries.follow_ups(issue) if inside else [],
        "thread": ending_queries.thread(issue) if inside else [],
        "thread_words": THREAD,
        "said": SAID,
        "satisfied": SATISFIED,
        "methods": ALL_METHODS,
        "askers": ASKED,
        "endings": ENDINGS,
        "request_kinds": REQUESTS,
        "texts": _texts(issue) if handles else [],
        "asks_street": issue.confirm_by == STREET and not issue.about_community,
        **{f"{name}_form": form for name, form in steps.items()},
    }


def _offered(issue: Issue, waiting: dict[str, Request], *, asks: bool, handles: bool) -> set[str]:
    ends = issue.state == "followed_up" or (issue.state == "done" and (issue.from_hotline or issue.privacy == "anonymous"))
    with_unit = issue.state in WITH_UNIT and issue.due is not None and not issue.by_action
    offered = {
        "follow_up": asks,
        "close": handles and ends,
        "reopen": handles and issue.state in ("followed_up", "closed"),
        "extension": handles and with_unit and "extension" not in waiting,
        "answer_extension": handles and "extension" in waiting and issue.state in WITH_UNIT,
        "shelving": handles and issue.state == "in_progress" and not issue.about_community and "shelving" not in waiting,
        "answer_shelving": "shelving" in waiting and may(actor(), "issues.approve", issue),
    }
    return {name for name, open_now in offered.items() if open_now}


def _texts(issue: Issue) -> list[tuple[str, str, str]]:
    """(id, label, words): what is told to whom, each in its tone."""
    sender, lead = _sender(issue), queries.lead_of(issue)
    if issue.state in WITH_UNIT and lead:
        left = settings.calendar().between(today(), issue.due) if issue.due else 0
        return [("chase-words", say("催办的话（发给单位）"), chase_words(issue, lead, issue.handling_summary or "", left, sender))]
    if issue.from_hotline and issue.state in ("done", "closed"):
        return [("hotline-words", say("复制到12345系统的答复"), hotline_words(issue.answer, issue.result or "", lead, sender))]
    if issue.answer and issue.state in ("done", "followed_up", "closed") and issue.privacy != "anonymous":
        phone = settings.words("public.street_phone" if issue.about_community else "public.phone", issue.alliance_id)
        words = result_words(issue, sender, address_of("issues.status"), phone)
        return [("result-words", say("告诉反映人结果的话"), words)]
    return []


def _sender(issue: Issue) -> str:
    alliance = db.session.get_one(Alliance, issue.alliance_id)
    community = db.session.get_one(Community, alliance.community_id)
    return db.session.get_one(Street, community.street_id).name if issue.about_community else community.name


def proposed_route(issue: Issue) -> str | None:
    """For a second beginning anew the next of the four, else what it had."""
    return next_route(issue.route, issue.reopens) if issue.state == "reopened" else issue.route
