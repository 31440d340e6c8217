"""Letters, hall codes, carried ballots and recusals through the browser's door: by the secretary's desk and by delegates' telephones."""

from __future__ import annotations

import io
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import Person
from app.alliances.models import Alliance, Seat
from app.ballots import actions as ballots
from app.ballots import casting
from app.ballots.models import Motion, Vote
from app.core.db import db, writing
from app.core.files import StoredFile
from app.core.ledger import Entry
from app.meetings import actions, hall_codes, presence, told
from app.meetings.models import AgendaItem, HallCode, Meeting, ProxyLetter, Recusal
from app.policy import SYSTEM
from tests import make
from tests.meetings import make_meetings as made

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
UNITS = ("区水文站", "和美物业", "银杏小学", "云杉中医院")


@pytest.fixture
def alliance(any_app: Flask) -> Alliance:
    return make.alliance("鹤鸣里社区党建联盟")


@pytest.fixture
def seats(alliance: Alliance) -> list[Seat]:
    return [make.seat(alliance, unit) for unit in UNITS]


@pytest.fixture
def meeting(alliance: Alliance, seats: list[Seat]) -> Meeting:
    """In session today."""
    with writing():
        meeting = actions.schedule(alliance, made.plan(made.in_days(0, 0)), topics=("错时停车", "夜间照明"), by=SYSTEM, at=made.now())
        actions.start(meeting, None, by=SYSTEM, at=made.now())
    return meeting


@pytest.fixture
def desk(any_app: Flask, alliance: Alliance) -> FlaskClient:
    return make.sign_in(any_app.test_client(), make.secretary(alliance))


def phone(app: Flask, seat: Seat) -> FlaskClient:
    return make.sign_in(app.test_client(), make.delegate_of(seat), by_phone=True)


def entries() -> int:
    return db.session.scalar(select(func.count()).select_from(Entry)) or 0


def give(client: FlaskClient, meeting: Meeting, giver: object, holder: object, **more: Any) -> Any:
    return client.post(f"/meetings/{meeting.id}/letters", data={"giver": giver, "holder": holder, "signer": "程以宁", **more})


def error_at(answer: Any, field: str) -> str:
    found = BeautifulSoup(answer.text, "html.parser").find(id=f"{field}-error")
    return found.get_text(strip=True) if found else ""


def words(answer: Any) -> str:
    return " ".join(BeautifulSoup(answer.text, "html.parser").get_text(" ").split())


def motion_in(meeting: Meeting) -> Motion:
    item = made.items(meeting)[0]
    with writing():
        actions.edit_item(item, title=item.title, summary="", presenter="", regime="alliance_majority", by=SYSTEM, at=made.now())
        motion = ballots.create_motion(item, "错峰停车按方案试行", "named", by=SYSTEM, at=made.now())
        ballots.open_motion(motion, {}, by=SYSTEM, at=made.now())
    return motion


def come(meeting: Meeting, *seats: Seat) -> None:
    with writing():
        for seat in seats:
            actions.mark(meeting, seat, actions.Mark("present"), by=SYSTEM, at=made.now())


# -- the desk ----------------------------------------------------------------------------------------------------------


def test_the_secretary_enters_a_letter_with_its_picture_and_the_list_says_who_is_represented(
    meeting: Meeting, seats: list[Seat], desk: FlaskClient
) -> None:
    come(meeting, seats[1])
    answer = give(desk, meeting, seats[0].id, seats[1].id, scan=(io.BytesIO(PNG), "委托书.png"))
    letter = db.session.scalars(select(ProxyLetter)).one()
    stored = db.session.scalars(select(StoredFile)).one()
    assert (answer.status_code, letter.state, letter.signer, letter.file_id) == (303, "given", "程以宁", stored.id)
    assert (stored.owner, stored.name, stored.media_type) == (f"proxy_letter:{letter.id}", "letter.png", "image/png")
    assert "委托和美物业，已到" in words(desk.get(f"/meetings/{meeting.id}"))
    assert "委托和美物业，已到" in words(desk.get(f"/meetings/{meeting.id}/attendance"))
    assert "其中：委托1家" in words(desk.get(f"/meetings/{meeting.id}"))
    file = desk.get(f"/meetings/{meeting.id}/letters/{letter.id}/file")
    assert (file.data, file.headers["Content-Disposition"].split(";")[0], file.headers["X-Content-Type-Options"]) == (
        PNG,
        "attachment",
        "nosniff",
    )


