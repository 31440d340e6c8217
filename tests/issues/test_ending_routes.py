"""The pages of an issue's end: the desk's, the street's, the unit's, and the one that whoever reported it holds a code for."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import Person
from app.alliances.models import Alliance, Seat
from app.core.clock import standing
from app.core.db import db, writing
from app.core.ledger import Entry
from app.core.perform import record
from app.issues import actions, endings, intake, pace, requests
from app.issues.endings import Closing
from app.issues.models import FollowUp, Issue
from app.policy import SYSTEM
from tests import make
from tests.issues import make_endings, make_reports
from tests.issues.make_reports import CANARIES

#: Friday 13 November 2026, 09:00 in Shanghai: a day after everything that make_* does.
MORNING = datetime(2026, 11, 13, 1, 0, tzinfo=UTC)
ASKED = {"asked": "secretary", "method": "phone", "solved": "yes", "satisfied": "satisfied", "words": "金丝雀说好了"}


@pytest.fixture
def alliance(app: Flask) -> Alliance:
    pace.forget()
    return make.alliance(code="TB999")


@pytest.fixture
def seat(alliance: Alliance) -> Seat:
    return make.seat(alliance, "和美物业", "苏景行")


def street(alliance: Alliance) -> Person:
    return make.official("supervisor", "street", make_reports.street_of(alliance), "段启明")


def post(client: FlaskClient, address: str, **typed: str) -> object:
    with standing(MORNING):
        return client.post(address, data=typed)


def page(client: FlaskClient, address: str) -> str:
    with standing(MORNING):
        return str(client.get(address).text)


def state_of(issue: Issue) -> str:
    db.session.rollback()
    return db.session.get_one(Issue, issue.id).state


# -- the desk ----------------------------------------------------------------------------------------------------------


def test_the_desk_asks_closes_and_begins_anew(client: FlaskClient, alliance: Alliance, seat: Seat) -> None:
    issue, _code = make_endings.done(alliance, seat.organisation_id)
    make.sign_in(client, make.secretary(alliance))
    shown = page(client, f"/issues/{issue.id}")
    assert [words in shown for words in ("记下回访", "告诉反映人结果的话", make_reports.PHONE, "经过</h2>")] == [True] * 4
    assert post(client, f"/issues/{issue.id}/close", ending="solved", words="好了").status_code == 409
    assert post(client, f"/issues/{issue.id}/follow-up", **ASKED).status_code == 303
    assert post(client, f"/issues/{issue.id}/close", ending="solved", words="灯已换好", digest="y").status_code == 303
    assert (state_of(issue), issue.digest, "已解决销号" in page(client, f"/issues/{issue.id}")) == ("closed", True, True)
    again = post(client, f"/issues/{issue.id}/reopen", reason="又不亮了", due="2026-12-04")
    assert (again.status_code, state_of(issue)) == (303, "reopened")
    assert ("又不亮了" in page(client, f"/issues/{issue.id}"), "重新办理" in page(client, "/issues")) == (True, True)


@pytest.mark.parametrize(
    ("step", "changes", "message"),
    [
        ("follow-up", {"solved": ""}, "请选一项。"),
        ("follow-up", {"solved": "perhaps"}, "field bad"),
        ("follow-up", {"satisfied": ""}, "满不满意也要选"),
        ("follow-up", {"satisfied": "very_satisfied"}, "电话里只问三个词"),
        ("follow-up", {"method": "posted"}, "没留联系方式的"),
        ("follow-up", {"method": "pigeon"}, "field bad"),
        ("follow-up", {"asked": "street"}, "field bad"),
        ("follow-up", {"words": "字" * 1001}, "最多1000个字。"),
    ],
)
def test_a_wrong_follow_up_gets_its_sentence_and_keeps_what_was_typed(
    client: FlaskClient, alliance: Alliance, seat: Seat, step: str, changes: dict[str, str], message: str
) -> None:
    issue, _code = make_endings.done(alliance, seat.organisation_id)
    make.sign_in(client, make.secretary(alliance))
    answer = post(client, f"/issues/{issue.id}/{step}", **{**ASKED, "words": "𠮷家说好了"} | changes)
    assert (answer.status_code, message in answer.text, changes.get("words", "𠮷家说好了") in answer.text) == (422, True, True)
    assert (state_of(issue), db.session.scalar(select(func.count()).select_from(FollowUp))) == ("done", 0)


@pytest.mark.parametrize(
    ("step", "typed", "message"),
    [
        ("close", {"ending": "", "words": "𠮷"}, "请选一项。"),
        ("close", {"ending": "shelved", "words": "𠮷"}, "field bad"),
        ("close", {"ending": "solved", "words": "𠮷", "hotline_closed_on": "昨天"}, "请填日期，例如2026-12-01。"),
        ("close", {"ending": "solved", "words": "𠮷" * 2001}, "最多2000个字。"),
        ("reopen", {"reason": "　", "due": "2026-12-04"}, "这一项要填。"),
        ("reopen", {"reason": "𠮷", "due": "二月三十"}, "请填日期，例如2026-12-01。"),
        ("reopen", {"reason": "𠮷", "due": ""}, "请填日期，例如2026-12-01。"),
    ],
)
def test_a_wrong_end_gets_its_sentence(
    client: FlaskClient, alliance: Alliance, seat: Seat, step: str, typed: dict[str, str], message: str
) -> None:
    issue, _code = make_endings.done(alliance, seat.organisation_id)
    with writing():
        endings.follow_up(issue, make_endings.YES, by=SYSTEM, at=make.AT)
    make.sign_in(client, make.secretary(alliance))
    answer = post(client, f"/issues/{issue.id}/{step}", **typed)
    assert (answer.status_code, message in answer.text, state_of(issue)) == (422, True, "followed_up")


def test_a_refused_end_shows_the_true_state_and_keeps_the_words(client: FlaskClient, alliance: Alliance, seat: Seat) -> None:
    issue, _code = make_endings.done(alliance, seat.organisation_id)
    with writing():
        endings.follow_up(issue, make_endings.NO, by=SYSTEM, at=make.AT)
    make.sign_in(client, make.secretary(alliance))
    answer = post(client, f"/issues/{issue.id}/close", ending="solved", words="𠮷已换好")
    assert (answer.status_code, "不能按已解决销号" in answer.text, "𠮷已换好" in answer.text) == (409, True, True)
    assert post(client, f"/issues/{issue.id}/reopen", reason="x", due="2026-11-12").status_code == 409
    late = post(client, f"/issues/{issue.id}/follow-up", **ASKED)
    assert (late.status_code, "金丝雀说好了" in late.text) == (409, True)


# -- the unit ----------------------------------------------------------------------------------------------------------


def test_the_unit_hands_in_its_result_and_asks_for_time_without_a_photograph(client: FlaskClient, alliance: Alliance, seat: Seat) -> None:
    issue, _code = make_endings.begun(alliance, seat.organisation_id)
    make.sign_in(client, make.delegate_of(seat), by_phone=True)
    shown = page(client, f"/assignments/{issue.id}")
    assert ("交结果" in shown, "申请延长" in shown, 'type="file"' in shown) == (True, True, False)
    bad = [{"until": "", "reason": "x"}, {"until": "明天", "reason": "x"}, {"until": "2026-11-24", "reason": ""}]
    assert [post(client, f"/assignments/{issue.id}/extension", **typed).status_code for typed in bad] == [422] * 3
    assert post(client, f"/assignments/{issue.id}/extension", until="2026-12-24", reason="𠮷").status_code == 409
    assert post(client, f"/assignments/{issue.id}/extension", until="2026-11-24", reason="要定做").status_code == 303
    assert "等答复" in page(client, f"/assignments/{issue.id}")
    assert post(client, f"/assignments/{issue.id}/submit", result="　").status_code == 422
    assert post(client, f"/assignments/{issue.id}/submit", result="灯已换好").status_code == 303
    assert (state_of(issue), "灯已换好" in page(client, f"/assignments/{issue.id}")) == ("done", True)
    assert post(client, f"/issues/{issue.id}/follow-up", **ASKED).status_code == 403


def test_the_desk_gives_time_and_the_unit_reads_it(client: FlaskClient, alliance: Alliance, seat: Seat) -> None:
    issue, _code = make_endings.begun(alliance, seat.organisation_id)
    with writing():
        requests.ask_for_time(issue, date(2026, 11, 24), "要定做", by=SYSTEM, at=make.AT)
    make.sign_in(client, make.secretary(alliance))
    assert "单位申请延长，等您答复" in page(client, "/")
    assert "从11月20日延长到11月24日" in page(client, f"/issues/{issue.id}")
    refused = post(client, f"/issues/{issue.id}/extension/answer", agreed="no", words="")
    assert (refused.status_code, "不同意的，请写明原因。" in refused.text) == (409, True)
    assert post(client, f"/issues/{issue.id}/extension/answer", agreed="maybe").status_code == 422
    assert post(client, f"/issues/{issue.id}/extension/answer", agreed="yes").status_code == 303
    db.session.rollback()
    assert db.session.get_one(Issue, issue.id).due == date(2026, 11, 24)


# -- the street --------------------------------------------------------------------------------------------------------


def test_the_street_taps_once_to_shelve_and_nobody_else_can(client: FlaskClient, alliance: Alliance, seat: Seat) -> None:
    issue, _code = make_endings.begun(alliance, seat.organisation_id)
    make.sign_in(client, make.secretary(alliance))
    typed = {"cause": "上冻", "reply": "开春就修", "review_on": "2027-04-01"}
    assert post(client, f"/issues/{issue.id}/shelving", **typed | {"reply": ""}).status_code == 422
    assert post(client, f"/issues/{issue.id}/shelving", **typed | {"review_on": "2026-11-01"}).status_code == 409
    assert post(client, f"/issues/{issue.id}/shelving", **typed).status_code == 303
    assert post(client, f"/issues/{issue.id}/shelving/answer", agreed="yes").status_code == 403
    make.sign_in(client, street(alliance))
    assert "社区申请挂账，请街道定" in page(client, "/")
    assert "同意挂账" in page(client, f"/issues/{issue.id}")
    assert post(client, f"/issues/{issue.id}/shelving/answer", agreed="yes").status_code == 303
    assert (state_of(issue), issue.shelved_by, issue.answer) == ("shelved", "段启明", "开春就修")


def test_the_street_asks_about_what_the_community_did_itself(client: FlaskClient, alliance: Alliance) -> None:
    issue, _code = make_endings.done(alliance)
    make.sign_in(client, make.secretary(alliance))
    assert ("等回访的诉求" in page(client, "/"), "由街道或者反映人自己确认" in page(client, f"/issues/{issue.id}")) == (False, True)
    assert post(client, f"/issues/{issue.id}/follow-up", **ASKED).status_code == 422
    make.sign_in(client, street(alliance))
    assert "社区自己办的，请街道问问反映人" in page(client, "/")
    assert make_reports.PHONE in page(client, f"/issues/{issue.id}")
    assert post(client, f"/issues/{issue.id}/follow-up", **ASKED | {"asked": "street"}).status_code == 303
    assert (state_of(issue), make_reports.PHONE in page(client, f"/issues/{issue.id}")) == ("followed_up", False)
    assert post(client, f"/issues/{issue.id}/close", ending="solved").status_code == 403


def test_the_street_does_not_ask_about_what_a_unit_did(client: FlaskClient, alliance: Alliance, seat: Seat) -> None:
    issue, _code = make_endings.done(alliance, seat.organisation_id)
    make.sign_in(client, street(alliance))
    assert (make_reports.PHONE in page(client, f"/issues/{issue.id}"), "记下回访" in page(client, f"/issues/{issue.id}")) == (False, False)
    assert post(client, f"/issues/{issue.id}/follow-up", **ASKED | {"asked": "street"}).status_code == 403


def test_today_and_the_stuck_list_know_the_end(client: FlaskClient, alliance: Alliance, seat: Seat) -> None:
    waits, _code = make_endings.done(alliance, seat.organisation_id)
    heard, _code = make_endings.done(alliance, seat.organisation_id)
    anew, _code = make_endings.closed(alliance, seat.organisation_id)
    with writing():
        endings.follow_up(heard, make_endings.YES, by=SYSTEM, at=make.AT)
        endings.reopen(anew, "又不亮了", date(2026, 12, 3), by=SYSTEM, at=make.AT)
    make.sign_in(client, make.secretary(alliance))
    text = page(client, "/")
    expected = (f"请回访反映人：{waits.number}", f"请销号或者重新办理：{heard.number}", f"该再看了：{anew.number}")
    assert [words in text for words in expected] == [True] * 3
    make.sign_in(client, street(alliance))
    assert "第二次重新办理，反映人" not in page(client, "/oversight")
    with writing():
        anew.reopens = 2
        record("issue.ask_anew", anew, by=SYSTEM, at=make.AT)
    assert "第二次重新办理，反映人" in page(client, "/oversight")


# -- whoever reported it -----------------------------------------------------------------------------------------------


def look(client: FlaskClient, code: str) -> str:
    with standing(MORNING):
        return str(client.post("/status", data={"code": code, "once": "x"}).text)


def fields(text: str, action: str) -> dict[str, str]:
    """What the page's form would send, but for the choice."""
    form = text.split(f'action="{action}"')[1].split("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))


def test_two_taps_answer_the_two_questions_without_a_script_or_a_cookie(client: FlaskClient, alliance: Alliance, seat: Seat) -> None:
    issue, code = make_endings.done(alliance, seat.organisation_id)
    shown = look(client, code)
    assert ("解决了吗？" in shown, "满意吗？" in shown, "最迟11月17日前也会有人联系您" in shown, code in shown) == (
        True,
        False,
        True,
        False,
    )
    first = fields(shown, "/status/solved")
    answers = [post(client, "/status/solved", **first, solved="yes") for _tap in range(2)]
    assert [(one.status_code, "已经记下，谢谢您。" in one.text, "Set-Cookie" in one.headers) for one in answers] == [(200, True, False)] * 2
    assert (state_of(issue), db.session.scalar(select(func.count()).select_from(FollowUp))) == ("followed_up", 1)
    second = fields(answers[1].text, "/status/satisfied")
    assert "您的意见已记下" in post(client, "/status/satisfied", **second, satisfied="very_dissatisfied").text
    db.session.rollback()
    assert (issue.solved, issue.satisfied) == ("yes", "very_dissatisfied")
    assert "满意吗？" not in look(client, code)


def test_another_tab_with_another_answer_is_shown_how_it_stands(client: FlaskClient, alliance: Alliance, seat: Seat) -> None:
    issue, code = make_endings.done(alliance, seat.organisation_id)
    tabs = [fields(look(client, code), "/status/solved") for _tab in range(2)]
    assert post(client, "/status/solved", **tabs[0], solved="no").status_code == 200
    other = post(client, "/status/solved", **tabs[1], solved="yes")
    assert (other.status_code, "下面是现在的情况" in other.text, "没有解决，请重新办理" in other.text) == (409, True, True)
    db.session.rollback()
    assert issue.solved == "no"


def test_a_report_begins_anew_from_the_status_page(client: FlaskClient, alliance: Alliance, seat: Seat) -> None:
    issue, code = make_endings.closed(alliance, seat.organisation_id)
    shown = look(client, code)
    assert ("结果：已解决" in shown, "12月12日前可以在这里要求重新办理" in shown) == (True, True)
    held = fields(shown, "/status/again")
    empty = post(client, "/status/again", **held, reason="　")
    assert (empty.status_code, "这一项要填。" in empty.text, state_of(issue)) == (422, True, "closed")
    answer = [post(client, "/status/again", **held, reason="金丝雀又不亮了") for _tap in range(2)][1]
    assert ("重新办理" in answer.text, "最迟12月4日前办理" in answer.text, "金丝雀" in answer.text) == (True, True, False)
    assert (state_of(issue), issue.reopens) == ("reopened", 1)


def test_a_report_is_taken_back_while_nobody_works_on_it(client: FlaskClient, alliance: Alliance) -> None:
    issue, code = make_reports.report(alliance)
    held = fields(look(client, code), "/status/withdraw")
    assert post(client, "/status/withdraw", **held).status_code == 422
    assert post(client, "/status/withdraw", **held, sure="y").status_code == 200
    assert (state_of(issue), "撤回" in look(client, code), "/status/withdraw" in look(client, code)) == ("withdrawn", True, False)


@pytest.mark.parametrize("key", ["", "x", "status:1:0000", "\x00"])
def test_a_page_that_is_not_ours_asks_for_the_code_again(client: FlaskClient, alliance: Alliance, seat: Seat, key: str) -> None:
    issue, _code = make_endings.done(alliance, seat.organisation_id)
    answer = post(client, "/status/solved", key=key, solved="yes", once="x")
    assert (answer.status_code, "请再输一次查询码" in answer.text, state_of(issue)) == (422, True, "done")


def test_a_page_ends_with_its_code_and_other_sites_send_nothing(client: FlaskClient, alliance: Alliance, seat: Seat) -> None:
    issue, code = make_endings.done(alliance, seat.organisation_id)
    held = fields(look(client, code), "/status/solved")
    assert client.post("/status/solved", data={**held, "solved": "yes"}, headers={"Origin": "https://elsewhere"}).status_code == 403
    bad = post(client, "/status/solved", **held, solved="perhaps")
    assert (bad.status_code, "解决了吗？" in bad.text) == (422, True)
    with writing():
        intake.give_code(issue, by=SYSTEM, at=make.AT)
    assert (post(client, "/status/solved", **held, solved="yes").status_code, state_of(issue)) == (422, "done")
    assert [client.get(f"/status/{name}").status_code for name in ("solved", "satisfied", "again", "withdraw")] == [303] * 4


def test_nobody_is_asked_where_the_hotline_asks_or_nobody_can_be_reached(client: FlaskClient, alliance: Alliance) -> None:
    nameless, code = make_reports.report(alliance, name="", phone="")
    with writing():
        nameless.privacy = "anonymous"
        actions.accept(nameless, title="西门路灯", by=SYSTEM, at=make.AT)
        actions.finish(nameless, "已换好", by=SYSTEM, at=make.AT)
    shown = look(client, code)
    assert ("解决了吗？" in shown, "等您确认" in shown, "接下来给最后的答复" in shown) == (False, False, True)
    with writing():
        endings.close(nameless, Closing("explained", "已换好，谢谢"), by=SYSTEM, at=make.AT)
    assert "结果：已解释说明" in look(client, code)


# -- nothing leaks -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["delegate", "other unit", "other secretary", "stranger"])
def test_what_a_reporter_said_at_the_end_stays_at_the_desk(client: FlaskClient, alliance: Alliance, seat: Seat, role: str) -> None:
    issue, code = make_endings.done(alliance, seat.organisation_id)
    with writing():
        endings.follow_up(issue, endings.Heard("secretary", "phone", "no", "dissatisfied", "金丝雀说没好"), by=SYSTEM, at=make.AT)
        endings.reopen(issue, "金丝雀说没好", date(2026, 12, 3), by=SYSTEM, at=make.AT)
    other = make.seat(alliance)
    people = {"delegate": seat, "other unit": other}
    if role == "other secretary":
        make.sign_in(client, make.secretary(make.alliance()))
    elif role in people:
        make.sign_in(client, make.delegate_of(people[role]), by_phone=True)
    addresses = ("/", "/issues", f"/issues/{issue.id}", "/assignments", f"/assignments/{issue.id}", "/oversight", "/actions", "/status")
    text = "".join(client.get(address, follow_redirects=True).text for address in addresses)
    for step in ("follow-up", "close", "reopen", "extension", "extension/answer", "shelving", "shelving/answer"):
        answer = client.post(f"/issues/{issue.id}/{step}", data={"solved": "yes", "reason": "x"})
        assert answer.status_code in (401, 403, 404)
        text += answer.text
    text += look(client, code)
    assert [canary for canary in CANARIES if canary in text] == []
    ledger = select(func.count()).select_from(Entry).where(Entry.words.contains("金丝雀"))
    assert (db.session.scalar(ledger), state_of(issue)) == (2, "reopened")
