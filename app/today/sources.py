"""Where the things that wait come from: one function for each kind, a SELECT with the common columns, read by queries.py in one statement.

A new kind is a function here and an entry in kinds.ALL; nothing else. The reader's places, days and numbers are parameters of the statement
(`Reader.parameters`), so that it is built once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    not_,
    null,
    or_,
    select,
)

from app.accounts.models import Grant
from app.alliances.models import Alliance, Community, Organisation, Seat
from app.ballots.models import Motion, RollEntry, SecretRoll, Vote
from app.core.clock import at_local, local
from app.core.db import Moment
from app.issues.models import Issue, Request, of_community
from app.issues.rules import DANGER, WITH_UNIT
from app.meetings.models import Attendance, Meeting, ProxyLetter
from app.meetings.planned import REPLIED
from app.meetings.rules import CHECK_IN_AFTER, WRITTEN
from app.minutes.models import Minutes, PublicNotice
from app.notices.models import Objection, ReleasedNotice
from app.oversight.models import Coordination, Turnout
from app.oversight.rules import MONTHS, period, week
from app.oversight.streams import HELD, UNFINISHED, WORKING, equals, latest_meeting, meets, sounds_dangerous
from app.policy import CITY, Actor, places
from app.replies.models import Reply
from app.resolutions.follow_rules import OF_THE_COMMUNITY, confirmed_by
from app.resolutions.models import Action, ActionFollowUp
from app.rulecards.models import RuleCard
from app.settings.models import Decision
from app.settings.rules import SETTINGS

FAR = date(9999, 12, 31)
#: One of the kinds of units that nobody of the community asks about.
OWN = "residents_committee"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks and when: the places that each kind of work is done in, as sets of alliances, seats and organisations."""

    person_id: int
    runs: frozenset[int]  # whose meetings the reader plans and records
    handles: frozenset[int]  # whose issues
    follows: frozenset[int]  # whose actions
    sits: frozenset[int]  # where the reader sits, or stands in
    minds: frozenset[int]  # where units sit whose liaison the reader is, without sitting there
    oversees: frozenset[int]  # a supervisor's; holds CITY where it is the whole city
    seats: frozenset[int]
    units: frozenset[int]
    now: datetime
    today: date

    def parameters(self) -> dict[str, Any]:
        """Every set under its own name, and the instants that sources compare with."""
        sets = ("runs", "handles", "follows", "sits", "minds", "oversees", "seats", "units")
        _monday, next_monday = week(self.today)
        return (
            {name: sorted(getattr(self, name)) for name in sets}
            | {
                "person": self.person_id,
                "today": self.today,
                "now": self.now,
                "a_week_ago": self.now - timedelta(days=7),
                "lately": self.now - timedelta(days=60),
                "called_after": self.now - CHECK_IN_AFTER,
                "morning": at_local(self.today, 0),
                "next_monday": at_local(next_monday, 0),
                "everywhere": CITY in self.oversees,
            }
            | self._periods()
        )

    def _periods(self) -> dict[str, Any]:
        """The period of today for each answer to “how often”: the statement itself reads which of them the city has given."""
        given: dict[str, Any] = {}
        for name in MONTHS:
            if (found := period(self.today, name)) is not None:
                given |= {f"{name}_first": at_local(found.first, 0), f"{name}_after": at_local(found.after, 0)}
                given[f"{name}_asks"] = found.asking
        return given


def reader_of(who: Actor, now: datetime) -> Reader:
    sits = (who.places.get("delegate", frozenset()) | who.places.get("observer", frozenset())) - {CITY}
    return Reader(
        person_id=who.id,
        runs=places(who, "meetings.run") - {CITY},
        handles=places(who, "issues.enter") - {CITY},
        follows=places(who, "actions.follow") - {CITY},
        sits=sits,
        minds=who.places.get("liaison", frozenset()) - sits - {CITY},
        oversees=places(who, "oversight.read"),
        seats=who.seats,
        units=who.organisations,
        now=now,
        today=local(now).date(),
    )


