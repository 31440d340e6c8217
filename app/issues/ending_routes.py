"""How an issue ends at the desk, and what the street is asked: /issues/<id>/{follow-up,close,reopen,extension,shelving}"""

from __future__ import annotations

from typing import Any

from app.core.clock import now
from app.core.i18n import say
from app.core.web import actor, requires, saved
from app.issues import ending_forms as forms
from app.issues import endings, requests
from app.issues.addresses import at_desk, blueprint, issue_url
from app.issues.ending_pages import askers
from app.issues.models import Issue
from app.issues.pages import issue_page
from app.policy import may


@blueprint.post("/issues/<int:issue_id>/follow-up")
@requires("issues.follow_up", at_desk, shows=issue_page)
def follow_up(issue: Issue) -> Any:
    """回访, by the desk or the street; what the street or the reporter said on paper the desk enters for them."""
    form = forms.FollowUpForm.posted()
    form.asked.choices = askers(issue)
    if not form.validate():
        return issue_page(issue, 422)
    heard = form.heard()
    own = heard.asked == "secretary" or (heard.asked == "street" and may(actor(), "issues.approve", issue))
    endings.follow_up(issue, heard, by=actor() if own else actor().on_behalf("paper"), at=now())
    return saved(issue_url(issue), say("已记下，还要再联系一次。") if issue.state == "done" else say("回访已记下。"))


@blueprint.post("/issues/<int:issue_id>/close")
@requires("issues.handle", at_desk, shows=issue_page)
def close(issue: Issue) -> Any:
    form = forms.CloseForm.posted()
    if not form.validate():
        return issue_page(issue, 422)
    endings.close(issue, form.closing(), by=actor(), at=now())
    return saved(issue_url(issue), say("已销号。"))


@blueprint.post("/issues/<int:issue_id>/reopen")
@requires("issues.handle", at_desk, shows=issue_page)
def reopen(issue: Issue) -> Any:
    form = forms.ReopenForm.posted()
    if not form.validate():
        return issue_page(issue, 422)
    endings.reopen(issue, form.reason.data, form.due.data, by=actor(), at=now())
    return saved(issue_url(issue), say("已重新办理，请再分派。"))


@blueprint.post("/issues/<int:issue_id>/extension")
@requires("issues.handle", at_desk, shows=issue_page)
def extension(issue: Issue) -> Any:
    """The unit asked on paper or by telephone, and the desk agrees."""
    form = forms.ExtensionForm.posted()
    if not form.validate():
        return issue_page(issue, 422)
    requests.ask_for_time(issue, form.until.data, form.reason.data, by=actor().on_behalf("paper"), at=now())
    requests.decide_time(issue, True, "", by=actor(), at=now())
    return saved(issue_url(issue), say("时限已延长。"))


@blueprint.post("/issues/<int:issue_id>/extension/answer")
@requires("issues.handle", at_desk, shows=issue_page)
def answer_extension(issue: Issue) -> Any:
    form = forms.DecisionForm.posted("extension")
    if not form.validate():
        return issue_page(issue, 422)
    agreed = form.agreed.data == "yes"
    requests.decide_time(issue, agreed, form.words.data or "", by=actor(), at=now())
    return saved(issue_url(issue), say("已同意延长。") if agreed else say("已答复：不延长。"))


@blueprint.post("/issues/<int:issue_id>/shelving")
@requires("issues.handle", at_desk, shows=issue_page)
def ask_to_shelve(issue: Issue) -> Any:
    form = forms.ShelvingForm.posted()
    if not form.validate():
        return issue_page(issue, 422)
    wish = requests.Wish(form.cause.data, form.reply.data, form.review_on.data)
    requests.ask_to_shelve(issue, wish, by=actor(), at=now())
    return saved(issue_url(issue), say("已报街道，等街道答复。"))


@blueprint.post("/issues/<int:issue_id>/shelving/answer")
@requires("issues.approve", at_desk, shows=issue_page)
def answer_shelving(issue: Issue) -> Any:
    """The street's own tap."""
    form = forms.DecisionForm.posted("shelving")
    if not form.validate():
        return issue_page(issue, 422)
    agreed = form.agreed.data == "yes"
    requests.decide_shelving(issue, agreed, form.words.data or "", actor().name, by=actor(), at=now())
    return saved(issue_url(issue), say("已同意挂账。") if agreed else say("已答复：不同意挂账。"))
