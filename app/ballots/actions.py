"""Deciding: asking for consensus, and a motion from its first words to its result. How ballots come in stands in casting.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.ballots import casting
from app.ballots.case_json import outcome_json, read_case
from app.ballots.counting import count
from app.ballots.models import Consensus, Motion, RollEntry, Voice
from app.ballots.room import Room, came_after_notice, check_open, meeting_of, name_of_seat, room_at, rule_for
from app.ballots.rules import (
    CHECKS,
    CONSENSUS_LIFECYCLE,
    LIFECYCLE,
    OUTCOMES,
    REDONE,
    VISIBILITIES,
    VOID_REASONS,
    WITHDRAWN,
    ballot_fault,
    ballot_regime,
    case_of,
    consensus_fault,
    consensus_required,
)
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.perform import By, perform, record
from app.meetings import actions as meetings
from app.meetings import presence
from app.meetings.models import AgendaItem, Meeting
from app.meetings.rules import OPEN_ITEM
from app.policy import Actor

Said = tuple[int, str]  # seat id, words


# -- consensus ---------------------------------------------------------------------------------------------------------


def declare_consensus(item: AgendaItem, reservations: Sequence[Said], *, by: Actor, at: datetime, entered: datetime) -> Consensus:
    """协商一致: nobody objected. Reservations are noted and do not block. Decides the item."""
    asked, room = _ask(item, at, entered)
    asked.on_behalf_of = by.on_behalf_of
    perform(CONSENSUS_LIFECYCLE, asked, "declare", by=by, at=at, able=asked.able, required=asked.required)
    for number, (seat_id, words) in enumerate(reservations, 1):
        _hear(asked, room, seat_id, "reservation", words, by=by, at=at, field=f"seat_{number}")
    meetings.decide(item, by=by, at=at)
    return asked


def object_to_consensus(
    item: AgendaItem, seat_id: int, words: str, outcome: str, *, by: Actor, at: datetime, entered: datetime
) -> Consensus:
    """A seat objects, and the chair chooses: go on talking, put it off to the next meeting, or a ballot. Never a result."""
    if outcome not in OUTCOMES:
        raise Refused("consensus.outcome", field="outcome")
    asked, room = _ask(item, at, entered)
    asked.outcome, asked.on_behalf_of = outcome, by.on_behalf_of
    perform(CONSENSUS_LIFECYCLE, asked, "object", by=by, at=at, outcome=outcome)
    _hear(asked, room, seat_id, "objection", words, by=by, at=at, field="objector")
    if outcome == "defer":
        meetings.defer(item, words, by=by, at=at)
    else:
        _discuss(item, by=by, at=at)
    return asked


def note_reservation(asked: Consensus, seat_id: int, words: str, *, by: Actor, at: datetime) -> None:
    """A reservation that is noted after consensus was declared, as long as the minutes are not signed."""
    item = db.session.get_one(AgendaItem, asked.item_id)
    meeting = meeting_of(item)
    if meeting.locked_at is not None:
        raise Refused("decision.locked")
    if asked.state != "declared":
        raise Refused("consensus.not_declared")
    _hear(asked, room_at(meeting, item.id, asked.at), seat_id, "reservation", words, by=by, at=at, field="seat_1")


def _ask(item: AgendaItem, at: datetime, entered: datetime) -> tuple[Consensus, Room]:
    meeting = meeting_of(item)
    check_open(meeting, item)
    if fault := consensus_fault(item.regime):
        raise Refused(fault)
    _check_no_motion_under_way(item)
    room = room_at(meeting, item.id, at)
    room.check_quorum()
    majority = rule_for(meeting, "alliance_majority")
    needed = consensus_required(majority, len(room.entitled), len(room.recused), len(room.able))
    if len(room.able) < needed:
        raise Refused("consensus.too_few", able=len(room.able), required=needed)
    asked = Consensus(
        alliance_id=item.alliance_id,
        item_id=item.id,
        state="asked",
        present=len(room.here),
        recused=len(room.recused),
        able=len(room.able),
        required=needed,
        quorum_required=room.quorum,
        at=at,
        entered_at=entered,
    )
    db.session.add(asked)
    db.session.flush()
    return asked, room


def _hear(asked: Consensus, room: Room, seat_id: int, kind: str, words: str, *, by: Actor, at: datetime, field: str) -> None:
    if seat_id not in room.able:
        reason = "consensus.recused" if seat_id in room.recused else "consensus.not_present"
        raise Refused(reason, field=field, unit=name_of_seat(seat_id))
    if db.session.scalar(select(Voice.id).where(Voice.consensus_id == asked.id, Voice.seat_id == seat_id)):
        raise Refused("consensus.seat_twice", field=field)
    db.session.add(Voice(consensus_id=asked.id, seat_id=seat_id, kind=kind, words=words))
    record(f"consensus.{kind}", asked, by=by, at=at, words=words, seat=seat_id)


# -- a motion until it is open -----------------------------------------------------------------------------------------


def create_motion(item: AgendaItem, text: str, visibility: str, *, by: Actor, at: datetime, redo_of: Motion | None = None) -> Motion:
    """表决事项: a text put to a ballot, named or by hands. Refused where the matter is not ours or consensus was not asked first."""
    meeting = meeting_of(item)
    _check_ballot(meeting, item)
    if visibility == "secret":
        raise Refused("motion.secret_later", field="visibility")
    if visibility not in VISIBILITIES:
        raise Refused("motion.visibility", field="visibility")
    _check_no_motion_under_way(item)
    _discuss(item, by=by, at=at)
    motion = Motion(
        alliance_id=item.alliance_id,
        meeting_id=item.meeting_id,
        item_id=item.id,
        text=text,
        visibility=visibility,
        regime=ballot_regime(item.regime),
        redo_of_id=redo_of.id if redo_of else None,
    )
    db.session.add(motion)
    record("motion.create", motion, by=by, at=at, visibility=visibility, regime=motion.regime)
    db.session.flush()
    return motion


def open_motion(motion: Motion, checks: Mapping[str, bool], *, by: Actor, at: datetime) -> None:
    """The ballot begins: rule and quorum are copied from the meeting's card, the roll is frozen. Refused below the quorum."""
    item = db.session.get_one(AgendaItem, motion.item_id)
    meeting = meeting_of(item)
    _check_ballot(meeting, item)
    room = room_at(meeting, item.id, at)
    room.check_quorum()
    if not room.able:
        raise Refused("motion.nobody_able")
    card = presence.card(meeting)
    motion.regime = ballot_regime(item.regime)
    motion.rule, motion.quorum = card["rules"][motion.regime], card["quorum"]
    answers: dict[str, Any] = {name: bool(checks[name]) for name in CHECKS if name in checks}
    motion.checks = answers or None
    motion.opened_at = at
    _freeze_roll(motion, room, by=by, at=at)
    perform(LIFECYCLE, motion, "open", by=by, at=at, present=len(room.here), **answers)