@dataclass(frozen=True, slots=True)
class Source:
    """What waits, oldest or nearest first: by `column` (a day where `dated`, else an instant), then by `row_id`."""

    statement: Select[*tuple[Any, ...]]
    column: Any
    row_id: Any
    dated: bool


NOTHING = literal_column("''", String)
NO_DAY, NO_INSTANT = cast(null(), Date()), cast(null(), Moment())


def columns(row_id: Any, alliance_id: Any, title: Any, **more: Any) -> list[Any]:
    """The common columns of every source, in one order. `unit`: for whom; `on_day` or `at`: by when, or since when."""
    first = {"row_id": row_id, "alliance_id": alliance_id, "title": title}
    rest = {"unit": NOTHING, "state": NOTHING, "on_day": NO_DAY, "at": NO_INSTANT}
    return [column.label(name) for name, column in (first | rest | more).items()]


# -- meetings ----------------------------------------------------------------------------------------------------------


def _meetings(*conditions: ColumnElement[bool]) -> Source:
    found = select(*columns(Meeting.id, Meeting.alliance_id, Meeting.title, state=Meeting.state, at=Meeting.starts_at)).where(*conditions)
    return Source(found, Meeting.starts_at, Meeting.id, dated=False)


def among(column: Any, name: str) -> ColumnElement[bool]:
    """Whether the column is in the reader's set of that name."""
    found: ColumnElement[bool] = column.in_(bindparam(name, expanding=True))
    return found


def running() -> Source:
    """Meetings that run. What is entered afterwards (补录) runs for nobody but the one who types."""
    called = or_(among(Meeting.alliance_id, "sits"), among(Meeting.alliance_id, "minds"))
    there = or_(among(Meeting.alliance_id, "runs"), and_(called, ~Meeting.late_entry))
    return _meetings(UNFINISHED, HELD, Meeting.state == "in_session", there)


def to_notify() -> Source:
    return _meetings(UNFINISHED, Meeting.state == "planning", among(Meeting.alliance_id, "runs"))


def postponed() -> Source:
    """Postponed and not called anew; the day that stands on it may still be the old one."""
    return _meetings(UNFINISHED, Meeting.state == "postponed", among(Meeting.alliance_id, "runs"))


def to_call_anew() -> Source:
    """An alliance's last meeting is over, and too few came (as oversight.streams reads it)."""
    short = exists().where(Turnout.meeting_id == Meeting.id, Turnout.came < Turnout.needed)
    latest = select(latest_meeting()).select_from(Alliance).where(among(Alliance.id, "runs"))
    return _meetings(Meeting.id.in_(latest), Meeting.state == "ended", short)


def to_plan() -> Source:
    """Alliances that should meet in this month, quarter or half-year and have planned nothing when it draws to its end."""
    decided = select(Decision.value).where(Decision.alliance_id == CITY, Decision.name == "meeting.every").scalar_subquery()
    every = func.coalesce(decided, f'"{SETTINGS["meeting.every"].default}"')
    asked = [
        and_(every == f'"{name}"', bindparam(f"{name}_asks", type_=Boolean), ~meets(f"{name}_first", f"{name}_after")) for name in MONTHS
    ]
    day = literal(FAR, Date())
    found = select(*columns(Alliance.id, Alliance.id, Alliance.name, on_day=day)).where(among(Alliance.id, "runs"), or_(*asked))
    return Source(found, day, Alliance.id, dated=True)


def to_release() -> Source:
    """Notices that are drafted, their minutes signed, and never released."""
    released = exists().where(ReleasedNotice.meeting_id == PublicNotice.meeting_id)
    drafted = select(PublicNotice.meeting_id).where(among(PublicNotice.alliance_id, "runs"), ~released)
    signed = exists().where(Minutes.meeting_id == Meeting.id, Minutes.signed_on.is_not(None))
    return _meetings(Meeting.id.in_(drafted), signed)


def to_reply() -> Source:
    """Objections in the public period that nobody has answered."""
    raised = select(ReleasedNotice.meeting_id).join(Objection, Objection.notice_id == ReleasedNotice.id)
    return _meetings(Meeting.id.in_(raised.where(equals(Objection.state, "raised"), among(Objection.alliance_id, "runs"))))


