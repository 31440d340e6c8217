"""Drafting and confirming rule cards; the votes and areas of seats, where a card asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from app.alliances.models import Alliance, Seat
from app.core.clock import local
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.perform import By, perform, record
from app.rulecards.models import RuleCard
from app.rulecards.rules import LIFECYCLE, Card, area_fault, complete, confirm_fault, fault, weight_fault


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Whose word it is, and of which day: their own, or written on paper and entered by somebody else."""

    name: str
    on: date


def draft(alliance_id: int, card: Card, *, version: int, by: By, at: datetime) -> RuleCard:
    """Write the place's draft (0: the city's) or change the one there is. `version`: of the draft that was shown, 0 for none.

    Refused where the card breaks voting.md §2, and where somebody else has changed the draft meanwhile."""
    card = complete(card)
    if broken := fault(card):
        reason, field = broken
        raise Refused(reason, field=field)
    held = db.session.scalar(select(RuleCard).where(RuleCard.alliance_id == alliance_id, RuleCard.state == "draft"))
    if (held.version if held else 0) != version:
        raise Refused("card.changed")
    if held is not None and held.card == card:
        return held
    if held is None:
        held = RuleCard(alliance_id=alliance_id, number=_next_number(alliance_id), version=0)
        db.session.add(held)
    held.card, held.drafted_at = card, at
    held.version += 1
    db.session.flush()
    record("card.draft", held, by=by, at=at, number=held.number, version=held.version)
    return held


def _next_number(alliance_id: int) -> int:
    return (db.session.scalar(select(func.max(RuleCard.number)).where(RuleCard.alliance_id == alliance_id)) or 0) + 1


def confirm(card: RuleCard, word: Confirmation, *, version: int, by: By, at: datetime) -> None:
    """确认: the card counts from the next notice on, and the one before it no longer. `version`: of the card that was shown.

    An alliance's card is its convener's word; the secretary enters one given on paper with `by.on_behalf_of` set."""
    if card.version != version:
        raise Refused("card.changed")
    if wrong := confirm_fault(word.name, word.on, local(at).date()):
        reason, field = wrong
        raise Refused(reason, field=field)
    before = db.session.scalar(select(RuleCard).where(RuleCard.alliance_id == card.alliance_id, RuleCard.state == "confirmed"))
    card.confirmed_by, card.confirmed_on = word.name, word.on
    if before is not None and card.state == "draft":
        perform(LIFECYCLE, before, "supersede", by=by, at=at)
    perform(LIFECYCLE, card, "confirm", by=by, at=at, words=word.name, number=card.number, confirmed_on=word.on)


def drop(card: RuleCard, *, by: By, at: datetime) -> None:
    """The draft is given up; it stays among the versions."""
    perform(LIFECYCLE, card, "drop", by=by, at=at)


def weigh(alliance: Alliance, seats: Mapping[int, tuple[int | None, int | None]], *, by: By, at: datetime) -> int:
    """Seat id -> its votes (None: one) and its area in hundredths of a square metre (None: not known). All or none are taken.

    Returns how many seats changed. Refused for what is no number of that kind, and for a seat of another alliance."""
    rows = {seat.id: seat for seat in db.session.scalars(select(Seat).where(Seat.alliance_id == alliance.id, Seat.ended_at.is_(None)))}
    for seat_id, (weight, area) in seats.items():
        if seat_id not in rows:
            raise Refused("seat.gone")
        if reason := weight_fault(weight):
            raise Refused(reason)
        if reason := area_fault(area):
            raise Refused(reason)
    changed = 0
    for seat_id, (weight, area) in seats.items():
        seat, weight = rows[seat_id], None if weight == 1 else weight
        if (seat.weight, seat.area) == (weight, area):
            continue
        seat.weight, seat.area = weight, area
        record("seat.weigh", seat, by=by, at=at, weight=1 if weight is None else weight, area=area)
        changed += 1
    return changed
