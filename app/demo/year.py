"""鹤鸣里 from 25 November 2025 to 24 November 2026, in the order in which it happened, through the same actions as people's.

The ordinary life stands in year_issues.json and year_meetings.json as stories with days; year_issues.py and year_meetings.py live them on
the demo city's heap of moments (city/life.py), a few weeks in each write transaction. Between them stand the example meeting and the other
examples. What domain.md §7 wants to be seen ("Demo must show"), and where it is:

- one inquorate meeting: 4 December 2025, snowed in; held a week later (year_meetings.json, "snowed_in")
- one tie: 5 February 2026, the open-air film at 14 degrees below zero ("lanterns")
- one recusal: 12 November 2026, 和美物业 on the parking (example_meeting.json)
- one secret ballot: 11 December 2025, on paper, with a run-off: who chairs first ("rota")
- one consensus: nearly every item; one with a reservation ("rota"), and by a letter of authority and a stand-in ("rain")
- one owners' matter refused: 14 May 2026, the charging shed; the owners' own result entered in September ("rain")
- one objection in 公示: 19 November 2026 (notice_example.py)
- one overdue beyond 5 working days with 催办记录: the valve at the west gate, due 16 November 2026 ("valve")
- one merged cluster of 5: six reports about parking at night, five of them merged into the first (year_issues.json, "parking")
- one 2027 due date: the trial of the parking and its review (example_meeting.json)
- one meeting entered afterwards with paper sign-off: 5 February and 13 August 2026 ("lanterns", example_meeting.json)
- one 12345 transfer: eight that the year has settled or merged, and one that runs (intake_example.py)
- one report about the community: one that the street has settled (here), and one that waits (intake_example.py)
- one anonymous digest item: two that are closed for the digest, their answer posted ("lift_ads", "invoices"); its page is not built yet
- besides: every category, channel and route; 回访 by the secretary and the street, one 不满意 and begun anew ("handrail"), one ended with
  an explanation ("lift"); returned, shelved, declined, withdrawn; actions extended and done again; a 微心愿 taken up by a unit; rule
  cards in three versions, one of them dropped; a matter that the street took on and finished"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import select

from app.accounts.models import Account, Person
from app.accounts.queries import actor_for
from app.alliances.models import Alliance
from app.core import ledger
from app.core.clock import at_local
from app.core.db import db, writing
from app.demo import year_issues, year_meetings
from app.demo.city import ballot_life
from app.demo.example_meeting import Example
from app.demo.notice_example import ANSWERED, record_notice
from app.demo.year_life import Year
from app.issues import actions as issues
from app.issues import endings, intake
from app.issues.endings import Closing, Heard
from app.oversight import actions as oversight
from app.oversight.models import Coordination
from app.policy import Actor
from app.resolutions import steps
from app.resolutions.models import Action
from app.rulecards import actions as cards
from app.rulecards.actions import Confirmation
from app.rulecards.models import RuleCard
from app.rulecards.rules import complete

BEGIN = at_local(date(2025, 11, 24), 9)
STREET, CONVENER = "duanqiming", "林知夏"
#: Query code of the report about the community that the street has settled.
SETTLED = "1124000000000005"
GATE = "春晖小区4单元门禁更换"
#: When the job that destroys keys comes by, as it does every few minutes.
SPRING = at_local(date(2026, 3, 1), 8)
#: The issues that the three topics of 12 November answer.
TABLED = ("parking", "childcare", "canteen")


def record_year(home: Alliance, by: Actor, turn_clock: Callable[[datetime], None]) -> None:
    """All of it but what waits on the demo's morning (present_day.py). Outside `writing()`."""
    example = Example(home, turn_clock)
    example.prepare(BEGIN)
    year = Year(home, turn_clock)
    _plan_everything(year)
    (autumn,) = [quarter for quarter in example.words["earlier"] if quarter["actions"]]
    _live(year, date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1))
    turn_clock(SPRING)
    ballot_life.destroy_keys(SPRING)
    _live(year, *(date(2026, month, 1) for month in range(4, 9)), date(2026, 8, 14))
    example.hold_quarter(autumn)
    _live(year, date(2026, 8, 19))
    example.publish_quarter(autumn)
    _plan_gate(year)
    _live(year, date(2026, 8, 24))
    _about_the_window(year, turn_clock)
    _live(year, date(2026, 10, 1), date(2026, 10, 19))
    example.carry_out(autumn)
    _live(year, date(2026, 11, 5))
    example.hold({place: [year.issues[key]] for place, key in enumerate(TABLED)})
    _live(year, date(2026, 11, 18))
    meeting = example.publish()
    turn_clock(at_local(ANSWERED, 9))
    record_notice(meeting.id, by)
    _live(year, date(2026, 11, 24))


