"""The live poll ahead of Flask, on both databases: 204 where nothing moved, the audience's fragment where something did."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import actions as accounts
from app.core import clock
from app.core.db import db, writing
from app.core.lifecycle import Refused
from app.live import fragments as live_fragments
from app.live import versions as live_versions
from app.live.poll import LivePoll
from app.live.tokens import LAST_SECONDS, SECONDS
from app.meetings import actions as meetings
from app.policy import SYSTEM
from tests import make
from tests.ballots import make_ballots as boards
from tests.ballots.make_ballots import Room
from tests.house.counting import statements
from tests.live.make_live import address_in, ago, delegate, page_address, running


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Versions are read for each poll: a test does not wait a quarter of a second."""
    monkeypatch.setattr(live_versions, "FRESH", 0.0)


@pytest.fixture
def of(any_app: Flask) -> Room:
    return running()


@pytest.fixture
def poll(any_app: Flask) -> LivePoll:
    found: LivePoll = any_app.extensions["live"]
    return found


@pytest.fixture
def stranger(any_app: Flask) -> FlaskClient:
    """A browser without a cookie: the token is all that the poll looks at."""
    return any_app.test_client()


@pytest.fixture
def address(any_client: FlaskClient, of: Room) -> str:
    return page_address(delegate(any_client, of), f"/meetings/{of.meeting.id}")


TRUE_NOW = clock.now


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """The clock as it will be: counted from the true time, however often it is called."""
    monkeypatch.setattr(clock, "now", lambda: TRUE_NOW() + timedelta(seconds=seconds))


def test_nothing_moved_is_204_without_a_word(stranger: FlaskClient, address: str) -> None:
    answer = stranger.get(address)
    assert (answer.status_code, answer.data, answer.headers.get("Content-Length")) == (204, b"", None)


def test_what_moved_is_the_fragment_and_the_next_address(stranger: FlaskClient, of: Room, address: str) -> None:
    boards.motion(of, at=ago(10))
    answer = stranger.get(address)
    assert answer.status_code == 200
    assert "已投0家，共9家。" in answer.text
    following = address_in(answer)
    assert following.partition("?")[0] == address.partition("?")[0]
    assert stranger.get(following).status_code == 204


def test_a_vote_moves_the_number(stranger: FlaskClient, of: Room, address: str) -> None:
    motion = boards.motion(of, at=ago(10))
    boards.cast(of, motion, {0: "for", 1: "against"}, at=ago(9))
    assert "已投2家，共9家。" in stranger.get(address).text


def test_an_address_without_a_version_gets_the_fragment(stranger: FlaskClient, address: str) -> None:
    bare = address.partition("?")[0]
    assert [stranger.get(bare + query).status_code for query in ("", "?v=", "?v=x", "?v=-1", "?w=9", "?v=" + "9" * 99)] == [200] * 6


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD", "OPTIONS"])
def test_only_get_is_answered(stranger: FlaskClient, address: str, method: str) -> None:
    answer = stranger.open(address, method=method)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")


def test_a_host_that_is_not_ours_is_refused(stranger: FlaskClient, address: str) -> None:
    assert stranger.get(address, base_url="http://evil.example").status_code == 400
    assert stranger.get(address, base_url="http://127.0.0.1:8000").status_code == 204


def test_answers_are_never_stored_or_sniffed_and_know_no_cookie(stranger: FlaskClient, of: Room, address: str) -> None:
    boards.motion(of, at=ago(10))
    stranger.set_cookie("lianxi", "whatever")
    for url in (address, address.partition("?")[0] + "?v=99999", "/v/1/x"):
        answer = stranger.get(url)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in answer.headers
        assert "Vary" not in answer.headers


def test_a_forged_token_is_gone_and_points_to_flask(stranger: FlaskClient, of: Room, address: str) -> None:
    forged = address.partition("?")[0][:-1] + ("0" if address.partition("?")[0][-1] != "0" else "1")
    answer = stranger.get(forged)
    assert (answer.status_code, address_in(answer)) == (410, f"/meetings/{of.meeting.id}/live/inside")


def test_a_token_of_another_meeting_is_gone(stranger: FlaskClient, of: Room, address: str) -> None:
    other = running()
    assert stranger.get(address.replace(f"/v/{of.meeting.id}/", f"/v/{other.meeting.id}/")).status_code == 410


def test_a_token_for_the_room_is_none_for_the_projector(stranger: FlaskClient, address: str) -> None:
    assert stranger.get(address.replace("-inside-", "-screen-")).status_code == 410


