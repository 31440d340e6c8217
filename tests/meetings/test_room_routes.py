"""What happens in the room, through the browser's door: coming, notes, telephones."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
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
from tests.meetings import make_meetings as made
from tests.meetings.reading import HX, entries, error_at, typed_plan, value_of

# -- a meeting of 17 members entered afterwards --------------------------------------------------------------------------


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
    assert "周小满代会" in client.get(f"/meetings/{meeting.id}?seat={seats[0].id}").text
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


# -- care ----------------------------------------------------------------------------------------------------------------


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
