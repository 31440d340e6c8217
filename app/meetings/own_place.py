"""A delegate's own place on the meeting's page: seat, letters, hall code, recusals, and what others entered. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core import clock
from app.meetings import hall_codes, presence, rules
from app.meetings.forms import AskRecusalForm, CodeForm, OwnLetterForm, StandBackForm, listed
from app.meetings.models import AgendaItem, Meeting
from app.meetings.queries import Attendee, LetterRow, RecusalRow
from app.meetings.told import entered_for
from app.policy import Actor

#: A recusal that leaves nothing to say for the seat itself.
SAID = ("declared", "requested", "granted")


@dataclass(frozen=True, slots=True)
class OwnSeat:
    """One of the reader's own seats: its letter, and whether it may still be handed to somebody by this telephone."""

    row: Attendee
    letter: LetterRow | None
    may_give: bool
    form: OwnLetterForm


def own_place(meeting: Meeting, rows: Sequence[Attendee], letters: Sequence[LetterRow], who: Actor) -> dict[str, Any]:
    """The context of templates/meetings/_own.html. Empty lists for readers who have no seat here."""
    now = clock.now()
    own = [row for row in rows if row.seat_id in who.seats]
    if not own:
        return {"own_seats": [], "carried": [], "lifted": False, "code_state": "", "code_form": CodeForm.shown(), "told": []}
    proxies = presence.card(meeting)["proxies"] != "none" and meeting.kind != rules.WRITTEN
    here = {row.id for row in rows if row.status == "present" and row.person_id == who.id and not row.left_at}
    lifted = hall_codes.lifted(who.signin_id, who.id, meeting.id, now)
    return {
        "own_seats": [_seat(meeting, row, rows, letters, proxies) for row in own],
        "carried": [row.organisation for row in rows if row.id in here and row.carries] if meeting.state in rules.OPENED else [],
        "lifted": lifted,
        "code_state": "" if lifted else hall_codes.state_for(meeting.id, who.id),
        "code_form": CodeForm.shown(),
        "told": entered_for(who, now, meeting.id),
    }


def _seat(meeting: Meeting, row: Attendee, rows: Sequence[Attendee], letters: Sequence[LetterRow], proxies: bool) -> OwnSeat:
    given = next((one for one in letters if one.seat_id == row.id and one.state == "given"), None)
    open_still = meeting.state in ("notified", "in_session") and not meeting.late_entry
    here = row.status == "present" and not row.left_at
    may_give = row.votes and proxies and open_still and given is None and not here and not row.carries
    return OwnSeat(row, given, may_give, own_letter_form(row.id, rows))


def own_letter_form(seat_id: int, rows: Iterable[Attendee], *, posted: bool = False) -> OwnLetterForm:
    form = OwnLetterForm.posted(seat_id) if posted else OwnLetterForm.shown(seat_id)
    others = [(row.id, row.organisation) for row in rows if row.votes and row.seat_id and row.id != seat_id]
    form.holder.choices = listed([(0, "—"), *others])
    return form


# -- recusals ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Member:
    """A line of the meeting's own roll."""

    seat_id: int
    organisation: str
    votes: bool


@dataclass(frozen=True, slots=True)
class RecusalPlace:
    """What a reader's seat may say about recusals on one item: `held` is its own where there is one; `key` tells the forms apart.
    `several`: the reader has more seats than this one."""

    row: Member
    key: str
    held: RecusalRow | None
    form: StandBackForm
    ask_form: AskRecusalForm
    several: bool


def members(meeting: Meeting) -> list[Member]:
    return [Member(line["seat"], line["organisation"], line["votes"]) for line in presence.card(meeting)["roll"]]


def may_recuse(meeting: Meeting, who: Actor) -> bool:
    """Whether this reader has a seat on the roll of a meeting that is to come or runs."""
    if meeting.state not in ("notified", "in_session") or meeting.locked_at or not who.seats:
        return False
    return any(line.seat_id in who.seats for line in members(meeting))


def may_speak_of(item: AgendaItem) -> bool:
    """Whether there is still something to stand back from."""
    return item.state in rules.OPEN_ITEM and item.kind != "report"


def recusal_places(
    meeting: Meeting, items: Iterable[AgendaItem], who: Actor, recusals: Mapping[int, Sequence[RecusalRow]]
) -> dict[int, list[RecusalPlace]]:
    """item id -> a place for each of the reader's seats, for those of `items` that are still open."""
    roll = members(meeting)
    own = [line for line in roll if line.seat_id in who.seats]
    return {item.id: [_place(item, line, own, roll, recusals.get(item.id, ())) for line in own] for item in items if may_speak_of(item)}


def _place(item: AgendaItem, line: Member, own: Sequence[Member], roll: Sequence[Member], recusals: Sequence[RecusalRow]) -> RecusalPlace:
    said = {one.seat_id: one for one in recusals if one.state in SAID}
    key = f"{item.id}-{line.seat_id}"
    ask = ask_recusal_form(key, line.seat_id, roll, said)
    return RecusalPlace(line, key, said.get(line.seat_id), StandBackForm.shown(key), ask, len(own) > 1)


def ask_recusal_form(key: str, seat_id: int, roll: Iterable[Member], said: Iterable[int], *, posted: bool = False) -> AskRecusalForm:
    form = AskRecusalForm.posted(key) if posted else AskRecusalForm.shown(key)
    taken = frozenset(said)
    others = (line for line in roll if line.votes and line.seat_id != seat_id and (posted or line.seat_id not in taken))
    form.whom.choices = listed([(0, "—"), *((line.seat_id, line.organisation) for line in others)])
    return form
