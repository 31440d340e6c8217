"""The item's card over HTTP: who may do what, what wrong forms answer, and the flows without JavaScript."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import Person
from app.ballots import casting
from app.ballots.models import Consensus, Motion, RollEntry, Voice, Vote
from app.ballots.recount import recount
from app.core import clock, ledger
from app.core.db import db, writing
from app.meetings import actions as meetings
from tests import make
from tests.ballots import make_ballots as boards
from tests.ballots.make_ballots import Room, room
from tests.make import later


@pytest.fixture(autouse=True)
def during_the_meeting(app: Flask) -> Iterator[None]:
    clock.set_now("2026-11-12T14:30:00+08:00")
    yield
    clock.set_now("")


def page_of(of: Room) -> str:
    """The meeting's page with the item unfolded."""
    return f"/meetings/{of.meeting.id}?item={of.item.id}"


def item_url(of: Room, verb: str) -> str:
    return f"/meetings/{of.meeting.id}/items/{of.item.id}/{verb}"


def card(answer: Any, of: Room) -> Any:
    """The item's card on a page."""
    found = BeautifulSoup(answer.text, "html.parser").find(id=f"item-{of.item.id}")
    assert found is not None
    return found


def words(node: Any) -> str:
    return " ".join(node.get_text(" ").split())


def secretary(client: FlaskClient, of: Room) -> FlaskClient:
    return make.sign_in(client, of.person)


def delegate(client: FlaskClient, of: Room, number: int) -> FlaskClient:
    return make.sign_in(client, make.delegate_of(of.seats[number]), by_phone=True)


# -- the secretary's flows without JavaScript --------------------------------------------------------------------------


def test_consensus_is_one_tap(client: FlaskClient) -> None:
    of = room(17, 15)
    secretary(client, of)
    assert "实到15家（需12家），可以发表意见的15家（需9家）。" in words(card(client.get(page_of(of)), of))
    answer = client.post(item_url(of, "consensus"), data={})
    assert (answer.status_code, answer.location) == (303, f"{page_of(of)}#item-{of.item.id}")
    shown = words(card(client.get(page_of(of)), of))
    assert "会议经协商一致形成意见，无单位提出异议。" in shown
    assert "秘书受主持人委托录入" in shown
    assert "全部同意" not in shown


def test_reservations_come_with_the_declaration_or_afterwards(client: FlaskClient) -> None:
    of = room()
    secretary(client, of)
    client.post(item_url(of, "consensus"), data={"seat_1": of.seats[2].id, "words_1": "费用另算"})
    asked = db.session.scalars(select(Consensus)).one()
    answer = client.post(f"/consensus/{asked.id}/reservations", data={"seat_1": of.seats[3].id, "words_1": "先试行"})
    assert answer.status_code == 303
    shown = words(card(client.get(page_of(of)), of))
    assert "2家单位保留意见" in shown
    assert "费用另算" in shown


def test_an_objection_with_a_ballot_shows_the_ballot_forms(client: FlaskClient) -> None:
    of = room()
    secretary(client, of)
    assert "举手表决" not in words(card(client.get(page_of(of)), of))
    answer = client.post(item_url(of, "objection"), data={"objector": of.seats[1].id, "objection": "夜间噪声", "outcome": "ballot"})
    assert answer.status_code == 303
    shown = words(card(client.get(page_of(of)), of))
    assert "有单位提出异议，主持人决定表决。" in shown
    assert "举手表决，填票数" in shown


def test_hands_entered_afterwards_are_one_form_and_show_the_formula(client: FlaskClient) -> None:
    of = room(17, 15, "alliance_majority", late=True)
    boards.recuse(of, 6)
    clock.set_now("2026-11-14T09:00:00+08:00")
    secretary(client, of)
    form = card(client.get(page_of(of)), of).find("form", action=item_url(of, "hands"))
    assert form.find("textarea", {"name": "text"}).get_text(strip=True) == "鹤鸣苑周边错时停车"
    typed = {
        "text": "错时停车",
        "votes_for": "１２",
        "votes_against": "1",
        "votes_abstain": "1",
        "scrutineer": "孟清和",
        "time": "１４：４５",
    }
    assert client.post(item_url(of, "hands"), data=typed).status_code == 303
    shown = words(card(client.get(page_of(of)), of))
    assert "应表决16家（应到17家、回避1家），过半数需9票，赞成12票，通过。" in shown
    assert "监票人 孟清和" in shown
    assert "14:45" in shown


