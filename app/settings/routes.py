"""/settings  /alliances/<id>/settings  /holidays"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, abort, request, url_for

from app.alliances.models import Alliance
from app.core import clock
from app.core.clock import now
from app.core.i18n import say
from app.core.lifecycle import Refused
from app.core.web import actor, page, requires, saved
from app.policy import City
from app.settings import actions, queries
from app.settings.forms import DaysForm, ValueForm
from app.settings.models import CITY
from app.settings.rules import SETTINGS

blueprint = Blueprint("settings", __name__)


def settings_page(place: Alliance | City, status: int = 200, **_ids: Any) -> Any:
    rows = queries.lines(place.alliance_id)
    forms = {row.name: ValueForm.shown(key=row.name, value=_typed(row.value)) for row in rows}
    name = place.name if isinstance(place, Alliance) else say("全市")
    return page("settings/show.html", place=place, place_name=name, rows=rows, forms=forms, choices=SETTINGS, status=status)


def _typed(value: int | str | bool) -> str:
    return ("1" if value else "0") if isinstance(value, bool) else str(value)


@blueprint.get("/settings")
@requires("settings.read")
def show() -> Any:
    return settings_page(City())


@blueprint.get("/alliances/<int:alliance_id>/settings")
@requires("settings.read", Alliance)
def of_alliance(alliance: Alliance) -> Any:
    return settings_page(alliance)


@blueprint.post("/settings/<name>")
@requires("settings.edit", City, shows=settings_page)
def decide(city: City, name: str) -> Any:
    return _decide(city, name)


@blueprint.post("/alliances/<int:alliance_id>/settings/<name>")
@requires("settings.edit_own", Alliance, shows=settings_page)
def decide_own(alliance: Alliance, name: str) -> Any:
    return _decide(alliance, name)


def _decide(place: Alliance | City, name: str) -> Any:
    if name not in SETTINGS:
        abort(404)
    form = ValueForm.posted(key=name)
    if not form.validate():
        return settings_page(place, 422)
    actions.decide(name, place.alliance_id, form.value.data or "", by=actor(), at=now())
    here = url_for("settings.show") if place.alliance_id == CITY else url_for("settings.of_alliance", alliance_id=place.alliance_id)
    return saved(f"{here}#setting-{name.replace('.', '-')}", say("已保存。已经发出通知的会议仍按原来的规则。"))


# -- days off ----------------------------------------------------------------------------------------------------------


def holidays_page(city: City, status: int = 200) -> Any:
    year = request.values.get("year", type=int) or clock.today().year
    return page("settings/holidays.html", place=city, year=year, rows=queries.days_of(year), form=DaysForm.shown(), status=status)


@blueprint.get("/holidays")
@requires("settings.read")
def holidays() -> Any:
    return holidays_page(City())


@blueprint.post("/holidays")
@requires("settings.edit", City, shows=holidays_page)
def enter_days(city: City) -> Any:
    form = DaysForm.posted()
    if not form.validate():
        return holidays_page(city, 422)
    days = _days(form.days.data, bool(form.works.data))
    actions.enter_days(days, by=actor(), at=now())
    return saved(url_for("settings.holidays", year=days[0][0].year), say("已录入%(count)s天。", count=len(days)))


def _days(text: str, works: bool) -> list[tuple[date, bool, str]]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        written, _space, name = line.strip().partition(" ")
        if not written:
            continue
        try:
            parts = [int(part) for part in written.replace(".", "-").replace("/", "-").split("-")]
            found.append((date(*parts), works, name.strip()[:60]))
        except (TypeError, ValueError):
            raise Refused("day.unreadable", field="days", line=number) from None
    return found