def test_a_token_that_is_over_is_gone(stranger: FlaskClient, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    later(monkeypatch, SECONDS + 1)
    assert stranger.get(address).status_code == 410


def test_a_token_near_its_end_sends_the_page_to_flask_for_a_new_one(
    any_client: FlaskClient, stranger: FlaskClient, of: Room, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, SECONDS - LAST_SECONDS + 5)
    answer = stranger.get(address)
    assert (answer.status_code, address_in(answer)) == (200, f"/meetings/{of.meeting.id}/live/inside")
    renewed = any_client.get(address_in(answer), headers={"HX-Request": "true", "HX-Target": "div#live"})
    assert renewed.status_code == 200
    later(monkeypatch, SECONDS)  # the old one would be over
    assert stranger.get(address_in(renewed)).status_code == 204


def test_nobody_gets_a_new_token_without_the_permission(any_app: Flask, of: Room) -> None:
    other = running()
    for person in (None, make.delegate_of(other.seats[0])):
        client = any_app.test_client()
        if person is not None:
            make.sign_in(client, person, by_phone=True)
        answer = client.get(f"/meetings/{of.meeting.id}/live/inside", headers={"HX-Request": "true", "HX-Target": "div#live"})
        assert answer.status_code == (401 if person is None else 403)


def test_a_path_that_is_no_poll_is_flasks(stranger: FlaskClient) -> None:
    assert [stranger.get(path).status_code for path in ("/v/", "/v/1", "/v/x/y", "/v/1/2/3", "/v/" + "1" * 30 + "/x")] == [404] * 5


def test_an_unknown_meeting_with_a_good_token_is_asked_again_later(stranger: FlaskClient, poll: LivePoll, of: Room, address: str) -> None:
    from app.live.tokens import Pass

    token = poll.token(999_999, Pass(of.alliance.id, "inside", "zh", "0" * 12, int(clock.now().timestamp()) + 60))
    assert stranger.get(f"/v/999999/{token}?v=1").status_code == 204


# -- the epoch -----------------------------------------------------------------------------------------------------------


def test_a_recusal_ends_every_token_of_its_meeting(stranger: FlaskClient, of: Room, address: str) -> None:
    boards.recuse(of, 3, at=ago(5))
    assert stranger.get(address).status_code == 410


def test_another_delegate_for_a_seat_ends_the_tokens(stranger: FlaskClient, of: Room, address: str) -> None:
    from app.alliances import actions as alliances
    from app.alliances.people import person_for

    with writing():
        seat = db.session.merge(of.seats[0])
        alliances.name_delegate(seat, person_for(seat, "新代表", "13900001111", by=SYSTEM, at=make.AT), "主任", by=SYSTEM, at=make.AT)
    assert stranger.get(address).status_code == 410


def test_a_role_that_ended_ends_the_tokens_although_only_the_citys_chain_moved(
    stranger: FlaskClient, of: Room, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.accounts.models import Grant

    monkeypatch.setattr(live_fragments, "CITY_SECONDS", 0.0)
    assert stranger.get(address).status_code == 204
    with writing():
        held = db.session.query(Grant).filter_by(person_id=of.person.id).one()
        accounts.end_grant(held, by=SYSTEM, at=make.AT)
    assert stranger.get(address).status_code == 410


def test_a_role_that_ended_elsewhere_ends_nothing_here(
    stranger: FlaskClient, of: Room, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.accounts.models import Grant

    monkeypatch.setattr(live_fragments, "CITY_SECONDS", 0.0)
    other = make.secretary(make.alliance(street="远山街道"))
    with writing():
        accounts.end_grant(db.session.query(Grant).filter_by(person_id=other.id).one(), by=SYSTEM, at=make.AT)
    assert stranger.get(address).status_code == 204


# -- rendered once, read seldom ------------------------------------------------------------------------------------------


def test_sixteen_threads_render_a_version_once(any_app: Flask, poll: LivePoll, of: Room, address: str) -> None:
    boards.motion(of, at=ago(10))
    poll.versions.known()  # all sixteen know that it moved
    before, statuses, ready = poll.fragments.renders, [], threading.Barrier(16)

    def ask() -> None:
        client = any_app.test_client()
        ready.wait()
        statuses.append(client.get(address).status_code)

    threads = [threading.Thread(target=ask) for _each in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert poll.fragments.renders - before == 1
    assert set(statuses) == {200}


def test_a_page_and_the_poll_share_one_rendering(any_client: FlaskClient, stranger: FlaskClient, poll: LivePoll, of: Room) -> None:
    delegate(any_client, of)
    before = poll.fragments.renders
    address = page_address(any_client, f"/meetings/{of.meeting.id}")
    page_address(any_client, f"/meetings/{of.meeting.id}")
    assert stranger.get(address).status_code == 204
    assert poll.fragments.renders - before == 1


def test_a_poll_that_finds_nothing_reads_the_versions_and_no_more(stranger: FlaskClient, address: str) -> None:
    with statements() as found:
        assert stranger.get(address).status_code == 204
    assert [statement.split()[:2] for statement in found] == [["SELECT", "chain.id,"]]


def test_polls_within_a_quarter_of_a_second_read_once(
    stranger: FlaskClient, poll: LivePoll, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_versions, "FRESH", 60.0)
    before = poll.versions.reads
    assert {stranger.get(address).status_code for _each in range(50)} == {204}
    assert poll.versions.reads - before == 1


# -- a database that is away ---------------------------------------------------------------------------------------------


class Away:
    def connect(self) -> Any:
        raise OSError("no route to host")


def test_a_database_that_is_away_is_no_error_but_later(
    stranger: FlaskClient, poll: LivePoll, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stranger.get(address).status_code == 204
    monkeypatch.setattr(poll.versions, "_engine", Away)
    for _each in range(3):
        answer = stranger.get(address)
        assert (answer.status_code, answer.headers["Retry-After"]) == (204, "5")
    assert poll.versions.away


def test_a_page_that_cannot_be_drawn_is_no_error_but_later(
    stranger: FlaskClient, of: Room, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_values: object) -> None:
        raise Refused("broken")

    monkeypatch.setattr(live_fragments, "seen", broken)
    boards.motion(of, at=ago(10))
    assert stranger.get(address).status_code == 204
    monkeypatch.undo()
    assert stranger.get(address).status_code == 200


def test_a_poll_is_answered_while_somebody_writes(any_app: Flask, stranger: FlaskClient, of: Room, address: str) -> None:
    from app.core import ledger

    with writing():
        ledger.hold(of.alliance.id)
        meetings.add_item(db.session.merge(of.meeting), "没有提交的议题", regime="consensus", by=of.secretary, at=clock.now())
        db.session.flush()
        answers: list[int] = []
        asking = threading.Thread(target=lambda: answers.append(any_app.test_client().get(address).status_code))
        asking.start()
        asking.join(timeout=3)
        assert answers == [204]
    assert stranger.get(address).status_code == 200
