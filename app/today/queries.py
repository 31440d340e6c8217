"""What waits for somebody, over all alliances at once: one statement, whatever the number of kinds, alliances and rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, literal_column, or_, select, union_all

from app.alliances.models import Alliance
from app.core.clock import at_local, local
from app.core.db import db
from app.core.paging import PAGE, Piece, piece
from app.core.workdays import Calendar
from app.oversight.rules import reached
from app.resolutions.rules import urgency
from app.settings.models import CITY, Decision
from app.settings.rules import SETTINGS
from app.today.kinds import ALL, KINDS, RANK, Kind
from app.today.sources import FAR, Reader

#: Before everything that waits.
BEGINNING = at_local(date(2000, 1, 1), 0)
#: So many of a kind stand on the first page; the others have a page of their own.
FEW = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits. `id` is the number of its page; `urgency` is overdue, due_soon or "" with working days."""

    kind: Kind
    id: int
    alliance: str
    title: str
    unit: str
    at: datetime | None
    due: date | None
    urgency: str
    days: int
    place: str  # what a next piece starts behind

    @property
    def name(self) -> str:
        return self.kind.name

    @property
    def words(self) -> str:
        return self.kind.words


@dataclass(frozen=True, slots=True)
class Group:
    """The first few of a kind. `more`: there are others."""

    kind: Kind
    rows: Sequence[Waiting]
    more: bool


@dataclass(frozen=True, slots=True)
class Hours:
    """What dates are measured with. `soon`: how many working days before its date a thing is called due soon; `ask`: how many after it a
    secretary is asked what shall become of it."""

    today: date
    calendar: Calendar
    soon: int
    ask: int = 3

    def parameters(self) -> dict[str, Any]:
        """Until when a meeting is near enough that answers to its notice are asked for: two working days. And up to which due date a
        secretary is asked whether she reports an action to the street."""
        last = self.calendar.after(self.today, 2)
        asked_on = reached(self.today, self.ask, self.calendar)
        return {"chase_until": at_local(last + timedelta(days=1), 0), "asked_on": asked_on}


def limits() -> tuple[int, int]:
    """The city's `soon` and `ask`: one statement."""
    names = ("action.due_soon_workdays", "ladder.secretary")
    rows = db.session.execute(select(Decision.name, Decision.value).where(Decision.alliance_id == CITY, Decision.name.in_(names)))
    decided = {name: json.loads(value) for name, value in rows}
    soon, ask = (int(decided.get(name, SETTINGS[name].default)) for name in names)
    return soon, ask


def waiting(who: Reader, hours: Hours) -> list[Group]:
    """The first few of every kind of which there is one, in the order of kinds."""
    found: dict[str, list[Waiting]] = {}
    for one in _read(tuple(kind.name for kind in ALL if kind.concerns(who)), who, hours, "", FEW + 1):
        found.setdefault(one.name, []).append(one)
    return [Group(KINDS[name], found[name][:FEW], len(found[name]) > FEW) for name in RANK if name in found]


def pressing(groups: Sequence[Group], today: date, how_many: int) -> list[Waiting]:
    """The few that come first, whatever their kind: in the order of kinds, then of dates. An action with time left comes after meetings;
    what was promised for a later day waits, and what others do needs no hand."""
    rows = [one for group in groups if not group.kind.others for one in group.rows]
    now = [one for one in rows if not (one.name == "coordinate" and one.due and one.due > today)]
    return sorted(now, key=lambda one: one.kind.working and not one.urgency)[:how_many]


def of_kind(kind: Kind, who: Reader, hours: Hours, *, after: str = "", size: int = PAGE) -> Piece[Waiting]:
    """All of one kind, a piece at a time."""
    rows = _read((kind.name,), who, hours, after, size + 1) if kind.concerns(who) else []
    return piece(rows, lambda one: one.place, size)


def _read(names: tuple[str, ...], who: Reader, hours: Hours, after: str, size: int) -> list[Waiting]:
    """The first `size` of each kind behind `after`, in order."""
    if not names:
        return []
    given = who.parameters() | hours.parameters() | _start(after) | {"size": size}
    found = [_waiting(row, hours) for row in db.session.execute(_statement(names), given)]
    return [one for _key, one in sorted(found, key=lambda pair: pair[0])]


@lru_cache(maxsize=128)
def _statement(names: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    parts = []
    for name in names:
        source = KINDS[name].source()
        since: Any = bindparam("since_day" if source.dated else "since")
        behind = and_(source.column >= since, or_(source.column > since, source.row_id > bindparam("line")))
        rank = literal_column(str(RANK[name]), Integer).label("rank")
        rows = source.statement.add_columns(rank, source.row_id.label("line_id")).where(behind)
        parts.append(select(rows.order_by(source.column, source.row_id).limit(bindparam("size", type_=Integer)).subquery()))
    joined = union_all(*parts).subquery()
    return select(joined, Alliance.name.label("alliance")).join(Alliance, Alliance.id == joined.c.alliance_id)


def _start(after: str) -> dict[str, Any]:
    """Behind which day or instant, and which of its lines, the piece begins; anything that no page wrote is the beginning."""
    at, _tilde, number = after.partition("~")
    line = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else -1
    try:
        since = datetime.fromisoformat(at.replace(" ", "+")) if "T" in at else at_local(date.fromisoformat(at), 0)
    except (ValueError, OverflowError):
        line, since = -1, BEGINNING
    if since.tzinfo is None or since < BEGINNING:
        line, since = -1, BEGINNING
    return {"since": since, "since_day": local(since).date(), "line": line}


def _waiting(row: Any, hours: Hours) -> tuple[tuple[int, str, int], Waiting]:
    """The row, and by what it is sorted."""
    kind = ALL[row.rank]
    due = None if row.on_day in (None, FAR) else row.on_day
    late, days = urgency(row.state, due, hours.today, hours.calendar, hours.soon) if kind.working else ("", 0)
    if kind.name == "coordinate" and due is not None and due < hours.today:
        late = "past"
    since = (row.on_day or row.at).isoformat()
    one = Waiting(kind, row.row_id, row.alliance, row.title, row.unit, row.at, due, late, days, f"{since}~{row.line_id}")
    return (row.rank, since, row.line_id), one
