from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from app.accounts.models import Person
from app.alliances.models import Alliance, Community, Seat, Street
from app.core import ledger
from app.core.clock import at_local
from app.core.db import db, writing
from app.core.ledger import Entry
from app.oversight.models import Coordination
from app.papers.pdf import pages
from app.policy import SYSTEM
from app.settings import actions as settings_actions
from tests import make
from tests.house.counting import statements
from tests.oversight import make_oversight
from tests.oversight.make_oversight import FORTY, TODAY, at, days_back
from tests.resolutions import make_resolutions


@dataclass
class Town:
    """An alliance of 云杉街道 with two members and something stuck in it, another one in 大安市, and three supervisors."""

    alliance: Alliance
    far: Alliance
    seats: list[Seat]
    street: Person
    district: Person
    stranger: Person
    late: int


def _supervisor(of: Alliance, place: str, name: str) -> Person:
    community = db.session.get_one(Community, of.community_id)
    street = db.session.get_one(Street, community.street_id)
    return make.official("supervisor", place, street.id if place == "street" else street.district_id, name)


@pytest.fixture
def town(app: Flask) -> Iterator[Town]:
    with make_resolutions.today_is(TODAY):
        alliance = make.alliance("鹤鸣里社区党建联盟")
        far = make.alliance("河东社区党建联盟", street="河东街道", district="大安市")
        seats = make.seats(alliance, 2)
        late = make_oversight.actions(seats, [date(2026, 11, 19)])[0]
        people = _supervisor(alliance, "street", "段启明"), _supervisor(alliance, "district", "何清"), _supervisor(far, "district", "谢宁")
        yield Town(alliance, far, seats, *people, late)


@pytest.fixture
def street(client: FlaskClient, town: Town) -> FlaskClient:
    return make.sign_in(client, town.street)


PAGES = ("/oversight", "/oversight/week", "/coordinations", "/oversight.xlsx", "/oversight.pdf")


# -- who may -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["secretary", "convener", "administrator", "delegate"])
def test_only_supervisors_see_what_is_stuck(app: Flask, town: Town, role: str) -> None:
    place = ("city", 0) if role == "administrator" else ("alliance", town.alliance.id)
    person = make.delegate_of(town.seats[0]) if role == "delegate" else make.official(role, *place)
    client = make.sign_in(app.test_client(), person)
    matter = f"/oversight/action/{town.late}"
    assert [client.get(url).status_code for url in (*PAGES, matter)] == [403] * 6
    assert client.post(matter, data={"plan": "去看看", "due": "2026-11-30"}).status_code == 403
    assert "卡住的事" not in client.get("/").text


def test_another_districts_supervisor_sees_nothing_of_ours(app: Flask, town: Town) -> None:
    make_oversight.meetings([town.alliance.id], [at(TODAY, 15)], state="planning", title="我们的会")
    make_oversight.coordinations(town.street.id, town.alliance.id, [f"action:{town.late}"], [TODAY])
    client = make.sign_in(app.test_client(), town.stranger)
    for url in ("/", "/oversight", "/oversight/week", "/coordinations?whose=all", f"/oversight?alliance={town.alliance.id}"):
        text = client.get(url).text
        assert [word in text for word in (FORTY, "我们的会", "鹤鸣里")] == [False] * 3, url
    sheet = CalamineWorkbook.from_filelike(BytesIO(client.get("/oversight.xlsx").data)).get_sheet_by_index(0).to_python()
    assert len(sheet) == 2
    assert client.get(f"/oversight/action/{town.late}").status_code == 403
    assert client.post(f"/oversight/action/{town.late}", data={"plan": "去看看", "due": "2026-11-30"}).status_code == 403
    assert client.post(f"/oversight/action/{town.late}/finish", data={"outcome": "好了"}).status_code == 403
    assert client.post(f"/oversight/action/{town.late}/drop", data={"outcome": "不管了"}).status_code == 403


