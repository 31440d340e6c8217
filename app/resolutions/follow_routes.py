"""What comes when an action is late or said to be done. /actions/<id>/chases, pause, report, follow-ups, rework, close, shelve"""

from __future__ import annotations

from typing import Any

from app.core.clock import now, today
from app.core.i18n import day, say
from app.core.web import actor, requires
from app.policy import may
from app.resolutions import asking, follow_forms, forms, steps
from app.resolutions.action_page import action_page
from app.resolutions.addresses import after, blueprint, moment
from app.resolutions.asking import Heard
from app.resolutions.follow_rules import confirmed_by, still_to_ask
from app.resolutions.models import Action
from app.resolutions.queries import action_row
from app.resolutions.steps import Approval, Signature

# -- late --------------------------------------------------------------------------------------------------------------


@blueprint.post("/actions/<int:action_id>/chases")
@requires("actions.follow", Action, shows=action_page)
def log_chase(action: Action) -> Any:
    form = follow_forms.ChaseForm.posted()
    if not form.validate():
        return action_page(action, 422)
    chased = {"how": form.how.data, "promised_on": form.promised_on.data}
    steps.log_chase(action, form.name.data, form.words.data, by=actor(), at=now(), **chased)
    return after(action, say("催办记录已保存。"))


@blueprint.post("/actions/<int:action_id>/pause")
@requires("actions.follow", Action, shows=action_page)
def pause(action: Action) -> Any:
    form = follow_forms.PauseForm.posted()
    if not form.validate():
        return action_page(action, 422)
    asking.pause(action, form.until.data, form.reason.data, by=actor(), at=now())
    return after(action, say("已缓报到%(day)s，街道看得到原因。", day=day(form.until.data)))


@blueprint.post("/actions/<int:action_id>/report")
@requires("actions.follow", Action, shows=action_page)
def report(action: Action) -> Any:
    form = follow_forms.ReportForm.posted()
    if not form.validate():
        return action_page(action, 422)
    asking.report(action, form.words.data, by=actor(), at=now())
    return after(action, say("已上报街道，街道接手以后会在这里显示。"))


# -- said to be done ---------------------------------------------------------------------------------------------------


@blueprint.post("/actions/<int:action_id>/rework")
@requires("actions.follow", Action, shows=action_page)
def rework(action: Action) -> Any:
    form = forms.ReworkForm.posted()
    if not form.validate():
        return action_page(action, 422)
    steps.rework(action, form.words.data, form.due.data, by=actor(), at=now(), today=today())
    return after(action, say("已请单位重新办理，%(day)s前完成。", day=day(form.due.data)))


@blueprint.post("/actions/<int:action_id>/follow-ups")
@requires("actions.follow_up", Action, shows=action_page)
def follow_up(action: Action) -> Any:
    askers = (
        confirmed_by(action_row(action.id).lead_kind) - {"street"} if may(actor(), "actions.follow", action) else frozenset(("street",))
    )
    form = follow_forms.FollowUpForm.posted().offer(askers)
    if not form.validate():
        return action_page(action, 422)
    on = moment(form.day.data, "day")
    heard = Heard(
        asked=form.asked.data,
        how=form.how.data,
        name=form.name.data or "",
        solved=form.solved.data,
        satisfied=form.satisfied.data or "",
        words=form.words.data or "",
        day=form.day.data or today(),
    )
    by = actor().on_behalf("paper") if heard.asked == "reporter" else actor()
    asking.follow_up(action, heard, by=by, at=on)
    return after(action, say("回访已记下。"))


@blueprint.post("/actions/<int:action_id>/close")
@requires("actions.close", Action, shows=action_page)
def close(action: Action) -> Any:
    form = follow_forms.CloseForm.posted()
    if not form.validate() or not form.explained():
        return action_page(action, 422)
    row = action_row(action.id)
    if still_to_ask(row.kind, form.ending.data, row.lead_kind, steps.follow_ups(action.id)) and row.state == "accepted":
        form.blame("ending", say("请先回访：是否解决、是否满意，两个问题都问过了再按已解决销号。"))
        return action_page(action, 422)
    at = moment(form.on.data)
    signed, by = _signature(form, row.is_key), actor()
    if signed is not None and signed.name != by.name:
        by = by.on_behalf("convener")
    steps.close(action, form.ending.data, form.words.data or "", form.on.data or today(), by=by, at=at, signed=signed)
    return after(action, say("已销号。"))


def _signature(form: follow_forms.CloseForm, is_key: bool) -> Signature | None:
    """Who of the 书记 signed; nothing where it is no key item, or nobody was named."""
    if not is_key or not form.signed_by.data:
        return None
    signed_on = form.signed_on.data or today()
    moment(signed_on, "signed_on")
    return Signature(form.signed_by.data, signed_on)


@blueprint.post("/actions/<int:action_id>/shelve")
@requires("actions.shelve", Action, shows=action_page)
def shelve(action: Action) -> Any:
    """The street by its own tap; the secretary from the vote or the letter."""
    form: Any = (follow_forms.ShelveForm if may(actor(), "actions.follow", action) else follow_forms.StreetShelveForm).posted()
    if not form.validate():
        return action_page(action, 422)
    if isinstance(form, follow_forms.ShelveForm):
        approval = Approval(form.approved_by.data, form.approved_number.data, form.approved_on.data)
        by = actor().on_behalf("paper")
    else:
        approval, by = Approval("street", "", today()), actor()
    steps.shelve(action, form.words.data, form.review_on.data, by=by, at=now(), today=today(), approval=approval)
    return after(action, say("已挂账，%(day)s复查。", day=day(form.review_on.data)))
