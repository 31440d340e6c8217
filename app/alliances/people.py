"""Finding or creating the person that a form means, by the same identity as the roster's."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from app.accounts import actions as accounts
from app.accounts.models import Grant, Person, PersonalLink
from app.alliances.models import Organisation, Seat, StandIn
from app.alliances.roster.cells import is_mobile, plain, read_phones
from app.alliances.roster.identities import person_key
from app.core import ledger
from app.core.db import db
from app.core.perform import By, record


def digits_of(phone: str) -> str:
    """The digits of the first telephone number in a text, full-width ones too."""
    return next(iter(read_phones(phone).numbers), "")


def person_identity(name: str, phone: str, organisation_key: str) -> str:
    """A mobile phone's digits; without one organisation + name (issue: Roster, Identity): the roster's own rule."""
    return person_key(name, digits_of(phone), organisation_key)


def person_for(seat: Seat, name: str, phone: str, *, by: By, at: datetime) -> Person:
    """The person whom a form names for a seat: the one known by this mobile or, without one, in this organisation, else a new one."""
    ledger.hold(ledger.CITY)  # nobody else brings in the same person meanwhile
    unit = db.session.get_one(Organisation, seat.organisation_id)
    digits, identity = digits_of(phone), person_identity(name, phone, unit.key)
    known = Person.identity == identity
    person = db.session.scalar(select(Person).where((Person.phone == digits) | known if is_mobile(digits) else known).limit(1))
    if person is None:
        person = accounts.add_person(identity, name, digits, by=by, at=at)
        db.session.flush()
        return person
    rewrite(person, name, digits, by=by, at=at)
    return person


def rewrite(person: Person, name: str, phone: str, *, by: By, at: datetime) -> None:
    """What is now known about somebody. A telephone that has come to another name is no longer the link's holder: the link ends.

    A desk's number never takes the place of the one that somebody carries, and nothing takes the place of a number.
    """
    if phone and phone != person.phone and (is_mobile(phone) or not is_mobile(person.phone)):
        person.phone = phone
        record("person.phone", person, by=by, at=at)
    if person.name != name:
        if plain(person.name) != plain(name):
            _end_links((person.id,), by=by, at=at)
        accounts.rename_person(person, name, by=by, at=at)


def _end_links(person_ids: Collection[int], *, by: By, at: datetime) -> None:
    held = select(PersonalLink).where(PersonalLink.person_id.in_(person_ids), PersonalLink.revoked_at.is_(None))
    for link in db.session.scalars(held):
        accounts.revoke_link(link, by=by, at=at)


def leave(person: Person, *, by: By, at: datetime) -> None:
    """Somebody has lost a seat or a role. Where no other is left, the personal link and every telephone bound by it end with it."""
    db.session.flush()
    sits = select(Seat.id).where(Seat.delegate_id == person.id, Seat.ended_at.is_(None))
    stands_in = select(StandIn.id).join(Seat, Seat.id == StandIn.seat_id).where(StandIn.person_id == person.id, Seat.ended_at.is_(None))
    holds = select(Grant.id).where(Grant.person_id == person.id, Grant.ended_at.is_(None))
    if any(db.session.scalar(one.limit(1)) is not None for one in (sits, stands_in, holds)):
        return
    _end_links((person.id,), by=by, at=at)
    accounts.end_sign_ins(person.id, at=at)
