"""Sending a matter round in writing (通讯表决): a meeting of its own kind between meetings, whose one item is open until its deadline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.alliances.models import Alliance
from app.ballots import actions
from app.ballots.in_writing import is_written
from app.ballots.models import Motion
from app.ballots.question import YES_NO, Question
from app.ballots.rules import ballot_fault
from app.core.db import db
from app.core.lifecycle import Refused
from app.meetings import actions as meetings
from app.meetings import presence
from app.meetings.models import Meeting
from app.meetings.rules import WRITTEN
from app.policy import Actor

LONGEST = timedelta(days=90)
PLACE = "书面征求意见"
TITLE = 60


@dataclass(frozen=True, slots=True)
class Matter:
    """What is asked, under which regime, until when. `checks`: the answers to what is asked before every ballot (rules.CHECKS)."""

    text: str
    summary: str
    regime: str
    deadline: datetime
    checks: Mapping[str, bool]
    question: Question = YES_NO
    chair_name: str = ""
    recorder_name: str = ""

    @property
    def title(self) -> str:
        """The item's name: the first line of the text, as long as an agenda has room for."""
        first = self.text.strip().splitlines()[0] if self.text.strip() else ""
        return first if len(first) <= TITLE else first[: TITLE - 1] + "…"


def send(alliance: Alliance, matter: Matter, *, by: Actor, at: datetime) -> Motion:
    """The matter goes out. Refused where it is not the alliance's to decide, where the rule's base would depend on who answers, and
    where the deadline is not to come or more than 90 days away. Nothing of a refused one stays."""
    if fault := ballot_fault(matter.regime, ""):
        raise Refused(fault, field="regime")
    _check_deadline(matter.deadline, at)
    plan = meetings.Plan(
        starts_at=at,
        ends_at=matter.deadline,
        place=PLACE,
        kind=WRITTEN,
        chair_name=matter.chair_name,
        recorder_name=matter.recorder_name,
    )
    meeting = meetings.schedule(alliance, plan, by=by, at=at)
    item = meetings.add_item(meeting, matter.title, summary=matter.summary, regime=matter.regime, by=by, at=at)
    meetings.start(meeting, None, by=by, at=at)
    if not presence.voting_seats(meeting):
        raise Refused("written.nobody")
    motion = actions.create_motion(item, matter.text, "named", matter.question, by=by, at=at)
    open_until(motion, matter.deadline, matter.checks, by=by, at=at)
    return motion


def open_until(motion: Motion, deadline: datetime, checks: Mapping[str, bool], *, by: Actor, at: datetime) -> None:
    """A draft of a written meeting (of the sending, a run-off, one that was deferred) is open until the deadline."""
    if not is_written(db.session.get_one(Meeting, motion.meeting_id)):
        raise Refused("written.in_the_room")
    _check_deadline(deadline, at)
    motion.written, motion.deadline = True, deadline
    actions.open_motion(motion, {**checks, "notified": True}, by=by, at=at)


def _check_deadline(deadline: datetime, at: datetime) -> None:
    if deadline <= at:
        raise Refused("written.past", field="until_day")
    if deadline > at + LONGEST:
        raise Refused("written.far", field="until_day")
