"""/status: how a report stands, for whoever holds its query code, which is posted and never stands in an address.

/status/<answer>: what that person says to it, from the page itself: its signed key stands for the code, and a second tap is answered like
the first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import request

from app.core import ledger, once
from app.core.clock import now
from app.core.db import Busy, db, writing
from app.core.i18n import say
from app.core.lifecycle import Refused
from app.core.web import faceless, sentence
from app.issues import actions, ending_forms, endings, outside_queries, pace
from app.issues.addresses import blueprint
from app.issues.codes import plain_code
from app.issues.models import Issue
from app.issues.report_forms import StatusForm
from app.issues.report_pages import held_by, stands_for, status_page
from app.policy import NOBODY


@blueprint.get("/status")
@faceless
def status() -> Any:
    return status_page()


@blueprint.post("/status")
@faceless
def look_up() -> Any:
    """A wrong code and one that was never given are answered alike."""
    form = StatusForm.posted()
    if pace.too_fast():
        return status_page(429, trouble="fast")
    if not form.validate():
        return status_page(422)
    issue = outside_queries.by_code(plain_code(form.code.data))
    if issue is None:
        pace.count_wrong()
        form.blame("code", say("没有查到。请核对回执条上的16位数字，再输一次。"))
        return status_page(422)
    return status_page(issue=issue)


@blueprint.post("/status/solved")
@faceless
def answer_solved() -> Any:
    form = ending_forms.SolvedForm.posted()
    return _answered(form, lambda issue, stands, at: endings.answer_solved(issue, stands, form.solved.data, at=at))


@blueprint.post("/status/satisfied")
@faceless
def answer_satisfied() -> Any:
    form = ending_forms.SatisfiedForm.posted()
    return _answered(form, lambda issue, stands, at: endings.answer_satisfied(issue, stands, form.satisfied.data, at=at))


@blueprint.post("/status/again")
@faceless
def ask_again() -> Any:
    """重新办理, within the city's days after it was closed."""
    form = ending_forms.AgainForm.posted()
    return _answered(form, lambda issue, stands, at: endings.reopen_by_reporter(stands, form.reason.data, at=at))


@blueprint.post("/status/withdraw")
@faceless
def take_report_back() -> Any:
    form = ending_forms.TakeBackForm.posted()
    return _answered(form, lambda issue, stands, at: actions.withdraw(issue, "", by=NOBODY, at=at))


def _answered(form: Any, act: Callable[[Issue, Issue, datetime], None]) -> Any:
    """The page as it stands then. A page that is too old asks for the code again; nothing else tells that it was not a page of ours."""
    issue = held_by(request.form.get("key", ""))
    if issue is None:
        return status_page(422, trouble="old")
    if not form.validate():
        return status_page(422, issue=issue)
    issue_id, chain, at = issue.id, issue.chain_id, now()
    try:
        with writing():
            ledger.hold(chain)
            issue = db.session.get_one(Issue, issue_id, populate_existing=True)
            stands = stands_for(issue)
            if once.claim(_sending(), at) is None:
                act(issue, stands, at)
    except Refused as refusal:
        db.session.rollback()
        return status_page(409, issue=db.session.get_one(Issue, issue_id), trouble=_why(form, refusal))
    except Busy:
        db.session.rollback()
        return status_page(
            503, issue=db.session.get_one(Issue, issue_id), trouble=say("系统正忙，还没有记下。请过几秒再点一次，不会重复。")
        )
    return status_page(issue=db.session.get_one(Issue, issue_id), thanks=True)


def _why(form: Any, refusal: Refused) -> str:
    """Moved on meanwhile: the page shows how it stands now."""
    return say("这件事已经有了变化，下面是现在的情况。") if refusal.reason == "moved.already" else sentence(refusal)


def _sending() -> str:
    """What tells this tap from every other: the page's own random key, its signed key and what was chosen."""
    typed = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    return f"status:{ledger.sha256(ledger.canonical([request.path, typed]))[:40]}"