def test_an_address_of_nothing_is_nowhere(street: FlaskClient, town: Town) -> None:
    for path in ("person/1", "action/999999", "action/99999999999", "coordination/1", "x/1"):
        assert street.get(f"/oversight/{path}").status_code == 404, path
    for verb in ("finish", "drop"):
        assert street.post(f"/oversight/action/{town.late}/{verb}", data={"outcome": "好了"}).status_code == 404


# -- the list ----------------------------------------------------------------------------------------------------------


def test_the_list_says_why_and_what_next_and_why_there_is_no_ranking(street: FlaskClient, town: Town) -> None:
    text = street.get("/oversight").text
    assert "不排名：排名会让人少报问题，给基层添负担。这里只列需要帮一把的事。" in text
    assert f'<a href="/actions/{town.late}">{FORTY}</a>' in text
    assert "超期3个工作日" in text
    assert "联盟秘书：上报街道，或者缓报一次并说明原因。" in text
    assert "过期限3到4个工作日" in text
    assert not re.search(r"%|名次|得分|第一名", text.split("<main")[1].split("</main>")[0])


def test_paging_keeps_every_filter_in_the_address(street: FlaskClient, town: Town) -> None:
    make_oversight.actions(town.seats, days_back(70))
    address = f"/oversight?alliance={town.alliance.id}&kind=overdue&whose=nobody&text={FORTY[:4]}"
    seen: list[str] = []
    for _piece in range(3):
        text = street.get(address).text
        seen += re.findall(r'<td><span class="badge[^>]*>任务超期</span> <a href="/actions/(\d+)"', text)
        following = re.search(r'<a class="btn plain" href="([^"]+)">下一页', text)
        if following is None:
            break
        address = unescape(following[1])
        assert [part in address for part in ("kind=overdue", "whose=nobody", "text=", f"alliance={town.alliance.id}")] == [True] * 4
    assert (len(seen), len(set(seen))) == (71, 71)


def test_a_strange_filter_filters_nothing_or_everything_but_breaks_nothing(street: FlaskClient, town: Town) -> None:
    for query in ("kind=x", "whose=everybody", "alliance=x", "alliance=-1", "after=~~~", "text=%00", "street=99999999999999999999"):
        answer = street.get(f"/oversight?{query}")
        assert (answer.status_code, FORTY in answer.text) == (200, True), query
    assert "这样筛选，没有卡住的事。" in street.get("/oversight?street=999").text
    assert street.get("/oversight/week?then=x&after=x").status_code == 200


@pytest.mark.parametrize("many", [1, 3, 300])
def test_every_page_costs_the_same_few_statements(street: FlaskClient, town: Town, many: int) -> None:
    make_oversight.actions(town.seats, [date(2026, 11, 2)] * many)
    make_oversight.issues([town.alliance.id], [at(date(2026, 11, 2))] * many)
    make_oversight.meetings([town.alliance.id], [at(TODAY, 15)] * many, state="notified")
    make_oversight.coordinations(town.street.id, town.alliance.id, [f"action:{-number}" for number in range(1, many + 1)], [TODAY] * many)
    with writing():
        settings_actions.mark_installation("demo", by=SYSTEM, at=at(TODAY))
    street.get("/healthz")  # the first request learns that, once for all
    costs = {}
    for url in ("/", "/oversight", "/oversight/week", "/coordinations", f"/oversight/action/{town.late}"):
        with statements() as ran:
            assert street.get(url).status_code == 200
        costs[url] = len(ran)
    assert costs == {"/": 7, "/oversight": 7, "/oversight/week": 6, "/coordinations": 6, f"/oversight/action/{town.late}": 8}


# -- to take away ------------------------------------------------------------------------------------------------------


