"""How an item was decided: consensus calls, motions, their roll and their ballots."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, String, Text, UniqueConstraint
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
    __added__: ClassVar[tuple[str, ...]] = (
        "written",
        "deadline",
        "dimensions",
        "electorate",
        "public_key",
        "bulletin",
        "papers",
        "second_scrutineer",
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
    written: Mapped[bool | None]  # in writing between meetings, until `deadline`; None: in the room
    deadline: Mapped[datetime | None]
    dimensions: Mapped[list[str] | None] = mapped_column(JSON)  # None: ["seats"]
    custody: Mapped[str | None] = mapped_column(String(12))  # of a secret ballot's key: server, scrutineers
    public_key: Mapped[str | None] = mapped_column(String(64))  # 32 bytes as hexadecimal digits; the private half is never here
    electorate: Mapped[str | None] = mapped_column(String(64))  # hash of roll and options at opening
    bulletin: Mapped[list[Any] | None] = mapped_column(JSON)  # [[words, code, choice], ...] in order of words and code
    papers: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # secret ballots on paper, as typed: {choice or JSON list: number}
    second_scrutineer: Mapped[str | None] = mapped_column(String(60))
    key_destroyed_at: Mapped[datetime | None]

    item: Mapped[AgendaItem] = relationship(lazy="raise")


class RollEntry(Protected, Model):
    """A voting seat on a motion's roll, frozen at opening; presence and recusal are written once more when the motion closes."""

    __tablename__ = "roll_entry"
    __table_args__ = (UniqueConstraint("motion_id", "seat_id"),)
    __protected__: ClassVar[tuple[str, ...]] = ("motion_id", "seat_id", "present", "recused", "weight")
    __added__: ClassVar[tuple[str, ...]] = ("area", "voted")
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"), index=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    present: Mapped[bool] = mapped_column(default=False)
    recused: Mapped[bool] = mapped_column(default=False)
    weight: Mapped[int] = mapped_column(default=1)
    area: Mapped[int | None]  # hundredths of a square metre, where the rule counts it
    voted: Mapped[bool | None]  # of a secret ballot, written at closing: whether this seat's ballot was in the box or handed out on paper


class Vote(Protected, Model):
    """A named ballot: one a seat, the last one before closing counts, earlier ones stand in the ledger.

    `choice`: for, against, abstain, none (choose_one: 都不同意), pick (then `picks` holds the options), invalid (paper only), withdrawn
    (after a recusal, or typed for the wrong seat).
    `by_paper`: typed by the secretary; `person_id`: who cast it on a telephone."""

    __tablename__ = "vote"
    __table_args__ = (UniqueConstraint("motion_id", "seat_id"),)
    __protected__: ClassVar[tuple[str, ...]] = ("motion_id", "seat_id", "choice", "by_paper")
    __added__: ClassVar[tuple[str, ...]] = ("picks",)
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"), index=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    choice: Mapped[str] = mapped_column(String(10))
    by_paper: Mapped[bool] = mapped_column(default=False)
    person_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    at: Mapped[datetime]
    picks: Mapped[list[str] | None] = mapped_column(JSON)


class SecretRoll(Model):
    """Who has a ballot in the box, and nothing else: no time, person, session or order (security.md §3.1). `paper`: a paper was handed out.

    `mark` = sha256(motion|seat|nonce) makes a repeat recognisable; it is erased at closing."""

    __tablename__ = "secret_roll"
    __table_args__ = ({"sqlite_with_rowid": False},)
    __told__ = False
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"), primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), primary_key=True)
    paper: Mapped[bool] = mapped_column(default=False)
    mark: Mapped[str] = mapped_column(String(64), default="")


class SealedBallot(Model):
    """The box: sealed ballots of one length under random 128-bit names. The table is empty of a motion once that is counted."""

    __tablename__ = "sealed_ballot"
    __table_args__ = ({"sqlite_with_rowid": False},)
    __told__ = False
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"), primary_key=True)
    rid: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class KeyHolder(Model):
    """One of the two scrutineers who keep a secret ballot's key by their phrases. `token_hash`: of the address on their own telephone.

    `ready_at`: the phrase was shown and typed back; `opened_at`: used to open the box."""

    __tablename__ = "key_holder"
    __table_args__ = (UniqueConstraint("motion_id", "place"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"))
    place: Mapped[int]  # 1 or 2: the order of wrapping
    name: Mapped[str] = mapped_column(String(60))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    salt: Mapped[str] = mapped_column(String(32), default="")  # of Argon2id, as hexadecimal digits
    ready_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]


class OutsideResult(Protected, Model):
    """The official result of a matter that is not the alliance's to decide: owners (民法典 278) or the residents' meeting.

    `heads*` are people or households, `area*` hundredths of a square metre (owners only); total, took part, in favour. `scope`: compound,
    building, staircase, range; of the residents' meeting who makes it up: residents, households, groups, delegates. `result` as
    outside.py computes it: carried, not_carried, no_quorum."""

    __tablename__ = "outside_result"
    __protected__: ClassVar[tuple[str, ...]] = (
        "item_id",
        "regime",
        "scope",
        "heads",
        "heads_present",
        "heads_for",
        "area",
        "area_present",
        "area_for",
        "decided_on",
        "result",
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), unique=True)
    regime: Mapped[str] = mapped_column(String(30))
    scope: Mapped[str] = mapped_column(String(12), default="")
    scope_words: Mapped[str] = mapped_column(String(200), default="")
    heads: Mapped[int]
    heads_present: Mapped[int]
    heads_for: Mapped[int]
    area: Mapped[int | None] = mapped_column(BigInteger)
    area_present: Mapped[int | None] = mapped_column(BigInteger)
    area_for: Mapped[int | None] = mapped_column(BigInteger)
    decided_on: Mapped[date]
    result: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    entered_at: Mapped[datetime]
