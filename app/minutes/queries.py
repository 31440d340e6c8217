"""Named reads over minutes and public notices, and the record that papers are composed from."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.accounts.models import Person
from app.alliances.models import Seat
from app.core.db import db
from app.core.files import StoredFile
from app.core.ledger import Chain
from app.meetings.models import Meeting
from app.minutes import gathering
from app.minutes.compose import minutes as composed
from app.minutes.models import Minutes, PublicNotice, Section
from app.minutes.record import Drafting, LedgerHead, Prose
from app.papers.model import Document, from_json

record_of = gathering.record_of


class Altered(ValueError):
    """The stored document is not the one that was signed."""


def minutes_of(meeting_id: int) -> Minutes | None:
    return db.session.scalar(select(Minutes).where(Minutes.meeting_id == meeting_id))


def newest_with_minutes() -> Meeting | None:
    """The ended meeting that took place last among those that have minutes."""
    statement = select(Meeting).join(Minutes, Minutes.meeting_id == Meeting.id).where(Meeting.state == "ended")
    return db.session.scalar(statement.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(1))


def unfinished(limit: int = 200) -> list[Minutes]:
    """Signed minutes whose files were never stored, because something stopped in between."""
    return list(db.session.scalars(select(Minutes).where(Minutes.state == "signed").order_by(Minutes.id).limit(limit)))


def sections_of(minutes_id: int) -> list[Section]:
    return list(db.session.scalars(select(Section).where(Section.minutes_id == minutes_id).order_by(Section.id)))


def public_notice_of(meeting_id: int) -> PublicNotice | None:
    return db.session.scalar(select(PublicNotice).where(PublicNotice.meeting_id == meeting_id))


def drafting_of(minutes: Minutes, dated: date, *, number: int | None = None) -> Drafting:
    """What the secretary has written so far, for a paper of that day."""
    prose = {(row.slot, row.item_id): Prose(row.before, row.after) for row in sections_of(minutes.id)}
    return Drafting(
        title=minutes.title,
        report_to=minutes.report_to,
        send_to=minutes.send_to,
        number=number,
        dated=dated,
        lead=prose.get(("lead", None), Prose()),
        items=tuple((item_id, words) for (slot, item_id), words in prose.items() if slot == "item" and item_id is not None),
        requirements=prose.get(("requirements", None), Prose()),
        head=None if number is None else _ledger_head(minutes.alliance_id),
    )


def _ledger_head(alliance_id: int) -> LedgerHead | None:
    """The head as it was committed last; the sign-off itself is the entry after it."""
    found = db.session.execute(select(Chain.seq, Chain.head).where(Chain.id == alliance_id)).one_or_none()
    return LedgerHead(alliance_id, found.seq, found.head) if found is not None and found.seq else None


def draft_of(minutes: Minutes, meeting: Meeting, dated: date, *, number: int | None = None) -> Document:
    """The paper as the record and the prose stand now."""
    return composed(record_of(meeting, dated), drafting_of(minutes, dated, number=number))


def signed_json(minutes: Minutes) -> str:
    """The stored JSON of the paper as it was signed. Raises Altered where it is something else."""
    if minutes.document is None or gathering.sha256(minutes.document) != minutes.document_sha256:
        raise Altered(f"the document of minutes {minutes.id} has changed")
    return minutes.document


def signed_document(minutes: Minutes) -> Document:
    """The paper as it was signed, from its stored JSON alone. Raises Altered where that is not what was signed."""
    return from_json(signed_json(minutes))


def document_of(minutes: Minutes, meeting: Meeting, today: date) -> Document:
    """The signed paper, or the draft of today."""
    return draft_of(minutes, meeting, today) if minutes.state == "draft" else signed_document(minutes)


def scan_of(minutes: Minutes) -> StoredFile | None:
    return db.session.get(StoredFile, minutes.scan_id) if minutes.scan_id else None


def convener_name(alliance_id: int) -> str:
    """Who signs: the delegate of the convener's seat (opening decision 2)."""
    statement = select(Person.name).join(Seat, Seat.delegate_id == Person.id)
    statement = statement.where(Seat.alliance_id == alliance_id, Seat.role == "convener", Seat.ended_at.is_(None))
    return db.session.scalar(statement.order_by(Seat.position, Seat.id).limit(1)) or ""


def representatives(meeting: Meeting) -> list[str]:
    """Names of residents' representatives and grid workers at the meeting: in no paper that leaves the office (opening decision 7)."""
    return gathering.representatives(meeting)
