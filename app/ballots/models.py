"""How an item was decided: consensus calls, motions, their roll and their ballots."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, Protected
from app.meetings.models import AgendaItem


class Consensus(Protected, Model):
    """One asking of the room. `outcome` after an objection is what the chair chose: continue, defer or ballot (voting.md §1).

    `present` and `recused` count voting seats at that moment; `able` of them could speak, `required` of these had to be there."""

    __tablename__ = "consensus"
    __protected__: ClassVar[tuple[str, ...]] = (
        "item_id",
        "state",
        "present",
        "recused",
        "able",
        "required",
        "quorum_required",
        "outcome",
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default="asked")  # asked, declared, objected
    present: Mapped[int]
    recused: Mapped[int]
    able: Mapped[int]  # present and not recused
    required: Mapped[int]  # what alliance_majority would require of them
    quorum_required: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(12), default="")
    on_behalf_of: Mapped[str] = mapped_column(String(12), default="")
    at: Mapped[datetime]
    entered_at: Mapped[datetime]

    item: Mapped[AgendaItem] = relationship(lazy="raise")


class Voice(Model):
    """What a seat said when consensus was asked: a reservation (noted, does not block) or an objection (never a result)."""

    __tablename__ = "voice"
    __table_args__ = (UniqueConstraint("consensus_id", "seat_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    consensus_id: Mapped[int] = mapped_column(ForeignKey("consensus.id"), index=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    kind: Mapped[str] = mapped_column(String(12))  # reservation, objection
    words: Mapped[str] = mapped_column(Text, default="")


class Motion(Protected, Model):
    """A matter put to a ballot. `rule` and `quorum` are copied from the meeting's snapshot when it opens; `checks` are the questions that
    were answered before (rules.CHECKS), `counts` is the output of the count (voting.md §8), `totals` what was typed in for hands.
    A result is data: a void motion stays `counted`. `ending_words`: why it was deferred, withdrawn or made void.

    `options`, `seats_to_fill`, `max_choices`, `round` and `runoff_of_id` belong to choose_one and approve_any."""

    __tablename__ = "motion"
    __protected__: ClassVar[tuple[str, ...]] = (
        "item_id",
        "state",
        "text",
        "method",
        "visibility",
        "rule",
        "quorum",
        "totals",
        "scrutineer",
        "casting_vote",
        "options",
        "seats_to_fill",
        "max_choices",
        "round",
        "result",
        "reason",
        "counts",
        "opened_at",
        "closed_at",
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default="draft")
    text: Mapped[str] = mapped_column(Text)
    method: Mapped[str] = mapped_column(String(12), default="yes_no")
    regime: Mapped[str] = mapped_column(String(30))
    visibility: Mapped[str] = mapped_column(String(8), default="named")
    rule: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    quorum: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    totals: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    scrutineer: Mapped[str] = mapped_column(String(60), default="")
    casting_vote: Mapped[str | None] = mapped_column(String(8))
    options: Mapped[list[str] | None] = mapped_column(JSON)
    seats_to_fill: Mapped[int | None]
    max_choices: Mapped[int | None]
    round: Mapped[int] = mapped_column(default=1)
    checks: Mapped[dict[str, bool] | None] = mapped_column(JSON)
    result: Mapped[str] = mapped_column(String(16), default="")
    reason: Mapped[str] = mapped_column(String(40), default="")
    ending_words: Mapped[str] = mapped_column(Text, default="")
    on_behalf_of: Mapped[str] = mapped_column(String(12), default="")  # whose act the closing was that somebody else entered
    counts: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    redo_of_id: Mapped[int | None] = mapped_column(ForeignKey("motion.id"))
    runoff_of_id: Mapped[int | None] = mapped_column(ForeignKey("motion.id"))

    item: Mapped[AgendaItem] = relationship(lazy="raise")


class RollEntry(Protected, Model):
    """A voting seat on a motion's roll, frozen at opening; presence and recusal are written once more when the motion closes."""

    __tablename__ = "roll_entry"
    __table_args__ = (UniqueConstraint("motion_id", "seat_id"),)
    __protected__: ClassVar[tuple[str, ...]] = ("motion_id", "seat_id", "present", "recused", "weight")
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"), index=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    present: Mapped[bool] = mapped_column(default=False)
    recused: Mapped[bool] = mapped_column(default=False)
    weight: Mapped[int] = mapped_column(default=1)


class Vote(Protected, Model):
    """A named ballot: one a seat, the last one before closing counts, earlier ones stand in the ledger.

    `choice`: for, against, abstain, invalid (paper only), withdrawn (after a recusal, or typed for the wrong seat).
    `by_paper`: typed by the secretary; `person_id`: who cast it on a telephone."""

    __tablename__ = "vote"
    __table_args__ = (UniqueConstraint("motion_id", "seat_id"),)
    __protected__: ClassVar[tuple[str, ...]] = ("motion_id", "seat_id", "choice", "by_paper")
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"), index=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    choice: Mapped[str] = mapped_column(String(10))
    by_paper: Mapped[bool] = mapped_column(default=False)
    person_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    at: Mapped[datetime]
