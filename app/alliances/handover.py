"""换人: somebody else speaks for a seat, is a unit's liaison or an alliance's secretary. What was done stays; what waits passes on.

Whoever goes loses at once what came with the place: the role, and the personal link and the bound telephones where no other role is left.
Open actions and replies not yet given are the unit's, so they wait for the successor without being moved; the roles that answer for a
unit's actions (联络员、经办人) are a person's and are moved."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select

from app.accounts import actions as accounts
from app.accounts.models import Grant, Person
from app.alliances import actions
from app.alliances.models import Alliance, Organisation, Seat
from app.alliances.people import leave, person_for
from app.alliances.roster.cells import is_mobile, plain
from app.core import ledger
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.perform import By

#: Roles that somebody holds in an organisation: who answers for its actions.
OF_THE_UNIT = ("liaison", "handler")


def successor(seat: Seat, name: str, phone: str, *, by: By, at: datetime) -> Person:
    """The person for a seat or its unit. Refused where the telephone is somebody else's: a new person is no new name of the old one."""
    known = db.session.scalar(select(Person).where(Person.phone == phone)) if is_mobile(phone) else None
    if known is not None and plain(known.name) != plain(name):
        raise Refused("seat.phone_of_other", field="line")
    return person_for(seat, name, phone, by=by, at=at)


def change_delegate(seat: Seat, person: Person, title: str, *, seen: str, with_roles: bool, by: By, at: datetime) -> None:
    """`seen`: the id of the delegate whom the page showed ("" for none): two pages, or two taps, do not overrule each other.
    `with_roles`: the predecessor's roles in this unit pass on too."""
    if seat.ended_at is not None:
        raise Refused("seat.over")
    if person.id == seat.delegate_id:
        raise Refused("seat.same_person", field="line")
    if seen != str(seat.delegate_id or ""):
        raise Refused("seat.changed_meanwhile", field="line")
    before = db.session.get(Person, seat.delegate_id) if seat.delegate_id else None
    if before is not None and with_roles and not _speaks_elsewhere(before, seat):
        _pass_on(before, person, seat.organisation_id, by=by, at=at)
    actions.name_delegate(seat, person, title, by=by, at=at)


def _speaks_elsewhere(person: Person, seat: Seat) -> bool:
    """Whether the person stays delegate of the same unit in another alliance."""
    others = select(Seat.id).where(
        Seat.delegate_id == person.id, Seat.organisation_id == seat.organisation_id, Seat.id != seat.id, Seat.ended_at.is_(None)
    )
    return db.session.scalar(others.limit(1)) is not None


def _pass_on(before: Person, person: Person, organisation_id: int, *, by: By, at: datetime) -> None:
    for held in _of_unit(organisation_id, Grant.person_id == before.id, Grant.role.in_(OF_THE_UNIT)):
        accounts.end_grant(held, by=by, at=at)
        accounts.grant(person, held.role, "organisation", organisation_id, by=by, at=at)


def _of_unit(organisation_id: int, *conditions: ColumnElement[bool]) -> list[Grant]:
    unit = (Grant.place == "organisation") & (Grant.place_id == organisation_id) & Grant.ended_at.is_(None)
    return list(db.session.scalars(select(Grant).where(unit, *conditions).order_by(Grant.id)))


def change_liaison(unit: Organisation, person: Person, *, seen: str, by: By, at: datetime) -> None:
    """One liaison for a unit. `seen`: the ids of those whom the page showed, with commas."""
    held = _of_unit(unit.id, Grant.role == "liaison")
    if [one.person_id for one in held] == [person.id]:
        raise Refused("seat.same_person", field="line")
    if seen != ",".join(str(one.person_id) for one in held):
        raise Refused("seat.changed_meanwhile", field="line")
    accounts.grant(person, "liaison", "organisation", unit.id, by=by, at=at)
    for one in held:
        if one.person_id != person.id:
            accounts.end_grant(one, by=by, at=at)
            leave(db.session.get_one(Person, one.person_id), by=by, at=at)


def change_secretary(alliance: Alliance, person: Person, outgoing: int, *, by: By, at: datetime) -> None:
    """`outgoing`: the person whose role ends; 0 where one more comes. Refused where that is no secretary here any more."""
    ledger.hold(ledger.CITY)
    place = (Grant.role == "secretary") & (Grant.place == "alliance") & (Grant.place_id == alliance.id) & Grant.ended_at.is_(None)
    held = {one.person_id: one for one in db.session.scalars(select(Grant).where(place))}
    if outgoing and outgoing not in held:
        raise Refused("secretary.changed_meanwhile", field="outgoing")
    if person.id in held:
        raise Refused("secretary.is_already", field="line")
    accounts.grant(person, "secretary", "alliance", alliance.id, by=by, at=at)
    if outgoing:
        accounts.end_grant(held[outgoing], by=by, at=at)
        leave(db.session.get_one(Person, outgoing), by=by, at=at)


def official(name: str, phone: str, login: str, *, by: By, at: datetime) -> Person:
    """Who gets an account for a secretary: of the roster the one with this telephone and name, else a new person."""
    known = db.session.scalar(select(Person).where(Person.phone == phone)) if is_mobile(phone) else None
    if known is not None and plain(known.name) != plain(name):
        raise Refused("seat.phone_of_other", field="line")
    return known or accounts.add_person(f"account:{login}", name, phone, by=by, at=at)
