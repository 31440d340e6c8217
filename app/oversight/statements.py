"""The streams cut to what a reader may see, behind a cursor, joined into one statement.

Statements are built once for each shape of question and kept; readers, days and texts are their parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from app.core.clock import at_local, local
from app.oversight.models import Coordination
from app.oversight.rules import LONG_AGO, NEVER, RANK, missed
from app.oversight.streams import DATED, STREAMS, Stream, equals


@dataclass(frozen=True, slots=True)
class Reach:
    """Which alliances count: `alliances` None is the whole city. `named`: those whose name holds the text that is looked for."""

    alliances: frozenset[int] | None
    named: frozenset[int] = frozenset()
    text: str = ""
    whose: str = ""
    person_id: int = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides how a statement reads; everything else is a parameter of it."""

    kinds: tuple[str, ...]
    whole_city: bool
    with_text: bool
    whose: str


def shape_of(kinds: tuple[str, ...], to: Reach) -> Shape:
    return Shape(kinds, to.alliances is None, bool(to.text), to.whose)


@lru_cache(maxsize=128)
def list_statement(shape: Shape) -> Select[*tuple[Any, ...]]:
    """The first :size rows of each kind behind its own start, joined, each with who coordinates it."""
    parts = []
    for kind in shape.kinds:
        stream = _narrowed(STREAMS[kind](), shape)
        at: Any = bindparam(f"{kind}_at")
        behind = and_(stream.column >= at, or_(stream.column > at, stream.row_id > bindparam(f"{kind}_id")))
        rows = stream.statement.where(behind).order_by(stream.column, stream.row_id).limit(bindparam("size", type_=Integer))
        parts.append(select(rows.subquery()))
    return _with_coordination(parts)


@lru_cache(maxsize=128)
def count_statement(shape: Shape) -> CompoundSelect[*tuple[Any, ...]]:
    """How many of each kind, no further than :most."""
    parts = []
    for kind in shape.kinds:
        stream = _narrowed(STREAMS[kind](), shape)
        first = stream.statement.limit(bindparam("most", type_=Integer)).subquery()
        parts.append(select(literal_column(f"'{kind}'", String).label("kind"), func.count().label("many")).select_from(first))
    return union_all(*parts)


@lru_cache(maxsize=8)
def one_statement(shape: Shape) -> Select[*tuple[Any, ...]]:
    """The rows of the one record :subject, of whatever kind they are."""
    streams = [_narrowed(STREAMS[kind](), shape) for kind in shape.kinds]
    return _with_coordination([stream.statement.where(stream.row_id == bindparam("subject")) for stream in streams])


def _narrowed(stream: Stream, shape: Shape) -> Stream:
    """Only what lies in reach and began early enough to be stuck."""
    columns = stream.statement.selected_columns
    conditions: list[ColumnElement[bool]] = [stream.column < bindparam(f"{stream.kind}_end")]
    if not shape.whole_city:
        conditions.append(columns.alliance_id.in_(bindparam("alliances", expanding=True)))
    if shape.with_text:
        found = [columns[name].like(bindparam("like"), escape="/") for name in ("title", "number")]
        conditions.append(or_(*found, columns.alliance_id.in_(bindparam("named", expanding=True))))
    if shape.whose:
        taken = exists().where(Coordination.about == columns.about, equals(Coordination.state, "open"))
        conditions.append(taken.where(Coordination.person_id == bindparam("person")) if shape.whose == "mine" else ~taken)
    return replace(stream, statement=stream.statement.where(*conditions))


def _with_coordination(parts: list[Select[*tuple[Any, ...]]]) -> Select[*tuple[Any, ...]]:
    joined = union_all(*parts).subquery()
    taken = and_(Coordination.about == joined.c.about, equals(Coordination.state, "open"))
    return select(joined, Coordination.person_id, Coordination.person_name, Coordination.plan, Coordination.due).outerjoin(
        Coordination, taken
    )


def parameters(to: Reach, of_kinds: Mapping[str, tuple[date, ...]], now: datetime, every: str) -> dict[str, Any]:
    """Whom and when the statements ask about. `of_kinds`: the edges of each kind's steps; `every`: how often alliances meet."""
    like = "".join(f"/{sign}" if sign in "/%_" else sign for sign in to.text)
    given: dict[str, Any] = {"now": now, "like": f"%{like}%", "person": to.person_id}
    given |= {"alliances": sorted(to.alliances or ()), "named": sorted(to.named)}
    if "missed" in of_kinds:
        two = missed(local(now).date(), every)
        first, last_day, after = (two.first, two.last_day, two.after) if two is not None else (LONG_AGO, NEVER, LONG_AGO)
        given |= {"missed_first": at_local(first, 0), "missed_on": last_day, "missed_after": at_local(after, 0)}
    for kind, of_kind in of_kinds.items():
        end = of_kind[-1] + timedelta(days=1)
        given[f"{kind}_end"] = end if kind in DATED else at_local(end, 0)
    return given


# -- the piece after another --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of the piece before."""

    step: int
    at: datetime
    rank: int
    id: int


#: Before every row, and after every row, of an instant or a day.
BEFORE_ALL, AFTER_ALL = -1, 2**31 - 1


def cursor_of(after: str) -> Cursor | None:
    """What `key` says; None where it is the beginning, or no key."""
    step, _tilde, rest = after.partition("~")
    at, _tilde, rest = rest.partition("~")
    kind, _tilde, row_id = rest.partition("~")
    if step not in ("0", "1", "2", "3", "4") or kind not in RANK or not (row_id.isascii() and row_id.isdigit() and len(row_id) < 19):
        return None
    try:
        instant = datetime.fromisoformat(at.replace(" ", "+"))
    except ValueError:
        return None
    sound = instant.tzinfo is not None and 2000 <= instant.year <= 2200
    return Cursor(int(step), instant, RANK[kind], int(row_id)) if sound else None


def starts(of_kinds: Mapping[str, tuple[date, ...]], cursor: Cursor | None) -> dict[str, Any]:
    """Behind which day or instant, and behind which of its rows, the piece of each kind begins."""
    given: dict[str, Any] = {}
    for kind, of_kind in of_kinds.items():
        at, row_id = _start(kind, of_kind, cursor) if cursor else (at_local(LONG_AGO, 0), BEFORE_ALL)
        given |= {f"{kind}_at": local(at).date() if kind in DATED else at, f"{kind}_id": row_id}
    return given


def _start(kind: str, of_kind: tuple[date, ...], cursor: Cursor) -> tuple[datetime, int]:
    """After the cursor come the kind's later steps, and on the cursor's own step whatever began later, or then and is named later."""
    first = at_local(of_kind[cursor.step - 1] + timedelta(days=1), 0) if cursor.step else cursor.at
    end = at_local(of_kind[cursor.step] + timedelta(days=1), 0)
    if cursor.at >= end:
        return end, BEFORE_ALL
    if cursor.at < first:
        return first, BEFORE_ALL
    within_its_day = kind in DATED and at_local(local(cursor.at).date(), 0) != cursor.at
    if RANK[kind] < cursor.rank or within_its_day:
        return cursor.at, AFTER_ALL
    return cursor.at, cursor.id if RANK[kind] == cursor.rank else BEFORE_ALL
