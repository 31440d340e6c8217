"""How ballots come in: by telephone, on paper typed by the secretary, by hands. Every seat has at most one, and the last one counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from app.ballots import in_writing
from app.ballots.models import Motion, RollEntry, Vote
from app.ballots.question import CHOICES, WITHDRAWN, Choice, choice_fault, stored
from app.ballots.room import name_of_seat, room_at
from app.ballots.rules import question_of, scrutineer_fault
from app.core.clock import local
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.perform import record
from app.meetings import presence
from app.meetings.models import Meeting
from app.policy import Actor


def roll_of(motion: Motion) -> list[RollEntry]:
    """The frozen roll in the order of the meeting's roll."""
    return list(db.session.scalars(select(RollEntry).where(RollEntry.motion_id == motion.id).order_by(RollEntry.id)))


def votes_of(motion: Motion) -> dict[int, Vote]:
    """Seat id -> its ballot, withdrawn ones too."""
    return {vote.seat_id: vote for vote in db.session.scalars(select(Vote).where(Vote.motion_id == motion.id).order_by(Vote.seat_id))}


def cast(motion: Motion, seat_id: int, choice: Choice, *, by: Actor, at: datetime) -> None:
    """A delegate's own named ballot; until closing it may be changed. Refused for anybody who does not act for the seat now.

    `choice` as voting.md §8 writes it: for, against, abstain; an option, none or abstain; a list of options ([] abstains)."""
    meeting = db.session.get_one(Meeting, motion.meeting_id)
    _check_named(motion)
    _check_choice(motion, choice)
    _check_on_roll(motion, seat_id)
    if seat_id in presence.recused_from(motion.item_id):
        raise Refused("vote.recused", unit=name_of_seat(seat_id))
    if motion.written:
        in_writing.check_answer(motion, seat_id, by=by, at=at)
    elif meeting.state != "in_session":
        raise Refused("vote.meeting_over")
    elif not presence.may_act(by.id, seat_id, meeting, at):
        raise Refused("vote.not_acting", unit=name_of_seat(seat_id))
    if seat_id in presence.barred_holders(motion.item_id, meeting, at):
        raise Refused("vote.barred", unit=name_of_seat(seat_id))
    _put(motion, seat_id, choice, by_paper=False, person_id=by.id, words="", by=by, at=at)


def type_papers(motion: Motion, choices: Mapping[int, Choice], *, by: Actor, at: datetime) -> None:
    """Papers typed by the secretary, all or none. A seat whose ballot is here already is corrected one by one, with a reason."""
    _check_named(motion, on_paper=True)
    if not choices:
        raise Refused("paper.nothing")
    for choice in choices.values():
        _check_choice(motion, choice, on_paper=True)
    votes = votes_of(motion)
    for seat_id, choice in choices.items():
        held = votes.get(seat_id)
        if held is not None and held.choice != WITHDRAWN and (held.choice, held.picks) != stored(question_of(motion), choice):
            raise Refused("paper.voted_already", unit=name_of_seat(seat_id))
    _check_papers(motion, choices, at)
    for seat_id, choice in choices.items():
        held = votes.get(seat_id)
        if held is None or held.choice == WITHDRAWN:
            _put(motion, seat_id, choice, by_paper=True, person_id=None, words="", by=by, at=at)


def correct_paper(motion: Motion, seat_id: int, choice: Choice, reason: str, *, by: Actor, at: datetime) -> None:
    """What was typed or cast for a seat is corrected until closing, with a reason; "withdrawn" where a paper was typed for the wrong seat.

    Nobody else takes back what a delegate cast by telephone: the seat's people are told of a paper that stands instead, not of nothing."""
    _check_named(motion, on_paper=True)
    held = votes_of(motion).get(seat_id)
    if held is None:
        raise Refused("paper.none_yet", unit=name_of_seat(seat_id))
    if not reason:
        raise Refused("paper.reason", field="reason")
    if choice == WITHDRAWN:
        if not held.by_paper:
            raise Refused("paper.by_phone", field="choice", unit=name_of_seat(seat_id))
        withdraw(held, by=by, at=at, words=reason)
        return
    _check_choice(motion, choice, on_paper=True)
    _check_papers(motion, (seat_id,), at)
    _put(motion, seat_id, choice, by_paper=True, person_id=None, words=reason, by=by, at=at)


