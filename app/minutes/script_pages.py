"""The chair's script of one meeting, gathered and shown. Nothing here writes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.ballots.models import Motion
from app.ballots.shares import Share
from app.core.clock import today
from app.core.db import db
from app.core.web import page
from app.meetings.models import AgendaItem, Meeting
from app.meetings.presence import card
from app.meetings.rules import was_notified
from app.minutes import publishing, queries
from app.minutes.script import Asked, Script, chair_script
from app.papers.html import render_html
from app.papers.model import Document
from app.settings import models as settings


def script_of(meeting: Meeting) -> Document:
    record = queries.record_of(meeting, today())
    rules = card(meeting)
    convener = queries.convener_name(meeting.alliance_id)
    plan = Script(
        running=meeting.state in ("in_session", "ended"),
        shares={regime: Share(**share) for regime, share in rules["rules"].items()},
        visibility=rules["visibility"],
        motions=_motions(meeting),
        late=_late(meeting),
        convener="" if convener == record.chair.name else convener,
        minutes_workdays=settings.number("minutes.workdays", meeting.alliance_id),
    )
    return chair_script(record, plan)


def _motions(meeting: Meeting) -> dict[int, tuple[Asked, ...]]:
    statement = select(Motion).where(Motion.meeting_id == meeting.id, Motion.state.in_(("draft", "open"))).order_by(Motion.id)
    found: dict[int, tuple[Asked, ...]] = {}
    for motion in db.session.scalars(statement):
        asked = Asked(motion.text, motion.visibility, tuple(motion.options or ()))
        found[motion.item_id] = (*found.get(motion.item_id, ()), asked)
    return found


def _late(meeting: Meeting) -> frozenset[int]:
    """Items that no notice names; before the first one nothing is late."""
    if meeting.notified_at is None:
        return frozenset()
    rows = db.session.execute(select(AgendaItem.id, AgendaItem.added_at).where(AgendaItem.meeting_id == meeting.id))
    return frozenset(row.id for row in rows if not was_notified(row.added_at, meeting.notified_at, meeting.late_entry))


def script_page(meeting: Meeting) -> Any:
    document = script_of(meeting)
    return page("minutes/script.html", meeting=meeting, preview=render_html(document), missing=publishing.missing_characters(document))
