from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.alliances.models import Alliance
from app.ballots import actions as ballots
from app.core import ledger
from app.core.db import db, writing
from app.core.ledger import Entry, verify
from app.core.lifecycle import Refused
from app.meetings import actions as meetings
from app.meetings.models import AgendaItem, Meeting
from app.policy import SYSTEM
from app.resolutions import actions, queries, steps
from app.resolutions.models import Action, Extension, Progress, Resolution, Support
from app.resolutions.rules import ACTION_LIFECYCLE, Assignment
from tests import make
from tests.ballots import make_ballots
from tests.make import AT
from tests.resolutions import make_resolutions
from tests.resolutions.make_resolutions import SLIPS


def reason_of(act: Callable[[], object]) -> tuple[str, str | None]:
    with pytest.raises(Refused) as refused, writing():
        act()
    return refused.value.reason, refused.value.field


# -- resolutions -------------------------------------------------------------------------------------------------------


def test_a_decided_item_drafts_one_numbered_resolution(any_app: Flask) -> None:
    alliance = make.alliance(code="HML")
    meeting = make_resolutions.meeting(alliance)
    item = make_resolutions.item(meeting)
    with writing():
        actions.take_from_item(item, by=SYSTEM, at=AT)
    drafted = db.session.scalars(select(Resolution)).one()
    assert (drafted.number, drafted.state, drafted.basis) == ("HML-2026-01-R01", "draft", "chair")
    assert (drafted.title, drafted.points) == ("鹤鸣苑周边错时停车", "开放60个车位\n登记和抽签")
    assert queries.resolution_row(drafted.id).points == ("开放60个车位", "登记和抽签")
    assert list(verify()) == []


def test_an_item_that_is_not_decided_drafts_nothing(any_app: Flask) -> None:
    item = make_resolutions.item(make_resolutions.meeting(make.alliance()), decided=False)
    with writing():
        actions.take_from_item(item, by=SYSTEM, at=AT)
    assert db.session.scalars(select(Resolution)).all() == []


def test_numbers_of_resolutions_have_no_gap_where_a_draft_failed(any_app: Flask) -> None:
    alliance = make.alliance(code="HML")
    meeting = make_resolutions.meeting(alliance)
    with writing():
        ledger.hold(alliance.id)
        others = meetings.add_topics(meeting, ["课后托管", "养老助餐"], by=SYSTEM, at=AT)
    make_resolutions.item(meeting)
    with pytest.raises(RuntimeError), writing():
        meetings.decide(others[0], by=SYSTEM, at=AT)
        actions.take_from_item(others[0], by=SYSTEM, at=AT)
        raise RuntimeError
    for item in others:
        with writing():
            meetings.decide(item, by=SYSTEM, at=AT)
            actions.take_from_item(item, by=SYSTEM, at=AT)
    assert [row.number for row in queries.of_meeting(meeting.id).resolutions] == ["HML-2026-01-R01", "HML-2026-01-R02", "HML-2026-01-R03"]


def agree(item: AgendaItem, points: str) -> None:
    meetings.agree(item, points, version=item.version, by=SYSTEM, at=AT)
    actions.take_from_item(item, by=SYSTEM, at=AT)


def test_a_draft_follows_what_is_agreed_until_it_is_adopted(any_app: Flask) -> None:
    meeting = make_resolutions.meeting(make.alliance())
    item = make_resolutions.item(meeting)
    with writing():
        agree(item, "开放50个车位")
    drafted = db.session.scalars(select(Resolution)).one()
    assert (drafted.points, drafted.version) == ("开放50个车位", 2)
    adopt(meeting)
    assert (drafted.state, drafted.adopted_on) == ("adopted", date(2026, 11, 12))
    assert reason_of(lambda: agree(item, "开放40个车位")) == ("resolution.adopted", None)
    assert db.session.get_one(Resolution, drafted.id).points == "开放50个车位"


@dataclass
class Signed:
    meeting_id: int


def adopt(meeting: Meeting) -> None:
    with writing():
        actions.adopt_all(Signed(meeting.id), by=SYSTEM, at=AT)


def test_a_draft_whose_item_was_taken_back_lapses_at_the_sign_off(any_app: Flask) -> None:
    meeting = make_resolutions.meeting(make.alliance())
    item = make_resolutions.item(meeting)
    with writing():
        meetings.reopen(item, "数字不对", by=SYSTEM, at=AT)
        meetings.defer(item, "下次再议", by=SYSTEM, at=AT)
    adopt(meeting)
    assert [row.state for row in db.session.scalars(select(Resolution))] == ["dropped"]
    assert queries.of_meeting(meeting.id).resolutions == ()


