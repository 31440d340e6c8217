"""Meetings with a decided item, its resolution, and actions in any state; all through the app's own actions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from app.alliances.models import Alliance, Seat
from app.core import clock, ledger
from app.core.db import db, writing
from app.meetings import actions as meetings
from app.meetings.models import AgendaItem, Meeting
from app.policy import SYSTEM
from app.resolutions import actions, steps
from app.resolutions.models import Action, Resolution
from app.resolutions.rules import Assignment
from tests.make import AT

#: Tuesday 24 November 2026: the day on which the example's slips go out.
SLIPS = date(2026, 11, 24)


@contextmanager
def today_is(day: date) -> Iterator[None]:
    """The app's clock stands at noon of `day` and runs on."""
    clock.set_now(datetime(day.year, day.month, day.day, 4, tzinfo=UTC).isoformat())
    try:
        yield
    finally:
        clock.set_now("")


def meeting(of: Alliance, at: datetime = AT, *, ended: bool = False) -> Meeting:
    """A meeting that has begun (and, where asked for, ended two hours later), entered on its own day."""
    with writing():
        ledger.hold(of.id)
        plan = meetings.Plan(starts_at=at, ends_at=at + timedelta(hours=2), place="二楼议事厅", late_entry=True)
        made = meetings.schedule(of, plan, by=SYSTEM, at=at, topics=["鹤鸣苑周边错时停车"])
        meetings.start(made, None, by=SYSTEM, at=at)
        if ended:
            meetings.end(made, None, by=SYSTEM, at=at)
    return made


def item(of: Meeting, *, points: str = "开放60个车位\n登记和抽签", decided: bool = True) -> AgendaItem:
    found = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == of.id, AgendaItem.kind == "topic")).first()
    assert found is not None
    with writing():
        ledger.hold(of.alliance_id)
        db.session.refresh(found)
        meetings.agree(found, points, version=found.version, by=SYSTEM, at=AT)
        if decided:
            meetings.decide(found, by=SYSTEM, at=AT)
            actions.take_from_item(found, by=SYSTEM, at=AT)
    return found


def resolution(of: Alliance, at: datetime = AT) -> Resolution:
    decided = item(meeting(of, at))
    return db.session.scalars(select(Resolution).where(Resolution.item_id == decided.id)).one()


def action(
    on: Resolution,
    lead: Seat,
    title: str = "院内标线、告示牌和核验点设置",
    *,
    workdays: int | None = 10,
    due: date | None = None,
    assigned_on: date = SLIPS,
    supports: tuple[Seat, ...] = (),
    state: str = "assigned",
) -> Action:
    helping = tuple(seat.organisation_id for seat in supports)
    what = Assignment(title, lead.organisation_id, assigned_on, helping, due, None if due else workdays, criteria="标线清楚")
    with writing():
        ledger.hold(on.alliance_id)
        made = actions.assign(on, what, by=SYSTEM, at=AT)
    for verb in TO[state]:
        with writing():
            ledger.hold(on.alliance_id)
            verb(made)
    return made


def _acknowledge(one: Action) -> None:
    steps.acknowledge(one, "程以宁", by=SYSTEM, at=AT)


def _start(one: Action) -> None:
    steps.start(one, "先量尺寸", by=SYSTEM, at=AT)


def _submit(one: Action) -> None:
    steps.submit(one, "标线已画好", by=SYSTEM, at=AT)


def _accept(one: Action) -> None:
    steps.accept(one, "现场看过", by=SYSTEM, at=AT)


def _rework(one: Action) -> None:
    steps.rework(one, "标线不清", date(2026, 12, 20), by=SYSTEM, at=AT, today=SLIPS)


def _close(one: Action) -> None:
    steps.close(one, "solved", "居民满意", SLIPS, by=SYSTEM, at=AT)


def _shelve(one: Action) -> None:
    steps.shelve(one, "等上级批复，街道同意", date(2027, 1, 20), by=SYSTEM, at=AT, today=SLIPS)


def _cancel(one: Action) -> None:
    steps.cancel(one, "重复了", SLIPS, by=SYSTEM, at=AT)


#: How an action gets into each state.
TO = {
    "assigned": (),
    "acknowledged": (_acknowledge,),
    "in_progress": (_acknowledge, _start),
    "submitted": (_acknowledge, _submit),
    "accepted": (_acknowledge, _submit, _accept),
    "rework": (_acknowledge, _submit, _rework),
    "closed": (_acknowledge, _submit, _accept, _close),
    "shelved": (_shelve,),
    "cancelled": (_cancel,),
}
