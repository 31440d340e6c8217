"""Whatever is changed in the live rows and files past the house, `flask ledger verify` finds (security.md §3.2); test_verifier.py has the
kinds that need no database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select, text

from app.alliances.models import Seat
from app.ballots.models import Motion, RollEntry, Vote
from app.core import files, ledger
from app.core.db import db, writing
from app.core.perform import record
from app.meetings.models import Attendance, Recusal
from app.policy import SYSTEM
from app.resolutions.models import Action, Resolution
from app.settings.models import SpecialDay
from tests import make
from tests.ballots import genuine
from tests.ballots import make_ballots as boards
from tests.ballots.make_ballots import room
from tests.resolutions import make_resolutions


@dataclass(frozen=True)
class Scene:
    """Ids of what is tampered with; two stored files."""

    motion: int
    secret: int
    line: int
    vote: int
    seat: int
    attendance: int
    recusal: int
    resolution: int
    action: int
    other_lead: int
    day: int
    paths: tuple[Path, Path]


def scene() -> Scene:
    of = room(9, 8, "alliance_majority")
    boards.recuse(of, 8)
    motion = genuine.named(of)
    sealed, _receipts = genuine.secret(of)
    resolution = make_resolutions.resolution(of.alliance)
    action = make_resolutions.action(resolution, of.seats[1])
    stored = [_stored(resolution.alliance_id, content) for content in (b"%PDF-1.7 one", b"%PDF-1.7 two")]
    motion_id = motion.id
    return Scene(
        motion=motion_id,
        secret=sealed.id,
        line=_first(select(RollEntry.id).where(RollEntry.motion_id == motion_id)),
        vote=_first(select(Vote.id).where(Vote.motion_id == motion_id)),
        seat=_first(select(Seat.id).where(Seat.alliance_id == of.alliance.id)),
        attendance=_first(select(Attendance.id).where(Attendance.meeting_id == of.meeting.id)),
        recusal=_first(select(Recusal.id)),
        resolution=_first(select(Resolution.id)),
        action=_first(select(Action.id).where(Action.id == action.id)),
        other_lead=of.seats[2].organisation_id,
        day=_first(select(SpecialDay.id).where(SpecialDay.works.is_(False))),
        paths=(files.path_of(stored[0]), files.path_of(stored[1])),
    )


def _first(ids: object) -> int:
    found = db.session.scalars(ids.order_by(text("id"))).first()  # type: ignore[attr-defined]  # a select
    assert found is not None
    return int(found)


def _stored(alliance_id: int, content: bytes) -> str:
    kept = files.keep(content)
    with writing():
        ledger.hold(alliance_id)
        row = files.StoredFile(alliance_id=alliance_id, owner="minutes:1", sha256=kept.sha256, name="minutes.pdf", size=kept.size)
        row.media_type, row.stored_at = "application/pdf", make.AT
        db.session.add(row)
        db.session.flush()
        record("file.store", row, by=SYSTEM, at=make.AT, sha256=kept.sha256, size=kept.size)
    return kept.sha256


def copied(model: Any, key: int, **changed: object) -> str:
    """A row put in beside another, like it but for some columns."""
    columns = [column.name for column in model.__table__.columns if column.name != "id"]
    values = [str(changed.get(name, name)) for name in columns]
    return (
        f"INSERT INTO {model.__tablename__} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {model.__tablename__} WHERE id = {key}"
    )


#: kind -> what somebody with the database's own tools would say.
ROWS: dict[str, Callable[[Scene], str]] = {
    "a resolution's text": lambda s: f"UPDATE resolution SET points = '开放600个车位' WHERE id = {s.resolution}",
    "a resolution's number": lambda s: f"UPDATE resolution SET number = 'X-99' WHERE id = {s.resolution}",
    "a resolution withdrawn silently": lambda s: f"UPDATE resolution SET state = 'superseded' WHERE id = {s.resolution}",
    "an action's due date": lambda s: f"UPDATE action SET due = '2027-12-31' WHERE id = {s.action}",
    "an action's lead": lambda s: f"UPDATE action SET lead_organisation_id = {s.other_lead} WHERE id = {s.action}",
    "an action closed silently": lambda s: f"UPDATE action SET state = 'closed', closed_on = '2026-11-30' WHERE id = {s.action}",
    "a result": lambda s: f"UPDATE motion SET result = 'not_carried' WHERE id = {s.motion}",
    "counts": lambda s: f"UPDATE motion SET counts = '{{}}' WHERE id = {s.motion}",
    "a rule": lambda s: (
        f'UPDATE motion SET rule = \'{{"base":"cast","num":1,"den":9,"strict":false}}\' WHERE id = {s.motion}'  # an easier one
    ),
    "a motion's text": lambda s: f"UPDATE motion SET text = '别的事' WHERE id = {s.motion}",
    "a bulletin": lambda s: f"UPDATE motion SET bulletin = '[]' WHERE id = {s.secret}",
    "an electorate": lambda s: f"UPDATE motion SET electorate = '{'f' * 64}' WHERE id = {s.secret}",
    "who voted": lambda s: f"UPDATE roll_entry SET voted = (NOT voted) WHERE motion_id = {s.secret}",
    "a roll's presence": lambda s: f"UPDATE roll_entry SET present = (NOT present) WHERE id = {s.line}",
    "a roll's weight": lambda s: f"UPDATE roll_entry SET weight = 3 WHERE id = {s.line}",
    "a recusal lifted": lambda s: f"UPDATE recusal SET state = 'lifted' WHERE id = {s.recusal}",
    "a recusal deleted": lambda s: f"DELETE FROM recusal WHERE id = {s.recusal}",
    "a named choice": lambda s: f"UPDATE vote SET choice = 'against' WHERE id = {s.vote}",
    "a ballot deleted": lambda s: f"DELETE FROM vote WHERE id = {s.vote}",
    "a ballot put in": lambda s: copied(Vote, s.vote, motion_id=s.secret),
    "a late check-in": lambda s: f"UPDATE attendance SET arrived_at = '2026-11-12 05:00:00+00:00' WHERE id = {s.attendance}",
    "a check-in put in": lambda s: copied(Attendance, s.attendance, seat_id="NULL"),
    "a seat's vote taken away": lambda s: f"UPDATE seat SET votes = (NOT votes) WHERE id = {s.seat}",
    "a holiday behind a past deadline": lambda s: f"UPDATE special_day SET works = (NOT works) WHERE id = {s.day}",
    "a holiday taken away": lambda s: f"DELETE FROM special_day WHERE id = {s.day}",
}


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def swap(paths: tuple[Path, Path]) -> None:
    one, other = (path.read_bytes() for path in paths)
    paths[0].write_bytes(other)
    paths[1].write_bytes(one)


FILES: dict[str, Callable[[Scene], object]] = {
    "a byte of a stored file": lambda s: flip(s.paths[0]),
    "two stored files swapped": lambda s: swap(s.paths),
    "a stored file taken away": lambda s: s.paths[0].unlink(),
}


def found() -> list[str]:
    db.session.expire_all()
    return [fault.what for fault in ledger.verify()]


def test_every_kind_of_tampering_with_live_rows_and_files_is_found(any_app: Flask) -> None:
    of = scene()
    db.session.rollback()
    assert found() == []
    missed, unfelt = [], []
    for kind, change in ROWS.items():
        changed = db.session.connection().execute(text(change(of).replace(":", "\\:")))
        if changed.rowcount < 1:
            unfelt.append(kind)
        if not [what for what in found() if what.startswith("row ")]:
            missed.append(kind)
        db.session.rollback()
    contents = [path.read_bytes() for path in of.paths]
    for kind, damage in FILES.items():
        damage(of)
        if not [what for what in found() if what.startswith("file ")]:
            missed.append(kind)
        for path, content in zip(of.paths, contents, strict=True):
            path.write_bytes(content)
    assert (missed, unfelt) == ([], [])
    assert found() == []
    assert len(ROWS) + len(FILES) > 20


def test_the_command_says_where(any_app: Flask) -> None:
    motion = _counted()
    motion_id, chain = motion.id, motion.alliance_id
    run = any_app.test_cli_runner().invoke
    assert run(args=["ledger", "verify"]).exit_code == 0
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(text(f"DELETE FROM vote WHERE motion_id = {motion_id}"))
    answer = run(args=["ledger", "verify"])
    assert answer.exit_code == 1
    assert answer.stdout.startswith(f"chain {chain}, entry ")
    assert ": row vote:" in answer.stdout


def _counted() -> Motion:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of)
    boards.cast(of, motion, {0: "for", 1: "for", 2: "against"})
    boards.close(of, motion)
    return motion
