"""/actions  /actions/<id>  its steps, by the unit or from paper; /resolutions  /resolutions/<id>  actions added to them.
What comes when it is late or done: follow_routes.py; 任务单 and 商请函: paper_routes.py"""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from app.core.clock import now, today
from app.core.i18n import day, say
from app.core.web import actor, page, requires, saved
from app.meetings.pages import meeting_page
from app.policy import Actor, may, places
from app.resolutions import actions, follow_routes, forms, pages, paper_routes, queries, steps
from app.resolutions.action_page import action_page, edit_page
from app.resolutions.addresses import after, blueprint, moment
from app.resolutions.follow_rules import HOW_ASKED
from app.resolutions.models import Action, Resolution
from app.resolutions.pages import resolution_page
from app.resolutions.rules import ACTION_STATES, RESOLUTION_STATES, WORKING

__all__ = ["blueprint", "follow_routes", "paper_routes"]  # the others stand on the same blueprint


def _number(name: str) -> int:
    """A row's number from the address; 0 where it is none."""
    typed = request.args.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 16 else 0


# -- the register (办理台账) --------------------------------------------------------------------------------------------


@blueprint.get("/actions")
@requires("actions.read")
def index() -> Any:
    scope = pages.scope_of(actor())
    which = request.args.get("state", "open")
    which = which if which in queries.FILTERS else "open"
    unit, meeting = _number("unit"), _number("meeting")
    shown = queries.register(scope, which, unit=unit, meeting=meeting, after=request.args.get("after", ""))
    overseeing = bool(scope.alliances)
    return page(
        "resolutions/index.html",
        shown=shown,
        hurries=pages.hurries(shown.rows),
        unknown_years=pages.unknown_in(shown.rows),
        overseeing=overseeing,
        own=scope.organisations,
        many=len(scope.alliances - {0}) > 1,
        chases=queries.last_chases([row.id for row in shown.rows]) if overseeing else {},
        how_words=HOW_ASKED,
        chasing=lambda row: row.state in WORKING and may(actor(), "actions.follow", row),
        which=which,
        unit=unit,
        meeting=meeting,
        units=queries.units_with_actions(scope) if overseeing else [],
        meetings=queries.meetings_with_actions(scope) if overseeing else [],
        states=ACTION_STATES,
        tones=pages.TONES,
    )


@blueprint.get("/actions/<int:action_id>")
@requires("actions.read", Action)
def action(action: Action) -> Any:
    return action_page(action)


# -- what the unit does, on its own phone ------------------------------------------------------------------------------


@blueprint.post("/actions/<int:action_id>/acknowledge")
@requires("actions.work", Action, shows=action_page)
def acknowledge(action: Action) -> Any:
    steps.acknowledge(action, actor().name, by=actor(), at=now())
    return after(action, say("已签收。"))


@blueprint.post("/actions/<int:action_id>/start")
@requires("actions.work", Action, shows=action_page)
def start(action: Action) -> Any:
    form = forms.PlanForm.posted()
    if not form.validate():
        return action_page(action, 422)
    steps.start(action, form.words.data or "", by=actor(), at=now())
    return after(action, say("已开始推进。"))


@blueprint.post("/actions/<int:action_id>/progress")
@requires("actions.work", Action, shows=action_page)
def report_progress(action: Action) -> Any:
    form = forms.StepForm.posted()
    if not form.validate():
        return action_page(action, 422)
    steps.report_progress(action, form.words.data, by=actor(), at=now())
    return after(action, say("进展已反馈。"))


@blueprint.post("/actions/<int:action_id>/submit")
@requires("actions.work", Action, shows=action_page)
def submit(action: Action) -> Any:
    form = forms.ResultForm.posted()
    if not form.validate():
        return action_page(action, 422)
    steps.submit(action, form.words.data, by=actor(), at=now())
    return after(action, say("已申请销号，等联盟秘书验收。"))


# -- the same from paper or telephone, entered by the secretary --------------------------------------------------------


def _on_paper() -> Actor:
    return actor().on_behalf("paper")


@blueprint.post("/actions/<int:action_id>/paper/acknowledge")
@requires("actions.follow", Action, shows=action_page)
def acknowledge_on_paper(action: Action) -> Any:
    form = forms.PaperAcknowledgeForm.posted()
    if not form.validate():
        return action_page(action, 422)
    steps.acknowledge(action, form.name.data, by=_on_paper(), at=moment(form.on.data))
    return after(action, say("已按纸质签收登记。"))


@blueprint.post("/actions/<int:action_id>/paper/progress")
@requires("actions.follow", Action, shows=action_page)
def progress_on_paper(action: Action) -> Any:
    form = forms.PaperStepForm.posted()
    if not form.validate():
        return action_page(action, 422)
    steps.report_progress(action, form.words.data, by=_on_paper(), at=moment(form.on.data), name=form.name.data)
    return after(action, say("进展已登记。"))


@blueprint.post("/actions/<int:action_id>/paper/submit")
@requires("actions.follow", Action, shows=action_page)
def submit_on_paper(action: Action) -> Any:
    form = forms.PaperResultForm.posted()
    if not form.validate():
        return action_page(action, 422)
    steps.submit(action, form.words.data, by=_on_paper(), at=moment(form.on.data), name=form.name.data)
    return after(action, say("办理结果已登记，请验收。"))


# -- what the secretary follows up -------------------------------------------------------------------------------------


