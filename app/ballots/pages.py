"""What the card of an agenda item shows about its decision. The meeting's page includes templates/ballots/_decision.html with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.ballots import forms
from app.ballots.checklist import NONE, Hints, hints
from app.ballots.messages import REASONS
from app.ballots.models import Motion
from app.ballots.outside_pages import Outside, outside_cards
from app.ballots.queries import Background, CallRow, Record, RollRow, Seated, Sitting, backgrounds, record_of
from app.ballots.room import came_after_notice
from app.ballots.rules import NOT_OURS, UNDER_WAY, ballot_fault, ballot_regime, consensus_fault, consensus_required, measures_of, standing
from app.ballots.shares import Quorum, Share, least
from app.ballots.shown import Ballot, Here, VoteCard, asks_of
from app.core.clock import now
from app.meetings import presence
from app.meetings.hall_codes import lifted
from app.meetings.models import AgendaItem, Meeting
from app.meetings.rules import OPEN_ITEM, OPENED, WRITTEN
from app.policy import Actor, may

NOTHING = Background()


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything templates/ballots/_decision.html needs for one item.

    `asks_consensus`, `asks_ballot`: which of the two the secretary may start now. `late`: event times are typed.
    `not_ours`: why the alliance does not decide this, and the next step.
    """

    item: AgendaItem
    calls: tuple[CallRow, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    room: Here | None = None
    runs: bool = False
    late: bool = False
    asks_consensus: bool = False
    asks_ballot: bool = False
    not_ours: str = ""
    majority: Share | None = None  # what a ballot on this item needs
    agreement: Share | None = None  # what consensus is measured by
    notified: bool = True
    behind: Background = NOTHING
    usual: str = "named"  # how the card wants ballots to be held
    in_writing: bool = False
    outside: Outside | None = None  # of what the owners or the residents' meeting decide

    def must_wait(self, motion: Motion) -> bool:
        """Whether this one was deferred and another one of the item is under way, which comes first."""
        return motion.state == "deferred" and any(other.motion.state in UNDER_WAY for other in self.ballots)

    @property
    def needed(self) -> int:
        """How many must be able to speak before consensus is asked for."""
        if self.room is None or self.agreement is None:
            return 0
        return consensus_required(self.agreement, len(self.room.units), len(self.room.recused), len(self.room.able))

    @property
    def asks(self) -> str:
        return asks_of(self.majority, self.room) if self.majority and self.room else ""

    @property
    def hints(self) -> Hints:
        if self.room is None:
            return NONE
        words = (self.item.title, self.item.summary, self.item.presenter, *self.behind.words)
        return hints(words, self.room.units, self.room.recused, self.behind.requested)

    def declare_form(self) -> forms.DeclareForm:
        form = forms.DeclareForm.shown(key=self.item.id)
        for seat, _words in form.rows():
            seat.offer(self._able())
        return form

    def objection_form(self) -> forms.ObjectionForm:
        form = forms.ObjectionForm.shown(key=self.item.id)
        form.objector.offer(self._able())
        return form

    def reservation_form(self, call: CallRow) -> forms.ReservationForm:
        form = forms.ReservationForm.shown(key=call.id)
        form.seat_1.offer(self._able())
        return form

    def hands_form(self) -> forms.HandsForm:
        return forms.HandsForm.shown(key=self.item.id, text=self.item.title)

    def motion_form(self) -> forms.MotionForm:
        return forms.MotionForm.shown(key=self.item.id, text=self.item.title, visibility=self.usual)

    def _able(self) -> list[tuple[int, str]]:
        return self.room.names(self.room.able) if self.room else []


@dataclass(frozen=True, slots=True)
class _Hall:
    """What is the same for every item of a meeting: its card, who reads, who is there. `room`: as it is where nobody stands back."""

    meeting: Meeting
    card: Mapping[str, Any]
    room: Here
    record: Record
    actor: Actor
    at: datetime
    runs: bool
    reads_names: bool

    @property
    def late(self) -> bool:
        """Whether what is entered now happened earlier, so that its time can be typed."""
        return _late(self.meeting)


def decisions_for(
    meeting: Meeting, items: Sequence[AgendaItem], actor: Actor, *, unfolded: Collection[int] | None = None, seated: Seated | None = None
) -> Mapping[int, Decision]:
    """item id -> its decision, for these items of the meeting. Four statements, whatever the number of items, one less where `seated` is
    known; two more for whoever opens a ballot that waits; none before the meeting begins.

    `unfolded`: the items whose cards show everything (default all); of the others who voted is read only while their ballot is open."""
    if meeting.state not in OPENED:
        return {item.id: Decision(item) for item in items}
    record, at = record_of(meeting.id, [item.id for item in items], unfolded, seated), now()
    hall = _hall(meeting, record, actor, at)
    shown = record.motions if unfolded is None else {item_id: record.motions.get(item_id, ()) for item_id in unfolded}
    waits = any(motion.state in ("draft", "deferred") for motions in shown.values() for motion in motions)
    behind = backgrounds(meeting.id) if waits and hall.runs else {}
    outside = outside_cards(meeting, items, actor)
    return {item.id: _decision(hall, item, behind.get(item.id, NOTHING), outside.get(item.id)) for item in items}


def _decision(hall: _Hall, item: AgendaItem, behind: Background, outside: Outside | None) -> Decision:
    meeting, card, record = hall.meeting, hall.card, hall.record
    calls, motions = record.calls.get(item.id, ()), record.motions.get(item.id, ())
    recused = record.recused.get(item.id, frozenset()) & hall.room.units.keys()
    room = replace(hall.room, recused=recused) if recused else hall.room
    runs = hall.runs and meeting.locked_at is None
    held = meeting.kind != WRITTEN  # consensus and ballots of the room; what is in writing is sent (written.py)
    startable = held and runs and item.state in OPEN_ITEM and not any(motion.state in UNDER_WAY for motion in motions)
    reason = NOT_OURS.get(item.regime, "") if runs and item.state in OPEN_ITEM else ""
    return Decision(
        item=item,
        calls=calls,
        ballots=tuple(_ballot(hall, item, motion, motions, room) for motion in motions),
        room=room,
        runs=runs,
        late=hall.late,
        asks_consensus=startable and consensus_fault(item.regime) is None,
        asks_ballot=startable and ballot_fault(item.regime, calls[-1].outcome if calls else "") is None,
        not_ours=str(REASONS[reason]) if reason and reason != "decision.nothing" else "",
        majority=Share(**card["rules"][ballot_regime(item.regime)]) if item.regime not in NOT_OURS else None,
        agreement=Share(**card["rules"]["alliance_majority"]),
        notified=not came_after_notice(meeting, item),
        behind=behind,
        usual=card["visibility"],
        in_writing=not held,
        outside=outside,
    )


def _late(meeting: Meeting) -> bool:
    """Whether what is entered now happened earlier, so that its time can be typed."""
    return meeting.late_entry or meeting.ended_at is not None


def _hall(meeting: Meeting, record: Record, actor: Actor, at: datetime) -> _Hall:
    """Who is there now; afterwards everybody who came, because the time of the act is not known yet."""
    card = presence.card(meeting)
    units = {line["seat"]: line["organisation"] for line in card["roll"] if line["votes"]}
    late = _late(meeting)

    def here(sitting: Sitting) -> bool:
        return sitting.status == "present" if late else sitting.here_at(at)

    present = frozenset(seat for seat, sitting in record.sittings.items() if seat in units and here(sitting))
    if meeting.kind == WRITTEN:  # everybody is asked
        present = frozenset(units)
    quorum = Quorum(**card["quorum"])
    room = Here(units, present, frozenset(), least(quorum, len(units)), measures_of(card), quorum)
    return _Hall(meeting, card, room, record, actor, at, may(actor, "ballots.run", meeting), may(actor, "ballots.read_names", meeting))


def _ballot(hall: _Hall, item: AgendaItem, motion: Motion, motions: Sequence[Motion], room: Here) -> Ballot:
    meeting, record = hall.meeting, hall.record
    roll = record.rolls.get(motion.id, ())
    voting = motion.state == "open" and motion.visibility == "named"
    cards = [_card(motion, line, record.sittings.get(line.seat_id), room, hall.actor, hall.at) for line in roll] if voting else []
    return Ballot(
        motion=motion,
        roll=roll,
        room=room,
        cards=tuple(card for card in cards if card),
        rule=Share(**(motion.rule or hall.card["rules"][motion.regime])),
        notified=meeting.notified_at is not None and not came_after_notice(meeting, item),
        late=hall.late,
        reads_names=hall.reads_names,
        chair_casts=hall.card["casting_vote"] and motion is motions[-1],
        followed=any(motion.id in (one.redo_of_id, one.runoff_of_id) and standing(one) for one in motions),
        weighted=motion.id in record.weighted,
    )


def _card(motion: Motion, line: RollRow, sitting: Sitting | None, room: Here, actor: Actor, at: datetime) -> VoteCard | None:
    """The reader's card for a seat: of the seats that are the reader's, and of one that the reader was checked in for."""
    if motion.written:
        return _answer_card(motion, line, room, actor, at)
    acts = sitting is not None and sitting.person_id == actor.id and sitting.here_at(at)
    if not acts and line.seat_id not in actor.seats:
        return None
    carried = acts and sitting is not None and sitting.holder is not None
    if line.seat_id in room.recused:
        state = "recused"
    elif carried and sitting is not None and sitting.holder in room.recused:
        state = "barred"
    else:
        state = "may" if acts else "absent"
    return VoteCard(line.seat_id, line.unit, state, line.choice if line.cast else "", line.by_paper, carried, line.picks, motion.id)


def _answer_card(motion: Motion, line: RollRow, room: Here, actor: Actor, at: datetime) -> VoteCard | None:
    """The same of a ballot in writing, where nobody checks in: until the deadline, from a sign-in that typed its code."""
    if line.seat_id not in actor.seats:
        return None
    if line.seat_id in room.recused:
        state = "recused"
    elif motion.deadline is not None and at >= motion.deadline:
        state = "over"
    else:
        state = "may" if lifted(actor.signin_id, actor.id, motion.meeting_id, at) else "code"
    return VoteCard(line.seat_id, line.unit, state, line.choice if line.cast else "", line.by_paper, picks=line.picks, motion_id=motion.id)


__all__ = ["Ballot", "Decision", "Here", "VoteCard", "decisions_for"]
