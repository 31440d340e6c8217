"""Things that are stuck, by the hundred: rows straight through Core, because what is measured is reading. Few ones go through actions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import func, insert, select

from app.alliances.models import Seat
from app.ballots.models import Motion, RollEntry, Vote
from app.core.clock import at_local
from app.core.db import db, writing
from app.issues.models import Issue
from app.meetings.models import AgendaItem, Attendance, Meeting, ProxyLetter
from app.minutes.models import Minutes, PublicNotice
from app.notices.models import Objection, ReleasedNotice
from app.oversight.models import Coordination, Turnout
from app.resolutions.models import Action

#: Tuesday 24 November 2026.
TODAY = date(2026, 11, 24)
FORTY = "小区东门外三百米道路积水结冰居民出行不便请物业城管水务三家一起商量处理办法并明确时限"[:40]
_numbers = count(1)


def _next_id(model: Any) -> int:
    return (db.session.scalar(select(func.max(model.id))) or 0) + 1


def _insert(model: Any, rows: list[dict[str, Any]]) -> list[int]:
    """Ids given by us, so that a test knows them; PostgreSQL's sequence never meets them in the same test."""
    first = _next_id(model) + 100_000
    with writing():
        db.session.execute(insert(model), [{"id": first + place, **row} for place, row in enumerate(rows)])
    return [first + place for place in range(len(rows))]


def actions(seats: list[Seat], dues: list[date], *, state: str = "in_progress", title: str = FORTY, **more: Any) -> list[int]:
    rows = [
        {
            "alliance_id": seat.alliance_id,
            "lead_organisation_id": seat.organisation_id,
            "number": f"T-{next(_numbers)}",
            "state": state,
            "title": title,
            "due": due,
            "assigned_on": date(2024, 1, 5),
            **more,
        }
        for seat, due in _around(seats, dues)
    ]
    return _insert(Action, rows)


def shelved(seats: list[Seat], reviews: list[date]) -> list[int]:
    ids = []
    for seat, review_on in _around(seats, reviews):
        ids += actions([seat], [date(2026, 1, 5)], state="shelved", review_on=review_on)
    return ids


def meetings(alliances: list[int], starts: list[datetime], *, state: str = "ended", **more: Any) -> list[int]:
    rows = [
        {
            "alliance_id": alliance,
            "state": state,
            "year": starts_at.year,
            "number": next(_numbers) + 1000,
            "title": f"第{next(_numbers)}次{FORTY[:34]}",
            "starts_at": starts_at,
            "place": "社区党群服务站二楼议事厅",
            "code": f"bulk{next(_numbers)}",
            "item_count": 3,
            **more,
        }
        for alliance, starts_at in _around(alliances, starts)
    ]
    return _insert(Meeting, rows)


def short_meetings(alliances: list[int], days: list[date], *, came: int = 7, needed: int = 12) -> list[int]:
    """Over, signed, and with too few members."""
    signed = at_local(TODAY, 9)
    ids = meetings(alliances, [at_local(day, 14) for day in days], locked_at=signed)
    rows = [
        {"meeting_id": meeting, "alliance_id": alliance, "held_on": day, "came": came, "needed": needed}
        for meeting, (alliance, day) in zip(ids, _around(alliances, days), strict=True)
    ]
    with writing():
        db.session.execute(insert(Turnout), rows)
    return ids


def issues(
    alliances: list[int], submitted: list[datetime], *, state: str = "submitted", words: str = "晚上看不见路", **more: Any
) -> list[int]:
    rows = [
        {
            "alliance_id": alliance,
            "number": f"D2026-{next(_numbers):05}",
            "state": state,
            "title": FORTY[:38],
            "words": words,
            "submitted_at": at,
            **more,
        }
        for alliance, at in _around(alliances, submitted)
    ]
    return _insert(Issue, rows)


