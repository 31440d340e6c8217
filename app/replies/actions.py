"""Answering the notice of a meeting: by a seat's own people, by the group's link, by the secretary who was told."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.accounts.models import Grant, Person
from app.accounts.rules import last_four
from app.alliances.models import Seat, StandIn
from app.core import once
from app.core.db import added_up, db
from app.core.lifecycle import Refused
from app.core.perform import By, record
from app.meetings import planned
from app.meetings.models import Attendance, Meeting, Notice
from app.meetings.presence import card
from app.replies.models import Reply, ReplyTry
from app.replies.rules import ANSWERS, MOST_BY_LINK, MOST_UNKNOWN, STAND_IN, TRIES, open_to_replies

#: Within this time so many answers by a group's link are a flood.
FLOOD = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered. `name` is the stand-in's, `said_by` who gave the answer where that is not the person who is signed in."""

    answer: str
    name: str = ""
    phone: str = ""
    reason: str = ""
    said_by: str = ""


# -- answering ---------------------------------------------------------------------------------------------------------


def answer(meeting: Meeting, seat: Seat, said: Said, *, via: str, person_id: int | None, by: By, at: datetime) -> Reply:
    """The seat's answer; the newest stands. The same once more changes nothing."""
    _check(meeting, seat, said, at, by_secretary=via == "phone")
    standing = _standing(meeting.id, seat.id)
    if standing is not None and _says(standing) == said and standing.for_start == meeting.starts_at:
        return standing
    _end([*([standing] if standing else []), *_waiting(meeting.id, seat.id)], "reply.replace", by=by, at=at)
    reply = _written(meeting, seat, said, via=via, person_id=person_id, confirmed=True, at=at)
    record("reply.give", reply, by=by, at=at, words=_words(said), seat=seat.id, answer=said.answer, via=via)
    _plan(meeting, reply, by=by, at=at)
    return reply


def answer_unknown(meeting: Meeting, seat: Seat, said: Said, *, by: By, at: datetime) -> Reply:
    """By somebody whose digits nobody of the seat has: it waits for the secretary and moves nothing. The same once more changes nothing."""
    _check(meeting, seat, said, at)
    again = next((row for row in _waiting(meeting.id, seat.id) if _says(row) == said), None)
    if again is not None:
        return again
    reply = _written(meeting, seat, said, via="link", person_id=None, confirmed=False, at=at)
    record("reply.ask", reply, by=by, at=at, words=_words(said), seat=seat.id, answer=said.answer, via="link")
    return reply


def confirm(reply: Reply, *, by: By, at: datetime) -> None:
    """The secretary knows who that was: the answer stands, and digits are tried anew for this seat."""
    meeting = db.session.get_one(Meeting, reply.meeting_id)
    if reply.confirmed or reply.ended_at is not None:
        raise Refused("reply.settled")
    if not open_to_replies(meeting.state, meeting.kind, meeting.starts_at, at, by_secretary=True):
        raise Refused("reply.closed")
    standing = _standing(reply.meeting_id, reply.seat_id)
    _end([standing] if standing else [], "reply.replace", by=by, at=at)
    reply.confirmed = True
    record("reply.confirm", reply, by=by, at=at)
    held = db.session.get(ReplyTry, (reply.meeting_id, reply.seat_id))
    if held is not None:
        held.tries = 0
    _plan(meeting, reply, by=by, at=at)


def dismiss(reply: Reply, *, by: By, at: datetime) -> None:
    """Not one of ours, or a mistake: it never counted."""
    if reply.confirmed or reply.ended_at is not None:
        raise Refused("reply.settled")
    _end([reply], "reply.dismiss", by=by, at=at)


def _check(meeting: Meeting, seat: Seat, said: Said, at: datetime, *, by_secretary: bool = False) -> None:
    if not open_to_replies(meeting.state, meeting.kind, meeting.starts_at, at, by_secretary=by_secretary):
        raise Refused("reply.closed")
    if said.answer not in ANSWERS:
        raise Refused("reply.answer", field="answer")
    if said.answer == STAND_IN and not said.name:
        raise Refused("reply.name_needed", field="name")
    if seat.id not in {line["seat"] for line in card(meeting)["roll"]}:
        raise Refused("reply.not_on_roll")


def _standing(meeting_id: int, seat_id: int) -> Reply | None:
    found: Reply | None = db.session.scalar(_of(meeting_id, seat_id).where(Reply.confirmed))
    return found


def _waiting(meeting_id: int, seat_id: int) -> list[Reply]:
    return list(db.session.scalars(_of(meeting_id, seat_id).where(~Reply.confirmed).order_by(Reply.id)))


def _of(meeting_id: int, seat_id: int) -> Any:
    return select(Reply).where(Reply.meeting_id == meeting_id, Reply.seat_id == seat_id, Reply.ended_at.is_(None))


def _says(reply: Reply) -> Said:
    return Said(reply.answer, reply.name, reply.phone, reply.reason, reply.said_by)


