from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.alliances import actions as alliances
from app.core import ledger
from app.core.db import db, writing
from app.core.ledger import Entry
from app.core.lifecycle import Refused
from app.meetings import actions, presence, queries
from app.meetings.actions import Mark
from app.meetings.models import AgendaItem, Attendance, Meeting, Notice
from app.policy import SYSTEM
from tests import make
from tests.make import AT, later
from tests.meetings import make_meetings as made

WEEK = 60 * 24 * 7


def refused(reason: str, act: Any, /, *given: Any, field: str | None = None, at: Any = AT, **named: Any) -> None:
    """`act` is refused for `reason` (at `field`), and nothing at all is written."""
    before = db.session.scalar(select(func.count()).select_from(Entry))
    with pytest.raises(Refused) as refusal, writing():
        act(*given, by=SYSTEM, at=at, **named)
    assert (refusal.value.reason, refusal.value.field) == (reason, field)
    assert db.session.scalar(select(func.count()).select_from(Entry)) == before


def verbs(subject: Any) -> list[str]:
    statement = select(Entry.verb).where(Entry.subject == ledger.name_of(subject)).order_by(Entry.seq)
    return list(db.session.scalars(statement))


# -- planning ----------------------------------------------------------------------------------------------------------


def test_a_meeting_with_its_topics_is_one_act(any_app: Flask) -> None:
    alliance = make.alliance("鹤鸣里社区党建联盟")
    meeting = made.meeting(alliance, "错时停车", "课后托管", "养老助餐", "春节安排")
    assert (meeting.title, meeting.number, meeting.year) == ("鹤鸣里社区党建联盟2026年第四季度联席会议", 1, 2026)
    assert (meeting.state, meeting.item_count, made.titles(meeting)) == ("planning", 4, ["错时停车", "课后托管", "养老助餐", "春节安排"])
    again = made.meeting(alliance)
    assert (again.title, again.number) == ("鹤鸣里社区党建联盟2026年第四季度第二次联席会议", 2)
    assert list(ledger.verify()) == []


def test_numbers_have_no_gap_after_a_refusal(any_app: Flask) -> None:
    alliance = make.alliance()
    refused("agenda.full", actions.schedule, alliance, made.plan(), topics=["议题"] * 61, field="agenda")
    assert db.session.scalar(select(func.count()).select_from(Meeting)) == 0
    assert made.meeting(alliance).number == 1


def test_what_a_plan_must_not_say(any_app: Flask) -> None:
    alliance, foreign = make.alliance(), make.seat(make.alliance())
    schedule = actions.schedule
    refused("meeting.past", schedule, alliance, made.plan(later(-WEEK)), field="day")
    refused("meeting.not_yet", schedule, alliance, made.plan(later(WEEK), late_entry=True), field="day")
    refused("meeting.ends_first", schedule, alliance, made.plan(ends_at=later(-WEEK)), field="ends")
    refused("meeting.kind", schedule, alliance, made.plan(kind="party"), field="kind")
    refused("meeting.chair_seat", schedule, alliance, made.plan(chair_seat_id=foreign.id), field="chair_seat")
    refused("item.title_long", schedule, alliance, made.plan(), topics=["长" * 121], field="agenda")


def test_a_meeting_later_today_and_one_this_morning_may_both_be_entered(any_app: Flask) -> None:
    alliance = make.alliance()
    assert made.meeting(alliance, starts_at=later(-120)).state == "planning"
    assert made.meeting(alliance, starts_at=later(-120), late_entry=True).late_entry is True


def test_the_unit_in_the_chair_lends_the_name_of_its_delegate(any_app: Flask) -> None:
    alliance = make.alliance()
    seat = make.seat(alliance, "商圈联合党支部", "郑安澜")
    assert made.meeting(alliance, chair_seat_id=seat.id, chair_name="").chair_name == "郑安澜"
    assert made.meeting(alliance, chair_seat_id=seat.id, chair_name="林知夏").chair_name == "林知夏"


