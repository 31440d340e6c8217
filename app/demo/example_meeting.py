"""鹤鸣里's example meeting, recorded through the same actions as people's: three quarters before it, then notice, room, decisions,
actions, minutes signed on paper, and the draft of 议定事项公示. The words stand in example_meeting.json."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.accounts.models import Grant, Person
from app.accounts.queries import actor_for
from app.alliances import actions as alliances
from app.alliances.models import Alliance, Organisation, Seat
from app.alliances.people import person_for
from app.ballots import actions as ballots
from app.core import ledger
from app.core.clock import at_local, local
from app.core.db import db, writing
from app.issues.models import Issue
from app.meetings import actions as meetings
from app.meetings.agenda import items_of
from app.meetings.models import AgendaItem, Meeting
from app.minutes import actions as minutes_actions
from app.minutes import publishing
from app.minutes.actions import SignOff
from app.minutes.models import Minutes
from app.minutes.queries import draft_of, representatives
from app.papers.model import Document
from app.policy import SYSTEM, Actor
from app.resolutions import actions as resolutions
from app.resolutions import steps
from app.resolutions.models import Action, Resolution
from app.resolutions.rules import Assignment
from app.settings import actions as settings

SOURCE = Path(__file__).with_suffix(".json")
VENUE = "社区党群服务站二楼议事厅"
CHECKS = {"notified": True, "ours": True, "recusals": True, "comparison": True}
HELD, SIGNED_ON, SLIPS = date(2026, 11, 12), date(2026, 11, 18), date(2026, 11, 24)
#: Where the prose names the issue that stands for the others; the true number is put there when there is one.
NUMBER_IN_PROSE = "D2026-1107"
NOTICE = (date(2026, 11, 19), date(2026, 11, 23))
Seats = Mapping[str, Seat]


def record_example(alliance: Alliance, *, at: datetime | None = None) -> Meeting:
    """Record everything; outside `writing()`, because minutes are published in several transactions. `at`: when the members were named.

    Needs the alliance's members with their delegates (roster TB014). Returns the meeting of 12 November 2026.
    """
    example = Example(alliance)
    example.prepare(at or at_local(date(2026, 7, 1), 9))
    for quarter in example.words["earlier"]:
        example.hold_quarter(quarter)
        example.carry_out(quarter)
        example.publish_quarter(quarter)
    example.hold()
    return example.publish()


def _clock_runs(_moment: datetime) -> None:
    """Where nobody has stopped the clock, nobody can turn it."""


class Example:
    """Step by step, so that a year can stand around it: `turn` moves a clock that stands. Each step outside `writing()`."""

    def __init__(self, alliance: Alliance, turn: Callable[[datetime], None] = _clock_runs) -> None:
        self.alliance, self.alliance_id, self.turn = alliance, alliance.id, turn
        self.by = _secretary(alliance)
        self.words: dict[str, Any] = json.loads(SOURCE.read_text(encoding="utf-8"))
        self.meetings: dict[str, int] = {}  # day -> id

    def prepare(self, at: datetime) -> None:
        _step(self.alliance_id, lambda: _prepare(self.alliance, self.words, by=self.by, at=at))

    def hold_quarter(self, quarter: dict[str, Any]) -> None:
        self.turn(at_local(_day(quarter["day"]) + timedelta(days=1), 9))
        work = partial(_earlier_meeting, self.alliance, quarter, self.by)
        self.meetings[quarter["day"]] = int(_step(self.alliance_id, work))

    def carry_out(self, quarter: dict[str, Any]) -> None:
        closed = [_day(action["closed"]) for action in quarter["actions"] if "closed" in action]
        if closed:
            self.turn(at_local(max(closed), 16))
        _step(self.alliance_id, partial(_carry_out, self.meetings[quarter["day"]], quarter["actions"], by=self.by))

    def publish_quarter(self, quarter: dict[str, Any]) -> None:
        signed = at_local(_day(quarter["day"]) + timedelta(days=6), 16)
        self.turn(signed)
        _publish(self.meetings[quarter["day"]], self.by, signed)

    def hold(self, issues: Mapping[int, Sequence[int]] | None = None) -> None:
        """The meeting of 12 November. `issues`: by the topic's place, the ids of accepted issues that it answers, the master first."""
        self.turn(at_local(HELD - timedelta(days=3), 10))
        tabled = issues or {}
        self.meetings["main"] = int(_step(self.alliance_id, partial(_notified, self.alliance, self.words, tabled, by=self.by)))
        self.turn(at_local(HELD + timedelta(days=1), 9))
        _step(self.alliance_id, partial(_main_meeting, self.meetings["main"], self.words, by=self.by))

    def publish(self) -> Meeting:
        self.turn(at_local(SIGNED_ON, 16))
        _publish(self.meetings["main"], self.by, at_local(SIGNED_ON, 16), words=self.words)
        return db.session.get_one(Meeting, self.meetings["main"])


