"""Secret ballots on paper: a tick when one is handed out, and the whole bundle typed after casting has stopped (voting.md §6)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from app.ballots.models import Motion, RollEntry, SecretRoll
from app.ballots.room import name_of_seat, room_at
from app.ballots.sealed import custody
from app.ballots.sealed.casting import check_open, lines_of
from app.ballots.sealed.choices import BESIDES, HANDED_OUT, SIDES
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.perform import record
from app.meetings import presence
from app.meetings.models import Meeting
from app.policy import Actor


def handed_out(motion_id: int) -> list[int]:
    """Seats that hold a paper; everybody in the room saw them get it."""
    rows = select(SecretRoll.seat_id).where(SecretRoll.motion_id == motion_id, SecretRoll.paper)
    return list(db.session.scalars(rows.order_by(SecretRoll.seat_id)))


def hand_out(motion: Motion, seat_id: int, *, by: Actor, at: datetime) -> None:
    """A paper for a seat in the room; it cannot vote by telephone any more."""
    check_open(motion)
    line = _line(motion, seat_id)
    meeting = db.session.get_one(Meeting, motion.meeting_id)
    room = room_at(meeting, motion.item_id, at)
    if seat_id in room.recused:
        raise Refused("vote.recused", unit=name_of_seat(seat_id))
    if seat_id not in room.here:
        raise Refused("secret.paper_absent", field="seat", unit=name_of_seat(seat_id))
    if seat_id in presence.barred_holders(motion.item_id, meeting, at):
        raise Refused("secret.holder_recused", field="seat", unit=name_of_seat(seat_id))
    held = lines_of(motion.id, (seat_id,)).get(seat_id)
    if held is not None:
        raise Refused("secret.paper_twice" if held.paper else "secret.voted_by_phone", field="seat", unit=name_of_seat(seat_id))
    db.session.add(SecretRoll(motion_id=motion.id, seat_id=seat_id, paper=True))
    record("roll.paper_out", line, by=by, at=at, seat=seat_id)


def take_back(motion: Motion, seat_id: int, reason: str, *, by: Actor, at: datetime) -> None:
    """The paper came back unused: the tick goes, and the seat may vote again."""
    check_open(motion)
    line = _line(motion, seat_id)
    held = lines_of(motion.id, (seat_id,)).get(seat_id)
    if held is None or not held.paper:
        raise Refused("secret.no_paper", unit=name_of_seat(seat_id))
    if not reason:
        raise Refused("secret.paper_reason", field="reason")
    db.session.delete(held)
    record("roll.paper_back", line, by=by, at=at, words=reason, seat=seat_id)


def _line(motion: Motion, seat_id: int) -> RollEntry:
    line = db.session.scalar(select(RollEntry).where(RollEntry.motion_id == motion.id, RollEntry.seat_id == seat_id))
    if line is None:
        raise Refused("vote.not_on_roll")
    return line


def rows_of_bundle(motion: Motion) -> list[str]:
    """What is typed a number for in yes_no and choose_one; an approve_any bundle names its combinations itself."""
    words = SIDES if motion.method == "yes_no" else (*(motion.options or ()), *BESIDES)
    return [*words, "invalid"]


def combination(chosen: Sequence[str]) -> str:
    """The name of a combination of options in Motion.papers: a JSON list, [] abstains."""
    return json.dumps(list(chosen), ensure_ascii=False, separators=(",", ":"))


def type_bundle(motion: Motion, numbers: Mapping[str, int], names: tuple[str, str], *, by: Actor, at: datetime) -> None:
    """The papers that came back, as numbers: choice (approve_any: `combination`, or "invalid") -> how many.

    Only after casting has stopped, so that nobody votes knowing them; confirmed by two scrutineers. May be typed again until counted.
    More papers than were handed out are kept too: the ballot is then void (voting.md §6)."""
    if motion.visibility != "secret" or motion.state != "closed":
        raise Refused("secret.papers_after_closing")
    out = handed_out(motion.id)
    if not out:
        raise Refused("secret.no_papers")
    meeting = db.session.get_one(Meeting, motion.meeting_id)
    custody.check_two(names, by.name, meeting.chair_name, ("scrutineer", "second_scrutineer"))
    motion.papers = {**{choice: number for choice, number in numbers.items() if number}, HANDED_OUT: len(out)}
    motion.scrutineer, motion.second_scrutineer = names
    record("motion.type_papers", motion, by=by, at=at, words="、".join(names), papers=sum(numbers.values()), handed_out=len(out))


def number_typed(motion: Motion) -> int | None:
    """How many papers came back, None where nobody has typed them yet."""
    if motion.papers is None:
        return None
    return sum(int(number) for choice, number in motion.papers.items() if choice != HANDED_OUT)
