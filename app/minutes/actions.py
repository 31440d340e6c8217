"""Minutes from draft to print: prose, the 书记's sign-off, the stored files; and the draft of 议定事项公示."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.ballots.models import Motion
from app.core.clock import local
from app.core.db import db
from app.core.files import Kept, store
from app.core.lifecycle import Refused
from app.core.numbers import next_number
from app.core.perform import By, perform, record
from app.core.uploads import Scan
from app.meetings import actions as meetings
from app.meetings.models import Meeting
from app.minutes.models import Minutes, PublicNotice, Section
from app.minutes.rules import LIFECYCLE, named_people, sign_off_fault
from app.papers.model import Document, to_json

Compose = Callable[[int], Document]


def draft(meeting: Meeting, *, by: By, at: datetime) -> Minutes:
    """起草纪要 of an ended meeting; where there are minutes already, those."""
    if meeting.state != "ended":
        raise Refused("minutes.not_ended")
    held = db.session.scalar(select(Minutes).where(Minutes.meeting_id == meeting.id))
    if held is not None:
        return held
    minutes = Minutes(alliance_id=meeting.alliance_id, meeting_id=meeting.id)
    db.session.add(minutes)
    db.session.flush()
    record("minutes.draft", minutes, by=by, at=at)
    return minutes


def _drafted(minutes: Minutes) -> None:
    if minutes.state != "draft":
        raise Refused("minutes.locked")


def write_head(minutes: Minutes, title: str, report_to: str, send_to: str, *, version: int, by: By, at: datetime) -> None:
    """The title with its line breaks, 报 and 送; empty words mean the default. What is unchanged is no change."""
    _drafted(minutes)
    if (title, report_to, send_to) == (minutes.title, minutes.report_to, minutes.send_to):
        return
    if minutes.version != version:
        raise Refused("version.clash", field="title")
    minutes.title, minutes.report_to, minutes.send_to = title, report_to, send_to
    minutes.version += 1
    record("minutes.write_head", minutes, by=by, at=at, version=minutes.version)


def write_section(
    minutes: Minutes, slot: str, item_id: int | None, before: str | None, after: str, *, version: int, by: By, at: datetime
) -> None:
    """The prose of a section; `before` None goes back to the default. Refused where somebody saved other words meanwhile."""
    _drafted(minutes)
    statement = select(Section).where(Section.minutes_id == minutes.id, Section.slot == slot)
    held = db.session.scalar(statement.where(Section.item_id.is_(None) if item_id is None else Section.item_id == item_id))
    if (before, after) == ((held.before, held.after) if held else (None, "")):
        return
    if (held.version if held else 0) != version:
        raise Refused("version.clash", field="before")
    if held is None:
        held = Section(minutes_id=minutes.id, slot=slot, item_id=item_id, version=0)
        db.session.add(held)
    held.before, held.after = before, after
    held.version += 1
    record("minutes.write", minutes, by=by, at=at, slot=slot, item=item_id, version=held.version)


@dataclass(frozen=True, slots=True)
class SignOff:
    """What stands on the sign-off sheet."""

    name: str
    day: date
    on_paper: bool = True
    scan: Scan | None = None


def sign_off(minutes: Minutes, sheet: SignOff, compose: Compose, *, by: By, at: datetime) -> None:
    """签发: the number of the year is allocated, the paper composed with it and stored as JSON with its hash, the meeting locked."""
    _drafted(minutes)
    meeting = db.session.get_one(Meeting, minutes.meeting_id)
    if fault := sign_off_fault(sheet.day, local(meeting.starts_at).date(), local(at).date()):
        raise Refused(fault, field="signed_on")
    if db.session.scalar(select(Motion.id).where(Motion.meeting_id == meeting.id, Motion.state.in_(("open", "closed")))):
        raise Refused("minutes.ballot_open")
    minutes.year = sheet.day.year
    minutes.number = next_number(f"minutes:{minutes.alliance_id}:{minutes.year}")
    minutes.signed_by, minutes.signed_on, minutes.on_paper = sheet.name, sheet.day, sheet.on_paper
    minutes.document = to_json(compose(minutes.number))
    minutes.document_sha256 = hashlib.sha256(minutes.document.encode()).hexdigest()
    if sheet.scan is not None:
        scan = sheet.scan
        minutes.scan_id = store(scan.kept, minutes, f"sign-off.{scan.ending}", scan.media_type, by=by, at=at).id
    facts = {"number": minutes.number, "signed_on": minutes.signed_on, "document": minutes.document_sha256}
    perform(LIFECYCLE, minutes, "sign_off", by=by, at=at, words=sheet.name, **facts)
    meetings.lock(meeting, by=by, at=at)


def publish(minutes: Minutes, pdf: Kept, docx: Kept, *, by: By, at: datetime) -> None:
    """印发: the files rendered from the signed paper are named by their hashes, for ever."""
    minutes.pdf_sha256, minutes.docx_sha256, minutes.published_at = pdf.sha256, docx.sha256, at
    store(pdf, minutes, "minutes.pdf", "application/pdf", by=by, at=at)
    store(docx, minutes, "minutes.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", by=by, at=at)
    perform(LIFECYCLE, minutes, "publish", by=by, at=at, pdf=pdf.sha256, docx=docx.sha256)


def publish_on_paper(minutes: Minutes, *, by: By, at: datetime) -> None:
    """印发 from the printed paper, for papers of former times: no file is stored, files come from the signed model when somebody asks."""
    minutes.published_at = at
    perform(LIFECYCLE, minutes, "publish", by=by, at=at, pdf="", docx="")


# -- 议定事项公示 ------------------------------------------------------------------------------------------------------


def write_public_notice(
    meeting: Meeting,
    words: list[dict[str, Any]],
    from_day: date,
    to_day: date,
    forbidden: list[str],
    *,
    version: int,
    by: By,
    at: datetime,
) -> PublicNotice:
    """Draft it or change the draft. `forbidden`: people whose names no paper may carry out of the office (opening decision 7)."""
    if meeting.state != "ended":
        raise Refused("minutes.not_ended")
    if to_day < from_day:
        raise Refused("public_notice.days", field="to_day")
    if named := named_people("\n".join(line["text"] for line in words), forbidden):
        raise Refused("public_notice.named", name="、".join(named))
    held = db.session.scalar(select(PublicNotice).where(PublicNotice.meeting_id == meeting.id))
    if (held.version if held else 0) != version:
        raise Refused("version.clash")
    if held is None:
        held = PublicNotice(alliance_id=meeting.alliance_id, meeting_id=meeting.id, version=0)
        db.session.add(held)
    held.words, held.from_day, held.to_day = words, from_day, to_day
    held.version += 1
    db.session.flush()
    record("public_notice.write", held, by=by, at=at, version=held.version, from_day=from_day, to_day=to_day)
    return held
