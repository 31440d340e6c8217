"""What residents and units bring forward."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, Protected
from app.issues.rules import sounds_dangerous


class Issue(Protected, Model):
    """`number` is D + year + four digits, gapless per alliance and year. `merged_into_id` names the one that stands for it.

    `words` say what the matter is, `wish` what the proposer hopes for; `answer` is what the proposer is told: why it was taken up,
    what came of it, or why not and where to go instead."""

    __tablename__ = "issue"
    __table_args__ = (UniqueConstraint("alliance_id", "number"), Index("ix_issue_alliance_state", "alliance_id", "state"))
    __protected__: ClassVar[tuple[str, ...]] = ("number", "state", "title", "words", "wish", "category", "privacy", "merged_into_id")
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    number: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default="submitted")
    title: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(Text, default="")
    wish: Mapped[str] = mapped_column(Text, default="")
    category: Mapped[str] = mapped_column(String(20), default="OTHER")
    place: Mapped[str] = mapped_column(String(120), default="")
    channel: Mapped[str] = mapped_column(String(20), default="")
    privacy: Mapped[str] = mapped_column(String(20), default="public")
    proposer_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    submitted_at: Mapped[datetime]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("issue.id"), index=True)
    answer: Mapped[str] = mapped_column(Text, default="")

    @property
    def dangerous(self) -> bool:
        return sounds_dangerous(f"{self.title}\n{self.words}\n{self.wish}")
