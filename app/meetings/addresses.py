"""What the URLs of meetings name, and where a change on a meeting's pages leads back to. Their views stand in *routes.py."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from app.alliances.models import Seat
from app.core.db import db
from app.core.web import actor
from app.meetings.models import AgendaItem, Attendance, Meeting, ProxyLetter, Recusal
from app.meetings.pages import attendance_page, meeting_page
from app.policy import Actor

blueprint = Blueprint("meetings", __name__)


def item_of(meeting_id: int, item_id: int, **_rest: Any) -> AgendaItem | None:
    item = db.session.get(AgendaItem, item_id)
    return item if item is not None and item.meeting_id == meeting_id else None


def recusal_of(meeting_id: int, recusal_id: int, **_rest: Any) -> Recusal | None:
    held = db.session.get(Recusal, recusal_id)
    return held if held is not None and item_of(meeting_id, held.item_id) else None


def seat_of(meeting_id: int, seat_id: int, **_rest: Any) -> Seat | None:
    """The seat, where it belongs to the meeting's alliance."""
    meeting, seat = db.session.get(Meeting, meeting_id), db.session.get(Seat, seat_id)
    return seat if meeting is not None and seat is not None and seat.alliance_id == meeting.alliance_id else None


def letter_of(meeting_id: int, letter_id: int, **_rest: Any) -> ProxyLetter | None:
    letter = db.session.get(ProxyLetter, letter_id)
    return letter if letter is not None and letter.meeting_id == meeting_id else None


def guest_of(meeting_id: int, guest_id: int) -> Attendance | None:
    row = db.session.get(Attendance, guest_id)
    return row if row is not None and row.meeting_id == meeting_id and row.seat_id is None else None


def meeting_here() -> Meeting:
    """The meeting that the URL names, beside the subject that the permission was asked about."""
    return db.session.get_one(Meeting, (request.view_args or {})["meeting_id"], populate_existing=True)


def on_the_page(subject: Any, status: int = 200, **_ids: Any) -> Any:
    """The meeting's page, as the answer about anything on it; the item that it is about stands unfolded."""
    return meeting_page(meeting_here(), status, item=getattr(subject, "item_id", 0))


def where_list_stands(_subject: Any, status: int = 200, **_ids: Any) -> Any:
    """The attendance list stands on two pages; the form says on which it was used."""
    shows = attendance_page if request.form.get("on") == "list" else meeting_page
    return shows(meeting_here(), status)


def list_url(meeting: Meeting, anchor: str) -> str:
    endpoint = "meetings.attendance" if request.form.get("on") == "list" else "meetings.show"
    return url_for(endpoint, meeting_id=meeting.id, _anchor=anchor)


def show_url(meeting: Meeting, anchor: str | None = None) -> str:
    return url_for("meetings.show", meeting_id=meeting.id, _anchor=anchor)


def item_url(meeting: Meeting, item_id: int) -> str:
    """The page with this item unfolded: whoever changed something there goes on there."""
    return url_for("meetings.show", meeting_id=meeting.id, item=item_id, _anchor=f"item-{item_id}")


def as_chair(meeting: Meeting) -> Actor:
    """Acts of the chair are the chair's own, or entered on the chair's behalf (受主持人委托)."""
    who = actor()
    return who if who.name == meeting.chair_name else who.on_behalf("chair")
