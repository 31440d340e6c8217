"""Stores the seats of a plan, who stands in, and the roles beside the seats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.accounts.models import Grant
from app.alliances import models
from app.alliances.roster.entering import PIECE, Known, changes, rows_of
from app.alliances.roster.identities import Office, Seat, StandIn
from app.alliances.roster.plan import Step
from app.alliances.roster.stored import Stored
from app.core.db import db
from app.core.perform import By, record


def seats(steps: Sequence[Step[Seat]], stored: Stored, known: Known, *, by: By, at: datetime) -> None:
    """New members in the order of the file, after those that are there; one that had left comes back."""
    new = _new(steps, stored, known)
    db.session.add_all(new.values())
    db.session.flush()
    changed = list(changes(steps, models.Seat, {step.wanted.key: int(step.wanted.key) for step in steps if step.stored}))
    before: dict[int, int | None] = {}
    for step, row in changed:
        before[row.id] = row.delegate_id
        _write(row, step.wanted, known)
    _name_stand_ins([(row, step.wanted.stand_ins) for step, row in changed], known)
    _name_stand_ins([(new[step.wanted.key], step.wanted.stand_ins) for step in steps if step.wanted.key in new], known)
    for row in new.values():
        record("seat.add", row, by=by, at=at, votes=row.votes, role=row.role, delegate=row.delegate_id)
    for step, row in changed:
        record("seat.change", row, by=by, at=at, fields=list(step.changed), was=before[row.id], now=row.delegate_id)


def _new(steps: Sequence[Step[Seat]], stored: Stored, known: Known) -> dict[str, models.Seat]:
    """A plan's key to the seat that is to be."""
    wanted = {step.wanted.key: step.wanted for step in steps if step.action == "create"}
    places = {key: (known.alliances[seat.alliance], known.organisations[seat.organisation]) for key, seat in wanted.items()}
    returning = rows_of(models.Seat, [stored.ended[place] for place in places.values() if place in stored.ended])
    last = dict(stored.last)
    found = {}
    for key, seat in wanted.items():
        alliance_id, organisation_id = places[key]
        if places[key] in stored.ended:
            row = returning[stored.ended[places[key]]]
            row.ended_at = None
        else:
            last[alliance_id] = last.get(alliance_id, 0) + 1
            row = models.Seat(alliance_id=alliance_id, organisation_id=organisation_id, position=last[alliance_id])
        _write(row, seat, known)
        found[key] = row
    return found


def _write(row: models.Seat, wanted: Seat, known: Known) -> None:
    row.votes, row.role = wanted.votes, wanted.role
    row.delegate_id = known.people[wanted.delegate] if wanted.delegate else None
    row.delegate_title, row.remark = wanted.title, wanted.remark


def _name_stand_ins(wanted: Sequence[tuple[models.Seat, tuple[StandIn, ...]]], known: Known) -> None:
    """Exactly these stand in, by title. Their entry is the seat's."""
    held_by = {row.id for row, _ in wanted}
    old: dict[tuple[int, int], models.StandIn] = {}
    for start in range(0, len(held_by), PIECE):
        piece = sorted(held_by)[start : start + PIECE]
        for named in db.session.scalars(select(models.StandIn).where(models.StandIn.seat_id.in_(piece))):
            old[named.seat_id, named.person_id] = named
    for row, stand_ins in wanted:
        for one in stand_ins:
            key = (row.id, known.people[one.person])
            named = old.pop(key) if key in old else models.StandIn(seat_id=key[0], person_id=key[1])
            named.title = one.title
            db.session.add(named)
    for left in old.values():
        db.session.delete(left)


def offices(wanted: Sequence[Office], known: Known, *, by: By, at: datetime) -> None:
    """Secretaries of alliances and liaisons of organisations; a role that was ended comes back."""
    people = {known.people[office.person] for office in wanted}
    held = {
        (row.person_id, row.role, row.place, row.place_id): row
        for row in db.session.scalars(select(Grant).where(Grant.person_id.in_(people)))
    }
    for office in wanted:
        person_id = known.people[office.person]
        place, place_id = (
            ("alliance", known.alliances[office.alliance])
            if office.role == "secretary"
            else ("organisation", known.organisations[office.organisation])
        )
        key = (person_id, office.role, place, place_id)
        if key not in held:
            held[key] = Grant(person_id=person_id, role=office.role, place=place, place_id=place_id, since=at)
            db.session.add(held[key])
        held[key].ended_at = None
        record("grant.give", held[key], by=by, at=at, role=office.role, place=place, place_id=place_id)
