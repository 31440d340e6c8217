"""What residents and units bring forward, what was asked about it, and, apart from it, who brought it."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, Protected
from app.issues.rules import STREET, sounds_dangerous
from app.policy import CITY


def _partial(name: str, condition: str, *columns: str) -> Index:
    """An index over the few rows that still wait for somebody."""
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))


class Issue(Protected, Model):
    """`number` is D + year + four digits, gapless per alliance and year; J instead of D and per street where it `goes_to` the street.
    `merged_into_id` names the one that stands for it.

    `words` say what the matter is, `wish` what the proposer hopes for; `answer` is what the proposer is told: why it was taken up,
    what came of it, or why not and where to go instead. A handler reads `handling_summary` only, other people `public_summary`.

    `query_code` is a hash. `reply_by`: the day that the slip promises. `due`: the lead unit's; `returns`: how often a unit gave it back.

    `result`: what the unit says it did. `confirm_by` (desk or street): who asks whoever reported it; `solved`, `satisfied`: what was
    answered, of a merged issue by its own reporter. `by_action`: a meeting's action does it, and the unit reports there.
    `ending`: solved or explained; `digest`: wanted in the weekly 答复汇编."""

    __tablename__ = "issue"
    __table_args__ = (
        UniqueConstraint("alliance_id", "number"),
        Index("ix_issue_alliance_state", "alliance_id", "state"),
        Index("ix_issue_alliance_submitted", "alliance_id", "submitted_at"),
        Index("uq_issue_query_code", "query_code", unique=True),
        _partial("ix_issue_done", "state = 'done'", "done_at", "id"),
        _partial("ix_issue_followed_up", "state = 'followed_up'", "asked_at", "id"),
        _partial("ix_issue_reopened_twice", "reopens >= 2 AND state <> 'closed'", "reopened_on", "id"),
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
        "result",
        "confirm_by",
        "solved",
        "satisfied",
        "ending",
        "closed_on",
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

    dispatched_on: Mapped[date | None]
    by_action: Mapped[bool | None]
    result: Mapped[str | None] = mapped_column(Text)
    done_at: Mapped[datetime | None]
    confirm_by: Mapped[str | None] = mapped_column(String(8))
    solved: Mapped[str | None] = mapped_column(String(12))
    satisfied: Mapped[str | None] = mapped_column(String(20))
    asked_at: Mapped[datetime | None]
    ending: Mapped[str | None] = mapped_column(String(12))
    closed_on: Mapped[date | None]
    hotline_closed_on: Mapped[date | None]
    digest: Mapped[bool | None]
    reopens: Mapped[int] = mapped_column(default=0, server_default="0")
    reopened_on: Mapped[date | None]

    @property
    def from_hotline(self) -> bool:
        """Whether the hotline asks and closes (opening decision 6)."""
        return self.hotline_number is not None or self.channel == "hotline"

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


class FollowUp(Model):
    """回访: what whoever reported it answered, or that nobody was reached. The two questions are two answers.

    `solved`: yes, partly, no, unreached. `asked`: who put them: secretary, street, or reporter (on the status page or by signature).
    `name` is who of the street asked, where it was entered from paper. `of_issue_id`: the merged issue whose reporter answered."""

    __tablename__ = "issue_follow_up"
    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    of_issue_id: Mapped[int | None] = mapped_column(ForeignKey("issue.id"))
    asked: Mapped[str] = mapped_column(String(12))
    method: Mapped[str] = mapped_column(String(12))
    solved: Mapped[str] = mapped_column(String(12))
    satisfied: Mapped[str] = mapped_column(String(20), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    name: Mapped[str] = mapped_column(String(60), default="")
    person_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    at: Mapped[datetime]


class Request(Model):
    """What somebody must agree to: more time (extension, asked by the unit, decided by the desk) or 挂账 (shelving, decided by the street).

    `until` is the new due day or the day of the next look; `was` the old due day. `reply` is what the reporter would read. `agreed` is
    None while nobody has answered."""

    __tablename__ = "issue_request"
    __table_args__ = (_partial("ix_issue_request_open", "agreed IS NULL", "asked_at", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text)
    reply: Mapped[str] = mapped_column(Text, default="")
    was: Mapped[date | None]
    until: Mapped[date]
    person_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    agreed: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