def _freeze_roll(motion: Motion, room: Room, *, by: Actor, at: datetime) -> None:
    """Every entitled seat has a line. The meeting's roll never changes, so a motion that was deferred keeps its lines."""
    known = {line.seat_id for line in casting.roll_of(motion)}
    for seat_id in room.entitled:
        if seat_id not in known:
            line = RollEntry(alliance_id=motion.alliance_id, motion_id=motion.id, seat_id=seat_id)
            db.session.add(line)
            record("roll.enter", line, by=by, at=at, seat=seat_id)


def _discuss(item: AgendaItem, *, by: Actor, at: datetime) -> None:
    """Whoever objects or moves has the item on the table."""
    if item.state == "pending":
        meetings.discuss(item, by=by, at=at)


def _check_ballot(meeting: Meeting, item: AgendaItem) -> None:
    check_open(meeting, item)
    last = db.session.scalar(select(Consensus.outcome).where(Consensus.item_id == item.id).order_by(Consensus.id.desc()).limit(1))
    if fault := ballot_fault(item.regime, last or ""):
        raise Refused(fault)
    if came_after_notice(meeting, item):
        raise Refused("motion.not_notified")


def _check_no_motion_under_way(item: AgendaItem) -> None:
    if db.session.scalar(select(Motion.id).where(Motion.item_id == item.id, Motion.state.in_(("draft", "open"))).limit(1)):
        raise Refused("motion.under_way")


# -- closing and counting ----------------------------------------------------------------------------------------------


def close_motion(motion: Motion, *, by: Actor, at: datetime) -> None:
    """The chair ends the ballot, and it is counted at once. The quorum is measured again. A carried motion decides its item."""
    _check_open_ballot(motion, at)
    if motion.visibility == "hands" and motion.totals is None:
        raise Refused("hands.missing", field="votes_for")
    _write_roll(motion, by=by, at=at)
    motion.closed_at, motion.on_behalf_of = at, by.on_behalf_of
    perform(LIFECYCLE, motion, "close", by=by, at=at)
    _count(motion)
    perform(LIFECYCLE, motion, "count", by=by, at=at, result=motion.result, reason=motion.reason)
    item = db.session.get_one(AgendaItem, motion.item_id)
    if motion.result == "carried" and item.state in OPEN_ITEM:
        meetings.decide(item, by=by, at=at)


def close_hands(motion: Motion, totals: Mapping[str, int], scrutineer: str, *, by: Actor, at: datetime) -> None:
    """举手: the totals are typed in, confirmed by a scrutineer's name, and counted."""
    _check_open_ballot(motion, at)
    casting.type_hands(motion, totals, scrutineer, by=by, at=at)
    close_motion(motion, by=by, at=at)