@pytest.mark.parametrize(
    ("giver", "holder", "more", "field", "status"),
    [
        (0, 1, {}, "giver", 409),
        (0, 0, {}, "giver", 409),
        ("x", 1, {}, "giver", 422),
        ("", 1, {}, "giver", 422),
        (99, 1, {}, "giver", 422),
        (1, 1, {}, "holder", 409),
        (1, 2, {"counts_from": "25:99"}, "counts_from", 422),
        (1, 2, {"scan": b"<script>"}, "scan", 409),
        (1, 2, {"scan": b""}, "scan", 409),
        (1, 2, {"signer": "名" * 61}, "signer", 422),
    ],
)
def test_what_is_wrong_with_a_letter_is_said_at_its_field_and_nothing_is_kept(
    giver: object, holder: object, more: dict[str, Any], field: str, status: int, meeting: Meeting, seats: list[Seat], desk: FlaskClient
) -> None:
    def seat(number: object) -> object:
        return seats[number - 1].id if isinstance(number, int) and 0 < number <= len(seats) else number

    before = entries()
    sent = {name: (io.BytesIO(value), "letter.pdf") if isinstance(value, bytes) else value for name, value in more.items()}
    answer = give(desk, meeting, seat(giver), seat(holder), **sent)
    assert (answer.status_code, error_at(answer, field) != "", entries() - before) == (status, True, 0)
    assert db.session.scalars(select(ProxyLetter)).all() == []


