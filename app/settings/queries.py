"""What is decided where, and the days off of a year."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import extract, select

from app.core.db import db
from app.settings.models import CITY, Decision, SpecialDay
from app.settings.rules import SETTINGS


@dataclass(frozen=True, slots=True)
class Line:
    """One setting as a page shows it. `own`: decided in this very place; otherwise it comes from above."""

    name: str
    words: str
    unit: str
    kind: str
    value: int | str | bool
    own: bool
    editable: bool


def lines(alliance_id: int) -> list[Line]:
    """Every setting with the value that holds in the alliance (0: the city)."""
    statement = select(Decision.alliance_id, Decision.name, Decision.value).where(Decision.alliance_id.in_((CITY, alliance_id)))
    decided = {(place, name): json.loads(value) for place, name, value in db.session.execute(statement)}
    found = []
    for name, setting in SETTINGS.items():
        own = (alliance_id, name) in decided
        value = decided.get((alliance_id, name), decided.get((CITY, name), setting.default))
        editable = alliance_id == CITY or setting.by_alliance
        found.append(Line(name, setting.words, setting.unit, setting.kind, value, own, editable))
    return found


@dataclass(frozen=True, slots=True)
class DayRow:
    id: int
    day: date
    works: bool
    name: str


def days_of(year: int) -> list[DayRow]:
    statement = select(SpecialDay.id, SpecialDay.day, SpecialDay.works, SpecialDay.name)
    return [DayRow(*row) for row in db.session.execute(statement.where(extract("year", SpecialDay.day) == year).order_by(SpecialDay.day))]
