"""What everybody in a meeting may see at once: the light, what is open, what came out last. It knows no reader and names nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.ballots.pages import Decision, decisions_for
from app.ballots.shown import Ballot
from app.core import clock, ledger
from app.live.queries import secret_cast
from app.meetings import queries as meetings
from app.meetings.models import AgendaItem, Meeting
from app.meetings.rules import WRITTEN, may_check_in
from app.policy import NOBODY
from app.resolutions.opening import Opening, opening_of

#: Nothing of such a meeting begins any more; one that is planned or postponed may begin at any moment.
OVER = frozenset(("ended", "cancelled"))


@dataclass(frozen=True, slots=True)
class OpenBallot:
    """`cast` of `able` members have voted. A show of hands has no progress; of a secret ballot there is this number only."""

    ballot: Ballot
    item: AgendaItem
    cast: int

    @property
    def able(self) -> int:
        return max(self.ballot.able, self.cast)

    @property
    def counts(self) -> bool:
        return self.ballot.motion.visibility != "hands"

    @property
    def until(self) -> datetime | None:
        """The deadline of a ballot in writing."""
        return self.ballot.motion.deadline


@dataclass(frozen=True, slots=True)
class Result:
    ballot: Ballot
    item: AgendaItem


@dataclass(frozen=True, slots=True)
class Seen:
    """`item`: what is discussed now (the last one that was begun). `marks` changes when something began or ended, not with each vote.

    `over` never depends on the hour: what is kept of a version (fragments.py) would be as wrong at another hour."""

    meeting: Meeting
    light: meetings.Quorum | None
    items: Sequence[AgendaItem]
    item: AgendaItem | None
    open: tuple[OpenBallot, ...]
    newest: Result | None
    over: bool
    marks: str

    @property
    def settled(self) -> int:
        """How many items are done with."""
        return sum(item.state not in ("pending", "in_discussion") for item in self.items)

    @property
    def following(self) -> AgendaItem | None:
        """The next item that waits: after the one that the room is at, else the first."""
        now = self.item or (self.newest.item if self.newest else None)
        waiting = [item for item in self.items if item.state == "pending"]
        after = [item for item in waiting if now is not None and item.position > now.position]
        return next(iter(after or waiting), None)

    @property
    def result_now(self) -> bool:
        """Whether the newest result is what the room looks at: nothing was begun on another item since."""
        return self.newest is not None and (self.item is None or self.item.id == self.newest.item.id)

    @property
    def begins(self) -> bool:
        """Whether the room is still at its first item: nothing else was begun, asked or decided (开场一页)."""
        if self.meeting.state != "in_session" or self.open or self.newest or not self.items or self.items[0].kind != "report":
            return False
        return all(item.state == "pending" for item in self.items[1:])

    @property
    def opening(self) -> Opening | None:
        """What the projector shows as long as the meeting begins."""
        return opening_of(self.meeting) if self.begins else None

    def place_of(self, item: AgendaItem) -> int:
        """Which item of the agenda it is, counted from 1."""
        return next(number for number, one in enumerate(self.items, 1) if one.id == item.id)


def seen(meeting: Meeting) -> Seen:
    items = [item for item in meetings.items(meeting.id) if item.state != "withdrawn"]
    decisions = decisions_for(meeting, items, NOBODY, unfolded=())
    held = [(item, ballot) for item in items for ballot in decisions[item.id].ballots]
    sealed = any((ballot.motion.state, ballot.motion.visibility) == ("open", "secret") for _item, ballot in held)
    secret = secret_cast(meeting.id) if sealed else {}
    opened = tuple(OpenBallot(ballot, item, secret.get(ballot.id, ballot.cast)) for item, ballot in held if ballot.motion.state == "open")
    counted = [(item, ballot) for item, ballot in held if ballot.motion.state == "counted" and ballot.motion.closed_at]
    newest = max(counted, key=lambda one: (one[1].motion.closed_at, one[1].id), default=None)
    discussed = [item for item in items if item.state == "in_discussion"]
    return Seen(
        meeting=meeting,
        light=meetings.quorum(meeting, meetings.attendees(meeting)) if meeting.snapshot and meeting.kind != WRITTEN else None,
        items=items,
        item=discussed[-1] if discussed else None,
        open=opened,
        newest=Result(newest[1], newest[0]) if newest else None,
        over=meeting.state in OVER and not opened,
        marks=_marks(meeting, items, [ballot for _item, ballot in held]),
    )


def moves(meeting: Meeting, decisions: Mapping[int, Decision]) -> bool:
    """Whether a page that shows more than the strip polls at all: the meeting runs or is about to, or a ballot is open."""
    live = may_check_in(meeting.state, meeting.starts_at, clock.now()) and not meeting.late_entry
    return live or any(ballot.motion.state == "open" for decision in decisions.values() for ballot in decision.ballots)


def _marks(meeting: Meeting, items: Sequence[AgendaItem], ballots: Sequence[Ballot]) -> str:
    standing = [(ballot.id, ballot.motion.state, ballot.motion.result, sorted(ballot.room.recused)) for ballot in ballots]
    return ledger.sha256(ledger.canonical([meeting.state, [(item.id, item.state) for item in items], standing]))[:12]