def withdraw(vote: Vote, *, by: Actor, at: datetime, words: str = "") -> None:
    """The ballot counts for nothing any more; what it was stays in the ledger."""
    if vote.choice == WITHDRAWN:
        return
    was, vote.choice, vote.picks = vote.choice, WITHDRAWN, None
    record("vote.withdraw", vote, by=by, at=at, words=words, seat=vote.seat_id, was=was)


def type_hands(motion: Motion, totals: Mapping[str, int], scrutineer: str, *, by: Actor, at: datetime) -> None:
    """Hands as they were counted: never more than could be raised, and confirmed by a third person."""
    meeting = db.session.get_one(Meeting, motion.meeting_id)
    if motion.visibility != "hands":
        raise Refused("hands.mixed")
    if motion.state != "open":
        raise Refused("motion.not_open")
    raised, able = sum(totals.values()), len(room_at(meeting, motion.item_id, at).able)
    if raised > able:
        raise Refused("hands.count", field="votes_for", raised=raised, able=able)
    if fault := scrutineer_fault(scrutineer, by.name, meeting.chair_name):
        raise Refused(fault, field="scrutineer")
    motion.totals = {choice: totals[choice] for choice in CHOICES}
    motion.scrutineer = scrutineer
    record("motion.hands", motion, by=by, at=at, words=scrutineer, **{f"votes_{choice}": totals[choice] for choice in CHOICES})


def _check_named(motion: Motion, *, on_paper: bool = False) -> None:
    if motion.state != "open":
        closed = motion.closed_at
        if closed is not None:
            raise Refused("vote.closed", time=f"{local(closed):%H:%M}")
        raise Refused("motion.not_open")
    if motion.visibility == "secret":
        raise Refused("paper.secret" if on_paper else "vote.secret")
    if motion.visibility != "named":
        raise Refused("vote.by_hands")


def _check_on_roll(motion: Motion, seat_id: int) -> None:
    if not db.session.scalar(select(RollEntry.id).where(RollEntry.motion_id == motion.id, RollEntry.seat_id == seat_id)):
        raise Refused("vote.not_on_roll")


def _check_choice(motion: Motion, choice: Choice, *, on_paper: bool = False) -> None:
    asked = question_of(motion)
    if fault := choice_fault(asked, choice, on_paper=on_paper):
        raise Refused(fault, field="choice", **({"most": asked.max_choices} if fault == "choice.too_many" else {}))


def _check_papers(motion: Motion, seats: Iterable[int], at: datetime) -> None:
    """Every paper is of a seat on the roll that was in the room while the ballot was open."""
    meeting = db.session.get_one(Meeting, motion.meeting_id)
    room = room_at(meeting, motion.item_id, at)
    was_here = room.here | presence.present_at(meeting, motion.opened_at or at)
    barred = presence.barred_holders(motion.item_id, meeting, at)
    for seat_id in seats:
        _check_on_roll(motion, seat_id)
        if seat_id in room.recused:
            raise Refused("paper.recused", unit=name_of_seat(seat_id))
        if seat_id in barred:
            raise Refused("paper.barred", unit=name_of_seat(seat_id))
        if seat_id not in was_here:
            raise Refused("paper.absent", unit=name_of_seat(seat_id))


def _put(
    motion: Motion, seat_id: int, given: Choice, *, by_paper: bool, person_id: int | None, words: str, by: Actor, at: datetime
) -> None:
    choice, picks = stored(question_of(motion), given)
    vote = db.session.scalar(select(Vote).where(Vote.motion_id == motion.id, Vote.seat_id == seat_id))
    if vote is None:
        vote = Vote(alliance_id=motion.alliance_id, motion_id=motion.id, seat_id=seat_id)
        db.session.add(vote)
        was, were = "", []
    elif (vote.choice, vote.picks, vote.by_paper, vote.person_id) == (choice, picks, by_paper, person_id):
        return
    else:
        was, were = vote.choice, _places(motion, vote.picks)
    vote.choice, vote.picks, vote.by_paper, vote.person_id, vote.at = choice, picks, by_paper, person_id, at
    event = "vote.change" if was else "vote.cast"
    facts = {"places": _places(motion, picks), "were": were} if picks or were else {}
    record(event, vote, by=by, at=at, words=words, seat=seat_id, choice=choice, was=was, by_paper=by_paper, **facts)


def _places(motion: Motion, picks: Sequence[str] | None) -> list[int]:
    """Which options were picked, by their places from 1 on: the ledger holds numbers, the options stand in the motion."""
    return [place for place, option in enumerate(motion.options or [], 1) if option in (picks or ())]
