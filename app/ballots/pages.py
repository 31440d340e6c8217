"""What the card of an agenda item shows about its decision. The meeting's page includes templates/ballots/_decision.html with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.ballots import forms
from app.ballots.formula import formula, formula_en
from app.ballots.messages import REASONS
from app.ballots.models import Motion
from app.ballots.queries import CallRow, Record, RollRow, Sitting, outcome_of, record_of, share_of
from app.ballots.room import came_after_notice
from app.ballots.rules import NOT_OURS, REDONE, ballot_fault, ballot_regime, consensus_fault, consensus_required
from app.ballots.sentences import asks
from app.ballots.shares import Share
from app.core.clock import now
from app.core.i18n import language
from app.meetings import presence
from app.meetings.models import AgendaItem, Meeting
from app.meetings.rules import OPEN_ITEM, OPENED
from app.policy import Actor, may


@dataclass(frozen=True, slots=True)
class Here:
    """The room as the page shows it: voting seats by id, and how many it takes."""

    units: Mapping[int, str]
    here: frozenset[int]
    recused: frozenset[int]
    quorum: int

    @property
    def able(self) -> frozenset[int]:
        return self.here - self.recused

    @property
    def enough(self) -> bool:
        return len(self.here) >= self.quorum

    def names(self, seats: frozenset[int]) -> list[tuple[int, str]]:
        """The named seats in the roll's order."""
        return [(seat, unit) for seat, unit in self.units.items() if seat in seats]


@dataclass(frozen=True, slots=True)
class VoteCard:
    """One seat that the reader acts for. state: may, recused, absent."""

    seat_id: int
    unit: str
    state: str
    choice: str
    by_paper: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the result's picture, in votes of `whole`."""

    choice: str
    votes: int
    whole: int

    @property
    def width(self) -> str:
        return f"{100 * self.votes / self.whole:.2f}"


@dataclass(frozen=True, slots=True)
class Ballot:
    """A motion on the card. `roll` is empty until it opens."""

    motion: Motion
    roll: tuple[RollRow, ...]
    room: Here
    cards: tuple[VoteCard, ...]
    asks: str
    notified: bool
    late: bool
    reads_names: bool

    @property
    def id(self) -> int:
        return self.motion.id

    @property
    def cast(self) -> int:
        return sum(line.cast for line in self.roll if line.seat_id not in self.room.recused)

    @property
    def able(self) -> int:
        """Everybody who can still vote or has voted."""
        cast = {line.seat_id for line in self.roll if line.cast}
        return len((self.room.here | cast) - self.room.recused)

    @property
    def waiting(self) -> list[tuple[int, str]]:
        """Seats that could vote and have not."""
        cast = frozenset(line.seat_id for line in self.roll if line.cast)
        return self.room.names(self.room.able - cast)

    @property
    def held(self) -> list[RollRow]:
        return [line for line in self.roll if line.cast and line.seat_id not in self.room.recused]

    @property
    def formula(self) -> str:
        """The sentence beside the result, in the reader's language."""
        words = formula_en if language() == "en" else formula
        return words(outcome_of(self.motion), share_of(self.motion))

    @property
    def bars(self) -> tuple[Bar, ...]:
        """For, against, abstain, invalid, not voted and, where the absent count in the base, those."""
        counts: dict[str, Any] = (self.motion.counts or {})["counts"]["seats"]
        away = counts["entitled"] - counts["recused_absent"] - counts["present"] if share_of(self.motion).base == "entitled" else 0
        numbers = {name: counts[name] for name in ("for", "against", "abstain", "invalid", "not_voted")} | {"away": away}
        whole = max(counts["base"], sum(numbers.values()))
        always = ("for", "against", "abstain")
        return tuple(Bar(name, votes, whole) for name, votes in numbers.items() if whole and (votes or name in always))

    @property
    def required(self) -> int | None:
        return (self.motion.counts or {})["counts"]["seats"]["required"]  # type: ignore[no-any-return]  # JSON

    @property
    def threshold(self) -> str:
        """Where the needed votes stand on the bar of those for, in percent."""
        return f"{100 * self.required / self.bars[0].whole:.2f}" if self.required and self.bars else ""

    @property
    def by_choice(self) -> list[tuple[str, list[str]]]:
        """Who chose what, for readers inside the alliance."""
        order = ("for", "against", "abstain", "invalid")
        chosen = [(choice, [line.unit for line in self.roll if line.choice == choice]) for choice in order]
        return [(choice, units) for choice, units in chosen if units]

    @property
    def may_redo(self) -> bool:
        return self.motion.result in REDONE

    def open_form(self) -> forms.OpenForm:
        return forms.OpenForm.shown(key=self.id)

    def hands_form(self) -> forms.HandsCount:
        return forms.HandsCount.shown(key=self.id)

    def close_form(self) -> forms.CloseForm:
        return forms.CloseForm.shown(key=self.id)

    def papers_form(self) -> forms.PapersForm:
        return forms.PapersForm.shown(key=self.id)

    def typed(self, seat_id: int) -> str:
        """What was just sent for a seat and could not be saved."""
        form = self.papers_form()
        return form.typed().get(seat_id, "") if form.is_submitted() else ""

    def paper_form(self, line: RollRow) -> forms.PaperForm:
        return forms.PaperForm.shown(key=f"{self.id}-{line.seat_id}")

    def end_form(self) -> forms.EndForm:
        return forms.EndForm.shown(key=self.id)

    def void_form(self) -> forms.VoidForm:
        return forms.VoidForm.shown(key=self.id)


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
        return forms.MotionForm.shown(key=self.item.id, text=self.item.title)

    def _able(self) -> list[tuple[int, str]]:
        return self.room.names(self.room.able) if self.room else []


