"""Meetings, their agenda, who came, and who stands back from an item."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, Protected
from app.meetings.rules import CORRECTION


class Meeting(Protected, Model):
    """`number` counts the alliance's meetings of a year. `snapshot` is the rule card and the roll as they stood when the notice went out
    (or at the start, where there was no notice): the card as app.rulecards.rules.Card has it in JSON, and "roll": [{"seat", "organisation",
    "votes", "weight", "area"}] (the last two where they are not 1 and none); nothing edits it."""

    __tablename__ = "meeting"
    __table_args__ = (Index("ix_meeting_alliance_starts", "alliance_id", "starts_at"), UniqueConstraint("alliance_id", "year", "number"))
    __protected__: ClassVar[tuple[str, ...]] = (
        "state",
        "title",
        "kind",
        "year",
        "number",
        "starts_at",
        "place",
        "snapshot",
        "started_at",
        "ended_at",
        "locked_at",
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    state: Mapped[str] = mapped_column(String(20), default="planning")
    kind: Mapped[str] = mapped_column(String(20), default="joint")
    year: Mapped[int]
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(String(120))
    chair_name: Mapped[str] = mapped_column(String(60), default="")
    chair_seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    recorder_name: Mapped[str] = mapped_column(String(60), default="")
    contact: Mapped[str] = mapped_column(String(120), default="")
    remark: Mapped[str] = mapped_column(Text, default="")
    code: Mapped[str] = mapped_column(String(32), unique=True)  # of the group link in the notice
    notified_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    late_entry: Mapped[bool] = mapped_column(default=False)  # 补录: entered after it happened
    locked_at: Mapped[datetime | None]  # the minutes are signed off: nothing of the meeting changes any more
    snapshot: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    item_count: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


class AgendaItem(Protected, Model):
    """`notes` are what was said (internal, autosaved); `agreed` is what was agreed, one point a line.

    `version` guards `agreed`; notes have their own, because they are saved while somebody types. `notes_editor` is the open page that
    saved them last: it may go on, whatever version it was shown with. `position` 0: withdrawn before anybody was told of it.
    """

    __tablename__ = "agenda_item"
    __table_args__ = (Index("ix_agenda_item_meeting_position", "meeting_id", "position"),)
    __protected__: ClassVar[tuple[str, ...]] = ("meeting_id", "state", "title", "regime", "agreed")
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), default="pending")
    kind: Mapped[str] = mapped_column(String(12), default="topic")  # report: what became of last time's actions; topic
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(Text, default="")
    presenter: Mapped[str] = mapped_column(String(80), default="")
    regime: Mapped[str] = mapped_column(String(30), default="consensus")
    notes: Mapped[str] = mapped_column(Text, default="")
    agreed: Mapped[str] = mapped_column(Text, default="")
    outcome_words: Mapped[str] = mapped_column(Text, default="")  # why deferred, what is recommended to whom
    notes_version: Mapped[int] = mapped_column(default=1)
    notes_editor: Mapped[str] = mapped_column(String(32), default="")
    added_at: Mapped[datetime | None]  # later than the notice: may be discussed, not balloted (domain.md §6)
    version: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = relationship(lazy="raise")


class ItemIssue(Model):
    """The issues that one agenda item answers."""

    __tablename__ = "item_issue"
    __table_args__ = (UniqueConstraint("item_id", "issue_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)


class Attendance(Protected, Model):
    """One seat at one meeting, or a walk-in (no seat). `arrived_at` and `left_at` are event times, `entered_at` when it was typed.

    `status`: expected, present, apology, absent. `via`: list (the secretary's), phone (the delegate's own)."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("meeting_id", "seat_id"),)
    __protected__: ClassVar[tuple[str, ...]] = ("meeting_id", "seat_id", "status", "person_name", "stand_in", "arrived_at", "left_at")
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    status: Mapped[str] = mapped_column(String(12), default="expected")
    person_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(String(60), default="")
    unit_name: Mapped[str] = mapped_column(String(80), default="")  # of a walk-in
    stand_in: Mapped[bool] = mapped_column(default=False)
    arrived_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    via: Mapped[str] = mapped_column(String(8), default="")
    entered_at: Mapped[datetime]
    remark: Mapped[str] = mapped_column(String(120), default="")

    def here_at(self, instant: datetime) -> bool:
        """Whether the seat was in the room at `instant`."""
        arrived = self.status == "present" and self.arrived_at is not None and self.arrived_at <= instant
        return arrived and (self.left_at is None or self.left_at > instant)


class Recusal(Protected, Model):
    """A seat with an interest stands back from one item (回避): declared by itself or asked for by another, decided by the chair."""

    __tablename__ = "recusal"
    __table_args__ = (UniqueConstraint("item_id", "seat_id"),)
    __protected__: ClassVar[tuple[str, ...]] = ("item_id", "seat_id", "state")
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    state: Mapped[str] = mapped_column(String(12), default="declared")  # declared, requested, granted, refused, lifted
    reason: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]


class Notice(Protected, Model):
    """One issue of the meeting's notice: what was sent and when. A change after it makes a new one."""

    __tablename__ = "notice"
    __protected__: ClassVar[tuple[str, ...]] = ("meeting_id", "issued_on", "words")
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    issued_on: Mapped[date]
    words: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(200), default="")  # the convener's, where the notice went out late

    @property
    def corrects(self) -> bool:
        """Whether it takes the place of an earlier one."""
        return self.words.startswith(CORRECTION)


class ProxyLetter(Protected, Model):
    """授权委托书: a seat handed to another seat's delegate for one meeting, one hop (voting.md §7).

    `state`: given, lapsed (the own delegate checked in), withdrawn. `signer` signed the letter; `file_id` is its
    picture, where there is one. It counts from `from_at` until `until_at` (event times).
    """

    __tablename__ = "proxy_letter"
    __table_args__ = (
        Index(
            "uq_proxy_letter_standing",
            "meeting_id",
            "seat_id",
            unique=True,
            sqlite_where=sql("state = 'given'"),
            postgresql_where=sql("state = 'given'"),
        ),
    )
    __protected__: ClassVar[tuple[str, ...]] = (
        "meeting_id",
        "seat_id",
        "holder_seat_id",
        "state",
        "signer",
        "from_at",
        "until_at",
        "file_id",
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    holder_seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    state: Mapped[str] = mapped_column(String(12), default="given")
    signer: Mapped[str] = mapped_column(String(60), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    entered_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(200), default="")


class HallCode(Model):
    """A six-digit code on a slip handed over at check-in: this person, this meeting (security.md §3.3). Used once, on one telephone, it
    lifts that sign-in for the meeting: secret and written ballots ask for it. Stored hashed."""

    __tablename__ = "hall_code"
    __table_args__ = (Index("ix_hall_code_meeting_person", "meeting_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    tries: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # revoked, or replaced by a newer one
    used_at: Mapped[datetime | None]
    signin_id: Mapped[int | None] = mapped_column(ForeignKey("sign_in.id"))
