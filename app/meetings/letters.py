"""Letters of authority (授权委托书): a seat handed to another seat's delegate for one meeting (voting.md §7).

`actions` names these verbs for everybody else; who is represented at an instant says presence.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from functools import cache

from sqlalchemy import Select, bindparam, select

from app.core.db import db
from app.core.files import store
from app.core.lifecycle import Refused
from app.core.perform import By, perform, record
from app.core.uploads import Scan
from app.meetings.agenda import unlocked
from app.meetings.models import Attendance, Meeting, ProxyLetter
from app.meetings.presence import arrival_time, card, voting_seats
from app.meetings.rules import LETTER_LIFECYCLE, OPENED, WRITTEN, letter_fault


@dataclass(frozen=True, slots=True)
class Authority:
    """What the letter says. `counts_from`: a time of the meeting's day; None: from now on, afterwards from its start."""

    giver: int
    holder: int
    signer: str = ""
    counts_from: time | None = None
    scan: Scan | None = None


def give_letter(meeting: Meeting, said: Authority, *, by: By, at: datetime) -> ProxyLetter:
    """The letter counts from its time on. Refused where the card, another letter or the giver's own presence stands against it."""
    unlocked(meeting)
    if meeting.state not in ("notified", *OPENED):
        raise Refused("letter.not_yet")
    if meeting.kind == WRITTEN:
        raise Refused("letter.written")
    standing = {row.seat_id: row.holder_seat_id for row in _standing(meeting)}
    rules = card(meeting)
    fault = letter_fault(
        said.giver, said.holder, voters=voting_seats(meeting), standing=standing, proxies=rules["proxies"], most=rules["letters"]
    )
    if fault is not None:
        raise Refused(fault[0], field=fault[1], most=rules["letters"])
    letter = ProxyLetter(alliance_id=meeting.alliance_id, meeting_id=meeting.id, seat_id=said.giver, holder_seat_id=said.holder)
    letter.signer, letter.entered_at = said.signer, at
    letter.from_at = _counts_from(meeting, said.counts_from, at)
    row = _attendance(meeting, said.giver)
    if row is not None and row.here_at(letter.from_at):
        raise Refused("letter.giver_here", field="giver", name=row.person_name)
    db.session.add(letter)
    db.session.flush()
    if said.scan is not None:
        letter.file_id = store(said.scan.kept, letter, f"letter.{said.scan.ending}", said.scan.media_type, by=by, at=at).id
    record("letter.give", letter, by=by, at=letter.from_at, words=said.signer, seat=said.giver, holder=said.holder)
    if row is not None:
        settle_letter(meeting, row, by=by, at=at)
    return letter


def _standing(meeting: Meeting) -> list[ProxyLetter]:
    statement = select(ProxyLetter).where(ProxyLetter.meeting_id == meeting.id, ProxyLetter.state == "given")
    return list(db.session.scalars(statement.order_by(ProxyLetter.id)))


def _attendance(meeting: Meeting, seat_id: int) -> Attendance | None:
    return db.session.scalar(select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.seat_id == seat_id))


def _counts_from(meeting: Meeting, typed: time | None, at: datetime) -> datetime:
    if meeting.state not in OPENED:
        return at
    instant = arrival_time(meeting, typed, at)
    if instant > at:
        raise Refused("meeting.future", field="counts_from")
    return instant


def withdraw_letter(letter: ProxyLetter, reason: str, *, by: By, at: datetime) -> None:
    """Taken back: it counts no longer. After the meeting that means it was entered by mistake, and then it never counted."""
    meeting = db.session.get_one(Meeting, letter.meeting_id)
    unlocked(meeting)
    running = meeting.state != "ended" and not meeting.late_entry
    letter.until_at = max(letter.from_at, at) if running else letter.from_at
    letter.reason = reason
    perform(LETTER_LIFECYCLE, letter, "withdraw", by=by, at=letter.until_at, words=reason)


def settle_letter(meeting: Meeting, row: Attendance, *, by: By, at: datetime) -> None:
    """The own delegate or a stand-in has come: the seat's letter lapses at that time, a ballot already cast stays. Where the check-in was a
    mistake, or its own people had left before the letter began, the letter stands again."""
    letter = _last_letter(meeting, row)
    if letter is None:
        return
    if row.status == "present" and row.arrived_at is not None and not _left_before(row, letter):
        _lapse(letter, max(letter.from_at, row.arrived_at), by=by)
    elif letter.state == "lapsed" and _may_stand_again(meeting, letter):
        letter.until_at = None
        perform(LETTER_LIFECYCLE, letter, "restore", by=by, at=at)


def _left_before(row: Attendance, letter: ProxyLetter) -> bool:
    """Given on leaving: who was here until then has not come back."""
    return row.left_at is not None and row.left_at <= letter.from_at


def _last_letter(meeting: Meeting, row: Attendance) -> ProxyLetter | None:
    return db.session.scalars(_newest(), {"meeting": meeting.id, "seat": row.seat_id}).first()


@cache
def _newest() -> Select[ProxyLetter]:
    """Built once: every mark asks it."""
    of_seat = ProxyLetter.meeting_id == bindparam("meeting"), ProxyLetter.seat_id == bindparam("seat"), ProxyLetter.state != "withdrawn"
    return select(ProxyLetter).where(*of_seat).order_by(ProxyLetter.id.desc()).limit(1)


def _lapse(letter: ProxyLetter, instant: datetime, *, by: By) -> None:
    if letter.state == "given":
        letter.until_at = instant
        perform(LETTER_LIFECYCLE, letter, "lapse", by=by, at=instant)
    elif letter.until_at != instant:
        letter.until_at = instant
        record("letter.correct", letter, by=by, at=instant)


def _may_stand_again(meeting: Meeting, letter: ProxyLetter) -> bool:
    """Whether nothing was agreed meanwhile that stands against it."""
    rules, standing = card(meeting), {row.seat_id: row.holder_seat_id for row in _standing(meeting)}
    fault = letter_fault(
        letter.seat_id,
        letter.holder_seat_id,
        voters=voting_seats(meeting),
        standing=standing,
        proxies=rules["proxies"],
        most=rules["letters"],
    )
    return fault is None


def move_letters(meeting: Meeting, old: datetime, new: datetime, *, by: By, at: datetime) -> None:
    """What began or lapsed with the old start of the meeting does so with the corrected one."""
    statement = select(ProxyLetter).where(ProxyLetter.meeting_id == meeting.id)
    for letter in db.session.scalars(statement.order_by(ProxyLetter.id)).all():
        if old not in (letter.from_at, letter.until_at):
            continue
        letter.from_at = new if letter.from_at == old else letter.from_at
        letter.until_at = new if letter.until_at == old else letter.until_at
        record("letter.correct", letter, by=by, at=new)
