"""Alliances and their members: creating them, changing who speaks for whom, handing out personal links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from app.accounts import actions as accounts
from app.accounts.models import Person, PersonalLink
from app.alliances.models import Alliance, Community, District, Organisation, Seat, StandIn, Street
from app.alliances.people import leave
from app.alliances.roster.cells import title_of
from app.alliances.roster.identities import fitted, joined
from app.alliances.roster.kinds import OF_THE_DISTRICT, PERSONAL
from app.alliances.rules import code_for, prefix_for, prefix_is_well_formed
from app.core import clock, ledger
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.perform import By, record
from app.core.pinyin import sort_key
from app.settings import actions as settings
from app.settings.models import installation


@dataclass(frozen=True, slots=True)
class Place:
    """Names of a community and what it lies in."""

    district: str
    street: str
    community: str


def create_alliances(alliances: Sequence[Alliance], *, by: By, at: datetime) -> None:
    """New rows, each with its own ledger chain. Where `code` or `prefix` is "" they get what nobody has yet (rules.prefix_for)."""
    rows = db.session.execute(select(Alliance.code, Alliance.prefix)).all()
    codes, prefixes = ({row.code for row in rows}, {row.prefix for row in rows})
    for alliance in alliances:
        alliance.prefix = alliance.prefix or prefix_for(alliance.code, alliance.name, prefixes)
        alliance.code = alliance.code or code_for(alliance.prefix, codes)
        codes.add(alliance.code)
        prefixes.add(alliance.prefix)
    db.session.add_all(alliances)
    db.session.flush()
    for alliance in alliances:
        ledger.open_chain(alliance.id)
    ledger.hold(*(alliance.id for alliance in alliances))
    for alliance in alliances:
        record("alliance.create", alliance, by=by, at=at)


def create_alliance(code: str, name: str, community: Community, *, by: By, at: datetime, prefix: str = "") -> Alliance:
    """One new alliance. Refused where the code is another's, or the community has an alliance of this name already."""
    if code and db.session.scalar(select(Alliance.id).where(Alliance.code == code)):
        raise Refused("alliance.code_taken", field="code")
    if db.session.scalar(select(Alliance.id).where(Alliance.community_id == community.id, Alliance.name == name)):
        raise Refused("alliance.twice", field="name")
    alliance = Alliance(code=code, name=name, prefix=prefix, community_id=community.id)
    create_alliances((alliance,), by=by, at=at)
    return alliance


def mark_real(*, by: By, at: datetime) -> None:
    """Real members are being entered by hand: no demo is loaded over them. A demo stays a demo, an invented clock decides nothing."""
    if not installation() and not clock.is_invented():
        settings.mark_installation("real", by=by, at=at)


def community_named(district: str, street: str, community: str, *, by: By, at: datetime) -> Community:
    """The community of these names; what does not exist yet is created."""
    place = Place(district, street, community)
    return communities_named((place,), by=by, at=at)[place]


def communities_named(places: Iterable[Place], *, by: By, at: datetime) -> dict[Place, Community]:
    """The communities of these names, in a few statements. A street "" is one that nobody has named yet."""
    wanted = list(dict.fromkeys(places))
    names = [place.district for place in wanted]
    known: dict[Any, Any] = {row.name: row for row in db.session.scalars(select(District).where(District.name.in_(set(names))))}
    district = _with_new("district.add", known, names, lambda name: District(name=name), by=by, at=at)
    of_street = {place: (district[place.district].id, place.street) for place in wanted}
    rows = db.session.scalars(select(Street).where(Street.district_id.in_({key[0] for key in of_street.values()})))
    known = {(row.district_id, row.name): row for row in rows}
    street = _with_new("street.add", known, of_street.values(), lambda key: Street(district_id=key[0], name=key[1]), by=by, at=at)
    of_community = {place: (street[of_street[place]].id, place.community) for place in wanted}
    rows_ = db.session.scalars(select(Community).where(Community.street_id.in_({key[0] for key in of_community.values()})))
    known = {(row.street_id, row.name): row for row in rows_}
    community = _with_new("community.add", known, of_community.values(), lambda key: Community(street_id=key[0], name=key[1]), by=by, at=at)
    return {place: community[of_community[place]] for place in wanted}


def _with_new(
    event: str, known: dict[Any, Any], wanted: Iterable[Any], make: Callable[[Any], Any], *, by: By, at: datetime
) -> dict[Any, Any]:
    new = {key: make(key) for key in dict.fromkeys(wanted) if key not in known}
    db.session.add_all(new.values())
    db.session.flush()
    for row in new.values():
        record(event, row, by=by, at=at)
    return known | new


