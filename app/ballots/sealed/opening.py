"""Before a secret ballot opens: whether it may, its key, and the commitment to who may vote on what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from app.ballots.counting import FEWEST_SECRET_BALLOTS
from app.ballots.electorate import electorate_hash
from app.ballots.models import Motion, RollEntry, SealedBallot, SecretRoll
from app.ballots.room import Room
from app.ballots.sealed import custody, keys, seals
from app.core.db import db
from app.core.lifecycle import Refused
from app.meetings import presence
from app.meetings.models import Meeting

#: Below this the page warns: totals of few ballots tell much (security.md §3.1).
FEW = 8
#: A class of voters smaller than this shows who chose what: those on paper among those by telephone, or the other way round.
SMALL_CLASS = 3


@dataclass(frozen=True, slots=True)
class Made:
    """A key that is on disk for good. salts: of the phrases that wrap it."""

    public: str
    salts: tuple[str, ...]


def check_card(card: dict[str, Any]) -> None:
    """A secret ballot carries no weights and one dimension only: weights tell whose ballot it is (security.md §2)."""
    weighs = any(line.get("weight", 1) != 1 for line in card["roll"])
    if card.get("weighted") or weighs or len(card.get("dimensions", ("seats",))) > 1:
        raise Refused("secret.weights", field="visibility")


def able_to_act(item_id: int, room: Room, meeting: Meeting, at: datetime) -> frozenset[int]:
    """Seats that are there, do not stand back, and are not represented by one that does."""
    return room.able - presence.barred_holders(item_id, meeting, at)


def make_key(motion: Motion) -> Made:
    """A fresh key, on disk and read back. Slow, and before the transaction that opens the ballot. Raises Refused."""
    private = seals.new_key()
    public = seals.public_of(private).hex()
    try:
        if motion.custody == "scrutineers":
            holders = custody.holders_of(motion.id)
            if len(holders) != 2 or any(holder.ready_at is None for holder in holders):
                raise Refused("secret.phrases_missing")
            names = [keys.holder_name(motion.id, holder.place, holder.salt) for holder in holders]
            first, second = (keys.read(custody.folder(), name) for name in names)
            keys.write(custody.folder(), keys.key_name(motion.id, public, "wrapped"), seals.wrap(private, first, second))
            return Made(public, tuple(holder.salt for holder in holders))
        keys.write(custody.folder(), keys.key_name(motion.id, public), private)
    except (keys.KeyMissing, OSError):
        raise Refused("secret.key_not_kept") from None
    return Made(public, ())


def take_key(motion: Motion, made: Made) -> None:
    """Inside the transaction that opens the ballot: the key is still there, and wrapped by the phrases that count now."""
    holders = custody.holders_of(motion.id) if motion.custody == "scrutineers" else []
    if tuple(holder.salt for holder in holders) != made.salts or any(holder.ready_at is None for holder in holders):
        raise Refused("secret.phrases_missing")
    motion.custody = motion.custody or "server"
    motion.public_key, motion.key_destroyed_at = made.public, None
    if not custody.key_stands(motion):
        raise Refused("secret.key_not_kept")


def prepare(motion: Motion, room: Room, *, at: datetime) -> None:
    """What opening asks of a secret ballot whose roll is frozen, and what it fixes. Refused below 5 seats able to act (voting.md §6)."""
    meeting = db.session.get_one(Meeting, motion.meeting_id)
    check_card(presence.card(meeting))
    able = able_to_act(motion.item_id, room, meeting, at)
    if len(able) < FEWEST_SECRET_BALLOTS:
        raise Refused("secret.too_few_able", able=len(able), required=FEWEST_SECRET_BALLOTS)
    if motion.public_key is None or motion.key_destroyed_at is not None or not custody.key_stands(motion):
        raise Refused("secret.no_key")
    db.session.execute(delete(SealedBallot).where(SealedBallot.motion_id == motion.id))
    db.session.execute(delete(SecretRoll).where(SecretRoll.motion_id == motion.id))
    motion.bulletin = motion.papers = None
    motion.scrutineer, motion.second_scrutineer = "", None
    roll = db.session.scalars(select(RollEntry.seat_id).where(RollEntry.motion_id == motion.id)).all()
    motion.electorate = electorate_hash(roll, motion.options or [])
