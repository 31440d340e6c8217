"""The life of a meeting: planned, notified, held, ended. The agenda's verbs stand in agenda.py, those of the room in room.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import func, select

from app.accounts.models import Person
from app.alliances.models import Alliance, Seat
from app.core import chance
from app.core.clock import local
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.numbers import next_number
from app.core.perform import By, perform, record
from app.meetings.agenda import (
    VERBS,
    add_item,
    add_topics,
    agree,
    decide,
    defer,
    discuss,
    edit_item,
    items_of,
    place_item,
    put_report,
    recommend,
    reopen,
    report,
    table_issues,
    take_notes,
    unlocked,
    withdraw,
)
from app.meetings.letters import Authority, give_letter, withdraw_letter
from app.meetings.models import Meeting, Notice
from app.meetings.presence import event_time, snapshot_of
from app.meetings.recusals import RECUSAL_VERBS, grant_recusal, lift_recusal, recuse, refuse_recusal
from app.meetings.room import Mark, check_in, expect_everybody, happened, mark, mark_all, move_arrivals, strike_walk_in, walk_in
from app.meetings.rules import KINDS, LIFECYCLE, OPEN_ITEM, OPENED, default_title
from app.rulecards.models import card_of
from app.settings import models as settings

#: Letters of the group link: 12 of 31 are 59 bits, enough for a page that tells topics and no names, and short enough to type.
SHORT = 12


@dataclass(frozen=True, slots=True)
class Plan:
    """What the secretary says about a meeting. An empty title is made from the alliance, the kind and the day."""

    starts_at: datetime
    place: str
    kind: str = "joint"
    title: str = ""
    ends_at: datetime | None = None
    chair_seat_id: int | None = None
    chair_name: str = ""
    recorder_name: str = ""
    contact: str = ""
    remark: str = ""
    late_entry: bool = False


def schedule(alliance: Alliance, plan: Plan, *, by: By, at: datetime, topics: Sequence[str] = ()) -> Meeting:
    """A new meeting with its number of the year and, where given, its free topics. 补录: one that took place already."""
    _check(alliance.id, plan, at)
    year = local(plan.starts_at).year
    meeting = Meeting(alliance_id=alliance.id, year=year, number=next_number(f"meeting:{alliance.id}:{year}"), code=chance.token()[:SHORT])
    meeting.title = plan.title or _title(alliance, plan)
    meeting.late_entry = plan.late_entry
    _fill(meeting, plan)
    db.session.add(meeting)
    db.session.flush()
    record("meeting.schedule", meeting, by=by, at=at, number=meeting.number)
    add_topics(meeting, topics, by=by, at=at)
    return meeting


def _check(alliance_id: int, plan: Plan, at: datetime) -> None:
    day, today = local(plan.starts_at).date(), local(at).date()
    if plan.kind not in KINDS:
        raise Refused("meeting.kind", field="kind")
    if plan.late_entry and day > today:
        raise Refused("meeting.not_yet", field="day")
    if not plan.late_entry and day < today:
        raise Refused("meeting.past", field="day")
    if plan.ends_at is not None and plan.ends_at <= plan.starts_at:
        raise Refused("meeting.ends_first", field="ends")
    if plan.chair_seat_id is not None:
        statement = select(Seat.alliance_id).where(Seat.id == plan.chair_seat_id, Seat.ended_at.is_(None))
        if db.session.scalar(statement) != alliance_id:
            raise Refused("meeting.chair_seat", field="chair_seat")


def _title(alliance: Alliance, plan: Plan) -> str:
    day = local(plan.starts_at).date()
    for already in range(10):
        title = default_title(alliance.name, plan.kind, day, already)
        held = select(func.count()).where(Meeting.alliance_id == alliance.id, Meeting.title == title, Meeting.state != "cancelled")
        if not db.session.scalar(held):
            return title
    return default_title(alliance.name, plan.kind, day, 0)


def _fill(meeting: Meeting, plan: Plan) -> None:
    meeting.kind, meeting.place, meeting.remark = plan.kind, plan.place, plan.remark
    meeting.starts_at, meeting.ends_at = plan.starts_at, plan.ends_at
    meeting.chair_seat_id, meeting.chair_name = plan.chair_seat_id, plan.chair_name or _delegate_of(plan.chair_seat_id)
    meeting.recorder_name, meeting.contact = plan.recorder_name, plan.contact


def _delegate_of(seat_id: int | None) -> str:
    """Who speaks for the unit whose turn it is to chair."""
    if seat_id is None:
        return ""
    statement = select(Person.name).join(Seat, Seat.delegate_id == Person.id).where(Seat.id == seat_id)
    return db.session.scalar(statement) or ""


def update(meeting: Meeting, plan: Plan, *, by: By, at: datetime) -> None:
    """Change what was planned. Once it has started, the day and the time are facts and stay (`correct_times` mends a slip)."""
    unlocked(meeting)
    if meeting.state in OPENED and plan.starts_at != meeting.starts_at:
        raise Refused("meeting.started", field="day")
    if meeting.state not in OPENED or plan.late_entry:
        _check(meeting.alliance_id, plan, at)
    meeting.title = plan.title or meeting.title
    meeting.late_entry = plan.late_entry
    meeting.version += 1
    _fill(meeting, plan)
    record("meeting.update", meeting, by=by, at=at)


def notify(meeting: Meeting, words: str, *, reason: str, by: By, at: datetime) -> Notice:
    """The notice goes out: the snapshot of rule card and roll is taken anew (voting.md §2). Late ones need the convener's reason."""
    unlocked(meeting)
    if meeting.starts_at <= at:
        raise Refused("meeting.over_already")
    if notice_is_late(meeting, at) and not reason:
        raise Refused("notice.reason_needed", field="reason", workdays=card_of(meeting.alliance_id)["notice_workdays"])
    issued_on = local(at).date()
    notice = Notice(alliance_id=meeting.alliance_id, meeting_id=meeting.id, issued_on=issued_on, words=words, reason=reason)
    db.session.add(notice)
    record("notice.issue", notice, by=by, at=at, words=reason)
    meeting.snapshot, meeting.notified_at = snapshot_of(meeting), at
    if meeting.state == "notified":
        perform(LIFECYCLE, meeting, "renotify", by=by, at=at)
    else:
        perform(LIFECYCLE, meeting, "notify", by=by, at=at)
    expect_everybody(meeting, by=by, at=at)
    return notice


