"""Named reads over alliances, their places and their members."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, literal, select, tuple_

from app.accounts.models import Account, Grant, Person, PersonalLink
from app.accounts.rules import masked
from app.alliances.models import Alliance, Community, District, Organisation, Seat, StandIn, Street
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.paging import PAGE, Piece, piece


@dataclass(frozen=True, slots=True)
class AllianceRow:
    id: int
    code: str
    name: str
    district: str
    street: str
    community: str
    seats: int
    voting: int
    district_id: int
    street_id: int

    @property
    def key(self) -> str:
        """Where the next piece starts."""
        return f"{self.district_id}~{self.street_id}~{self.code}"


def alliances(ids: Collection[int], search: str = "", *, after: str = "", size: int = PAGE) -> Piece[AllianceRow]:
    """The named alliances with how many members they have, by district and street. An `after` that is no key reads from the start."""
    counts = (
        select(Seat.alliance_id, func.count().label("seats"), func.count().filter(Seat.votes).label("voting"))
        .where(Seat.ended_at.is_(None))
        .group_by(Seat.alliance_id)
        .subquery()
    )
    statement = (
        select(
            Alliance.id,
            Alliance.code,
            Alliance.name,
            District.name,
            Street.name,
            Community.name,
            func.coalesce(counts.c.seats, 0),
            func.coalesce(counts.c.voting, 0),
            District.id,
            Street.id,
        )
        .join(Community, Community.id == Alliance.community_id)
        .join(Street, Street.id == Community.street_id)
        .join(District, District.id == Street.district_id)
        .outerjoin(counts, counts.c.alliance_id == Alliance.id)
        .where(Alliance.id.in_(ids))
        .order_by(District.id, Street.id, Alliance.code)
        .limit(size + 1)
    )
    district, _tilde, rest = after.partition("~")
    street, _tilde, code = rest.partition("~")
    if district.isdecimal() and street.isdecimal():
        last = tuple_(*(literal(min(int(number), 2**62)) for number in (district, street)), literal(code))
        statement = statement.where(tuple_(District.id, Street.id, Alliance.code) > last)
    for word in search.split():
        like = {"autoescape": True}
        statement = statement.where(
            Alliance.name.contains(word, **like)
            | Alliance.code.contains(word, **like)
            | Street.name.contains(word, **like)
            | District.name.contains(word, **like)
        )
    rows = [AllianceRow(*row) for row in db.session.execute(statement)]
    return piece(rows, lambda row: row.key, size)


@dataclass(frozen=True, slots=True)
class PlaceNames:
    district: str
    street: str
    community: str


def place_of(alliance: Alliance) -> PlaceNames:
    statement = (
        select(District.name, Street.name, Community.name)
        .join(Street, Street.district_id == District.id)
        .join(Community, Community.street_id == Street.id)
        .where(Community.id == alliance.community_id)
    )
    return PlaceNames(*db.session.execute(statement).one())


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One member as pages show it. `phone` is masked; `linked`: none, made, bound."""

    id: int
    alliance_id: int
    organisation_id: int
    organisation: str
    kind: str
    votes: bool
    role: str
    delegate_id: int | None
    delegate: str
    title: str
    phone: str
    has_phone: bool
    remark: str
    linked: bool
    stand_ins: tuple[str, ...]


def seats(alliance_id: int) -> list[SeatRow]:
    """Every member of the alliance in the roster's order: voting ones first."""
    statement = (
        select(Seat, Organisation, Person, PersonalLink.id)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .outerjoin(Person, Person.id == Seat.delegate_id)
        .outerjoin(PersonalLink, (PersonalLink.person_id == Person.id) & PersonalLink.revoked_at.is_(None))
        .where(Seat.alliance_id == alliance_id, Seat.ended_at.is_(None))
        .order_by(Seat.votes.desc(), Seat.position, Seat.id)
    )
    rows = db.session.execute(statement).all()
    others = _stand_ins(alliance_id)
    return [_seat_row(seat, unit, person, link, others.get(seat.id, ())) for seat, unit, person, link in rows]


def _seat_row(seat: Seat, unit: Organisation, person: Person | None, link: int | None, stand_ins: tuple[str, ...]) -> SeatRow:
    return SeatRow(
        id=seat.id,
        alliance_id=seat.alliance_id,
        organisation_id=unit.id,
        organisation=unit.name,
        kind=unit.kind,
        votes=seat.votes,
        role=seat.role,
        delegate_id=person.id if person else None,
        delegate=person.name if person else "",
        title=seat.delegate_title,
        phone=masked(person.phone) if person else "",
        has_phone=bool(person and person.phone),
        remark=seat.remark,
        linked=link is not None,
        stand_ins=stand_ins,
    )


def _stand_ins(alliance_id: int) -> dict[int, tuple[str, ...]]:
    statement = (
        select(StandIn.seat_id, Person.name)
        .join(Person, Person.id == StandIn.person_id)
        .join(Seat, Seat.id == StandIn.seat_id)
        .where(Seat.alliance_id == alliance_id)
        .order_by(StandIn.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for seat_id, name in db.session.execute(statement):
        found[seat_id] = (*found.get(seat_id, ()), name)
    return found


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody with a role of the alliance itself: its secretary, its convener."""

    role: str
    name: str
    login: str


def officers(alliance_id: int) -> list[Officer]:
    statement = (
        select(Grant.role, Person.name, func.coalesce(Account.login, ""))
        .join(Person, Person.id == Grant.person_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Grant.place == "alliance", Grant.place_id == alliance_id, Grant.ended_at.is_(None))
        .order_by(Grant.role.desc(), Grant.id)
    )
    return [Officer(*row) for row in db.session.execute(statement)]


def alliance_by_code(code: str) -> Alliance | None:
    return db.session.scalar(select(Alliance).where(Alliance.code == code))


def place_named(role: str, text: str) -> tuple[str, int]:
    """("alliance", id), ("street", id), ... from what somebody typed for a role's place. Refused where it names none."""
    text = text.strip()
    if role == "administrator" or (role == "supervisor" and not text):
        return "city", 0
    if role == "supervisor":
        for place, model in (("street", Street), ("district", District)):
            if found := db.session.scalars(select(model.id).where(model.name == text)).all():
                if len(found) > 1:
                    raise Refused("account.place_twice", field="place")
                return place, found[0]
    elif role in ("liaison", "handler"):
        if found := db.session.scalars(select(Organisation.id).where((Organisation.name == text) | (Organisation.key == text))).all():
            if len(found) > 1:
                raise Refused("account.place_twice", field="place")
            return "organisation", found[0]
    elif found := db.session.scalars(select(Alliance.id).where((Alliance.code == text) | (Alliance.name == text))).all():
        return "alliance", found[0]
    raise Refused("account.no_place", field="place")