def drafted_notice(alliance: int, meetings_: list[int], *, signed: list[int]) -> None:
    """The draft of each meeting's notice, and minutes, some of them signed."""
    days = {"from_day": TODAY, "to_day": TODAY + timedelta(days=5)}
    _insert(PublicNotice, [{"alliance_id": alliance, "meeting_id": one, "words": [], **days} for one in meetings_])
    rows = [{"alliance_id": alliance, "meeting_id": one, "state": "published" if one in signed else "draft"} for one in meetings_]
    _insert(Minutes, [row | {"signed_on": TODAY if row["meeting_id"] in signed else None} for row in rows])


def objection(alliance: int, meeting: int) -> None:
    """A released notice of the meeting, and one word against it that nobody has answered."""
    paper = {"title": "公示", "document": "{}", "document_sha256": "", "pdf_sha256": "", "draft_version": 1, "manner": "paper"}
    days = {"from_day": TODAY, "to_day": TODAY + timedelta(days=5), "released_by": "郑安澜", "released_on": TODAY, "released_at": at(TODAY)}
    row = {"alliance_id": alliance, "meeting_id": meeting, "code": "notice1", "year": 2026, "number": 1, "state": "public"}
    notice = _insert(ReleasedNotice, [row | paper | days])[0]
    words = {"who": "3号楼一位居民", "words": "车位不够", "raised_on": TODAY, "entered_at": at(TODAY)}
    _insert(Objection, [{"alliance_id": alliance, "notice_id": notice} | words])


def coordinations(person_id: int, alliance: int, abouts: list[str], dues: list[date]) -> list[int]:
    rows = [
        {
            "alliance_id": alliance,
            "person_id": person_id,
            "person_name": "段启明",
            "about": about,
            "trouble": "overdue",
            "title": FORTY,
            "state": "open",
            "plan": "周四到现场",
            "due": due,
            "taken_at": at_local(TODAY, 9),
        }
        for about, due in zip(abouts, dues, strict=True)
    ]
    return _insert(Coordination, rows)


def days_back(how_many: int, first: int = 1) -> list[date]:
    return [TODAY - timedelta(days=first + place) for place in range(how_many)]


def at(day: date, hour: int = 14) -> datetime:
    return at_local(day, hour)


def _around(owners: list[Any], times: list[Any]) -> list[tuple[Any, Any]]:
    """Each time with an owner, the owners taking turns."""
    return [(owners[place % len(owners)], one) for place, one in enumerate(times)]


# -- ballots, as far as somebody's day shows them ------------------------------------------------------------------------


def motion(alliance: int, meeting: int, seats: list[Seat], *, deadline: datetime | None = None) -> int:
    """An open named motion with its roll; with a deadline one in writing."""
    item = _insert(AgendaItem, [{"alliance_id": alliance, "meeting_id": meeting, "position": 1, "title": "车位"}])[0]
    row = {
        "alliance_id": alliance,
        "meeting_id": meeting,
        "item_id": item,
        "state": "open",
        "text": "开放车位",
        "regime": "alliance_majority",
    }
    row |= {"written": True if deadline else None, "deadline": deadline, "opened_at": at_local(TODAY, 9)}
    made = _insert(Motion, [row])[0]
    _insert(RollEntry, [{"alliance_id": alliance, "motion_id": made, "seat_id": seat.id} for seat in seats])
    return made


def vote(alliance: int, on: int, seat: Seat) -> None:
    _insert(Vote, [{"alliance_id": alliance, "motion_id": on, "seat_id": seat.id, "choice": "for", "at": at_local(TODAY, 10)}])


def present(alliance: int, meeting: int, seat: Seat, person_id: int) -> None:
    now = at_local(TODAY, 9)
    row = {"alliance_id": alliance, "meeting_id": meeting, "seat_id": seat.id, "status": "present", "person_id": person_id, "via": "list"}
    _insert(Attendance, [row | {"arrived_at": now, "entered_at": now}])


def letter(alliance: int, meeting: int, giver: Seat, holder: Seat) -> None:
    now = at_local(TODAY, 9)
    row = {"alliance_id": alliance, "meeting_id": meeting, "seat_id": giver.id, "holder_seat_id": holder.id, "from_at": now}
    _insert(ProxyLetter, [row | {"entered_at": now}])