@pytest.mark.parametrize("usual", ["named", "hands"])
def test_a_new_motion_offers_first_how_the_card_wants_ballots_to_be_held(client: FlaskClient, usual: str) -> None:
    of = room(3, 3, "alliance_majority", card={"visibility": usual})
    secretary(client, of)
    offered = card(client.get(page_of(of)), of).find("form", action=item_url(of, "motions")).find_all("input", {"name": "visibility"})
    assert [one["value"] for one in offered if one.has_attr("checked")] == [usual]


def test_the_room_votes_by_phone_and_on_paper_and_the_chair_closes(client: FlaskClient, app: Flask) -> None:
    of = room(5, 5, "alliance_majority")
    secretary(client, of)
    client.post(item_url(of, "motions"), data={"text": "开放院内60个车位", "visibility": "named"})
    motion = db.session.scalars(select(Motion)).one()
    refused = client.post(f"/motions/{motion.id}/open", data={"ours": "y", "recusals": "y", "comparison": "y"})
    assert refused.status_code == 409
    assert "请逐项核对后打勾" in words(card(refused, of))
    ticks = dict.fromkeys(("notified", "ours", "recusals", "comparison"), "y")
    assert client.post(f"/motions/{motion.id}/open", data=ticks).status_code == 303

    phone = delegate(app.test_client(), of, 0)
    shown = words(card(phone.get(page_of(of)), of))
    assert "您正代表" in shown
    vote = f"/motions/{motion.id}/seats/{of.seats[0].id}/vote"
    assert phone.post(vote, data={"choice": "against"}).status_code == 303
    assert phone.post(vote, data={"choice": "for"}).status_code == 303
    assert "您投的是：赞成。在结束前可以修改。" in words(card(phone.get(page_of(of)), of))

    shown = words(card(client.get(page_of(of)), of))
    assert "已表决1家，共5家。" in shown
    assert "手机已投" in shown
    papers = {f"seat-{of.seats[1].id}": "for", f"seat-{of.seats[2].id}": "for", f"seat-{of.seats[3].id}": "invalid"}
    assert client.post(f"/motions/{motion.id}/papers", data=papers).status_code == 303
    correct = f"/motions/{motion.id}/seats/{of.seats[3].id}/paper"
    assert client.post(correct, data={"choice": "against", "reason": "看错"}).status_code == 303
    other = delegate(app.test_client(), of, 3)
    assert "由秘书按纸质票代录：反对。在结束前可以修改。" in words(card(other.get(page_of(of)), of))
    assert client.post(f"/motions/{motion.id}/close").status_code == 303
    shown = words(card(client.get(page_of(of)), of))
    assert "应表决5家（应到5家、回避0家），过半数需3票，赞成3票，通过。" in shown
    assert client.get(f"/motions/{motion.id}").status_code == 200


def test_a_motion_is_deferred_withdrawn_made_void_and_done_again(client: FlaskClient) -> None:
    of = room(3, 3, "alliance_majority")
    secretary(client, of)
    motion = boards.motion(of, at=later(20))
    assert client.post(f"/motions/{motion.id}/end", data={"words": "先看现场", "move": "defer"}).status_code == 303
    assert "先看现场" in words(card(client.get(page_of(of)), of))
    assert client.post(f"/motions/{motion.id}/end", data={"words": "不再提", "move": "withdraw"}).status_code == 303
    motion = boards.motion(of, at=later(22))
    client.post(f"/motions/{motion.id}/close")
    assert client.post(f"/motions/{motion.id}/void", data={"reason": "not_notified", "words": "漏通知一家"}).status_code == 303
    shown = words(card(client.get(page_of(of)), of))
    assert "作废（未按规定通知）。" in shown
    assert client.post(f"/motions/{motion.id}/redo").status_code == 303
    assert "重新表决" in words(card(client.get(page_of(of)), of))


def test_a_deferred_motion_is_not_offered_while_another_one_is_under_way(client: FlaskClient) -> None:
    of = room(3, 3, "alliance_majority")
    secretary(client, of)
    deferred = boards.motion(of, at=later(20))
    client.post(f"/motions/{deferred.id}/end", data={"words": "先看现场", "move": "defer"})
    opens = f"/motions/{deferred.id}/open"
    assert card(client.get(page_of(of)), of).find("form", action=opens) is not None
    boards.motion(of, at=later(22))
    shown = card(client.get(page_of(of)), of)
    assert shown.find("form", action=opens) is None
    assert "这一项另有表决在办，办完以后才能开始这一次。" in words(shown)