def to_confirm() -> Source:
    """Drafts of rule cards. `row_id` is the alliance's."""
    title = literal_column("'第'", String) + cast(RuleCard.number, String()) + literal_column("'版'", String)
    shown = columns(RuleCard.alliance_id, RuleCard.alliance_id, title, at=RuleCard.drafted_at)
    drafts = select(*shown).where(equals(RuleCard.state, "draft"), among(RuleCard.alliance_id, "runs"))
    return Source(drafts, RuleCard.drafted_at, RuleCard.id, dated=False)


def to_start() -> Source:
    return _meetings(UNFINISHED, Meeting.state == "notified", among(Meeting.alliance_id, "runs"))


def to_minute() -> Source:
    begun = exists().where(Minutes.meeting_id == Meeting.id)
    return _meetings(UNFINISHED, Meeting.state == "ended", ~begun, among(Meeting.alliance_id, "runs"))


def to_sign() -> Source:
    """Minutes that are drafted, or signed and not yet out."""
    waiting = select(Minutes.meeting_id).where(Minutes.state != "published", among(Minutes.alliance_id, "runs"))
    return _meetings(Meeting.id.in_(waiting), Meeting.state == "ended")


def _called(name: str) -> Source:
    soon = Meeting.starts_at > bindparam("called_after")
    return _meetings(UNFINISHED, Meeting.state == "notified", soon, among(Meeting.alliance_id, name))


def to_attend() -> Source:
    return _called("sits")


def of_units() -> Source:
    """Meetings that the reader's units are called to, where the reader is liaison and sits on no chair."""
    return _called("minds")


def _unanswered() -> tuple[ColumnElement[bool], ...]:
    """A seat on a notified meeting's list that neither answered nor gave a letter (app.meetings.planned)."""
    letter = exists().where(
        ProxyLetter.meeting_id == Attendance.meeting_id, ProxyLetter.seat_id == Attendance.seat_id, ProxyLetter.state == "given"
    )
    open_still = and_(UNFINISHED, Meeting.state == "notified", Meeting.starts_at > bindparam("now"), Meeting.kind != WRITTEN)
    return (open_still, Attendance.status == "expected", Attendance.via != REPLIED, ~letter)


def to_answer_notice() -> Source:
    """Notices that one of the reader's seats, or a seat of the reader's units, has not answered: a line for each."""
    mine = or_(among(Attendance.seat_id, "seats"), among(Seat.organisation_id, "units"))
    there = or_(among(Meeting.alliance_id, "sits"), among(Meeting.alliance_id, "minds"))
    shown = columns(Meeting.id, Meeting.alliance_id, Meeting.title, unit=Organisation.name, at=Meeting.starts_at)
    found = (
        select(*shown)
        .join(Attendance, Attendance.meeting_id == Meeting.id)
        .join(Seat, Seat.id == Attendance.seat_id)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .where(*_unanswered(), there, mine)
    )
    return Source(found, Meeting.starts_at, Attendance.id, dated=False)


def to_chase_answers() -> Source:
    """From two working days before the meeting: how many voting members have not answered, in `unit`."""
    missing = (
        select(func.count())
        .select_from(Attendance)
        .join(Seat, Seat.id == Attendance.seat_id)
        .where(Attendance.meeting_id == Meeting.id, Seat.votes, *_unanswered()[1:])
        .correlate(Meeting)
        .scalar_subquery()
    )
    soon = and_(_unanswered()[0], Meeting.starts_at < bindparam("chase_until"), among(Meeting.alliance_id, "runs"))
    shown = columns(Meeting.id, Meeting.alliance_id, Meeting.title, unit=cast(missing, String()), at=Meeting.starts_at)
    return Source(select(*shown).where(soon, missing > 0), Meeting.starts_at, Meeting.id, dated=False)


def to_confirm_answer() -> Source:
    """Answers by a group's link from somebody whom the roster does not know."""
    asked = exists().where(Reply.meeting_id == Meeting.id, ~Reply.confirmed, Reply.ended_at.is_(None))
    return _meetings(UNFINISHED, Meeting.state == "notified", among(Meeting.alliance_id, "runs"), asked)


