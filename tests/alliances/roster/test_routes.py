"""Rows pasted from WPS by a secretary: seen first, then confirmed."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Person
from app.alliances.models import Alliance, Organisation, Seat
from app.core import ledger
from app.core.db import db
from tests import make
from tests.alliances.roster.make_roster import PASTE17, confirming, count, members, outcomes, paste, yunjinli
from tests.conftest import make_app
from tests.house.counting import statements

FOUR = "水务站\t金映雪\t站长\t10000000208\n供热公司\t何可风\t经理\t10000000207\n"


@pytest.fixture
def alliance(any_app: Flask) -> Alliance:
    return yunjinli()


@pytest.fixture
def secretary(any_client: FlaskClient, alliance: Alliance) -> FlaskClient:
    return make.sign_in(any_client, make.secretary(alliance))


def urls(alliance: Alliance) -> tuple[str, str]:
    return f"/alliances/{alliance.id}/roster/preview", f"/alliances/{alliance.id}/roster"


def test_seventeen_rows_are_two_taps(secretary: FlaskClient, alliance: Alliance) -> None:
    preview, confirm = urls(alliance)
    answer = secretary.post(preview, data={"text": PASTE17.replace("\n", "\r\n")})
    assert answer.status_code == 200
    assert "新增17行，变更0行，不变0行" in answer.text
    assert len(outcomes(answer.text)) == 17
    assert count(Seat) == 0
    saved = secretary.post(confirm, data=confirming(answer.text, confirm), follow_redirects=True)
    assert "名单已保存：新增17行，变更0行，不变0行。" in saved.text
    assert len(members(alliance)) == 17
    assert list(ledger.verify()) == []


def test_the_preview_says_for_each_row_what_would_happen(secretary: FlaskClient, alliance: Alliance) -> None:
    paste(alliance, PASTE17)
    rows = (
        "单位\t姓名\t职务\t电话\t备注\n供热公司\t何可风\t片区经理\t10000000207\n水务站\t金小雪\t站长\n老年大学\t谢冬实\t校长\t10000000212\n"
        "第二小学\t魏南乔\t校长\t10000000203\t列席\n新药店\t姚远\t店长\t12345\n\t无名\t\t\n新药店\t姚近\t店员\t10000000299\n"
    )
    answer = secretary.post(urls(alliance)[0], data={"text": rows})
    assert outcomes(answer.text) == [
        "不变",
        "变更 代表：金映雪改为金小雪",
        "变更 姓名：谢秋实改为谢冬实，原来的个人链接失效",
        "变更 改为没有表决权 职责：成员改为列席 职务：副校长改为校长",
        "新增 电话“12345”读不出来，先空着。",
        "不能用 没有写单位名称。",
        "并入 和第6行是同一家，姚近记为代会人。",
    ]
    assert "新增1行，变更3行，不变1行，不能用1行" in answer.text


def test_columns_can_be_given_another_meaning(secretary: FlaskClient, alliance: Alliance) -> None:
    preview, confirm = urls(alliance)
    text = "水务站\t金映雪\t老年大学\t10000000208\n供热公司\t何可风\t区图书馆\t10000000207\n"
    meanings = ["remark", "delegate", "organisation_name", "phone"]
    answer = secretary.post(preview, data={"text": text, "sheet0-header": "0", "sheet0-meanings": meanings})
    sent = confirming(answer.text, confirm)
    assert sent["sheet0-meanings"] == meanings
    secretary.post(confirm, data=sent)
    assert [unit for unit, *_rest in members(alliance)] == ["老年大学", "区图书馆"]


def test_the_meanings_of_a_text_that_was_replaced_are_forgotten(secretary: FlaskClient, alliance: Alliance) -> None:
    meanings = ["remark", "delegate"]
    answer = secretary.post(urls(alliance)[0], data={"text": FOUR, "sheet0-header": "0", "sheet0-meanings": meanings})
    assert "新增2行" in answer.text


def test_rows_that_nobody_understands_ask_what_the_columns_are(secretary: FlaskClient, alliance: Alliance) -> None:
    preview, confirm = urls(alliance)
    text = "今天\t开会\n明天\t停车"
    answer = secretary.post(preview, data={"text": text})
    assert answer.status_code == 422
    assert "认不出哪一列是单位名称" in answer.text
    assert text in answer.text
    assert secretary.post(confirm, data={"text": text}).status_code == 422
    said = {"text": text, "sheet0-header": "0", "sheet0-meanings": ["organisation_name", "delegate"]}
    assert "新增2行" in secretary.post(preview, data=said).text


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "请先粘贴名单。"),
        ({"text": ""}, "请先粘贴名单。"),
        ({"text": " \t\n　"}, "里面没有名单。"),
        ({"text": "单位\t姓名\n" + "x" * 200_000}, "一次粘贴太多"),
        ({"text": "单位\t姓名\n"}, "里面没有名单。"),
        ({"text": FOUR, "sheet0-header": "0", "sheet0-meanings": ["phone", "phone", "", ""]}, "有两列选了同一个意思"),
        ({"text": FOUR, "sheet0-header": "0", "sheet0-meanings": ["shoe", "", "", ""]}, "请从列表里选每一列的意思。"),
        ({"text": FOUR, "sheet0-header": "²", "sheet0-meanings": ["kind", "", "", ""]}, "请从列表里选一行。"),
        ({"text": FOUR, "sheet0-header": "9" * 5000, "sheet0-meanings": ["kind", "", "", ""]}, "请从列表里选一行。"),
        ({"text": FOUR, "sheet0-meanings": ["organisation_name", "", "", ""]}, "请从列表里选一行。"),
        ({"text": FOUR, "sheet0-header": "0", "sheet0-meanings": ["delegate", "", "", ""]}, "认不出哪一列是单位名称"),
    ],
)
def test_bad_input_gets_its_sentence_and_writes_nothing(client: FlaskClient, app: Flask, sent: dict[str, Any], words: str) -> None:
    alliance = yunjinli()
    make.sign_in(client, make.secretary(alliance))
    for url in urls(alliance):
        answer = client.post(url, data=sent)
        assert answer.status_code == 422
        assert words in answer.text
        if len(sent.get("text", "")) < 1000 and sent.get("text", "").strip():
            assert sent["text"].strip("\n") in answer.text
    assert count(Seat) == 0


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("长" * 81 + "\t金映雪", "“单位名称”太长，最多80个字。"),
        ("水务站\t" + "雪" * 61, "“代表姓名”太长，最多60个字。"),
        ("水务站\t金映雪\t\t\t另一个联盟", "这一行属于“另一个联盟”，不是本联盟。"),
        ("水务站\t金映雪\t10000000201\t\t", "尾号0201的手机在第2行已经写给沈嘉木，同一部手机只能是一个人。"),
    ],
)
def test_a_bad_row_says_why_and_the_others_are_taken(client: FlaskClient, app: Flask, row: str, words: str) -> None:
    alliance = yunjinli()
    make.sign_in(client, make.secretary(alliance))
    text = f"单位\t姓名\t电话\t代会人\t联盟\n𠮷野家\t沈嘉木\t10000000201\n{row}\n"
    answer = client.post(urls(alliance)[0], data={"text": text})
    assert outcomes(answer.text) == ["新增", f"不能用 {words}"]
    client.post(urls(alliance)[1], data=confirming(answer.text, urls(alliance)[1]))
    assert [unit for unit, *_rest in members(alliance)] == ["𠮷野家"]


def test_a_stand_in_with_an_endless_name_is_a_bad_row(any_client: FlaskClient, any_app: Flask) -> None:
    alliance = yunjinli()
    make.sign_in(any_client, make.secretary(alliance))
    text = f"单位\t姓名\t代会人\n水务站\t金映雪\t{'雪' * 121}\n供热公司\t何可风\t云以宁\n"
    answer = any_client.post(urls(alliance)[1], data={"text": text})
    assert answer.status_code == 303
    assert [unit for unit, *_rest in members(alliance)] == ["供热公司"]


def test_a_confirmation_sent_twice_is_done_once(secretary: FlaskClient, alliance: Alliance) -> None:
    sent = {"text": FOUR, "once": "a" * 32}
    first, second = (secretary.post(urls(alliance)[1], data=sent) for _time in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert count(Seat) == 2


def test_who_may_paste(any_app: Flask, alliance: Alliance) -> None:
    seat = make.seat(alliance)
    other = make.secretary(make.alliance())
    expected = {other: 403, make.delegate_of(seat): 403, make.administrator(): 200}
    for person, status in expected.items():
        client = make.sign_in(any_app.test_client(), person)
        assert client.get(f"/alliances/{alliance.id}/roster").status_code == status
        assert client.post(urls(alliance)[0], data={"text": FOUR}).status_code == status
        assert client.post(urls(alliance)[1], data={"text": FOUR}).status_code == (303 if status == 200 else 403)
    stranger = any_app.test_client()
    assert stranger.get(f"/alliances/{alliance.id}/roster").status_code == 303
    assert stranger.post(urls(alliance)[1], data={"text": FOUR}).status_code == 401
    assert count(Seat) == 3
    client = make.sign_in(any_app.test_client(), make.administrator())
    assert client.get("/alliances/999/roster").status_code == 404


def test_two_people_confirming_the_same_rows_at_once_make_them_once(
    any_app: Flask, any_url: str, tmp_path: Path, alliance: Alliance
) -> None:
    people = [make.secretary(alliance), make.administrator(), make.secretary(alliance), make.administrator()]
    tokens = []
    for person in people:
        with make.sign_in(any_app.test_client(), person).session_transaction() as session:
            tokens.append(session["signin"])
    url, statuses = urls(alliance)[1], []
    other = make_app(tmp_path, any_url)  # an app of its own, as in another process
    start = threading.Barrier(len(tokens))

    def confirm(token: str) -> None:
        hand = other.test_client()
        with hand.session_transaction() as session:
            session["signin"] = token
        start.wait()
        statuses.append(hand.post(url, data={"text": PASTE17}).status_code)

    threads = [threading.Thread(target=confirm, args=(token,)) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with other.app_context():
        db.engine.dispose()
    db.session.rollback()
    assert statuses == [303] * 4
    assert (count(Seat), count(Organisation), count(Person)) == (17, 17, 17 + 4)
    assert list(ledger.verify()) == []


def test_two_alliances_naming_the_same_new_people_at_once_share_them(any_app: Flask, any_url: str, tmp_path: Path) -> None:
    alliances = [make.alliance(), make.alliance(), make.alliance()]
    with make.sign_in(any_app.test_client(), make.administrator()).session_transaction() as session:
        token = session["signin"]
    sent = [(f"/alliances/{one.id}/roster", f"/alliances/{one.id}/seats") for one in alliances]
    other, statuses = make_app(tmp_path, any_url), []
    start = threading.Barrier(len(alliances) * 2)
    by_hand = {"organisation": "水务站", "kind": "other", "delegate": "金映雪", "phone": "10000000208"}

    def post(url: str, form: dict[str, str]) -> None:
        hand = other.test_client()
        with hand.session_transaction() as session:
            session["signin"] = token
        start.wait()
        statuses.append(hand.post(url, data=form).status_code)

    threads = [threading.Thread(target=post, args=(pasting, {"text": FOUR})) for pasting, _adding in sent]
    threads += [threading.Thread(target=post, args=(adding, by_hand)) for _pasting, adding in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with other.app_context():
        db.engine.dispose()
    db.session.rollback()
    assert sorted(set(statuses)) in ([303], [303, 409])  # by hand after the paste: this member is there already
    assert count(Person) == 2 + 1
    assert count(Seat) == 6


def test_previews_of_one_and_of_three_rows_cost_the_same(client: FlaskClient, app: Flask) -> None:
    alliance = yunjinli()
    paste(alliance, PASTE17)
    make.sign_in(client, make.secretary(alliance))
    client.post(urls(alliance)[0], data={"text": PASTE17})  # the first request asks once what kind of database it is
    costs = []
    for rows in (1, 3):
        text = "".join(PASTE17.splitlines(keepends=True)[: rows + 1])
        with statements() as found:
            client.post(urls(alliance)[0], data={"text": text})
        costs.append(len(found))
    assert costs[0] == costs[1]
