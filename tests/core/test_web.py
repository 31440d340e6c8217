from __future__ import annotations

import threading
from pathlib import Path

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import Person
from app.alliances.models import Alliance, Seat
from app.config import Misconfigured, from_environment
from app.core.db import db
from app.core.ledger import Entry
from tests import make
from tests.conftest import make_app

SEAT = {"organisation": "老年大学", "kind": "school", "delegate": "谢秋实", "title": "校长", "phone": "10000000212"}


@pytest.fixture
def alliance(any_app: Flask) -> Alliance:
    return make.alliance()


@pytest.fixture
def secretary(alliance: Alliance) -> Person:
    return make.secretary(alliance)


def seats() -> int:
    return db.session.scalar(select(func.count()).select_from(Seat)) or 0


def test_a_form_sent_twice_is_done_once_and_answered_twice(any_client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    make.sign_in(any_client, secretary)
    url, form = f"/alliances/{alliance.id}/seats", SEAT | {"once": "a" * 32}
    first, second = any_client.post(url, data=form), any_client.post(url, data=form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert seats() == 1


def test_the_same_key_of_another_person_is_another_form(any_app: Flask, alliance: Alliance, secretary: Person) -> None:
    for person, name in ((secretary, "甲单位"), (make.secretary(alliance), "乙单位")):
        client = make.sign_in(any_app.test_client(), person)
        client.post(f"/alliances/{alliance.id}/seats", data=SEAT | {"organisation": name, "once": "b" * 32})
    assert seats() == 2


def test_forty_taps_at_once_with_ten_keys_make_ten_seats(
    any_app: Flask, any_url: str, tmp_path: Path, alliance: Alliance, secretary: Person
) -> None:
    client = make.sign_in(any_app.test_client(), secretary)
    with client.session_transaction() as session:
        token = session["signin"]
    url, statuses = f"/alliances/{alliance.id}/seats", []
    other = make_app(tmp_path, any_url)  # an app of its own, as in another process

    def tap(key: int) -> None:
        hand = other.test_client()
        with hand.session_transaction() as session:
            session["signin"] = token
        statuses.append(hand.post(url, data=SEAT | {"organisation": f"单位{key}", "delegate": "", "once": f"{key:032}"}).status_code)

    taps = [threading.Thread(target=tap, args=(number // 4,)) for number in range(40)]
    for thread in taps:
        thread.start()
    for thread in taps:
        thread.join()
    with other.app_context():
        db.engine.dispose()
    assert statuses == [303] * 40
    db.session.rollback()
    assert seats() == 10


def test_a_refused_form_frees_its_key_and_keeps_what_was_typed(any_client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    make.sign_in(any_client, secretary)
    url = f"/alliances/{alliance.id}/seats"
    any_client.post(url, data=SEAT | {"once": "c" * 32})
    answer = any_client.post(url, data=SEAT | {"once": "d" * 32})
    assert answer.status_code == 409
    assert "这家单位已经是本联盟成员" in answer.text
    assert 'value="谢秋实"' in answer.text
    answer = any_client.post(url, data=SEAT | {"organisation": "", "once": "d" * 32})
    assert answer.status_code == 422
    assert "这一项要填" in answer.text
    assert any_client.post(url, data=SEAT | {"organisation": "另一家", "once": "d" * 32}).status_code == 303
    assert seats() == 2


@pytest.mark.parametrize("name", ["X" * 81, "𠮷野家" * 30])
def test_a_name_that_is_too_long_is_refused_at_its_field(client: FlaskClient, name: str) -> None:
    alliance = make.alliance()
    make.sign_in(client, make.secretary(alliance))
    answer = client.post(f"/alliances/{alliance.id}/seats", data=SEAT | {"organisation": name})
    assert answer.status_code == 422
    assert "最多80个字" in answer.text
    assert name in answer.text


def test_four_byte_characters_are_kept_whole(any_client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    make.sign_in(any_client, secretary)
    any_client.post(f"/alliances/{alliance.id}/seats", data=SEAT | {"delegate": "王𰻝"})
    assert "王𰻝" in any_client.get(f"/alliances/{alliance.id}").text


def test_another_alliance_is_closed_and_nothing_is_written(any_client: FlaskClient, alliance: Alliance) -> None:
    make.sign_in(any_client, make.secretary(make.alliance()))
    assert any_client.get(f"/alliances/{alliance.id}").status_code == 403
    assert any_client.post(f"/alliances/{alliance.id}/seats", data=SEAT).status_code == 403
    assert seats() == 0


def test_strangers_are_sent_to_the_sign_in_and_their_posts_answered_401(client: FlaskClient) -> None:
    alliance = make.alliance()
    assert client.get(f"/alliances/{alliance.id}").status_code == 303
    answer = client.post(f"/alliances/{alliance.id}/seats", data=SEAT)
    assert answer.status_code == 401
    assert "没有保存" in answer.text
    htmx = client.post(f"/alliances/{alliance.id}/seats", data=SEAT, headers={"HX-Request": "true", "HX-Target": "form#seat-1"})
    assert (htmx.status_code, htmx.headers["HX-Redirect"]) == (401, "/sign-in")


def test_an_id_that_no_database_knows_is_not_found(any_client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    make.sign_in(any_client, secretary)
    assert [any_client.get(f"/alliances/{number}").status_code for number in (2**31, 2**63 - 1, 2**63, 2**200)] == [404] * 4


def test_a_nul_in_a_name_is_left_out(any_client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    make.sign_in(any_client, secretary)
    assert any_client.post(f"/alliances/{alliance.id}/seats", data=SEAT | {"delegate": "谢\x00秋实"}).status_code == 303
    assert "谢秋实" in any_client.get(f"/alliances/{alliance.id}").text


def test_other_sites_and_forms_without_a_token_change_nothing(app: Flask, client: FlaskClient) -> None:
    alliance = make.alliance()
    make.sign_in(client, make.secretary(alliance))
    url = f"/alliances/{alliance.id}/seats"
    assert client.post(url, data=SEAT, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post(url, data=SEAT)
    assert answer.status_code == 400
    assert "停留太久" in answer.text
    assert seats() == 0


def test_a_foreign_host_is_refused(client: FlaskClient) -> None:
    assert client.get("/sign-in", headers={"Host": "evil.example"}).status_code == 400


def test_the_public_address_is_answered_without_naming_it_twice(tmp_path: Path) -> None:
    environ = {"LIANXI_INSTANCE": str(tmp_path / "i"), "PUBLIC_URL": "https://lianxi.example/"}
    assert from_environment(environ).trusted_hosts == ("127.0.0.1", "localhost", "[::1]", "lianxi.example")
    assert from_environment(environ | {"TRUSTED_HOSTS": "a.example, b.example"}).trusted_hosts == ("a.example", "b.example")


def test_keys_never_lie_inside_the_instance(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="LIANXI_KEYDIR"):
        from_environment({"LIANXI_INSTANCE": str(tmp_path), "LIANXI_KEYDIR": str(tmp_path / "keys")})


def test_the_secret_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    first, second = (from_environment({"LIANXI_INSTANCE": str(tmp_path)}).secret_key for _start in range(2))
    assert first == second
    assert len(first) == 64
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_reading_writes_nothing(client: FlaskClient) -> None:
    alliance = make.alliance()
    make.seats(alliance, 3)
    make.sign_in(client, make.secretary(alliance))
    before = db.session.scalar(select(func.count()).select_from(Entry))
    for url in ("/", "/alliances", f"/alliances/{alliance.id}", "/settings", "/holidays"):
        client.get(url, follow_redirects=True)
    assert db.session.scalar(select(func.count()).select_from(Entry)) == before
    assert "writing" not in g or g.writing is False


def test_a_url_that_only_takes_posts_leads_to_the_page_above(client: FlaskClient) -> None:
    alliance = make.alliance()
    make.sign_in(client, make.secretary(alliance))
    answer = client.get(f"/alliances/{alliance.id}/seats")
    assert (answer.status_code, answer.location) == (303, f"/alliances/{alliance.id}")


def test_an_unknown_block_answers_the_whole_page(client: FlaskClient) -> None:
    alliance = make.alliance()
    make.sign_in(client, make.secretary(alliance))
    answer = client.get(f"/alliances/{alliance.id}", headers={"HX-Request": "true", "HX-Target": "li#nothing-7"})
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == ("body", "innerHTML")
    assert "<h1>" in answer.text


def test_every_answer_is_private_and_under_the_policy(client: FlaskClient) -> None:
    answer = client.get("/sign-in")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_failure_is_a_page_that_says_nothing_was_saved(app: Flask, client: FlaskClient) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.view_functions["today.health"] = lambda: 1 / 0
    answer = client.get("/healthz")
    assert answer.status_code == 500
    assert "没有保存" in answer.text
