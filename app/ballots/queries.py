"""How the items of a meeting were decided, read in four statements whatever their number; one motion for its export; the minutes' words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, literal, null, select, union_all

from app.alliances.models import Alliance, Organisation, Seat
from app.ballots.case_json import read_outcome
from app.ballots.counting import Outcome
from app.ballots.models import Consensus, Motion, RollEntry, Voice, Vote
from app.ballots.question import WITHDRAWN, chosen
from app.ballots.records.told import OF_SECRET, told
from app.ballots.rules import case_of, weights_identify, without_seats
from app.ballots.sentences import BallotWords, ballot_words, consensus_words
from app.ballots.shares import Share
from app.core.db import db
from app.core.lifecycle import Refused
from app.issues.models import Issue
from app.meetings.models import AgendaItem, Attendance, ItemIssue, Meeting, ProxyLetter, Recusal
from app.meetings.presence import STANDS_BACK

MOST_CALLS = 500
LETTER = -1  # what stands in place of an item where a row of the room is a letter
MOST_MOTIONS = 200


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """What a seat said. kind: reservation, objection."""

    unit: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class CallRow:
    """One asking for consensus. state: declared, objected; outcome of an objection: continue, defer, ballot."""

    id: int
    item_id: int
    state: str
    outcome: str
    able: int
    required: int
    on_behalf_of: str
    at: datetime
    entered_at: datetime
    voices: tuple[VoiceRow, ...]

    @property
    def reservations(self) -> int:
        return sum(voice.kind == "reservation" for voice in self.voices)


@dataclass(frozen=True, slots=True)
class RollRow:
    """A seat on a motion's roll, with its ballot ("" where there is none, "withdrawn" where it no longer counts)."""

    seat_id: int
    unit: str
    present: bool
    recused: bool
    weight: int
    choice: str
    by_paper: bool
    cast_at: datetime | None
    picks: tuple[str, ...] = ()
    area: int | None = None
    voted: bool | None = None

    @property
    def cast(self) -> bool:
        return self.choice not in ("", WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A seat's place in the room. person_id: who acts for it; times are event times. holder: the seat whose delegate carries its letter."""

    person_id: int | None
    status: str
    arrived_at: datetime | None
    left_at: datetime | None
    holder: int | None = None

    def here_at(self, instant: datetime) -> bool:
        came = self.status == "present" and self.arrived_at is not None and self.arrived_at <= instant
        return came and (self.left_at is None or self.left_at > instant)


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that was decided in a meeting, by item or motion. `weighted`: motions in which some seat weighs other than one."""

    calls: Mapping[int, tuple[CallRow, ...]]
    motions: Mapping[int, tuple[Motion, ...]]
    rolls: Mapping[int, tuple[RollRow, ...]]
    sittings: Mapping[int, Sitting]
    recused: Mapping[int, frozenset[int]]
    weighted: frozenset[int] = frozenset()


#: Sittings by seat and recusals by item.
Seated = tuple[Mapping[int, Sitting], Mapping[int, frozenset[int]]]


def record_of(
    meeting_id: int, items: Collection[int] | None = None, unfolded: Collection[int] | None = None, seated: Seated | None = None
) -> Record:
    """Of all items or of some. Rolls only of ballots that are open and of `unfolded` items (default all); none is read where there is none.
    `seated`: who sits where, for a page that has read it already."""
    sittings, recused = seated or _room(meeting_id)
    motions, weighted = _motions(meeting_id, items)
    named = [one.id for of in motions.values() for one in of if unfolded is None or one.state == "open" or one.item_id in unfolded]
    return Record(_calls(meeting_id, items), motions, _rolls(named), sittings, recused, weighted)


def _calls(meeting_id: int, items: Collection[int] | None = None) -> dict[int, tuple[CallRow, ...]]:
    whose = {"meeting": meeting_id} if items is None else {"items": list(items)}
    asked: dict[int, Consensus] = {}
    voices: defaultdict[int, list[VoiceRow]] = defaultdict(list)
    for consensus, voice, unit in db.session.execute(_calls_read(items is None), whose):
        asked[consensus.id] = consensus
        if voice is not None:
            voices[consensus.id].append(VoiceRow(unit, voice.kind, voice.words))
    found: defaultdict[int, list[CallRow]] = defaultdict(list)
    for one in asked.values():
        said = tuple(voices[one.id])
        found[one.item_id].append(
            CallRow(one.id, one.item_id, one.state, one.outcome, one.able, one.required, one.on_behalf_of, one.at, one.entered_at, said)
        )
    return {item_id: tuple(rows) for item_id, rows in found.items()}


@cache
def _calls_read(of_all: bool) -> Select[*tuple[Any, ...]]:
    """This and the like below are built once: building a statement costs more than running it."""
    return (
        select(Consensus, Voice, Organisation.name)
        .join(AgendaItem, AgendaItem.id == Consensus.item_id)
        .outerjoin(Voice, Voice.consensus_id == Consensus.id)
        .outerjoin(Seat, Seat.id == Voice.seat_id)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .where(_of_meeting(of_all, AgendaItem.meeting_id, Consensus.item_id))
        .order_by(Consensus.id, Voice.id)
        .limit(MOST_CALLS)
    )


def _of_meeting(of_all: bool, meeting: Any, item: Any) -> Any:
    """Everything of a `meeting`, or of some of its `items`."""
    return meeting == bindparam("meeting") if of_all else item.in_(bindparam("items", expanding=True))


def _motions(meeting_id: int, items: Collection[int] | None = None) -> tuple[dict[int, tuple[Motion, ...]], frozenset[int]]:
    """Motions by item, and the ids of those in which some seat weighs other than one."""
    whose = {"meeting": meeting_id} if items is None else {"items": list(items)}
    found: defaultdict[int, list[Motion]] = defaultdict(list)
    weighted = set()
    for motion, weighs_more in db.session.execute(_motions_read(items is None), whose):
        found[motion.item_id].append(motion)
        if weighs_more:
            weighted.add(motion.id)
    return {item_id: tuple(rows) for item_id, rows in found.items()}, frozenset(weighted)


@cache
def _motions_read(of_all: bool) -> Select[*tuple[Any, ...]]:
    weighs = select(RollEntry.id).where(RollEntry.motion_id == Motion.id, RollEntry.weight != 1).exists()
    return select(Motion, weighs).where(_of_meeting(of_all, Motion.meeting_id, Motion.item_id)).order_by(Motion.id).limit(MOST_MOTIONS)


def _rolls(motions: Collection[int]) -> dict[int, tuple[RollRow, ...]]:
    """Motion id -> its roll; nothing is read where there is no motion."""
    found: defaultdict[int, list[RollRow]] = defaultdict(list)
    rows: Iterable[Any] = db.session.execute(_rolls_read(), {"motions": list(motions)}) if motions else ()
    for motion_id, seat_id, unit, present, recused, weight, choice, by_paper, at, picks, area, voted in rows:
        ballot = (choice or "", bool(by_paper), at, tuple(picks or ()))
        found[motion_id].append(RollRow(seat_id, unit, present, recused, weight, *ballot, area, voted))
    return {motion_id: tuple(rows) for motion_id, rows in found.items()}


@cache
def _rolls_read() -> Select[*tuple[Any, ...]]:
    return (
        select(
            RollEntry.motion_id,
            RollEntry.seat_id,
            Organisation.name,
            RollEntry.present,
            RollEntry.recused,
            RollEntry.weight,
            Vote.choice,
            Vote.by_paper,
            Vote.at,
            Vote.picks,
            RollEntry.area,
            RollEntry.voted,
        )
        .join(Motion, Motion.id == RollEntry.motion_id)
        .join(Seat, Seat.id == RollEntry.seat_id)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .outerjoin(Vote, (Vote.motion_id == RollEntry.motion_id) & (Vote.seat_id == RollEntry.seat_id))
        .where(RollEntry.motion_id.in_(bindparam("motions", expanding=True)))
        .order_by(RollEntry.motion_id, RollEntry.id)
    )


def _room(meeting_id: int) -> tuple[dict[int, Sitting], dict[int, frozenset[int]]]:
    """Attendance by seat (by letter where nobody came) and recusals by item, in one statement."""
    sittings: dict[int, Sitting] = {}
    recused: defaultdict[int, set[int]] = defaultdict(set)
    letters: list[tuple[int, int, datetime, datetime | None]] = []
    rows: Iterable[Any] = db.session.execute(_room_read(), {"meeting": meeting_id})
    for item_id, seat_id, person_id, status, arrived_at, left_at in rows:
        if item_id == LETTER:
            letters.append((seat_id, person_id, arrived_at, left_at))
        elif item_id:
            recused[item_id].add(seat_id)
        else:
            sittings[seat_id] = Sitting(person_id, status, arrived_at, left_at)
    sittings |= represented(sittings, letters)
    return sittings, {item_id: frozenset(seats) for item_id, seats in recused.items()}


@cache
def _room_read() -> Any:
    sits = select(
        literal(0).label("item_id"),
        Attendance.seat_id,
        Attendance.person_id,
        Attendance.status,
        Attendance.arrived_at,
        Attendance.left_at,
    ).where(Attendance.meeting_id == bindparam("meeting"), Attendance.seat_id.is_not(None))
    stands_back = (
        select(Recusal.item_id, Recusal.seat_id, null(), Recusal.state, null(), null())
        .join(AgendaItem, AgendaItem.id == Recusal.item_id)
        .where(AgendaItem.meeting_id == bindparam("meeting"), Recusal.state.in_(STANDS_BACK))
    )
    given = select(
        literal(LETTER), ProxyLetter.seat_id, ProxyLetter.holder_seat_id, ProxyLetter.state, ProxyLetter.from_at, ProxyLetter.until_at
    ).where(ProxyLetter.meeting_id == bindparam("meeting"), ProxyLetter.until_at.is_(None) | (ProxyLetter.until_at > ProxyLetter.from_at))
    return union_all(sits, stands_back, given)


def represented(sittings: Mapping[int, Sitting], letters: Iterable[tuple[int, int, datetime, datetime | None]]) -> dict[int, Sitting]:
    """Seats that did not come themselves sit where the holder of their letter sits, while both the letter and the holder are there."""
    found: dict[int, Sitting] = {}
    for seat, holder, begins, ends in letters:
        own, there = sittings.get(seat), sittings.get(holder)
        if there is None or there.status != "present" or there.arrived_at is None or (own is not None and own.status == "present"):
            continue
        left = min((instant for instant in (ends, there.left_at) if instant), default=None)
        found[seat] = Sitting(there.person_id, "present", max(begins, there.arrived_at), left, holder)
    return found


@dataclass(frozen=True, slots=True)
class Background:
    """What lies behind an item: words of its issues and the units that brought them, and who was asked to stand back."""

    words: tuple[str, ...] = ()
    requested: frozenset[int] = frozenset()


def backgrounds(meeting_id: int) -> dict[int, Background]:
    """Item id -> its background, in two statements."""
    told = (
        select(ItemIssue.item_id, Issue.title, Issue.words, Organisation.name)
        .join(Issue, Issue.id == ItemIssue.issue_id)
        .join(AgendaItem, AgendaItem.id == ItemIssue.item_id)
        .outerjoin(Organisation, Organisation.id == Issue.organisation_id)
        .where(AgendaItem.meeting_id == meeting_id)
        .order_by(ItemIssue.id)
        .limit(MOST_CALLS)
    )
    words: defaultdict[int, list[str]] = defaultdict(list)
    for item_id, *parts in db.session.execute(told):
        words[item_id] += [part for part in parts if part]
    asked = (
        select(Recusal.item_id, Recusal.seat_id)
        .join(AgendaItem, AgendaItem.id == Recusal.item_id)
        .where(AgendaItem.meeting_id == meeting_id, Recusal.state == "requested")
        .order_by(Recusal.id)
        .limit(MOST_CALLS)
    )
    requested: defaultdict[int, set[int]] = defaultdict(set)
    for item_id, seat_id in db.session.execute(asked):
        requested[item_id].add(seat_id)
    return {item_id: Background(tuple(words[item_id]), frozenset(requested[item_id])) for item_id in {*words, *requested}}


# -- a counted motion --------------------------------------------------------------------------------------------------


def share_of(motion: Motion) -> Share:
    """The rule under which it was opened."""
    return Share(**(motion.rule or {}))


def outcome_of(motion: Motion, *, weighted: bool = False) -> Outcome:
    """`weighted`: whether a seat of its roll weighs other than one; then numbers are votes, not members."""
    words: tuple[Any, Any] = motion.method, motion.casting_vote  # the columns hold such words
    return read_outcome(motion.counts or {}, *words, weighted=weighted)


def weighted_motions(meeting_id: int) -> frozenset[int]:
    """Ids of the meeting's motions in which some seat weighs other than one."""
    statement = select(RollEntry.motion_id).join(Motion, Motion.id == RollEntry.motion_id)
    return frozenset(db.session.scalars(statement.where(Motion.meeting_id == meeting_id, RollEntry.weight != 1).distinct()))


def export(motion: Motion, *, with_seats: bool) -> dict[str, Any]:
    """What anybody recounts without the database (voting.md §8). `with_seats`: who chose what, and what checks it by the ledger.

    `about` holds what no count needs: names, and the salt of the ledger's commitment to everything else. Without seats the bulletin stays
    inside too. Refused without them where the weights tell which seat is which."""
    roll = _rolls([motion.id]).get(motion.id, ())
    case = case_of(motion, roll, {line.seat_id: chosen(motion.method, line.choice, line.picks) for line in roll if line.choice})
    if not with_seats and weights_identify(case):
        raise Refused("motion.weights_identify")
    alliance = db.session.get_one(Alliance, motion.alliance_id)
    meeting = db.session.get_one(Meeting, motion.meeting_id)
    about: dict[str, Any] = {"alliance": alliance.name, "meeting": meeting.title}
    if not with_seats:
        public = told(motion, without_seats(case))
        return {name: value for name, value in public.items() if name not in OF_SECRET} | {"about": about}
    about |= {"names": {f"s{line.seat_id}": line.unit for line in roll}, "salt": motion.salt}
    return {**told(motion, case), "about": about}


# -- the words of the minutes ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Settled:
    """How an item was decided, as minutes say it. basis: consensus, ballot. motion_id: the ballot that decided it.

    head: 协商情况, 表决情况; course and ending make one sentence with its full stop (a paper sets the ending of a ballot in bold).
    """

    basis: str
    motion_id: int | None
    head: str
    course: str
    ending: str


def words_of(motion: Motion, *, weighted: bool) -> BallotWords:
    """The minutes' sentence of a counted motion."""
    outcome = outcome_of(motion, weighted=weighted)
    return ballot_words(outcome, share_of(motion), motion.visibility, round_=motion.round, elects=motion.seats_to_fill is not None)


def settled(meeting_id: int) -> dict[int, tuple[Settled, ...]]:
    """Item id -> its declared consensus and its counted ballots (void ones left out), in order."""
    found: defaultdict[int, list[tuple[datetime, Settled]]] = defaultdict(list)
    for item_id, calls in _calls(meeting_id).items():
        for call in calls:
            if call.state == "declared":
                found[item_id].append((call.at, Settled("consensus", None, "协商情况", consensus_words(call.reservations), "")))
    by_item, weighted = _motions(meeting_id)
    for item_id, motions in by_item.items():
        for motion in motions:
            if motion.state == "counted" and motion.result != "void" and motion.closed_at:
                words = words_of(motion, weighted=motion.id in weighted)
                found[item_id].append((motion.closed_at, Settled("ballot", motion.id, "表决情况", words.course, words.ending)))
    return {item_id: tuple(one for _at, one in sorted(rows, key=lambda row: row[0])) for item_id, rows in found.items()}
