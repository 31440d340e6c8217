"""What members answered to the notice of a meeting, with its history; and the papers that go out with it, item by item."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, Protected


class Reply(Protected, Model):
    """One answer of one seat: present, apology, stand_in. The newest that is `confirmed` stands until `ended_at`; one that is not came by
    the group's link from somebody the roster does not know, and waits for the secretary.

    `name` is the stand-in's; `said_by` who gave the answer, where it was no sign-in of the seat's own. `phone` of whoever comes: four
    digits or a whole number, shown masked. `for_start`: when the meeting was to begin, because an answer to another day is none.
    """

    __tablename__ = "reply"
    __table_args__ = (
        Index("ix_reply_meeting_seat", "meeting_id", "seat_id"),
        Index(
            "uq_reply_standing",
            "meeting_id",
            "seat_id",
            unique=True,
            sqlite_where=sql("confirmed AND ended_at IS NULL"),
            postgresql_where=sql("confirmed AND ended_at IS NULL"),
        ),
    )
    __protected__: ClassVar[tuple[str, ...]] = ("meeting_id", "seat_id", "answer", "name", "said_by", "confirmed", "for_start", "ended_at")
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    answer: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")
    said_by: Mapped[str] = mapped_column(String(60), default="")
    person_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    via: Mapped[str] = mapped_column(String(8))  # own, link, phone
    confirmed: Mapped[bool]
    for_start: Mapped[datetime]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # replaced by a newer one, dismissed, or the meeting was put to another time


class ReplyTry(Model):
    """How many wrong digits were typed for a seat by a meeting's group link."""

    __tablename__ = "reply_try"
    __told__ = False
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True, autoincrement=False)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), primary_key=True, autoincrement=False)
    tries: Mapped[int] = mapped_column(default=0)


class ItemPaper(Protected, Model):
    """材料附件: a paper that belongs to an item of the agenda, for everybody who is called to the meeting."""

    __tablename__ = "item_paper"
    __protected__: ClassVar[tuple[str, ...]] = ("meeting_id", "item_id", "title", "file_id", "removed_at")
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    title: Mapped[str] = mapped_column(String(80))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
