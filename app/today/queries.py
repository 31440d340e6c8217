"""What waits for somebody, over all alliances at once: a few statements, whatever the number of alliances."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, exists, or_, select

from app.alliances.models import Alliance, Organisation, Seat
from app.ballots.models import Motion, RollEntry, Vote
from app.core.db import db
from app.core.workdays import Calendar
from app.issues.models import Issue
from app.meetings.models import Attendance, Meeting
from app.minutes.models import Minutes
from app.policy import Actor, places
from app.resolutions.models import Action
from app.resolutions.rules import WORKING, urgency

MOST = 20
FEW = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits. `kind` chooses the words, `id` the page; `urgency` is overdue, due_soon or "" with working days."""

    kind: str
    id: int
    alliance: str
    title: str
    at: datetime | None = None
    due: date | None = None
    urgency: str = ""
    days: int = 0
    other_id: int = 0


ORDER = (
    "session",
    "vote",
    "overdue",
    "to_accept",
    "to_notify",
    "to_start",
    "to_minute",
    "to_sign",
    "issue",
    "mine",
    "meeting",
    "unacknowledged",
    "unacknowledged_many",
)


def waiting(actor: Actor, now: datetime, today: date, calendar: Calendar, soon: int) -> list[Waiting]:
    """Everything that waits for `actor`, the pressing things first."""
    found = [
        *_meetings_to_run(places(actor, "meetings.run") - {0}, now),
        *_meetings_to_attend(actor, now),
        *_votes(actor),
        *_issues(places(actor, "issues.handle")),
        *_actions(actor, today, calendar, soon),
    ]
    return sorted(_gathered(found), key=lambda one: (ORDER.index(one.kind), one.due or date.max, one.at or now, one.id))


def _gathered(found: list[Waiting]) -> list[Waiting]:
    """Slips that nobody has signed for yet are one line, not thirteen."""
    unsigned = [one for one in found if one.kind == "unacknowledged"]
    if len(unsigned) <= FEW:
        return found
    first = min(unsigned, key=lambda one: (one.due or date.max, one.id))
    rest = [one for one in found if one.kind != "unacknowledged"]
    return [*rest, Waiting("unacknowledged_many", first.id, first.alliance, "", due=first.due, days=len(unsigned))]


def _meetings_to_run(alliances: Collection[int], now: datetime) -> list[Waiting]:
    if not alliances:
        return []
    unpublished = or_(Minutes.id.is_(None), Minutes.state != "published")
    statement = (
        select(Meeting.id, Meeting.state, Meeting.title, Meeting.starts_at, Alliance.name, Minutes.id)
        .join(Alliance, Alliance.id == Meeting.alliance_id)
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .where(Meeting.alliance_id.in_(alliances), Meeting.state != "cancelled", unpublished)
        .order_by(Meeting.starts_at)
        .limit(MOST)
    )
    kinds = {"planning": "to_notify", "postponed": "to_notify", "notified": "to_start", "in_session": "session"}
    found = []
    for id_, state, title, starts_at, alliance, minutes in db.session.execute(statement):
        kind = kinds.get(state) or ("to_sign" if minutes else "to_minute")
        found.append(Waiting(kind, id_, alliance, title, at=starts_at))
    return found


def _meetings_to_attend(actor: Actor, now: datetime) -> list[Waiting]:
    if not actor.seats:
        return []
    statement = (
        select(Meeting.id, Meeting.state, Meeting.title, Meeting.starts_at, Alliance.name)
        .join(Alliance, Alliance.id == Meeting.alliance_id)
        .join(Seat, Seat.alliance_id == Meeting.alliance_id)
        .where(
            Seat.id.in_(actor.seats),
            or_(Meeting.state == "in_session", and_(Meeting.state == "notified", Meeting.starts_at > now - timedelta(hours=12))),
        )
        .distinct()
        .order_by(Meeting.starts_at)
        .limit(MOST)
    )
    return [
        Waiting("session" if state == "in_session" else "meeting", id_, alliance, title, at=starts_at)
        for id_, state, title, starts_at, alliance in db.session.execute(statement)
    ]


def _votes(actor: Actor) -> list[Waiting]:
    """Open named motions for which one of the actor's seats is in the room and has not voted."""
    if not actor.seats:
        return []
    here = exists().where(
        Attendance.meeting_id == Motion.meeting_id,
        Attendance.seat_id == RollEntry.seat_id,
        Attendance.person_id == actor.id,
        Attendance.status == "present",
        Attendance.left_at.is_(None),
    )
    voted = exists().where(Vote.motion_id == Motion.id, Vote.seat_id == RollEntry.seat_id, Vote.choice != "withdrawn")
    statement = (
        select(Motion.meeting_id, Motion.item_id, Motion.text, Organisation.name)
        .join(RollEntry, RollEntry.motion_id == Motion.id)
        .join(Seat, Seat.id == RollEntry.seat_id)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .where(Motion.state == "open", Motion.visibility == "named", RollEntry.seat_id.in_(actor.seats), here, ~voted)
        .order_by(Motion.id, RollEntry.id)
        .limit(MOST)
    )
    return [Waiting("vote", meeting, unit, text, other_id=item) for meeting, item, text, unit in db.session.execute(statement)]


def _issues(alliances: Collection[int]) -> list[Waiting]:
    if not alliances:
        return []
    statement = (
        select(Issue.id, Issue.title, Issue.submitted_at, Alliance.name)
        .join(Alliance, Alliance.id == Issue.alliance_id)
        .where(Issue.alliance_id.in_(alliances), Issue.state == "submitted")
        .order_by(Issue.submitted_at)
        .limit(MOST)
    )
    return [Waiting("issue", id_, alliance, title, at=at) for id_, title, at, alliance in db.session.execute(statement)]


def _actions(actor: Actor, today: date, calendar: Calendar, soon: int) -> list[Waiting]:
    followed = places(actor, "actions.follow")
    watched = places(actor, "actions.read") if actor.holds("supervisor") else frozenset()
    found: dict[int, Waiting] = {}
    for row in db.session.execute(_open_actions(followed | watched, actor.organisations, today, followed)):
        late, days = urgency(row.state, row.due, today, calendar, soon)
        mine = row.lead_organisation_id in actor.organisations
        kind = _kind_of_action(row.state, late, mine, row.alliance_id in followed)
        if kind:
            found[row.id] = Waiting(kind, row.id, row.name, f"{row.number} {row.title}", due=row.due, urgency=late, days=days)
    return list(found.values())


def _kind_of_action(state: str, late: str, mine: bool, followed: bool) -> str:
    if mine and state in WORKING:
        return "mine"
    if late == "overdue":
        return "overdue"
    if followed and state in ("submitted", "accepted"):
        return "to_accept"
    return "unacknowledged" if followed and state == "assigned" else ""


def _open_actions(
    alliances: Collection[int], organisations: Collection[int], today: date, followed: Collection[int]
) -> Select[*tuple[Any, ...]]:
    late = and_(Action.alliance_id.in_(alliances), Action.state.in_(WORKING), Action.due < today)
    mine = and_(Action.lead_organisation_id.in_(organisations), Action.state.in_(WORKING))
    handed_in = and_(Action.alliance_id.in_(followed), Action.state.in_(("submitted", "accepted", "assigned")))
    return (
        select(
            Action.id, Action.alliance_id, Action.number, Action.title, Action.state, Action.due, Action.lead_organisation_id, Alliance.name
        )
        .join(Alliance, Alliance.id == Action.alliance_id)
        .where(or_(late, mine, handed_in))
        .order_by(Action.due, Action.id)
        .limit(3 * MOST)
    )
