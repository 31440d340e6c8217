"""Canaries: the words, the name and the telephone of somebody who reported stand on no page of people whom they are none of."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Person
from app.alliances.models import Alliance, Organisation
from app.core.clock import standing
from app.core.db import db, writing
from app.issues import actions, handing
from app.issues.models import Issue
from app.meetings import actions as meetings
from app.policy import SYSTEM
from tests import make
from tests.issues import make_reports
from tests.meetings import make_meetings


@pytest.fixture
def alliance(app: Flask) -> Alliance:
    return make.alliance(code="TB999")


def everything_of(client: FlaskClient, alliance: Alliance, issue: Issue) -> str:
    """All that this reader can reach which lists, counts, searches or shows issues, refusals included."""
    addresses = [
        "/",
        "/issues",
        *(f"/issues?state={which}" for which in ("all", "submitted", "late", "danger", "working", "hotline")),
        f"/issues/{issue.id}",
        f"/oversight/issue/{issue.id}",
        "/oversight",
        "/coordinations",
        "/meetings",
        f"/alliances/{alliance.id}",
        f"/alliances/{alliance.id}/issues",
        "/actions",
        "/assignments",
        f"/assignments/{issue.id}",
        "/report/TB999",
        "/status",
        f"/alliances/{alliance.id}/ledger.jsonl",
    ]
    pages = [client.get(address, follow_redirects=True).text for address in addresses]
    for typed in (issue.number, f"{make_reports.NAME} 4827"):  # what the reader typed stands in the field again
        pages.append(client.post("/issues/found", data={"typed": typed}).text.replace(f'value="{typed}"', ""))
    for verb in ("accept", "decline", "merge", "withdraw", "dispatch", "finish", "summary", "code", "contact"):
        pages.append(client.post(f"/issues/{issue.id}/{verb}", data={"number": "D2026-0001"}).text)
    return "\n".join(pages)


def people(alliance: Alliance) -> dict[str, Callable[[], Person]]:
    return {
        "secretary": lambda: make.secretary(alliance),
        "convener": lambda: make.official("convener", "alliance", alliance.id),
        "administrator": make.administrator,
        "delegate": lambda: make.delegate_of(make.seat(alliance)),
        "observer": lambda: make.delegate_of(make.seat(alliance, votes=False)),
        "street elsewhere": lambda: make.official("supervisor", "street", make_reports.street_of(make.alliance(street="白桦街道"))),
    }


@pytest.mark.parametrize("role", ["secretary", "convener", "administrator", "delegate", "observer", "street elsewhere", "stranger"])
def test_a_report_about_the_community_is_seen_by_nobody_but_its_street(client: FlaskClient, alliance: Alliance, role: str) -> None:
    issue, _code = make_reports.report(alliance, about_community=True)
    if role != "stranger":
        make.sign_in(client, people(alliance)[role]())
    text = everything_of(client, alliance, issue)
    assert [canary for canary in ("J2026", *make_reports.CANARIES) if canary in text] == []
    assert client.get(f"/issues/{issue.id}").status_code == (303 if role == "stranger" else 404)
    refusal = client.post(f"/issues/{issue.id}/accept", data={"title": "x", "category": "OTHER"})
    assert refusal.status_code == (401 if role == "stranger" else 404)
    assert db.session.scalars(select(Issue.state)).all() == ["submitted"]


def test_the_street_does_what_the_secretary_does_elsewhere(client: FlaskClient, alliance: Alliance) -> None:
    unit = make.seat(alliance).organisation_id
    committee = make.seat(alliance, "鹤鸣里社区居委会", kind="residents_committee").organisation_id
    issue, _code = make_reports.report(alliance, about_community=True)
    make.sign_in(client, make.official("supervisor", "street", make_reports.street_of(alliance), "段启明"))
    assert issue.number in client.get("/").text
    assert make_reports.WORDS in client.get("/issues").text
    page = client.get(f"/issues/{issue.id}").text
    assert [words in page for words in (make_reports.NAME, make_reports.PHONE, "由街道办理；社区看不到")] == [True] * 3
    assert "列入议题</h2>" not in page
    assert client.post(f"/issues/{issue.id}/accept", data={"title": "窗口没有人", "category": "OTHER"}).status_code == 303
    page = client.get(f"/issues/{issue.id}").text
    names = [db.session.get_one(Organisation, key).name for key in (unit, committee)]
    assert [name in page for name in names] == [True, False]
    to = {"route": "multi_force", "lead_organisation_id": str(unit), "due": "2099-01-02", "handling_summary": "请核实窗口值班"}
    assert client.post(f"/issues/{issue.id}/dispatch", data=to).status_code == 303
    db.session.rollback()
    assert db.session.get_one(Issue, issue.id).state == "dispatched"


def test_a_supervisor_does_not_do_the_communitys_own_work(client: FlaskClient, alliance: Alliance) -> None:
    issue, _code = make_reports.report(alliance)
    make.sign_in(client, make.official("supervisor", "street", make_reports.street_of(alliance)))
    page = client.get(f"/issues/{issue.id}").text
    assert (make_reports.NAME in page, make_reports.PHONE in page) == (False, False)
    assert client.post(f"/issues/{issue.id}/accept", data={"title": "x", "category": "OTHER"}).status_code == 403


@pytest.mark.parametrize("about_community", [False, True])
def test_a_unit_reads_the_summary_and_nothing_else(client: FlaskClient, alliance: Alliance, about_community: bool) -> None:
    seat = make.seat(alliance, "和美物业", "苏景行")
    issue, _code = make_reports.report(alliance, about_community=about_community)
    make_reports.dispatched(issue, seat.organisation_id)
    make.sign_in(client, make.delegate_of(seat), by_phone=True)
    text = everything_of(client, alliance, issue)
    assert "西门路灯不亮，请检修" in text
    assert [canary for canary in make_reports.CANARIES if canary in text] == []
    assert client.post(f"/assignments/{issue.id}/acknowledge").status_code == 303
    begun = {"contact": "已电话联系", "contacted_on": "2026-11-12"}
    assert client.post(f"/assignments/{issue.id}/start", data=begun | {"contacted_on": "明天"}).status_code == 422
    assert client.post(f"/assignments/{issue.id}/start", data=begun).status_code == 303
    assert client.post(f"/assignments/{issue.id}/return", data={"ground": "不归我们"}).status_code == 409
    db.session.rollback()
    assert db.session.get_one(Issue, issue.id).state == "in_progress"


@pytest.mark.parametrize("role", ["delegate", "observer", "other secretary", "stranger"])
def test_a_residents_own_words_stay_at_the_desk_even_on_an_agenda(client: FlaskClient, alliance: Alliance, role: str) -> None:
    """What the secretary accepted under her own title and put on an agenda is read there under that title only."""
    seats = {"delegate": make.seat(alliance), "observer": make.seat(alliance, votes=False)}
    issue, _code = make_reports.report(alliance)
    with writing():
        actions.accept(issue, title="鹤鸣苑西门照明", public_summary="西门夜间照明不足", by=SYSTEM, at=make.AT)
    meeting = make_meetings.meeting(alliance)
    with writing():
        meetings.table_issues(meeting, [issue], "", by=SYSTEM, at=make.AT)
        meetings.notify(meeting, "【会议通知】", reason="书记同意", by=SYSTEM, at=make.AT)
    if role == "other secretary":
        make.sign_in(client, make.secretary(make.alliance()))
    elif role != "stranger":
        make.sign_in(client, make.delegate_of(seats[role]), by_phone=True)
    text = everything_of(client, alliance, issue)
    text += "".join(client.get(address).text for address in (f"/meetings/{meeting.id}", f"/m/{meeting.code}"))
    assert [canary for canary in make_reports.CANARIES if canary in text] == []
    assert "鹤鸣苑西门照明" in text


def test_another_unit_finds_no_assignment(client: FlaskClient, alliance: Alliance) -> None:
    issue, _code = make_reports.report(alliance)
    make_reports.dispatched(issue, make.seat(alliance).organisation_id)
    make.sign_in(client, make.delegate_of(make.seat(alliance)), by_phone=True)
    assert client.get(f"/assignments/{issue.id}").status_code == 404
    assert client.post(f"/assignments/{issue.id}/acknowledge").status_code == 404


def test_the_desk_finds_a_case_by_code_by_number_and_by_name_with_four_digits(client: FlaskClient, alliance: Alliance) -> None:
    issue, code = make_reports.report(alliance)
    make.sign_in(client, make.secretary(alliance))
    typed = (code, issue.number.lower(), f"{make_reports.NAME}　4827", f"{make_reports.NAME} 0000", make_reports.NAME, "4827", "")
    found = [f"/issues/{issue.id}" in client.post("/issues/found", data={"typed": one}).text for one in typed]
    assert found == [True, True, True, False, False, False, False]


def test_a_handling_summary_starts_from_the_words_and_is_refused_with_a_name(client: FlaskClient, alliance: Alliance) -> None:
    unit = make.seat(alliance).organisation_id
    issue, _code = make_reports.report(alliance, words="西门的灯不亮，请来修")
    with writing():
        actions.accept(issue, by=SYSTEM, at=make.AT)
    make.sign_in(client, make.secretary(alliance))
    assert "西门的灯不亮，请来修</textarea>" in client.get(f"/issues/{issue.id}").text
    to = {
        "route": "multi_force",
        "lead_organisation_id": str(unit),
        "due": "2099-01-02",
        "handling_summary": f"{make_reports.NAME}说灯不亮",
    }
    answer = client.post(f"/issues/{issue.id}/dispatch", data=to)
    assert (answer.status_code, "请删去后再转" in answer.text, "说灯不亮</textarea>" in answer.text) == (409, True, True)
    answer = client.post(f"/issues/{issue.id}/dispatch", data=to | {"due": "二月三十", "handling_summary": "灯不亮"})
    assert (answer.status_code, "请填日期，例如2026-12-01。" in answer.text, 'value="二月三十"' in answer.text) == (422, True, True)


#: Modules that read issues without the shared filter, and why they may.
REVIEWED = {
    "app/meetings/agenda.py": "of one item; nothing about a community can be tabled",
    "app/ballots/queries.py": "of one meeting's items",
    "app/ballots/background.py": "of one meeting's items",
    "app/oversight/models.py": "an index",
    "app/bundles/routes.py": "one issue by its number; bundles.read asks whether it is about a community",
    "app/alliances/terms.py": "numbers only; of a unit what it was given, of a new secretary what is not the street's",
    "app/oversight/pages.py": "one row by its number, and asks whether it is about a community",
    "app/live/seen.py": "of one meeting's items",
}


def test_whoever_lists_issues_uses_the_shared_filter() -> None:
    """Of the whole app: a module that imports the table names one of the two filters, or stands above with its reason."""
    app = Path(__file__).resolve().parents[2] / "app"
    readers = [path for path in app.rglob("*.py") if re.search(r"from app\.issues\.models import .*\bIssue\b", path.read_text())]
    others = [path for path in readers if path.parts[-2] != "issues" and "demo" not in path.parts]
    silent = {str(path.relative_to(app.parent)) for path in others if not re.search(r"\b(of_community|at_desks)\(", path.read_text())}
    assert silent <= set(REVIEWED)


def test_what_was_given_away_comes_back_on_its_day(client: FlaskClient, alliance: Alliance) -> None:
    unit = make.seat(alliance).organisation_id
    late, returned, shelved, in_time = [make_reports.report(alliance)[0] for _each in range(4)]
    for issue in (late, returned, shelved, in_time):
        make_reports.dispatched(issue, unit)  # due on 20 November
    why = handing.Shelving("等开春", date(2026, 11, 24), "段启明", date(2026, 11, 12))
    with writing():
        handing.give_back(returned, "不归我们", by=SYSTEM, at=make.AT)
        for issue in (shelved, in_time):
            handing.acknowledge(issue, "", by=SYSTEM, at=make.AT)
            handing.start(issue, "打过电话", date(2026, 11, 12), by=SYSTEM, at=make.AT)
        handing.shelve(shelved, why, by=SYSTEM, at=make.AT)
        actions.finish(in_time, "办好了", by=SYSTEM, at=make.AT)
    make.sign_in(client, make.secretary(alliance))
    expected = {(20, 0): [returned], (23, 0): [late, returned], (24, 0): [late, returned, shelved]}
    for (day, hour), waiting in expected.items():
        with standing(datetime(2026, 11, day, hour + 1, tzinfo=UTC)):
            text = client.get("/").text
        assert [issue for issue in (late, returned, shelved, in_time) if f"该再看了：{issue.number}" in text] == waiting


def test_a_danger_is_the_first_line_of_the_day(client: FlaskClient, alliance: Alliance) -> None:
    make_reports.report(alliance)
    make_reports.report(alliance, words="楼道有燃气味")
    make_reports.report(alliance, words="社区的人说有燃气味不管", about_community=True)
    make.sign_in(client, make.secretary(alliance))
    text = client.get("/").text
    first, second = text.index("立即处置：楼道有燃气味"), text.index("有诉求等受理：")
    assert first < second
    assert "社区的人说" not in text


def test_the_desk_prints_a_slip_for_somebody_who_came_by(app: Flask, client: FlaskClient, alliance: Alliance) -> None:
    with writing():
        heard = actions.report(alliance, "路灯不亮", "金丝雀说的", category="LIGHT", channel="desk", by=SYSTEM, at=make.AT)
    make.sign_in(client, make.secretary(alliance))
    slip = client.post(f"/issues/{heard.id}/code", data={"once": "x"}).text
    code = re.search(r'id="code">([0-9 ]+)<', slip)
    assert code is not None
    assert ("最迟11月13日前给您回话" in slip, "金丝雀" in slip, f"/issues/{heard.id}" in slip) == (True, False, True)
    looked_up = app.test_client().post("/status", data={"code": code[1], "once": "y"}).text
    assert ("已收到" in looked_up, heard.number in looked_up) == (True, True)