def drafted_from(item: AgendaItem) -> tuple[str, int | None]:
    with writing():
        actions.take_from_item(item, by=SYSTEM, at=AT)
    row = db.session.scalars(select(Resolution).where(Resolution.item_id == item.id)).one()
    return row.basis, row.motion_id


def test_the_basis_is_the_declared_consensus(any_app: Flask) -> None:
    room = make_ballots.room(3)
    with writing():
        ledger.hold(room.alliance.id)
        ballots.declare_consensus(room.item, [], by=room.chair, at=make.later(5), entered=make.later(5))
    assert drafted_from(room.item) == ("consensus", None)


def test_the_basis_is_the_carried_motion_and_a_later_consensus_stands_above_it(any_app: Flask) -> None:
    room = make_ballots.room(3, regime="alliance_majority")
    motion = make_ballots.motion(room)
    make_ballots.cast(room, motion, {0: "for", 1: "for", 2: "for"})
    make_ballots.close(room, motion)
    assert drafted_from(room.item) == ("ballot", motion.id)
    with writing():
        ledger.hold(room.alliance.id)
        meetings.reopen(room.item, "改为协商", by=room.chair, at=make.later(20))
        meetings.edit_item(room.item, title=room.item.title, summary="", presenter="", regime="consensus", by=room.chair, at=make.later(20))
        ballots.declare_consensus(room.item, [], by=room.chair, at=make.later(21), entered=make.later(21))
    assert drafted_from(room.item) == ("consensus", None)


# -- assigning ---------------------------------------------------------------------------------------------------------


def test_actions_and_letters_are_numbered_apart_and_without_gaps(any_app: Flask) -> None:
    alliance = make.alliance(code="HML")
    member, police = make.seat(alliance, "区水文站"), make.seat(alliance, "云杉派出所", votes=False, kind="dispatched")
    on = make_resolutions.resolution(alliance)
    first = make_resolutions.action(on, member)
    with pytest.raises(RuntimeError), writing():
        actions.assign(on, Assignment("失败", member.organisation_id, SLIPS, workdays=5), by=SYSTEM, at=AT)
        raise RuntimeError
    letter = make_resolutions.action(on, police, "夜间巡逻", supports=(member,))
    second = make_resolutions.action(on, member, "第二件")
    assert [(row.number, row.kind) for row in (first, letter, second)] == [
        ("HML-2026-01-01", "action"),
        ("HML-2026-01-L01", "request_letter"),
        ("HML-2026-01-02", "action"),
    ]
    decided = queries.of_meeting(on.meeting_id)
    assert ([row.number for row in decided.actions], [row.number for row in decided.letters]) == (
        ["HML-2026-01-01", "HML-2026-01-02"],
        ["HML-2026-01-L01"],
    )
    assert decided.letters[0].supports == ("区水文站",)
    assert (decided.actions[0].due, decided.actions[0].due_text) == (date(2026, 12, 8), "2026年12月8日（10个工作日）")


def test_supporting_units_keep_their_order_and_never_hold_the_lead(any_app: Flask) -> None:
    alliance = make.alliance()
    lead, one, two = make.seat(alliance, "甲"), make.seat(alliance, "乙"), make.seat(alliance, "丙")
    made = make_resolutions.action(make_resolutions.resolution(alliance), lead, supports=(two, lead, one, two))
    assert queries.action_row(made.id).supports == ("丙", "乙")
    with writing():  # a form sends them in the order of the roll
        units = (one.organisation_id, two.organisation_id)
        actions.edit(made, Assignment("任务", lead.organisation_id, SLIPS, units, workdays=5), by=SYSTEM, at=AT)
    assert queries.action_row(made.id).supports == ("丙", "乙")


def test_only_members_are_given_something_to_do(any_app: Flask) -> None:
    alliance = make.alliance()
    on, member, foreign = make_resolutions.resolution(alliance), make.seat(alliance), make.seat(make.alliance())

    def assign(lead: int, supports: tuple[int, ...] = (), due: date | None = None) -> Callable[[], object]:
        what = Assignment("任务", lead, SLIPS, supports=supports, due=due, workdays=5)
        return lambda: actions.assign(on, what, by=SYSTEM, at=AT)

    assert reason_of(assign(foreign.organisation_id)) == ("action.no_member", "lead")
    assert reason_of(assign(member.organisation_id, (foreign.organisation_id,))) == ("action.no_member", "supports")
    assert reason_of(assign(member.organisation_id, due=SLIPS - timedelta(days=1))) == ("action.due_past", "due")
    assert db.session.scalars(select(Action)).all() == []