def this_week() -> Source:
    """For supervisors: what is still to come in this week, and has not begun."""
    days = (Meeting.starts_at >= bindparam("morning"), Meeting.starts_at < bindparam("next_monday"))
    coming = and_(*days, Meeting.state != "in_session")
    return _meetings(UNFINISHED, HELD, coming, or_(bindparam("everywhere", type_=Boolean), among(Meeting.alliance_id, "oversees")))


def entered_by_others() -> Source:
    """Meetings for which something was entered in a member's name within a week: the meeting's page tells what and by whom."""
    since: Any = bindparam("a_week_ago")
    ticked = exists().where(
        Attendance.meeting_id == Meeting.id,
        among(Attendance.seat_id, "seats"),
        Attendance.status == "present",
        Attendance.via == "list",
        Attendance.entered_at > since,
    )
    letter = exists().where(
        ProxyLetter.meeting_id == Meeting.id,
        or_(among(ProxyLetter.seat_id, "seats"), among(ProxyLetter.holder_seat_id, "seats")),
        ProxyLetter.state != "withdrawn",
        ProxyLetter.entered_at > since,
    )
    typed = exists().where(
        Motion.meeting_id == Meeting.id,
        Vote.motion_id == Motion.id,
        among(Vote.seat_id, "seats"),
        Vote.by_paper,
        Vote.choice != "withdrawn",
        Vote.at > since,
    )
    lately = Meeting.starts_at > bindparam("lately")
    return _meetings(among(Meeting.alliance_id, "sits"), lately, Meeting.state != "cancelled", or_(ticked, letter, typed))


# -- ballots -----------------------------------------------------------------------------------------------------------


def _ballots(*conditions: ColumnElement[bool], row_id: Any = Motion.id) -> Source:
    """Open motions on whose roll a seat stands that has not voted: of a secret one its roll of names tells that."""
    cast_openly = exists().where(Vote.motion_id == Motion.id, Vote.seat_id == RollEntry.seat_id, Vote.choice != "withdrawn")
    cast_secretly = exists().where(SecretRoll.motion_id == Motion.id, SecretRoll.seat_id == RollEntry.seat_id)
    until = func.coalesce(Motion.deadline, Motion.opened_at, type_=Moment())
    statement = (
        select(*columns(row_id, Motion.alliance_id, Motion.text, unit=Organisation.name, at=until))
        .join(RollEntry, RollEntry.motion_id == Motion.id)
        .join(Seat, Seat.id == RollEntry.seat_id)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .where(equals(Motion.state, "open"), Motion.visibility != "hands", ~cast_openly, ~cast_secretly, *conditions)
    )
    return Source(statement, until, RollEntry.id, dated=False)


def to_vote() -> Source:
    """In the room: the reader was checked in for the seat and is still there."""
    here = exists().where(
        Attendance.meeting_id == Motion.meeting_id,
        Attendance.seat_id == RollEntry.seat_id,
        Attendance.person_id == bindparam("person"),
        Attendance.status == "present",
        Attendance.left_at.is_(None),
    )
    return _ballots(among(RollEntry.seat_id, "seats"), not_(func.coalesce(Motion.written, False)), here)


def to_vote_by_letter() -> Source:
    """In the room, for seats whose letter is held by the seat that the reader was checked in for. `row_id` is the meeting's."""
    holder = exists().where(
        ProxyLetter.meeting_id == Motion.meeting_id,
        ProxyLetter.seat_id == RollEntry.seat_id,
        ProxyLetter.state == "given",
        Attendance.meeting_id == ProxyLetter.meeting_id,
        Attendance.seat_id == ProxyLetter.holder_seat_id,
        Attendance.person_id == bindparam("person"),
        Attendance.status == "present",
        Attendance.left_at.is_(None),
    )
    return _ballots(among(Motion.alliance_id, "sits"), not_(func.coalesce(Motion.written, False)), holder, row_id=Motion.meeting_id)


def to_vote_in_writing() -> Source:
    return _ballots(among(RollEntry.seat_id, "seats"), Motion.written.is_(True))


