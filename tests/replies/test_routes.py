"""Answers by a seat's own people and by the secretary; who may; what the pages and papers then say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import actions as accounts
from app.accounts.models import Person
from app.alliances.models import Alliance, Seat
from app.core.clock import standing as clock_at
from app.core.db import writing
from app.meetings import actions as meetings
from app.meetings.models import Meeting
from app.policy import SYSTEM
from app.replies.actions import Said
from tests import make
from tests.house.counting import statements
from tests.make import AT
from tests.meetings import make_meetings as made
from tests.meetings.reading import error_at, value_of
from tests.papers.reading import word_paragraphs
from tests.replies.make_replies import MORNING, STARTS, answer, ask, called, expected, replies, standing


@pytest.fixture
def secretary(alliance: Alliance, client: FlaskClient) -> Person:
    person = make.official("secretary", "alliance", alliance.id, "邱叶")
    make.sign_in(client, person)
    return person


def url_of(meeting: Meeting, seat: Seat) -> str:
    return f"/meetings/{meeting.id}/seats/{seat.id}/reply"


# -- a seat's own people -----------------------------------------------------------------------------------------------


def test_a_delegate_answers_in_two_taps_and_may_change_it(client: FlaskClient, meeting: Meeting, seats: list[Seat]) -> None:
    make.sign_in(client, make.delegate_of(seats[0]), by_phone=True)
    today = client.get("/").text
    assert f'<a href="/meetings/{meeting.id}">请回复区水文站能否参会：{meeting.title}</a>' in today
    assert "区水文站能来吗？" in client.get(f"/meetings/{meeting.id}").text
    went = client.post(url_of(meeting, seats[0]), data={"answer": "present", "once": "a"})
    assert went.location == f"/meetings/{meeting.id}#reply-{seats[0].id}"
    page = client.get(f"/meetings/{meeting.id}").text
    assert ("已回复：出席" in page, "程以宁回复" in page, "回复出席" in page) == (True, True, True)
    assert "请回复区水文站" not in client.get("/").text
    client.post(url_of(meeting, seats[0]), data={"answer": "stand_in", "name": "温如玉", "phone": "１３８００００７７７７", "once": "b"})
    page = client.get(f"/meetings/{meeting.id}").text
    assert ("代会人：温如玉" in page, "温如玉 · 代会" in page, "7777" in page) == (True, True, False)
    assert [one.phone for one in replies(meeting)] == ["", "13800007777"]


def test_double_taps_and_two_tabs_leave_one_answer_each(client: FlaskClient, meeting: Meeting, seats: list[Seat]) -> None:
    make.sign_in(client, make.delegate_of(seats[0]), by_phone=True)
    for once in ("tab one", "tab one", "tab two"):
        client.post(url_of(meeting, seats[0]), data={"answer": "apology", "reason": "出差", "once": once})
    assert [(one.answer, one.reason) for one in replies(meeting)] == [("apology", "出差")]


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"answer": "stand_in", "name": ""}, "name", "请写代会人的姓名。"),
        ({"answer": "stand_in", "name": "温" * 31}, "name", "最多30个字。"),
        ({"answer": "stand_in", "name": "温如玉", "phone": "123"}, "phone", "请填手机号，或者它的后四位数字。"),
        ({"answer": "apology", "reason": "忙" * 201}, "reason", "最多200个字。"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_kept(
    client: FlaskClient, meeting: Meeting, seats: list[Seat], typed: dict[str, str], field: str, words: str
) -> None:
    make.sign_in(client, make.delegate_of(seats[0]), by_phone=True)
    page = client.post(url_of(meeting, seats[0]), data=typed)
    assert (page.status_code, error_at(page, f"{field}-{seats[0].id}")) == (422, words)
    assert value_of(page, f"{field}-{seats[0].id}") == typed[field]
    assert replies(meeting) == []


def test_what_cannot_be_answered_shows_the_true_state(client: FlaskClient, meeting: Meeting, seats: list[Seat]) -> None:
    make.sign_in(client, make.delegate_of(seats[0]), by_phone=True)
    assert client.post(url_of(meeting, seats[0]), data={"answer": "maybe"}).status_code == 409
    with clock_at(STARTS):
        late = client.post(url_of(meeting, seats[0]), data={"answer": "present"})
        assert (late.status_code, "不再收参会回复" in late.text, "能来吗" in late.text) == (409, True, False)
    assert replies(meeting) == []


def test_a_liaison_answers_for_every_seat_of_the_unit(client: FlaskClient, meeting: Meeting, seats: list[Seat]) -> None:
    liaison = make.official("liaison", "organisation", seats[1].organisation_id, "陆远")
    make.sign_in(client, liaison)
    assert "请回复银杏小学能否参会" in client.get("/").text
    page = client.get(f"/meetings/{meeting.id}").text
    assert ("银杏小学能来吗？" in page, "区水文站能来吗？" in page) == (True, False)
    assert client.post(url_of(meeting, seats[1]), data={"answer": "present"}).status_code == 303
    assert "陆远回复" in client.get(f"/meetings/{meeting.id}").text


def test_who_has_no_seat_and_no_unit_answers_for_nobody(app: Flask, meeting: Meeting, alliance: Alliance, seats: list[Seat]) -> None:
    other = make.seat(make.alliance(), "外单位")
    with writing():
        handler = accounts.add_person("account:h", "经办人", by=SYSTEM, at=AT)
        accounts.grant(handler, "handler", "organisation", seats[0].organisation_id, by=SYSTEM, at=AT)
    people = {
        "delegate of another seat": make.delegate_of(seats[1]),
        "delegate elsewhere": make.delegate_of(other),
        "handler of the unit": handler,
        "secretary": make.secretary(alliance),
        "supervisor": make.official("supervisor", "city", 0),
    }
    for who, person in people.items():
        client = make.sign_in(app.test_client(), person)
        assert client.post(url_of(meeting, seats[0]), data={"answer": "present"}).status_code == 403, who
        if "delegate" in who or "handler" in who or who == "supervisor":
            paths = ("", "?seat=1")
            assert {client.get(f"/meetings/{meeting.id}/replies{path}").status_code for path in paths} == {403}, who
            assert client.post(f"/meetings/{meeting.id}/replies/seats/{seats[0].id}", data={"answer": "present"}).status_code == 403, who
    assert app.test_client().post(url_of(meeting, seats[0]), data={"answer": "present"}).status_code == 401
    assert replies(meeting) == []


def test_an_observer_answers_for_its_own_seat(client: FlaskClient, alliance: Alliance, seats: list[Seat]) -> None:
    police = make.seat(alliance, "云杉派出所", "石远", votes=False)
    with clock_at(MORNING):
        meeting = called(alliance)
        make.sign_in(client, make.delegate_of(police), by_phone=True)
        assert client.post(url_of(meeting, police), data={"answer": "apology"}).status_code == 303
    assert expected(meeting, police)[0] == "apology"


# -- the secretary -----------------------------------------------------------------------------------------------------


def test_the_page_of_the_meeting_says_what_the_answers_mean(
    client: FlaskClient, secretary: Person, meeting: Meeting, seats: list[Seat]
) -> None:
    assert "还没有单位回复；还差3家没有回复，按现在的回复要开会还差2家（需2家）。" in client.get(f"/meetings/{meeting.id}").text
    answer(meeting, seats[0], Said("present"))
    answer(meeting, seats[1], Said("stand_in", name="温如玉"))
    ask(meeting, seats[2], Said("apology", said_by="路人"))
    page = client.get(f"/meetings/{meeting.id}").text
    assert "已回复2家：来1家、代会1家；还差1家没有回复，按现在的回复可以开会。" in page
    assert "1条等您确认。" in page
    for name in ("notice.docx", "notice.pdf", "sheet.pdf", "script", "script.docx", "script.pdf", "notice", "replies"):
        assert f'href="/meetings/{meeting.id}/{name}"' in page, name
    assert f'<a href="/meetings/{meeting.id}/replies">有参会回复等您确认：{meeting.title}</a>' in client.get("/").text


def test_the_reminder_names_who_is_missing_and_one_unit_has_a_text_of_its_own(
    client: FlaskClient, secretary: Person, meeting: Meeting, seats: list[Seat]
) -> None:
    answer(meeting, seats[0], Said("present"))
    page = client.get(f"/meetings/{meeting.id}/replies?seat={seats[1].id}")
    group, alone = value_of(page, "reminder-words"), value_of(page, f"private-{seats[1].id}")
    assert ("还没有回复的有2家：银杏小学、和美物业。" in group, f"http://localhost/r/{meeting.code}" in group) == (True, True)
    assert (alone.startswith("银杏小学：您好！"), "和美物业" in alone) == (True, False)
    for seat in seats[1:]:
        answer(meeting, seat, Said("apology"))
    assert "各家都已回复" in value_of(client.get(f"/meetings/{meeting.id}/replies"), "reminder-words")


def test_the_secretary_enters_what_she_was_told(client: FlaskClient, secretary: Person, meeting: Meeting, seats: list[Seat]) -> None:
    url = f"/meetings/{meeting.id}/replies/seats/{seats[0].id}"
    bad = client.post(url, data={"said_by": "办公室"})
    assert (bad.status_code, "请选出席、请假或者代会。" in bad.text, value_of(bad, f"said-by-{seats[0].id}")) == (422, True, "办公室")
    unnamed = client.post(url, data={"answer": "stand_in", "said_by": "办公室"})
    assert (unnamed.status_code, error_at(unnamed, f"name-{seats[0].id}")) == (409, "请写代会人的姓名。")
    went = client.post(url, data={"answer": "stand_in", "name": "温如玉", "said_by": "办公室", "once": "a"})
    assert went.location == f"/meetings/{meeting.id}/replies#seat-{seats[0].id}"
    page = client.get(f"/meetings/{meeting.id}/replies").text
    assert ("代会人：温如玉" in page, "办公室回复（电话、口头）" in page) == (True, True)
    assert replies(meeting)[0].person_id is None


def test_what_came_from_a_stranger_is_confirmed_or_not_taken(
    client: FlaskClient, secretary: Person, meeting: Meeting, seats: list[Seat]
) -> None:
    first, second = ask(meeting, seats[0], Said("stand_in", name="温如玉")), ask(meeting, seats[1], Said("present", said_by="路人"))
    base = f"/meetings/{meeting.id}/replies"
    assert client.get(base).text.count("不采用") == 2
    assert client.post(f"{base}/{first.id}/confirm", data={"once": "a"}).status_code == 303
    assert client.post(f"{base}/{second.id}/dismiss", data={"once": "b"}).status_code == 303
    again = client.post(f"{base}/{first.id}/confirm", data={"once": "c"})
    assert (again.status_code, "这一条回复已经处理过了。" in again.text) == (409, True)
    assert (standing(meeting), client.get(base).text.count("不采用")) == ([("stand_in", "温如玉")], 0)
    elsewhere = called(make.alliance())
    assert client.post(f"/meetings/{elsewhere.id}/replies/{first.id}/confirm").status_code == 404


def test_the_sheet_says_who_sends_an_apology_or_somebody_else(
    client: FlaskClient, secretary: Person, meeting: Meeting, seats: list[Seat]
) -> None:
    from app.core.clock import today
    from app.minutes.notices import sheet
    from app.minutes.queries import record_of
    from app.papers.blocks import SignInTable

    answer(meeting, seats[1], Said("stand_in", name="温如玉", phone="13800007777"))
    answer(meeting, seats[2], Said("apology", reason="去省城看病"))
    table = next(block for block in sheet(record_of(meeting, today())).blocks if isinstance(block, SignInTable))
    assert [(row.unit, row.name, row.phone, row.remark) for row in table.rows] == [
        ("区水文站", "程以宁", "100****0001", ""),
        ("银杏小学", "温如玉", "", "代会"),
        ("和美物业", "苏景行", "100****0003", "请假"),
    ]


def test_the_script_and_the_notice_are_there_on_screen_and_in_word(
    client: FlaskClient, secretary: Person, meeting: Meeting, seats: list[Seat]
) -> None:
    answer(meeting, seats[1], Said("stand_in", name="温如玉"))
    shown = client.get(f"/meetings/{meeting.id}/script").text
    assert ("进行第一项，错时停车。" in shown, "代会的有：" in shown, "温如玉" in shown) == (True, True, True)
    for name, said in (("script", "散会"), ("notice", "扫下面的二维码")):
        word = client.get(f"/meetings/{meeting.id}/{name}.docx")
        assert (word.headers["Content-Disposition"].startswith("attachment;"), said in "".join(word_paragraphs(word.data))) == (True, True)


# -- corrections -------------------------------------------------------------------------------------------------------


def test_a_change_after_the_notice_goes_out_as_a_correction(
    client: FlaskClient, secretary: Person, alliance: Alliance, seats: list[Seat]
) -> None:
    with clock_at(MORNING):
        meeting = made.meeting(alliance, at=MORNING, starts_at=STARTS + timedelta(days=9))
        client.post(f"/meetings/{meeting.id}/notify", data={"once": "a"})
        with writing():
            meetings.update(meeting, made.plan(STARTS + timedelta(days=10), place="社区二楼"), by=SYSTEM, at=MORNING)
        page = client.get(f"/meetings/{meeting.id}/notice")
        words = value_of(page, "notice-words")
        assert words.startswith("【更正】")
        assert "会议时间：原定2026年11月23日（周一）14:00—16:00，改为2026年11月24日（周二）14:00—16:00。" in words
        assert "会议地点：原定社区党群服务站二楼议事厅，改为社区二楼。" in words
        assert "之后安排有改动，请重发通知。" in client.get(f"/meetings/{meeting.id}").text
        client.post(f"/meetings/{meeting.id}/notify", data={"once": "b"})
        page = client.get(f"/meetings/{meeting.id}/notice")
        assert (value_of(page, "notice-words"), "群里还不知道" in page.text) == (words, False)


def test_put_off_and_cancelled_there_is_a_text_for_the_group(
    client: FlaskClient, secretary: Person, alliance: Alliance, seats: list[Seat]
) -> None:
    with clock_at(MORNING):
        meeting = made.meeting(alliance, at=MORNING, starts_at=STARTS + timedelta(days=9))
        client.post(f"/meetings/{meeting.id}/notify", data={"once": "a"})
        client.post(f"/meetings/{meeting.id}/postpone", data={"reason": "停电"})
        page = client.get(f"/meetings/{meeting.id}/notice")
        words = value_of(page, "put-off-words")
        assert words.splitlines()[:2] == [
            "【会议延期】",
            f"原定2026年11月23日（周一）14:00—16:00召开的{meeting.title}延期，时间定下来另行通知。",
        ]
        assert "notice-words" not in page.text
        with writing():
            meetings.update(meeting, made.plan(STARTS + timedelta(days=10)), by=SYSTEM, at=MORNING)
        assert value_of(client.get(f"/meetings/{meeting.id}/notice"), "notice-words").startswith("【会议通知】")
        client.post(f"/meetings/{meeting.id}/cancel", data={"reason": "合并"})
        assert value_of(client.get(f"/meetings/{meeting.id}/notice"), "put-off-words").startswith("【会议取消】")
        assert f"/meetings/{meeting.id}/notice" in client.get(f"/meetings/{meeting.id}").text


# -- today, and what it costs ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "asked"), [(2, True), (4, True), (5, False)])  # from Thursday: Saturday, Monday, Tuesday
def test_the_secretary_is_told_how_many_are_missing_from_two_working_days_before(
    client: FlaskClient, secretary: Person, alliance: Alliance, seats: list[Seat], days: int, asked: bool
) -> None:
    with clock_at(MORNING):
        meeting = made.notified(alliance, at=MORNING - timedelta(days=9), starts_at=MORNING + timedelta(days=days))
        answer(meeting, seats[0], Said("present"))
        line = f'<a href="/meetings/{meeting.id}/replies">还有2家没有回复：{meeting.title}</a>'
        assert (line in client.get("/").text) is asked


@pytest.fixture
def town(app: Flask) -> Iterator[tuple[Person, list[Seat]]]:
    """A liaison of one unit in three alliances."""
    made_here = [make.alliance(f"第{name}社区党建联盟") for name in "一二三"]
    seats = [make.seat(one, f"和美物业{number}") for number, one in enumerate(made_here)]
    with writing():
        for seat in seats[1:]:
            seat.organisation_id = seats[0].organisation_id
            meetings.record("seat.move", seat, by=SYSTEM, at=AT)
    with clock_at(MORNING):
        for one in made_here:
            called(one)
        yield make.official("liaison", "organisation", seats[0].organisation_id, "陆远"), seats


def test_a_liaison_is_asked_once_for_every_seat(client: FlaskClient, town: tuple[Person, list[Seat]]) -> None:
    liaison, _seats = town
    make.sign_in(client, liaison)
    text = client.get("/").text
    assert text.count("请回复和美物业0能否参会") == 3
    assert client.get("/today/answer").text.count("请回复和美物业0能否参会") == 3


@pytest.mark.parametrize("who", ["secretary", "delegate"])
def test_the_replies_cost_the_meetings_page_one_statement_and_its_fragments_none(
    client: FlaskClient, alliance: Alliance, seats: list[Seat], who: str
) -> None:
    with clock_at(MORNING):
        planned, notified = made.meeting(alliance), called(alliance)
        answer(notified, seats[0], Said("present"))
        person = make.secretary(alliance) if who == "secretary" else make.delegate_of(seats[1])
        make.sign_in(client, person, by_phone=who == "delegate")
        for meeting in (planned, notified):
            client.get(f"/meetings/{meeting.id}")
        with statements() as ran:
            client.get(f"/meetings/{notified.id}")
        assert [one for one in ran if "FROM reply" in one or "JOIN reply" in one][1:] == []
        with statements() as ran:
            client.get(f"/meetings/{notified.id}", headers={"HX-Request": "true", "HX-Target": f"li#seat-{seats[0].id}"})
        assert [one for one in ran if "reply" in one] == []
