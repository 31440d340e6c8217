"""Deciding settings and entering days off."""

from __future__ import annotations

import json
from datetime import date, datetime

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.perform import By, record
from app.settings import seed
from app.settings.models import CITY, Decision, SpecialDay, installation
from app.settings.rules import SETTINGS, checked


def decide(name: str, alliance_id: int, text: str, *, by: By, at: datetime) -> Decision:
    """Set one of SETTINGS. Refused where the text means no value, or an alliance may not differ."""
    if alliance_id != CITY and not SETTINGS[name].by_alliance:
        raise Refused("setting.city_only")
    try:
        value = checked(name, text)
    except ValueError:
        raise Refused("setting.value", field="value", least=SETTINGS[name].least, most=SETTINGS[name].most) from None
    return _store(name, alliance_id, value, by=by, at=at)


def _store(name: str, alliance_id: int, value: int | str | bool, *, by: By, at: datetime) -> Decision:
    decision = db.session.scalar(select(Decision).where(Decision.alliance_id == alliance_id, Decision.name == name))
    if decision is None:
        decision = Decision(alliance_id=alliance_id, name=name)
        db.session.add(decision)
    decision.value = json.dumps(value, ensure_ascii=False)
    record("setting.decide", decision, by=by, at=at, name=name)
    return decision


def mark_installation(kind: str, *, by: By, at: datetime) -> None:
    """The first import or demo load decides whether this database is "real" or "demo", for ever."""
    known = installation()
    if known == kind:
        return
    if known:
        raise Refused("installation.real" if known == "real" else "installation.demo")
    if kind == "real" and clock.is_invented():
        raise Refused("installation.clock")
    begin(by=by, at=at)
    _store("installation", CITY, kind, by=by, at=at)


def enter_day(day: date, works: bool, name: str, *, by: By, at: datetime) -> SpecialDay:
    row = db.session.scalar(select(SpecialDay).where(SpecialDay.day == day))
    if row is None:
        row = SpecialDay(day=day)
        db.session.add(row)
    row.works, row.name = works, name
    record("day.enter", row, by=by, at=at, day=day, works=works)
    return row


def enter_days(days: list[tuple[date, bool, str]], *, by: By, at: datetime) -> None:
    for day, works, name in days:
        enter_day(day, works, name, by=by, at=at)


def begin(*, by: By, at: datetime) -> None:
    """The days off that come with the app, where the table is still empty. Safe to repeat."""
    if db.session.scalar(select(SpecialDay.id).limit(1)) is None:
        enter_days(seed.days(), by=by, at=at)