def _step(alliance_id: int, work: Callable[[], Any]) -> Any:
    """One write transaction of the alliance, as one press of a button would be."""
    with writing():
        ledger.hold(alliance_id)
        return work()


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _secretary(alliance: Alliance) -> Actor:
    found = select(Person).join(Grant, Grant.person_id == Person.id).where(Grant.role == "secretary", Grant.place_id == alliance.id)
    person = db.session.scalars(found.where(Grant.place == "alliance", Grant.ended_at.is_(None)).order_by(Grant.id)).first()
    return actor_for(person.id, person.name) if person else SYSTEM


# -- members -----------------------------------------------------------------------------------------------------------


def _prepare(alliance: Alliance, words: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """What the roster does not know: the bureau that is asked for its support, who is 书记, the telephones of the public notice."""
    bureau = words["bureau"]
    seat = alliances.add_member(alliance, bureau["unit"], bureau["kind"], votes=False, by=by, at=at)
    alliances.name_delegate(seat, person_for(seat, bureau["name"], "", by=by, at=at), bureau["title"], by=by, at=at)
    seats = _seats(alliance.id)
    for unit, title in words["titles"].items():
        alliances.name_delegate(seats[unit], db.session.get_one(Person, seats[unit].delegate_id), title, by=by, at=at)
    for name, number in (("public.phone", "0000-0000000"), ("public.street_phone", "0000-0000001")):
        settings.decide(name, alliance.id, number, by=by, at=at)


def _seats(alliance_id: int) -> dict[str, Seat]:
    statement = select(Organisation.name, Seat).join(Seat, Seat.organisation_id == Organisation.id)
    statement = statement.where(Seat.alliance_id == alliance_id, Seat.ended_at.is_(None)).order_by(Seat.id)
    return {row.name: row.Seat for row in db.session.execute(statement)}


# -- the quarters before -----------------------------------------------------------------------------------------------


def _plan(alliance: Alliance, day: date, *, chair: str, by: Actor, late_entry: bool) -> meetings.Plan:
    return meetings.Plan(
        starts_at=at_local(day, 14),
        ends_at=at_local(day, 16),
        place=VENUE,
        chair_seat_id=_seats(alliance.id)[chair].id,
        recorder_name=by.name,
        contact=by.name,
        late_entry=late_entry,
    )


def _earlier_meeting(alliance: Alliance, quarter: dict[str, Any], by: Actor) -> int:
    """One topic, agreed by consensus, entered the day after from paper (补录)."""
    day = _day(quarter["day"])
    at = at_local(day + timedelta(days=1), 9)
    plan = _plan(alliance, day, chair="鹤鸣里社区党委", by=by, late_entry=True)
    meeting = meetings.schedule(alliance, plan, topics=[quarter["topic"]], by=by, at=at)
    meetings.start(meeting, None, by=by, at=at)
    meetings.mark_all(meeting, by=by, at=at)
    *reports, item = items_of(meeting)
    for told in reports:
        meetings.report(told, "", by=by, at=at_local(day, 14, 10))
    _decide(item, quarter, by=by, at=at_local(day, 15))
    meetings.end(meeting, None, by=by, at=at)
    for action in quarter["actions"]:
        _assign(item, action, assigned_on=day + timedelta(days=8), by=by, at=at)
    minutes_actions.draft(meeting, by=by, at=at)
    return meeting.id


def _carry_out(meeting_id: int, actions: list[dict[str, Any]], *, by: Actor) -> None:
    """From 签收 to 销号, as the secretary entered it from paper; what was not done stays open."""
    paper = by.on_behalf("paper")
    for words in actions:
        if "closed" not in words:
            continue
        action = db.session.scalars(select(Action).where(Action.meeting_id == meeting_id, Action.title == words["title"])).one()
        day = _day(words["closed"])
        steps.acknowledge(action, words["lead"], by=paper, at=at_local(action.assigned_on, 16))
        steps.submit(action, words["result"], by=paper, at=at_local(day, 10))
        steps.accept(action, "", by=by, at=at_local(day, 11))
        steps.close(action, "solved", "已回访，居民满意", day, by=by, at=at_local(day, 16))


# -- the meeting of 12 November ----------------------------------------------------------------------------------------


def _notified(alliance: Alliance, words: dict[str, Any], issues: Mapping[int, Sequence[int]], *, by: Actor) -> int:
    at = at_local(HELD - timedelta(days=7), 10)
    meeting = meetings.schedule(alliance, _plan(alliance, HELD, chair="商圈联合党支部", by=by, late_entry=False), by=by, at=at)
    for place, topic in enumerate(words["topics"]):
        common = {"presenter": topic["presenter"], "regime": topic["regime"]}
        if found := [db.session.get_one(Issue, one) for one in issues.get(place, ())]:
            meetings.table_issues(meeting, found, topic["title"], by=by, at=at, **common)
            topic["before"] = topic["before"].replace(NUMBER_IN_PROSE, found[0].number)
        else:
            meetings.add_item(meeting, topic["title"], by=by, at=at, **common)
    meetings.notify(meeting, meeting.title, reason="", by=by, at=at_local(HELD - timedelta(days=3), 10))
    return meeting.id


def _main_meeting(meeting_id: int, words: dict[str, Any], *, by: Actor) -> None:
    """Held, and its actions assigned on the day after."""
    day, meeting = HELD, db.session.get_one(Meeting, meeting_id)
    _come(meeting, words, _seats(meeting.alliance_id), by=by, at=at_local(day, 13, 50))
    meetings.start(meeting, None, by=by, at=at_local(day, 14))
    report, *topics = items_of(meeting)
    _report(meeting, report, words["extension"], by=by, at=at_local(day, 14, 10))
    for number, (item, topic) in enumerate(zip(topics, words["topics"], strict=True)):
        _decide(item, topic, by=by, at=at_local(day, 14, 40) + timedelta(minutes=30 * number))
    meetings.end(meeting, None, by=by, at=at_local(day, 16, 10))
    for action in (*words["actions"], *words["letters"]):
        _assign(topics[action["topic"]], action, assigned_on=SLIPS, by=by, at=at_local(day + timedelta(days=1), 9))


def _come(meeting: Meeting, words: dict[str, Any], seats: Seats, *, by: Actor, at: datetime) -> None:
    for unit, seat in seats.items():
        status = "apology" if unit in words["apologies"] else "present"
        meetings.mark(meeting, seat, meetings.Mark(status), by=by, at=at)
    meetings.walk_in(meeting, words["guest"]["unit"], words["guest"]["name"], arrived=None, by=by, at=at)


def _report(meeting: Meeting, item: AgendaItem, extension: dict[str, Any], *, by: Actor, at: datetime) -> None:
    promised = select(Action).where(Action.alliance_id == item.alliance_id, Action.title == extension["title"])
    action = db.session.scalars(promised).one()
    steps.extend(
        action,
        _day(extension["new_due"]),
        extension["reason"],
        "meeting",
        asked_on=_day(extension["asked_on"]),
        final=True,
        meeting_id=meeting.id,
        by=by.on_behalf("chair"),
        at=at,
    )
    meetings.report(item, "", by=by, at=at)


def _decide(item: AgendaItem, topic: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """Discussed, agreed point by point, then consensus or a show of hands."""
    chair = by.on_behalf("chair")
    meetings.discuss(item, by=chair, at=at)
    if recusal := topic.get("recusal"):
        meetings.recuse(item, _seats(item.alliance_id)[recusal["unit"]], recusal["reason"], requested=False, by=by, at=at)
    meetings.agree(item, "\n".join(topic["agreed"]), version=item.version, by=by, at=at)
    if hands := topic.get("hands"):
        ballots.record_hands(item, topic["motion"], hands, "叶怀瑾", CHECKS, by=chair, at=at + timedelta(minutes=20))
    else:
        ballots.declare_consensus(item, (), by=chair, at=at, entered=at)


def _assign(item: AgendaItem, words: dict[str, Any], *, assigned_on: date, by: Actor, at: datetime) -> None:
    units = _seats(item.alliance_id)
    resolution = db.session.scalars(select(Resolution).where(Resolution.item_id == item.id)).one()
    what = Assignment(
        title=words["title"],
        lead_organisation_id=units[words["lead"]].organisation_id,
        assigned_on=assigned_on,
        supports=tuple(units[unit].organisation_id for unit in words["supports"]),
        due=_day(words["due"]) if "due" in words else None,
        workdays=words.get("workdays"),
        due_words=words.get("due_words", ""),
        criteria=words.get("criteria", ""),
        via=words.get("via", ""),
    )
    resolutions.assign(resolution, what, by=by, at=at)


# -- minutes -----------------------------------------------------------------------------------------------------------


def _publish(meeting_id: int, by: Actor, at: datetime, words: dict[str, Any] | None = None) -> None:
    """The secretary's prose, the sign-off on paper by 林知夏, the stored files."""

    def signed() -> int:
        meeting = db.session.get_one(Meeting, meeting_id)
        minutes = minutes_actions.draft(meeting, by=by, at=at)
        if words is not None:
            _write(meeting, minutes, words, by=by, at=at)
        day = local(at).date()

        def compose(number: int) -> Document:
            return draft_of(minutes, meeting, day, number=number)

        minutes_actions.sign_off(minutes, SignOff("林知夏", day), compose, by=by.on_behalf("paper"), at=at)
        return minutes.id

    alliance_id = db.session.get_one(Meeting, meeting_id).alliance_id
    publishing.finish(int(_step(alliance_id, signed)), by=by, at=at)


def _write(meeting: Meeting, minutes: Minutes, words: dict[str, Any], *, by: Actor, at: datetime) -> None:
    minutes_actions.write_head(minutes, words["title"], "", "", version=minutes.version, by=by, at=at)
    lead = words["lead"]
    minutes_actions.write_section(minutes, "lead", None, lead["before"], lead["after"], version=0, by=by, at=at)
    topics = [item for item in items_of(meeting) if item.kind == "topic"]
    notice = []
    for item, topic in zip(topics, words["topics"], strict=True):
        minutes_actions.write_section(minutes, "item", item.id, topic["before"], topic["after"], version=0, by=by, at=at)
        notice.append({"item": item.id, "title": item.title, "text": "\n".join(topic["notice"])})
    minutes_actions.write_public_notice(meeting, notice, *NOTICE, representatives(meeting), version=0, by=by, at=at)