def _words(said: Said) -> str:
    """What of it is people's words; a telephone number never stands in the ledger."""
    return "；".join(words for words in (said.name, said.reason, said.said_by) if words)


def _end(replies: list[Reply], verb: str, *, by: By, at: datetime) -> None:
    for reply in replies:
        reply.ended_at = at
        record(verb, reply, by=by, at=at)
    if replies:
        db.session.flush()  # only one may stand: the old one ends before the new one is there


def _written(meeting: Meeting, seat: Seat, said: Said, *, via: str, person_id: int | None, confirmed: bool, at: datetime) -> Reply:
    reply = Reply(alliance_id=meeting.alliance_id, meeting_id=meeting.id, seat_id=seat.id, answer=said.answer, via=via)
    reply.name, reply.phone, reply.reason, reply.said_by = said.name, said.phone, said.reason, said.said_by
    reply.person_id, reply.confirmed, reply.for_start, reply.at = person_id, confirmed, meeting.starts_at, at
    db.session.add(reply)
    db.session.flush()
    return reply


def _plan(meeting: Meeting, reply: Reply, *, by: By, at: datetime) -> None:
    if not planned.plan(meeting, reply.seat_id, reply.answer, reply.name, by=by, at=at):
        raise Refused("reply.here")


# -- by the group's link -----------------------------------------------------------------------------------------------


def known_by(meeting: Meeting, seat: Seat, digits: str, key: str, *, at: datetime) -> Person | None:
    """Whose registered telephone ends in these four digits: the delegate's, a liaison's or a named stand-in's; None for nobody.

    Wrong digits are counted for the seat, each number once however often it is sent; after five of them nobody is known here, whatever
    is typed. `key` is the house's."""
    held = db.session.get(ReplyTry, (meeting.id, seat.id))
    if held is not None and held.tries >= TRIES:
        return None
    found = next((person for person in _people(seat) if last_four(person.phone) == digits), None)
    if found is None:
        tried = hmac.new(key.encode(), f"reply try:{meeting.id}:{seat.id}:{digits}".encode(), hashlib.sha256).hexdigest()
        if once.claim(tried, at) is None:
            row = {"meeting_id": meeting.id, "seat_id": seat.id, "tries": 1}
            db.session.execute(added_up(ReplyTry, ReplyTry.tries, 1, **row))
    return found


def _people(seat: Seat) -> list[Person]:
    liaisons = select(Grant.person_id).where(
        Grant.role == "liaison", Grant.place == "organisation", Grant.place_id == seat.organisation_id, Grant.ended_at.is_(None)
    )
    stand_ins = select(StandIn.person_id).where(StandIn.seat_id == seat.id)
    mine = (Person.id == seat.delegate_id) | Person.id.in_(liaisons) | Person.id.in_(stand_ins)
    return list(db.session.scalars(select(Person).where(mine, Person.phone != "").order_by(Person.id)))


def flooded(meeting: Meeting, at: datetime, *, unknown: bool) -> bool:
    """Whether more came by this meeting's link within the last minutes than a whole alliance would send. Counts rows; keeps no address."""
    recent = select(func.count()).where(Reply.meeting_id == meeting.id, Reply.via == "link", Reply.at > at - FLOOD)
    if unknown:
        return (db.session.scalar(recent.where(~Reply.confirmed)) or 0) >= MOST_UNKNOWN
    return (db.session.scalar(recent) or 0) >= MOST_BY_LINK


# -- what follows from the life of the meeting (app/reactions.py) --------------------------------------------------------


def ask_anew(notice: Notice, *, by: By, at: datetime) -> None:
    """A new notice names another time: what was answered to the old one counts no longer."""
    meeting = db.session.get_one(Meeting, notice.meeting_id)
    statement = select(Reply).where(Reply.meeting_id == meeting.id, Reply.ended_at.is_(None), Reply.for_start != meeting.starts_at)
    older = list(db.session.scalars(statement.order_by(Reply.id)))
    _end(older, "reply.lapse", by=by, at=at)
    planned.forget(meeting, {row.seat_id for row in older if row.confirmed}, by=by, at=at)


def plan_again(row: Attendance, *, by: By, at: datetime) -> None:
    """A tick that was taken back: who was announced is expected again."""
    if row.status != "expected" or row.seat_id is None:
        return
    standing = _standing(row.meeting_id, row.seat_id)
    if standing is not None:
        planned.expect(row, standing.name if standing.answer == STAND_IN else "", replied=standing.answer in ("present", STAND_IN))


def forget_who_stayed_away(meeting: Meeting, *, by: By, at: datetime) -> None:
    """The meeting is over: a stand-in who was announced and did not come is not listed among those who are missing, and nobody needs the
    telephone numbers any more that were left for the day."""
    planned.forget(meeting, None, by=by, at=at)
    numbered = select(Reply).where(Reply.meeting_id == meeting.id, Reply.phone != "").order_by(Reply.id)
    for reply in db.session.scalars(numbered).all():
        reply.phone = ""
        record("reply.forget_phone", reply, by=by, at=at)
