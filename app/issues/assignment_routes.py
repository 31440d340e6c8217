"""/assignments  /assignments/<id>: what a unit was given, for its liaison or handler on the telephone"""

from __future__ import annotations

from typing import Any

from flask import url_for

from app.core.clock import now, today
from app.core.i18n import say
from app.core.web import actor, page, requires, saved
from app.issues import categories, ending_forms, forms, handing, outside_queries, requests
from app.issues.addresses import assigned_here, blueprint
from app.issues.models import Issue
from app.issues.pages import TONES, assignment_page
from app.issues.rules import STATES


@blueprint.get("/assignments")
@requires("issues.work")
def assignments() -> Any:
    return page(
        "issues/assignments.html",
        rows=outside_queries.assignments(actor().organisations),
        names=categories.names(),
        states=STATES,
        tones=TONES,
        today=today(),
    )


@blueprint.get("/assignments/<int:issue_id>")
@requires("issues.work", assigned_here)
def assignment(issue: Issue) -> Any:
    return assignment_page(issue)


@blueprint.post("/assignments/<int:issue_id>/acknowledge")
@requires("issues.work", assigned_here, shows=assignment_page)
def acknowledge_assignment(issue: Issue) -> Any:
    handing.acknowledge(issue, actor().name, by=actor(), at=now())
    return saved(url_for("issues.assignment", issue_id=issue.id), say("已签收。"))


@blueprint.post("/assignments/<int:issue_id>/return")
@requires("issues.work", assigned_here, shows=assignment_page)
def return_assignment(issue: Issue) -> Any:
    form = forms.ReturnForm.posted()
    if not form.validate():
        return assignment_page(issue, 422)
    handing.give_back(issue, form.ground.data, by=actor(), at=now())
    return saved(url_for("issues.assignment", issue_id=issue.id), say("已退回，请等重新安排。"))


@blueprint.post("/assignments/<int:issue_id>/start")
@requires("issues.work", assigned_here, shows=assignment_page)
def start_assignment(issue: Issue) -> Any:
    form = forms.StartForm.posted()
    if not form.validate():
        return assignment_page(issue, 422)
    handing.start(issue, form.contact.data, form.contacted_on.data, by=actor(), at=now())
    return saved(url_for("issues.assignment", issue_id=issue.id), say("已记为办理中。"))


@blueprint.post("/assignments/<int:issue_id>/submit")
@requires("issues.work", assigned_here, shows=assignment_page)
def submit_assignment(issue: Issue) -> Any:
    """办结, as the unit sees it: words, never a photograph as proof of having worked."""
    form = ending_forms.ResultForm.posted()
    if not form.validate():
        return assignment_page(issue, 422)
    handing.submit(issue, form.result.data, by=actor(), at=now())
    return saved(url_for("issues.assignment", issue_id=issue.id), say("结果已交，由社区或街道回访反映人。谢谢！"))


@blueprint.post("/assignments/<int:issue_id>/extension")
@requires("issues.work", assigned_here, shows=assignment_page)
def ask_for_time(issue: Issue) -> Any:
    form = ending_forms.ExtensionForm.posted()
    if not form.validate():
        return assignment_page(issue, 422)
    requests.ask_for_time(issue, form.until.data, form.reason.data, by=actor(), at=now())
    return saved(url_for("issues.assignment", issue_id=issue.id), say("已申请延长，请等答复。"))
