"""Pages and forms of rule cards: who may, what is wrong where, and that a preview saves nothing."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.alliances.models import Alliance, Seat
from app.core.clock import today
from app.core.db import db
from app.core.ledger import Entry
from app.rulecards.forms import CardForm, Number
from app.rulecards.models import CITY, card_of
from app.rulecards.queries import cards
from tests import make
from tests.make import later
from tests.rulecards import make_cards
from tests.rulecards.make_cards import quorum

Typed = dict[str, str]


def typed(version: int = 0, **parts: str) -> Typed:
    """The form as a browser sends the default card, with other parts; a part that is "" is not sent."""
    with_words = {name: str(value) for name, value in CardForm.typed_as(make_cards.card()).items() if not isinstance(value, bool)}
    ticks = {name: "y" for name, value in CardForm.typed_as(make_cards.card()).items() if value is True}
    sent = {**with_words, **ticks, "draft_version": str(version), **parts}
    return {name: value for name, value in sent.items() if value}


def an_alliance(seats: int = 17) -> Alliance:
    alliance = make.alliance()
    make.seats(alliance, seats)
    return alliance


def test_everybody_inside_reads_the_rules_with_the_numbers_of_their_alliance(client: FlaskClient) -> None:
    alliance = an_alliance()
    seat = db.session.query(Seat).filter_by(alliance_id=alliance.id).first()
    make.sign_in(client, make.delegate_of(seat), by_phone=True)
    answer = client.get(f"/alliances/{alliance.id}/rules")
    assert answer.status_code == 200
    assert "有17家时：到会规定12家，过半数9票，三分之二以上12票。" in answer.text
    assert "草案" not in answer.text
    assert client.get("/rules").status_code == 200
    assert client.get(f"/alliances/{make.alliance().id}/rules").status_code == 403
    assert client.post(f"/alliances/{alliance.id}/rules", data=typed()).status_code == 403
    assert client.get(f"/alliances/{alliance.id}/weights").status_code == 403


def test_the_secretary_drafts_and_the_convener_confirms(any_client: FlaskClient) -> None:
    alliance = an_alliance()
    convener = make.official("convener", "alliance", alliance.id, "郑安澜")
    make.sign_in(any_client, make.secretary(alliance))
    answer = any_client.post(f"/alliances/{alliance.id}/rules", data=typed(quorum_num="３", quorum_den="4"))
    assert (answer.status_code, answer.location) == (303, f"/alliances/{alliance.id}/rules#draft")
    assert [row.state for row in cards(alliance.id)] == ["draft"]
    make.sign_in(any_client, convener)
    shown = any_client.get(f"/alliances/{alliance.id}/rules").text
    assert "有17家时：到会规定13家，过半数9票，三分之二以上12票。" in shown
    assert "有改动" in shown
    assert 'name="confirmed_by"' not in shown
    assert any_client.post(f"/alliances/{alliance.id}/rules", data=typed()).status_code == 403
    assert any_client.post(f"/alliances/{alliance.id}/rules/1/confirm", data={"card_version": "1"}).status_code == 303
    (row,) = cards(alliance.id)
    assert (row.state, row.confirmed_by, row.confirmed_on) == ("confirmed", "郑安澜", today())
    assert (card_of(alliance.id)["quorum"], "与全市不同" in any_client.get(f"/alliances/{alliance.id}/rules").text) == (quorum(3, 4), True)


def test_a_confirmation_on_paper_is_entered_by_the_secretary_and_says_so(any_client: FlaskClient) -> None:
    alliance = an_alliance()
    make.official("convener", "alliance", alliance.id, "郑安澜")
    make_cards.drafted(alliance.id, letters=2)
    make.sign_in(any_client, make.secretary(alliance))
    shown = any_client.get(f"/alliances/{alliance.id}/rules").text
    assert 'value="郑安澜"' in shown
    url = f"/alliances/{alliance.id}/rules/1/confirm"
    assert any_client.post(url, data={"card_version": "1", "confirmed_by": "郑安澜", "confirmed_on": "2026.11.12"}).status_code == 303
    (row,) = cards(alliance.id)
    assert (row.confirmed_by, str(row.confirmed_on)) == ("郑安澜", "2026-11-12")
    entry = db.session.query(Entry).filter_by(chain_id=alliance.id, verb="card.confirm").one()
    assert '"behalf":"convener"' in entry.body


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ({"confirmed_by": "", "confirmed_on": "2026-11-12"}, 422, "这一项要填。"),
        ({"confirmed_by": "郑安澜", "confirmed_on": ""}, 422, "这一项要填。"),
        ({"confirmed_by": "郑安澜", "confirmed_on": "2999-01-01"}, 409, "确认日期不能晚于今天。"),
        ({"confirmed_by": "郑安澜", "confirmed_on": "昨天"}, 422, "请填日期，例如2026-11-12。"),
        ({"confirmed_by": "郑" * 61, "confirmed_on": "2026-11-12"}, 422, "最多60个字。"),
        ({"confirmed_by": "郑安澜", "confirmed_on": "2026-11-12", "card_version": "7"}, 409, "已被别人改过"),
    ],
)
def test_a_confirmation_that_cannot_be_is_told_at_its_field(client: FlaskClient, sent: Typed, status: int, words: str) -> None:
    alliance = an_alliance(3)
    make_cards.drafted(alliance.id, letters=2)
    make.sign_in(client, make.secretary(alliance))
    answer = client.post(f"/alliances/{alliance.id}/rules/1/confirm", data={"card_version": "1", **sent})
    assert (answer.status_code, words in answer.text, cards(alliance.id)[0].state) == (status, True, "draft")


@pytest.mark.parametrize(
    ("field", "value", "status", "words"),
    [
        ("quorum_num", "", 422, "这一项要填。"),
        ("quorum_num", "abc", 422, "请填1到100的整数。"),
        ("quorum_num", "0", 422, "请填1到100的整数。"),
        ("quorum_num", "-2", 422, "请填1到100的整数。"),
        ("quorum_num", "1.5", 422, "请填1到100的整数。"),
        ("quorum_num", "二", 422, "请填1到100的整数。"),
        ("quorum_num", "9" * 400, 422, "请填1到100的整数。"),
        ("quorum_num", "4", 409, "分子大于0、不大于分母"),
        ("quorum_den", "101", 422, "请填1到100的整数。"),
        ("quorum_strict", "2", 422, "请从列表里选。"),
        ("alliance_majority_base", "heads", 422, "请从列表里选。"),
        ("alliance_majority_strict", "0", 409, "不能低于它的名称"),
        ("alliance_two_thirds_num", "1", 409, "不能低于它的名称"),
        ("dimensions", "heads", 422, "请从列表里选。"),
        ("visibility", "secret", 422, "请从列表里选。"),
        ("letters", "11", 422, "请填1到10的整数。"),
        ("notice_workdays", "61", 422, "请填0到60的整数。"),
        ("urgent_workdays", "4", 409, "临时会议的提前天数不能比一般会议长。"),
        ("rotation", "me", 422, "请从列表里选。"),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_is_saved(client: FlaskClient, field: str, value: str, status: int, words: str) -> None:
    alliance = an_alliance(3)
    make.sign_in(client, make.secretary(alliance))
    answer = client.post(f"/alliances/{alliance.id}/rules", data={**typed(), field: value})
    assert (answer.status_code, words in answer.text) == (status, True)
    at = {"alliance_majority_strict": "alliance_majority_num"}.get(field, field)  # the three parts of a share are told at the first
    assert re.search(rf'class="field[^"]* bad"[^>]*>\s*<label for="{at}"', answer.text)
    if isinstance(getattr(CardForm(formdata=None), field), Number):
        assert f'value="{value}"' in answer.text  # what was typed stays
    assert cards(alliance.id) == []


def test_hands_and_the_casting_vote_do_not_go_with_weights(client: FlaskClient) -> None:
    alliance = an_alliance(3)
    make.sign_in(client, make.secretary(alliance))
    for other, words in (({"visibility": "hands"}, "举手是一家一票的办法"), ({"casting_vote": "y"}, "不设主持人的决定票")):
        answer = client.post(f"/alliances/{alliance.id}/rules", data=typed(weighted="y", **other))
        assert (answer.status_code, words in answer.text) == (409, True)


def test_a_preview_tells_and_saves_nothing(client: FlaskClient) -> None:
    alliance = an_alliance()
    make.sign_in(client, make.secretary(alliance))
    url = f"/alliances/{alliance.id}/rules/preview"
    for _again in range(2):  # the same form sent twice shows the same page
        answer = client.post(url, data=typed(quorum_num="3", quorum_den="4", once="k1"))
        assert (answer.status_code, "有17家时：到会规定13家，过半数9票" in answer.text, "还没有保存。" in answer.text) == (200, True, True)
    headers = {"HX-Request": "true", "HX-Target": "div#preview"}
    piece = client.post(url, data=typed(quorum_num="1", quorum_den="2"), headers=headers).text
    assert (piece.startswith('<div id="preview"'), "到会规定9家" in piece) == (True, True)
    assert (client.post(url, data=typed(quorum_num="9")).status_code, client.get(url).status_code) == (422, 303)
    assert "到会规定：分子：分子大于0、不大于分母" in client.post(url, data=typed(quorum_num="9"), headers=headers).text
    assert cards(alliance.id) == []


def test_an_old_page_does_not_overwrite_a_newer_draft_and_keeps_what_was_typed(client: FlaskClient) -> None:
    alliance = an_alliance(3)
    make.sign_in(client, make.secretary(alliance))
    url = f"/alliances/{alliance.id}/rules"
    assert client.post(url, data=typed(letters="2")).status_code == 303
    answer = client.post(url, data=typed(letters="3"))
    assert (answer.status_code, "刚才已被别人改过" in answer.text, cards(alliance.id)[0].card["letters"]) == (409, True, 2)
    assert re.search(r'name="letters"[^>]*value="3"|value="3"[^>]*name="letters"', answer.text)
    assert 'name="draft_version" value="1"' in answer.text
    assert client.post(url, data=typed(1, letters="3")).status_code == 303


def test_a_draft_is_taken_back(client: FlaskClient) -> None:
    alliance = an_alliance(3)
    make_cards.drafted(alliance.id)
    make.sign_in(client, make.secretary(alliance))
    assert client.post(f"/alliances/{alliance.id}/rules/1/drop").status_code == 303
    assert [row.state for row in cards(alliance.id)] == ["dropped"]
    assert client.post(f"/alliances/{alliance.id}/rules/1/drop").status_code == 409
    assert client.post(f"/alliances/{alliance.id}/rules/2/drop").status_code == 404


def test_administrators_write_the_citys_card_and_confirm_no_alliances(client: FlaskClient) -> None:
    alliance = an_alliance(3)
    make_cards.drafted(alliance.id, letters=2)
    make.sign_in(client, make.administrator())
    assert client.post("/rules", data=typed(letters="3")).status_code == 303
    assert "以17家的联盟为例。" in client.get("/rules").text
    assert client.post("/rules/1/confirm", data={"card_version": "1"}).status_code == 303
    assert (card_of(CITY)["letters"], card_of(alliance.id)["letters"]) == (3, 3)
    assert client.post(f"/alliances/{alliance.id}/rules/1/confirm", data={"card_version": "1"}).status_code == 403
    make.sign_in(client, make.secretary(alliance))
    assert client.post("/rules", data=typed(1, letters="4")).status_code == 403
    assert client.post("/rules/1/confirm", data={"card_version": "1"}).status_code == 403


# -- votes and areas ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kept"),
    [("1280.50", 128_050), ("1280.5", 128_050), ("１，２８０", 128_000), ("0", 0), ("", None), ("0.01", 1), ("10000000", 1_000_000_000)],
)
def test_an_area_is_kept_in_hundredths(app: Flask, text: str, kept: int | None) -> None:
    client = app.test_client()
    alliance = an_alliance(1)
    make_cards.confirmed(alliance.id, dimensions=["seats", "area"])
    seat = db.session.query(Seat).filter_by(alliance_id=alliance.id).one()
    make.sign_in(client, make.secretary(alliance))
    assert client.post(f"/alliances/{alliance.id}/weights", data={f"seat-{seat.id}-area": text}).status_code == 303
    assert db.session.get_one(Seat, seat.id).area == kept


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("weight", "-1", "请填0到10000的整数。"),
        ("weight", "1.5", "请填0到10000的整数。"),
        ("weight", "十", "请填0到10000的整数。"),
        ("weight", "10001", "请填0到10000的整数。"),
        ("area", "1.234", "面积填平方米数"),
        ("area", "-1", "面积填平方米数"),
        ("area", "一千", "面积填平方米数"),
        ("area", "10000000.01", "面积填平方米数"),
        ("area", "9" * 300, "面积填平方米数"),
    ],
)
def test_what_is_no_number_stands_at_its_own_member_and_nothing_is_saved(client: FlaskClient, field: str, text: str, words: str) -> None:
    alliance = an_alliance(2)
    make_cards.confirmed(alliance.id, weighted=True, dimensions=["seats", "area"])
    first, second = db.session.query(Seat).filter_by(alliance_id=alliance.id).order_by(Seat.id)
    make.sign_in(client, make.secretary(alliance))
    sent = {f"seat-{first.id}-weight": "3", f"seat-{second.id}-{field}": text}
    answer = client.post(f"/alliances/{alliance.id}/weights", data=sent)
    assert (answer.status_code, answer.text.count(words)) == (422, 1)
    assert f'id="seat-{second.id}-{field}-error"' in answer.text
    assert (f'value="{text}"' in answer.text, 'value="3"' in answer.text) == (True, True)
    assert (db.session.get_one(Seat, first.id).weight, db.session.get_one(Seat, second.id).weight) == (None, None)


def test_weights_are_asked_only_where_a_card_asks_and_the_rest_stays(client: FlaskClient) -> None:
    alliance = an_alliance(1)
    seat = db.session.query(Seat).filter_by(alliance_id=alliance.id).one()
    make.sign_in(client, make.secretary(alliance))
    url = f"/alliances/{alliance.id}/weights"
    assert "不用填票权和面积" in client.get(url).text
    make_cards.confirmed(alliance.id, weighted=True)
    assert client.post(url, data={f"seat-{seat.id}-weight": "3", f"seat-{seat.id}-area": "5"}).status_code == 303
    seat = db.session.get_one(Seat, seat.id)
    assert (seat.weight, seat.area) == (3, None)
    make_cards.confirmed(alliance.id, at=later(1), dimensions=["seats", "area"])
    assert "还有1家没有填面积，按0计算。" in client.get(url).text
    assert "面积还没有填，表决以前要填好。" in client.get(f"/alliances/{alliance.id}/rules").text
    assert client.post(url, data={f"seat-{seat.id}-area": "5"}).status_code == 303
    seat = db.session.get_one(Seat, seat.id)
    assert (seat.weight, seat.area) == (3, 500)
