"""A meeting in session with members in the room, an item to decide, and motions in every state; all through the app's own actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from app.accounts.models import Person
from app.alliances.models import Alliance, Seat
from app.ballots import actions, casting
from app.ballots.models import Motion
from app.ballots.question import YES_NO, Choice, Question
from app.core import ledger
from app.core.db import db, writing
from app.meetings import actions as meetings
from app.meetings.models import AgendaItem, Meeting
from app.policy import Actor
from app.rulecards import actions as rulecards
from tests import make
from tests.make import AT, later

CHAIR = "郑安澜"
ALL_CHECKED = {"notified": True, "ours": True, "recusals": True, "comparison": True}


@dataclass
class Room:
    """A meeting with its members; the first `present` of `seats` are checked in."""

    alliance: Alliance
    seats: list[Seat]
    meeting: Meeting
    item: AgendaItem
    person: Person

    @property
    def secretary(self) -> Actor:
        return make.actor(self.person)

    @property
    def chair(self) -> Actor:
        """The secretary entering what the chair decided."""
        return self.secretary.on_behalf("chair")

    def delegate(self, number: int) -> Actor:
        return make.actor(make.delegate_of(self.seats[number]))


def room(
    entitled: int = 9,
    present: int | None = None,
    regime: str = "consensus",
    *,
    late: bool = False,
    at: datetime = AT,
    card: Mapping[str, Any] | None = None,
    weighs: Sequence[tuple[int | None, int | None]] = (),
) -> Room:
    """`entitled` voting members, of whom `present` came at the start; one item of the given regime. `late`: entered two days afterwards.

    `card`: what its rule card says other than the default; `weighs`: (votes, area) of the first seats."""
    alliance = make.alliance()
    seats = make.seats(alliance, entitled)
    person = make.secretary(alliance)
    who = make.actor(person)
    _rule(alliance, seats, card or {}, weighs, who)
    with writing():
        ledger.hold(alliance.id)
        plan = meetings.Plan(starts_at=at, ends_at=at + timedelta(hours=2), place="二楼议事厅", chair_name=CHAIR, late_entry=late)
        entered = at + timedelta(days=2) if late else at
        meeting = meetings.schedule(alliance, plan, by=who, at=entered)
        item = meetings.add_item(meeting, "鹤鸣苑周边错时停车", regime=regime, by=who, at=entered)
        meetings.start(meeting, None, by=who, at=entered)
        for seat in seats[: entitled if present is None else present]:
            meetings.mark(meeting, seat, meetings.Mark("present"), by=who, at=entered)
    return Room(alliance, seats, meeting, item, person)


def _rule(
    alliance: Alliance, seats: list[Seat], card: Mapping[str, Any], weighs: Sequence[tuple[int | None, int | None]], who: Actor
) -> None:
    if not card:
        return
    day_before = AT - timedelta(days=1)
    with writing():
        ledger.hold(alliance.id)
        drafted = rulecards.draft(alliance.id, dict(card), version=0, by=who, at=day_before)
        word = rulecards.Confirmation("召集人", day_before.date())
        rulecards.confirm(drafted, word, version=drafted.version, by=who, at=day_before)
        rulecards.weigh(alliance, {seat.id: pair for seat, pair in zip(seats, weighs, strict=False)}, by=who, at=day_before)


def item(of: Room, title: str, regime: str = "consensus") -> AgendaItem:
    with writing():
        ledger.hold(of.alliance.id)
        made = meetings.add_item(of.meeting, title, regime=regime, by=of.secretary, at=AT)
    return made


def arrive(of: Room, number: int, at: datetime) -> None:
    with writing():
        ledger.hold(of.alliance.id)
        meetings.mark(of.meeting, of.seats[number], meetings.Mark("present"), by=of.secretary, at=at)


def leave(of: Room, number: int, left: time, at: datetime) -> None:
    with writing():
        ledger.hold(of.alliance.id)
        meetings.mark(of.meeting, of.seats[number], meetings.Mark("present", left=left), by=of.secretary, at=at)


def recuse(of: Room, number: int, at: datetime = AT) -> None:
    with writing():
        ledger.hold(of.alliance.id)
        meetings.recuse(of.item, of.seats[number], "经营小区停车", requested=False, by=of.secretary, at=at)


def motion(of: Room, visibility: str = "named", question: Question = YES_NO, *, state: str = "open", at: datetime | None = None) -> Motion:
    """A motion on the room's item: draft, open, or counted with nobody having voted."""
    at = at or later(10)
    with writing():
        ledger.hold(of.alliance.id)
        made = actions.create_motion(of.item, "开放院内60个车位", visibility, question, by=of.secretary, at=at)
        if state != "draft":
            actions.open_motion(made, ALL_CHECKED, by=of.chair, at=at)
        if state == "counted":
            actions.close_motion(made, by=of.chair, at=at + timedelta(minutes=5))
    return made


def cast(of: Room, on: Motion, choices: Mapping[int, Choice], at: datetime | None = None) -> None:
    """Seat number -> choice, each by its own delegate."""
    for number, choice in choices.items():
        with writing():
            ledger.hold(of.alliance.id)
            casting.cast(on, of.seats[number].id, choice, by=of.delegate(number), at=at or later(11))


def close(of: Room, on: Motion, at: datetime | None = None) -> None:
    with writing():
        ledger.hold(of.alliance.id)
        db.session.refresh(on)
        actions.close_motion(on, by=of.chair, at=at or later(15))


def opened(of: Room, on: Motion, at: datetime) -> Motion:
    """A draft (a second round, a redo) that begins at `at`."""
    with writing():
        ledger.hold(of.alliance.id)
        actions.open_motion(on, ALL_CHECKED, by=of.chair, at=at)
    return on


def counted(of: Room, question: Question, choices: Mapping[int, Choice], visibility: str = "named") -> Motion:
    """A motion on which the seats have voted so, closed and counted."""
    made = motion(of, visibility, question)
    cast(of, made, choices)
    close(of, made)
    return made
