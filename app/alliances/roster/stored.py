"""What the database holds, as the Roster that a file is compared with: six statements, whatever its size."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.accounts.models import Grant
from app.accounts.models import Person as PersonRow
from app.alliances import models
from app.alliances.actions import organisation_key
from app.alliances.models import Community, District, Street
from app.alliances.roster.cells import plain
from app.alliances.roster.identities import Alliance, Office, Organisation, Person, Roster, Seat, StandIn, person_key
from app.core.db import db

FIGURES = ("grid_branches", "service_stations", "building_groups", "residents")
_ORDINAL = re.compile(r"#(\d+)")
_UNIT = (
    models.Organisation.id,
    models.Organisation.key,
    models.Organisation.code,
    models.Organisation.name,
    models.Organisation.kind,
)
_SEAT = tuple(column for column in models.Seat.__table__.columns if column.name != "salt")


@dataclass(frozen=True, slots=True)
class Stored:
    """`roster`'s keys: the id of an alliance and of a seat as text, Organisation.key, Person.identity.

    `organisations`, `people`: these keys to ids. `ended`: (alliance, organisation) to the seat that ended there.
    `last`: alliance to the highest position of its seats.
    """

    roster: Roster
    organisations: Mapping[str, int]
    people: Mapping[str, int]
    ended: Mapping[tuple[int, int], int]
    last: Mapping[int, int]


def load() -> Stored:
    """Everything that a file may be about."""
    alliances = _alliances()
    known = {alliance.key for alliance in alliances}
    units = db.session.execute(select(*_UNIT).order_by(models.Organisation.id)).all()
    people = db.session.execute(select(PersonRow.id, PersonRow.identity, PersonRow.name, PersonRow.phone).order_by(PersonRow.id)).all()
    columns = models.Seat.__table__.c
    seats = db.session.execute(select(*_SEAT).order_by(columns.alliance_id, columns.position, columns.id)).all()
    others = _stand_ins()
    keys, identities = {row.id: row.key for row in units}, {row.id: row.identity for row in people}
    homes = _homes(seats, others, keys)
    return Stored(
        roster=Roster(
            alliances=alliances,
            organisations=tuple(_organisation(row, known) for row in units),
            people=tuple(Person(row.identity, row.name, row.phone, homes.get(row.id) or _home(row)) for row in people),
            seats=tuple(_seat(row, others.get(row.id, ()), keys, identities) for row in seats if row.ended_at is None),
            offices=_offices(keys, identities),
        ),
        organisations={row.key: row.id for row in units},
        people={row.identity: row.id for row in people},
        ended={(row.alliance_id, row.organisation_id): row.id for row in seats if row.ended_at is not None},
        last={row.alliance_id: row.position for row in seats},
    )


def _alliances() -> tuple[Alliance, ...]:
    own = (models.Alliance.id, models.Alliance.code, models.Alliance.name, *(getattr(models.Alliance, name) for name in FIGURES))
    statement = (
        select(*own, District.name.label("district"), Street.name.label("street"), Community.name.label("community"))
        .join(Community, Community.id == models.Alliance.community_id)
        .join(Street, Street.id == Community.street_id)
        .join(District, District.id == Street.district_id)
        .order_by(models.Alliance.id)
    )
    return tuple(
        Alliance(
            key=str(row.id),
            code=row.code,
            name=row.name,
            district=row.district,
            street=row.street,
            community=row.community,
            figures=tuple((name, getattr(row, name)) for name in FIGURES),
        )
        for row in db.session.execute(statement)
    )


def _organisation(row: Any, known: set[str]) -> Organisation:
    """Its one alliance and its number among namesakes stand in its key."""
    home = row.key.removeprefix("alliance:").partition("|")[0] if row.key.startswith("alliance:") else ""
    if home not in known:
        return Organisation(row.key, row.name, row.kind, row.code)
    ordinal = _ORDINAL.fullmatch(row.key.removeprefix(organisation_key(int(home), row.name)))
    return Organisation(row.key, row.name, row.kind, row.code, alliance=home, ordinal=int(ordinal[1]) if ordinal else 1)


def _homes(seats: Sequence[Any], others: Mapping[int, Sequence[Any]], keys: Mapping[int, str]) -> dict[int, str]:
    """Whom people serve or have served: a person's id to the key of an organisation."""
    homes = {one.person_id: keys[row.organisation_id] for row in seats for one in others.get(row.id, ())}
    return homes | {row.delegate_id: keys[row.organisation_id] for row in seats if row.delegate_id}


def _home(person: Any) -> str:
    """The organisation in the identity of somebody without seat and mobile phone, such as a secretary."""
    if not person.identity.startswith("org:"):
        return ""
    key: str = person.identity.removeprefix("org:").removesuffix(f":{plain(person.name)}")
    return key if person_key(person.name, "", key) == person.identity else ""


def _stand_ins() -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    columns = (models.StandIn.seat_id, models.StandIn.person_id, models.StandIn.title)
    for row in db.session.execute(select(*columns).order_by(models.StandIn.id)):
        found.setdefault(row.seat_id, []).append(row)
    return found


def _seat(row: Any, others: Sequence[Any], keys: Mapping[int, str], identities: Mapping[int, str]) -> Seat:
    return Seat(
        key=str(row.id),
        alliance=str(row.alliance_id),
        organisation=keys[row.organisation_id],
        votes=row.votes,
        role=row.role,
        delegate=identities.get(row.delegate_id, ""),
        title=row.delegate_title,
        stand_ins=tuple(StandIn(identities[one.person_id], one.title) for one in others),
        remark=row.remark,
    )


def _offices(keys: Mapping[int, str], identities: Mapping[int, str]) -> tuple[Office, ...]:
    statement = select(Grant.role, Grant.place, Grant.place_id, Grant.person_id).where(
        Grant.role.in_(("secretary", "liaison")), Grant.ended_at.is_(None)
    )
    return tuple(
        Office(
            row.role,
            identities[row.person_id],
            str(row.place_id) if row.place == "alliance" else "",
            keys.get(row.place_id, "") if row.place == "organisation" else "",
        )
        for row in db.session.execute(statement)
    )
