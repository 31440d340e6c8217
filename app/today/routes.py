"""/  what waits for the reader, by when; /healthz"""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from app.core import clock
from app.core.web import actor, page, public, requires
from app.settings import models as settings
from app.today import queries

blueprint = Blueprint("today", __name__)
FIRST = 3


@blueprint.get("/")
@requires("today.read")
def show() -> Any:
    calendar = settings.calendar()
    rows = queries.waiting(actor(), clock.now(), clock.today(), calendar, settings.number("action.due_soon_workdays"))
    next_year = clock.today().replace(month=1, day=1, year=clock.today().year + 1)
    missing = next_year.year if clock.today().month >= 11 and not calendar.knows(next_year) else None
    return page("today/show.html", first=rows[:FIRST], rest=rows[FIRST:], today=clock.today(), year_missing=missing)


@blueprint.get("/healthz")
@public
def health() -> Any:
    return {"status": "ok"}
