"""What is stuck, read over many alliances at once: one statement for a piece of the list, one for the bounded totals.

Every kind is a stream that its partial index keeps in order; the streams are cut after one page each, joined, and put in order by need."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, String, cast, literal_column, select, union_all

from app.alliances.models import Alliance, Community, District, Street
from app.core.clock import at_local, local
from app.core.db import db
from app.core.paging import PAGE, Piece, piece
from app.core.workdays import Calendar
from app.oversight.rules import AT_STREET, COUNTED, KINDS, NOUNS, RANK, Limits, edges, elapsed, step_of
from app.oversight.statements import Reach, count_statement, cursor_of, list_statement, one_statement, parameters, shape_of, starts
from app.rulecards.models import RuleCard
from app.rulecards.rules import DEFAULT, complete
from app.settings.models import CITY, Decision
from app.settings.rules import SETTINGS

# -- the city's limits, and the places of a reader ---------------------------------------------------------------------


_LIMITS = ("issue.accept_workdays", "minutes.workdays", "ladder.secretary", "ladder.street", "ladder.committee")
_OTHERS = ("coordination.workdays", "meeting.every", "issue.arrange_workdays")
_NOTICE = "notice.workdays"  # decided before there were rule cards


def limits() -> Limits:
    """The city's decisions, and the notice's days from its rule card: one statement."""
    own = select(Decision.name, Decision.value).where(Decision.alliance_id == CITY, Decision.name.in_((*_LIMITS, *_OTHERS, _NOTICE)))
    card = select(literal_column("'card'", String), cast(RuleCard.card, String)).where(
        RuleCard.alliance_id == CITY, RuleCard.state == "confirmed"
    )
    decided = {name: json.loads(value) for name, value in db.session.execute(union_all(own, card))}
    accept, minutes, *steps = (int(decided.get(name, SETTINGS[name].default)) for name in _LIMITS)
    coordination, every, arrange = (decided.get(name, SETTINGS[name].default) for name in _OTHERS)
    notice = complete(decided["card"])["notice_workdays"] if "card" in decided else decided.get(_NOTICE, DEFAULT["notice_workdays"])
    return Limits(accept, minutes, int(notice), (steps[0], steps[1], steps[2]), int(coordination), str(every), int(arrange))


@dataclass(frozen=True, slots=True)
class Place:
    """An alliance and where it lies."""

    id: int
    name: str
    street_id: int
    street: str
    district_id: int
    district: str


def areas(alliances: Collection[int]) -> dict[int, Place]:
    """The named alliances by id, in the order of districts, streets and names; CITY among the ids means all of them."""
    statement = (
        select(Alliance.id, Alliance.name, Street.id, Street.name, District.id, District.name)
        .join(Community, Community.id == Alliance.community_id)
        .join(Street, Street.id == Community.street_id)
        .join(District, District.id == Street.district_id)
        .order_by(District.id, Street.id, Alliance.name, Alliance.id)
    )
    if CITY not in alliances:
        statement = statement.where(Alliance.id.in_(alliances))
    return {row[0]: Place(*row) for row in db.session.execute(statement)}


# -- what is asked for -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the list. `kind` "" is every kind; `whose`: "mine", "nobody" or ""; `text` stands in a title, a number or a name."""

    district: int = 0
    street: int = 0
    alliance: int = 0
    kind: str = ""
    whose: str = ""
    text: str = ""


def reach(places: Mapping[int, Place], wanted: Wanted, whole_city: bool, person_id: int) -> Reach:
    """The reader's places, narrowed by the filters; a place that is not the reader's leaves nothing."""
    asked = ((wanted.district, "district_id"), (wanted.street, "street_id"), (wanted.alliance, "id"))
    narrowed = [place for place in places.values() if all(not one or getattr(place, name) == one for one, name in asked)]
    everything = whole_city and not any(one for one, _name in asked)
    named = frozenset(place.id for place in narrowed if wanted.text and wanted.text in place.name)
    ids = None if everything else frozenset(place.id for place in narrowed)
    return Reach(ids, named, wanted.text, wanted.whose, person_id)


