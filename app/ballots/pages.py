"""What the card of an agenda item shows about its decision. The meeting's page includes templates/ballots/_decision.html with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.ballots import forms
from app.ballots.checklist import NONE, Hints, hints
from app.ballots.messages import REASONS
from app.ballots.models import Motion
from app.ballots.queries import Background, CallRow, Record, RollRow, Sitting, backgrounds, record_of
from app.ballots.room import came_after_notice
from app.ballots.rules import NOT_OURS, UNDER_WAY, ballot_fault, ballot_regime, consensus_fault, consensus_required, measures_of, standing
from app.ballots.shares import Quorum, Share
from app.ballots.shown import Ballot, Here, VoteCard, asks_of
from app.core.clock import now
from app.meetings import presence
from app.meetings.hall_codes import lifted
from app.meetings.models import AgendaItem, Meeting
from app.meetings.rules import OPEN_ITEM, OPENED, WRITTEN
from app.policy import Actor, may


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
    needed: int = 0
    asks: str = ""
    notified: bool = True
    hints: Hints = NONE
    usual: str = "named"  # how the card wants ballots to be held
    in_writing: bool = False

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


def decisions_for(meeting: Meeting, items: Sequence[AgendaItem], actor: Actor) -> Mapping[int, Decision]:
    """item id -> its decision, for every item of the meeting. Four statements, whatever the number of items,
    and two more for whoever opens a ballot that waits; none before it begins."""
    if meeting.state not in OPENED:
        return {item.id: Decision(item) for item in items}
    record, at = record_of(meeting.id), now()
    waits = any(motion.state in ("draft", "deferred") for motions in record.motions.values() for motion in motions)
    behind = backgrounds(meeting.id) if waits and may(actor, "ballots.run", meeting) else {}
    return {item.id: _decision(meeting, item, record, behind.get(item.id, Background()), actor, at) for item in items}


def _decision(meeting: Meeting, item: AgendaItem, record: Record, behind: Background, actor: Actor, at: datetime) -> Decision:
    calls, motions = record.calls.get(item.id, ()), record.motions.get(item.id, ())
    room = _room(meeting, item, record, at)
    majority = Share(**presence.card(meeting)["rules"][ballot_regime(item.regime)]) if item.regime not in NOT_OURS else None
    ballots = tuple(_ballot(meeting, item, motion, motions, record, room, actor, at) for motion in motions)
    runs = may(actor, "ballots.run", meeting) and meeting.locked_at is None
    held = meeting.kind != WRITTEN  # consensus and ballots of the room; what is in writing is sent (written.py)
    startable = held and runs and item.state in OPEN_ITEM and not any(motion.state in UNDER_WAY for motion in motions)
    reason = NOT_OURS.get(item.regime, "") if runs and item.state in OPEN_ITEM else ""
    return Decision(
        item=item,
        calls=calls,
        ballots=ballots,
        room=room,
        runs=runs,
        late=_late(meeting),
        asks_consensus=startable and consensus_fault(item.regime) is None,
        asks_ballot=startable and ballot_fault(item.regime, calls[-1].outcome if calls else "") is None,
        not_ours=str(REASONS[reason]) if reason and reason != "decision.nothing" else "",
        needed=_needed(meeting, room),
        asks=asks_of(majority, room) if majority else "",
        notified=not came_after_notice(meeting, item),
        usual=presence.card(meeting)["visibility"],
        hints=hints((item.title, item.summary, item.presenter, *behind.words), room.units, room.recused, behind.requested),
        in_writing=not held,
    )


def _late(meeting: Meeting) -> bool:
    """Whether what is entered now happened earlier, so that its time can be typed."""
    return meeting.late_entry or meeting.ended_at is not None


def _room(meeting: Meeting, item: AgendaItem, record: Record, at: datetime) -> Here:
    """Who is there now; afterwards everybody who came, because the time of the act is not known yet."""
    units = {line["seat"]: line["organisation"] for line in presence.card(meeting)["roll"] if line["votes"]}

    def here(sitting: Sitting) -> bool:
        return sitting.status == "present" if _late(meeting) else sitting.here_at(at)

    present = frozenset(seat for seat, sitting in record.sittings.items() if seat in units and here(sitting))
    if meeting.kind == WRITTEN:  # everybody is asked
        present = frozenset(units)
    recused = record.recused.get(item.id, frozenset()) & frozenset(units)
    card = presence.card(meeting)
    return Here(units, present, recused, presence.quorum_of(meeting), measures_of(card), Quorum(**card["quorum"]))


def _needed(meeting: Meeting, room: Here) -> int:
    majority = Share(**presence.card(meeting)["rules"]["alliance_majority"])
    return consensus_required(majority, len(room.units), len(room.recused), len(room.able))


def _ballot(
    meeting: Meeting, item: AgendaItem, motion: Motion, motions: Sequence[Motion], record: Record, room: Here, actor: Actor, at: datetime
) -> Ballot:
    roll = record.rolls.get(motion.id, ())
    rule = motion.rule or presence.card(meeting)["rules"][motion.regime]
    voting = motion.state == "open" and motion.visibility == "named"
    cards = [_card(motion, line, record.sittings.get(line.seat_id), room, actor, at) for line in roll] if voting else []
    return Ballot(
        motion=motion,
        roll=roll,
        room=room,
        cards=tuple(card for card in cards if card),
        asks=asks_of(Share(**rule), room),
        notified=meeting.notified_at is not None and not came_after_notice(meeting, item),
        late=_late(meeting),
        reads_names=may(actor, "ballots.read_names", meeting),
        chair_casts=presence.card(meeting)["casting_vote"] and motion is motions[-1],
        followed=any(motion.id in (one.redo_of_id, one.runoff_of_id) and standing(one) for one in motions),
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