@blueprint.post("/actions/<int:action_id>/accept")
@requires("actions.follow", Action, shows=action_page)
def accept(action: Action) -> Any:
    form = forms.CheckForm.posted()
    if not form.validate():
        return action_page(action, 422)
    steps.accept(action, form.words.data, by=actor(), at=now())
    return after(action, say("已验收，可以回访后销号。"))


@blueprint.post("/actions/<int:action_id>/resume")
@requires("actions.follow", Action, shows=action_page)
def resume(action: Action) -> Any:
    form = forms.ReasonForm.posted("resume")
    if not form.validate():
        return action_page(action, 422)
    steps.resume(action, form.words.data, by=actor(), at=now())
    return after(action, say("已恢复办理。"))


@blueprint.post("/actions/<int:action_id>/cancel")
@requires("actions.follow", Action, shows=action_page)
def cancel(action: Action) -> Any:
    form = forms.ReasonForm.posted("cancel")
    if not form.validate():
        return action_page(action, 422)
    steps.cancel(action, form.words.data, today(), by=actor(), at=now())
    return after(action, say("已撤销，编号保留。"))


@blueprint.post("/actions/<int:action_id>/extend")
@requires("actions.follow", Action, shows=action_page)
def extend(action: Action) -> Any:
    form = forms.ExtensionForm.posted()
    if not form.validate():
        return action_page(action, 422)
    by_meeting = form.decided_by.data == "meeting"
    steps.extend(
        action,
        form.new_due.data,
        form.reason.data,
        form.decided_by.data,
        by=actor() if by_meeting else actor().on_behalf("convener"),
        at=now(),
        asked_on=form.asked_on.data,
        final=form.final.data,
        meeting_id=queries.latest_meeting_id(action.alliance_id) if by_meeting else None,
    )
    return after(action, say("已延期至%(day)s。", day=day(form.new_due.data)))


@blueprint.get("/actions/<int:action_id>/edit")
@requires("resolutions.edit", Action)
def edit(action: Action) -> Any:
    return edit_page(action)


@blueprint.post("/actions/<int:action_id>/edit")
@requires("resolutions.edit", Action, shows=edit_page)
def save_edit(action: Action) -> Any:
    form = forms.ActionForm.posted(action.id).offer(queries.units(action.alliance_id))
    if not form.validate():
        return edit_page(action, 422)
    actions.edit(action, form.assignment(action.assigned_on), by=actor(), at=now())
    return after(action, say("%(words)s单位已经知道的，请把更正发给单位。", words=_assigned(action)))


# -- resolutions, and the actions that follow from them ----------------------------------------------------------------


@blueprint.get("/resolutions")
@requires("resolutions.read")
def resolutions() -> Any:
    which = request.args.get("state", "")
    which = which if which in RESOLUTION_STATES else ""
    shown = queries.resolutions(places(actor(), "resolutions.read"), which, after=request.args.get("after", ""))
    return page("resolutions/resolutions.html", shown=shown, which=which, states=RESOLUTION_STATES, tones=pages.TONES)


@blueprint.get("/resolutions/<int:resolution_id>")
@requires("resolutions.read", Resolution)
def resolution(resolution: Resolution) -> Any:
    return resolution_page(resolution)


@blueprint.post("/resolutions/<int:resolution_id>/actions")
@requires("resolutions.edit", Resolution, shows=resolution_page)
def assign(resolution: Resolution) -> Any:
    form = forms.ActionForm.posted(resolution.item_id).offer(queries.units(resolution.alliance_id))
    if not form.validate():
        return resolution_page(resolution, 422)
    made = actions.assign(resolution, form.assignment(today()), by=actor(), at=now())
    return saved(url_for("resolutions.resolution", resolution_id=resolution.id, _anchor="actions"), _assigned(made))


def of_item(resolution: Resolution, status: int) -> Any:
    return meeting_page(queries.meeting_by_id(resolution.meeting_id), status=status, item=resolution.item_id)


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/actions")
@requires("resolutions.edit", queries.resolution_of_item, shows=lambda resolution, status, **_ids: of_item(resolution, status))
def assign_in_meeting(resolution: Resolution) -> Any:
    form = forms.ActionForm.posted(resolution.item_id).offer(queries.units(resolution.alliance_id))
    if not form.validate():
        return of_item(resolution, 422)
    made = actions.assign(resolution, form.assignment(today()), by=actor(), at=now())
    meeting_id, item_id = resolution.meeting_id, resolution.item_id
    return saved(url_for("meetings.show", meeting_id=meeting_id, item=item_id, _anchor=f"item-{item_id}"), _assigned(made))


def _assigned(made: Action) -> str:
    return say("%(number)s已安排，完成时限%(day)s。", number=made.number, day=day(made.due))


@blueprint.post("/resolutions/<int:resolution_id>/fulfil")
@requires("resolutions.edit", Resolution, shows=resolution_page)
def fulfil(resolution: Resolution) -> Any:
    actions.fulfil(resolution, by=actor(), at=now())
    return saved(url_for("resolutions.resolution", resolution_id=resolution.id), say("已记为落实。"))


@blueprint.post("/resolutions/<int:resolution_id>/supersede")
@requires("resolutions.edit", Resolution, shows=resolution_page)
def supersede(resolution: Resolution) -> Any:
    form = forms.ReasonForm.posted("supersede")
    if not form.validate():
        return resolution_page(resolution, 422)
    actions.supersede(resolution, form.words.data, by=actor(), at=now())
    return saved(url_for("resolutions.resolution", resolution_id=resolution.id), say("已记为被替代。"))
