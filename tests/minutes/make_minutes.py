"""鹤鸣里 and its example meeting for tests: the members of alliances.json with the names of the example, then the demo's own recorder."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from app.accounts import actions as accounts
from app.accounts.models import Person
from app.alliances import actions as alliances
from app.alliances.models import Alliance
from app.alliances.people import person_for
from app.ballots import actions as ballots
from app.core import ledger
from app.core.db import db, writing
from app.demo.example_meeting import record_example
from app.meetings import actions as meetings
from app.meetings.agenda import items_of
from app.meetings.models import Meeting
from app.minutes import actions, queries
from app.minutes.models import Minutes
from app.papers.model import Document
from app.policy import SYSTEM
from tests import make
from tests.papers import example

DAY = date(2026, 11, 12)
ROSTER = Path(__file__).resolve().parents[2] / "app" / "demo" / "alliances.json"
NAMES = {entry.unit: entry.name for entry in (*example.PRESENT.entries, *example.OBSERVERS.entries)}
NAMES |= {"云杉税务所": "韩映雪", "供热公司": "江可风"}


def heming(name: str = "鹤鸣里社区党建联盟", code: str = "TB014", prefix: str = "HML") -> Alliance:
    """The alliance with 17 voting seats and 6 observers, before anything happened."""
    found = next(one for one in json.loads(ROSTER.read_text(encoding="utf-8"))["alliances"] if one["code"] == "TB014")
    with writing():
        community = alliances.community_named(found["area_zh"], found["street"], found["community"], by=SYSTEM, at=make.AT)
        alliance = alliances.create_alliance(code, name, community, by=SYSTEM, at=make.AT, prefix=prefix)
    for number, member in enumerate(found["members"]):
        _member(alliance, member, number)
    return alliance


def _member(alliance: Alliance, member: dict[str, str], number: int) -> None:
    with writing():
        unit = alliances.add_organisation(f"{alliance.code}:{member['name']}", member["name"], member["code"], by=SYSTEM, at=make.AT)
        seat = alliances.add_seat(alliance, unit, votes=bool(member["votes"]), role=member["role"], by=SYSTEM, at=make.AT)
        person = person_for(seat, NAMES[member["name"]], f"100000001{number:02}", by=SYSTEM, at=make.AT)
        alliances.name_delegate(seat, person, "", by=SYSTEM, at=make.AT)


def qiuye(alliance: Alliance) -> Person:
    """The secretary of the example."""
    with writing():
        person = accounts.add_person("account:qiuye", "邱叶", by=SYSTEM, at=make.AT)
        accounts.grant(person, "secretary", "alliance", alliance.id, by=SYSTEM, at=make.AT)
    return person


def example_meeting() -> Meeting:
    """12 November 2026, with signed and published minutes, the fourth of the year."""
    alliance = heming()
    qiuye(alliance)
    return record_example(alliance)


def held(alliance: Alliance, secretary: Person, *, ended: bool = True) -> Meeting:
    """A small meeting of this afternoon: one topic agreed by consensus, everybody there."""
    by = make.actor(secretary)
    with writing():
        ledger.hold(alliance.id)
        plan = meetings.Plan(starts_at=make.AT, place="议事厅", ends_at=make.later(60), chair_name="郑安澜", recorder_name="邱叶")
        meeting = meetings.schedule(alliance, plan, topics=["楼道堆物清理"], by=by, at=make.AT)
        meetings.start(meeting, None, by=by, at=make.AT)
        meetings.mark_all(meeting, by=by, at=make.AT)
        (item,) = items_of(meeting)
        meetings.discuss(item, by=by, at=make.AT)
        meetings.take_notes(item, "居民反映堆物多。", version=item.notes_version, editor="e", by=by, at=make.AT)
        meetings.agree(item, "周五前清理完毕。", version=item.version, by=by, at=make.AT)
        ballots.declare_consensus(item, (), by=by, at=make.later(5), entered=make.later(5))
        if ended:
            meetings.end(meeting, None, by=by, at=make.later(60))
    return meeting


def drafted(meeting: Meeting, secretary: Person) -> Minutes:
    with writing():
        ledger.hold(meeting.alliance_id)
        minutes = actions.draft(meeting, by=make.actor(secretary), at=make.later(61))
    return minutes


def sign(minutes: Minutes, secretary: Person, *, day: date = DAY) -> Minutes:
    """Signed on paper, its files not yet made."""
    with writing():
        ledger.hold(minutes.alliance_id)
        meeting = db.session.get_one(Meeting, minutes.meeting_id)

        def compose(number: int) -> Document:
            return queries.draft_of(minutes, meeting, day, number=number)

        actions.sign_off(minutes, actions.SignOff("林知夏", day), compose, by=make.actor(secretary), at=make.later(24 * 60))
    return minutes