def test_the_sheet_reads_back_as_it_was_asked_for(street: FlaskClient, town: Town) -> None:
    make_oversight.actions(town.seats, [date(2026, 11, 2)], title="=1+1")
    make_oversight.issues([town.alliance.id], [at(date(2026, 11, 2))])
    make_oversight.coordinations(town.street.id, town.alliance.id, [f"action:{town.late}"], [date(2026, 11, 30)])
    answer = street.get("/oversight.xlsx?kind=overdue")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert rows[0] == [
        "类别", "事项", "编号", "联盟", "街道", "区县", "从哪天起", "为什么卡住", "下一步", "谁来办", "由谁协调", "打算怎么协调", "哪天前",
    ]  # fmt: skip
    assert [row[1] for row in rows[1:]] == ["=1+1", FORTY, ""]
    assert rows[2][3:7] == ["鹤鸣里社区党建联盟", "云杉街道", "洮北区", "2026年11月19日"]
    assert rows[2][10:] == ["段启明", "周四到现场", "2026年11月30日"]
    assert rows[3][0] == "截至2026年11月24日12时；范围：云杉街道，任务超期；共2件"
    assert "filename*=UTF-8''%E5%8D%A1" in answer.headers["Content-Disposition"]


def test_one_page_holds_the_most_pressing_and_totals_in_words(street: FlaskClient, town: Town) -> None:
    make_oversight.actions(town.seats, [date(2026, 11, 2)] * 40)
    pdf = street.get("/oversight.pdf").data
    assert pages(pdf) == 1
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))
    assert "截至2026年11月24日12时，范围：云杉街道。现有任务超期41件。" in text
    assert "表中是最急的25件。不排名：排名会让人少报问题，给基层添负担。这里只列需要帮一把的事。" in text
    assert text.count(FORTY[:12]) == 25
    assert text.count("鹤鸣里超期16个工作日街道协调") == 25


def test_the_page_says_of_several_streets_which_one_and_who_has_taken_a_matter_on(app: Flask, street: FlaskClient, town: Town) -> None:
    make_oversight.actions([make.seat(town.far, "供电公司")], [date(2026, 11, 2)], title="换路灯")
    street.post(f"/oversight/action/{town.late}", data=TAKEN)
    pdf = make.sign_in(app.test_client(), make.official("supervisor", "city", 0, "市里的人")).get("/oversight.pdf").data
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))
    assert "鹤鸣里云杉超期3个工作日段启明在协调" in text
    assert "河东超期16个工作日街道协调" in text