def _plan_everything(year: Year) -> None:
    year_issues.begin(year)
    year_meetings.begin(year)
    life = year.life
    life.plan(BEGIN, partial(_confirm, year, {}, date(2025, 11, 24)))
    life.plan(at_local(date(2025, 12, 16), 10), partial(_confirm, year, {"rotation": "units"}, date(2025, 12, 15)))
    life.plan(at_local(date(2026, 2, 25), 10), partial(_draft_casting_vote, year))
    life.plan(at_local(date(2026, 4, 9), 8, 50), partial(_take_on, year))


def _live(year: Year, *days: date) -> None:
    """Up to the morning of each of the days: a write transaction for each."""
    for day in days:
        year.life.run(at_local(day, 0))


# -- the rules ---------------------------------------------------------------------------------------------------------


def _confirm(year: Year, changes: dict[str, Any], on: date, at: datetime) -> None:
    """The convener's word on paper, entered by the secretary."""
    by, paper = year.life.secretary, year.life.paper
    drafted = cards.draft(year.home_id, complete(changes), version=0, by=by, at=at)
    cards.confirm(drafted, Confirmation(CONVENER, on), version=drafted.version, by=paper, at=at)


def _draft_casting_vote(year: Year, at: datetime) -> None:
    """After the tie somebody wanted the chair to break ties; the members would rather talk once more."""
    card = complete({"rotation": "units", "casting_vote": True})
    drafted = year.life.keep(cards.draft(year.home_id, card, version=0, by=year.life.secretary, at=at))
    year.life.plan(at_local(date(2026, 3, 4), 11), partial(_drop, year, drafted.id))


def _drop(year: Year, card_id: int, at: datetime) -> None:
    cards.drop(year.life.get(RuleCard, card_id), by=year.life.secretary, at=at)


# -- the gate that is late ---------------------------------------------------------------------------------------------


def _plan_gate(year: Year) -> None:
    """What 和美物业 said about the gate before the meeting of 12 November gave it more time."""
    action = db.session.scalars(select(Action).where(Action.alliance_id == year.home_id, Action.title == GATE)).one()
    for day, words in (
        (date(2026, 8, 24), ""),
        (date(2026, 9, 8), "尺寸量好，已订门体。"),
        (date(2026, 10, 28), "门体是定制的，到货推迟。"),
    ):
        year.life.plan(at_local(day, 10), partial(_gate, year, action.id, words))


def _gate(year: Year, action_id: int, words: str, at: datetime) -> None:
    action, member = year.life.get(Action, action_id), year.units["和美物业"]
    if words:
        steps.report_progress(action, words, by=member.actor, at=at, name=member.person)
    else:
        steps.acknowledge(action, member.person, by=member.actor, at=at)


# -- what the street does ----------------------------------------------------------------------------------------------


def _street() -> Actor:
    statement = select(Person).join(Account, Account.person_id == Person.id).where(Account.login == STREET)
    person = db.session.scalars(statement).one()
    return actor_for(person.id, person.name)


def _take_on(year: Year, at: datetime) -> None:
    """The pump belongs to a company that is nobody's in the alliance: 段启明 takes it on."""
    by, issue = _street(), year.issue("water")
    plan = "约供水公司和物业到泵房看现场，定下换泵的日子"
    taken = oversight.take(issue, "issue_overdue", issue.title, plan, date(2026, 4, 16), name=by.name, by=by, at=at)
    year.life.keep(taken)
    year.life.plan(at_local(date(2026, 4, 16), 17), partial(_settle, year, taken.id))


def _settle(year: Year, taken_id: int, at: datetime) -> None:
    outcome = "供水公司14日换泵，15日、16日早高峰到12楼试过水。"
    oversight.finish(year.life.get(Coordination, taken_id), outcome, by=_street(), at=at)


def _about_the_window(year: Year, turn_clock: Callable[[datetime], None]) -> None:
    """A report about the community's own window: the street's alone, told in the city's chain."""
    said = "给老人办高龄津贴，窗口两次让改日再来，没说清缺什么材料。"
    told = intake.Said(said, "OTHER", "社区党群服务站", "confidential", True, "周远之", "10000000077")
    done, asked = at_local(date(2026, 8, 27), 16), at_local(date(2026, 8, 31), 10)
    turn_clock(asked)
    by = _street()
    with writing():
        ledger.hold(ledger.CITY)
        issue = intake.take_in(db.session.get_one(Alliance, year.home_id), told, SETTLED, at=at_local(date(2026, 8, 24), 19, 10))
        issues.accept(issue, title="办高龄津贴没有一次说清材料", by=by, at=at_local(date(2026, 8, 25), 9))
        answer = "街道到窗口核实，已当面道歉；高龄津贴的材料单贴在窗口，当天把缺的补齐办完。"
        issues.finish(issue, answer, by=by, at=done)
        endings.follow_up(issue, Heard("street", "phone", "yes", "satisfied", "这回一次就办完了。"), by=by, at=asked)
        endings.close(issue, Closing("solved", ""), by=by, at=asked)
