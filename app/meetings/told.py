"""What others entered for a member (记到会、委托书、回避、纸质票、代投): its own people are told, on the meeting's page and on today's.

Nothing is kept for this: the rows say what, the ledger says who and when. It is told for a week after it was entered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, bindparam, case, literal, select, union_all
from sqlalchemy.orm import aliased

from app.accounts.models import Person
from app.alliances.models import Organisation, Seat
from app.ballots.models import Motion, Vote
from app.core.db import db
from app.core.ledger import Entry
from app.meetings.models import AgendaItem, Attendance, Meeting, ProxyLetter, Recusal
from app.meetings.presence import STANDS_BACK
from app.policy import Actor

TOLD_FOR = timedelta(days=7)
MOST = 20
MOST_BALLOTS = 60

#: Which entries of the ledger say that something was entered for a member.
VERBS = ("attendance.mark", "letter.give", "recusal.declare", "recusal.grant", "vote.cast", "vote.change", "vote.withdraw")


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that somebody else entered. kind: check_in, letter_given, letter_held, recusal, paper, carried, withdrawn (of these two).

    `unit`: the reader's member; `other`: whom a letter names; `title`: the motion's text, of a recusal the item's; `choice` as Vote has it;
    `by`: who entered it."""

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
    """What others entered for the reader's members within a week, the newest first; of one meeting, or of all. Two statements."""
    if not actor.seats:
        return []
    asked = {"seats": list(actor.seats), "person": actor.id, "since": at - TOLD_FOR}
    rows = db.session.execute(_entered(meeting_id is not None), asked if meeting_id is None else asked | {"meeting": meeting_id})
    found = [_named(row, actor) for row in rows]
    entries = _entries([one.subject for one in found]) if found else {}
    told = []
    for one in found:
        by_id, by, entered_at = entries.get(one.subject, (actor.id, "", at))
        if by_id != actor.id and entered_at > at - TOLD_FOR:
            told.append(
                Told(one.kind, one.meeting_id, one.meeting, one.item_id, one.unit, one.other, one.title, one.choice, by, entered_at)
            )
    return sorted(told, key=lambda one: one.entered_at, reverse=True)[:MOST]


def _named(row: Any, actor: Actor) -> _Found:
    kind, row_id, meeting_id, meeting, unit, seat, other, item, title, choice = row
    if kind != "letter":
        row = {"check_in": "attendance", "recusal": "recusal"}.get(kind, "vote")
        return _Found(f"{row}:{row_id}", kind, meeting_id, meeting, unit, item, "", title, choice)
    if seat in actor.seats:
        return _Found(f"proxy_letter:{row_id}", "letter_given", meeting_id, meeting, unit, other=other)
    return _Found(f"proxy_letter:{row_id}", "letter_held", meeting_id, meeting, other, other=unit)


@cache
def _entered(of_one: bool) -> CompoundSelect[Any]:
    """(kind, row, meeting, its title, unit, seat, other unit, item, motion, choice), built once: check-ins, letters, recusals and ballots
    of the `seats`, those of one `meeting` or of all."""
    parts = (_check_ins(), _letters(), _recusals(), _ballots())
    asked = [part.where(Meeting.id == bindparam("meeting")) if of_one else part for part in parts]
    return union_all(*(select(part.subquery()) for part in asked))


def _mine(column: Any) -> Any:
    return column.in_(bindparam("seats", expanding=True))


def _since(column: Any) -> Any:
    return column > bindparam("since")


def _check_ins() -> Select[*tuple[Any, ...]]:
    return (
        select(literal("check_in"), Attendance.id, Meeting.id, Meeting.title, Organisation.name)
        .add_columns(literal(0), literal(""), literal(0), literal(""), literal(""))
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .join(Seat, Seat.id == Attendance.seat_id)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .where(_mine(Seat.id), Attendance.status == "present", Attendance.via == "list", _since(Attendance.entered_at))
        .order_by(Attendance.id.desc())
        .limit(MOST)
    )


def _letters() -> Select[*tuple[Any, ...]]:
    giving, holding = aliased(Organisation), aliased(Organisation)
    giver, holder = aliased(Seat), aliased(Seat)
    return (
        select(literal("letter"), ProxyLetter.id, Meeting.id, Meeting.title, giving.name)
        .add_columns(ProxyLetter.seat_id, holding.name, literal(0), literal(""), literal(""))
        .join(Meeting, Meeting.id == ProxyLetter.meeting_id)
        .join(giver, giver.id == ProxyLetter.seat_id)
        .join(giving, giving.id == giver.organisation_id)
        .join(holder, holder.id == ProxyLetter.holder_seat_id)
        .join(holding, holding.id == holder.organisation_id)
        .where(_mine(ProxyLetter.seat_id) | _mine(ProxyLetter.holder_seat_id))
        .where(ProxyLetter.state != "withdrawn", _since(ProxyLetter.entered_at))
        .order_by(ProxyLetter.id.desc())
        .limit(MOST)
    )


def _recusals() -> Select[*tuple[Any, ...]]:
    return (
        select(literal("recusal"), Recusal.id, Meeting.id, Meeting.title, Organisation.name)
        .add_columns(literal(0), literal(""), AgendaItem.id, AgendaItem.title, literal(""))
        .join(AgendaItem, AgendaItem.id == Recusal.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Seat, Seat.id == Recusal.seat_id)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .where(_mine(Recusal.seat_id), Recusal.state.in_(STANDS_BACK), _since(Recusal.at) | Meeting.late_entry)
        .order_by(Recusal.id.desc())
        .limit(MOST)
    )


def _ballots() -> Select[*tuple[Any, ...]]:
    """Papers that were typed, ballots that the holder of a letter cast, those of both that were taken back. Choices are the
    member's own."""
    letter = select(ProxyLetter.id).where(ProxyLetter.meeting_id == Motion.meeting_id, ProxyLetter.seat_id == Vote.seat_id)
    carried = letter.correlate(Motion, Vote).exists()
    kind = case((Vote.choice == "withdrawn", literal("withdrawn")), (Vote.by_paper, literal("paper")), else_=literal("carried"))
    return (
        select(kind, Vote.id, Meeting.id, Meeting.title, Organisation.name)
        .add_columns(literal(0), literal(""), Motion.item_id, Motion.text, Vote.choice)
        .join(Motion, Motion.id == Vote.motion_id)
        .join(Meeting, Meeting.id == Motion.meeting_id)
        .join(Seat, Seat.id == Vote.seat_id)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .where(_mine(Vote.seat_id))
        .where(Vote.by_paper | ((Vote.person_id != bindparam("person")) & carried))
        .order_by(Vote.id.desc())
        .limit(MOST_BALLOTS)
    )


def _entries(subjects: list[str]) -> dict[str, tuple[int, str, datetime]]:
    """Subject -> (person id, name, when it was typed) of its newest entry of those verbs."""
    found: dict[str, tuple[int, str, datetime]] = {}
    for subject, by, body, name in db.session.execute(_entered_by(), {"subjects": subjects}):
        found[subject] = (by, name or "", datetime.fromisoformat(json.loads(body)["entered"]))
    return found


@cache
def _entered_by() -> Select[*tuple[Any, ...]]:
    return (
        select(Entry.subject, Entry.by, Entry.body, Person.name)
        .outerjoin(Person, Person.id == Entry.by)
        .where(Entry.subject.in_(bindparam("subjects", expanding=True)), Entry.verb.in_(VERBS))
        .order_by(Entry.chain_id, Entry.seq)
    )
