"""What pages show of a secret ballot: the reader's own seats, a number, the desk of whoever runs it; afterwards bulletin and who voted.

Templates ask `sealed(motion)` (registered by routes.py), so that any page may include templates/ballots/sealed/*.html with `motion` alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import select

from app.alliances.models import Organisation, Seat
from app.ballots.counting import FEWEST_SECRET_BALLOTS
from app.ballots.models import KeyHolder, Motion, RollEntry
from app.ballots.room import room_at
from app.ballots.sealed import casting, closing, custody, forms, papers
from app.ballots.sealed.choices import HANDED_OUT, Choice, alike, offered, unfold
from app.ballots.sealed.forms import words_of
from app.ballots.sealed.opening import FEW, SMALL_CLASS, able_to_act
from app.core.db import db
from app.meetings import presence
from app.meetings.models import Attendance, Meeting
from app.policy import Actor


@dataclass(frozen=True, slots=True)
class SeatCard:
    """A seat the reader acts for. state: may, voted, paper, recused, barred (its holder stands back), absent (not checked in by the
    reader)."""

    seat_id: int
    unit: str
    state: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the bulletin."""

    words: str
    code: str
    choice: str


class Sealed:
    """One secret motion as one reader sees it; everything is read when it is asked for."""

    def __init__(self, motion: Motion, actor: Actor, at: datetime) -> None:
        self.motion, self.actor, self.at = motion, actor, at

    @cached_property
    def meeting(self) -> Meeting:
        return db.session.get_one(Meeting, self.motion.meeting_id)

    @cached_property
    def units(self) -> dict[int, str]:
        """Voting seats of the meeting's roll and their organisations."""
        return {line["seat"]: line["organisation"] for line in presence.card(self.meeting)["roll"] if line["votes"]}

    # -- voting --------------------------------------------------------------------------------------------------------

    @cached_property
    def cards(self) -> list[SeatCard]:
        """The reader's seats while the ballot is open, and afterwards whether they voted."""
        mine = self._acts_for()
        seats = [seat for seat in self.units if seat in mine or seat in self.actor.seats]
        held = casting.lines_of(self.motion.id, seats)
        recused = presence.recused_from(self.motion.item_id)
        barred = presence.barred_holders(self.motion.item_id, self.meeting, self.at)

        def state(seat: int) -> str:
            if seat in held:
                return "paper" if held[seat].paper else "voted"
            if seat in recused:
                return "recused"
            return "absent" if seat not in mine else "barred" if seat in barred else "may"

        return [SeatCard(seat, self.units[seat], state(seat)) for seat in seats]

    def _acts_for(self) -> set[int]:
        rows = db.session.scalars(select(Attendance).where(Attendance.meeting_id == self.meeting.id, Attendance.person_id == self.actor.id))
        own = {row.seat_id for row in rows if row.seat_id and row.here_at(self.at)}
        return own | set(presence.carried_by(self.actor.id, self.meeting, self.at))

    @property
    def votable(self) -> list[SeatCard]:
        return [card for card in self.cards if card.state == "may"]

    @property
    def offered(self) -> list[tuple[str, str]]:
        """(digits, words) of what a ballot can say, in yes_no and choose_one."""
        return [(digits, words_of(choice)) for digits, choice in offered(self.motion)]

    @cached_property
    def number(self) -> int:
        return casting.number_cast(self.motion.id)

    @cached_property
    def able(self) -> int:
        """How many can vote now or have voted."""
        room = room_at(self.meeting, self.motion.item_id, self.at)
        voted = closing.voted_in(self.motion) if self.motion.state in ("open", "closed") else set()
        return len(able_to_act(self.motion.item_id, room, self.meeting, self.at) | voted)

    # -- the desk ------------------------------------------------------------------------------------------------------

    @property
    def too_few(self) -> bool:
        return self.able < FEWEST_SECRET_BALLOTS

    @property
    def few(self) -> bool:
        return self.able < FEW

    @cached_property
    def papers_out(self) -> list[tuple[int, str]]:
        return [(seat, self.units.get(seat, "")) for seat in papers.handed_out(self.motion.id)]

    @property
    def small_class(self) -> bool:
        """Whether so few use one way that its totals show who they are."""
        on_paper = len(self.papers_out)
        return 0 < on_paper < SMALL_CLASS or (on_paper > 0 and 0 < self.number - on_paper < SMALL_CLASS)

    @cached_property
    def holders(self) -> list[KeyHolder]:
        return custody.holders_of(self.motion.id)

    @cached_property
    def fault(self) -> str:
        """After casting has stopped: why the ballot can only be made void, or ""."""
        found = closing.box_of(self.motion).fault
        return found if found else "" if custody.key_stands(self.motion) else "key_missing"

    @property
    def papers_typed(self) -> int | None:
        return papers.number_typed(self.motion)

    def paper_seats(self) -> forms.PaperOutForm:
        """Everybody in the room who holds no paper; who has voted by telephone is not left out, because that would show it."""
        form = forms.PaperOutForm.shown(key=self.motion.id)
        able = able_to_act(self.motion.item_id, room_at(self.meeting, self.motion.item_id, self.at), self.meeting, self.at)
        out = {seat for seat, _unit in self.papers_out}
        form.seat.offer([(seat, unit) for seat, unit in self.units.items() if seat in able and seat not in out])
        return form

    def back_form(self, seat_id: int) -> forms.PaperBackForm:
        return forms.PaperBackForm.shown(key=f"{self.motion.id}-{seat_id}")

    def holders_form(self) -> forms.HoldersForm:
        return forms.HoldersForm.shown(key=self.motion.id)

    def bundle_form(self) -> forms.BundleForm:
        return forms.BundleForm.shown(
            key=self.motion.id, scrutineer=self.motion.scrutineer, second_scrutineer=self.motion.second_scrutineer or ""
        )

    @property
    def bundle_rows(self) -> list[tuple[str, int]]:
        """(words, number typed so far) of each row in yes_no and choose_one."""
        typed = self.motion.papers or {}
        return [(words_of(choice), typed.get(choice, 0)) for choice in papers.rows_of_bundle(self.motion)]

    @property
    def combinations(self) -> int:
        """Rows of an approve_any bundle: each paper may be filled in differently."""
        return combinations(self.motion)

    # -- afterwards ----------------------------------------------------------------------------------------------------

    @cached_property
    def voted(self) -> list[str]:
        """The units whose ballot was in the box or that were handed a paper."""
        statement = (
            select(Organisation.name)
            .join(Seat, Seat.organisation_id == Organisation.id)
            .join(RollEntry, RollEntry.seat_id == Seat.id)
            .where(RollEntry.motion_id == self.motion.id, RollEntry.voted.is_(True))
            .order_by(RollEntry.id)
            .limit(300)
        )
        return list(db.session.scalars(statement))

    @property
    def choices(self) -> list[Choice]:
        return [choice for _words, _code, choice in self.motion.bulletin or ()] + unfold(self.motion.papers, self.motion.method)

    @property
    def unanimous(self) -> bool:
        valid = [choice for choice in self.choices if choice != "invalid"]
        return bool(valid) and alike(valid)

    @property
    def lines(self) -> list[Line]:
        return [Line(words, code, words_of(choice)) for words, code, choice in self.motion.bulletin or ()]

    @property
    def paper_lines(self) -> list[tuple[str, int]]:
        """What the papers said, and how many of each."""
        found: dict[str, int] = {}
        for choice in unfold(self.motion.papers, self.motion.method):
            found[words_of(choice)] = found.get(words_of(choice), 0) + 1
        return list(found.items())

    @property
    def papers_lost(self) -> int:
        """Papers that were handed out and did not come back: they are invalid."""
        return int((self.motion.papers or {}).get(HANDED_OUT, 0)) - (papers.number_typed(self.motion) or 0)


def combinations(motion: Motion) -> int:
    return len(papers.handed_out(motion.id)) + 1
