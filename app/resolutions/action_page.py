"""What the page of one action shows: its facts, what is asked, what each reader can do next, the thread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request

from app.core.clock import today
from app.core.forms import Form, unsaved_words
from app.core.web import actor, page
from app.policy import Actor, may
from app.resolutions import follow_forms, forms, queries, telling, timeline
from app.resolutions.follow_rules import ASKED, BEFORE, HOW_ASKED, SATISFIED, SHELVED_BY, SOLVED, confirmed_by, question, still_to_ask
from app.resolutions.forms import ActionForm
from app.resolutions.models import Action
from app.resolutions.pages import TONES, Hurry, hurries, overseen, unknown_in
from app.resolutions.queries import ActionRow
from app.resolutions.rules import ACTION_STATES, BEHALF, ENDINGS, KINDS, STARTED, STEPS, WORKING
from app.resolutions.steps import follow_ups
from app.resolutions.tell_words import moved
from app.resolutions.timeline import Step
from app.settings import models as settings

#: On which forms an action's page offers what, by state; `start` and the three before it are the unit's own.
FORM_STATES: Mapping[str, frozenset[str]] = {
    "start": frozenset(("acknowledged",)),
    "progress": STARTED,
    "submit": STARTED,
    "paper_acknowledge": frozenset(("assigned",)),
    "paper_progress": STARTED,
    "paper_submit": STARTED,
    "chase": WORKING,
    "extend": WORKING,
    "shelve": WORKING,
    "street_shelve": WORKING,
    "cancel": WORKING | {"shelved"},
    "accept": frozenset(("submitted",)),
    "rework": frozenset(("submitted", "accepted", "closed")),
    "follow_up": frozenset(("submitted", "accepted")),
    "close": frozenset(("accepted",)),
    "resume": frozenset(("shelved",)),
}
#: Forms that a row of a list fetches for itself (`?ask=`), each into its own small place beside the row.
PLACES = {"chase": "chase", "report": "ladder", "pause": "ladder", "progress": "work", "submit": "work"}


def action_page(action: Action, status: int = 200, **_ids: Any) -> Any:
    row = queries.action_row(action.id)
    who = actor()
    follows, works = may(who, "actions.follow", row), may(who, "actions.work", row)
    may_do = {
        "follows": follows,
        "works": works,
        "closes": may(who, "actions.close", row),
        "street": may(who, "actions.shelve", row) and not follows,
    }
    calendar = settings.calendar()
    asks = question(row, today(), calendar, settings.number("ladder.secretary")) if any(may_do.values()) else ""
    answers = follow_ups(row.id)
    all_forms = _forms(row, who, may_do) if any(may_do.values()) else {}
    offered = _offered(row, asks)
    steps = _thread(action, row, who)
    hurry = hurries([row]).get(row.id)
    return page(
        "resolutions/action.html",
        rows=[row],
        hurry=hurry,
        steps=steps,
        before=timeline.before(action, inner=row.alliance_id in overseen(who)),
        **may_do,
        edits=may(who, "resolutions.edit", row) and row.state == "assigned",
        asks=asks,
        answers=answers,
        to_ask=still_to_ask(row.kind, "solved", row.lead_kind, answers),
        outside="secretary" not in confirmed_by(row.lead_kind),
        forms=all_forms,
        offered=offered,
        asked_for=_asked_for(all_forms),
        last=queries.last_chases((row.id,)).get(row.id) if follows else None,
        lost=unsaved_words(form for name, form in all_forms.items() if name not in offered),
        texts=telling.texts(row, _urgency(hurry), _corrected(row, steps)) if follows else [],
        picture=telling.picture_of(row.id) if follows else "",
        url=telling.url_of(row.id),
        resolution=queries.resolution_row(row.resolution_id) if row.resolution_id else None,
        unknown_years=unknown_in([row]),
        **WORDS,
        status=status,
    )


#: Words of codes that the templates look up.
WORDS: Mapping[str, Any] = {
    "states": ACTION_STATES,
    "kinds": KINDS,
    "endings": ENDINGS,
    "step_words": {**STEPS, **BEFORE},
    "behalf_words": BEHALF,
    "tones": TONES,
    "how_words": HOW_ASKED,
    "asked_words": ASKED,
    "solved_words": SOLVED,
    "satisfied_words": SATISFIED,
    "shelved_words": SHELVED_BY,
}


def _thread(action: Action, row: ActionRow, who: Actor) -> list[Step]:
    oversees = row.alliance_id in overseen(who)
    involved = bool(who.organisations & {row.lead_organisation_id, *row.support_ids})
    return timeline.thread(action, chases=involved or oversees, inner=oversees)


def _urgency(hurry: Hurry | None) -> tuple[str, int]:
    return (hurry.code, hurry.days) if hurry else ("", 0)


def _corrected(row: ActionRow, steps: list[Step]) -> str:
    """What the newest change says, where nothing but a chase came after it: the words of an action, or a date that was put off."""
    told = [step for step in steps if step.kind != "chase"]
    newest = told[-1] if told else None
    if newest is not None and newest.kind == "extend":
        return moved(row.kind, newest.old_due, newest.new_due)
    return newest.words if newest is not None and newest.kind == "edit" else ""


def _offered(row: ActionRow, asks: str) -> set[str]:
    offered = {name for name, states in FORM_STATES.items() if row.state in states}
    if asks in ("decide", "report", "paused"):
        offered.add("report")
    if asks == "decide":
        offered.add("pause")
    return offered


def _asked_for(all_forms: Mapping[str, Form]) -> str:
    """The form that a row wants to have open: the one that was just sent and came back, else the one that the address names."""
    wrong = next((name for name in PLACES if name in all_forms and all_forms[name].errors), "")
    wanted = request.args.get("ask", "") if request.method == "GET" else ""
    return wrong or (wanted if wanted in PLACES else "")


def _forms(row: ActionRow, who: Actor, may_do: Mapping[str, bool]) -> dict[str, Form]:
    """Every form that may stand on an action's page; the template shows those that fit its state and the reader."""
    calendar = settings.calendar()
    found: dict[str, Form] = {}
    if may_do["works"]:
        found |= {"start": forms.PlanForm.shown(), "progress": forms.StepForm.shown(), "submit": forms.ResultForm.shown()}
    if may_do["follows"]:
        found |= _secretarys(row)
    if may_do["closes"]:
        own = "" if may_do["follows"] else who.name
        found["close"] = follow_forms.CloseForm.shown(signed_by=own)
    if may_do["street"]:
        found["follow_up"] = follow_forms.FollowUpForm.shown(how="visit").offer(frozenset(("street",)))
        found["street_shelve"] = follow_forms.StreetShelveForm.shown(review_on=calendar.after(today(), 30))
    return found