def test_the_sixty_first_item_is_refused(any_app: Flask) -> None:
    meeting = made.meeting(make.alliance(), *[f"议题{number}" for number in range(60)])
    refused("agenda.full", actions.add_item, meeting, "第六十一项")
    assert meeting.item_count == 60
    with writing():
        actions.withdraw(made.items(meeting)[0], "", by=SYSTEM, at=AT)
        actions.add_item(meeting, "补上", by=SYSTEM, at=AT)
    assert (meeting.item_count, made.titles(meeting)[-1]) == (60, "补上")


def test_items_move_up_and_down_and_the_report_stays_first(any_app: Flask) -> None:
    meeting = made.meeting(make.alliance(), "甲", "乙", "丙")
    with writing():
        report = actions.put_report(meeting, "上次6件，办成5件", by=SYSTEM, at=AT)
    assert made.titles(meeting) == ["上次会议议定事项办理情况", "甲", "乙", "丙"]
    first, last = made.items(meeting)[1], made.items(meeting)[3]
    with writing():
        actions.place_item(meeting, last, 1, by=SYSTEM, at=AT)
    assert made.titles(meeting)[1:] == ["丙", "甲", "乙"]
    with writing():
        actions.place_item(meeting, first, 99, by=SYSTEM, at=AT)
        actions.place_item(meeting, report, 4, by=SYSTEM, at=AT)
    assert made.titles(meeting) == ["上次会议议定事项办理情况", "丙", "乙", "甲"]
    assert [item.position for item in made.items(meeting)] == [1, 2, 3, 4]
    with writing():
        again = actions.put_report(meeting, "上次6件，办成6件", by=SYSTEM, at=AT)
    assert (again.id, again.summary, meeting.item_count) == (report.id, "上次6件，办成6件", 4)


def test_several_issues_become_one_item_and_come_back_when_it_is_deferred(any_app: Flask) -> None:
    alliance = make.alliance()
    meeting = made.running(alliance)
    lamp, gate = made.accepted_issue(alliance), made.accepted_issue(alliance, "门禁坏了")
    with writing():
        item = actions.table_issues(meeting, [lamp, gate], "公共设施", by=SYSTEM, at=AT)
    assert (item.title, lamp.state, gate.state) == ("公共设施", "on_agenda", "on_agenda")
    assert [issue.number for issue in queries.issues_of(meeting.id)[item.id]] == sorted([lamp.number, gate.number])
    with writing():
        actions.defer(item, "等预算", by=SYSTEM, at=AT)
    assert (item.state, item.outcome_words, lamp.state) == ("deferred", "等预算", "accepted")
    with writing():
        actions.reopen(item, "预算来了", by=SYSTEM, at=AT)
    assert (item.state, item.outcome_words, lamp.state) == ("in_discussion", "", "on_agenda")


def test_issues_of_others_and_dangers_stay_off_the_agenda(any_app: Flask) -> None:
    alliance = make.alliance()
    meeting, foreign = made.meeting(alliance), made.accepted_issue(make.alliance())
    refused("item.foreign_issue", actions.table_issues, meeting, [foreign], "", field="issues")
    refused("item.no_issues", actions.table_issues, meeting, [], "", field="issues")
    refused("issue.danger", actions.table_issues, meeting, [made.accepted_issue(alliance, "楼道有燃气味")], "")
    assert made.titles(meeting) == ["错时停车"]


def test_before_the_notice_an_item_just_leaves_and_afterwards_it_stays_with_its_reason(any_app: Flask) -> None:
    meeting = made.meeting(make.alliance(), "甲", "乙", "丙")
    with writing():
        actions.withdraw(made.items(meeting)[0], "", by=SYSTEM, at=AT)
        actions.notify(meeting, "通知", reason="", by=SYSTEM, at=AT)
    assert (made.titles(meeting), meeting.item_count) == (["乙", "丙"], 2)
    told = made.items(meeting)[0]
    refused("item.words_needed", actions.withdraw, told, "", field="words")
    with writing():
        actions.withdraw(told, "牵头单位另行办理", by=SYSTEM, at=later(5))
    assert (told.state, told.outcome_words, made.titles(meeting), meeting.item_count) == ("withdrawn", "牵头单位另行办理", ["乙", "丙"], 1)


