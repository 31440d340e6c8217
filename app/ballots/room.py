"""The room at the moment of a decision: who is entitled, who is there, who stands back, and whether that is enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import select

from app.alliances.models import Organisation, Seat
from app.ballots.formula_words import square_metres
from app.ballots.models import Motion
from app.ballots.rules import UNDER_WAY, Measures, measures_of
from app.ballots.shares import Quorum, Share, least
from app.core.db import db
from app.core.lifecycle import Refused
from app.meetings import actions as meetings
from app.meetings import presence
from app.meetings.models import AgendaItem, Meeting
from app.meetings.rules import OPEN_ITEM, OPENED, WRITTEN, was_notified
from app.policy import Actor


@dataclass(frozen=True, slots=True)
class Room:
    """Voting seats at one instant. `here` and `recused` are subsets of `entitled`; a recused seat may be here or not.

    `quorum`: how many seats must be there; `measures`: what each weighs in every dimension, `share`: the part that must be there."""

    entitled: tuple[int, ...]
    here: frozenset[int]
    recused: frozenset[int]
    quorum: int
    measures: Measures
    share: Quorum

    @property
    def able(self) -> frozenset[int]:
        """Those who may speak for or against: present and not recused."""
        return self.here - self.recused

    def check_quorum(self) -> None:
        """The quorum is asked in every dimension, as it will be at closing."""
        for dimension, weights in self.measures.items():
            present, needed = sum(weights[seat] for seat in self.here), least(self.share, sum(weights.values()))
            if present >= needed:
                continue
            if dimension == "area":
                raise Refused("decision.no_quorum_area", present=square_metres(present), required=square_metres(needed))
            weighs = any(weight != 1 for weight in weights.values())
            raise Refused("decision.no_quorum_votes" if weighs else "decision.no_quorum", present=present, required=needed)

    def weighs(self) -> list[tuple[int, int, int | None]]:
        """(seat, weight, area) of every entitled seat, in the roll's order."""
        areas: Mapping[int, int] = self.measures.get("area", {})
        return [(seat, self.measures["seats"][seat], areas.get(seat)) for seat in self.entitled]


def room_at(meeting: Meeting, item_id: int, at: datetime) -> Room:
    entitled = tuple(presence.voting_seats(meeting))
    recused = presence.recused_from(item_id) & frozenset(entitled)
    card = presence.card(meeting)
    here = frozenset(entitled) if meeting.kind == WRITTEN else presence.present_at(meeting, at)  # in writing everybody is asked
    return Room(entitled, here, recused, presence.quorum_of(meeting), measures_of(card), Quorum(**card["quorum"]))


def rule_for(meeting: Meeting, regime: str) -> Share:
    """The share of the meeting's own card."""
    return Share(**presence.card(meeting)["rules"][regime])


def meeting_of(subject: AgendaItem) -> Meeting:
    return db.session.get_one(Meeting, subject.meeting_id)


def decision_time(meeting: Meeting, typed: time | None, now: datetime) -> datetime:
    """The event time of a decision: typed, or now; one entered after the end without a time happened before it."""
    at = presence.event_time(meeting, typed, now)
    if meeting.kind == WRITTEN:  # it lasts for days, and nothing of it is entered afterwards
        return now
    if typed is None and meeting.late_entry:  # whoever came late was there when it was decided, unless a time says otherwise
        at = max(at, presence.latest_arrival(meeting) or at)
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


def discuss(item: AgendaItem, *, by: Actor, at: datetime) -> None:
    """Whoever objects or moves has the item on the table."""
    if item.state == "pending":
        meetings.discuss(item, by=by, at=at)


def check_no_motion_under_way(item: AgendaItem, but: Motion | None = None) -> None:
    """One at a time. `but`: the motion that is about to open, which may be a draft itself."""
    others = select(Motion.id).where(Motion.item_id == item.id, Motion.state.in_(UNDER_WAY), Motion.id != (but.id if but else 0))
    if db.session.scalar(others.limit(1)):
        raise Refused("motion.under_way")


def check_unlocked(motion: Motion) -> None:
    if db.session.get_one(Meeting, motion.meeting_id).locked_at is not None:
        raise Refused("decision.locked")