def notice_is_late(meeting: Meeting, at: datetime) -> bool:
    """Whether fewer working days are left than the rule card wants (domain.md §1: 3)."""
    left = settings.calendar().between(local(at).date(), local(meeting.starts_at).date())
    return bool(left < card_of(meeting.alliance_id)["notice_workdays"])


def postpone(meeting: Meeting, reason: str, *, by: By, at: datetime) -> None:
    """延期: with a reason; a new day follows in `update`, then a new notice."""
    meeting.snapshot = None
    perform(LIFECYCLE, meeting, "postpone", by=by, at=at, words=reason)


def cancel(meeting: Meeting, reason: str, *, by: By, at: datetime) -> None:
    """取消: its issues go back to the desk through the withdrawal of every open item."""
    for item in items_of(meeting):
        if item.state in OPEN_ITEM:
            withdraw(item, reason, by=by, at=at)
    perform(LIFECYCLE, meeting, "cancel", by=by, at=at, words=reason)


def start(meeting: Meeting, typed: time | None, *, by: By, at: datetime) -> None:
    """The chair opens the meeting. One whose day is over already becomes a late entry by itself."""
    day, today = local(meeting.starts_at).date(), local(at).date()
    if day > today:
        raise Refused("meeting.too_early")
    if day < today:
        meeting.late_entry = True
    meeting.started_at = happened(meeting, typed, at, "started")
    if meeting.snapshot is None:
        meeting.snapshot = snapshot_of(meeting)
    perform(LIFECYCLE, meeting, "start", by=by, at=meeting.started_at)
    expect_everybody(meeting, by=by, at=at)


def end(meeting: Meeting, typed: time | None, *, by: By, at: datetime) -> None:
    """The meeting is over. Afterwards its end must be typed, unless the plan named one."""
    meeting.ended_at = _end_of(meeting, typed, at)
    perform(LIFECYCLE, meeting, "end", by=by, at=meeting.ended_at)


def _end_of(meeting: Meeting, typed: time | None, at: datetime) -> datetime:
    if typed is None and (meeting.late_entry or local(at).date() > local(meeting.starts_at).date()):
        if meeting.ends_at is None:
            raise Refused("meeting.end_needed", field="ended")
        ended = meeting.ends_at
    else:
        ended = happened(meeting, typed, at, "ended")
    if meeting.started_at is not None and ended <= meeting.started_at:
        raise Refused("meeting.ends_first", field="ended")
    return ended


def correct_times(meeting: Meeting, started: time, ended: time | None, *, by: By, at: datetime) -> None:
    """A slip in the times of a meeting that was held; attendance that began with the old start begins with the new one."""
    unlocked(meeting)
    if meeting.started_at is None:
        raise Refused("item.not_in_session")
    began = event_time(meeting, started, at)
    over = event_time(meeting, ended, at) if ended and meeting.ended_at else meeting.ended_at
    if over is not None and over <= began:
        raise Refused("meeting.ends_first", field="ended")
    if max(began, over or began) > at:
        raise Refused("meeting.future", field="started")
    move_arrivals(meeting, meeting.started_at, began, by=by, at=at)
    meeting.started_at, meeting.ended_at = began, over
    record("meeting.correct_times", meeting, by=by, at=at)


def lock(meeting: Meeting, *, by: By, at: datetime) -> None:
    """The minutes are signed off (called by minutes): what they rest on stays as it is."""
    meeting.locked_at = at
    record("meeting.lock", meeting, by=by, at=at)


__all__ = [
    "RECUSAL_VERBS",
    "VERBS",
    "Authority",
    "Mark",
    "Plan",
    "add_item",
    "add_topics",
    "agree",
    "cancel",
    "check_in",
    "correct_times",
    "decide",
    "defer",
    "discuss",
    "edit_item",
    "end",
    "give_letter",
    "grant_recusal",
    "lift_recusal",
    "lock",
    "mark",
    "mark_all",
    "notice_is_late",
    "notify",
    "place_item",
    "postpone",
    "put_report",
    "recommend",
    "recuse",
    "refuse_recusal",
    "reopen",
    "report",
    "schedule",
    "start",
    "strike_walk_in",
    "table_issues",
    "take_notes",
    "update",
    "walk_in",
    "withdraw",
    "withdraw_letter",
]
