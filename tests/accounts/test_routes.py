from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts import actions, passwords
from app.accounts.models import Account, Person, PersonalLink, SignIn
from app.alliances import actions as alliances
from app.alliances.models import Organisation
from app.core.db import db, writing
from app.core.ledger import Entry
from app.policy import SYSTEM
from tests import make

PASSWORD = "correct horse battery"


@pytest.fixture
def secretary(app: Flask) -> Person:
    person = make.secretary(make.alliance())
    with writing():
        actions.create_account("qiuye", person, passwords.make_hash(PASSWORD), by=SYSTEM, at=make.AT, must_change=False)
    return person


def enter(client: FlaskClient, login: str = "qiuye", password: str = PASSWORD) -> int:
    return client.post("/sign-in", data={"login": login, "password": password}).status_code


def test_a_secretary_signs_in_and_out_and_the_old_cookie_is_dead(client: FlaskClient, secretary: Person) -> None:
    assert enter(client, "QiuYe") == 303
    assert client.get("/").status_code == 200
    with client.session_transaction() as session:
        cookie = session["signin"]
    client.post("/sign-out")
    assert client.get("/").status_code == 303
    with client.session_transaction() as session:
        session["signin"] = cookie
    assert client.get("/").status_code == 303


def test_a_wrong_password_says_so_and_keeps_the_name(client: FlaskClient, secretary: Person) -> None:
    answer = client.post("/sign-in", data={"login": "qiuye", "password": "wrong"})
    assert answer.status_code == 422
    assert 'value="qiuye"' in answer.text
    assert "登录名或密码不对" in answer.text
    assert "wrong" not in answer.text


def test_after_five_failures_the_right_password_rests_too(client: FlaskClient, secretary: Person) -> None:
    assert [enter(client, password="wrong") for _try in range(5)] == [422] * 5
    assert enter(client) == 422
    with writing():
        account = db.session.scalars(select(Account)).one()
        actions.enable(account, by=SYSTEM, at=make.AT)
    assert enter(client) == 303


def test_the_one_time_password_must_be_changed_first(app: Flask, client: FlaskClient) -> None:
    answer = app.test_cli_runner().invoke(args=["users", "create", "boss", "--role", "administrator"])
    one_time = answer.output.strip()
    assert enter(client, "boss", one_time) == 303
    assert client.get("/accounts").location == "/password"
    assert client.post("/password", data={"current": one_time, "password": "short"}).status_code == 409
    assert client.post("/password", data={"current": "wrong", "password": PASSWORD}).status_code == 409
    assert client.post("/password", data={"current": one_time, "password": PASSWORD}).status_code == 303
    assert client.get("/accounts").status_code == 200
    other = app.test_client()
    assert enter(other, "boss", one_time) == 422
    assert enter(other, "boss") == 303


def test_the_way_back_is_one_that_we_signed(client: FlaskClient, secretary: Person) -> None:
    location = client.get("/alliances").location
    signed = re.search(r"next=(.+)", location)
    assert signed is not None
    answer = client.post("/sign-in", data={"login": "qiuye", "password": PASSWORD, "next": signed[1]})
    assert answer.location == "/alliances"
    client.post("/sign-out")
    answer = client.post("/sign-in", data={"login": "qiuye", "password": PASSWORD, "next": "https://evil.example/"})
    assert answer.location == "/"


@pytest.fixture
def delegate(app: Flask) -> Person:
    return make.delegate_of(make.seat(make.alliance(), "区水文站", "程以宁", "10000000007"))


def link_of(person: Person, *, slip: bool = False) -> tuple[str, str]:
    with writing():
        _link, token, code = actions.make_link(person, by=SYSTEM, at=_now(), slip=slip)
    return token, code


def _now():  # type: ignore[no-untyped-def]  # a datetime
    from app.core.clock import now

    return now()


def test_a_delegate_binds_a_phone_with_the_last_four_digits(client: FlaskClient, delegate: Person) -> None:
    token, _code = link_of(delegate)
    answer = client.get(f"/l/{token}")
    assert (answer.status_code, answer.location) == (303, "/bind")
    page = client.get("/bind").text
    assert "我是区水文站 程以宁" in page
    assert token not in page
    assert client.post("/bind", data={"digits": "0000"}).status_code == 422
    assert client.post("/bind", data={"digits": "００0７"}).status_code == 303
    assert "程以宁" in client.get("/").text


def test_fifty_scanners_change_nothing(client: FlaskClient, delegate: Person) -> None:
    token, _code = link_of(delegate)
    before = db.session.scalar(select(func.count()).select_from(Entry))
    for _scan in range(50):
        client.get(f"/l/{token}")
        client.get("/bind")
    assert db.session.scalar(select(func.count()).select_from(Entry)) == before
    assert db.session.scalar(select(func.count()).select_from(SignIn)) == 0
    assert db.session.scalars(select(PersonalLink)).one().tries == 0


def test_after_five_wrong_tries_the_link_is_closed(client: FlaskClient, delegate: Person) -> None:
    token, _code = link_of(delegate)
    client.get(f"/l/{token}")
    for _try in range(5):
        client.post("/bind", data={"digits": "9999"})
    answer = client.post("/bind", data={"digits": "0007"})
    assert answer.status_code == 422
    assert "试的次数太多了" in answer.text


