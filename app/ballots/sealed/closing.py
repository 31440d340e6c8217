"""Opening the box: ballots and roll must agree, then they part for ever (security.md §3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.ballots.counting import FEWEST_SECRET_BALLOTS
from app.ballots.models import Motion, RollEntry, SealedBallot, SecretRoll
from app.ballots.room import name_of_seat
from app.ballots.sealed import custody, papers, seals
from app.ballots.sealed.choices import HANDED_OUT, choice_of
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.perform import By, record
from app.meetings import presence
from app.meetings.models import AgendaItem, Meeting, Recusal


@dataclass(frozen=True, slots=True)
class Box:
    """What stands in the tables when casting has stopped."""

    phones: frozenset[int]
    handed_out: frozenset[int]
    sealed: Sequence[bytes]
    typed: int | None

    @property
    def fault(self) -> str:
        """Why it can only be made void: paper_surplus, torn, or ""."""
        if self.typed is not None and self.typed > len(self.handed_out):
            return "paper_surplus"
        return "torn" if len(self.sealed) != len(self.phones) else ""

    @property
    def untyped(self) -> bool:
        return bool(self.handed_out) and self.typed is None

    @property
    def ballots(self) -> int:
        """How many came in, on both ways."""
        return len(self.phones) + (self.typed or 0)


def voted_in(motion: Motion) -> set[int]:
    """Seats whose ballot is in the box or who hold a paper: who cast and left counts as present."""
    return set(db.session.scalars(select(SecretRoll.seat_id).where(SecretRoll.motion_id == motion.id)))


def refuse_late_recusal(recusal: Recusal, *, by: By, at: datetime) -> None:
    """A sealed ballot cannot be taken out again: who has cast one, or holds a paper, does not stand back any more (voting.md §3), nor does
    the holder of a letter for whose giver that is so: nobody may vote on for a seat that its holder had to leave alone."""
    rows = select(SecretRoll.seat_id).join(Motion, Motion.id == SecretRoll.motion_id).where(Motion.item_id == recusal.item_id)
    voted = set(db.session.scalars(rows))
    if not voted:
        return
    if recusal.seat_id in voted:
        raise Refused("recusal.too_late", unit=name_of_seat(recusal.seat_id))
    item = db.session.get_one(AgendaItem, recusal.item_id)
    letters = presence.letters_at(db.session.get_one(Meeting, item.meeting_id), at)
    carried = [giver for giver, holder in letters.items() if holder == recusal.seat_id and giver in voted]
    if carried:
        raise Refused("recusal.too_late_carried", unit=name_of_seat(carried[0]))


def box_of(motion: Motion) -> Box:
    roll = db.session.execute(select(SecretRoll.seat_id, SecretRoll.paper).where(SecretRoll.motion_id == motion.id)).all()
    sealed = db.session.scalars(select(SealedBallot.sealed).where(SealedBallot.motion_id == motion.id).order_by(SealedBallot.rid)).all()
    return Box(
        phones=frozenset(row.seat_id for row in roll if not row.paper),
        handed_out=frozenset(row.seat_id for row in roll if row.paper),
        sealed=sealed,
        typed=papers.number_typed(motion),
    )


def open_box(motion: Motion, private: bytes | None, *, by: By, at: datetime) -> None:
    """Writes bulletin, papers and who voted, and empties the box. `private`: None where the key is missing.

    Refused where the ballot can only be made void. Fewer than 5 ballots stay sealed: the count makes them void (voting.md §6)."""
    if motion.visibility != "secret" or motion.state != "closed":
        raise Refused("secret.not_closed")
    box = box_of(motion)
    if box.fault:
        raise Refused("secret.paper_surplus" if box.fault == "paper_surplus" else "secret.torn")
    if box.untyped:
        raise Refused("secret.papers_untyped", count=len(box.handed_out))
    if box.ballots >= FEWEST_SECRET_BALLOTS:
        motion.bulletin = _bulletin(motion, box, private)
        motion.papers = {**(motion.papers or {}), HANDED_OUT: len(box.handed_out)} if box.handed_out else None
    else:
        motion.papers = None
    leave(motion, box, by=by, at=at)


def _bulletin(motion: Motion, box: Box, private: bytes | None) -> list[list[object]]:
    """[[words, code, choice], ...] in order of words and code, which tells nothing of the order of casting."""
    if private is None:
        raise Refused("secret.key_missing")
    try:
        opened = [seals.unseal(private, sealed) for sealed in box.sealed]
        lines: list[list[object]] = [[ballot.words, ballot.code, choice_of(ballot.digits, motion)] for ballot in opened]
    except (seals.Unreadable, KeyError, OverflowError, ValueError):
        raise Refused("secret.key_missing") from None
    return sorted(lines, key=lambda line: (str(line[0]), str(line[1]), str(line[2])))


def leave(motion: Motion, box: Box, *, by: By, at: datetime) -> None:
    """Who voted is written in the roll's order; box, roll with its marks and, after the commit, the key are gone. Opened or not."""
    voted = box.phones | box.handed_out
    for line in db.session.scalars(select(RollEntry).where(RollEntry.motion_id == motion.id).order_by(RollEntry.id)):
        line.voted = line.seat_id in voted
        record("roll.vote", line, by=by, at=at, seat=line.seat_id, voted=line.voted)
    custody.discard(motion)
