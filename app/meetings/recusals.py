"""Who stands back from an item (回避). `actions` names these verbs for everybody else."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.alliances.models import Seat
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.perform import By, perform, record
from app.meetings.agenda import meeting_of, unlocked
from app.meetings.models import AgendaItem, Meeting, Recusal
from app.meetings.presence import card, event_time
from app.meetings.rules import OPEN_ITEM, RECUSAL_LIFECYCLE


def recuse(item: AgendaItem, seat: Seat, reason: str, *, requested: bool, by: By, at: datetime, field: str = "seat") -> Recusal:
    """回避: the member says so itself, or somebody else asks for it and the chair decides (domain.md §2)."""
    meeting = meeting_of(item)
    unlocked(meeting)
    if item.state not in OPEN_ITEM:
        raise Refused("recusal.item_over")
    if seat.id not in {line["seat"] for line in card(meeting)["roll"] if line["votes"]}:
        raise Refused("recusal.no_vote", field=field)
    instant = event_time(meeting, None, at)
    held = db.session.scalar(select(Recusal).where(Recusal.item_id == item.id, Recusal.seat_id == seat.id))
    if held is None:
        first = "requested" if requested else "declared"
        held = Recusal(alliance_id=item.alliance_id, item_id=item.id, seat_id=seat.id, state=first, reason=reason, at=instant)
        db.session.add(held)
        record("recusal.request" if requested else "recusal.declare", held, by=by, at=instant, words=reason)
        return held
    if held.state in ("declared", "granted") or (requested and held.state == "requested"):
        raise Refused("recusal.twice", field=field)
    held.reason, held.at = reason or held.reason, instant
    if requested:
        perform(RECUSAL_LIFECYCLE, held, "request", by=by, at=instant, words=reason)
    else:
        perform(RECUSAL_LIFECYCLE, held, "declare", by=by, at=instant, words=reason)
    return held


def _undecided(held: Recusal) -> Meeting:
    item = db.session.get_one(AgendaItem, held.item_id)
    meeting = meeting_of(item)
    unlocked(meeting)
    if item.state not in OPEN_ITEM:
        raise Refused("recusal.item_over")
    return meeting


def grant_recusal(held: Recusal, *, by: By, at: datetime) -> None:
    meeting = _undecided(held)
    perform(RECUSAL_LIFECYCLE, held, "grant", by=by, at=event_time(meeting, None, at))


def refuse_recusal(held: Recusal, *, by: By, at: datetime) -> None:
    meeting = _undecided(held)
    perform(RECUSAL_LIFECYCLE, held, "refuse", by=by, at=event_time(meeting, None, at))


def lift_recusal(held: Recusal, *, by: By, at: datetime) -> None:
    """Entered by mistake, or the interest is gone."""
    meeting = _undecided(held)
    perform(RECUSAL_LIFECYCLE, held, "lift", by=by, at=event_time(meeting, None, at))


#: What the chair may say to a recusal; the names stand in its URLs.
RECUSAL_VERBS = {"grant": grant_recusal, "refuse": refuse_recusal, "lift": lift_recusal}
