from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import Person
from app.alliances import actions as alliances
from app.alliances.models import Alliance, Seat
from app.core.clock import today
from app.core.db import db, writing
from app.core.ledger import Entry
from app.meetings import actions, queries
from app.meetings.models import AgendaItem, Attendance, Meeting, Recusal
from app.policy import SYSTEM
from tests import make
from tests.house.counting import statements
from tests.meetings import make_meetings as made

HX = {"HX-Request": "true"}


@pytest.fixture
def alliance(app: Flask) -> Alliance:
    return make.alliance("鹤鸣里社区党建联盟")


@pytest.fixture
def seats(alliance: Alliance) -> list[Seat]:
    return make.seats(alliance, 3)


@pytest.fixture
def secretary(alliance: Alliance, client: FlaskClient) -> Person:
    """Signed in already."""
    person = make.secretary(alliance)
    make.sign_in(client, person)
    return person


def entries() -> int:
    return db.session.scalar(select(func.count()).select_from(Entry)) or 0


def typed_plan(**changes: str) -> dict[str, str]:
    day = today() + timedelta(days=10)
    return {"kind": "joint", "day": f"{day}", "starts": "14:00", "ends": "16:00", "place": "二楼议事厅", "chair_seat": "0"} | changes


def error_at(answer: Any, field: str) -> str:
    """The message that stands at a field, found the way a screen reader finds it."""
    soup = BeautifulSoup(answer.text, "html.parser")
    named = soup.find(id=field)
    assert named is not None, field
    for name in str(named.get("aria-describedby", "")).split():
        if name.endswith("-error"):
            message = soup.find(id=name)
            return message.get_text(strip=True) if message else ""
    return ""


def value_of(answer: Any, field: str) -> str:
    found = BeautifulSoup(answer.text, "html.parser").find(id=field)
    assert found is not None, field
    return str(found.get("value") or found.get_text()).strip()


# -- the list ----------------------------------------------------------------------------------------------------------


