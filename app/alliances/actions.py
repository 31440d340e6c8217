"""Alliances and their members: creating them, changing who speaks for whom, handing out personal links."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from app.accounts import actions as accounts
from app.accounts.models import Person, PersonalLink
from app.alliances.models import Alliance, Community, District, Organisation, Seat, StandIn, Street
from app.alliances.rules import prefix_is_well_formed
from app.core import ledger
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.perform import By, record


def create_alliance(code: str, name: str, community: Community, *, by: By, at: datetime, prefix: str = "") -> Alliance:
    """A new alliance with its own ledger chain. The action prefix is its code until somebody chooses better."""
    alliance = Alliance(code=code, name=name, prefix=prefix or code, community_id=community.id)
    db.session.add(alliance)
    db.session.flush()
    ledger.open_chain(alliance.id)
    ledger.hold(alliance.id)
    record("alliance.create", alliance, by=by, at=at)
    return alliance


def community_named(district: str, street: str, community: str, *, by: By, at: datetime) -> Community:
    """The community of these names; what does not exist yet is created."""
    found = db.session.scalar(select(District).where(District.name == district))
    if found is None:
        found = District(name=district)
        db.session.add(found)
        db.session.flush()
        record("district.add", found, by=by, at=at)
    of_street = db.session.scalar(select(Street).where(Street.district_id == found.id, Street.name == street))
    if of_street is None:
        of_street = Street(district_id=found.id, name=street)
        db.session.add(of_street)
        db.session.flush()
        record("street.add", of_street, by=by, at=at)
    place = db.session.scalar(select(Community).where(Community.street_id == of_street.id, Community.name == community))
    if place is None:
        place = Community(street_id=of_street.id, name=community)
        db.session.add(place)
        db.session.flush()
        record("community.add", place, by=by, at=at)
    return place


def choose_prefix(alliance: Alliance, prefix: str, *, by: By, at: datetime) -> None:
    """The letters that start this alliance's action numbers; unique in the city. Numbers already given keep theirs."""
    if not prefix_is_well_formed(prefix):
        raise Refused("alliance.prefix", field="prefix")
    if db.session.scalar(select(Alliance.id).where(Alliance.prefix == prefix, Alliance.id != alliance.id)):
        raise Refused("alliance.prefix_taken", field="prefix")
    alliance.prefix = prefix
    record("alliance.choose_prefix", alliance, by=by, at=at, prefix=prefix)


def add_organisation(key: str, name: str, kind: str, *, by: By, at: datetime, code: str = "") -> Organisation:
    unit = Organisation(key=key, name=name, kind=kind, code=code)
    db.session.add(unit)
    record("organisation.add", unit, by=by, at=at)
    return unit


def add_seat(alliance: Alliance, unit: Organisation, *, votes: bool, role: str, by: By, at: datetime) -> Seat:
    """A new member. Refused where the organisation has a seat in this alliance already; one that was ended comes back."""
    db.session.flush()
    seat = db.session.scalar(select(Seat).where(Seat.alliance_id == alliance.id, Seat.organisation_id == unit.id))
    if seat is not None and seat.ended_at is None:
        raise Refused("seat.twice", field="organisation")
    if seat is None:
        last = db.session.scalar(select(func.max(Seat.position)).where(Seat.alliance_id == alliance.id)) or 0
        seat = Seat(alliance_id=alliance.id, organisation_id=unit.id, position=last + 1)
        db.session.add(seat)
    seat.votes, seat.role, seat.ended_at = votes, role, None
    record("seat.add", seat, by=by, at=at, votes=votes, role=role)
    return seat


def name_delegate(seat: Seat, person: Person | None, title: str, *, by: By, at: datetime) -> None:
    """换人: somebody else speaks for the seat from now on."""
    before = seat.delegate_id
    seat.delegate_id, seat.delegate_title = (person.id if person else None), title
    record("seat.name_delegate", seat, by=by, at=at, was=before, now=seat.delegate_id)


def name_stand_in(seat: Seat, person: Person, title: str, *, by: By, at: datetime) -> StandIn:
    db.session.flush()
    held = db.session.scalar(select(StandIn).where(StandIn.seat_id == seat.id, StandIn.person_id == person.id))
    if held is None:
        held = StandIn(seat_id=seat.id, person_id=person.id)
        db.session.add(held)
    held.title = title
    record("seat.name_stand_in", seat, by=by, at=at, person=person.id)
    return held


def change_seat(seat: Seat, *, votes: bool, remark: str, by: By, at: datetime) -> None:
    seat.votes, seat.remark = votes, remark
    seat.role = seat.role if seat.role == "convener" else ("member" if votes else "observer")
    record("seat.change", seat, by=by, at=at, votes=votes)


def end_seat(seat: Seat, *, by: By, at: datetime) -> None:
    """The organisation leaves the alliance; what it did stays."""
    seat.ended_at = at
    record("seat.end", seat, by=by, at=at)


def invite(seat: Seat, *, by: By, at: datetime, slip: bool) -> tuple[PersonalLink, str, str]:
    """A new personal link for the seat's delegate, with a six-digit slip code where asked for (`accounts.make_link`)."""
    person = db.session.get(Person, seat.delegate_id) if seat.delegate_id else None
    if person is None:
        raise Refused("seat.no_person")
    return accounts.make_link(person, by=by, at=at, slip=slip)


def add_member(alliance: Alliance, name: str, kind: str, *, votes: bool, by: By, at: datetime) -> Seat:
    """A seat for an organisation named by hand: known by its name in this alliance, or new."""
    key = f"{alliance.code}:{name}"
    unit = db.session.scalar(select(Organisation).where(Organisation.key == key))
    if unit is None:
        unit = add_organisation(key, name, kind, by=by, at=at)
    return add_seat(alliance, unit, votes=votes, role="member" if votes else "observer", by=by, at=at)
