"""Named reads over replies: one meeting's answers, a reader's own seats, what waits for the secretary."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, func, select

from app.accounts.models import Person
from app.accounts.rules import masked
from app.alliances.models import Organisation, Seat
from app.core.db import db
from app.core.files import StoredFile
from app.meetings.models import AgendaItem, Meeting
from app.meetings.planned import REPLIED
from app.meetings.queries import Attendee, quorum
from app.replies.models import ItemPaper, Reply
from app.replies.rules import APOLOGY, PRESENT, STAND_IN, Forecast

MOST = 200


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """One answer. `phone` is masked; `person` is who was signed in, or whose digits they were."""

    id: int
    seat_id: int
    organisation: str
    answer: str
    name: str
    phone: str
    reason: str
    said_by: str
    person: str
    via: str
    confirmed: bool
    at: datetime
    ended_at: datetime | None

    @property
    def standing(self) -> bool:
        return self.confirmed and self.ended_at is None

    @property
    def waiting(self) -> bool:
        return not self.confirmed and self.ended_at is None


def replies_of(meeting_id: int) -> list[ReplyRow]:
    """Every answer to one meeting, the newest first; what was replaced, too."""
    return [_row(row) for row in db.session.execute(_replies(), {"meeting": meeting_id, "most": MOST})]


def _row(row: Any) -> ReplyRow:
    found = ReplyRow(*row)
    return replace(found, phone=_shown(found.phone))


def _shown(phone: str) -> str:
    """Four digits as they were typed; of a whole number its ends."""
    return phone if len(phone) <= 4 else masked(phone)


@cache
def _replies() -> Select[*tuple[Any, ...]]:
    return (
        select(Reply.id, Reply.seat_id, Organisation.name, Reply.answer, Reply.name, Reply.phone, Reply.reason, Reply.said_by)
        .add_columns(func.coalesce(Person.name, ""), Reply.via, Reply.confirmed, Reply.at, Reply.ended_at)
        .join(Seat, Seat.id == Reply.seat_id)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .outerjoin(Person, Person.id == Reply.person_id)
        .where(Reply.meeting_id == bindparam("meeting"))
        .order_by(Reply.id.desc())
        .limit(bindparam("most", type_=Integer()))
    )


def waiting(meeting_id: int) -> int:
    """How many answers wait for the secretary to say who that was."""
    return db.session.scalar(_waiting(), {"meeting": meeting_id}) or 0


@cache
def _waiting() -> Select[int]:
    return select(func.count()).where(Reply.meeting_id == bindparam("meeting"), ~Reply.confirmed, Reply.ended_at.is_(None))


@dataclass(frozen=True, slots=True)
class OwnReply:
    """A seat for which the reader may answer, and what was answered last ("": nothing yet). `delegate`: who sits on it."""

    seat_id: int
    organisation: str
    delegate: str
    answer: str
    name: str
    reason: str
    person: str
    said_by: str
    via: str
    at: datetime | None


def own_replies(meeting: Meeting, seats: Collection[int], organisations: Collection[int]) -> list[OwnReply]:
    """For the reader's own seats and those of the units that the reader looks after, on the meeting's roll."""
    given = {"meeting": meeting.id, "alliance": meeting.alliance_id, "seats": list(seats), "units": list(organisations)}
    rows = [OwnReply(*row) for row in db.session.execute(_own(), given)]
    roll = {line["seat"] for line in (meeting.snapshot or {"roll": []})["roll"]}
    return [row for row in rows if row.seat_id in roll]


@cache
def _own() -> Select[*tuple[Any, ...]]:
    delegate = select(Person.name).where(Person.id == Seat.delegate_id).correlate(Seat).scalar_subquery()
    standing = (Reply.seat_id == Seat.id) & (Reply.meeting_id == bindparam("meeting")) & Reply.confirmed & Reply.ended_at.is_(None)
    mine = Seat.id.in_(bindparam("seats", expanding=True)) | Seat.organisation_id.in_(bindparam("units", expanding=True))
    words = [func.coalesce(column, "") for column in (Reply.answer, Reply.name, Reply.reason, Person.name, Reply.said_by, Reply.via)]
    return (
        select(Seat.id, Organisation.name, func.coalesce(delegate, ""), *words, Reply.at)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .outerjoin(Reply, standing)
        .outerjoin(Person, Person.id == Reply.person_id)
        .where(Seat.alliance_id == bindparam("alliance"), mine)
        .order_by(Seat.position, Seat.id)
    )


def by_code(code: str) -> Meeting | None:
    """The meeting of a group link, once a notice went out. Of a ballot in writing there is nothing to answer."""
    found = select(Meeting).where(Meeting.code == code, Meeting.notified_at.is_not(None), Meeting.kind != "written")
    return db.session.scalar(found)


# -- what the answers mean ---------------------------------------------------------------------------------------------


def answer_of(row: Attendee) -> str:
    """What a row of the meeting's list says that its member answered; "" where it has not. A letter given is an answer too."""
    if row.status == "apology":
        return APOLOGY
    if row.holder:
        return "letter"
    if row.status == "present":
        return PRESENT
    return "" if row.via != REPLIED else STAND_IN if row.stand_in else PRESENT