def record_hands(
    item: AgendaItem, text: str, totals: Mapping[str, int], scrutineer: str, checks: Mapping[str, bool], *, by: Actor, at: datetime
) -> Motion:
    """A show of hands that has taken place, from the text to the result in one act. `checks`: answers, where they were asked for."""
    motion = create_motion(item, text, "hands", by=by, at=at)
    open_motion(motion, checks, by=by, at=at)
    close_hands(motion, totals, scrutineer, by=by, at=at)
    return motion


def _check_open_ballot(motion: Motion, at: datetime) -> None:
    if motion.state != "open" or motion.opened_at is None:
        raise Refused("motion.closed_already" if motion.state == "counted" else "motion.not_open")
    if at < motion.opened_at:
        raise Refused("motion.time_order", field="time")


def _write_roll(motion: Motion, *, by: Actor, at: datetime) -> None:
    """What the frozen roll found at closing: a recusal withdraws a ballot that was cast; who cast and left counts as present."""
    meeting = db.session.get_one(Meeting, motion.meeting_id)
    room = room_at(meeting, motion.item_id, at)
    votes = casting.votes_of(motion)
    for vote in votes.values():
        if vote.seat_id in room.recused:
            casting.withdraw(vote, by=by, at=at)
    cast = {vote.seat_id for vote in votes.values() if vote.choice != WITHDRAWN}
    for line in casting.roll_of(motion):
        found = line.seat_id in room.here | cast, line.seat_id in room.recused
        if found != (line.present, line.recused):
            line.present, line.recused = found
            record("roll.settle", line, by=by, at=at, seat=line.seat_id, present=line.present, recused=line.recused)


def _count(motion: Motion) -> None:
    choices = {vote.seat_id: vote.choice for vote in casting.votes_of(motion).values()}
    outcome = count(read_case(case_of(motion, casting.roll_of(motion), choices)))
    motion.counts = outcome_json(outcome)
    motion.result, motion.reason = outcome.result, outcome.reason


# -- setting aside -----------------------------------------------------------------------------------------------------


def defer_motion(motion: Motion, words: str, *, by: Actor, at: datetime) -> None:
    """暂缓: the text stays and may be opened again, and then everybody votes anew."""
    _check_unlocked(motion)
    for vote in casting.votes_of(motion).values():
        casting.withdraw(vote, by=by, at=at)
    motion.ending_words = words
    perform(LIFECYCLE, motion, "defer", by=by, at=at, words=words)


def withdraw_motion(motion: Motion, words: str, *, by: Actor, at: datetime) -> None:
    """撤回: no ballot is held on this text. What was cast stays in the record and counts for nothing."""
    _check_unlocked(motion)
    motion.ending_words = words
    perform(LIFECYCLE, motion, "withdraw", by=by, at=at, words=words)


def drop_motions(item: AgendaItem, *, by: By, at: datetime) -> None:
    """The item was deferred, withdrawn or ended in another way: no ballot on it stays open behind its back (see REACTIONS)."""
    for motion in db.session.scalars(select(Motion).where(Motion.item_id == item.id, Motion.state.in_(("draft", "open")))):
        perform(LIFECYCLE, motion, "withdraw", by=by, at=at, words=item.outcome_words)


def void_motion(motion: Motion, reason: str, words: str, *, by: Actor, at: datetime) -> None:
    """作废, by the chair with words. Refused where the minutes are signed: a resolution rests on the result."""
    if reason not in VOID_REASONS:
        raise Refused("motion.void_reason", field="reason")
    if motion.state != "counted":
        raise Refused("motion.not_counted")
    if motion.result == "void":
        raise Refused("motion.void_already")
    _check_unlocked(motion)
    was, motion.ending_words = motion.result, words
    motion.result, motion.reason = "void", f"void.{reason}"
    _count(motion)
    record("motion.void", motion, by=by, at=at, words=words, was=was, reason=reason)
    item = db.session.get_one(AgendaItem, motion.item_id)
    if was == "carried" and item.state == "decided":
        meetings.reopen(item, words, by=by, at=at)


def redo_motion(motion: Motion, *, by: Actor, at: datetime) -> Motion:
    """The same matter once more, as a new motion with a new roll. Nothing of the old one is deleted."""
    if motion.result not in REDONE:
        raise Refused("motion.no_redo")
    item = db.session.get_one(AgendaItem, motion.item_id)
    return create_motion(item, motion.text, motion.visibility, by=by, at=at, redo_of=motion)


def _check_unlocked(motion: Motion) -> None:
    if db.session.get_one(Meeting, motion.meeting_id).locked_at is not None:
        raise Refused("decision.locked")