# -- a piece of the list -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is stuck. `at`: since when (of no_notice: the meeting's time), `day` the same as a day of the city.

    `unit`, `workdays`, `came`, `needed`, `desk`, `until`, `paused`, `words`: rules.Facts. `taken_by_id` 0: nobody has taken it on yet."""

    kind: str
    id: int
    alliance_id: int
    title: str
    state: str
    about: str
    number: str
    unit: str
    at: datetime
    day: date
    came: int
    needed: int
    desk: str
    step: int
    workdays: int
    alliance: str
    street: str
    district: str
    taken_by_id: int
    taken_by: str
    plan: str
    due: date | None
    until: date | None = None
    paused: bool = False
    words: str = ""

    @property
    def at_street(self) -> bool:
        """Whether it is about the community: the street's own, and nothing that the alliance's chain may tell."""
        return self.desk == AT_STREET

    @property
    def key(self) -> str:
        """Where the next piece starts."""
        return f"{self.step}~{self.at.isoformat()}~{self.kind}~{self.id}"


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that a piece of the list depends on."""

    reach: Reach
    kinds: tuple[str, ...]
    now: datetime
    calendar: Calendar
    limits: Limits

    @property
    def today(self) -> date:
        return local(self.now).date()

    def edges(self) -> dict[str, tuple[date, ...]]:
        return {kind: edges(kind, self.today, self.calendar, self.limits) for kind in self.kinds}


def troubles(asked: Asked, places: Mapping[int, Place], *, after: str = "", size: int = PAGE) -> Piece[Trouble]:
    """What is stuck, the most pressing first: by step, then by how long it has waited. One statement."""
    of_kinds = asked.edges()
    given = parameters(asked.reach, of_kinds, asked.now, asked.limits.every) | starts(of_kinds, cursor_of(after)) | {"size": size + 1}
    rows = _troubles(list_statement(shape_of(asked.kinds, asked.reach)), given, asked, of_kinds, places)
    return piece(sorted(rows, key=lambda row: (row.step, row.at, RANK[row.kind], row.id))[: size + 1], lambda row: row.key, size)


def _troubles(
    statement: Select[*tuple[Any, ...]],
    given: Mapping[str, Any],
    asked: Asked,
    of_kinds: Mapping[str, tuple[date, ...]],
    places: Mapping[int, Place],
) -> list[Trouble]:
    rows = db.session.execute(statement, given).all()
    today = asked.today
    days = [row.on_day or local(row.at).date() for row in rows]
    back = elapsed((day for day in days if day <= today), today, asked.calendar)
    return [_trouble(row, day, back, asked, of_kinds[row.kind], places[row.alliance_id]) for row, day in zip(rows, days, strict=True)]


def _trouble(row: Any, day: date, back: Mapping[date, int], asked: Asked, of_kind: tuple[date, ...], place: Place) -> Trouble:
    ahead = row.kind == "no_notice"
    workdays = asked.calendar.between(asked.today, day) if ahead else back.get(day, 0)
    if row.kind in ("overdue", "issue_overdue"):
        workdays = max(workdays, 1)
    at = row.at if row.on_day is None else at_local(day, 0)
    return Trouble(
        kind=row.kind,
        id=row.row_id,
        alliance_id=row.alliance_id,
        title=row.title,
        state=row.state,
        about=row.about,
        number=row.number,
        unit=row.unit,
        at=at,
        day=day,
        came=row.came,
        needed=row.needed,
        desk=row.desk,
        step=step_of(day, of_kind),
        workdays=workdays,
        alliance=place.name,
        street=place.street,
        district=place.district,
        taken_by_id=row.person_id or 0,
        taken_by=row.person_name or "",
        plan=row.plan or "",
        due=row.due,
        until=row.until,
        paused=row.until is not None and asked.today <= row.until,
        words=row.words,
    )


def totals(asked: Asked) -> dict[str, int]:
    """How many of each kind, counted no further than COUNTED + 1. One statement."""
    given = parameters(asked.reach, asked.edges(), asked.now, asked.limits.every) | {"most": COUNTED + 1}
    return {row.kind: row.many for row in db.session.execute(count_statement(shape_of(asked.kinds, asked.reach)), given)}


def trouble_about(noun: str, row_id: int, asked: Asked, place: Place) -> Trouble | None:
    """Why one record is stuck, the most pressing reason first; None where it is not (any more)."""
    kinds = tuple(kind for kind in asked.kinds if NOUNS[kind] == noun)
    if not kinds:
        return None
    asked = replace(asked, kinds=kinds)
    of_kinds = asked.edges()
    given = parameters(asked.reach, of_kinds, asked.now, asked.limits.every) | {"subject": row_id}
    found = _troubles(one_statement(shape_of(kinds, asked.reach)), given, asked, of_kinds, {place.id: place})
    return min(found, key=lambda row: (row.step, row.at, RANK[row.kind]), default=None)


def everything(reach: Reach, now: datetime, calendar: Calendar, limits: Limits, kind: str = "") -> Asked:
    return Asked(reach, (kind,) if kind in KINDS else tuple(KINDS), now, calendar, limits)