# -- the notice --------------------------------------------------------------------------------------------------------


def test_the_notice_fixes_the_roll_and_a_new_one_takes_it_anew(any_app: Flask) -> None:
    alliance = make.alliance()
    seats = make.seats(alliance, 3)
    observer = make.seat(alliance, votes=False)
    meeting = made.notified(alliance)
    assert meeting.snapshot is not None
    assert [line["seat"] for line in meeting.snapshot["roll"]] == [*(seat.id for seat in seats), observer.id]
    assert (meeting.state, presence.voting_seats(meeting)) == ("notified", [seat.id for seat in seats])
    newcomer = make.seat(alliance)
    with writing():
        alliances.end_seat(seats[0], by=SYSTEM, at=AT)
    assert newcomer.id not in presence.voting_seats(meeting)
    assert seats[0].id in {row.seat_id for row in queries.attendees(meeting)}
    with writing():
        actions.notify(meeting, "改时间了", reason="", by=SYSTEM, at=later(10))
    assert presence.voting_seats(meeting) == [seats[1].id, seats[2].id, newcomer.id]
    assert [notice.words for notice in queries.notices(meeting.id)] == ["改时间了", "【会议通知】"]
    assert db.session.scalar(select(func.count()).select_from(Attendance)) == 5


def test_a_late_notice_needs_the_reason_of_the_convener(any_app: Flask) -> None:
    alliance = make.alliance()
    tuesday = AT + timedelta(days=5)  # 2026-11-17: Friday, Monday and Tuesday are three working days after Thursday
    in_time = made.meeting(alliance, starts_at=tuesday)
    urgent = made.meeting(alliance, starts_at=tuesday - timedelta(days=1))
    assert (actions.notice_is_late(in_time, AT), actions.notice_is_late(urgent, AT)) == (False, True)
    refused("notice.reason_needed", actions.notify, urgent, "通知", reason="", field="reason")
    with writing():
        actions.notify(urgent, "通知", reason="供热抢修，书记同意", by=SYSTEM, at=AT)
    assert (urgent.state, db.session.scalars(select(Notice)).one().reason) == ("notified", "供热抢修，书记同意")


def test_no_notice_without_an_agenda_or_for_what_is_over(any_app: Flask) -> None:
    alliance = make.alliance()
    with writing():
        empty = actions.schedule(alliance, made.plan(), by=SYSTEM, at=AT)
    refused("meeting.no_agenda", actions.notify, empty, "通知", reason="")
    over = made.meeting(alliance, starts_at=later(-30))
    refused("meeting.over_already", actions.notify, over, "通知", reason="急")


def test_postponing_asks_for_a_new_notice_and_cancelling_frees_the_issues(any_app: Flask) -> None:
    alliance = make.alliance()
    make.seats(alliance, 2)
    meeting, issue = made.notified(alliance), made.accepted_issue(alliance)
    with writing():
        actions.table_issues(meeting, [issue], "", by=SYSTEM, at=AT)
        actions.postpone(meeting, "会场停电", by=SYSTEM, at=AT)
    assert (meeting.state, meeting.snapshot) == ("postponed", None)
    with writing():
        actions.update(meeting, made.plan(later(2 * WEEK)), by=SYSTEM, at=AT)
        actions.notify(meeting, "新通知", reason="", by=SYSTEM, at=AT)
    assert meeting.state == "notified"
    with writing():
        actions.cancel(meeting, "合并到下月", by=SYSTEM, at=AT)
    assert (meeting.state, issue.state, [item.state for item in made.items(meeting)]) == ("cancelled", "accepted", ["withdrawn"] * 2)
    refused("meeting.cancelled", actions.add_item, meeting, "再加一项")
    refused("meeting.cancelled", actions.update, meeting, made.plan())