def decisions_for(meeting: Meeting, items: Sequence[AgendaItem], actor: Actor) -> Mapping[int, Decision]:
    """item id -> its decision, for every item of the meeting. Four statements, whatever the number of items; none before it begins."""
    if meeting.state not in OPENED:
        return {item.id: Decision(item) for item in items}
    record, at = record_of(meeting.id), now()
    return {item.id: _decision(meeting, item, record, actor, at) for item in items}


def _decision(meeting: Meeting, item: AgendaItem, record: Record, actor: Actor, at: datetime) -> Decision:
    calls, motions = record.calls.get(item.id, ()), record.motions.get(item.id, ())
    room = _room(meeting, item, record, at)
    majority = Share(**presence.card(meeting)["rules"][ballot_regime(item.regime)]) if item.regime not in NOT_OURS else None
    ballots = tuple(_ballot(meeting, item, motion, record, room, actor, at) for motion in motions)
    runs = may(actor, "ballots.run", meeting) and meeting.locked_at is None
    startable = runs and item.state in OPEN_ITEM and not any(motion.state in ("draft", "open") for motion in motions)
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
        asks=_asks(majority, room) if majority else "",
        notified=not came_after_notice(meeting, item),
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
    recused = record.recused.get(item.id, frozenset()) & frozenset(units)
    return Here(units, present, recused, presence.quorum_of(meeting))


def _needed(meeting: Meeting, room: Here) -> int:
    majority = Share(**presence.card(meeting)["rules"]["alliance_majority"])
    return consensus_required(majority, len(room.units), len(room.recused), len(room.able))


def _asks(share: Share, room: Here) -> str:
    present_recused = len(room.recused & room.here)
    return asks(share, len(room.units), len(room.recused), len(room.here), present_recused, "en" if language() == "en" else "zh")


def _ballot(meeting: Meeting, item: AgendaItem, motion: Motion, record: Record, room: Here, actor: Actor, at: datetime) -> Ballot:
    roll = record.rolls.get(motion.id, ())
    rule = motion.rule or presence.card(meeting)["rules"][motion.regime]
    voting = motion.state == "open" and motion.visibility == "named"
    cards = [_card(line, record.sittings.get(line.seat_id), room, actor, at) for line in roll] if voting else []
    return Ballot(
        motion=motion,
        roll=roll,
        room=room,
        cards=tuple(card for card in cards if card),
        asks=_asks(Share(**rule), room),
        notified=meeting.notified_at is not None and not came_after_notice(meeting, item),
        late=_late(meeting),
        reads_names=may(actor, "ballots.read_names", meeting),
    )


def _card(line: RollRow, sitting: Sitting | None, room: Here, actor: Actor, at: datetime) -> VoteCard | None:
    """The reader's card for a seat: of the seats that are the reader's, and of one that the reader was checked in for."""
    acts = sitting is not None and sitting.person_id == actor.id and sitting.here_at(at)
    if not acts and line.seat_id not in actor.seats:
        return None
    state = "recused" if line.seat_id in room.recused else "may" if acts else "absent"
    return VoteCard(line.seat_id, line.unit, state, line.choice if line.cast else "", line.by_paper)
