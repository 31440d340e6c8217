"""The rules under which an alliance meets and decides (规则卡), version by version."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar

from sqlalchemy import JSON, Integer, Select, String, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, Protected, db
from app.rulecards.rules import Card, complete, sound_share
from app.settings.models import Decision

CITY = 0


class RuleCard(Protected, Model):
    """One version of a place's card; `alliance_id` 0 is the city's default. Drafted by the secretary, confirmed by the convener.

    `state`: draft, confirmed, superseded, dropped. `card` has the shape of rules.Card. A confirmed card counts from the next meeting on:
    meetings keep a snapshot of it from their notice."""

    __tablename__ = "rule_card"
    __table_args__ = (UniqueConstraint("alliance_id", "number"),)
    __protected__: ClassVar[tuple[str, ...]] = ("alliance_id", "number", "state", "card", "confirmed_by", "confirmed_on")
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(default=CITY)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default="draft")
    card: Mapped[dict[str, Any]] = mapped_column(JSON)
    drafted_at: Mapped[datetime]
    confirmed_by: Mapped[str] = mapped_column(String(60), default="")
    confirmed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


def card_of(alliance_id: int) -> Card:
    """The card in force, complete: the alliance's confirmed one, else the city's, else what was decided before there were cards."""
    confirmed: dict[int, Card] = {row.alliance_id: row.card for row in db.session.execute(_confirmed(), {"alliance": alliance_id})}
    found = confirmed.get(alliance_id, confirmed.get(CITY))
    return complete(found) if found is not None else _decided_before_cards(alliance_id)


@cache
def _confirmed() -> Select[int, Any]:
    places = RuleCard.alliance_id.in_((CITY, bindparam("alliance", type_=Integer)))
    return select(RuleCard.alliance_id, RuleCard.card).where(places, RuleCard.state == "confirmed")


@cache
def _former() -> Select[str, str]:
    """The alliance's own word comes after its city's."""
    places = Decision.alliance_id.in_((CITY, bindparam("alliance", type_=Integer)))
    statement = select(Decision.name, Decision.value).where(places, Decision.name.in_(FORMER_SETTINGS))
    return statement.order_by(Decision.alliance_id)


def _decided_before_cards(alliance_id: int) -> Card:
    """The default with the five settings that have become parts of the card. Installations that decided them then go on under what
    they decided, until a card is confirmed; a share that nobody could reach was never in force and does not become so."""
    rows = db.session.execute(_former(), {"alliance": alliance_id})
    card = complete({})
    for name, value in rows:
        part, _dot, key = FORMER_SETTINGS[name].rpartition(".")
        held = card["rules"]["alliance_majority"] if part == "majority" else card[part] if part else card
        held[key] = json.loads(value)
    card["urgent_workdays"] = min(card["urgent_workdays"], card["notice_workdays"])
    return card if sound_share(card["quorum"]) else {**card, "quorum": complete({})["quorum"]}


#: name of a setting of former times -> where its value stands on the card
FORMER_SETTINGS = {
    "quorum.num": "quorum.num",
    "quorum.den": "quorum.den",
    "quorum.strict": "quorum.strict",
    "majority.base": "majority.base",
    "notice.workdays": "notice_workdays",
}
