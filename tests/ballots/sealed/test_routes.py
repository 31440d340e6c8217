"""A secret ballot over HTTP: what stands on the pages, what is written when, and what cannot be told apart from outside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, select, text

from app.ballots.models import Motion, SecretRoll
from app.ballots.sealed import custody
from app.core import clock, ledger
from app.core.db import db, writing
from app.meetings import actions as meetings
from app.meetings import hall_codes, letters
from tests import make
from tests.ballots.make_ballots import Room, room
from tests.ballots.sealed import make_sealed as sealed
from tests.make import later

TICKS = dict.fromkeys(("notified", "ours", "recusals", "comparison"), "y")


@pytest.fixture(autouse=True)
def during_the_meeting(app: Flask, tmp_path: Path) -> Iterator[None]:
    app.config["KEYDIR"] = str(tmp_path.parent / f"{tmp_path.name}-keys")
    clock.set_now("2026-11-12T14:30:00+08:00")
    yield
    clock.set_now("")


@pytest.fixture
def of(app: Flask) -> Room:
    return room(9, 9, "alliance_majority")


def words(answer: Any) -> str:
    return " ".join(BeautifulSoup(answer.text, "html.parser").get_text(" ").split())


def everything() -> dict[str, list[str]]:
    db.session.rollback()
    return {
        table: sorted(str(tuple(row)) for row in db.session.execute(text(f'SELECT * FROM "{table}"')))
        for table in inspect(db.engine).get_table_names()
    }


def url(motion: Motion, verb: str) -> str:
    return f"/motions/{motion.id}/secret/{verb}"


def vote(client: FlaskClient, motion: Motion, seat_id: int, digits: str) -> tuple[str, Any]:
    """Confirm and cast: (receipt, answer of the cast)."""
    shown = sealed.confirmed(client, motion, {f"seat-{seat_id}": digits})
    assert shown.status_code == 200, words(shown)
    return sealed.receipt_on(shown.text), client.post(url(motion, "cast"), data=sealed.cast_form(shown.text, motion))


# -- casting -----------------------------------------------------------------------------------------------------------


def test_two_taps_and_the_page_says_only_that_the_unit_has_voted(client: FlaskClient, of: Room, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    motion = sealed.opened(of)
    phone, seat_id = sealed.phone(client, of, 0), of.seats[0].id
    form = sealed.fields(phone.get(f"/motions/{motion.id}").text, url(motion, "confirm"))
    assert form["once"] == ""
    before = everything()
    shown = sealed.confirmed(phone, motion, form | {f"seat-{seat_id}": "2"})
    assert everything() == before  # confirming writes nothing
    assert "反对" in words(shown)
    assert "现在还没有投出" in words(shown)
    assert shown.headers["Cache-Control"] == "no-store, no-transform"
    receipt = sealed.receipt_on(shown.text)
    cast = phone.post(url(motion, "cast"), data=sealed.cast_form(shown.text, motion))
    assert (cast.status_code, cast.location) == (303, f"/motions/{motion.id}")
    after = everything()
    assert {table for table in before if before[table] != after[table]} == {"secret_roll", "sealed_ballot", "chain"}
    assert receipt not in phone.get_cookie("lianxi").value
    for page in (f"/motions/{motion.id}", f"/meetings/{of.meeting.id}"):
        said = phone.get(page)
        assert "贵单位已投票" in words(said)
        assert [word for word in (*receipt.split(), "您投的是") if word in said.text] == []
    assert [word for word in (*receipt.split(), "反对", "against") if word in caplog.text] == []


def test_the_choices_and_the_cast_cannot_be_told_apart_by_length(client: FlaskClient, of: Room) -> None:
    options = ("甲", "区城市管理综合执法局推荐的第二位候选人<及其团队>")
    lengths = set()
    for method, chosen in (("yes_no", "123"), ("choose_one", "1234")):
        motion = sealed.opened(of, method=method, options=options if method == "choose_one" else ())
        phone = sealed.phone(client, of, 0)
        for digits in chosen:
            shown = sealed.confirmed(phone, motion, {f"seat-{of.seats[0].id}": digits})
            lengths.add(len(shown.data))
        cast = phone.post(url(motion, "cast"), data=sealed.cast_form(shown.text, motion))
        lengths.add(len(cast.data))
        assert cast.headers["Content-Encoding"] == "identity"
        set_aside(of, motion)
    assert lengths == {16384}


def set_aside(of: Room, motion: Motion) -> None:
    from app.ballots import actions

    with writing():
        ledger.hold(of.alliance.id)
        db.session.refresh(motion)
        actions.withdraw_motion(motion, "换一种办法", by=of.chair, at=later(30))


def test_approve_any_sends_a_digit_for_every_option_whatever_is_chosen(client: FlaskClient, of: Room) -> None:
    motion = sealed.opened(of, method="approve_any", options=("甲", "乙", "丙"), max_choices=2)
    phone, seat = sealed.phone(client, of, 0), f"seat-{of.seats[0].id}"
    form = sealed.fields(phone.get(f"/motions/{motion.id}").text, url(motion, "confirm"))
    assert {name: value for name, value in form.items() if name.startswith("seat-")} == {f"{seat}-{place}": "0" for place in range(3)}
    shown = sealed.confirmed(phone, motion, form | {f"{seat}-0": "1", f"{seat}-2": "1"})
    assert "甲、丙" in words(shown)
    assert sealed.cast_form(shown.text, motion)[seat] == "101"
    refused = sealed.confirmed(phone, motion, {f"{seat}-0": "1", f"{seat}-1": "1", f"{seat}-2": "1"})
    assert (refused.status_code, "最多选2项。" in words(refused)) == (409, True)
    assert "弃权（一个都不选）" in words(sealed.confirmed(phone, motion, form))


def test_the_same_page_again_is_known_and_another_page_is_told(client: FlaskClient, of: Room) -> None:
    motion = sealed.opened(of)
    phone, seat = sealed.phone(client, of, 0), f"seat-{of.seats[0].id}"
    first = sealed.cast_form(sealed.confirmed(phone, motion, {seat: "1"}).text, motion)
    other = sealed.cast_form(sealed.confirmed(phone, motion, {seat: "2"}).text, motion)
    assert phone.post(url(motion, "cast"), data=first).status_code == 303
    again = phone.post(url(motion, "cast"), data=first, follow_redirects=True)
    assert (again.status_code, "这一页的票已经在票箱里" in words(again)) == (200, True)
    elsewhere = phone.post(url(motion, "cast"), data=other)
    assert (elsewhere.status_code, "已从另一个页面投过票" in words(elsewhere)) == (409, True)
    assert sealed.numbers(motion) == (1, 1)


def test_receipts_are_drawn_again_not_edited(client: FlaskClient, of: Room) -> None:
    motion = sealed.opened(of)
    phone, seat = sealed.phone(client, of, 0), of.seats[0].id
    shown = sealed.confirmed(phone, motion, {f"seat-{seat}": "1"})
    form = sealed.cast_form(shown.text, motion)
    again = sealed.confirmed(phone, motion, form)  # 换一组: the same form, sent to confirm
    assert sealed.receipt_on(again.text) != sealed.receipt_on(shown.text)
    forged = phone.post(url(motion, "cast"), data=form | {f"receipt-{seat}": "青山 圆灯 0001"})
    assert (forged.status_code, "凭词不完整" in words(forged)) == (409, True)
    assert phone.post(url(motion, "cast"), data={f"seat-{seat}": "1"}).status_code == 409
    assert sealed.numbers(motion) == (0, 0)


def test_a_bound_telephone_needs_its_hall_code(client: FlaskClient, of: Room) -> None:
    motion = sealed.opened(of)
    phone, seat = sealed.phone(client, of, 0, lifted=False), f"seat-{of.seats[0].id}"
    before = everything()
    for verb in ("confirm", "cast"):
        refused = phone.post(url(motion, verb), data={seat: "1"})
        assert (refused.status_code, "现场码" in words(refused)) == (401, True)
    assert everything() == before
    with writing():
        ledger.hold(of.alliance.id)
        slips = hall_codes.make_codes(of.meeting, [of.seats[0].delegate_id or 0], by=of.secretary, at=clock.now())
    assert phone.post(f"/meetings/{of.meeting.id}/code", data={"code": slips[0].code}).status_code == 303
    _receipt, cast = vote(phone, motion, of.seats[0].id, "1")
    assert (cast.status_code, sealed.numbers(motion)) == (303, (1, 1))


def test_nobody_votes_for_a_seat_of_others_or_after_the_end(client: FlaskClient, of: Room) -> None:
    motion = sealed.opened(of)
    phone = sealed.phone(client, of, 0)
    assert sealed.confirmed(phone, motion, {f"seat-{of.seats[1].id}": "1"}).status_code == 409
    assert sealed.confirmed(phone, motion, {}).status_code == 409
    form = sealed.cast_form(sealed.confirmed(phone, motion, {f"seat-{of.seats[0].id}": "1"}).text, motion)
    sealed.close(of, motion, clock.now())
    late = phone.post(url(motion, "cast"), data=form)
    assert (late.status_code, "投票已在14:30结束" in words(late)) == (409, True)


def test_who_carries_letters_casts_for_all_seats_at_once_with_a_receipt_each(client: FlaskClient, app: Flask) -> None:
    of = room(9, 7, "alliance_majority")
    with writing():
        ledger.hold(of.alliance.id)
        letters.give_letter(of.meeting, letters.Authority(of.seats[7].id, of.seats[0].id, "签字人"), by=of.secretary, at=later(5))
    motion = sealed.opened(of)
    phone = sealed.phone(client, of, 0)
    chosen = {f"seat-{of.seats[0].id}": "1", f"seat-{of.seats[7].id}": "2"}
    shown = sealed.confirmed(phone, motion, chosen)
    assert shown.text.count("凭词：<b") == 2
    assert phone.post(url(motion, "cast"), data=sealed.cast_form(shown.text, motion)).status_code == 303
    assert sealed.numbers(motion) == (2, 2)
    held = db.session.scalars(select(SecretRoll.seat_id).where(SecretRoll.motion_id == motion.id)).all()
    assert set(held) == {of.seats[0].id, of.seats[7].id}


def test_a_holder_whose_own_seat_stands_back_casts_for_nobody(client: FlaskClient, app: Flask) -> None:
    of = room(9, 7, "alliance_majority")
    with writing():
        ledger.hold(of.alliance.id)
        letters.give_letter(of.meeting, letters.Authority(of.seats[7].id, of.seats[0].id, "签字人"), by=of.secretary, at=later(5))
        meetings.recuse(of.item, of.seats[0], "有利害关系", requested=False, by=of.secretary, at=later(6))
    motion = sealed.opened(of)
    refused = sealed.confirmed(sealed.phone(client, of, 0), motion, {f"seat-{of.seats[7].id}": "1"})
    assert (refused.status_code, "回避这一项，不能替它投票" in words(refused)) == (409, True)


# -- the desk ----------------------------------------------------------------------------------------------------------


def test_the_secretary_opens_hands_out_papers_closes_and_counts(client: FlaskClient, app: Flask, of: Room) -> None:
    desk = make.sign_in(client, of.person)
    create = f"/meetings/{of.meeting.id}/items/{of.item.id}/motions"
    assert desk.post(create, data={"text": "推选组长", "visibility": "secret", "method": "yes_no"}).status_code == 303
    motion = db.session.scalars(select(Motion)).one()
    shown = words(desk.get(f"/meetings/{of.meeting.id}"))
    assert "不能做到：控制着服务器的人，在投票那一刻能看到票" in shown
    assert "无记名表决至少要5家" not in shown
    assert desk.post(url(motion, "open"), data={"ours": "y"}).status_code == 409
    assert sealed.files() == []
    assert desk.post(url(motion, "open"), data=TICKS).status_code == 303
    assert len(sealed.files()) == 1
    assert desk.post(url(motion, "open"), data=TICKS).status_code == 409
    assert len(sealed.files()) == 1

    receipts = {}
    for number, digits in enumerate("11113"):
        phone = sealed.phone(app.test_client(), of, number)
        receipts[number], _answer = vote(phone, motion, of.seats[number].id, digits)
    waiting = words(desk.get(f"/meetings/{of.meeting.id}"))
    assert "已投5家，共9家。" in waiting
    assert desk.post(url(motion, "papers"), data={"seat": of.seats[5].id}).status_code == 303
    assert desk.post(url(motion, "papers"), data={"seat": of.seats[6].id}).status_code == 303
    refused = desk.post(url(motion, "papers"), data={"seat": of.seats[0].id})
    assert (refused.status_code, "已经用手机投过票" in words(refused)) == (409, True)
    back = url(motion, f"seats/{of.seats[6].id}/back")
    assert (desk.post(back, data={}).status_code, desk.post(back, data={"reason": "改用手机"}).status_code) == (422, 303)

    assert desk.post(url(motion, "close"), data={}).status_code == 303
    assert "请先录入收回的纸质票" in words(desk.get(f"/meetings/{of.meeting.id}"))
    assert desk.post(url(motion, "count"), data={}).status_code == 409
    wrong = desk.post(url(motion, "bundle"), data={"count-0": "一", "count-1": "７", "scrutineer": "孟清和", "second_scrutineer": "苏问渠"})
    assert (wrong.status_code, 'value="７"' in wrong.text) == (422, True)
    typed = {"count-0": "１", "scrutineer": "孟清和", "second_scrutineer": "苏问渠"}
    assert desk.post(url(motion, "bundle"), data=typed).status_code == 303
    assert desk.post(url(motion, "count"), data={}).status_code == 303
    assert sealed.files() == []  # right after the commit
    shown = words(desk.get(f"/meetings/{of.meeting.id}?item={of.item.id}"))
    assert "赞成5票" in shown
    assert "谁投了票（联盟内部，共6家）" in shown
    db.session.refresh(motion)
    assert motion.key_destroyed_at is not None
    assert list(ledger.verify()) == []

    phone = sealed.phone(app.test_client(), of, 4)
    page = f"/motions/{motion.id}/bulletin"
    found = phone.post(page, data={"receipt": receipts[4]})
    assert (found.status_code, BeautifulSoup(found.text, "html.parser").find(id="found").find(class_="who").text) == (200, "弃权")
    unknown = phone.post(page, data={"receipt": "青山 圆灯 0000"})
    assert "公布的票里没有这组凭词" in words(unknown)
    assert phone.post(page, data={"receipt": "甲乙"}).status_code == 422
    supervisor = make.sign_in(app.test_client(), make.official("supervisor", "city", 0))
    assert (supervisor.get(page).status_code, supervisor.get(f"/motions/{motion.id}/recount.json").status_code) == (403, 200)


def test_below_eight_the_page_warns_and_below_five_it_says_no(client: FlaskClient, app: Flask) -> None:
    of = room(9, 7, "alliance_majority")
    sealed.draft(of)
    desk = make.sign_in(client, of.person)
    assert "现在能投票的只有7家：不到8家" in words(desk.get(f"/meetings/{of.meeting.id}"))
    few = room(5, 4, "alliance_majority")
    motion = sealed.draft(few)
    desk = make.sign_in(app.test_client(), few.person)
    assert "现在能投票的有4家，无记名表决至少要5家。" in words(desk.get(f"/meetings/{few.meeting.id}"))
    refused = desk.post(url(motion, "open"), data=TICKS)
    assert (refused.status_code, "现在能投票的有4家，无记名表决至少要5家，" in words(refused)) == (409, True)
    assert sealed.files() == []  # the key that nobody needs is gone again


def test_unanimity_is_said(client: FlaskClient, of: Room) -> None:
    motion = sealed.opened(of)
    for number in range(5):
        sealed.cast(of, motion, number, "1")
    sealed.close(of, motion)
    sealed.count(of, motion)
    assert "全部一致：各家投了什么，由此也就知道了。" in words(
        make.sign_in(client, of.person).get(f"/meetings/{of.meeting.id}?item={of.item.id}")
    )


# -- two scrutineers ---------------------------------------------------------------------------------------------------


def test_two_scrutineers_keep_the_key_on_their_own_telephones(client: FlaskClient, app: Flask, of: Room) -> None:
    motion = sealed.draft(of)
    desk = make.sign_in(client, of.person)
    given = desk.post(url(motion, "holders"), data={"first_holder": "孟清和", "second_holder": "苏问渠"})
    links = [area.text for area in BeautifulSoup(given.text, "html.parser").find_all("textarea")]
    phones, phrases = [app.test_client(), app.test_client()], []
    for phone, link in zip(phones, links, strict=True):
        before = everything()
        for _scan in range(50):
            assert phone.get(link).status_code == 303
            assert phone.get("/keys").status_code == 200
        assert everything() == before
        shown = phone.post("/keys/phrase", data={})
        phrase = BeautifulSoup(shown.text, "html.parser").find(class_="who").text
        assert len(phrase.split()) == 6
        assert phrase not in phone.get("/keys").text
        assert phone.post("/keys/check", data={"phrase": "青山"}).status_code == 409
        phrases.append(phrase)
    assert desk.post(url(motion, "open"), data=TICKS).status_code == 409
    for phone, phrase in zip(phones, phrases, strict=True):
        assert phone.post("/keys/check", data={"phrase": phrase.replace(" ", "，")}).status_code == 303
    assert desk.post(url(motion, "open"), data=TICKS).status_code == 303
    assert phones[0].post("/keys/open", data={"phrase": phrases[0]}).status_code == 409
    for number in range(5):
        sealed.cast(of, motion, number, "1", at=clock.now())
    assert desk.post(url(motion, "close"), data={}).status_code == 303
    assert desk.post(url(motion, "count"), data={}).status_code == 409
    early = phones[1].post("/keys/open", data={"phrase": phrases[1]})
    assert (early.status_code, "请等孟清和先输入口令" in words(early)) == (409, True)
    assert phones[0].post("/keys/open", data={"phrase": phrases[1]}).status_code == 409
    assert phones[0].post("/keys/open", data={"phrase": phrases[0]}).status_code == 303
    assert phones[1].post("/keys/open", data={"phrase": phrases[1]}).status_code == 303
    db.session.refresh(motion)
    assert (motion.state, motion.result, len(motion.bulletin or ())) == ("counted", "carried", 5)
    assert sealed.files() == []
    assert list(ledger.verify()) == []
    stored = str(everything())
    assert [phrase for phrase in phrases if phrase in stored or phrase.replace(" ", "") in stored] == []


def test_an_unknown_address_of_a_key_opens_nothing(client: FlaskClient, of: Room) -> None:
    assert client.get("/keys/abcdefghijkl").status_code == 303
    assert client.get("/keys").status_code == 410
    assert [client.post(f"/keys/{verb}", data={"phrase": "青山"}).status_code for verb in ("phrase", "check", "open")] == [410] * 3


def test_the_job_destroys_what_a_crash_left(app: Flask, of: Room) -> None:
    motion = sealed.opened(of)
    for number in range(5):
        sealed.cast(of, motion, number, "1")
    sealed.close(of, motion)
    sealed.count(of, motion)
    assert len(sealed.files()) == 1
    done = app.test_cli_runner().invoke(args=["ballots", "destroy-keys"])
    assert (done.exit_code, done.output.strip()) == (0, str(motion.id))
    assert sealed.files() == []
    assert custody.destroy_ended(by=of.secretary, at=later(20)) == []