def test_a_letter_sent_twice_is_entered_once_and_taken_back_with_a_reason(meeting: Meeting, seats: list[Seat], desk: FlaskClient) -> None:
    answers = [give(desk, meeting, seats[0].id, seats[1].id, once="a" * 32) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    letter = db.session.scalars(select(ProxyLetter)).one()
    url = f"/meetings/{meeting.id}/letters/{letter.id}/withdraw"
    assert desk.post(url).status_code == 422
    assert desk.post(url, data={"reason": "本人来了"}).status_code == 303
    db.session.refresh(letter)
    assert (letter.state, letter.reason) == ("withdrawn", "本人来了")
    assert desk.post(url, data={"reason": "再来一次"}).status_code == 409
    assert "已撤回" in words(desk.get(f"/meetings/{meeting.id}/letters"))


def test_slips_are_shown_once_and_printed_for_everybody_who_has_none(meeting: Meeting, seats: list[Seat], desk: FlaskClient) -> None:
    url, people = f"/meetings/{meeting.id}/codes", [make.delegate_of(seat).id for seat in seats]
    answer = desk.post(url, data={"person": people})
    table = BeautifulSoup(answer.text, "html.parser").find("table")
    assert table is not None
    assert (answer.status_code, len(table.find_all("tr"))) == (200, len(UNITS))
    assert BeautifulSoup(desk.get(url).text, "html.parser").find("table") is None
    assert "给还没有的" not in desk.get(url).text
    assert desk.post(url, data={"person": "7"}).status_code == 409
    assert desk.post(url, data={"person": "x"}).status_code == 409
    assert desk.post(url).status_code == 409


# -- the telephone -----------------------------------------------------------------------------------------------------


def code_for(meeting: Meeting, seat: Seat) -> str:
    with writing():
        return hall_codes.make_codes(meeting, [make.delegate_of(seat).id], by=SYSTEM, at=made.now())[0].code


def test_a_delegate_types_the_code_and_a_wrong_one_is_written_down(any_app: Flask, meeting: Meeting, seats: list[Seat]) -> None:
    client, url = phone(any_app, seats[0]), f"/meetings/{meeting.id}/code"
    assert client.post(url, data={"code": "123456"}).status_code == 422
    code = code_for(meeting, seats[0])
    answer = client.post(url, data={"code": f"{(int(code) + 1) % 1_000_000:06}"})
    row = db.session.scalars(select(HallCode)).one()
    assert (answer.status_code, error_at(answer, "code"), row.tries) == (422, "现场码不对，请核对纸条上的6位数字。", 1)
    assert client.post(url, data={"code": ""}).status_code == 422
    assert client.post(url, data={"code": code}).status_code == 303
    assert client.post(url, data={"code": code}).status_code == 303
    db.session.refresh(row)
    assert (row.used_at is not None, row.tries) == (True, 1)
    assert "这部手机已输入现场码。" in client.get(f"/meetings/{meeting.id}").text


def test_a_delegates_own_letter_asks_for_the_code_first(any_app: Flask, meeting: Meeting, seats: list[Seat]) -> None:
    client, url = phone(any_app, seats[0]), f"/meetings/{meeting.id}/seats/{seats[0].id}/letter"
    answer = client.post(url, data={"holder": seats[1].id})
    assert (answer.status_code, "现场码" in error_at(answer, f"letter-holder-{seats[0].id}")) == (409, True)
    client.post(f"/meetings/{meeting.id}/code", data={"code": code_for(meeting, seats[0])})
    assert client.post(url, data={"holder": "0"}).status_code == 409
    assert client.post(url, data={"holder": "x"}).status_code == 422
    assert client.post(url, data={"holder": seats[1].id}).status_code == 303
    assert client.post(f"/meetings/{meeting.id}/seats/{seats[2].id}/letter", data={"holder": seats[1].id}).status_code == 403
    letter = db.session.scalars(select(ProxyLetter)).one()
    assert (letter.seat_id, letter.holder_seat_id, letter.state) == (seats[0].id, seats[1].id, "given")
    assert "已委托和美物业代为表决" in client.get(f"/meetings/{meeting.id}").text
    assert client.post(f"{url}/withdraw").status_code == 303
    assert client.post(f"{url}/withdraw").status_code == 409
    db.session.refresh(letter)
    assert letter.state == "withdrawn"


def test_the_holder_casts_for_all_alike_or_one_by_one_and_the_represented_are_told(
    any_app: Flask, alliance: Alliance, meeting: Meeting, seats: list[Seat], desk: FlaskClient
) -> None:
    with writing():
        meeting.snapshot = {**(meeting.snapshot or {}), "letters": 2}
        actions.update(meeting, made.plan(meeting.starts_at), by=SYSTEM, at=made.now())
    come(meeting, seats[1], seats[3])
    give(desk, meeting, seats[0].id, seats[1].id)
    give(desk, meeting, seats[2].id, seats[1].id)
    motion, client = motion_in(meeting), phone(any_app, seats[1])
    page = client.get(f"/meetings/{meeting.id}/carried")
    assert [unit in page.text for unit in UNITS] == [True, False, True, False]
    url, both = f"/motions/{motion.id}/carried", [seats[0].id, seats[2].id]
    assert client.post(url, data={"seat": both, "choice": "for"}).status_code == 303
    assert client.post(url, data={"seat": seats[2].id, "choice": "against"}).status_code == 303
    before = entries()
    refused = [{"seat": both, "choice": "perhaps"}, {"choice": "for"}, {"seat": [*both, seats[3].id], "choice": "for"}, {"seat": "x"}]
    assert [client.post(url, data=data).status_code for data in refused] == [409] * 4
    assert phone(any_app, seats[3]).post(url, data={"seat": seats[0].id, "choice": "for"}).status_code == 409
    assert entries() == before
    votes = {vote.seat_id: (vote.choice, vote.by_paper) for vote in db.session.scalars(select(Vote))}
    assert votes == {seats[0].id: ("for", False), seats[2].id: ("against", False)}
    told_them = words(phone(any_app, seats[0]).get(f"/meetings/{meeting.id}"))
    assert "区水文站：受委托代投“赞成”（错峰停车按方案试行）" in told_them
    assert "区水文站：登记了委托和美物业的委托书" in told_them


def test_what_others_entered_is_told_to_the_members_own_people_for_a_week(
    any_app: Flask, meeting: Meeting, seats: list[Seat], desk: FlaskClient
) -> None:
    desk.post(f"/meetings/{meeting.id}/seats/{seats[0].id}/attendance", data={"status": "present"})
    come(meeting, seats[1], seats[2])
    motion = motion_in(meeting)
    desk.post(f"/motions/{motion.id}/papers", data={f"seat-{seats[0].id}": "against"})
    mine, other = make.actor(make.delegate_of(seats[0])), make.actor(make.delegate_of(seats[3]))
    found = told.entered_for(mine, made.now())
    assert [(one.kind, one.unit, one.choice, one.meeting_id) for one in found] == [
        ("paper", "区水文站", "against", meeting.id),
        ("check_in", "区水文站", "", meeting.id),
    ]
    assert [one.by.startswith("secretary") for one in found] == [True, True]
    assert told.entered_for(other, made.now()) == []
    assert told.entered_for(mine, made.now() + told.TOLD_FOR) == []
    assert "按纸质票录入“反对”" in phone(any_app, seats[0]).get(f"/meetings/{meeting.id}").text


def test_a_recusal_and_a_paper_taken_back_are_told_too(any_app: Flask, meeting: Meeting, seats: list[Seat]) -> None:
    come(meeting, seats[0], seats[1], seats[2])
    motion = motion_in(meeting)
    with writing():
        casting.type_papers(motion, {seats[0].id: "for"}, by=SYSTEM, at=made.now())
        casting.correct_paper(motion, seats[0].id, "withdrawn", "录错单位", by=SYSTEM, at=made.now())
        item = db.session.get_one(AgendaItem, motion.item_id)
        actions.recuse(item, seats[0], "承包方", requested=False, by=SYSTEM, at=made.now())
    found = told.entered_for(make.actor(make.delegate_of(seats[0])), made.now())
    said = [(one.kind, one.title) for one in found if one.kind != "check_in"]
    assert sorted(said) == [("recusal", item.title), ("withdrawn", motion.text)]
    page = phone(any_app, seats[0]).get(f"/meetings/{meeting.id}").text
    assert [words in page for words in ("登记了回避（", "撤回了代为录入或者代投的一票（")] == [True, True]


def test_a_check_in_of_ones_own_is_no_news(any_app: Flask, meeting: Meeting, seats: list[Seat]) -> None:
    phone(any_app, seats[0]).post(f"/meetings/{meeting.id}/seats/{seats[0].id}/check-in")
    assert presence.present_at(meeting, made.now()) == {seats[0].id}
    assert told.entered_for(make.actor(make.delegate_of(seats[0])), made.now()) == []


# -- recusals ----------------------------------------------------------------------------------------------------------


def test_a_delegate_declares_its_own_interest_with_a_reason_and_asks_for_anothers(
    any_app: Flask, meeting: Meeting, seats: list[Seat], desk: FlaskClient
) -> None:
    item = made.items(meeting)[0]
    client, url = phone(any_app, seats[0]), f"/meetings/{meeting.id}/items/{item.id}/seats/{seats[0].id}"
    assert client.post(f"{url}/recusal", data={"interest": "是停车场的承包方"}).status_code == 303
    assert client.post(f"{url}/recusal").status_code == 409
    ask = f"{url}/recusal-request"
    bad = [{}, {"whom": "0", "ground": "亲属"}, {"whom": seats[1].id}, {"whom": seats[0].id, "ground": "自己"}]
    assert [client.post(ask, data=data).status_code for data in bad] == [422, 409, 422, 422]
    assert client.post(ask, data={"whom": seats[1].id, "ground": "与承包方有亲属关系"}).status_code == 303
    other = f"/meetings/{meeting.id}/items/{item.id}/seats/{seats[2].id}"
    assert [client.post(f"{other}/{path}").status_code for path in ("recusal", "recusal-request")] == [403, 403]
    held = {one.seat_id: (one.state, one.reason) for one in db.session.scalars(select(Recusal))}
    assert held == {seats[0].id: ("declared", "是停车场的承包方"), seats[1].id: ("requested", "与承包方有亲属关系")}
    assert "和美物业：申请回避，等主持人决定" in words(phone(any_app, seats[1]).get(f"/meetings/{meeting.id}"))
    row = db.session.scalars(select(Recusal).where(Recusal.state == "requested")).one()
    assert desk.post(f"/meetings/{meeting.id}/recusals/{row.id}/grant").status_code == 303
    db.session.refresh(row)
    entry = db.session.scalars(select(Entry).where(Entry.verb == "recusal.grant")).one()
    assert (row.state, '"behalf":"chair"' in entry.body) == ("granted", True)


# -- who may -----------------------------------------------------------------------------------------------------------


def test_another_alliance_sees_and_changes_nothing_of_letters_and_codes(
    any_app: Flask, meeting: Meeting, seats: list[Seat], desk: FlaskClient
) -> None:
    give(desk, meeting, seats[0].id, seats[1].id, scan=(io.BytesIO(PNG), "letter.png"))
    letter, motion = db.session.scalars(select(ProxyLetter)).one(), None
    come(meeting, *seats[1:])
    motion = motion_in(meeting)
    elsewhere = make.alliance()
    strangers: list[Person] = [make.secretary(elsewhere), make.delegate_of(make.seat(elsewhere))]
    before, base = entries(), f"/meetings/{meeting.id}"
    gets = ("/letters", f"/letters/{letter.id}/file", "/codes", "/carried")
    posts = (
        "/letters", f"/letters/{letter.id}/withdraw", "/codes", "/code", f"/seats/{seats[0].id}/letter",
        f"/seats/{seats[0].id}/letter/withdraw", f"/items/{made.items(meeting)[0].id}/seats/{seats[0].id}/recusal-request",
    )  # fmt: skip
    for number, person in enumerate(strangers):
        client = make.sign_in(any_app.test_client(), person, by_phone=bool(number))
        assert {client.get(base + path).status_code for path in gets} == {403}
        assert {client.post(base + path).status_code for path in posts} == {403}
        assert client.post(f"/motions/{motion.id}/carried", data={"seat": seats[0].id, "choice": "for"}).status_code == 403
    assert entries() == before


def test_a_letter_is_found_only_under_its_own_meeting_and_the_desk_is_the_secretarys(
    any_app: Flask, alliance: Alliance, meeting: Meeting, seats: list[Seat], desk: FlaskClient
) -> None:
    give(desk, meeting, seats[0].id, seats[1].id)
    letter, other = db.session.scalars(select(ProxyLetter)).one(), made.running(alliance)
    assert desk.post(f"/meetings/{other.id}/letters/{letter.id}/withdraw", data={"reason": "x"}).status_code == 404
    assert desk.get(f"/meetings/{meeting.id}/letters/{letter.id}/file").status_code == 404
    client = phone(any_app, seats[0])
    assert [client.get(f"/meetings/{meeting.id}/{path}").status_code for path in ("letters", "codes", "carried")] == [403, 403, 200]
    assert client.get("/meetings/99999999999/letters").status_code == 404