# -- the room ----------------------------------------------------------------------------------------------------------


def test_a_live_meeting_runs_on_the_clock(any_app: Flask) -> None:
    alliance = make.alliance()
    seats = make.seats(alliance, 3)
    meeting = made.notified(alliance, starts_at=AT, at=later(-WEEK))
    refused("meeting.too_early", actions.start, meeting, None, at=later(-WEEK))
    with writing():
        actions.mark(meeting, seats[0], Mark("present"), by=SYSTEM, at=later(-10))
        actions.start(meeting, None, by=SYSTEM, at=later(3))
        actions.mark(meeting, seats[1], Mark("present"), by=SYSTEM, at=later(20))
    assert (meeting.state, meeting.started_at, meeting.late_entry) == ("in_session", later(3), False)
    assert [made.clock_of(made.row(meeting, seat).arrived_at) for seat in seats] == ["13:50", "14:20", ""]
    assert presence.present_at(meeting, later(15)) == {seats[0].id}
    with writing():
        actions.mark(meeting, seats[0], Mark("present", left=time(14, 30)), by=SYSTEM, at=later(31))
        actions.end(meeting, None, by=SYSTEM, at=later(130))
    assert made.row(meeting, seats[0]).arrived_at == later(-10)
    assert presence.present_at(meeting, later(40)) == {seats[1].id}
    assert (meeting.state, meeting.ended_at) == ("ended", later(130))
    assert list(ledger.verify()) == []


def test_a_meeting_that_was_forgotten_becomes_a_late_entry_when_it_is_started(any_app: Flask) -> None:
    meeting = made.meeting(make.alliance(), starts_at=AT)
    with writing():
        actions.start(meeting, None, by=SYSTEM, at=later(WEEK))
    assert (meeting.late_entry, meeting.started_at) == (True, AT)


def test_a_late_entry_takes_its_times_from_what_was_typed_or_planned(any_app: Flask) -> None:
    alliance = make.alliance()
    seat, early = make.seats(alliance, 2)
    meeting = made.running(alliance, late=True)
    with writing():
        actions.mark(meeting, seat, Mark("present", arrived=time(14, 25), stand_in="周小满"), by=SYSTEM, at=later(WEEK))
        actions.mark(meeting, early, Mark("present"), by=SYSTEM, at=later(WEEK))
    row = made.row(meeting, seat)
    assert (row.arrived_at, row.person_name, row.stand_in, row.person_id, row.entered_at) == (later(25), "周小满", True, None, later(WEEK))
    assert made.row(meeting, early).arrived_at == meeting.started_at == AT
    with writing():
        actions.correct_times(meeting, time(13, 55), None, by=SYSTEM, at=later(WEEK))
        actions.end(meeting, time(16, 10), by=SYSTEM, at=later(WEEK))
    assert (made.row(meeting, early).arrived_at, made.row(meeting, seat).arrived_at, meeting.ended_at) == (later(-5), later(25), later(130))


def test_an_end_that_nobody_knows_is_asked_for(any_app: Flask) -> None:
    alliance = make.alliance()
    meeting = made.running(alliance, late=True)
    with writing():
        actions.update(meeting, made.plan(AT, ends_at=None, late_entry=True), by=SYSTEM, at=later(WEEK))
    refused("meeting.end_needed", actions.end, meeting, None, field="ended", at=later(WEEK))
    refused("meeting.ends_first", actions.end, meeting, time(13), field="ended", at=later(WEEK))
    live = made.running(alliance)
    refused("meeting.future", actions.end, live, time(16), field="ended", at=later(30))
    refused("meeting.started", actions.update, live, made.plan(later(60)), field="day")


