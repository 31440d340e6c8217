"""An alliance as its demo life knows it: who sits there, who keeps its books, which compounds lie in it. Read once, in two statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.models import Grant, Person
from app.alliances.models import Alliance, Organisation, Seat
from app.core.db import db
from app.policy import Actor


@dataclass(frozen=True, slots=True)
class Member:
    """A seat with the person who speaks for it (0 and "" where nobody does)."""

    seat_id: int
    organisation_id: int
    unit: str
    kind: str
    votes: bool
    person_id: int
    person: str

    @property
    def actor(self) -> Actor:
        return Actor(self.person_id, self.person)


@dataclass(frozen=True, slots=True)
class Home:
    """One alliance. `members` stand in the order of its roster; the convener's seat is the first."""

    id: int
    code: str
    name: str
    residents: int
    secretary: Actor
    members: tuple[Member, ...]

    @property
    def voting(self) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.votes)


#: What the deeds of words.json call their unit -> kinds of organisations and endings of names, the best first.
LEADS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "heat": (("utility", "供热公司"), ("property", "")),
    "water": (("utility", "供水公司"), ("property", "")),
    "drain": (("utility", "排水公司"), ("property", "")),
    "power": (("utility", "供电所"), ("property", "")),
    "property": (("property", ""), ("owners_committee", "")),
    "owners": (("owners_committee", ""), ("resident_rep", "")),
    "school": (("school", ""), ("two_new", "大学生志愿者协会")),
    "health": (("health", ""), ("two_new", "民营医院党支部")),
    "new": (("two_new", ""),),
    "law": (("dispatched", ""),),
    "public": (("resident_public", ""),),
    "grid": (("grid_worker", ""),),
    "party": (("community_party", ""),),
    "committee": (("residents_committee", ""),),
}


def candidates(home: Home, lead: str) -> list[Member]:
    """The members that may take a deed, never empty: in the end it is the residents' committee's."""
    for kind, ending in LEADS[lead]:
        found = [member for member in home.members if member.kind == kind and member.unit.endswith(ending)]
        if found:
            return found
    return [member for member in home.members if member.kind == "residents_committee"] or [home.members[0]]


def homes(code: str = "") -> list[Home]:
    """Every alliance of the database in the order of its code, or only the one that is named."""
    members: dict[int, list[Member]] = {}
    statement = (
        select(Seat.alliance_id, Seat.id, Organisation.id, Organisation.name, Organisation.kind, Seat.votes, Person.id, Person.name)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .outerjoin(Person, Person.id == Seat.delegate_id)
        .where(Seat.ended_at.is_(None))
        .order_by(Seat.alliance_id, Seat.position, Seat.id)
    )
    alliances = select(Alliance.id, Alliance.code, Alliance.name, Alliance.residents).order_by(Alliance.code)
    if code:
        alliances = alliances.where(Alliance.code == code)
        statement = statement.where(Seat.alliance_id.in_(alliances.with_only_columns(Alliance.id).order_by(None)))
    for alliance_id, seat_id, unit_id, unit, kind, votes, person_id, person in db.session.execute(statement):
        members.setdefault(alliance_id, []).append(Member(seat_id, unit_id, unit, kind, votes, person_id or 0, person or ""))
    secretaries = select(Grant.place_id, Person.id, Person.name).join(Person, Person.id == Grant.person_id)
    secretaries = secretaries.where(Grant.role == "secretary", Grant.place == "alliance", Grant.ended_at.is_(None)).order_by(Grant.id)
    by = {place: Actor(person_id, name) for place, person_id, name in reversed(db.session.execute(secretaries).all())}
    rows = db.session.execute(alliances).all()
    return [Home(row.id, row.code, row.name, row.residents, by[row.id], tuple(members[row.id])) for row in rows if row.id in members]
