"""An alliance like the one of paste17.tsv, its paste, what is stored of it, and what its pages say."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from sqlalchemy import func, select

from app.accounts.models import Person
from app.alliances.models import Alliance, Organisation, Seat, StandIn
from app.alliances.roster import Plan, parse, read_paste
from app.alliances.roster.apply import bring_in
from app.alliances.roster.pages import hint_of
from app.core.db import db, writing
from app.policy import SYSTEM
from tests import make
from tests.alliances.roster.build import FILES

PASTE17 = (FILES / "paste17.tsv").read_text("utf-8")


def yunjinli() -> Alliance:
    return make.alliance("云锦里社区党建联盟", street="锦程街道")


def paste(alliance: Alliance, text: str) -> Plan:
    """Rows pasted into the alliance; commas may stand for tabs."""
    sheet = read_paste(text if "\t" in text else text.replace(",", "\t"))
    roster, alliance_id = parse([sheet], alliance=hint_of(alliance)), alliance.id
    with writing():
        plan = bring_in(roster, kind="", by=SYSTEM, at=make.AT, alliances=(alliance_id,))
    return plan


def members(alliance: Alliance) -> list[tuple[Any, ...]]:
    """(organisation, delegate, title, phone, votes) of each seat that has not ended, in the order of the list."""
    statement = (
        select(Organisation.name, Person.name, Seat.delegate_title, Person.phone, Seat.votes)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .outerjoin(Person, Person.id == Seat.delegate_id)
        .where(Seat.alliance_id == alliance.id, Seat.ended_at.is_(None))
        .order_by(Seat.position)
    )
    return [tuple(row) for row in db.session.execute(statement)]


def stand_ins() -> list[tuple[str, str]]:
    """(name, title) of everybody who stands in anywhere."""
    return [tuple(row) for row in db.session.execute(select(Person.name, StandIn.title).join(StandIn, StandIn.person_id == Person.id))]


def seat_of(alliance: Alliance, organisation: str) -> Seat:
    unit = select(Organisation.id).where(Organisation.name == organisation)
    return db.session.scalars(select(Seat).where(Seat.alliance_id == alliance.id, Seat.organisation_id.in_(unit))).one()


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def confirming(html: str, action: str) -> dict[str, Any]:
    """What the form with this action would send."""
    form = BeautifulSoup(html, "html.parser").select_one(f'form[action="{action}"]')
    assert form is not None
    sent: dict[str, Any] = {}
    for field in form.select("[name]"):
        value = field.get_text().removeprefix("\r\n") if field.name == "textarea" else field.get("value", "")
        if field.name == "select":
            chosen = field.select_one("option[selected]")
            value = chosen["value"] if chosen else ""
        sent.setdefault(str(field["name"]), []).append(value)
    return sent


def outcomes(html: str) -> list[str]:
    """The last cell of each row, in one line."""
    rows = BeautifulSoup(html, "html.parser").select("table.stack tbody tr")
    return [" ".join(row.select("td")[-1].get_text(" ").split()) for row in rows]
