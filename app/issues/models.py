"""What residents and units bring forward, and, apart from it, who did."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, Protected
from app.issues.rules import STREET, sounds_dangerous
from app.policy import CITY


class Issue(Protected, Model):
    """`number` is D + year + four digits, gapless per alliance and year; J instead of D and per street where it `goes_to` the street.
    `merged_into_id` names the one that stands for it.

    `words` say what the matter is, `wish` what the proposer hopes for; `answer` is what the proposer is told: why it was taken up,
    what came of it, or why not and where to go instead. A handler reads `handling_summary` only, other people `public_summary`.

    `query_code` is a hash. `reply_by`: the day that the slip promises. `due`: the lead unit's; `returns`: how often a unit gave it back."""

    __tablename__ = "issue"
    __table_args__ = (
        UniqueConstraint("alliance_id", "number"),
        Index("ix_issue_alliance_state", "alliance_id", "state"),
        Index("ix_issue_alliance_submitted", "alliance_id", "submitted_at"),
        Index("uq_issue_query_code", "query_code", unique=True),
    )
    __protected__: ClassVar[tuple[str, ...]] = ("number", "state", "title", "words", "wish", "category", "privacy", "merged_into_id")
    __added__: ClassVar[tuple[str, ...]] = (
        "goes_to",
        "query_code",
        "hotline_number",
        "hotline_due",
        "due",
        "route",
        "lead_organisation_id",
        "lead_words",
        "handling_summary",
        "public_summary",
        "review_on",
    )
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

    goes_to: Mapped[str | None] = mapped_column(String(12))
    query_code: Mapped[str | None] = mapped_column(String(64))
    reply_by: Mapped[date | None]
    accepted_at: Mapped[datetime | None]
    hotline_number: Mapped[str | None] = mapped_column(String(40))
    hotline_due: Mapped[date | None]
    due: Mapped[date | None]
    route: Mapped[str | None] = mapped_column(String(24))
    lead_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    lead_words: Mapped[str | None] = mapped_column(String(120))
    handling_summary: Mapped[str | None] = mapped_column(Text)
    public_summary: Mapped[str | None] = mapped_column(Text)
    return_ground: Mapped[str | None] = mapped_column(Text)
    returns: Mapped[int] = mapped_column(default=0, server_default="0")
    contacted_on: Mapped[date | None]
    review_on: Mapped[date | None]
    shelved_reason: Mapped[str | None] = mapped_column(Text)
    shelved_by: Mapped[str | None] = mapped_column(String(60))
    shelved_on: Mapped[date | None]

    @property
    def dangerous(self) -> bool:
        return self.goes_to == "danger" or sounds_dangerous(f"{self.title}\n{self.words}\n{self.wish}")

    @property
    def about_community(self) -> bool:
        """Whether it is the street's alone (opening decision 4)."""
        return self.goes_to == STREET

    @property
    def chain_id(self) -> int:
        """What is about a community is told in the city's chain: its own chain is read there."""
        return CITY if self.about_community else self.alliance_id


def of_community() -> ColumnElement[bool]:
    """The one filter for every list, count and search that people of a community see: what is about it is not theirs (decision 4)."""
    return Issue.goes_to.is_distinct_from(STREET)


class Reporter(Model):
    """How to reach whoever reported an issue: apart from it, so that nobody reads it by accident and it can be erased for itself."""

    __tablename__ = "reporter"
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    last_four: Mapped[str] = mapped_column(String(4), default="", index=True)
    consent: Mapped[bool] = mapped_column(default=False)
