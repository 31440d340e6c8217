"""What is shown of the replies: on the meeting's page, on the secretary's own page, and to whoever opens the group's link. Nothing here
writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request

from app.alliances.models import Alliance
from app.core import clock
from app.core.db import db
from app.core.web import actor, page, qr
from app.meetings import queries as meetings
from app.meetings import rules as meeting_rules
from app.meetings.models import AgendaItem, Meeting
from app.meetings.notice_words import when_zh
from app.meetings.plan_pages import group_url
from app.meetings.queries import Attendee
from app.meetings.wanted import number
from app.policy import POLICY, Actor
from app.replies import queries, texts
from app.replies.forms import PlainForm, SeatForm, StandInForm, StrangerForm, ToldForm, with_units
from app.replies.queries import OwnReply, ReplyRow
from app.replies.rules import ANSWERS, STAND_IN, VIA, Forecast, open_to_replies

TONES = {"present": "ok", "stand_in": "ok", "letter": "ok", "apology": "wait", "": "run"}


# -- on the meeting's page ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwnCard:
    """One seat that the reader may answer for."""

    row: OwnReply
    form: PlainForm
    stand_in: StandInForm


@dataclass(frozen=True, slots=True)
class Place:
    """What the meeting's page shows of the replies. `forecast` and `waiting` are for whoever runs it."""

    own: tuple[OwnCard, ...]
    forecast: Forecast | None
    waiting: int

    @property
    def words(self) -> Mapping[str, str]:
        return ANSWERS


def reply_place(meeting: Meeting, rows: Sequence[Attendee], run: bool) -> Place | None:
    """One statement for whoever runs the meeting, one for whoever has a seat; none once it has begun."""
    if meeting.state != "notified" or meeting.kind == meeting_rules.WRITTEN:
        return None
    who = actor()
    seats = queries.own_replies(meeting, who.seats, who.organisations) if _answers(meeting, who) else []
    own = [row for row in seats if not _here(rows, row.seat_id)]
    cards = tuple(_own_card(row) for row in own)
    return Place(cards, queries.forecast(meeting, rows) if run else None, queries.waiting(meeting.id) if run else 0)


def _answers(meeting: Meeting, who: Actor) -> bool:
    """Whether the reader has a seat or a unit here. A handler looks after a unit's tasks, and answers for nobody."""
    held = any(meeting.alliance_id in who.places.get(role, ()) for role in POLICY["replies.give"].roles)
    return held and open_to_replies(meeting.state, meeting.kind, meeting.starts_at, clock.now())


def _here(rows: Sequence[Attendee], seat_id: int) -> bool:
    return any(row.seat_id == seat_id and row.status == "present" for row in rows)


def _own_card(row: OwnReply) -> OwnCard:
    return OwnCard(row, PlainForm.shown(row.seat_id, reason=row.reason), StandInForm.shown(row.seat_id, name=row.name))


def planned_ballots(items: Sequence[AgendaItem]) -> list[AgendaItem]:
    """The items that are to be put to a ballot."""
    return [item for item in items if item.regime in meeting_rules.BALLOT_REGIMES and item.state != "withdrawn"]


# -- the secretary's page ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A member on the secretary's list: what stands, what came before it, and, where it is unfolded, the form and the text for it."""

    row: Attendee
    answer: str
    reply: ReplyRow | None
    before: tuple[ReplyRow, ...]
    form: ToldForm | None
    text: str


def replies_page(meeting: Meeting, status: int = 200, *, seat_id: int = 0, **_ids: Any) -> Any:
    """`?seat=`: the member whose line stands open, with the form for what was said on the telephone and a text for it alone."""
    rows = [row for row in meetings.attendees(meeting) if row.seat_id]
    found = queries.replies_of(meeting.id)
    chosen = seat_id or number(request.args.get("seat", ""))
    enters = open_to_replies(meeting.state, meeting.kind, meeting.starts_at, clock.now(), by_secretary=True)
    lines = [_line(meeting, row, found, enters and row.id == chosen) for row in rows]
    forecast = queries.forecast(meeting, rows)
    return page(
        "replies/show.html",
        status=status,
        meeting=meeting,
        enters=enters,
        forecast=forecast,
        waiting=[one for one in found if one.waiting],
        voters=[line for line in lines if line.row.votes],
        observers=[line for line in lines if not line.row.votes],
        text=_reminder(meeting, lines, forecast),
        url=group_url(meeting),
        picture=qr(group_url(meeting)),
        answers=ANSWERS,
        via=VIA,
        tones=TONES,
    )