def choose_prefix(alliance: Alliance, prefix: str, *, by: By, at: datetime) -> None:
    """The letters that start this alliance's action numbers; unique in the city. Numbers already given keep theirs."""
    if not prefix_is_well_formed(prefix):
        raise Refused("alliance.prefix", field="prefix")
    if db.session.scalar(select(Alliance.id).where(Alliance.prefix == prefix, Alliance.id != alliance.id)):
        raise Refused("alliance.prefix_taken", field="prefix")
    alliance.prefix = prefix
    record("alliance.choose_prefix", alliance, by=by, at=at, prefix=prefix)


def add_organisation(key: str, name: str, kind: str, *, by: By, at: datetime, code: str = "") -> Organisation:
    unit = Organisation(key=key, name=name, kind=kind, code=code, sort_key=sort_key(name))
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
    """Somebody else speaks for the seat from now on. Who did until now keeps no other way into it, and no link where that was all.

    The title stands beside the entry: with `was` and `now` it tells who spoke for the seat from when to when."""
    before = db.session.get(Person, seat.delegate_id) if seat.delegate_id else None
    seat.delegate_id, seat.delegate_title = (person.id if person else None), title
    was = before.id if before is not None else None
    record("seat.name_delegate", seat, by=by, at=at, words=title, was=was, now=seat.delegate_id)
    if before is not None and was != seat.delegate_id:
        _end_stand_ins(seat, (was, seat.delegate_id))
        leave(before, by=by, at=at)


def _end_stand_ins(seat: Seat, person_ids: Iterable[int | None]) -> None:
    for named in db.session.scalars(select(StandIn).where(StandIn.seat_id == seat.id, StandIn.person_id.in_(list(person_ids)))):
        db.session.delete(named)


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
    named = [seat.delegate_id, *db.session.scalars(select(StandIn.person_id).where(StandIn.seat_id == seat.id))]
    for person in db.session.scalars(select(Person).where(Person.id.in_(named)).order_by(Person.id)).all():
        leave(person, by=by, at=at)


def invite(seat: Seat, *, by: By, at: datetime, slip: bool) -> tuple[PersonalLink, str, str]:
    """A new personal link for the seat's delegate, with a six-digit slip code where asked for (`accounts.make_link`)."""
    person = db.session.get(Person, seat.delegate_id) if seat.delegate_id else None
    if person is None:
        raise Refused("seat.no_person")
    return accounts.make_link(person, by=by, at=at, slip=slip)


def add_member(alliance: Alliance, name: str, kind: str, *, votes: bool, by: By, at: datetime) -> Seat:
    """A seat for an organisation named by hand: known by its name in this alliance (utilities: in the district), or new."""
    ledger.hold(ledger.CITY)  # nobody else brings in the same organisation meanwhile
    name = title_of(name)
    unit = None if kind in PERSONAL else _organisation_named(alliance, name, kind)
    if unit is None:
        ordinal = _free_ordinal(alliance, name) if kind in PERSONAL else 1
        unit = add_organisation(organisation_key(alliance.id, name, ordinal), name, kind, by=by, at=at)
    return add_seat(alliance, unit, votes=votes, role="member" if votes else "observer", by=by, at=at)


def organisation_key(alliance_id: int, name: str, ordinal: int = 1) -> str:
    """The key of an organisation that belongs to one alliance and has no 单位编号; `ordinal` 2, 3... for namesakes (居民代表)."""
    key = f"alliance:{alliance_id}|{joined(name)}"
    return fitted(key if ordinal == 1 else f"{key}#{ordinal}")


def _free_ordinal(alliance: Alliance, name: str) -> int:
    """Where members are people (居民代表), each further one is a member of its own."""
    ordinal = 1
    while db.session.scalar(select(Organisation.id).where(Organisation.key == organisation_key(alliance.id, name, ordinal))):
        ordinal += 1
    return ordinal


def _organisation_named(alliance: Alliance, name: str, kind: str) -> Organisation | None:
    """One that has, or had, a seat here; of those that serve a district also one from a neighbour's table."""
    known = [Organisation.key == organisation_key(alliance.id, name)]
    here = select(Seat.organisation_id).where(Seat.alliance_id == alliance.id)
    known.append((Organisation.name == name) & Organisation.id.in_(here))
    if kind in OF_THE_DISTRICT:
        district = db.session.scalar(
            select(Street.district_id).join(Community, Community.street_id == Street.id).where(Community.id == alliance.community_id)
        )
        around = (
            select(Seat.organisation_id)
            .join(Alliance, Alliance.id == Seat.alliance_id)
            .join(Community, Community.id == Alliance.community_id)
            .join(Street, Street.id == Community.street_id)
            .where(Street.district_id == district)
        )
        known.append((Organisation.name == name) & Organisation.kind.in_(OF_THE_DISTRICT) & Organisation.id.in_(around))
    return db.session.scalars(select(Organisation).where(or_(*known)).order_by(Organisation.id.in_(here).desc(), Organisation.id)).first()
