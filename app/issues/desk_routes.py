"""What the desk does with an issue: the secretary, or the street where it is about the community. /issues/<id>/<step>"""

from __future__ import annotations

from typing import Any

from app.alliances.models import Alliance
from app.core.clock import now
from app.core.db import db
from app.core.i18n import say
from app.core.web import actor, requires, saved
from app.issues import actions, forms, handing, intake
from app.issues.addresses import at_desk, blueprint, issue_url, own_issue
from app.issues.models import Issue
from app.issues.pages import fill_units, issue_page
from app.issues.report_pages import slip_page


@blueprint.post("/issues/<int:issue_id>/accept")
@requires("issues.handle", at_desk, shows=issue_page)
def accept(issue: Issue) -> Any:
    form = forms.AcceptForm.posted()
    if not form.validate():
        return issue_page(issue, 422)
    words = {"title": form.title.data, "category": form.category.data, "answer": form.answer.data or ""}
    actions.accept(issue, by=actor(), at=now(), public_summary=form.public_summary.data or "", **words)
    return saved(issue_url(issue), say("已受理。"))


@blueprint.post("/issues/<int:issue_id>/summary")
@requires("issues.handle", at_desk, shows=issue_page)
def summary(issue: Issue) -> Any:
    form = forms.SummaryForm.posted()
    if not form.validate():
        return issue_page(issue, 422)
    actions.approve_summary(issue, form.public_summary.data or "", by=actor(), at=now())
    return saved(issue_url(issue), say("公开摘要已确认。") if issue.public_summary else say("公开摘要已取消。"))


@blueprint.post("/issues/<int:issue_id>/decline")
@requires("issues.handle", at_desk, shows=issue_page)
def decline(issue: Issue) -> Any:
    form = forms.DeclineForm.posted()
    if not form.validate():
        return issue_page(issue, 422)
    actions.decline(issue, form.reason.data, form.where.data, by=actor(), at=now())
    return saved(issue_url(issue), say("已记录：不属本社区职责，已告知去处。"))


@blueprint.post("/issues/<int:issue_id>/merge")
@requires("issues.handle", at_desk, shows=issue_page)
def merge(issue: Issue) -> Any:
    form = forms.MergeForm.posted()
    if not form.validate():
        return issue_page(issue, 422)
    master = actions.merge(issue, form.master(), by=actor(), at=now())
    return saved(issue_url(issue), say("已合并到%(number)s。", number=master.number))


@blueprint.post("/issues/<int:issue_id>/withdraw")
@requires("issues.handle", at_desk, shows=issue_page)
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


@blueprint.post("/issues/<int:issue_id>/dispatch")
@requires("issues.handle", at_desk, shows=issue_page)
def dispatch(issue: Issue) -> Any:
    form = forms.DispatchForm.posted()
    fill_units(issue, form)
    if not form.validate():
        return issue_page(issue, 422)
    unit = form.lead_organisation_id.data
    to = handing.Handing(form.route.data, unit, form.lead.data or "", form.due.data, form.handling_summary.data)
    handing.dispatch(issue, to, by=actor(), at=now())
    return saved(issue_url(issue), say("已分派。单位只看到转办摘要。"))


@blueprint.post("/issues/<int:issue_id>/acknowledge")
@requires("issues.handle", at_desk, shows=issue_page)
def acknowledge(issue: Issue) -> Any:
    """The unit signed on paper, or said so on the telephone."""
    form = forms.AcknowledgeForm.posted()
    if not form.validate():
        return issue_page(issue, 422)
    handing.acknowledge(issue, form.person.data or "", by=actor().on_behalf("paper"), at=now())
    return saved(issue_url(issue), say("已记为单位签收。"))


@blueprint.post("/issues/<int:issue_id>/return")
@requires("issues.handle", at_desk, shows=issue_page)
def give_back(issue: Issue) -> Any:
    form = forms.ReturnForm.posted()
    if not form.validate():
        return issue_page(issue, 422)
    handing.give_back(issue, form.ground.data, by=actor().on_behalf("paper"), at=now())
    return saved(issue_url(issue), say("已记为单位退回，请重新分派。"))


@blueprint.post("/issues/<int:issue_id>/start")
@requires("issues.handle", at_desk, shows=issue_page)
def start(issue: Issue) -> Any:
    form = forms.StartForm.posted()
    if not form.validate():
        return issue_page(issue, 422)
    handing.start(issue, form.contact.data, form.contacted_on.data, by=actor().on_behalf("paper"), at=now())
    return saved(issue_url(issue), say("已记为办理中。"))


@blueprint.post("/issues/<int:issue_id>/shelve")
@requires("issues.handle", at_desk, shows=issue_page)
def shelve(issue: Issue) -> Any:
    form = forms.ShelveForm.posted()
    if not form.validate():
        return issue_page(issue, 422)
    why = handing.Shelving(form.reason.data, form.review_on.data, form.approved_by.data, form.approved_on.data)
    handing.shelve(issue, why, by=actor(), at=now())
    return saved(issue_url(issue), say("已挂账，到期提醒再看。"))


@blueprint.post("/issues/<int:issue_id>/resume")
@requires("issues.handle", at_desk, shows=issue_page)
def resume(issue: Issue) -> Any:
    form = forms.ResumeForm.posted()
    if not form.validate():
        return issue_page(issue, 422)
    handing.resume(issue, form.reason.data, by=actor(), at=now())
    return saved(issue_url(issue), say("已恢复办理。"))


@blueprint.post("/issues/<int:issue_id>/finish")
@requires("issues.handle", at_desk, shows=issue_page)
def finish(issue: Issue) -> Any:
    form = forms.FinishForm.posted()
    if not form.validate():
        return issue_page(issue, 422)
    if issue.state == "in_progress":  # the unit said so on paper or by telephone
        handing.submit(issue, form.answer.data, by=actor().on_behalf("paper"), at=now())
    else:
        actions.finish(issue, form.answer.data, by=actor(), at=now())
    return saved(issue_url(issue), say("已办结，下一步是回访。"))


@blueprint.post("/issues/<int:issue_id>/code")
@requires("issues.handle", at_desk, shows=issue_page)
def give_code(issue: Issue) -> Any:
    """The slip of somebody whose words the desk entered, shown once, on the answer itself."""
    code = intake.give_code(issue, by=actor(), at=now())
    return slip_page(db.session.get_one(Alliance, issue.alliance_id), issue, code, from_desk=True)


@blueprint.post("/issues/<int:issue_id>/contact")
@requires("issues.handle", at_desk, shows=issue_page)
def erase_contact(issue: Issue) -> Any:
    intake.erase_contact(issue, by=actor(), at=now())
    return saved(issue_url(issue), say("反映人的姓名和电话已删除。"))
