"""One stream of rows for each kind of trouble, kept in order by its partial index."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import GenericFunction

from app.alliances.models import Alliance, Organisation
from app.core.db import Moment
from app.issues.models import Issue, of_community
from app.issues.rules import DANGER_WORDS
from app.meetings.models import Meeting
from app.meetings.rules import WRITTEN
from app.minutes.models import Minutes
from app.oversight.models import Turnout
from app.oversight.rules import NOUNS
from app.resolutions.models import Action, Progress


@dataclass(frozen=True, slots=True)
class Stream:
    """The rows of one kind. `column` says since when; `dated`: it is a day, not an instant."""

    kind: str
    statement: Select[*tuple[Any, ...]]
    column: Any
    row_id: Any
    dated: bool


class holds(GenericFunction[bool]):
    """Whether a text holds a word, letter for letter: many times faster than LIKE."""

    inherit_cache = True
    type = Boolean()


@compiles(holds)
def _holds_elsewhere(element: Any, compiler: Any, **options: Any) -> str:
    return f"(strpos({compiler.process(element.clauses, **options)}) > 0)"


@compiles(holds, "sqlite")
def _holds_in_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"(instr({compiler.process(element.clauses, **options)}) > 0)"


def constants(column: ColumnElement[str] | Any, *values: str) -> ColumnElement[bool]:
    """`column IN (…)` with its values in the statement itself, which is how a partial index is found."""
    found: ColumnElement[bool] = column.in_([literal_column(f"'{value}'") for value in values])
    return found


def equals(column: Any, value: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column == literal_column(f"'{value}'")
    return found


#: issues.rules.WITH_UNIT in the order of its index.
IN_WORK = ("dispatched", "acknowledged", "in_progress")
#: What an alliance has reported to its street and nobody has taken on: its index says exactly this.
REPORTED = and_(Action.reported_on.is_not(None), Action.answered_on.is_(None))
WORKING = constants(Action.state, "assigned", "acknowledged", "in_progress", "rework")
UNFINISHED = and_(Meeting.locked_at.is_(None), Meeting.state != literal_column("'cancelled'"))
HELD = Meeting.kind != WRITTEN  # a ballot in writing is no meeting
NO_DAY, NO_INSTANT, NONE = cast(null(), Date()), cast(null(), Moment()), literal_column("0", Integer)
EMPTY = literal_column("''", String)


def name_of(noun: str, row_id: Any) -> ColumnElement[str]:
    return literal_column(f"'{noun}:'", String) + cast(row_id, String())


def _nothing() -> dict[str, Any]:
    return {
        "number": EMPTY,
        "unit": EMPTY,
        "on_day": NO_DAY,
        "at": NO_INSTANT,
        "came": NONE,
        "needed": NONE,
        "desk": EMPTY,
        "until": NO_DAY,
        "words": EMPTY,
    }


def _columns(kind: str, model: Any, **own: Any) -> list[Any]:
    """The common columns of all streams; what a kind does not have stays empty."""
    given = _nothing() | own
    first = {
        "kind": literal_column(f"'{kind}'", String),
        "row_id": model.id,
        "alliance_id": model.alliance_id,
        "title": model.title,
        "state": model.state,
        "about": name_of(NOUNS[kind], model.id),
    }
    return [column.label(name) for name, column in (first | given).items()]


def _actions(kind: str, column: Any, standing: ColumnElement[bool]) -> Stream:
    own = {"number": Action.number, "unit": Organisation.name, "on_day": column}
    if kind in SAID:
        own |= {"until": Action.paused_until, "words": _said(SAID[kind])}
    columns = _columns(kind, Action, **own)
    statement = select(*columns).join(Organisation, Organisation.id == Action.lead_organisation_id).where(standing)
    return Stream(kind, statement, column, Action.id, dated=True)


#: kind of trouble -> the kind of Progress that holds its secretary's words.
SAID = {"overdue": "pause", "reported": "report"}


def _said(kind: str) -> Any:
    """Her newest words of that kind about an action, "" where there are none."""
    told = select(Progress.words).where(Progress.action_id == Action.id, equals(Progress.kind, kind)).order_by(Progress.id.desc()).limit(1)
    return func.coalesce(told.correlate(Action).scalar_subquery(), "")


def _overdue() -> Stream:
    return _actions("overdue", Action.due, and_(WORKING, not_(REPORTED)))


def _reported() -> Stream:
    """Told to the street by its secretary (上报街道): there until the street takes it on."""
    return _actions("reported", Action.reported_on, and_(REPORTED, WORKING))


def _review_past() -> Stream:
    return _actions("review_past", Action.review_on, equals(Action.state, "shelved"))


def _no_minutes() -> Stream:
    """Over, or past its day, and not signed. `unit` is the state of the minutes, "" where nobody has begun them."""
    columns = _columns("no_minutes", Meeting, unit=func.coalesce(Minutes.state, ""), at=Meeting.starts_at)
    joined = select(*columns).outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
    return Stream("no_minutes", joined.where(UNFINISHED, HELD, Meeting.state != "postponed"), Meeting.starts_at, Meeting.id, dated=False)


def _no_notice() -> Stream:
    statement = select(*_columns("no_notice", Meeting, at=Meeting.starts_at))
    waiting = and_(UNFINISHED, Meeting.state == "planning", Meeting.starts_at > bindparam("now"))
    return Stream("no_notice", statement.where(waiting), Meeting.starts_at, Meeting.id, dated=False)


def _no_day() -> Stream:
    """Postponed and not called anew. A postponed meeting keeps its old day until somebody writes another."""
    statement = select(*_columns("no_day", Meeting, at=Meeting.starts_at)).where(UNFINISHED, Meeting.state == "postponed")
    return Stream("no_day", statement, Meeting.starts_at, Meeting.id, dated=False)


def meets(first: str, after: str) -> ColumnElement[bool]:
    """Whether an alliance has a meeting, held or planned, from the instant of the one parameter up to that of the other. A postponed one
    whose day has passed is none."""
    return exists().where(
        Meeting.alliance_id == Alliance.id,
        Meeting.starts_at >= bindparam(first, type_=Moment()),
        Meeting.starts_at < bindparam(after, type_=Moment()),
        Meeting.state != "cancelled",
        HELD,
        or_(Meeting.state != "postponed", Meeting.starts_at > bindparam("now", type_=Moment())),
    )


def _missed() -> Stream:
    """Alliances that have met once, did not in the whole period before, and have planned nothing since: listed at any time of the year.
    One that never met may be new: nobody knows since when it should, and the end of the period asks about it (ahead.none_planned)."""
    last_day: Any = bindparam("missed_on", type_=Date())
    columns = {
        "kind": literal_column("'missed'", String),
        "row_id": Alliance.id,
        "alliance_id": Alliance.id,
        "title": Alliance.name,
        "state": EMPTY,
        "about": name_of("alliance", Alliance.id),
    }
    labelled = [column.label(name) for name, column in (columns | _nothing() | {"on_day": last_day}).items()]
    once = exists().where(
        Meeting.alliance_id == Alliance.id, Meeting.state == "ended", Meeting.starts_at < bindparam("missed_first", type_=Moment()), HELD
    )
    statement = select(*labelled).where(once, ~meets("missed_first", "missed_after"))
    return Stream("missed", statement, last_day, Alliance.id, dated=True)


def latest_meeting() -> Any:
    """The id of an alliance's last meeting, planned ones included; one that is postponed and whose day has passed will not be held then."""
    other = aliased(Meeting)
    last = select(other.id).where(
        other.alliance_id == Alliance.id,
        other.state != "cancelled",
        other.kind != WRITTEN,
        or_(other.state != "postponed", other.starts_at > bindparam("now")),
    )
    return last.order_by(other.starts_at.desc(), other.id.desc()).limit(1).correlate(Alliance).scalar_subquery()