def test_an_owners_matter_shows_the_next_step_and_no_ballot(client: FlaskClient) -> None:
    of = room(regime="owners_278_half")
    secretary(client, of)
    shown = card(client.get(page_of(of)), of)
    assert "由业委会组织业主大会；没有业委会的，请街道、居委会指导协助" in words(shown)
    assert shown.find("form", action=item_url(of, "hands")) is None
    answer = client.post(item_url(of, "motions"), data={"text": "绿地改车位", "visibility": "named"})
    assert answer.status_code == 409
    assert "民法典第二百七十八条" in answer.text
    answer = client.post(item_url(of, "consensus"))
    assert answer.status_code == 409
    assert "联盟不能表决，也不能协商决定" in answer.text


# -- wrong forms -------------------------------------------------------------------------------------------------------

HANDS = {"text": "停车", "votes_for": "3", "votes_against": "0", "votes_abstain": "0", "scrutineer": "孟清和"}


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"text": ""}, 422, "这一项要填。"),
        ({"text": "长" * 1001}, 422, "最多1000个字。"),
        ({"votes_for": ""}, 422, "这一项要填。"),
        ({"votes_for": "三"}, 422, "请填0到9999的整数。"),
        ({"votes_for": "-1"}, 422, "请填0到9999的整数。"),
        ({"votes_for": "1.5"}, 422, "请填0到9999的整数。"),
        ({"votes_against": "9" * 5000}, 422, "请填0到9999的整数。"),
        ({"votes_for": "4"}, 409, "举手合计4票，比到会且没有回避的3家多。"),
        ({"scrutineer": ""}, 422, "这一项要填。"),
        ({"scrutineer": "监" * 31}, 422, "最多30个字。"),
        ({"scrutineer": "郑安澜"}, 409, "监票人不能是主持人。"),
        ({"time": "25:00"}, 422, "时间写成14:05这样。"),
        ({"time": "下午"}, 422, "时间写成14:05这样。"),
        ({"time": "23:30"}, 409, "这个时间还没有到"),
    ],
)
def test_wrong_hands_get_their_sentence_at_the_field_and_keep_what_was_typed(
    client: FlaskClient, change: dict[str, str], status: int, sentence: str
) -> None:
    of = room(3, 3, "alliance_majority", late="time" in change)
    if "time" in change:
        clock.set_now("2026-11-12T20:00:00+08:00")
    secretary(client, of)
    answer = client.post(item_url(of, "hands"), data=HANDS | change)
    assert answer.status_code == status
    form = card(answer, of).find("form", action=item_url(of, "hands"))
    assert sentence in words(form.find(class_="error"))
    name, typed = next(iter(change.items()))
    field = form.find(attrs={"name": name})
    assert (field.get("value") or field.get_text().strip("\r\n") or "") == typed
    assert db.session.scalar(select(func.count()).select_from(Motion)) == 0


def test_characters_of_four_bytes_are_characters(client: FlaskClient) -> None:
    of = room(3, 3, "alliance_majority")
    secretary(client, of)
    assert client.post(item_url(of, "hands"), data=HANDS | {"text": "𠮷祥里停车🚗"}).status_code == 303
    assert db.session.scalars(select(Motion.text)).one() == "𠮷祥里停车🚗"


@pytest.mark.parametrize(
    ("verb", "typed", "status", "sentence"),
    [
        ("objection", {}, 422, "请选单位。"),
        ("objection", {"objector": "x", "objection": "噪声", "outcome": "ballot"}, 422, "请选单位。"),
        ("objection", {"objector": "9" * 30, "objection": "噪声", "outcome": "ballot"}, 422, "请选单位。"),
        ("objection", {"objector": "999999", "objection": "噪声", "outcome": "ballot"}, 409, "当时不在会场"),
        ("objection", {"objector": "1", "objection": "噪声"}, 422, "请选主持人的决定。"),
        ("objection", {"objector": "1", "objection": "噪声", "outcome": "fight"}, 409, "请选主持人的决定"),
        ("consensus", {"words_2": "只有意见"}, 422, "请选单位。"),
        ("consensus", {"seat_1": "999999", "words_1": "x"}, 409, "当时不在会场"),
        ("consensus", {"seat_1": "1", "words_1": "长" * 401}, 422, "最多400个字。"),
    ],
)
def test_wrong_consensus_forms_write_nothing(client: FlaskClient, verb: str, typed: dict[str, str], status: int, sentence: str) -> None:
    of = room(3, 3)
    secretary(client, of)
    typed = {name: str(of.seats[0].id) if value == "1" else value for name, value in typed.items()}
    answer = client.post(item_url(of, verb), data=typed)
    assert answer.status_code == status
    form = card(answer, of).find("form", action=item_url(of, verb))
    assert sentence in words(form.find(class_="error"))
    assert (db.session.scalars(select(Consensus)).all(), db.session.scalars(select(Voice)).all()) == ([], [])


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ({"text": "", "visibility": "named"}, 422, "这一项要填。"),
        ({"text": "停车", "visibility": "loud"}, 409, "请选记名、举手或者无记名。"),
    ],
)
def test_wrong_motions_are_refused_at_their_field(client: FlaskClient, typed: dict[str, str], status: int, sentence: str) -> None:
    of = room(3, 3, "alliance_majority")
    secretary(client, of)
    answer = client.post(item_url(of, "motions"), data=typed)
    assert answer.status_code == status
    assert sentence in words(card(answer, of).find("form", action=item_url(of, "motions")).find(class_="error"))