def test_an_empty_list_still_gives_a_sheet_and_a_page(app: Flask, town: Town) -> None:
    client = make.sign_in(app.test_client(), town.stranger)
    rows = CalamineWorkbook.from_filelike(BytesIO(client.get("/oversight.xlsx").data)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == "截至2026年11月24日12时；范围：河东街道；共0件"
    assert pages(client.get("/oversight.pdf").data) == 1
    assert "没有卡住的事。" in client.get("/oversight").text


# -- 由我协调 -----------------------------------------------------------------------------------------------------------

TAKEN = {"plan": "周四上午到现场看", "due": "2026-12-01"}


def test_a_supervisor_takes_something_on_and_everybody_concerned_reads_it(app: Flask, street: FlaskClient, town: Town) -> None:
    page = street.get(f"/oversight/action/{town.late}").text
    assert 'value="2026-12-01"' in page  # five working days on
    answer = street.post(f"/oversight/action/{town.late}", data=TAKEN, follow_redirects=True)
    assert "已记下：由您协调。" in answer.text
    assert "周四上午到现场看" in answer.text
    secretary = make.sign_in(app.test_client(), make.secretary(town.alliance))
    shown = secretary.get(f"/actions/{town.late}").text
    assert "段启明正在协调这件事，2026年12月1日（周二）前办好。" in shown
    assert "打开协调" not in shown
    other = make.sign_in(app.test_client(), town.district)
    assert "段启明正在协调" in other.get("/oversight").text
    delegate = make.sign_in(app.test_client(), make.delegate_of(town.seats[0]), by_phone=True)
    assert "正在协调" not in delegate.get(f"/actions/{town.late}").text
    entry = db.session.scalars(select(Entry).where(Entry.verb == "coordination.take")).one()
    assert (entry.subject, entry.by, entry.words) == ("coordination:1", town.street.id, "周四上午到现场看")


def test_nobody_takes_the_same_thing_twice_and_the_second_one_keeps_what_was_typed(app: Flask, street: FlaskClient, town: Town) -> None:
    street.post(f"/oversight/action/{town.late}", data=TAKEN)
    again = street.post(f"/oversight/action/{town.late}", data=TAKEN | {"plan": "我还想再接一次"})
    other = make.sign_in(app.test_client(), town.district).post(f"/oversight/action/{town.late}", data=TAKEN | {"plan": "区里来协调"})
    assert [(one.status_code, "段启明正在协调这件事，不用再接一次。" in one.text) for one in (again, other)] == [(409, True)] * 2
    assert ("我还想再接一次" in again.text, "区里来协调" in other.text) == (True, True)
    assert db.session.scalars(select(Coordination.person_id)).all() == [town.street.id]


def test_it_ends_with_an_outcome_in_words_and_may_be_taken_on_again(street: FlaskClient, town: Town) -> None:
    url = f"/oversight/action/{town.late}"
    street.post(url, data=TAKEN)
    assert "这一项要填。" in street.post(f"{url}/finish", data={"outcome": "　"}).text
    assert "协调办好了" in street.post(f"{url}/finish", data={"outcome": "三家谈妥了"}, follow_redirects=True).text
    twice = street.post(f"{url}/finish", data={"outcome": "再说一遍"})
    assert (twice.status_code, "再说一遍" in twice.text) == (409, True)
    assert street.post(url, data=TAKEN | {"plan": "又卡住了"}).status_code == 303
    assert street.post(f"{url}/drop", data={"outcome": "转给区里"}).status_code == 303
    rows = db.session.scalars(select(Coordination).order_by(Coordination.id)).all()
    assert [(row.state, row.outcome) for row in rows] == [("done", "三家谈妥了"), ("dropped", "转给区里")]
    shown = street.get(url).text
    assert [word in shown for word in ("以前协调过", "三家谈妥了", "转给区里")] == [True] * 3
    assert [broken.what for broken in ledger.verify() if "coordination" in broken.what] == []


def test_another_supervisor_may_let_it_go_but_not_finish_it(app: Flask, street: FlaskClient, town: Town) -> None:
    url = f"/oversight/action/{town.late}"
    street.post(url, data=TAKEN)
    other = make.sign_in(app.test_client(), town.district)
    page = other.get(url).text
    assert [word in page for word in ("协调的人不能继续了", "协调办好了")] == [True, False]
    assert other.post(f"{url}/finish", data={"outcome": "替他说好了"}).status_code == 403
    assert other.post(f"{url}/drop", data={"outcome": "段启明调走了"}).status_code == 303
    assert other.post(url, data=TAKEN).status_code == 303
    assert [row.person_id for row in db.session.scalars(select(Coordination).order_by(Coordination.id))] == [
        town.street.id,
        town.district.id,
    ]


@pytest.mark.parametrize(
    ("typed", "status", "message"),
    [
        ({"plan": ""}, 422, "这一项要填。"),
        ({"plan": "　 "}, 422, "这一项要填。"),
        ({"plan": "看" * 501}, 422, "最多500个字。"),
        ({"due": ""}, 422, "这一项要填。"),
        ({"due": "下周"}, 422, "读不出日期"),
        ({"due": "2026-11-23"}, 409, "这一天已经过去，请填今天或以后的日期。"),
    ],
)
def test_a_wrong_promise_gets_its_message_and_keeps_what_was_typed(
    street: FlaskClient, town: Town, typed: dict[str, str], status: int, message: str
) -> None:
    answer = street.post(f"/oversight/action/{town.late}", data={"plan": "到现场看𠮷", "due": "2026-12-01"} | typed)
    assert (answer.status_code, message in answer.text) == (status, True)
    assert "plan" in typed or "到现场看𠮷" in answer.text
    assert db.session.scalars(select(Coordination.id)).all() == []


def test_what_is_not_stuck_any_more_is_not_taken_on(street: FlaskClient, town: Town) -> None:
    done = make_oversight.actions(town.seats, [date(2026, 11, 2)], state="closed")[0]
    answer = street.post(f"/oversight/action/{done}", data=TAKEN | {"plan": "不要丢"})
    assert (answer.status_code, "这件事已经不卡了，不用再协调。" in answer.text, "不要丢" in answer.text) == (409, True, True)


def test_a_double_tap_takes_it_once(street: FlaskClient, town: Town) -> None:
    answers = [street.post(f"/oversight/action/{town.late}", data=TAKEN | {"once": "tap"}).status_code for _tap in range(2)]
    assert (answers, len(db.session.scalars(select(Coordination.id)).all())) == ([303, 303], 1)


def test_it_stands_in_the_supervisors_day_and_list_until_it_ends(street: FlaskClient, town: Town) -> None:
    make_oversight.coordinations(town.street.id, town.alliance.id, [f"action:{town.late}"], [TODAY])
    assert f'<a href="/oversight/action/{town.late}">由您协调：{FORTY}</a>' in street.get("/").text
    assert "周四到现场" in street.get("/coordinations").text
    street.post(f"/oversight/action/{town.late}/finish", data={"outcome": "好了"})
    assert ("由您协调" in street.get("/").text, "周四到现场" in street.get("/coordinations").text) == (False, False)
    assert "周四到现场" in street.get("/coordinations?state=done").text


def test_a_meeting_and_an_alliance_can_be_coordinated_too(app: Flask, street: FlaskClient, town: Town) -> None:
    meeting = make_resolutions.meeting(town.alliance, at=at(date(2026, 11, 10)), ended=True)
    street.post(f"/oversight/meeting/{meeting.id}", data=TAKEN)
    alliance = f"/oversight/alliance/{town.alliance.id}"
    refused = street.post(alliance, data=TAKEN)
    assert (refused.status_code, "由我协调</button>" in street.get(alliance).text) == (409, False)
    with make_resolutions.today_is(date(2027, 3, 2)):
        assert "由我协调</button>" in street.get(alliance).text
        street.post(alliance, data=TAKEN | {"due": "2027-03-09"})
    found = {(row.about, row.trouble) for row in db.session.scalars(select(Coordination))}
    assert found == {(f"meeting:{meeting.id}", "inquorate"), (f"alliance:{town.alliance.id}", "none_planned")}
    secretary = make.sign_in(app.test_client(), make.secretary(town.alliance))
    assert "段启明正在协调这件事" in secretary.get(f"/meetings/{meeting.id}").text


# -- the week ----------------------------------------------------------------------------------------------------------


def test_the_week_shows_meetings_and_in_the_last_month_who_has_planned_none(street: FlaskClient, town: Town) -> None:
    make_oversight.meetings([town.alliance.id], [at(TODAY, 15)], state="planning", title="周二的会")
    text = street.get("/oversight/week").text
    assert [word in text for word in ("周二的会", "通知没发", "该开会还没安排")] == [True, True, False]
    with make_resolutions.today_is(date(2027, 3, 2)):
        late = street.get("/oversight/week").text
        assert [word in late for word in ("周二的会", "本季度该开会还没安排", "鹤鸣里社区党建联盟", "河东")] == [False, True, True, False]
        make_oversight.meetings([town.alliance.id], [at_local(date(2027, 3, 20), 14)], state="planning")
        assert "都开过了或者安排好了。" in street.get("/oversight/week").text
