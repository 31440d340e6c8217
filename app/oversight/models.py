"""What a supervisor has taken upon himself or herself (由我协调), how many came to a meeting, and the indexes of what waits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from app.ballots.models import Motion
from app.core.db import Model, Protected
from app.issues.models import Issue
from app.meetings.models import Meeting
from app.resolutions.models import Action


class Coordination(Protected, Model):
    """A supervisor's own follow-up on something that is stuck. `about` is the ledger name of the record ("meeting:7", "action:12").

    `trouble`: one of rules.KINDS, or none_planned. `state`: open, done, dropped. One thing has at most one open coordination."""

    __tablename__ = "coordination"
    __table_args__ = (
        Index("ix_coordination_person_state", "person_id", "state"),
        Index("ix_coordination_alliance_state", "alliance_id", "state"),
        Index(
            "uq_coordination_open",
            "about",
            unique=True,
            sqlite_where=sql("state = 'open'"),
            postgresql_where=sql("state = 'open'"),
        ),
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


class Turnout(Model):
    """How many members came to a meeting that is over, and how many the rule card wanted: counted once, when it ends or its list is
    mended, so that nobody counts thousands of attendance rows to find the few meetings that fell short."""

    __tablename__ = "turnout"
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True, autoincrement=False)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    held_on: Mapped[date]
    came: Mapped[int]
    needed: Mapped[int]


#: Conditions of the indexes below, without the table's name. A query that wants the index says exactly these words, as constants.
WORKING_ACTION = "state IN ('assigned', 'acknowledged', 'in_progress', 'rework')"
SHELVED_ACTION = "state = 'shelved'"
UNFINISHED_MEETING = "locked_at IS NULL AND state <> 'cancelled'"
SUBMITTED_ISSUE = "state = 'submitted'"
WORKING_ISSUE = "state IN ('dispatched', 'acknowledged', 'in_progress')"
SHELVED_ISSUE = "state = 'shelved'"
RETURNED_ISSUE = "state = 'returned'"
ACCEPTED_ISSUE = "state = 'accepted'"
OPEN_MOTION = "state = 'open'"


def _partial(name: str, condition: str, *columns: Any) -> None:
    """An index over the few rows that still wait: its size does not grow with the years."""
    Index(name, *columns, sqlite_where=sql(condition), postgresql_where=sql(condition))


_partial("ix_action_working_due", WORKING_ACTION, Action.due, Action.id)
_partial("ix_action_shelved_review", SHELVED_ACTION, Action.review_on, Action.id)
_partial("ix_meeting_unfinished", UNFINISHED_MEETING, Meeting.starts_at, Meeting.id)
_partial("ix_meeting_unfinished_alliance", UNFINISHED_MEETING, Meeting.alliance_id, Meeting.starts_at)
_partial("ix_issue_submitted", SUBMITTED_ISSUE, Issue.submitted_at, Issue.id)
_partial("ix_issue_working_due", WORKING_ISSUE, Issue.due, Issue.id)
_partial("ix_issue_shelved_review", SHELVED_ISSUE, Issue.review_on, Issue.id)
_partial("ix_issue_returned", RETURNED_ISSUE, Issue.accepted_at, Issue.id)
_partial("ix_issue_accepted", ACCEPTED_ISSUE, Issue.accepted_at, Issue.id)
_partial("ix_motion_open", OPEN_MOTION, Motion.meeting_id)
