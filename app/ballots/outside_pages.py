"""What an item's card shows of a result that was decided elsewhere (templates/ballots/_outside.html)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.ballots.models import OutsideResult
from app.ballots.outside import OUTSIDE, is_owners
from app.ballots.outside_actions import NOT_YET
from app.ballots.outside_forms import OutsideForm, form_class
from app.ballots.outside_queries import outside_rows, stated_of
from app.ballots.outside_words import outside_words
from app.ballots.sentences import BallotWords
from app.ballots.shown import tongue
from app.meetings.models import AgendaItem, Meeting
from app.policy import Actor, may


@dataclass(frozen=True, slots=True)
class Outside:
    """`row`: the result, where one was entered. `enters`: whether this reader may enter or correct one; `signed`: the minutes are."""

    item: AgendaItem
    row: OutsideResult | None
    enters: bool
    signed: bool

    @property
    def owners(self) -> bool:
        return is_owners(self.item.regime)

    @property
    def stands(self) -> bool:
        """The way of deciding has not changed since it was entered."""
        return self.row is not None and self.row.regime == self.item.regime

    @property
    def sentence(self) -> BallotWords:
        assert self.row is not None
        return outside_words(stated_of(self.row), tongue())

    def form(self) -> OutsideForm:
        """Empty, or with what was entered last, so that a correction changes only what was wrong."""
        form = form_class(self.item.regime)
        return form.shown(key=self.item.id, **self._held()) if self.row else form.shown(key=self.item.id)

    def _held(self) -> dict[str, Any]:
        names = ("scope", "scope_words", "heads", "heads_present", "heads_for", "area", "area_present", "area_for", "decided_on", "words")
        return {name: getattr(self.row, name) for name in names}


def outside_cards(meeting: Meeting, items: Sequence[AgendaItem], actor: Actor) -> Mapping[int, Outside]:
    """Item id -> its card, for items that the alliance does not decide. One statement; none where there is no such item."""
    found = [item for item in items if item.regime in OUTSIDE and item.state not in NOT_YET]
    if not found:
        return {}
    rows, enters = outside_rows(meeting.id), may(actor, "ballots.run", meeting)
    return {item.id: Outside(item, rows.get(item.id), enters, meeting.locked_at is not None) for item in found}