def _inquorate() -> Stream:
    """The alliance's last meeting, planned ones included, is over, and too few came. Read from the alliances: their number does not grow
    with the years."""
    latest = latest_meeting()
    own = {"alliance_id": Alliance.id, "on_day": Turnout.held_on, "came": Turnout.came, "needed": Turnout.needed}
    joined = select(*_columns("inquorate", Meeting, **own)).select_from(Alliance).join(Meeting, Meeting.id == latest)
    short = and_(Turnout.came < Turnout.needed, Meeting.state == "ended")
    statement = joined.join(Turnout, Turnout.meeting_id == Meeting.id).where(short)
    return Stream("inquorate", statement, Turnout.held_on, Meeting.id, dated=True)


def sounds_dangerous() -> ColumnElement[bool]:
    """As issues.rules.sounds_dangerous reads it: blanks and line breaks hide no word."""
    said: Any = Issue.title + "\n" + Issue.words + "\n" + Issue.wish
    for blank in (" ", "\n", "\r", "\t", "\u3000"):
        said = func.replace(said, blank, "")
    return or_(*(holds(said, word) for word in DANGER_WORDS))


def _issue_columns(kind: str, **own: Any) -> list[Any]:
    """What is about the community shows its number and no word of it: its row lies among those of many readers' screens."""
    title = case((of_community(), Issue.title), else_=Issue.number)
    return _columns(kind, Issue, title=title, number=Issue.number, desk=func.coalesce(Issue.goes_to, ""), **own)


