"""A motion from its first words to its result, and once more. Consensus stands in consensus.py, ballots in casting.py, the count in
closing.py; this module names their verbs for everybody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.ballots import casting, in_writing
from app.ballots.closing import close_hands, close_motion, count_motion, count_secret, decides, give_casting_vote, void_unopened
from app.ballots.consensus import declare_consensus, note_reservation, object_to_consensus
from app.ballots.models import Consensus, Motion, RollEntry
from app.ballots.question import YES_NO, Question, question_fault
from app.ballots.room import (
    Room,
    came_after_notice,
    check_no_motion_under_way,
    check_open,
    check_unlocked,
    discuss,
    meeting_of,
    room_at,
)
from app.ballots.rules import (
    CHECKS,
    LIFECYCLE,
    REDONE,
    VISIBILITIES,
    VOID_REASONS,
    ballot_fault,
    ballot_regime,
    measures_fault,
    measures_of,
    question_of,
)
from app.ballots.sealed import custody, opening
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.perform import By, perform, record
from app.meetings import actions as meetings
from app.meetings import presence
from app.meetings.models import AgendaItem, Meeting
from app.policy import Actor

# -- a motion until it is open -----------------------------------------------------------------------------------------


def create_motion(
    item: AgendaItem,
    text: str,
    visibility: str,
    question: Question = YES_NO,
    *,
    by: Actor,
    at: datetime,
    redo_of: Motion | None = None,
    runoff_of: Motion | None = None,
) -> Motion:
    """表决事项: a text put to a ballot. Refused where the matter is not ours, consensus comes first, or the question cannot be asked."""
    meeting = meeting_of(item)
    _check_ballot(meeting, item)
    if visibility not in VISIBILITIES:
        raise Refused("motion.visibility", field="visibility")
    in_writing.check_visibility(meeting, visibility)
    if fault := question_fault(question) or measures_fault(question, visibility, measures_of(presence.card(meeting))):
        raise Refused(fault.reason, field=fault.field, **({"option": fault.option} if fault.option else {}))
    check_no_motion_under_way(item)
    discuss(item, by=by, at=at)
    motion = Motion(
        alliance_id=item.alliance_id,
        meeting_id=item.meeting_id,
        item_id=item.id,
        text=text,
        visibility=visibility,
        regime=runoff_of.regime if runoff_of else ballot_regime(item.regime),
        method=question.method,
        options=list(question.options) or None,
        max_choices=question.max_choices,
        seats_to_fill=question.seats_to_fill,
        round=2 if runoff_of else 1,
        redo_of_id=redo_of.id if redo_of else None,
        runoff_of_id=runoff_of.id if runoff_of else None,
    )
    db.session.add(motion)
    facts: dict[str, Any] = {"visibility": visibility, "regime": motion.regime, "method": motion.method, "round": motion.round}
    record("motion.create", motion, by=by, at=at, **facts)
    db.session.flush()
    return motion


def open_motion(motion: Motion, checks: Mapping[str, bool], *, by: Actor, at: datetime) -> None:
    """The ballot begins: rule and quorum are copied from the meeting's card (of a run-off: from the first round), the roll is frozen.
    Refused below the quorum."""
    item = db.session.get_one(AgendaItem, motion.item_id)
    meeting = meeting_of(item)
    _check_ballot(meeting, item)
    if motion.state in ("draft", "deferred"):  # what stands elsewhere by now is told by its lifecycle
        check_no_motion_under_way(item, but=motion)
    room = room_at(meeting, item.id, at)
    room.check_quorum()
    if not room.able:
        raise Refused("motion.nobody_able")
    _copy_rules(motion, item, presence.card(meeting))
    in_writing.check_opening(motion, meeting, motion.rule or {}, at)
    answers: dict[str, Any] = {name: bool(checks[name]) for name in CHECKS if name in checks}
    motion.checks = answers or None
    motion.opened_at = at
    _freeze_roll(motion, room, by=by, at=at)
    if motion.visibility == "secret":
        opening.prepare(motion, room, at=at)
    perform(LIFECYCLE, motion, "open", by=by, at=at, present=len(room.here), **answers)


def _copy_rules(motion: Motion, item: AgendaItem, card: Mapping[str, Any]) -> None:
    first = _first_round(motion)
    if first is not None:
        motion.regime, motion.rule, motion.quorum, motion.dimensions = first.regime, first.rule, first.quorum, first.dimensions
        return
    motion.regime = ballot_regime(item.regime)
    motion.rule, motion.quorum = card["rules"][motion.regime], card["quorum"]
    motion.dimensions = card["dimensions"] if len(card["dimensions"]) > 1 else None


def _first_round(motion: Motion) -> Motion | None:
    return db.session.get_one(Motion, motion.runoff_of_id) if motion.runoff_of_id else None


def _freeze_roll(motion: Motion, room: Room, *, by: Actor, at: datetime) -> None:
    """Every entitled seat has a line with what it weighs. The meeting's roll never changes, so a motion that was deferred keeps its lines;
    a run-off has those of the first round."""
    known = {line.seat_id for line in casting.roll_of(motion)}
    first = _first_round(motion)
    weighs = [(line.seat_id, line.weight, line.area) for line in casting.roll_of(first)] if first else room.weighs()
    for seat_id, weight, area in weighs:
        if seat_id not in known:
            line = RollEntry(alliance_id=motion.alliance_id, motion_id=motion.id, seat_id=seat_id, weight=weight, area=area)
            db.session.add(line)
            record("roll.enter", line, by=by, at=at, seat=seat_id, weight=weight)


def _check_ballot(meeting: Meeting, item: AgendaItem) -> None:
    check_open(meeting, item)
    last = db.session.scalar(select(Consensus.outcome).where(Consensus.item_id == item.id).order_by(Consensus.id.desc()).limit(1))
    if fault := ballot_fault(item.regime, last or ""):
        raise Refused(fault)
    if came_after_notice(meeting, item):
        raise Refused("motion.not_notified")


def record_hands(
    item: AgendaItem, text: str, totals: Mapping[str, int], scrutineer: str, checks: Mapping[str, bool], *, by: Actor, at: datetime
) -> Motion:
    """A show of hands that has taken place, from the text to the result in one act. `checks`: answers, where they were asked for."""
    motion = create_motion(item, text, "hands", by=by, at=at)
    open_motion(motion, checks, by=by, at=at)
    close_hands(motion, totals, scrutineer, by=by, at=at)
    return motion


# -- setting aside -----------------------------------------------------------------------------------------------------


def defer_motion(motion: Motion, words: str, *, by: Actor, at: datetime) -> None:
    """暂缓: the text stays and may be opened again, and then everybody votes anew."""
    check_unlocked(motion)
    for vote in casting.votes_of(motion).values():
        casting.withdraw(vote, by=by, at=at)
    custody.discard(motion)
    motion.ending_words = words
    perform(LIFECYCLE, motion, "defer", by=by, at=at, words=words)


def withdraw_motion(motion: Motion, words: str, *, by: Actor, at: datetime) -> None:
    """撤回: no ballot is held on this text. What was cast stays in the record and counts for nothing."""
    check_unlocked(motion)
    custody.discard(motion)
    motion.ending_words = words
    perform(LIFECYCLE, motion, "withdraw", by=by, at=at, words=words)


def drop_motions(item: AgendaItem, *, by: By, at: datetime) -> None:
    """The item was deferred, withdrawn or ended in another way: no ballot on it stays open behind its back (see REACTIONS)."""
    for motion in db.session.scalars(select(Motion).where(Motion.item_id == item.id, Motion.state.in_(("draft", "open", "closed")))):
        if motion.state == "closed":  # sealed ballots are counted or void, never forgotten
            raise Refused("secret.only_void")
        custody.discard(motion)
        perform(LIFECYCLE, motion, "withdraw", by=by, at=at, words=item.outcome_words)


def refuse_end(meeting: Meeting, *, by: By, at: datetime) -> None:
    """A meeting does not end over an open ballot, because afterwards no telephone votes any more (see REACTIONS)."""
    if db.session.scalar(select(Motion.id).where(Motion.meeting_id == meeting.id, Motion.state == "open").limit(1)):
        raise Refused("motion.still_open")


def void_motion(motion: Motion, reason: str, words: str, *, by: Actor, at: datetime) -> None:
    """作废, by the chair with words. Refused where the minutes are signed: a resolution rests on the result."""
    if reason not in VOID_REASONS:
        raise Refused("motion.void_reason", field="reason")
    if motion.state == "closed":
        check_unlocked(motion)
        void_unopened(motion, reason, words, by=by, at=at)
        return
    if motion.state != "counted":
        raise Refused("motion.not_counted")
    if motion.result == "void":
        raise Refused("motion.void_already")
    check_unlocked(motion)
    if motion.round == 1 and _follows(Motion.runoff_of_id == motion.id):
        raise Refused("motion.runoff_stands")
    was, motion.ending_words = motion.result, words
    decided = decides(motion)
    motion.result, motion.reason = "void", f"void.{reason}"
    case = count_motion(motion)
    record("motion.void", motion, by=by, at=at, words=words, was=was, reason=reason, case=case)
    item = db.session.get_one(AgendaItem, motion.item_id)
    if decided and item.state == "decided":
        meetings.reopen(item, words, by=by, at=at)


# -- once more ---------------------------------------------------------------------------------------------------------


def redo_motion(motion: Motion, *, by: Actor, at: datetime) -> Motion:
    """The same question once more, as a new motion with a new roll. Nothing of the old one is deleted."""
    if motion.result not in REDONE:
        raise Refused("motion.no_redo")
    if _follows(Motion.redo_of_id == motion.id):
        raise Refused("motion.redone_already")
    item = db.session.get_one(AgendaItem, motion.item_id)
    asked = question_of(motion)
    return create_motion(item, motion.text, motion.visibility, asked, by=by, at=at, redo_of=motion, runoff_of=_first_round(motion))


def hold_runoff(motion: Motion, *, by: Actor, at: datetime) -> Motion:
    """第二轮表决: what the first round could not tell apart, under its method, rule, roll and weights; never a third (voting.md §5)."""
    if motion.round != 1:
        raise Refused("runoff.third")
    counted = motion.counts or {}
    if motion.state != "counted" or motion.result != "runoff":
        raise Refused("runoff.none")
    if _follows(Motion.runoff_of_id == motion.id):
        raise Refused("runoff.already")
    places = counted["unfilled"] if motion.method == "approve_any" else None
    asked = Question(motion.method, tuple(counted["runoff"]), max_choices=places, seats_to_fill=places)
    item = db.session.get_one(AgendaItem, motion.item_id)
    return create_motion(item, motion.text, motion.visibility, asked, by=by, at=at, runoff_of=motion)


def _follows(link: Any) -> bool:
    """Whether a motion that took up another one is still there: neither withdrawn nor void."""
    return db.session.scalar(select(Motion.id).where(link, Motion.state != "withdrawn", Motion.result != "void").limit(1)) is not None


__all__ = [
    "close_hands",
    "close_motion",
    "count_secret",
    "create_motion",
    "declare_consensus",
    "defer_motion",
    "drop_motions",
    "give_casting_vote",
    "hold_runoff",
    "note_reservation",
    "object_to_consensus",
    "open_motion",
    "record_hands",
    "redo_motion",
    "refuse_end",
    "void_motion",
    "withdraw_motion",
]
