"""Named reads over the room: the attendance list, who is represented by whom, the quorum's light."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, desc, literal, select, union_all
from sqlalchemy.orm import aliased

from app.accounts.models import Person
from app.alliances.models import Organisation, Seat, StandIn
from app.ballots.formula_words import amount
from app.ballots.rules import counts_heads, measures_of
from app.ballots.shares import Quorum as Share
from app.ballots.shares import least
from app.core.db import db
from app.core.i18n import language
from app.core.pinyin import initials
from app.meetings.models import Attendance, Meeting, ProxyLetter
from app.meetings.presence import card, recused_now
from app.meetings.rules import quorum_required


@dataclass(frozen=True, slots=True)
class Attendee:
    """One row of the list: a seat of the roll (`id` is the seat's), or a walk-in (`id` is that of its row; `seat_id` is None).

    `delegate` is who is expected, `person` who came. `words` are what the type-ahead looks through. `holder` is the member whose delegate
    carries this one's letter, and `represented` says whether that delegate is there; `carries` are the members that this one represents.
    """

    id: int
    seat_id: int | None
    organisation: str
    votes: bool
    delegate: str
    title: str
    sort_keys: tuple[str, ...]
    status: str
    person_id: int | None
    person: str
    stand_in: bool
    arrived_at: datetime | None
    left_at: datetime | None
    via: str
    remark: str
    holder: str = ""
    represented: bool = False
    carries: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Names and the initials of both, as somebody types them who looks for a name."""
        return f"{self.organisation} {self.delegate} {' '.join(initials(key) for key in self.sort_keys)}".strip()


@dataclass(frozen=True, slots=True)
class Measure:
    """The quorum of one dimension: what is here, what must be. unit: as in formula_words.UNITS; area in hundredths of a square metre."""

    unit: str
    present: int
    required: int

    @property
    def enough(self) -> bool:
        return self.present >= self.required

    @property
    def here(self) -> str:
        return self._words(self.present)

    @property
    def needs(self) -> str:
        return self._words(self.required)

    def _words(self, value: int) -> str:
        return amount(value, "voters", self.unit, "en" if language() == "en" else "zh")


@dataclass(frozen=True, slots=True)
class Quorum:
    """The light: how many voting members there are, how many are here, how many must be. `measures`: where members weigh unalike or area
    is counted, the quorum of every dimension, which is what a decision then asks for; empty where every member counts as one.

    Among those who are here: `stand_ins`, those `represented` by a letter, and those `recused` from the item under discussion."""

    entitled: int
    present: int
    required: int
    stand_ins: int = 0
    represented: int = 0
    recused: int = 0
    measures: tuple[Measure, ...] = ()

    @property
    def missing(self) -> int:
        return max(self.required - self.present, 0)

    @property
    def met(self) -> bool:
        return all(one.enough for one in self.measures) if self.measures else self.missing == 0


#: What the list says of somebody's coming.
SEEN = (
    Attendance.status,
    Attendance.person_id,
    Attendance.person_name,
    Attendance.stand_in,
    Attendance.arrived_at,
    Attendance.left_at,
    Attendance.via,
    Attendance.remark,
)
EXPECTED = ("expected", None, "", False, None, None, "", "")


def attendees(meeting: Meeting, letters: Sequence[LetterRow] | None = None) -> list[Attendee]:
    """The roll in its order (before the notice: the members of today), then the walk-ins. One statement, and one for `letters`."""
    roll = {line["seat"]: line["votes"] for line in meeting.snapshot["roll"]} if meeting.snapshot else None
    whose = {"seats": list(roll)} if roll is not None else {"alliance": meeting.alliance_id}
    rows = []
    found = db.session.execute(_everybody(roll is not None), {"meeting": meeting.id, **whose})
    for walked_in, _place, row_id, votes, unit, key, delegate, own_key, title, *seen in found:
        said: Sequence[Any] = seen if seen[0] is not None else EXPECTED
        keys = tuple(one for one in (key, own_key) if one)
        counts = roll.get(row_id, votes) if roll and not walked_in else votes
        rows.append(Attendee(row_id, None if walked_in else row_id, unit, counts, delegate or "", title, keys, *said))
    return _with_letters(meeting, rows, letters_of(meeting.id) if letters is None else letters)


@cache
def _everybody(by_roll: bool) -> Any:
    """Seats (those of a roll, or the alliance's of today) with what is known of their coming, and walk-ins."""
    today = (Seat.alliance_id == bindparam("alliance")) & Seat.ended_at.is_(None)
    seats = (
        select(literal(0).label("walked_in"), Seat.position.label("place"), Seat.id.label("row_id"), Seat.votes.label("voting"))
        .add_columns(Organisation.name, Organisation.sort_key, Person.name.label("delegate"), Person.sort_key.label("own_key"))
        .add_columns(Seat.delegate_title, *SEEN)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .outerjoin(Person, Person.id == Seat.delegate_id)
        .outerjoin(Attendance, (Attendance.seat_id == Seat.id) & (Attendance.meeting_id == bindparam("meeting")))
        .where(Seat.id.in_(bindparam("seats", expanding=True)) if by_roll else today)
    )
    nothing = [literal("")] * 4
    guests = select(literal(1), literal(0), Attendance.id, literal(False), Attendance.unit_name, *nothing, *SEEN)
    guests = guests.where(Attendance.meeting_id == bindparam("meeting"), Attendance.seat_id.is_(None), Attendance.status == "present")
    return union_all(seats, guests).order_by("walked_in", desc("voting"), "place", "row_id")


def stand_ins_of(seat_id: int) -> list[str]:
    """Who was named beforehand to come in the delegate's place, in the order of naming."""
    statement = select(Person.name).join(StandIn, StandIn.person_id == Person.id).where(StandIn.seat_id == seat_id)
    return list(db.session.scalars(statement.order_by(StandIn.id)))


# -- who is represented ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter of authority: `giver` handed its seat to the delegate of `holder`. `counted`: it stood for a while at least."""

    id: int
    seat_id: int
    giver: str
    holder_seat_id: int
    holder: str
    state: str
    signer: str
    from_at: datetime
    until_at: datetime | None
    entered_at: datetime
    file_id: int | None
    reason: str

    @property
    def counted(self) -> bool:
        return self.until_at is None or self.until_at > self.from_at


def letters_of(meeting_id: int, limit: int = 200) -> list[LetterRow]:
    """All letters of the meeting in the order they came, those that were taken back too."""
    return [LetterRow(*row) for row in db.session.execute(_letters(), {"meeting": meeting_id, "most": limit})]


@cache
def _letters() -> Select[*tuple[Any, ...]]:
    """Built once, as every statement of a page that hundreds look at: building costs more than running."""
    giving, holding = aliased(Organisation), aliased(Organisation)
    giver, holder = aliased(Seat), aliased(Seat)
    letter = ProxyLetter
    return (
        select(letter.id, letter.seat_id, giving.name, letter.holder_seat_id, holding.name, letter.state, letter.signer)
        .add_columns(letter.from_at, letter.until_at, letter.entered_at, letter.file_id, letter.reason)
        .join(giver, giver.id == letter.seat_id)
        .join(giving, giving.id == giver.organisation_id)
        .join(holder, holder.id == letter.holder_seat_id)
        .join(holding, holding.id == holder.organisation_id)
        .where(letter.meeting_id == bindparam("meeting"))
        .order_by(letter.id)
        .limit(bindparam("most", type_=Integer()))
    )


def _running(meeting: Meeting) -> bool:
    return meeting.state == "in_session" and not meeting.late_entry


def _with_letters(meeting: Meeting, rows: list[Attendee], all_letters: Sequence[LetterRow]) -> list[Attendee]:
    """While the meeting runs the letters that stand now; before and after those that counted at all, where the member did not come."""
    running = _running(meeting)
    letters = {row.seat_id: row for row in all_letters if row.counted and (row.state == "given" or not running)}
    if not letters:
        return rows
    came = {row.seat_id for row in rows if row.status == "present" and not (running and row.left_at)}
    ever = came if running else {row.seat_id for row in rows if row.status == "present"}  # while it runs a letter may be given on leaving
    carries: dict[int, tuple[str, ...]] = {}
    for seat_id, letter in letters.items():
        if seat_id not in ever:
            carries[letter.holder_seat_id] = (*carries.get(letter.holder_seat_id, ()), letter.giver)
    found = []
    for row in rows:
        given = letters.get(row.id) if row.id not in ever else None
        holder, represented = (given.holder, given.holder_seat_id in came) if given else ("", False)
        found.append(replace(row, holder=holder, represented=represented, carries=carries.get(row.id, ())))
    return found


def represented(meeting: Meeting) -> dict[int, str]:
    """Seat id -> the member whose delegate spoke for it by letter, where nobody of its own came (for papers)."""
    return {row.id: row.holder for row in attendees(meeting) if row.seat_id and row.represented}


def quorum(meeting: Meeting, rows: Sequence[Attendee], stand_back: Collection[int] | None = None) -> Quorum:
    """While the meeting runs: who is in the room; before and after: who came at all (实到). `stand_back`: seats recused from what is being
    discussed, where the page knows them."""
    voters = [row for row in rows if row.votes]
    running = _running(meeting)
    recused: Collection[int] = ()
    if running:
        recused = recused_now(meeting.id) if stand_back is None else stand_back
    own = [row for row in voters if row.status == "present" and not (running and row.left_at)]
    represented = [row for row in voters if row.represented]
    share = card(meeting)["quorum"]
    return Quorum(
        entitled=len(voters),
        present=len(own) + len(represented),
        required=quorum_required(len(voters), share["num"], share["den"], share["strict"]),
        stand_ins=sum(row.stand_in for row in own),
        represented=len(represented),
        recused=sum(row.id in recused for row in (*own, *represented)),
        measures=_measures(card(meeting), [row.id for row in (*own, *represented)]),
    )


def _measures(rules: Mapping[str, Any], here: Sequence[int]) -> tuple[Measure, ...]:
    found = measures_of(rules)
    if counts_heads(found):
        return ()
    share = Share(**rules["quorum"])
    return tuple(
        Measure(_unit(dimension, weights), sum(weights.get(seat, 0) for seat in here), least(share, sum(weights.values())))
        for dimension, weights in found.items()
    )


def _unit(dimension: str, weights: Mapping[int, int]) -> str:
    """Members of different weight are counted in votes, which have no name in UNITS but ""."""
    return "" if dimension == "seats" and any(weight != 1 for weight in weights.values()) else dimension
