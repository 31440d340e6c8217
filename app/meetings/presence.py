"""Who is in the room and under which rules: what meetings and ballots both build upon (voting.md §2, §3, §7)."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from sqlalchemy import select

from app.alliances.models import Organisation, Seat
from app.core.clock import at_local, local
from app.core.db import db
from app.meetings.models import Attendance, Meeting, Recusal
from app.meetings.rules import quorum_required
from app.settings import models as settings

STANDS_BACK = ("declared", "granted")


def snapshot_of(meeting: Meeting) -> dict[str, Any]:
    """The rule card and the roll as they stand now; the meeting keeps it from its notice (or its start) on."""
    alliance_id = meeting.alliance_id
    statement = (
        select(Seat.id, Organisation.name, Seat.votes)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .where(Seat.alliance_id == alliance_id, Seat.ended_at.is_(None))
        .order_by(Seat.votes.desc(), Seat.position, Seat.id)
    )
    rule = {
        "num": settings.number("quorum.num", alliance_id),
        "den": settings.number("quorum.den", alliance_id),
        "strict": bool(settings.value("quorum.strict", alliance_id)),
    }
    return {
        "quorum": rule,
        "rules": {
            "alliance_majority": {"base": settings.words("majority.base", alliance_id), "num": 1, "den": 2, "strict": True},
            "alliance_two_thirds": {"base": "entitled", "num": 2, "den": 3, "strict": False},
        },
        "roll": [{"seat": seat, "organisation": name, "votes": votes} for seat, name, votes in db.session.execute(statement)],
    }


def card(meeting: Meeting) -> dict[str, Any]:
    """The meeting's own snapshot, or, before there is one, what it would be now."""
    return meeting.snapshot or snapshot_of(meeting)


def voting_seats(meeting: Meeting) -> list[int]:
    """应到: the seats of the roll that vote, in the roll's order."""
    return [line["seat"] for line in card(meeting)["roll"] if line["votes"]]


def present_at(meeting: Meeting, instant: datetime) -> frozenset[int]:
    """Voting seats in the room at `instant`, by themselves or by a stand-in."""
    rows = db.session.scalars(select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.seat_id.is_not(None)))
    return frozenset(row.seat_id for row in rows if row.seat_id and row.here_at(instant)) & frozenset(voting_seats(meeting))


def recused_from(item_id: int) -> frozenset[int]:
    """Seats that stand back from the item, present or not."""
    return frozenset(db.session.scalars(select(Recusal.seat_id).where(Recusal.item_id == item_id, Recusal.state.in_(STANDS_BACK))))


def quorum_of(meeting: Meeting) -> int:
    """到会规定家数: how many voting seats must be there."""
    share = card(meeting)["quorum"]
    return quorum_required(len(voting_seats(meeting)), share["num"], share["den"], share["strict"])


def may_act(person_id: int, seat_id: int, meeting: Meeting, instant: datetime) -> bool:
    """Whether this person acts for the seat now: it is the one who was checked in for it and has not left (voting.md §7)."""
    statement = select(Attendance).where(
        Attendance.meeting_id == meeting.id, Attendance.seat_id == seat_id, Attendance.person_id == person_id
    )
    row = db.session.scalar(statement)
    return row is not None and row.here_at(instant)


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
