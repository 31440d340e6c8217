"""What people outside the desk are shown: residents by their query code and by where they live, units what they were given."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select

from app.accounts.rules import hashed
from app.alliances.models import Alliance, Community, District, Street
from app.core.db import db
from app.core.ledger import Entry, name_of
from app.issues.models import Issue
from app.issues.rules import STEPS, WITH_UNIT

# -- by query code -----------------------------------------------------------------------------------------------------


def by_code(code: str) -> Issue | None:
    """The issue of a query code; "" is nobody's."""
    return db.session.scalar(select(Issue).where(Issue.query_code == hashed(code))) if code else None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of its life: the move, and when."""

    name: str
    at: datetime


def steps(issue: Issue) -> list[Step]:
    """What has happened to it, in order, as the chain tells it: no names, no words."""
    told = select(Entry.at, Entry.verb).where(Entry.chain_id == issue.chain_id, Entry.subject == name_of(issue))
    rows = db.session.execute(told.order_by(Entry.seq).limit(200)).all()
    verbs = {f"issue.{name}": name for name in STEPS}
    return [Step(verbs[verb], datetime.fromisoformat(at)) for at, verb in rows if verb in verbs]


# -- what units were given ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a unit may know of an issue: its number, its kind and the summary made for it. Nobody's words, nobody's name."""

    id: int
    alliance_id: int
    lead_organisation_id: int
    alliance: str
    number: str
    state: str
    category: str
    summary: str
    due: date | None
    returns: int
    reopens: int
    result: str
    by_action: bool | None


def _assignments(*conditions: ColumnElement[bool]) -> list[Assignment]:
    statement = (
        select(
            Issue.id,
            Issue.alliance_id,
            Issue.lead_organisation_id,
            Alliance.name.label("alliance"),
            Issue.number,
            Issue.state,
            Issue.category,
            func.coalesce(Issue.handling_summary, "").label("summary"),
            Issue.due,
            Issue.returns,
            Issue.reopens,
            func.coalesce(Issue.result, "").label("result"),
            Issue.by_action,
        )
        .join(Alliance, Alliance.id == Issue.alliance_id)
        .where(*conditions)
        .order_by(Issue.due, Issue.id)
        .limit(200)
    )
    return [Assignment(**row._mapping) for row in db.session.execute(statement)]


def assignments(organisations: Collection[int]) -> list[Assignment]:
    """What units have in hand; what a meeting's action does stands among their actions and is not asked for twice."""
    mine = (Issue.lead_organisation_id.in_(organisations), Issue.state.in_(sorted(WITH_UNIT)), Issue.by_action.is_not(True))
    return _assignments(*mine)


def assignment(issue_id: int) -> Assignment | None:
    found = _assignments(Issue.id == issue_id, Issue.lead_organisation_id.is_not(None))
    return found[0] if found else None


# -- where one reports -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StreetRow:
    district: str
    street_id: int
    street: str


def streets() -> list[StreetRow]:
    """Streets in which an alliance stands, by district."""
    statement = (
        select(District.name, Street.id, Street.name)
        .join(Street, Street.district_id == District.id)
        .where(select(Alliance.id).join(Community, Community.id == Alliance.community_id).where(Community.street_id == Street.id).exists())
        .order_by(District.id, Street.name, Street.id)
        .limit(500)
    )
    return [StreetRow(*row) for row in db.session.execute(statement)]


@dataclass(frozen=True, slots=True)
class Where:
    """A community as residents know it, and the alliance that takes the report in."""

    code: str
    community: str
    street: str


def communities_of(street_id: int) -> list[Where]:
    statement = (
        select(Alliance.code, Community.name, Street.name)
        .join(Community, Community.id == Alliance.community_id)
        .join(Street, Street.id == Community.street_id)
        .where(Street.id == street_id)
        .order_by(Community.name, Alliance.id)
        .limit(300)
    )
    return [Where(*row) for row in db.session.execute(statement)]


def alliance_of_code(code: str) -> Alliance | None:
    """None where the address names none; no database looks for a NUL."""
    return db.session.scalar(select(Alliance).where(Alliance.code == code)) if "\x00" not in code else None


def where(alliance: Alliance) -> Where:
    statement = select(Community.name, Street.name).join(Street, Street.id == Community.street_id)
    return Where(alliance.code, *db.session.execute(statement.where(Community.id == alliance.community_id)).one())