def test_wrong_papers_keep_the_other_ticks(client: FlaskClient) -> None:
    of = room(4, 3, "alliance_majority")
    motion = boards.motion(of, at=later(20))
    secretary(client, of)
    typed = {f"seat-{of.seats[0].id}": "for", f"seat-{of.seats[1].id}": "perhaps"}
    answer = client.post(f"/motions/{motion.id}/papers", data=typed)
    assert answer.status_code == 409
    ticked = card(answer, of).find("input", {"name": f"seat-{of.seats[0].id}", "value": "for"})
    assert ticked.has_attr("checked")
    for name in ("seat-x", f"seat-{'9' * 30}", "seat-"):
        assert client.post(f"/motions/{motion.id}/papers", data={name: "for"}).status_code == 409
    assert client.post(f"/motions/{motion.id}/papers", data={f"seat-{of.seats[3].id}": "for"}).status_code == 409
    assert db.session.scalars(select(Vote)).all() == []


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ({}, 422, "请选一项。"),
        ({"choice": "for"}, 422, "这一项要填。"),
        ({"choice": "perhaps", "reason": "看错"}, 409, "请选赞成、反对或者弃权。"),
    ],
)
def test_wrong_corrections_are_refused(client: FlaskClient, typed: dict[str, str], status: int, sentence: str) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of, at=later(20))
    secretary(client, of)
    client.post(f"/motions/{motion.id}/papers", data={f"seat-{of.seats[0].id}": "for"})
    url = f"/motions/{motion.id}/seats/{of.seats[0].id}/paper"
    answer = client.post(url, data=typed)
    assert answer.status_code == status
    assert sentence in words(card(answer, of).find("form", action=url).find(class_="error"))


def test_a_ballot_that_somebody_has_closed_shows_its_result(client: FlaskClient, app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of, at=later(20))
    secretary(client, of)
    assert client.post(f"/motions/{motion.id}/close").status_code == 303
    again = client.post(f"/motions/{motion.id}/close")
    assert again.status_code == 409
    assert "表决已经结束并计票，下面是结果，没有重复计票。" in again.text
    assert "未通过" in words(card(again, of))
    phone = delegate(app.test_client(), of, 0)
    late = phone.post(f"/motions/{motion.id}/seats/{of.seats[0].id}/vote", data={"choice": "for"})
    assert late.status_code == 409
    assert "表决已在14:30结束，这一票没有计入。" in late.text


def test_addresses_that_name_nothing_are_404_and_posts_lead_back(client: FlaskClient) -> None:
    of = room(3, 3, "alliance_majority")
    other = room(3, 3, "alliance_majority")
    motion = boards.motion(of, at=later(20))
    secretary(client, of)
    for url in (
        f"/meetings/{other.meeting.id}/items/{of.item.id}/consensus",
        f"/meetings/{of.meeting.id}/items/999/hands",
        "/motions/999/close",
        "/consensus/999/reservations",
    ):
        assert client.post(url).status_code == 404, url
    vote = f"/motions/{motion.id}/seats/{of.seats[0].id}/vote"
    assert client.get(vote).location == f"/motions/{motion.id}"
    assert client.get(item_url(of, "consensus")).location == f"/meetings/{of.meeting.id}"


# -- options, second rounds, the casting vote --------------------------------------------------------------------------

