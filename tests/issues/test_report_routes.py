"""The public report and the status page: no account, no cookie, nothing lost, nothing twice."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.alliances.models import Alliance
from app.core.clock import standing
from app.core.db import db, writing
from app.core.ledger import Entry
from app.issues import actions, handing, pace
from app.issues.models import Issue, Reporter
from app.policy import SYSTEM
from tests import make
from tests.house.counting import statements
from tests.issues import make_issues, make_reports

#: Tuesday 24 November 2026, 09:00 in Shanghai.
MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
SAID = {"words": "三号楼门口的灯坏了。", "place": "鹤鸣苑3号楼", "about": "no", "category": "LIGHT", "privacy": "", "once": "page one"}


@pytest.fixture
def alliance(app: Flask) -> Alliance:
    pace.forget()
    return make.alliance(code="TB999")


def send(client: FlaskClient, **changes: str) -> object:
    with standing(MORNING):
        return client.post("/report/TB999", data=SAID | changes)


def issues() -> list[Issue]:
    db.session.rollback()
    return list(db.session.scalars(select(Issue).order_by(Issue.id)))


def code_on(text: str) -> str:
    found = re.search(r'id="code">([0-9 ]+)<', text)
    assert found is not None
    return found[1]


def test_a_report_is_answered_with_the_day_the_code_and_where_to_look(client: FlaskClient, alliance: Alliance) -> None:
    answer = send(client)
    assert answer.status_code == 200
    assert "<h1>最迟11月25日前给您回话</h1>" in answer.text
    assert "http://localhost/status" in answer.text
    assert re.fullmatch(r"\d{4} \d{4} \d{4} \d{4}", code_on(answer.text))
    issue = issues()[0]
    assert (issue.words, issue.place, issue.category, issue.privacy) == ("三号楼门口的灯坏了。", "鹤鸣苑3号楼", "LIGHT", "public")


def test_sent_twice_it_is_one_issue_with_one_code_and_changed_it_is_another(client: FlaskClient, alliance: Alliance) -> None:
    codes = [code_on(send(client, **typed).text) for typed in ({}, {}, {"words": "还有楼道的灯。"}, {"once": "page two"})]
    assert codes[0] == codes[1]
    assert len(set(codes)) == 3
    assert [issue.number for issue in issues()] == ["D2026-0001", "D2026-0002", "D2026-0003"]


def test_whoever_is_signed_in_reports_as_nobody_and_no_cookie_is_set(app: Flask, client: FlaskClient, alliance: Alliance) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    make.sign_in(client, make.secretary(alliance))
    with statements() as asked:
        pages = [client.get("/report"), client.get("/report/TB999"), client.get("/status"), send(client)]
    assert [statement for statement in asked if "sign_in" in statement] == []  # nobody asked who it is
    assert [(page.status_code, page.headers.get("Set-Cookie")) for page in pages] == [(200, None)] * 4
    assert db.session.scalars(select(Entry.by).where(Entry.verb == "issue.report")).all() == [0]
    assert issues()[0].proposer_id is None


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, 200),
    ],
)
def test_other_sites_send_nothing_in(client: FlaskClient, alliance: Alliance, headers: dict[str, str], status: int) -> None:
    assert client.post("/report/TB999", data=SAID, headers=headers).status_code == status
    assert len(issues()) == (1 if status == 200 else 0)


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("words", "", "请写几句是什么事。"),
        ("words", "　　", "请写几句是什么事。"),
        ("words", "字" * 2001, "最多2000个字。"),
        ("place", "里" * 101, "最多100个字。"),
        ("about", "", "请选一项，好知道该由谁来办。"),
        ("about", "perhaps", "field bad"),
        ("category", "NOPE", "field bad"),
        ("privacy", "secret", "field bad"),
        ("phone", "不是号码", "电话号码只有数字，请核对。"),
        ("phone", "123", "电话号码只有数字，请核对。"),
        ("phone", "10000004827", "留了姓名或电话，请勾选同意"),
        ("name", "沈南枝", "留了姓名或电话，请勾选同意"),
        ("name", "名" * 31, "最多30个字。"),
    ],
)
def test_a_wrong_report_gets_its_sentence_and_loses_nothing(
    client: FlaskClient, alliance: Alliance, field: str, typed: str, message: str
) -> None:
    answer = send(client, **{"words": "𠮷祥里的灯坏了", field: typed})
    assert answer.status_code == 422
    assert message in answer.text
    assert "您写的都在" in answer.text
    assert (typed.strip("　") if field == "words" else "𠮷祥里的灯坏了") in answer.text
    assert issues() == []


def test_anonymous_leaves_no_name(client: FlaskClient, alliance: Alliance) -> None:
    answer = send(client, privacy="anonymous", phone="10000004827", consent="y")
    assert (answer.status_code, "选了匿名，就不留姓名和电话" in answer.text, "10000004827" in answer.text) == (422, True, True)
    assert send(client, privacy="anonymous").status_code == 200
    assert (issues()[0].privacy, db.session.scalars(select(Reporter)).all()) == ("anonymous", [])


def test_a_contact_stands_apart(client: FlaskClient, alliance: Alliance) -> None:
    assert send(client, name="沈南枝", phone="100 0000-4827", consent="y", category="NOISE").status_code == 200
    held = db.session.scalars(select(Reporter)).one()
    assert (held.name, held.phone, held.last_four, held.consent) == ("沈南枝", "10000004827", "4827", True)
    assert issues()[0].privacy == "confidential"


def test_unlawful_conduct_is_told_12388_and_not_kept(client: FlaskClient, alliance: Alliance) -> None:
    answer = send(client, about="unlawful", words="金丝雀收了钱")
    assert (answer.status_code, "tel:12388" in answer.text, "金丝雀收了钱" in answer.text) == (200, True, True)
    assert issues() == []
    assert db.session.scalar(select(func.count()).select_from(Entry).where(Entry.words.contains("金丝雀"))) == 0


def test_danger_shows_the_three_numbers_before_and_after(client: FlaskClient, alliance: Alliance) -> None:
    numbers = ("tel:110", "tel:119", "tel:120")
    assert [number in client.get("/report/TB999").text for number in numbers] == [True] * 3
    answer = send(client, words="楼道里有燃气味", category="")
    assert [number in answer.text for number in numbers] == [True] * 3
    assert "立即处置" in answer.text
    assert (issues()[0].goes_to, issues()[0].dangerous) == ("danger", True)


def test_a_report_about_the_community_says_that_the_street_has_it(client: FlaskClient, alliance: Alliance) -> None:
    answer = send(client, about="community")
    assert ("已交给云杉街道" in answer.text, "社区党群服务站一楼窗口" in answer.text) == (True, False)
    issue = issues()[0]
    assert (issue.goes_to, issue.number, issue.privacy) == ("street", "J2026-0001", "confidential")


def test_a_flood_is_told_to_wait_and_keeps_its_words(client: FlaskClient, alliance: Alliance) -> None:
    for number in range(20):
        assert send(client, once=f"page {number}").status_code == 200
    answer = send(client, once="one too many", words="最后一件事")
    assert (answer.status_code, "过十分钟再点提交" in answer.text, "最后一件事" in answer.text) == (429, True, True)
    assert send(client, once="page 3").status_code == 200  # what is in already is answered again
    assert len(issues()) == 20


def test_an_unknown_place_offers_the_streets(client: FlaskClient, alliance: Alliance) -> None:
    answer = client.get("/report/NOWHERE")
    assert (answer.status_code, "云杉街道" in answer.text) == (404, True)
    street = make_reports.street_of(alliance)
    assert "/report/TB999" in client.get(f"/report?street={street}").text
    assert [client.get(f"/report?street={typed}").status_code for typed in ("x", "0", "9" * 30, "²")] == [200] * 4


# -- how it stands -----------------------------------------------------------------------------------------------------


def look(client: FlaskClient, code: str) -> object:
    with standing(MORNING):
        return client.post("/status", data={"code": code, "once": "x"})


def test_the_status_page_tells_every_step_in_plain_words_and_nobodys(client: FlaskClient, alliance: Alliance) -> None:
    unit = make.seat(alliance, "和美物业").organisation_id
    issue, code = make_reports.report(alliance)
    assert "最迟11月13日前给您回话。" in look(client, code).text
    make_reports.dispatched(issue, unit)
    page = look(client, f" {code[:4]}　{code[4:]}").text
    assert [words in page for words in ("已收到", "已受理", "已转给责任单位办理", "最迟11月20日前办理。", "和美物业")] == [True] * 5
    assert [canary in page for canary in (*make_reports.CANARIES, code)] == [False] * 4
    with writing():
        handing.acknowledge(issue, "", by=SYSTEM, at=make.AT)
        handing.start(issue, "打过电话", make.AT.date(), by=SYSTEM, at=make.AT)
        actions.finish(issue, "灯已换好", by=SYSTEM, at=make.AT)
    page = look(client, code).text
    assert ("单位反馈已处理，等您确认" in page, "灯已换好" in page) == (True, True)


def test_a_declined_report_says_where_to_go_and_a_merged_one_how_the_other_stands(client: FlaskClient, alliance: Alliance) -> None:
    one, code = make_reports.report(alliance)
    other, second = make_reports.report(alliance)
    master = make_issues.issue(alliance, accepted=True)
    with writing():
        actions.decline(one, "路灯归市政管", "请拨打12345", by=SYSTEM, at=make.AT)
        actions.merge(other, master.number, by=SYSTEM, at=make.AT)
        actions.finish(master, "一起修好了", by=SYSTEM, at=make.AT)
    page = look(client, code).text
    assert ("不属本社区职责，请找下面写的单位" in page, "请拨打12345" in page, "不予受理" in page) == (True, True, False)
    page = look(client, second).text
    assert ("一起办理" in page, "一起修好了" in page, master.title in page) == (True, True, False)


@pytest.mark.parametrize("typed", ["1234 5678 9012 3456", "1234", "D2026-0001", "'; DROP TABLE issue", "１" * 16])
def test_a_code_that_is_nobodys_is_answered_like_a_broken_one(client: FlaskClient, alliance: Alliance, typed: str) -> None:
    make_reports.report(alliance)
    answer = look(client, typed)
    assert (answer.status_code, "没有查到。请核对回执条上的16位数字，再输一次。" in answer.text) == (422, True)


def test_whoever_tries_codes_fast_is_stopped_right_or_wrong(client: FlaskClient, alliance: Alliance) -> None:
    _issue, code = make_reports.report(alliance)
    assert [look(client, "1" * 16).status_code for _each in range(pace.MOST_WRONG)] == [422] * pace.MOST_WRONG
    assert [look(client, typed).status_code for typed in (code, "1" * 16)] == [429, 429]
    pace.forget()
    assert look(client, code).status_code == 200
