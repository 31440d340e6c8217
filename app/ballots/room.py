"""The room at the moment of a decision: who is entitled, who is there, who stands back, and whether that is enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from app.alliances.models import Organisation, Seat
from app.ballots.models import Motion
from app.ballots.shares import Share
from app.core.db import db
from app.core.lifecycle import Refused
from app.meetings import presence
from app.meetings.models import AgendaItem, Meeting
from app.meetings.rules import OPEN_ITEM, OPENED, was_notified


@dataclass(frozen=True, slots=True)
class Room:
    """Voting seats at one instant. `here` and `recused` are subsets of `entitled`; a recused seat may be here or not."""

    entitled: tuple[int, ...]
    here: frozenset[int]
    recused: frozenset[int]
    quorum: int

    @property
    def able(self) -> frozenset[int]:
        """Those who may speak for or against: present and not recused."""
        return self.here - self.recused

    def check_quorum(self) -> None:
        if len(self.here) < self.quorum:
            raise Refused("decision.no_quorum", present=len(self.here), required=self.quorum)


def room_at(meeting: Meeting, item_id: int, at: datetime) -> Room:
    entitled = tuple(presence.voting_seats(meeting))
    recused = presence.recused_from(item_id) & frozenset(entitled)
    return Room(entitled, presence.present_at(meeting, at), recused, presence.quorum_of(meeting))


def rule_for(meeting: Meeting, regime: str) -> Share:
    """The share of the meeting's own card."""
    return Share(**presence.card(meeting)["rules"][regime])


def meeting_of(subject: AgendaItem) -> Meeting:
    return db.session.get_one(Meeting, subject.meeting_id)


def decision_time(meeting: Meeting, typed: time | None, now: datetime) -> datetime:
    """The event time of a decision: typed, or now; one entered after the end without a time happened before it."""
    at = presence.event_time(meeting, typed, now)
    if typed is None and meeting.ended_at is not None and at > meeting.ended_at:
        return meeting.ended_at
    if at > now:
        raise Refused("meeting.future", field="time")
    return at


def ballot_time(motion: Motion, typed: time | None, now: datetime) -> datetime:
    """The event time of something that happened to an open ballot: without a typed time not before it opened."""
    at = decision_time(db.session.get_one(Meeting, motion.meeting_id), typed, now)
    return max(at, motion.opened_at) if typed is None and motion.opened_at else at


def check_open(meeting: Meeting, item: AgendaItem) -> None:
    """A decision belongs into a meeting that has begun and whose minutes are not signed, on an item that nothing has settled yet."""
    if meeting.locked_at is not None:
        raise Refused("decision.locked")
    if meeting.state not in OPENED:
        raise Refused("decision.not_in_session")
    if item.state not in OPEN_ITEM:
        raise Refused("decision.settled")


def came_after_notice(meeting: Meeting, item: AgendaItem) -> bool:
    """What was not notified may be discussed but not balloted (domain.md §6). Where no notice went out from here (it was given on paper
    or by telephone), whether people knew is asked before the ballot opens."""
    return meeting.notified_at is not None and not was_notified(item.added_at, meeting.notified_at, meeting.late_entry)


def name_of_seat(seat_id: int) -> str:
    """The organisation's name, "" where there is no such seat."""
    seat = db.session.get(Seat, seat_id)
    unit = db.session.get(Organisation, seat.organisation_id) if seat else None
    return unit.name if unit else ""
