"""A delegate's own place on the meeting's page: seat, letters, hall code, recusals, and what others entered. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.core import clock
from app.meetings import hall_codes, presence, rules
from app.meetings.forms import AskRecusalForm, CodeForm, OwnLetterForm, StandBackForm, listed
from app.meetings.models import AgendaItem, Meeting
from app.meetings.queries import Attendee, LetterRow, RecusalRow, letters_of
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


def own_place(meeting: Meeting, rows: Sequence[Attendee], who: Actor) -> dict[str, Any]:
    """The context of templates/meetings/_own.html. Empty lists for readers who have no seat here."""
    now = clock.now()
    own = [row for row in rows if row.seat_id in who.seats]
    letters = letters_of(meeting.id) if own else []
    seats = [_seat(meeting, row, rows, letters) for row in own]
    mine = presence.carried_by(who.id, meeting, now) if letters and meeting.state in rules.OPENED else ()
    lifted = bool(own) and hall_codes.lifted(who.signin_id, who.id, meeting.id, now)
    open_still = meeting.state in ("notified", "in_session") and not meeting.locked_at
    return {
        "own": own,
        "own_seats": seats,
        "carried": [row.organisation for row in rows if row.id in mine],
        "lifted": lifted,
        "code_state": hall_codes.state_for(meeting.id, who.id) if own and not lifted else "",
        "code_form": CodeForm.shown(),
        "told": entered_for(who, now, meeting.id) if own else [],
        "may_recuse": bool(own) and open_still,
    }


def _seat(meeting: Meeting, row: Attendee, rows: Sequence[Attendee], letters: Sequence[LetterRow]) -> OwnSeat:
    given = next((one for one in letters if one.seat_id == row.id and one.state == "given"), None)
    allowed = presence.card(meeting)["proxies"] != "none" and meeting.kind != rules.WRITTEN
    open_still = meeting.state in ("notified", "in_session") and not meeting.late_entry
    may_give = row.votes and allowed and open_still and given is None and row.status != "present" and not row.carries
    form = own_letter_form(row.id, rows)
    return OwnSeat(row, given, may_give, form)


def own_letter_form(seat_id: int, rows: Iterable[Attendee], *, posted: bool = False) -> OwnLetterForm:
    form = OwnLetterForm.posted(seat_id) if posted else OwnLetterForm.shown(seat_id)
    others = [(row.id, row.organisation) for row in rows if row.votes and row.seat_id and row.id != seat_id]
    form.holder.choices = listed([(0, "—"), *others])
    return form


@dataclass(frozen=True, slots=True)
class RecusalPlace:
    """What a reader's seat may say about recusals on one item: `held` is its own where there is one; `key` tells the forms apart."""

    row: Attendee
    key: str
    held: RecusalRow | None
    form: StandBackForm
    ask_form: AskRecusalForm


def recusal_places(
    items: Sequence[AgendaItem], own: Sequence[Attendee], rows: Sequence[Attendee], recusals: dict[int, list[RecusalRow]]
) -> dict[int, list[RecusalPlace]]:
    """item id -> a place for each of the reader's seats."""
    found: dict[int, list[RecusalPlace]] = {}
    for item in items:
        if item.state in rules.OPEN_ITEM and item.kind != "report":
            found[item.id] = [_recusal_place(item, row, rows, recusals.get(item.id, [])) for row in own]
    return found


def _recusal_place(item: AgendaItem, row: Attendee, rows: Sequence[Attendee], recusals: Sequence[RecusalRow]) -> RecusalPlace:
    said = {one.seat_id: one for one in recusals if one.state in SAID}
    key = f"{item.id}-{row.id}"
    return RecusalPlace(row, key, said.get(row.id), StandBackForm.shown(key), ask_recusal_form(key, row.id, rows, said))


def ask_recusal_form(key: str, seat_id: int, rows: Iterable[Attendee], said: Iterable[int], *, posted: bool = False) -> AskRecusalForm:
    form = AskRecusalForm.posted(key) if posted else AskRecusalForm.shown(key)
    taken = frozenset(said)
    others = (row for row in rows if row.votes and row.seat_id and row.id != seat_id and (posted or row.id not in taken))
    form.whom.choices = listed([(0, "—"), *((row.id, row.organisation) for row in others)])
    return form
