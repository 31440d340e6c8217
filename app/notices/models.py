"""What the 书记 released to the public, frozen, and what residents objected to in its days."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, Protected


class ReleasedNotice(Protected, Model):
    """The 议定事项公示 of one meeting as it was released; the words it grew from are drafted in `app.minutes`.

    `document` is the paper's model as JSON, fixed at the release, `pdf_sha256` names the file rendered from it alone. A withdrawn one keeps
    both and is nowhere public; released anew it holds the new paper. `code` is its public address, `number` counts inside the office.
    `manner`: paper, entrusted (both entered by the secretary), screen. `draft_version`: of the draft it was made from."""

    __tablename__ = "released_notice"
    __table_args__ = (
        UniqueConstraint("alliance_id", "year", "number"),
        Index("ix_released_notice_alliance_state_from", "alliance_id", "state", "from_day"),
    )
    __protected__: ClassVar[tuple[str, ...]] = (
        "meeting_id",
        "code",
        "year",
        "number",
        "state",
        "document_sha256",
        "pdf_sha256",
        "from_day",
        "to_day",
        "released_by",
        "released_on",
        "manner",
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    year: Mapped[int]
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default="draft")
    title: Mapped[str] = mapped_column(String(240))
    document: Mapped[str] = mapped_column(Text)
    document_sha256: Mapped[str] = mapped_column(String(64))
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    draft_version: Mapped[int]
    from_day: Mapped[date]
    to_day: Mapped[date]
    released_by: Mapped[str] = mapped_column(String(60))
    released_on: Mapped[date]
    manner: Mapped[str] = mapped_column(String(12))
    released_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")


class Objection(Protected, Model):
    """异议: what somebody said against a notice in its days, entered by the secretary. `who` in words (3号楼一位居民): never public.

    `reply` is the convener's answer (`replied_by`, `replied_on`), or why it goes back to a meeting."""

    __tablename__ = "objection"
    __protected__: ClassVar[tuple[str, ...]] = ("notice_id", "state", "who", "words", "raised_on", "reply", "replied_by", "replied_on")
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    notice_id: Mapped[int] = mapped_column(ForeignKey("released_notice.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default="raised")
    who: Mapped[str] = mapped_column(String(60))
    words: Mapped[str] = mapped_column(Text)
    raised_on: Mapped[date]
    entered_at: Mapped[datetime]
    reply: Mapped[str] = mapped_column(Text, default="")
    replied_by: Mapped[str] = mapped_column(String(60), default="")
    replied_on: Mapped[date | None]
