"""Brings a roster in: compares it with what is stored while nobody else writes, then stores what is new or different."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from app.alliances import actions, models
from app.alliances.roster import entering, seats
from app.alliances.roster.entering import Known
from app.alliances.roster.identities import Roster
from app.alliances.roster.plan import Plan, compare
from app.alliances.roster.stored import load
from app.core import ledger
from app.core.db import Busy, db
from app.core.perform import By
from app.settings import actions as settings


def touched(plan: Plan) -> frozenset[int]:
    """The ids of the stored alliances that a plan speaks of."""
    return frozenset(int(step.wanted.key) for step in plan.alliances if step.stored)


def bring_in(roster: Roster, *, kind: str, by: By, at: datetime, alliances: Collection[int] | None = None) -> Plan:
    """Store a roster; inside `writing()`. Returns what was done.

    `kind`: "real" or "demo" as settings.mark_installation takes it; "" for rows that somebody types or pastes, which leave a demo
    a demo. `alliances`: ids of those that the file was seen to speak of; None: all. Raises Refused where the database is of the
    other kind, Busy where an alliance that the file speaks of appeared meanwhile.
    """
    held = frozenset(db.session.scalars(select(models.Alliance.id)) if alliances is None else alliances)
    if held:
        ledger.hold(*held)
    ledger.hold(ledger.CITY)  # after the alliances, as every commit does: two imports wait here for each other, and in no ring
    if kind:
        settings.mark_installation(kind, by=by, at=at)
    else:
        actions.mark_real(by=by, at=at)
    stored = load()
    plan = compare(roster, stored.roster)
    if not touched(plan) <= held:
        raise Busy
    known = Known.of(stored)
    entering.alliances(plan.alliances, known, by=by, at=at)
    entering.organisations(plan.organisations, known, by=by, at=at)
    entering.people(plan.people, known, by=by, at=at)
    seats.seats(plan.seats, stored, known, by=by, at=at)
    seats.offices(plan.offices, known, by=by, at=at)
    return plan
