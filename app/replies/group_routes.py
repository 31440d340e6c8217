"""/r/<code>: members answer the notice from the group. Nobody is known here: no session, no cookie (as app/issues/report_routes.py).

Whose digits are right answers for the unit at once. Whose are not, and those of a unit without a number on the roster, are asked alike
whether they come in somebody's place; what they say waits for the secretary."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, request

from app.alliances.models import Seat
from app.core import ledger, once
from app.core.clock import now
from app.core.db import Busy, db, writing
from app.core.lifecycle import Refused
from app.core.web import faceless
from app.meetings.models import Meeting
from app.policy import NOBODY
from app.replies import actions, queries
from app.replies.forms import SeatForm, StrangerForm, posted_answer, with_units
from app.replies.models import Reply
from app.replies.pages import answer_page, done_page, gone_page, group_page
from app.replies.rules import ANSWERS, open_to_replies


def stand_on(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/r/<code>", view_func=group, methods=("GET",))
    blueprint.add_url_rule("/r/<code>", view_func=take, methods=("POST",))


@faceless
def group(code: str) -> Any:
    meeting = queries.by_code(code)
    return group_page(meeting) if meeting is not None else gone_page()


@faceless
def take(code: str) -> Any:
    """First the unit and the digits, then, with an answer, once more; what was typed travels in the forms, because nothing else may."""
    meeting = queries.by_code(code)
    if meeting is None:
        return gone_page()
    if not open_to_replies(meeting.state, meeting.kind, meeting.starts_at, now()):
        return group_page(meeting, 409)
    form = with_units(SeatForm.posted(), (meeting.snapshot or {"roll": []})["roll"])
    if not form.validate():
        return group_page(meeting, 422)
    try:
        return _taken(meeting.id, form)
    except Busy:
        db.session.rollback()
        return group_page(db.session.get_one(Meeting, meeting.id), 503, trouble="busy")


def _taken(meeting_id: int, form: SeatForm) -> Any:
    """What was decided inside the transaction is shown behind it: whose digits they are, what stands, or what stood against it."""
    typed = request.form.get("answer", "") in ANSWERS
    try:
        with writing():
            known, reply = _weighed(meeting_id, form)
    except Refused as refusal:
        trouble = {"reply.here": "here", "reply.flooded": "flooded"}.get(refusal.reason, "closed")
        meeting = db.session.get_one(Meeting, meeting_id)
        return group_page(meeting, 429 if trouble == "flooded" else 409, trouble=trouble)
    meeting = db.session.get_one(Meeting, meeting_id)
    if reply is not None:
        return done_page(meeting, reply.seat_id, reply.answer, reply.confirmed)
    return answer_page(meeting, form, known, 422 if typed else 200)


def _weighed(meeting_id: int, form: SeatForm) -> tuple[bool, Reply | None]:
    """Whether the digits are those of somebody of the unit, and the answer that stands now, where one was given in full."""
    meeting, at = db.session.get_one(Meeting, meeting_id), now()
    ledger.hold(meeting.alliance_id)
    db.session.refresh(meeting)
    if not open_to_replies(meeting.state, meeting.kind, meeting.starts_at, at):
        raise Refused("reply.closed")
    seat, answer, digits = db.session.get_one(Seat, form.unit.data), request.form.get("answer", ""), form.four or ""
    person = actions.known_by(meeting, seat, digits, current_app.config["SECRET_KEY"], at=at)
    typed: Any = posted_answer(answer, "group") if person is not None else StrangerForm.posted()
    if answer not in ANSWERS or not typed.validate():
        return person is not None, None
    said = typed.said(answer) if person is not None else typed.said(answer, digits)
    return person is not None, _once(meeting, seat, said, person.id if person else None, at)


def _once(meeting: Meeting, seat: Seat, said: actions.Said, person_id: int | None, at: datetime) -> Reply:
    """A second sending of the same page finds what the first one made, unless somebody has answered anew in between."""
    key = _sending()
    before = once.claim(key, at) if key else None
    sent = db.session.get(Reply, int(before)) if before else None
    if sent is not None and sent.ended_at is None:
        return sent
    if actions.flooded(meeting, at, unknown=person_id is None):
        raise Refused("reply.flooded")
    if person_id is None:
        reply = actions.answer_unknown(meeting, seat, said, by=NOBODY, at=at)
    else:
        reply = actions.answer(meeting, seat, said, via="link", person_id=person_id, by=NOBODY, at=at)
    if key:
        once.answered(key, str(reply.id))
    return reply


def _sending() -> str:
    """What tells this sending from every other, under the house's key; "" where the page had none."""
    if not request.form.get("once"):
        return ""
    typed = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    words = ledger.canonical(["reply", request.path, typed])
    return hmac.new(current_app.config["SECRET_KEY"].encode(), words.encode(), hashlib.sha256).hexdigest()
