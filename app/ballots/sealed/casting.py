"""A secret ballot into the box. Of a cast nothing is written but the roll, the box and the chain's version (security.md §3.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import g
from sqlalchemy import func, insert, select

from app.ballots.models import Motion, RollEntry, SealedBallot, SecretRoll
from app.ballots.room import name_of_seat
from app.ballots.sealed import seals
from app.ballots.sealed.choices import choice_of
from app.ballots.sealed.receipts import Receipt, mark
from app.core import chance
from app.core.clock import local
from app.core.db import db
from app.core.lifecycle import Refused
from app.meetings import presence
from app.meetings.models import Meeting
from app.policy import Actor


@dataclass(frozen=True, slots=True)
class Slip:
    """What one seat casts: digits (choices.py), and the receipt that stood on the page."""

    seat_id: int
    digits: str
    receipt: Receipt


def number_cast(motion_id: int) -> int:
    """How many have voted or were handed a paper: all that anybody sees while the ballot is open."""
    return db.session.scalar(select(func.count()).select_from(SecretRoll).where(SecretRoll.motion_id == motion_id)) or 0


def lines_of(motion_id: int, seat_ids: Iterable[int]) -> dict[int, SecretRoll]:
    """The roll's rows of these seats. For each one's own page and for the check before casting; never for a list."""
    rows = select(SecretRoll).where(SecretRoll.motion_id == motion_id, SecretRoll.seat_id.in_(list(seat_ids)))
    return {row.seat_id: row for row in db.session.scalars(rows)}


def check(motion: Motion, choices: Sequence[tuple[int, str]], *, by: Actor, at: datetime) -> None:
    """Whether this person may cast these choices (seat, digits) now. Raises Refused with what stands in the way."""
    check_open(motion)
    seat_ids = [seat_id for seat_id, _digits in choices]
    if not choices:
        raise Refused("secret.nothing_chosen")
    _check_seats(motion, seat_ids, by, at)  # before the look at the roll: who votes for others learns nothing of it
    held = lines_of(motion.id, seat_ids)
    for seat_id in seat_ids:
        if seat_id in held:
            raise Refused("secret.paper_out" if held[seat_id].paper else "secret.voted_elsewhere", unit=name_of_seat(seat_id))
    for _seat_id, digits in choices:
        try:
            choice_of(digits, motion)
        except OverflowError:
            raise Refused("secret.too_many", most=motion.max_choices) from None
        except KeyError:
            raise Refused("secret.choice") from None


def check_open(motion: Motion) -> None:
    if motion.visibility != "secret":
        raise Refused("secret.not_secret")
    if motion.state == "open":
        return
    if motion.closed_at is not None:
        raise Refused("secret.closed", time=f"{local(motion.closed_at):%H:%M}")
    raise Refused("motion.not_open")


def _check_seats(motion: Motion, seat_ids: Sequence[int], by: Actor, at: datetime) -> None:
    meeting = db.session.get_one(Meeting, motion.meeting_id)
    if meeting.state != "in_session":
        raise Refused("vote.meeting_over")
    roll = set(db.session.scalars(select(RollEntry.seat_id).where(RollEntry.motion_id == motion.id, RollEntry.seat_id.in_(seat_ids))))
    recused = presence.recused_from(motion.item_id)
    barred = presence.barred_holders(motion.item_id, meeting, at)
    for seat_id in seat_ids:
        if seat_id not in roll:
            raise Refused("vote.not_on_roll")
        if seat_id in recused:
            raise Refused("vote.recused", unit=name_of_seat(seat_id))
        if not presence.may_act(by.id, seat_id, meeting, at):
            raise Refused("vote.not_acting", unit=name_of_seat(seat_id))
        if seat_id in barred:
            raise Refused("secret.holder_recused", unit=name_of_seat(seat_id))


def counted_before(motion: Motion, seat_ids: Sequence[int], nonce: str) -> bool:
    """Whether this very page's ballots are in the box: the answer of the first time was lost."""
    held = lines_of(motion.id, seat_ids)
    return bool(seat_ids) and all(
        seat_id in held and not held[seat_id].paper and held[seat_id].mark == mark(motion.id, seat_id, nonce) for seat_id in seat_ids
    )


def cast(motion: Motion, slips: Sequence[Slip], nonce: str, *, by: Actor, at: datetime) -> bool:
    """All slips or none. False where they were in the box already, from the same page. Raises Refused."""
    seat_ids = [slip.seat_id for slip in slips]
    if motion.visibility == "secret" and counted_before(motion, seat_ids, nonce):
        return False
    check(motion, [(slip.seat_id, slip.digits) for slip in slips], by=by, at=at)
    public = bytes.fromhex(motion.public_key or "")
    box = {
        bytes.fromhex(chance.salt()): seals.seal(public, seals.Opened(slip.digits, slip.receipt.words, slip.receipt.code)) for slip in slips
    }
    roll = [{"motion_id": motion.id, "seat_id": seat, "paper": False, "mark": mark(motion.id, seat, nonce)} for seat in sorted(seat_ids)]
    db.session.execute(insert(SecretRoll), roll)
    db.session.execute(
        insert(SealedBallot), [{"motion_id": motion.id, "rid": rid, "sealed": sealed} for rid, sealed in sorted(box.items())]
    )
    g.silent_write = True  # the chain's version rises, and no entry tells who or when
    return True
