"""The least that is valid, made through the app's own actions: `make.alliance()`, `make.seat(alliance)`, `make.secretary(alliance)`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

from flask.testing import FlaskClient

from app.accounts import actions as accounts
from app.accounts import queries as account_queries
from app.accounts.models import Person
from app.alliances import actions as alliances
from app.alliances.models import Alliance, Seat
from app.alliances.people import person_for
from app.core.db import db, writing
from app.policy import SYSTEM, Actor

#: Thursday 12 November 2026, 14:00 in Shanghai: the day of the example's meeting.
AT = datetime(2026, 11, 12, 6, 0, tzinfo=UTC)
_numbers = count(1)


def later(minutes: float) -> datetime:
    return AT + timedelta(minutes=minutes)


def alliance(name: str = "", *, street: str = "云杉街道", district: str = "洮北区", code: str = "") -> Alliance:
    number = next(_numbers)
    with writing():
        community = alliances.community_named(district, street, f"第{number}社区", by=SYSTEM, at=AT)
        made = alliances.create_alliance(code or f"T{number:03}", name or f"第{number}社区党建联盟", community, by=SYSTEM, at=AT)
    return made


def seat(of: Alliance, name: str = "", delegate: str = "", phone: str = "", *, votes: bool = True, kind: str = "other") -> Seat:
    number = next(_numbers)
    with writing():
        made = alliances.add_member(of, name or f"第{number}单位", kind, votes=votes, by=SYSTEM, at=AT)
        person = person_for(made, delegate or f"代表{number}", phone or f"1000000{number:04}", by=SYSTEM, at=AT)
        alliances.name_delegate(made, person, "主任", by=SYSTEM, at=AT)
    return made


def seats(of: Alliance, how_many: int) -> list[Seat]:
    return [seat(of) for _each in range(how_many)]


def official(role: str, place: str, place_id: int, name: str = "") -> Person:
    number = next(_numbers)
    with writing():
        person = accounts.add_person(f"account:{role}{number}", name or f"{role}{number}", by=SYSTEM, at=AT)
        accounts.grant(person, role, place, place_id, by=SYSTEM, at=AT)
    return person


def secretary(of: Alliance) -> Person:
    return official("secretary", "alliance", of.id)


def administrator() -> Person:
    return official("administrator", "city", 0)


def actor(person: Person) -> Actor:
    return account_queries.actor_for(person.id, person.name)


def delegate_of(of: Seat) -> Person:
    return db.session.get_one(Person, of.delegate_id)


def sign_in(client: FlaskClient, person: Person, *, by_phone: bool = False) -> FlaskClient:
    """Put a live sign-in into the client's cookie, as the sign-in page or a bound link would."""
    kind, holds = ("phone", timedelta(days=90)) if by_phone else ("password", timedelta(days=9000))
    with writing():
        _row, token = accounts.start_sign_in(person.id, kind, datetime.now(UTC), holds)
    with client.session_transaction() as session:
        session.clear()
        session["signin"] = token
    return client
