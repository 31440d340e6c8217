"""The second half of an issue's life: result, more time, 回访, 销号, 挂账, 重新办理, and what a meeting's action does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.alliances.models import Alliance
from app.core.db import db, writing
from app.core.ledger import verify
from app.core.lifecycle import Refused
from app.issues import actions, ending_queries, endings, handing, outside_queries, requests
from app.issues.endings import Closing, Heard
from app.issues.models import FollowUp, Issue
from app.policy import SYSTEM
from tests import make
from tests.issues import make_endings, make_issues, make_reports
from tests.issues.make_endings import NO, SOLVED, YES


@pytest.fixture
def alliance(app: Flask) -> Alliance:
    return make.alliance(code="TB999")


@pytest.fixture
def unit(alliance: Alliance) -> int:
    return make.seat(alliance, "和美物业").organisation_id


def refused(act: object) -> tuple[str, str | None]:
    with pytest.raises(Refused) as no, writing():
        act()  # type: ignore[operator]  # a function without arguments
    return no.value.reason, no.value.field


def test_the_whole_way_to_solved_and_the_chain_stays_whole(any_app: Flask) -> None:
    alliance = make.alliance()
    issue, _code = make_endings.closed(alliance, make.seat(alliance).organisation_id)
    assert (issue.state, issue.ending, issue.closed_on, issue.solved, issue.satisfied) == (
        "closed",
        "solved",
        date(2026, 11, 12),
        "yes",
        "satisfied",
    )
    assert (issue.result, issue.confirm_by, issue.digest) == ("灯已换好", "desk", None)
    assert [step.name for step in outside_queries.steps(issue)][-3:] == ["finish", "follow_up", "close"]
    assert [one.verb for one in ending_queries.thread(issue)][-3:] == ["finish", "follow_up", "close"]
    assert list(verify()) == []


def test_a_reporter_who_says_no_is_not_closed_as_solved(alliance: Alliance, unit: int) -> None:
    issue, _code = make_endings.done(alliance, unit)
    with writing():
        endings.follow_up(issue, NO, by=SYSTEM, at=make.AT)
    assert refused(lambda: endings.close(issue, SOLVED, by=SYSTEM, at=make.AT)) == ("issue.said_unsolved", "ending")
    empty = Closing("explained", "")
    assert refused(lambda: endings.close(issue, empty, by=SYSTEM, at=make.AT)) == ("issue.explanation_needed", "words")
    with writing():
        endings.close(issue, Closing("explained", "灯杆归市政，已约明年更换"), by=SYSTEM, at=make.AT)
    assert (issue.ending, issue.answer) == ("explained", "灯杆归市政，已约明年更换")


def test_two_attempts_in_vain_are_told_and_then_it_may_be_closed(alliance: Alliance, unit: int) -> None:
    issue, _code = make_endings.done(alliance, unit)
    vain = Heard("secretary", "phone", "unreached", words="没人接")
    for state in ("done", "followed_up"):
        with writing():
            endings.follow_up(issue, vain, by=SYSTEM, at=make.AT)
        assert issue.state == state
    with writing():
        endings.close(issue, SOLVED, by=SYSTEM, at=make.AT)
    told = [step.name for step in outside_queries.steps(issue)]
    assert (issue.ending, told[-3:]) == ("solved", ["ask_in_vain", "follow_up", "close"])


def test_what_the_community_did_itself_the_street_or_the_reporter_confirms(alliance: Alliance) -> None:
    committee = make.seat(alliance, "社区居委会", kind="residents_committee").organisation_id
    own, _code = make_endings.done(alliance)
    led, _code = make_endings.done(alliance, committee)
    assert [own.confirm_by, led.confirm_by] == ["street", "street"]
    assert refused(lambda: endings.follow_up(own, YES, by=SYSTEM, at=make.AT)) == ("issue.street_asks", "asked")
    street = Heard("street", "phone", "yes", "satisfied")
    assert refused(lambda: endings.follow_up(own, street, by=SYSTEM.on_behalf("paper"), at=make.AT)) == ("issue.who_asked", "name")
    with writing():
        endings.follow_up(own, Heard("street", "phone", "yes", "fair", name="段启明"), by=SYSTEM.on_behalf("paper"), at=make.AT)
        endings.follow_up(led, Heard("reporter", "paper", "yes", "fair"), by=SYSTEM.on_behalf("paper"), at=make.AT)
    assert {own.state, led.state} == {"followed_up"}


def test_the_hotline_closes_its_own_and_the_anonymous_get_a_posted_answer(alliance: Alliance) -> None:
    with writing():
        hotline = actions.report(alliance, "暖气", "", category="HEAT", channel="hotline", hotline_number="BC1", by=SYSTEM, at=make.AT)
        nameless = actions.report(alliance, "遛狗", "", category="PET", channel="web", privacy="anonymous", by=SYSTEM, at=make.AT)
        for issue in (hotline, nameless):
            actions.accept(issue, by=SYSTEM, at=make.AT)
            actions.finish(issue, "已处理", by=SYSTEM, at=make.AT)
    assert refused(lambda: endings.follow_up(hotline, YES, by=SYSTEM, at=make.AT)) == ("issue.hotline_asks", None)
    assert refused(lambda: endings.follow_up(nameless, YES, by=SYSTEM, at=make.AT)) == ("issue.nobody_to_ask", None)
    assert refused(lambda: endings.close(hotline, SOLVED, by=SYSTEM, at=make.AT)) == ("issue.hotline_day", "hotline_closed_on")
    ahead = Closing("solved", "", hotline_closed_on=date(2026, 11, 13))
    assert refused(lambda: endings.close(hotline, ahead, by=SYSTEM, at=make.AT)) == ("issue.day_ahead", "hotline_closed_on")
    with writing():
        endings.close(hotline, Closing("solved", "", hotline_closed_on=date(2026, 11, 12)), by=SYSTEM, at=make.AT)
        endings.close(nameless, Closing("explained", "已劝导", digest=True), by=SYSTEM, at=make.AT)
    assert [(one.state, one.solved, one.digest) for one in (hotline, nameless)] == [("closed", None, None), ("closed", None, True)]


def test_a_digest_names_nobody_and_tells_nothing_about_a_community(alliance: Alliance, unit: int) -> None:
    issue, _code = make_endings.done(alliance, unit)
    with writing():
        endings.follow_up(issue, YES, by=SYSTEM, at=make.AT)
    named = Closing("solved", f"{make_reports.NAME}家门口的灯好了", digest=True)
    assert refused(lambda: endings.close(issue, named, by=SYSTEM, at=make.AT)) == ("issue.closing_names", "words")
    hidden, _code = make_reports.report(alliance, about_community=True)
    with writing():
        actions.accept(hidden, by=SYSTEM, at=make.AT)
        actions.finish(hidden, "已核实", by=SYSTEM, at=make.AT)
        endings.follow_up(hidden, Heard("street", "phone", "yes", "fair"), by=SYSTEM, at=make.AT)
    assert refused(lambda: endings.close(hidden, Closing("solved", "", digest=True), by=SYSTEM, at=make.AT)) == (
        "issue.no_digest",
        "digest",
    )


def test_more_time_is_a_fact_that_the_desk_decides_once(any_app: Flask) -> None:
    alliance = make.alliance()
    issue, _code = make_endings.begun(alliance, make.seat(alliance).organisation_id)
    with writing():
        requests.ask_for_time(issue, date(2026, 11, 24), "灯杆要定做", by=SYSTEM, at=make.AT)
    assert refused(lambda: requests.ask_for_time(issue, date(2026, 11, 24), "x", by=SYSTEM, at=make.AT))[0] == "issue.asked_already"
    assert refused(lambda: requests.decide_time(issue, False, "", by=SYSTEM, at=make.AT)) == ("issue.why_not", "words")
    with writing():
        asked = requests.decide_time(issue, True, "", by=SYSTEM, at=make.AT)
    assert (issue.state, issue.due, asked.was) == ("in_progress", date(2026, 11, 24), date(2026, 11, 20))
    assert refused(lambda: requests.ask_for_time(issue, date(2026, 11, 25), "x", by=SYSTEM, at=make.AT)) == ("issue.extended_once", "until")
    assert refused(lambda: requests.decide_time(issue, True, "", by=SYSTEM, at=make.AT))[0] == "issue.nothing_asked"
    assert list(verify()) == []


def test_the_street_agrees_to_shelve_or_says_why_not(alliance: Alliance, unit: int) -> None:
    issue, _code = make_endings.begun(alliance, unit)
    wish = requests.Wish("上冻不能施工", "开春就修", date(2027, 4, 1))
    for agreed in (False, True):
        with writing():
            requests.ask_to_shelve(issue, wish, by=SYSTEM, at=make.AT)
            requests.decide_shelving(issue, agreed, "" if agreed else "先用临时灯", "段启明", by=SYSTEM, at=make.AT)
    assert (issue.state, issue.shelved_by, issue.shelved_on) == ("shelved", "段启明", date(2026, 11, 12))
    assert (issue.shelved_reason, issue.answer, issue.review_on) == ("上冻不能施工", "开春就修", date(2027, 4, 1))
    assert [one.agreed for one in ending_queries.requests(issue)] == [True, False]
    assert refused(lambda: requests.ask_to_shelve(issue, wish, by=SYSTEM, at=make.AT)) == ("issue.cannot_shelve", None)


def test_what_was_asked_ends_with_the_step_that_makes_it_idle(alliance: Alliance, unit: int) -> None:
    issue, _code = make_endings.begun(alliance, unit)
    with writing():
        requests.ask_for_time(issue, date(2026, 11, 24), "灯杆要定做", by=SYSTEM, at=make.AT)
        handing.submit(issue, "修好了", by=SYSTEM, at=make.AT)
    assert requests.open_request(issue, "extension") is None


def test_it_begins_anew_with_a_new_day_and_forgets_what_was_answered(any_app: Flask) -> None:
    alliance = make.alliance()
    unit = make.seat(alliance).organisation_id
    issue, _code = make_endings.closed(alliance, unit)
    assert refused(lambda: endings.reopen(issue, "又不亮了", date(2026, 11, 11), by=SYSTEM, at=make.AT)) == ("issue.day_past", "due")
    with writing():
        endings.reopen(issue, "又不亮了", date(2026, 12, 3), by=SYSTEM, at=make.AT)
    assert (issue.state, issue.reopens, issue.due, issue.ending, issue.closed_on) == ("reopened", 1, date(2026, 12, 3), None, None)
    with writing():
        handing.dispatch(issue, handing.Handing("multi_force", unit, "", date(2026, 12, 3), "请再看"), by=SYSTEM, at=make.AT)
        handing.acknowledge(issue, "", by=SYSTEM, at=make.AT)
        handing.start(issue, "x", date(2026, 11, 12), by=SYSTEM, at=make.AT)
        handing.submit(issue, "换了灯杆", by=SYSTEM, at=make.AT)
    assert (issue.state, issue.solved, issue.satisfied) == ("done", None, None)
    assert list(verify()) == []


def test_the_reporter_may_ask_anew_for_thirty_days(alliance: Alliance, unit: int) -> None:
    issue, _code = make_endings.closed(alliance, unit)
    late = make.AT + timedelta(days=31)
    assert refused(lambda: endings.reopen_by_reporter(issue, "又不亮了", at=late)) == ("issue.reopen_late", None)
    with writing():
        endings.reopen_by_reporter(issue, "又不亮了", at=make.AT + timedelta(days=30))
    assert (issue.state, issue.reopens) == ("reopened", 1)


def test_merged_reporters_answer_for_themselves_and_each_no_counts(alliance: Alliance, unit: int) -> None:
    master, _code = make_endings.begun(alliance, unit)
    other, _code = make_reports.report(alliance)
    with writing():
        actions.merge(other, master.number, by=SYSTEM, at=make.AT)
        handing.submit(master, "修好了", by=SYSTEM, at=make.AT)
    with writing():
        endings.answer_solved(other, master, "no", at=make.AT)
        endings.answer_satisfied(other, master, "dissatisfied", at=make.AT)
        endings.follow_up(master, YES, by=SYSTEM, at=make.AT)
    assert [(one.state, one.solved, one.satisfied) for one in (other, master)] == [
        ("merged", "no", "dissatisfied"),
        ("followed_up", "yes", "satisfied"),
    ]
    assert refused(lambda: endings.close(master, SOLVED, by=SYSTEM, at=make.AT))[0] == "issue.said_unsolved"
    assert refused(lambda: endings.answer_solved(other, master, "yes", at=make.AT))[0] == "issue.answered_already"
    assert db.session.scalars(select(FollowUp.of_issue_id).order_by(FollowUp.id)).all() == [other.id, None]
    with writing():
        endings.reopen(master, "还有人说没好", date(2026, 12, 3), by=SYSTEM, at=make.AT)
    assert (other.solved, other.satisfied) == (None, None)


def test_a_result_that_the_desk_enters_names_nobody(alliance: Alliance, unit: int) -> None:
    """What the unit writes itself is not looked at: a refusal would tell it whether it guessed right."""
    issue, _code = make_endings.begun(alliance, unit)
    named = f"和{make_reports.NAME}说好了"
    paper = SYSTEM.on_behalf("paper")
    assert refused(lambda: handing.submit(issue, named, by=paper, at=make.AT)) == ("issue.result_names", "answer")
    with writing():
        handing.submit(issue, named, by=SYSTEM, at=make.AT)
    assert issue.state == "done"


def test_a_title_from_before_still_ends(alliance: Alliance) -> None:
    issue = make_issues.issue(alliance, accepted=True)
    with writing():
        actions.finish(issue, "好了", by=SYSTEM, at=make.AT)
    assert db.session.get_one(Issue, issue.id).done_at == make.AT