def test_the_list_shows_what_comes_first_and_then_what_is_over(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    made.meeting(alliance, at=made.now(), starts_at=made.in_days(20), title="下月的会")
    made.meeting(alliance, at=made.now(), starts_at=made.in_days(2), title="这周的会")
    over = made.held_days_ago(alliance)
    with writing():
        actions.end(over, None, by=SYSTEM, at=made.now())
    text = client.get("/meetings").text
    assert text.index("这周的会") < text.index("下月的会") < text.index(over.title)
    assert f'href="/alliances/{alliance.id}/meetings/new"' in text
    assert text.count(alliance.name) == 1  # in the made title; one alliance needs no name beside it


def test_a_supervisor_sees_the_names_of_the_alliances(client: FlaskClient, alliance: Alliance) -> None:
    made.meeting(alliance, at=made.now(), starts_at=made.in_days(2), title="这周的会")
    made.meeting(make.alliance("银杏里社区党建联盟"), at=made.now(), starts_at=made.in_days(3), title="下周的会")
    make.sign_in(client, make.official("supervisor", "city", 0))
    text = client.get("/meetings").text
    assert ("银杏里社区党建联盟" in text, "鹤鸣里社区党建联盟" in text, "安排会议" in text) == (True, True, False)


def test_the_list_is_read_in_pieces_without_losing_or_doubling_any(app: Flask, alliance: Alliance) -> None:
    for number in range(7):
        meeting = made.meeting(alliance, at=made.now(), starts_at=made.in_days(3 + number // 2), title=f"会{number}")
        if number % 2:
            with writing():
                actions.cancel(meeting, "取消", by=SYSTEM, at=made.now())
    seen, after = [], ""
    for _piece in range(9):
        found = queries.meetings({alliance.id}, after, size=2)
        seen += [row.title for row in found.rows]
        after = found.after
        if not after:
            break
    assert seen == ["会0", "会2", "会4", "会6", "会5", "会3", "会1"]
    assert [row.title for row in queries.meetings({alliance.id}, "past~nonsense~x", size=2).rows] == ["会0", "会2"]


def test_the_list_costs_the_same_for_one_meeting_and_for_three(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    costs = []
    for more in (1, 2):
        for number in range(more):
            made.meeting(alliance, at=made.now(), starts_at=made.in_days(5 + number), title=f"第{more}{number}次")
        with statements() as ran:
            client.get("/meetings")
        costs.append(len(ran))
    assert costs[0] == costs[1]


# -- planning ----------------------------------------------------------------------------------------------------------


def test_one_form_schedules_a_meeting_with_four_topics(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    form = typed_plan(agenda="1. 错时停车\n2. 课后托管\n3. 养老助餐\n4. 春节安排", contact="邱叶 0436-1234567", starts="１４：００")
    answer = client.post(f"/alliances/{alliance.id}/meetings", data=form)
    meeting = db.session.scalars(select(Meeting)).one()
    assert (answer.status_code, answer.location) == (303, f"/meetings/{meeting.id}")
    assert made.titles(meeting) == ["错时停车", "课后托管", "养老助餐", "春节安排"]
    assert (made.clock_of(meeting.starts_at), meeting.contact) == ("14:00", "邱叶 0436-1234567")
    page = client.get(answer.location).text
    assert all(title in page for title in made.titles(meeting))
    assert "会议已安排。" in page


def test_the_next_form_knows_what_was_true_last_time(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    client.post(f"/alliances/{alliance.id}/meetings", data=typed_plan(contact="邱叶 0436-1234567", recorder="邱叶"))
    page = client.get(f"/alliances/{alliance.id}/meetings/new")
    filled = [value_of(page, name) for name in ("place", "starts", "ends", "contact", "recorder")]
    assert filled == ["二楼议事厅", "14:00", "16:00", "邱叶 0436-1234567", "邱叶"]


YESTERDAY, TOMORROW = f"{today() - timedelta(days=1)}", f"{today() + timedelta(days=1)}"
BAD_PLANS = [
    ({"day": ""}, "day", "这一项要填", 422),
    ({"day": "下周四"}, "day", "请填日期", 422),
    ({"day": "2026-02-30"}, "day", "请填日期", 422),
    ({"day": YESTERDAY}, "day", "已经过去", 409),
    ({"day": TOMORROW, "late_entry": "y"}, "day", "不能在今天以后", 409),
    ({"starts": ""}, "starts", "这一项要填", 422),
    ({"starts": "25:00"}, "starts", "请填时间", 422),
    ({"ends": "13:00"}, "ends", "晚于开始", 409),
    ({"place": "　 "}, "place", "这一项要填", 422),
    ({"place": "厅" * 121}, "place", "最多120个字", 422),
    ({"kind": "party"}, "kind", "请从列表里选", 422),
    ({"chair_seat": "abc"}, "chair_seat", "请从列表里选", 422),
    ({"chair_name": "名" * 61}, "chair_name", "最多60个字", 422),
    ({"title": "题" * 121}, "title", "最多120个字", 422),
    ({"contact": "人" * 121}, "contact", "最多120个字", 422),
    ({"remark": "事" * 1001}, "remark", "最多1000个字", 422),
    ({"agenda": "\n".join(f"议题{number}" for number in range(61))}, "agenda", "最多60项", 409),
    ({"agenda": "长" * 121}, "agenda", "一个议题最多120个字", 409),
]


@pytest.mark.parametrize(("changes", "field", "message", "status"), BAD_PLANS, ids=lambda value: str(value)[:24])
def test_a_bad_plan_says_so_at_its_field_and_keeps_what_was_typed(
    client: FlaskClient, alliance: Alliance, secretary: Person, changes: dict[str, str], field: str, message: str, status: int
) -> None:
    before = entries()
    answer = client.post(f"/alliances/{alliance.id}/meetings", data=typed_plan(remark="带材料🏮", **{}) | changes)
    assert answer.status_code == status
    assert message in error_at(answer, field)
    assert value_of(answer, "remark") == changes.get("remark", "带材料🏮")
    assert value_of(answer, "agenda") == changes.get("agenda", "")
    assert (entries(), db.session.scalar(select(func.count()).select_from(Meeting))) == (before, 0)


def test_the_chair_of_another_alliance_is_not_on_the_list(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    foreign = make.seat(make.alliance())
    answer = client.post(f"/alliances/{alliance.id}/meetings", data=typed_plan(chair_seat=str(foreign.id)))
    assert (answer.status_code, error_at(answer, "chair_seat")) == (422, "请从列表里选。")


def test_four_byte_characters_and_full_width_digits_are_welcome(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    day = today() + timedelta(days=10)
    wide = f"{day:%Y.%m.%d}".translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    client.post(f"/alliances/{alliance.id}/meetings", data=typed_plan(day=wide, title="🏮灯会𠮷安排", agenda="𠮷祥路🏮"))
    meeting = db.session.scalars(select(Meeting)).one()
    assert (meeting.title, made.titles(meeting)) == ("🏮灯会𠮷安排", ["𠮷祥路🏮"])


def test_a_plan_can_be_changed_and_a_bad_change_is_kept_on_the_form(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    meeting = made.meeting(alliance, at=made.now(), starts_at=made.in_days(9))
    assert value_of(client.get(f"/meetings/{meeting.id}/edit"), "place") == made.PLACE
    answer = client.post(f"/meetings/{meeting.id}/edit", data=typed_plan(place="", chair_name="程以宁"))
    assert (answer.status_code, value_of(answer, "chair_name")) == (422, "程以宁")
    assert client.post(f"/meetings/{meeting.id}/edit", data=typed_plan(place="三楼", chair_name="程以宁")).status_code == 303
    db.session.refresh(meeting)
    assert (meeting.place, meeting.chair_name) == ("三楼", "程以宁")


# -- the agenda --------------------------------------------------------------------------------------------------------


def test_items_are_added_changed_moved_and_taken_off(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    meeting = made.meeting(alliance, "甲", "乙", at=made.now(), starts_at=made.in_days(9))
    url = f"/meetings/{meeting.id}/items"
    client.post(url, data={"title": "丙", "regime": "dept", "summary": "说明", "presenter": "程以宁"})
    first, _second, third = made.items(meeting)
    assert (third.regime, third.summary, third.presenter) == ("dept", "说明", "程以宁")
    assert client.post(f"{url}/{third.id}/position", data={"position": "１"}).status_code == 303
    assert made.titles(meeting) == ["丙", "甲", "乙"]
    assert "甲" in client.get(f"{url}/{first.id}/edit").text
    client.post(f"{url}/{first.id}/edit", data={"title": "甲改", "regime": "none"})
    assert client.post(f"{url}/{third.id}/withdraw", data={"words": ""}).status_code == 303
    assert made.titles(meeting) == ["甲改", "乙"]


BAD_ITEMS = [
    ({"title": ""}, "title", "这一项要填"),
    ({"title": "长" * 121}, "title", "最多120个字"),
    ({"regime": "dictator"}, "regime", "请从列表里选"),
    ({"presenter": "人" * 81}, "presenter", "最多80个字"),
    ({"summary": "事" * 4001}, "summary", "最多4000个字"),
]


@pytest.mark.parametrize(("changes", "field", "message"), BAD_ITEMS, ids=lambda value: str(value)[:24])
def test_a_bad_item_says_so_at_its_field(
    client: FlaskClient, alliance: Alliance, secretary: Person, changes: dict[str, str], field: str, message: str
) -> None:
    meeting = made.meeting(alliance, at=made.now(), starts_at=made.in_days(9))
    for url in (f"/meetings/{meeting.id}/items", f"/meetings/{meeting.id}/items/{made.items(meeting)[0].id}/edit"):
        answer = client.post(url, data={"title": "新的", "regime": "consensus", "summary": "说明🏮"} | changes)
        assert (answer.status_code, message in error_at(answer, field)) == (422, True)
        assert value_of(answer, "summary") == changes.get("summary", "说明🏮")
    assert made.titles(meeting) == ["错时停车"]


def test_the_sixty_first_item_is_refused_in_words(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    meeting = made.meeting(alliance, *[f"议题{number}" for number in range(60)], at=made.now(), starts_at=made.in_days(9))
    answer = client.post(f"/meetings/{meeting.id}/items", data={"title": "第六十一", "regime": "consensus"})
    assert (answer.status_code, "一次会议最多60项议题" in answer.text) == (409, True)
    assert 'value="第六十一"' in answer.text


@pytest.mark.parametrize("position", ["", "0", "61", "x", "-1", "1.5", "9" * 30])
def test_a_bad_position_is_refused_at_its_field(client: FlaskClient, alliance: Alliance, secretary: Person, position: str) -> None:
    meeting = made.meeting(alliance, "甲", "乙", at=made.now(), starts_at=made.in_days(9))
    second = made.items(meeting)[1]
    answer = client.post(f"/meetings/{meeting.id}/items/{second.id}/position", data={"position": position})
    assert (answer.status_code, error_at(answer, f"position-{second.id}")[:2]) == (422, "请填")
    assert made.titles(meeting) == ["甲", "乙"]


def test_issues_are_ticked_and_become_one_item(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    meeting = made.meeting(alliance, at=made.now(), starts_at=made.in_days(9))
    lamp, gate = made.accepted_issue(alliance), made.accepted_issue(alliance, "门禁坏了")
    foreign = made.accepted_issue(make.alliance(), "别处的事")
    assert ("门禁坏了" in client.get(f"/meetings/{meeting.id}").text, "别处的事" in client.get(f"/meetings/{meeting.id}").text) == (
        True,
        False,
    )
    url = f"/meetings/{meeting.id}/items/from-issues"
    assert client.post(url, data={"issues": [str(foreign.id)]}).status_code == 422
    assert client.post(url, data={"issues": ["x"]}).status_code == 422
    assert client.post(url, data={}).status_code == 409
    assert client.post(url, data={"issues": [str(lamp.id), str(gate.id)], "item_title": "公共设施"}).status_code == 303
    db.session.refresh(lamp)
    assert (made.titles(meeting), lamp.state) == (["错时停车", "公共设施"], "on_agenda")
    assert lamp.number in client.get(f"/meetings/{meeting.id}").text


# -- the notice --------------------------------------------------------------------------------------------------------


def test_the_notice_is_a_text_to_copy_and_then_a_group_link_opens(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    meeting = made.meeting(
        alliance, "错时停车", "课后托管", at=made.now(), starts_at=made.in_days(30), contact="邱叶 0436-1234567", chair_name="郑安澜"
    )
    page = client.get(f"/meetings/{meeting.id}/notice")
    words = value_of(page, "notice-words")
    assert words.splitlines()[:2] == ["【会议通知】", meeting.title]
    told = ("2．课后托管", "主持：郑安澜", "联系人：邱叶 0436-1234567", "带着本单位意见", "回复能否参会", f"/m/{meeting.code}")
    assert [part for part in told if part not in words] == []
    assert client.get(f"/m/{meeting.code}").status_code == 404
    assert client.post(f"/meetings/{meeting.id}/notify", data={}).location == f"/meetings/{meeting.id}/notice"
    stranger = client.application.test_client()
    group = stranger.get(f"/m/{meeting.code}")
    assert (group.status_code, "课后托管" in group.text) == (200, True)
    assert [name for name in ("郑安澜", "邱叶", "0436-1234567") if name in group.text] == []
    assert stranger.post(f"/m/{meeting.code}").status_code == 405


def test_a_late_notice_asks_for_the_reason_at_its_field(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    meeting = made.meeting(alliance, at=made.now(), starts_at=made.in_days(1))
    answer = client.post(f"/meetings/{meeting.id}/notify", data={"reason": ""})
    assert (answer.status_code, "不到3个工作日" in error_at(answer, "reason")) == (409, True)
    assert client.post(f"/meetings/{meeting.id}/notify", data={"reason": "由" * 201}).status_code == 422
    assert client.post(f"/meetings/{meeting.id}/notify", data={"reason": "供热抢修，书记同意"}).status_code == 303
    assert "供热抢修，书记同意" in client.get(f"/meetings/{meeting.id}/notice").text


def test_what_changes_after_the_notice_asks_for_a_new_one(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    meeting = made.meeting(alliance, at=made.now(), starts_at=made.in_days(30))
    client.post(f"/meetings/{meeting.id}/notify", data={})
    assert "请重发通知" not in client.get(f"/meetings/{meeting.id}").text
    client.post(f"/meetings/{meeting.id}/items", data={"title": "临时的事", "regime": "consensus"})
    page = client.get(f"/meetings/{meeting.id}").text
    assert ("请重发通知" in page, "通知后新增，只讨论不表决" in page) == (True, True)
    client.post(f"/meetings/{meeting.id}/notify", data={})
    page = client.get(f"/meetings/{meeting.id}").text
    assert ("请重发通知" in page, "通知后新增，只讨论不表决" in page) == (False, False)


def test_postponing_and_cancelling_want_a_reason(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    meeting = made.notified(alliance, at=made.now(), starts_at=made.in_days(30))
    assert "这一项要填" in error_at(client.post(f"/meetings/{meeting.id}/postpone", data={"reason": ""}), "postpone-reason")
    assert client.post(f"/meetings/{meeting.id}/postpone", data={"reason": "停电"}).location == f"/meetings/{meeting.id}/edit"
    assert "会议延期" in client.get(f"/m/{meeting.code}").text
    assert "这一项要填" in error_at(client.post(f"/meetings/{meeting.id}/cancel", data={"reason": ""}), "cancel-reason")
    assert client.post(f"/meetings/{meeting.id}/cancel", data={"reason": "合并"}).status_code == 303
    assert "会议取消" in client.get(f"/m/{meeting.code}").text
    again = client.post(f"/meetings/{meeting.id}/cancel", data={"reason": "合并"})
    assert (again.status_code, "已经办过了" in again.text) == (409, True)


# -- the room: a meeting of 17 members entered afterwards --------------------------------------------------------------


def test_last_thursdays_meeting_of_seventeen_members_is_entered_afterwards(
    client: FlaskClient, alliance: Alliance, secretary: Person
) -> None:
    seats = make.seats(alliance, 17)
    observer = make.seat(alliance, "云杉派出所", "石远", votes=False)
    day = today() - timedelta(days=4)
    form = typed_plan(day=f"{day}", late_entry="y", chair_name="郑安澜", agenda="错时停车\n课后托管\n养老助餐")
    url = client.post(f"/alliances/{alliance.id}/meetings", data=form).location
    meeting = db.session.scalars(select(Meeting)).one()
    assert client.post(f"{url}/start", data={"started": "14:00"}).location == url
    assert "应到17家，实到0家（需12家）" in client.get(url).text
    assert client.post(f"{url}/attendance/all", data={}).status_code == 303
    for absent in seats[15:]:
        client.post(f"{url}/seats/{absent.id}/attendance", data={"status": "apology"})
    late = {"status": "present", "arrived": "14:25", "stand_in": "周小满"}
    client.post(f"{url}/seats/{seats[3].id}/attendance", data=late)
    client.post(f"{url}/seats/{seats[4].id}/attendance", data={"status": "present", "left": "15:30", "remark": "接孩子"})
    client.post(f"{url}/seats/{observer.id}/attendance", data={"status": "present"})
    client.post(f"{url}/walk-ins", data={"unit": "区融媒体中心", "name": "方一诺"})
    page = client.get(url).text
    assert "应到17家，实到15家（需12家）" in page
    assert [words for words in ("到会符合规定", "周小满", "代会", "14:25", "15:30", "接孩子", "方一诺", "补录") if words not in page] == []
    first = made.items(meeting)[0]
    client.post(f"{url}/items/{first.id}/recusals", data={"seat": str(seats[6].id), "recusal_reason": "经营小区停车", "requested": "y"})
    held = db.session.scalars(select(Recusal)).one()
    client.post(f"{url}/recusals/{held.id}/grant")
    client.post(f"{url}/items/{first.id}/notes", data={"notes": "区水文站同意开放", "version": "1", "editor": "a"})
    client.post(f"{url}/items/{first.id}/agreed", data={"agreed": "开放60个车位\n试行3个月", "agreed_version": "1"})
    client.post(f"{url}/items/{made.items(meeting)[1].id}/report", data={"words": "已开班"})
    client.post(f"{url}/items/{made.items(meeting)[2].id}/defer", data={"words": "等比选"})
    assert client.post(f"{url}/end", data={"ended": "16:10"}).status_code == 303
    db.session.refresh(meeting)
    assert (meeting.state, made.clock_of(meeting.started_at), made.clock_of(meeting.ended_at)) == ("ended", "14:00", "16:10")
    db.session.refresh(first)
    assert (first.notes, first.agreed, db.session.get_one(Recusal, held.id).state) == (
        "区水文站同意开放",
        "开放60个车位\n试行3个月",
        "granted",
    )
    assert [item.state for item in made.items(meeting)] == ["pending", "reported", "deferred"]
    assert "还有1项没有记结果" in client.get(url).text
    starts = db.session.scalars(select(Entry).where(Entry.verb == "meeting.start")).one()
    assert '"behalf":"chair"' in starts.body


def test_a_tap_answers_with_the_row_and_the_light(client: FlaskClient, alliance: Alliance, seats: list[Seat], secretary: Person) -> None:
    meeting = made.held_days_ago(alliance)
    url = f"/meetings/{meeting.id}/seats/{seats[0].id}/attendance"
    target = HX | {"HX-Target": f"li#seat-{seats[0].id}"}
    answer = client.post(url, data={"status": "present"}, headers=target, follow_redirects=True)
    soup = BeautifulSoup(answer.text, "html.parser")
    assert [tag["id"] for tag in soup.find_all("li")] == [f"seat-{seats[0].id}"]
    light = soup.find(id="quorum")
    assert light is not None
    assert (light.get("hx-swap-oob"), "实到1家（需2家）" in light.get_text()) == ("true", True)
    assert "<h1" not in answer.text


def test_the_list_has_a_page_of_its_own_and_returns_there(
    client: FlaskClient, alliance: Alliance, seats: list[Seat], secretary: Person
) -> None:
    meeting = made.held_days_ago(alliance)
    page = client.get(f"/meetings/{meeting.id}/attendance")
    assert page.text.count("data-words") == 3
    answer = client.post(f"/meetings/{meeting.id}/seats/{seats[0].id}/attendance", data={"status": "present", "on": "list"})
    assert answer.location == f"/meetings/{meeting.id}/attendance#seat-{seats[0].id}"
    bad = client.post(f"/meetings/{meeting.id}/seats/{seats[0].id}/attendance", data={"status": "present", "arrived": "x", "on": "list"})
    assert (bad.status_code, "请填时间" in error_at(bad, f"arrived-{seats[0].id}"), "<h1>签到" in bad.text) == (422, True, True)


def test_members_are_found_by_name_or_initials_without_a_script(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    make.seat(alliance, "区水文站", "程以宁")
    make.seat(alliance, "银杏小学", "宋明川")
    url = f"/meetings/{made.held_days_ago(alliance).id}/attendance"
    for typed in ("水文", "qswz", "CYN", "程以"):
        page = client.get(url, query_string={"q": typed}).text
        assert ("区水文站" in page, "银杏小学" in page) == (True, False), typed
        assert "应到2家" in page


def test_a_stand_in_named_beforehand_is_one_tap(client: FlaskClient, alliance: Alliance, seats: list[Seat], secretary: Person) -> None:
    with writing():
        person = make.person_for(seats[0], "周小满", "", by=SYSTEM, at=made.now())
        alliances.name_stand_in(seats[0], person, "副站长", by=SYSTEM, at=made.now())
    meeting = made.held_days_ago(alliance)
    url = f"/meetings/{meeting.id}/seats/{seats[0].id}/attendance"
    client.post(url, data={"status": "present"})
    assert "周小满代会" in client.get(f"/meetings/{meeting.id}").text
    client.post(url, data={"known": "周小满"})
    row = made.row(meeting, seats[0])
    assert (row.status, row.person_id, row.stand_in) == ("present", person.id, True)


BAD_MARKS = [
    ({"arrived": "25:61"}, "arrived", "请填时间", 422),
    ({"left": "x"}, "left", "请填时间", 422),
    ({"stand_in": "名" * 61}, "stand_in", "最多60个字", 422),
    ({"remark": "注" * 121}, "remark", "最多120个字", 422),
    ({"arrived": "15:00", "left": "14:30"}, "left", "晚于到会", 409),
]


@pytest.mark.parametrize(("changes", "field", "message", "status"), BAD_MARKS, ids=lambda value: str(value)[:24])
def test_a_bad_tick_says_so_at_its_field(
    client: FlaskClient,
    alliance: Alliance,
    seats: list[Seat],
    secretary: Person,
    changes: dict[str, str],
    field: str,
    message: str,
    status: int,
) -> None:
    meeting = made.held_days_ago(alliance)
    url = f"/meetings/{meeting.id}/seats/{seats[0].id}/attendance"
    client.post(url, data={"status": "present"})
    answer = client.post(url, data={"status": "present", "stand_in": "周小满"} | changes)
    assert (answer.status_code, message in error_at(answer, f"{field}-{seats[0].id}")) == (status, True)
    assert value_of(answer, f"stand_in-{seats[0].id}") == changes.get("stand_in", "周小满")
    assert made.row(meeting, seats[0]).stand_in is False


def test_other_forms_of_the_room_answer_bad_input_in_words(
    client: FlaskClient, alliance: Alliance, seats: list[Seat], secretary: Person
) -> None:
    meeting = made.held_days_ago(alliance)
    url, item = f"/meetings/{meeting.id}", made.items(meeting)[0]
    before = entries()
    tries: list[tuple[str, dict[str, str], str, int, str]] = [
        ("walk-ins", {"name": ""}, "guest-name", 422, "要填"),
        ("walk-ins", {"name": "名" * 61}, "guest-name", 422, "最多60"),
        ("walk-ins", {"name": "方一诺", "arrived": "x"}, "guest-arrived", 422, "请填时间"),
        ("end", {"ended": "x"}, "ended", 422, "请填时间"),
        ("end", {"ended": "13:00"}, "ended", 409, "晚于开始"),
        ("times", {"started": ""}, "real-start", 422, "要填"),
        ("times", {"started": "15:00", "ended": "99:00"}, "real-end", 422, "请填时间"),
        (f"items/{item.id}/defer", {"words": ""}, f"defer-{item.id}", 409, "请写几个字"),
        (f"items/{item.id}/recommend", {"words": "字" * 1001}, f"recommend-{item.id}", 422, "最多1000"),
        (f"items/{item.id}/notes", {"notes": "字" * 20001, "version": "1"}, f"notes-{item.id}", 422, "最多20000"),
        (f"items/{item.id}/agreed", {"agreed": "字" * 10001, "agreed_version": "1"}, f"agreed-{item.id}", 422, "最多10000"),
        (f"items/{item.id}/recusals", {"seat": ""}, f"recuse-{item.id}", 422, "要填"),
        (f"items/{item.id}/recusals", {"seat": "999999"}, f"recuse-{item.id}", 422, "请从列表里选"),
        (f"items/{item.id}/recusals", {"seat": str(seats[0].id), "recusal_reason": "字" * 201}, f"recuse-why-{item.id}", 422, "最多200"),
    ]
    for path, form, field, status, message in tries:
        answer = client.post(f"{url}/{path}", data=form)
        assert (answer.status_code, message in error_at(answer, field)) == (status, True), path
    assert client.post(f"{url}/seats/{seats[0].id}/attendance", data={"status": "asleep"}).status_code == 409
    assert entries() == before


def test_a_bad_start_time_is_refused_at_its_field(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    late = made.meeting(alliance, at=made.now(), starts_at=made.in_days(-3), late_entry=True)
    answer = client.post(f"/meetings/{late.id}/start", data={"started": "半夜"})
    assert (answer.status_code, "请填时间" in error_at(answer, "started")) == (422, True)


# -- notes -------------------------------------------------------------------------------------------------------------


def test_notes_are_saved_while_somebody_types(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    meeting = made.held_days_ago(alliance)
    item = made.items(meeting)[0]
    target = HX | {"HX-Target": f"div#saved-{item.id}"}
    for words in ("区", "区水", "区水文站🏮"):
        form = {"notes": words, "version": "1", "editor": "page-a", "once": ""}
        answer = client.post(f"/meetings/{meeting.id}/items/{item.id}/notes", data=form, headers=target, follow_redirects=True)
        assert answer.text.startswith(f'<div id="saved-{item.id}"')
    db.session.refresh(item)
    assert (item.notes, item.notes_version, "已保存，共5字" in answer.text) == ("区水文站🏮", 4, True)


def test_two_writers_see_both_texts_and_nothing_is_lost(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    meeting = made.held_days_ago(alliance)
    item = made.items(meeting)[0]
    url = f"/meetings/{meeting.id}/items/{item.id}/notes"
    client.post(url, data={"notes": "甲的文字", "version": "1", "editor": "a"})
    clash = client.post(url, data={"notes": "乙的文字", "version": "1", "editor": "b"})
    assert clash.status_code == 409
    assert (value_of(clash, f"notes-{item.id}"), value_of(clash, f"other-{item.id}")) == ("乙的文字", "甲的文字")
    assert "别人刚刚改过这一段" in error_at(clash, f"notes-{item.id}")
    part = client.post(url, data={"notes": "乙的文字", "version": "1", "editor": "b"}, headers=HX | {"HX-Target": f"div#saved-{item.id}"})
    assert (part.status_code, "甲的文字" in part.text, "乙的文字" in part.text) == (409, True, False)
    client.post(url, data={"notes": "甲和乙的文字", "version": "1", "editor": "b", "over": "2"})
    db.session.refresh(item)
    assert item.notes == "甲和乙的文字"


def test_two_writers_of_agreed_points_see_both_texts(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    meeting = made.held_days_ago(alliance)
    item = made.items(meeting)[0]
    url = f"/meetings/{meeting.id}/items/{item.id}/agreed"
    client.post(url, data={"agreed": "甲的一条", "agreed_version": "1"})
    clash = client.post(url, data={"agreed": "乙的一条", "agreed_version": "1"})
    both = (value_of(clash, f"agreed-{item.id}"), value_of(clash, f"agreed-other-{item.id}"))
    assert (clash.status_code, both) == (409, ("乙的一条", "甲的一条"))
    assert client.post(url, data={"agreed": "一条\n两条", "agreed_version": "nonsense"}).status_code == 409


def test_notes_are_for_the_secretary_only(client: FlaskClient, alliance: Alliance, seats: list[Seat]) -> None:
    meeting = made.held_days_ago(alliance)
    with writing():
        actions.take_notes(made.items(meeting)[0], "内部记录", version=1, editor="", by=SYSTEM, at=made.now())
    make.sign_in(client, make.delegate_of(seats[0]), by_phone=True)
    page = client.get(f"/meetings/{meeting.id}")
    assert (page.status_code, "内部记录" in page.text, "<textarea" in page.text) == (200, False, False)
    part = client.get(f"/meetings/{meeting.id}", headers=HX | {"HX-Target": f"div#saved-{made.items(meeting)[0].id}"})
    assert "内部记录" not in part.text


# -- a delegate's telephone --------------------------------------------------------------------------------------------


def test_a_delegate_checks_in_by_telephone_for_the_own_seat(client: FlaskClient, alliance: Alliance, seats: list[Seat]) -> None:
    meeting = made.held_days_ago(alliance)
    make.sign_in(client, make.delegate_of(seats[0]), by_phone=True)
    page = client.get(f"/meetings/{meeting.id}").text
    unit = queries.attendees(meeting)[0].organisation
    assert (f"您代表{unit}" in page, "会议签到" in page, "结束会议" in page, "全部按名单到会" in page) == (True, True, False, False)
    assert client.post(f"/meetings/{meeting.id}/seats/{seats[0].id}/check-in").status_code == 303
    assert client.post(f"/meetings/{meeting.id}/seats/{seats[1].id}/check-in").status_code == 403
    assert "已签到" in client.get(f"/meetings/{meeting.id}").text
    assert [made.row(meeting, seat).status for seat in seats] == ["present", "expected", "expected"]
    assert made.row(meeting, seats[0]).via == "phone"


def test_a_telephone_is_told_when_it_is_too_early(client: FlaskClient, alliance: Alliance, seats: list[Seat]) -> None:
    meeting = made.notified(alliance, at=made.now(), starts_at=made.in_days(9))
    make.sign_in(client, make.delegate_of(seats[0]), by_phone=True)
    answer = client.post(f"/meetings/{meeting.id}/seats/{seats[0].id}/check-in")
    assert (answer.status_code, "会前60分钟" in answer.text) == (409, True)


def test_a_delegate_may_declare_an_interest_of_its_own_only(client: FlaskClient, alliance: Alliance, seats: list[Seat]) -> None:
    meeting = made.held_days_ago(alliance)
    item = made.items(meeting)[0]
    make.sign_in(client, make.delegate_of(seats[0]), by_phone=True)
    client.post(f"/meetings/{meeting.id}/seats/{seats[0].id}/check-in")
    assert "申请回避" in client.get(f"/meetings/{meeting.id}").text
    assert client.post(f"/meetings/{meeting.id}/items/{item.id}/seats/{seats[1].id}/recusal").status_code == 403
    assert client.post(f"/meetings/{meeting.id}/items/{item.id}/seats/{seats[0].id}/recusal").status_code == 303
    assert db.session.scalars(select(Recusal)).one().state == "declared"


# -- who may -----------------------------------------------------------------------------------------------------------


def test_another_alliance_sees_nothing_and_changes_nothing(client: FlaskClient, alliance: Alliance, seats: list[Seat]) -> None:
    meeting = made.held_days_ago(alliance)
    item = made.items(meeting)[0]
    make.sign_in(client, make.secretary(make.alliance()))
    url = f"/meetings/{meeting.id}"
    before = entries()
    gets = ("", "/edit", "/notice", "/attendance", f"/items/{item.id}/edit")
    assert {client.get(url + path).status_code for path in gets} == {403}
    posts = [
        "/edit", "/notify", "/postpone", "/cancel", "/start", "/end", "/times", "/items", "/items/from-issues", "/attendance/all",
        "/walk-ins",
        f"/items/{item.id}/edit", f"/items/{item.id}/position", f"/items/{item.id}/moves", f"/items/{item.id}/defer",
        f"/items/{item.id}/notes", f"/items/{item.id}/agreed", f"/items/{item.id}/recusals", f"/seats/{seats[0].id}/attendance",
        f"/seats/{seats[0].id}/check-in",
    ]  # fmt: skip
    assert {client.post(url + path, data={}).status_code for path in posts} == {403}
    assert client.post(f"/alliances/{alliance.id}/meetings", data=typed_plan()).status_code == 403
    assert client.get(f"/alliances/{alliance.id}/meetings/new").status_code == 403
    assert entries() == before


def test_ids_of_another_meeting_or_alliance_are_not_found(
    client: FlaskClient, alliance: Alliance, seats: list[Seat], secretary: Person
) -> None:
    meeting, other = made.held_days_ago(alliance), made.held_days_ago(alliance, "别的议题")
    foreign = make.seat(make.alliance())
    item, url = made.items(other)[0], f"/meetings/{meeting.id}"
    with writing():
        held = actions.recuse(item, seats[0], "", requested=False, by=SYSTEM, at=made.now())
        guest = actions.walk_in(other, "", "方一诺", arrived=None, by=SYSTEM, at=made.now())
    paths = [
        f"items/{item.id}/notes", f"items/{item.id}/defer", f"items/{item.id}/position", f"recusals/{held.id}/lift",
        f"walk-ins/{guest.id}/strike", f"seats/{foreign.id}/attendance", f"seats/{foreign.id}/check-in", "items/999999/notes",
        f"items/{made.items(meeting)[0].id}/nonsense",
    ]  # fmt: skip
    assert {path: client.post(f"{url}/{path}", data={"words": "x"}).status_code for path in paths} == dict.fromkeys(paths, 404)
    assert client.get("/meetings/999999").status_code == 404


@pytest.mark.parametrize("role", ["delegate", "observer", "supervisor", "convener"])
def test_everybody_of_the_alliance_reads_and_only_its_office_writes(client: FlaskClient, alliance: Alliance, role: str) -> None:
    meeting = made.held_days_ago(alliance)
    if role in ("delegate", "observer"):
        make.sign_in(client, make.delegate_of(make.seat(alliance, votes=role == "delegate")), by_phone=True)
    else:
        make.sign_in(
            client, make.official(role, "city" if role == "supervisor" else "alliance", 0 if role == "supervisor" else alliance.id)
        )
    page = client.get(f"/meetings/{meeting.id}")
    writes = role == "convener"
    assert (page.status_code, "错时停车" in page.text, "结束会议" in page.text) == (200, True, writes)
    assert client.post(f"/meetings/{meeting.id}/end", data={"ended": "16:00"}).status_code == (303 if writes else 403)


def test_strangers_are_sent_to_the_sign_in(client: FlaskClient, alliance: Alliance) -> None:
    meeting = made.held_days_ago(alliance)
    assert client.get(f"/meetings/{meeting.id}").location.startswith("/sign-in")
    assert client.get("/m/nonsense").status_code == 404


# -- cost and care -----------------------------------------------------------------------------------------------------


def test_the_page_costs_the_same_for_one_item_and_for_three(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    make.seats(alliance, 3)
    costs = []
    for topics in (("甲",), ("甲", "乙", "丙")):
        meeting = made.held_days_ago(alliance, *topics)
        client.get(f"/meetings/{meeting.id}")
        with statements() as ran:
            client.get(f"/meetings/{meeting.id}")
        costs.append(len(ran))
    assert costs[0] == costs[1]


def test_a_double_tap_schedules_one_meeting(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    page = client.get(f"/alliances/{alliance.id}/meetings/new").text
    once = re.findall(r'name="once" value="([0-9a-f]+)"', page)[-1]
    places = {client.post(f"/alliances/{alliance.id}/meetings", data=typed_plan(once=once)).location for _tap in range(2)}
    assert (len(places), db.session.scalar(select(func.count()).select_from(Meeting))) == (1, 1)


def test_the_chair_who_signs_in_acts_for_itself(client: FlaskClient, alliance: Alliance) -> None:
    meeting = made.held_days_ago(alliance)
    make.sign_in(client, make.official("convener", "alliance", alliance.id, "郑安澜"))
    with writing():
        actions.update(meeting, made.plan(meeting.starts_at, late_entry=True, chair_name="郑安澜"), by=SYSTEM, at=made.now())
    assert "受主持人委托录入" not in client.get(f"/meetings/{meeting.id}").text
    client.post(f"/meetings/{meeting.id}/end", data={"ended": "16:00"})
    assert "behalf" not in db.session.scalars(select(Entry).where(Entry.verb == "meeting.end")).one().body


def test_a_member_that_leaves_after_the_notice_still_stands_on_the_list(
    client: FlaskClient, alliance: Alliance, seats: list[Seat], secretary: Person
) -> None:
    meeting = made.held_days_ago(alliance)
    with writing():
        alliances.end_seat(seats[0], by=SYSTEM, at=made.now())
    client.post(f"/meetings/{meeting.id}/seats/{seats[0].id}/attendance", data={"status": "present"})
    assert db.session.scalar(select(func.count()).select_from(Attendance).where(Attendance.status == "present")) == 1


def test_an_item_is_called_with_one_tap_and_told_as_a_fragment(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    meeting = made.meeting(alliance, "甲", "乙", at=made.now(), starts_at=made.now() - timedelta(seconds=1))
    client.post(f"/meetings/{meeting.id}/start", data={})
    item = made.items(meeting)[1]
    target = HX | {"HX-Target": f"li#item-{item.id}"}
    answer = client.post(f"/meetings/{meeting.id}/items/{item.id}/moves", data={"move": "discuss"}, headers=target, follow_redirects=True)
    cards = [tag["id"] for tag in BeautifulSoup(answer.text, "html.parser").select("li[id^=item-]")]
    assert (cards, db.session.get_one(AgendaItem, item.id).state) == ([f"item-{item.id}"], "in_discussion")
    again = client.post(f"/meetings/{meeting.id}/items/{item.id}/moves", data={"move": "discuss"})
    assert (again.status_code, "已经办过了" in again.text) == (409, True)
