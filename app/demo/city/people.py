"""Who can sign in to the demo city besides the showcase's people: two more secretaries, supervisors, and liaisons of many alliances."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import func, select

from app.accounts import actions as accounts
from app.accounts import passwords
from app.accounts.models import Grant, Person, PersonalLink
from app.alliances import actions as alliances
from app.alliances.models import Alliance, Organisation, Seat
from app.core.clock import at_local
from app.core.db import db, writing
from app.core.pinyin import sort_key
from app.demo import showcase
from app.demo.city import plan
from app.demo.showcase import Official
from app.policy import SYSTEM

AT = at_local(plan.LAST, 8, 40)
#: Codes of the alliances whose secretaries get an account: a neighbour in the same street, and one from another district.
SECRETARIES = ("TB011", "ZL005")
SUPERVISORS = (
    Official("wensongnian", "闻松年", "supervisor", "district", "洮北区"),
    Official("jiyunshu", "纪云舒", "supervisor", "city", "市级查看"),
)
#: How many of those who sit in the most alliances get a personal link.
LIAISONS = 2


@dataclass(frozen=True, slots=True)
class Links:
    """Accounts with the demo password, and lines with personal links."""

    officials: tuple[Official, ...]
    lines: tuple[str, ...]


def create(home: Alliance) -> Links:
    """Everybody besides the showcase's officials, and its delegates' links."""
    secretaries, password_hash = [], passwords.make_hash(showcase.PASSWORD)
    for code in SECRETARIES:
        alliance = db.session.scalars(select(Alliance).where(Alliance.code == code)).one()
        secretaries.append(_secretary(alliance))
        showcase.create_accounts(secretaries[-1:], alliance, at=AT, password_hash=password_hash)
    showcase.create_accounts(SUPERVISORS, home, at=AT, password_hash=password_hash)
    lines = [*showcase.invited(home, showcase.DELEGATES), *_liaisons()]
    return Links((*secretaries, *SUPERVISORS), tuple(lines))


def _secretary(alliance: Alliance) -> Official:
    """The roster's secretary of the alliance; the login is the name in pinyin."""
    statement = select(Person.name).join(Grant, Grant.person_id == Person.id).where(Grant.role == "secretary", Grant.place == "alliance")
    name = db.session.scalars(statement.where(Grant.place_id == alliance.id, Grant.ended_at.is_(None)).order_by(Grant.id)).one()
    return Official(sort_key(name).replace(" ", ""), name, "secretary", "alliance", f"{alliance.name}秘书")


def _liaisons() -> list[str]:
    """联络员 of a unit that serves many alliances: a delegate's seats, and the unit's actions, behind one link."""
    seats = func.count(Seat.id)
    linked = select(PersonalLink.person_id).where(PersonalLink.revoked_at.is_(None))  # a second link would end the first
    own = (Seat.ended_at.is_(None), Seat.delegate_id.is_not(None), Seat.delegate_id.not_in(linked))
    statement = select(Seat.delegate_id, Seat.organisation_id, seats).where(*own).group_by(Seat.delegate_id, Seat.organisation_id)
    statement = statement.order_by(seats.desc(), Seat.organisation_id).limit(LIAISONS)
    rows = db.session.execute(statement).all()
    lines = []
    with writing():
        for person_id, organisation_id, number in rows:
            person, unit = db.session.get_one(Person, person_id), db.session.get_one(Organisation, organisation_id)
            accounts.grant(person, "liaison", "organisation", unit.id, by=SYSTEM, at=AT)
            seat = db.session.scalars(select(Seat).where(Seat.delegate_id == person.id).order_by(Seat.id).limit(1)).one()
            _link, token, _code = alliances.invite(seat, by=SYSTEM, at=AT, slip=False)
            url = f"{current_app.config['PUBLIC_URL']}/l/{token}"
            lines.append(f"  {unit.name}联络员 {person.name}（{number}个联盟），后四位 {person.phone[-4:]}：{url}")
    return lines
