"""/alliances/<id>/written: a matter goes round in writing;  /motions/<id>/written: a run-off, or one that was deferred, goes round again"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for

from app.alliances.models import Alliance
from app.ballots import written
from app.ballots.models import Motion
from app.ballots.written import Matter
from app.ballots.written_forms import DeadlineForm, WrittenForm
from app.ballots.written_pages import deadline_form, sending_page, written_of
from app.core.clock import now
from app.core.db import db
from app.core.i18n import say
from app.core.lifecycle import Refused
from app.core.web import actor, requires, saved
from app.meetings.models import Meeting
from app.meetings.pages import meeting_page
from app.meetings.queries import convener_of
from app.settings.models import calendar

blueprint = Blueprint("written", __name__)
blueprint.add_app_template_global(written_of)  # for templates/ballots/written.html, which is the page of such a meeting
blueprint.add_app_template_global(deadline_form)


def meeting_of(motion: Motion, status: int = 200, **_ids: Any) -> Any:
    return meeting_page(db.session.get_one(Meeting, motion.meeting_id), status)


@blueprint.get("/alliances/<int:alliance_id>/written")
@requires("meetings.run", Alliance)
def new(alliance: Alliance) -> Any:
    return sending_page(alliance)


@blueprint.post("/alliances/<int:alliance_id>/written")
@requires("meetings.run", Alliance, shows=sending_page)
def send(alliance: Alliance) -> Any:
    form = WrittenForm.posted()
    if not form.validate():
        return sending_page(alliance, 422)
    if missing := form.unanswered():
        raise Refused("motion.unchecked", field=missing[0])
    at, who = now(), actor()
    matter = Matter(
        text=form.text.data,
        summary=form.summary.data or "",
        regime=form.regime.data,
        deadline=form.deadline(at, calendar()),
        checks=form.answers(),
        question=form.question(),
        chair_name=convener_of(alliance.id),
        recorder_name=who.name,
    )
    motion = written.send(alliance, matter, by=who, at=at)
    return saved(url_for("meetings.show", meeting_id=motion.meeting_id), say("书面表决已发出。请把下面的文字发到群里。"))


@blueprint.post("/motions/<int:motion_id>/written")
@requires("ballots.run", Motion, shows=meeting_of)
def again(motion: Motion) -> Any:
    form = DeadlineForm.posted(key=motion.id)
    if not form.validate():
        return meeting_of(motion, 422)
    if missing := form.unanswered():
        raise Refused("motion.unchecked", field=missing[0])
    at = now()
    written.open_until(motion, form.deadline(at, calendar()), form.answers(), by=actor().on_behalf("chair"), at=at)
    return saved(url_for("meetings.show", meeting_id=motion.meeting_id), say("书面表决已发出。请把下面的文字发到群里。"))
