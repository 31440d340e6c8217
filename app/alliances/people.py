"""Finding or creating the person that a row or a form means (the identity rule of the roster)."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from sqlalchemy import select

from app.accounts import actions as accounts
from app.accounts.models import Person
from app.alliances.models import Organisation, Seat
from app.core.db import db
from app.core.perform import By


def digits_of(phone: str) -> str:
    """The digits of a telephone number, full-width ones too."""
    return "".join(character for character in unicodedata.normalize("NFKC", phone) if character.isdigit())


def person_identity(name: str, phone: str, organisation_key: str) -> str:
    """Phone digits; without a phone organisation + name (issue: Roster, Identity)."""
    digits = digits_of(phone)
    return f"phone:{digits}" if digits else f"org:{organisation_key}:{name}"


def person_for(seat: Seat, name: str, phone: str, *, by: By, at: datetime) -> Person:
    """The person whom a form names for a seat: the one known by this phone or, without one, in this organisation, else a new one."""
    unit = db.session.get_one(Organisation, seat.organisation_id)
    identity = person_identity(name, phone, unit.key)
    person = db.session.scalar(select(Person).where(Person.identity == identity))
    if person is None:
        person = accounts.add_person(identity, name, digits_of(phone), by=by, at=at)
        db.session.flush()
    elif person.name != name:
        accounts.rename_person(person, name, by=by, at=at)
    return person
