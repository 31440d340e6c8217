"""Who is in the room and under which rules: what meetings and ballots both build upon (voting.md §2, §3, §7)."""

from __future__ import annotations

from datetime import datetime, time
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from app.alliances.models import Organisation, Seat
from app.core.clock import at_local, local
from app.core.db import db
from app.meetings.models import AgendaItem, Attendance, Meeting, ProxyLetter, Recusal
from app.meetings.rules import quorum_required
from app.rulecards.models import card_of
from app.rulecards.rules import complete, roll_line

STANDS_BACK = ("declared", "granted")


def snapshot_of(meeting: Meeting) -> dict[str, Any]:
    """The rule card and the roll as they stand now; the meeting keeps it from its notice (or its start) on."""
    statement = (
        select(Seat.id, Organisation.name, Seat.votes, Seat.weight, Seat.area)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .where(Seat.alliance_id == meeting.alliance_id, Seat.ended_at.is_(None))
        .order_by(Seat.votes.desc(), Seat.position, Seat.id)
    )
    in_force = card_of(meeting.alliance_id)
    return {**in_force, "roll": [roll_line(in_force, *row) for row in db.session.execute(statement)]}


def card(meeting: Meeting) -> dict[str, Any]:
    """The meeting's own snapshot, or, before there is one, what it would be now. One of former times is filled up from the default."""
    return complete(meeting.snapshot) if meeting.snapshot else snapshot_of(meeting)


def voting_seats(meeting: Meeting) -> list[int]:
    """应到: the seats of the roll that vote, in the roll's order."""
    return [line["seat"] for line in card(meeting)["roll"] if line["votes"]]


def present_at(meeting: Meeting, instant: datetime) -> frozenset[int]:
    """Voting seats in the room at `instant`: by their delegate, by a stand-in, or by a letter whose holder is in the room."""
    own = _own_people(meeting, instant)
    represented = {seat for seat, holder in letters_at(meeting, instant).items() if holder in own}
    return (frozenset(own) | represented) & frozenset(voting_seats(meeting))


@cache
def _on_seats() -> Select[Attendance]:
    """Built once, with those below: every mark and every ballot asks them, and building costs more than running."""
    return select(Attendance).where(Attendance.meeting_id == bindparam("meeting"), Attendance.seat_id.is_not(None))


@cache
def _standing() -> Select[int, int]:
    instant = bindparam("instant", type_=ProxyLetter.from_at.type)
    standing = ProxyLetter.from_at <= instant, ProxyLetter.until_at.is_(None) | (ProxyLetter.until_at > instant)
    statement = select(ProxyLetter.seat_id, ProxyLetter.holder_seat_id).where(ProxyLetter.meeting_id == bindparam("meeting"), *standing)
    return statement.order_by(ProxyLetter.id)


def _own_people(meeting: Meeting, instant: datetime) -> dict[int, int | None]:
    """Seat id -> who sits on it at `instant` (None: known by name only), without letters."""
    rows = db.session.scalars(_on_seats(), {"meeting": meeting.id})
    return {row.seat_id: row.person_id for row in rows if row.seat_id and row.here_at(instant)}


def letters_at(meeting: Meeting, instant: datetime) -> dict[int, int]:
    """Seat id -> the seat that holds its letter (授权委托书) at `instant`, whether or not the holder is in the room.

    The letter's own times say when it counted; its state says only whether it still stands."""
    rows = db.session.execute(_standing(), {"meeting": meeting.id, "instant": instant})
    return {row.seat_id: row.holder_seat_id for row in rows}


def carried_by(person_id: int, meeting: Meeting, instant: datetime) -> tuple[int, ...]:
    """Seats whose letters are carried by the person who sits on the holder's seat now, in the order the letters came."""
    mine = {seat for seat, person in _own_people(meeting, instant).items() if person == person_id}
    return tuple(seat for seat, holder in letters_at(meeting, instant).items() if holder in mine)


def barred_holders(item_id: int, meeting: Meeting, instant: datetime) -> frozenset[int]:
    """Represented seats for whom nobody may cast on this item, because the seat that carries their letter is recused (voting.md §7)."""
    recused = recused_from(item_id)
    return frozenset(seat for seat, holder in letters_at(meeting, instant).items() if holder in recused)


def recused_from(item_id: int) -> frozenset[int]:
    """Seats that stand back from the item, present or not."""
    return frozenset(db.session.scalars(select(Recusal.seat_id).where(Recusal.item_id == item_id, Recusal.state.in_(STANDS_BACK))))


def recused_now(meeting_id: int) -> frozenset[int]:
    """Seats that stand back from what is being discussed."""
    statement = (
        select(Recusal.seat_id)
        .join(AgendaItem, AgendaItem.id == Recusal.item_id)
        .where(AgendaItem.meeting_id == meeting_id, AgendaItem.state == "in_discussion", Recusal.state.in_(STANDS_BACK))
    )
    return frozenset(db.session.scalars(statement))


def quorum_of(meeting: Meeting) -> int:
    """到会规定家数: how many voting seats must be there."""
    share = card(meeting)["quorum"]
    return quorum_required(len(voting_seats(meeting)), share["num"], share["den"], share["strict"])


def may_act(person_id: int, seat_id: int, meeting: Meeting, instant: datetime) -> bool:
    """Whether this person acts for the seat now: was checked in for it and has not left, or carries its letter (voting.md §7)."""
    statement = select(Attendance).where(
        Attendance.meeting_id == meeting.id, Attendance.seat_id == seat_id, Attendance.person_id == person_id
    )
    row = db.session.scalar(statement)
    return (row is not None and row.here_at(instant)) or seat_id in carried_by(person_id, meeting, instant)


def latest_arrival(meeting: Meeting) -> datetime | None:
    """When the last of the voting members came, or the last letter began to count; None before anybody did."""
    rows = db.session.execute(
        select(Attendance.arrived_at)
        .where(Attendance.meeting_id == meeting.id, Attendance.status == "present", Attendance.seat_id.in_(voting_seats(meeting)))
        .union_all(select(ProxyLetter.from_at).where(ProxyLetter.meeting_id == meeting.id, ProxyLetter.state == "given"))
    )
    return max((instant for (instant,) in rows if instant is not None), default=None)


def event_time(meeting: Meeting, typed: time | None, now: datetime) -> datetime:
    """When an act happened: the typed time of the meeting's day; else now, or for a meeting entered afterwards (补录) its start."""
    if typed is not None:
        return at_local(local(meeting.starts_at).date(), typed.hour, typed.minute)
    if meeting.late_entry:
        return meeting.started_at or meeting.starts_at
    return now


def arrival_time(meeting: Meeting, typed: time | None, now: datetime) -> datetime:
    """When somebody who is ticked off came: the typed time; else now while the meeting runs or is about to; else its start."""
    if typed is None and meeting.state == "ended":
        return meeting.started_at or meeting.starts_at
    return event_time(meeting, typed, now)
