"""What residents send, and the way of an issue through a unit."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.rules import hashed
from app.core import ledger
from app.core.db import db, writing
from app.core.ledger import Entry, verify
from app.core.lifecycle import Refused
from app.core.workdays import Calendar
from app.issues import actions, handing, intake, outside_queries, queries
from app.issues.models import Issue, Reporter
from app.meetings import queries as meeting_queries
from app.policy import SYSTEM
from tests import make
from tests.issues import make_issues, make_reports

DUE = date(2026, 11, 20)


def refused(act: object) -> tuple[str, str | None]:
    with pytest.raises(Refused) as no, writing():
        act()  # type: ignore[operator]  # a function without arguments
    return no.value.reason, no.value.field


def test_a_report_keeps_its_code_hashed_its_promise_and_its_reporter_apart(any_app: Flask) -> None:
    issue, code = make_reports.report(make.alliance())
    assert (issue.state, issue.number, issue.channel, issue.goes_to) == ("submitted", "D2026-0001", "web", "community")
    assert issue.query_code == hashed(code)
    assert issue.reply_by == date(2026, 11, 13)  # Thursday's report, one working day
    held = db.session.get_one(Reporter, issue.id)
    assert (held.name, held.phone, held.last_four, held.consent) == (make_reports.NAME, make_reports.PHONE, "4827", True)
    assert list(verify()) == []


def test_without_name_and_telephone_there_is_no_reporter(app: Flask) -> None:
    issue, _code = make_reports.report(make.alliance(), name="", phone="")
    assert db.session.get(Reporter, issue.id) is None


def test_reports_about_a_community_leave_no_gap_and_no_entry_in_what_it_reads(any_app: Flask) -> None:
    alliance = make.alliance()
    neighbour = make.alliance()  # of the same street
    before = ledger.version(alliance.id)
    hidden, _code = make_reports.report(alliance, about_community=True)
    other, _code = make_reports.report(neighbour, about_community=True)
    assert ledger.version(alliance.id) == before
    assert [hidden.number, other.number] == ["J2026-0001", "J2026-0002"]
    assert make_issues.issue(alliance).number == "D2026-0001"
    entries = db.session.scalars(select(Entry.chain_id).where(Entry.subject == f"issue:{hidden.id}")).all()
    assert entries == [ledger.CITY]
    assert list(verify()) == []


def test_a_community_finds_what_is_about_it_nowhere(app: Flask) -> None:
    alliance = make.alliance()
    hidden, code = make_reports.report(alliance, about_community=True)
    with writing():
        actions.accept(hidden, by=SYSTEM, at=make.AT)
    community = queries.Desks(frozenset((alliance.id,)), frozenset(), 0)
    street = queries.Desks(frozenset((alliance.id,)), frozenset((alliance.id,)), 0)
    for typed in (code, hidden.number, f"{make_reports.NAME} 4827"):
        assert queries.found_by(community, typed) == []
        assert queries.found_by(street, typed) == [hidden]
    assert meeting_queries.accepted_issues(alliance.id) == []
    assert meeting_queries.issues_named(alliance.id, [hidden.id]) == []
    assert refused(lambda: actions.table(hidden, by=SYSTEM, at=make.AT)) == ("issue.street_only", None)
    assert refused(lambda: actions.approve_summary(hidden, "公开", by=SYSTEM, at=make.AT)) == ("issue.street_only", "public_summary")


def test_nothing_is_merged_over_the_line_between_the_two_desks(app: Flask) -> None:
    alliance = make.alliance()
    hidden, _code = make_reports.report(alliance, about_community=True)
    open_one = make_issues.issue(alliance)
    assert refused(lambda: actions.merge(open_one, hidden.number, by=SYSTEM, at=make.AT)) == ("issue.merge_unknown", "number")
    assert refused(lambda: actions.merge(hidden, open_one.number, by=SYSTEM, at=make.AT)) == ("issue.merge_unknown", "number")


def test_a_unit_acknowledges_begins_and_the_desk_shelves_resumes_and_finishes(any_app: Flask) -> None:
    alliance = make.alliance()
    unit = make.seat(alliance).organisation_id
    issue, _code = make_reports.report(alliance)
    make_reports.dispatched(issue, unit)
    assert (issue.state, issue.lead_organisation_id, issue.due, issue.route) == ("dispatched", unit, DUE, "multi_force")
    why = handing.Shelving("管线要等开春", date(2027, 3, 1), "段启明", date(2026, 11, 12))
    with writing():
        handing.acknowledge(issue, "苏景行", by=SYSTEM, at=make.AT)
        handing.start(issue, "打过电话", date(2026, 11, 12), by=SYSTEM, at=make.AT)
        handing.shelve(issue, why, by=SYSTEM, at=make.AT)
    assert (issue.state, issue.review_on, issue.shelved_by, issue.answer) == ("shelved", date(2027, 3, 1), "段启明", "管线要等开春")
    with writing():
        handing.resume(issue, "提前有料了", by=SYSTEM, at=make.AT)
        actions.finish(issue, "已修好", by=SYSTEM, at=make.AT)
    assert (issue.state, issue.answer) == ("done", "已修好")
    steps = [step.name for step in outside_queries.steps(issue)]
    assert steps == ["report", "accept", "dispatch", "acknowledge", "start", "shelve", "resume", "finish"]
    assert list(verify()) == []


def test_a_unit_returns_once_and_then_the_street_rules(app: Flask) -> None:
    alliance = make.alliance()
    unit = make.seat(alliance).organisation_id
    issue, _code = make_reports.report(alliance)
    make_reports.dispatched(issue, unit)
    with writing():
        handing.give_back(issue, "道路照明归住建部门", by=SYSTEM, at=make.AT)
    assert (issue.state, issue.returns, issue.return_ground) == ("returned", 1, "道路照明归住建部门")
    with writing():
        handing.dispatch(issue, handing.Handing("dept_transfer", 0, "区住建局", DUE, "请检修"), by=SYSTEM, at=make.AT)
    assert (issue.lead_organisation_id, issue.lead_words) == (None, "区住建局")
    assert refused(lambda: handing.give_back(issue, "也不归我们", by=SYSTEM, at=make.AT)) == ("issue.returned_once", None)


def test_a_dispatch_names_a_unit_that_is_there_a_day_to_come_and_no_reporter(app: Flask) -> None:
    alliance = make.alliance()
    own, foreign = make.seat(alliance).organisation_id, make.seat(make.alliance()).organisation_id
    committee = make.seat(alliance, kind="residents_committee").organisation_id
    issue, _code = make_reports.report(alliance)
    hidden, _code = make_reports.report(alliance, about_community=True)
    with writing():
        actions.accept(issue, by=SYSTEM, at=make.AT)
        actions.accept(hidden, by=SYSTEM, at=make.AT)

    def to(of: Issue, unit: int = own, *, lead: str = "", due: date = DUE, summary: str = "请检修") -> tuple[str, str | None]:
        return refused(lambda: handing.dispatch(of, handing.Handing("multi_force", unit, lead, due, summary), by=SYSTEM, at=make.AT))

    assert to(issue, 0) == ("issue.lead_unknown", "lead_organisation_id")
    assert to(issue, foreign) == ("issue.lead_unknown", "lead_organisation_id")
    assert to(issue, due=date(2026, 11, 11)) == ("issue.day_past", "due")
    assert to(issue, summary=f"{make_reports.NAME}反映") == ("issue.summary_names", "handling_summary")
    assert to(issue, summary="电话100 0000 4827") == ("issue.summary_names", "handling_summary")
    assert to(hidden, committee) == ("issue.lead_community", "lead_organisation_id")
    assert {issue.state, hidden.state} == {"accepted"}


def test_a_residents_own_sentence_is_no_title(app: Flask) -> None:
    issue, _code = make_reports.report(make.alliance())
    own = ("issue.title_own_words", "title")
    assert refused(lambda: actions.accept(issue, title=make_reports.WORDS, by=SYSTEM, at=make.AT)) == own
    with writing():
        actions.accept(issue, title="西门夜间照明", by=SYSTEM, at=make.AT)
    assert (issue.state, issue.title) == ("accepted", "西门夜间照明")


def test_a_public_summary_is_approved_taken_back_and_never_of_a_danger(app: Flask) -> None:
    alliance = make.alliance()
    issue, _code = make_reports.report(alliance)
    danger, _code = make_reports.report(alliance, words="楼道有燃气味")
    assert danger.goes_to == "danger"
    with writing():
        actions.accept(issue, public_summary="西门路灯不亮", by=SYSTEM, at=make.AT)
    assert issue.public_summary == "西门路灯不亮"
    with writing():
        actions.approve_summary(issue, "", by=SYSTEM, at=make.AT)
    assert issue.public_summary is None
    assert refused(lambda: actions.approve_summary(danger, "有味", by=SYSTEM, at=make.AT)) == ("issue.danger", "public_summary")
    named = f"{make_reports.NAME}反映路灯不亮"
    assert refused(lambda: actions.approve_summary(issue, named, by=SYSTEM, at=make.AT)) == ("issue.answer_names", "public_summary")


def test_a_contact_is_erased_and_the_chain_stays_whole(any_app: Flask) -> None:
    issue, _code = make_reports.report(make.alliance())
    with writing():
        intake.erase_contact(issue, by=SYSTEM, at=make.AT)
    assert db.session.get(Reporter, issue.id) is None
    assert list(verify()) == []
    told = db.session.execute(select(Entry.body, Entry.words).where(Entry.subject == f"issue:{issue.id}")).all()
    assert [canary in f"{body}{words}" for body, words in told for canary in make_reports.CANARIES] == [False] * 6


def test_a_new_code_ends_the_old_one(app: Flask) -> None:
    issue, old = make_reports.report(make.alliance())
    with writing():
        new = intake.give_code(issue, by=SYSTEM, at=make.AT)
    assert (outside_queries.by_code(old), outside_queries.by_code(new), outside_queries.by_code("")) == (None, issue, None)


def test_a_transfer_keeps_the_hotlines_number_and_deadline(app: Flask) -> None:
    alliance = make.alliance()
    with writing():
        issue = actions.report(
            alliance,
            "暖气不热",
            "16度",
            category="HEAT",
            channel="hotline",
            hotline_number="BC1",
            hotline_due=DUE,
            by=SYSTEM,
            at=make.AT,
        )
    assert (issue.hotline_number, issue.hotline_due) == ("BC1", DUE)
    told = json.loads(db.session.scalars(select(Entry.body).where(Entry.verb == "issue.report")).one())
    assert told["facts"] == {"number": "D2026-0001", "channel": "hotline"}


def test_one_sending_is_one_issue_on_both_databases(any_app: Flask) -> None:
    make.alliance(code="TB999")
    said = {"words": "灯坏了", "about": "community", "once": "page one"}
    answers = [any_app.test_client().post("/report/TB999", data=said).text for _each in range(2)]
    codes = {re.search(r'id="code">([0-9 ]+)<', answer)[1] for answer in answers}  # type: ignore[index]  # or the test fails
    db.session.rollback()
    assert (len(codes), len(db.session.scalars(select(Issue.id)).all())) == (1, 1)
    assert list(verify()) == []


def test_a_nul_in_an_address_or_a_search_is_nothing_and_no_error(any_app: Flask) -> None:
    alliance = make.alliance()
    client = any_app.test_client()
    make.sign_in(client, make.secretary(alliance))
    answers = [client.get("/report/%00"), client.post("/report/%00", data={"words": "x"}), client.post("/status", data={"code": "\x00"})]
    answers.append(client.post("/issues/found", data={"typed": "方\x00小满 00\x0037"}))
    assert [answer.status_code for answer in answers] == [404, 404, 422, 200]


def test_the_desks_list_is_narrowed_to_what_waits(any_app: Flask) -> None:
    alliance = make.alliance()
    unit = make.seat(alliance).organisation_id
    fresh, danger, returned, given, shelved, done = [
        make_reports.report(alliance, words=words)[0] for words in ("一", "有燃气味", "三", "四", "五", "六")
    ]
    for issue in (returned, given, shelved):
        make_reports.dispatched(issue, unit)
    with writing():
        hotline = actions.report(alliance, "七", "", category="HEAT", channel="hotline", hotline_number="BC1", by=SYSTEM, at=make.AT)
        actions.accept(hotline, by=SYSTEM, at=make.AT)
        handing.give_back(returned, "不归我们", by=SYSTEM, at=make.AT)
        handing.acknowledge(shelved, "", by=SYSTEM, at=make.AT)
        handing.start(shelved, "打过电话", date(2026, 11, 12), by=SYSTEM, at=make.AT)
        why = handing.Shelving("等开春", date(2027, 3, 1), "段启明", date(2026, 11, 12))
        handing.shelve(shelved, why, by=SYSTEM, at=make.AT)
        actions.accept(done, by=SYSTEM, at=make.AT)
        actions.finish(done, "好了", by=SYSTEM, at=make.AT)
    desks = queries.Desks(frozenset((alliance.id,)), frozenset(), 0)
    calendar = Calendar(frozenset(), frozenset(), frozenset())

    def shown(which: str, today: date) -> list[Issue]:
        rows = queries.issues(desks, which, queries.Hours(today, calendar, 1)).rows
        return [db.session.get_one(Issue, row.id) for row in reversed(rows)]

    friday, monday = date(2026, 11, 13), date(2026, 11, 16)  # reported on Thursday: to be taken up on Friday
    assert [shown("late", friday), shown("late", monday)] == [[], [fresh, danger]]
    assert shown("submitted", friday) == [fresh, danger]
    assert shown("danger", friday) == [danger]
    assert shown("working", friday) == [given]
    assert shown("returned", friday) == [returned]
    assert shown("shelved", friday) == [shelved]
    assert shown("hotline", friday) == [hotline]
    assert shown("open", friday) == [fresh, danger, returned, given, shelved, hotline]
    assert shown("all", friday) == [fresh, danger, returned, given, shelved, done, hotline]