def test_a_slip_code_works_once_and_for_seven_days(app: Flask, client: FlaskClient) -> None:
    seat = make.seat(make.alliance(), "居民代表", "喻晴川")
    person = make.delegate_of(seat)
    with writing():
        person.phone = ""
        actions.rename_person(person, "喻晴川", by=SYSTEM, at=make.AT)
    token, code = link_of(person, slip=True)
    client.get(f"/l/{token}")
    assert client.post("/bind", data={"digits": "".join("1" if digit != "1" else "2" for digit in code)}).status_code == 422
    assert client.post("/bind", data={"digits": code}).status_code == 303
    other = app.test_client()
    other.get(f"/l/{token}")
    assert other.post("/bind", data={"digits": code}).status_code == 422
    token, code = link_of(person, slip=True)
    with writing():
        link = db.session.scalars(select(PersonalLink).where(PersonalLink.revoked_at.is_(None))).one()
        link.slip_expires_at = _now() - timedelta(minutes=1)
        actions.count_try(link, by=SYSTEM, at=make.AT)
    other.get(f"/l/{token}")
    assert other.post("/bind", data={"digits": code}).status_code == 422


def test_a_new_link_ends_the_old_one_and_the_phones_bound_by_it(app: Flask, client: FlaskClient, delegate: Person) -> None:
    token, _code = link_of(delegate)
    client.get(f"/l/{token}")
    client.post("/bind", data={"digits": "0007"})
    assert client.get("/").status_code == 200
    link_of(delegate)
    assert client.get("/").status_code == 303
    other = app.test_client()
    other.get(f"/l/{token}")
    assert other.get("/bind").status_code == 410


def test_a_phone_carries_no_role_that_needs_a_password(client: FlaskClient, secretary: Person) -> None:
    make.sign_in(client, secretary, by_phone=True)
    assert client.get("/alliances").status_code == 403
    make.sign_in(client, secretary)
    assert client.get("/alliances").status_code == 302  # straight to the one alliance


def test_an_administrator_creates_an_account_for_an_alliance(client: FlaskClient) -> None:
    alliance = make.alliance("鹤鸣里社区党建联盟")
    make.sign_in(client, make.administrator())
    form = {"name": "邱叶", "login": "qiuye2", "role": "secretary", "place": "没有这个联盟"}
    answer = client.post("/accounts", data=form)
    assert answer.status_code == 409
    assert "没有找到这个联盟" in answer.text
    assert 'value="邱叶"' in answer.text
    answer = client.post("/accounts", data=form | {"place": alliance.name}, follow_redirects=True)
    one_time = re.search(r"一次性密码是 (\S+) 。", answer.text)
    assert one_time is not None
    client.post("/sign-out")
    assert enter(client, "qiuye2", one_time[1]) == 303
    assert client.post("/sign-out").status_code == 303


def test_the_secretary_whom_the_roster_named_gets_the_account(app: Flask, client: FlaskClient) -> None:
    alliance = make.alliance()
    known = make.secretary(alliance)
    make.sign_in(client, make.administrator())
    client.post("/accounts", data={"name": known.name, "login": "qiuye3", "role": "secretary", "place": alliance.code})
    assert db.session.scalars(select(Account.person_id)).one() == known.id
    create = ["users", "create", "柳新来", "--role", "secretary", "--alliance", alliance.code]
    again = [app.test_cli_runner().invoke(args=create) for _time in range(2)]
    assert [result.exit_code for result in again] == [0, 1]
    assert "已经有人用了" in again[1].output
    assert len(set(db.session.scalars(select(Account.person_id)))) == 2


def test_a_liaison_sees_every_alliance_of_the_unit(app: Flask, client: FlaskClient) -> None:
    one, two = make.alliance(), make.alliance()
    seat = make.seat(one, "供热公司")
    with writing():
        unit = db.session.get_one(Organisation, seat.organisation_id)
        alliances.add_seat(two, unit, votes=True, role="member", by=SYSTEM, at=make.AT)
    make.sign_in(client, make.administrator())
    client.post("/accounts", data={"name": "江可风", "login": "jiang", "role": "liaison", "place": "供热公司"})
    person = db.session.get_one(Person, db.session.scalars(select(Account.person_id)).one())
    liaison = make.actor(person)
    assert (liaison.places["liaison"], liaison.organisations) == ({one.id, two.id}, {unit.id})


def test_the_last_administrator_cannot_be_disabled(app: Flask, client: FlaskClient) -> None:
    app.test_cli_runner().invoke(args=["users", "create", "boss", "--role", "administrator"])
    account = db.session.scalars(select(Account)).one()
    make.sign_in(client, db.session.get_one(Person, account.person_id))
    with writing():
        actions.set_password(account, account.password_hash, by=SYSTEM, at=make.AT, must_change=False)
    make.sign_in(client, db.session.get_one(Person, account.person_id))
    assert client.post(f"/accounts/{account.id}/disable").status_code == 409
