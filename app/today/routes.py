"""/  what waits for the reader, by when; /today/<kind> all of one kind; /healthz"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, request, url_for

from app.core import clock
from app.core.web import actor, page, public, requires
from app.core.workdays import Calendar
from app.oversight import pages as oversight
from app.oversight import queries as troubles
from app.policy import may, places
from app.replies.rules import ANSWERS
from app.resolutions.pages import hurries
from app.settings import models as settings
from app.today import mine as overview
from app.today import queries
from app.today.kinds import KINDS, MATTER
from app.today.queries import Hours, Waiting
from app.today.sources import Reader, reader_of

blueprint = Blueprint("today", __name__)
FIRST = 3


@blueprint.get("/")
@requires("today.read")
def show() -> Any:
    who, hours = reader_of(actor(), clock.now()), _hours()
    groups = queries.waiting(who, hours)
    first = queries.pressing(groups, hours.today, FIRST)
    stuck = _stuck(hours.calendar) if who.oversees else []
    return page(
        "today/show.html",
        first=first,
        groups=_without(groups, first),
        stuck=stuck,
        today=hours.today,
        year_missing=_year_missing(hours.calendar),
        url_of=url_of,
    )


def _hours() -> Hours:
    """The city's limits are asked for only where the reader has to do with actions."""
    works = may(actor(), "actions.follow") or actor().organisations
    soon, ask = queries.limits() if works else (0, 0)
    return Hours(clock.today(), settings.calendar(), soon, ask)


def _without(groups: list[queries.Group], first: list[Waiting]) -> list[queries.Group]:
    """What stands above already is not said twice."""
    left = [queries.Group(group.kind, [one for one in group.rows if one not in first], group.more) for group in groups]
    return [group for group in left if group.rows or group.more]


def _stuck(calendar: Calendar) -> list[oversight.Line]:
    """The top of what is stuck in a supervisor's area and nobody has taken on: what the reader has stands under its own heading, and so
    does what is about a community, which is the street's and nobody's first line above it."""
    view = oversight.view_of(troubles.Wanted(whose="nobody"), clock.now(), calendar)
    rows = troubles.troubles(view.asked, view.places, size=2 * queries.FEW).rows
    return oversight.lines([row for row in rows if not row.at_street][: queries.FEW])


def url_of(one: Waiting) -> str:
    """The page where it can be done."""
    endpoint, name = one.kind.page
    if one.kind.page == MATTER:
        return oversight.matter_url(one.unit)
    address: dict[str, Any] = {name: one.id}
    return url_for(endpoint, **address)


def _year_missing(calendar: Calendar) -> int | None:
    """Next year, where its days off should be known by now and are not (domain.md §0.7)."""
    today = clock.today()
    next_year = today.replace(month=1, day=1, year=today.year + 1)
    return next_year.year if today.month >= 11 and not calendar.knows(next_year) else None


@blueprint.get("/today/<kind>")
@requires("today.read")
def of_kind(kind: str) -> Any:
    if kind not in KINDS:
        abort(404)
    who: Reader = reader_of(actor(), clock.now())
    found = queries.of_kind(KINDS[kind], who, _hours(), after=request.args.get("after", ""))
    return page("today/of_kind.html", kind=KINDS[kind], found=found, url_of=url_of)


@blueprint.get("/mine")
@requires("today.read")
def mine() -> Any:
    """Every alliance in which the reader's units sit, a line each."""
    who = actor()
    whose = overview.Whose(who.id, who.organisations, who.seats, places(who, "meetings.read"))
    found = overview.lines(whose, request.args.get("after", ""))
    hurried = hurries(found.rows)  # type: ignore[arg-type]  # a line names its nearest action's state and day as an action does
    return page("today/mine.html", found=found, hurries=hurried, answers=ANSWERS)


@blueprint.get("/healthz")
@public
def health() -> Any:
    return {"status": "ok"}
