"""Rule cards of a place, and what its members weigh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.alliances.models import Organisation, Seat
from app.core.db import db
from app.rulecards.models import RuleCard
from app.rulecards.rules import Card, complete

MOST_VERSIONS = 50


@dataclass(frozen=True, slots=True)
class CardRow:
    """One version. `confirmed_by` is empty for drafts, also for those that were given up."""

    id: int
    alliance_id: int
    number: int
    state: str
    card: Card
    drafted_at: datetime
    confirmed_by: str
    confirmed_on: date | None
    version: int


def cards(alliance_id: int) -> list[CardRow]:
    """The versions of a place (0: the city), the newest first."""
    statement = select(RuleCard).where(RuleCard.alliance_id == alliance_id).order_by(RuleCard.number.desc()).limit(MOST_VERSIONS)
    return [
        CardRow(
            row.id,
            row.alliance_id,
            row.number,
            row.state,
            complete(row.card),
            row.drafted_at,
            row.confirmed_by,
            row.confirmed_on,
            row.version,
        )
        for row in db.session.scalars(statement)
    ]


def card_at(alliance_id: int, number: int) -> RuleCard | None:
    return db.session.scalar(select(RuleCard).where(RuleCard.alliance_id == alliance_id, RuleCard.number == number))


@dataclass(frozen=True, slots=True)
class Voter:
    """A member with a vote. `weight` None is one, `area` None is not known yet."""

    id: int
    organisation: str
    weight: int | None
    area: int | None


def voters(alliance_id: int) -> list[Voter]:
    """The voting members in the roster's order."""
    statement = (
        select(Seat.id, Organisation.name, Seat.weight, Seat.area)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .where(Seat.alliance_id == alliance_id, Seat.ended_at.is_(None), Seat.votes)
        .order_by(Seat.position, Seat.id)
    )
    return [Voter(*row) for row in db.session.execute(statement)]


def whole(voters: Sequence[Voter]) -> tuple[list[int], list[int]]:
    """Votes and areas of the members as a ballot would count them."""
    return [1 if one.weight is None else one.weight for one in voters], [one.area or 0 for one in voters]