def test_everybody_on_the_list_came_but_for_those_who_are_marked(any_app: Flask) -> None:
    alliance = make.alliance()
    seats = make.seats(alliance, 4)
    observer = make.seat(alliance, votes=False)
    meeting = made.running(alliance, late=True)
    with writing():
        actions.mark(meeting, seats[1], Mark("apology"), by=SYSTEM, at=later(WEEK))
        assert actions.mark_all(meeting, by=SYSTEM, at=later(WEEK)) == 0
    assert [made.row(meeting, seat).status for seat in (*seats, observer)] == ["present", "apology", "present", "present", "expected"]
    assert presence.quorum_of(meeting) == 3
    light = queries.quorum(meeting, queries.attendees(meeting))
    assert (light.entitled, light.present, light.required, light.met) == (4, 3, 3, True)


def test_one_person_sits_for_one_member_only(any_app: Flask) -> None:
    alliance = make.alliance()
    first = make.seat(alliance, "供热公司", "江可风", "10000000099")
    second = make.seat(alliance, "和美物业", "江可风", "10000000099")
    meeting = made.running(alliance, late=True)
    with writing():
        assert actions.mark_all(meeting, by=SYSTEM, at=later(WEEK)) == 1
    assert [made.row(meeting, seat).status for seat in (first, second)] == ["present", "expected"]
    refused("attendance.one_seat", actions.mark, meeting, second, Mark("present"), field="stand_in", at=later(WEEK))
    with writing():
        actions.mark(meeting, second, Mark("present", stand_in="苏景行"), by=SYSTEM, at=later(WEEK))
    assert made.row(meeting, second).person_name == "苏景行"


def test_a_known_stand_in_may_act_and_a_typed_one_is_only_a_name(any_app: Flask) -> None:
    alliance = make.alliance()
    seat = make.seat(alliance)
    with writing():
        person = make.person_for(seat, "周小满", "", by=SYSTEM, at=AT)
        alliances.name_stand_in(seat, person, "副站长", by=SYSTEM, at=AT)
    meeting = made.running(alliance)
    with writing():
        actions.mark(meeting, seat, Mark("present", stand_in="周小满"), by=SYSTEM, at=AT)
    assert presence.may_act(person.id, seat.id, meeting, later(1)) is True
    with writing():
        actions.mark(meeting, seat, Mark("present", stand_in="某某"), by=SYSTEM, at=AT)
    assert presence.may_act(person.id, seat.id, meeting, later(1)) is False


def test_ticks_that_cannot_be_true_are_refused(any_app: Flask) -> None:
    alliance = make.alliance()
    seat, foreign = make.seat(alliance), make.seat(make.alliance())
    meeting, planned = made.running(alliance), made.meeting(alliance)
    refused("attendance.not_on_roll", actions.mark, meeting, foreign, Mark("present"))
    refused("attendance.status", actions.mark, meeting, seat, Mark("asleep"))
    refused("attendance.not_yet", actions.mark, planned, seat, Mark("present"))
    refused("meeting.future", actions.mark, meeting, seat, Mark("present", arrived=time(18)), field="arrived", at=later(30))
    early = Mark("present", arrived=time(14, 10), left=time(14, 5))
    refused("attendance.left_first", actions.mark, meeting, seat, early, field="left", at=later(30))
    refused("attendance.not_yet", actions.walk_in, planned, "某某单位", "某某", arrived=None)
    with writing():
        actions.mark(planned, seat, Mark("apology"), by=SYSTEM, at=AT)
    assert made.row(planned, seat).status == "apology"


def test_a_tick_can_be_undone_and_the_record_keeps_both(any_app: Flask) -> None:
    alliance = make.alliance()
    seat = make.seat(alliance)
    meeting = made.running(alliance)
    for status in ("present", "expected", "absent"):
        with writing():
            actions.mark(meeting, seat, Mark(status), by=SYSTEM, at=AT)
    row = made.row(meeting, seat)
    assert (row.status, row.person_name, row.arrived_at) == ("absent", "", None)
    assert verbs(row) == ["attendance.expect", "attendance.mark", "attendance.mark", "attendance.mark"]