def _secretarys(row: ActionRow) -> dict[str, Form]:
    calendar = settings.calendar()
    again = calendar.after(today(), settings.number("action.rework_workdays"))
    return {
        "paper_acknowledge": forms.PaperAcknowledgeForm.shown(),
        "paper_progress": forms.PaperStepForm.shown(),
        "paper_submit": forms.PaperResultForm.shown(),
        "chase": follow_forms.ChaseForm.shown(name=queries.reached_before(row)),
        "pause": follow_forms.PauseForm.shown(until=calendar.after(today(), settings.number("ladder.pause"))),
        "report": follow_forms.ReportForm.shown(),
        "accept": forms.CheckForm.shown(),
        "rework": forms.ReworkForm.shown(due=again),
        "follow_up": follow_forms.FollowUpForm.shown(asked=_usual(row)).offer(confirmed_by(row.lead_kind) - {"street"}),
        "shelve": follow_forms.ShelveForm.shown(review_on=calendar.after(today(), 30), approved_on=today()),
        "resume": forms.ReasonForm.shown("resume"),
        "cancel": forms.ReasonForm.shown("cancel"),
        "extend": forms.ExtensionForm.shown(),
    }


def _usual(row: ActionRow) -> str:
    return "secretary" if "secretary" in confirmed_by(row.lead_kind) else "reporter"


def edit_page(action: Action, status: int = 200, **_ids: Any) -> Any:
    row = queries.action_row(action.id)
    now = {
        "title": row.title,
        "lead": row.lead_organisation_id,
        "supports": list(row.support_ids),
        "workdays": row.workdays,
        "due": None if row.workdays else row.due,
        "criteria": row.criteria,
        "due_words": row.due_words,
        "assigned_on": row.assigned_on,
        "via": row.via,
        "is_key": row.is_key,
    }
    form = ActionForm.shown(row.id, **now).offer(queries.units(row.alliance_id))
    return page("resolutions/edit.html", action=row, form=form, status=status)