def test_an_action_is_edited_until_its_unit_has_acknowledged_it(any_app: Flask) -> None:
    alliance = make.alliance()
    one, two, police = make.seat(alliance, "甲"), make.seat(alliance, "乙"), make.seat(alliance, "派出所", votes=False)
    made = make_resolutions.action(make_resolutions.resolution(alliance), one, supports=(two,))
    with writing():
        actions.edit(made, Assignment("改过的", two.organisation_id, SLIPS, (one.organisation_id,), workdays=15), by=SYSTEM, at=AT)
    row = queries.action_row(made.id)
    assert (row.title, row.lead, row.supports, row.due) == ("改过的", "乙", ("甲",), date(2026, 12, 15))
    letter = Assignment("x", police.organisation_id, SLIPS, workdays=5)
    assert reason_of(lambda: actions.edit(made, letter, by=SYSTEM, at=AT)) == ("action.other_kind", "lead")
    with writing():
        steps.acknowledge(made, "程以宁", by=SYSTEM, at=AT)
    again = Assignment("再改", one.organisation_id, SLIPS, workdays=5)
    assert reason_of(lambda: actions.edit(made, again, by=SYSTEM, at=AT)) == ("action.acknowledged_already", None)
    assert db.session.scalars(select(Support.organisation_id)).all() == [one.organisation_id]


# -- the life of an action ---------------------------------------------------------------------------------------------


@pytest.fixture
def alliance(any_app: Flask) -> Alliance:
    return make.alliance()


@pytest.mark.parametrize("state", sorted(make_resolutions.TO))
def test_an_action_comes_into_every_state_and_the_ledger_stays_whole(alliance: Alliance, state: str) -> None:
    made = make_resolutions.action(make_resolutions.resolution(alliance), make.seat(alliance), state=state)
    db.session.expire_all()
    assert made.state == state
    assert list(verify()) == []


VERBS: dict[str, Callable[[Action], object]] = {
    "acknowledge": lambda one: steps.acknowledge(one, "程以宁", by=SYSTEM, at=AT),
    "start": lambda one: steps.start(one, "", by=SYSTEM, at=AT),
    "submit": lambda one: steps.submit(one, "好了", by=SYSTEM, at=AT),
    "accept": lambda one: steps.accept(one, "看过", by=SYSTEM, at=AT),
    "rework": lambda one: steps.rework(one, "不行", SLIPS, by=SYSTEM, at=AT, today=SLIPS),
    "close": lambda one: steps.close(one, "explained", "", SLIPS, by=SYSTEM, at=AT),
    "shelve": lambda one: steps.shelve(one, "等", SLIPS, by=SYSTEM, at=AT, today=SLIPS),
    "resume": lambda one: steps.resume(one, "好了", by=SYSTEM, at=AT),
    "cancel": lambda one: steps.cancel(one, "不用了", SLIPS, by=SYSTEM, at=AT),
}


@pytest.mark.parametrize("state", sorted(make_resolutions.TO))
def test_from_each_state_only_its_own_moves_lead_on(app: Flask, state: str) -> None:
    alliance = make.alliance()
    made = make_resolutions.action(make_resolutions.resolution(alliance), make.seat(alliance), state=state)
    for name, verb in VERBS.items():
        expected = state in ACTION_LIFECYCLE.moves[name].sources
        with pytest.raises((Refused, ZeroDivisionError)) as ended, writing():
            verb(made)
            raise ZeroDivisionError  # the move was possible: roll it back
        assert (name, isinstance(ended.value, ZeroDivisionError)) == (name, expected)
        db.session.expire_all()
    assert made.state == state


