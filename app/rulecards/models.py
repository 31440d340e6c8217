"""The rules under which an alliance meets and decides (规则卡), version by version."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, Protected

CITY = 0


class RuleCard(Protected, Model):
    """One version of a place's card; `alliance_id` 0 is the city's default. Drafted by the secretary, confirmed by the convener.

    `state`: draft, confirmed, superseded. `card` has the shape of rules.Card. A confirmed card counts from the next meeting on:
    meetings keep a snapshot of it from their notice."""

    __tablename__ = "rule_card"
    __table_args__ = (UniqueConstraint("alliance_id", "number"),)
    __protected__: ClassVar[tuple[str, ...]] = ("alliance_id", "number", "state", "card", "confirmed_by", "confirmed_on")
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(default=CITY)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default="draft")
    card: Mapped[dict[str, Any]] = mapped_column(JSON)
    drafted_at: Mapped[datetime]
    confirmed_by: Mapped[str] = mapped_column(String(60), default="")
    confirmed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
