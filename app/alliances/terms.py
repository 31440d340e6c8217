"""Who spoke for a seat from when to when, who is liaison of its unit, and what waits there for whoever comes next. Reads only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, or_, select

from app.accounts.models import Account, Grant, Person, PersonalLink
from app.accounts.rules import hashed
from app.alliances.models import Alliance, Organisation, Seat
from app.core.db import db
from app.core.ledger import Entry
from app.issues.models import Issue
from app.issues.rules import OPEN as OPEN_ISSUES
from app.issues.rules import WITH_UNIT
from app.meetings.models import Meeting, ProxyLetter
from app.minutes.models import Minutes
from app.replies.models import Reply
from app.replies.rules import ANSWERS
from app.resolutions.models import Action, Support
from app.resolutions.rules import OPEN, due_text

MOST = 100
VERBS = ("seat.add", "seat.name_delegate", "seat.change")


@dataclass(frozen=True, slots=True)
class Term:
    """Somebody for a time. `since` None: from before anybody wrote it down; `until` None: still."""

    person_id: int
    name: str
    title: str
    since: datetime | None
    until: datetime | None


def spoken_for(seat: Seat, at: datetime) -> list[Term]:
    """Who spoke for the seat, the first one first, as the ledger tells it; a change of this very transaction, which it does not tell yet,
    is of `at`."""
    entries = db.session.scalars(
        select(Entry)
        .where(Entry.chain_id == seat.alliance_id, Entry.subject == f"seat:{seat.id}", Entry.verb.in_(VERBS))
        .order_by(Entry.seq.desc())
        .limit(MOST)
    ).all()
    found: list[tuple[int, str, datetime | None, datetime | None]] = []
    for entry in reversed(entries):
        facts = json.loads(entry.body)["facts"]
        if "now" not in facts and "delegate" not in facts:
            continue
        at, was, now = datetime.fromisoformat(entry.at), facts.get("was"), facts.get("now", facts.get("delegate"))
        if found and found[-1][0] == now and found[-1][3] is None:  # only the title was mended
            found[-1] = (found[-1][0], entry.words or found[-1][1], *found[-1][2:])
            continue
        if found and found[-1][3] is None:
            found[-1] = (*found[-1][:3], at)
        elif was and not found:
            found.append((was, "", None, at))
        if now:
            found.append((now, entry.words or "", at, None))
    if found and found[-1][3] is None and found[-1][0] != seat.delegate_id:
        found[-1] = (*found[-1][:3], at)
    if seat.delegate_id:
        still = bool(found) and found[-1][3] is None
        since = found.pop()[2] if still else at
        found.append((seat.delegate_id, seat.delegate_title, since, None))
    names = _names([row[0] for row in found])
    return [Term(person, names.get(person, ""), title, since, until) for person, title, since, until in found]


def _names(ids: list[int]) -> dict[int, str]:
    return {row.id: row.name for row in db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))} if ids else {}


def liaisons(organisation_id: int) -> list[Term]:
    """Who is and was liaison of the unit, the first one first."""
    statement = (
        select(Grant.person_id, Person.name, Grant.since, Grant.ended_at)
        .join(Person, Person.id == Grant.person_id)
        .where(Grant.role == "liaison", Grant.place == "organisation", Grant.place_id == organisation_id)
        .order_by(Grant.ended_at.is_(None), Grant.ended_at, Grant.id)
        .limit(MOST)
    )
    return [Term(row.person_id, row.name, "", row.since, row.ended_at) for row in db.session.execute(statement)]


def secretaries(alliance_id: int) -> list[Term]:
    """Who is and was secretary, the first one first."""
    statement = (
        select(Grant.person_id, Person.name, Grant.since, Grant.ended_at)
        .join(Person, Person.id == Grant.person_id)
        .where(Grant.role == "secretary", Grant.place == "alliance", Grant.place_id == alliance_id)
        .order_by(Grant.ended_at.is_(None), Grant.ended_at, Grant.id)
        .limit(MOST)
    )
    return [Term(row.person_id, row.name, "", row.since, row.ended_at) for row in db.session.execute(statement)]


def alliances_of(organisation_id: int) -> frozenset[int]:
    """The alliances of which the unit is a member."""
    statement = select(Seat.alliance_id).where(Seat.organisation_id == organisation_id, Seat.ended_at.is_(None))
    return frozenset(db.session.scalars(statement))


def has_link(person_id: int) -> bool:
    statement = select(PersonalLink.id).where(PersonalLink.person_id == person_id, PersonalLink.revoked_at.is_(None))
    return db.session.scalar(statement.limit(1)) is not None


def link_of(token: str, person_id: int) -> PersonalLink | None:
    """The person's link of this token, while it holds."""
    statement = select(PersonalLink).where(PersonalLink.token_hash == hashed(token), PersonalLink.revoked_at.is_(None))
    return db.session.scalar(statement.where(PersonalLink.person_id == person_id))


def login_of(person_id: int) -> str:
    return db.session.scalar(select(Account.login).where(Account.person_id == person_id)) or ""


# -- what waits --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Duty:
    """A line of the slip: an action, a meeting, a letter, a report that the unit was given. `due`: by when, or where, in words."""

    alliance: str
    number: str
    title: str
    due: str
    day: date | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Duties:
    actions: tuple[Duty, ...]
    meetings: tuple[Duty, ...]
    letters: tuple[Duty, ...]
    issues: tuple[Duty, ...]
    minutes: tuple[Duty, ...] = ()


def of_seat(seat: Seat) -> Duties:
    """What waits for the seat in its alliance."""
    return _of_unit(seat.organisation_id, frozenset((seat.alliance_id,)))


