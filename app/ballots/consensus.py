"""Asking the room for consensus: declared, objected to, with reservations. `actions` names these verbs for everybody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.ballots.models import Consensus, Voice
from app.ballots.room import Room, check_no_motion_under_way, check_open, discuss, meeting_of, name_of_seat, room_at, rule_for
from app.ballots.rules import CONSENSUS_LIFECYCLE, OUTCOMES, consensus_fault, consensus_required
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.perform import perform, record
from app.meetings import actions as meetings
from app.meetings.models import AgendaItem
from app.meetings.rules import WRITTEN
from app.policy import Actor

Said = tuple[int, str]  # seat id, words


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
        discuss(item, by=by, at=at)
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
    if fault := "written.no_consensus" if meeting.kind == WRITTEN else consensus_fault(item.regime):
        raise Refused(fault)
    check_no_motion_under_way(item)
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
