"""The official result of an item that the owners or the residents' meeting decide: entered from its papers, corrected by entering it again.

The item's own life does not move: what our meeting did with it (a recommendation, as a rule) stays true, and its minutes may be signed
long before the owners have voted. So nothing here asks whether they are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.ballots.models import OutsideResult
from app.ballots.outside import OUTSIDE, Stated, faults, result_of
from app.ballots.room import meeting_of
from app.core.clock import local
from app.core.db import db
from app.core.files import store
from app.core.lifecycle import Refused
from app.core.perform import By, record
from app.core.uploads import Scan
from app.meetings.models import AgendaItem
from app.meetings.rules import OPENED

NOT_YET = ("pending", "withdrawn")


def record_outside(item: AgendaItem, stated: Stated, words: str, paper: Scan | None, *, by: By, at: datetime) -> OutsideResult:
    """登记结果: once for each item, the last entry counts and earlier ones stand in the ledger. The result is computed, never stated.

    Refused for what is ours to decide, what the meeting has not come to, and totals that cannot be."""
    _check(item, stated, at)
    held = db.session.scalar(select(OutsideResult).where(OutsideResult.item_id == item.id))
    if held is not None and paper is None and _columns(stated) | {"words": words} == _kept(held):
        return held
    row = held or OutsideResult(alliance_id=item.alliance_id, item_id=item.id)
    was = row.result if held else ""
    for name, value in _columns(stated).items():
        setattr(row, name, value)
    row.words, row.entered_at = words, at
    db.session.add(row)
    db.session.flush()
    if paper is not None:
        # Documents of former entries stay in the store.
        row.file_id = store(paper.kept, row, f"result.{paper.ending}", paper.media_type, by=by, at=at).id
    facts: dict[str, Any] = {"regime": row.regime, "scope": row.scope, "result": row.result, "decided_on": row.decided_on}
    facts |= {name: value for name, value in _numbers(stated).items() if value is not None}
    said = "\n".join(filter(None, (stated.scope_words, words)))
    if held is None:
        record("outside.enter", row, by=by, at=at, words=said, **facts)
    else:
        record("outside.correct", row, by=by, at=at, words=said, was=was, **facts)
    return row


def _check(item: AgendaItem, stated: Stated, at: datetime) -> None:
    meeting = meeting_of(item)
    if meeting.state not in OPENED:
        raise Refused("decision.not_in_session")
    if item.regime not in OUTSIDE or stated.regime != item.regime:
        raise Refused("outside.ours")
    if item.state in NOT_YET:
        raise Refused("outside.not_discussed")
    for reason, field in faults(stated):
        raise Refused(reason, field=field)
    if stated.decided_on > local(at).date():
        raise Refused("outside.future", field="decided_on")


def _numbers(stated: Stated) -> dict[str, int | None]:
    heads, area = stated.heads, stated.area
    return {
        "heads": heads.whole,
        "heads_present": heads.present,
        "heads_for": heads.votes_for,
        "area": area.whole if area else None,
        "area_present": area.present if area else None,
        "area_for": area.votes_for if area else None,
    }


def _columns(stated: Stated) -> dict[str, Any]:
    facts = {"regime": stated.regime, "scope": stated.scope, "scope_words": stated.scope_words, "decided_on": stated.decided_on}
    return {**facts, **_numbers(stated), "result": result_of(stated)}


def _kept(row: OutsideResult) -> dict[str, Any]:
    names = ("regime", "scope", "scope_words", "decided_on", "result", "words")
    numbers = ("heads", "heads_present", "heads_for", "area", "area_present", "area_for")
    return {name: getattr(row, name) for name in (*names, *numbers)}