def _in_writing(*conditions: ColumnElement[bool]) -> Source:
    """Ballots in writing that a secretary looks after."""
    shown = columns(Motion.id, Motion.alliance_id, Motion.text, at=Motion.deadline)
    statement = select(*shown).where(equals(Motion.state, "open"), Motion.written.is_(True), among(Motion.alliance_id, "runs"), *conditions)
    return Source(statement, Motion.deadline, Motion.id, dated=False)


def to_count() -> Source:
    return _in_writing(Motion.deadline <= bindparam("now"))


def in_writing() -> Source:
    return _in_writing(Motion.deadline > bindparam("now"))


def unit_to_vote() -> Source:
    """In writing, for seats of the reader's units that somebody else sits on: a liaison reminds the delegate."""
    return _ballots(among(Seat.organisation_id, "units"), not_(among(RollEntry.seat_id, "seats")), Motion.written.is_(True))


# -- issues and actions ------------------------------------------------------------------------------------------------


def to_answer() -> Source:
    shown = columns(Issue.id, Issue.alliance_id, Issue.title, at=Issue.submitted_at)
    waiting = select(*shown).where(equals(Issue.state, "submitted"), among(Issue.alliance_id, "handles"), of_community())
    return Source(waiting.where(Issue.goes_to.is_distinct_from(DANGER)), Issue.submitted_at, Issue.id, dated=False)


def dangers() -> Source:
    """What sounds dangerous and nobody has taken up: before everything else (domain.md, opening decision 5)."""
    shown = columns(Issue.id, Issue.alliance_id, Issue.title, at=Issue.submitted_at)
    waiting = select(*shown).where(equals(Issue.state, "submitted"), among(Issue.alliance_id, "handles"), Issue.goes_to == DANGER)
    return Source(waiting, Issue.submitted_at, Issue.id, dated=False)


def _again(*whose: ColumnElement[bool]) -> Source:
    """What the desk has given away and must take up again: returned, late with a unit, or shelved until a day that has come."""
    day = case((Issue.state == "shelved", Issue.review_on), else_=Issue.due)
    come = or_(
        Issue.state.in_(("returned", "reopened")), day < bindparam("today"), and_(Issue.state == "shelved", day == bindparam("today"))
    )
    title = case((of_community(), Issue.number + " " + Issue.title), else_=Issue.number)
    shown = columns(Issue.id, Issue.alliance_id, title, state=Issue.state, on_day=day)
    given = Issue.state.in_(sorted({*WITH_UNIT, "returned", "reopened", "shelved"}))
    return Source(select(*shown).where(given, come, *whose), day, Issue.id, dated=True)


def to_look_at_again() -> Source:
    return _again(among(Issue.alliance_id, "handles"), of_community())


def to_arrange() -> Source:
    """Taken up, and neither with a unit nor on an agenda yet."""
    shown = columns(Issue.id, Issue.alliance_id, Issue.number + " " + Issue.title, at=Issue.accepted_at)
    found = select(*shown).where(equals(Issue.state, "accepted"), among(Issue.alliance_id, "handles"), of_community())
    return Source(found, Issue.accepted_at, Issue.id, dated=False)


# -- the street's own desk: what is about a community (domain.md, opening decision 4) -----------------------------------


def _own_street(alliance_id: Any = Issue.alliance_id) -> ColumnElement[bool]:
    """Whether the reader supervises the very street that the alliance lies in; those above know of it and leave it there."""
    return exists().where(
        Grant.person_id == bindparam("person"),
        Grant.role == "supervisor",
        Grant.place == "street",
        Grant.ended_at.is_(None),
        Alliance.id == alliance_id,
        Community.id == Alliance.community_id,
        Grant.place_id == Community.street_id,
    )


def _about_communities(column: Any, state: str, *conditions: ColumnElement[bool]) -> Source:
    """Numbers only: the row lies among others' on a screen that others look at."""
    shown = columns(Issue.id, Issue.alliance_id, Issue.number, at=column)
    seen = and_(equals(Issue.state, state), among(Issue.alliance_id, "oversees"), not_(of_community()))
    return Source(select(*shown).where(seen, *conditions), column, Issue.id, dated=False)