def of_unit(organisation_id: int) -> Duties:
    """What waits for a unit wherever it is a member."""
    return _of_unit(organisation_id, alliances_of(organisation_id))


def _of_unit(organisation_id: int, alliance_ids: frozenset[int]) -> Duties:
    helps = select(Support.action_id).where(Support.organisation_id == organisation_id)
    own = or_(Action.lead_organisation_id == organisation_id, Action.id.in_(helps))
    seats = select(Seat.id).where(Seat.organisation_id == organisation_id, Seat.alliance_id.in_(alliance_ids), Seat.ended_at.is_(None))
    given = (
        select(Alliance.name, Issue.number, Issue.due)
        .join(Alliance, Alliance.id == Issue.alliance_id)
        .where(Issue.alliance_id.in_(alliance_ids), Issue.lead_organisation_id == organisation_id, Issue.state.in_(sorted(WITH_UNIT)))
        .order_by(Issue.due, Issue.id)
        .limit(MOST)
    )
    issues = tuple(Duty(alliance, number, "居民诉求，内容见转办摘要", "", due) for alliance, number, due in db.session.execute(given))
    return Duties(_actions(alliance_ids, own), _meetings(alliance_ids, seats), _letters(seats), issues)


def _actions(alliance_ids: frozenset[int], whose: ColumnElement[bool] | None = None) -> tuple[Duty, ...]:
    """Open ones and those that are shelved, the nearest first."""
    statement = (
        select(Action, Alliance.name)
        .join(Alliance, Alliance.id == Action.alliance_id)
        .where(Action.alliance_id.in_(alliance_ids), Action.state.in_(sorted({*OPEN, "shelved"})))
        .order_by(Action.due.is_(None), Action.due, Action.id)
        .limit(MOST)
    )
    if whose is not None:
        statement = statement.where(whose)
    return tuple(
        Duty(alliance, row.number, row.title, due_text(row.due, None, row.due_words), row.due)
        for row, alliance in db.session.execute(statement)
    )


def _meetings(alliance_ids: frozenset[int], seats: Select[int] | None = None) -> tuple[Duty, ...]:
    """What is still to come; with `seats`, what they answered to the notice."""
    statement = (
        select(Alliance.name, Meeting.title, Meeting.place, Meeting.starts_at, Meeting.state, Meeting.id)
        .join(Alliance, Alliance.id == Meeting.alliance_id)
        .where(Meeting.alliance_id.in_(alliance_ids), Meeting.state.in_(("planning", "notified", "in_session")))
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(MOST)
    )
    rows = db.session.execute(statement).all()
    answers = _answers([row.id for row in rows], seats) if seats is not None else {}
    found = []
    for row in rows:
        replied = f"（{answers.get(row.id, '还没有回复')}）" if seats is not None and row.state == "notified" else ""
        found.append(Duty(row.name, "", row.title, f"{row.place}{replied}", None, row.starts_at))
    return tuple(found)


def _answers(meeting_ids: list[int], seats: Select[int]) -> dict[int, str]:
    """Meeting -> 已回复出席, of the answers that stand."""
    standing = (Reply.seat_id.in_(seats), Reply.confirmed, Reply.ended_at.is_(None))
    statement = select(Reply.meeting_id, Reply.answer).where(Reply.meeting_id.in_(meeting_ids), *standing)
    return {row.meeting_id: f"已回复{ANSWERS[row.answer]}" for row in db.session.execute(statement)}


def _letters(seats: Select[int]) -> tuple[Duty, ...]:
    """Letters of authority that count, given or held by these seats, of meetings that are not over."""
    statement = (
        select(ProxyLetter, Meeting.title, Alliance.name)
        .join(Meeting, Meeting.id == ProxyLetter.meeting_id)
        .join(Alliance, Alliance.id == Meeting.alliance_id)
        .where(
            or_(ProxyLetter.seat_id.in_(seats), ProxyLetter.holder_seat_id.in_(seats)),
            ProxyLetter.state == "given",
            Meeting.state.not_in(("ended", "cancelled")),
        )
        .order_by(Meeting.starts_at, ProxyLetter.id)
        .limit(MOST)
    )
    rows = db.session.execute(statement).all()
    ids = {seat for letter, _title, _alliance in rows for seat in (letter.seat_id, letter.holder_seat_id)}
    named = select(Seat.id, Organisation.name).join(Organisation, Organisation.id == Seat.organisation_id).where(Seat.id.in_(ids))
    units = {row.id: row.name for row in db.session.execute(named)} if ids else {}
    return tuple(
        Duty(alliance, "", title, f"{units[letter.seat_id]}委托{units[letter.holder_seat_id]}") for letter, title, alliance in rows
    )


def of_alliance(alliance: Alliance) -> Duties:
    """What waits for a new secretary: all that is open in the alliance. Issues by number; what is about the community is not hers."""
    ids = frozenset((alliance.id,))
    found = (
        select(Issue.number, Issue.due)
        .where(Issue.alliance_id == alliance.id, Issue.state.in_(sorted(OPEN_ISSUES)), Issue.goes_to.is_distinct_from("street"))
        .order_by(Issue.id)
        .limit(MOST)
    )
    issues = tuple(Duty(alliance.name, number, "", "", due) for number, due in db.session.execute(found))
    unsigned = (
        select(Meeting.title)
        .join(Minutes, Minutes.meeting_id == Meeting.id)
        .where(Minutes.alliance_id == alliance.id, Minutes.state == "draft")
        .order_by(Meeting.starts_at)
        .limit(MOST)
    )
    minutes = tuple(Duty(alliance.name, "", title, "") for title in db.session.scalars(unsigned))
    return Duties(_actions(ids), _meetings(ids), (), issues, minutes)