def forecast(meeting: Meeting, rows: Sequence[Attendee]) -> Forecast:
    """From the meeting's own list, without a statement: who will come by what was answered, and whether that is enough."""
    voters = [row for row in rows if row.votes and row.seat_id]
    answers = {row.id: answer_of(row) for row in voters}
    come = {row.organisation for row in voters if answers[row.id] in (PRESENT, STAND_IN)}
    lettered = {row.id for row in voters if answers[row.id] == "letter" and row.holder in come}
    expected = [_as_if(row, row.organisation in come, row.id in lettered) for row in voters]
    light = quorum(meeting, expected)
    count = _counted(answers)
    return Forecast(
        coming=count.get(PRESENT, 0),
        stand_ins=count.get(STAND_IN, 0),
        lettered=len(lettered),
        apologies=count.get(APOLOGY, 0) + count.get("letter", 0) - len(lettered),
        waiting=count.get("", 0),
        required=light.required,
        enough=light.met,
        plain=not light.measures,
    )


def _as_if(row: Attendee, comes: bool, represented: bool) -> Attendee:
    return replace(row, status="present" if comes else "expected", left_at=None, represented=represented)


def _counted(answers: Mapping[int, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for answer in answers.values():
        found[answer] = found.get(answer, 0) + 1
    return found


# -- papers of the items -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PaperRow:
    """材料附件: `ending` is its kind (pdf, docx, xlsx, jpg, png), `size` in bytes."""

    id: int
    item_id: int
    item: str
    title: str
    file: str
    size: int

    @property
    def ending(self) -> str:
        return self.file.rpartition(".")[2].upper()

    @property
    def kilobytes(self) -> int:
        return -(-self.size // 1024)


def papers_of(meeting_id: int) -> list[PaperRow]:
    """In the order of the agenda. One statement, whoever reads it."""
    return [PaperRow(*row) for row in db.session.execute(_papers(), {"meeting": meeting_id})]


@cache
def _papers() -> Select[*tuple[Any, ...]]:
    return (
        select(ItemPaper.id, ItemPaper.item_id, AgendaItem.title, ItemPaper.title, StoredFile.name, StoredFile.size)
        .join(AgendaItem, AgendaItem.id == ItemPaper.item_id)
        .join(StoredFile, StoredFile.id == ItemPaper.file_id)
        .where(ItemPaper.meeting_id == bindparam("meeting"), ItemPaper.removed_at.is_(None), AgendaItem.state != "withdrawn")
        .order_by(AgendaItem.position, ItemPaper.id)
    )
