"""Heads of the alliances' ledgers in the city's: after each count, daily, and on the signed minutes."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.ballots import heads
from app.core import clock, ledger
from app.core.db import db, writing
from app.core.ledger import CITY, Chain, Entry
from app.meetings import actions as meetings
from app.minutes import queries
from app.papers.text import plain_text
from app.policy import SYSTEM
from tests import make
from tests.ballots import make_ballots as boards
from tests.ballots.make_ballots import room
from tests.ballots.sealed import make_sealed as sealed
from tests.make import later
from tests.minutes import make_minutes


@pytest.fixture(autouse=True)
def during_the_meeting() -> Iterator[None]:
    clock.set_now("2026-11-12T14:30:00+08:00")
    yield
    clock.set_now("")


def told() -> list[tuple[str, int, str]]:
    found = db.session.scalars(select(Entry).where(Entry.chain_id == CITY, Entry.verb == "ledger.head").order_by(Entry.seq))
    return [(one.subject, facts["seq"], facts["head"]) for one in found if (facts := json.loads(one.body)["facts"])]


def head_of(alliance_id: int) -> tuple[str, int, str]:
    found = db.session.get_one(Chain, alliance_id, populate_existing=True)
    return f"chain:{alliance_id}", found.seq, found.head


def test_a_count_tells_the_city_the_head_it_leaves(any_client: FlaskClient) -> None:
    of = room(3, 3, "alliance_majority")
    other = make.alliance()
    motion = boards.motion(of)
    make.sign_in(any_client, of.person)
    before = told()
    assert any_client.post(f"/motions/{motion.id}/close", data={}).status_code == 303
    assert (before, told()) == ([], [head_of(of.alliance.id)])
    assert any_client.post(f"/motions/{motion.id}/close", data={}).status_code == 409
    assert any_client.post(f"/motions/{motion.id}/void", data={"reason": "other", "words": "x"}).status_code == 303
    assert told()[1:] == [head_of(of.alliance.id)]
    assert heads.tell(by=SYSTEM, at=later(60)) == 1  # the daily job: the alliance that held no ballot
    assert told()[2:] == [head_of(other.id)]
    assert heads.tell(by=SYSTEM, at=later(61)) == 0
    assert list(ledger.verify()) == []
    held = [(int(subject.partition(":")[2]), seq, head) for subject, seq, head in told()]
    assert list(ledger.verify(held)) == []


def test_a_secret_ballot_tells_when_casting_stops_and_when_it_is_counted(client: FlaskClient, app: Flask, tmp_path: Path) -> None:
    app.config["KEYDIR"] = str(tmp_path / "keys")
    of = room(5, 5, "alliance_majority")
    motion = sealed.opened(of)
    make.sign_in(client, of.person)
    assert client.post(f"/motions/{motion.id}/secret/close").status_code == 303
    closed = head_of(of.alliance.id)
    assert client.post(f"/motions/{motion.id}/secret/count").status_code == 303
    assert told() == [closed, head_of(of.alliance.id)]


def test_the_daily_job_prints_how_many_it_told(app: Flask) -> None:
    make.alliance()
    run = app.test_cli_runner().invoke
    assert [run(args=["ballots", "tell-heads"]).output for _again in range(2)] == ["1\n", "0\n"]


def test_a_count_stands_though_the_city_could_not_be_told(client: FlaskClient, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of)
    make.sign_in(client, of.person)
    with sqlite3.connect(tmp_path / "lianxi.db") as broken:
        broken.execute("CREATE TRIGGER no_head BEFORE INSERT ON ledger_entry WHEN NEW.chain_id = 0 BEGIN SELECT RAISE(ABORT, 'no'); END")
    broken.close()
    assert client.post(f"/motions/{motion.id}/close", data={}).status_code == 303
    db.session.refresh(motion)
    assert (motion.state, told()) == ("counted", [])
    assert [one.message for one in caplog.records if one.levelname == "ERROR"] == [
        f"the heads of alliances [{of.alliance.id}] are told another time"
    ]


def test_signed_minutes_end_with_the_head_and_a_draft_has_none(app: Flask) -> None:
    of = room(3, 3)
    with writing():
        ledger.hold(of.alliance.id)
        meetings.end(of.meeting, None, by=of.secretary, at=later(60))
    minutes = make_minutes.drafted(of.meeting, of.person)
    _chain, seq, head = head_of(of.alliance.id)
    draft = plain_text(queries.draft_of(minutes, of.meeting, make_minutes.DAY))
    signed = plain_text(queries.signed_document(make_minutes.sign(minutes, of.person)))
    line = f"台账：{of.alliance.id}号第{seq}条，末条编码{head[:16]}"
    assert [one for one in signed if one.startswith("台账")] == [line]
    assert [one for one in draft if one.startswith("台账")] == []
    assert re.fullmatch(r"台账：\d+号第\d+条，末条编码[0-9a-f]{16}", line)
    entry = db.session.get_one(Entry, (of.alliance.id, seq))
    assert entry.hash == head
