"""The counted motions of an alliance, newest first, for the page that hands them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.ballots.models import Motion
from app.core.db import db

MOST = 100


@dataclass(frozen=True, slots=True)
class CountedRow:
    id: int
    text: str
    result: str
    visibility: str
    closed_at: datetime | None


def counted_motions(alliance_id: int) -> list[CountedRow]:
    rows = (
        select(Motion.id, Motion.text, Motion.result, Motion.visibility, Motion.closed_at)
        .where(Motion.alliance_id == alliance_id, Motion.state == "counted", Motion.closed_at.is_not(None))
        .order_by(Motion.closed_at.desc(), Motion.id.desc())
        .limit(MOST)
    )
    return [CountedRow(*row) for row in db.session.execute(rows)]
