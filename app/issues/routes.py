"""/issues  /issues/<id> and its steps; /alliances/<id>/issues (the secretary enters)  /alliances/<id>/proposals (delegates propose)"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from wtforms.fields.choices import SelectChoice

from app.alliances.models import Alliance
from app.core.clock import now
from app.core.db import db
from app.core.i18n import say
from app.core.web import actor, page, refuse_access, requires, saved
from app.issues import actions, categories, forms, queries
from app.issues.models import Issue
from app.issues.pages import TONES, entry_page, issue_page, proposal_page
from app.issues.rules import CHANNELS, LEAST_SHOWN, STATES
from app.policy import may, places

blueprint = Blueprint("issues", __name__)


def readable(issue_id: int) -> Issue | None:
    """The issue for those who may read issues there, or who proposed it; for everybody else there is none."""
    if not actor().is_authenticated:
        refuse_access()
    issue = db.session.get(Issue, issue_id)
    if issue is None or not (may(actor(), "issues.read", issue) or own_issue(issue_id)):
        return None
    return issue


def own_issue(issue_id: int) -> Issue | None:
    """The issue, where the reader proposed it."""
    issue = db.session.get(Issue, issue_id)
    return issue if issue is not None and actor().is_authenticated and issue.proposer_id == actor().id else None


def issue_url(issue: Issue) -> str:
    return url_for("issues.show", issue_id=issue.id, _anchor=f"issue-{issue.id}")


# -- the list and one issue --------------------------------------------------------------------------------------------


@blueprint.get("/issues")
@requires("issues.list")
def index() -> Any:
    read, propose = places(actor(), "issues.read"), places(actor(), "issues.propose") - {0}
    if not read and not propose:
        refuse_access()
    which = request.args.get("state", "open" if read else "all")
    which = which if which in ("all", *STATES) else "open"
    return page(
        "issues/index.html",
        shown=queries.issues(read, actor().id, which, after=request.args.get("after", "")),
        which=which,
        inside=bool(read),
        enter_in=queries.alliance_names(places(actor(), "issues.handle") - {0}),
        propose_in=queries.alliance_names(propose),
        many=len(read | propose) > 1,
        states=STATES,
        channels=CHANNELS,
        names=categories.names(),
        least_shown=LEAST_SHOWN,
        tones=TONES,
    )


@blueprint.get("/issues/<int:issue_id>")
@requires("today.read", readable)
def show(issue: Issue) -> Any:
    return issue_page(issue)


# -- bringing something forward ----------------------------------------------------------------------------------------


@blueprint.get("/alliances/<int:alliance_id>/issues")
@requires("issues.handle", Alliance)
def enter(alliance: Alliance) -> Any:
    return entry_page(alliance)


@blueprint.post("/alliances/<int:alliance_id>/issues")
@requires("issues.handle", Alliance, shows=entry_page)
def report(alliance: Alliance) -> Any:
    form = forms.IssueForm.posted()
    if not form.validate():
        return entry_page(alliance, 422)
    issue = actions.report(
        alliance,
        form.title.data,
        form.words.data or "",
        category=form.category.data,
        channel=form.channel.data,
        place=form.place.data or "",
        privacy=form.privacy.data or categories.table()[form.category.data].privacy,
        by=actor(),
        at=now(),
    )
    if form.accept.data:
        actions.accept(issue, by=actor(), at=now())
    return saved(issue_url(issue), say("已登记，编号%(number)s。", number=issue.number))


@blueprint.get("/alliances/<int:alliance_id>/proposals")
@requires("issues.propose", Alliance)
def proposals(alliance: Alliance) -> Any:
    return proposal_page(alliance)


@blueprint.post("/alliances/<int:alliance_id>/proposals")
@requires("issues.propose", Alliance, shows=proposal_page)
def propose(alliance: Alliance) -> Any:
    units = queries.own_units(alliance.id, actor().organisations)
    form = forms.ProposalForm.posted()
    form.unit.choices = [SelectChoice(unit.id, unit.name) for unit in units]
    if form.unit.data is None and len(units) == 1:
        form.unit.data = units[0].id
    if not form.validate():
        return proposal_page(alliance, 422)
    issue = actions.propose(alliance, form.words.data, form.wish.data, organisation_id=form.unit.data, by=actor(), at=now())
    return saved(issue_url(issue), say("已提出，编号%(number)s。秘书看过后，这里会显示结果。", number=issue.number))


# -- what the secretary does with it -----------------------------------------------------------------------------------


@blueprint.post("/issues/<int:issue_id>/accept")
@requires("issues.handle", Issue, shows=issue_page)
def accept(issue: Issue) -> Any:
    form = forms.AcceptForm.posted()
    if not form.validate():
        return issue_page(issue, 422)
    words = {"title": form.title.data, "category": form.category.data, "answer": form.answer.data or ""}
    actions.accept(issue, by=actor(), at=now(), **words)
    return saved(issue_url(issue), say("已受理。"))


@blueprint.post("/issues/<int:issue_id>/decline")
@requires("issues.handle", Issue, shows=issue_page)
def decline(issue: Issue) -> Any:
    form = forms.DeclineForm.posted()
    if not form.validate():
        return issue_page(issue, 422)
    actions.decline(issue, form.reason.data, form.where.data, by=actor(), at=now())
    return saved(issue_url(issue), say("已记录：不属本社区职责，已告知去处。"))


@blueprint.post("/issues/<int:issue_id>/merge")
@requires("issues.handle", Issue, shows=issue_page)
def merge(issue: Issue) -> Any:
    form = forms.MergeForm.posted()
    if not form.validate():
        return issue_page(issue, 422)
    master = actions.merge(issue, form.master(), by=actor(), at=now())
    return saved(issue_url(issue), say("已合并到%(number)s。", number=master.number))


@blueprint.post("/issues/<int:issue_id>/withdraw")
@requires("issues.handle", Issue, shows=issue_page)
def withdraw(issue: Issue) -> Any:
    return _withdrawn(issue)


@blueprint.post("/issues/<int:issue_id>/take-back")
@requires("issues.propose", own_issue, shows=issue_page)
def take_back(issue: Issue) -> Any:
    """Whoever proposed it thinks better of it."""
    return _withdrawn(issue)


def _withdrawn(issue: Issue) -> Any:
    form = forms.WithdrawForm.posted()
    if not form.validate():
        return issue_page(issue, 422)
    actions.withdraw(issue, form.reason.data or "", by=actor(), at=now())
    return saved(issue_url(issue), say("已撤回。"))


@blueprint.post("/issues/<int:issue_id>/finish")
@requires("issues.handle", Issue, shows=issue_page)
def finish(issue: Issue) -> Any:
    form = forms.FinishForm.posted()
    if not form.validate():
        return issue_page(issue, 422)
    actions.finish(issue, form.answer.data, by=actor(), at=now())
    return saved(issue_url(issue), say("已办结。"))