def page_of_seat(seat: Any, status: int = 200, **ids: Any) -> Any:
    return replies_page(_meeting_here(), status, seat_id=seat.id)


def page_of_reply(_reply: Any, status: int = 200, **_ids: Any) -> Any:
    return replies_page(_meeting_here(), status)


def _meeting_here() -> Meeting:
    return db.session.get_one(Meeting, (request.view_args or {})["meeting_id"], populate_existing=True)


def _line(meeting: Meeting, row: Attendee, found: Sequence[ReplyRow], unfolded: bool) -> Line:
    of_seat = [one for one in found if one.seat_id == row.id and one.confirmed]
    standing = next((one for one in of_seat if one.standing), None)
    before = tuple(one for one in of_seat if not one.standing)
    answer = queries.answer_of(row)
    form = ToldForm.shown(row.id, answer=None) if unfolded else None
    text = _private(meeting, row.organisation) if unfolded and not answer else ""
    return Line(row, answer, standing, before, form, text)


def _reminder(meeting: Meeting, lines: Sequence[Line], forecast: Forecast) -> str:
    """Observers are asked too, because chairs and papers are laid for them; the meeting does not wait for them."""
    units = [line.row.organisation for line in lines if not line.answer and line.row.votes]
    observers = [line.row.organisation for line in lines if not line.answer and not line.row.votes]
    about = (meeting.title, when_zh(meeting), meeting.place)
    if not units and not observers:
        return texts.all_answered_words(*about, _office(meeting))
    missing = forecast.missing if forecast.plain and not forecast.enough else 0
    return texts.reminder_words(*about, units, observers, group_url(meeting), _office(meeting), missing=missing)


def _private(meeting: Meeting, unit: str) -> str:
    return texts.private_words(unit, meeting.title, when_zh(meeting), meeting.place, group_url(meeting), _office(meeting))


def _office(meeting: Meeting) -> str:
    return f"{db.session.get_one(Alliance, meeting.alliance_id).name}秘书处"


# -- by the group's link: nobody is known there ------------------------------------------------------------------------


def group_page(meeting: Meeting, status: int = 200, *, trouble: str = "") -> Any:
    """What, when, where, which topics; and the way to answer: the unit and four digits. No name, no number of anybody."""
    form = with_units(SeatForm.shown(), _roll(meeting))
    items = [item for item in meetings.items(meeting.id) if item.state != "withdrawn"]
    opened = open_to_replies(meeting.state, meeting.kind, meeting.starts_at, clock.now())
    return render_template("replies/group.html", meeting=meeting, items=items, form=form, opened=opened, trouble=trouble), status


def answer_page(meeting: Meeting, form: SeatForm, known: bool, status: int = 200, *, trouble: str = "") -> Any:
    """The three answers for one unit. `known`: the digits are those of somebody of it; else whoever it is says so."""
    return render_template(
        "replies/answer.html",
        meeting=meeting,
        unit=_unit(meeting, form.unit.data),
        seat_id=form.unit.data,
        digits=form.four,
        known=known,
        form=PlainForm.shown("group"),
        stand_in_form=StandInForm.shown("group"),
        stranger_form=StrangerForm.shown(),
        trouble=trouble,
    ), status


def done_page(meeting: Meeting, seat_id: int, answer: str, confirmed: bool) -> Any:
    return render_template(
        "replies/done.html",
        meeting=meeting,
        unit=_unit(meeting, seat_id),
        answer=ANSWERS[answer],
        stand_in=answer == STAND_IN,
        confirmed=confirmed,
    )


def gone_page() -> Any:
    return render_template("replies/gone.html"), 404


def _roll(meeting: Meeting) -> list[dict[str, Any]]:
    roll: list[dict[str, Any]] = (meeting.snapshot or {"roll": []})["roll"]
    return roll


def _unit(meeting: Meeting, seat_id: int) -> str:
    names: Mapping[int, str] = {line["seat"]: line["organisation"] for line in _roll(meeting)}
    return names.get(seat_id, "")