ASKED = {
    "text": "选两名代表",
    "visibility": "named",
    "method": "approve_any",
    "options": "甲\n乙\n丙",
    "max_choices": "2",
    "seats_to_fill": "2",
}


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"method": "loud"}, 409, "请选表决办法"),
        ({"options": ""}, 409, "请写选项，一行写一项。"),
        ({"options": "甲\n甲\n乙"}, 409, "“甲”写了两次。"),
        ({"options": "甲\n弃权"}, 409, "选项不能叫“弃权”"),
        ({"options": "甲\n" + "长" * 61}, 409, "太长，一项最多60个字。"),
        ({"options": "长" * 2001}, 422, "最多2000个字。"),
        ({"max_choices": "4"}, 409, "每张票最多选的项数，要在1和选项的个数之间。"),
        ({"max_choices": "0"}, 409, "每张票最多选的项数，要在1和选项的个数之间。"),
        ({"max_choices": "两"}, 422, "请填0到9999的整数。"),
        ({"seats_to_fill": "4"}, 409, "应选名额要在1和选项的个数之间。"),
        ({"seats_to_fill": "-1"}, 422, "请填0到9999的整数。"),
        ({"visibility": "hands"}, 409, "举手只用于“赞成、反对、弃权”。"),
        ({"method": "yes_no"}, 409, "只有“可以选多项”才填每张票最多选几项"),
    ],
)
def test_wrong_questions_are_refused_at_their_field_and_keep_what_was_typed(
    client: FlaskClient, change: dict[str, str], status: int, sentence: str
) -> None:
    of = room(3, 3, "alliance_majority")
    secretary(client, of)
    answer = client.post(item_url(of, "motions"), data=ASKED | change)
    assert answer.status_code == status
    form = card(answer, of).find("form", action=item_url(of, "motions"))
    assert sentence in words(form.find(class_="error"))
    assert form.find("textarea", {"name": "options"}).get_text().strip("\r\n") == (ASKED | change)["options"]
    assert form.find("details").has_attr("open")
    assert db.session.scalars(select(Motion)).all() == []


def choosing(client: FlaskClient, of: Room, **change: str) -> Motion:
    """A motion with options, made through its form and open."""
    assert client.post(item_url(of, "motions"), data=ASKED | change).status_code == 303
    motion = db.session.scalars(select(Motion).order_by(Motion.id.desc())).first()
    assert motion is not None
    ticks = dict.fromkeys(("notified", "ours", "recusals", "comparison"), "y")
    assert client.post(f"/motions/{motion.id}/open", data=ticks).status_code == 303
    return motion


