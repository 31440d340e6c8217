"""What was agreed, who does it by when, and how that goes."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.alliances.models import Organisation
from app.core.db import Model, Protected

#: Which reports to the street (上报街道) stand: the condition of an index, said with constants.
REPORTED = "reported_on IS NOT NULL AND answered_on IS NULL"


class Resolution(Protected, Model):
    """One decided item's outcome. `number` is prefix-year-meeting-R + two digits; `points` one agreed point a line.

    `basis`: consensus, ballot (then `motion_id` names it), chair (noted without asking)."""

    __tablename__ = "resolution"
    __table_args__ = (UniqueConstraint("alliance_id", "number"),)
    __protected__: ClassVar[tuple[str, ...]] = ("number", "state", "title", "points", "basis", "motion_id", "adopted_on")
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), unique=True)
    motion_id: Mapped[int | None] = mapped_column(ForeignKey("motion.id"))
    number: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(12), default="draft")
    title: Mapped[str] = mapped_column(String(120))
    points: Mapped[str] = mapped_column(Text, default="")
    basis: Mapped[str] = mapped_column(String(12))
    adopted_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class Action(Protected, Model):
    """A promise with a unit and a date. `number` is prefix-year-meeting-NN, of a request letter -LNN.

    `kind`: action (任务) to members, request_letter (商请函) to observers, bureaus and higher-ranking units; there `due` is 希望反馈时间,
    the first supporting unit 联系单位 and `via` 方式 ("" means by letter). `workdays` is the number that `due` was counted from, where it
    was; `due_words` stand in papers instead of the date where that says too little. `review_on`: when a shelved one is looked at again.

    `is_key` (重点): the 书记 closes it, `signed_by` and `signed_on` say how on paper. `paused_until`: 缓报, once in its life.
    `reported_on`: 上报街道, standing until the street has taken it on (`answered_on`); a new date ends both.
    `reworks`: how often it was done again.
    `shelved_by` (meeting, street) with the paper's number and date."""

    __tablename__ = "action"
    __table_args__ = (
        UniqueConstraint("alliance_id", "number"),
        Index("ix_action_alliance_state_due", "alliance_id", "state", "due"),
        Index("ix_action_lead_state", "lead_organisation_id", "state"),
        Index("ix_action_reported", "reported_on", "id", sqlite_where=sql(REPORTED), postgresql_where=sql(REPORTED)),
    )
    __protected__: ClassVar[tuple[str, ...]] = (
        "number",
        "state",
        "kind",
        "title",
        "lead_organisation_id",
        "due",
        "criteria",
        "acknowledged_by",
        "outcome",
        "ending",
        "closed_on",
    )
    __added__: ClassVar[tuple[str, ...]] = (
        "is_key",
        "paused_until",
        "reported_on",
        "answered_on",
        "signed_by",
        "signed_on",
        "shelved_by",
        "shelved_number",
        "shelved_on",
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    resolution_id: Mapped[int | None] = mapped_column(ForeignKey("resolution.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    number: Mapped[str] = mapped_column(String(30))
    kind: Mapped[str] = mapped_column(String(16), default="action")
    state: Mapped[str] = mapped_column(String(16), default="assigned")
    title: Mapped[str] = mapped_column(String(160))
    lead_organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    criteria: Mapped[str] = mapped_column(Text, default="")
    due: Mapped[date | None]
    workdays: Mapped[int | None]
    due_words: Mapped[str] = mapped_column(String(80), default="")
    via: Mapped[str] = mapped_column(String(80), default="")
    assigned_on: Mapped[date]
    acknowledged_by: Mapped[str] = mapped_column(String(60), default="")
    acknowledged_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(Text, default="")
    ending: Mapped[str] = mapped_column(String(12), default="")
    closed_on: Mapped[date | None]
    review_on: Mapped[date | None]

    is_key: Mapped[bool | None]
    paused_until: Mapped[date | None]
    reported_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    reworks: Mapped[int] = mapped_column(default=0, server_default="0")
    signed_by: Mapped[str | None] = mapped_column(String(60))
    signed_on: Mapped[date | None]
    shelved_by: Mapped[str | None] = mapped_column(String(12))
    shelved_number: Mapped[str | None] = mapped_column(String(60))
    shelved_on: Mapped[date | None]

    lead: Mapped[Organisation] = relationship(lazy="raise")


class Support(Model):
    """A unit that helps (配合单位)."""

    __tablename__ = "support"
    __table_args__ = (UniqueConstraint("action_id", "organisation_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)


class Progress(Model):
    """A step that somebody reported about an action, in words.

    `kind`: plan, progress, result, check, rework, closing, shelved, resumed, cancelled, edit (what was changed), pause (缓报), report
    (上报街道), chase (催办记录, with `how` it came about and the day that was promised). `person_name` is who said it where the secretary
    entered it from paper or telephone, of a chase who was reached."""

    __tablename__ = "progress"
    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12), default="progress")
    words: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(String(60), default="")
    at: Mapped[datetime]
    how: Mapped[str | None] = mapped_column(String(12))
    promised_on: Mapped[date | None]


class ActionFollowUp(Model):
    """回访: what somebody who is not the handling unit was told about the result. The two questions are two answers.

    `solved`: yes, no, unreached. `satisfied`: satisfied, fair, dissatisfied, "" where nobody was reached. `asked` says who put the
    questions: secretary, street, or reporter (who confirmed on paper). `name`: who answered; `day`: when."""

    __tablename__ = "action_follow_up"
    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    asked: Mapped[str] = mapped_column(String(12))
    how: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(60), default="")
    solved: Mapped[str] = mapped_column(String(12))
    satisfied: Mapped[str] = mapped_column(String(12), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    day: Mapped[date]
    at: Mapped[datetime]


class Extension(Model):
    """A later date, asked for with a reason and agreed: a fact, no state (domain.md §6). `decided_by`: convener, meeting.

    `asked_on`: the day of the unit's written request. `final`: not to be extended again (不再顺延)."""

    __tablename__ = "extension"
    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    old_due: Mapped[date]
    new_due: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[str] = mapped_column(String(12))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    asked_on: Mapped[date | None]
    final: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