def test_the_first_progress_starts_an_acknowledged_action(alliance: Alliance) -> None:
    made = make_resolutions.action(make_resolutions.resolution(alliance), make.seat(alliance))
    assert reason_of(lambda: steps.report_progress(made, "画了一半", by=SYSTEM, at=AT)) == ("action.not_acknowledged", None)
    with writing():
        steps.acknowledge(made, "程以宁", by=SYSTEM, at=AT)
        steps.report_progress(made, "画了一半𠮷", by=SYSTEM, at=AT, name="程以宁")
    assert made.state == "in_progress"
    thread = queries.thread(made, chases=True)
    assert [(step.kind, step.words, step.who) for step in thread] == [
        ("assign", "", ""),
        ("acknowledge", "", ""),
        ("start", "", ""),
        ("progress", "画了一半𠮷", "程以宁"),
    ]


def test_what_was_closed_takes_no_progress_and_no_chase(alliance: Alliance) -> None:
    made = make_resolutions.action(make_resolutions.resolution(alliance), make.seat(alliance), state="closed")
    assert reason_of(lambda: steps.report_progress(made, "x", by=SYSTEM, at=AT)) == ("action.no_progress", None)
    assert reason_of(lambda: steps.log_chase(made, "程以宁", "x", by=SYSTEM, at=AT)) == ("action.no_progress", None)
    assert db.session.scalars(select(Progress.kind)).all() == ["result", "check", "closing"]


def test_the_chase_log_belongs_to_the_thread_for_those_who_may_read_it(alliance: Alliance) -> None:
    made = make_resolutions.action(make_resolutions.resolution(alliance), make.seat(alliance))
    with writing():
        steps.log_chase(made, "程以宁", "电话，答应周五前画完", by=SYSTEM, at=AT)
    assert [step.words for step in queries.thread(made, chases=True)] == ["", "电话，答应周五前画完"]
    assert [step.kind for step in queries.thread(made, chases=False)] == ["assign"]


def test_the_convener_extends_once_a_meeting_again_and_nobody_after_the_last_time(alliance: Alliance) -> None:
    on = make_resolutions.resolution(alliance)
    made = make_resolutions.action(on, make.seat(alliance))

    def extend(to: date, who: str, final: bool = False, meeting_id: int | None = None) -> Callable[[], object]:
        return lambda: steps.extend(made, to, "到货推迟", who, by=SYSTEM, at=AT, final=final, meeting_id=meeting_id)

    assert reason_of(extend(date(2026, 12, 8), "convener")) == ("action.extension_earlier", "new_due")
    with writing():
        extend(date(2026, 12, 15), "convener")()
    assert reason_of(extend(date(2026, 12, 20), "convener")) == ("action.extension_once", "decided_by")
    assert reason_of(extend(date(2026, 12, 20), "meeting")) == ("action.no_meeting", "decided_by")
    with writing():
        extend(date(2026, 12, 20), "meeting", True, on.meeting_id)()
    assert reason_of(extend(date(2026, 12, 30), "meeting", False, on.meeting_id)) == ("action.extension_final", None)
    row = queries.action_row(made.id)
    assert (row.first_due, row.due, row.due_text, row.extended) == (date(2026, 12, 8), date(2026, 12, 20), "2026年12月20日", True)
    facts = [(one.old_due, one.new_due, one.decided_by) for one in db.session.scalars(select(Extension).order_by(Extension.id))]
    assert facts == [(date(2026, 12, 8), date(2026, 12, 15), "convener"), (date(2026, 12, 15), date(2026, 12, 20), "meeting")]


def test_dates_that_must_lie_ahead_do(alliance: Alliance) -> None:
    on, seat = make_resolutions.resolution(alliance), make.seat(alliance)
    handed_in, open_one = make_resolutions.action(on, seat, state="submitted"), make_resolutions.action(on, seat)
    past = SLIPS - timedelta(days=1)
    assert reason_of(lambda: steps.rework(handed_in, "x", past, by=SYSTEM, at=AT, today=SLIPS)) == ("action.due_past_today", "due")
    assert reason_of(lambda: steps.shelve(open_one, "x", past, by=SYSTEM, at=AT, today=SLIPS)) == ("action.due_past_today", "review_on")


def test_the_last_closed_action_carries_its_resolution_out(alliance: Alliance) -> None:
    on, seat = make_resolutions.resolution(alliance), make.seat(alliance)
    first, second = make_resolutions.action(on, seat, state="accepted"), make_resolutions.action(on, seat, state="accepted")
    adopt(db.session.get_one(Meeting, on.meeting_id))
    with writing():
        steps.close(first, "solved", "满意", SLIPS, by=SYSTEM, at=AT)
    assert on.state == "adopted"
    with writing():
        steps.close(second, "explained", "", SLIPS, by=SYSTEM, at=AT)
    assert (on.state, first.ending, second.ending) == ("done", "solved", "explained")