def test_walk_ins_are_listed_without_a_vote_and_can_be_struck(any_app: Flask) -> None:
    alliance = make.alliance()
    make.seats(alliance, 2)
    meeting = made.running(alliance)
    with writing():
        guest = actions.walk_in(meeting, "区融媒体中心", "方一诺", arrived=None, by=SYSTEM, at=later(5))
    last = queries.attendees(meeting)[-1]
    assert (last.organisation, last.person, last.votes, last.seat_id) == ("区融媒体中心", "方一诺", False, None)
    with writing():
        actions.strike_walk_in(guest, by=SYSTEM, at=later(6))
    assert len(queries.attendees(meeting)) == 2


def test_a_telephone_checks_in_once_and_not_before_its_hour(any_app: Flask) -> None:
    alliance = make.alliance()
    seat = make.seat(alliance)
    person = make.delegate_of(seat)
    meeting = made.notified(alliance, starts_at=AT, at=later(-WEEK))
    refused("attendance.not_open", actions.check_in, meeting, seat, person, at=later(-61))
    with writing():
        actions.check_in(meeting, seat, person, by=SYSTEM, at=later(-20))
        actions.check_in(meeting, seat, person, by=SYSTEM, at=later(-10))
    row = made.row(meeting, seat)
    assert (row.arrived_at, row.via, row.stand_in, verbs(row)) == (later(-20), "phone", False, ["attendance.expect", "attendance.check_in"])


def test_a_seat_that_somebody_holds_is_not_taken_by_a_telephone(any_app: Flask) -> None:
    alliance = make.alliance()
    seat = make.seat(alliance)
    meeting = made.running(alliance)
    with writing():
        actions.mark(meeting, seat, Mark("present", stand_in="周小满"), by=SYSTEM, at=AT)
    refused("attendance.taken", actions.check_in, meeting, seat, make.delegate_of(seat), at=later(1))


# -- items in the room -------------------------------------------------------------------------------------------------


def test_nothing_is_decided_before_the_meeting_begins_or_against_its_regime(any_app: Flask) -> None:
    alliance = make.alliance()
    waiting = made.items(made.meeting(alliance))[0]
    refused("item.not_in_session", actions.decide, waiting)
    refused("item.not_in_session", actions.agree, waiting, "一条", version=1)
    item = made.items(made.running(alliance))[0]
    with writing():
        actions.edit_item(item, title=item.title, summary="", presenter="", regime="owners_278_threequarters", by=SYSTEM, at=AT)
    refused("item.not_ours", actions.decide, item)
    refused("item.words_needed", actions.recommend, item, "", field="words")
    with writing():
        actions.recommend(item, "建议业委会组织业主大会", by=SYSTEM, at=AT)
    assert (item.state, item.outcome_words) == ("recommended", "建议业委会组织业主大会")
    change = {"title": item.title, "summary": "", "presenter": "", "regime": "consensus"}
    refused("item.regime_late", actions.edit_item, item, field="regime", **change)


def test_acts_of_the_chair_say_that_they_were_entered_on_behalf(any_app: Flask) -> None:
    meeting = made.running(make.alliance())
    item, secretary = made.items(meeting)[0], make.actor(make.administrator())
    with writing():
        actions.discuss(item, by=secretary.on_behalf("chair"), at=later(2))
    entry = db.session.scalars(select(Entry).where(Entry.verb == "item.discuss")).one()
    assert '"behalf":"chair"' in entry.body


def test_the_page_that_writes_goes_on_and_another_must_have_seen_it(any_app: Flask) -> None:
    item = made.items(made.running(make.alliance()))[0]
    for words in ("一", "一二", "一二三"):
        with writing():
            actions.take_notes(item, words, version=1, editor="page a", by=SYSTEM, at=AT)
    assert (item.notes, item.notes_version) == ("一二三", 4)
    refused("version.clash", actions.take_notes, item, "别的", version=1, editor="page b", field="notes")
    assert item.notes == "一二三"
    with writing():
        actions.take_notes(item, "一二三，别的", version=4, editor="page b", by=SYSTEM, at=AT)
    refused("version.clash", actions.take_notes, item, "一二三四", version=1, editor="page a", field="notes")


