"""Who somebody is, read in a few statements; lists of accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, bindparam, case, func, literal, select, true, union, union_all

from app.accounts.models import Account, Grant, Person, PersonalLink, SignIn
from app.accounts.rules import hashed
from app.alliances.models import Alliance, Community, District, Organisation, Seat, StandIn, Street
from app.core.db import db
from app.policy import CITY, PHONE_ROLES, Actor


def actor_of(token: str, at: datetime) -> Actor | None:
    """The person behind a sign-in's token, with every role unfolded to alliances; None where the sign-in has ended."""
    row = db.session.execute(_signed_in(), {"token": hashed(token), "at": at}).first()
    if row is None or (row[1] == "password" and row[5] is not None):
        return None
    return actor_for(row[2], row[3], sign_in_id=row[0], by_phone=row[1] == "phone", must_change=bool(row[4]) and row[1] == "password")


@cache
def _signed_in() -> Select[*tuple[Any, ...]]:
    """Every request asks this; building a statement costs more than running it, so it is built once."""
    return (
        select(SignIn.id, SignIn.kind, Person.id, Person.name, Account.must_change, Account.disabled_at)
        .join(Person, Person.id == SignIn.person_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(SignIn.token_hash == bindparam("token"), SignIn.ended_at.is_(None), SignIn.expires_at > bindparam("at"))
    )


def actor_for(person_id: int, name: str, *, sign_in_id: int = 0, by_phone: bool = False, must_change: bool = False) -> Actor:
    places: dict[str, set[int]] = {}
    seats: set[int] = set()
    organisations: set[int] = set()
    for role, place, place_id in db.session.execute(_roles_and_seats(), {"person": person_id}):
        if by_phone and role not in PHONE_ROLES:
            continue
        if place == "seat":
            seats.add(place_id)
        elif place == "organisation":
            organisations.add(place_id)
        else:
            places.setdefault(role, set()).add(place_id)
    held = {role: frozenset(found) for role, found in places.items()}
    return Actor(person_id, name, held, frozenset(organisations), frozenset(seats), "", sign_in_id, must_change)


@cache
def _roles_and_seats() -> CompoundSelect[Any]:
    """(role, "alliance" | "seat" | "organisation", id): one statement for everything a `person` is; built once.

    Every part begins at the person's own rows: one condition over all places or seats would read them all with every request."""
    person_id = bindparam("person", type_=Person.id.type)
    granted = select(Grant.role, Grant.place, Grant.place_id).where(Grant.person_id == person_id, Grant.ended_at.is_(None)).subquery()
    own, of_street, of_district, everywhere = (
        select(granted.c.role, literal("alliance"), column).where(granted.c.place == place)
        for place, column in (("alliance", granted.c.place_id), ("street", Alliance.id), ("district", Alliance.id), ("city", Alliance.id))
    )
    of_street = of_street.join(Community, Community.street_id == granted.c.place_id).join(Alliance, Alliance.community_id == Community.id)
    of_district = of_district.join(Street, Street.district_id == granted.c.place_id)
    of_district = of_district.join(Community, Community.street_id == Street.id).join(Alliance, Alliance.community_id == Community.id)
    everywhere = everywhere.join(Alliance, true())
    of_city = select(granted.c.role, literal("alliance"), literal(CITY)).where(granted.c.place == "city")
    role = case((Seat.votes, literal("delegate")), else_=literal("observer"))
    mine = union(select(Seat.id).where(Seat.delegate_id == person_id), select(StandIn.seat_id).where(StandIn.person_id == person_id))
    sits = Seat.ended_at.is_(None) & Seat.id.in_(mine)
    seats = select(role, literal("alliance"), Seat.alliance_id).where(sits)
    seat_ids = select(role, literal("seat"), Seat.id).where(sits)
    own_units = select(role, literal("organisation"), Seat.organisation_id).where(sits)
    units = select(granted.c.role, literal("organisation"), granted.c.place_id).where(granted.c.place == "organisation")
    through_unit = select(granted.c.role, literal("alliance"), Seat.alliance_id).join(
        Seat, (granted.c.place == "organisation") & (Seat.organisation_id == granted.c.place_id) & Seat.ended_at.is_(None)
    )
    return union_all(own, of_street, of_district, everywhere, of_city, seats, seat_ids, own_units, units, through_unit)


def account_by_login(login: str) -> tuple[Account, Person] | None:
    row = db.session.execute(
        select(Account, Person).join(Person, Person.id == Account.person_id).where(func.lower(Account.login) == login.strip().lower())
    ).first()
    return (row[0], row[1]) if row else None


def link_by_token(token: str) -> tuple[PersonalLink, Person] | None:
    """A link that still holds, with its person."""
    row = db.session.execute(
        select(PersonalLink, Person)
        .join(Person, Person.id == PersonalLink.person_id)
        .where(PersonalLink.token_hash == hashed(token), PersonalLink.revoked_at.is_(None))
    ).first()
    return (row[0], row[1]) if row else None


def units_of(person_id: int) -> list[str]:
    """The names of the organisations that a person sits for, for “我是区水文站 程以宁”."""
    own = (Seat.delegate_id == person_id) | Seat.id.in_(select(StandIn.seat_id).where(StandIn.person_id == person_id))
    statement = select(Organisation.name).join(Seat, Seat.organisation_id == Organisation.id).where(own, Seat.ended_at.is_(None))
    return list(db.session.scalars(statement.distinct().order_by(Organisation.name).limit(5)))


#: Stands where a role holds in no smaller place; the page says it in the reader's language.
WHOLE_CITY = ""


@dataclass(frozen=True, slots=True)
class AccountRow:
    id: int
    login: str
    name: str
    roles: tuple[tuple[str, str], ...]  # (role, name of the place)
    disabled: bool
    must_change: bool


def accounts(search: str, limit: int = 300) -> list[AccountRow]:
    statement = select(Account.id, Account.login, Account.person_id, Person.name, Account.disabled_at, Account.must_change)
    statement = statement.join(Person, Person.id == Account.person_id).order_by(Account.login).limit(limit)
    if search:
        statement = statement.where(Account.login.contains(search, autoescape=True) | Person.name.contains(search, autoescape=True))
    rows = db.session.execute(statement).all()
    roles = _places_of([row.person_id for row in rows])
    return [
        AccountRow(row.id, row.login, row.name, tuple(roles.get(row.person_id, ())), row.disabled_at is not None, row.must_change)
        for row in rows
    ]


def _places_of(person_ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    name = func.coalesce(Alliance.name, Street.name, District.name, Organisation.name, literal(WHOLE_CITY))
    statement = (
        select(Grant.person_id, Grant.role, name)
        .outerjoin(Alliance, (Grant.place == "alliance") & (Alliance.id == Grant.place_id))
        .outerjoin(Street, (Grant.place == "street") & (Street.id == Grant.place_id))
        .outerjoin(District, (Grant.place == "district") & (District.id == Grant.place_id))
        .outerjoin(Organisation, (Grant.place == "organisation") & (Organisation.id == Grant.place_id))
        .where(Grant.person_id.in_(person_ids), Grant.ended_at.is_(None))
        .order_by(Grant.role, name)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for person_id, role, place in db.session.execute(statement):
        found.setdefault(person_id, []).append((role, place))
    return found


def has_accounts() -> bool:
    return db.session.scalar(select(Account.id).limit(1)) is not None


def person_without_account(role: str, place: str, place_id: int, name: str) -> Person | None:
    """Somebody whom the roster brought into this role and place already, and who cannot sign in yet."""
    statement = (
        select(Person)
        .join(Grant, Grant.person_id == Person.id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Grant.role == role, Grant.place == place, Grant.place_id == place_id, Grant.ended_at.is_(None))
        .where(Person.name == name, Account.id.is_(None))
        .order_by(Grant.id)
        .limit(1)
    )
    return db.session.scalar(statement)


def account_for_update(account_id: int) -> Account:
    """The account, locked: two wrong passwords at once count as two."""
    return db.session.scalars(select(Account).where(Account.id == account_id).with_for_update()).one()


def account_of(person_id: int) -> Account | None:
    """None for people who come by a personal link."""
    return db.session.scalar(select(Account).where(Account.person_id == person_id))
