"""Ballots in writing: who may answer until when, who is present by answering, and when the chair may close."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts import actions as accounts
from app.accounts.models import Person
from app.alliances.models import Alliance, Seat, StandIn
from app.ballots import actions, casting, written
from app.ballots.in_writing import moment, still_to_answer
from app.ballots.models import Motion
from app.ballots.queries import export
from app.ballots.question import Question
from app.ballots.recount import recount
from app.ballots.written import Matter
from app.ballots.written_forms import WrittenForm
from app.ballots.written_pages import invitation, reminder, reminder_to, time_left
from app.core import ledger
from app.core.clock import at_local, now
from app.core.db import db, writing
from app.core.lifecycle import Refused
from app.core.perform import record
from app.core.workdays import Calendar
from app.meetings import actions as meetings
from app.meetings import hall_codes
from app.meetings.agenda import items_of
from app.meetings.models import AgendaItem, Attendance, Meeting
from app.meetings.queries import last_of
from app.minutes import compose
from app.minutes.gathering import record_of
from app.minutes.record import Drafting, Prose
from app.papers.blocks import Names
from app.policy import SYSTEM, Actor
from app.resolutions import steps
from app.resolutions.models import Resolution
from app.resolutions.reporting import report_lines
from tests import make
from tests.make import AT, later
from tests.meetings import make_meetings
from tests.resolutions import make_resolutions
from tests.rulecards import make_cards

CHECKED = {"ours": True, "recusals": True, "comparison": True}
DEADLINE = AT + timedelta(days=5)


@dataclass
class Sent:
    """A ballot in writing that went out at AT, and runs until DEADLINE."""

    alliance: Alliance
    seats: list[Seat]
    person: Person
    motion: Motion

    @property
    def secretary(self) -> Actor:
        return make.actor(self.person)

    @property
    def chair(self) -> Actor:
        return self.secretary.on_behalf("chair")

    @property
    def meeting(self) -> Meeting:
        return db.session.get_one(Meeting, self.motion.meeting_id)

    @property
    def item(self) -> AgendaItem:
        return db.session.get_one(AgendaItem, self.motion.item_id)

    def delegate(self, number: int) -> Actor:
        """With a password, which lifts every tier."""
        return signed_in(make.delegate_of(self.seats[number]), "password")


def signed_in(person: Person, kind: str) -> Actor:
    with writing():
        row, _token = accounts.start_sign_in(person.id, kind, AT, timedelta(days=90))
    return replace(make.actor(person), signin_id=row.id)


def matter(regime: str = "alliance_majority", deadline: datetime = DEADLINE, **more: Any) -> Matter:
    return Matter("东门岗亭改为24小时值守", "近三个月夜间求助27次", regime, deadline, CHECKED, **more)


def sent(seats: int = 9, **more: Any) -> Sent:
    alliance = make.alliance()
    return sent_to(alliance, make.seats(alliance, seats), **more)


def sent_to(alliance: Alliance, members: list[Seat], **more: Any) -> Sent:
    person = make.secretary(alliance)
    with writing():
        ledger.hold(alliance.id)
        motion = written.send(alliance, matter(**more), by=make.actor(person), at=AT)
    return Sent(alliance, members, person, motion)


def answer(of: Sent, choices: dict[int, Any], at: datetime | None = None) -> None:
    for number, choice in choices.items():
        by = of.delegate(number)
        with writing():
            ledger.hold(of.alliance.id)
            casting.cast(of.motion, of.seats[number].id, choice, by=by, at=at or later(60))


def close(of: Sent, at: datetime = DEADLINE) -> None:
    with writing():
        ledger.hold(of.alliance.id)
        db.session.refresh(of.motion)
        actions.close_motion(of.motion, by=of.chair, at=at)


def why(of: Alliance, act: Callable[[], Any]) -> tuple[str, str | None, dict[str, Any]]:
    with pytest.raises(Refused) as refused, writing():
        ledger.hold(of.id)
        act()
    return refused.value.reason, refused.value.field, refused.value.values


# -- sending -----------------------------------------------------------------------------------------------------------


def test_sending_makes_a_meeting_of_its_own_with_one_open_item_and_the_roll_of_that_moment(any_app: Flask) -> None:
    of = sent(9)
    meeting, motion = of.meeting, of.motion
    assert (meeting.kind, meeting.state, meeting.started_at, meeting.item_count) == ("written", "in_session", AT, 1)
    assert meeting.title.endswith("2026年11月书面表决")
    assert (motion.state, motion.written, motion.deadline, motion.visibility) == ("open", True, DEADLINE, "named")
    assert (of.item.title, of.item.summary, of.item.regime) == ("东门岗亭改为24小时值守", "近三个月夜间求助27次", "alliance_majority")
    make.seat(of.alliance)
    assert [line.seat_id for line in casting.roll_of(motion)] == [seat.id for seat in of.seats]
    assert list(ledger.verify()) == []


@pytest.mark.parametrize(
    ("regime", "reason"),
    [
        ("owners_278_half", "decision.owners"),
        ("owners_278_threequarters", "decision.owners"),
        ("residents_meeting", "decision.residents_meeting"),
        ("dept", "decision.department"),
        ("none", "decision.nothing"),
        ("consensus", "motion.consensus_first"),
    ],
)
def test_what_is_not_for_a_ballot_is_not_sent_and_nothing_stays(app: Flask, regime: str, reason: str) -> None:
    alliance = make.alliance()
    make.seats(alliance, 3)
    who = make.actor(make.secretary(alliance))
    assert why(alliance, lambda: written.send(alliance, matter(regime), by=who, at=AT))[:2] == (reason, "regime")
    assert db.session.scalars(select(Meeting)).all() == []


@pytest.mark.parametrize("base", ["present", "cast", "yes_no"])
def test_a_base_that_staying_away_can_shrink_is_refused(any_app: Flask, base: str) -> None:
    alliance = make.alliance()
    make.seats(alliance, 3)
    make_cards.confirmed(alliance.id, majority=make_cards.share(1, 2, strict=True, base=base))
    who = make.actor(make.secretary(alliance))
    assert why(alliance, lambda: written.send(alliance, matter(), by=who, at=AT))[:2] == ("written.base", "regime")
    with writing():
        ledger.hold(alliance.id)
        assert written.send(alliance, matter("alliance_two_thirds"), by=who, at=AT).state == "open"


def test_the_deadline_lies_ahead_but_not_for_ever_and_somebody_can_vote(any_app: Flask) -> None:
    alliance = make.alliance()
    who = make.actor(make.secretary(alliance))

    def send(deadline: datetime) -> Callable[[], Any]:
        return lambda: written.send(alliance, matter(deadline=deadline), by=who, at=AT)

    assert why(alliance, send(AT))[:2] == ("written.past", "until_day")
    assert why(alliance, send(AT + timedelta(days=91)))[:2] == ("written.far", "until_day")
    assert why(alliance, send(DEADLINE))[0] == "written.nobody"


def test_in_writing_there_are_neither_hands_nor_consensus(any_app: Flask) -> None:
    of = sent(3)
    with writing():
        ledger.hold(of.alliance.id)
        actions.withdraw_motion(of.motion, "改在会上", by=of.chair, at=later(5))
    assert why(of.alliance, lambda: actions.create_motion(of.item, "岗亭", "hands", by=of.chair, at=later(6)))[0] == "written.named"
    assert why(of.alliance, lambda: actions.create_motion(of.item, "岗亭", "secret", by=of.chair, at=later(6)))[0] in (
        "written.named",
        "motion.visibility",
    )
    assert why(of.alliance, lambda: actions.declare_consensus(of.item, [], by=of.chair, at=later(6), entered=later(6)))[0] == (
        "written.no_consensus"
    )
    with writing():
        ledger.hold(of.alliance.id)
        draft = actions.create_motion(of.item, "岗亭", "named", by=of.chair, at=later(7))
    assert why(of.alliance, lambda: actions.open_motion(draft, CHECKED, by=of.chair, at=later(8)))[0] == "written.no_deadline"


# -- answering ---------------------------------------------------------------------------------------------------------


def test_nobody_checks_in_and_an_answer_may_be_changed_until_the_deadline(any_app: Flask) -> None:
    of = sent(3)
    answer(of, {0: "for"})
    answer(of, {0: "against"}, later(120))
    answer(of, {1: "for"}, DEADLINE - timedelta(seconds=1))
    assert {seat: vote.choice for seat, vote in casting.votes_of(of.motion).items()} == {
        of.seats[0].id: "against",
        of.seats[1].id: "for",
    }
    third = of.delegate(2)
    late = why(of.alliance, lambda: casting.cast(of.motion, of.seats[2].id, "for", by=third, at=DEADLINE))
    assert late == ("written.over", None, {"time": "11月17日14时"})


def test_a_seat_is_answered_for_by_its_delegate_or_a_stand_in_named_beforehand(any_app: Flask) -> None:
    of = sent(3)
    seat = of.seats[0]
    other = of.delegate(1)
    assert why(of.alliance, lambda: casting.cast(of.motion, seat.id, "for", by=other, at=later(5)))[0] == "written.not_yours"
    with writing():
        ledger.hold(of.alliance.id)
        db.session.add(StandIn(seat_id=seat.id, person_id=other.id))
        record("seat.stand_in", seat, by=of.secretary, at=later(6))
    with writing():
        ledger.hold(of.alliance.id)
        casting.cast(of.motion, seat.id, "for", by=other, at=later(7))
    assert casting.votes_of(of.motion)[seat.id].person_id == other.id


def test_one_person_answers_for_one_member(app: Flask) -> None:
    of = sent(3)
    both = of.delegate(1)
    with writing():
        ledger.hold(of.alliance.id)
        db.session.add(StandIn(seat_id=of.seats[0].id, person_id=both.id))
        record("seat.stand_in", of.seats[0], by=of.secretary, at=later(6))
    with writing():
        ledger.hold(of.alliance.id)
        casting.cast(of.motion, of.seats[0].id, "for", by=both, at=later(7))
    assert why(of.alliance, lambda: casting.cast(of.motion, of.seats[1].id, "for", by=both, at=later(8)))[0] == "written.one_seat"
    with writing():
        ledger.hold(of.alliance.id)
        casting.cast(of.motion, of.seats[0].id, "against", by=both, at=later(9))
    assert {seat: vote.choice for seat, vote in casting.votes_of(of.motion).items()} == {of.seats[0].id: "against"}


def test_a_stand_in_named_beforehand_gets_a_code_for_a_ballot_in_writing_only(app: Flask) -> None:
    of = sent(3)
    stand_in = make.delegate_of(make.seat(make.alliance(), "区水文站", "穆清和"))
    with writing():
        ledger.hold(of.alliance.id)
        db.session.add(StandIn(seat_id=of.seats[0].id, person_id=stand_in.id))
        record("seat.stand_in", of.seats[0], by=of.secretary, at=later(6))
    with writing():
        ledger.hold(of.alliance.id)
        slips = hall_codes.make_codes(of.meeting, [stand_in.id], by=of.secretary, at=later(7))
    assert [slip.name for slip in slips] == ["穆清和"]
    held = make_meetings.running(of.alliance)
    assert [one.name for one in hall_codes.holders(held) if one.person_id == stand_in.id] == []


def test_a_bound_telephone_types_its_code_first(any_app: Flask) -> None:
    of = sent(3)
    person = make.delegate_of(of.seats[0])
    phone = signed_in(person, "phone")
    assert why(of.alliance, lambda: casting.cast(of.motion, of.seats[0].id, "for", by=phone, at=later(5)))[0] == "written.code"
    with writing():
        ledger.hold(of.alliance.id)
        (slip,) = hall_codes.make_codes(of.meeting, [person.id], by=of.secretary, at=later(6))
        assert hall_codes.enter(of.meeting, person.id, phone.signin_id, slip.code, by=phone, at=later(7)) is None
    with writing():
        ledger.hold(of.alliance.id)
        casting.cast(of.motion, of.seats[0].id, "for", by=phone, at=later(8))
    assert casting.votes_of(of.motion)[of.seats[0].id].choice == "for"


def test_papers_that_came_back_are_typed_until_the_count(any_app: Flask) -> None:
    of = sent(3)
    with writing():
        ledger.hold(of.alliance.id)
        papers = {of.seats[0].id: "for", of.seats[1].id: "invalid"}
        casting.type_papers(of.motion, papers, by=of.secretary.on_behalf("paper"), at=DEADLINE + timedelta(hours=1))
    close(of, DEADLINE + timedelta(hours=2))
    assert (of.motion.counts or {})["counts"]["seats"] | {"quorum_required": 2} == {
        "entitled": 3,
        "present": 2,
        "recused": 0,
        "recused_absent": 0,
        "for": 1,
        "against": 0,
        "abstain": 0,
        "invalid": 1,
        "not_voted": 0,
        "base": 3,
        "required": 2,
        "quorum_required": 2,
    }


# -- closing -----------------------------------------------------------------------------------------------------------


def test_the_chair_closes_when_all_have_answered_or_after_the_deadline(any_app: Flask) -> None:
    of = sent(3)
    answer(of, {0: "for", 1: "for"})
    assert why(of.alliance, lambda: actions.close_motion(of.motion, by=of.chair, at=later(90))) == (
        "written.too_early",
        None,
        {"missing": 1, "time": "11月17日14时"},
    )
    assert still_to_answer(of.motion) == [of.seats[2].id]
    answer(of, {2: "abstain"}, later(100))
    close(of, later(110))
    assert (of.motion.state, of.motion.result, of.item.state) == ("counted", "carried", "decided")
    assert (of.meeting.state, of.meeting.ended_at) == ("ended", later(110))
    assert list(ledger.verify()) == []


def test_nothing_closes_by_itself(any_app: Flask) -> None:
    of = sent(3)
    answer(of, {0: "for", 1: "for", 2: "for"})
    db.session.refresh(of.motion)
    assert of.motion.state == "open"


def test_present_is_who_answered_or_declared_a_recusal_and_the_base_is_everybody_else(any_app: Flask) -> None:
    of = sent(9)
    answer(of, {0: "for", 1: "for", 2: "for", 3: "against", 4: "abstain"})
    with writing():
        ledger.hold(of.alliance.id)
        meetings.recuse(of.item, of.seats[5], "经营岗亭", requested=False, by=of.secretary, at=later(70))
        meetings.recuse(of.item, of.seats[0], "亲属经营岗亭", requested=False, by=of.secretary, at=later(71))
        held = meetings.recuse(of.item, of.seats[6], "别人提出", requested=True, by=of.secretary, at=later(72))
    with writing():
        ledger.hold(of.alliance.id)
        meetings.grant_recusal(held, by=of.secretary, at=later(73))
    close(of)
    found = (of.motion.counts or {})["counts"]["seats"]
    assert (found["present"], found["recused"], found["recused_absent"], found["base"], found["required"]) == (6, 2, 1, 6, 4)
    assert (found["for"], found["against"], found["abstain"], found["not_voted"]) == (2, 1, 1, 0)
    assert (of.motion.result, of.motion.reason) == ("not_carried", "share.missed")
    assert casting.votes_of(of.motion)[of.seats[0].id].choice == "withdrawn"


def test_the_quorum_is_asked_at_closing_only(any_app: Flask) -> None:
    of = sent(9)
    answer(of, {0: "for", 1: "for", 2: "for", 3: "for", 4: "for"})
    close(of)
    assert (of.motion.result, of.motion.reason, of.item.state) == ("inquorate", "quorum.missed", "in_discussion")
    assert (of.motion.counts or {})["counts"]["seats"]["quorum_required"] == 6


def test_the_attendance_says_who_answered(any_app: Flask) -> None:
    of = sent(3)
    answer(of, {0: "for", 1: "for"})
    with writing():
        ledger.hold(of.alliance.id)
        casting.type_papers(of.motion, {of.seats[2].id: "for"}, by=of.secretary.on_behalf("paper"), at=later(80))
    close(of, later(90))
    rows = db.session.scalars(select(Attendance).where(Attendance.meeting_id == of.meeting.id).order_by(Attendance.seat_id))
    assert [(row.status, row.via, row.person_name) for row in rows] == [
        ("present", "phone", make.delegate_of(of.seats[0]).name),
        ("present", "phone", make.delegate_of(of.seats[1]).name),
        ("present", "list", make.delegate_of(of.seats[2]).name),
    ]


def test_its_export_is_recounted_to_the_same_result(any_app: Flask) -> None:
    of = sent(9)
    answer(of, dict.fromkeys(range(6), "for"))
    close(of)
    found = recount(export(of.motion, with_seats=True))
    assert (found["result"], found["counts"]) == ("carried", (of.motion.counts or {})["counts"])


def test_a_run_off_goes_round_with_a_deadline_of_its_own(any_app: Flask) -> None:
    of = sent(6, question=Question("choose_one", ("甲方案", "乙方案", "丙方案"), None, None))
    answer(of, {0: "甲方案", 1: "甲方案", 2: "甲方案", 3: "乙方案", 4: "乙方案", 5: "乙方案"})
    close(of, later(90))
    assert (of.motion.result, of.meeting.state) == ("runoff", "in_session")
    with writing():
        ledger.hold(of.alliance.id)
        second = actions.hold_runoff(of.motion, by=of.chair, at=later(95))
    assert why(of.alliance, lambda: actions.open_motion(second, CHECKED, by=of.chair, at=later(96)))[0] == "written.no_deadline"
    with writing():
        ledger.hold(of.alliance.id)
        written.open_until(second, DEADLINE, CHECKED, by=of.chair, at=later(97))
    assert (second.state, second.written, second.deadline, second.options) == ("open", True, DEADLINE, ["甲方案", "乙方案"])
    of.motion = second
    answer(of, {0: "甲方案", 1: "甲方案", 2: "甲方案", 3: "甲方案", 4: "乙方案", 5: "none"}, later(100))
    close(of, later(110))
    assert (second.result, of.item.state, of.meeting.state, of.meeting.ended_at) == ("carried", "decided", "ended", later(110))


def test_a_ballot_of_the_room_is_not_turned_into_one_in_writing(app: Flask) -> None:
    from tests.ballots import make_ballots as boards

    of = boards.room(5, regime="alliance_majority")
    draft = boards.motion(of, state="draft")
    assert why(of.alliance, lambda: written.open_until(draft, DEADLINE, CHECKED, by=of.chair, at=later(5)))[0] == "written.in_the_room"


def test_a_ballot_in_writing_reports_nothing_and_swallows_no_report(app: Flask) -> None:
    alliance = make.alliance()
    seats = make.seats(alliance, 3)
    item = make_resolutions.item(make_resolutions.meeting(alliance, AT - timedelta(days=90), ended=True))
    on = db.session.scalars(select(Resolution).where(Resolution.item_id == item.id)).one()
    done = make_resolutions.action(on, seats[0], assigned_on=date(2026, 8, 20), state="accepted")
    with writing():
        steps.close(done, "solved", "", date(2026, 11, 10), by=SYSTEM, at=AT)
    of = sent_to(alliance, seats)
    answer(of, {0: "for", 1: "for", 2: "for"})
    close(of, later(90))
    assert [one.kind for one in items_of(of.meeting)] == ["topic"]
    following = make_resolutions.meeting(alliance, AT + timedelta(days=20))
    assert [line.action_id for line in report_lines(following)] == [done.id]


def test_the_next_meeting_is_not_planned_after_one_in_writing(app: Flask) -> None:
    of = sent(3)
    assert last_of(of.alliance.id) is None


def test_its_minutes_say_how_it_was_held(any_app: Flask) -> None:
    of = sent(9)
    answer(of, dict.fromkeys(range(6), "for"))
    answer(of, {6: "against"})
    close(of, DEADLINE + timedelta(minutes=30))
    record = record_of(of.meeting, date(2026, 11, 18))
    words = compose.lead(record, Prose())
    assert words == (
        f"2026年11月12日14时至2026年11月17日14时30分，{of.alliance.name}以书面方式组织{of.alliance.name}2026年11月书面表决。"
        f"联盟有表决权的成员9家，应到9家，交回表决意见或者说明回避的7家，没有答复的2家，"
        f"达到《{of.alliance.name}议事规则》（以下简称《议事规则》）规定的三分之二以上（6家），到会符合规定。"
        f"现将表决情况和议定事项纪要如下："
    )
    (topic,) = record.topics
    assert compose.default_before(topic) == "就东门岗亭改为24小时值守，以书面方式征求各成员意见。"
    (ballot,) = compose.facts(record, topic)
    assert "".join(run.text for run in ballot.runs) == (
        "以书面方式表决，应表决9家（应到9家、回避0家），过半数需5票。采用记名方式，实际参加表决7家：赞成6票，反对1票，弃权0票，通过。"
    )
    paper = compose.minutes(record, Drafting(dated=date(2026, 11, 18)))
    assert [block.label for block in paper.blocks if isinstance(block, Names)] == ["答复", "未答复", "记录"][:2]


# -- words -------------------------------------------------------------------------------------------------------------


CALENDAR = Calendar(frozenset(), frozenset(), frozenset((2026,)))


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (at_local(date(2026, 11, 25), 9), "还剩2个工作日，到11月27日17时"),
        (at_local(date(2026, 11, 20), 9), "还剩5个工作日，到11月27日17时"),
        (at_local(date(2026, 11, 27), 9), "今天截止，到11月27日17时"),
        (at_local(date(2026, 11, 27), 17), "已在11月27日17时截止"),
    ],
)
def test_the_countdown_in_words(app: Flask, at: datetime, words: str) -> None:
    with app.test_request_context():
        assert time_left(at, at_local(date(2026, 11, 27), 17), CALENDAR) == words


def test_over_a_weekend_there_is_no_working_day_left(app: Flask) -> None:
    with app.test_request_context():
        assert time_left(at_local(date(2026, 11, 28), 9), at_local(date(2026, 11, 29), 9, 30), CALENDAR) == (
            "到11月29日9时30分截止，中间没有工作日"
        )
    assert moment(at_local(date(2026, 11, 29), 9, 30)) == "11月29日9时30分"


def test_reminders_name_who_has_not_answered_and_politely(app: Flask) -> None:
    until, url = at_local(date(2026, 11, 27), 17), "http://x/motions/3"
    words = reminder("鹤鸣里社区党建联盟", "岗亭24小时值守。", until, url, ["市第三医院", "区水文站"])
    assert "关于“岗亭24小时值守”，书面表决11月27日17时截止。还没有收到意见的有：市第三医院、区水文站。" in words
    assert url in words
    assert reminder("鹤鸣里社区党建联盟", "岗亭", until, url, []) == ""
    assert reminder_to("鹤鸣里社区党建联盟", "岗亭", until, url, "区水文站").startswith("【书面表决提醒】区水文站：\n您好！")
    assert "请在11月27日17时前表决" in invitation("鹤鸣里社区党建联盟", "岗亭", until, url, date(2026, 11, 24))


@pytest.mark.parametrize(
    ("typed", "deadline"),
    [
        ({"workdays": "1"}, at_local(date(2026, 11, 13), 17)),
        ({"workdays": "２"}, at_local(date(2026, 11, 16), 17)),
        ({"workdays": "3", "until_time": "9时"}, at_local(date(2026, 11, 17), 9)),
        ({"until_day": "2026.11.20"}, at_local(date(2026, 11, 20), 17)),
        ({"until_day": "2026年11月20日", "until_time": "12:30"}, at_local(date(2026, 11, 20), 12, 30)),
    ],
)
def test_a_deadline_is_a_day_or_so_many_working_days(app: Flask, typed: dict[str, str], deadline: datetime) -> None:
    with app.test_request_context(method="POST", data={"text": "岗亭", "regime": "alliance_majority", **typed}):
        form = WrittenForm.posted()
        assert (form.validate(), form.deadline(AT, CALENDAR)) == (True, deadline)


# -- through the browser's door ----------------------------------------------------------------------------------------

TICKED = {"ours": "y", "recusals": "y", "comparison": "y"}


def test_the_secretary_sends_in_one_form_and_sees_who_is_missing(any_client: FlaskClient) -> None:
    alliance = make.alliance()
    first, second = make.seats(alliance, 2)
    make.sign_in(any_client, make.secretary(alliance))
    assert any_client.get(f"/alliances/{alliance.id}/written").status_code == 200
    data = {"text": "东门岗亭改为24小时值守", "summary": "夜间求助27次", "regime": "alliance_majority", "workdays": "3", **TICKED}
    answered = any_client.post(f"/alliances/{alliance.id}/written", data=data)
    assert answered.status_code == 303
    motion = db.session.scalars(select(Motion)).one()
    page = any_client.get(answered.location).text
    assert "还没有答复" in page
    assert "还剩3个工作日，到" in page
    assert f"/motions/{motion.id}" in page
    assert "【书面表决提醒】各成员" in page
    make.sign_in(any_client, make.delegate_of(first))
    assert any_client.get("/").status_code == 200
    assert any_client.post(f"/motions/{motion.id}/seats/{first.id}/vote", data={"choice": "for"}).status_code == 303
    assert any_client.post(f"/motions/{motion.id}/seats/{second.id}/vote", data={"choice": "for"}).status_code == 409
    make.sign_in(any_client, make.secretary(alliance))
    early = any_client.post(f"/motions/{motion.id}/close", data={})
    assert (early.status_code, "还有1家没有答复" in early.text) == (409, True)
    data = {f"seat-{second.id}": "for"}
    assert any_client.post(f"/motions/{motion.id}/papers", data=data).status_code == 303
    assert any_client.post(f"/motions/{motion.id}/close", data={}).status_code == 303
    done = any_client.get(f"/meetings/{motion.meeting_id}").text
    assert "应表决2家（应到2家、回避0家），过半数需2票，赞成2票，通过" in done


def test_a_telephone_without_its_code_is_told_where_to_type_it(client: FlaskClient) -> None:
    alliance = make.alliance()
    seat = make.seat(alliance)
    person = make.secretary(alliance)
    with writing():
        ledger.hold(alliance.id)
        deadline = now() + timedelta(days=3)
        motion = written.send(alliance, matter(deadline=deadline), by=make.actor(person), at=now())
    make.sign_in(client, make.delegate_of(seat), by_phone=True)
    page = client.get(f"/motions/{motion.id}").text
    assert ("要先输入联盟秘书给您的6位现场码" in page, "votes" in re.sub(r"<style.*", "", page)) == (True, False)
    refused = client.post(f"/motions/{motion.id}/seats/{seat.id}/vote", data={"choice": "for"})
    assert (refused.status_code, "6位现场码" in refused.text) == (409, True)
    assert 'name="code"' in client.get(f"/meetings/{motion.meeting_id}").text


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"text": ""}, 422, "这一项要填。"),
        ({"regime": "consensus"}, 422, "请从列表里选。"),
        ({"regime": "owners_278_half"}, 409, "民法典第二百七十八条"),
        ({"workdays": ""}, 422, "填一种。"),
        ({"until_day": "2999-01-01"}, 422, "填一种。"),
        ({"workdays": "0"}, 422, "请填1到60的整数。"),
        ({"workdays": "61"}, 422, "请填1到60的整数。"),
        ({"workdays": "三天"}, 422, "整数。"),
        ({"workdays": "", "until_day": "明天"}, 422, "请填日期，例如2026-11-12。"),
        ({"workdays": "", "until_day": "2020-01-01"}, 409, "截止时间已经过了"),
        ({"workdays": "", "until_day": "2999-01-01"}, 409, "最远是90天"),
        ({"until_time": "25:00"}, 422, "请填时间，例如14:05。"),
        ({"ours": ""}, 409, "请逐项核对后打勾"),
        ({"method": "choose_one", "options": "甲"}, 303, ""),
        ({"method": "choose_one", "options": "甲\n甲"}, 409, ""),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_goes_out(client: FlaskClient, changes: dict[str, str], status: int, words: str) -> None:
    alliance = make.alliance()
    make.seats(alliance, 2)
    make.sign_in(client, make.secretary(alliance))
    data = {"text": "岗亭值守", "summary": "", "regime": "alliance_majority", "workdays": "3", **TICKED, **changes}
    answered = client.post(f"/alliances/{alliance.id}/written", data=data)
    assert (answered.status_code, words in answered.text) == (status, True)
    assert len(db.session.scalars(select(Meeting)).all()) == (status == 303)


def test_only_whoever_runs_meetings_sends(client: FlaskClient) -> None:
    alliance, other = make.alliance(), make.alliance()
    seat = make.seat(alliance)
    make.sign_in(client, make.delegate_of(seat))
    assert client.get(f"/alliances/{alliance.id}/written").status_code == 403
    make.sign_in(client, make.secretary(other))
    assert client.post(f"/alliances/{alliance.id}/written", data={}).status_code == 403


def test_a_meeting_that_people_come_to_cannot_be_planned_as_one_in_writing(client: FlaskClient) -> None:
    alliance = make.alliance()
    make.sign_in(client, make.secretary(alliance))
    data = {"kind": "written", "day": "2999-01-01", "starts": "14:00", "place": "议事厅"}
    answered = client.post(f"/alliances/{alliance.id}/meetings", data=data)
    assert (answered.status_code, "请从列表里选。" in answered.text) == (422, True)
