"""What a supervisor has taken upon himself or herself: 由我协调."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, Protected


class Coordination(Protected, Model):
    """A supervisor's own follow-up on something that is stuck. `about` is the ledger name of the record ("meeting:7", "action:12").

    `trouble`: overdue, inquorate, no_minutes, unanswered, review_past. `state`: open, done, dropped."""

    __tablename__ = "coordination"
    __table_args__ = (
        Index("ix_coordination_person_state", "person_id", "state"),
        Index("ix_coordination_alliance_state", "alliance_id", "state"),
    )
    __protected__: ClassVar[tuple[str, ...]] = ("person_id", "about", "trouble", "state", "due", "outcome")
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(String(60))
    about: Mapped[str] = mapped_column(String(40), index=True)
    trouble: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(160))
    state: Mapped[str] = mapped_column(String(12), default="open")
    plan: Mapped[str] = mapped_column(Text, default="")
    due: Mapped[date]
    outcome: Mapped[str] = mapped_column(Text, default="")
    taken_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
