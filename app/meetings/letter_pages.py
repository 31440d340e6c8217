"""Pages around who speaks for whom: the letters, the hall codes, the ballots that the reader casts for others. Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.ballots.models import Motion
from app.ballots.pages import Ballot, VoteCard, decisions_for
from app.core import clock
from app.core.db import db
from app.core.web import actor, page
from app.meetings import hall_codes, presence, queries, rules
from app.meetings.forms import LetterForm, ReasonForm, listed
from app.meetings.hall_codes import Slip
from app.meetings.models import Meeting, ProxyLetter
from app.policy import may

NOBODY_YET = (0, "—")  # nothing is chosen for anybody by mistake

# -- letters -----------------------------------------------------------------------------------------------------------


def letters_page(meeting: Meeting, status: int = 200, **_ids: Any) -> Any:
    """The letters of the meeting, and one more, for whoever runs it."""
    found, card = queries.letters_of(meeting.id), presence.card(meeting)
    form = letter_form(meeting)
    return page(
        "meetings/letters.html",
        status=status,
        meeting=meeting,
        found=found,
        form=form,
        may_enter=_may_enter(meeting) and card["proxies"] != "none",
        allowed=card["proxies"] != "none",
        most=card["letters"],
        opened=meeting.state in rules.OPENED,
        taking_back={one.id: ReasonForm.shown(f"letter-{one.id}") for one in found if one.state == "given" and not meeting.locked_at},
        letter_states=rules.LETTERS,
    )


def _may_enter(meeting: Meeting) -> bool:
    return meeting.state in ("notified", *rules.OPENED) and not meeting.locked_at


def letter_form(meeting: Meeting, *, posted: bool = False) -> LetterForm:
    """Whoever is here, or has given a letter, is not offered; what was chosen from an older page is answered by the rule itself."""
    form = LetterForm.posted() if posted else LetterForm.shown()
    voters = [row for row in queries.attendees(meeting) if row.votes and row.seat_id]
    anybody = posted or form.is_submitted() or meeting.late_entry
    givers = [row for row in voters if anybody or ((row.status != "present" or row.left_at) and not row.holder and not row.carries)]
    form.giver.choices = listed([NOBODY_YET, *((row.id, row.organisation) for row in givers)])
    form.holder.choices = listed([NOBODY_YET, *((row.id, row.organisation) for row in voters if anybody or not row.holder)])
    return form


def letters_of_letter(letter: ProxyLetter, status: int = 200, **_ids: Any) -> Any:
    return letters_page(db.session.get_one(Meeting, letter.meeting_id), status)


# -- hall codes --------------------------------------------------------------------------------------------------------


def codes_page(meeting: Meeting, status: int = 200, slips: Sequence[Slip] = (), **_ids: Any) -> Any:
    """Who may get a code and who has one. `slips`: those just made, to be printed; they are shown this once."""
    people = hall_codes.holders(meeting)
    until = hall_codes.ends_at(meeting)
    over = bool(meeting.locked_at) or meeting.state == "cancelled" or (until is not None and clock.now() > until)
    return page(
        "meetings/codes.html",
        status=status,
        meeting=meeting,
        people=people,
        without=[one.person_id for one in people if not one.state],
        slips=slips,
        over=over,
        code_states=rules.CODES,
    )


# -- 我代投的票 ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CarriedMotion:
    """An open named ballot with the reader's carried seats. `able`: those that may be cast now."""

    ballot: Ballot
    cards: tuple[VoteCard, ...]

    @property
    def id(self) -> int:
        return self.ballot.id

    @property
    def motion(self) -> Motion:
        return self.ballot.motion

    @property
    def able(self) -> list[int]:
        return [card.seat_id for card in self.cards if card.state == "may"]


def carried_page(meeting: Meeting, status: int = 200, **_ids: Any) -> Any:
    """The seats that the reader carries, and what is open for them."""
    who = actor()
    mine = presence.carried_by(who.id, meeting, clock.now())
    decisions = decisions_for(meeting, queries.items(meeting.id), who)
    ballots = [ballot for decision in decisions.values() for ballot in decision.ballots if ballot.motion.state == "open"]
    motions = [CarriedMotion(one, cards) for one in ballots if (cards := tuple(card for card in one.cards if card.seat_id in mine))]
    return page(
        "meetings/carried.html",
        status=status,
        meeting=meeting,
        letters=[one for one in queries.letters_of(meeting.id) if one.seat_id in mine and one.counted],
        motions=motions,
        secret=[one.motion for one in ballots if one.motion.visibility == "secret"] if mine else [],
        runs=may(who, "meetings.run", meeting),
    )


def carried_of_motion(motion: Motion, status: int = 200, **_ids: Any) -> Any:
    return carried_page(db.session.get_one(Meeting, motion.meeting_id), status)
