"""What others entered for a member (记到会、委托书、纸质票、代投): its own people are told, on the meeting's page and on today's.

Nothing is kept for this: the rows say what, the ledger says who and when. It is told for a week after it was entered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select

from app.accounts.models import Person
from app.alliances.models import Organisation, Seat
from app.ballots.models import Motion, Vote
from app.core.db import db
from app.core.ledger import Entry
from app.meetings.models import Attendance, Meeting, ProxyLetter
from app.policy import Actor

TOLD_FOR = timedelta(days=7)
MOST = 20
MOST_BALLOTS = 60

#: Which entries of the ledger say that something was entered for a member.
VERBS = ("attendance.mark", "letter.give", "vote.cast", "vote.change")


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that somebody else entered. kind: check_in, letter_given, letter_held, paper, carried.

    `unit`: the reader's member; `other`: whom a letter names; `title`: the motion's text; `choice` as Vote has it; `by`: who entered it."""

    kind: str
    meeting_id: int
    meeting: str
    item_id: int
    unit: str
    other: str
    title: str
    choice: str
    by: str
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class _Found:
    """A row before it is known who entered it. `subject` is its name in the ledger."""

    subject: str
    kind: str
    meeting_id: int
    meeting: str
    unit: str
    item_id: int = 0
    other: str = ""
    title: str = ""
    choice: str = ""


def entered_for(actor: Actor, at: datetime, meeting_id: int | None = None) -> list[Told]:
    """What others entered for the reader's members within a week, the newest first; of one meeting, or of all."""
    if not actor.seats:
        return []
    found = [*_check_ins(actor, at, meeting_id), *_letters(actor, at, meeting_id), *_ballots(actor, meeting_id)]
    entries = _entries([one.subject for one in found])
    told = []
    for one in found:
        by_id, by, entered_at = entries.get(one.subject, (actor.id, "", at))
        if by_id != actor.id and entered_at > at - TOLD_FOR:
            told.append(
                Told(one.kind, one.meeting_id, one.meeting, one.item_id, one.unit, one.other, one.title, one.choice, by, entered_at)
            )
    return sorted(told, key=lambda one: one.entered_at, reverse=True)[:MOST]


def _check_ins(actor: Actor, at: datetime, meeting_id: int | None) -> list[_Found]:
    statement = (
        select(Attendance.id, Meeting.id, Meeting.title, Organisation.name)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .join(Seat, Seat.id == Attendance.seat_id)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .where(Seat.id.in_(actor.seats), Attendance.status == "present", Attendance.via == "list", Attendance.entered_at > at - TOLD_FOR)
    )
    rows = db.session.execute(_of(statement, meeting_id).order_by(Attendance.id.desc()).limit(MOST))
    return [_Found(f"attendance:{row}", "check_in", meeting, title, unit) for row, meeting, title, unit in rows]


def _letters(actor: Actor, at: datetime, meeting_id: int | None) -> list[_Found]:
    statement = (
        select(ProxyLetter, Meeting.title)
        .join(Meeting, Meeting.id == ProxyLetter.meeting_id)
        .where(ProxyLetter.seat_id.in_(actor.seats) | ProxyLetter.holder_seat_id.in_(actor.seats))
        .where(ProxyLetter.state != "withdrawn", ProxyLetter.entered_at > at - TOLD_FOR)
    )
    rows = db.session.execute(_of(statement, meeting_id).order_by(ProxyLetter.id.desc()).limit(MOST)).all()
    names = _names([seat for letter, _title in rows for seat in (letter.seat_id, letter.holder_seat_id)])
    found = []
    for letter, title in rows:
        giver, holder = names[letter.seat_id], names[letter.holder_seat_id]
        if letter.seat_id in actor.seats:
            found.append(_Found(f"proxy_letter:{letter.id}", "letter_given", letter.meeting_id, title, giver, other=holder))
        else:
            found.append(_Found(f"proxy_letter:{letter.id}", "letter_held", letter.meeting_id, title, holder, other=giver))
    return found


def _names(seats: list[int]) -> Mapping[int, str]:
    statement = select(Seat.id, Organisation.name).join(Organisation, Organisation.id == Seat.organisation_id).where(Seat.id.in_(seats))
    return {row.id: row.name for row in db.session.execute(statement)}


def _ballots(actor: Actor, meeting_id: int | None) -> list[_Found]:
    """Papers that were typed, and ballots that the holder of a letter cast. Open ballots and counted ones; choices are the member's own."""
    letter = select(ProxyLetter.id).where(ProxyLetter.meeting_id == Motion.meeting_id, ProxyLetter.seat_id == Vote.seat_id)
    carried = letter.correlate(Motion, Vote).exists()
    statement = (
        select(Vote.id, Vote.by_paper, Vote.choice, Motion.item_id, Motion.text, Meeting.id, Meeting.title, Organisation.name)
        .join(Motion, Motion.id == Vote.motion_id)
        .join(Meeting, Meeting.id == Motion.meeting_id)
        .join(Seat, Seat.id == Vote.seat_id)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .where(Vote.seat_id.in_(actor.seats), Vote.choice != "withdrawn")
        .where(Vote.by_paper | ((Vote.person_id != actor.id) & carried))
    )
    rows = db.session.execute(_of(statement, meeting_id).order_by(Vote.id.desc()).limit(MOST_BALLOTS))
    return [
        _Found(f"vote:{row}", "paper" if by_paper else "carried", meeting, title, unit, item, title=text, choice=choice)
        for row, by_paper, choice, item, text, meeting, title, unit in rows
    ]


def _of(statement: Select[*tuple[Any, ...]], meeting_id: int | None) -> Select[*tuple[Any, ...]]:
    return statement if meeting_id is None else statement.where(Meeting.id == meeting_id)


def _entries(subjects: list[str]) -> dict[str, tuple[int, str, datetime]]:
    """Subject -> (person id, name, when it was typed) of its newest entry of those verbs."""
    statement = (
        select(Entry.subject, Entry.by, Entry.body, Person.name)
        .outerjoin(Person, Person.id == Entry.by)
        .where(Entry.subject.in_(subjects), Entry.verb.in_(VERBS))
        .order_by(Entry.chain_id, Entry.seq)
    )
    found: dict[str, tuple[int, str, datetime]] = {}
    for subject, by, body, name in db.session.execute(statement):
        found[subject] = (by, name or "", datetime.fromisoformat(json.loads(body)["entered"]))
    return found
