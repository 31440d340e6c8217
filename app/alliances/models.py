"""The city's map, the alliances, their member organisations and seats."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.db import Model, Protected

CITY = 0


class _OfTheCity:
    @property
    def alliance_id(self) -> int:
        return CITY


class District(_OfTheCity, Model):
    __tablename__ = "district"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    code: Mapped[str] = mapped_column(String(12), default="")


class Street(_OfTheCity, Model):
    __tablename__ = "street"
    __table_args__ = (UniqueConstraint("district_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"))
    name: Mapped[str] = mapped_column(String(60))


class Community(_OfTheCity, Model):
    __tablename__ = "community"
    __table_args__ = (UniqueConstraint("street_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    street_id: Mapped[int] = mapped_column(ForeignKey("street.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))


class Alliance(Protected, Model):
    """`code` is the roster's 联盟编号 (or made from the name); `prefix` starts action numbers and is the alliance's own choice."""

    __tablename__ = "alliance"
    __protected__: ClassVar[tuple[str, ...]] = ("code", "name", "prefix", "community_id")
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80), index=True)
    prefix: Mapped[str] = mapped_column(String(12), unique=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), index=True)
    grid_branches: Mapped[int] = mapped_column(default=0)
    service_stations: Mapped[int] = mapped_column(default=0)
    building_groups: Mapped[int] = mapped_column(default=0)
    residents: Mapped[int] = mapped_column(default=0)

    @property
    def alliance_id(self) -> int:
        return self.id


class Organisation(_OfTheCity, Model):
    """`key` is the identity of the roster: 单位编号, else district + name (utilities, property managers), else alliance + name."""

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    code: Mapped[str] = mapped_column(String(80), default="")
    name: Mapped[str] = mapped_column(String(80), index=True)
    sort_key: Mapped[str] = mapped_column(String(240), default="", server_default="")
    kind: Mapped[str] = mapped_column(String(30), default="")


class Seat(Protected, Model):
    """A member of the alliance as people count it (家). One organisation has at most one seat in an alliance."""

    __tablename__ = "seat"
    __table_args__ = (UniqueConstraint("alliance_id", "organisation_id"),)
    __protected__: ClassVar[tuple[str, ...]] = ("alliance_id", "organisation_id", "votes", "role", "ended_at")
    __added__: ClassVar[tuple[str, ...]] = ("weight", "area")
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    votes: Mapped[bool] = mapped_column(default=True)
    role: Mapped[str] = mapped_column(String(20), default="member")  # convener, member, observer
    position: Mapped[int] = mapped_column(default=0)
    delegate_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    delegate_title: Mapped[str] = mapped_column(String(60), default="")
    remark: Mapped[str] = mapped_column(String(200), default="")
    ended_at: Mapped[datetime | None]
    weight: Mapped[int | None]  # votes of the seat where the rule card weighs them; None: one
    area: Mapped[int | None]  # exclusive floor area in hundredths of a square metre, where the rule card counts it

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    delegate: Mapped[Person | None] = relationship(lazy="raise")

    @property
    def seat_id(self) -> int:
        return self.id


class StandIn(Model):
    """Somebody whom the organisation has named beforehand to sit in for its delegate (代会)."""

    __tablename__ = "stand_in"
    __table_args__ = (UniqueConstraint("seat_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    title: Mapped[str] = mapped_column(String(60), default="")
