"""Stores alliances, organisations and people of a plan: one flush per kind, one entry of the ledger per thing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select

from app.accounts.models import Person as PersonRow
from app.alliances import actions, models
from app.alliances.actions import Place
from app.alliances.people import rewrite
from app.alliances.roster.identities import Alliance, Organisation, Person, Seat, person_key
from app.alliances.roster.plan import Step
from app.alliances.roster.stored import FIGURES, Stored
from app.core.db import Model, db
from app.core.perform import By, record
from app.core.pinyin import sort_key

R = TypeVar("R", bound=Model)
T = TypeVar("T", Alliance, Organisation, Person, Seat)
PIECE = 5000


@dataclass(slots=True)
class Known:
    """The plan's keys to ids. `units`: a plan's key of an organisation to the key that it is stored under."""

    alliances: dict[str, int]
    organisations: dict[str, int]
    people: dict[str, int]
    units: dict[str, str]

    @classmethod
    def of(cls, stored: Stored) -> Known:
        alliances = {alliance.key: int(alliance.key) for alliance in stored.roster.alliances}
        return cls(alliances, dict(stored.organisations), dict(stored.people), {key: key for key in stored.organisations})


def rows_of(model: type[R], ids: Iterable[int]) -> dict[int, R]:
    """Rows by id, in pieces that every database takes."""
    wanted, found = list(ids), {}
    key: Any = model.__table__.c.id
    for start in range(0, len(wanted), PIECE):
        for row in db.session.scalars(select(model).where(key.in_(wanted[start : start + PIECE]))):
            found[row.id] = row  # type: ignore[attr-defined]  # every model here has an id
    return found


def changes(steps: Sequence[Step[T]], model: type[R], ids: dict[str, int]) -> Iterator[tuple[Step[T], R]]:
    """The steps that change something, each with its row."""
    changing = [step for step in steps if step.action == "change"]
    rows = rows_of(model, [ids[step.wanted.key] for step in changing])
    for step in changing:
        yield step, rows[ids[step.wanted.key]]


def alliances(steps: Sequence[Step[Alliance]], known: Known, *, by: By, at: datetime) -> None:
    """New ones with their chains, and what has changed of the others; places come into being as they are named."""
    moving = {"district", "street", "community"}
    placed = [step.wanted for step in steps if step.action == "create" or moving & set(step.changed)]
    places = {wanted.key: Place(wanted.district, wanted.street, wanted.community) for wanted in placed}
    communities = actions.communities_named(places.values(), by=by, at=at) if places else {}
    homes = {key: communities[place].id for key, place in places.items()}
    new = {step.wanted.key: _alliance(step.wanted, homes) for step in steps if step.action == "create"}
    if new:
        actions.create_alliances(tuple(new.values()), by=by, at=at)
    for step, row in changes(steps, models.Alliance, known.alliances):
        row.code, row.name = step.wanted.code, step.wanted.name
        row.community_id = homes.get(step.wanted.key, row.community_id)
        _count(row, step.wanted)
        record("alliance.change", row, by=by, at=at, fields=list(step.changed))
    known.alliances.update({key: row.id for key, row in new.items()})


def _alliance(wanted: Alliance, homes: dict[str, int]) -> models.Alliance:
    row = models.Alliance(code=wanted.code, name=wanted.name, prefix="", community_id=homes[wanted.key])
    _count(row, wanted)
    return row


def _count(row: models.Alliance, wanted: Alliance) -> None:
    """Figures that have a column; of the others a roster may bring any."""
    for name, number in wanted.figures:
        if name in FIGURES:
            setattr(row, name, number)


def organisations(steps: Sequence[Step[Organisation]], known: Known, *, by: By, at: datetime) -> None:
    new = {}
    taken = set(known.organisations)
    for step in steps:
        wanted = step.wanted
        if step.action == "create":
            key = _free(_key_of(wanted, known), taken)
            taken.add(key)
            known.units[wanted.key] = key
            new[wanted.key] = models.Organisation(
                key=key, name=wanted.name, kind=wanted.kind, code=wanted.code, sort_key=sort_key(wanted.name)
            )
    _enter("organisation.add", new.values(), by=by, at=at)
    for step, row in changes(steps, models.Organisation, known.organisations):
        row.code, row.name, row.kind = step.wanted.code, step.wanted.name, step.wanted.kind
        row.sort_key = sort_key(row.name)
        record("organisation.change", row, by=by, at=at, fields=list(step.changed))
    known.organisations.update({key: row.id for key, row in new.items()})


def _key_of(wanted: Organisation, known: Known) -> str:
    """An alliance's own organisation is stored under the alliance's id: what a file calls the alliance may change."""
    if not wanted.key.startswith("alliance:"):
        return wanted.key
    return actions.organisation_key(known.alliances[wanted.alliance], wanted.name, wanted.ordinal)


def people(steps: Sequence[Step[Person]], known: Known, *, by: By, at: datetime) -> None:
    new = {}
    taken = set(known.people)
    for step in steps:
        wanted = step.wanted
        if step.action == "create":
            home = known.units.get(wanted.organisation, wanted.organisation)
            identity = _free(person_key(wanted.name, wanted.phone, home), taken)
            taken.add(identity)
            new[wanted.key] = PersonRow(identity=identity, name=wanted.name, phone=wanted.phone, sort_key=sort_key(wanted.name)[:120])
    _enter("person.add", new.values(), by=by, at=at)
    for step, row in changes(steps, PersonRow, known.people):
        rewrite(row, step.wanted.name, step.wanted.phone, by=by, at=at)
    known.people.update({key: row.id for key, row in new.items()})


def _enter(event: str, rows: Iterable[Any], *, by: By, at: datetime) -> None:
    entered = list(rows)
    db.session.add_all(entered)
    db.session.flush()
    for row in entered:
        record(event, row, by=by, at=at)


def _free(key: str, taken: Collection[str]) -> str:
    """A key that nobody has: somebody else of the same words may have been stored under it before the words changed."""
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key[:190]}#{number}"
    return free