def test_several_options_are_ticked_on_a_phone_and_too_many_stay_ticked(client: FlaskClient, app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    motion = choosing(secretary(client, of), of)
    phone = delegate(app.test_client(), of, 0)
    vote = f"/motions/{motion.id}/seats/{of.seats[0].id}/vote"
    assert "应选2名。最多选2项。一项都不选就提交，按弃权计。" in words(card(phone.get(page_of(of)), of))
    refused = phone.post(vote, data={"choice": ["甲", "乙", "丙"]})
    assert refused.status_code == 409
    form = card(refused, of).find("form", action=vote)
    assert [box["value"] for box in form.find_all("input", {"type": "checkbox"}) if box.has_attr("checked")] == ["甲", "乙", "丙"]
    assert "最多选2项，请去掉几项再提交。" in words(card(refused, of))
    assert phone.post(vote, data={"choice": "丁"}).status_code == 409
    assert phone.post(vote, data={"choice": ["丙", "甲"]}).status_code == 303
    assert "您投的是：甲、丙。在结束前可以修改。" in words(card(phone.get(page_of(of)), of))
    assert phone.post(vote).status_code == 303
    assert "您投的是：弃权。在结束前可以修改。" in words(card(phone.get(page_of(of)), of))


def test_one_option_is_one_button(client: FlaskClient, app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    motion = choosing(secretary(client, of), of, method="choose_one", max_choices="", seats_to_fill="")
    phone = delegate(app.test_client(), of, 0)
    vote = f"/motions/{motion.id}/seats/{of.seats[0].id}/vote"
    form = card(phone.get(page_of(of)), of).find("form", action=vote)
    assert [words(button) for button in form.find_all("button")] == ["甲", "乙", "丙", "都不同意", "弃权"]
    assert phone.post(vote, data={"choice": "乙"}).status_code == 303
    form = card(phone.get(page_of(of)), of).find("form", action=vote)
    assert [words(button) for button in form.find_all("button", {"aria-pressed": "true"})] == ["乙"]
    for wrong in ({"choice": "丁"}, {"choice": ["甲", "乙"]}, {}):
        refused = phone.post(vote, data=wrong)
        assert refused.status_code == 409
        assert "请从列出的选项里选一项，或者选都不同意、弃权。" in words(card(refused, of))
    assert casting.votes_of(motion)[of.seats[0].id].picks == ["乙"]


def test_papers_of_options_are_ticked_and_corrected(client: FlaskClient) -> None:
    of = room(4, 4, "alliance_majority")
    motion = choosing(secretary(client, of), of)
    seats = [seat.id for seat in of.seats]
    typed = {f"seat-{seats[0]}": ["甲", "乙"], f"seat-{seats[1]}": ["abstain"], f"seat-{seats[2]}": ["甲", "abstain"]}
    refused = client.post(f"/motions/{motion.id}/papers", data=typed)
    assert refused.status_code == 409
    assert "弃权、废票不能和选项一起勾。" in refused.text
    ticked = card(refused, of).find_all("input", {"name": f"seat-{seats[0]}"})
    assert [box["value"] for box in ticked if box.has_attr("checked")] == ["甲", "乙"]
    assert client.post(f"/motions/{motion.id}/papers", data=typed | {f"seat-{seats[2]}": ["invalid"]}).status_code == 303
    correct = f"/motions/{motion.id}/seats/{seats[2]}/paper"
    answer = client.post(correct, data={"choice": ["甲", "乙", "丙"], "reason": "看错"})
    assert answer.status_code == 409
    assert "最多选2项" in words(card(answer, of).find("form", action=correct).find(class_="error"))
    assert client.post(correct, data={"choice": ["丙"], "reason": "看错"}).status_code == 303
    assert (
        client.post(f"/motions/{motion.id}/seats/{seats[1]}/paper", data={"choice": "withdrawn", "reason": "单位录错"}).status_code == 303
    )
    assert {vote.seat_id: vote.picks for vote in casting.votes_of(motion).values()} == {
        seats[0]: ["甲", "乙"],
        seats[1]: None,
        seats[2]: ["丙"],
    }


def test_a_second_round_is_one_button(client: FlaskClient) -> None:
    of = room(5, 5, "alliance_majority")
    secretary(client, of)
    motion = choosing(client, of, method="choose_one", max_choices="", seats_to_fill="")
    papers = {f"seat-{seat.id}": option for seat, option in zip(of.seats, ("甲", "甲", "乙", "乙", "none"), strict=True)}
    client.post(f"/motions/{motion.id}/papers", data=papers)
    client.post(f"/motions/{motion.id}/close")
    shown = card(client.get(page_of(of)), of)
    assert "甲得2票、乙得2票、丙得0票、都不同意的1票，得票相等，进入第二轮表决：甲、乙。" in words(shown)
    runoff = f"/motions/{motion.id}/runoff"
    assert shown.find("form", action=runoff) is not None
    assert client.post(runoff).status_code == 303
    shown = card(client.get(page_of(of)), of)
    assert "第二轮表决" in words(shown)
    assert shown.find("form", action=runoff) is None
    again = client.post(runoff)
    assert again.status_code == 409
    assert "第二轮表决已经建立。" in again.text
    second = db.session.scalars(select(Motion).where(Motion.runoff_of_id == motion.id)).one()
    client.post(f"/motions/{second.id}/open", data=dict.fromkeys(("notified", "ours", "recusals", "comparison"), "y"))
    client.post(f"/motions/{second.id}/close")
    shown = card(client.get(page_of(of)), of)
    assert shown.find("form", action=item_url(of, "motions")) is not None
    assert shown.find("form", action=runoff) is None


def test_the_chairs_casting_vote_is_two_buttons(client: FlaskClient) -> None:
    of = room(5, 5, "alliance_majority", card={"casting_vote": True})
    secretary(client, of)
    motion = boards.motion(of, at=later(20))
    papers = {f"seat-{seat.id}": side for seat, side in zip(of.seats, ("for", "for", "against", "against", "abstain"), strict=True)}
    client.post(f"/motions/{motion.id}/papers", data=papers)
    client.post(f"/motions/{motion.id}/close")
    url = f"/motions/{motion.id}/casting-vote"
    form = card(client.get(page_of(of)), of).find("form", action=url)
    assert [words(button) for button in form.find_all("button")] == ["主持人投赞成", "主持人投反对"]
    wrong = client.post(url, data={"side": "loud"})
    assert wrong.status_code == 422
    assert "请选赞成或者反对。" in words(card(wrong, of).find("form", action=url).find(class_="error"))
    assert client.post(url, data={"side": "for"}).status_code == 303
    shown = card(client.get(page_of(of)), of)
    assert "赞成2票、反对2票，赞成反对相等，主持人投赞成票后赞成3票、需3票，通过。" in words(shown)
    assert shown.find("form", action=url) is None
    case = json.loads(client.get(f"/motions/{motion.id}/recount.json").data)
    assert (case["casting_vote"], recount(case)) == ("for", db.session.get_one(Motion, motion.id).counts)


def test_two_dimensions_have_a_picture_each(client: FlaskClient) -> None:
    of = room(3, 3, "alliance_majority", card={"dimensions": ["seats", "area"]}, weighs=[(None, 100_00), (None, 200_50), (None, 700_00)])
    secretary(client, of)
    motion = boards.motion(of, at=later(20))
    shown = words(card(client.get(page_of(of)), of))
    assert "按家数计：应表决3家（应到3家、回避0家），过半数需2票；按专有部分面积计：应表决1000.50平方米" in shown
    client.post(f"/motions/{motion.id}/papers", data={f"seat-{seat.id}": "for" for seat in of.seats[:2]})
    client.post(f"/motions/{motion.id}/close")
    shown = card(client.get(page_of(of)), of)
    assert len(shown.find_all(class_="bars")) == 2
    assert "赞成 300.50平方米" in words(shown)
    assert "合计结果：未通过。" in words(shown)


def test_the_check_list_says_what_the_software_sees(client: FlaskClient) -> None:
    of = room(3, 3, "alliance_majority")
    secretary(client, of)
    unit = next(line["organisation"] for line in of.meeting.snapshot["roll"])
    with writing():
        ledger.hold(of.alliance.id)
        title, words_ = "停车收费", f"由{unit}汇报，动用维修资金"
        meetings.edit_item(of.item, title=title, summary=words_, presenter="", regime="alliance_majority", by=of.secretary, at=later(5))
        meetings.recuse(of.item, of.seats[1], "", requested=True, by=of.secretary, at=later(6))
    boards.motion(of, state="draft", at=later(20))
    shown = words(card(client.get(page_of(of)), of))
    assert f"这一项提到的{unit}有表决票，没有回避。" in shown
    assert "这一项提到维修资金，请核对是不是要由业主共同决定。" in shown
    assert "这一项提到收费，请核对是不是选定收费单位。" in shown
    assert "的回避申请，主持人还没有决定。" in shown


# -- who may -----------------------------------------------------------------------------------------------------------


def people(of: Room) -> dict[str, Person]:
    stranger = room(3, 3)
    observer = make.seat(of.alliance, votes=False)
    return {
        "secretary": of.person,
        "convener": make.official("convener", "alliance", of.alliance.id),
        "delegate": make.delegate_of(of.seats[0]),
        "other delegate": make.delegate_of(of.seats[1]),
        "observer": make.delegate_of(observer),
        "supervisor": make.official("supervisor", "city", 0),
        "administrator": make.administrator(),
        "secretary elsewhere": stranger.person,
        "delegate elsewhere": make.delegate_of(stranger.seats[0]),
    }


RUNS = ("secretary", "convener")


@pytest.mark.parametrize("verb", ["open", "close", "hands", "end", "void", "redo", "runoff", "casting-vote", "papers"])
def test_only_secretary_and_convener_run_a_ballot(client: FlaskClient, app: Flask, verb: str) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of, at=later(20))
    answers = {
        role: make.sign_in(app.test_client(), person).post(f"/motions/{motion.id}/{verb}", data={"bad": "1"}).status_code
        for role, person in people(of).items()
        if role not in RUNS
    }
    assert set(answers.values()) == {403}
    assert client.post(f"/motions/{motion.id}/{verb}").status_code == 401
    assert db.session.get_one(Motion, motion.id).state == "open"


@pytest.mark.parametrize("verb", ["consensus", "objection", "motions", "hands"])
def test_only_secretary_and_convener_decide(app: Flask, verb: str) -> None:
    of = room(3, 3)
    answers = {
        role: make.sign_in(app.test_client(), person).post(item_url(of, verb), data={}).status_code
        for role, person in people(of).items()
        if role not in RUNS
    }
    assert set(answers.values()) == {403}
    assert db.session.scalars(select(Consensus)).all() == []


def test_a_vote_is_the_delegates_own(app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of, at=later(20))
    url = f"/motions/{motion.id}/seats/{of.seats[0].id}/vote"
    answers = {
        role: make.sign_in(app.test_client(), person).post(url, data={"choice": "for"}).status_code for role, person in people(of).items()
    }
    assert answers == {
        "secretary": 403,
        "convener": 403,
        "delegate": 303,
        "other delegate": 409,
        "observer": 403,
        "supervisor": 403,
        "administrator": 403,
        "secretary elsewhere": 403,
        "delegate elsewhere": 403,
    }
    assert [(vote.seat_id, vote.choice) for vote in db.session.scalars(select(Vote))] == [(of.seats[0].id, "for")]


def test_the_stand_in_who_was_checked_in_votes_and_the_delegate_does_not(app: Flask) -> None:
    from app.alliances import actions as alliances

    of = room(3, 2, "alliance_majority")
    stand_in = make.delegate_of(make.seat(of.alliance, votes=False))
    with writing():
        ledger.hold(of.alliance.id)
        alliances.name_stand_in(of.seats[2], stand_in, "副主任", by=of.secretary, at=later(1))
        meetings.mark(of.meeting, of.seats[2], meetings.Mark("present", stand_in=stand_in.name), by=of.secretary, at=later(5))
    motion = boards.motion(of, at=later(20))
    url = f"/motions/{motion.id}/seats/{of.seats[2].id}/vote"
    assert delegate(app.test_client(), of, 2).post(url, data={"choice": "against"}).status_code == 409
    phone = make.sign_in(app.test_client(), stand_in, by_phone=True)
    assert "您正代表" in words(card(phone.get(page_of(of)), of))
    assert phone.post(url, data={"choice": "for"}).status_code == 303


def test_names_are_read_inside_the_alliance_only_and_only_after_closing(app: Flask) -> None:
    of = room(4, 4, "alliance_majority")
    motion = boards.motion(of, at=later(20))
    boards.cast(of, motion, {0: "for", 1: "against", 2: "for", 3: "for"}, later(21))
    everybody = people(of)
    reads = {role: make.sign_in(app.test_client(), person) for role, person in everybody.items() if "elsewhere" not in role}
    for role, client in reads.items():
        assert "各家的选择" not in client.get(page_of(of)).text, role
    boards.close(of, motion, later(25))
    shown = {role: "各家的选择" in client.get(page_of(of)).text for role, client in reads.items()}
    inside = {"secretary", "convener", "delegate", "other delegate"}
    assert shown == {role: role in inside for role in reads}
    for role, client in reads.items():
        answer = client.get(f"/motions/{motion.id}/recount.json")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="motion-{motion.id}.json"'
        case = json.loads(answer.data)
        assert recount(case) == motion.counts
        assert (f"s{of.seats[1].id}" in answer.text) is (role in inside), role
    elsewhere = make.sign_in(app.test_client(), everybody["delegate elsewhere"])
    assert elsewhere.get(f"/motions/{motion.id}/recount.json").status_code == 403
    assert elsewhere.get(f"/motions/{motion.id}").status_code == 403


def test_an_uncounted_motion_has_no_file(client: FlaskClient) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of, at=later(20))
    secretary(client, of)
    assert client.get(f"/motions/{motion.id}/recount.json").status_code == 409


