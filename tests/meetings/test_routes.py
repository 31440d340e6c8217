from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import Person
from app.alliances.models import Alliance, Seat
from app.core.clock import today
from app.core.db import db, writing
from app.meetings import actions, queries
from app.meetings.models import Meeting
from app.policy import SYSTEM
from tests import make
from tests.house.counting import statements
from tests.meetings import make_meetings as made
from tests.meetings.reading import entries, error_at, typed_plan, value_of

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
    told = ("2．课后托管", "主持：郑安澜", "联系人：邱叶 0436-1234567", "带着本单位意见", "出席、请假或者代会", f"/r/{meeting.code}")
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
