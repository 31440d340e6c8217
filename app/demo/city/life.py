"""The two years of one alliance: a heap of moments, each with the step that somebody takes then, through the actions that people use."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import select

from app.accounts.models import Person
from app.alliances.models import Alliance, Seat
from app.core import ledger
from app.core.chance import Dice
from app.core.clock import at_local, local
from app.core.db import Model, db, writing
from app.core.workdays import Calendar
from app.demo.city.homes import Member
from app.demo.city.plan import Share
from app.demo.city.words import Words
from app.policy import Actor

R = TypeVar("R", bound=Model)
Step = Callable[[datetime], None]
#: From here on what is left lying is left lying for good: older troubles were settled long ago.
LATELY = date(2026, 8, 15)
#: What somebody promised to look at again, or to call anew, is at most as old as this.
LAST_WEEKS = date(2026, 10, 8)


@dataclass(order=True, slots=True)
class Event:
    at: datetime
    number: int
    step: Step = field(compare=False)


class Life:
    """What waits to happen in one alliance. Steps get their moment, change things through actions and plan further steps."""

    def __init__(self, share: Share, calendar: Calendar, dice: Dice, turn_clock: Callable[[datetime], None]) -> None:
        self.share, self.home, self.calendar, self.dice = share, share.home, calendar, dice
        self.words = Words(share.home, dice)
        self.turn_clock = turn_clock
        self._heap: list[Event] = []
        self._now = datetime.min.replace(tzinfo=UTC)
        self._numbers = count()
        self._held: dict[tuple[type[Any], int], Any] = {}

    # -- time --

    def plan(self, at: datetime, step: Step) -> None:
        """What should have happened by now happens next: a meeting that is entered afterwards makes people late."""
        heapq.heappush(self._heap, Event(max(at, self._now), next(self._numbers), step))

    def run(self, until: datetime) -> int:
        """Everything before `until` in one write transaction. Returns how many steps were taken; without any, nothing is opened."""
        if not self._heap or self._heap[0].at >= until:
            return 0
        taken = 0
        with writing():
            ledger.hold(self.home.id)
            while self._heap and self._heap[0].at < until:
                event = heapq.heappop(self._heap)
                self._now = event.at
                self.turn_clock(event.at)
                event.step(event.at)
                taken += 1
        self._held.clear()
        return taken

    def workday(self, start: datetime | date, days: int, hour: int = 0) -> datetime:
        """So many working days after a day, at an hour of the office or at the one that is given."""
        day = local(start).date() if isinstance(start, datetime) else start
        hour = hour or self.dice.choice((8, 9, 9, 10, 10, 11, 13, 14, 15, 16))
        return at_local(self.calendar.after(day, days), hour, self.dice.randint(0, 59))

    def after(self, start: datetime, days: int, hour: int = 0) -> datetime:
        """`workday`, but never before `start` itself: the same day means somewhat later."""
        return max(self.workday(start, days, hour), start + timedelta(minutes=self.dice.randint(5, 50)))

    # -- luck --

    def happens(self, share: float) -> bool:
        return self.dice.random() < share

    def neglects(self, share: float, due: datetime, since: date = LATELY) -> bool:
        """Whether something is left lying that should have been done by `due`: lately only, and by some more than by others."""
        return local(due).date() >= since and self.happens(min(share / self.share.diligence, 0.9))

    # -- rows and people --

    def get(self, model: type[R], key: int) -> R:
        """A row by its id, read once in a transaction and kept to its end."""
        held = self._held.get((model, key))
        if held is None:
            held = self._held[(model, key)] = db.session.get_one(model, key)
        assert isinstance(held, model)
        return held

    def keep(self, row: R) -> R:
        """Hold on to a row until the transaction ends, so that nobody reads it again."""
        self._held[(type(row), row.id)] = row  # type: ignore[attr-defined]  # every model here has an id
        return row

    def read_seats(self) -> None:
        """All seats and their people at once, because a meeting needs nearly all of them."""
        sits = select(Seat, Person).outerjoin(Person, Person.id == Seat.delegate_id).where(Seat.alliance_id == self.home.id)
        for seat, person in db.session.execute(sits):
            self.keep(seat)
            if person is not None:
                self.keep(person)

    @property
    def alliance(self) -> Alliance:
        return self.get(Alliance, self.home.id)

    def seat(self, member: Member) -> Seat:
        return self.get(Seat, member.seat_id)

    @property
    def secretary(self) -> Actor:
        return self.home.secretary

    @property
    def paper(self) -> Actor:
        return self.home.secretary.on_behalf("paper")

    @property
    def chair(self) -> Actor:
        return self.home.secretary.on_behalf("chair")
