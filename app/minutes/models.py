"""The minutes of a meeting: prose by the secretary around facts from the record."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, Protected
from app.meetings.models import Meeting


class Minutes(Protected, Model):
    """`document` is the paper's model as JSON, fixed at sign-off; `pdf_sha256` and `docx_sha256` name the files rendered from it alone.

    Empty `title`, `report_to`, `send_to` mean what compose.py makes of the record."""

    __tablename__ = "minutes"
    __protected__: ClassVar[tuple[str, ...]] = (
        "meeting_id",
        "state",
        "year",
        "number",
        "signed_by",
        "signed_on",
        "document_sha256",
        "pdf_sha256",
        "docx_sha256",
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    state: Mapped[str] = mapped_column(String(12), default="draft")
    year: Mapped[int | None]
    number: Mapped[int | None]
    title: Mapped[str] = mapped_column(Text, default="")
    report_to: Mapped[str] = mapped_column(String(200), default="")  # 报
    send_to: Mapped[str] = mapped_column(String(200), default="")  # 送
    signed_by: Mapped[str] = mapped_column(String(60), default="")
    signed_on: Mapped[date | None]
    on_paper: Mapped[bool] = mapped_column(default=False)
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    published_at: Mapped[datetime | None]
    document: Mapped[str | None] = mapped_column(Text)
    document_sha256: Mapped[str | None] = mapped_column(String(64))
    pdf_sha256: Mapped[str | None] = mapped_column(String(64))
    docx_sha256: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = relationship(lazy="raise")


class Section(Model):
    """The secretary's prose (docs/decisions/0005-minutes.md). `slot`: lead, item (with `item_id`), requirements.

    `before` stands ahead of the locked sentences, None means that nobody has changed the default; `after` goes on behind them. In the
    lead both are phrases inside its sentences. `version` rises with every change, so that two people do not overwrite each other."""

    __tablename__ = "section"
    __table_args__ = (UniqueConstraint("minutes_id", "slot", "item_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    slot: Mapped[str] = mapped_column(String(16))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)


class PublicNotice(Protected, Model):
    """The draft of 议定事项公示: per item what residents read, and the days it hangs. Nothing of it is public yet.

    `words`: [{"item": id, "title": heading, "text": one point a line}] in the order of the agenda."""

    __tablename__ = "public_notice"
    __protected__: ClassVar[tuple[str, ...]] = ("meeting_id", "words", "from_day", "to_day")
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    words: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    from_day: Mapped[date]
    to_day: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)