def street_dangers() -> Source:
    return _about_communities(Issue.submitted_at, "submitted", _own_street(), sounds_dangerous())


def street_to_answer() -> Source:
    return _about_communities(Issue.submitted_at, "submitted", _own_street(), not_(sounds_dangerous()))


def street_to_arrange() -> Source:
    return _about_communities(Issue.accepted_at, "accepted", _own_street())


def street_again() -> Source:
    return _again(among(Issue.alliance_id, "oversees"), not_(of_community()), _own_street())


def of_streets_below() -> Source:
    """For district and city: what waits at a street's desk. Where it stays there it stands among what is stuck, too."""
    return _about_communities(Issue.submitted_at, "submitted", not_(_own_street()))


def _assigned(*conditions: ColumnElement[bool]) -> Source:
    """What the reader's units were given: its number and the summary made for them, never anybody's words. What a meeting's action does
    stands among their actions."""
    due = func.coalesce(Issue.due, literal(FAR, Date()))
    told = Issue.number + " " + func.substr(func.coalesce(Issue.handling_summary, ""), 1, 40)
    shown = columns(Issue.id, Issue.alliance_id, told, state=Issue.state, on_day=due)
    found = select(*shown).where(
        Issue.state.in_(sorted(WITH_UNIT)), among(Issue.lead_organisation_id, "units"), Issue.by_action.is_not(True), *conditions
    )
    return Source(found, due, Issue.id, dated=True)


def assigned() -> Source:
    return _assigned(Issue.reopens == 0)


def assigned_anew() -> Source:
    """Whoever reported it said that it is not solved."""
    return _assigned(Issue.reopens > 0)


# -- how an issue ends -------------------------------------------------------------------------------------------------


def _asked() -> ColumnElement[bool]:
    """Whether anybody is asked about it: neither what the hotline closes nor what nobody can be reached for (issues.rules)."""
    return and_(Issue.hotline_number.is_(None), Issue.channel != "hotline", Issue.privacy != "anonymous")


def _ending(column: Any, *conditions: ColumnElement[bool], title: Any = None) -> Source:
    shown = columns(Issue.id, Issue.alliance_id, Issue.number + " " + Issue.title if title is None else title, at=column)
    return Source(select(*shown).where(*conditions), column, Issue.id, dated=False)


def to_follow_up() -> Source:
    """Done, and whoever reported it has not been asked; what the community did itself the street asks about."""
    mine = (equals(Issue.state, "done"), among(Issue.alliance_id, "handles"), of_community())
    return _ending(Issue.done_at, *mine, _asked(), Issue.confirm_by.is_distinct_from("street"))


def to_close() -> Source:
    mine = (equals(Issue.state, "followed_up"), among(Issue.alliance_id, "handles"), of_community())
    return _ending(Issue.asked_at, *mine)


def to_close_unasked() -> Source:
    """12345 transfers that wait for the hotline's end, anonymous ones whose answer is to be posted."""
    mine = (equals(Issue.state, "done"), among(Issue.alliance_id, "handles"), of_community())
    return _ending(Issue.done_at, *mine, not_(_asked()))


def street_to_confirm() -> Source:
    """What a community of the reader's street did itself: number only, as everything of a street's screen."""
    theirs = (equals(Issue.state, "done"), among(Issue.alliance_id, "oversees"), Issue.confirm_by == "street", _own_street(), _asked())
    return _ending(Issue.done_at, *theirs, title=Issue.number)


def street_to_end() -> Source:
    """About a community: asked about, and to be closed by the street."""
    theirs = (equals(Issue.state, "followed_up"), among(Issue.alliance_id, "oversees"), not_(of_community()), _own_street())
    return _ending(Issue.asked_at, *theirs, title=Issue.number)


def _requested(kind: str, *conditions: ColumnElement[bool]) -> Source:
    """What somebody asked for and nobody has answered."""
    title = case((of_community(), Issue.number + " " + Issue.title), else_=Issue.number)
    shown = columns(Issue.id, Issue.alliance_id, title, at=Request.asked_at)
    found = (
        select(*shown).join(Request, Request.issue_id == Issue.id).where(Request.agreed.is_(None), equals(Request.kind, kind), *conditions)
    )
    return Source(found, Request.asked_at, Request.id, dated=False)


