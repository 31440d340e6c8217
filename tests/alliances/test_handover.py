"""换人: a delegate, a liaison, a secretary; what the predecessor loses at once and what the successor finds."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts import actions as accounts
from app.accounts import passwords
from app.accounts.models import Account, Grant, Person, PersonalLink
from app.alliances import actions as alliances
from app.alliances import handover, terms
from app.alliances.models import Alliance, Organisation, Seat
from app.alliances.people import person_for
from app.core import ledger
from app.core.clock import now
from app.core.db import db, writing
from app.policy import SYSTEM
from tests import make
from tests.papers.reading import pdf_text
from tests.resolutions import make_resolutions

NEW = "沈知秋 副站长 101 0000 0021"


@pytest.fixture
def home(app: Flask) -> Alliance:
    return make.alliance("鹤鸣里社区党建联盟")


@pytest.fixture
def seat(home: Alliance) -> Seat:
    return make.seat(home, "区水文站", "程以宁", "10100000007")


@pytest.fixture
def desk(client: FlaskClient, home: Alliance) -> FlaskClient:
    return make.sign_in(client, make.secretary(home))


def link_of(person: Person) -> str:
    with writing():
        _link, token, _code = accounts.make_link(person, by=SYSTEM, at=now())
    return token


def bound(app: Flask, token: str, digits: str) -> FlaskClient:
    phone: FlaskClient = app.test_client()
    phone.get(f"/l/{token}")
    assert phone.post("/bind", data={"digits": digits}).status_code == 303
    return phone


def change(client: FlaskClient, seat: Seat, line: str = NEW, *, url: str = "handover", **more: str):  # type: ignore[no-untyped-def]  # an answer
    seen = str(seat.delegate_id or "") if url == "handover" else ""
    return client.post(f"/seats/{seat.id}/{url}", data={"line": line, "seen": seen} | more)


def unit_elsewhere(seat: Seat, other: Alliance) -> Seat:
    """The same unit in another alliance, with the same delegate."""
    with writing():
        unit = db.session.get_one(Organisation, seat.organisation_id)
        made = alliances.add_seat(other, unit, votes=True, role="member", by=SYSTEM, at=make.AT)
        alliances.name_delegate(made, make.delegate_of(seat), "主任", by=SYSTEM, at=make.AT)
    return made


# -- a delegate --------------------------------------------------------------------------------------------------------


def test_the_predecessors_phone_and_link_end_at_once_and_the_successor_has_a_link(app: Flask, desk: FlaskClient, seat: Seat) -> None:
    token = link_of(make.delegate_of(seat))
    old = bound(app, token, "0007")
    assert old.get("/meetings").status_code == 200
    answer = change(desk, seat)
    assert (answer.status_code, answer.location) == (201, f"/seats/{seat.id}")
    assert "程以宁换成沈知秋" in answer.text
    assert old.get("/meetings").status_code == 303  # to the sign-in
    forwarded = app.test_client()
    forwarded.get(f"/l/{token}")
    gone = forwarded.get("/bind")
    assert (gone.status_code, "请向联盟秘书要一个新的" in gone.text) == (410, True)
    found = re.search(r"/l/(\w+)", answer.text)
    assert found is not None
    new = bound(app, found[1], "0021")
    assert "沈知秋" in new.get("/").text
    assert list(ledger.verify()) == []


def test_the_page_of_the_seat_tells_who_spoke_for_it_from_when_to_when(desk: FlaskClient, seat: Seat) -> None:
    change(desk, seat)
    told = terms.spoken_for(db.session.get_one(Seat, seat.id), now())
    assert [(term.name, term.title, term.until is None) for term in told] == [("程以宁", "主任", False), ("沈知秋", "副站长", True)]
    assert told[0].since == make.AT
    assert told[0].until == told[1].since
    html = desk.get(f"/seats/{seat.id}").text
    assert "谁当过代表" in html
    assert html.index("沈知秋") < html.index("程以宁")


def test_roles_of_other_seats_stay_with_their_phone(app: Flask, desk: FlaskClient, seat: Seat) -> None:
    other = make.alliance("春晖社区党建联盟")
    elsewhere = unit_elsewhere(seat, other)
    person = make.delegate_of(seat)
    old = bound(app, link_of(person), "0007")
    change(desk, seat)
    assert old.get("/").status_code == 200
    held = make.actor(db.session.get_one(Person, person.id))
    assert (held.seats, held.places["delegate"]) == ({elsewhere.id}, {other.id})
    assert old.get(f"/alliances/{seat.alliance_id}").status_code == 403


def test_a_predecessor_who_also_stood_in_keeps_no_back_door(desk: FlaskClient, seat: Seat) -> None:
    person = make.delegate_of(seat)
    with writing():
        alliances.name_stand_in(seat, person, "", by=SYSTEM, at=make.AT)
    change(desk, seat)
    assert make.actor(db.session.get_one(Person, person.id)).seats == frozenset()


def test_the_handlers_role_in_the_unit_passes_to_the_successor(desk: FlaskClient, seat: Seat) -> None:
    person = make.delegate_of(seat)
    with writing():
        accounts.grant(person, "handler", "organisation", seat.organisation_id, by=SYSTEM, at=make.AT)
    change(desk, seat)
    serving = select(Grant.person_id).where(Grant.role == "handler", Grant.ended_at.is_(None))
    assert list(db.session.scalars(serving)) == [db.session.get_one(Seat, seat.id).delegate_id]


def test_a_double_tap_changes_once_and_leads_to_the_seat(desk: FlaskClient, seat: Seat) -> None:
    seen = str(seat.delegate_id)
    first, second = (change(desk, seat, once="k", seen=seen) for _tap in range(2))
    assert (first.status_code, second.status_code, second.location) == (201, 303, f"/seats/{seat.id}")
    assert db.session.scalar(select(func.count()).select_from(PersonalLink)) == 1


def test_a_second_tab_sees_the_true_state_and_loses_nothing(desk: FlaskClient, seat: Seat) -> None:
    seen = str(seat.delegate_id)
    change(desk, seat)
    answer = desk.post(f"/seats/{seat.id}/handover", data={"line": "高望舒 10100000022", "seen": seen})
    assert answer.status_code == 409
    assert "这一家刚才已经换过人" in answer.text
    assert 'value="高望舒 10100000022"' in answer.text
    assert f'name="seen" value="{db.session.get_one(Seat, seat.id).delegate_id}"' in answer.text
    again = desk.post(f"/seats/{seat.id}/handover", data={"line": NEW, "seen": seen})
    assert (again.status_code, "他现在就是，不用换" in again.text) == (409, True)


def test_the_old_ones_telephone_does_not_become_the_new_ones(desk: FlaskClient, seat: Seat) -> None:
    answer = change(desk, seat, "沈知秋 10100000007")
    assert (answer.status_code, "这个手机号登记在另一个名字下" in answer.text) == (409, True)
    assert make.delegate_of(db.session.get_one(Seat, seat.id)).name == "程以宁"


@pytest.mark.parametrize(
    ("line", "words"), [("", "这一项要填"), ("10100000021", "没有读出姓名"), ("沈知秋 101000", "位数不对"), ("长" * 121, "最多120个字")]
)
def test_a_bad_line_is_told_at_its_field_and_kept(desk: FlaskClient, seat: Seat, line: str, words: str) -> None:
    answer = change(desk, seat, line)
    assert (answer.status_code, words in answer.text, f'value="{line}"' in answer.text) == (422, True, True)


def test_somebody_without_a_telephone_gets_a_slip_code(app: Flask, desk: FlaskClient, seat: Seat) -> None:
    answer = change(desk, seat, "喻晴川")
    code = re.search(r"验证码 (\d{3}) (\d{3})", answer.text)
    token = re.search(r"/l/(\w+)", answer.text)
    assert code is not None
    assert token is not None
    bound(app, token[1], code[1] + code[2])


def test_a_successor_who_has_a_link_keeps_it(app: Flask, desk: FlaskClient, seat: Seat, home: Alliance) -> None:
    other = make.seat(home, "银杏小学", "宋明川", "10100000031")
    phone = bound(app, link_of(make.delegate_of(other)), "0031")
    answer = change(desk, seat, "宋明川 10100000031")
    assert "已经有个人链接" in answer.text
    assert phone.get("/").status_code == 200
    assert make.actor(make.delegate_of(other)).seats == {seat.id, other.id}


def test_the_slip_lists_what_waits_and_carries_the_link(desk: FlaskClient, seat: Seat, home: Alliance) -> None:
    lead = make_resolutions.action(make_resolutions.resolution(home), seat, "院内标线设置", due=date(2026, 12, 8))
    page = change(desk, seat).text
    assert f"{lead.number} 院内标线设置" in page
    token = re.search(r'name="token" value="(\w+)"', page)
    assert token is not None
    pdf = desk.post(f"/seats/{seat.id}/delegate/handover.pdf", data={"token": token[1], "code": ""})
    text = pdf_text(pdf.data)
    assert (pdf.mimetype, pdf.data.count(b"/Alt")) == ("application/pdf", 1)
    for words in ("程以宁", "沈知秋（副站长）", lead.number, "2026年12月8日", "交出人签名", "接手人签名", "填本人手机号后四位"):
        assert words in text
    assert "10100000021" not in text
    again = pdf_text(desk.get(f"/seats/{seat.id}/delegate/handover.pdf").data)
    assert ("沈知秋" in again, "扫一扫" in again) == (True, False)
    wrong = desk.post(f"/seats/{seat.id}/delegate/handover.pdf", data={"token": "nonsense"})
    assert (wrong.status_code, "这个链接已经换过" in wrong.text) == (409, True)


def test_an_organisation_that_leaves_takes_its_links_along(app: Flask, desk: FlaskClient, seat: Seat) -> None:
    old = bound(app, link_of(make.delegate_of(seat)), "0007")
    desk.post(f"/seats/{seat.id}/end")
    assert old.get("/").status_code == 303


# -- a liaison ---------------------------------------------------------------------------------------------------------


def test_a_liaison_is_named_and_replaced(app: Flask, desk: FlaskClient, seat: Seat) -> None:
    assert change(desk, seat, "江可风 10100000041", url="liaison").status_code == 201
    (first,) = (term for term in terms.liaisons(seat.organisation_id))
    phone = bound(app, link_of(db.session.get_one(Person, first.person_id)), "0041")
    stale = change(desk, seat, "钱知微 10100000042", url="liaison")
    assert (stale.status_code, "刚才已经换过人" in stale.text) == (409, True)
    answer = desk.post(f"/seats/{seat.id}/liaison", data={"line": "钱知微 10100000042", "seen": str(first.person_id)})
    assert "江可风换成钱知微" in answer.text
    assert phone.get("/").status_code == 303
    assert [(term.name, term.until is None) for term in terms.liaisons(seat.organisation_id)] == [("江可风", False), ("钱知微", True)]
    assert "钱知微" in pdf_text(desk.get(f"/seats/{seat.id}/liaison/handover.pdf").data)


def test_a_liaison_of_several_alliances_is_not_one_secretarys_to_name(desk: FlaskClient, seat: Seat, app: Flask) -> None:
    unit_elsewhere(seat, make.alliance("春晖社区党建联盟"))
    assert "联络员由管理员更换" in desk.get(f"/seats/{seat.id}").text
    answer = change(desk, seat, "江可风 10100000041", url="liaison")
    assert (answer.status_code, "联络员要由管理员更换" in answer.text) == (409, True)
    assert terms.liaisons(seat.organisation_id) == []
    administrator = make.sign_in(app.test_client(), make.administrator())
    assert change(administrator, seat, "江可风 10100000041", url="liaison").status_code == 201


# -- a secretary -------------------------------------------------------------------------------------------------------


def test_an_administrator_changes_the_secretary(app: Flask, client: FlaskClient, home: Alliance, seat: Seat) -> None:
    old = make.secretary(home)
    office = make.sign_in(app.test_client(), old)
    lead = make_resolutions.action(make_resolutions.resolution(home), seat, due=date(2026, 12, 8))
    make.sign_in(client, make.administrator())
    url = f"/alliances/{home.id}/secretary"
    assert lead.number in client.get(url).text
    form = {"line": "柳新来 10100000051", "login": "liuxinlai", "outgoing": str(old.id)}
    answer = client.post(url, data=form, follow_redirects=True)
    one_time = re.search(r"一次性密码是 (\S+) 。", answer.text)
    assert one_time is not None
    assert office.get("/").status_code == 303
    assert [(term.name, term.until is None) for term in terms.secretaries(home.id)] == [(old.name, False), ("柳新来", True)]
    account = db.session.scalars(select(Account)).one()
    assert (account.login, account.must_change, passwords.matches(account.password_hash, one_time[1])) == ("liuxinlai", True, True)
    text = pdf_text(client.get(f"{url}/handover.pdf").data)
    assert ("登录名liuxinlai" in text, one_time[1] in text, lead.number in text) == (True, False, True)
    late = client.post(url, data=form | {"line": "高望舒", "login": "gao"})
    assert (late.status_code, "liuxinlai" in client.get("/accounts").text, "gao" in client.get("/accounts").text) == (422, True, False)


def test_a_secretary_of_two_alliances_keeps_her_account(app: Flask, client: FlaskClient, home: Alliance) -> None:
    other = make.alliance("春晖社区党建联盟")
    hers = make.official("secretary", "alliance", other.id, "邱叶")
    with writing():
        accounts.create_account("qiuye", hers, passwords.make_hash("correct horse battery"), by=SYSTEM, at=make.AT, must_change=False)
    make.sign_in(client, make.administrator())
    url, form = f"/alliances/{home.id}/secretary", {"login": "qiuye", "outgoing": "0"}
    wrong = client.post(url, data=form | {"line": "高望舒"})
    assert (wrong.status_code, "这个登录名是另一个人的" in wrong.text) == (409, True)
    answer = client.post(url, data=form | {"line": "邱叶"}, follow_redirects=True)
    assert ("秘书已换" in answer.text, "一次性密码是" in answer.text) == (True, False)
    assert make.actor(hers).places["secretary"] == {home.id, other.id}


# -- who may -----------------------------------------------------------------------------------------------------------


def test_only_the_alliances_own_secretary_and_the_administrator_change_people(app: Flask, seat: Seat, home: Alliance) -> None:
    others = (make.delegate_of(seat), make.official("convener", "alliance", home.id), make.secretary(make.alliance()))
    for person in others:
        client = make.sign_in(app.test_client(), person)
        answers = [
            change(client, seat).status_code,
            change(client, seat, url="liaison").status_code,
            client.get(f"/seats/{seat.id}/delegate/handover.pdf").status_code,
            client.get(f"/alliances/{home.id}/secretary").status_code,
            client.get(f"/alliances/{home.id}/sign-in-papers").status_code,
        ]
        assert answers == [403] * 5


def test_the_change_is_the_same_on_both_databases(any_app: Flask) -> None:
    seat = make.seat(make.alliance(), "区水文站", "程以宁", "10100000007")
    with writing():
        ledger.hold(seat.alliance_id)
        person = handover.successor(seat, "沈知秋", "10100000021", by=SYSTEM, at=make.later(1))
        seen = str(seat.delegate_id)
        handover.change_delegate(seat, person, "", seen=seen, with_roles=True, by=SYSTEM, at=make.later(1))
    assert [term.name for term in terms.spoken_for(seat, now())] == ["程以宁", "沈知秋"]
    assert list(ledger.verify()) == []
    with writing():
        assert person_for(seat, "沈知秋", "10100000021", by=SYSTEM, at=make.later(2)).id == person.id
        accounts.rename_person(person, "沈知秋", by=SYSTEM, at=make.later(2))
