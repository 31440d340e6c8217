"""What the record says about a meeting, as plain values: the facts that no paper lets anybody edit. PURE.

Days and times are those of the city's clock. `queries.record_of` fills these from the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.ballots.counting import Outcome
from app.ballots.outside import Stated
from app.ballots.shares import Quorum, Share


@dataclass(frozen=True, slots=True)
class Place:
    """Where the alliance is at home."""

    street: str
    community: str


@dataclass(frozen=True, slots=True)
class Attendee:
    """A seat's attendance, or a walk-in's. `status`: present, apology, absent; `kind` is the organisation's."""

    unit: str
    name: str
    kind: str
    status: str
    stand_in: bool = False
    title: str = ""
    phone: str = ""  # masked
    convenes: bool = False
    represented_by: str = ""  # the member whose delegate carried its letter; then nobody of its own was there


@dataclass(frozen=True, slots=True)
class Chair:
    """Who chaired: `unit` is empty where no seat was named; `rotating`: a seat that is not the convener's."""

    name: str
    unit: str = ""
    title: str = ""
    rotating: bool = False


@dataclass(frozen=True, slots=True)
class Recused:
    unit: str
    reason: str


@dataclass(frozen=True, slots=True)
class Counted:
    """One motion that was put to a ballot and counted. `elects`: its options are candidates for so many places."""

    text: str
    visibility: str
    share: Share
    outcome: Outcome
    round: int = 1
    elects: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """An item of the agenda. `reservations`: how many seats had one when consensus was declared; None where it was not declared."""

    id: int
    kind: str
    title: str
    state: str
    regime: str
    presenter: str = ""
    notes: str = ""
    outcome_words: str = ""
    recused: tuple[Recused, ...] = ()
    ballots: tuple[Counted, ...] = ()
    reservations: int | None = None
    points: tuple[str, ...] = ()
    basis: str = ""
    written: bool = False  # sent round, not dealt with in a room
    outside: Stated | None = None  # the official result of what is not ours to decide


@dataclass(frozen=True, slots=True)
class Task:
    """An action as the annex lists it, `due` and `state` in the papers' words. `carried`: promised at an earlier meeting, listed again
    because it was given more time."""

    number: str
    title: str
    lead: str
    supports: tuple[str, ...]
    due: str
    criteria: str
    state: str
    lead_kind: str = ""
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """A letter of request (商请函): `via` names another way than by letter."""

    title: str
    lead: str
    contact: str
    due: date | None
    via: str = ""


@dataclass(frozen=True, slots=True)
class Postponed:
    """An action whose date was moved: asked for in writing on `asked_on`, agreed by `decided_by` (convener, meeting)."""

    number: str
    title: str
    lead: str
    old_due: date
    new_due: date
    reason: str
    asked_on: date | None
    decided_by: str
    final: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the actions of the meeting before: how many there were and how they stand. `older`: some are of earlier meetings."""

    previous_title: str
    previous_day: date
    total: int
    closed: int = 0
    open: int = 0
    shelved: int = 0
    cancelled: int = 0
    older: bool = False
    postponed: tuple[Postponed, ...] = ()


@dataclass(frozen=True, slots=True)
class Dates:
    """Days that follow from the sign-off: the 公示, the day of the slips, the letters of request; and limits in working days."""

    notice_from: date
    notice_to: date
    notice_workdays: int
    slips: date
    requests_by: date
    acknowledge: int
    progress: int
    ask_before: int


@dataclass(frozen=True, slots=True)
class Record:
    """Everything a paper about one meeting may say."""

    alliance: str
    place: Place
    kind: str
    title: str
    starts: datetime
    ends: datetime | None
    venue: str
    convener: str
    chair: Chair
    recorder: str
    contact: str
    quorum: Quorum
    quorum_required: int
    entitled: int
    personal: tuple[str, ...]
    members: tuple[Attendee, ...]
    observers: tuple[Attendee, ...]
    topics: tuple[Topic, ...]
    tasks: tuple[Task, ...]
    requests: tuple[Request, ...]
    dates: Dates
    report: Report | None = None
    remark: str = ""
    red: bool = False
    watermark: str = ""

    @property
    def written(self) -> bool:
        """书面表决: nobody met."""
        return self.kind == "written"

    @property
    def present(self) -> int:
        """实到: voting seats that were there."""
        return sum(one.status == "present" for one in self.members)

    def status(self, status: str) -> tuple[Attendee, ...]:
        """The members of one status, in the roll's order."""
        return tuple(one for one in self.members if one.status == status)

    @property
    def considered(self) -> tuple[Topic, ...]:
        """The items that were dealt with: what was withdrawn or never reached has no section."""
        return tuple(topic for topic in self.topics if topic.state not in ("withdrawn", "pending"))

    @property
    def names(self) -> tuple[str, ...]:
        """Every person's name: none of them is broken at the end of a line."""
        people = [one.name for one in (*self.members, *self.observers)]
        return tuple(dict.fromkeys(name for name in (*people, self.chair.name, self.recorder) if name))


@dataclass(frozen=True, slots=True)
class Prose:
    """The secretary's words around the facts of a section. `before` None: nobody has written any, so the default stands."""

    before: str | None = None
    after: str = ""


@dataclass(frozen=True, slots=True)
class LedgerHead:
    """Where the alliance's ledger stood when the paper was signed: its chain, the last entry and that entry's hash in full."""

    chain: int
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Drafting:
    """What the secretary decides about the minutes beside the prose; empty words mean the default."""

    title: str = ""
    report_to: str = ""
    send_to: str = ""
    number: int | None = None
    dated: date = date(2000, 1, 1)
    lead: Prose = Prose()
    items: tuple[tuple[int, Prose], ...] = ()
    requirements: Prose = Prose()
    head: LedgerHead | None = None  # of a signed paper only

    def of(self, topic_id: int) -> Prose:
        """The prose of one item."""
        return dict(self.items).get(topic_id, Prose())
