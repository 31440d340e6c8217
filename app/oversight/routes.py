"""/oversight: what is stuck, as a list, a sheet and a page; one matter and who coordinates it; /oversight/week; /coordinations"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from app.core.clock import at_local, local, now, today
from app.core.db import db
from app.core.i18n import say
from app.core.lifecycle import Refused
from app.core.templating import watermark
from app.core.web import actor, attachment, page, requires, saved
from app.oversight import actions, ahead, pages, queries
from app.oversight.forms import DropForm, FinishForm, TakeForm
from app.oversight.models import Coordination
from app.oversight.pages import latest_about, matter_page, matter_url, subject_of
from app.oversight.rules import NONE_PLANNED, PERIODS, STATES, TROUBLES, period, week
from app.policy import may

blueprint = Blueprint("oversight", __name__)
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
#: A sheet is for working with, not for keeping: more rows than this nobody works through.
MOST_ROWS = 3000
MOST_ON_PAPER = 25


# -- the list, and the same to take away -------------------------------------------------------------------------------


@blueprint.get("/oversight")
@requires("oversight.read")
def index() -> Any:
    return pages.stuck_page()


@blueprint.get("/oversight.xlsx")
@requires("oversight.read")
def workbook() -> Any:
    from app.oversight.sheet import workbook_of

    at = now()
    view = pages.view_of(pages.wanted(), at)
    found = queries.troubles(view.asked if not view.wanted.kind else view.of_kind(view.wanted.kind), view.places, size=MOST_ROWS)
    db.session.rollback()  # the workbook is made without holding the database
    content = workbook_of(found.rows, view.wanted, view.places, local(at), more=bool(found.after), demo=watermark())
    return attachment(content, f"卡住的事{local(at):%Y%m%d}.xlsx", SHEET, plain=f"stuck-{local(at):%Y%m%d}.xlsx")


@blueprint.get("/oversight.pdf")
@requires("oversight.read")
def paper() -> Any:
    from app.oversight.paper import document_of, pdf_of

    at = now()
    view = pages.view_of(pages.wanted(), at)
    asked = view.of_kind(view.wanted.kind)
    counts = queries.totals(asked)
    found = queries.troubles(asked, view.places, size=MOST_ON_PAPER)
    document = document_of(found.rows, counts, view.wanted, view.places, local(at), more=bool(found.after), demo=watermark())
    db.session.rollback()
    return attachment(pdf_of(document), f"卡住的事{local(at):%Y%m%d}.pdf", PDF, plain=f"stuck-{local(at):%Y%m%d}.pdf")


# -- the week, and who should meet -------------------------------------------------------------------------------------


@blueprint.get("/oversight/week")
@requires("oversight.read")
def this_week() -> Any:
    view = pages.view_of(pages.wanted(), now())
    alliances = view.asked.reach.alliances
    monday, next_monday = week(today())
    found = ahead.week_meetings(alliances, at_local(monday, 0), at_local(next_monday, 0), after=request.args.get("after", ""))
    due, quiet = period(today(), view.asked.limits.every), None
    if due is not None and due.asking:
        behind = request.args.get("then", "")
        behind_id = int(behind) if behind.isascii() and behind.isdigit() and len(behind) < 10 else 0
        quiet = ahead.none_planned(alliances, at_local(due.first, 0), at_local(due.after, 0), now(), after=behind_id)
    return page(
        "oversight/week.html",
        wanted=view.wanted,
        found=found,
        quiet=quiet,
        period=PERIODS.get(view.asked.limits.every, ""),
        asking_from=due,
        places=view.places,
        monday=monday,
        sunday=next_monday,
        here=pages.in_address(view.wanted),
        **pages.filters(view),
    )


# -- who coordinates what ----------------------------------------------------------------------------------------------


@blueprint.get("/coordinations")
@requires("oversight.read")
def coordinations() -> Any:
    state = request.args.get("state", "open")
    state = state if state in STATES else "open"
    everybody = request.args.get("whose", "") == "all"
    view = pages.view_of(queries.Wanted(), now())
    found = ahead.coordinations(view.asked.reach, state, mine=not everybody, after=request.args.get("after", ""))
    return page(
        "oversight/coordinations.html",
        found=found,
        which=state,
        everybody=everybody,
        places=view.places,
        states=STATES,
        troubles=TROUBLES,
        today=today(),
    )


@blueprint.get("/oversight/<noun>/<int:subject_id>")
@requires("oversight.read", subject_of)
def matter(subject: Any) -> Any:
    return matter_page(subject)


@blueprint.post("/oversight/<noun>/<int:subject_id>")
@requires("oversight.coordinate", subject_of, shows=matter_page)
def take(subject: Any) -> Any:
    form = TakeForm.posted()
    if not form.validate():
        return matter_page(subject, 422)
    standing = pages.standing_of(subject, now())
    found = standing.trouble
    if found is None and not (pages.noun_of(subject) == "alliance" and pages.is_quiet(standing)):
        raise Refused("coordination.not_stuck")
    trouble, title = (found.kind, found.title) if found else (NONE_PLANNED, subject.name)
    made = actions.take(subject, trouble, title, form.plan.data, form.due.data, name=actor().name, by=actor(), at=now())
    return saved(matter_url(made.about), say("已记下：由您协调。到期会出现在您的今日待办里。"))


@blueprint.post("/oversight/<noun>/<int:subject_id>/finish")
@requires("oversight.finish", latest_about, shows=matter_page)
def finish(coordination: Coordination) -> Any:
    form = FinishForm.posted()
    if not form.validate():
        return matter_page(coordination, 422)
    actions.finish(coordination, form.outcome.data, by=actor(), at=now())
    return saved(matter_url(coordination.about), say("已记下：协调办好了。"))


@blueprint.post("/oversight/<noun>/<int:subject_id>/drop")
@requires("oversight.coordinate", latest_about, shows=matter_page)
def drop(coordination: Coordination) -> Any:
    form = DropForm.posted()
    if not form.validate():
        return matter_page(coordination, 422)
    actions.drop(coordination, form.outcome.data, by=actor(), at=now())
    return saved(matter_url(coordination.about), say("已记下：不再协调。"))


@blueprint.app_template_global("coordination_about")
def coordination_about(noun: str, subject: Any) -> ahead.CoordinationRow | None:
    """For pages of meetings and actions: who is coordinating this, told to those who may know. Everybody else costs no statement."""
    if not may(actor(), "coordinations.read", subject):
        return None
    found = ahead.coordinations_about(f"{noun}:{subject.id}", limit=1)
    return found[0] if found and found[0].state == "open" else None
