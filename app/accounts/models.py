"""People, what they are in which place, and how they sign in."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core import chance
from app.core.db import Model, Protected

CITY = 0


class _OfTheCity:
    """People belong to no single alliance: what happens to them stands in the city's chain."""

    @property
    def alliance_id(self) -> int:
        return CITY


class Person(_OfTheCity, Model):
    """Somebody. `identity` tells two people apart: "phone:<digits>", without a phone "org:<organisation key>:<name>",
    for accounts "account:<name>"."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, default=chance.person_id)
    identity: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(20), default="")
    sort_key: Mapped[str] = mapped_column(String(120), default="", index=True)


class Grant(_OfTheCity, Protected, Model):
    """A role that somebody holds in a place. Delegates need none: their seat says it."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("person_id", "role", "place", "place_id"),)
    __protected__: ClassVar[tuple[str, ...]] = ("person_id", "role", "place", "place_id", "ended_at")
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    place: Mapped[str] = mapped_column(String(12))  # alliance, street, district, city, organisation
    place_id: Mapped[int] = mapped_column(default=CITY)
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Account(_OfTheCity, Model):
    """A name and a password (argon2id). `failures` counts since the last success; after 5 the account rests for some minutes."""

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    login: Mapped[str] = mapped_column(String(60), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change: Mapped[bool] = mapped_column(default=True)
    disabled_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None]


class SignIn(Model):
    """One browser that somebody is signed in on. Ending the row ends the session, whatever cookie comes back."""

    __tablename__ = "sign_in"
    __told__ = False
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(10))  # password, phone
    link_id: Mapped[int | None] = mapped_column(ForeignKey("personal_link.id"))
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class PersonalLink(_OfTheCity, Protected, Model):
    """The one address that is a person's own, for all alliances of that person. Stored hashed; a new one revokes the old."""

    __tablename__ = "personal_link"
    __protected__: ClassVar[tuple[str, ...]] = ("person_id", "token_hash", "revoked_at")
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    slip_hash: Mapped[str] = mapped_column(String(64), default="")  # a six-digit code on paper, for people without a phone number here
    slip_expires_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