# -- telling the next meeting ------------------------------------------------------------------------------------------


def test_the_next_meeting_is_told_what_became_of_the_actions(any_app: Flask) -> None:
    alliance = make.alliance(code="HML")
    seat = make.seat(alliance, "和美物业")
    before = AT - timedelta(days=90)
    with writing():
        ledger.hold(alliance.id)
    old = make_resolutions.item(make_resolutions.meeting(alliance, before, ended=True))
    on = db.session.scalars(select(Resolution).where(Resolution.item_id == old.id)).one()
    assigned = date(2026, 8, 20)
    closed = [make_resolutions.action(on, seat, f"第{n}件", assigned_on=assigned, state="accepted") for n in range(1, 3)]
    open_one = make_resolutions.action(on, seat, "门禁更换", due=date(2026, 10, 30), assigned_on=assigned, state="in_progress")
    make_resolutions.action(on, make.seat(alliance, "派出所", votes=False), "巡逻", assigned_on=assigned)
    with writing():
        for number, one in enumerate(closed):
            steps.close(one, "solved", "满意", date(2026, 10, 1 + number), by=SYSTEM, at=AT)
    meeting = make_resolutions.meeting(alliance)
    with writing():
        ledger.hold(alliance.id)
        actions.put_open_actions_on_agenda(meeting, by=SYSTEM, at=AT)
    first = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position)).first()
    assert first is not None
    assert (first.kind, first.title, first.regime, first.summary) == (
        "report",
        "上次会议议定事项办理情况",
        "none",
        "上次3件：办成2件，1件办理中",
    )
    with writing():
        reason, asked = "定制门体到货推迟", date(2026, 10, 28)
        to = date(2026, 11, 26)
        steps.extend(open_one, to, reason, "meeting", by=SYSTEM, at=AT, asked_on=asked, final=True, meeting_id=meeting.id)
    lines = queries.report_lines(meeting)
    assert [(line.number, line.standing, line.due, line.new_due, line.reason, line.asked_on, line.final) for line in lines] == [
        ("HML-2026-01-01", "closed", date(2026, 9, 3), None, "", None, False),
        ("HML-2026-01-02", "closed", date(2026, 9, 3), None, "", None, False),
        ("HML-2026-01-03", "extended", date(2026, 10, 30), date(2026, 11, 26), "定制门体到货推迟", date(2026, 10, 28), True),
    ]
    with writing():
        ledger.hold(alliance.id)
        actions.put_open_actions_on_agenda(meeting, by=SYSTEM, at=AT)
    db.session.refresh(first)
    assert first.summary == "上次3件：办成2件，1件延期至11月26日"
    assert list(verify()) == []


def test_a_first_meeting_has_nothing_to_report(any_app: Flask) -> None:
    meeting = make_resolutions.meeting(make.alliance())
    with writing():
        actions.put_open_actions_on_agenda(meeting, by=SYSTEM, at=AT)
    assert db.session.scalars(select(AgendaItem.kind)).all() == ["topic"]


def test_what_was_closed_before_the_last_meeting_is_told_only_once(any_app: Flask) -> None:
    alliance = make.alliance()
    seat = make.seat(alliance)
    item = make_resolutions.item(make_resolutions.meeting(alliance, AT - timedelta(days=180), ended=True))
    on = db.session.scalars(select(Resolution).where(Resolution.item_id == item.id)).one()
    done = make_resolutions.action(on, seat, assigned_on=date(2026, 5, 20), state="accepted")
    with writing():
        steps.close(done, "solved", "", date(2026, 7, 1), by=SYSTEM, at=AT)
    second = make_resolutions.meeting(alliance, AT - timedelta(days=90), ended=True)
    third = make_resolutions.meeting(alliance)
    assert [line.action_id for line in queries.report_lines(second)] == [done.id]
    assert queries.report_lines(third) == []


def test_words_are_committed_to_and_can_be_found_again(any_app: Flask) -> None:
    alliance = make.alliance()
    made = make_resolutions.action(make_resolutions.resolution(alliance), make.seat(alliance), state="submitted")
    entry = db.session.scalars(select(Entry).where(Entry.subject == f"action:{made.id}", Entry.verb == "action.submit")).one()
    assert (entry.words, "标线" in entry.body) == ("标线已画好", False)