def to_give_time() -> Source:
    return _requested("extension", among(Issue.alliance_id, "handles"), of_community())


def street_to_give_time() -> Source:
    return _requested("extension", among(Issue.alliance_id, "oversees"), not_(of_community()), _own_street())


def street_to_shelve() -> Source:
    return _requested("shelving", among(Issue.alliance_id, "oversees"), _own_street())


def _actions(*conditions: ColumnElement[bool]) -> Source:
    due = func.coalesce(Action.due, literal(FAR, Date()))
    shown = columns(Action.id, Action.alliance_id, Action.number + " " + Action.title, state=Action.state, on_day=due)
    return Source(select(*shown).where(*conditions), due, Action.id, dated=True)


def _of_others() -> ColumnElement[bool]:
    return not_(among(Action.lead_organisation_id, "units"))


def _asks() -> ColumnElement[bool]:
    """Late by so many working days (:asked_on is the last such day), not reported, and no 缓报 that holds (follow_rules.question)."""
    settled = or_(Action.reported_on.is_not(None), and_(Action.paused_until.is_not(None), Action.paused_until >= bindparam("today")))
    return and_(Action.due <= bindparam("asked_on", type_=Date()), not_(settled))


def to_decide() -> Source:
    """The one question to a secretary: 上报街道 or 缓报."""
    return _actions(WORKING, _asks(), Action.paused_until.is_(None), among(Action.alliance_id, "follows"))


def to_climb() -> Source:
    """Put off once, and late still: what is left is 上报街道."""
    return _actions(WORKING, _asks(), Action.paused_until.is_not(None), among(Action.alliance_id, "follows"))


def overdue() -> Source:
    return _actions(WORKING, Action.due < bindparam("today"), not_(_asks()), among(Action.alliance_id, "follows"), _of_others())


def to_confirm_result() -> Source:
    """Done by the community itself and not confirmed by anybody else: its street is asked (domain.md, opening decision 4)."""
    heard = exists().where(
        ActionFollowUp.action_id == Action.id, ActionFollowUp.asked.in_(sorted(confirmed_by(OWN))), ActionFollowUp.solved != "unreached"
    )
    own = exists().where(Organisation.id == Action.lead_organisation_id, Organisation.kind.in_(sorted(OF_THE_COMMUNITY)))
    waits = and_(Action.state.in_(("submitted", "accepted")), own, ~heard)
    return _actions(waits, among(Action.alliance_id, "oversees"), _own_street(Action.alliance_id))


def to_accept() -> Source:
    return _actions(Action.state.in_(("submitted", "accepted")), among(Action.alliance_id, "follows"))


def to_review() -> Source:
    """Shelved until a day that has come."""
    shown = columns(Action.id, Action.alliance_id, Action.number + " " + Action.title, state=Action.state, on_day=Action.review_on)
    shelved = and_(equals(Action.state, "shelved"), Action.review_on <= bindparam("today"), among(Action.alliance_id, "follows"))
    return Source(select(*shown).where(shelved), Action.review_on, Action.id, dated=True)


def unacknowledged() -> Source:
    in_time = or_(Action.due.is_(None), Action.due >= bindparam("today"))
    return _actions(Action.state == "assigned", in_time, among(Action.alliance_id, "follows"), _of_others())


def to_do() -> Source:
    return _actions(WORKING, among(Action.lead_organisation_id, "units"))


# -- supervisors -------------------------------------------------------------------------------------------------------


def to_coordinate() -> Source:
    """What a supervisor has taken on, by the date that was promised."""
    shown = columns(Coordination.id, Coordination.alliance_id, Coordination.title, unit=Coordination.about, on_day=Coordination.due)
    mine = select(*shown).where(equals(Coordination.state, "open"), Coordination.person_id == bindparam("person"))
    return Source(mine, Coordination.due, Coordination.id, dated=True)
