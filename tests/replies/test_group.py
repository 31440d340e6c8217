"""/r/<code>: the unit and four digits, then three answers. Nobody is known there, nothing is lost, nothing twice, no name is shown."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.alliances.models import Alliance, Seat
from app.core.clock import standing as clock_at
from app.core.db import writing
from app.meetings import actions as meetings
from app.meetings.models import Meeting
from app.policy import SYSTEM
from app.replies import actions
from app.replies.actions import Said
from tests import make
from tests.house.counting import statements
from tests.meetings.reading import error_at
from tests.replies import make_replies
from tests.replies.make_replies import MORNING, STARTS, answer, ask, expected, replies, standing


def send(client: FlaskClient, meeting: Meeting, seat: Seat, digits: str = "0001", **typed: str) -> Any:
    return client.post(f"/r/{meeting.code}", data={"unit": str(seat.id), "digits": digits, "once": "page one"} | typed)


def headline(page: Any) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page.text, re.DOTALL)
    assert found is not None
    return found[1]


def bare(page: Any, seat: Seat | None = None, unit: str = "") -> str:
    """The page without its random keys and without saying which unit it is about."""
    text = re.sub(r'name="once" value="[0-9a-f]+"', "", page.text)
    return text.replace(f'value="{seat.id}"', "").replace(unit, "某家") if seat else text


# -- the way through ---------------------------------------------------------------------------------------------------


def test_unit_digits_and_one_tap_are_an_answer(client: FlaskClient, meeting: Meeting, seats: list[Seat]) -> None:
    first = client.get(f"/r/{meeting.code}")
    assert (first.status_code, "区水文站" in first.text, "错时停车" in first.text) == (200, True, True)
    assert headline(send(client, meeting, seats[0])) == "区水文站能来吗？"
    assert headline(send(client, meeting, seats[0], answer="present")) == "收到：区水文站出席"
    assert headline(send(client, meeting, seats[0], answer="apology", reason="出差", once="two")) == "收到：区水文站请假"
    assert headline(send(client, meeting, seats[0], answer="stand_in", name="温如玉", once="three")) == "收到：区水文站代会"
    assert [(one.answer, one.name, one.reason, one.via) for one in replies(meeting)] == [
        ("present", "", "", "link"),
        ("apology", "", "出差", "link"),
        ("stand_in", "温如玉", "", "link"),
    ]
    assert {one.person_id for one in replies(meeting)} == {seats[0].delegate_id}


@pytest.mark.parametrize("digits", ["0001", "０００１", "00 01", "10000090001"])
def test_digits_are_taken_as_people_type_them(client: FlaskClient, meeting: Meeting, seats: list[Seat], digits: str) -> None:
    assert headline(send(client, meeting, seats[0], digits)) == "区水文站能来吗？"


def test_a_liaison_answers_for_the_unit_too(client: FlaskClient, meeting: Meeting, seats: list[Seat]) -> None:
    liaison = make.official("liaison", "organisation", seats[0].organisation_id, "陆远")
    with writing():
        liaison.phone = "10000007777"
        actions.record("person.phone", liaison, by=SYSTEM, at=MORNING)
    assert headline(send(client, meeting, seats[0], "7777", answer="present")) == "收到：区水文站出席"
    assert headline(send(client, meeting, seats[1], "7777")) == "您是来代会的吗？"


def test_a_double_tap_is_one_answer_and_a_changed_mind_another(client: FlaskClient, meeting: Meeting, seats: list[Seat]) -> None:
    pages = [bare(send(client, meeting, seats[0], answer=said)) for said in ("present", "present")]
    assert pages[0] == pages[1]
    assert len(replies(meeting)) == 1
    send(client, meeting, seats[0], answer="apology", once="another page")
    send(client, meeting, seats[0], answer="present")  # back to the first page, pressed anew
    assert [one.answer for one in replies(meeting)] == ["present", "apology", "present"]
    assert standing(meeting) == [("present", "")]


# -- who is not known --------------------------------------------------------------------------------------------------


def test_wrong_digits_and_a_unit_without_a_number_are_asked_alike_and_wait(
    client: FlaskClient, alliance: Alliance, seats: list[Seat]
) -> None:
    silent = make_replies.silent(alliance, "社工中心")
    with clock_at(MORNING):
        meeting = make_replies.called(alliance)
        pages = [bare(send(client, meeting, seat, "9999"), seat, name) for seat, name in ((seats[0], "区水文站"), (silent, "社工中心"))]
        assert pages[0] == pages[1]
        done = [send(client, meeting, seat, "9999", answer="stand_in", who="温如玉") for seat in (seats[0], silent)]
        assert {headline(page) for page in done} == {"已记下，等联盟秘书确认"}
    assert [(one.name, one.confirmed) for one in replies(meeting)] == [("温如玉", False)] * 2
    assert expected(meeting, seats[0]) == ("expected", "", False, "")


def test_after_five_wrong_digits_the_right_ones_say_no_more(client: FlaskClient, meeting: Meeting, seats: list[Seat]) -> None:
    for digits in ("1111", "2222", "3333", "4444", "5555"):
        assert headline(send(client, meeting, seats[0], digits)) == "您是来代会的吗？"
    assert headline(send(client, meeting, seats[0], "0001")) == "您是来代会的吗？"
    assert headline(send(client, meeting, seats[1], "0002")) == "银杏小学能来吗？"


def test_a_stranger_without_a_name_is_asked_for_it_and_nothing_is_lost(client: FlaskClient, meeting: Meeting, seats: list[Seat]) -> None:
    page = send(client, meeting, seats[0], "9999", answer="stand_in", who="")
    assert (page.status_code, error_at(page, "who")) == (422, "请写您的姓名，联盟秘书好核对。")
    assert 'name="digits" value="9999"' in page.text
    assert replies(meeting) == []


# -- bad input ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"unit": "0"}, "unit", "请从列表里选本单位。"),
        ({"unit": "999999"}, "unit", "请从列表里选。"),
        ({"unit": "x"}, "unit", "请从列表里选。"),
        ({"digits": ""}, "digits", "请填您手机号的后四位。"),
        ({"digits": "12"}, "digits", "请填四位数字，例如1234。"),
        ({"digits": "abcd"}, "digits", "请填四位数字，例如1234。"),
        ({"answer": "stand_in", "name": ""}, "name", "请写代会人的姓名。"),
        ({"answer": "stand_in", "name": "温" * 31}, "name", "最多30个字。"),
        ({"answer": "stand_in", "name": "温如玉", "phone": "12"}, "phone", "请填手机号，或者它的后四位数字。"),
        ({"answer": "apology", "reason": "忙" * 201}, "reason", "最多200个字。"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    client: FlaskClient, meeting: Meeting, seats: list[Seat], typed: dict[str, str], field: str, words: str
) -> None:
    page = client.post(f"/r/{meeting.code}", data={"unit": str(seats[0].id), "digits": "0001", "once": "one"} | typed)
    assert (page.status_code, error_at(page, field)) == (422, words)
    assert replies(meeting) == []


def test_a_seat_of_another_alliance_is_answered_like_one_that_never_was(client: FlaskClient, meeting: Meeting) -> None:
    foreign = make.seat(make.alliance())
    pages = [client.post(f"/r/{meeting.code}", data={"unit": unit, "digits": "0001"}) for unit in (str(foreign.id), "999999")]
    assert [(page.status_code, error_at(page, "unit")) for page in pages] == [(422, "请从列表里选。")] * 2


def test_an_answer_that_is_none_shows_the_three_again(client: FlaskClient, meeting: Meeting, seats: list[Seat]) -> None:
    page = send(client, meeting, seats[0], answer="maybe")
    assert (page.status_code, headline(page), replies(meeting)) == (200, "区水文站能来吗？", [])


# -- when it is closed, or too much ------------------------------------------------------------------------------------


def test_once_the_meeting_has_begun_or_is_put_off_nothing_is_taken(client: FlaskClient, meeting: Meeting, seats: list[Seat]) -> None:
    with clock_at(STARTS + timedelta(minutes=1)):
        page = client.get(f"/r/{meeting.code}")
        assert ("不再收回复" in page.text, "<select" in page.text) == (True, False)
        assert send(client, meeting, seats[0], answer="present").status_code == 409
    with writing():
        meetings.postpone(meeting, "停电", by=SYSTEM, at=MORNING)
    assert "会议延期" in client.get(f"/r/{meeting.code}").text
    assert send(client, meeting, seats[0], answer="present").status_code == 409
    assert replies(meeting) == []
    assert client.get("/r/nonsense").status_code == client.post("/r/nonsense", data={}).status_code == 404


def test_a_flood_of_strangers_is_refused_and_those_who_are_known_still_get_through(
    client: FlaskClient, meeting: Meeting, seats: list[Seat]
) -> None:
    for number in range(20):
        ask(meeting, seats[1], Said("stand_in", name=f"路人{number}"))
    page = send(client, meeting, seats[0], "9999", answer="stand_in", who="温如玉")
    assert (page.status_code, "请过十分钟再试" in page.text) == (429, True)
    assert headline(send(client, meeting, seats[0], answer="present")) == "收到：区水文站出席"
    with clock_at(MORNING + timedelta(minutes=11)):
        assert send(client, meeting, seats[0], "9999", answer="stand_in", who="温如玉").status_code == 200


# -- nobody is known ---------------------------------------------------------------------------------------------------


def test_no_page_of_the_link_shows_a_name_or_a_number_of_anybody(client: FlaskClient, alliance: Alliance, seats: list[Seat]) -> None:
    secretary = make.official("secretary", "alliance", alliance.id, "邱叶")
    with clock_at(MORNING):
        meeting = make_replies.called(alliance, contact="邱叶 0436-1234567", recorder_name="邱叶")
        answer(meeting, seats[1], Said("stand_in", name="温如玉", phone="13800007777", reason=""))
        answer(meeting, seats[2], Said("apology", reason="去省城看病"))
        ask(meeting, seats[2], Said("stand_in", name="乔望舒", phone="0063"))
        pages = [client.get(f"/r/{meeting.code}"), send(client, meeting, seats[0]), send(client, meeting, seats[0], "9999")]
        pages += [send(client, meeting, seats[0], answer="present"), send(client, meeting, seats[1], "0002")]
        pages += [send(client, meeting, seats[2], "8888", answer="apology", who="路人")]
    canaries = [
        "程以宁",
        "宋明川",
        "苏景行",
        "邱叶",
        "0436-1234567",
        "温如玉",
        "7777",
        "看病",
        "乔望舒",
        "0063",
        "1000009000",
        secretary.name,
    ]
    assert [(word, page.request.path) for page in pages for word in canaries if word in page.text] == []
    assert {page.status_code for page in pages} == {200}


def test_whoever_is_signed_in_answers_as_nobody_and_no_cookie_is_set(
    app: Flask, client: FlaskClient, meeting: Meeting, seats: list[Seat]
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    make.sign_in(client, make.delegate_of(seats[1]), by_phone=True)
    with statements() as asked:
        pages = [client.get(f"/r/{meeting.code}"), send(client, meeting, seats[0], answer="present"), client.get("/r/gone")]
    assert [statement for statement in asked if "sign_in" in statement] == []
    assert [page.headers.get("Set-Cookie") for page in pages] == [None] * 3
    assert client.post(f"/r/{meeting.code}", data={}, headers={"Origin": "https://elsewhere.example"}).status_code == 403