def _submitted(kind: str, dangerous: bool) -> Stream:
    """Issues that nobody has taken up: the secretary, or of those about the community the street."""
    statement = select(*_issue_columns(kind, at=Issue.submitted_at)).where(equals(Issue.state, "submitted"))
    said = sounds_dangerous()
    return Stream(kind, statement.where(said if dangerous else not_(said)), Issue.submitted_at, Issue.id, dated=False)


def _issue_overdue() -> Stream:
    unit = func.coalesce(Organisation.name, Issue.lead_words, "")
    columns = _issue_columns("issue_overdue", unit=unit, on_day=Issue.due)
    statement = select(*columns).outerjoin(Organisation, Organisation.id == Issue.lead_organisation_id)
    return Stream("issue_overdue", statement.where(constants(Issue.state, *IN_WORK)), Issue.due, Issue.id, dated=True)


def _issue_review() -> Stream:
    statement = select(*_issue_columns("issue_review", on_day=Issue.review_on)).where(equals(Issue.state, "shelved"))
    return Stream("issue_review", statement, Issue.review_on, Issue.id, dated=True)


def _reopened_twice() -> Stream:
    """Began anew for the second time or more, and not closed."""
    again = and_(Issue.reopens >= literal_column("2", Integer), Issue.state != literal_column("'closed'"))
    statement = select(*_issue_columns("reopened_twice", on_day=Issue.reopened_on)).where(again)
    return Stream("reopened_twice", statement, Issue.reopened_on, Issue.id, dated=True)


def _since_accepted(kind: str, state: str) -> Stream:
    """Back at the desk, or still there. Counted from the day it was taken up: that is how long whoever reported it has waited."""
    statement = select(*_issue_columns(kind, at=Issue.accepted_at)).where(equals(Issue.state, state))
    return Stream(kind, statement, Issue.accepted_at, Issue.id, dated=False)


STREAMS: Mapping[str, Callable[[], Stream]] = {
    "danger": lambda: _submitted("danger", True),
    "reported": _reported,
    "no_notice": _no_notice,
    "overdue": _overdue,
    "issue_overdue": _issue_overdue,
    "inquorate": _inquorate,
    "no_day": _no_day,
    "no_minutes": _no_minutes,
    "unanswered": lambda: _submitted("unanswered", False),
    "returned": lambda: _since_accepted("returned", "returned"),
    "unarranged": lambda: _since_accepted("unarranged", "accepted"),
    "review_past": _review_past,
    "issue_review": _issue_review,
    "reopened_twice": _reopened_twice,
    "missed": _missed,
}

#: Kinds whose `column` is a day.
DATED = frozenset(("reported", "overdue", "issue_overdue", "inquorate", "review_past", "issue_review", "reopened_twice", "missed"))