# -- twice and with HTMX -----------------------------------------------------------------------------------------------


def test_the_same_form_twice_is_done_once(client: FlaskClient) -> None:
    of = room(3, 3, "alliance_majority")
    secretary(client, of)
    first = client.post(item_url(of, "hands"), data=HANDS | {"once": "k" * 32})
    second = client.post(item_url(of, "hands"), data=HANDS | {"once": "k" * 32})
    assert (first.status_code, second.status_code, first.location) == (303, 303, second.location)
    assert db.session.scalar(select(func.count()).select_from(Motion)) == 1
    assert db.session.scalar(select(func.count()).select_from(RollEntry)) == 3


def test_htmx_gets_the_card_alone(client: FlaskClient) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of, at=later(20))
    delegate(client, of, 0)
    headers = {"HX-Request": "true", "HX-Target": f"li#item-{of.item.id}"}
    url = f"/motions/{motion.id}/seats/{of.seats[0].id}/vote"
    assert client.post(url, data={"choice": "abstain"}, headers=headers).status_code == 303
    answer = client.get(page_of(of), headers=headers)
    assert not answer.text.startswith("<!doctype")
    assert "您投的是：弃权。在结束前可以修改。" in words(card(answer, of))
    refused = client.post(url, data={"choice": "loud"}, headers=headers)
    assert refused.status_code == 409
    assert "请选赞成、反对或者弃权。" in refused.text
    assert casting.votes_of(motion)[of.seats[0].id].choice == "abstain"


def test_english_readers_get_the_english_formula(client: FlaskClient) -> None:
    of = room(3, 3, "alliance_majority")
    secretary(client, of)
    client.post(item_url(of, "hands"), data=HANDS)
    client.set_cookie("lianxi_language", "en")
    sentence = "3 seats entitled to vote (3 seats on the roll, 0 seats recused), more than half is 2 votes, 3 votes for, carried"
    assert sentence in words(card(client.get(page_of(of)), of))