def test_agreed_points_are_guarded_by_their_version(any_app: Flask) -> None:
    item = made.items(made.running(make.alliance()))[0]
    with writing():
        actions.agree(item, "开放60个车位\n试行3个月", version=1, by=SYSTEM, at=AT)
    refused("version.clash", actions.agree, item, "别的", version=1, field="agreed")
    assert (item.agreed, item.version) == ("开放60个车位\n试行3个月", 2)


def test_after_the_minutes_are_signed_nothing_changes_any_more(any_app: Flask) -> None:
    alliance = make.alliance()
    seat = make.seat(alliance)
    meeting = made.running(alliance)
    item = made.items(meeting)[0]
    with writing():
        actions.end(meeting, None, by=SYSTEM, at=later(90))
        actions.lock(meeting, by=SYSTEM, at=later(200))
    refused("meeting.locked", actions.agree, item, "一条", version=1)
    refused("meeting.locked", actions.take_notes, item, "一条", version=1, editor="")
    refused("meeting.locked", actions.mark, meeting, seat, Mark("absent"))
    refused("meeting.locked", actions.defer, item, "下次")
    refused("meeting.locked", actions.add_item, meeting, "再加")
    refused("meeting.locked", actions.recuse, item, seat, "", requested=False)


# -- recusals ----------------------------------------------------------------------------------------------------------


def test_a_requested_recusal_counts_when_the_chair_grants_it(any_app: Flask) -> None:
    alliance = make.alliance()
    seat, other = make.seats(alliance, 2)
    item = made.items(made.running(alliance))[0]
    with writing():
        asked = actions.recuse(item, seat, "经营小区停车", requested=True, by=SYSTEM, at=later(1))
        own = actions.recuse(item, other, "", requested=False, by=SYSTEM, at=later(1))
    assert presence.recused_from(item.id) == {other.id}
    with writing():
        actions.grant_recusal(asked, by=SYSTEM, at=later(2))
        actions.lift_recusal(own, by=SYSTEM, at=later(2))
    assert presence.recused_from(item.id) == {seat.id}
    refused("recusal.twice", actions.recuse, item, seat, "", requested=False, field="seat")
    with writing():
        actions.lift_recusal(asked, by=SYSTEM, at=later(3))
        again = actions.recuse(item, seat, "还是有关系", requested=False, by=SYSTEM, at=later(3))
    assert (again.id, again.state, again.reason) == (asked.id, "declared", "还是有关系")
    assert verbs(again) == ["recusal.request", "recusal.grant", "recusal.lift", "recusal.declare"]


def test_a_refused_request_can_be_declared_by_the_member_itself(any_app: Flask) -> None:
    alliance = make.alliance()
    seat = make.seat(alliance)
    item = made.items(made.running(alliance))[0]
    with writing():
        held = actions.recuse(item, seat, "亲属", requested=True, by=SYSTEM, at=AT)
        actions.refuse_recusal(held, by=SYSTEM, at=AT)
    assert presence.recused_from(item.id) == frozenset()
    with writing():
        actions.recuse(item, seat, "", requested=False, by=SYSTEM, at=AT)
    assert (held.state, held.reason) == ("declared", "亲属")


def test_observers_strangers_and_finished_items_know_no_recusal(any_app: Flask) -> None:
    alliance = make.alliance()
    make.seat(alliance)
    observer, foreign = make.seat(alliance, votes=False), make.seat(make.alliance())
    item: AgendaItem = made.items(made.running(alliance))[0]
    refused("recusal.no_vote", actions.recuse, item, observer, "", requested=False, field="seat")
    refused("recusal.no_vote", actions.recuse, item, foreign, "", requested=False, field="seat")
    with writing():
        actions.defer(item, "下次", by=SYSTEM, at=AT)
    refused("recusal.item_over", actions.recuse, item, observer, "", requested=False)
