"""Results from outside, read for pages and papers."""

from __future__ import annotations

from sqlalchemy import select

from app.ballots.models import OutsideResult
from app.ballots.outside import Stated, Totals
from app.core.db import db
from app.meetings.models import AgendaItem


def outside_rows(meeting_id: int) -> dict[int, OutsideResult]:
    """Item id -> its result, of all items of the meeting; an item has at most one."""
    statement = select(OutsideResult).join(AgendaItem, AgendaItem.id == OutsideResult.item_id)
    rows = db.session.scalars(statement.where(AgendaItem.meeting_id == meeting_id).order_by(OutsideResult.id))
    return {row.item_id: row for row in rows}


def stated_of(row: OutsideResult) -> Stated:
    """What the row says, as the rule reads it."""
    area = None
    if row.area is not None and row.area_present is not None and row.area_for is not None:
        area = Totals(row.area, row.area_present, row.area_for)
    return Stated(row.regime, row.scope, row.scope_words, Totals(row.heads, row.heads_present, row.heads_for), area, row.decided_on)
