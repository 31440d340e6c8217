"""What the live poll reads: chain versions for a page, the epoch of a meeting's readers, how many of a secret ballot are in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, bindparam, case, func, literal, select, union_all

from app.accounts.models import Grant
from app.alliances.models import Alliance, Community, Seat, Street
from app.ballots.models import Motion, SecretRoll
from app.core import ledger
from app.core.db import db
from app.core.ledger import CITY, Chain
from app.meetings.models import AgendaItem, Recusal


def versions(alliance_id: int) -> tuple[int, int]:
    """The versions of the alliance's chain and of the city's, as this transaction sees them."""
    rows = db.session.execute(select(Chain.id, Chain.version).where(Chain.id.in_((CITY, alliance_id))))
    found = {row.id: row.version for row in rows}
    return found.get(alliance_id, 0), found.get(CITY, 0)


def epoch_of(meeting_id: int, alliance_id: int) -> str:
    """Changes whenever somebody may see less than before: a role ended, a seat ended or got another delegate, somebody stands back."""
    rows: Sequence[Any] = db.session.execute(_epoch(), {"meeting": meeting_id, "alliance": alliance_id}).all()
    return ledger.sha256(ledger.canonical(sorted([str(value) for value in row] for row in rows)))[:12]


@cache
def _epoch() -> CompoundSelect[Any]:
    """Built once: it is asked anew with every vote, and building it costs more than running it."""
    alliance_id: Any = bindparam("alliance", type_=Seat.alliance_id.type)
    seats = select(
        literal("seat"), Seat.id, func.coalesce(Seat.delegate_id, 0), case((Seat.ended_at.is_(None), literal("")), else_=literal("ended"))
    ).where(Seat.alliance_id == alliance_id)
    recusals = (
        select(literal("recusal"), Recusal.item_id, Recusal.seat_id, Recusal.state)
        .join(AgendaItem, AgendaItem.id == Recusal.item_id)
        .where(AgendaItem.meeting_id == bindparam("meeting"))
    )
    return union_all(seats, recusals, _ended_roles(alliance_id))


def _ended_roles(alliance_id: Any) -> Select[str, int, int, str]:
    """How many roles that covered this alliance are over."""
    place = (
        select(Alliance.id, Street.id.label("street_id"), Street.district_id)
        .join(Community, Community.id == Alliance.community_id)
        .join(Street, Street.id == Community.street_id)
        .where(Alliance.id == alliance_id)
        .subquery()
    )
    units = select(Seat.organisation_id).where(Seat.alliance_id == alliance_id)
    covers = (
        ((Grant.place == "alliance") & (Grant.place_id == place.c.id))
        | ((Grant.place == "street") & (Grant.place_id == place.c.street_id))
        | ((Grant.place == "district") & (Grant.place_id == place.c.district_id))
        | (Grant.place == "city")
        | ((Grant.place == "organisation") & Grant.place_id.in_(units))
    )
    counted = select(literal("role"), func.count(), literal(0), literal("")).select_from(Grant).join(place, covers)
    return counted.where(Grant.ended_at.is_not(None))


def secret_cast(meeting_id: int) -> dict[int, int]:
    """Motion id -> how many have voted, of the meeting's open secret ballots: a number and nothing else."""
    statement = (
        select(SecretRoll.motion_id, func.count().label("cast"))
        .join(Motion, Motion.id == SecretRoll.motion_id)
        .where(Motion.meeting_id == meeting_id, Motion.state == "open")
        .group_by(SecretRoll.motion_id)
    )
    return {row.motion_id: row.cast for row in db.session.execute(statement)}
