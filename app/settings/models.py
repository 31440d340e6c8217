"""Decisions of the city and its alliances, and the table of days off."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import ClassVar

from sqlalchemy import Integer, Select, String, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, Protected, db
from app.core.workdays import Calendar
from app.settings.rules import SETTINGS

CITY = 0


class Decision(Protected, Model):
    """One value of SETTINGS for the city (alliance 0) or an alliance."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("alliance_id", "name"),)
    __protected__: ClassVar[tuple[str, ...]] = ("alliance_id", "name", "value")
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(default=CITY)
    name: Mapped[str] = mapped_column(String(60))
    value: Mapped[str] = mapped_column(String(400))


class SpecialDay(Protected, Model):
    """A day off (holiday) or a make-up working day (调休上班日), as the State Council's notice names them."""

    __tablename__ = "special_day"
    __protected__: ClassVar[tuple[str, ...]] = ("day", "works")
    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(unique=True)
    works: Mapped[bool]
    name: Mapped[str] = mapped_column(String(60), default="")

    @property
    def alliance_id(self) -> int:
        return CITY


def value(name: str, alliance_id: int = CITY) -> int | str | bool:
    """The alliance's own decision, else the city's, else the default."""
    setting = SETTINGS[name]
    rows = db.session.execute(_decided(), {"name": name, "alliance": alliance_id})
    decided = {place: json.loads(text) for place, text in rows}
    return decided.get(alliance_id, decided.get(CITY, setting.default))  # type: ignore[no-any-return]  # json


@cache
def _decided() -> Select[int, str]:
    """Built once, as everything is that nearly every action asks: building it costs more than running it."""
    places = Decision.alliance_id.in_((CITY, bindparam("alliance", type_=Integer)))
    return select(Decision.alliance_id, Decision.value).where(Decision.name == bindparam("name"), places)


def number(name: str, alliance_id: int = CITY) -> int:
    return int(value(name, alliance_id))


def words(name: str, alliance_id: int = CITY) -> str:
    return str(value(name, alliance_id))


def calendar() -> Calendar:
    rows = db.session.execute(_special_days()).all()
    holidays = frozenset(day for day, works in rows if not works)
    return Calendar(holidays, frozenset(day for day, works in rows if works), frozenset(day.year for day in holidays))


@cache
def _special_days() -> Select[date, bool]:
    return select(SpecialDay.day, SpecialDay.works)


def installation() -> str:
    """ "real", "demo", or "" where nothing has been brought in yet."""
    found = db.session.scalar(select(Decision.value).where(Decision.alliance_id == CITY, Decision.name == "installation"))
    return str(json.loads(found)) if found else ""
