"""The registers of meetings and of attendance, a piece of meetings at a time. Reads only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from app.accounts.models import Person
from app.accounts.rules import masked
from app.alliances.models import Organisation, Seat
from app.core.clock import local
from app.core.db import db
from app.meetings.models import AgendaItem, Attendance, Meeting, ProxyLetter
from app.meetings.rules import ATTENDANCE, KINDS, STATES
from app.minutes.models import Minutes
from app.notices.queries import announced
from app.oversight.models import Turnout
from app.registers.queries import Asked, Line, Value, period_words, pieces
from app.resolutions.models import Resolution


def _meetings(asked: Asked) -> Select[Any]:
    statement = (
        select(Meeting)
        .where(Meeting.alliance_id.in_(asked.places), *asked.inside(Meeting.starts_at, instants=True))
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return statement.where(Meeting.kind == asked.wanted.category) if asked.wanted.category else statement


def _counts(statement: Select[*tuple[Any, ...]]) -> dict[int, int]:
    return {row[0]: row[1] for row in db.session.execute(statement)}


def meetings(asked: Asked) -> Iterator[Line]:
    statement = _meetings(asked)
    if asked.wanted.state:
        statement = statement.where(Meeting.state == asked.wanted.state)
    for found in pieces(statement):
        held = [row[0] for row in found]
        ids = [meeting.id for meeting in held]
        agenda = select(AgendaItem.meeting_id, func.count()).where(AgendaItem.meeting_id.in_(ids), AgendaItem.kind == "topic")
        topics = _counts(agenda.where(AgendaItem.state != "withdrawn").group_by(AgendaItem.meeting_id))
        adopted = select(Resolution.meeting_id, func.count()).where(Resolution.meeting_id.in_(ids), Resolution.state != "dropped")
        agreed = _counts(adopted.group_by(Resolution.meeting_id))
        came = {row.meeting_id: row for row in db.session.scalars(select(Turnout).where(Turnout.meeting_id.in_(ids)))}
        papers = {row.meeting_id: row for row in db.session.scalars(select(Minutes).where(Minutes.meeting_id.in_(ids)))}
        shown = announced(ids, asked.today)
        for meeting in held:
            notice = shown.get(meeting.id)
            yield {
                **asked.place(meeting.alliance_id),
                **_plan(meeting),
                **_came(meeting, came.get(meeting.id)),
                **_paper(papers.get(meeting.id)),
                "topics": topics.get(meeting.id, 0),
                "agreed": agreed.get(meeting.id, 0),
                "period": period_words(notice.from_day, notice.to_day) if notice else "",
            }


def _plan(meeting: Meeting) -> dict[str, Value]:
    starts = local(meeting.started_at or meeting.starts_at)
    return {
        "number": f"{meeting.year}-{meeting.number:02}",
        "title": meeting.title,
        "kind": KINDS.get(meeting.kind, meeting.kind),
        "held_on": starts.date(),
        "time": f"{starts:%H:%M}",
        "place": meeting.place,
        "chair": meeting.chair_name,
        "state": STATES.get(meeting.state, meeting.state),
        "late": "是" if meeting.late_entry else "",
    }


def _came(meeting: Meeting, turnout: Turnout | None) -> dict[str, Value]:
    """应到 as the roll was fixed; 实到 and the number that was needed as counted when the meeting ended."""
    roll = meeting.snapshot["roll"] if meeting.snapshot else []
    entitled = sum(bool(line["votes"]) for line in roll) or ""
    if turnout is None:
        return {"entitled": entitled}
    met = "是" if turnout.came >= turnout.needed else "否"
    return {"entitled": entitled, "present": turnout.came, "required": turnout.needed, "met": met}


def _paper(minutes: Minutes | None) -> dict[str, Value]:
    if minutes is None:
        return {}
    number = f"第{minutes.number}期" if minutes.number else "草稿"
    return {"minutes": number, "signed_by": minutes.signed_by, "signed_on": minutes.signed_on}


# -- attendance --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Seat:
    unit: str
    delegate: str
    title: str
    phone: str


def attendance(asked: Asked) -> Iterator[Line]:
    """Meetings that have begun: every member of the roll in its order, then who came besides. Nobody marked means absent."""
    for found in pieces(_meetings(asked).where(Meeting.state.in_(("in_session", "ended")), Meeting.kind != "written")):
        held = [row[0] for row in found]
        ids = [meeting.id for meeting in held]
        seats = _seats({meeting.alliance_id for meeting in held})
        marks: dict[int, list[Attendance]] = {}
        for mark in db.session.scalars(select(Attendance).where(Attendance.meeting_id.in_(ids)).order_by(Attendance.id)):
            marks.setdefault(mark.meeting_id, []).append(mark)
        letters = select(ProxyLetter).where(ProxyLetter.meeting_id.in_(ids), ProxyLetter.state == "given")
        carried = {(row.meeting_id, row.seat_id): row.holder_seat_id for row in db.session.scalars(letters)}
        for meeting in held:
            for line in _came_to(meeting, marks.get(meeting.id, []), seats, carried):
                if not asked.wanted.state or line["code"] == asked.wanted.state:
                    yield {**asked.place(meeting.alliance_id), **line}


def _seats(alliances: set[int]) -> dict[int, _Seat]:
    statement = (
        select(Seat.id, Organisation.name, Person.name, Seat.delegate_title, Person.phone)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .outerjoin(Person, Person.id == Seat.delegate_id)
        .where(Seat.alliance_id.in_(alliances))
    )
    return {row[0]: _Seat(row[1], row[2] or "", row[3], masked(row[4] or "")) for row in db.session.execute(statement)}


def _came_to(
    meeting: Meeting, marks: list[Attendance], seats: Mapping[int, _Seat], carried: Mapping[tuple[int, int], int]
) -> Iterator[dict[str, Value]]:
    of_seat = {mark.seat_id: mark for mark in marks if mark.seat_id is not None}
    head: dict[str, Value] = {"held_on": local(meeting.started_at or meeting.starts_at).date(), "meeting": meeting.title}
    for line in meeting.snapshot["roll"] if meeting.snapshot else []:
        seat = seats.get(line["seat"], _Seat(line["organisation"], "", "", ""))
        holder = seats.get(carried.get((meeting.id, line["seat"]), 0))
        mark = of_seat.get(line["seat"])
        yield {
            **head,
            "unit": line["organisation"],
            "seat": "出席" if line["votes"] else "列席",
            **_mark(mark, seat, holder, meeting.state),
        }
    for mark in marks:
        if mark.seat_id is None and mark.status == "present":
            yield {**head, "unit": mark.unit_name, "seat": "列席", **_mark(mark, None, None, meeting.state)}


def _mark(mark: Attendance | None, seat: _Seat | None, holder: _Seat | None, state: str) -> dict[str, Value]:
    status = mark.status if mark else "expected"
    status = "absent" if status == "expected" and state == "ended" else status
    came = mark is not None and status == "present"
    name = (mark.person_name if mark else "") or (seat.delegate if seat else "")
    own = seat is not None and name == seat.delegate
    notes = ["代会"] if mark and mark.stand_in else []
    notes += [f"委托{holder.unit}"] if holder else []
    notes += [mark.remark] if mark and mark.remark else []
    return {
        "code": status,
        "name": name,
        "title": seat.title if seat and own else "",
        "phone": seat.phone if seat and own else "",
        "state": ATTENDANCE[status],
        "arrived": f"{local(mark.arrived_at):%H:%M}" if mark and came and mark.arrived_at else "",
        "left": f"{local(mark.left_at):%H:%M}" if mark and came and mark.left_at else "",
        "remark": "；".join(notes),
    }
